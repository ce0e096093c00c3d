"""
Clocks: by when a registration case must be answered, supplemented and decided (guideline 〔2026〕35, art. 17 and 28).

Every clock is in working days and begins with the day after its cause.  The decision's clock runs from the acceptance
and stops from the publicity until the publicity is over and every objection decided; the day on which either happened
counts before, the first day that counts again is the day after.  A case that silence accepted is accepted on the first
working day after the answer was due.

A party's deadline stops its act; the registry's own stops nothing: it is a finding (`Standing.overdue`).
"""

from __future__ import annotations

from dataclasses import dataclass

from ledger.domain.calendar import DAY_SECONDS, ONE_DAY, day_of, start_of_day
from ledger.domain.cases import CLOSED, Case, Mark, PublicityObjection, Stage, is_under_publicity, stage_at
from ledger.domain.facts import Facts
from ledger.domain.parameters import Parameter
from ledger.domain.periods import is_working_day, value_at, working_days_after
from ledger.errors import ActRefused


@dataclass(frozen=True, slots=True)
class Standing:
    """
    How a case stands at an instant.

    `answer_due` is when the present answer or supplement is due, and `decide_by` when the registration must be decided,
    both exclusive unix seconds; none where no such clock runs.  `decide_by` is none also while an objection is open,
    for it depends on the day of its decision, and where the ledger's calendar ends before.  `deemed` says that silence
    accepted it.  `overdue` is the registry's own delay: of the decision, or of one of its inquiries.
    """

    stage: Stage
    answer_due: int | None
    accepted_from: int | None
    deemed: bool
    decide_by: int | None
    stopped: bool
    overdue: bool
    under_publicity: bool
    depositable: bool


def standing(facts: Facts, case: Case, now: int, objections: tuple[PublicityObjection, ...] = ()) -> Standing:
    """
    Return how a case stands at an instant; `objections` are those of its last attempt.

    A case that has ended is judged by the instant of its end.
    """
    stage = stage_at(case, now)
    at = case.ended_at if case.stage in CLOSED else now
    accepted, decide_by = _decision(facts, case, at, stage)
    late_inquiry = any(objection.decide_by <= (objection.decided_at or at) for objection in objections)
    return Standing(
        stage=stage,
        answer_due=case.due_at if stage in (Stage.SUBMITTED, Stage.SUPPLEMENT) else None,
        accepted_from=accepted,
        deemed=accepted is not None and not case.accepted_at,
        decide_by=decide_by,
        stopped=is_stopped(case, at) and stage not in CLOSED,
        overdue=late_inquiry or (decide_by is not None and at >= decide_by),
        under_publicity=is_under_publicity(case, now),
        depositable=stage is Stage.PUBLICISED and now >= case.publicised_until,
    )


def is_stopped(case: Case, now: int) -> bool:
    """Whether the decision's clock stands still: for the publicity or an objection."""
    return 0 < case.publicised_at <= now and (case.objections > 0 or now < case.publicised_until)


def accepted_from(facts: Facts, case: Case) -> int:
    """
    Return when a case was accepted, if acts and silence have: the instant of the act, or the beginning of the day.

    The first working day after the answer was due may still be to come.  Raises `ActRefused` CalendarEnds beyond the
    calendar.
    """
    if case.accepted_at:
        return case.accepted_at
    return working_days_after(facts, case.due_at - 1, 1) - DAY_SECONDS


def decision_due(facts: Facts, case: Case) -> int | None:
    """
    Return when an accepted case must be decided; none while an objection is open.

    Raises `ActRefused` CalendarEnds beyond the calendar.
    """
    start = accepted_from(facts, case)
    days = value_at(facts, case.regime, Parameter.DECISION_DAYS, start)
    if case.marks & Mark.EXTENDED:
        days += value_at(facts, case.regime, Parameter.EXTENSION_DAYS, case.extended_at)
    plain = working_days_after(facts, start, days)
    stopped = case.publicised_at
    if not stopped or case.marks & Mark.WAIVED or plain <= stopped:
        return plain
    if case.objections:
        return None
    used = _working_days(facts, start, stopped)
    resumed = max(case.publicised_until - 1, case.resumed_at, start)
    return working_days_after(facts, resumed, days - used)


def _decision(facts: Facts, case: Case, at: int, stage: Stage) -> tuple[int | None, int | None]:
    """Return since when a case is accepted and when it must be decided, as far as either can be said."""
    unaccepted = (Stage.SUBMITTED, Stage.SUPPLEMENT, Stage.LAPSED, Stage.NOT_ACCEPTED)
    withdrawn_before = stage is Stage.WITHDRAWN and not case.accepted_at and at < case.due_at
    if stage in unaccepted or withdrawn_before:
        return None, None
    try:
        return accepted_from(facts, case), decision_due(facts, case)
    except ActRefused:
        return case.accepted_at or None, None


def _working_days(facts: Facts, start: int, last: int) -> int:
    """Count the working days after the day of `start` up to that of `last`."""
    day, end, count = day_of(start), day_of(last), 0
    while day < end:
        day += ONE_DAY
        count += is_working_day(facts, start_of_day(day))
    return count

"""
What is owed next in a registration case, by whom, and by which day: what a clerk's desk is ordered by.

All of it follows from the case, its clocks and the ledger's calendar (`clocks`, `periods`).  Days left are working
days: 0 on the last day itself, negative once it is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ledger.domain.calendar import ONE_DAY, day_of, start_of_day
from ledger.domain.cases import Case, PublicityObjection, Stage
from ledger.domain.clocks import Standing, standing
from ledger.domain.facts import Facts
from ledger.domain.parameters import Parameter
from ledger.domain.periods import is_working_day, value_at, working_days_after
from ledger.errors import ActRefused


class What(StrEnum):
    """What is to be done next."""

    FILE = "file"  # 录入上链
    ANSWER = "answer"  # 受理、补正告知或不予受理
    SUPPLEMENT = "supplement"  # 申请人补正
    REVIEW = "review"  # 审查并决定
    PUBLICISE = "publicise"  # 公示或免予公示
    AWAIT = "await"  # 公示期间，等待期满
    INQUIRE = "inquire"  # 核查公示异议
    DEPOSIT = "deposit"  # 存证并核发证书
    NOTHING = "nothing"  # 已办结


NOT_THE_REGISTRYS = frozenset({What.SUPPLEMENT, What.AWAIT, What.NOTHING})
"""What somebody else does, or time alone."""


@dataclass(frozen=True, slots=True)
class Owed:
    """
    What is owed, and until when: `by` is the first unix second after the last day, `days` how many working days are
    left; none where no such clock runs, or the ledger's calendar ends before.
    """

    what: What
    by: int | None
    days: int | None

    @property
    def is_overdue(self) -> bool:
        """Whether the registry is late."""
        return self.what not in NOT_THE_REGISTRYS and self.days is not None and self.days < 0


def owed(facts: Facts, case: Case, now: int, objections: tuple[PublicityObjection, ...] = ()) -> Owed:
    """Return what is owed in a case at an instant; `objections` are those of its last attempt."""
    at = standing(facts, case, now, objections)
    what, by = _next(case, at, objections)
    return Owed(what, by, days_left(facts, by, now))


def owed_on_paper(facts: Facts, regime: int, handed_in: int, now: int) -> Owed:
    """Return what is owed for an application that was handed in and is not on the chain: its clock runs already."""
    try:
        by = working_days_after(facts, handed_in, value_at(facts, regime, Parameter.ACCEPTANCE_DAYS, handed_in))
    except ActRefused:
        return Owed(What.FILE, None, None)
    return Owed(What.FILE, by, days_left(facts, by, now))


def days_left(facts: Facts, by: int | None, now: int) -> int | None:
    """Return the working days between today and the last day before `by`; none beyond the calendar."""
    if by is None:
        return None
    today, last = day_of(now), day_of(by - 1)
    first, end = min(today, last), max(today, last)
    count = 0
    try:
        while first < end:
            first += ONE_DAY
            count += is_working_day(facts, start_of_day(first))
    except ActRefused:
        return None
    return count if last >= today else -max(count, 1)


def _next(case: Case, at: Standing, objections: tuple[PublicityObjection, ...]) -> tuple[What, int | None]:
    if at.stage is Stage.OBJECTED:
        return What.INQUIRE, min((each.decide_by for each in objections if each.open), default=None)
    if at.stage is Stage.PUBLICISED and not at.depositable:
        return What.AWAIT, case.publicised_until
    what = _WHAT.get(at.stage, What.NOTHING)
    return what, at.answer_due if what in (
        What.ANSWER,
        What.SUPPLEMENT,
    ) else at.decide_by if what in _DECIDING else None


_DECIDING = (What.REVIEW, What.PUBLICISE, What.DEPOSIT)

_WHAT = {
    Stage.SUBMITTED: What.ANSWER,
    Stage.SUPPLEMENT: What.SUPPLEMENT,
    Stage.ACCEPTED: What.REVIEW,
    Stage.REVIEWED: What.PUBLICISE,
    Stage.PUBLICISED: What.DEPOSIT,
}

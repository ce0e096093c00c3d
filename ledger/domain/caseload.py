"""
Caseload: how long registration cases took in each step, in working days, and what became of them.

What is counted is the time that went by, publicity and inquiries included; whether a registry was late by the law's
stopped clock says `clocks`.  The day of a step's beginning does not count, as nowhere (Civil Code art. 201), so that
what begins and ends on one day took 0 days.  Of a case that was submitted anew only the last attempt is known.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ledger.domain.calendar import ONE_DAY, day_of, days_of, is_worked
from ledger.domain.cases import Case, Ground, Stage, stage_at
from ledger.domain.rules import CalendarYear


class Span(StrEnum):
    """A part of a case's course that both its ends have."""

    ACCEPTANCE = "acceptance"  # from the submission to the acceptance by an act
    REVIEW = "review"  # from the acceptance to the passed review
    NOTICE = "notice"  # from the review to the beginning of the publicity
    PUBLICITY = "publicity"  # from the beginning of the publicity to the deposit
    WHOLE = "whole"  # from the submission to the deposit
    REFUSAL = "refusal"  # from the submission to the refusal


@dataclass(frozen=True, slots=True)
class Took:
    """
    How many working days some cases took in a span; the median and the ninetieth percentile by nearest rank.

    `beyond` counts the cases that are left out since the calendar does not reach as far.
    """

    cases: int
    median: int | None
    ninetieth: int | None
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class Caseload:
    """Some cases at an instant: what stage they have come to, why they were refused, and how long they took."""

    stages: Counter[Stage]
    grounds: Counter[Ground]
    took: dict[Span, Took]

    @property
    def cases(self) -> int:
        return self.stages.total()


class WorkingDays:
    """The working days of some years, to count quickly between any two of their days."""

    def __init__(self, years: Iterable[CalendarYear]) -> None:
        known = sorted(years, key=lambda row: row.year)
        self._years = frozenset(row.year for row in known)
        self._worked = [
            day
            for row in known
            for day in days_of(row.year)
            if is_worked(row.working_low, row.working_high, day)
        ]  # fmt: skip

    def between(self, first: int, last: int) -> int | None:
        """
        Count the working days after the day of one unix second up to that of another; none beyond the calendar.
        """
        start, end = day_of(first), day_of(last)
        if not self._reaches(start, end):
            return None
        return max(0, bisect_right(self._worked, end) - bisect_right(self._worked, start))

    def _reaches(self, start: date, end: date) -> bool:
        return all(year in self._years for year in range((start + ONE_DAY).year, end.year + 1))


def caseload(cases: Iterable[Case], days: WorkingDays, instant: int) -> Caseload:
    """Return what became of cases by a unix second."""
    stages: Counter[Stage] = Counter()
    grounds: Counter[Ground] = Counter()
    spans: dict[Span, list[int | None]] = {span: [] for span in Span}
    for each in cases:
        stage = stage_at(each, instant)
        stages[stage] += 1
        if stage is Stage.REFUSED:
            grounds[each.ground] += 1
        for span, first, last in _spans(each, stage):
            spans[span].append(days.between(first, last))
    return Caseload(stages, grounds, {span: _took(found) for span, found in spans.items()})


def _spans(case: Case, stage: Stage) -> Iterator[tuple[Span, int, int]]:
    """The parts of a case's course that have both begun and ended by acts."""
    deposited = case.ended_at if stage is Stage.DEPOSITED else 0
    refused = case.ended_at if stage is Stage.REFUSED else 0
    ends = (
        (Span.ACCEPTANCE, case.submitted_at, case.accepted_at),
        (Span.REVIEW, case.accepted_at, case.reviewed_at),
        (Span.NOTICE, case.reviewed_at, case.publicised_at),
        (Span.PUBLICITY, case.publicised_at, deposited),
        (Span.WHOLE, case.submitted_at, deposited),
        (Span.REFUSAL, case.submitted_at, refused),
    )
    yield from ((span, first, last) for span, first, last in ends if first and last)


def _took(found: Sequence[int | None]) -> Took:
    counted = sorted(days for days in found if days is not None)
    beyond = len(found) - len(counted)
    if not counted:
        return Took(0, None, None, beyond)
    return Took(len(counted), _percentile(counted, 50), _percentile(counted, 90), beyond)


def _percentile(ordered: Sequence[int], part: int) -> int:
    """The nearest rank: the least value that so many in a hundred do not exceed."""
    return ordered[-(-len(ordered) * part // 100) - 1]

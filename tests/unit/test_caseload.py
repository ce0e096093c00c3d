"""
Caseload: working days between steps, worked by hand from the 2026 calendar; percentiles, and what became of cases.

National Day 2026 rests from 1 to 7 October; Saturday 10 October is worked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from ledger.domain.caseload import Span, Took, WorkingDays, caseload
from ledger.domain.cases import Case, Ground, Mark, Stage
from ledger.domain.certificates import Right
from ledger.domain.events import ZERO_DIGEST, CertificateId, Instant, ParticipantNumber, Position
from ledger.domain.rules import FOUNDING_YEARS, CalendarYear
from ledger.domain.withholding import withheld
from tests.unit.test_cases import instant

YEARS = [CalendarYear(year.year, *year.working, year.notice_digest, 1) for year in FOUNDING_YEARS]
DAYS = WorkingDays(YEARS)
NEVER = Instant(0)


def case(**changes: object) -> Case:
    made = Case(
        CertificateId(bytes(32)), ParticipantNumber(2), 0x6E01, 1, 1, Stage.SUBMITTED, Right.HOLD, Mark(0), 0,
        instant("2026-09-30"), NEVER, NEVER, ZERO_DIGEST, 0, Right.HOLD, ZERO_DIGEST, ZERO_DIGEST, Ground.NONE,
        instant("2026-09-25T10:00"), NEVER, NEVER, NEVER, NEVER, NEVER, NEVER, Position(1, 0, 0), NEVER,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2026-11-02T09:00", "2026-11-02T18:00", 0),
        ("2026-11-02T23:59", "2026-11-03T00:00", 1),
        ("2026-11-06", "2026-11-09", 1),  # over a weekend
        ("2026-09-30", "2026-10-10", 3),  # Thursday and Friday after the holidays, and the worked Saturday
        ("2026-11-03", "2026-11-02", 0),
        ("2025-12-31", "2026-01-05", 2),  # Sunday the 4th is worked
        ("2025-12-30", "2026-01-05", None),
        ("2027-12-30", "2027-12-31", 1),  # the calendar's last day
        ("2027-12-31", "2028-01-03", None),
    ],
)
def test_working_days_are_counted_from_the_day_after(first: str, last: str, days: int | None) -> None:
    assert DAYS.between(instant(first), instant(last)) == days


def deposited(took: int) -> Case:
    """Return a case that was deposited so many working days after Monday, 2 November."""
    day = next(
        day for day in range(2, 31) if DAYS.between(instant("2026-11-02"), instant(f"2026-11-{day:02d}")) == took
    )
    return case(
        stage=Stage.DEPOSITED,
        submitted_at=instant("2026-11-02T09:00"),
        accepted_at=instant("2026-11-02T10:00"),
        ended_at=instant(f"2026-11-{day:02d}T15:00"),
    )


def test_median_and_ninetieth_are_values_that_occurred() -> None:
    found = caseload([deposited(days) for days in (1, 2, 3, 4, 5, 6, 7, 8, 9, 15)], DAYS, instant("2026-12-01"))
    assert found.took[Span.WHOLE] == Took(10, 5, 9)
    assert found.took[Span.ACCEPTANCE] == Took(10, 0, 0)
    assert found.took[Span.REVIEW] == Took(0, None, None)
    assert caseload([deposited(4)], DAYS, instant("2026-12-01")).took[Span.WHOLE] == Took(1, 4, 4)
    assert caseload([], DAYS, 0).took[Span.WHOLE] == Took(0, None, None)


def test_of_many_the_median_is_the_one_in_the_middle() -> None:
    many = [deposited(1)] * 100 + [deposited(2)] * 102
    assert caseload(many, DAYS, instant("2026-12-01")).took[Span.WHOLE] == Took(202, 2, 2)


def test_what_has_not_come_to_an_end_took_no_time() -> None:
    running = case(stage=Stage.PUBLICISED, publicised_at=instant("2026-09-28"))
    took = caseload([running], DAYS, instant("2026-09-29")).took
    assert [took[span].cases for span in (Span.PUBLICITY, Span.WHOLE, Span.REFUSAL)] == [0, 0, 0]


def test_a_case_is_at_the_stage_that_silence_has_made_of_it() -> None:
    waiting = case(due_at=instant("2026-09-30"))
    assert caseload([waiting], DAYS, instant("2026-09-29")).stages == {Stage.SUBMITTED: 1}
    assert caseload([waiting], DAYS, instant("2026-09-30")).stages == {Stage.ACCEPTED: 1}


def test_refusals_count_by_ground_and_time_beyond_the_calendar_is_left_out() -> None:
    refused = case(stage=Stage.REFUSED, ground=Ground.DISPUTE, ended_at=instant("2026-09-28T10:00"))
    late = replace(refused, ground=Ground.DECEPTION, submitted_at=instant("2028-01-03"), ended_at=instant("2028-01-04"))
    found = caseload([refused, refused, late], DAYS, instant("2028-02-01"))
    assert found.grounds == {Ground.DISPUTE: 2, Ground.DECEPTION: 1}
    assert found.took[Span.REFUSAL] == Took(2, 1, 1, beyond=1)
    assert found.cases == 3


# WITHHOLDING


def groups() -> Iterator[tuple[dict[str, int], int, set[str]]]:
    yield {"a": 5, "b": 9}, 3, set()
    yield {"a": 2, "b": 9, "c": 4}, 3, {"a", "c"}  # c, for the total would tell a
    yield {"a": 2, "b": 1, "c": 4}, 3, {"a", "b"}
    yield {"a": 2, "b": 0}, 3, {"a"}
    yield {"a": 2, "b": 9}, 3, {"a", "b"}
    yield {"a": 1, "b": 9}, 1, set()


@pytest.mark.parametrize(("counts", "least", "hidden"), tuple(groups()))
def test_sums_that_rest_on_few_are_withheld_and_cannot_be_told_from_the_total(
    counts: dict[str, int], least: int, hidden: set[str]
) -> None:
    assert withheld(counts, least) == hidden

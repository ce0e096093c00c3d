"""What is owed next in a case, worked by hand from the 2026 calendar; see test_cases for the histories."""

from __future__ import annotations

import pytest

from ledger.domain.cases import PublicityObjection
from ledger.domain.events import Event
from ledger.domain.owed import What, days_left, owed, owed_on_paper
from tests.unit.test_cases import (
    FRIDAY,
    MONDAY,
    PUBLIC,
    QUARREL,
    case_of,
    decided,
    folded,
    instant,
    required,
    rules,
)

SUPPLEMENT = (FRIDAY, ("2026-11-30T09:00", required(2, "2026-12-05")))
SETTLED = (*QUARREL, ("2026-12-11T10:00", decided(6, 5, upheld=False)))


@pytest.mark.parametrize(
    ("history", "at", "what", "days"),
    [
        ((FRIDAY,), "2026-11-27T16:00", What.ANSWER, 3),
        ((FRIDAY,), "2026-11-28T10:00", What.ANSWER, 3),  # Saturday: Monday, Tuesday, Wednesday are left
        ((FRIDAY,), "2026-12-02T23:00", What.ANSWER, 0),
        ((FRIDAY,), "2026-12-03T08:00", What.REVIEW, 10),  # silence accepted it on Thursday
        (SUPPLEMENT, "2026-12-03T08:00", What.SUPPLEMENT, 1),
        (SUPPLEMENT, "2026-12-06T08:00", What.NOTHING, None),  # lapsed
        (MONDAY, "2026-12-14T10:00", What.PUBLICISE, 0),
        (MONDAY, "2026-12-15T10:00", What.PUBLICISE, -1),
        (MONDAY, "2026-12-19T10:00", What.PUBLICISE, -4),  # Saturday
        (PUBLIC, "2026-12-08T10:00", What.AWAIT, 1),
        (PUBLIC, "2026-12-10T10:00", What.DEPOSIT, 7),
        (QUARREL, "2026-12-10T10:00", What.INQUIRE, 9),
        (QUARREL, "2026-12-24T10:00", What.INQUIRE, -1),
        (SETTLED, "2026-12-11T12:00", What.DEPOSIT, 8),
    ],
)
def test_what_is_owed_and_the_working_days_left(
    history: tuple[tuple[str, Event], ...], at: str, what: What, days: int | None
) -> None:
    facts = folded(*history)
    objections = tuple(fact for fact in facts.values() if isinstance(fact, PublicityObjection))
    found = owed(facts, case_of(facts), instant(at), objections)
    assert (found.what, found.days) == (what, days)
    assert found.is_overdue == (days is not None and days < 0)


def test_what_the_applicant_owes_is_no_delay_of_the_registry() -> None:
    facts = folded(*SUPPLEMENT)
    assert not owed(facts, case_of(facts), instant("2026-12-04T23:00")).is_overdue


def test_an_application_handed_in_on_paper_is_owed_in_three_working_days() -> None:
    found = owed_on_paper(rules(), 1, instant("2026-11-27T15:00"), instant("2026-12-01T09:00"))
    assert (found.what, found.by, found.days) == (What.FILE, instant("2026-12-03"), 1)


def test_the_last_second_before_it_is_due_is_of_its_own_day() -> None:
    now = instant("2026-12-01T09:00")
    assert days_left(rules(), instant("2026-12-01T00:00") + 1, now) == 0
    assert days_left(rules(), instant("2026-12-01T00:00"), now) == -1


def test_beyond_the_calendar_no_days_are_guessed() -> None:
    assert days_left(rules(), instant("2028-03-01"), instant("2026-12-01")) is None
    assert owed_on_paper(rules(), 1, instant("2027-12-31"), instant("2027-12-31")).by is None

"""
Where periods end, by facts: the golden cases that the contract is held to as well, and what is refused.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.calendar import CALENDAR, add_months, day_of, end_of_day, start_of_day
from ledger.domain.events import Digest, Instant
from ledger.domain.facts import Fact, FactKey, key_of
from ledger.domain.parameters import Parameter
from ledger.domain.periods import (
    INSTANT_MAX,
    PERIOD_MAX,
    days_after,
    is_working_day,
    months_after,
    months_before,
    value_at,
    working_days_after,
)
from ledger.domain.rules import FOUNDING_YEARS, CalendarYear, RuleHistory, RuleValue, rule_key
from ledger.errors import ActRefused
from tests.unit.vectors import vectors

GOLDEN = vectors("periods")
DAY = 86_400
YEARS: dict[FactKey, Fact] = {
    key_of(year): year
    for year in (CalendarYear(row.year, *row.working, row.notice_digest, 1) for row in FOUNDING_YEARS)
}
PUBLICITY = RuleHistory(
    rule_key(1, Parameter.PUBLICITY_DAYS),
    (RuleValue(5, Instant(1_000)), RuleValue(7, Instant(2_000)), RuleValue(3, Instant(2_001))),
)
TABLE_SECONDS = st.integers(start_of_day(date(2026, 1, 1)), end_of_day(date(2027, 10, 31)) - 1)
SECONDS = st.integers(start_of_day(date(1992, 1, 1)), INSTANT_MAX - 1)


def instant(text: str) -> int:
    return int(datetime.fromisoformat(text + ":00+08:00").timestamp())


def end_of(day: str) -> int:
    return instant(day + " 00:00") + DAY


@pytest.mark.parametrize("case", GOLDEN["workingDays"], ids=str)
def test_golden_working_days(case: dict[str, Any]) -> None:
    assert working_days_after(YEARS, instant(case["from"]), case["count"]) == end_of(case["last"])


@pytest.mark.parametrize("case", GOLDEN["months"], ids=str)
def test_golden_months(case: dict[str, Any]) -> None:
    assert months_after(instant(case["from"]), case["count"]) == end_of(case["last"])


@pytest.mark.parametrize("case", GOLDEN["days"], ids=str)
def test_golden_days(case: dict[str, Any]) -> None:
    assert days_after(instant(case["from"]), case["count"]) == end_of(case["last"])


@pytest.mark.parametrize("case", GOLDEN["windows"], ids=str)
def test_golden_windows(case: dict[str, Any]) -> None:
    assert months_before(end_of(case["last"]), case["count"]) == instant(case["opens"] + " 00:00")


@pytest.mark.parametrize(("at", "value"), [(1_000, 5), (1_999, 5), (2_000, 7), (2_001, 3), (9_999, 3)])
def test_an_instant_is_judged_by_the_rule_then_in_force(at: int, value: int) -> None:
    facts = {key_of(PUBLICITY): PUBLICITY}
    assert value_at(facts, 1, Parameter.PUBLICITY_DAYS, at) == value


@pytest.mark.parametrize(("regime", "parameter", "at"), [(1, 8, 999), (2, 8, 1_000), (1, 9, 1_000)])
def test_before_the_first_rule_there_is_none(regime: int, parameter: int, at: int) -> None:
    with pytest.raises(ActRefused) as refused:
        value_at({key_of(PUBLICITY): PUBLICITY}, regime, parameter, at)
    expected = {"regime": regime, "parameter": parameter, "instant": at}
    assert (refused.value.code, refused.value.facts) == ("RuleMissing", expected)


@pytest.mark.parametrize(
    ("begin", "count", "year"),
    [("2027-12-31 00:00", 1, 2028), ("2026-01-01 00:00", 1_000, 2028), ("2025-12-30 00:00", 1, 2025)],
)
def test_a_period_does_not_run_beyond_the_calendar(begin: str, count: int, year: int) -> None:
    with pytest.raises(ActRefused) as refused:
        working_days_after(YEARS, instant(begin), count)
    assert (refused.value.code, refused.value.facts) == ("CalendarEnds", {"year": year})


def test_outside_the_calendar_no_day_is_worked_or_not() -> None:
    with pytest.raises(ActRefused) as refused:
        is_working_day(YEARS, instant("2028-01-01 00:00"))
    assert (refused.value.code, refused.value.facts) == ("CalendarEnds", {"year": 2028})


def test_periods_have_bounds() -> None:
    counted = (days_after, months_after, months_before, lambda at, count: working_days_after(YEARS, at, count))
    for period in counted:
        with pytest.raises(ActRefused) as refused:
            period(DAY, PERIOD_MAX + 1)
        assert (refused.value.code, refused.value.facts["maximum"]) == ("PeriodTooLong", 1_200)
        with pytest.raises(ActRefused) as refused:
            period(INSTANT_MAX + 1, 0)
        late = {"instant": instant("2300-01-01 00:00"), "latest": instant("2300-01-01 00:00") - 1}
        assert (refused.value.code, refused.value.facts) == ("InstantTooLate", late)
    last = (days_after(INSTANT_MAX, 0), months_after(INSTANT_MAX, 0))
    assert last == (INSTANT_MAX + 1, INSTANT_MAX + 1)
    with pytest.raises(ActRefused) as refused:
        is_working_day(YEARS, INSTANT_MAX + 1)
    assert refused.value.code == "InstantTooLate"


def test_nothing_opens_before_the_first_instant() -> None:
    assert [months_before(end, count) for end, count in ((0, 1), (1, 0), (DAY * 365, PERIOD_MAX))] == [0, 0, 0]


@given(TABLE_SECONDS, st.integers(0, 30))
def test_the_ledgers_calendar_counts_as_the_static_table(second: int, count: int) -> None:
    day = day_of(second)
    assert is_working_day(YEARS, second) is CALENDAR.is_working(day)
    assert working_days_after(YEARS, second, count) == end_of_day(CALENDAR.add_working_days(day, count))


@given(SECONDS, st.integers(0, PERIOD_MAX))
def test_a_period_ends_with_a_day_and_a_window_opens_with_one(second: int, count: int) -> None:
    day = day_of(second)
    assert months_after(second, count) == end_of_day(add_months(day, count))
    assert day_of(days_after(second, count) - 1).toordinal() == day.toordinal() + count
    assert months_before(second + 1, count) == max(0, start_of_day(add_months(day, -count)))


def test_a_later_notice_counts_from_then_on() -> None:
    low = FOUNDING_YEARS[1].working[0]
    strict = CalendarYear(2027, low & ~(1 << 3), FOUNDING_YEARS[1].working[1], Digest(b"\1" * 32), 9)
    monday = instant("2027-01-04 12:00")
    assert is_working_day(YEARS, monday)
    assert not is_working_day(YEARS | {key_of(strict): strict}, monday)

"""
Days: working days with 调休, deadlines, terms and the two ends of a day.

Golden days come from tests/vectors/calendar.json, taken by hand from the State Council's notice.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.calendar import (
    CALENDAR,
    ONE_DAY,
    add_months,
    add_working_days,
    add_years,
    day_of,
    end_of_day,
    last_valid_day,
    start_of_day,
    working_bits,
    year_of_bits,
)
from ledger.errors import Misconfigured
from tests.unit.vectors import vectors

GOLDEN = vectors("calendar")
DAYS = st.dates(date(1992, 1, 1), date(2199, 12, 31))
TABLE_DAYS = st.dates(date(2026, 1, 1), date(2027, 11, 30))


@pytest.mark.parametrize("case", GOLDEN["workingDays"], ids=lambda case: str(case["day"]))
def test_golden_working_days(case: dict[str, Any]) -> None:
    assert CALENDAR.is_working(date.fromisoformat(case["day"])) is case["works"]


def test_the_year_2026_has_its_working_days() -> None:
    days = (date(2026, 1, 1) + n * ONE_DAY for n in range(365))
    assert sum(map(CALENDAR.is_working, days)) == GOLDEN["workingDaysOf2026"]


@pytest.mark.parametrize("case", GOLDEN["periods"], ids=lambda case: f"{case['from']}+{case['count']}")
def test_golden_deadlines(case: dict[str, Any]) -> None:
    assert add_working_days(date.fromisoformat(case["from"]), case["count"]).isoformat() == case["until"]


@given(TABLE_DAYS, st.integers(1, 15))
def test_a_deadline_is_a_working_day_and_so_many_after(day: date, count: int) -> None:
    until = add_working_days(day, count)
    assert CALENDAR.is_working(until)
    assert CALENDAR.working_days(day, until) == count


@pytest.mark.parametrize(("day", "count"), [(date(2025, 12, 31), 0), (date(2027, 12, 31), 1), (date(2026, 1, 5), 900)])
def test_beyond_the_table_is_a_clear_error(day: date, count: int) -> None:
    with pytest.raises(Misconfigured) as refused:
        assert CALENDAR.is_working(add_working_days(day, count))
    assert refused.value.code == "CalendarTableEnds"
    assert (refused.value.facts["first"], refused.value.facts["last"]) == (2026, 2027)
    assert "2027" in refused.value.explain("zh")


def test_the_error_names_the_tables_first_year_and_its_last() -> None:
    longer = replace(CALENDAR, years=(*CALENDAR.years, replace(CALENDAR.years[-1], year=2028)))
    with pytest.raises(Misconfigured) as refused:
        longer.is_working(date(2029, 1, 4))
    assert (refused.value.facts["first"], refused.value.facts["last"]) == (2026, 2028)


def test_a_row_of_bits_holds_from_the_years_first_day() -> None:
    for year in CALENDAR.years:
        again = year_of_bits(year.year, *working_bits(year))
        assert (again.effective, again.source) == (date(year.year, 1, 1), "")
        assert again.worked == year.worked


def test_a_period_of_negative_length_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="negative"):
        add_working_days(date(2026, 1, 5), -1)


@pytest.mark.parametrize(
    ("year", "effective", "off", "worked"),
    [
        (
            2026,
            "2025-11-04",
            "01-01/01-03 02-15/02-23 04-04/04-06 05-01/05-05 06-19/06-21 09-25/09-27 10-01/10-07",
            "01-04 02-14 02-28 05-09 09-20 10-10",
        ),
        (
            2027,
            "2025-01-01",
            "01-01/01-01 02-05/02-08 04-05/04-05 05-01/05-02 06-09/06-09 09-15/09-15 10-01/10-03",
            "",
        ),
    ],
)
def test_a_year_stands_as_it_was_announced(year: int, effective: str, off: str, worked: str) -> None:
    assert CALENDAR.version == 1
    row = next(row for row in CALENDAR.years if row.year == year)
    assert row.effective.isoformat() == effective
    assert {day.year for days in row.off for day in days} | {day.year for day in row.worked} == {year}
    assert " ".join(f"{first:%m-%d}/{last:%m-%d}" for first, last in row.off) == off
    assert " ".join(f"{day:%m-%d}" for day in row.worked) == worked


def test_2027_is_provisional_and_2026_is_not() -> None:
    assert CALENDAR.is_provisional(date(2027, 3, 1))
    assert not CALENDAR.is_provisional(date(2026, 3, 1))


def test_every_year_says_where_it_comes_from() -> None:
    assert all(row.source and row.effective for row in CALENDAR.years)
    assert [row.year for row in CALENDAR.years] == [2026, 2027]


def test_worked_weekend_days_are_weekend_days_and_days_off_stand_in_their_year() -> None:
    for row in CALENDAR.years:
        assert all(day.weekday() >= 5 for day in row.worked)
        assert all(first.year == last.year == row.year and first <= last for first, last in row.off)


@pytest.mark.parametrize("case", GOLDEN["years"], ids=lambda case: str(case["from"]))
def test_golden_terms(case: dict[str, Any]) -> None:
    assert add_years(date.fromisoformat(case["from"]), case["years"]).isoformat() == case["until"]


@given(DAYS, st.integers(0, 50))
def test_a_term_in_years_is_twelve_times_as_many_months(day: date, years: int) -> None:
    assert add_years(day, years) == add_months(day, 12 * years)


@pytest.mark.parametrize(
    ("day", "months", "until"),
    [
        (date(2026, 8, 31), -6, date(2026, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 3, 15), -3, date(2025, 12, 15)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_end_where_there_is_no_such_day(day: date, months: int, until: date) -> None:
    assert add_months(day, months) == until


@pytest.mark.parametrize("case", GOLDEN["days"], ids=lambda case: str(case["day"]))
def test_golden_ends_of_a_day(case: dict[str, Any]) -> None:
    day = date.fromisoformat(case["day"])
    assert (start_of_day(day), end_of_day(day)) == (case["begins"], case["ends"])


@given(DAYS)
def test_a_day_ends_where_the_next_begins(day: date) -> None:
    assert end_of_day(day) == start_of_day(day + ONE_DAY)
    assert last_valid_day(end_of_day(day)) == day
    assert last_valid_day(end_of_day(day) + 1) == day + ONE_DAY
    assert day_of(start_of_day(day)) == day == day_of(end_of_day(day) - 1)

"""
Rules.sol and the library Calendar: where a period of days, working days or months ends, and where a window opens.

On revm in process.  Cases worked by hand are those of tests/vectors/periods.json; besides, the contract's days are held
against the standard library's dates, day by day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.domain.calendar import CALENDAR, add_months, day_of, end_of_day, start_of_day
from ledger.domain.rules import founding_rules, founding_years
from tests.abi import Contract
from tests.contract.test_rules import MAX_INSTANT, NOTICE, end_of, instant
from tests.evm import World, refused
from tests.parties import DAY
from tests.unit.vectors import vectors
from tests.world_fixtures import Deploy

GOLDEN = vectors("periods")

NIGHT = 16 * 3600
"""Unix seconds from 00:00 UTC to the next 00:00 in Shanghai."""

MAX_PERIOD = 1_200


@pytest.fixture(scope="module")
def rules_seeded(founded_world: World) -> Contract:
    return founded_world.deploy("Rules", founded_world.participants.address, founding_rules(), founding_years())


@pytest.fixture
def rules(rules_seeded: Contract, world: World) -> Contract:
    """Rules with the founding values, undone after the test."""
    del world
    return rules_seeded


def view_period(world: World, rules: Contract, function: str, case: dict[str, Any]) -> int:
    end: int = world.view(rules, function, instant(case["from"]), case["count"])
    return end


def ask(world: World, whom: tuple[Contract, Contract], function: str, instants: Sequence[int], count: int) -> list[int]:
    """Ask Rules about many instants in one call of the almanac."""
    almanac, rules = whom
    selector = rules.functions[function].selector
    return list(world.view(almanac, "ask", rules.address, selector, list(instants), count))


class TestWorkingDays:
    """workingDaysAfter."""

    @pytest.mark.parametrize("case", GOLDEN["workingDays"], ids=str)
    def test_periods_worked_by_hand(self, world: World, rules: Contract, case: dict[str, Any]) -> None:
        assert view_period(world, rules, "workingDaysAfter", case) == end_of(case["last"])

    def test_a_period_over_all_that_is_known_equals_the_static_tables(
        self, world: World, rules: Contract, deploy_test_contract: Deploy
    ) -> None:
        almanac = deploy_test_contract("Almanac")
        days = [date(2026, 1, 1) + timedelta(place) for place in range(600)]
        for count in (1, 3, 10, 20, 60):
            asked = [start_of_day(day) + 5 * 3600 for day in days]
            expected = [end_of_day(CALENDAR.add_working_days(day, count)) for day in days]
            assert ask(world, (almanac, rules), "workingDaysAfter", asked, count) == expected

    def test_a_period_does_not_run_beyond_the_calendar(self, world: World, rules: Contract) -> None:
        for begin, count in (("2027-12-31 00:00", 1), ("2026-01-01 00:00", 1_000)):
            with refused("CalendarEnds", 2028):
                world.view(rules, "workingDaysAfter", instant(begin), count)
        with refused("CalendarEnds", 2025):
            world.view(rules, "workingDaysAfter", instant("2025-12-30 00:00"), 1)

    def test_a_year_with_few_days_is_run_through(self, world: World, rules: Contract) -> None:
        world.govern(rules, "setCalendar", (2028, (1 << 5, 1 << 109), NOTICE))
        world.govern(rules, "setCalendar", (2029, (1, 1), NOTICE))
        begin = instant("2027-12-31 00:00")
        ends = [world.view(rules, "workingDaysAfter", begin, count) for count in (1, 2, 3, 4)]
        days = ("2028-01-06", "2028-12-31", "2029-01-01", "2029-09-14")
        assert ends == [end_of(day) for day in days]


class TestPeriods:
    """daysAfter, monthsAfter and monthsBefore."""

    @pytest.mark.parametrize("case", GOLDEN["months"], ids=str)
    def test_months_worked_by_hand(self, world: World, rules: Contract, case: dict[str, Any]) -> None:
        assert view_period(world, rules, "monthsAfter", case) == end_of(case["last"])

    @pytest.mark.parametrize("case", GOLDEN["windows"], ids=str)
    def test_windows_worked_by_hand(self, world: World, rules: Contract, case: dict[str, Any]) -> None:
        opens = world.view(rules, "monthsBefore", end_of(case["last"]), case["count"])
        assert opens == instant(case["opens"] + " 00:00")

    @pytest.mark.parametrize("case", GOLDEN["days"], ids=str)
    def test_days_worked_by_hand(self, world: World, rules: Contract, case: dict[str, Any]) -> None:
        assert view_period(world, rules, "daysAfter", case) == end_of(case["last"])

    def test_a_term_that_ends_within_a_day_has_that_day_as_its_last(self, world: World, rules: Contract) -> None:
        end = instant("2031-11-26 00:01")
        assert world.view(rules, "monthsBefore", end, 6) == instant("2031-05-26 00:00")
        assert world.view(rules, "monthsBefore", end - 61, 6) == instant("2031-05-25 00:00")

    def test_nothing_opens_before_the_first_instant(self, world: World, rules: Contract) -> None:
        for end, count in ((0, 0), (0, MAX_PERIOD), (1, 0), (NIGHT, 0), (NIGHT, 1), (DAY * 365, MAX_PERIOD)):
            assert world.view(rules, "monthsBefore", end, count) == 0
        assert world.view(rules, "monthsBefore", NIGHT + 1, 0) == NIGHT

    def test_a_period_is_no_longer_than_a_hundred_years(self, world: World, rules: Contract) -> None:
        for function in ("daysAfter", "monthsAfter", "monthsBefore", "workingDaysAfter"):
            with refused("PeriodTooLong", MAX_PERIOD + 1, MAX_PERIOD):
                world.view(rules, function, world.now, MAX_PERIOD + 1)
            with refused("InstantTooLate", MAX_INSTANT + 1, MAX_INSTANT):
                world.view(rules, function, MAX_INSTANT + 1, 0)
        assert world.view(rules, "monthsAfter", MAX_INSTANT, MAX_PERIOD) == instant("2400-01-01 00:00")
        assert world.view(rules, "monthsBefore", MAX_INSTANT, MAX_PERIOD) == instant("2199-12-31 00:00")


class TestEveryDay:
    """The arithmetic against the standard library's dates, for every day of 1990 to 2200."""

    DAYS = tuple(date(1990, 1, 1) + timedelta(place) for place in range((date(2201, 1, 1) - date(1990, 1, 1)).days))
    STEP = 20_000
    """Days in one call: as many as one block's gas can ask about."""

    @pytest.mark.parametrize("count", [1, 60])
    def test_months_after_every_day(
        self, world: World, rules: Contract, deploy_test_contract: Deploy, count: int
    ) -> None:
        almanac = deploy_test_contract("Almanac")
        for start in range(0, len(self.DAYS), self.STEP):
            days = self.DAYS[start : start + self.STEP]
            asked = [start_of_day(day) + place % DAY for place, day in enumerate(days)]
            expected = [end_of_day(add_months(day, count)) for day in days]
            assert ask(world, (almanac, rules), "monthsAfter", asked, count) == expected

    def test_months_before_every_day(self, world: World, rules: Contract, deploy_test_contract: Deploy) -> None:
        almanac = deploy_test_contract("Almanac")
        for start in range(0, len(self.DAYS), self.STEP):
            days = self.DAYS[start : start + self.STEP]
            expected = [start_of_day(add_months(day, -6)) for day in days]
            assert ask(world, (almanac, rules), "monthsBefore", [end_of_day(day) for day in days], 6) == expected

    def test_any_second_and_any_count(self, founded_world: World, rules_seeded: Contract) -> None:
        seconds = st.integers(start_of_day(date(1990, 1, 1)), end_of_day(date(2200, 12, 31)) - 1)

        @settings(max_examples=300)
        @given(seconds, st.integers(0, MAX_PERIOD))
        def hold(second: int, count: int) -> None:
            view, day = founded_world.view, day_of(second)
            assert view(rules_seeded, "daysAfter", second, count) == end_of_day(day + timedelta(count))
            assert view(rules_seeded, "monthsAfter", second, count) == end_of_day(add_months(day, count))
            opens = max(0, start_of_day(add_months(day_of(second - 1), -count)))
            assert view(rules_seeded, "monthsBefore", second, count) == opens

        hold()

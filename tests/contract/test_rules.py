"""
Rules.sol: versioned parameters and the calendar; where a period ends is in test_rules_periods.py.

On revm in process.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ledger.audit.pin import Pin
from ledger.audit.tables.rules import WRITERS
from ledger.domain.acts.rules import NOTICE_SECONDS_MAX, RULES_MAX
from ledger.domain.calendar import CALENDAR, end_of_day, start_of_day
from ledger.domain.events import Digest, Instant
from ledger.domain.parameters import Parameter
from ledger.domain.periods import INSTANT_MAX, PERIOD_MAX
from ledger.domain.rules import CalendarYear, RuleHistory, RulesVersion, RuleValue, founding_rules, founding_years
from tests.abi import Contract, Event, Log
from tests.chains import Revm
from tests.evm import Receipt, World, refused
from tests.parties import ALPHA, DAY, GOVERNORS, GRAVE_DELAY, ZERO_DIGEST, digest

ROOT = Path(__file__).resolve().parents[2]
DPR, PDR, DAR, DIP = 1, 2, 3, 4
VALIDITY, PUBLICITY, FREEZE = 1, 8, 13
PARAMETERS = 20
REASON = digest("reason")
NOTICE = digest("notice")
ALL = (2**256 - 1, 2**109 - 1)
"""A year of 365 days, all worked."""

MAX_RULES, MAX_NOTICE = 100, 3_660 * DAY
MAX_INSTANT = int(datetime(2299, 12, 31, 15, 59, 59, tzinfo=UTC).timestamp())


@pytest.fixture(scope="module")
def rules_seeded(founded_world: World) -> Contract:
    return founded_world.deploy("Rules", founded_world.participants.address, founding_rules(), founding_years())


@pytest.fixture
def rules(rules_seeded: Contract, world: World) -> Contract:
    """Rules with the founding values, undone after the test."""
    del world
    return rules_seeded


def instant(text: str) -> int:
    """The unix second of a time in Shanghai, "2026-11-26 08:30"."""
    return int((datetime.fromisoformat(text + ":00+08:00")).timestamp())


def end_of(day: str) -> int:
    """The unix second of a day's 24:00 in Shanghai."""
    return instant(day + " 00:00") + DAY


def set_rules(world: World, rules: Contract, *rows: tuple[int, int, int, int]) -> Receipt:
    return world.govern(rules, "setRules", list(rows), REASON)


def value_at(world: World, rules: Contract, regime: int, parameter: int, at: int) -> Any:
    return world.view(rules, "valueAt", regime, parameter, at)


def earliest(world: World) -> int:
    """The first instant from which a rule may hold that `govern` sets next: a second after its block."""
    return world.now + GRAVE_DELAY + 4


def events_of_founding(world: World) -> list[Event]:
    """What the constructor that ran last logged."""
    assert isinstance(world.chain, Revm)
    result = world.chain.evm.result
    assert result is not None
    logs = (Log(str(log.address).lower(), tuple(map(bytes, log.data[0])), bytes(log.data[1])) for log in result.logs)
    return [world.event_of(log) for log in logs]


class TestFounding:
    """The constructor."""

    def test_every_parameter_of_every_regime_has_a_value(self, world: World, rules: Contract) -> None:
        values = {
            (regime, parameter): value_at(world, rules, regime, parameter, world.now)
            for regime in (DPR, PDR, DAR, DIP)
            for parameter in range(1, PARAMETERS + 1)
        }
        assert [values[DPR, parameter] for parameter in range(1, PARAMETERS + 1)] == [
            60, 6, 20, 3, 10, 10, 10, 5, 10, 5, 10, 30, 36, 12, 5, 12, 90, 60, 60, 6
        ]  # fmt: skip
        assert [values[regime, VALIDITY] for regime in (PDR, DAR, DIP)] == [36, 60, 36]
        assert [values[regime, PUBLICITY] for regime in (PDR, DAR, DIP)] == [10, 5, 10]
        assert world.view(rules, "version") == len(values) + 2
        assert world.view(rules, "PARTICIPANTS") == world.participants.address

    def test_the_first_version_is_told_event_by_event(self, world: World) -> None:
        rows = [(DPR, VALIDITY, 60, 5), (DPR, VALIDITY, 72, 6), (DIP, FREEZE, 36, 0)]
        made = world.deploy("Rules", world.participants.address, rows, [(2025, ALL, NOTICE)])
        assert [tuple(event.fields.values()) for event in events_of_founding(world)] == [
            (1, DPR, VALIDITY, 60, 0, 5, ZERO_DIGEST),
            (2, DPR, VALIDITY, 72, 60, 6, ZERO_DIGEST),
            (3, DIP, FREEZE, 36, 0, 0, ZERO_DIGEST),
            (4, 2025, *ALL, NOTICE),
        ]
        assert world.view(made, "version") == 4
        assert world.view(made, "valuesOf", DPR, VALIDITY) == ((60, 72), (5, 6))
        assert world.view(made, "valuesOf", DIP, FREEZE) == ((36,), (0,))
        assert world.view(made, "valuesOf", DIP, VALIDITY) == ((), ())
        assert world.view(made, "calendarOf", 2025) == ALL
        assert world.view(made, "calendarOf", 2026) == (0, 0)

    @pytest.mark.parametrize(
        ("rows", "years", "refusal"),
        [
            ([(0, 1, 5, 0)], [], ("RuleInvalid", 0, 1, 5)),
            ([(5, 1, 5, 0)], [], ("RuleInvalid", 5, 1, 5)),
            ([(1, 0, 5, 0)], [], ("RuleInvalid", 1, 0, 5)),
            ([(1, 1, 0, 0)], [], ("RuleInvalid", 1, 1, 0)),
            ([(1, 1, 1201, 0)], [], ("RuleInvalid", 1, 1, 1201)),
            ([(1, 1, 5, 9), (1, 1, 6, 9)], [], ("RuleNotInFuture", 1, 1, 9, 10)),
            ([], [(2019, ALL, NOTICE)], ("CalendarInvalid", 2019)),
        ],
    )
    def test_a_wrong_first_version_founds_nothing(
        self, world: World, rows: list[Any], years: list[Any], refusal: tuple[Any, ...]
    ) -> None:
        with refused(*refusal):
            world.deploy("Rules", world.participants.address, rows, years)

    def test_a_first_rule_is_not_set_for_too_far_ahead(self, world: World) -> None:
        latest = world.now + 1 + MAX_NOTICE
        with refused("RuleTooFar", 1, 1, latest + 1, latest):
            world.deploy("Rules", world.participants.address, [(1, 1, 5, latest + 1)], [])


class TestSetRules:
    """setRules."""

    def test_a_voted_rule_is_kept_and_told(self, world: World, rules: Contract) -> None:
        version, holds = world.view(rules, "version"), world.now + 30 * DAY
        first = (DPR, PUBLICITY, 7, holds)
        second = (DIP, FREEZE, 1_200, holds + 1)
        receipt = set_rules(world, rules, first, second)

        told = ("version", "regime", "parameter", "value", "valueBefore", "effectiveFrom", "reasonDigest")
        one = Event("RuleSet", dict(zip(told, (version + 1, 1, 8, 7, 5, holds, REASON), strict=True)))
        two = Event("RuleSet", dict(zip(told, (version + 2, 4, 13, 1200, 36, holds + 1, REASON), strict=True)))
        assert receipt.events[:2] == (one, two)
        assert receipt.events[2].name == "ProposalExecuted"
        assert world.view(rules, "version") == version + 2
        values, since = world.view(rules, "valuesOf", DPR, PUBLICITY)
        assert values == (5, 7)
        assert since == (instant("2026-09-11 00:00"), holds)

    def test_a_past_instant_is_judged_by_the_rule_then_in_force(self, world: World, rules: Contract) -> None:
        founded, holds = instant("2026-09-11 00:00"), world.now + 30 * DAY
        set_rules(world, rules, (DPR, PUBLICITY, 7, holds))
        set_rules(world, rules, (DPR, PUBLICITY, 3, holds + DAY))
        world.sleep(60 * DAY)
        cases = {founded: 5, holds - 1: 5, holds: 7, holds + DAY - 1: 7, holds + DAY: 3, 2**40 - 1: 3}
        assert {at: value_at(world, rules, DPR, PUBLICITY, at) for at in cases} == cases
        with refused("RuleMissing", DPR, PUBLICITY, founded - 1):
            value_at(world, rules, DPR, PUBLICITY, founded - 1)

    def test_an_unknown_regime_has_no_value(self, world: World, rules: Contract) -> None:
        for regime, parameter in ((0, 1), (5, 1), (1, 0)):
            with refused("RuleMissing", regime, parameter, world.now):
                value_at(world, rules, regime, parameter, world.now)

    def test_a_rule_holds_at_the_earliest_from_the_second_after_its_setting(
        self, world: World, rules: Contract
    ) -> None:
        holds = earliest(world)
        with refused("RuleNotInFuture", DPR, PUBLICITY, holds - 1, holds):
            set_rules(world, rules, (DPR, PUBLICITY, 7, holds - 1))
        holds = earliest(world)
        receipt = set_rules(world, rules, (DPR, PUBLICITY, 7, holds))
        assert receipt.time == holds - 1
        assert value_at(world, rules, DPR, PUBLICITY, receipt.time) == 5

    def test_a_rule_comes_after_the_one_before_it(self, world: World, rules: Contract) -> None:
        holds = world.now + 30 * DAY
        set_rules(world, rules, (DPR, PUBLICITY, 7, holds))
        for late in (holds, holds - 1):
            with refused("RuleNotInFuture", DPR, PUBLICITY, late, holds + 1):
                set_rules(world, rules, (DPR, PUBLICITY, 9, late))
        set_rules(world, rules, (PDR, PUBLICITY, 9, holds))  # another regime's clock is its own
        set_rules(world, rules, (DPR, PUBLICITY, 9, holds + 1))

    def test_a_rule_is_set_for_ten_years_ahead_at_most(self, world: World, rules: Contract) -> None:
        latest = earliest(world) - 1 + MAX_NOTICE
        with refused("RuleTooFar", DPR, PUBLICITY, latest + 1, latest):
            set_rules(world, rules, (DPR, PUBLICITY, 7, latest + 1))
        latest = earliest(world) - 1 + MAX_NOTICE
        set_rules(world, rules, (DPR, PUBLICITY, 7, latest))

    @pytest.mark.parametrize("row", [(0, 1, 5), (5, 1, 5), (1, 0, 5), (1, 1, 0), (1, 1, 1201)])
    def test_an_unknown_rule_is_refused(self, world: World, rules: Contract, row: tuple[int, int, int]) -> None:
        with refused("RuleInvalid", *row):
            set_rules(world, rules, (*row, world.now + 30 * DAY))

    def test_one_wrong_rule_spoils_the_vote(self, world: World, rules: Contract) -> None:
        with refused("RuleInvalid", 1, 1, 0):
            set_rules(world, rules, (1, 2, 5, world.now + 30 * DAY), (1, 1, 0, world.now + 30 * DAY))
        assert world.view(rules, "valuesOf", 1, 2)[0] == (6,)

    def test_a_vote_sets_one_to_a_hundred_rules(self, world: World, rules: Contract) -> None:
        holds = world.now + 30 * DAY
        with refused("RulesCountInvalid", 0, MAX_RULES):
            set_rules(world, rules)
        with refused("RulesCountInvalid", 101, MAX_RULES):
            set_rules(world, rules, *((DPR, VALIDITY, 5, holds + place) for place in range(101)))
        set_rules(world, rules, *((DPR, VALIDITY, 5, holds + place) for place in range(100)))

    def test_only_a_vote_sets_rules(self, world: World, rules: Contract) -> None:
        for caller in (ALPHA.consent, GOVERNORS[0].voter):
            with refused("GovernanceOnly", caller.address):
                world.send(caller, rules, "setRules", [(1, 1, 5, world.now + DAY)], REASON)

    def test_a_parameter_without_a_number_is_refused(self, world: World, rules: Contract) -> None:
        with refused("", b""):
            value_at(world, rules, DPR, PARAMETERS + 1, world.now)


class TestSetCalendar:
    """setCalendar, calendarOf and isWorkingDay."""

    def test_a_voted_year_is_kept_and_told(self, world: World, rules: Contract) -> None:
        version = world.view(rules, "version")
        receipt = world.govern(rules, "setCalendar", (2029, ALL, NOTICE))
        told = {
            "version": version + 1,
            "year": 2029,
            "workingLow": ALL[0],
            "workingHigh": ALL[1],
            "noticeDigest": NOTICE,
        }
        assert receipt.events[0] == Event("CalendarSet", told)
        assert world.view(rules, "calendarOf", 2029) == ALL
        assert world.view(rules, "version") == version + 1

    def test_of_two_notices_the_later_holds(self, world: World, rules: Contract) -> None:
        at = instant("2027-01-04 12:00")
        assert world.view(rules, "isWorkingDay", at) is True
        world.govern(rules, "setCalendar", (2027, (ALL[0] - (1 << 3), ALL[1]), NOTICE))
        assert world.view(rules, "isWorkingDay", at) is False

    @pytest.mark.parametrize(
        ("year", "words"),
        [
            (2019, ALL),
            (2200, ALL),
            (2027, (0, ALL[1])),
            (2027, (ALL[0], 0)),
            (2027, (ALL[0], 1 << 109)),
            (2028, (ALL[0], 1 << 110)),
            (2100, (ALL[0], 1 << 109)),
        ],
    )
    def test_an_impossible_year_is_refused(
        self, world: World, rules: Contract, year: int, words: tuple[int, int]
    ) -> None:
        with refused("CalendarInvalid", year):
            world.govern(rules, "setCalendar", (year, words, NOTICE))

    def test_a_leap_year_has_a_day_more_and_the_bounds_are_years_too(self, world: World, rules: Contract) -> None:
        for year, high in ((2028, 1 << 109), (2020, 1), (2199, 1)):
            world.govern(rules, "setCalendar", (year, (1, high), NOTICE))

    def test_a_year_needs_its_notice(self, world: World, rules: Contract) -> None:
        with refused("CalendarInvalid", 2028):
            world.govern(rules, "setCalendar", (2028, ALL, ZERO_DIGEST))

    def test_only_a_vote_sets_the_calendar(self, world: World, rules: Contract) -> None:
        with refused("GovernanceOnly", GOVERNORS[0].voter.address):
            world.send(GOVERNORS[0].voter, rules, "setCalendar", (2028, ALL, NOTICE))

    def test_every_day_of_the_static_table_is_as_there(self, world: World, rules: Contract) -> None:
        for row in CALENDAR.years:
            for place in range(365):
                day = date(row.year, 1, 1) + timedelta(place)
                seconds = (start_of_day(day), end_of_day(day) - 1)
                answers = {world.view(rules, "isWorkingDay", at) for at in seconds}
                assert answers == {CALENDAR.is_working(day)}, day

    def test_without_a_calendar_there_is_no_answer(self, world: World, rules: Contract) -> None:
        for at, year in ((instant("2025-12-31 23:59"), 2025), (instant("2028-01-01 00:00"), 2028)):
            with refused("CalendarEnds", year):
                world.view(rules, "isWorkingDay", at)
        with refused("InstantTooLate", MAX_INSTANT + 1, MAX_INSTANT):
            world.view(rules, "isWorkingDay", MAX_INSTANT + 1)


class TestInStep:
    """What stands in Solidity and in Python."""

    def test_the_parameters_have_the_same_names_and_numbers(self) -> None:
        source = (ROOT / "contracts" / "interfaces" / "IRules.sol").read_text(encoding="utf-8")
        body = source.partition("enum Parameter {")[2].partition("}")[0]
        names = [re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper() for name in re.findall(r"^ {4}(\w+)", body, re.M)]
        assert names == [parameter.name for parameter in Parameter]
        assert [int(parameter) for parameter in Parameter] == list(range(PARAMETERS + 1))

    def test_the_limits_are_the_same(self, world: World, rules: Contract) -> None:
        names = ("MAX_RULES", "MAX_PERIOD", "MAX_NOTICE", "MAX_INSTANT")
        limits = [world.view(rules, name) for name in names]
        assert limits == [RULES_MAX, PERIOD_MAX, NOTICE_SECONDS_MAX, INSTANT_MAX]
        assert limits == [MAX_RULES, 1_200, MAX_NOTICE, MAX_INSTANT]


class TestStorage:
    """What the auditor's table says of the storage."""

    def test_every_slot_is_where_the_audit_looks(self, world: World, rules: Contract) -> None:
        holds = world.now + 30 * DAY
        set_rules(world, rules, (DPR, PUBLICITY, 7, holds), (DPR, PUBLICITY, 9, holds + 1))
        pin = Pin(1, b"", 0, {"Rules": bytes.fromhex(rules.address[2:])}, {})
        values = (RuleValue(5, Instant(instant("2026-09-11 00:00"))), RuleValue(7, Instant(holds)))
        low, high = world.view(rules, "calendarOf", 2026)
        facts = (
            RuleHistory(DPR << 8 | PUBLICITY, (*values, RuleValue(9, Instant(holds + 1)))),
            CalendarYear(2026, low, high, Digest(NOTICE), 81),
            RulesVersion(84),
        )
        slots = [slot for fact in facts for slot in WRITERS[fact.KIND](pin, fact, {})]
        assert len(slots) == 4 + 2 + 1
        for slot in slots:
            stored = world.chain.storage(rules.address, int.from_bytes(slot.key, "big"))
            assert stored == slot.word, slot.subject

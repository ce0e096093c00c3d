"""
Rules: the founding values, the fold, the calendar's words, and what a vote on them is refused for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.acts.rules import NOTICE_SECONDS_MAX, RULES_MAX, Rule, SetCalendar, SetRules
from ledger.domain.acts.voted import Voted
from ledger.domain.calendar import CALENDAR, ONE_DAY, Year, days_of, is_worked, working_bits, year_of_bits
from ledger.domain.certificates import Regime
from ledger.domain.events import ZERO_DIGEST, IllegalTransition, Instant
from ledger.domain.events.rules import CalendarSet, RuleSet
from ledger.domain.facts import Fact, FactKey
from ledger.domain.parameters import PARAMETERS, UNIT_NAMES, Parameter, Unit
from ledger.domain.rules import (
    FOUNDING_RULES,
    FOUNDING_YEARS,
    REGIMES,
    RULES_VERSION,
    CalendarYear,
    RuleHistory,
    RulesVersion,
    RuleValue,
    WorkingYear,
    founding_rules,
    founding_years,
    rule_key,
)
from ledger.domain.state import apply, reads
from ledger.errors import ActRefused
from tests.unit.histories import BORN, entries, facts_after, hashed

WHY = hashed("why")
NOTICE = hashed("notice")
PUBLICITY = rule_key(1, 8)
ALL = (2**256 - 1, 2**109 - 1)
NOW = BORN
FIRST = RuleSet(1, 1, 8, 5, 0, Instant(1_000), ZERO_DIGEST)
SECOND = RuleSet(2, 1, 8, 7, 5, Instant(NOW + 9), WHY)
YEAR = CalendarSet(3, 2026, *ALL, NOTICE)

# THE FOUNDING


def test_every_regime_begins_with_every_parameter() -> None:
    given = {(row.regime, row.parameter) for row in FOUNDING_RULES}
    assert len(given) == len(FOUNDING_RULES)
    assert given == {(regime, parameter) for regime in Regime for parameter in Parameter if parameter}


def test_the_first_values_are_those_of_the_rules() -> None:
    values = {(row.regime.name, row.parameter.name): row.value for row in FOUNDING_RULES}
    assert [values["DPR", parameter.name] for parameter in PARAMETERS] == [
        60, 6, 20, 3, 10, 10, 10, 5, 10, 5, 10, 30, 36, 12, 5, 12, 90, 60, 60, 6
    ]  # fmt: skip
    different = {key: value for key, value in values.items() if value != values["DPR", key[1]]}
    assert different == {
        ("PDR", "VALIDITY_MONTHS"): 36,
        ("PDR", "DECISION_DAYS"): 20,
        ("PDR", "PUBLICITY_DAYS"): 10,
        ("DIP", "VALIDITY_MONTHS"): 36,
        ("DIP", "PUBLICITY_DAYS"): 10,
    }
    assert all(REGIMES[regime].years_max * 12 == values[regime.name, "VALIDITY_MONTHS"] for regime in Regime)
    assert all(REGIMES[regime].publicity_working_days == values[regime.name, "PUBLICITY_DAYS"] for regime in Regime)


def test_every_first_value_says_where_it_comes_from() -> None:
    assert all(row.source for row in FOUNDING_RULES)
    decided = {row.parameter for row in FOUNDING_RULES if row.regime is Regime.DPR and row.source.endswith("[D]")}
    assert {parameter.name for parameter in decided} == {
        "RENEWAL_DECISION_DAYS",
        "SUPPLEMENT_DAYS",
        "ANSWER_DAYS",
        "SUIT_DAYS",
        "CONTROL_MONTHS",
        "HOLD_DAYS",
        "RESERVATION_DAYS",
        "CONFIRMATION_DAYS",
        "LICENCE_MONTHS",
        "CUSTODY_MONTHS",
    }


def test_first_values_hold_from_the_regimes_own_day() -> None:
    begins = {row.regime.name: row.effective_from for row in FOUNDING_RULES}
    assert begins == {"DPR": 1_789_056_000, "PDR": 1_740_758_400, "DAR": 1_699_545_600, "DIP": 1_685_376_000}


def test_every_parameter_has_its_names_and_a_unit_that_its_name_tells() -> None:
    assert list(PARAMETERS) == [parameter for parameter in Parameter if parameter]
    for row in PARAMETERS.values():
        assert row.zh
        assert row.en
        months = row.parameter.name.endswith("_MONTHS")
        assert (row.unit is Unit.MONTHS) is months
        assert set(row.founding) == set(Regime)
    assert set(UNIT_NAMES) == set(Unit)


@pytest.mark.parametrize(
    ("parameter", "source"),
    [
        (Parameter.FREEZE_MONTHS, "最高人民法院关于适用民事诉讼法的解释, art. 485 [OK]"),
        (Parameter.SUPPLEMENT_DAYS, "[D]"),
        (Parameter.RENEWAL_MONTHS, "as 国数综政策〔2026〕35号, art. 36 [D]"),
    ],
)
def test_a_regime_without_a_rule_of_its_own_says_whose_it_follows(parameter: Parameter, source: str) -> None:
    founding = PARAMETERS[parameter].founding
    assert {founding[regime][1] for regime in Regime if regime is not Regime.DPR} == {source}


def test_the_founding_is_what_the_constructor_takes() -> None:
    assert founding_rules()[0] == (1, 1, 60, 1_789_056_000)
    assert len(founding_rules()) == 80 <= RULES_MAX
    assert [year for year, _, _ in founding_years()] == [2026, 2027]
    assert founding_years()[0][2] == sha256("国办发明电〔2025〕7号".encode()).digest()


# THE CALENDAR'S WORDS


@pytest.mark.parametrize("row", CALENDAR.years, ids=lambda row: str(row.year))
def test_the_words_of_a_year_say_what_its_row_says(row: Year) -> None:
    low, high = working_bits(row)
    assert [is_worked(low, high, day) for day in days_of(row.year)] == [
        CALENDAR.is_working(d) for d in days_of(row.year)
    ]


def test_the_words_are_as_the_contract_counts_the_days() -> None:
    low, high = working_bits(CALENDAR.years[0])
    assert [low >> place & 1 for place in range(6)] == [0, 0, 0, 1, 1, 1]  # 元旦 to Saturday, the Sunday worked
    assert (low.bit_count() + high.bit_count(), high >> 109) == (248, 0)
    assert high >> (date(2026, 10, 10) - date(2026, 1, 1)).days - 256 & 1


@pytest.mark.parametrize("row", CALENDAR.years, ids=lambda row: str(row.year))
def test_a_row_made_of_words_has_the_same_words(row: Year) -> None:
    words = working_bits(row)
    made = year_of_bits(row.year, *words)
    assert working_bits(made) == words
    assert made.worked == row.worked


@given(st.integers(2020, 2199), st.data())
def test_any_words_make_a_row_that_has_them(year: int, data: st.DataObject) -> None:
    bits = data.draw(st.integers(0, (1 << len(list(days_of(year)))) - 1))
    words = bits & ALL[0], bits >> 256
    assert working_bits(year_of_bits(year, *words)) == words


def test_a_holiday_is_one_span_and_a_weekend_alone_is_none() -> None:
    made = year_of_bits(2026, *working_bits(CALENDAR.years[0]))
    assert (date(2026, 2, 15), date(2026, 2, 23)) in made.off
    assert all(
        any((first + n * ONE_DAY).weekday() < 5 for n in range((last - first).days + 1)) for first, last in made.off
    )
    assert len(made.off) == len(CALENDAR.years[0].off)


# THE FOLD


def test_rules_and_years_are_kept_with_their_versions() -> None:
    facts = facts_after(FIRST, SECOND, YEAR)
    values = (RuleValue(5, Instant(1_000), 1, ZERO_DIGEST), RuleValue(7, Instant(NOW + 9), 2, WHY))
    assert facts == {
        ("rule", PUBLICITY): RuleHistory(PUBLICITY, values),
        ("calendar", 2026): CalendarYear(2026, *ALL, NOTICE, 3),
        RULES_VERSION: RulesVersion(3),
    }
    history = facts["rule", PUBLICITY]
    assert isinstance(history, RuleHistory)
    assert (history.regime, history.parameter) == (1, 8)
    assert [history.at(at) for at in (999, 1_000, NOW + 8, NOW + 9)] == [None, values[0], values[0], values[1]]


def test_of_two_notices_the_later_is_kept() -> None:
    facts = facts_after(FIRST, SECOND, YEAR, CalendarSet(4, 2026, 1, 1, WHY))
    assert facts["calendar", 2026] == CalendarYear(2026, 1, 1, WHY, 4)


@pytest.mark.parametrize(
    ("events", "what"),
    [
        ((FIRST, FIRST), "value before"),
        ((FIRST, RuleSet(2, 1, 8, 7, 6, Instant(2_000), WHY)), "value before"),
        ((RuleSet(1, 1, 8, 7, 5, Instant(2_000), WHY),), "value before"),
        ((FIRST, RuleSet(2, 1, 8, 7, 5, Instant(1_000), WHY)), "rules in order"),
        ((FIRST, RuleSet(3, 1, 8, 7, 5, Instant(2_000), WHY)), "version of the rules"),
        ((FIRST, CalendarSet(1, 2026, *ALL, NOTICE)), "version of the rules"),
        ((RuleSet(2, 1, 8, 7, 0, Instant(2_000), WHY),), "version of the rules"),
    ],
)
def test_what_the_contract_could_not_say_is_no_fact(events: tuple[RuleSet | CalendarSet, ...], what: str) -> None:
    with pytest.raises(IllegalTransition) as illegal:
        facts_after(*events)
    assert illegal.value.facts["what"] == what


class Only(Mapping[FactKey, Fact]):
    """Facts of which only the named keys may be asked."""

    def __init__(self, facts: Mapping[FactKey, Fact], named: tuple[FactKey, ...]) -> None:
        self._facts, self._named = facts, named

    def __getitem__(self, asked: FactKey) -> Fact:
        assert asked in self._named, f"{asked} was read but not named"
        return self._facts[asked]

    def __iter__(self) -> Iterator[FactKey]:
        raise AssertionError("facts were listed")

    def __len__(self) -> int:
        raise AssertionError("facts were counted")


def test_the_fold_reads_nothing_but_what_it_names() -> None:
    facts: dict[FactKey, Fact] = {}
    for entry in entries((FIRST, SECOND, YEAR)):
        facts.update(apply(Only(dict(facts), reads(entry.event)), entry))
    assert facts == facts_after(FIRST, SECOND, YEAR)


# VOTES


def refusal(call: Voted, facts: Mapping[FactKey, Fact] | None = None) -> tuple[str, dict[str, object]] | None:
    """What the contract would refuse a vote with at `NOW`."""
    try:
        call.check(facts_after(FIRST, SECOND, YEAR) if facts is None else facts, NOW)
    except ActRefused as refused:
        return refused.code, dict(refused.facts)
    return None


def rule(regime: int = 1, parameter: int = 9, value: int = 5, effective_from: int = NOW + 1) -> Rule:
    return Rule(regime, parameter, value, Instant(effective_from))


@pytest.mark.parametrize(
    "given",
    [
        rule(),
        rule(value=1),
        rule(value=1_200),
        rule(regime=4, parameter=20),
        rule(parameter=8, effective_from=NOW + 10),
        rule(effective_from=NOW + NOTICE_SECONDS_MAX),
    ],
)
def test_a_rule_may_be_voted(given: Rule) -> None:
    assert refusal(SetRules((given,), WHY)) is None


@pytest.mark.parametrize("wrong", [(0, 1, 5), (5, 1, 5), (1, 0, 5), (1, 21, 5), (1, 1, 0), (1, 1, 1_201)])
def test_an_unknown_rule_is_refused(wrong: tuple[int, int, int]) -> None:
    expected = dict(zip(("regime", "parameter", "value"), wrong, strict=True))
    assert refusal(SetRules((rule(*wrong),), WHY)) == ("RuleInvalid", expected)


def test_a_rule_holds_from_an_instant_to_come_after_the_one_before_it() -> None:
    named = {"regime": 1, "parameter": 9}
    late = {"effective_from": NOW, "earliest": NOW + 1}
    assert refusal(SetRules((rule(effective_from=NOW),), WHY)) == ("RuleNotInFuture", named | late)
    named, late = {"regime": 1, "parameter": 8}, {"effective_from": NOW + 9, "earliest": NOW + 10}
    assert refusal(SetRules((rule(parameter=8, effective_from=NOW + 9),), WHY)) == ("RuleNotInFuture", named | late)


def test_two_rules_of_one_vote_come_one_after_the_other() -> None:
    twice = SetRules((rule(), rule()), WHY)
    late = {"regime": 1, "parameter": 9, "effective_from": NOW + 1, "earliest": NOW + 2}
    assert refusal(twice) == ("RuleNotInFuture", late)
    assert refusal(SetRules((rule(), rule(effective_from=NOW + 2)), WHY)) is None


def test_a_rule_is_set_for_ten_years_ahead_at_most() -> None:
    far = NOW + NOTICE_SECONDS_MAX + 1
    expected = {"regime": 1, "parameter": 9, "effective_from": far, "latest": far - 1}
    assert refusal(SetRules((rule(effective_from=far),), WHY)) == ("RuleTooFar", expected)


@pytest.mark.parametrize("count", [0, 101])
def test_a_vote_sets_one_to_a_hundred_rules(count: int) -> None:
    rules = tuple(rule(effective_from=NOW + 1 + place) for place in range(count))
    assert refusal(SetRules(rules, WHY)) == ("RulesCountInvalid", {"count": count, "maximum": 100})
    assert refusal(SetRules(rules[:100] or (rule(),), WHY)) is None


@pytest.mark.parametrize(
    ("year", "words", "notice"),
    [
        (2019, ALL, NOTICE),
        (2200, ALL, NOTICE),
        (2027, (0, 1), NOTICE),
        (2027, (1, 0), NOTICE),
        (2027, (1, 1 << 109), NOTICE),
        (2028, (1, 1 << 110), NOTICE),
        (2027, ALL, ZERO_DIGEST),
    ],
)
def test_an_impossible_year_is_refused(year: int, words: tuple[int, int], notice: bytes) -> None:
    asked = WorkingYear(year, words, type(NOTICE)(notice))
    assert refusal(SetCalendar(asked)) == ("CalendarInvalid", {"year": year})


@pytest.mark.parametrize("year", [2020, 2027, 2199])
def test_a_year_may_be_voted(year: int) -> None:
    assert refusal(SetCalendar(WorkingYear(year, ALL, NOTICE))) is None
    assert refusal(SetCalendar(WorkingYear(2028, (1, 1 << 109), NOTICE))) is None
    assert all(refusal(SetCalendar(asked)) is None for asked in FOUNDING_YEARS)


def test_a_vote_names_its_function_and_arguments() -> None:
    call = SetRules((rule(),), WHY)
    assert (call.CONTRACT, call.FUNCTION) == ("Rules", "setRules")
    assert call.arguments() == [[{"regime": 1, "parameter": 9, "value": 5, "effectiveFrom": NOW + 1}], WHY]
    year = SetCalendar(WorkingYear(2028, ALL, NOTICE))
    assert (year.CONTRACT, year.FUNCTION) == ("Rules", "setCalendar")
    assert year.arguments() == [{"year": 2028, "working": list(ALL), "noticeDigest": NOTICE}]

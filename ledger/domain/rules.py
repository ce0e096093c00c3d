"""
Rules: what differs between the registration regimes, as data; and what the ledger keeps of it.

A regime is a row, never an `if` (P7).  Each row says where it comes from and since when; a value that no source gives
is marked [D], our choice until the rules fix one (domain rules §1.1–1.3).

Periods and the working days are set on the chain by vote, each value with the instant from which it holds.  None is
overwritten, so that `periods` can judge a past instant by the rules then in force.  The rows of `parameters` are what a
ledger begins with.

Rules of the fold:
 * Each change of rules or calendar has the next version.
 * A parameter's values come in the order of the instants from which they hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, ClassVar

from ledger.domain.calendar import CALENDAR, start_of_day, working_bits
from ledger.domain.certificates import Regime, Right
from ledger.domain.events import ZERO_DIGEST, Digest, Entry, Instant
from ledger.domain.events.rules import CalendarSet, RuleSet
from ledger.domain.facts import Fact, FactKey, Facts, Fold, find, require
from ledger.domain.parameters import PARAMETERS, Parameter, ParameterRow


@dataclass(frozen=True, slots=True)
class RegimeRule:
    """
    One regime's parameters.

    `prefix` begins the printed number, `years_max` is the longest term, `effective` the day since which we apply the
    row.
    """

    regime: Regime
    zh: str
    en: str
    prefix: str
    years_max: int
    publicity_working_days: int
    source: str
    effective: date


REGIMES: dict[Regime, RegimeRule] = {
    rule.regime: rule
    for rule in (
        RegimeRule(
            Regime.DPR,
            "数据产权登记",
            "Data property-right registration",
            "SJ",  # guideline 〔2026〕35, annex 6
            5,  # art. 26
            5,  # art. 24
            "国数综政策〔2026〕35号",
            date(2026, 9, 11),
        ),
        RegimeRule(
            Regime.PDR,
            "公共数据资源登记",
            "Public data resource registration",
            "GS",  # [D]
            3,
            10,
            "发改数据规〔2025〕26号",
            date(2025, 3, 1),  # general knowledge, to be checked
        ),
        RegimeRule(
            Regime.DAR,
            "数据资产登记",
            "Data asset registration",
            "ZC",  # [D]
            5,  # [D]: no published rule found; the national maximum
            5,  # [D]
            "北京数据基础制度先行区政策清单",
            date(2023, 11, 10),
        ),
        RegimeRule(
            Regime.DIP,
            "数据知识产权登记",
            "Data intellectual-property registration",
            "ZS",  # [D]
            3,
            10,
            "北京市数据知识产权登记管理办法(试行)",
            date(2023, 5, 30),  # general knowledge, to be checked
        ),
    )
}

ALL_RIGHTS = Right.HOLD | Right.USE | Right.OPERATE

RIGHTS_BY_SOURCE: dict[str, Right] = {
    "collected": ALL_RIGHTS,  # own or jointly generated, or by a collector that one authorised
    "agreement": ALL_RIGHTS,  # obtained by contract
    "derived": ALL_RIGHTS,  # substantially changed and of markedly higher value
    "public": Right.HOLD | Right.USE,  # gathered automatically from public pages
    "entrusted": Right(0),  # processed for another
}
"""Guideline 〔2026〕35, art. 21: which rights each source of data admits."""

NAME_CHARACTERS_MAX = 40
"""Longest Chinese name of the data (guideline 〔2026〕35, annex 1)."""

OVERVIEW_CHARACTERS_MAX = 400
"""Longest Chinese overview (guideline 〔2026〕35, annex 1)."""

TRANSLATION_FACTOR = 4
"""The rule counts Chinese characters; a translation may be so many times as long [D]."""

# FACTS


@dataclass(frozen=True, slots=True)
class RuleValue:
    """One value of a parameter: from when it holds, which version set it, and why (the reason's digest)."""

    value: int
    effective_from: Instant
    version: int = 0
    reason_digest: Digest = ZERO_DIGEST


@dataclass(frozen=True, slots=True)
class RuleHistory(Fact):
    """All values of one parameter in one regime, the oldest first.  `key` is regime << 8 | parameter."""

    KIND: ClassVar[str] = "rule"
    KEY: ClassVar[str] = "key"

    key: int
    values: tuple[RuleValue, ...]

    @property
    def regime(self) -> int:
        return self.key >> 8

    @property
    def parameter(self) -> int:
        return self.key & 0xFF

    def at(self, instant: int) -> RuleValue | None:
        """Return the value that held at an instant; none before the first."""
        return next((rule for rule in reversed(self.values) if rule.effective_from <= instant), None)


@dataclass(frozen=True, slots=True)
class CalendarYear(Fact):
    """
    One year's working days by the newest notice: a bit a day, the low word has the first 256.

    See `calendar.working_bits`.
    """

    KIND: ClassVar[str] = "calendar"
    KEY: ClassVar[str] = "year"

    year: int
    working_low: int
    working_high: int
    notice_digest: Digest
    version: int


@dataclass(frozen=True, slots=True)
class RulesVersion(Fact):
    """How many changes of rules and calendar there were."""

    KIND: ClassVar[str] = "rules"
    KEY: ClassVar[str] = ""

    version: int = 0


RULES_VERSION: FactKey = ("rules", 0)

FACTS: tuple[type[Fact], ...] = (RuleHistory, CalendarYear, RulesVersion)


def rule_key(regime: int, parameter: int) -> int:
    """Return the key under which a parameter's values in a regime are kept."""
    return regime << 8 | parameter


# FOLDING


def _reads_of_rule(event: RuleSet) -> tuple[FactKey, ...]:
    return ("rule", rule_key(event.regime, event.parameter)), RULES_VERSION


def _set_rule(facts: Facts, entry: Entry, event: RuleSet) -> tuple[Fact, ...]:
    key = rule_key(event.regime, event.parameter)
    known = find(facts, ("rule", key), RuleHistory)
    values = known.values if known else ()
    require(entry, "value before", values[-1].value if values else 0, event.value_before)
    if values:
        require(entry, "rules in order", True, event.effective_from > values[-1].effective_from)
    added = RuleValue(event.value, event.effective_from, event.version, event.reason_digest)
    return RuleHistory(key, (*values, added)), _next_version(facts, entry, event.version)


def _set_calendar(facts: Facts, entry: Entry, event: CalendarSet) -> tuple[Fact, ...]:
    year = CalendarYear(event.year, event.working_low, event.working_high, event.notice_digest, event.version)
    return year, _next_version(facts, entry, event.version)


def _next_version(facts: Facts, entry: Entry, version: int) -> RulesVersion:
    known = find(facts, RULES_VERSION, RulesVersion) or RulesVersion()
    require(entry, "version of the rules", known.version + 1, version)
    return RulesVersion(version)


FOLDS: Mapping[type[Any], Fold] = {
    RuleSet: Fold(_reads_of_rule, _set_rule),
    CalendarSet: Fold(lambda _: (RULES_VERSION,), _set_calendar),
}

# THE FOUNDING


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule: a parameter's value in a regime, from when it holds, and where it comes from."""

    regime: Regime
    parameter: Parameter
    value: int
    effective_from: Instant
    source: str


@dataclass(frozen=True, slots=True)
class WorkingYear:
    """A year's working days, to be set: two words of bits, and the SHA-256 of the notice's name."""

    year: int
    working: tuple[int, int]
    notice_digest: Digest


def _founding(regime: Regime, row: ParameterRow) -> RuleRow:
    value, source = row.founding[regime]
    return RuleRow(regime, row.parameter, value, Instant(start_of_day(REGIMES[regime].effective)), source)


FOUNDING_RULES: tuple[RuleRow, ...] = tuple(_founding(regime, row) for regime in REGIMES for row in PARAMETERS.values())
"""What a ledger begins with: every parameter of every regime, from the day from which we apply the regime."""

FOUNDING_YEARS: tuple[WorkingYear, ...] = tuple(
    WorkingYear(row.year, working_bits(row), Digest(sha256(row.source.encode()).digest())) for row in CALENDAR.years
)
"""The years of the static table."""


def founding_rules() -> list[tuple[int, int, int, int]]:
    """Return the first version's rules as the constructor of Rules.sol takes them."""
    return [(int(row.regime), int(row.parameter), row.value, row.effective_from) for row in FOUNDING_RULES]


def founding_years() -> list[tuple[int, tuple[int, int], bytes]]:
    """Return the first version's calendar as the constructor of Rules.sol takes it."""
    return [(row.year, row.working, bytes(row.notice_digest)) for row in FOUNDING_YEARS]

"""
What the governors vote about rules and calendar, refused as `Rules.sol` refuses it, in its order.
"""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from typing import Any, ClassVar

from ledger.domain.acts.checks import Overlay, find
from ledger.domain.acts.voted import Voted
from ledger.domain.calendar import WORD_BITS
from ledger.domain.certificates import Regime
from ledger.domain.events import ZERO_DIGEST, Digest, Instant
from ledger.domain.facts import Facts
from ledger.domain.parameters import Parameter
from ledger.domain.periods import PERIOD_MAX
from ledger.domain.rules import RuleHistory, RuleValue, WorkingYear, rule_key
from ledger.errors import ActRefused

RULES_MAX = 100
"""Most rules in one vote, as in the contract."""

NOTICE_SECONDS_MAX = 3_660 * 86_400
"""How far ahead a rule may be set for, as in the contract: ten years."""

FIRST_YEAR, LAST_YEAR = 2020, 2199
"""The years that may have a calendar, as in the contract."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A value of a parameter in a regime, and the unix second from which it is to hold."""

    regime: int
    parameter: int
    value: int
    effective_from: Instant


@dataclass(frozen=True, slots=True)
class SetRules(Voted):
    """Give parameters new values from instants to come."""

    CONTRACT: ClassVar[str] = "Rules"
    FUNCTION: ClassVar[str] = "setRules"

    rules: tuple[Rule, ...]
    reason_digest: Digest

    def arguments(self) -> list[Any]:
        return [[_rule_words(rule) for rule in self.rules], self.reason_digest]

    def check(self, facts: Facts, now: int) -> None:
        if not 1 <= len(self.rules) <= RULES_MAX:
            raise ActRefused("RulesCountInvalid", count=len(self.rules), maximum=RULES_MAX)
        overlay = Overlay(facts)
        for rule in self.rules:
            _check_rule(overlay, rule, now)


@dataclass(frozen=True, slots=True)
class SetCalendar(Voted):
    """Set a year's working days by the State Council's notice."""

    CONTRACT: ClassVar[str] = "Rules"
    FUNCTION: ClassVar[str] = "setCalendar"

    year: WorkingYear

    def arguments(self) -> list[Any]:
        asked = self.year
        return [{"year": asked.year, "working": list(asked.working), "noticeDigest": asked.notice_digest}]

    def check(self, facts: Facts, now: int) -> None:  # noqa: ARG002 - neither is asked
        year, (low, high) = self.year.year, self.year.working
        days = 366 if isleap(year) else 365
        known = FIRST_YEAR <= year <= LAST_YEAR
        if not known or not low or not high or high >> (days - WORD_BITS) or self.year.notice_digest == ZERO_DIGEST:
            raise ActRefused("CalendarInvalid", year=year)


def _rule_words(rule: Rule) -> dict[str, int]:
    return {
        "regime": int(rule.regime),
        "parameter": int(rule.parameter),
        "value": rule.value,
        "effectiveFrom": rule.effective_from,
    }


def _check_rule(overlay: Overlay, rule: Rule, now: int) -> None:
    named = {"regime": int(rule.regime), "parameter": int(rule.parameter)}
    known = rule.regime in set(Regime) and rule.parameter in set(Parameter) - {Parameter.NONE}
    if not known or not 1 <= rule.value <= PERIOD_MAX:
        raise ActRefused("RuleInvalid", **named, value=rule.value)
    key = rule_key(rule.regime, rule.parameter)
    history = find(overlay, ("rule", key), RuleHistory)
    values = history.values if history else ()
    earliest = max(now, values[-1].effective_from if values else 0) + 1
    if rule.effective_from < earliest:
        raise ActRefused("RuleNotInFuture", **named, effective_from=rule.effective_from, earliest=earliest)
    latest = now + NOTICE_SECONDS_MAX
    if rule.effective_from > latest:
        raise ActRefused("RuleTooFar", **named, effective_from=rule.effective_from, latest=latest)
    overlay.keep(RuleHistory(key, (*values, RuleValue(rule.value, rule.effective_from))))

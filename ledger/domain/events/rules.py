"""What Rules.sol says: new values of parameters, and years' working days."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.domain.events.base import Digest, Instant


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A parameter of a regime gets a value; `value_before` is that of the rule before it, 0 if there was none."""

    version: int
    regime: int
    parameter: int
    value: int
    value_before: int
    effective_from: Instant
    reason_digest: Digest


@dataclass(frozen=True, slots=True)
class CalendarSet:
    """A year's working days, bit by bit from 1 January; the low word has the days 0 to 255."""

    version: int
    year: int
    working_low: int
    working_high: int
    notice_digest: Digest


RuleEvent = RuleSet | CalendarSet

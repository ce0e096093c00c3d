"""
The supply of certificate numbers: a register has 9,999 serials a month, and somebody must know before they end.

A serial that no certificate has is never lost: the next registration takes the lowest.  So a gap is no loss, but an
auditor asks how it came, and the answer is given only as far as there is evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ledger.domain.calendar import add_months
from ledger.domain.certificates import Regime
from ledger.domain.numbers import SERIAL_MAX

SHORT_PERCENT = 80
"""From so much of a month's serials on a register is short of numbers, whatever its pace: a fifth is left to arrange
another code in, which takes the governors three days."""


class Cause(StrEnum):
    """How a gap in a month's serials came about, as far as the ledger shows it."""

    MIGRATED = "migrated"  # the certificate behind the gap came from an older scheme under a number of its own
    UNEXPLAINED = "unexplained"  # no act on the ledger says


@dataclass(frozen=True, slots=True)
class Gap:
    """Serials from `first` to `last` that no certificate has, below one that has."""

    first: int
    last: int
    cause: Cause

    @property
    def count(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Supply:
    """
    One register's serials of one month: `used` of 9,999, the `highest` of them, and the gaps below it.

    `today` is the day by which the pace is measured; the month is over, or has not begun, on another month's day.
    """

    register: int
    period: int
    used: int
    highest: int
    gaps: tuple[Gap, ...]
    today: date

    @property
    def code(self) -> int:
        return self.register >> 8

    @property
    def regime(self) -> Regime:
        return Regime(self.register & 0xFF)

    @property
    def left(self) -> int:
        return SERIAL_MAX - self.used

    @property
    def next(self) -> int | None:
        """The serial that the next registration takes: the lowest that is free."""
        if self.gaps:
            return self.gaps[0].first
        return self.highest + 1 if self.highest < SERIAL_MAX else None

    @property
    def ends_on(self) -> date | None:
        """The day of this month on which the serials end, if as many are used each day as until now; none otherwise."""
        if self.period != self.today.year * 100 + self.today.month or not self.used:
            return None
        days = self.left * self.today.day // self.used
        last = add_months(self.today.replace(day=1), 1) - timedelta(days=1)
        ends = self.today + timedelta(days=min(days, SERIAL_MAX))
        return ends if ends <= last else None

    @property
    def is_short(self) -> bool:
        """Whether somebody should act: `SHORT_PERCENT` are used, or the pace ends them within the month."""
        return self.used * 100 >= SERIAL_MAX * SHORT_PERCENT or self.ends_on is not None

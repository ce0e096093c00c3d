"""
What is pledged against what it is worth: each pledge begins where the one before it in rank ends.

Lengths are in thousandths of the longer of both, the sum of the pledges and the value.
"""

from __future__ import annotations

from dataclasses import dataclass

from api.schemas.pledges import BurdenView, PledgeView

FULL = 1_000
"""The whole width of a bar."""


@dataclass(frozen=True, slots=True)
class Rank:
    """One pledge or hold in the order of rank; its bar begins at `start` and is `length` long."""

    pledge: PledgeView
    start: int
    length: int
    is_covered: bool

    @property
    def tone(self) -> str:
        return "none" if self.pledge.is_hold else "good" if self.pledge.filing else "warn"


@dataclass(frozen=True, slots=True)
class Ranks:
    """All that encumbers a certificate; sums in fen, `value` none where no valuation is current."""

    value: int | None
    secured: int
    value_at: int
    rows: tuple[Rank, ...]

    @property
    def free(self) -> int | None:
        """What of the value no pledge secures; none where there is no value."""
        return None if self.value is None else max(0, self.value - self.secured)


def ranks_of(burden: BurdenView, value: int | None) -> Ranks:
    """Return what encumbers a certificate against a value in fen."""
    amounts = [one.amount_fen or 0 for one in burden.ranked]
    longest = max(sum(amounts), value or 0, 1)
    rows, before = [], 0
    for pledge, amount in zip(burden.ranked, amounts, strict=True):
        length = max(amount * FULL // longest, 1 if amount else 0)
        is_covered = value is not None and before + amount <= value
        rows.append(Rank(pledge, before * FULL // longest, length, is_covered))
        before += amount
    return Ranks(value, sum(amounts), (value or 0) * FULL // longest, tuple(rows))

"""
A random sample of certificates, whose storage is proven in the place of all: anybody can draw the same again.

Drawn are the certificates with the smallest SHA-256 of seed and id.  What hangs on a certificate is drawn with it; what
hangs on none, such as participants, rules and holdings, is proven whole.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import exp as e_to
from math import lgamma
from typing import Any

from ledger.domain.certificates import Certificate
from ledger.domain.facts import Fact, FactKey, Facts

BAD_SHOWN = (1, 10, 100, 1_000)
"""For how many bad certificates a report says how likely a sample misses all of them."""

SURE_PERCENT = 95
"""With what certainty a report says how many bad certificates a sample cannot miss."""

_NAMES = ("certificate_id", "application_id")
"""The fields by which a fact hangs on a certificate; a case has the id that its certificate will have."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How many certificates an auditor has proven, and by which seed; an empty one stands for the last block's hash."""

    size: int
    seed: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """The ids that were drawn out of `of` certificates by a seed."""

    seed: str
    of: int
    ids: frozenset[bytes]

    @property
    def size(self) -> int:
        return len(self.ids)

    def missed(self, bad: int) -> float:
        """How likely all of so many bad certificates are outside of the sample, between 0 and 1."""
        rest = self.of - self.size
        if bad > rest:
            return 0.0
        return e_to(_log_choose(rest, bad) - _log_choose(self.of, bad))

    @property
    def sure(self) -> int:
        """The smallest number of bad certificates of which the sample has one with `SURE_PERCENT` certainty."""
        low, high = 1, self.of
        while low < high:
            middle = (low + high) // 2
            if self.missed(middle) <= 1 - SURE_PERCENT / 100:
                high = middle
            else:
                low = middle + 1
        return low

    def as_dict(self) -> dict[str, Any]:
        """The sample as a report has it; chances in per cent, as text with two places."""
        missed = {str(bad): f"{self.missed(bad):.2%}" for bad in BAD_SHOWN if bad <= self.of}
        rule = "smallest SHA-256 of seed (UTF-8) and certificate id"
        return {"size": self.size, "of": self.of, "seed": self.seed, "drawn": rule, "missed": missed, "sure": self.sure}


def draw(facts: Facts, asked: Asked, last_hash: bytes) -> Sample:
    """Draw a sample of the certificates among facts; memory grows with the sample, not with the facts."""
    seed = asked.seed or "0x" + last_hash.hex()
    start = hashlib.sha256(seed.encode())
    count = 0

    def ranked() -> Iterator[tuple[bytes, bytes]]:
        nonlocal count
        for kind, own in facts:
            if kind == Certificate.KIND and isinstance(own, bytes):
                count += 1
                rank = start.copy()
                rank.update(own)
                yield rank.digest(), own

    drawn = heapq.nsmallest(asked.size, ranked())
    return Sample(seed, count, frozenset(own for _, own in drawn))


class Sampled(Mapping[FactKey, Fact]):
    """All facts, of which only those that hang on no certificate, or on one of the sample, come up in a walk."""

    def __init__(self, facts: Facts, sample: Sample) -> None:
        self._facts = facts
        self._ids = sample.ids

    def __getitem__(self, key: FactKey) -> Fact:
        return self._facts[key]

    def __contains__(self, key: object) -> bool:
        return key in self._facts

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __iter__(self) -> Iterator[FactKey]:
        return (key for key, _ in self.items())

    def items(self) -> Any:
        """The facts of the walk, each with its key."""
        return ((key, fact) for key, fact in self._facts.items() if self._is_drawn(fact))

    def _is_drawn(self, fact: Fact) -> bool:
        if isinstance(fact, Certificate):
            return fact.id in self._ids
        own = next((getattr(fact, name) for name in _NAMES if hasattr(fact, name)), None)
        return own is None or own in self._ids


def _log_choose(all_: int, some: int) -> float:
    return lgamma(all_ + 1) - lgamma(some + 1) - lgamma(all_ - some + 1)

"""What all events are made of: ids, digests, keys, sums and instants, and the place of an event on the chain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

CertificateId = NewType("CertificateId", bytes)
ThingId = NewType("ThingId", bytes)
"""Of what rests on a certificate: a pledge, a licence, a freeze, a report.  See `facts.thing_id`."""
Digest = NewType("Digest", bytes)
Key = NewType("Key", bytes)
ParticipantNumber = NewType("ParticipantNumber", int)
Fen = NewType("Fen", int)
"""A sum of money in fen, a hundredth of a yuan (P10)."""
Instant = NewType("Instant", int)
"""A unix second (UTC)."""

ZERO_DIGEST = Digest(bytes(32))
ZERO_KEY = Key(bytes(20))
ZERO_THING = ThingId(bytes(32))


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where an event stands on the chain: block number, transaction index and log index, each from 0."""

    block: int
    transaction: int
    log: int

    def __str__(self) -> str:
        return f"{self.block}.{self.transaction}.{self.log}"

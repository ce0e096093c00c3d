"""
The newest block, and how old it is.

What the API asks before every verdict: an answer may not go beyond the evidence, and evidence has an age (P6).
"""

from __future__ import annotations

from dataclasses import dataclass

from ledger.chain.rpc import Rpc, members, octets, quantity
from ledger.domain.events import Digest


@dataclass(frozen=True, slots=True)
class Head:
    """The newest block that a node knows; `time` is its timestamp in unix seconds."""

    number: int
    hash: Digest
    time: int

    def age(self, now: float) -> float:
        """Return the seconds since the block was made; 0 if the chain's clock is ahead of `now`."""
        return max(0.0, now - self.time)


def read_head(rpc: Rpc, confirmations: int = 0) -> Head:
    """
    Return the newest block with `confirmations` blocks on top of it; block 0 while the chain is shorter.

    Raises `Unavailable` as `Rpc` does.
    """
    newest = _block(rpc, "latest")
    if confirmations == 0 or newest.number == 0:
        return newest
    return _block(rpc, hex(max(0, newest.number - confirmations)))


def read_hash(rpc: Rpc, number: int) -> Digest | None:
    """Return the hash that the node's chain has at a height, None above its head.  Raises as `Rpc` does."""
    header = rpc.call("eth_getBlockByNumber", [hex(number), False])
    return None if header is None else Digest(octets(members(header).get("hash"), 32))


def _block(rpc: Rpc, tag: str) -> Head:
    header = members(rpc.call("eth_getBlockByNumber", [tag, False]))
    return Head(
        quantity(header.get("number")), Digest(octets(header.get("hash"), 32)), quantity(header.get("timestamp"))
    )

"""
Headers for tests, written by the rlp library: plain ones, and ones sealed with test keys as QBFT and IBFT2 have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import rlp
from coincurve import PrivateKey
from eth_hash.auto import keccak

from ledger.chain.header import ALWAYS_FIELDS, BFT_MIX_HASH, FIELDS

Fields = dict[str, Any]

QBFT, IBFT2 = "qbft", "ibft2"
ROUND_0 = 0


def fields_of(number: int, *, later: Iterable[str] = (), **others: Any) -> Fields:
    """Return a header's fields, every one of them different; `later` are the fields of forks that it has."""
    made: Fields = {}
    for place, (name, size) in enumerate(FIELDS, 1):
        if place <= ALWAYS_FIELDS or name in set(later):
            made[name] = place * 1_000 if size == 0 else bytes([place]) * (20 if size is None else size)
    return {**made, "number": number, **others}


def rows_of(fields: Fields) -> list[Any]:
    """Return the fields in the order in which they are hashed."""
    return [fields[name] for name, _ in FIELDS if name in fields]


def answer_of(fields: Fields, *, only: str = "") -> dict[str, Any]:
    """Return a header as JSON-RPC gives it, with the hash that plain blocks have; or one of its fields only."""
    written = {
        name: hex(value) if isinstance(value, int) else "0x" + value.hex()
        for name, value in fields.items()
        if only in ("", name)
    }
    if only:
        return written
    return {**written, "hash": "0x" + keccak(rlp.encode(rows_of(fields))).hex(), "transactions": []}


@dataclass(frozen=True)
class Extra:
    """The extra data of a sealed block."""

    validators: Sequence[bytes]
    vote: tuple[bytes, bool] | None = None
    round: int = ROUND_0
    seals: Sequence[bytes] = ()
    vanity: bytes = b"\x76" * 32

    def parts(self, kind: str) -> list[Any]:
        if kind == QBFT:
            vote: Any = [] if self.vote is None else [self.vote[0], b"\xff" if self.vote[1] else b""]
            return [self.vanity, list(self.validators), vote, self.round, list(self.seals)]
        vote = b"" if self.vote is None else [self.vote[0], b"\xff" if self.vote[1] else b"\0"]
        return [self.vanity, list(self.validators), vote, self.round.to_bytes(4, "big"), list(self.seals)]

    def encoded(self, kind: str) -> bytes:
        return bytes(rlp.encode(self.parts(kind)))

    def hashed(self, kind: str) -> bytes:
        """As the block's hash has it."""
        parts = self.parts(kind)
        return bytes(rlp.encode([*parts[:3], 0, []] if kind == QBFT else parts[:3]))

    def signed(self, kind: str) -> bytes:
        """As the validators sign it."""
        parts = self.parts(kind)
        return bytes(rlp.encode([*parts[:4], []] if kind == QBFT else parts[:4]))


def key_of(name: str) -> PrivateKey:
    """Return the test key of a validator: whoever reads this can seal with it."""
    return PrivateKey(keccak(f"DataDeed test validator, worthless: {name}".encode()))


def address_of(key: PrivateKey) -> bytes:
    return bytes(keccak(key.public_key.format(compressed=False)[1:])[12:])


def sealed(
    fields: Mapping[str, Any],
    extra: Extra,
    signers: Iterable[PrivateKey],
    kind: str = QBFT,
    *,
    proposer: bytes = b"",
) -> dict[str, Any]:
    """Return a block as JSON-RPC gives it, sealed by some keys, the first of which proposed it unless another did."""
    keys = list(signers)
    made = {**fields, "miner": proposer or address_of(keys[0]), "mixHash": BFT_MIX_HASH, "difficulty": 1}
    made["sha3Uncles"] = keccak(rlp.encode([]))
    digest = keccak(rlp.encode(rows_of({**made, "extraData": extra.signed(kind)})))
    seals = [*extra.seals, *(key.sign_recoverable(digest, hasher=None) for key in keys)]
    name = keccak(rlp.encode(rows_of({**made, "extraData": extra.hashed(kind)})))
    written = answer_of({**made, "extraData": replace(extra, seals=seals).encoded(kind)})
    return written if made["number"] == 0 else {**written, "hash": "0x" + name.hex()}

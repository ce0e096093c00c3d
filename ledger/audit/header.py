"""
Block headers: read as a node gives them or as chains hash them, and hashed anew, in every form from London to the
newest that is defined.

A header is a list that forks only ever lengthened; the fields that are present say which form it has.  The extra data
of a block sealed by QBFT or IBFT2 is a list too: 32 bytes of the proposer's choice, validators, vote, round, seals.
Its hash is of the header without round and seals (Besu, BftBlockHashing); who sealed it, `seals` says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ledger.audit.encoding import Item, decode, encode, keccak, minimal, octets, quantity

BFT_MIX_HASH = bytes.fromhex("63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365")
"""The mixHash of IBFT2 and QBFT blocks: "ctical byzantine fault tolerance" in ASCII."""

# Name in JSON-RPC, and bytes: 0 for a quantity, -1 for data of any length.  In the order of the hashed list.
FIELDS: tuple[tuple[str, int], ...] = (
    ("parentHash", 32),
    ("sha3Uncles", 32),
    ("miner", 20),
    ("stateRoot", 32),
    ("transactionsRoot", 32),
    ("receiptsRoot", 32),
    ("logsBloom", 256),
    ("difficulty", 0),
    ("number", 0),
    ("gasLimit", 0),
    ("gasUsed", 0),
    ("timestamp", 0),
    ("extraData", -1),
    ("mixHash", 32),
    ("nonce", 8),
)
LATER_FIELDS: tuple[tuple[str, int], ...] = (
    ("baseFeePerGas", 0),  # London
    ("withdrawalsRoot", 32),  # Shanghai
    ("blobGasUsed", 0),  # Cancun
    ("excessBlobGas", 0),
    ("parentBeaconBlockRoot", 32),
    ("requestsHash", 32),  # Prague
    ("blockAccessListHash", 32),
    ("slotNumber", 0),
)

BESIDE = frozenset({"hash", "size", "totalDifficulty", "transactions", "uncles", "withdrawals", "blockAccessList"})
"""What nodes say of a block that is in no header."""

PLACES: Mapping[str, int] = {name: place for place, (name, _) in enumerate((*FIELDS, *LATER_FIELDS))}
"""Where each field stands in the hashed list."""

EXTRA_ITEMS = 5
"""Parts of a sealed block's extra data; Besu lets more follow, and so do we."""

IBFT2_ROUND_BYTES = 4
"""IBFT2 writes the round as four bytes, QBFT as a number."""

_SIZES = [size for _, size in (*FIELDS, *LATER_FIELDS)]


@dataclass(frozen=True, slots=True)
class Header:
    """
    A block's header with the hash that the node states and the hash that its fields have.

    `items` are the fields in the order in which they are hashed.
    """

    number: int
    parent: bytes
    time: int
    state_root: bytes
    transactions_root: bytes
    receipts_root: bytes
    bloom: bytes
    gas_used: int
    base_fee: int
    is_bft: bool
    stated_hash: bytes
    hash: bytes
    items: tuple[Item, ...]

    def item(self, name: str) -> bytes:
        """The field of this name as it is hashed; no byte where the header has none."""
        place = PLACES[name]
        return bytes(self.items[place]) if place < len(self.items) else b""  # type: ignore[arg-type]

    @property
    def state(self) -> list[str]:
        """What `restored` takes: the header as chains hash it, and the hash that was stated, in hex."""
        return [encode(self.items).hex(), self.stated_hash.hex()]


def restored(state: Sequence[str]) -> Header:
    """The header of such a state.  Raises `ValueError`."""
    raw, stated = state
    return replace(read_raw(bytes.fromhex(raw)), stated_hash=bytes.fromhex(stated))


def read(block: Mapping[str, Any]) -> Header:
    """Read the header out of a block as JSON-RPC gives it, and hash it.  Raises `ValueError` or `KeyError`."""
    fields = [_field(block[name], size) for name, size in FIELDS]
    for name, size in LATER_FIELDS:
        if block.get(name) is None:
            break
        fields.append(_field(block[name], size))
    return _header(fields, octets(block["hash"], 32))


def read_raw(raw: bytes) -> Header:
    """Read a header as chains hash it; what it states as its hash is the hash that it has.  Raises `ValueError`."""
    items = decode(raw)
    if isinstance(items, bytes) or not len(FIELDS) <= len(items) <= len(_SIZES):
        raise ValueError("not a header")
    for item, size in zip(items, _SIZES, strict=False):
        if not isinstance(item, bytes) or (size > 0 and len(item) != size) or (size == 0 and item[:1] == b"\0"):
            raise ValueError("not a header's field")
    return _header(list(items), None)


def unknown_fields(block: Mapping[str, Any]) -> list[str]:
    """What a node says of a block that this version does not know: perhaps fields of a later fork's headers."""
    return sorted(name for name, value in block.items() if name not in PLACES.keys() | BESIDE and value is not None)


def extra_of(items: Sequence[Item]) -> tuple[list[Item], bool] | None:
    """The parts of a sealed header's extra data, and whether they are IBFT2's; None if nobody sealed it so."""
    if items[PLACES["mixHash"]] != BFT_MIX_HASH:
        return None
    try:
        found = decode(bytes(items[PLACES["extraData"]]))  # type: ignore[arg-type]
    except ValueError:
        return None
    if isinstance(found, bytes) or len(found) < EXTRA_ITEMS or not isinstance(found[3], bytes):
        return None
    return list(found), len(found[3]) == IBFT2_ROUND_BYTES


def hash_with(items: Sequence[Item], extra: Sequence[Item]) -> bytes:
    """The hash of a header with these parts as its extra data."""
    place = PLACES["extraData"]
    return keccak(encode([*items[:place], encode(extra), *items[place + 1 :]]))


def _header(items: list[Item], stated: bytes | None) -> Header:
    own = _hash(items)
    fields = dict(zip(PLACES, items, strict=False))

    def octets_of(name: str) -> bytes:
        return bytes(fields.get(name, b""))  # type: ignore[arg-type]

    def number_of(name: str) -> int:
        return int.from_bytes(octets_of(name), "big")

    return Header(
        number=number_of("number"),
        parent=octets_of("parentHash"),
        time=number_of("timestamp"),
        state_root=octets_of("stateRoot"),
        transactions_root=octets_of("transactionsRoot"),
        receipts_root=octets_of("receiptsRoot"),
        bloom=octets_of("logsBloom"),
        gas_used=number_of("gasUsed"),
        base_fee=number_of("baseFeePerGas"),
        is_bft=octets_of("mixHash") == BFT_MIX_HASH,
        stated_hash=own if stated is None else stated,
        hash=own,
        items=tuple(items),
    )


def _hash(items: Sequence[Item]) -> bytes:
    """Of a sealed block without round and seals; the first block of a chain is not sealed."""
    extra = extra_of(items)
    if extra is None or items[PLACES["number"]] == b"":
        return keccak(encode(items))
    parts, is_ibft2 = extra
    return hash_with(items, parts[:3] if is_ibft2 else [*parts[:3], b"", []])


def _field(value: object, size: int) -> Item:
    if size == 0:
        return minimal(quantity(value))
    return octets(value, None if size < 0 else size)

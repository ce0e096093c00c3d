"""
Block headers: read as a node gives them, hashed anew, in every form from London to the newest that is defined.

A header is a list that forks only ever lengthened; the fields that are present say which form it has.  Blocks sealed
by QBFT or IBFT2 hash another preimage (DESIGN.md says when they come); `is_bft` recognises them so that nobody cries
forgery.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.audit.encoding import Item, encode, keccak, minimal, octets, quantity

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


@dataclass(frozen=True, slots=True)
class Header:
    """A block's header with the hash that the node states and the hash that its fields have."""

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


def read(block: Mapping[str, Any]) -> Header:
    """Read the header out of a block as JSON-RPC gives it, and hash it.  Raises `ValueError` or `KeyError`."""
    fields = [_field(block[name], size) for name, size in FIELDS]
    for name, size in LATER_FIELDS:
        if block.get(name) is None:
            break
        fields.append(_field(block[name], size))
    return Header(
        number=quantity(block["number"]),
        parent=octets(block["parentHash"], 32),
        time=quantity(block["timestamp"]),
        state_root=octets(block["stateRoot"], 32),
        transactions_root=octets(block["transactionsRoot"], 32),
        receipts_root=octets(block["receiptsRoot"], 32),
        bloom=octets(block["logsBloom"], 256),
        gas_used=quantity(block["gasUsed"]),
        base_fee=quantity(block.get("baseFeePerGas") or "0x0"),
        is_bft=octets(block["mixHash"], 32) == BFT_MIX_HASH,
        stated_hash=octets(block["hash"], 32),
        hash=keccak(encode(fields)),
    )


def _field(value: object, size: int) -> Item:
    if size == 0:
        return minimal(quantity(value))
    return octets(value, None if size < 0 else size)

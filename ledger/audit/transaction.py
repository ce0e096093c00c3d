"""
Transactions: encoded anew from the fields that a node gives, hashed, and their senders recovered from the signatures.

All the types that stand on chains today: legacy, EIP-2930, EIP-1559, EIP-4844, EIP-7702.  Since the block's
transactions root covers the encoding, a root that fits proves every field that went into it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import coincurve

from ledger.audit.encoding import Item, encode, keccak, minimal, octets, quantity
from ledger.audit.header import Header

CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
PROTECTED_FROM = 35
"""The smallest `v` of a legacy signature that names its chain (EIP-155)."""


class TypeUnknown(ValueError):
    """A transaction has a type that this table does not have."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """What an audit needs of a transaction; `sender` is recovered, None if the signature is no signature."""

    hash: bytes
    encoded: bytes
    type: int
    sender: bytes | None
    stated_sender: bytes
    to: bytes | None
    nonce: int
    chain_id: int | None
    max_fee: int
    max_priority_fee: int
    stated_parity: bool
    input: bytes

    @property
    def created(self) -> bytes | None:
        """The address of the contract that this transaction creates, if it creates one."""
        return created_address(self.sender, self.nonce) if self.to is None and self.sender is not None else None


def _integer(name: str) -> Callable[[Mapping[str, Any]], Item]:
    return lambda fields: minimal(quantity(fields[name]))


def _to(fields: Mapping[str, Any]) -> Item:
    return octets(fields["to"], 20) if fields.get("to") else b""


def _input(fields: Mapping[str, Any]) -> Item:
    return octets(fields["input"])


def _access_list(fields: Mapping[str, Any]) -> Item:
    return [
        [octets(row["address"], 20), [octets(key, 32) for key in row["storageKeys"]]]
        for row in fields.get("accessList") or []
    ]


def _blob_hashes(fields: Mapping[str, Any]) -> Item:
    return [octets(digest, 32) for digest in fields["blobVersionedHashes"]]


def _authorizations(fields: Mapping[str, Any]) -> Item:
    return [
        [
            minimal(quantity(row["chainId"])),
            octets(row["address"], 20),
            *(minimal(quantity(row[name])) for name in ("nonce", "yParity", "r", "s")),
        ]
        for row in fields["authorizationList"]
    ]


_CHAIN, _NONCE, _GAS, _VALUE = (_integer(name) for name in ("chainId", "nonce", "gas", "value"))
_PRICE, _TIP, _FEE = (_integer(name) for name in ("gasPrice", "maxPriorityFeePerGas", "maxFeePerGas"))
_BLOB_FEE = _integer("maxFeePerBlobGas")

UNSIGNED: dict[int, tuple[Callable[[Mapping[str, Any]], Item], ...]] = {
    0: (_NONCE, _PRICE, _GAS, _to, _VALUE, _input),
    1: (_CHAIN, _NONCE, _PRICE, _GAS, _to, _VALUE, _input, _access_list),
    2: (_CHAIN, _NONCE, _TIP, _FEE, _GAS, _to, _VALUE, _input, _access_list),
    3: (_CHAIN, _NONCE, _TIP, _FEE, _GAS, _to, _VALUE, _input, _access_list, _BLOB_FEE, _blob_hashes),
    4: (_CHAIN, _NONCE, _TIP, _FEE, _GAS, _to, _VALUE, _input, _access_list, _authorizations),
}
"""The signed fields of each type, in the order of its standard."""


def read(fields: Mapping[str, Any]) -> Transaction:
    """
    Encode, hash and recover a transaction that JSON-RPC gives.

    Raises `TypeUnknown` for a type that is not in the table, `ValueError` or `KeyError` if a field is unreadable.
    """
    kind = quantity(fields.get("type") or "0x0")
    if kind not in UNSIGNED:
        raise TypeUnknown(f"transaction type {kind}")
    unsigned = [part(fields) for part in UNSIGNED[kind]]
    r, s = quantity(fields["r"]), quantity(fields["s"])
    prefix = bytes((kind,)) if kind else b""
    if kind:
        parity = quantity(fields["yParity"] if fields.get("yParity") is not None else fields["v"])
        chain_id: int | None = quantity(fields["chainId"])
        mark, preimage, parity_stated = parity, unsigned, quantity(fields.get("v") or hex(parity)) == parity
    else:
        mark = quantity(fields["v"])
        chain_id, parity, preimage = _legacy(mark, unsigned)
        parity_stated = True
    encoded = prefix + encode([*unsigned, minimal(mark), minimal(r), minimal(s)])
    price = quantity(fields["gasPrice"]) if kind < 2 else 0
    return Transaction(
        hash=keccak(encoded),
        encoded=encoded,
        type=kind,
        sender=recover(keccak(prefix + encode(preimage)), parity, r, s),
        stated_sender=octets(fields["from"], 20),
        to=octets(fields["to"], 20) if fields.get("to") else None,
        nonce=quantity(fields["nonce"]),
        chain_id=chain_id,
        max_fee=price if kind < 2 else quantity(fields["maxFeePerGas"]),
        max_priority_fee=price if kind < 2 else quantity(fields["maxPriorityFeePerGas"]),
        stated_parity=parity_stated,
        input=octets(fields["input"]),
    )


def unread(encoded: bytes, fields: Mapping[str, Any]) -> Transaction:
    """A transaction of a type that this table does not have, by its bytes; its sender is taken as stated."""
    stated = octets(fields["from"], 20)
    return Transaction(
        hash=keccak(encoded),
        encoded=encoded,
        type=encoded[0],
        sender=stated,
        stated_sender=stated,
        to=octets(fields["to"], 20) if fields.get("to") else None,
        nonce=quantity(fields["nonce"]),
        chain_id=None,
        max_fee=quantity(fields["maxFeePerGas"]),
        max_priority_fee=quantity(fields["maxPriorityFeePerGas"]),
        stated_parity=True,
        input=octets(fields["input"]),
    )


def hearsay(
    header: Header, rows: Sequence[Mapping[str, Any]], transactions: Sequence[Transaction]
) -> Iterator[tuple[int, str, str, str]]:
    """Yield (index, field, derived, stated) wherever a field that no hash covers is not what it must be."""
    for index, (row, sent) in enumerate(zip(rows, transactions, strict=True)):
        derived = {
            "hash": "0x" + sent.hash.hex(),
            "blockHash": "0x" + header.hash.hex(),
            "blockNumber": hex(header.number),
            "transactionIndex": hex(index),
        }
        if "blockTimestamp" in row:
            derived["blockTimestamp"] = hex(header.time)
        if "chainId" in row and sent.chain_id is not None:
            derived["chainId"] = hex(sent.chain_id)
        if not sent.stated_parity:
            derived["v"] = str(row.get("yParity"))
        for name, expected in derived.items():
            if str(row.get(name)).lower() != expected:
                yield index, f"transaction.{name}", expected, str(row.get(name))


def recover(digest: bytes, parity: int, r: int, s: int) -> bytes | None:
    """The address whose key signed `digest`, or None if there is none; a high `s` is none (EIP-2)."""
    if parity not in (0, 1) or not 0 < r < CURVE_ORDER or not 0 < s <= CURVE_ORDER // 2:
        return None
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big") + bytes((parity,))
    try:
        key = coincurve.PublicKey.from_signature_and_message(signature, digest, hasher=None)
    except ValueError:
        return None
    return keccak(key.format(compressed=False)[1:])[12:]


def created_address(sender: bytes, nonce: int) -> bytes:
    """The address of the contract that `sender` creates with the transaction of this nonce."""
    return keccak(encode([sender, minimal(nonce)]))[12:]


def _legacy(mark: int, unsigned: list[Item]) -> tuple[int | None, int, list[Item]]:
    if mark < PROTECTED_FROM:
        return None, mark - 27, unsigned
    chain_id = (mark - PROTECTED_FROM) // 2
    return chain_id, (mark - PROTECTED_FROM) % 2, [*unsigned, minimal(chain_id), b"", b""]

"""
Receipts: encoded anew from the fields that a node gives, logs bloom included.

The receipts root covers type, status, cumulative gas, bloom and logs (address, topics, data), and nothing else.  All
other fields of a receipt are hearsay; `hearsay` derives them from what is covered and names those that differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from struct import Struct
from typing import Any, NamedTuple, cast

from ledger.audit.encoding import encode, encode_list, hexed, keccak, minimal, octets, quantity
from ledger.audit.header import Header
from ledger.audit.transaction import Transaction, created_address

BLOOM_BYTES = 256
BIT_MAX = 8 * BLOOM_BYTES - 1
ADDRESS_BYTES = 20
TOPIC_BYTES = 32
ITEMS_CACHE = 4_096
"""Addresses and topics that are remembered with their bloom bits: contracts, kinds of events and keys repeat, and
Keccak is the dearest step of an audit; what a log is about does not repeat soon, and would only fill the memory."""

_THREE_NUMBERS = Struct(">HHH")
"""What a bloom takes of a hash."""

_ADDRESS, _TOPIC = b"\x94", b"\xa0"
"""What RLP puts before 20 bytes, and before 32."""


class Log(NamedTuple):
    """One log as the receipts root covers it."""

    address: bytes
    topics: tuple[bytes, ...]
    data: bytes

    @property
    def encoded(self) -> bytes:
        """As RLP has it: by hand, for most of what an audit encodes is logs."""
        topics = encode_list([_TOPIC + topic for topic in self.topics])
        return encode_list([_ADDRESS + self.address, topics, encode(self.data)])

    @property
    def digest(self) -> bytes:
        """What a certificate's head is folded from (P4): keccak256(emitter ‖ topics ‖ data), each in 32 bytes."""
        return keccak(self.address.rjust(32, b"\0") + b"".join(self.topics) + self.data)


@dataclass(frozen=True, slots=True)
class Receipt:
    type: int
    status: int
    cumulative_gas: int
    logs: tuple[Log, ...]
    bloom: int
    fields: Mapping[str, Any]

    @property
    def encoded(self) -> bytes:
        """As the receipts trie has it (EIP-2718)."""
        prefix = bytes((self.type,)) if self.type else b""
        numbers = encode(minimal(self.status)), encode(minimal(self.cumulative_gas))
        bloom = encode(self.bloom.to_bytes(BLOOM_BYTES, "big"))
        return prefix + encode_list([*numbers, bloom, encode_list([log.encoded for log in self.logs])])


def read(fields: Mapping[str, Any]) -> Receipt:
    """Read a receipt as JSON-RPC gives it.  Raises `ValueError` or `KeyError` if it cannot be read."""
    logs: list[Log] = []
    bloom = 0
    for row in fields["logs"]:
        address, bits = _item(row["address"], ADDRESS_BYTES)
        topics = [_item(topic, TOPIC_BYTES) for topic in row["topics"]]
        for _, more in topics:
            bits |= more
        bloom |= bits
        logs.append(Log(address, tuple([topic for topic, _ in topics]), octets(row["data"])))
    return Receipt(
        type=quantity(fields.get("type") or "0x0"),
        status=quantity(fields["status"]),
        cumulative_gas=quantity(fields["cumulativeGasUsed"]),
        logs=tuple(logs),
        bloom=bloom,
        fields=fields,
    )


@lru_cache(ITEMS_CACHE)
def _item(text: object, size: int) -> tuple[bytes, int]:
    """An address or topic as bytes, and its bloom bits."""
    item = octets(text, size)
    return item, bloom_bits(item)


def bloom_bits(item: bytes) -> int:
    """The three bits that an address or topic sets in a bloom of 2048 (yellow paper §4.3.1)."""
    one, two, three = cast("tuple[int, int, int]", _THREE_NUMBERS.unpack_from(keccak(item)))
    return 1 << (one & BIT_MAX) | 1 << (two & BIT_MAX) | 1 << (three & BIT_MAX)


# HEARSAY

OPTIONAL = frozenset({"blockTimestamp", "removed"})
"""Fields of a log that not every node gives."""


def hearsay(
    header: Header, transactions: Sequence[Transaction], receipts: Sequence[Receipt]
) -> Iterator[tuple[int, str, str, str]]:
    """
    Yield (transaction index, field, derived, stated) wherever a field that no hash covers is not what it must be.

    The replay reads none of these fields.  They are checked because the indexer's node has them from the same software.
    """
    log_index = 0
    gas_before = 0
    for index, (sent, receipt) in enumerate(zip(transactions, receipts, strict=True)):
        for name, derived in _receipt_fields(header, index, sent, receipt, gas_before):
            stated = receipt.fields.get(name)
            if name in receipt.fields and _norm(stated) != _norm(derived):
                yield index, name, str(derived), str(stated)
        derived_of_log = _log_fields(header, index, sent)
        for row in receipt.fields["logs"]:
            derived_of_log["logIndex"] = hex(log_index)
            if not derived_of_log.items() <= row.items():
                for name, expected in derived_of_log.items():
                    if _norm(row.get(name)) != _norm(expected) and (name in row or name not in OPTIONAL):
                        yield index, f"logs[{log_index}].{name}", str(expected), str(row.get(name))
            log_index += 1
        gas_before = receipt.cumulative_gas


def _receipt_fields(
    header: Header, index: int, sent: Transaction, receipt: Receipt, gas_before: int
) -> tuple[tuple[str, str | None], ...]:
    price = min(sent.max_fee, header.base_fee + sent.max_priority_fee)
    created = None if sent.to or sent.sender is None else hexed(created_address(sent.sender, sent.nonce))
    return (
        ("blockHash", hexed(header.hash)),
        ("blockNumber", hex(header.number)),
        ("transactionHash", hexed(sent.hash)),
        ("transactionIndex", hex(index)),
        ("from", hexed(sent.sender or sent.stated_sender)),
        ("to", hexed(sent.to) if sent.to else None),
        ("gasUsed", hex(receipt.cumulative_gas - gas_before)),
        ("effectiveGasPrice", hex(price)),
        ("contractAddress", created),
        ("logsBloom", hexed(receipt.bloom.to_bytes(BLOOM_BYTES, "big"))),
    )


def _log_fields(header: Header, index: int, sent: Transaction) -> dict[str, object]:
    """What all logs of a receipt have, and a place for the log's own index."""
    return {
        "blockHash": hexed(header.hash),
        "blockNumber": hex(header.number),
        "transactionHash": hexed(sent.hash),
        "transactionIndex": hex(index),
        "logIndex": "",
        "blockTimestamp": hex(header.time),
        "removed": False,
    }


def _norm(value: object) -> object:
    return value.lower() if isinstance(value, str) else value

"""
What a node answers, of every wrong type in every field: reading it raises what the audit expects of a bad answer.

Whatever else it raised would end an audit without a report.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ledger.audit import header, receipt, transaction
from ledger.audit.node import UNREADABLE
from tests.unit.sealing import Extra, address_of, answer_of, fields_of, key_of, sealed

KEYS = sorted(map(key_of, "abcd"), key=address_of)

WRONG: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**400,
    1e308,
    float("nan"),
    "",
    "0x",
    "0x-1",
    "0x_1",
    "latest",
    "0x" + "f" * 600,
    "0xgg",
    "\ud800",
    [],
    [None],
    [[]],
    {},
    {"hash": None},
)

LOG = {"address": "0x" + "11" * 20, "topics": ["0x" + "22" * 32], "data": "0x00", "logIndex": "0x0", "removed": False}
RECEIPT = {
    "type": "0x2",
    "status": "0x1",
    "cumulativeGasUsed": "0x5208",
    "gasUsed": "0x5208",
    "logsBloom": "0x" + "00" * 256,
    "transactionHash": "0x" + "33" * 32,
    "transactionIndex": "0x0",
    "logs": [LOG],
}
ACCESS = {"address": "0x" + "11" * 20, "storageKeys": ["0x" + "22" * 32]}
SENT = {
    "chainId": "0x1",
    "nonce": "0x0",
    "gas": "0x5208",
    "gasPrice": "0x7",
    "maxPriorityFeePerGas": "0x1",
    "maxFeePerGas": "0x7",
    "maxFeePerBlobGas": "0x1",
    "blobVersionedHashes": ["0x" + "01" * 32],
    "to": "0x" + "44" * 20,
    "value": "0x0",
    "input": "0x00",
    "accessList": [ACCESS],
    "authorizationList": [
        {"chainId": "0x1", "address": "0x" + "11" * 20, "nonce": "0x0", "yParity": "0x0", "r": "0x1", "s": "0x1"}
    ],
    "v": "0x1",
    "yParity": "0x1",
    "r": "0x1",
    "s": "0x1",
    "from": "0x" + "55" * 20,
    "hash": "0x" + "66" * 32,
}


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in an answer: the whole, each member, and each of theirs."""
    yield way
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in items:
        yield from places(each, (*way, name))


def damaged(answer: Any) -> Iterator[Any]:
    """The answer with each place of every wrong type in turn, and with each member missing."""
    for way in places(answer):
        if not way:
            yield from WRONG
            continue
        for wrong in WRONG:
            changed, within = _within(answer, way)
            within[way[-1]] = wrong
            yield changed
        changed, within = _within(answer, way)
        del within[way[-1]]
        yield changed


def _within(answer: Any, way: tuple[Any, ...]) -> tuple[Any, Any]:
    changed = copy.deepcopy(answer)
    within = changed
    for name in way[:-1]:
        within = within[name]
    return changed, within


def refused(read: Callable[[Any], Any], answer: Any) -> int:
    """Read every damaged answer; return how many were refused."""
    count = 0
    for each in damaged(answer):
        try:
            read(each)
        except UNREADABLE:
            count += 1
    return count


@pytest.mark.parametrize("later", [0, 8])
def test_a_header_of_wrong_types_raises_nothing_unexpected(later: int) -> None:
    fields = fields_of(7, later=[name for name, _ in header.LATER_FIELDS[:later]])
    assert refused(header.read, answer_of(fields)) > 300


def test_a_sealed_header_of_wrong_types_raises_nothing_unexpected() -> None:
    assert refused(header.read, sealed(fields_of(7), Extra([address_of(key) for key in KEYS]), KEYS[:3])) > 300


def test_a_receipt_of_wrong_types_raises_nothing_unexpected() -> None:
    receipt.read(RECEIPT)
    assert refused(receipt.read, RECEIPT) > 100


@pytest.mark.parametrize("kind", ["0x0", "0x1", "0x2", "0x3", "0x4", "0x7e"])
def test_a_transaction_of_wrong_types_raises_nothing_unexpected(kind: str) -> None:
    def read(row: Any) -> None:
        try:
            transaction.read(row)
        except transaction.TypeUnknown:
            transaction.unread(b"\x7e", row)

    assert refused(read, SENT | {"type": kind}) > 100


def test_what_is_said_beside_of_wrong_types_raises_nothing_unexpected() -> None:
    seen = header.read(answer_of(fields_of(7)))
    sent = [transaction.read(SENT | {"type": "0x2"})]

    def transactions(rows: Any) -> None:
        list(transaction.hearsay(seen, rows, sent))

    def receipts(row: Any) -> None:
        list(receipt.hearsay(seen, sent, [receipt.read(row)]))

    transactions([SENT | {"type": "0x2"}])
    receipts(RECEIPT)
    refused(receipts, RECEIPT)
    for each in damaged(SENT | {"type": "0x2"}):
        if isinstance(each, dict):
            transactions([each])

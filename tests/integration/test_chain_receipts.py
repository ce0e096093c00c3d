"""
Receipts of every form that a chain has, encoded anew on a real node: kinds of transactions, failures, strangers' logs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from ledger.domain.events import Block
from tests.chain_fixtures import LedgerChain

EMITTER = "0x" + "ab" * 20
SENDER = "0x" + "cd" * 20
CALL = {"from": SENDER, "to": EMITTER, "gas": "0x100000"}
FREE = {"gasPrice": "0x0"}


@contextmanager
def one_block(chain: LedgerChain) -> Iterator[None]:
    """Put what is sent meanwhile into one block; `SENDER` sends without a key."""
    chain.rpc.call("anvil_impersonateAccount", [SENDER])
    chain.rpc.call("evm_setAutomine", [False])
    try:
        yield
        chain.rpc.call("evm_mine")
    finally:
        chain.rpc.call("evm_setAutomine", [True])


def emitter_of(topics: int) -> str:
    """Return the code of a contract that logs its call data, under so many topics."""
    copy_input = "36" + "6000" + "6000" + "37"  # CALLDATACOPY(0, 0, CALLDATASIZE)
    push_topics = "".join(f"60{topic + 1:02x}" for topic in range(topics))
    return "0x" + copy_input + push_topics + "36" + "6000" + f"{0xA0 + topics:02x}" + "00"


def emit(chain: LedgerChain, topics: int, data: bytes) -> None:
    chain.rpc.call("anvil_setCode", [EMITTER, emitter_of(topics)])
    chain.rpc.call("eth_sendTransaction", [{**CALL, **FREE, "data": "0x" + data.hex()}])


def newest(chain: LedgerChain) -> tuple[Block, list[dict[str, Any]]]:
    """Return the newest block as the reader has it, and its receipts as the node says."""
    reader = chain.reader()
    number = reader.head().number
    found = reader.blocks(number, number)
    assert isinstance(found, list)
    return found[0], chain.rpc.call("eth_getBlockReceipts", [hex(number)])


@pytest.mark.parametrize("topics", range(5))
@pytest.mark.parametrize(
    "data",
    [b"", b"\x00", b"\x7f", b"\x80", b"\xff" * 31, bytes(55), bytes(56), bytes(300)],
    ids=lambda data: f"{len(data)} of {data[:1].hex()}",
)
def test_strangers_log_of_any_form_is_proven_and_left_out(ledger_chain: LedgerChain, topics: int, data: bytes) -> None:
    with one_block(ledger_chain):
        emit(ledger_chain, topics, data)
    block, (receipt,) = newest(ledger_chain)
    (log,) = receipt["logs"]
    assert (len(log["topics"]), log["data"]) == (topics, "0x" + data.hex())
    assert block.entries == ()


def test_our_logs_are_counted_among_strangers(ledger_chain: LedgerChain) -> None:
    """Where a log stands is derived: the logs of strangers before it count."""
    (alpha,) = ledger_chain.admit("Alpha")
    issues = [ledger_chain.issuance(alpha) for _ in range(2)]
    by = ledger_chain.registry
    act = ledger_chain.acts.issue(by.maker, by.checker, issues, ledger_chain.deadline)
    with one_block(ledger_chain):
        emit(ledger_chain, 2, b"before")
        emit(ledger_chain, 3, b"before")
        ledger_chain.acts.send(act, ledger_chain.request_key())
    block, receipts = newest(ledger_chain)
    assert len(receipts) == 3
    address = "0x" + ledger_chain.deployment.certificates.hex()
    told = [log for each in receipts for log in each["logs"] if log["address"] == address]
    places = [(int(log["transactionIndex"], 16), int(log["logIndex"], 16)) for log in told]
    assert [(each.position.transaction, each.position.log) for each in block.entries] == places
    assert len(places) == 2


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("0x0", FREE),
        ("0x1", {**FREE, "accessList": [{"address": EMITTER, "storageKeys": []}]}),
        ("0x2", {"maxFeePerGas": "0x0", "maxPriorityFeePerGas": "0x0"}),
    ],
)
def test_receipt_of_every_kind_of_transaction_is_proven(
    ledger_chain: LedgerChain, kind: str, form: dict[str, Any]
) -> None:
    with one_block(ledger_chain):
        ledger_chain.rpc.call("eth_sendTransaction", [{**CALL, **form}])
    block, receipts = newest(ledger_chain)
    assert [each["type"] for each in receipts] == [kind]
    assert block.entries == ()


def test_receipt_of_a_transaction_that_failed_is_proven(ledger_chain: LedgerChain) -> None:
    ledger_chain.rpc.call("anvil_setCode", [EMITTER, "0x60006000fd"])
    with one_block(ledger_chain):
        ledger_chain.rpc.call("eth_sendTransaction", [{**CALL, **FREE}])
    block, receipts = newest(ledger_chain)
    assert [each["status"] for each in receipts] == ["0x0"]
    assert block.entries == ()


def test_block_of_many_transactions_is_proven(ledger_chain: LedgerChain) -> None:
    """Past 127, the keys of the trie become longer."""
    with one_block(ledger_chain):
        calls = [{**CALL, **FREE, "gas": "0x5300", "nonce": hex(nonce)} for nonce in range(140)]
        ledger_chain.rpc.batch(("eth_sendTransaction", [each]) for each in calls)
    block, receipts = newest(ledger_chain)
    assert len(receipts) == 140
    assert block.entries == ()

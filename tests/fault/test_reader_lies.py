"""
A node that lies to the reader: every lie about what is hashed is named, every other one changes nothing.

The lies are told by a server before a real node, so that they have the form of its truth.  Either the reader gives the
true blocks, or it says what is wrong, or that the chain was rewritten; a false block it never gives.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any

import pytest

from ledger.chain.header import ALWAYS_FIELDS, FIELDS
from ledger.chain.reader import Checks, Reader, Reorg
from ledger.chain.rpc import Rpc
from ledger.domain.events import Block
from ledger.errors import Inconsistent, LedgerError, Unavailable
from tests.fault.proxy import Lie, LyingNode, Refuse
from tests.fault.stand import Stand
from tests.simulation.lies import paths, replaced

LIES = 150
SEED = 20261125

HEADER, RECEIPTS, LOGS = "eth_getBlockByNumber", "eth_getBlockReceipts", "eth_getLogs"


def truth(stand: Stand) -> list[Block]:
    reader = stand.chain.reader()
    found = reader.blocks(reader.first_block, reader.head().number)
    assert isinstance(found, list)
    return found


def told(stand: Stand, lie: Lie, checks: Checks = "receipts") -> list[Block] | Reorg:
    """Read the whole ledger from a node that lies."""
    last = stand.chain.reader().head().number
    with LyingNode(stand.chain.url, lie) as liar, Rpc(liar.url, retries_max=0) as rpc:
        found = Reader(rpc, stand.chain.deployment, checks=checks).blocks(stand.chain.deployment.first_block, last)
        assert liar.told, "it told the truth"
        return found


def named(stand: Stand, lie: Lie, checks: Checks = "receipts") -> LedgerError:
    with pytest.raises((Inconsistent, Unavailable)) as caught:
        told(stand, lie, checks)
    return caught.value


def about(method: str, block: int, change: Callable[[Any], Any]) -> Lie:
    """Return a lie about what the node says of one block when it is asked by this method."""

    def lie(asked: str, params: list[Any], result: Any) -> Any:
        return change(result) if asked == method and params[0] == hex(block) else result

    return lie


def other(value: str) -> str:
    """Return another value of the same form: the last digit differs."""
    return value[:-1] + ("0" if value[-1] != "0" else "1") if len(value) > 2 else value + "01"


def with_other(field: str) -> Callable[[Any], Any]:
    return lambda header: {**header, field: other(header[field])}


# HEADERS


@pytest.mark.parametrize("checks", ["receipts", "headers"])
@pytest.mark.parametrize("field", [*(name for name, _ in FIELDS[: ALWAYS_FIELDS + 1] if name != "number"), "hash"])
def test_any_field_of_a_header_that_is_changed_is_named(stand: Stand, field: str, checks: Checks) -> None:
    block = stand.block_of("alone")
    error = named(stand, about(HEADER, block, with_other(field)), checks)
    assert (error.code, error.facts["block"]) == ("HeaderHashWrong", block)
    assert error.facts["expected"] != error.facts["given"]


def test_block_under_another_number_is_named(stand: Stand) -> None:
    block = stand.block_of("alone")
    error = named(stand, about(HEADER, block, lambda header: {**header, "number": hex(block + 1)}))
    assert error.code == "BlockMisplaced"


def test_field_that_is_left_out_of_a_header_is_named(stand: Stand) -> None:
    block = stand.block_of("alone")
    without = {"baseFeePerGas", "withdrawalsRoot", "requestsHash"}
    error = named(stand, about(HEADER, block, lambda header: {k: v for k, v in header.items() if k not in without}))
    assert error.code == "HeaderHashWrong"


def test_true_header_of_a_chain_that_is_gone_does_not_link(stand: Stand) -> None:
    rpc = stand.chain.rpc
    for name in ("first", "second", "third"):
        stand.issue(name)
    block = stand.block_of("second")
    gone = rpc.call(HEADER, [hex(block), False])
    rpc.call("anvil_reorg", [2, []])
    error = named(stand, about(HEADER, block, lambda _: gone))
    assert error.code == "BlockUnlinked"
    assert error.facts["block"] in (block, block + 1)


# RECEIPTS


@pytest.mark.parametrize("field", ["status", "type", "cumulativeGasUsed", "logsBloom"])
def test_any_hashed_field_of_a_receipt_that_is_changed_is_named(stand: Stand, field: str) -> None:
    block = stand.block_of("alone")
    lie = about(RECEIPTS, block, lambda receipts: [{**each, field: other(each[field])} for each in receipts])
    error = named(stand, lie)
    assert (error.code, error.facts["block"]) == ("ReceiptsRootWrong", block)


def in_logs(change: Callable[[list[Any]], list[Any]]) -> Callable[[Any], Any]:
    return lambda receipts: [{**each, "logs": change(each["logs"])} for each in receipts]


@pytest.mark.parametrize(
    "change",
    [
        lambda logs: [{**each, "address": other(each["address"])} for each in logs],
        lambda logs: [{**each, "data": other(each["data"])} for each in logs],
        lambda logs: [{**each, "data": each["data"] + "00"} for each in logs],
        lambda logs: [{**each, "topics": [each["topics"][0], *map(other, each["topics"][1:])]} for each in logs],
        lambda logs: [{**each, "topics": each["topics"][:-1]} for each in logs],
        lambda logs: [
            {**each, "topics": each["topics"][:-1], "data": each["topics"][-1] + each["data"][2:]} for each in logs
        ],
        lambda logs: logs[:-1],
        lambda logs: logs[1:],
        lambda logs: logs[::-1],
        lambda logs: [*logs, logs[0]],
        lambda _: [],
    ],
    ids=["address", "data", "longer", "topic", "shorter", "moved", "last", "first", "order", "twice", "none"],
)
def test_any_lie_about_a_log_is_named(stand: Stand, change: Callable[[list[Any]], list[Any]]) -> None:
    stand.issue("one more", "two more")
    block = stand.block_of("two more")
    error = named(stand, about(RECEIPTS, block, in_logs(change)))
    assert (error.code, error.facts["block"]) == ("ReceiptsRootWrong", block)


@pytest.mark.parametrize(
    "change",
    [
        lambda receipts: receipts[:-1],
        lambda receipts: receipts[::-1],
        lambda receipts: [*receipts, receipts[0]],
        lambda _: [],
    ],
    ids=["dropped", "order", "twice", "none"],
)
def test_any_lie_about_which_receipts_there_are_is_named(stand: Stand, change: Callable[[Any], Any]) -> None:
    stand.issue("first", "second")
    block = stand.transfer_in_one_block("first", "second")
    error = named(stand, about(RECEIPTS, block, change))
    assert (error.code, error.facts["block"]) == ("ReceiptsRootWrong", block)


def test_receipts_of_another_block_are_named(stand: Stand) -> None:
    block = stand.block_of("alone")
    others = stand.chain.rpc.call(RECEIPTS, [hex(block - 1)])
    assert named(stand, about(RECEIPTS, block, lambda _: others)).code == "ReceiptsRootWrong"


def test_receipt_asked_for_by_its_transaction_is_proven_too(stand: Stand) -> None:
    def lie(method: str, _: list[Any], result: Any) -> Any:
        if method == RECEIPTS:
            raise Refuse("no such method")
        if method == "eth_getTransactionReceipt" and len(result["logs"]) == 1:
            return {**result, "logs": [{**result["logs"][0], "data": other(result["logs"][0]["data"])}]}
        return result

    assert named(stand, lie).code == "ReceiptsRootWrong"


def test_transactions_left_out_of_a_block_are_named(stand: Stand) -> None:
    block = stand.block_of("alone")

    def lie(method: str, params: list[Any], result: Any) -> Any:
        if method == RECEIPTS:
            raise Refuse("no such method")
        return {**result, "transactions": []} if method == HEADER and params[0] == hex(block) else result

    assert named(stand, lie).code == "ReceiptsRootWrong"


@pytest.mark.parametrize("missing", [None, [None]])
def test_receipts_that_are_missing_leave_the_block_unavailable(stand: Stand, missing: Any) -> None:
    error = named(stand, about(RECEIPTS, stand.block_of("alone"), lambda _: missing))
    assert isinstance(error, Unavailable)


def test_what_no_hash_covers_is_not_read(stand: Stand) -> None:
    def lie(method: str, _: list[Any], result: Any) -> Any:
        if method != RECEIPTS:
            return result
        hearsay = {
            "blockNumber": "0x1",
            "blockHash": "0x" + "99" * 32,
            "transactionHash": None,
            "transactionIndex": "0x9",
        }
        hashed = ("status", "type", "cumulativeGasUsed", "logsBloom")
        return [
            {
                **{name: each[name] for name in hashed},
                **hearsay,
                "logs": [
                    {
                        **hearsay,
                        **{name: log[name] for name in ("address", "topics", "data")},
                        "logIndex": 7,
                        "removed": True,
                    }
                    for log in each["logs"]
                ],
            }
            for each in result
        ]

    assert told(stand, lie) == truth(stand)


# THE LOG INDEX


def test_index_that_has_no_log_of_a_block_is_found_by_its_bloom_filter(stand: Stand) -> None:
    block = stand.block_of("alone")

    def lie(method: str, _: list[Any], result: Any) -> Any:
        return [each for each in result if each["blockNumber"] != hex(block)] if method == LOGS else result

    error = named(stand, lie, "headers")
    assert (error.code, error.facts) == ("LogsWithheld", {"block": block, "count": 1})


# WHAT IS NOT REPEATED


@pytest.mark.parametrize("method", [HEADER, RECEIPTS])
def test_lie_that_is_not_repeated_is_survived(stand: Stand, method: str) -> None:
    block, lies = stand.block_of("alone"), 0

    def lie(asked: str, params: list[Any], result: Any) -> Any:
        nonlocal lies
        if asked != method or params[0] != hex(block) or lies:
            return result
        lies += 1
        return with_other("hash")(result) if method == HEADER else result[:-1]

    assert told(stand, lie) == truth(stand)


def test_header_that_changes_when_it_is_asked_for_again_is_a_reorg(stand: Stand) -> None:
    block, asked = stand.block_of("alone"), 0

    def lie(method: str, params: list[Any], result: Any) -> Any:
        nonlocal asked
        asked += method == HEADER and params[0] == hex(block)
        return (
            with_other("stateRoot")(result) if method == HEADER and params[0] == hex(block) and asked == 1 else result
        )

    found = told(stand, lie)
    assert isinstance(found, Reorg)
    assert found.number == block + 1


@pytest.mark.parametrize("checks", ["receipts", "headers"])
def test_two_chains_told_alternately_are_never_mixed(stand: Stand, checks: Checks) -> None:
    rpc = stand.chain.rpc
    for name in ("first", "second", "third"):
        stand.issue(name)
    last = stand.block_of("third")
    old = truth(stand)
    ask: dict[str, Any] = {HEADER: lambda n: [n, False], RECEIPTS: lambda n: [n]}
    gone = {
        (method, hex(number)): rpc.call(method, params(hex(number)))
        for method, params in ask.items()
        for number in range(last - 1, last + 1)
    }
    rpc.call("anvil_rollback", [2])
    rpc.call("evm_mine")
    rpc.call("evm_mine")
    new = truth(stand)
    assert old != new
    counts: dict[str, int] = {}

    def lie(method: str, params: list[Any], result: Any) -> Any:
        counts[method] = counts.get(method, 0) + (params[0] == hex(last))
        return gone.get((method, params[0]), result) if counts[method] % 2 else result

    def logs_too(method: str, params: list[Any], result: Any) -> Any:
        return lie(method, params, result) if method != LOGS else result

    for _ in range(4):
        try:
            found = told(stand, lie if checks == "receipts" else logs_too, checks)
        except LedgerError:
            continue
        assert isinstance(found, Reorg) or found in (old, new)


# ANY LIE


@pytest.mark.slow
def test_no_single_lie_makes_the_reader_crash_or_give_what_is_false(stand: Stand) -> None:
    dice = random.Random(SEED)  # noqa: S311 - a sample, no secret
    true, heard = truth(stand), {}

    def listen(method: str, params: list[Any], result: Any) -> Any:
        heard[method, str(params[0])] = copy.deepcopy(result)
        return {**result, "size": "0x0"} if method == HEADER else result

    assert told(stand, listen) == true
    lies: list[Lie] = [listen]

    def lie(method: str, params: list[Any], result: Any) -> Any:
        return lies[-1](method, params, result)

    with LyingNode(stand.chain.url, lie) as liar, Rpc(liar.url, retries_max=0) as rpc:
        for _ in range(LIES):
            method, first = dice.choice(sorted(heard))
            path = dice.choice(list(paths(heard[method, first])))
            new: Any = dice.choice([None, 5, "x", "0x", [], {}, [None], True, -1, "0x-1", "0x" + "f" * 600, "0x1"])
            lies.append(_lie_at(method, first, path, new))
            try:
                found = Reader(rpc, stand.chain.deployment).blocks(true[0].number, true[-1].number)
            except (Inconsistent, Unavailable):
                continue
            assert found == true, (method, first, path, new)


def _lie_at(method: str, first: str, path: tuple[Any, ...], new: Any) -> Lie:
    def lie(asked: str, params: list[Any], result: Any) -> Any:
        if (asked, str(params[0])) != (method, first):
            return result
        return replaced(result, path, new)

    return lie

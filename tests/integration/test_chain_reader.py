"""
Blocks with their entries, from a real chain: complete, linked, and a rewritten chain told as such.

A node that lags or refuses stands behind `veil`, a small server in front of the real node that changes some of its
answers.  Lies that only hashing can find are told in tests/fault.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ledger.chain.head import Head, read_head
from ledger.chain.logs import bloom_of
from ledger.chain.reader import Checks, Reader, Reorg
from ledger.chain.rpc import NodeRefused, Rpc
from ledger.domain.events import ZERO_DIGEST, Block, CertificateIssued, Entry
from ledger.errors import Inconsistent, Unavailable
from tests.chain_fixtures import BadNode, LedgerChain, id_of

Change = Callable[[str, list[Any], Any], Any]
Veil = Callable[..., Reader]


class Refusal(Exception):
    """What a veil raises to have the node refuse."""

    def __init__(self, message: str, number: int = -32005) -> None:
        super().__init__(message)
        self.number = number


@pytest.fixture
def veil(ledger_chain: LedgerChain) -> Iterator[Veil]:
    """Put a server before the node that changes answers: `change(method, params, result)` returns the new result."""
    started: list[BadNode] = []
    connections: list[Rpc] = []

    def start(change: Change, checks: Checks = "receipts") -> Reader:
        def answer(each: dict[str, Any]) -> dict[str, Any]:
            result = ledger_chain.rpc.call(each["method"], each["params"])
            try:
                return {"jsonrpc": "2.0", "id": each["id"], "result": change(each["method"], each["params"], result)}
            except Refusal as refusal:
                return {"jsonrpc": "2.0", "id": each["id"], "error": {"code": refusal.number, "message": str(refusal)}}

        def play(_: int, body: Any) -> tuple[int, dict[str, str], bytes]:
            answers = [answer(each) for each in body] if isinstance(body, list) else answer(body)
            return 200, {}, json.dumps(answers).encode()

        started.append(BadNode(play))
        connections.append(Rpc(started[-1].url, retries_max=0))
        return Reader(connections[-1], ledger_chain.deployment, checks=checks)

    yield start
    for rpc in connections:
        rpc.close()
    for node in started:
        node.close()


def read(reader: Reader, first: int, last: int, **known: Any) -> list[Block]:
    blocks = reader.blocks(first, last, **known)
    assert isinstance(blocks, list)
    return blocks


def entries(blocks: list[Block]) -> list[Entry]:
    return [entry for block in blocks for entry in block.entries]


def test_blocks_are_whole_linked_and_in_order(ledger_chain: LedgerChain) -> None:
    (alpha,) = ledger_chain.admit("Alpha")
    for _ in range(3):
        ledger_chain.issue_to(alpha)
    ledger_chain.clock.mine(2)
    reader = ledger_chain.reader()
    head = reader.head()
    blocks = read(reader, 0, head.number)
    assert [each.number for each in blocks] == list(range(head.number + 1))
    assert all(child.parent == block.hash for block, child in itertools.pairwise(blocks))
    assert (blocks[-1].hash, blocks[-1].time) == (head.hash, head.time)
    positions = [each.position for each in entries(blocks)]
    assert positions == sorted(set(positions))
    assert [type(each.event).__name__ for each in entries(blocks)][-3:] == ["CertificateIssued"] * 3
    assert all(entry.time == block.time for block in blocks for entry in block.entries)


def test_nothing_of_ours_is_before_the_first_block(ledger_chain: LedgerChain) -> None:
    reader = ledger_chain.reader()
    blocks = read(reader, 0, reader.first_block)
    assert [bool(each.entries) for each in blocks] == [False] * reader.first_block + [True]


def test_range_in_pieces_is_the_range_at_once(ledger_chain: LedgerChain) -> None:
    (alpha,) = ledger_chain.admit("Alpha")
    for _ in range(4):
        ledger_chain.issue_to(alpha)
    reader = ledger_chain.reader()
    last = reader.head().number
    whole = read(reader, 0, last)
    pieces: list[Block] = []
    for number in range(last + 1):
        pieces += read(reader, number, number, after=pieces[-1].hash if pieces else None)
    assert pieces == whole


def test_logs_of_strangers_are_not_asked_for(ledger_chain: LedgerChain) -> None:
    before = ledger_chain.reader().head().number
    emitter = "0x" + "ab" * 20
    ledger_chain.rpc.call("anvil_setCode", [emitter, "0x60006000a0"])  # emits a log without topics
    ledger_chain.rpc.call("anvil_impersonateAccount", ["0x" + "cd" * 20])
    ledger_chain.rpc.call("eth_sendTransaction", [{"from": "0x" + "cd" * 20, "to": emitter, "gasPrice": "0x0"}])
    ledger_chain.clock.mine()
    after = ledger_chain.reader().head().number
    assert ledger_chain.rpc.call("eth_getLogs", [{"fromBlock": hex(before), "toBlock": "latest", "address": emitter}])
    assert entries(read(ledger_chain.reader(), before + 1, after)) == []


def test_head_stays_below_the_confirmations_asked_for(ledger_chain: LedgerChain) -> None:
    ledger_chain.clock.mine(5)
    newest = read_head(ledger_chain.rpc)
    assert ledger_chain.reader(confirmations=3).head().number == newest.number - 3
    assert ledger_chain.reader(confirmations=1_000).head().number == 0


def test_age_of_the_head_is_never_negative() -> None:
    head = Head(1, ZERO_DIGEST, 1_000)
    assert head.age(1_010.5) == 10.5
    assert head.age(900) == 0


def test_hash_above_the_head_is_none(ledger_chain: LedgerChain) -> None:
    reader = ledger_chain.reader()
    head = reader.head()
    assert reader.hash_at(head.number) == head.hash
    assert reader.hash_at(head.number + 1) is None


def test_rewritten_chain_is_a_reorg_by_its_parent_hash(ledger_chain: LedgerChain) -> None:
    """anvil_reorg replaces blocks without a word; only the parent link tells."""
    (alpha,) = ledger_chain.admit("Alpha")
    ledger_chain.issue_to(alpha)
    ledger_chain.clock.mine(3)
    reader = ledger_chain.reader()
    known = reader.head()
    ledger_chain.rpc.call("anvil_reorg", [2, []])
    ledger_chain.clock.mine()
    assert reader.hash_at(known.number) != known.hash
    found = reader.blocks(known.number + 1, known.number + 1, after=known.hash)
    assert isinstance(found, Reorg)
    assert (found.number, found.expected_parent) == (known.number + 1, known.hash)
    common = reader.hash_at(known.number - 2)
    again = reader.blocks(known.number - 1, known.number + 1, after=common)
    assert isinstance(again, list), "from the common ancestor on, the new chain is read"


def test_rolled_back_chain_is_a_reorg_by_its_parent_hash(ledger_chain: LedgerChain) -> None:
    """anvil_rollback takes blocks away; what grows again on top is another chain."""
    (alpha,) = ledger_chain.admit("Alpha")
    issued = ledger_chain.issue_to(alpha)
    reader = ledger_chain.reader()
    known = reader.head()
    ledger_chain.rpc.call("anvil_rollback", [1])
    assert reader.hash_at(known.number) is None
    with pytest.raises(Unavailable) as caught:
        reader.blocks(known.number, known.number)
    assert caught.value.code == "BlockMissing"
    ledger_chain.clock.travel(1_000)
    ledger_chain.clock.mine()
    found = reader.blocks(known.number + 1, known.number + 1, after=known.hash)
    assert isinstance(found, Reorg)
    told = [each.event for each in entries(read(reader, 0, known.number))]
    assert not [each for each in told if isinstance(each, CertificateIssued) and each.certificate_id == id_of(issued)]


@pytest.mark.parametrize("checks", ["receipts", "headers"])
def test_chain_rewritten_between_headers_and_logs_is_a_reorg(
    ledger_chain: LedgerChain, veil: Veil, checks: Checks
) -> None:
    (alpha,) = ledger_chain.admit("Alpha")
    ledger_chain.issue_to(alpha)
    known = ledger_chain.reader().head()
    rewritten: list[str] = []

    def rewrite_once(method: str, params: list[Any], result: Any) -> Any:
        if method in {"eth_getLogs", "eth_getBlockReceipts"} and not rewritten:
            rewritten.append(method)
            ledger_chain.rpc.call("anvil_rollback", [1])
            ledger_chain.clock.mine()
            ledger_chain.issue_to(alpha)
            return ledger_chain.rpc.call(method, params)
        return result

    found = veil(rewrite_once, checks).blocks(0, known.number)
    assert isinstance(found, Reorg)
    assert (found.number, found.expected_parent) == (known.number + 1, known.hash)
    assert found.parent == ledger_chain.reader().hash_at(known.number)
    assert read(veil(rewrite_once, checks), 0, known.number) == read(ledger_chain.reader(), 0, known.number)


@pytest.mark.parametrize("checks", ["receipts", "headers"])
def test_both_ways_of_checking_read_the_same(ledger_chain: LedgerChain, checks: Checks) -> None:
    (alpha, beta) = ledger_chain.admit("Alpha", "Beta")
    issued = ledger_chain.issue_to(alpha)
    ledger_chain.transfer(issued, alpha, beta)
    last = ledger_chain.reader().head().number
    logs = ledger_chain.rpc.call("eth_getLogs", [{"fromBlock": "0x0", "toBlock": hex(last)}])
    reader = Reader(ledger_chain.rpc, ledger_chain.deployment, checks=checks)
    told = entries(read(reader, 0, last))
    assert [str(each.position) for each in told] == [
        ".".join(str(int(each[name], 16)) for name in ("blockNumber", "transactionIndex", "logIndex")) for each in logs
    ]
    assert [each.emitter.hex() for each in told] == [each["address"][2:] for each in logs]


def test_addresses_are_known_however_a_node_writes_them(ledger_chain: LedgerChain, veil: Veil) -> None:
    (alpha,) = ledger_chain.admit("Alpha")
    ledger_chain.issue_to(alpha)
    last = ledger_chain.reader().head().number

    def loud(method: str, _: Any, result: Any) -> Any:
        if method == "eth_getLogs":
            return [{**each, "address": "0x" + each["address"][2:].upper()} for each in result]
        if method == "eth_getBlockReceipts":
            for receipt in result:
                receipt["logs"] = [{**e, "address": "0x" + e["address"][2:].upper()} for e in receipt["logs"]]
        return result

    expected = read(ledger_chain.reader(), 0, last)
    assert read(veil(loud), 0, last) == expected
    assert read(veil(loud, "headers"), 0, last) == expected


def test_node_without_receipts_of_blocks_is_asked_for_each_receipt(ledger_chain: LedgerChain, veil: Veil) -> None:
    (alpha,) = ledger_chain.admit("Alpha")
    ledger_chain.issue_to(alpha)
    last = ledger_chain.reader().head().number
    asked: list[str] = []

    def without(method: str, _: Any, result: Any) -> Any:
        asked.append(method)
        if method == "eth_getBlockReceipts":
            raise Refusal("the method is not supported", number=-32004)
        return result

    reader = veil(without)
    assert read(reader, 0, last) == read(ledger_chain.reader(), 0, last)
    assert "eth_getTransactionReceipt" in asked
    asked.clear()
    read(reader, 0, last)
    assert "eth_getBlockReceipts" not in asked, "it is asked once"


@pytest.mark.parametrize("method", ["eth_getBlockByNumber", "eth_getBlockReceipts"])
def test_block_that_the_node_has_not_in_all_its_tables_is_unavailable(
    ledger_chain: LedgerChain, veil: Veil, method: str
) -> None:
    last = ledger_chain.reader().head().number

    def unready(asked: str, params: list[Any], result: Any) -> Any:
        if asked == method and params[0] == hex(last):
            raise Refusal("header not found", number=-32000)
        return result

    with pytest.raises(Unavailable) as caught:
        veil(unready).blocks(0, last)
    assert (caught.value.code, caught.value.facts["block"]) == ("BlockRefused", last)
    assert "header not found" in str(caught.value)


def test_range_that_the_node_finds_too_wide_is_halved(ledger_chain: LedgerChain, veil: Veil) -> None:
    (alpha,) = ledger_chain.admit("Alpha")
    for _ in range(6):
        ledger_chain.issue_to(alpha)
    last = ledger_chain.reader().head().number
    widths: list[int] = []

    def narrow(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getLogs":
            widths.append(int(params[0]["toBlock"], 16) - int(params[0]["fromBlock"], 16) + 1)
            if widths[-1] > 3:
                raise Refusal("query exceeds max block range 3")
        return result

    assert read(veil(narrow, "headers"), 0, last) == read(ledger_chain.reader(), 0, last)
    assert max(widths) == last + 1
    assert min(widths) <= 3


def test_node_that_refuses_even_one_block_is_not_asked_for_ever(veil: Veil) -> None:
    asked = 0

    def refuse(method: str, _: list[Any], result: Any) -> Any:
        nonlocal asked
        if method == "eth_getLogs":
            asked += 1
            raise Refusal("no")
        return result

    with pytest.raises(NodeRefused):
        veil(refuse, "headers").blocks(0, 2)
    assert asked == 3, "the range, its half, its quarter"


def test_withheld_logs_are_noticed_by_the_bloom_filter(ledger_chain: LedgerChain, veil: Veil) -> None:
    (alpha,) = ledger_chain.admit("Alpha")
    ledger_chain.issue_to(alpha)
    last = ledger_chain.reader().head().number
    silent = veil(lambda method, _, result: [] if method == "eth_getLogs" else result, "headers")
    with pytest.raises(Unavailable) as caught:
        silent.blocks(last, last)
    assert (caught.value.code, caught.value.facts["block"]) == ("LogsWithheld", last)


def test_bloom_filter_has_what_was_logged_and_little_else(ledger_chain: LedgerChain) -> None:
    (alpha,) = ledger_chain.admit("Alpha")
    ledger_chain.issue_to(alpha)
    bloom = int(ledger_chain.rpc.call("eth_getBlockByNumber", ["latest", False])["logsBloom"], 16)
    certificates, participants = map(
        bloom_of, (ledger_chain.deployment.certificates, ledger_chain.deployment.participants)
    )
    assert bloom & certificates == certificates
    assert bloom & participants != participants
    assert certificates.bit_count() <= 3


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("address", "0x" + "ab" * 20, "LogForeign"),
        ("removed", True, "LogForeign"),
        ("blockNumber", "0xffff", "LogOutsideRange"),
        ("topics", [], "EventUnknown"),
        ("data", "0x", "EventMalformed"),
        ("blockHash", "0x" + "ee" * 32, "LogOfAnotherBlock"),
    ],
)
def test_log_that_does_not_fit_is_inconsistent(
    ledger_chain: LedgerChain, veil: Veil, field: str, value: Any, code: str
) -> None:
    (alpha,) = ledger_chain.admit("Alpha")
    ledger_chain.issue_to(alpha)
    last = ledger_chain.reader().head().number
    reader = veil(
        lambda method, _, result: [{**each, field: value} for each in result] if method == "eth_getLogs" else result,
        "headers",
    )
    with pytest.raises(Inconsistent) as caught:
        reader.blocks(last, last)
    assert caught.value.code == code


def test_log_given_twice_is_inconsistent(ledger_chain: LedgerChain, veil: Veil) -> None:
    (alpha,) = ledger_chain.admit("Alpha")
    ledger_chain.issue_to(alpha)
    last = ledger_chain.reader().head().number
    reader = veil(lambda method, _, result: result * 2 if method == "eth_getLogs" else result, "headers")
    with pytest.raises(Inconsistent) as caught:
        reader.blocks(last, last)
    assert caught.value.code == "LogMisplaced"


def test_block_in_place_of_another_is_inconsistent(ledger_chain: LedgerChain, veil: Veil) -> None:
    latest = ledger_chain.rpc.call("eth_getBlockByNumber", ["latest", False])
    reader = veil(lambda method, _, result: latest if method == "eth_getBlockByNumber" else result)
    with pytest.raises(Inconsistent) as caught:
        reader.blocks(0, 1)
    assert caught.value.code == "BlockMisplaced"


@pytest.mark.parametrize("field", ["hash", "parentHash", "timestamp", "logsBloom", "number", "transactions"])
def test_header_without_a_field_is_an_invalid_answer(veil: Veil, field: str) -> None:
    def without(method: str, _: Any, result: Any) -> Any:
        return {name: value for name, value in result.items() if name != field} if "Block" in method else result

    with pytest.raises(Unavailable) as caught:
        veil(without).blocks(0, 1)
    assert caught.value.code == "NodeAnswerInvalid"


def test_logs_that_are_no_list_are_an_invalid_answer(ledger_chain: LedgerChain, veil: Veil) -> None:
    reader = veil(lambda method, _, result: {"logs": result} if method == "eth_getLogs" else result, "headers")
    with pytest.raises(Unavailable) as caught:
        reader.blocks(0, ledger_chain.reader().head().number)
    assert caught.value.code == "NodeAnswerInvalid"

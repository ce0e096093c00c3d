"""
Ranges read ahead: all blocks once and in order, never too many at a time, and a thread that leaves nothing behind.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import httpx
import pytest

from ledger.chain import ahead as ahead_module
from ledger.chain import rpc as rpc_module
from ledger.chain.ahead import Range, ranges
from ledger.chain.reader import GROUP_BLOCKS, Reader, Reorg
from ledger.chain.rpc import Rpc
from ledger.domain.events import Block, Digest
from ledger.errors import LedgerError, Unavailable
from ledger.tls import trusted
from tests.chain_fixtures import Answer, BadNode, LedgerChain

AIM = 8_000_000
PLENTY = 2_000


def threads() -> list[str]:
    return [each.name for each in threading.enumerate() if each.name == "blocks ahead"]


@pytest.fixture(autouse=True)
def _leaves_nothing_behind() -> Iterator[None]:
    yield
    assert not threads()


Asked = list[tuple[str, int]]


@pytest.fixture
def watched(ledger_chain: LedgerChain) -> Iterator[Callable[..., Reader]]:
    """Return a reader behind a server that notes what it is asked, and may answer in the node's place."""
    nodes: list[BadNode] = []
    opened: list[Rpc] = []
    upstream = httpx.Client(verify=trusted(), timeout=30)

    def make(asked: Asked, instead: Callable[[list[Any]], Answer | None] = lambda _: None, **options: Any) -> Reader:
        def play(_: int, body: Any) -> Answer:
            rows = body if isinstance(body, list) else [body]
            asked.append((rows[0]["method"], len(rows)))
            return instead(rows) or (200, {}, upstream.post(ledger_chain.url, json=body).content)

        nodes.append(BadNode(play))
        opened.append(Rpc(nodes[-1].url, **{"retries_max": 0, **options}))
        return Reader(opened[-1], ledger_chain.deployment)

    yield make
    for rpc in opened:
        rpc.close()
    for node in nodes:
        node.close()
    upstream.close()


def joined(found: Iterator[Range]) -> list[Block]:
    blocks: list[Block] = []
    for each in found:
        assert isinstance(each, list)
        assert each, "no range is empty"
        blocks += each
    return blocks


def whole(chain: LedgerChain) -> list[Block]:
    reader = chain.reader()
    found = reader.blocks(0, reader.head().number)
    assert isinstance(found, list)
    return found


def test_ranges_are_all_blocks_once_and_in_order(ledger_chain: LedgerChain) -> None:
    (alpha,) = ledger_chain.admit("Alpha")
    for _ in range(5):
        ledger_chain.issue_to(alpha)
    ledger_chain.clock.mine(30)
    blocks = whole(ledger_chain)
    for blocks_max in (1, 7, PLENTY):
        found = ranges(ledger_chain.reader(), 0, blocks[-1].number, None, blocks_max=blocks_max, bytes_aim=AIM)
        kept = list(found)
        assert all(isinstance(each, list) and len(each) <= blocks_max for each in kept)
        assert joined(iter(kept)) == blocks


def test_nothing_to_read_yields_nothing(ledger_chain: LedgerChain) -> None:
    assert list(ranges(ledger_chain.reader(), 5, 4, None, blocks_max=PLENTY, bytes_aim=AIM)) == []


def test_one_range_waits_and_one_is_in_work_while_one_is_written(
    ledger_chain: LedgerChain, watched: Callable[..., Reader]
) -> None:
    ledger_chain.clock.mine(30)
    asked: Asked = []
    found = ranges(watched(asked), 0, 29, None, blocks_max=5, bytes_aim=AIM)
    next(found)
    end = time.monotonic() + 10
    headers = 0
    while headers < 3 and time.monotonic() < end:
        headers = sum(method == "eth_getBlockByNumber" for method, _ in asked)
    time.sleep(0.3)
    assert sum(method == "eth_getBlockByNumber" for method, _ in asked) == 3, "written, waiting, and in hand"
    assert len(joined(found)) == 25


def test_ranges_grow_while_their_answers_are_small_and_shrink_to_the_bytes_aimed_at(
    ledger_chain: LedgerChain, watched: Callable[..., Reader]
) -> None:
    ledger_chain.clock.mine(400)
    blocks = whole(ledger_chain)
    last = blocks[-1].number
    wide = list(ranges(watched([]), 0, last, None, blocks_max=PLENTY, bytes_aim=AIM))
    assert [len(each) for each in wide if isinstance(each, list)][:2] == [64, 128]
    reader = watched([])
    kept = list(ranges(reader, 0, last, None, blocks_max=PLENTY, bytes_aim=40_000))
    assert joined(iter(kept)) == blocks
    # An empty block's header is some 1,500 bytes in JSON, so that a score of them is aimed at.
    assert all(10 <= len(each) <= 40 for each in kept[1:-1] if isinstance(each, list))


def test_reading_ends_with_the_group_that_fills_the_bytes_aimed_at(ledger_chain: LedgerChain) -> None:
    ledger_chain.clock.mine(GROUP_BLOCKS)
    reader = ledger_chain.reader()
    last = reader.head().number
    assert last > GROUP_BLOCKS
    some = reader.blocks(0, last, bytes_aim=1)
    assert isinstance(some, list)
    assert [each.number for each in some] == list(range(GROUP_BLOCKS))
    rest = reader.blocks(GROUP_BLOCKS, last, after=some[-1].hash)
    assert some + rest == whole(ledger_chain)  # type: ignore[operator]


# A NODE THAT FINDS IT TOO MUCH


def refuse_all(_: list[Any]) -> Answer:
    error = {"jsonrpc": "2.0", "id": None, "error": {"code": -32005, "message": "batch too large"}}
    return 200, {}, json.dumps(error).encode()


def refuse_each(rows: list[Any]) -> Answer:
    """As nodes do whose limit is on the bytes of a batch."""
    error = {"code": -32003, "message": "response too large"}
    return 200, {}, json.dumps([{"jsonrpc": "2.0", "id": each["id"], "error": error} for each in rows]).encode()


def too_late(_: list[Any]) -> Answer:
    time.sleep(0.6)
    return 200, {}, b""


def gateway_gives_up(_: list[Any]) -> Answer:
    return 504, {}, b"<html>gateway timeout</html>"


@pytest.mark.parametrize("refusal", [refuse_all, too_late, gateway_gives_up])
def test_node_that_finds_a_range_too_much_is_asked_for_less_at_once(
    ledger_chain: LedgerChain, watched: Callable[..., Reader], refusal: Callable[[list[Any]], Answer]
) -> None:
    ledger_chain.clock.mine(40)
    blocks = whole(ledger_chain)
    asked: Asked = []
    reader = watched(asked, lambda rows: refusal(rows) if len(rows) > 4 else None, timeout_seconds=0.3)
    found = ranges(reader, 0, blocks[-1].number, None, blocks_max=PLENTY, bytes_aim=AIM)
    assert joined(found) == blocks
    refused = [count for method, count in asked if method == "eth_getBlockByNumber" and count > 4]
    assert refused[0] > 40
    assert len(refused) < 12, "it grows gently after that"


def test_answers_that_are_refused_past_a_limit_are_asked_for_in_smaller_batches(
    ledger_chain: LedgerChain, watched: Callable[..., Reader]
) -> None:
    ledger_chain.clock.mine(10)
    blocks = whole(ledger_chain)

    def limited(rows: list[Any]) -> Answer | None:
        return refuse_each(rows) if rows[0]["method"] == "eth_getBlockReceipts" and len(rows) > 2 else None

    reader = watched([], limited)
    with pytest.raises(Unavailable):
        reader.blocks(0, blocks[-1].number)
    assert joined(ranges(reader, 0, blocks[-1].number, None, blocks_max=PLENTY, bytes_aim=AIM)) == blocks


def test_node_that_refuses_even_one_block_is_not_asked_for_ever(watched: Callable[..., Reader]) -> None:
    asked: Asked = []
    reader = watched(asked, refuse_all)
    with pytest.raises(LedgerError) as caught:
        list(ranges(reader, 0, 50, None, blocks_max=PLENTY, bytes_aim=AIM))
    assert caught.value.code == "NodeRefused"
    assert [count for _, count in asked] == [51, 16, 4, 1]


# ENDS


def test_rewritten_chain_is_the_last_that_is_yielded(ledger_chain: LedgerChain) -> None:
    ledger_chain.clock.mine(10)
    blocks = whole(ledger_chain)
    last = blocks[-1].number
    other = Digest(b"\xee" * 32)
    (reorg,) = ranges(ledger_chain.reader(), last - 3, last, other, blocks_max=2, bytes_aim=AIM)
    assert isinstance(reorg, Reorg)
    assert (reorg.number, reorg.parent) == (last - 3, blocks[-4].parent)


def test_error_is_raised_where_the_ranges_are_used_after_those_before_it(ledger_chain: LedgerChain) -> None:
    ledger_chain.clock.mine(10)
    blocks = whole(ledger_chain)
    found = ranges(ledger_chain.reader(), 0, blocks[-1].number + 3, None, blocks_max=len(blocks), bytes_aim=AIM)
    assert next(found) == blocks
    with pytest.raises(Unavailable) as caught:
        next(found)
    assert (caught.value.code, caught.value.facts["block"]) == ("BlockMissing", blocks[-1].number + 1)
    assert next(found, None) is None


def test_iterator_that_is_closed_early_ends_its_thread(ledger_chain: LedgerChain) -> None:
    ledger_chain.clock.mine(30)
    reader = ledger_chain.reader()
    found = ranges(reader, 0, 29, None, blocks_max=2, bytes_aim=AIM)
    next(found)
    assert threads()
    began = time.monotonic()
    found.close()
    assert not threads()
    assert time.monotonic() - began < 1
    assert not reader.rpc.hurry.is_set()
    assert len(joined(ranges(reader, 0, 29, None, blocks_max=10, bytes_aim=AIM))) == 30, "the reader is as before"


def test_failure_of_the_caller_ends_the_thread(ledger_chain: LedgerChain) -> None:
    ledger_chain.clock.mine(30)

    def write() -> None:
        for _ in ranges(ledger_chain.reader(), 0, 29, None, blocks_max=2, bytes_aim=AIM):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write()
    assert not threads()


def test_who_stops_does_not_wait_for_a_node_that_is_gone(
    ledger_chain: LedgerChain, watched: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rpc_module, "BACKOFF_SECONDS", 60)
    monkeypatch.setattr(rpc_module, "BACKOFF_SECONDS_MAX", 60)
    ledger_chain.clock.mine(30)
    asked: Asked = []
    reader = watched(asked, lambda _: (503, {}, b"") if len(asked) > 2 else None, retries_max=4)
    found = ranges(reader, 0, 29, None, blocks_max=2, bytes_aim=AIM)
    next(found)
    began = time.monotonic()
    found.close()
    assert time.monotonic() - began < 1
    assert not reader.rpc.hurry.is_set()


def test_who_stops_leaves_a_node_that_hangs_to_its_timeout(
    ledger_chain: LedgerChain, watched: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead_module, "STOP_SECONDS_MAX", 0.1)
    ledger_chain.clock.mine(30)
    asked: Asked = []
    release = threading.Event()

    def hang(_: list[Any]) -> Answer | None:
        if len(asked) > 2:
            release.wait(10)
        return None

    reader = watched(asked, hang, timeout_seconds=1.0)
    found = ranges(reader, 0, 29, None, blocks_max=2, bytes_aim=AIM)
    next(found)
    began = time.monotonic()
    found.close()
    assert time.monotonic() - began < 0.5
    end = time.monotonic() + 5
    while threads() and time.monotonic() < end:
        time.sleep(0.02)
    release.set()
    assert not threads(), "its request ended, and it asked for nothing more"
    assert not reader.rpc.hurry.is_set()


def test_ranges_that_are_read_have_their_parents(ledger_chain: LedgerChain) -> None:
    ledger_chain.clock.mine(20)
    blocks = joined(ranges(ledger_chain.reader(), 0, 20, None, blocks_max=3, bytes_aim=AIM))
    assert all(child.parent == block.hash for block, child in pairwise(blocks))

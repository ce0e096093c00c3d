"""
A road that breaks below the reader: late, busy, cut, garbled, or with half of a batch.

Each fault happens once, at each place where it can, and then for good: once it is survived where another try can help,
for good it has a name.  The blocks that are read are the true ones.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from ledger.chain import rpc as rpc_module
from ledger.chain.reader import Reader
from ledger.chain.rpc import Rpc
from ledger.errors import Unavailable
from ledger.tls import trusted
from tests.chain_fixtures import Answer, BadNode
from tests.fault.stand import Stand

TIMEOUT_SECONDS = 0.5

Fault = Callable[[Any, bytes], Answer]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rpc_module, "BACKOFF_SECONDS", 0.01)


def late(_: Any, content: bytes) -> Answer:
    time.sleep(2 * TIMEOUT_SECONDS)
    return 200, {}, content


def busy(_: Any, __: bytes) -> Answer:
    return 429, {"retry-after": "0"}, b"too many requests"


def overloaded(_: Any, __: bytes) -> Answer:
    return 503, {}, b"<html>try again</html>"


def cut(_: Any, content: bytes) -> Answer:
    return 200, {"content-length": str(len(content))}, content[: len(content) // 2]


def html(_: Any, __: bytes) -> Answer:
    return 200, {"content-type": "text/html"}, b"<html>Welcome</html>"


def truncated(_: Any, content: bytes) -> Answer:
    return 200, {}, content[: len(content) // 2]


def partial(asked: Any, content: bytes) -> Answer:
    answers = json.loads(content)
    return 200, {}, json.dumps(answers[:-1] if isinstance(asked, list) else {}).encode()


def misnumbered(asked: Any, content: bytes) -> Answer:
    answers = json.loads(content)
    rows = answers if isinstance(asked, list) else [answers]
    for each in rows:
        each["id"] += 1
    return 200, {}, json.dumps(answers).encode()


def refused(asked: Any, content: bytes) -> Answer:
    """One answer of the batch is an error, as from a node that does not have the newest block everywhere."""
    answers = json.loads(content)
    rows = answers if isinstance(asked, list) else [answers]
    rows[-1] = {"jsonrpc": "2.0", "id": rows[-1]["id"], "error": {"code": -32000, "message": "header not found"}}
    return 200, {}, json.dumps(rows if isinstance(asked, list) else rows[0]).encode()


TRIED_AGAIN = [late, busy, overloaded, cut]
NAMED = {html: "NodeAnswerInvalid", truncated: "NodeAnswerInvalid", partial: "NodeAnswerInvalid"}
NAMED |= {misnumbered: "NodeAnswerInvalid", refused: "BlockRefused"}


class Road:
    """A server before the node that breaks the requests of some numbers, counted from 1."""

    def __init__(self, upstream: str, fault: Fault, breaks: Callable[[int], bool]) -> None:
        self._client = httpx.Client(verify=trusted(), timeout=30)

        def play(number: int, body: Any) -> Answer:
            content = self._client.post(upstream, json=body).content
            return fault(body, content) if breaks(number) else (200, {}, content)

        self.node = BadNode(play)

    def close(self) -> None:
        self.node.close()
        self._client.close()


Lay = Callable[[Fault, Callable[[int], bool]], Reader]


@pytest.fixture
def lay(stand: Stand) -> Iterator[Lay]:
    """Lay a road that breaks, and return a reader at its end."""
    laid: list[Road] = []
    opened: list[Rpc] = []

    def make(fault: Fault, breaks: Callable[[int], bool]) -> Reader:
        laid.append(Road(stand.chain.url, fault, breaks))
        opened.append(Rpc(laid[-1].node.url, timeout_seconds=TIMEOUT_SECONDS, retries_max=1))
        return Reader(opened[-1], stand.chain.deployment)

    yield make
    for rpc in opened:
        rpc.close()
    for road in laid:
        road.close()


def bounds(stand: Stand) -> tuple[int, int]:
    reader = stand.chain.reader()
    return reader.first_block, reader.head().number


@pytest.mark.parametrize("place", [1, 2])
@pytest.mark.parametrize("fault", TRIED_AGAIN)
def test_fault_that_passes_is_survived(stand: Stand, lay: Lay, fault: Fault, place: int) -> None:
    first, last = bounds(stand)
    assert lay(fault, lambda number: number == place).blocks(first, last) == stand.chain.reader().blocks(first, last)


@pytest.mark.parametrize("fault", TRIED_AGAIN)
def test_fault_that_stays_is_unreachable_after_the_last_try(stand: Stand, lay: Lay, fault: Fault) -> None:
    with pytest.raises(Unavailable) as caught:
        lay(fault, lambda _: True).blocks(*bounds(stand))
    assert caught.value.code == "NodeUnreachable"


@pytest.mark.parametrize("place", [1, 2])
@pytest.mark.parametrize("fault", NAMED)
def test_answer_that_is_none_is_named_and_the_next_reading_is_whole(
    stand: Stand, lay: Lay, fault: Fault, place: int
) -> None:
    first, last = bounds(stand)
    reader = lay(fault, lambda number: number == place)
    with pytest.raises(Unavailable) as caught:
        reader.blocks(first, last)
    assert caught.value.code == NAMED[fault]
    assert reader.blocks(first, last) == stand.chain.reader().blocks(first, last)


@pytest.mark.parametrize("fault", [*TRIED_AGAIN, *NAMED])
def test_head_and_hash_over_a_broken_road_are_right_or_unavailable(stand: Stand, lay: Lay, fault: Fault) -> None:
    true = stand.chain.reader().head()
    reader = lay(fault, lambda number: number % 2 == 1)
    found = []
    for _ in range(4):
        try:
            found.append((reader.head(), reader.hash_at(true.number)))
        except Unavailable:
            continue
    assert all(each == (true, true.hash) for each in found)

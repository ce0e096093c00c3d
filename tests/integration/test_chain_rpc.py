"""
The road to the node: retries, limits, and errors by whose fault it is.

Against a real HTTP server that misbehaves as nodes and proxies do: HTML, half an answer, another's answer, too many
requests, silence.
"""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ledger.chain import rpc as rpc_module
from ledger.chain.node import free_port
from ledger.chain.rpc import BATCH_MAX, NodeRefused, Rpc, octets, quantity
from ledger.errors import Misconfigured, Unavailable
from tests.chain_fixtures import Answer, BadNode


def said(body: Any, result: Any = "0x1") -> Answer:
    """Answer as a good node does."""
    if isinstance(body, list):
        return 200, {}, json.dumps([{"jsonrpc": "2.0", "id": each["id"], "result": result} for each in body]).encode()
    return 200, {}, json.dumps({"jsonrpc": "2.0", "id": body["id"], "result": result}).encode()


@pytest.fixture
def bad_node(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[[int, Any], Answer]], BadNode]]:
    """Start misbehaving servers; waiting between attempts is shortened."""
    monkeypatch.setattr(rpc_module, "BACKOFF_SECONDS", 0.01)
    started: list[BadNode] = []

    def start(play: Callable[[int, Any], Answer]) -> BadNode:
        started.append(BadNode(play))
        return started[-1]

    yield start
    for node in started:
        node.close()


def test_result_is_returned(bad_node: Any) -> None:
    node = bad_node(lambda _, body: said(body, "0x2a"))
    with Rpc(node.url) as rpc:
        assert rpc.call("eth_blockNumber") == "0x2a"
    assert node.asked[0]["method"] == "eth_blockNumber"
    assert node.asked[0]["params"] == []


def test_null_is_a_result(bad_node: Any) -> None:
    node = bad_node(lambda _, body: said(body, None))
    with Rpc(node.url) as rpc:
        assert rpc.call("eth_getTransactionReceipt", ["0x00"]) is None


def test_busy_node_is_asked_again_until_it_answers(bad_node: Any) -> None:
    node = bad_node(lambda n, body: said(body) if n == 3 else (429, {}, b"slow down"))
    with Rpc(node.url, retries_max=4) as rpc:
        assert rpc.call("eth_chainId") == "0x1"
    assert len(node.asked) == 3


def test_wait_that_the_node_asks_for_is_kept_within_limits(bad_node: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rpc_module, "BACKOFF_SECONDS_MAX", 0.3)
    node = bad_node(lambda n, body: said(body) if n == 2 else (503, {"retry-after": "3600"}, b""))
    began = time.monotonic()
    with Rpc(node.url) as rpc:
        rpc.call("eth_chainId")
    assert 0.3 <= time.monotonic() - began < 2


def test_retries_end(bad_node: Any) -> None:
    node = bad_node(lambda *_: (502, {}, b"<html>bad gateway</html>"))
    with Rpc(node.url, retries_max=2) as rpc, pytest.raises(Unavailable) as caught:
        rpc.call("eth_chainId")
    assert caught.value.code == "NodeUnreachable"
    assert caught.value.facts["reason"] == "HTTP 502"
    assert len(node.asked) == 3


def test_answer_that_trickles_is_late_although_something_always_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rpc_module, "ANSWER_TIMEOUTS_MAX", 2)
    listener = socket.create_server(("127.0.0.1", 0))

    def trickle() -> None:
        connection, _ = listener.accept()
        with contextlib.suppress(OSError):
            connection.recv(65_536)
            connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
            while True:
                connection.sendall(b" ")
                time.sleep(0.05)
        connection.close()

    server = threading.Thread(target=trickle)
    server.start()
    try:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        began = time.monotonic()
        with Rpc(url, timeout_seconds=0.3, retries_max=0) as rpc, pytest.raises(Unavailable) as caught:
            rpc.call("eth_chainId")
        assert caught.value.facts["reason"] == "no answer in time"
        assert 0.5 < time.monotonic() - began < 3
    finally:
        listener.close()
        server.join()


def test_who_is_in_a_hurry_does_not_wait_for_another_try(bad_node: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rpc_module, "BACKOFF_SECONDS", 60)
    monkeypatch.setattr(rpc_module, "BACKOFF_SECONDS_MAX", 60)
    node = bad_node(lambda *_: (503, {}, b""))
    with Rpc(node.url) as rpc:
        timer = threading.Timer(0.2, rpc.hurry.set)
        timer.start()
        began = time.monotonic()
        with pytest.raises(Unavailable):
            rpc.call("eth_chainId")
        assert time.monotonic() - began < 5
        timer.join()
    assert len(node.asked) == 1


def test_bytes_of_all_answers_are_counted(bad_node: Any) -> None:
    node = bad_node(lambda _, body: said(body, "0x" + "00" * 1_000))
    with Rpc(node.url) as rpc:
        rpc.call("eth_chainId")
        first = rpc.bytes_read
        assert 2_000 < first < 2_100
        rpc.call("eth_chainId")
        assert rpc.bytes_read == 2 * first


@pytest.mark.parametrize(("number", "lacks"), [(-32601, True), (-32004, True), (-32000, False), (-32005, False)])
def test_missing_method_is_told_from_other_refusals(number: int, lacks: bool) -> None:
    assert NodeRefused("eth_getBlockReceipts", "no", number).lacks_method is lacks


def test_nobody_there_is_unreachable() -> None:
    with Rpc(f"http://127.0.0.1:{free_port()}", retries_max=0) as rpc, pytest.raises(Unavailable) as caught:
        rpc.call("eth_chainId")
    assert caught.value.code == "NodeUnreachable"
    assert caught.value.retryable


def test_silent_node_is_unreachable_after_the_timeout(bad_node: Any) -> None:
    go_on = threading.Event()

    def sleep(_: int, body: Any) -> Answer:
        go_on.wait(5)
        return said(body)

    node = bad_node(sleep)
    began = time.monotonic()
    with Rpc(node.url, timeout_seconds=0.2, retries_max=1) as rpc, pytest.raises(Unavailable) as caught:
        rpc.call("eth_chainId")
    assert caught.value.facts["reason"] == "no answer in time"
    assert time.monotonic() - began < 3
    go_on.set()


@pytest.mark.parametrize(
    "answer",
    [(200, {}, b"[" * 200_000), (200, {"content-encoding": "gzip"}, b"no gzip")],
    ids=["nested", "encoding"],
)
def test_hostile_answer_is_invalid(bad_node: Any, answer: Answer) -> None:
    node = bad_node(lambda *_: answer)
    with Rpc(node.url) as rpc, pytest.raises(Unavailable) as caught:
        rpc.call("eth_chainId")
    assert caught.value.code == "NodeAnswerInvalid"


def test_html_is_no_answer_and_is_not_asked_for_again(bad_node: Any) -> None:
    node = bad_node(lambda *_: (200, {"content-type": "text/html"}, b"<html>Welcome to nginx</html>"))
    with Rpc(node.url) as rpc, pytest.raises(Unavailable) as caught:
        rpc.call("eth_chainId")
    assert caught.value.code == "NodeAnswerInvalid"
    assert len(node.asked) == 1


def test_half_of_an_answer_is_the_roads_fault_and_asked_for_again(bad_node: Any) -> None:
    def cut(n: int, body: Any) -> Answer:
        status, _, content = said(body)
        return (status, {}, content) if n > 1 else (status, {"content-length": "9999"}, content[:20])

    node = bad_node(cut)
    with Rpc(node.url) as rpc:
        assert rpc.call("eth_chainId") == "0x1"
    assert len(node.asked) == 2


def test_half_of_an_answer_that_claims_to_be_whole_is_invalid(bad_node: Any) -> None:
    node = bad_node(lambda _, body: (200, {}, said(body)[2][:20]))
    with Rpc(node.url) as rpc, pytest.raises(Unavailable) as caught:
        rpc.call("eth_chainId")
    assert caught.value.code == "NodeAnswerInvalid"


@pytest.mark.parametrize(
    "content",
    [b'{"jsonrpc":"2.0","id":999999,"result":"0x1"}', b'{"jsonrpc":"2.0","result":"0x1"}', b"[]", b'"0x1"', b"null"],
)
def test_anothers_answer_is_invalid(bad_node: Any, content: bytes) -> None:
    node = bad_node(lambda *_: (200, {}, content))
    with Rpc(node.url) as rpc, pytest.raises(Unavailable) as caught:
        rpc.call("eth_chainId")
    assert caught.value.code == "NodeAnswerInvalid"


def test_answer_without_result_or_error_is_invalid(bad_node: Any) -> None:
    node = bad_node(lambda _, body: (200, {}, json.dumps({"jsonrpc": "2.0", "id": body["id"]}).encode()))
    with Rpc(node.url) as rpc, pytest.raises(Unavailable) as caught:
        rpc.call("eth_chainId")
    assert caught.value.code == "NodeAnswerInvalid"


def test_refusal_of_the_node_is_kept_with_its_words_and_not_tried_again(bad_node: Any) -> None:
    def refuse(_: int, body: Any) -> Answer:
        error = {"code": -32000, "message": "nonce\n  too low", "data": "0x1234"}
        return 200, {}, json.dumps({"jsonrpc": "2.0", "id": body["id"], "error": error}).encode()

    node = bad_node(refuse)
    with Rpc(node.url) as rpc, pytest.raises(NodeRefused) as caught:
        rpc.call("eth_sendRawTransaction", ["0x"])
    assert caught.value.message == "nonce too low"
    assert (caught.value.number, caught.value.data) == (-32000, "0x1234")
    assert not caught.value.retryable
    assert len(node.asked) == 1


def test_wrong_credentials_are_the_operators_business(bad_node: Any) -> None:
    node = bad_node(lambda *_: (401, {}, b"who are you?"))
    with Rpc(node.url) as rpc, pytest.raises(Misconfigured) as caught:
        rpc.call("eth_chainId")
    assert caught.value.code == "NodeAccessDenied"
    assert len(node.asked) == 1


def test_answer_above_the_limit_is_not_read_to_its_end(bad_node: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rpc_module, "ANSWER_BYTES_MAX", 1_000)
    node = bad_node(lambda _, body: said(body, "x" * 100_000))
    with Rpc(node.url) as rpc, pytest.raises(Unavailable) as caught:
        rpc.call("eth_getLogs")
    assert caught.value.code == "NodeAnswerTooLarge"


@pytest.mark.parametrize("secret", ["hunter2", "user", "k3y", "t0ken"])
def test_no_message_shows_what_is_secret_in_the_url(secret: str) -> None:
    url = f"http://user:hunter2@127.0.0.1:{free_port()}/v3/k3y?auth=t0ken"
    with Rpc(url, retries_max=0) as rpc, pytest.raises(Unavailable) as caught:
        rpc.call("eth_chainId")
    shown = f"{caught.value.args} {caught.value} {caught.value.explain('zh')} {caught.value.__cause__} {rpc.shown}"
    assert secret not in shown


@pytest.mark.parametrize(
    "url", ["", "127.0.0.1:8545", "ftp://node", "http://", "http://node:port", "http://node:99999"]
)
def test_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        Rpc(url)
    assert caught.value.code == "NodeUrlInvalid"


def test_batch_is_in_the_order_of_the_calls_whatever_the_node_does(bad_node: Any) -> None:
    def backwards(_: int, body: Any) -> Answer:
        answers = [{"jsonrpc": "2.0", "id": each["id"], "result": each["params"][0]} for each in reversed(body)]
        return 200, {}, json.dumps(answers).encode()

    node = bad_node(backwards)
    wanted = [hex(n) for n in range(2 * BATCH_MAX + 5)]
    with Rpc(node.url) as rpc:
        assert rpc.batch(("echo", [each]) for each in wanted) == wanted
    assert [len(each) for each in node.asked] == [BATCH_MAX, BATCH_MAX, 5]


def test_empty_batch_asks_nothing(bad_node: Any) -> None:
    node = bad_node(lambda _, body: said(body))
    with Rpc(node.url) as rpc:
        assert rpc.batch([]) == []
    assert node.asked == []


def test_batch_with_a_missing_answer_is_invalid(bad_node: Any) -> None:
    node = bad_node(lambda _, body: said(body[:-1]))
    with Rpc(node.url) as rpc, pytest.raises(Unavailable) as caught:
        rpc.batch([("a", []), ("b", [])])
    assert caught.value.code == "NodeAnswerInvalid"


def test_batch_with_one_answer_twice_is_invalid(bad_node: Any) -> None:
    node = bad_node(lambda _, body: said([body[0], body[0]]))
    with Rpc(node.url) as rpc, pytest.raises(Unavailable) as caught:
        rpc.batch([("a", []), ("b", [])])
    assert caught.value.code == "NodeAnswerInvalid"


def test_refusal_within_a_batch_is_in_its_place(bad_node: Any) -> None:
    def refuse_second(_: int, body: Any) -> Answer:
        answers = [{"jsonrpc": "2.0", "id": each["id"], "result": "0x1"} for each in body]
        answers[1] = {"jsonrpc": "2.0", "id": body[1]["id"], "error": {"code": -32601, "message": "no such method"}}
        return 200, {}, json.dumps(answers).encode()

    node = bad_node(refuse_second)
    with Rpc(node.url) as rpc:
        first, second, third = rpc.attempt([("a", []), ("b", []), ("c", [])])
        assert (first, third) == ("0x1", "0x1")
        assert isinstance(second, NodeRefused)
        with pytest.raises(NodeRefused):
            rpc.batch([("a", []), ("b", []), ("c", [])])


def test_node_that_refuses_the_batch_as_a_whole_is_quoted(bad_node: Any) -> None:
    error = b'{"jsonrpc":"2.0","id":null,"error":{"code":-32005,"message":"batch too large"}}'
    node = bad_node(lambda *_: (200, {}, error))
    with Rpc(node.url) as rpc, pytest.raises(NodeRefused) as caught:
        rpc.batch([("a", []), ("b", [])])
    assert caught.value.message == "batch too large"


@pytest.mark.parametrize("value", [None, 5, "5", "0xzz", "", [], "x5", "0x-1", "0x1_0", "0x 1", "0x１"])
def test_value_that_is_no_quantity_is_an_invalid_answer(value: Any) -> None:
    with pytest.raises(Unavailable) as caught:
        quantity(value)
    assert caught.value.code == "NodeAnswerInvalid"


@pytest.mark.parametrize("value", [None, "0x123", "0xzz", "1234", "0x12"])
def test_value_that_is_not_so_many_bytes_is_an_invalid_answer(value: Any) -> None:
    with pytest.raises(Unavailable) as caught:
        octets(value, 2)
    assert caught.value.code == "NodeAnswerInvalid"


def test_empty_quantity_is_no_quantity() -> None:
    with pytest.raises(Unavailable):
        quantity("0x")
    assert quantity("0x0") == 0
    assert octets("0x") == b""

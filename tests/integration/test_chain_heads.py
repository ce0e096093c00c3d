"""
News of blocks: from a real Anvil, and from servers that break as nodes and proxies do.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import structlog
from websockets.sync.server import Server, ServerConnection, serve

from ledger.chain import heads as heads_module
from ledger.chain.heads import Heads, ws_url_of
from ledger.chain.node import free_port
from ledger.errors import Misconfigured
from tests.chain_fixtures import BadNode, LedgerChain

WAIT_SECONDS = 10.0
NEWS = json.dumps({"jsonrpc": "2.0", "method": "eth_subscription", "params": {"subscription": "0x1", "result": {}}})


@pytest.fixture(autouse=True)
def _leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(heads_module, "PAUSE_SECONDS", 0.02)
    before = set(threading.enumerate())  # an office that serves other tests of this run may listen too
    yield
    assert "heads" not in [each.name for each in threading.enumerate() if each not in before]


def until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while not happened():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.01)


@contextmanager
def listening(url: str) -> Iterator[Heads]:
    """Listen, the news of having begun to listen taken."""
    with Heads(url) as heads:
        until(lambda: heads.is_listening)
        heads.wait(WAIT_SECONDS)
        yield heads


@contextmanager
def serving(play: Callable[[ServerConnection], None]) -> Iterator[str]:
    """A WebSocket server that subscribes whoever asks, and then does as `play` says."""

    def handle(connection: ServerConnection) -> None:
        asked = json.loads(connection.recv())
        assert (asked["method"], asked["params"]) == ("eth_subscribe", ["newHeads"])
        connection.send(json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": "0x1"}))
        play(connection)

    server: Server = serve(handle, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
    finally:
        server.shutdown()
        thread.join()


def stay(connection: ServerConnection) -> None:
    """Say nothing until the other side leaves."""
    for _ in connection:
        pass


def test_new_block_wakes_who_waits(ledger_chain: LedgerChain) -> None:
    with listening(ws_url_of(ledger_chain.url)) as heads:
        assert not heads.wait(0.05), "nothing happened"
        timer = threading.Timer(0.1, ledger_chain.clock.mine)
        timer.start()
        began = time.monotonic()
        assert heads.wait(WAIT_SECONDS)
        assert time.monotonic() - began < WAIT_SECONDS / 2
        timer.join()


def test_news_between_two_waits_is_kept_and_told_once(ledger_chain: LedgerChain) -> None:
    with listening(ws_url_of(ledger_chain.url)) as heads:
        ledger_chain.clock.mine()
        time.sleep(0.3)
        assert heads.wait(WAIT_SECONDS)
        assert not heads.wait(0.05)


def test_who_is_woken_does_not_wait() -> None:
    with Heads("") as heads:
        heads.wake()
        assert heads.wait(WAIT_SECONDS)
        timer = threading.Timer(0.05, heads.wake)
        timer.start()
        assert heads.wait(WAIT_SECONDS)
        timer.join()


def test_without_an_address_it_only_waits() -> None:
    with Heads("") as heads:
        began = time.monotonic()
        assert not heads.wait(0.1)
        assert time.monotonic() - began >= 0.1
        assert not heads.is_listening


def test_connection_that_breaks_is_made_again() -> None:
    served: list[int] = []

    def once(connection: ServerConnection) -> None:
        served.append(1)
        if len(served) < 3:
            return  # the server closes
        connection.send(NEWS)
        stay(connection)

    with serving(once) as url, Heads(url) as heads:
        until(lambda: len(served) == 3)
        until(lambda: heads.is_listening)
        assert heads.wait(WAIT_SECONDS)


def test_begin_of_listening_is_news() -> None:
    """There may have been blocks while nobody listened."""
    with serving(stay) as url, Heads(url) as heads:
        assert heads.wait(WAIT_SECONDS)
        assert heads.is_listening
        assert not heads.wait(0.05)


@pytest.mark.parametrize("said", ["no JSON", "[]", "null", '{"method": 5}', b"\xff\xfe"])
def test_message_that_is_no_news_wakes_nobody_and_breaks_nothing(said: str | bytes) -> None:
    def odd(connection: ServerConnection) -> None:
        connection.send(said)
        connection.send(NEWS)
        stay(connection)

    with serving(odd) as url, Heads(url) as heads:
        until(lambda: heads.is_listening)
        assert heads.wait(WAIT_SECONDS)


def test_node_that_does_not_subscribe_us_is_polled() -> None:
    def refuse(connection: ServerConnection) -> None:
        asked = json.loads(connection.recv())
        error = {"code": -32601, "message": "no"}
        connection.send(json.dumps({"jsonrpc": "2.0", "id": asked["id"], "error": error}))
        stay(connection)

    server = serve(refuse, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    with Heads(f"ws://127.0.0.1:{server.socket.getsockname()[1]}") as heads:
        assert not heads.wait(0.3)
        assert not heads.is_listening
    server.shutdown()
    thread.join()


def test_address_without_websocket_is_polled_and_logged_once() -> None:
    node = BadNode(lambda *_: (200, {}, b"{}"))
    try:
        with structlog.testing.capture_logs() as lines, Heads(ws_url_of(node.url)) as heads:
            assert not heads.wait(0.5)
            assert not heads.is_listening
        assert [line["event"] for line in lines] == ["polling for blocks"]
    finally:
        node.close()


def test_change_of_state_is_logged_without_what_is_secret_in_the_address() -> None:
    leave = threading.Event()

    def until_told(_: ServerConnection) -> None:
        leave.wait(WAIT_SECONDS)

    with serving(until_told) as url, structlog.testing.capture_logs() as lines:
        secret = url.replace("ws://", "ws://user:hunter2@") + "/v3/k3y?auth=t0ken"
        with Heads(secret) as heads:
            until(lambda: heads.is_listening)
            leave.set()
            until(lambda: len(lines) > 1)
    assert [line["event"] for line in lines][:2] == ["listening for blocks", "polling for blocks"]
    assert lines[0]["node"] == url
    assert not any(word in str(lines) for word in ("hunter2", "k3y", "t0ken", "user"))


def test_nobody_there_does_not_hinder_waiting_or_stopping() -> None:
    with Heads(f"ws://127.0.0.1:{free_port()}") as heads:
        assert not heads.wait(0.1)
    assert not heads.is_listening


def test_who_stops_does_not_wait_for_a_node_that_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads_module, "OPEN_SECONDS_MAX", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        began = time.monotonic()
        with Heads(f"ws://127.0.0.1:{listener.getsockname()[1]}") as heads:
            assert not heads.wait(0.05)
        assert time.monotonic() - began < 2


def test_who_stops_while_listening_stops_at_once() -> None:
    with serving(stay) as url:
        with listening(url):
            began = time.monotonic()
        assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    ("rpc", "ws"),
    [
        ("http://127.0.0.1:8545", "ws://127.0.0.1:8545"),
        ("https://user:pass@node.example/v3/key?a=b", "wss://user:pass@node.example/v3/key?a=b"),
        ("http://[::1]:8545", "ws://[::1]:8545"),
    ],
)
def test_websocket_address_is_the_rpc_address_as_websocket(rpc: str, ws: str) -> None:
    assert ws_url_of(rpc) == ws


@pytest.mark.parametrize("url", ["http://127.0.0.1:8545", "127.0.0.1", "ws://", "ws://node:port", "nothing"])
def test_address_that_is_none_is_refused_at_once(url: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        Heads(url)
    assert caught.value.code == "WsUrlInvalid"


def test_news_is_only_what_a_subscription_tells() -> None:
    def chatter(connection: ServerConnection) -> None:
        connection.send(json.dumps({"jsonrpc": "2.0", "id": 7, "result": "0x1"}))
        stay(connection)

    with serving(chatter) as url, listening(url) as heads:
        assert not heads.wait(0.2)

"""
News of new blocks, by WebSocket: whoever waits for a block is woken at once, and otherwise looks when the time is up.

A wake-up is only a hint.  Nodes do not tell of every block that they take back, connections break without a word, and
a node may have no WebSocket at all; what is true is asked over HTTP, after each wait.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import urlsplit, urlunsplit

import orjson
import structlog
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from ledger.chain.rpc import is_loopback, shown_url
from ledger.errors import Misconfigured

OPEN_SECONDS_MAX = 5.0
"""How long a node may take to open the connection and to accept the subscription."""

CLOSE_SECONDS_MAX = 1.0
STOP_SECONDS_MAX = 2.0
"""How long whoever stops waits for the thread; while it opens a connection it may outlive this by its own limit."""

PAUSE_SECONDS = 1.0
PAUSE_SECONDS_MAX = 60.0
"""Between two attempts to connect, doubled after each; a node without WebSocket is asked once a minute."""

_LOG = structlog.get_logger()

# websockets logs addresses, with the keys that stand in them.
logging.getLogger("websockets").setLevel(logging.WARNING)

_SCHEMES = {"http": "ws", "https": "wss"}


def ws_url_of(rpc_url: str) -> str:
    """Return where a node with this RPC address tells of blocks, by default: the same, as WebSocket."""
    parts = urlsplit(rpc_url)
    return urlunsplit(parts._replace(scheme=_SCHEMES.get(parts.scheme, parts.scheme)))


class Heads:
    """
    Listens at a WebSocket address while it is open (`with`); with an empty one it only waits.

    Raises `Misconfigured` ("WsUrlInvalid") if the address is none; nothing after that.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._shown = _shown(url) if url else ""
        self._news = threading.Event()
        self._stopping = threading.Event()
        self._listening = False
        self._told_state: bool | None = None
        self._connection: ClientConnection | None = None
        self._thread = threading.Thread(target=self._run, name="heads", daemon=True)

    def __enter__(self) -> Self:
        if self._url:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self.wake()
        connection = self._connection
        if connection is not None:
            with contextlib.suppress(Exception):
                connection.close()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS_MAX)

    @property
    def is_listening(self) -> bool:
        """Whether the node tells of its blocks now."""
        return self._listening

    def wait(self, seconds: float) -> bool:
        """Return True as soon as there was news since the last wait, or somebody woke us; False after `seconds`."""
        woken = self._news.wait(seconds)
        self._news.clear()
        return woken

    def wake(self) -> None:
        """End the wait that goes on, or the next one, as a new block would."""
        self._news.set()

    def _run(self) -> None:
        pause = PAUSE_SECONDS
        while not self._stopping.is_set():
            reason = "closed"
            try:
                self._listen()
            except Exception as error:  # whatever it is, there is polling, and another attempt
                reason = type(error).__name__
            if self._listening:
                pause = PAUSE_SECONDS
            self._set(listening=False, reason=reason)
            self._stopping.wait(pause)
            pause = min(2 * pause, PAUSE_SECONDS_MAX)

    def _listen(self) -> None:
        """Subscribe, and tell of blocks until the connection ends.  Raises what ends it."""
        proxy: Literal[True] | None = None if is_loopback(self._url) else True
        with connect(
            self._url, proxy=proxy, open_timeout=OPEN_SECONDS_MAX, close_timeout=CLOSE_SECONDS_MAX
        ) as connection:
            self._connection = connection
            try:
                self._subscribe(connection)
                while not self._stopping.is_set():
                    if _is_news(connection.recv()):
                        self._news.set()
            finally:
                self._connection = None

    def _subscribe(self, connection: ClientConnection) -> None:
        asked = {"jsonrpc": "2.0", "id": 1, "method": "eth_subscribe", "params": ["newHeads"]}
        connection.send(orjson.dumps(asked).decode())
        answer = orjson.loads(connection.recv(timeout=OPEN_SECONDS_MAX))
        if not isinstance(answer, dict) or not isinstance(answer.get("result"), str):
            raise WebSocketException("the node does not subscribe us")
        self._set(listening=True)
        self._news.set()  # there may have been blocks while nobody listened

    def _set(self, *, listening: bool, reason: str = "") -> None:
        """Note whether the node tells us, and log it if that is another state than the one logged last."""
        self._listening = listening
        if listening is self._told_state or self._stopping.is_set():
            return
        self._told_state = listening
        if listening:
            _LOG.info("listening for blocks", node=self._shown)
        else:
            _LOG.warning("polling for blocks", node=self._shown, reason=reason)


def _is_news(message: str | bytes) -> bool:
    said: Any = orjson.loads(message)
    return isinstance(said, dict) and said.get("method") == "eth_subscription"


def _shown(url: str) -> str:
    scheme, colon, rest = url.partition(":")
    by_ws = {ws: http for http, ws in _SCHEMES.items()}
    try:
        shown = shown_url(by_ws[scheme] + colon + rest)
    except (KeyError, Misconfigured):
        raise Misconfigured("WsUrlInvalid") from None
    return scheme + shown[shown.index(":") :]

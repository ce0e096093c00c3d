"""
A real road to a simulated node: an HTTP server, for processes that are killed, and for lies of the road itself.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from random import Random
from typing import Any

from tests.http_server import Served
from tests.simulation.node import Node, Refusal

Sent = tuple[int, dict[str, str], bytes]
"""Status, headers and body."""

HTML = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


class SimulatedServer(Served):
    """Serves `node` at `url` until the context ends; each answer is spoilt on its way with a chance of `spoilt`."""

    def __init__(self, node: Node, random: Random, spoilt: float = 0.0) -> None:
        self.node = node
        self.spoilt = spoilt
        self.lock = threading.Lock()
        """Held while a question is answered; hold it to change the node's chain."""
        self._random = random
        super().__init__(self._handler())

    def _sent(self, body: bytes) -> Sent | None:
        """Return what is sent for a request, None where the connection ends without a word."""
        asked = json.loads(body)
        with self.lock:
            answer: Any = [self._answer(each) for each in asked] if isinstance(asked, list) else self._answer(asked)
            if self._random.random() < self.spoilt:
                return self._random.choice(SPOILINGS)(self._random, answer)
        return 200, {}, json.dumps(answer).encode()

    def _answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        told: dict[str, Any] = {"jsonrpc": "2.0", "id": asked["id"]}
        try:
            return told | {"result": self.node.answer(asked["method"], asked.get("params", []))}
        except Refusal as refusal:
            return told | {"error": {"code": refusal.number, "message": str(refusal)}}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 1 << 16  # headers and body leave together: half an answer waits for the other side's word

            def do_POST(self) -> None:
                sent = server._sent(self.rfile.read(int(self.headers["content-length"])))
                if sent is None:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                status, headers, content = sent
                self.send_response(status)
                for name, value in {"content-type": "application/json", **headers}.items():
                    self.send_header(name, value)
                if "content-length" not in headers:
                    self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
                if "content-length" in headers:
                    self.close_connection = True

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        return Handler


# THE ROAD'S OWN LIES


def _cut_short(random: Random, answer: Any) -> Sent:
    content = json.dumps(answer).encode()
    return 200, {"content-length": str(len(content))}, content[: random.randrange(len(content))]


def _half(random: Random, answer: Any) -> Sent:
    content = json.dumps(answer).encode()
    return 200, {}, content[: random.randrange(len(content))]


def _other_ids(random: Random, answer: Any) -> Sent:
    told = [each | {"id": each["id"] + random.choice((1, -1, 1_000))} for each in _as_list(answer)]
    return _as_json(told if isinstance(answer, list) else told[0])


def _in_another_order(random: Random, answer: Any) -> Sent:
    told = list(_as_list(answer))
    random.shuffle(told)
    return _as_json(told if isinstance(answer, list) else told[0])


def _partly(random: Random, answer: Any) -> Sent:
    told = list(_as_list(answer))
    del told[random.randrange(len(told))]
    return _as_json(told)


def _twice(random: Random, answer: Any) -> Sent:
    told = list(_as_list(answer))
    return _as_json([*told, random.choice(told)])


def _refused_in_part(random: Random, answer: Any) -> Sent:
    told = list(_as_list(answer))
    place = random.randrange(len(told))
    error = {"code": random.choice((-32000, -32005, -32603)), "message": "header not found"}
    told[place] = {"jsonrpc": "2.0", "id": told[place]["id"], "error": error}
    return _as_json(told if isinstance(answer, list) else told[0])


def _as_list(answer: Any) -> list[dict[str, Any]]:
    return answer if isinstance(answer, list) else [answer]


def _as_json(told: Any) -> Sent:
    return 200, {}, json.dumps(told).encode()


SPOILINGS: tuple[Callable[[Random, Any], Sent | None], ...] = (
    lambda _, __: (429, {"retry-after": "0"}, b"slow down"),
    lambda _, __: (502, {"content-type": "text/html"}, HTML),
    lambda _, __: (200, {"content-type": "text/html"}, HTML),
    lambda _, __: (503, {}, b""),
    lambda _, __: None,
    lambda _, __: _as_json({"jsonrpc": "2.0", "id": None, "error": {"code": -32600, "message": "batch too large"}}),
    _cut_short,
    _half,
    _other_ids,
    _in_another_order,
    _partly,
    _twice,
    _refused_in_part,
)

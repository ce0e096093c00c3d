"""
A node that lies: a real HTTP server before a real node, which changes answers on their way.

What is asked reaches the node unchanged; each answer passes through a function of the test.  So a lie has the very
form of the node's own truth, and nobody who asks can tell the two apart but by checking.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import httpx

from ledger.tls import trusted
from tests.http_server import Served

Lie = Callable[[str, list[Any], Any], Any]
"""From method, parameters and the true result to the result that is told."""


class Refuse(Exception):
    """Raised by a lie to have the node say no."""


class LyingNode(Served):
    """Serves at `url` until the context ends.  `told` counts the answers that were changed."""

    def __init__(self, upstream: str, lie: Lie) -> None:
        self.told = 0
        self._lie = lie
        self._upstream = httpx.Client(base_url=upstream, verify=trusted(), timeout=30)
        super().__init__(self._handler())

    def close(self) -> None:
        super().close()
        self._upstream.close()

    def _answer(self, asked: dict[str, Any], answered: dict[str, Any]) -> dict[str, Any]:
        if "result" not in answered:
            return answered
        true = answered["result"]
        try:
            told = self._lie(asked["method"], asked.get("params", []), copy.deepcopy(true))
        except Refuse as refused:
            return {"jsonrpc": "2.0", "id": asked["id"], "error": {"code": -32601, "message": str(refused)}}
        self.told += told != true
        return {**answered, "result": told}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        node = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                asked = json.loads(body)
                answers = node._upstream.post("", content=body, headers={"content-type": "application/json"}).json()
                if isinstance(asked, list):
                    by_id = {each["id"]: each for each in answers}
                    told: Any = [node._answer(each, by_id[each["id"]]) for each in asked]
                else:
                    told = node._answer(asked, answers)
                content = json.dumps(told).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        return Handler

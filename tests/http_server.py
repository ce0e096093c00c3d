"""An HTTP server on a free port of this machine, for as long as a context lasts: what false nodes answer with."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

POLL_SECONDS = 0.02
"""How often the server looks whether it is to end."""


class Served:
    """Serves at `url` until the context ends; who inherits says by which handler."""

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        handler.disable_nagle_algorithm = True  # head and body go out apart; the second would wait 40 ms
        self._server = _Server(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(POLL_SECONDS,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        return self._server.server_port

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing when a client goes away in the middle: some are killed, and some are meant to."""

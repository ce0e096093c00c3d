"""
Server-sent events: an answer that goes on (HTML Living Standard, §9.2), to a few at a time and none that is slow.

What a client does not take is not kept for it: while the connection is full the stream waits, and one that stays full
is cut off.  The client comes back with the id of the last event that it has.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Iterator
from contextlib import AbstractContextManager, contextmanager

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ledger.errors import Refused

SLOW_SECONDS = 10.0
"""How long a client may leave its connection full before it is cut off."""

STREAMS_MAX = 4
"""Streams of a client at a time."""


class StreamsTooMany(Refused):
    """A client has as many streams open as it may (RFC 6585 §4)."""

    status = 429


class Streams:
    """Counts the streams that each client has open in this process."""

    def __init__(self, most: int = STREAMS_MAX) -> None:
        self._most = most
        self._open: Counter[str] = Counter()

    def check(self, client: str) -> None:
        """Raise `StreamsTooMany` if a client may open no other."""
        if self._open[client] >= self._most:
            raise StreamsTooMany("StreamsTooMany", maximum=self._most)

    @contextmanager
    def opened(self, client: str) -> Iterator[None]:
        """Count a stream while inside."""
        self._open[client] += 1
        try:
            yield
        finally:
            self._open[client] -= 1
            if not self._open[client]:
                del self._open[client]


class Stream(Response):
    """Sends parts as they come, as long as the client takes them; `held` is held meanwhile."""

    media_type = "text/event-stream"

    def __init__(
        self,
        parts: AsyncGenerator[bytes, None],
        held: AbstractContextManager[None],
        slow_seconds: float = SLOW_SECONDS,
    ) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._parts = parts
        self._held = held
        self._slow_seconds = slow_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        with self._held:
            try:
                await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
                async for part in self._parts:
                    message = {"type": "http.response.body", "body": part, "more_body": True}
                    await asyncio.wait_for(send(message), self._slow_seconds)
                await send({"type": "http.response.body", "body": b"", "more_body": False})
            except TimeoutError:
                return  # the answer is not complete, and so the server closes the connection
            finally:
                await self._parts.aclose()


def written(kind: str, place: str, data: str) -> bytes:
    """Return one event; `data` is JSON in one line, `place` what the client comes back with."""
    return f"event: {kind}\nid: {place}\ndata: {data}\n\n".encode()


def quiet(place: str) -> bytes:
    """Return a sign of life, which is no event but moves the place on."""
    return f": still here\nid: {place}\n\n".encode()

"""
Load on one HTTP server from raw sockets: prepared bytes over connections that are kept, one request after another on
each, so that what is measured is the server and not the client.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

UNSIGNED = "/v1/benchmark/unsigned"
"""The route that the API has while it is measured: it does all but sign."""

PATIENCE_SECONDS = 120.0
WARM_SECONDS = 1.0
"""Not counted, and no longer than what is: the first of everything loads code and fills caches."""

_LENGTH = b"content-length:"


class Refusal(Exception):
    """The server answered otherwise than 200."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What a server did under load: seconds that answers took, sorted, the seconds of all, and an answer's bytes."""

    took: list[float]
    seconds: float
    size: int

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.took) / self.seconds

    def at(self, percent: float) -> float:
        """Return the seconds that so many per cent of the answers did not exceed."""
        return self.took[min(len(self.took) - 1, int(len(self.took) * percent / 100))]

    def as_json(self) -> dict[str, Any]:
        return {"rate": self.rate, "p50": self.at(50), "p99": self.at(99), "answers": len(self.took), "size": self.size}


def post(url: str, body: bytes, key: str = "") -> bytes:
    """Return the bytes of a request whose body is JSON."""
    there = urlsplit(url)
    shown = f"X-Api-Key: {key}\r\n" if key else ""
    head = (
        f"POST {there.path or '/'} HTTP/1.1\r\nHost: {there.netloc}\r\nContent-Type: application/json\r\n{shown}"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def pace(url: str, requests: Sequence[bytes], seconds: float, connections: int) -> Pace:
    """
    Send requests in turn on so many connections for some seconds, and return how that went; each gets one answer at
    least, however long that takes.

    Raises `Refusal` for any answer but 200.
    """
    begins = time.monotonic() + min(WARM_SECONDS, seconds)
    lanes = [
        _Lane(url, requests[place::connections] or requests, begins, begins + seconds) for place in range(connections)
    ]
    threads = [threading.Thread(target=lane.run, daemon=True) for lane in lanes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds + WARM_SECONDS + PATIENCE_SECONDS)
    for lane in lanes:
        if lane.fault is not None:
            raise lane.fault
    took = sorted(each for lane in lanes for each in lane.took)
    return Pace(took, max(lane.ended for lane in lanes) - begins, max(lane.size for lane in lanes))


class _Lane:
    """One connection."""

    def __init__(self, url: str, requests: Sequence[bytes], begins: float, ends: float) -> None:
        there = urlsplit(url)
        self._address = there.hostname, there.port
        self._requests = requests
        self._begins = begins
        self._ends = ends
        self.took: list[float] = []
        self.size = 0
        self.ended = ends
        self.fault: Exception | None = None

    def run(self) -> None:
        try:
            with socket.create_connection(self._address, PATIENCE_SECONDS) as connection:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._run(connection)
                self.ended = time.monotonic()
        except Exception as error:
            self.fault = error

    def _run(self, connection: socket.socket) -> None:
        place = 0
        while (sent := time.monotonic()) < self._ends or not self.took:
            connection.sendall(self._requests[place % len(self._requests)])
            self.size = max(self.size, _answer(connection))
            done = time.monotonic()
            if sent >= self._begins and (done <= self._ends or not self.took):
                self.took.append(done - sent)
            place += 1


def _answer(connection: socket.socket) -> int:
    """Read one answer and return the bytes of its body."""
    buffer = b""
    while (end := buffer.find(b"\r\n\r\n")) < 0:
        buffer += _more(connection)
    head = buffer[:end].lower()
    if not head.startswith(b"http/1.1 200"):
        raise Refusal((buffer + connection.recv(65_536)).decode(errors="replace")[:2_000])
    at = head.index(_LENGTH) + len(_LENGTH)
    length = int(head[at : head.find(b"\r\n", at) if head.find(b"\r\n", at) > 0 else end])
    missing = length - (len(buffer) - end - 4)
    while missing > 0:
        missing -= len(_more(connection))
    return length


def _more(connection: socket.socket) -> bytes:
    part = connection.recv(262_144)
    if not part:
        raise Refusal("the server closed the connection")
    return part

"""The shortest way to a node: JSON-RPC over one connection that stays open, answers as they come."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

from scripts.benchmarks.emitter import ADDRESSES

ANSWER_BYTES = 8 * 1024 * 1024
"""What one answer should have: ranges grow and shrink to it."""

FIRST_BLOCKS = 20
BATCH_BLOCKS = 50


class Wire:
    """One connection to the node at a URL."""

    def __init__(self, url: str) -> None:
        place = urlsplit(url)
        assert place.hostname is not None
        self._connection = http.client.HTTPConnection(place.hostname, place.port)

    def close(self) -> None:
        self._connection.close()

    def post(self, asked: Any) -> bytes:
        """Return the answer's body, unread."""
        self._connection.request("POST", "/", json.dumps(asked), {"content-type": "application/json"})
        return self._connection.getresponse().read()


def logs(url: str, last: int) -> Iterator[bytes]:
    """Return the logs of blocks 1 to `last`, an answer a range."""
    addresses = ["0x" + address.hex() for address in ADDRESSES.values()]
    with closing(Wire(url)) as wire:
        first, size = 1, FIRST_BLOCKS
        while first <= last:
            until = min(last, first + size - 1)
            where = {"fromBlock": hex(first), "toBlock": hex(until), "address": addresses}
            body = wire.post({"jsonrpc": "2.0", "id": 1, "method": "eth_getLogs", "params": [where]})
            yield body
            size = max(1, (until - first + 1) * ANSWER_BYTES // len(body))
            first = until + 1


def receipts(url: str, last: int) -> Iterator[bytes]:
    """Return the receipts of blocks 1 to `last`, some blocks an answer."""
    with closing(Wire(url)) as wire:
        for first in range(1, last + 1, BATCH_BLOCKS):
            numbers = range(first, min(last + 1, first + BATCH_BLOCKS))
            yield wire.post([
                {"jsonrpc": "2.0", "id": number, "method": "eth_getBlockReceipts", "params": [hex(number)]}
                for number in numbers
            ])  # fmt: skip

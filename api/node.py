"""
What the node says now: whether it answers, how far it is, and which block it has where the mirror ends.

Asked at most once in `poll_seconds` for one height, whoever asks: a busy API does not become the node's burden, and a
silent node is waited for once and not by every request.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

import structlog

from ledger.chain.head import Head, read_hash, read_head
from ledger.chain.rpc import Rpc, quantity
from ledger.domain.events import Digest
from ledger.errors import LedgerError

PATIENCE_SECONDS = 3.0
"""How long a verification waits for the node before it says that the node is silent."""

_LOG = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Look:
    """
    One look at the node: its confirmed head, none if it is silent, and whether it is of our chain.

    `hash` is what the node has at the height that was asked for; a chain id alone does not tell two chains apart.
    """

    head: Head | None
    is_ours: bool
    hash: Digest | None = None


class Node:
    """Looks at the node at `url`, and remembers what it saw for `every_seconds`."""

    def __init__(self, url: str, chain_id: int, confirmations: int, every_seconds: float) -> None:
        self._rpc = Rpc(url, PATIENCE_SECONDS, retries_max=0)
        self._chain_id = chain_id
        self._confirmations = confirmations
        self._every_seconds = every_seconds
        self._mutex = threading.Lock()
        self._look = Look(None, is_ours=True)
        self._looked_at = float("-inf")
        self._number = -1  # of the block that the last look was at

    def close(self) -> None:
        self._rpc.close()

    def look(self, number: int = 0) -> Look:
        """
        Return what the node says, not older than `every_seconds`, of itself and of its block `number`.

        The mirror may have a block that came after our last look; that is no fork, and the node is asked anew.
        """
        with self._mutex:
            is_old = time.monotonic() - self._looked_at >= self._every_seconds
            if is_old or number != self._number:
                self._look = self._ask(number)
                self._looked_at, self._number = time.monotonic(), number
            return self._look

    def block_of(self, transaction: bytes) -> int | None:
        """
        Return the number of the block that a transaction, by its hash, stands in; none if the node knows no such one.

        Raises `Unavailable` if the node is silent.
        """
        with self._mutex:
            receipt = self._rpc.call("eth_getTransactionReceipt", ["0x" + transaction.hex()])
        return quantity(receipt["blockNumber"]) if isinstance(receipt, dict) else None

    def _ask(self, number: int) -> Look:
        try:
            chain_id = quantity(self._rpc.call("eth_chainId"))
            head = read_head(self._rpc, self._confirmations)
            return Look(head, chain_id == self._chain_id, read_hash(self._rpc, number))
        except LedgerError as error:
            _LOG.warning("node is silent", code=error.code)
            return Look(None, is_ours=True)

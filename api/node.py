"""
What the node says now: whether it answers, and how far it is.

Asked at most once in `poll_seconds`, whoever asks: a busy API does not become the node's burden, and a silent node is
waited for once and not by every request.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

import structlog

from ledger.chain.head import Head, read_head
from ledger.chain.rpc import Rpc, quantity
from ledger.errors import LedgerError

PATIENCE_SECONDS = 3.0
"""How long a verification waits for the node before it says that the node is silent."""

_LOG = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the node: its confirmed head, none if it is silent, and whether it is of our chain."""

    head: Head | None
    is_ours: bool


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

    def close(self) -> None:
        self._rpc.close()

    def look(self, at_least: int = 0) -> Look:
        """
        Return what the node says, not older than `every_seconds`, nor than block `at_least`.

        The mirror may have a block that came after our last look; that is no fork, and the node is asked anew.
        """
        with self._mutex:
            known = self._look.head.number if self._look.head is not None else at_least
            if known < at_least or time.monotonic() - self._looked_at >= self._every_seconds:
                self._look = self._ask()
                self._looked_at = time.monotonic()
            return self._look

    def _ask(self) -> Look:
        try:
            chain_id = quantity(self._rpc.call("eth_chainId"))
            return Look(read_head(self._rpc, self._confirmations), chain_id == self._chain_id)
        except LedgerError as error:
            _LOG.warning("node is silent", code=error.code)
            return Look(None, is_ours=True)

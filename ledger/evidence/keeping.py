"""
Keeps the evidence of every act just after it was mirrored, in a thread of its own: the mirror never waits for it.

A node forgets the state of old blocks; evidence that was kept does not depend on it.  Of a backlog only the last act
of each certificate is proven, at the mirror's newest block: the state between is gone by then, or soon.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from ledger.domain.events import CertificateId
from ledger.errors import LedgerError
from ledger.evidence.gather import Gathering, keep
from ledger.index import Happening, Observe, Projected
from ledger.store.mirror import Mirror
from ledger.store.queries import blocks
from ledger.store.queries.touched import touched

BATCH_CERTIFICATES = 50
"""Certificates proven before it is looked again at what is new: some seconds of a node's time."""

BACKLOG_BLOCKS = 1_000
"""After a start, acts of so many blocks before the mirror's last are looked at; nodes keep about that much state."""

ENDING_SECONDS = 10.0
"""How long to wait at the end for the batch in hand."""

_LOG = structlog.get_logger()


class Keeping:
    """Follows the mirror.  `observe` is told of what is mirrored and returns at once."""

    def __init__(self, mirror: Mirror, gathering: Gathering) -> None:
        self._mirror = mirror
        self._gathering = gathering
        self._done: int | None = None
        self._waiting: list[CertificateId] = []
        self._news = threading.Event()
        self._stop = threading.Event()
        self._news.set()

    def observe(self, happening: Happening) -> None:
        """Note that blocks were mirrored."""
        if isinstance(happening, Projected):
            self._news.set()

    def stop(self) -> None:
        """End `run` after the batch in hand."""
        self._stop.set()
        self._news.set()

    def run(self) -> None:
        """Keep until stopped.  What fails is said in the log, and the next act is another try."""
        while not self._stop.is_set():
            self._news.wait()
            self._news.clear()
            try:
                while not self._stop.is_set() and self.keep_once():
                    pass
            except LedgerError as error:
                _LOG.warning("no evidence was kept", code=error.code, reason=error.explain("en"))
            except Exception:
                _LOG.exception("no evidence was kept", code="Unexpected")

    def keep_once(self) -> int:
        """
        Keep the evidence of some certificates that were acted on since; return how many, 0 if there is nothing new.

        Raises `Unavailable` if node or database do not answer; then the same are tried again.
        """
        with self._mirror.sessions() as session:
            at = blocks.cursor(session)
            if at is None:
                return 0
            if self._done is None:
                self._done = max(0, at.number - BACKLOG_BLOCKS)
            if not self._waiting:
                self._waiting = touched(session, self._done)
                self._done = at.number
            batch = self._waiting[:BATCH_CERTIFICATES]
            kept = keep(session, self._gathering, batch, at.number) if batch else 0
        self._waiting = self._waiting[len(batch) :]
        return kept


@contextmanager
def keeping(mirror: Mirror, gathering: Gathering, then: Observe) -> Iterator[Observe]:
    """Keep evidence while inside; gives what the indexer is to tell, which tells `then` too."""
    keeper = Keeping(mirror, gathering)
    thread = threading.Thread(target=keeper.run, name="evidence", daemon=True)
    thread.start()

    def tell(happening: Happening) -> None:
        then(happening)
        keeper.observe(happening)

    try:
        yield tell
    finally:
        keeper.stop()
        thread.join(ENDING_SECONDS)

"""
What was signed, kept before it is sent.

One line for each request: the signed transaction, byte for byte.  Whoever stops between signing and sending goes on
by sending the same bytes; whoever asks twice under one request key gets the first transaction, never a second.  The
nonces are given out here, under the file's write lock, so that several processes may share a key's journal.  It knows
no network and no rule.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ledger.domain.events import Key
from ledger.errors import InvalidInput, Unavailable

BUSY_SECONDS = 10.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS sent (
    chain       TEXT    NOT NULL,   -- chain id and genesis hash: a new chain begins a new journal
    request_key TEXT    NOT NULL,
    key         BLOB    NOT NULL,
    nonce       INTEGER NOT NULL,
    content     BLOB    NOT NULL,   -- digest of what was asked: the same request key may not ask two things
    raw         BLOB    NOT NULL,   -- the signed transaction
    hash        BLOB    NOT NULL,
    mined       INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (chain, request_key),
    UNIQUE (chain, key, nonce)
) WITHOUT ROWID
"""

_COLUMNS = "request_key, key, nonce, content, raw, hash"


@dataclass(frozen=True, slots=True)
class Line:
    """One signed request."""

    request_key: str
    key: Key
    nonce: int
    content: bytes
    raw: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to be signed: `sign` makes (signed transaction, its hash) of a nonce."""

    request_key: str
    key: Key
    content: bytes
    sign: Callable[[int], tuple[bytes, bytes]]


class Journal:
    """The journal of one chain, in `file` or, without one, in memory."""

    def __init__(self, file: Path | None, chain: str) -> None:
        """Raises `Unavailable` ("JournalUnusable") if the file is no journal or stays locked."""
        self._chain = chain
        self._file = str(file) if file else ":memory:"
        self._lock = threading.RLock()
        if file:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._connection = sqlite3.connect(
            self._file, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            with self._reading():
                self._connection.execute("PRAGMA journal_mode = WAL")  # one flush to disk for each commit
                self._connection.execute("PRAGMA synchronous = FULL")
            with self._writing():
                self._connection.execute(_SCHEMA)
        except Unavailable:
            self._connection.close()
            raise

    def close(self) -> None:
        self._connection.close()

    def enter(self, requests: Sequence[Request], counts: dict[Key, int]) -> list[tuple[Line, bool]]:
        """
        Give each request its line and whether the line is new; all new ones are on disk when this returns.

        `counts` are the nodes' transaction counts: a new nonce is above both these and the journal's own.
        Raises `InvalidInput` ("RequestKeyReused") if a request key was used for something else.
        """
        lines = []
        with self._writing():
            for request in requests:
                known = self._find(request.request_key)
                if known is None:
                    nonce = max(counts.get(request.key, 0), self._top(request.key) + 1)
                    lines.append((self._add(request, nonce), True))
                elif known.content != request.content:
                    raise InvalidInput("RequestKeyReused", "request_key", request_key=request.request_key)
                else:
                    lines.append((known, False))
        return lines

    def renew(self, request: Request, count: int) -> Line:
        """Sign a request anew, because another transaction has used its nonce up; `count` is the node's."""
        with self._writing():
            self._delete(request.request_key)
            return self._add(request, max(count, self._top(request.key) + 1))

    def fill(self, request: Request, nonce: int) -> Line | None:
        """Put `request` at a nonce that nothing stands at; None if something does."""
        with self._writing():
            if self._rows("key = ? AND nonce = ?", request.key, nonce):
                return None
            self._delete(request.request_key)
            return self._add(request, nonce)

    def withdraw(self, line: Line) -> bool:
        """Forget a line that no node took; return whether later nonces of its key now wait for one in its place."""
        with self._writing():
            self._delete(line.request_key)
            return self._top(line.key) > line.nonce

    def settle(self, lines: Sequence[str]) -> None:
        """Note that the transactions of these request keys are in blocks."""
        with self._writing():
            self._connection.executemany(
                "UPDATE sent SET mined = 1 WHERE chain = ? AND request_key = ?", [(self._chain, each) for each in lines]
            )

    def find(self, request_key: str) -> Line | None:
        """Return the line of a request key."""
        with self._reading():
            return self._find(request_key)

    def waiting(self, key: Key | None = None) -> list[Line]:
        """Return the lines not known to be in blocks, of one key or of all, in the order of their nonces."""
        with self._reading():
            return self._rows("mined = 0 AND key = ?", key) if key else self._rows("mined = 0")

    def since(self, key: Key, nonce: int) -> list[Line]:
        """Return a key's lines from `nonce` on, mined or not."""
        with self._reading():
            return self._rows("key = ? AND nonce >= ?", key, nonce)

    def holding(self, wanted: Collection[bytes]) -> dict[bytes, bytes]:
        """Return, for each of these bytes that stand in a signed transaction, the hash of the last that has them."""
        found: dict[bytes, bytes] = {}
        with self._reading():
            rows = self._connection.execute("SELECT hash, raw FROM sent WHERE chain = ? ORDER BY nonce", (self._chain,))
            for hash_, raw in rows:
                found.update({each: hash_ for each in wanted if each in raw})
        return found

    # Inside a transaction

    def _find(self, request_key: str) -> Line | None:
        found = self._rows("request_key = ?", request_key)
        return found[0] if found else None

    def _top(self, key: Key) -> int:
        (top,) = self._connection.execute(
            "SELECT MAX(nonce) FROM sent WHERE chain = ? AND key = ?", (self._chain, key)
        ).fetchone()
        return -1 if top is None else int(top)

    def _add(self, request: Request, nonce: int) -> Line:
        raw, digest = request.sign(nonce)
        line = Line(request.request_key, request.key, nonce, request.content, raw, digest)
        self._connection.execute(
            f"INSERT INTO sent (chain, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - our own columns
            (self._chain, line.request_key, line.key, line.nonce, line.content, line.raw, line.hash),
        )
        return line

    def _delete(self, request_key: str) -> None:
        self._connection.execute("DELETE FROM sent WHERE chain = ? AND request_key = ?", (self._chain, request_key))

    def _rows(self, where: str, *values: object) -> list[Line]:
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM sent WHERE chain = ? AND {where} ORDER BY key, nonce",  # noqa: S608 - ours
            (self._chain, *values),
        ).fetchall()
        return [Line(row[0], Key(row[1]), *row[2:]) for row in rows]

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the file's write lock, and keep all or nothing."""
        with self._reading():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Keep other threads out of the connection, and tell what SQLite says as an error of ours."""
        with self._lock:
            try:
                yield
            except sqlite3.Error as error:
                raise Unavailable("JournalUnusable", file=self._file, reason=str(error)) from None

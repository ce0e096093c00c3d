"""
The book: every fact of the replay in a file, so that memory stays flat however long the chain is.

What was used last is at hand in memory; what was changed is written back a few thousand at a time, and is in the file
for good from `commit` on, together with what else was put there: a process that is killed at any instant leaves the
last commit whole.  Facts are kept as `codec` writes them.  Without a name the file is a temporary one, of which
nothing is left; with one it is the auditor's checkpoint, which only its owner may read.

What is found by other ways than a fact's own key (`trail`) is in the same file, and so is what waits for its block, in
a table that `hearing` makes, so that all of it is committed with the facts.  Not even in form is it the mirror's
database.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ledger.audit.codec import CODECS, NUMBERED, SHAPES, ContentBroken
from ledger.domain.events import Digest, Position
from ledger.domain.state import Fact, FactKey, Facts
from ledger.errors import Misconfigured

FORM = f"datadeed/book/2 {SHAPES}"
"""How the file is laid out, and what facts are kept as; one of another form is not read."""

NEAR_MAX = 10_000
"""Facts at hand in memory, and keys of which it is known that there is none: some fifteen megabytes of them."""

CHANGED_MAX = 5_000
"""Changed facts, documents and traces that wait to be written: enough that one page of the file is for several."""

PAGES_KIB = 16_384
"""What SQLite may keep of the file in memory."""

BROKEN = (sqlite3.Error, ContentBroken)
"""What a file raises that is damaged, full, in use or no book."""

REASON_MAX = 200
"""Characters of SQLite's words that an error repeats."""

KEY_BYTES = 32
"""Of a key that is a number, so that keys of one kind are in order; no number of a chain is wider."""

NUMBERS = 1 << 8 * KEY_BYTES

Trace = tuple[str, bytes, bytes, bytes]
"""A row of the trail: the kind of what is found, the bytes that it is found under, its own key, and its place."""

_TABLES = """
    CREATE TABLE IF NOT EXISTS facts (place INTEGER PRIMARY KEY, kind TEXT, key BLOB, content BLOB);
    CREATE UNIQUE INDEX IF NOT EXISTS fact_key ON facts (kind, key);
    CREATE INDEX IF NOT EXISTS fact_kind ON facts (kind);
    CREATE TABLE IF NOT EXISTS documents (
        place INTEGER PRIMARY KEY, digest BLOB UNIQUE, block INTEGER, sent INTEGER, log INTEGER
    );
    CREATE TABLE IF NOT EXISTS said (name TEXT PRIMARY KEY, content TEXT);
    CREATE TABLE IF NOT EXISTS trail (
        kind TEXT, under BLOB, own BLOB, place BLOB, PRIMARY KEY (kind, under, own, place)
    ) WITHOUT ROWID;
"""

_WRITE = """
    INSERT INTO facts (kind, key, content) VALUES (?, ?, ?)
    ON CONFLICT (kind, key) DO UPDATE SET content = excluded.content
"""


class Book(Mapping[FactKey, Fact]):
    """
    Facts by their keys, in the order in which they first came; close it at the end.

    Raises one of `BROKEN` wherever the file fails; `unusable` says it to the auditor.  While something is iterated,
    nothing may be changed.
    """

    def __init__(self, file: Path | None = None) -> None:
        self.file = file
        self._near: OrderedDict[FactKey, Fact | None] = OrderedDict()
        self._changed: dict[FactKey, Fact] = {}
        self._documents: dict[Digest, Position] = {}
        self._trail: dict[Trace, None] = {}
        self._trail_before: dict[Trace, None] = {}  # written last
        if file is not None and not file.exists():
            os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        self.base = sqlite3.connect("" if file is None else file, timeout=0.0, isolation_level=None)
        """The file, in a transaction: for who keeps rows in a table of their own."""
        try:
            self._prepare()
        except BaseException:
            self.base.close()
            raise
        self.documents: Mapping[Digest, Position] = _Documents(self)

    def _prepare(self) -> None:
        self.base.execute(f"PRAGMA cache_size = -{PAGES_KIB}")
        self.base.execute("PRAGMA trusted_schema = OFF")
        self.base.execute("PRAGMA locking_mode = EXCLUSIVE")
        if self.file is None:
            self.base.execute("PRAGMA journal_mode = OFF")
            self.base.execute("PRAGMA synchronous = OFF")
        else:
            self.base.execute("PRAGMA journal_mode = WAL")
            self.base.execute("PRAGMA synchronous = NORMAL")
        self.base.executescript(_TABLES)
        self.base.execute("BEGIN IMMEDIATE")
        if not self.said("form"):
            self.say("form", FORM)

    def close(self) -> None:
        """Let go of the file; what was not committed is not in it."""
        self.base.close()

    @property
    def is_of_this_form(self) -> bool:
        """Whether facts are kept there as this version of the program keeps them."""
        return self.said("form") == FORM

    # FACTS

    def get(self, key: FactKey, default: Any = None) -> Any:
        """The fact under a key, or `default`."""
        near = self._near
        found: Fact | None
        if key in near:
            near.move_to_end(key)
            found = near[key]
        else:
            found = self._changed[key] if key in self._changed else self._read(key)
            self._keep_near(key, found)
        return default if found is None else found

    def __getitem__(self, key: FactKey) -> Fact:
        found: Fact | None = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def __contains__(self, key: object) -> bool:
        return self.get(key) is not None  # type: ignore[arg-type]

    def __len__(self) -> int:
        """How many facts there are; none is ever taken out."""
        self.flush()
        return int(self.base.execute("SELECT coalesce(max(place), 0) FROM facts").fetchone()[0])

    def __iter__(self) -> Iterator[FactKey]:
        self.flush()
        for kind, key in self.base.execute("SELECT kind, key FROM facts ORDER BY place"):
            yield _key(kind, key)

    def items(self, without: Callable[[int], bool] = lambda _: False) -> Any:
        """Every key with its fact, read as they are asked for, `without` those at some places."""
        self.flush()
        return (
            (_key(kind, key), CODECS[kind].decode(content))
            for place, kind, key, content in self.base.execute("SELECT * FROM facts ORDER BY place")
            if not without(place)
        )

    def values(self) -> Any:
        """Every fact, read as they are asked for."""
        return (fact for _, fact in self.items())

    def at(self, key: FactKey) -> tuple[int, Fact] | None:
        """
        The fact under a key with its place: 1 for the first that came, and no gaps.

        It is read from the file: what was changed must have been written by `flush`.
        """
        found = "SELECT place, content FROM facts WHERE kind = ? AND key = ?"
        row = self.base.execute(found, _row_key(key)).fetchone()
        return None if row is None else (row[0], CODECS[key[0]].decode(row[1]))

    def of_kinds(self, kinds: Collection[str]) -> Iterator[tuple[FactKey, Fact]]:
        """Every fact of some kinds with its key, kind by kind in the order of `kinds`."""
        self.flush()
        for kind in kinds:
            codec = CODECS[kind]
            rows = self.base.execute("SELECT key, content FROM facts WHERE kind = ? ORDER BY place", (kind,))
            for key, content in rows:
                yield _key(kind, key), codec.decode(content)

    def update(self, changes: Mapping[FactKey, Fact]) -> None:
        """Keep changed facts."""
        for key, fact in changes.items():
            self._changed[key] = fact
            self._keep_near(key, fact)
        if len(self._changed) > CHANGED_MAX:
            self.flush()

    def _keep_near(self, key: FactKey, fact: Fact | None) -> None:
        near = self._near
        near[key] = fact
        near.move_to_end(key)
        if len(near) > NEAR_MAX:
            near.popitem(last=False)

    def _read(self, key: FactKey) -> Fact | None:
        row = self.base.execute("SELECT content FROM facts WHERE kind = ? AND key = ?", _row_key(key)).fetchone()
        return None if row is None else CODECS[key[0]].decode(row[0])

    # DOCUMENTS

    def name_document(self, digest: Digest, position: Position) -> None:
        """Keep where a document's digest was first named."""
        self._documents.setdefault(digest, position)
        if len(self._documents) > CHANGED_MAX:
            self.flush()

    # THE TRAIL

    def leave(self, kind: str, under: bytes, own: bytes, place: bytes = b"") -> None:
        """Keep that something of a kind is found under these bytes; nothing is ever taken out."""
        trace = kind, under, own, place
        if trace not in self._trail_before:
            self._trail[trace] = None
            if len(self._trail) > CHANGED_MAX:
                self.flush()

    def traces(self, kind: str, under: bytes) -> list[tuple[bytes, bytes]]:
        """What of a kind was ever found under these bytes, each with its place, in their order."""
        self.flush()
        asked = "SELECT own, place FROM trail WHERE kind = ? AND under = ? ORDER BY own, place"
        return self.base.execute(asked, (kind, under)).fetchall()

    # THE FILE

    def flush(self) -> None:
        """Write what was changed; it is not committed yet."""
        changed, self._changed = self._changed, {}
        self.base.executemany(_WRITE, ((*_row_key(key), CODECS[key[0]].encode(fact)) for key, fact in changed.items()))
        named, self._documents = self._documents, {}
        self.base.executemany(
            "INSERT OR IGNORE INTO documents (digest, block, sent, log) VALUES (?, ?, ?, ?)",
            ((digest, at.block, at.transaction, at.log) for digest, at in named.items()),
        )
        if self._trail:
            self.base.executemany("INSERT OR IGNORE INTO trail VALUES (?, ?, ?, ?)", sorted(self._trail))
            self._trail_before, self._trail = self._trail, {}

    def commit(self) -> None:
        """Put everything into the file for good, at once."""
        self.flush()
        self.base.execute("COMMIT")
        self.base.execute("BEGIN IMMEDIATE")

    def rollback(self) -> None:
        """Let the book be as it was at the last commit."""
        self._changed.clear()
        self._documents.clear()
        self._trail, self._trail_before = {}, {}
        self._near.clear()
        self.base.execute("ROLLBACK")
        self.base.execute("BEGIN IMMEDIATE")

    def say(self, name: str, content: str) -> None:
        """Keep a text beside the facts, in the same commit as they."""
        self.base.execute("INSERT OR REPLACE INTO said VALUES (?, ?)", (name, content))

    def said(self, name: str) -> str:
        """The text that was kept under a name; empty if there is none."""
        row = self.base.execute("SELECT content FROM said WHERE name = ?", (name,)).fetchone()
        return "" if row is None else str(row[0])

    def digests(self) -> dict[str, dict[str, int | str]]:
        """
        By kind of fact, and for the documents and the trail: how many there are, and SHA-256 of their lines (hex).

        A line is kind, key in hex and the fact's values as JSON; "document", digest in hex, and its position; or
        "trail" and the row's members in hex.  The lines are in the order of the keys.  By these two auditors see
        whether they have the same book, and if not, in what it differs.
        """
        self.flush()
        found: dict[str, dict[str, int | str]] = {}
        for kind in (*CODECS, "document", "trail"):
            summed, count = hashlib.sha256(), 0
            for line in self._lines(kind):
                summed.update(line)
                count += 1
            if count:
                found[kind] = {"count": count, "sha256": "0x" + summed.hexdigest()}
        return found

    def _lines(self, kind: str) -> Iterator[bytes]:
        if kind == "document":
            for digest, *at in self.base.execute("SELECT digest, block, sent, log FROM documents ORDER BY digest"):
                yield b"document %s %d.%d.%d\n" % (digest.hex().encode(), *at)
            return
        if kind == "trail":
            for of, *members in self.base.execute("SELECT * FROM trail ORDER BY kind, under, own, place"):
                yield f"trail {of} {' '.join(member.hex() for member in members)}\n".encode()
            return
        rows = self.base.execute("SELECT key, content FROM facts WHERE kind = ? ORDER BY key", (kind,))
        for key, content in rows:
            yield b"%s %s %s\n" % (kind.encode(), key.hex().encode(), content)

    def each_document(self) -> Iterator[tuple[Digest, Position]]:
        """Every document's digest with the position of the event that first named it, in that order."""
        self.flush()
        for digest, *at in self.base.execute("SELECT digest, block, sent, log FROM documents ORDER BY place"):
            yield Digest(digest), Position(*at)

    def count_documents(self) -> int:
        """How many documents the chain names."""
        self.flush()
        return int(self.base.execute("SELECT count(*) FROM documents").fetchone()[0])

    def document(self, digest: Digest) -> Position | None:
        """Where a document was first named; None if it never was."""
        self.flush()
        found = "SELECT block, sent, log FROM documents WHERE digest = ?"
        row = self.base.execute(found, (digest,)).fetchone()
        return None if row is None else Position(*row)


class _Documents(Mapping[Digest, Position]):
    """The documents of a book, read as they are asked for."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def __getitem__(self, digest: Digest) -> Position:
        found = self._book.document(digest)
        if found is None:
            raise KeyError(digest)
        return found

    def __iter__(self) -> Iterator[Digest]:
        return (digest for digest, _ in self._book.each_document())

    def __len__(self) -> int:
        return self._book.count_documents()

    def items(self) -> Any:
        return self._book.each_document()


def unusable(file: Path | None, broken: Exception) -> Misconfigured:
    """The error that says that a book's file failed, and why."""
    return Misconfigured("AuditBookUnusable", file=str(file or tempfile.gettempdir()), reason=str(broken)[:REASON_MAX])


def facts_of(facts: Facts, kinds: Collection[str]) -> Iterable[tuple[FactKey, Fact]]:
    """Every fact of some kinds with its key; a book need not read the others for it."""
    if isinstance(facts, Book):
        return facts.of_kinds(kinds)
    return ((key, fact) for key, fact in facts.items() if key[0] in kinds)


def _row_key(key: FactKey) -> tuple[str, bytes | None]:
    """A key as the file has it; one that no fact can have is none."""
    kind, value = key
    if isinstance(value, int) is not (kind in NUMBERED):
        return kind, None  # equal to nothing in SQL
    if isinstance(value, bytes):
        return kind, value
    return kind, value.to_bytes(KEY_BYTES, "big") if 0 <= value < NUMBERS else b""


def _key(kind: str, key: bytes) -> FactKey:
    return kind, int.from_bytes(key, "big") if kind in NUMBERED else key

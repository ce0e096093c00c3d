"""
An audit that is recorded: whatever the node and the keeper of documents answer is kept, and becomes a kit.

What is asked is what any audit asks, so a kit holds what an audit needs, and nothing has to be written twice.  Answers
wait in a temporary file: memory stays flat however long the chain is.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import sqlite3
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from ledger.audit.archive import ANSWERS, KINDS, SNAPSHOT, ArchiveWriter
from ledger.audit.documents import Altered, Documents
from ledger.audit.encoding import keccak, octets
from ledger.audit.node import Call, Node, Refusal
from ledger.audit.snapshot import plain
from ledger.errors import Misconfigured

Key = int | str

_TABLES = """
    CREATE TABLE kept (place INTEGER PRIMARY KEY, kind TEXT, key, value BLOB);
    CREATE UNIQUE INDEX kept_key ON kept (kind, key);
"""


_BY_KEY = "SELECT key, value FROM kept WHERE kind = ? ORDER BY key"
_IN_PLACE = "SELECT key, value FROM kept WHERE kind = ? ORDER BY place"


class Kept:
    """Values by kind and key in a temporary file, of which nothing is left; several threads may use it."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._lock = threading.Lock()
        self._base.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_TABLES} BEGIN;")

    def close(self) -> None:
        """Let go of the file, which is gone then."""
        self._base.close()

    def put(self, kind: str, key: Key, value: bytes) -> None:
        """Keep a value; a later one takes its place."""
        with self._lock:
            self._base.execute("INSERT OR REPLACE INTO kept (kind, key, value) VALUES (?, ?, ?)", (kind, key, value))

    def all(self, kind: str) -> Iterator[tuple[Key, bytes]]:
        """Yield keys and values of one kind: documents as they came, the others in the order of their keys."""
        yield from self._base.execute(_IN_PLACE if kind == "documents" else _BY_KEY, (kind,))

    def last(self, kind: str) -> int | None:
        """The greatest number under which one of a kind is kept."""
        found: int | None = self._base.execute("SELECT max(key) FROM kept WHERE kind = ?", (kind,)).fetchone()[0]
        return found


def question(method: str, params: Sequence[Any]) -> str:
    """What a question to a node is kept under, unless it has a place of its own."""
    return "0x" + hashlib.sha256(json.dumps([method, params]).encode()).hexdigest()


class Recording:
    """What one audit was answered.  Close it at the end."""

    def __init__(self) -> None:
        self.kept = Kept()

    def close(self) -> None:
        """Let go of what was recorded."""
        self.kept.close()

    def documents(self, source: Documents) -> Documents:
        """The same documents, recorded as they are read."""
        return _RecordedDocuments(source, self.kept)

    def node(self, url: str, timeout_seconds: float) -> Node:
        """The node at an address, recorded as it answers."""
        return _RecordedNode(url, timeout_seconds, self.kept)

    def write(self, file: Path, pin: Mapping[str, object], snapshot: Path | None, answers: Path | None) -> str:
        """
        Write the kit, whole or not at all, and return its SHA-256 in hexadecimal.

        `snapshot`, compressed or not, and `answers` are files.  Raises `Misconfigured` FileUnwritable.
        """
        about = {
            "version": metadata.version("datadeed"),
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "ledger": dict(pin),
            "lastBlock": self.kept.last("blocks"),
        }
        try:
            with ExitStack() as opened:
                made = opened.enter_context(tempfile.NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}-"))
                writer = ArchiveWriter(made)
                for kind in KINDS:
                    writer.lines(kind, self.kept.all(kind))
                for name, source in ((SNAPSHOT, snapshot), (ANSWERS, answers)):
                    if source is not None:
                        writer.copy(name, plain(opened.enter_context(source.open("rb"))))
                writer.finish(about)
                made.flush()
                os.fsync(made.fileno())
                made.seek(0)
                digest = hashlib.file_digest(made, "sha256").hexdigest()
                file.unlink(missing_ok=True)
                os.link(made.name, file)
        except OSError as error:
            raise Misconfigured("FileUnwritable", file=str(file), reason=error.strerror) from None
        return digest


class _RecordedNode(Node):
    def __init__(self, url: str, timeout_seconds: float, kept: Kept) -> None:
        super().__init__(url, timeout_seconds)
        self._kept = kept

    def try_all(self, calls: Sequence[Call]) -> list[Any]:
        answers = super().try_all(calls)
        for (method, params), answer in zip(calls, answers, strict=True):
            if answer is not None and not isinstance(answer, Refusal):
                self._keep(method, params, answer)
        return answers

    def _keep(self, method: str, params: Sequence[Any], answer: Any) -> None:
        if method == "eth_getBlockByNumber":
            self._kept.put("blocks" if params[1] else "headers", int(params[0], 16), _json(answer))
        elif method == "eth_getBlockReceipts":
            self._kept.put("receipts", int(params[0], 16), _json(answer))
        elif method == "eth_getProof":
            for node in _nodes(answer):
                self._kept.put("nodes", "0x" + keccak(octets(node)).hex(), _json(node))
        else:
            asked = {"method": method, "params": list(params), "answer": answer}
            self._kept.put("calls", question(method, params), _json(asked))


class _RecordedDocuments:
    def __init__(self, source: Documents, kept: Kept) -> None:
        self.name = source.name
        self._source = source
        self._kept = kept

    def get(self, digest: bytes) -> bytes | None:
        key = "0x" + digest.hex()
        try:
            content = self._source.get(digest)
        except Altered:
            self._kept.put("documents", key, b"null")
            raise
        if content is not None:
            self._kept.put("documents", key, _json(base64.b64encode(content).decode()))
        return content

    def close(self) -> None:
        with closing(self._source):
            pass


def _nodes(answer: Any) -> set[str]:
    """The distinct nodes of a proof; of a malformed one, none: what it is worth, the audit says."""
    try:
        nodes = {*answer["accountProof"], *(node for row in answer["storageProof"] for node in row["proof"])}
        return {node for node in nodes if octets(node)}
    except (KeyError, TypeError, ValueError, AttributeError):
        return set()


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()

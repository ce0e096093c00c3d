"""
A kit in a node's place: the same questions, answered from an archive, so that a whole audit runs without any node.

Nothing in it is believed: hashes, roots, proofs and seals are checked as those of a node are.  What the kit does not
hold is a refusal, as of a node that has pruned it, and never a fault.
"""

from __future__ import annotations

import base64
import json
import re
import sqlite3
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ledger.audit.archive import ANSWERS, KINDS, SNAPSHOT, Archive
from ledger.audit.documents import Altered
from ledger.audit.encoding import Item, decode, keccak, octets
from ledger.audit.header import read as read_header
from ledger.audit.node import Call, Node, Refusal
from ledger.audit.recording import question
from ledger.audit.trie import EMPTY_ROOT, Nodes, ProofInvalid, prove
from ledger.errors import Misconfigured, Unavailable

NEAR_MAX = 8
"""Members at hand, unpacked: two of each kind that an audit goes through side by side."""

_LINE = re.compile(rb'\{"key":(?:(\d{1,15})|"(0x[0-9a-f]{64})"),"value":(.*)\}\n', re.ASCII)

_TABLES = """
    CREATE TABLE places (
        kind INTEGER, key, member TEXT, start INTEGER, length INTEGER, PRIMARY KEY (kind, key)
    ) WITHOUT ROWID;
    CREATE TABLE nodes (hash TEXT PRIMARY KEY, node BLOB) WITHOUT ROWID;
"""

UNREADABLE = (KeyError, ValueError, TypeError, AttributeError, RecursionError)


class Kit(Node):
    """
    One kit.  Use as a context manager; opening it reads all of it once.

    Raises `Misconfigured` as `Archive` does.  `digest` is the archive's SHA-256 in hexadecimal; `snapshot` and
    `answers` are the paths of what was published, unpacked, or empty; `documents` is None in a kit without any.
    """

    def __init__(self, file: Path) -> None:
        self._archive = Archive(file)
        self.digest = self._archive.digest
        self.host = f"kit sha256:{self.digest}"
        self.last_block = int(self._archive.manifest["lastBlock"])
        self.documents = KitDocuments(self) if self._archive.names("documents") else None
        self._folder = tempfile.TemporaryDirectory(prefix="deed-kit-")
        self._near: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()
        self._base = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._base.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_TABLES} BEGIN;")
        try:
            for kind in KINDS:
                self._take_in(kind)
            self.snapshot, self.answers = self._unpacked(SNAPSHOT), self._unpacked(ANSWERS)
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self) -> Kit:
        return self

    def __exit__(self, *_: object) -> None:
        self._base.close()
        self._folder.cleanup()
        self._archive.close()

    def try_all(self, calls: Sequence[Call]) -> list[Any]:
        """Answer from the archive; what it does not hold is a `Refusal`, or for a block that is not there, None."""
        with self._lock:
            return [self._answered(method, params) for method, params in calls]

    def value(self, kind: str, key: int | str) -> Any:
        """What the kit holds under a key, or None.  Raises `Unavailable` if it cannot be read."""
        found = self._base.execute(
            "SELECT member, start, length FROM places WHERE kind = ? AND key = ?", (KINDS.index(kind), key)
        ).fetchone()
        if found is None:
            return None
        member, start, length = found
        if member not in self._near:
            self._near[member] = self._archive.content(member)
            if len(self._near) > NEAR_MAX:
                self._near.popitem(last=False)
        self._near.move_to_end(member)
        try:
            return json.loads(self._near[member][start : start + length])
        except UNREADABLE as broken:
            raise self.unreadable(kind, repr(broken)) from broken

    def document(self, digest: bytes) -> Any:
        """A document's text in base64, None if it is not here, False if its keeper held it back."""
        with self._lock:
            key = "0x" + digest.hex()
            content = self.value("documents", key)
            return False if content is None and self._has("documents", key) else content

    # ANSWERS

    def _answered(self, method: str, params: Sequence[Any]) -> Any:
        if method == "eth_blockNumber":
            return hex(self.last_block)
        if method == "eth_getBlockByNumber":
            return self._block(int(params[0], 16), whole=params[1])
        if method == "eth_getBlockReceipts":
            found = self.value("receipts", int(params[0], 16))
        elif method == "eth_getProof":
            return self._proof(method, *params)
        else:
            asked = self.value("calls", question(method, params))
            found = asked.get("answer") if isinstance(asked, dict) else None
        return Refusal(method, "the kit does not hold it") if found is None else found

    def _block(self, number: int, *, whole: bool) -> Any:
        if whole:
            return self.value("blocks", number)
        found = self.value("headers", number)
        if found is not None:
            return found
        found = self.value("blocks", number)
        try:
            return found and {**found, "transactions": [each["hash"] for each in found["transactions"]]}
        except UNREADABLE as broken:
            raise self.unreadable("eth_getBlockByNumber", repr(broken)) from broken

    def _proof(self, method: str, address: str, keys: Sequence[str], block: str) -> Any:
        """A proof for an account and any of its slots (EIP-1186), put together from the kept nodes."""
        found = self._block(int(block, 16), whole=False)
        try:
            root = read_header(found).state_root
        except UNREADABLE as broken:
            raise self.unreadable(method, repr(broken)) from broken
        path = _Path(self)
        if not path.has(root):
            return Refusal(method, "the kit does not hold the state of that block")
        value = path.walk(root, keccak(octets(address)))
        answer: dict[str, Any] = {"address": address, "accountProof": path.taken(), "storageProof": []}
        root = EMPTY_ROOT if value is None else _storage_root(value)
        for key in keys:
            path.walk(root, keccak(octets(key)))
            answer["storageProof"].append({"key": key, "proof": path.taken()})
        return answer

    def node(self, digest: bytes) -> bytes | None:
        """The encoded node that is kept under a hash, whatever it hashes to."""
        found = self._base.execute("SELECT node FROM nodes WHERE hash = ?", ("0x" + digest.hex(),)).fetchone()
        return None if found is None else bytes(found[0])

    # OPENING

    def _unpacked(self, name: str) -> str:
        """The path of a long member, unpacked; empty if the kit has none."""
        if not self._archive.has(name):
            return ""
        path = Path(self._folder.name, name)
        with path.open("wb") as file:
            self._archive.unpack(name, file)
        return str(path)

    def _has(self, kind: str, key: int | str) -> bool:
        asked = (KINDS.index(kind), key)
        return self._base.execute("SELECT 1 FROM places WHERE kind = ? AND key = ?", asked).fetchone() is not None

    def _take_in(self, kind: str) -> None:
        """Note where each line is; the nodes of the tries, which are looked up all over, are taken out whole."""
        before: int | str | None = None
        for member in self._archive.names(kind):
            content, end = self._archive.content(member), 0
            for line in _LINE.finditer(content):
                key: int | str = int(line[1]) if line[1] else line[2].decode()
                is_behind = before is None or (type(before) is type(key) and key > before)  # type: ignore[operator]
                if line.start() != end or not (is_behind or kind == "documents"):
                    break
                before, end = key, line.end()
                self._note(kind, key, member, line)
            if end != len(content):
                raise self._broken(member, f"byte {end}")

    def _note(self, kind: str, key: int | str, member: str, line: re.Match[bytes]) -> None:
        start, end = line.span(3)
        try:
            if kind == "nodes":
                row = (key, octets(json.loads(line[3])))
                self._base.execute("INSERT INTO nodes VALUES (?, ?)", row)
            else:
                place = (KINDS.index(kind), key, member, start, end - start)
                self._base.execute("INSERT INTO places VALUES (?, ?, ?, ?, ?)", place)
        except (sqlite3.IntegrityError, *UNREADABLE) as broken:
            raise self._broken(member, f"byte {line.start()}: {broken}") from None

    def _broken(self, member: str, reason: str) -> Misconfigured:
        return Misconfigured("AuditKitBroken", file=str(self._archive.file), member=member, reason=reason[:200])


class KitDocuments:
    """The documents of a kit."""

    name = "kit"

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    def get(self, digest: bytes) -> bytes | None:
        """The bytes kept under `digest`, or None.  Raises `Altered` where their keeper held them back as altered."""
        content = self._kit.document(digest)
        if content is False:
            raise Altered
        if content is None:
            return None
        try:
            return base64.b64decode(content, validate=True)
        except (ValueError, TypeError) as broken:
            raise Unavailable("AuditSourceSilent", source=self.name, reason=str(broken)[:200]) from broken

    def close(self) -> None:
        """The kit is closed by whoever opened it."""


class _Path(Nodes):
    """The nodes on the way to keys, each looked up once, and for one key in the order in which a proof has them."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._texts: dict[bytes, str] = {}
        self._taken: list[str] = []

    def has(self, root: bytes) -> bool:
        return root == EMPTY_ROOT or self._kit.node(root) is not None

    def at(self, digest: bytes) -> Item:
        if digest not in self._texts:
            encoded = self._kit.node(digest)
            if encoded is None:
                raise Unavailable("AuditKitWithoutProof", host=self._kit.host, node="0x" + digest.hex())
            self._texts[digest], self._encoded[digest] = "0x" + encoded.hex(), encoded
        self._taken.append(self._texts[digest])
        return super().at(digest)

    def walk(self, root: bytes, key: bytes) -> bytes | None:
        """Go from the root to a key as far as it goes; what the proof is worth, the audit says."""
        try:
            return prove(root, key, self)
        except ProofInvalid:
            return None

    def taken(self) -> list[str]:
        """The nodes since this was asked the last time."""
        taken, self._taken = self._taken, []
        return taken


def _storage_root(account: bytes) -> bytes:
    try:
        return bytes(decode(account)[2])  # type: ignore[arg-type]
    except UNREADABLE:
        return EMPTY_ROOT

"""
The published snapshot: GET /v1/snapshot of the audited service, or a file with the same lines.

NDJSON (one JSON object a line): a header that pins chain, contracts and block; one fact a line, as `kind` and `fact`,
in the order of kinds' names and then of keys; at last how many facts there were and the SHA-256 of all lines before, so
that nothing can be cut off unseen.  Plain or as a gzip file, it is read as a stream: memory stays flat however long it
is.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import httpx

from ledger.audit.encoding import octets
from ledger.audit.node import host_of, shown
from ledger.domain.state import FACTS, FactKey
from ledger.errors import Misconfigured, Unavailable
from ledger.tls import trusted

SCHEMA = "datadeed/snapshot/3"

GZIP_MAGIC = b"\x1f\x8b"

KEYS: Mapping[str, str] = {fact.KIND: fact.KEY for fact in FACTS}
"""The field of each kind of fact that is its key; none of what there is only one.  Any other kind is without ground."""

LINE_BYTES_MAX = 1_048_576
"""Longest line; a participant with 32 keys or a certificate with 16 holders is about 3 kB."""


class SnapshotBroken(Exception):
    """The snapshot is not whole, or not a snapshot: by which line, and what was there."""

    def __init__(self, expected: str, found: str) -> None:
        super().__init__(expected, found)
        self.expected = expected
        self.found = found


@dataclass(frozen=True, slots=True)
class Header:
    """The first line: of which ledger, at which block."""

    chain_id: int
    contracts: Mapping[str, bytes]
    block: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Row:
    """One published fact."""

    key: FactKey
    fields: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """What the fact is about."""
        return self.key[0]


class Snapshot:
    """
    A snapshot that is being read.  Use as a context manager; `header` is there at once, `rows` once.

    What a service publishes is fetched to a file first: it would not wait for a replay that takes an hour.
    """

    def __init__(self, source: str, timeout_seconds: float, api_key: str = "", stream: IO[bytes] | None = None) -> None:
        """With `stream` the bytes are there already, and `source` is only the name to call them by."""
        self._source = source
        self._stream = stream
        self._timeout_seconds = timeout_seconds
        self._api_key = api_key
        self._open = ExitStack()
        self._digest = hashlib.sha256()
        self._rows = 0
        self._is_remote = source.startswith(("http://", "https://"))
        self.name = host_of(source) if self._is_remote else "file"

    def __enter__(self) -> Snapshot:
        """Read the header.  Raises `Unavailable` if nobody answers, `SnapshotBroken` if it is no snapshot."""
        try:
            self._file = plain(self._fetched() if self._is_remote else self._opened())
            self.header = self._header()
        except BaseException:
            self._open.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def rows(self) -> Iterator[Row]:
        """Yield every fact.  Raises `SnapshotBroken` at the end if the last line does not fit what came before it."""
        before: FactKey | None = None
        for number, line in enumerate(iter(self._line, b""), start=2):
            record = _record(line, number)
            if "kind" not in record:
                self._check_end(record)
                return
            self._digest.update(line)
            self._rows += 1
            row = _row(record, number)
            if before is not None and not _is_behind(row.key, before):
                raise SnapshotBroken("facts in the order of kinds and keys, each once", f"line {number}: {row.kind}")
            before = row.key
            yield row
        raise SnapshotBroken("a last line with count and digest", f"{self._rows} facts and no last line")

    def _header(self) -> Header:
        line = self._line()
        self._digest.update(line)
        record = _record(line, 1)
        try:
            if record["schema"] != SCHEMA:
                raise ValueError(str(record["schema"]))
            return Header(
                int(record["chainId"]),
                {str(name): octets(address, 20) for name, address in record["contracts"].items()},
                int(record["block"]),
                octets(record["hash"], 32),
            )
        except (AttributeError, KeyError, ValueError, TypeError, OverflowError) as broken:
            raise SnapshotBroken(SCHEMA, repr(broken)) from broken

    def _check_end(self, record: Mapping[str, Any]) -> None:
        if record.get("count") != self._rows:
            raise SnapshotBroken(f"{record.get('count')} facts", f"{self._rows} facts")
        digest = self._digest.hexdigest()
        if str(record.get("sha256", "")).removeprefix("0x") != digest:
            raise SnapshotBroken(str(record.get("sha256")), digest)
        if self._line():
            raise SnapshotBroken("nothing after the last line", "more lines")

    def _line(self) -> bytes:
        """The next line, or nothing at the end.  Raises `SnapshotBroken` where a compressed file breaks off."""
        try:
            return self._file.readline(LINE_BYTES_MAX)
        except (OSError, EOFError, zlib.error) as broken:
            raise SnapshotBroken("a whole file", repr(broken)) from broken

    def _opened(self) -> IO[bytes]:
        file = Path(self._source)
        if not file.is_file():
            raise Misconfigured("AuditSourceMissing", source=self._source)
        return self._open.enter_context(file.open("rb"))

    def _fetched(self) -> IO[bytes]:
        file = self._open.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
        fetch(self._source, file, self._timeout_seconds, self._api_key)
        file.seek(0)
        return file


def fetch(url: str, file: IO[bytes], timeout_seconds: float, api_key: str = "") -> None:
    """Write what the service at `url` publishes to a file, as it is sent: gzip or not.  Raises `Unavailable`."""
    asked = f"{url.rstrip('/')}/v1/snapshot"
    headers = shown(api_key) | {"accept-encoding": "gzip"}
    try:
        with httpx.stream("GET", asked, verify=trusted(), timeout=timeout_seconds, headers=headers) as answer:
            if answer.status_code != httpx.codes.OK:
                raise Unavailable("AuditSourceSilent", source=host_of(url), reason=f"HTTP {answer.status_code}")
            for part in answer.iter_raw():
                file.write(part)
    except httpx.HTTPError as broken:
        reason = str(broken) or type(broken).__name__
        raise Unavailable("AuditSourceSilent", source=host_of(url), reason=reason) from broken


def plain(file: IO[bytes]) -> IO[bytes]:
    """A file as it reads when it is no longer compressed: itself, if it never was."""
    magic = file.read(len(GZIP_MAGIC))
    file.seek(0)
    return cast(IO[bytes], gzip.GzipFile(fileobj=file)) if magic == GZIP_MAGIC else file


def _is_behind(key: FactKey, before: FactKey) -> bool:
    """Say whether a key comes after another in the order of a snapshot; keys of one kind are of one type."""
    if key[0] != before[0]:
        return key[0] > before[0]
    return type(key[1]) is type(before[1]) and key[1] > before[1]  # type: ignore[operator]


def _record(line: bytes, number: int) -> Mapping[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as broken:
        raise SnapshotBroken("a JSON object", f"line {number}: {broken}") from broken
    if not isinstance(record, dict):
        raise SnapshotBroken("a JSON object", f"line {number}: {line[:80]!r}")
    return record


def _row(record: Mapping[str, Any], number: int) -> Row:
    kind, fact = str(record["kind"]), record.get("fact")
    if not isinstance(fact, dict):
        raise SnapshotBroken("a fact", f"line {number}: {str(fact)[:80]}")
    try:
        key = fact[KEYS[kind]] if KEYS.get(kind) else 0
        value = octets(key) if isinstance(key, str) and key.startswith("0x") else int(key)
    except (KeyError, ValueError, TypeError, OverflowError) as broken:
        raise SnapshotBroken(f"the key of a {kind}", f"line {number}: {broken!r}") from broken
    return Row((kind, value), fact)

"""
The audit kit as a file: a zip archive of JSON lines in members of some size, and a manifest of their digests.

    headers/000000.ndjson     bare blocks before the contracts, by number
    blocks/000000.ndjson      whole blocks, by number
    receipts/000000.ndjson    the receipts of blocks that have any, by number
    nodes/000000.ndjson       nodes of the tries that prove the storage, by their hashes
    calls/000000.ndjson       whatever else the audit asks a node, by the digest of the question
    documents/000000.ndjson   documents in base64, by their digests; null for one that its keeper holds back as altered
    snapshot.ndjson           the published snapshot
    answers.ndjson            the exported answers
    manifest.json             schema, chain, last block; every member's name, bytes and SHA-256

Each line is `{"key":…,"value":…}`.  That a kit is whole says nothing of its truth: whoever made it made the manifest
too.  What it holds is checked as a node's answers are.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from ledger.errors import Misconfigured

SCHEMA = "datadeed/audit-kit/1"

KINDS = ("headers", "blocks", "receipts", "nodes", "calls", "documents")
"""The kinds of lines, in the order in which an archive has them."""

SNAPSHOT, ANSWERS, MANIFEST = "snapshot.ndjson", "answers.ndjson", "manifest.json"

MEMBER_BYTES = 1_048_576
"""A member is closed when it has so many bytes: one look-up unpacks one of them."""

MEMBER_BYTES_MAX = 67_108_864
"""Longest member of lines: one line beyond `MEMBER_BYTES`, a document of 16 MiB in base64 at most, with room."""

MANIFEST_BYTES_MAX = 16_777_216
"""Longest manifest: a hundred thousand members, as many gigabytes of evidence."""

RATIO_MAX = 200
"""So many times may a member be longer unpacked: empty blocks in hexadecimal reach a tenth of it."""

COMPRESSION = 3
"""zlib's level: evidence is mostly hashes in hexadecimal, of which higher levels make little less in far more time."""

PART_BYTES = 1_048_576
"""Bytes of a long member that are in memory at a time."""

_NAME = re.compile(rf"(?:{'|'.join(KINDS)})/\d{{6}}\.ndjson", re.ASCII)
_ENCRYPTED = 0x1
_LOCAL_HEADER_BYTES = 30
_UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, ValueError)


# WRITE


class ArchiveWriter:
    """Writes one archive, member after member, in the order of `KINDS`."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION)
        self._members: list[dict[str, Any]] = []

    def lines(self, kind: str, rows: Iterable[tuple[int | str, bytes]]) -> int:
        """Write lines of one kind from keys and values, which are JSON already; return how many there were."""
        part, count, number = bytearray(), 0, 0
        for key, value in rows:
            part += b'{"key":' + json.dumps(key).encode() + b',"value":' + value + b"}\n"
            count += 1
            if len(part) >= MEMBER_BYTES:
                self._member(f"{kind}/{number:06}.ndjson", [bytes(part)])
                part, number = bytearray(), number + 1
        if part:
            self._member(f"{kind}/{number:06}.ndjson", [bytes(part)])
        return count

    def copy(self, name: str, stream: IO[bytes]) -> None:
        """Write a member that is a file of its own."""
        self._member(name, iter(lambda: stream.read(PART_BYTES), b""))

    def finish(self, about: Mapping[str, object]) -> None:
        """Write the manifest, with `about` in it, and end the archive."""
        manifest = {"schema": SCHEMA, **about, "members": self._members}
        self._zip.writestr(zipfile.ZipInfo(MANIFEST), json.dumps(manifest, indent=1).encode(), zipfile.ZIP_DEFLATED)
        self._zip.close()

    def _member(self, name: str, parts: Iterable[bytes]) -> None:
        digest, size = hashlib.sha256(), 0
        with self._zip.open(name, "w", force_zip64=True) as member:
            for part in parts:
                digest.update(part)
                size += len(part)
                member.write(part)
        self._members.append({"name": name, "bytes": size, "sha256": digest.hexdigest()})


# READ


class Archive:
    """
    An archive whose members are what its manifest says.  Close it at the end.

    Raises `Misconfigured`, at once and by name, for one that is missing, broken off, altered, of another version, has
    members that do not belong to it or stand in another order, or would unpack to far more than it is.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        if not file.is_file():
            raise Misconfigured("AuditKitMissing", file=str(file))
        with self._reading(""):
            with file.open("rb") as content:
                self.digest = hashlib.file_digest(content, "sha256").hexdigest()
            self._zip = zipfile.ZipFile(file)
        try:
            self._infos = self._zip.infolist()
            self.manifest = self._manifest()
            self._check_names()
            self._check_sizes()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    def names(self, kind: str) -> list[str]:
        """The members with lines of a kind, in their order."""
        return [info.filename for info in self._infos if info.filename.startswith(f"{kind}/")]

    def has(self, name: str) -> bool:
        """Whether there is a member of this name."""
        return any(info.filename == name for info in self._infos)

    def content(self, name: str) -> bytes:
        """All bytes of a member of lines, against its digest.  Raises `Misconfigured` if they are others."""
        with self._reading(name):
            content = self._zip.read(name)
        self._check_digest(name, hashlib.sha256(content).hexdigest())
        return content

    def unpack(self, name: str, file: IO[bytes]) -> None:
        """Write a long member to a file.  Raises `Misconfigured` as `content` does."""
        digest = hashlib.sha256()
        with self._reading(name), self._zip.open(name) as member:
            while part := member.read(PART_BYTES):
                digest.update(part)
                file.write(part)
        self._check_digest(name, digest.hexdigest())

    @contextmanager
    def _reading(self, name: str) -> Iterator[None]:
        try:
            yield
        except _UNREADABLE as broken:
            raise Misconfigured("AuditKitBroken", file=str(self.file), member=name, reason=str(broken)[:200]) from None

    def _manifest(self) -> Mapping[str, Any]:
        if not self._infos or self._infos[-1].filename != MANIFEST:
            raise Misconfigured("AuditKitBroken", file=str(self.file), member=MANIFEST, reason="it is not the last")
        if self._infos[-1].file_size > MANIFEST_BYTES_MAX:
            raise Misconfigured("AuditKitTooLarge", file=str(self.file), member=MANIFEST, limit=MANIFEST_BYTES_MAX)
        with self._reading(MANIFEST):
            try:
                manifest = json.loads(self._zip.read(MANIFEST))
                if manifest["schema"] != SCHEMA:
                    raise Misconfigured(
                        "AuditKitVersion", file=str(self.file), expected=SCHEMA, found=str(manifest["schema"])[:80]
                    )
                self._digests = {str(each["name"]): str(each["sha256"]) for each in manifest["members"]}
                int(manifest["lastBlock"])
            except (KeyError, TypeError, AttributeError, OverflowError, RecursionError) as broken:
                raise ValueError(repr(broken)) from broken
        return dict(manifest)

    def _check_names(self) -> None:
        names = [info.filename for info in self._infos[:-1]]
        for name in names:
            if name not in self._digests or not (name in (SNAPSHOT, ANSWERS) or _NAME.fullmatch(name)):
                raise Misconfigured("AuditKitForeign", file=str(self.file), member=repr(name)[:200])
        for name in set(self._digests).difference(names):
            raise Misconfigured("AuditKitIncomplete", file=str(self.file), member=name[:200])
        if names != sorted(set(names), key=_place):
            raise Misconfigured("AuditKitUnordered", file=str(self.file))

    def _check_sizes(self) -> None:
        behind = 0
        for info in self._infos:
            name = info.filename
            is_readable = info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
            if info.flag_bits & _ENCRYPTED or not is_readable or info.header_offset < behind:
                raise Misconfigured("AuditKitBroken", file=str(self.file), member=name, reason="no plain member")
            behind = info.header_offset + _LOCAL_HEADER_BYTES + info.compress_size
            limit = info.compress_size * RATIO_MAX
            if name not in (SNAPSHOT, ANSWERS):
                limit = min(limit, MEMBER_BYTES_MAX)
            if info.file_size > limit:
                raise Misconfigured("AuditKitTooLarge", file=str(self.file), member=name, limit=limit)

    def _check_digest(self, name: str, found: str) -> None:
        if found != self._digests[name]:
            raise Misconfigured(
                "AuditKitAltered", file=str(self.file), member=name, expected=self._digests[name], found=found
            )


def _place(name: str) -> tuple[int, str]:
    """Where a member belongs: lines in the order of their kinds, then snapshot and answers."""
    kind = name.partition("/")[0]
    return ([*KINDS, SNAPSHOT, ANSWERS].index(kind), name)

"""
Documents: bytes against the digests that stand on the chain.

The source is a directory that holds documents under the hexadecimal names of their digests, folders being part of the
name, or a service that hands them out by digest.  Whoever altered a document cannot alter its digest, for that is on
the chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

import httpx

from ledger.audit.node import host_of, shown
from ledger.audit.report import Layer, Notes
from ledger.domain.events import Digest, Position
from ledger.errors import Misconfigured, Unavailable
from ledger.tls import trusted

DOCUMENT_BYTES_MAX = 16_777_216
"""Longest document that is read; a certificate document is about 4 kB."""

DIGEST_DIGITS = 64
GONE = (404, 410)


class Altered(Exception):
    """The service itself says that the document was altered, and does not hand it out."""


class Documents(Protocol):
    """Where documents are."""

    name: str

    def get(self, digest: bytes) -> bytes | None:
        """
        The bytes that are kept under `digest`, or None.

        Raises `Altered` if the source holds other bytes back, `Unavailable` if it does not answer.
        """

    def close(self) -> None:
        """Let go of the source."""


class Directory:
    """Documents in files."""

    def __init__(self, directory: Path) -> None:
        if not directory.is_dir():
            raise Misconfigured("AuditSourceMissing", source=str(directory))
        self.name = "directory"
        self._files = {_digest_in(file.relative_to(directory)): file for file in directory.rglob("*") if file.is_file()}

    def get(self, digest: bytes) -> bytes | None:
        file = self._files.get(digest.hex())
        if file is None:
            return None
        try:
            return file.read_bytes() if file.stat().st_size <= DOCUMENT_BYTES_MAX else b""
        except OSError as broken:
            raise Unavailable("AuditSourceSilent", source=str(file), reason=str(broken)) from broken

    def close(self) -> None:
        """There is nothing to let go of."""


class Remote:
    """Documents behind GET /v1/documents/{digest}."""

    def __init__(self, url: str, timeout_seconds: float, api_key: str = "") -> None:
        self.name = host_of(url)
        self._client = httpx.Client(
            base_url=url.rstrip("/"), verify=trusted(), timeout=timeout_seconds, headers=shown(api_key)
        )

    def get(self, digest: bytes) -> bytes | None:
        try:
            with self._client.stream("GET", f"/v1/documents/0x{digest.hex()}") as answer:
                content = _read(answer)
        except httpx.HTTPError as broken:
            reason = str(broken) or type(broken).__name__
            raise Unavailable("AuditSourceSilent", source=self.name, reason=reason) from broken
        if answer.status_code in GONE:
            return None
        if _code_of(answer, content) == "DocumentAltered":
            raise Altered
        if answer.status_code != httpx.codes.OK:
            reason = f"HTTP {answer.status_code}"
            raise Unavailable("AuditSourceSilent", source=self.name, reason=reason)
        return content

    def close(self) -> None:
        self._client.close()


def documents_at(source: str | Documents, timeout_seconds: float, api_key: str = "") -> Documents:
    """The source behind a URL or a path, or the one that is given.  Raises `Misconfigured` if there is none."""
    if not isinstance(source, str):
        return source
    if source.startswith(("http://", "https://")):
        return Remote(source, timeout_seconds, api_key)
    return Directory(Path(source))


def _read(answer: httpx.Response) -> bytes:
    """The body; nothing of one that is longer than any document is."""
    content = bytearray()
    for part in answer.iter_bytes():
        content += part
        if len(content) > DOCUMENT_BYTES_MAX:
            return b""
    return bytes(content)


def _code_of(answer: httpx.Response, content: bytes) -> object:
    """The code of a problem document (RFC 9457), if the answer is one."""
    if "problem+json" not in answer.headers.get("content-type", ""):
        return None
    try:
        problem = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return problem.get("code") if isinstance(problem, dict) else None


def _digest_in(path: Path) -> str:
    """The last 64 characters of folders and file name together: both "ab/cd….json" and "abcd…" name a digest."""
    return "".join(path.with_suffix("").parts).lower()[-DIGEST_DIGITS:]


def compare_documents(
    documents: Documents,
    digests: Mapping[Digest, Position],
    notes: Notes,
    progress: Callable[[int], None],
) -> None:
    """
    Hash every document that the chain names.  A missing one is a doubt, not a fault: it may have been erased (P9).
    """
    for done, (digest, position) in enumerate(digests.items(), start=1):
        name = "0x" + digest.hex()
        notes.count(Layer.DOCUMENTS, "documents")
        progress(done)
        try:
            content = documents.get(digest)
        except Altered:
            notes.find("DocumentAltered", position, name, name, "other bytes, held back")
            continue
        if content is None:
            notes.find("DocumentMissing", position, name, name, None)
        elif (found := hashlib.sha256(content).digest()) != digest:
            notes.find("DocumentAltered", position, name, name, "0x" + found.hex())

"""
Documents by the digest of their bytes.

The chain keeps digests only (P9); the bytes stand here, each in a file that is named by its digest.  A file is written
whole or not at all, and what is read is digested again: a document altered on disk is never handed out.

A document that is erased leaves a tombstone, in the folder `erased` beside the documents.  Where one stands the
document is neither read nor ever kept again, whoever brings it: a repeated request, or an old backup.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from ledger.domain.events import Digest
from ledger.errors import Inconsistent, NotFound, Unavailable

TOMBSTONE = ".json"
"""How the name of a tombstone's file ends; a document's file has no ending."""

_NAME = re.compile(r"[0-9a-f]{64}", re.ASCII)


class DocumentErased(NotFound):
    """The document was here and was erased (RFC 9110 §15.5.11)."""

    status = 410


class ErasureReason(StrEnum):
    """Why a document was erased: a closed list, so that a tombstone has no personal data."""

    REQUEST = "request"  # 个人信息主体请求删除（个人信息保护法第四十七条）
    RETENTION = "retention"  # 保存期限届满
    ORDER = "order"  # 法院或主管部门决定
    MISTAKE = "mistake"  # 误存


@dataclass(frozen=True, slots=True)
class Tombstone:
    """That a document was erased: its digest, when (unix seconds), why, and by whom (a unified social credit code)."""

    digest: Digest
    erased_at: int
    reason: ErasureReason
    by: str

    @property
    def fields(self) -> dict[str, Any]:
        return {**asdict(self), "digest": self.digest.hex(), "reason": self.reason.value}

    @classmethod
    def parse(cls, text: str | bytes) -> Tombstone:
        """Read a tombstone.  Raises `ValueError`, `KeyError` or `TypeError` for what is none."""
        said = json.loads(text)
        digest = Digest(bytes.fromhex(said["digest"]))
        if len(digest) != hashlib.sha256().digest_size:
            raise ValueError("no digest")
        return cls(digest, int(said["erased_at"]), ErasureReason(said["reason"]), str(said["by"]))


class Documents:
    """A directory of documents, made at the first `put`; its tombstones are in the folder beside it."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._erased = directory.with_name("erased")

    def path(self, digest: bytes) -> Path:
        """Return where the document with this digest stands, if it is here; 256 folders keep each short."""
        name = digest.hex()
        return self._directory / name[:2] / name[2:]

    def put(self, content: bytes) -> Digest:
        """
        Keep `content` and return its SHA-256 digest.  Keeping it twice is keeping it once; an altered file is replaced.

        Raises `Unavailable` if it cannot be written, `DocumentErased` if it may not; then nothing of it is here.
        """
        digest = Digest(hashlib.sha256(content).digest())
        self._require_not_erased(digest)
        path = self.path(digest)
        try:
            if not (path.exists() and path.read_bytes() == content):
                path.parent.mkdir(parents=True, exist_ok=True)
                with whole_file(path) as file:
                    file.write(content)
        except OSError as error:
            raise Unavailable("DocumentsUnavailable", path=str(path), reason=error.strerror) from error
        return digest

    def put_many(self, contents: Sequence[bytes]) -> list[Digest]:
        """
        Keep many documents, all safe on disk when this returns, with one flush for all of them; otherwise as `put`.

        Meant for documents that nobody has named yet: after a power cut a file may be here in part, which `get` tells.
        """
        digests = [Digest(hashlib.sha256(content).digest()) for content in contents]
        for digest in digests if self._erased.exists() else ():
            self._require_not_erased(digest)
        for digest, content in zip(digests, contents, strict=True):
            path = self.path(digest)
            beside = path.with_name(f".new-{digest.hex()}")
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                beside.replace(path)
            except OSError as error:
                beside.unlink(missing_ok=True)
                raise Unavailable("DocumentsUnavailable", path=str(path), reason=error.strerror) from error
        os.sync()
        return digests

    def get(self, digest: bytes) -> bytes | None:
        """
        Return the document with this digest; none if it is not here.

        Raises `Inconsistent` if the file has other bytes than the digest says, `Unavailable` if it cannot be read,
        `DocumentErased` if it was erased.
        """
        self._require_not_erased(digest)
        path = self.path(digest)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Unavailable("DocumentsUnavailable", path=str(path), reason=error.strerror) from error
        found = hashlib.sha256(content).digest()
        if found != digest:
            raise Inconsistent("DocumentAltered", digest=digest.hex(), found=found.hex())
        return content

    # ERASING

    def erase(self, tombstone: Tombstone) -> Tombstone:
        """
        Erase a document for good and return its tombstone: the first one, if it was erased before.

        The tombstone stands before the document goes, so that a crash between the two is finished by erasing again, and
        the document is out of reach meanwhile.  Also for a document that is not here.  Raises `Unavailable`.
        """
        place = self._tomb(tombstone.digest)
        try:
            standing = self.tombstone(tombstone.digest)
            if standing is None:
                place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                with whole_file(place) as file:
                    file.write(json.dumps(tombstone.fields).encode())
            path = self.path(tombstone.digest)
            path.unlink(missing_ok=True)
            if path.parent.exists():
                sync_folder(path.parent)
        except OSError as error:
            raise Unavailable("DocumentsUnavailable", path=str(place), reason=error.strerror) from error
        return standing or tombstone

    def tombstone(self, digest: bytes) -> Tombstone | None:
        """Return what stands in the place of an erased document.  Raises `Inconsistent` TombstoneDamaged."""
        place = self._tomb(digest)
        try:
            text = place.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Unavailable("DocumentsUnavailable", path=str(place), reason=error.strerror) from error
        try:
            found = Tombstone.parse(text)
        except (ValueError, KeyError, TypeError):
            raise Inconsistent("TombstoneDamaged", digest=digest.hex()) from None
        if found.digest != digest:
            raise Inconsistent("TombstoneDamaged", digest=digest.hex())
        return found

    def tombstones(self) -> Iterator[Tombstone]:
        """Return all tombstones, in the order of their digests."""
        try:
            names = sorted(each.name.removesuffix(TOMBSTONE) for each in self._erased.iterdir())
        except FileNotFoundError:
            return
        except OSError as error:
            raise Unavailable("DocumentsUnavailable", path=str(self._erased), reason=error.strerror) from error
        for name in names:
            if _NAME.fullmatch(name) and (found := self.tombstone(bytes.fromhex(name))) is not None:
                yield found

    def _tomb(self, digest: bytes) -> Path:
        return self._erased / (digest.hex() + TOMBSTONE)

    def _require_not_erased(self, digest: bytes) -> None:
        erased = self.tombstone(digest)
        if erased is not None:
            facts = {"erased_at": erased.erased_at, "erasure": erased.reason.value, "by": erased.by}
            raise DocumentErased("DocumentErased", digest="0x" + digest.hex(), **facts)


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """
    Give a file to write, which at the end stands at `path`, safe on disk and readable by its owner only.

    It is written beside: never is a part of it there under that name, and nothing is left if writing fails.  The folder
    must be there.  Raises `OSError` as the disk does.
    """
    handle, beside = tempfile.mkstemp(prefix=".new-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder safe on disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

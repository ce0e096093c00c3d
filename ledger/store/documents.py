"""
Documents by the digest of their bytes.

The chain keeps digests only (P9); the bytes stand here, each in a file that is named by its digest.  A file is written
whole or not at all, and what is read is digested again: a document altered on disk is never handed out.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ledger.domain.events import Digest
from ledger.errors import Inconsistent, Unavailable


class Documents:
    """A directory of documents, made at the first `put`."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def path(self, digest: bytes) -> Path:
        """Return where the document with this digest stands, if it is here; 256 folders keep each short."""
        name = digest.hex()
        return self._directory / name[:2] / name[2:]

    def put(self, content: bytes) -> Digest:
        """
        Keep `content` and return its SHA-256 digest.  Keeping it twice is keeping it once; an altered file is replaced.

        Raises `Unavailable` if it cannot be written; then nothing of it is here.
        """
        digest = Digest(hashlib.sha256(content).digest())
        path = self.path(digest)
        try:
            if not (path.exists() and path.read_bytes() == content):
                path.parent.mkdir(parents=True, exist_ok=True)
                with whole_file(path) as file:
                    file.write(content)
        except OSError as error:
            raise Unavailable("DocumentsUnavailable", path=str(path), reason=error.strerror) from error
        return digest

    def get(self, digest: bytes) -> bytes | None:
        """
        Return the document with this digest; none if it is not here.

        Raises `Inconsistent` if the file has other bytes than the digest says, `Unavailable` if it cannot be read.
        """
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

"""
A file that is read once from its first byte to its last, and must be the same file, untouched, when that is done.

The SHA-256 of all of it is computed beside the reading, on a thread of its own.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from ledger.errors import InvalidInput

BLOCK_BYTES = 4 * 2**20
"""What is read at a time: enough that the disk and not the call is waited for, and small beside any memory."""

Tell = Callable[[int], None]
"""Is told how many bytes more were read."""


class Steady:
    """One regular file.  `size` is its bytes, `sha256` its digest once `blocks` has come to its end."""

    def __init__(self, path: Path, tell: Tell) -> None:
        """Raises `InvalidInput`: SymbolicLinkMet, PathNotAFile, PathUnreadable."""
        self.path = path
        self._tell = tell
        self._before = looked_at(path)
        if not stat.S_ISREG(self._before.st_mode):
            raise InvalidInput("PathNotAFile", str(path))
        self.size = self._before.st_size
        self.sha256 = ""

    def start(self, count: int) -> bytes:
        """Return the first `count` bytes, or all if there are fewer."""
        try:
            with self.path.open("rb") as handle:
                return handle.read(count)
        except OSError as error:
            raise InvalidInput("PathUnreadable", str(self.path), reason=error.strerror) from error

    def blocks(self) -> Iterator[bytes]:
        """Yield the file in blocks.  Raises `InvalidInput`: PathUnreadable, FileChangedWhileRead."""
        whole, count = hashlib.sha256(), 0
        hashing: Future[None] | None = None
        beside = ThreadPoolExecutor(1)
        try:
            with self.path.open("rb", buffering=0) as handle:
                while block := handle.read(BLOCK_BYTES):
                    if hashing:
                        hashing.result()
                    hashing = beside.submit(whole.update, block)
                    count += len(block)
                    self._tell(len(block))
                    yield block
                if hashing:
                    hashing.result()
        except OSError as error:
            raise InvalidInput("PathUnreadable", str(self.path), reason=error.strerror) from error
        finally:
            beside.shutdown(wait=False)  # whoever reads no further lets go of this in whatever thread collects it
        self.check(count)
        self.sha256 = whole.hexdigest()

    def read_through(self) -> None:
        """Read all of it for its digest alone."""
        for _ in self.blocks():
            pass

    def check(self, count: int | None = None) -> None:
        """Raise `InvalidInput` FileChangedWhileRead unless it is as it was, and `count` bytes long."""
        after = looked_at(self.path)
        same = all(getattr(self._before, name) == getattr(after, name) for name in ("st_ino", "st_size", "st_mtime_ns"))
        if not same or count not in (None, self.size):
            raise InvalidInput("FileChangedWhileRead", str(self.path))


def looked_at(path: Path) -> os.stat_result:
    """Return what the system says of a path.  Raises `InvalidInput`: SymbolicLinkMet, PathUnreadable."""
    try:
        found = path.lstat()
        if stat.S_ISLNK(found.st_mode):
            raise InvalidInput("SymbolicLinkMet", str(path), target=str(path.readlink()))
    except OSError as error:
        raise InvalidInput("PathUnreadable", str(path), reason=error.strerror) from error
    return found

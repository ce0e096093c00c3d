"""
Files that people hand in, by the SHA-256 of their bytes: proofs, contracts, pictures, statements.

A file is written to one side while its digest is taken, in constant memory; there its size and its kind are judged
(`media`), and a scanner asked where there is one (`scanner`).  Only then it is put on its shelf (`buckets`), whole and
under its digest, so that nobody ever sees a half of it and the same bytes stand there once.  What is read is digested
again before the first byte is handed out.

Unlike documents, whose digests are on the chain, files may hold personal data: they are for the parties of a case, and
are removed for good when they must be.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedRandom
from pathlib import Path
from typing import IO

from ledger.config import Settings
from ledger.domain.events import Digest
from ledger.errors import Inconsistent, InvalidInput, NotFound, Unavailable
from ledger.store.buckets import Bucket, Folder, Shelf
from ledger.store.media import Medium, medium_of
from ledger.store.scanner import Scanner

NAME_CHARACTERS_MAX = 120
"""Longest name of a file that is kept; it is shown, and given to whoever saves the file."""

LEFT_OVER_SECONDS = 86_400
"""How old a half-written file must be to be swept away: nobody sends one for a day."""

_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is on its shelf: its digest, its size in bytes, its kind, and the name that its owner gave it."""

    digest: Digest
    size: int
    medium: Medium
    name: str


class Files:
    """Keeps files on a shelf; `incoming` is a folder for what is on its way."""

    def __init__(self, shelf: Shelf, incoming: Path, bytes_max: int, scanner: Scanner | None = None) -> None:
        self._shelf = shelf
        self._incoming = incoming
        self.bytes_max = bytes_max
        self._scanner = scanner

    @classmethod
    def of(cls, settings: Settings) -> Files:
        """Open the store that the settings name.  Raises `Misconfigured` as `Bucket` and `Scanner` do."""
        home = settings.home / "files"
        shelf: Shelf = Folder(home)
        if settings.files_url:
            access, secret = settings.files_access_key, settings.files_secret_key
            shelf = Bucket(settings.files_url, access.get_secret_value(), secret.get_secret_value())
        scanner = Scanner(settings.clamd) if settings.clamd else None
        return cls(shelf, home / "incoming", settings.file_bytes_max, scanner)

    def put(self, chunks: Iterable[bytes], name: str) -> Kept:
        """
        Keep a file that comes in chunks; keeping it twice is keeping it once.

        Raises `InvalidInput` UploadTooLarge as soon as it is, FileNameInvalid, and as `medium_of` and `Scanner.scan`;
        `Unavailable` FilesUnavailable.  Then nothing of it is here.
        """
        called = check_name(name)
        with self._beside() as (path, file):
            digest, size = hashlib.sha256(), 0
            for chunk in chunks:
                size += len(chunk)
                if size > self.bytes_max:
                    raise InvalidInput("UploadTooLarge", "file", maximum=self.bytes_max)
                digest.update(chunk)
                file.write(chunk)
            medium = medium_of(file, called)
            if self._scanner is not None:
                self._scanner.scan(file)
            file.flush()
            os.fsync(file.fileno())
            own = digest.hexdigest()
            if not self._shelf.has(own):
                self._shelf.keep(own, path)
        return Kept(Digest(digest.digest()), size, medium, called)

    @contextmanager
    def open(self, digest: bytes) -> Iterator[IO[bytes]]:
        """
        Give the bytes of a file, digested again before they are given; they are gone at the end.

        Raises `NotFound` FileUnknown, `Inconsistent` FileAltered, `Unavailable` FilesUnavailable.
        """
        with self._beside() as (_, file):
            if not self._shelf.take(digest.hex(), file):
                raise NotFound("FileUnknown", digest=digest.hex())
            file.seek(0)
            found = hashlib.file_digest(file, "sha256").digest()
            if found != digest:
                raise Inconsistent("FileAltered", digest=digest.hex(), found=found.hex())
            file.seek(0)
            yield file

    def remove(self, digest: bytes) -> None:
        """Remove a file for good, if it is here; that nothing names it any more is for the caller to know."""
        self._shelf.remove(digest.hex())

    def sweep(self) -> None:
        """Take away what processes that were killed left on its way."""
        if self._incoming.exists():
            for each in self._incoming.iterdir():
                if each.stat().st_mtime < time.time() - LEFT_OVER_SECONDS:
                    each.unlink(missing_ok=True)

    @contextmanager
    def _beside(self) -> Iterator[tuple[Path, BufferedRandom]]:
        try:
            self._incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=self._incoming)
        except OSError as error:
            raise Unavailable("FilesUnavailable", reason=error.strerror) from error
        path = Path(name)
        try:
            with os.fdopen(handle, "w+b") as file:
                yield path, file
        except OSError as error:
            raise Unavailable("FilesUnavailable", reason=error.strerror) from error
        finally:
            path.unlink(missing_ok=True)


def check_name(name: str) -> str:
    """Return a file's own name without folders before it.  Raises `InvalidInput` FileNameInvalid."""
    called = name.replace("\\", "/").rpartition("/")[2].strip()
    if not called or called.startswith(".") or len(called) > NAME_CHARACTERS_MAX or _FORBIDDEN.search(called):
        raise InvalidInput("FileNameInvalid", "name", maximum=NAME_CHARACTERS_MAX)
    return called

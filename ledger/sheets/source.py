"""
A file taken into a copy of our own, which has no name and goes when the program ends.

It is read several times, and always as the same bytes; a file that changed while it was copied is refused.  Its digest
names the import.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO

from ledger.errors import InvalidInput, Misconfigured

FILE_BYTES_MAX = 1 << 30
"""Largest file: a million rows of a kilobyte."""

UNPACKED_BYTES_MAX = 2 << 30
"""Most that the parts of a workbook may unpack to."""

UNPACKED_TIMES_MAX = 200
"""How many times its packed size a part may unpack to; the tables of an office program stay below fifty."""

UNPACKED_BYTES_SMALL = 16 << 20
"""A part below this is not judged by its ratio: blank rows pack well, and it fits any memory."""

SHARED_BYTES_MAX = 256 << 20
"""Largest table of shared texts of a workbook: it is held in memory while the sheet is read."""

PARTS_MAX = 2_000
"""Most parts in a workbook: sheets, styles, pictures."""

CHUNK_BYTES = 1 << 20

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
PACKED = b"PK\x03\x04"
BLANKS = b"\xef\xbb\xbf \t\r\n"


class Format(StrEnum):
    """What a file is, by its content; its name is not asked."""

    CSV = "csv"
    NDJSON = "ndjson"
    XLSX = "xlsx"


@dataclass(frozen=True)
class Source:
    """A file's copy, its digest and what it is."""

    file: IO[bytes]
    digest: str
    format: Format


@contextmanager
def taken(path: Path, told: Callable[[int], None] = lambda _bytes: None) -> Iterator[Source]:
    """
    Copy a file, standard input for "-", and give the copy; `told` hears how many bytes are copied.

    Raises `Misconfigured` FileUnreadable, `InvalidInput`: FileTooLarge, FileChanged, FileEmpty, WorkbookOld,
    WorkbookBomb, WorkbookUnreadable.
    """
    with tempfile.TemporaryFile() as copy:
        try:
            digest = _copied(path, copy, told)
        except OSError as error:
            raise Misconfigured("FileUnreadable", file=str(path), reason=error.strerror) from None
        yield Source(copy, digest, _format_of(copy))


def _copied(path: Path, copy: IO[bytes], told: Callable[[int], None]) -> str:
    if str(path) == "-":
        return _poured(sys.stdin.buffer, copy, told)
    with path.open("rb") as file:
        before = _state(os.fstat(file.fileno()))
        digest = _poured(file, copy, told, before[1])
        if _state(os.fstat(file.fileno())) != before or _state(path.stat()) != before or copy.tell() != before[1]:
            raise InvalidInput("FileChanged", "file", given=path.name)
    return digest


def _state(found: os.stat_result) -> tuple[int, int, int]:
    return found.st_ino, found.st_size, found.st_mtime_ns


def _poured(file: IO[bytes], copy: IO[bytes], told: Callable[[int], None], size: int = FILE_BYTES_MAX) -> str:
    """Copy a file and return its digest; not much more than `size`, for a file may grow as fast as it is read."""
    digest = hashlib.sha256()
    while copy.tell() <= size and (chunk := file.read(CHUNK_BYTES)):
        digest.update(chunk)
        copy.write(chunk)
        if copy.tell() > FILE_BYTES_MAX:
            raise InvalidInput("FileTooLarge", "file", maximum=FILE_BYTES_MAX)
        told(copy.tell())
    copy.flush()
    return digest.hexdigest()


def _format_of(copy: IO[bytes]) -> Format:
    copy.seek(0)
    beginning = copy.read(CHUNK_BYTES)
    if not beginning.strip(BLANKS):
        raise InvalidInput("FileEmpty", "file")
    if beginning.startswith(OLD_WORKBOOK):
        raise InvalidInput("WorkbookOld", "file")
    if beginning.startswith(PACKED):
        _require_modest(copy)
        return Format.XLSX
    return Format.NDJSON if beginning.lstrip(BLANKS).startswith(b"{") else Format.CSV


def _require_modest(copy: IO[bytes]) -> None:
    """Refuse a workbook that would unpack to more than it may; a part never yields more than its entry says."""
    try:
        parts = zipfile.ZipFile(copy).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise InvalidInput("WorkbookUnreadable", "file", reason="zip") from None
    swollen = [
        part
        for part in parts
        if part.file_size > UNPACKED_BYTES_SMALL and part.file_size > UNPACKED_TIMES_MAX * max(part.compress_size, 1)
    ]
    shared = max((part.file_size for part in parts if part.filename.endswith("sharedStrings.xml")), default=0)
    total = sum(part.file_size for part in parts)
    if swollen or len(parts) > PARTS_MAX or total > UNPACKED_BYTES_MAX or shared > SHARED_BYTES_MAX:
        raise InvalidInput("WorkbookBomb", "file", given=total, maximum=UNPACKED_BYTES_MAX)

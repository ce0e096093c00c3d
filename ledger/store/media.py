"""
Of what kind a file is, by its bytes: the few kinds that a registration desk takes, and what is refused among them.

A name says nothing but what its owner hoped; it must agree with the bytes, because people open files by their names.
Programs, macros, scripts and locked archives are refused.  This is no virus scanner: it knows forms and not malice, and
what a PDF packs into compressed objects it does not see (`scanner` asks one that does).
"""

from __future__ import annotations

import codecs
import zipfile
from collections.abc import Iterator
from enum import StrEnum
from typing import IO

from ledger.errors import InvalidInput


class Medium(StrEnum):
    """The kinds of file that are taken, by their media types."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    OFD = "application/ofd"
    ZIP = "application/zip"
    CSV = "text/csv"
    JSON = "application/json"


ENDINGS: dict[str, Medium] = {
    "pdf": Medium.PDF, "png": Medium.PNG, "jpg": Medium.JPEG, "jpeg": Medium.JPEG, "xlsx": Medium.XLSX,
    "docx": Medium.DOCX, "ofd": Medium.OFD, "zip": Medium.ZIP, "csv": Medium.CSV, "json": Medium.JSON,
}  # fmt: skip
"""How the names of each kind end."""

CHUNK_BYTES = 1 << 16

MEMBERS_MAX = 10_000
"""Most files in an archive: an office document has some dozens."""

UNPACKED_BYTES_MAX = 1 << 30
"""Most bytes that an archive says it holds, 1 GiB: whoever opens it at the desk must be able to."""

PROGRAM_ENDINGS = (
    ".exe", ".dll", ".com", ".scr", ".msi", ".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".hta",
    ".jar", ".sh", ".lnk", ".reg", ".apk",
)  # fmt: skip
"""Endings of what runs when it is opened."""

_MACROS = ("vbaproject.bin", "/macrosheets/", "/activex/")
_ACTIVE_PDF = (b"/JavaScript", b"/Launch")
_BEGINNINGS = ((b"%PDF-", Medium.PDF), (b"\x89PNG\r\n\x1a\n", Medium.PNG), (b"\xff\xd8\xff", Medium.JPEG))
_PLAIN_CONTROLS = frozenset("\t\n\r\f\ufeff")


def medium_of(file: IO[bytes], name: str) -> Medium:
    """
    Return of what kind a file is.

    Raises `InvalidInput`, each with the field `file`: UploadEmpty, FileKindRefused, FileNameOther where the name ends
    like another kind's, FileActive for macros, scripts and programs, FileLocked, FileArchiveTooLarge, FileDamaged.
    """
    file.seek(0)
    head = file.read(8)
    if not head:
        raise InvalidInput("UploadEmpty", "file")
    found = next((medium for beginning, medium in _BEGINNINGS if head.startswith(beginning)), None)
    if found is None:
        found = _archive(file) if head.startswith(b"PK\x03\x04") else _text(file, head)
    if found is Medium.PDF:
        _require_passive(file)
    ending = name.rpartition(".")[2].lower()
    said = ENDINGS.get(ending)
    if said is not found:
        raise InvalidInput("FileNameOther", "file", given=ending, expected=", ".join(_endings(found)))
    return found


def _endings(medium: Medium) -> Iterator[str]:
    return (ending for ending, kind in ENDINGS.items() if kind is medium)


def _refused(found: str) -> InvalidInput:
    return InvalidInput("FileKindRefused", "file", given=found, expected=", ".join(ENDINGS))


# ARCHIVES


def _archive(file: IO[bytes]) -> Medium:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            members = packed.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise InvalidInput("FileDamaged", "file") from None
    if len(members) > MEMBERS_MAX or sum(member.file_size for member in members) > UNPACKED_BYTES_MAX:
        raise InvalidInput("FileArchiveTooLarge", "file", members=MEMBERS_MAX, maximum=UNPACKED_BYTES_MAX)
    if any(member.flag_bits & 1 for member in members):
        raise InvalidInput("FileLocked", "file")
    names = [member.filename.lower() for member in members]
    for name in names:
        if name.endswith(PROGRAM_ENDINGS) or any(macro in f"/{name}" for macro in _MACROS):
            raise InvalidInput("FileActive", "file", given=name[-80:])
    if "[content_types].xml" in names:
        if any(name.startswith("xl/") for name in names):
            return Medium.XLSX
        if any(name.startswith("word/") for name in names):
            return Medium.DOCX
        raise _refused("OOXML")
    return Medium.OFD if "ofd.xml" in names else Medium.ZIP


# PDF AND TEXT


def _require_passive(file: IO[bytes]) -> None:
    """Refuse a PDF that names scripts or programs to start where one can read it."""
    file.seek(0)
    kept = b""
    while chunk := file.read(CHUNK_BYTES):
        seen = kept + chunk
        found = next((word for word in _ACTIVE_PDF if word in seen), None)
        if found:
            raise InvalidInput("FileActive", "file", given=found.decode())
        kept = seen[-16:]


def _text(file: IO[bytes], head: bytes) -> Medium:
    """Return JSON or CSV for what is text to its end, in UTF-8 or GB 18030, and looks like neither page nor script."""
    if not any(_is_text(file, encoding) for encoding in ("utf-8", "gb18030")):
        raise _refused(head[:4].hex())
    first = head.lstrip(codecs.BOM_UTF8 + b" \t\r\n")[:2]
    if first.startswith(b"<") or first == b"#!":
        raise _refused(first.decode())
    return Medium.JSON if first[:1] in (b"{", b"[") else Medium.CSV


def _is_text(file: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    while True:
        chunk = file.read(CHUNK_BYTES)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            return False
        if any(character < " " and character not in _PLAIN_CONTROLS for character in text):
            return False
        if not chunk:
            return True

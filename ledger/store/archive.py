"""
The archive of a backup: a zip file of parts, each of lines or bytes, and a manifest that says what each must be.

A table is a part of one JSON list a line, its values in the order of the columns, bytes in hexadecimal: any database
can take it.  The manifest is written last, with each part's rows, bytes and SHA-256, so that an archive that was cut
off has none.  It is written beside its place and gets its name when it is whole and safe on disk; what is read is held
against the manifest, and a part that is not as it says is named.  Memory does not grow with what is in it.
"""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, cast

from ledger.errors import Inconsistent, Misconfigured
from ledger.store.documents import whole_file

FORMAT = "datadeed/backup/1"
MANIFEST = "manifest.json"

MANIFEST_BYTES_MAX = 1_048_576
"""Largest manifest read: a hundred tables take a tenth of it."""

LINE_BYTES_MAX = 64 * 1_048_576
"""Longest line read: a document of the largest size that the API takes, many times over."""

CHUNK_BYTES = 262_144
"""Bytes compressed and digested at a time."""

COMPRESSION = 3
"""Of zlib's levels: nearly as small as the usual 6, in half the time."""

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    struct.error,
    ValueError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
)
"""What reading a spoilt zip file may raise."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one part must be: so many rows (line feeds), so many bytes, with this digest."""

    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """
    What a backup is of: of which program and tables, made when (unix seconds), of which ledger, up to which block.

    `origin` and `cursor` are none of a mirror that was empty.
    """

    program: str
    schema: str
    made_at: int
    origin: Mapping[str, Any] | None
    cursor: Mapping[str, Any] | None
    parts: Mapping[str, Part]

    @property
    def rows(self) -> int:
        return sum(part.rows for name, part in self.parts.items() if name.startswith("tables/"))


# WRITING


class NewArchive:
    """An archive that is being written."""

    def __init__(self, into: zipfile.ZipFile) -> None:
        self._zip = into
        self.parts: dict[str, Part] = {}

    def put(self, name: str, pieces: Iterable[bytes]) -> None:
        """Add a part."""
        digest, rows, size = hashlib.sha256(), 0, 0
        with self._zip.open(name, "w", force_zip64=True) as part:
            waiting, length = [], 0
            for piece in pieces:
                waiting.append(piece)
                rows, length = rows + piece.count(b"\n"), length + len(piece)
                if length >= CHUNK_BYTES:
                    size += _written(part, digest, waiting)
                    waiting, length = [], 0
            size += _written(part, digest, waiting)
        self.parts[name] = Part(rows, size, digest.hexdigest())

    def finish(self, manifest: Manifest) -> None:
        self._zip.writestr(MANIFEST, json.dumps({"format": FORMAT, **asdict(manifest)}, indent=2) + "\n")


def _written(part: IO[bytes], digest: Any, waiting: list[bytes]) -> int:
    chunk = b"".join(waiting)
    digest.update(chunk)
    part.write(chunk)
    return len(chunk)


@contextmanager
def new_archive(file: Path) -> Iterator[NewArchive]:
    """
    Give an archive to write; at the end it stands whole at `file`, readable by its owner only, or is not there.

    Raises `Misconfigured` FileUnwritable if the disk does not take it.
    """
    try:
        with (
            whole_file(file) as raw,
            zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as into,
        ):
            yield NewArchive(into)
    except OSError as error:
        raise Misconfigured("FileUnwritable", file=str(file), reason=error.strerror or str(error)) from error


# READING


class Archive:
    """A backup to read from; `manifest` says what is in it."""

    def __init__(self, file: Path) -> None:
        """
        Raises `Misconfigured` FileUnreadable or ArchiveForeign, `Inconsistent` ArchiveDamaged if it is one of ours and
        its end, its list of parts or its manifest cannot be read.
        """
        self._file = file
        self._zip = _opened(file)
        try:
            with self._reading(MANIFEST):
                names = self._zip.namelist()
                if len(set(names)) != len(names):
                    raise ValueError("a part is there twice")
                if MANIFEST not in names:
                    raise ValueError("it has no manifest")
                with self._zip.open(MANIFEST) as part:
                    self.manifest = _manifest(part.read(MANIFEST_BYTES_MAX))
                if set(names) != {MANIFEST, *self.manifest.parts}:
                    raise ValueError("its parts are not those of its manifest")
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def verify(self) -> None:
        """Read every part and hold it against the manifest.  Raises `Inconsistent` ArchiveDamaged."""
        for name in self.manifest.parts:
            for _ in self.lines(name):
                pass

    def lines(self, name: str) -> Generator[bytes]:
        """
        Return a part's lines, with their line feeds.

        Raises `Inconsistent` ArchiveDamaged if it is not as the manifest says: at the latest after its last line.
        """
        expected = self.manifest.parts.get(name)
        if expected is None:
            raise Inconsistent("ArchiveDamaged", file=str(self._file), part=name, reason="it is not there")
        digest, rows, size = hashlib.sha256(), 0, 0
        with self._reading(name):
            part = io.BufferedReader(cast(io.RawIOBase, self._zip.open(name)), CHUNK_BYTES)
        with part:
            while True:
                with self._reading(name):
                    line = part.readline(LINE_BYTES_MAX)
                    if not line:
                        break
                    digest.update(line)
                    rows, size = rows + line.count(b"\n"), size + len(line)
                    if size > expected.bytes:
                        raise ValueError("it is longer than its manifest says")
                yield line
        if Part(rows, size, digest.hexdigest()) != expected:
            raise Inconsistent("ArchiveDamaged", file=str(self._file), part=name, reason="its digest is another")

    @contextmanager
    def _reading(self, name: str) -> Iterator[None]:
        try:
            yield
        except _DAMAGE as error:
            reason = str(error) or type(error).__name__
            raise Inconsistent("ArchiveDamaged", file=str(self._file), part=name, reason=reason) from error


def _opened(file: Path) -> zipfile.ZipFile:
    try:
        with file.open("rb") as start:
            is_zip = start.read(4) == b"PK\x03\x04"
    except OSError as error:
        raise Misconfigured("FileUnreadable", file=str(file), reason=error.strerror) from error
    if not is_zip:
        raise Misconfigured("ArchiveForeign", file=str(file))
    try:
        return zipfile.ZipFile(file)
    except _DAMAGE as error:
        raise Inconsistent("ArchiveDamaged", file=str(file), part="-", reason="its end is missing") from error


def _manifest(text: bytes) -> Manifest:
    """Read a manifest.  Raises `ValueError` if it is none."""
    said = json.loads(text)
    try:
        if said.pop("format") != FORMAT:
            raise ValueError("it is of another format")
        parts = {
            str(name): Part(int(p["rows"]), int(p["bytes"]), str(p["sha256"])) for name, p in said["parts"].items()
        }
        return Manifest(**{**said, "made_at": int(said["made_at"]), "parts": parts})
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"its manifest lacks {error}") from error

"""
A folder as one thing: every file below it with its name, size and digest, in the code-point order of the names.

Names are relative, with `/` between their parts, in Unicode's form NFC, so that a folder has one fingerprint on every
system.  An empty folder leaves no trace.  Nothing is followed out of the folder: a symbolic link is refused.
"""

from __future__ import annotations

import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ledger.domain.document import digest
from ledger.errors import InvalidInput
from ledger.fingerprint.steady import Steady, Tell, looked_at

FOLDER_SCHEMA = "datadeed/folder/1"

FILES_MAX = 1_000_000
"""Files of a folder: its list is held in memory, a kilobyte a file; what has more should be packed."""


@dataclass(frozen=True)
class Member:
    """One file of a folder: its name there, bytes, SHA-256 as 64 digits."""

    name: str
    size: int
    sha256: str

    @property
    def fields(self) -> dict[str, str | int]:
        return {"name": self.name, "bytes": self.size, "sha256": self.sha256}


def paths_below(folder: Path) -> dict[str, Path]:
    """
    Return name -> path of every file below, in the order of the names.

    Raises `InvalidInput`: SymbolicLinkMet, PathNotAFile, PathUnreadable, NameNotText, NameTwice, FilesTooMany.
    """
    found: dict[str, Path] = {}
    for path in _walked(folder):
        name = unicodedata.normalize("NFC", path.relative_to(folder).as_posix())
        if any("\ud800" <= sign <= "\udfff" for sign in name):
            raise InvalidInput("NameNotText", str(folder), name=ascii(name))
        if name in found:
            raise InvalidInput("NameTwice", str(folder), name=name)
        found[name] = path
        if len(found) > FILES_MAX:
            raise InvalidInput("FilesTooMany", str(folder), maximum=FILES_MAX)
    return dict(sorted(found.items()))


def members(folder: Path, tell: Tell) -> list[Member]:
    """Read every file below.  Raises as `paths_below`; FileChangedWhileRead, of the folder if its names changed."""
    listed = paths_below(folder)
    found = []
    for name, path in listed.items():
        file = Steady(path, tell)
        file.read_through()
        found.append(Member(name, file.size, file.sha256))
    if paths_below(folder) != listed:
        raise InvalidInput("FileChangedWhileRead", str(folder))
    return found


def folder_digest(found: list[Member]) -> str:
    """Return the digest of a folder's list (RFC 8785, SHA-256) as 64 digits."""
    return digest({"schema": FOLDER_SCHEMA, "files": [member.fields for member in found]}).hex()


def _walked(folder: Path) -> Iterator[Path]:
    try:
        inside = sorted(folder.iterdir())
    except OSError as error:
        raise InvalidInput("PathUnreadable", str(folder), reason=error.strerror) from error
    for path in inside:
        mode = looked_at(path).st_mode
        if stat.S_ISDIR(mode):
            yield from _walked(path)
        elif stat.S_ISREG(mode):
            yield path
        else:
            raise InvalidInput("PathNotAFile", str(path))

"""
A ledger's data into one archive, and back.

Into it go the mirror, read in one state while the indexer runs; the documents, which nothing else can bring back; the
deployment record; and what the desk and the writer noted of their requests.  Keys and passphrases never do: whoever
has a backup must not be able to sign.  A mirror of either database is restored into either.  Of an erased document the
tombstone alone is kept, and none that is erased here, or by the archive, is ever put back.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import psycopg
from sqlalchemy import Connection, Table, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ledger.errors import Inconsistent, Misconfigured, Unavailable
from ledger.store import rows, schema
from ledger.store.archive import CHUNK_BYTES, Archive, Manifest, NewArchive, new_archive
from ledger.store.bulk import bulk_of
from ledger.store.database import Writer
from ledger.store.documents import Documents, Tombstone, whole_file
from ledger.store.mirror import BUSY_SECONDS, Mirror
from ledger.store.queries import blocks
from ledger.store.tables import Base, SchemaRow

DOCUMENTS, REQUESTS, DEPLOYMENT, JOURNAL = "documents.ndjson", "requests.ndjson", "deployment.json", "journal.sqlite"
ERASED = "erased.ndjson"

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_REQUEST = re.compile(r"[0-9a-f]{40}\.json", re.ASCII)

_UNFIT = (
    ValueError,
    TypeError,
    OverflowError,
    sqlite3.IntegrityError,
    sqlite3.InterfaceError,
    psycopg.DataError,
    psycopg.IntegrityError,
)
"""What a database says of a row that does not fit."""

Tell = Callable[[str], None]
"""Is told which part is at work."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where a ledger's files are, besides its mirror; each may be absent."""

    deployment: Path
    documents: Path
    requests: Path
    journal: Path


def tables() -> list[Table]:
    """Return the tables that are kept: all but that which says of which tables a database is."""
    return [table for table in Base.metadata.sorted_tables if table is not SchemaRow.__table__]


# BACKING UP


def back_up(mirror: Mirror, home: Home, file: Path, *, program: str, at: int, tell: Tell) -> Manifest:
    """
    Write the archive `file`; `program` is this one's version, `at` the instant (unix seconds).

    Raises `Misconfigured` if the mirror is another program's or the archive cannot be written, `Inconsistent` if a row
    or a document was altered, `Unavailable` if the database or a file does not answer.  Then no archive is there.
    """
    mirror.check()
    with new_archive(file) as archive:
        with mirror.sessions() as session:
            cursor = blocks.cursor(session)
            origin = next(iter([*rows.raw(session, Base.metadata.tables["origin"])]), None)
            for table in tables():
                tell(table.name)
                archive.put(_part(table), _lines(session, table))
        _put_files(archive, home, tell)
        manifest = Manifest(
            program=program,
            schema=schema.digest(),
            made_at=at,
            origin=None if origin is None else {"chain_id": origin[1], "genesis_hash": origin[2].hex()},
            cursor=None if cursor is None else {"number": cursor.number, "hash": cursor.hash.hex()},
            parts=archive.parts,
        )
        archive.finish(manifest)
    return manifest


def _part(table: Table) -> str:
    return f"tables/{table.name}.ndjson"


def _lines(session: Session, table: Table) -> Iterator[bytes]:
    """Return a table's rows as lines.  Raises `Inconsistent` MirrorAltered for a value that no column of its has."""
    kinds = [(column.name, rows.kind_of(column)) for column in table.columns]
    for row in rows.raw(session, table):
        values = []
        for (name, kind), value in zip(kinds, row, strict=True):
            if value is not None and type(value) is not kind:
                raise Inconsistent("MirrorAltered", kind=f"{table.name}.{name}", value=repr(value))
            values.append(value.hex() if isinstance(value, bytes) else value)
        yield orjson.dumps(values, option=orjson.OPT_APPEND_NEWLINE)


def _put_files(archive: NewArchive, home: Home, tell: Tell) -> None:
    tell("documents")
    archive.put(DOCUMENTS, _documents(home.documents))
    archive.put(
        ERASED,
        (
            orjson.dumps(each.fields, option=orjson.OPT_APPEND_NEWLINE)
            for each in Documents(home.documents).tombstones()
        ),
    )
    archive.put(REQUESTS, _requests(home.requests))
    if home.deployment.exists():
        archive.put(DEPLOYMENT, _chunks(home.deployment))
    if home.journal.exists():
        archive.put(JOURNAL, _journal(home.journal))


def _documents(folder: Path) -> Iterator[bytes]:
    """Return each document as a line.  Raises `Inconsistent` DocumentAltered: a backup of it would hide that."""
    kept = Documents(folder)
    for part in _within(folder):
        for file in _within(part):
            digest = part.name + file.name
            if not _DIGEST.fullmatch(digest) or kept.tombstone(bytes.fromhex(digest)) is not None:
                continue
            if (content := kept.get(bytes.fromhex(digest))) is not None:
                yield _line({"digest": digest, "content": b64encode(content).decode()})


def _requests(folder: Path) -> Iterator[bytes]:
    for file in _within(folder):
        if _REQUEST.fullmatch(file.name):
            try:
                yield _line({"name": file.name, "content": file.read_text()})
            except FileNotFoundError:
                continue  # a plan that was forgotten meanwhile
            except (OSError, ValueError) as error:
                raise Misconfigured("FileUnreadable", file=str(file), reason=str(error)) from error


def _within(folder: Path) -> Iterator[Path]:
    """Return what is in a folder, one after another; nothing where there is no folder."""
    try:
        with os.scandir(folder) as found:
            yield from (Path(each.path) for each in found)
    except FileNotFoundError:
        return
    except OSError as error:
        raise Misconfigured("FileUnreadable", file=str(folder), reason=error.strerror) from error


def _line(value: dict[str, str]) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)


def _chunks(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as content:
            while chunk := content.read(CHUNK_BYTES):
                yield chunk
    except OSError as error:
        raise Misconfigured("FileUnreadable", file=str(file), reason=error.strerror) from error


def _journal(file: Path) -> Iterator[bytes]:
    """Return one state of the writer's journal, as a file of SQLite, while others write on."""
    with tempfile.TemporaryDirectory(prefix=".new-", dir=file.parent) as folder:
        copy = Path(folder) / file.name
        try:
            with (
                closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as journal,
                closing(sqlite3.connect(copy)) as kept,
            ):
                journal.backup(kept)
                kept.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.Error as error:
            raise Unavailable("JournalUnusable", file=str(file), reason=str(error)) from error
        yield from _chunks(copy)


# RESTORING


def restore(file: Path, mirror: Mirror, home: Home, *, force: bool, tell: Tell) -> Manifest:
    """
    Put everything of an archive back: the mirror in one transaction, after the files that it speaks of.

    Everything is read and held against the manifest before anything is touched, and again as it is written.  Raises
    `Misconfigured`: the archive is foreign or another program's, or there is a mirror or a file of another ledger
    already (unless `force`), or another indexer has the mirror; `Inconsistent` ArchiveDamaged; `Unavailable`.  The
    mirror is then as it was.
    """
    with Archive(file) as archive:
        tell("checking")
        archive.verify()
        manifest = archive.manifest
        if manifest.schema != schema.digest():
            raise Misconfigured("ArchiveOfAnotherProgram", file=str(file), program=manifest.program)
        kept = [(name, place) for name, place in _singles(home) if name in manifest.parts]
        if not force:
            _require_empty(mirror)
            for name, place in kept:
                _require_same(archive, name, place)
        tell("documents")
        _put_documents(archive, home)
        for name, place in kept:
            for beside in (Path(f"{place}{suffix}") for suffix in ("-wal", "-shm")):
                beside.unlink(missing_ok=True)  # SQLite would take them for the new file's
            _place(place, archive.lines(name))
        _put_mirror(archive, mirror, tell)
    return manifest


def _singles(home: Home) -> tuple[tuple[str, Path], ...]:
    return ((DEPLOYMENT, home.deployment), (JOURNAL, home.journal))


def _require_empty(mirror: Mirror) -> None:
    digest = mirror.digest()
    if digest is None or (digest == schema.digest() and mirror.cursor() is None and mirror.first() is None):
        return
    raise Misconfigured("MirrorNotEmpty", database=mirror.url.render_as_string(hide_password=True))


def _require_same(archive: Archive, name: str, place: Path) -> None:
    """Refuse to put another file in the place of one that is there; the same one is no trouble."""
    if not place.exists():
        return
    with place.open("rb") as there:
        if hashlib.file_digest(there, "sha256").hexdigest() != archive.manifest.parts[name].sha256:
            raise Misconfigured("FileOfAnother", file=str(place))


def _put_documents(archive: Archive, home: Home) -> None:
    kept = Documents(home.documents)
    if ERASED in archive.manifest.parts:
        for line in archive.lines(ERASED):
            kept.erase(Tombstone.parse(line))
    for line in archive.lines(DOCUMENTS):
        said = json.loads(line)
        if kept.tombstone(bytes.fromhex(said["digest"])) is not None:
            continue
        digest = kept.put(b64decode(said["content"])).hex()
        if digest != said["digest"]:
            raise Inconsistent("DocumentAltered", digest=said["digest"], found=digest)
    for line in archive.lines(REQUESTS):
        said = json.loads(line)
        if _REQUEST.fullmatch(said["name"]):
            _place(home.requests / said["name"], [said["content"].encode()])


def _place(file: Path, content: Iterable[bytes]) -> None:
    """Write a file whole, for its owner only, and then give it its name."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with whole_file(file) as part:
            part.writelines(content)
    except OSError as error:
        raise Misconfigured("FileUnwritable", file=str(file), reason=error.strerror) from error


def _put_mirror(archive: Archive, mirror: Mirror, tell: Tell) -> None:
    writer = Writer(mirror.url, BUSY_SECONDS)
    try:
        with writer.transaction() as connection:
            for name in schema.tables_of(connection):
                connection.execute(text(f'DROP TABLE "{name}"'))
            schema.create(connection)
            for table in tables():
                tell(table.name)
                with closing(archive.lines(_part(table))) as lines:
                    _fill(connection, table, lines)
            tell("indices")
            _complete(connection)
    finally:
        writer.close()


def _complete(connection: Connection) -> None:
    """Make the indices; two rows where there must be one are found by them."""
    try:
        schema.complete(connection)
    except IntegrityError as error:
        raise Inconsistent("ArchiveDamaged", file="-", part="tables", reason=str(error.orig)) from error


def _fill(connection: Connection, table: Table, lines: Iterator[bytes]) -> None:
    bulk = bulk_of(connection)
    readers = [_reader(rows.kind_of(column), is_truth=rows.is_truth(column)) for column in table.columns]
    try:
        for some in _batches(_row(readers, line) for line in lines):
            bulk.insert(table, some)
    except _UNFIT as error:  # its digest is right: it was made so
        raise Inconsistent("ArchiveDamaged", file="-", part=_part(table), reason=str(error)) from error


def _row(readers: Sequence[Callable[[Any], Any] | None], line: bytes) -> rows.Row:
    return tuple(
        value if value is None or read is None else read(value)
        for read, value in zip(readers, orjson.loads(line), strict=True)
    )


def _batches(of: Iterator[rows.Row]) -> Iterator[list[rows.Row]]:
    while some := list(islice(of, rows.ROWS_AT_A_TIME)):
        yield some


def _reader(kind: type[Any], *, is_truth: bool) -> Callable[[Any], Any] | None:
    """Return what makes a value of its JSON; none where it is the same."""
    return bool if is_truth else bytes.fromhex if kind is bytes else None

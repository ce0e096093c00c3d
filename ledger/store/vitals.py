"""
How a mirror's database is, apart from what it says: its size, the room it has left, its clock, whether somebody writes.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from ledger.errors import Unavailable
from ledger.store.database import WRITER_LOCK
from ledger.store.mirror import Mirror
from ledger.store.tables import Base


@dataclass(frozen=True, slots=True)
class Room:
    """A place on a disk, and how many bytes are free there."""

    place: Path
    free_bytes: int


def room_at(folder: Path) -> Room:
    """Return how much is free where `folder` is, or will be.  Raises `Unavailable` DiskUnknown."""
    place = folder.absolute()
    while not place.exists() and place != place.parent:
        place = place.parent
    try:
        return Room(place, shutil.disk_usage(place).free)
    except OSError as error:
        raise Unavailable("DiskUnknown", place=str(place), reason=error.strerror) from error


def file_of(mirror: Mirror) -> Path | None:
    """Return the database's file; none of a server's database."""
    return Path(str(mirror.url.database)) if mirror.url.get_backend_name() == "sqlite" else None


def size_bytes(mirror: Mirror) -> int:
    """Return what the mirror's tables, indices and its log take on the disk.  Raises `Unavailable`."""
    file = file_of(mirror)
    if file is not None:
        beside = (Path(f"{file}{suffix}") for suffix in ("", "-wal", "-shm"))
        return sum(each.stat().st_size for each in beside if each.exists())
    names = "SELECT sum(pg_total_relation_size(to_regclass(name))) FROM unnest(CAST(:names AS text[])) AS name"
    with mirror.sessions() as session:
        return int(session.scalar(text(names), {"names": list(Base.metadata.tables)}) or 0)


def clock(mirror: Mirror) -> float | None:
    """Return the database server's clock in unix seconds; none where the database has no clock of its own."""
    if file_of(mirror) is not None:
        return None
    with mirror.sessions() as session:
        return float(session.scalar(text("SELECT extract(epoch FROM clock_timestamp())")))


def has_writer(mirror: Mirror) -> bool:
    """
    Say whether an indexer holds the writer's lock.

    On SQLite the lock is tried, and let go within microseconds if it was free.
    """
    file = file_of(mirror)
    if file is not None:
        return _is_locked(Path(f"{file}.lock"))
    held = (
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        " AND classid::bigint = :ours AND objsubid = 2"
        " AND objid::bigint = hashtext(coalesce(current_schema(), ''))::bigint & 4294967295"
    )
    with mirror.sessions() as session:
        return bool(session.scalar(text(held), {"ours": WRITER_LOCK}))


def _is_locked(file: Path) -> bool:
    try:
        handle = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise Unavailable("DatabaseUnavailable", database=str(file), reason=error.strerror) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False

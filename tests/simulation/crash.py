"""
Crashes within the process: at a chosen statement of the database, nothing goes on.

On SQLite the files are copied at that instant and the world goes on with the copies, as a machine does that lost its
power: nobody rolls anything back.  On PostgreSQL the connection ends, which is all that a server learns of a process's
death.  Other instants have other troubles: the disk is full, or the server cuts the connection.
"""

from __future__ import annotations

import logging
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg
from sqlalchemy import Connection, Engine, event

POOL = "sqlalchemy.pool"
SQLITE_PAGE_LIMIT = "PRAGMA max_page_count = {}"


class Crash(BaseException):
    """The process ends here.  No handler of ours may catch it, as none could."""


Strike = Callable[[Any], None]
"""What happens at the chosen instant, to the driver's connection that is about to be used."""


class Instants:
    """
    Counts what databases that are opened within this context do: each statement, each row of many, each commit.

    `seen` is their number since the last `strike_at`.
    """

    def __init__(self) -> None:
        self.seen = 0
        self._number = 0
        self._strike: Strike = die
        self._opened: list[psycopg.Connection[Any]] = []
        self._hooks: tuple[tuple[str, Any], ...] = (
            ("do_connect", self._prepare_sqlite),
            ("connect", self._prepare_postgresql),
            ("before_cursor_execute", lambda connection, *_: self.tick(_driver(connection))),
            ("commit", lambda connection: self.tick(_driver(connection))),
        )

    def __enter__(self) -> Self:
        for name, hook in self._hooks:
            event.listen(Engine, name, hook)
        logging.getLogger(POOL).setLevel(logging.CRITICAL)  # it tells of every connection that died
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name, hook in self._hooks:
            event.remove(Engine, name, hook)
        logging.getLogger(POOL).setLevel(logging.NOTSET)

    def strike_at(self, number: int, strike: Strike) -> None:
        """Have `strike` happen at the instant of that number from now on (from 1); at none if it is 0."""
        self.seen, self._number, self._strike = 0, number, strike

    def abandon(self) -> None:
        """Close every connection to a server, as the system does when a process has died, whoever had it."""
        for connection in self._opened:
            connection.close()
        self._opened.clear()

    def tick(self, connection: Any) -> None:
        """Count one instant."""
        self.seen += 1
        if self.seen == self._number:
            self._strike(connection)

    def _prepare_sqlite(self, dialect: Any, _record: object, _arguments: object, named: dict[str, Any]) -> None:
        if dialect.name == "sqlite":
            named["factory"] = partial(_Ticking, instants=self)

    def _prepare_postgresql(self, connection: Any, _record: object) -> None:
        if isinstance(connection, psycopg.Connection):
            self._opened.append(connection)
            connection.cursor_factory = partial(_TickingCursor, instants=self)  # type: ignore[assignment]


class _Ticking(sqlite3.Connection):
    """A connection whose bulk work is counted, row by row; single statements are counted by SQLAlchemy's events."""

    def __init__(self, *arguments: Any, instants: Instants, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._instants = instants

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        self._instants.tick(self)
        return super().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Any, /) -> sqlite3.Cursor:
        return super().executemany(sql, self._counted(parameters))

    def _counted(self, rows: Iterable[Any]) -> Iterator[Any]:
        for row in rows:
            self._instants.tick(self)
            yield row


class _TickingCursor(psycopg.Cursor[Any]):
    """A cursor whose statements and copies are counted."""

    def __init__(self, *arguments: Any, instants: Instants, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._instants = instants

    def execute(self, *arguments: Any, **named: Any) -> Self:
        self._instants.tick(self.connection)
        return super().execute(*arguments, **named)

    def copy(self, *arguments: Any, **named: Any) -> Any:
        self._instants.tick(self.connection)
        return super().copy(*arguments, **named)


def _driver(connection: Connection) -> Any:
    return connection.connection.dbapi_connection


def die(_: object) -> None:
    """End here."""
    raise Crash


def die_without_power(source: Path, target: Path) -> Strike:
    """End here, with the files of a SQLite database copied as they are at this instant."""

    def strike(connection: Any) -> None:
        copy_files(source, target)
        die(connection)

    return strike


def copy_files(source: Path, target: Path) -> None:
    """Copy a SQLite database and its log as they are, while nobody writes."""
    for suffix in ("", "-wal"):
        file = source.with_name(source.name + suffix)
        if file.exists():
            shutil.copyfile(file, target.with_name(target.name + suffix))


def cut(server: str) -> Strike:
    """Have the PostgreSQL server cut the connection that is about to be used."""

    def strike(connection: Any) -> None:
        backend = connection.info.backend_pid
        with psycopg.connect(server, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", (backend,))

    return strike


@contextmanager
def disk_of(pages: int) -> Iterator[None]:
    """Have every SQLite database that is opened meanwhile find room for so many pages only."""

    def limit(connection: Any, _: object) -> None:
        connection.execute(SQLITE_PAGE_LIMIT.format(pages))

    event.listen(Engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(Engine, "connect", limit)

"""
The two databases: how they are opened, who may write, and what their errors mean to us.

There is one writer: its connection holds a lock, an advisory one on PostgreSQL (so that connection, transaction and
lock die together), one on a file beside the database on SQLite (the system lets go of it when the process ends,
however it ends).  Readers have connections that cannot write, and each of their transactions sees one state of the
mirror.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import RLock
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg.types.string import BytesBinaryDumper
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from ledger.errors import LedgerError, Misconfigured, Unavailable

CONNECT_SECONDS = 5
"""How long to wait for PostgreSQL to answer a connection; it is near, or it is down."""

READERS_MAX = 40
"""Connections of readers at a time: as many as the API has threads, so that none ever waits for one."""

CACHE_KIB = 65_536
"""Pages of SQLite that the writer keeps: the inner pages of all indices of some millions of rows."""

WRITER_LOCK = 0xDEED
"""Our advisory lock's first number on PostgreSQL; the second is the schema."""

GONE_SECONDS = 1.0
"""How long PostgreSQL may take to notice that a writer which was killed is gone, and to let go of its lock."""

_BY_KEYS = (
    "plan_cache_mode = force_custom_plan",
    "enable_seqscan = off",
    "enable_hashjoin = off",
    "enable_mergejoin = off",
)
"""The writer finds rows by their keys only; a plan that was made while a table was small would read it through."""

_BUSY = {"SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_PROTOCOL"}
_DAMAGED = {"SQLITE_CORRUPT", "SQLITE_NOTADB"}


CLASHES = (sqlite3.IntegrityError, psycopg.errors.UniqueViolation)
"""What the drivers say of a row whose key is taken, on the quick road, which SQLAlchemy does not see."""


def parse(url: str) -> URL:
    """
    Return the URL with the driver that we use.

    Raises `Misconfigured` if it is malformed, or names another database than PostgreSQL or a file of SQLite.
    """
    try:
        parsed = make_url(url.replace("postgres://", "postgresql://", 1))
    except (ArgumentError, ValueError) as error:
        raise Misconfigured("DatabaseUrlInvalid", reason=type(error).__name__) from None
    match parsed.get_backend_name():
        case "postgresql":
            return parsed.set(drivername="postgresql+psycopg")
        case "sqlite" if parsed.database and parsed.database != ":memory:":
            return parsed.set(drivername="sqlite+pysqlite", database=str(Path(parsed.database).absolute()))
        case other:
            raise Misconfigured("DatabaseUrlInvalid", reason=other)


# ERRORS


def _trouble(error: BaseException | None, url: URL) -> LedgerError | None:
    """Return what a driver's error means; none for one that is a bug of ours."""
    shown = url.render_as_string(hide_password=True)
    reason = str(error).strip().partition("\n")[0]
    if isinstance(error, sqlite3.Error):
        name = "_".join((getattr(error, "sqlite_errorname", "") or "").split("_")[:2])
        if name in _BUSY:
            return Unavailable("DatabaseUnavailable", database=shown, reason=reason)
        if name in _DAMAGED:
            return Misconfigured("DatabaseDamaged", database=shown, reason=reason)
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return Unavailable("DatabaseUnavailable", database=shown, reason=reason)
    return None


def _translate_errors(engine: Engine, url: URL) -> Engine:
    def translate(context: ExceptionContext) -> BaseException | None:
        # A connection that died while it was pooled is replaced by a new one: no trouble of the reader's.
        return None if context.is_pre_ping else _trouble(context.original_exception, url)

    event.listen(engine, "handle_error", translate, retval=True)
    return engine


def _prepare(engine: Engine, url: URL, prepare: Callable[[Any], None]) -> None:
    """Have every new connection prepared, before SQLAlchemy sees it and so with an error translation of its own."""

    def connected(connection: Any, _record: object) -> None:
        try:
            prepare(connection)
        except (sqlite3.Error, psycopg.Error) as error:
            connection.close()
            raise _trouble(error, url) or error from error

    event.listen(engine, "connect", connected)


def _pooled(url: URL, connect_args: Mapping[str, Any], *, pool_pre_ping: bool = False) -> Engine:
    """Return an engine for as many connections at a time as the API has threads."""
    return create_engine(
        url,
        connect_args=dict(connect_args),
        pool_size=8,
        max_overflow=READERS_MAX - 8,
        pool_pre_ping=pool_pre_ping,
    )


# READERS


def open_reader(url: URL, busy_seconds: float) -> Engine:
    """Return an engine whose connections cannot write and whose transactions each see one state."""
    if url.get_backend_name() == "postgresql":
        engine = _pooled(url, {"connect_timeout": CONNECT_SECONDS}, pool_pre_ping=True)
        _prepare(engine, url, _restrict_postgresql)
    else:
        source = url.set(database=f"file:{quote(url.database or '')}").update_query_dict({"mode": "ro", "uri": "true"})
        engine = _pooled(source, {"timeout": busy_seconds})
        _prepare(engine, url, _restrict_sqlite)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return _translate_errors(engine, url)


def _restrict_postgresql(connection: psycopg.Connection[Any]) -> None:
    connection.autocommit = True
    connection.execute("SET default_transaction_read_only = on")
    connection.execute("SET default_transaction_isolation = 'repeatable read'")
    connection.autocommit = False


def _restrict_sqlite(connection: sqlite3.Connection) -> None:
    connection.isolation_level = None  # we begin transactions ourselves, also for reading
    connection.execute("PRAGMA query_only = ON")


# THE WRITER


class Writer:
    """The one connection that writes, and the lock that makes it the only one.  Opened at need, let go by `close`."""

    def __init__(self, url: URL, busy_seconds: float) -> None:
        self._url = url
        self._engine = _open_writer(url, busy_seconds)
        self._connection: Connection | None = None
        self._lock_file: int | None = None
        self._mutex = RLock()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """
        Give the connection in a transaction that is committed at the end, or wholly undone.

        Raises `Misconfigured` if another indexer has the mirror, `Unavailable` if the database does not answer; then
        the lock is let go, and the next transaction takes it anew.
        """
        with self._mutex:
            try:
                if self._connection is None:
                    self._connection = self._open()
                with self._connection.begin():
                    yield self._connection
            except (sqlite3.Error, psycopg.Error) as error:  # of the quick road, which SQLAlchemy does not see
                self.close()
                raise _trouble(error, self._url) or error from error
            except (Unavailable, Misconfigured):
                self.close()
                raise

    @contextmanager
    def unlocked(self) -> Iterator[Connection]:
        """
        Give a connection of its own, without the lock and outside any transaction: for taking another mirror's place.

        The one who holds the lock goes on; the database orders the two.  Raises as `transaction` does.
        """
        connection = self._engine.connect()
        try:
            yield connection
        except (sqlite3.Error, psycopg.Error) as error:
            raise _trouble(error, self._url) or error from error
        finally:
            connection.close()

    def close(self) -> None:
        """Let go of connection and lock."""
        with self._mutex:
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.close()
            if self._lock_file is not None:
                os.close(self._lock_file)
                self._lock_file = None

    def _open(self) -> Connection:
        if self._url.get_backend_name() == "sqlite":
            self._lock_file = self._lock_beside()
            return self._engine.connect()
        connection = self._engine.connect()
        try:
            until = time.monotonic() + GONE_SECONDS
            while not self._locks(connection):
                if time.monotonic() >= until:
                    raise self._in_use()
                time.sleep(GONE_SECONDS / 20)
        except BaseException:
            connection.close()
            raise
        return connection

    def _locks(self, connection: Connection) -> bool:
        ours = text("SELECT pg_try_advisory_lock(:ours, hashtext(coalesce(current_schema(), '')))")
        with connection.begin():
            return bool(connection.scalar(ours, {"ours": WRITER_LOCK}))

    def _lock_beside(self) -> int:
        assert self._url.database is not None
        path = Path(self._url.database + ".lock")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise Unavailable("DatabaseUnavailable", database=str(self._url), reason=error.strerror) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            raise self._in_use() from None
        return file

    def _in_use(self) -> Misconfigured:
        return Misconfigured("MirrorInUse", database=self._url.render_as_string(hide_password=True))


def _open_writer(url: URL, busy_seconds: float) -> Engine:
    if url.get_backend_name() == "postgresql":
        engine = create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": CONNECT_SECONDS})
        _prepare(engine, url, partial(_prepare_postgresql, busy_seconds))
    else:
        engine = create_engine(
            url, poolclass=NullPool, connect_args={"timeout": busy_seconds, "check_same_thread": False}
        )
        _write_sqlite(engine, url)
    return _translate_errors(engine, url)


def open_service(url: URL, busy_seconds: float) -> Engine:
    """Return an engine for short transactions that write, by any number of processes; none waits longer for a lock."""
    if url.get_backend_name() == "postgresql":
        engine = _pooled(url, {"connect_timeout": CONNECT_SECONDS}, pool_pre_ping=True)
        _prepare(engine, url, partial(_limit_waits, busy_seconds))
    else:
        engine = _pooled(url, {"timeout": busy_seconds, "check_same_thread": False})
        _write_sqlite(engine, url)
    return _translate_errors(engine, url)


def _limit_waits(busy_seconds: float, connection: psycopg.Connection[Any]) -> None:
    connection.autocommit = True
    connection.execute(f"SET lock_timeout = {int(busy_seconds * 1000)}".encode())
    connection.autocommit = False


def _prepare_postgresql(busy_seconds: float, connection: psycopg.Connection[Any]) -> None:
    """Wait no longer for another's lock than on SQLite, and look for rows by their keys."""
    connection.autocommit = True
    connection.execute(f"SET lock_timeout = {int(busy_seconds * 1000)}".encode())
    for setting in _BY_KEYS:
        connection.execute(f"SET {setting}".encode())
    connection.autocommit = False
    # The driver has a slower one for the wrapper type of the DB-API, and takes whichever was registered last.
    connection.adapters.register_dumper(bytes, BytesBinaryDumper)


def _write_sqlite(engine: Engine, url: URL) -> None:
    """Have an engine's connections keep what they write, and take the lock for writing when they begin."""
    _prepare(engine, url, _harden_sqlite)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))


def _harden_sqlite(connection: sqlite3.Connection) -> None:
    """Make a commit survive a loss of power, and let readers read on while we write."""
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")

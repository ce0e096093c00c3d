"""
The databases of simulated worlds: a new empty mirror for each, quickly, and what happens to it when all ends.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from random import Random
from typing import Any, Protocol

import psycopg
from sqlalchemy import Connection, Engine, event, make_url

from ledger.store.database import WRITER_LOCK
from ledger.store.mirror import Mirror
from ledger.store.tables import Base, SchemaRow
from tests.simulation.crash import Strike, copy_files, cut, die, die_without_power, disk_of

LOCKED = """SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = %s
            AND objid::bigint = hashtext(%s)::bigint & 4294967295"""
PAUSE_SECONDS = 0.005

PAGES_MORE_MAX = 12
"""Pages that a full disk still has, at most."""


class _Statements(dict[Any, Any]):
    """Compiled statements by the dialect's name: each mirror has engines, and so dialects, of its own."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__((key[0].name, *key[1:]), value)


_COMPILED = _Statements()


@contextmanager
def compiled_once() -> Iterator[None]:
    """Have no statement compiled twice within this context, however many mirrors are opened: half the time."""

    def remember(connection: Connection) -> None:
        connection.execution_options(compiled_cache=_COMPILED)

    event.listen(Engine, "engine_connect", remember)
    try:
        yield
    finally:
        event.remove(Engine, "engine_connect", remember)


class Store(Protocol):
    """One database at a time; `url` is the present one's."""

    @property
    def url(self) -> str: ...

    def renew(self) -> None:
        """Begin with an empty mirror."""

    def death(self) -> Strike:
        """Return what ends a process here."""

    def survive(self) -> None:
        """Go on with what was there at the last death, if it came."""

    def scarcity(self, random: Random) -> AbstractContextManager[None]:
        """Return the context in which there is little room."""

    def interruption(self) -> Strike:
        """Return what ends a connection here."""


class SqliteStore:
    """Files in `folder`, each a copy of one with empty tables."""

    def __init__(self, folder: Path) -> None:
        self._numbers = itertools.count(1)
        self._folder = folder
        self._template = folder / "template.sqlite"
        if not self._template.exists():
            with Mirror(f"sqlite:///{self._template}") as mirror:
                mirror.migrate()
        self._file = self._template
        self._copy = self._template

    @property
    def url(self) -> str:
        return f"sqlite:///{self._file}"

    def renew(self) -> None:
        self._forget(self._file)
        self._file = self._next()
        copy_files(self._template, self._file)

    def death(self) -> Strike:
        self._copy = self._next()
        return die_without_power(self._file, self._copy)

    def survive(self) -> None:
        if self._copy.exists() and self._copy != self._file:
            self._forget(self._file)
            self._file = self._copy

    def scarcity(self, random: Random) -> AbstractContextManager[None]:
        pages = self._file.stat().st_size // 4_096 + random.randint(0, PAGES_MORE_MAX)
        return disk_of(pages)

    def interruption(self) -> Strike:
        return self.death()  # a file has no connection that could be cut

    def _next(self) -> Path:
        return self._folder / f"{next(self._numbers)}.sqlite"

    def _forget(self, file: Path) -> None:
        if file != self._template:
            for each in self._folder.glob(f"{file.name}*"):
                each.unlink()


class PostgresqlStore:
    """One schema of a server, emptied for each world."""

    def __init__(self, server: str, schema: str) -> None:
        self._server = server
        options = {"options": f"-csearch_path={schema}"}
        self.url = make_url(server).update_query_dict(options).render_as_string(hide_password=False)
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE".encode())
            connection.execute(f"CREATE SCHEMA {schema}".encode())
        with Mirror(self.url) as mirror:
            mirror.migrate()
        self._tables = ", ".join(
            f'{schema}."{name}"' for name in Base.metadata.tables if name != SchemaRow.__tablename__
        )
        self._schema = schema

    def renew(self) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(f"TRUNCATE {self._tables}".encode())

    def close(self) -> None:
        """Drop the schema."""
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(f"DROP SCHEMA {self._schema} CASCADE".encode())

    def death(self) -> Strike:
        return die

    def survive(self) -> None:
        """Wait until the server has learnt that the process is gone, and has let go of its lock."""
        with psycopg.connect(self._server, autocommit=True) as connection:
            while connection.execute(LOCKED, (WRITER_LOCK, self._schema)).fetchone():
                time.sleep(PAUSE_SECONDS)

    def scarcity(self, random: Random) -> AbstractContextManager[None]:  # noqa: ARG002  (a server has its own disk)
        return nullcontext()

    def interruption(self) -> Strike:
        return cut(self._server)

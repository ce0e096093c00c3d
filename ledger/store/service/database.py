"""
The service's own database, beside the mirror's: what a chain cannot give back, and a rebuilt mirror must not lose.

Its tables only ever grow: a new one, or a new column that may be empty, is added where it is missing; nothing is
renamed or dropped.  Any number of processes write, in short transactions that the database orders.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Table, inspect, text
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable

from ledger.store.database import open_reader, open_service, parse
from ledger.store.service.base import ServiceBase

BUSY_SECONDS = 5.0
"""How long to wait for another's short transaction before saying that the database is unavailable."""

MIGRATION_LOCK = 0xDEED5
"""Our advisory lock on PostgreSQL while tables are made: two processes may start at once."""


class Service:
    """The service database: `with service.reading() as session`, `with service.writing() as session`."""

    def __init__(self, url: str, busy_seconds: float = BUSY_SECONDS) -> None:
        self.url = parse(url)
        self._writer = open_service(self.url, busy_seconds)
        self._readers = open_reader(self.url, busy_seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all connections."""
        self._writer.dispose()
        self._readers.dispose()

    def migrate(self) -> None:
        """
        Make what is missing: tables, columns, indices.  Nothing that is there is touched.

        Raises `Unavailable` if the database does not answer.
        """
        if self.url.get_backend_name() == "sqlite":
            Path(str(self.url.database)).parent.mkdir(parents=True, exist_ok=True)
        with self._writer.begin() as connection:
            if self.url.get_backend_name() == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
            _grow(connection)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that cannot write and sees one state.  Raises `Unavailable`."""
        with Session(self._readers, autoflush=False, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """
        Give a session in a transaction that is committed at the end, or wholly undone; on SQLite it is the only one.

        Raises `Unavailable`.
        """
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session


def _grow(connection: Connection) -> None:
    found = inspect(connection)
    for table in ServiceBase.metadata.sorted_tables:
        if not found.has_table(table.name):
            connection.execute(CreateTable(table))
        else:
            _widen(connection, table, {column["name"] for column in found.get_columns(table.name)})
        for index in table.indexes:
            connection.execute(CreateIndex(index, if_not_exists=True))


def _widen(connection: Connection, table: Table, known: set[str]) -> None:
    for column in table.columns:
        if column.name not in known:
            assert column.nullable, f"{table.name}.{column.name} is new: it may be empty in the rows that there are"
            words = CreateColumn(column).compile(dialect=connection.dialect)
            connection.execute(text(f'ALTER TABLE "{table.name}" ADD COLUMN {words}'))

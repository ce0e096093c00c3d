"""
Many rows at a time, by each database's own quickest road: COPY on PostgreSQL, prepared statements on SQLite.

Rows are tuples of what the driver takes, in the order of a table's columns; what they mean is not known here.  All of
it happens in the transaction of the connection that is given.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Connection, Integer, LargeBinary, Table, Text

from ledger.store.tables.base import base_of
from ledger.store.tables.past import SINCE, UNTIL

KEYS_MAX = 500
"""Most keys in one question: below the parameter limits of both databases, and a plan of one size."""

Row = tuple[Any, ...]
Key = int | bytes

_POSTGRESQL = {BigInteger: "int8", Integer: "int4", LargeBinary: "bytea", Text: "text", Boolean: "bool"}


def bulk_of(connection: Connection) -> Bulk:
    """Return the quick road of a connection's database."""
    return (_Postgresql if connection.dialect.name == "postgresql" else _Sqlite)(connection)


class Look(ABC):
    """How rows are looked up by many keys at a time."""

    @abstractmethod
    def rows(self, table: Table, columns: tuple[str, ...], key: str, keys: Iterable[Key]) -> Iterator[Row]:
        """Return these columns of the rows under these keys."""


class Reading(Look):
    """Looks up on any connection: what is asked needs no compiling, and is seen by whoever watches its statements."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self, table: Table, columns: tuple[str, ...], key: str, keys: Iterable[Key]) -> Iterator[Row]:
        wanted, ask = iter(keys), self._connection.exec_driver_sql
        select = _select(table, columns, key)
        is_postgresql = self._connection.dialect.name == "postgresql"
        while part := list(islice(wanted, KEYS_MAX)):
            if is_postgresql:
                yield from map(tuple, ask(f"{select} = ANY(%s)", (part,)))
            else:
                yield from map(tuple, ask(f"{select} IN ({','.join('?' * len(part))})", tuple(part)))


class Bulk(Look):
    """What is done with many rows at a time."""

    def __init__(self, connection: Connection) -> None:
        self._driver: Any = connection.connection.driver_connection

    @abstractmethod
    def insert(self, table: Table, rows: Sequence[Row]) -> None:
        """Insert rows that are not there."""

    @abstractmethod
    def retire(self, table: Table, past: Table, key: str, ends: Sequence[tuple[Key, int]]) -> None:
        """Move the rows under these keys, where there are any, into the twin, each with its end (a block)."""


class _Postgresql(Bulk):
    def insert(self, table: Table, rows: Sequence[Row]) -> None:
        if not rows:
            return
        statement, types = _copy(table)
        with self._driver.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)

    def retire(self, table: Table, past: Table, key: str, ends: Sequence[tuple[Key, int]]) -> None:
        if ends:
            keys, blocks = zip(*ends, strict=True)
            with self._driver.cursor() as cursor:
                cursor.execute(_retire_postgresql(table, past, key), (list(keys), list(blocks)))

    def rows(self, table: Table, columns: tuple[str, ...], key: str, keys: Iterable[Key]) -> Iterator[Row]:
        wanted = iter(keys)
        statement = f"{_select(table, columns, key)} = ANY(%b)"
        with self._driver.cursor(binary=True) as cursor:
            while part := list(islice(wanted, KEYS_MAX)):
                yield from cursor.execute(statement, (part,), prepare=True)


class _Sqlite(Bulk):
    def insert(self, table: Table, rows: Sequence[Row]) -> None:
        self._driver.executemany(_insert_sqlite(table), rows)

    def retire(self, table: Table, past: Table, key: str, ends: Sequence[tuple[Key, int]]) -> None:
        copy, delete = _retire_sqlite(table, past, key)
        self._driver.executemany(copy, [(end, own) for own, end in ends])
        self._driver.executemany(delete, [(own,) for own, _ in ends])

    def rows(self, table: Table, columns: tuple[str, ...], key: str, keys: Iterable[Key]) -> Iterator[Row]:
        wanted = iter(keys)
        select = f"{_select(table, columns, key)} IN "
        while part := list(islice(wanted, KEYS_MAX)):
            yield from self._driver.execute(f"{select}({','.join('?' * len(part))})", part)


# STATEMENTS


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _select(table: Table, columns: tuple[str, ...], key: str) -> str:
    return f"SELECT {_quoted(columns)} FROM {_quoted([table.name])} WHERE {_quoted([key])}"  # noqa: S608


def _names(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def _type(column: Column[Any]) -> str:
    return next(name for base, name in _POSTGRESQL.items() if isinstance(base_of(column), base))


@cache
def _copy(table: Table) -> tuple[str, list[str]]:
    statement = f"COPY {_quoted([table.name])} ({_quoted(_names(table))}) FROM STDIN (FORMAT BINARY)"
    return statement, [_type(column) for column in table.columns]


@cache
def _insert_sqlite(table: Table) -> str:
    return f"INSERT INTO {_quoted([table.name])} VALUES ({','.join('?' * len(table.columns))})"  # noqa: S608


@cache
def _retire_postgresql(table: Table, past: Table, key: str) -> str:
    columns, now, twin, own = _quoted(_names(table)), _quoted([table.name]), _quoted([past.name]), _quoted([key])
    ends = f"unnest(%b::{_type(table.c[key])}[], %b::int8[]) AS ends(own, {UNTIL})"
    return (
        f"WITH gone AS (DELETE FROM {now} AS t USING {ends} WHERE t.{own} = ends.own "  # noqa: S608
        f"RETURNING t.*, ends.{UNTIL}) "
        f"INSERT INTO {twin} ({columns}, {UNTIL}) SELECT {columns}, {UNTIL} FROM gone WHERE {SINCE} < {UNTIL}"
    )


@cache
def _retire_sqlite(table: Table, past: Table, key: str) -> tuple[str, str]:
    columns, now, twin, own = _quoted(_names(table)), _quoted([table.name]), _quoted([past.name]), _quoted([key])
    return (
        f"INSERT INTO {twin} ({columns}, {UNTIL}) "  # noqa: S608
        f"SELECT {columns}, ?1 FROM {now} WHERE {own} = ?2 AND {SINCE} < ?1",
        f"DELETE FROM {now} WHERE {own} = ?",  # noqa: S608
    )

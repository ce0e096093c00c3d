"""
Rows as the database has them, without our column types: what a backup keeps, and what a comparison looks at.

A row is a tuple of None, int, str and bytes, in the order of the table's columns; a truth value is 0 or 1 on both
databases.  Rows come in the order of their keys, a few at a time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, Select, Table, Text, select
from sqlalchemy import column as plain
from sqlalchemy import table as named
from sqlalchemy.orm import Session

from ledger.store.tables.base import base_of

Row = tuple[Any, ...]

ROWS_AT_A_TIME = 1_000
"""Rows in memory at a time: a megabyte of the widest table."""

_KINDS: dict[type[Any], type[int | bytes | str]] = {
    Boolean: int,
    BigInteger: int,
    Integer: int,
    LargeBinary: bytes,
    Text: str,
}


def raw(session: Session, table: Table) -> Iterator[Row]:
    """Return all rows of a table in the order of its key, in the session's one state."""
    driver = session.connection().connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        driver.text_factory = _lenient
    truths = [place for place, column in enumerate(table.columns) if is_truth(column)]
    with session.execute(_all(table), execution_options={"yield_per": ROWS_AT_A_TIME}) as found:
        for row in found:
            values = list(row)
            for place in truths:
                if isinstance(values[place], bool):  # anything else was put there by somebody, and is shown as it is
                    values[place] = int(values[place])
            yield tuple(values)


@cache
def _all(table: Table) -> Select[Any]:
    """Select every column by name, so that no type of ours reads it."""
    columns: list[Any] = [plain(each.name) for each in table.columns]
    keys: list[Any] = [plain(key.name) for key in table.primary_key]
    return select(*columns).select_from(named(table.name)).order_by(*keys)


def _lenient(text: bytes) -> str:
    """Read also a text that is none: a row that somebody spoilt is to be seen, too."""
    return text.decode(errors="surrogateescape")


def kind_of(column: Column[Any]) -> type[int | bytes | str]:
    """Return what a column's values are, where they are not none."""
    return next(kind for base, kind in _KINDS.items() if isinstance(base_of(column), base))


def is_truth(column: Column[Any]) -> bool:
    """Say whether a column holds truth values, which PostgreSQL does not take for numbers."""
    return isinstance(base_of(column), Boolean)

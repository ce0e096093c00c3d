"""
Of which tables a database is, and how they are made.

A mirror is derived from the chain, so its tables never migrate: a program of other tables builds the mirror anew beside
the old one and then takes its place (`rebuild`), while the old one goes on answering.  Which tables a database has, it
says itself, by a digest of their definition.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import cast

from sqlalchemy import Connection, Table, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from ledger.errors import Misconfigured
from ledger.store.tables import Base, SchemaRow

_SCHEMA = cast(Table, SchemaRow.__table__)


_FORMER = ("alembic_version", "undo")
"""Tables of the mirrors that did not say which tables they had, besides those that there still are."""

_DIALECTS = {"postgresql": postgresql.dialect, "sqlite": sqlite.dialect}


@cache
def definition(dialect: str) -> tuple[str, ...]:
    """Return the statements that make all tables and their indices."""
    compiler = _DIALECTS[dialect]()
    statements: list[str] = []
    for table in Base.metadata.sorted_tables:
        statements.append(str(CreateTable(table).compile(dialect=compiler)).strip())
        statements += sorted(str(CreateIndex(index).compile(dialect=compiler)).strip() for index in table.indexes)
    return tuple(statements)


@cache
def digest() -> str:
    """Return the digest of this program's tables: 16 hexadecimal digits."""
    return hashlib.sha256("\n".join(definition("postgresql")).encode()).hexdigest()[:16]


def tables() -> tuple[str, ...]:
    """Return the names of this program's tables."""
    return tuple(Base.metadata.tables)


def digest_of(connection: Connection) -> str | None:
    """Return the digest that a database has; none if there is no mirror in it."""
    inspector = inspect(connection)
    if inspector.has_table(_SCHEMA.name):
        return connection.scalar(select(_SCHEMA.c.digest))
    return "?" if inspector.has_table("cursor") else None  # made before tables had a digest


def tables_of(connection: Connection) -> list[str]:
    """Return the names of a mirror's tables, also of another program's."""
    inspector = inspect(connection)
    there = set(inspector.get_table_names())
    said: set[str] = set(_FORMER)
    if _SCHEMA.name in there and "tables" in {column["name"] for column in inspector.get_columns(_SCHEMA.name)}:
        said = set((connection.scalar(select(_SCHEMA.c.tables)) or "").split())
    return sorted(there & (said | set(Base.metadata.tables)))


def check(found: str | None) -> None:
    """Raise `Misconfigured` unless `found` is the digest of this program's tables."""
    if found is None:
        raise Misconfigured("SchemaMissing")
    if found != digest():
        raise Misconfigured("SchemaOther", found=found, needed=digest())


def create(connection: Connection) -> None:
    """Make all tables, in the transaction of `connection`."""
    for statement in definition(connection.dialect.name):
        connection.exec_driver_sql(statement)
    connection.execute(_SCHEMA.insert().values(digest=digest(), tables=" ".join(tables())))

"""
Of which tables a database is, and how they are made.

A mirror is derived from the chain, so its tables never migrate: a program of other tables builds the mirror anew beside
the old one and then takes its place (`rebuild`), while the old one goes on answering.  Which tables a database has, it
says itself, by a digest of their definition.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
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
    """Return the statements that make all tables, with the keys by which facts are found and kept apart."""
    compiler = _DIALECTS[dialect]()
    return tuple(str(CreateTable(table).compile(dialect=compiler)).strip() for table in Base.metadata.sorted_tables)


@cache
def indices(dialect: str) -> Mapping[str, str]:
    """Return the statements that make the indices that questions need, each by the index' name in the database."""
    compiler = _DIALECTS[dialect]()
    made = {}
    for table in Base.metadata.sorted_tables:
        for index in table.indexes:
            name = compiler.identifier_preparer.format_index(index)
            made[name] = str(CreateIndex(index, if_not_exists=True).compile(dialect=compiler)).strip()
    return dict(sorted(made.items()))


@cache
def digest() -> str:
    """Return the digest of this program's tables: 16 hexadecimal digits."""
    lines = [*definition("postgresql"), *indices("postgresql").values()]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


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
    """
    Make all tables, in the transaction of `connection`.

    The indices come later (`complete`): to sort a million rows once takes a third of the time that it takes to put
    each in its place.
    """
    for statement in definition(connection.dialect.name):
        connection.exec_driver_sql(statement)
    connection.execute(_SCHEMA.insert().values(digest=digest(), tables=" ".join(tables())))


def is_complete(connection: Connection) -> bool:
    """Say whether all indices are there."""
    return _there(connection) >= indices(connection.dialect.name).keys()


def complete(connection: Connection) -> None:
    """Make the indices that are not there, in the transaction of `connection`."""
    there = _there(connection)
    for name, statement in indices(connection.dialect.name).items():
        if name not in there:
            connection.exec_driver_sql(statement)
    if connection.dialect.name == "postgresql":  # which plans without figures, until it comes round to make some
        connection.exec_driver_sql(f"ANALYZE {', '.join(tables())}")


def _there(connection: Connection) -> set[str]:
    if connection.dialect.name == "postgresql":
        found = connection.exec_driver_sql("SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()")
    else:
        found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'index'")
    return {row[0] for row in found}

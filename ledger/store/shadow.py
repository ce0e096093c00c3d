"""
A mirror that is built anew beside the one that answers, and then takes its place.

The shadow is a mirror like any other, in a file beside the first or in a schema of its own; a build that was broken off
goes on where it stopped.  The change is one transaction: whoever reads sees the old mirror or the new one, and an
indexer that was following the old one goes on from the new one's cursor.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from ledger.domain.events import ZERO_DIGEST
from ledger.errors import Unavailable
from ledger.store import schema
from ledger.store.mirror import Mirror, tell

SUFFIX = "_rebuild"

LOCK_MILLISECONDS = 200
"""How long the change waits for a table once it has the cursor's: less than PostgreSQL waits before it ends one of two
that wait for each other, so that it is never a reader that is ended."""

CHANGES_MAX = 20
"""Tries of the change, with pauses of a fifth of a second: readers come and go within milliseconds."""


def shadow_of(mirror: Mirror) -> Mirror:
    """Return the mirror beside `mirror`, with its tables; a build that was broken off is gone on with if it can be."""
    if mirror.url.get_backend_name() == "sqlite":
        shadow = Mirror(mirror.url.set(database=f"{mirror.url.database}{SUFFIX}").render_as_string(False))
    else:
        name = _schema_name(mirror) + SUFFIX
        with mirror.unlocked() as connection, connection.begin():
            connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{name}"'))
        url = mirror.url.update_query_dict({"options": f'-csearch_path="{name}"'})
        shadow = Mirror(url.render_as_string(hide_password=False))
    if shadow.digest() not in (None, schema.digest()):
        with shadow.unlocked() as connection, connection.begin():
            _drop(connection)
    shadow.migrate()
    return shadow


def take_over(mirror: Mirror, shadow: Mirror) -> None:
    """Put the shadow in the mirror's place, and end it.  Raises `Unavailable` if the database is held by others."""
    shadow.close()
    change = _change_sqlite if mirror.url.get_backend_name() == "sqlite" else _change_postgresql
    for attempt in range(CHANGES_MAX):
        try:
            change(mirror, shadow)
        except Unavailable:
            if attempt == CHANGES_MAX - 1:
                raise
            time.sleep(LOCK_MILLISECONDS / 1000)
        else:
            return


def _change_sqlite(mirror: Mirror, shadow: Mirror) -> None:
    with mirror.unlocked() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("ATTACH DATABASE ? AS shadow", (shadow.url.database,))
        try:
            with connection.begin():
                lines = _carry(connection, "main", "shadow")
                _drop(connection)
                schema.create(connection)
                for name in schema.tables():
                    driver.execute(f'DELETE FROM main."{name}"')  # noqa: S608
                    driver.execute(f'INSERT INTO main."{name}" SELECT * FROM shadow."{name}"')  # noqa: S608
                schema.complete(connection)
                _tell(connection, lines)
        finally:
            driver.execute("DETACH DATABASE shadow")
    for suffix in ("", "-wal", "-shm", ".lock"):
        Path(f"{shadow.url.database}{suffix}").unlink(missing_ok=True)


def _change_postgresql(mirror: Mirror, shadow: Mirror) -> None:
    live, name = _schema_name(mirror), _schema_name(shadow)
    with mirror.unlocked() as connection, connection.begin():
        if names := schema.tables_of(connection):
            # Who reads asks for the cursor first: once we have it, nobody comes in, and who was in has left.
            connection.execute(text(f"LOCK TABLE {_quoted('cursor')} IN ACCESS EXCLUSIVE MODE"))
            connection.execute(text(f"SET LOCAL lock_timeout = {LOCK_MILLISECONDS}"))
            connection.execute(text(f"LOCK TABLE {', '.join(map(_quoted, names))} IN ACCESS EXCLUSIVE MODE"))
        lines = _carry(connection, _quoted(live), _quoted(name))
        _drop(connection)
        for table in schema.tables():
            connection.execute(text(f'ALTER TABLE "{name}"."{table}" SET SCHEMA "{live}"'))
        connection.execute(text(f'DROP SCHEMA "{name}" CASCADE'))
        _tell(connection, lines)


Line = dict[str, Any]
"""A line of the outbox, as `mirror.tell` takes it."""


def _carry(connection: Connection, old: str, new: str) -> list[Line]:
    """
    Let the new mirror's outbox be the old one's, and return what is to be told in it: what the change takes back, and
    what it takes.

    Who reads it has acted on what it said, and goes on from its number; how the new mirror was built is not told.
    """
    if not {"outbox", "blocks", "cursor"} <= set(schema.tables_of(connection)):
        return []
    connection.execute(text(f"DELETE FROM {new}.outbox"))  # noqa: S608
    connection.execute(text(f"INSERT INTO {new}.outbox SELECT * FROM {old}.outbox"))  # noqa: S608
    common = connection.execute(
        text(
            f"SELECT o.number, o.hash FROM {old}.blocks o JOIN {new}.blocks n "  # noqa: S608
            "ON n.number = o.number AND n.hash = o.hash ORDER BY o.number DESC LIMIT 1"
        )
    ).first() or (-1, ZERO_DIGEST)
    (was, _), (now, hash_now) = (_end(connection, one) for one in (old, new))
    first = max(common[0] + 1, connection.scalar(text(f"SELECT min(number) FROM {new}.blocks")) or 0)  # noqa: S608
    lines: list[Line] = [
        {"taken": False, "first": first, "last": was, "hash": common[1]},
        {"taken": True, "first": first, "last": now, "hash": hash_now},
    ]
    return [line for line in lines if line["last"] > common[0]]


def _end(connection: Connection, where: str) -> tuple[int, bytes]:
    found = connection.execute(text(f"SELECT number, hash FROM {where}.cursor")).first()  # noqa: S608
    return (-1, ZERO_DIGEST) if found is None else (found[0], found[1])


def _tell(connection: Connection, lines: list[Line]) -> None:
    for line in lines:
        tell(connection, **line)


def _drop(connection: Connection) -> None:
    """Drop a mirror's tables."""
    for name in schema.tables_of(connection):
        connection.execute(text(f"DROP TABLE {_quoted(name)}"))


def _quoted(name: str) -> str:
    return f'"{name}"'


def _schema_name(mirror: Mirror) -> str:
    with mirror.unlocked() as connection, connection.begin():
        return str(connection.scalar(text("SELECT current_schema()")))

"""
Which schema a database has, and how it comes to the one of this program.

Alembic is configured here and nowhere else; `migrations/` holds the revisions.  `python -m ledger.store.migrations
TEXT` writes the next one, as the difference between the last revision and `tables`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from ledger.errors import Misconfigured

MIGRATIONS = Path(__file__).parent / "migrations"


def configuration(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration; with a connection, for a migration in its transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@cache
def revisions() -> tuple[str, ...]:
    """Return all revisions that this program knows, the newest first."""
    scripts = ScriptDirectory.from_config(configuration())
    return tuple(script.revision for script in scripts.walk_revisions())


def head() -> str:
    """Return the revision that this program needs."""
    return revisions()[0]


def revision_of(connection: Connection) -> str | None:
    """Return the revision of a database; none if it has no schema of ours."""
    return MigrationContext.configure(connection).get_current_revision()


def check(revision: str | None) -> None:
    """Raise `Misconfigured` unless `revision` is the one that this program needs."""
    if revision is None:
        raise Misconfigured("SchemaMissing")
    if revision not in revisions():
        raise Misconfigured("SchemaNewer", revision=revision, known=head())
    if revision != head():
        raise Misconfigured("SchemaOlder", revision=revision, needed=head())


def upgrade(connection: Connection) -> None:
    """
    Bring the database to this program's revision, in the transaction of `connection`.

    Raises `Misconfigured` if the schema is of a newer program.
    """
    revision = revision_of(connection)
    if revision is not None and revision not in revisions():
        raise Misconfigured("SchemaNewer", revision=revision, known=head())
    command.upgrade(configuration(connection), "head")

"""
The schema: the migrations make exactly what `tables` says, and a database of another program's is not touched.

On both databases.  Alembic itself is asked for the difference; partial indices, which it does not compare, are read
from the database's own catalogue.
"""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from ledger.errors import Misconfigured
from ledger.store import schema
from ledger.store.mirror import Mirror
from ledger.store.tables import Base
from tests.store_fixtures import OpenMirror, dump, raw
from tests.store_histories import sample


def test_the_migrations_make_what_the_tables_say(mirror: Mirror) -> None:
    with raw(mirror) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_indices_over_some_rows_only_are_so_in_the_database(mirror: Mirror) -> None:
    catalogue = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        if mirror.url.get_backend_name() == "sqlite"
        else "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
    )
    with raw(mirror) as connection:
        made = {name: definition for name, definition in connection.execute(text(catalogue))}
    partial = {index.name for table in Base.metadata.tables.values() for index in table.indexes
               if index.dialect_options["sqlite"]["where"] is not None}  # fmt: skip
    assert len(partial) == 7
    assert {name for name, definition in made.items() if "IS NOT NULL" in definition} == partial


def test_a_revision_can_be_taken_back_and_made_again(mirror: Mirror) -> None:
    with mirror._writer.transaction() as connection:
        command.downgrade(schema.configuration(connection), "base")
    with raw(mirror) as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    mirror.migrate()
    mirror.check()


def test_a_mirror_of_the_first_contracts_is_emptied_and_begun_anew(mirror: Mirror) -> None:
    with mirror._writer.transaction() as connection:
        command.downgrade(schema.configuration(connection), "0001")
        connection.execute(text("INSERT INTO cursor VALUES (1, 7, :hash, 0, 7, 0, 0)"), {"hash": bytes(32)})
        connection.execute(text("INSERT INTO charges VALUES (28417, 1)"))
    assert mirror.cursor() == (7, bytes(32))
    mirror.migrate()
    assert mirror.cursor() is None
    mirror.project(sample(10).blocks)
    mirror.check()


def test_migrating_twice_changes_nothing(mirror: Mirror) -> None:
    mirror.project(sample(20).blocks)
    before = dump(mirror)
    mirror.migrate()
    assert dump(mirror) == before


def test_a_database_without_tables_is_named(open_mirror: OpenMirror) -> None:
    mirror = open_mirror()
    with pytest.raises(Misconfigured) as refused:
        mirror.check()
    assert refused.value.code == "SchemaMissing"


def test_the_schema_of_a_newer_program_is_not_touched(mirror: Mirror) -> None:
    _set_revision(mirror, "9999")
    for attempt in (mirror.check, mirror.migrate):
        with pytest.raises(Misconfigured) as refused:
            attempt()
        assert refused.value.code == "SchemaNewer"
        assert "9999" in refused.value.explain("zh")
    with raw(mirror) as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"


def test_the_schema_of_an_older_program_is_not_read(mirror: Mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    known = ("9999", *schema.revisions())
    monkeypatch.setattr(schema, "revisions", lambda: known)  # as a program that has one revision more
    with pytest.raises(Misconfigured) as refused:
        mirror.check()
    assert refused.value.code == "SchemaOlder"


def _set_revision(mirror: Mirror, revision: str) -> None:
    with raw(mirror) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
        connection.commit()

"""
The schema: a database says of which tables it is, and one of other tables is neither read nor touched.

On both databases.  Partial indices are read from the database's own catalogue.
"""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, text

from ledger.errors import Misconfigured
from ledger.store import schema
from ledger.store.mirror import Mirror
from ledger.store.tables import PAST, Base
from tests.store_fixtures import OpenMirror, dump, raw
from tests.store_histories import sample


def test_the_database_has_the_tables_columns_and_indices_that_are_declared(mirror: Mirror) -> None:
    mirror.complete()
    with raw(mirror) as connection:
        found = inspect(connection)
        assert set(found.get_table_names()) == set(Base.metadata.tables)
        for table in Base.metadata.tables.values():
            assert [column["name"] for column in found.get_columns(table.name)] == [one.name for one in table.columns]
            made = {tuple(index["column_names"]) for index in found.get_indexes(table.name)}
            declared = {tuple(column.name for column in one.columns) for one in table.indexes}
            assert declared <= made
            key = found.get_pk_constraint(table.name)["constrained_columns"]
            assert key == [column.name for column in table.primary_key]


def test_every_table_of_facts_has_a_twin_of_the_same_columns() -> None:
    assert len(PAST) > 40
    for name, twin in PAST.items():
        table = Base.metadata.tables[name]
        assert [column.name for column in twin.columns] == [*(one.name for one in table.columns), "until_block"]
        assert [one.name for one in twin.primary_key] == [*(one.name for one in table.primary_key), "since_block"]
        looked_up = {tuple(one.name for one in index.columns) for index in table.indexes} - {("since_block",)}
        assert looked_up < {tuple(one.name for one in index.columns) for index in twin.indexes}


def test_the_indices_are_made_when_they_are_asked_for_and_again_when_one_is_lost(open_mirror: OpenMirror) -> None:
    mirror = open_mirror()
    mirror.migrate()
    history = sample(20)
    mirror.project(history.blocks)

    def there() -> set[str]:
        with raw(mirror) as connection:
            found = inspect(connection)
            return {str(index["name"]) for table in Base.metadata.tables for index in found.get_indexes(table)}

    declared = set(schema.indices(mirror.url.get_backend_name()))
    assert not there() & declared
    mirror.complete()
    assert there() >= declared
    with raw(mirror) as connection:
        connection.execute(text("DROP INDEX ix_entries_document_digest_block_log"))
        connection.commit()
    again = open_mirror()
    mirror.close()
    again.complete()
    assert there() >= declared


def test_the_indices_over_some_rows_only_are_so_in_the_database(mirror: Mirror) -> None:
    mirror.complete()
    catalogue = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        if mirror.url.get_backend_name() == "sqlite"
        else "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
    )
    with raw(mirror) as connection:
        made = {name: definition for name, definition in connection.execute(text(catalogue))}
    partial = {index.name for table in Base.metadata.tables.values() for index in table.indexes
               if index.dialect_options["sqlite"]["where"] is not None}  # fmt: skip
    assert len(partial) == 10
    assert {name for name, definition in made.items() if " WHERE " in definition} == partial


def test_making_the_tables_twice_changes_nothing(mirror: Mirror) -> None:
    mirror.project(sample(20).blocks)
    before = dump(mirror)
    mirror.migrate()
    assert dump(mirror) == before


def test_a_database_without_tables_is_named(open_mirror: OpenMirror) -> None:
    mirror = open_mirror()
    with pytest.raises(Misconfigured) as refused:
        mirror.check()
    assert refused.value.code == "SchemaMissing"


def test_another_programs_tables_are_neither_read_nor_touched(mirror: Mirror) -> None:
    with raw(mirror) as connection:
        connection.execute(text("UPDATE schema SET digest = 'another'"))
        connection.commit()
    for attempt in (mirror.check, mirror.migrate):
        with pytest.raises(Misconfigured) as refused:
            attempt()
        assert refused.value.code == "SchemaOther"
        assert schema.digest() in refused.value.explain("zh")
        assert "--rebuild" in refused.value.explain("en")
    with raw(mirror) as connection:
        assert connection.scalar(text("SELECT digest FROM schema")) == "another"


def test_the_digest_is_of_all_that_is_declared() -> None:
    for dialect in ("sqlite", "postgresql"):
        assert len(schema.definition(dialect)) == len(Base.metadata.tables)
        assert len(schema.indices(dialect)) == sum(len(table.indexes) for table in Base.metadata.tables.values())
    assert len(schema.digest()) == 16

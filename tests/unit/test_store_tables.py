"""
The tables: every fact has a row, and a row's columns are the fact's fields.

What SQL cannot say of itself is checked here, so that a new kind of fact is complete when it has a row class.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

import pytest
from sqlalchemy import LargeBinary, create_engine, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from ledger.domain.facts import Fact
from ledger.domain.state import FACTS
from ledger.errors import Inconsistent
from ledger.store.facts import POSITION, SHELVES, is_derived
from ledger.store.tables import Base, Coded, Listed, Word, key_column
from ledger.store.tables.past import SINCE

KEPT = [fact for fact in FACTS if not is_derived(fact.KIND)]


def test_every_kind_of_fact_has_a_shelf() -> None:
    assert {fact.KIND for fact in KEPT} == SHELVES.keys()
    assert len({fact.KIND for fact in FACTS}) == len(FACTS)


@pytest.mark.parametrize("kind", SHELVES)
def test_a_rows_columns_are_the_facts_fields(kind: str) -> None:
    shelf = SHELVES[kind]
    columns = {column.name for column in shelf.table.columns}
    expected: set[str] = set()
    for name, hint in shelf.fact.__annotations__.items():
        if "ClassVar" in hint or (kind, name) == ("certificate", "shares"):
            continue
        expected |= {f"{name}_{part}" for part in POSITION} if hint == "Position" else {name}
    assert columns == expected | ({"id"} if not shelf.fact.KEY else set()) | {SINCE}
    assert [column.name for column in shelf.table.primary_key] == [shelf.key.name]


@pytest.mark.parametrize("name", [table.name for table in Base.metadata.sorted_tables])
def test_a_table_has_no_column_that_may_be_empty_but_in_the_log_and_the_catalogue(name: str) -> None:
    table = Base.metadata.tables[name]
    empty = {column.name for column in table.columns if column.nullable}
    assert not empty or name in {"entries", "papers"}


# COLUMN TYPES


class Colour(IntEnum):
    RED = 1
    BLUE = 2


@dataclass(frozen=True, slots=True)
class Part(Fact):
    KIND: ClassVar[str] = "part"
    KEY: ClassVar[str] = ""

    colour: Colour
    size: int


class Sample(Base):
    """A row of every column type that is ours."""

    __tablename__ = "samples_of_a_test"

    id: Mapped[int] = key_column()
    colour: Mapped[Colour] = mapped_column(Coded(Colour))
    parts: Mapped[tuple[Part, ...]] = mapped_column(Listed(tuple[Part, ...]))
    keys: Mapped[tuple[bytes, ...]] = mapped_column(Listed(tuple[bytes, ...]))
    word: Mapped[int] = mapped_column(Word)


Base.metadata.remove(Sample.__table__)  # type: ignore[arg-type]  # it is no part of the schema


def test_what_is_kept_comes_back_as_it_was() -> None:
    row = {
        "id": 1,
        "colour": Colour.BLUE,
        "parts": (Part(Colour.RED, 2**60), Part(Colour.BLUE, 0)),
        "keys": (b"\x01" * 20, b""),
        "word": 2**256 - 1,
    }
    engine = create_engine("sqlite://")
    table = Sample.__table__
    with engine.begin() as connection:
        table.create(connection)  # type: ignore[attr-defined]
        connection.execute(insert(table).values(row))  # type: ignore[arg-type]
        found = connection.execute(select(table)).mappings().one()
        assert dict(found) == row
        assert isinstance(found["colour"], Colour)
        assert isinstance(found["parts"][0].colour, Colour)
        raw = connection.exec_driver_sql("SELECT parts, keys, word FROM samples_of_a_test").one()
        assert raw[0] == '[{"colour":1,"size":"1152921504606846976"},{"colour":2,"size":0}]'
        assert raw[1] == f'["0x{"01" * 20}","0x"]'
        assert raw[2] == b"\xff" * 32
    engine.dispose()


def test_a_code_that_the_domain_does_not_have_is_an_altered_mirror() -> None:
    with pytest.raises(Inconsistent) as altered:
        Coded(Colour).process_result_value(7, None)  # type: ignore[arg-type]
    assert altered.value.code == "MirrorAltered"


def test_a_word_is_thirty_two_bytes() -> None:
    assert isinstance(Word().impl_instance, LargeBinary)
    with pytest.raises(OverflowError):
        Word().process_bind_param(2**256, None)  # type: ignore[arg-type]

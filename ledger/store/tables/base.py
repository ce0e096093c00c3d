"""
What all tables are made of: the base class, and how a fact's field is kept in a column.

A row class has the fact's own field names and types: `amount: Mapped[Fen]`, `voters: Mapped[tuple[Key, ...]]`.  Which
column each type becomes is said here once, for every type that a fact of `ledger.domain` has: an integer of at most 64
bits is a big integer, bytes are raw, an enumeration is the contract's number, a tuple is a JSON list that a person can
read.  An integer of up to 256 bits says `mapped_column(Word)`; a position is three columns (see `store.facts`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import is_dataclass
from enum import EnumType, IntEnum, IntFlag
from typing import Any, ClassVar, NewType, get_args, get_origin, get_type_hints

from sqlalchemy import BigInteger, Boolean, Column, Dialect, Integer, LargeBinary, MetaData, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from ledger.domain.state import FACTS
from ledger.errors import Inconsistent
from ledger.store.payload import read, to_json

WORD_BYTES = 32

# COLUMN TYPES
#
# Each says how a value is `written` and `found`: SQLAlchemy asks so, and the writer's quick road too.


class Coded(TypeDecorator[Any]):
    """An enumeration of the domain, kept as the contract's number."""

    impl = Integer
    cache_ok = True

    written = int

    def __init__(self, code: type[IntEnum] | type[IntFlag]) -> None:
        super().__init__()
        self.code = code

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else self.found(value)

    def found(self, value: int) -> Any:
        """Return the enumeration's member.  Raises `Inconsistent` MirrorAltered if it has none."""
        try:
            return self.code(value)
        except ValueError:
            raise Inconsistent("MirrorAltered", kind=self.code.__name__, value=value) from None


class Listed(TypeDecorator[tuple[Any, ...]]):
    """A tuple of the domain in its own order, as a JSON list: keys, ids, participants, or parts with their fields."""

    impl = Text
    cache_ok = True

    def __init__(self, of: Any) -> None:
        super().__init__()
        self.of = of

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:  # noqa: ARG002
        return self.written(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Any, ...]:  # noqa: ARG002
        return self.found(value)

    def written(self, value: tuple[Any, ...]) -> str:
        """Return the list in JSON."""
        return to_json(tuple(value)) if value else "[]"

    def found(self, value: str | None) -> tuple[Any, ...]:
        """Return the tuple of a list in JSON."""
        if not value or value == "[]":
            return ()
        made: tuple[Any, ...] = read(self.of, json.loads(value))
        return made


class Word(TypeDecorator[int]):
    """An unsigned integer of up to 256 bits, as its 32 bytes."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        return None if value is None else self.written(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else self.found(value)

    @staticmethod
    def written(value: int) -> bytes:
        """Return the 32 bytes of an integer."""
        return int(value).to_bytes(WORD_BYTES, "big")

    @staticmethod
    def found(value: bytes) -> int:
        """Return the integer of 32 bytes."""
        return int.from_bytes(value, "big")


def base_of(column: Column[Any]) -> Any:
    """Return the type that a column has in the database, without what we make of it."""
    base: Any = column.type
    while isinstance(base, TypeDecorator):
        base = base.impl
    return base


# WHICH TYPE BECOMES WHICH

_PLAIN: dict[Any, Any] = {
    int: BigInteger().with_variant(Integer(), "sqlite"),  # 64 bits there too, and as a key the row's own
    bytes: LargeBinary,
    str: Text,
    bool: Boolean,
}


def _types(kind: Any) -> Iterator[Any]:
    """Every type that is written in a fact's fields, also in those of its parts."""
    for hint in get_type_hints(kind).values():
        yield hint
        for item in get_args(hint) if get_origin(hint) is tuple else (hint,):
            if is_dataclass(item):
                yield from _types(item)


def _column(hint: Any) -> Any:
    """Return the column type of a field's type; none for one that has no single column."""
    kind = hint
    while isinstance(kind, NewType):
        kind = kind.__supertype__
    if isinstance(kind, EnumType):
        return Coded(kind)  # type: ignore[arg-type]  # the domain has enumerations of integers only
    if get_origin(kind) is tuple:
        return Listed(kind)
    return _PLAIN.get(kind)


_COLUMNS: dict[Any, Any] = {hint: _column(hint) for fact in FACTS for hint in _types(fact)}


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = _PLAIN | {
        hint: column for hint, column in _COLUMNS.items() if column is not None
    }


class Kept(Base):
    """
    A fact as it is since the end of a block.

    What it was before stands in the table's twin, `<name>_past`, for as long as the ledger lives (see `past`).
    """

    __abstract__ = True

    since_block: Mapped[int] = mapped_column(index=True, sort_order=1_000)


def key_column(*, nullable: bool = False) -> Any:
    """A key that the chain gives; never counted up by the database."""
    return mapped_column(primary_key=True, autoincrement=False, nullable=nullable)

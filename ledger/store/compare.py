"""
Two mirrors, row by row: every cell in which one differs from the other, by table, key and column.

Both are read in the order of their keys and side by side, so that memory does not grow with them; either may be on
either database.  Which tables and columns there are, the schema says: nothing here knows one by name, but for what a
mirror says of itself and not of the chain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from ledger.store import rows
from ledger.store.facts import INTEGER_MAX
from ledger.store.rows import Row
from ledger.store.tables import Base, BlockRow, CursorRow, EntryRow

_BLOCKS = cast(Table, BlockRow.__table__)
_CURSOR = cast(Table, CursorRow.__table__)
_ENTRIES = cast(Table, EntryRow.__table__)

OF_ITSELF: Mapping[str, frozenset[str] | None] = {
    "schema": None,
    "outbox": None,
    "cursor": frozenset({"head", "seen_at", "built"}),
}
"""What a mirror says of itself: how and when it came to be, not what the chain says.  None are all columns."""


class Kind(StrEnum):
    """How a row differs."""

    MISSING = "missing"
    EXTRA = "extra"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """
    One cell that is not as it must be; of a row that is missing or too much, `column` is none, and so is its value
    on the side that lacks it.
    """

    table: str
    key: Mapping[str, Any]
    kind: Kind
    column: str | None
    found: Any
    expected: Any


Compared = Callable[[str, int], None]
"""Is told how many rows of a table were compared."""


def tables() -> list[Table]:
    """Return the tables that say what the chain says."""
    return [table for table in Base.metadata.sorted_tables if OF_ITSELF.get(table.name, frozenset()) is not None]


def differences(found: Session, expected: Session, compared: Compared) -> Iterator[Difference]:
    """Return every difference between two mirrors, each in the one state of its session."""
    for table in tables():
        yield from _of_table(table, found, expected, compared)


def reach(session: Session, first: int, head: int) -> int | None:
    """
    Return the last block between `first` and `head` that a mirror names anywhere: its cursor, a block, a line.

    Any of them may have been altered, and what lies above the node's head is none of the chain's.  None if the mirror
    names no block at all; `head` if it names none of the chain's.
    """
    named = [
        session.scalar(select(func.max(column)).where(column >= low, column <= high))
        for column in (_CURSOR.c.number, _BLOCKS.c.number, _ENTRIES.c.block)
        for low, high in ((first, head), (-INTEGER_MAX, INTEGER_MAX))
    ]
    if not any(number is not None for number in named):
        return None
    return max((number for number in named[::2] if number is not None), default=head)


def hashes(session: Session, block: int) -> set[bytes]:
    """Return the hashes that a mirror says a block has: as its cursor, and in its row."""
    cursor = select(_CURSOR.c.hash).where(_CURSOR.c.number == block)
    row = select(_BLOCKS.c.hash).where(_BLOCKS.c.number == block)
    return {known for asked in (cursor, row) for known in session.scalars(asked) if isinstance(known, bytes)}


def _of_table(table: Table, found: Session, expected: Session, compared: Compared) -> Iterator[Difference]:
    places = [place for place, column in enumerate(table.columns) if column.primary_key]
    count = 0
    for ours, theirs in _paired(rows.raw(found, table), rows.raw(expected, table), places):
        count += 1
        if ours is None or theirs is None:
            row, kind = (theirs, Kind.MISSING) if ours is None else (ours, Kind.EXTRA)
            assert row is not None
            yield Difference(table.name, _key(table, row), kind, None, *_sides(table, kind, row))
        elif ours != theirs:
            yield from _cells(table, ours, theirs)
    compared(table.name, count)


def _paired(ours: Iterator[Row], theirs: Iterator[Row], places: list[int]) -> Iterator[tuple[Row | None, Row | None]]:
    """Pair the rows of two tables by their keys; a row that only one has is paired with none."""
    key = itemgetter(*places)
    one, other = next(ours, None), next(theirs, None)
    while one is not None or other is not None:
        if one is not None and other is not None and key(one) == key(other):
            yield one, other
            one, other = next(ours, None), next(theirs, None)
        elif other is None or (one is not None and _order(one, places) < _order(other, places)):
            yield one, None
            one = next(ours, None)
        else:
            yield None, other
            other = next(theirs, None)


def _order(row: Row, places: list[int]) -> tuple[Any, ...]:
    """Return by what rows are ordered, also where somebody put a text in the place of a number: as SQLite has it."""
    return tuple((_RANKS[type(row[place])], row[place]) for place in places)


_RANKS = {type(None): 0, int: 1, float: 1, str: 2, bytes: 3}


def _cells(table: Table, ours: Row, theirs: Row) -> Iterator[Difference]:
    left_out = OF_ITSELF.get(table.name) or frozenset()
    for column, found, expected in zip(table.columns, ours, theirs, strict=True):
        if column.name not in left_out and found != expected:
            yield Difference(table.name, _key(table, theirs), Kind.CHANGED, column.name, found, expected)


def _key(table: Table, row: Row) -> dict[str, Any]:
    return {column.name: value for column, value in zip(table.columns, row, strict=True) if column.primary_key}


def _sides(table: Table, kind: Kind, row: Row) -> tuple[Any, Any]:
    """Return a whole row, by its columns, on the side that has it."""
    whole = {column.name: value for column, value in zip(table.columns, row, strict=True)}
    return (None, whole) if kind is Kind.MISSING else (whole, None)

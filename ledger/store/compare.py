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

from sqlalchemy import Executable, Table, func, null, select
from sqlalchemy.orm import Session

from ledger.store import rows
from ledger.store.rows import Row
from ledger.store.tables import Base, BlockRow, CursorRow, EntryRow

_BLOCKS = cast(Table, BlockRow.__table__)
_CURSOR = cast(Table, CursorRow.__table__)
_ENTRIES = cast(Table, EntryRow.__table__)

OF_ITSELF: Mapping[str, frozenset[str] | None] = {
    "schema": None,
    "outbox": None,
    "papers": None,
    "cursor": frozenset({"head", "seen_at", "built"}),
}
"""
What a mirror says of itself: how and when it came to be, and what it read in documents; not what the chain says.  None
are all columns.
"""


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


End = tuple[int, bytes | None]
"""A block that something names as the last one, and its hash where it says that too."""


def ends(session: Session, head: int) -> tuple[list[End], list[End]]:
    """
    Return where a mirror ends by its cursor, and by its rows: its last block and its last line, which has no hash.

    Any of them may have been altered.  A block above the node's `head` is none of the chain's, and hides no other.
    """
    cursor = select(_CURSOR.c.number, _CURSOR.c.hash)
    block = select(_BLOCKS.c.number, _BLOCKS.c.hash).where(_BLOCKS.c.number <= head)
    line = select(func.max(_ENTRIES.c.block), null()).where(_ENTRIES.c.block <= head)
    last = block.order_by(_BLOCKS.c.number.desc()).limit(1)
    return _ends(session, cursor), [*_ends(session, last), *_ends(session, line)]


def _ends(session: Session, asked: Executable) -> list[End]:
    found = [(number, known) for number, known in session.execute(asked) if isinstance(number, int)]
    return [(number, known if isinstance(known, bytes) else None) for number, known in found]


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

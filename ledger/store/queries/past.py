"""
Any past block: its session answers every question as the mirror would have when that block was its last.

In each SELECT a table's name stands for the rows that it had at the end of the block: those that are so since, and
those of its twin whose time it was.  The databases look through that as through a view, so a past question is answered
by the same indices as a present one, in the table and in its twin.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from sqlalchemy import CTE, Select, Table, event, text
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.sql import visitors

from ledger.store.facts import INTEGER_MAX, PAST_MARK
from ledger.store.tables import PAST, BlockRow, CursorRow, EntryRow
from ledger.store.tables.past import SINCE, UNTIL

_BLOCKS = cast(Table, BlockRow.__table__)
_CURSOR = cast(Table, CursorRow.__table__)
_ENTRIES = cast(Table, EntryRow.__table__)

_COLUMNS = ", ".join(f"{'last' if column.name in _BLOCKS.c else 'now'}.{column.name}" for column in _CURSOR.c)

_CHAIN_THEN = {
    _BLOCKS: "SELECT {columns} FROM {of}blocks WHERE number <= :past",
    _ENTRIES: "SELECT {columns} FROM {of}entries WHERE block <= :past",
    _CURSOR: f"SELECT {_COLUMNS} FROM {{of}}blocks AS last, {{of}}cursor AS now "  # noqa: S608
    "WHERE last.number = :past",
}
"""What the chain's own tables were: they only grow, and the cursor was on that block; the node is seen as it is now."""

_NOW = "SELECT {columns} FROM main.{name} WHERE +{so} UNION ALL SELECT {columns} FROM main.{name}_past WHERE"
_KNOWN = "SELECT {columns} FROM (SELECT {columns}"

_FACTS_THEN = {
    ("sqlite", False): f"{_NOW} {UNTIL} > :past AND {{so}}",
    ("sqlite", True): f"{_NOW} likelihood({UNTIL} > :past, 0.0001) AND {{so}}",
    ("postgresql", False): (
        f"{_KNOWN}, {INTEGER_MAX} AS {UNTIL} FROM {{name}} "  # noqa: S608
        f"UNION ALL SELECT {{columns}}, {UNTIL} FROM {{name}}_past) AS known WHERE {UNTIL} > :past AND {{so}}"
    ),
    ("postgresql", True): (
        f"{_KNOWN} FROM {{name}} "  # noqa: S608
        f"UNION ALL SELECT {{columns}} FROM {{name}}_past WHERE {UNTIL} > :past) AS known WHERE {{so}}"
    ),
}
"""
What a table of facts was, on each database, at a block that is not or is recent.

The conditions stand where they must so that both parts are merged by their order and not sorted; of a recent block the
former rows are looked up by their ends instead.  The plus keeps SQLite from the index of `since_block`, by which it
would read nearly all.
"""

RECENT_SHARE = 200
"""
A block is recent if fewer than one in so many came after it: then there are so few former rows that were true then
that it is quicker to look them all up than to go through the former rows in order until enough of them are found.
"""

_REACH = "SELECT (SELECT min(number) FROM blocks), (SELECT max(number) FROM blocks)"
_BEGIN = {
    "sqlite": _REACH,
    "postgresql": f"{_REACH}, set_config('plan_cache_mode', 'force_custom_plan', true)",
}
"""From where to where the mirror reaches; and PostgreSQL is to plan for the given block, by which rows differ."""


def at_block(session: Session, block: int) -> Session:
    """
    Have a session see the mirror, from now on, as it was at the end of a block; return the session.

    Whether the mirror has that block, `blocks.cursor` says then: of one that it has not, there is none.
    """
    first, last, *_ = session.execute(text(_BEGIN[_dialect(session)])).one()
    is_recent = last is not None and (last - block) * RECENT_SHARE < last - first
    session.info[PAST_MARK] = Past(block, is_recent)
    event.listen(session, "do_orm_execute", _then)
    return session


@dataclass(frozen=True, slots=True)
class Past:
    """Of which block a session is."""

    block: int
    is_recent: bool


def _then(asked: ORMExecuteState) -> None:
    """Let every table of a SELECT stand for what it was."""
    statement, past = cast(Select[Any], asked.statement), asked.session.info[PAST_MARK]
    tables = dict.fromkeys(part for part in visitors.iterate(statement) if isinstance(part, Table))
    views = [_view(table, _dialect(asked.session), past.is_recent) for table in tables if _has_past(table)]
    asked.statement = statement.add_cte(*views)
    asked.parameters = {**cast(dict[str, Any], asked.parameters or {}), "past": past.block}


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def _has_past(table: Table) -> bool:
    return table.name in PAST or table in _CHAIN_THEN


@cache
def _view(table: Table, dialect: str, is_recent: bool) -> CTE:
    """
    Return what a table was, under the table's own name; on SQLite, that name alone would mean the view inside it, too.
    """
    so = f"{SINCE} <= :past"
    for name in sorted(_positions(table)):
        so += f" AND {name} <= :past"  # no fact speaks of a later block, and lists are in this order
    rows = _CHAIN_THEN.get(table, _FACTS_THEN[dialect, is_recent]).format(
        columns=", ".join(f'"{column.name}"' for column in table.columns),
        of="main." if dialect == "sqlite" else "",
        name=table.name,
        so=so,
    )
    return text(rows).columns().cte(table.name).prefix_with("NOT MATERIALIZED")


def _positions(table: Table) -> set[str]:
    """The blocks of the positions by which lists of a table are ordered."""
    names = {column.name for index in table.indexes for column in index.columns}
    return {name for name in names if name.endswith("_block") and name != SINCE}

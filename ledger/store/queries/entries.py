"""The lines of the ledger in order: all, or those about one subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, RowMapping, Select, Table, select, tuple_
from sqlalchemy.orm import Session

from ledger.domain.events import Digest, Entry, Position
from ledger.store.facts import INTEGER_MAX
from ledger.store.payload import event_of
from ledger.store.queries.page import Page
from ledger.store.tables import EntryRow

ENTRIES = cast(Table, EntryRow.__table__)


@dataclass(frozen=True, slots=True)
class Line:
    """An entry; of a certificate's, the sequence number and the head that the certificate has after it (P4)."""

    entry: Entry
    sequence: int | None
    head: Digest | None


def after(session: Session, place: Position | None, limit: int) -> Page[Line, Position]:
    """Return the lines after a position, of whatever subject."""
    return _page(session, select(ENTRIES), place, limit)


def before(session: Session, place: Position | None, limit: int) -> Page[Line, Position]:
    """Return the lines before a position, or the last ones: the newest first."""
    wanted = select(ENTRIES)
    if place is not None:
        wanted = wanted.where(tuple_(ENTRIES.c.block, ENTRIES.c.log) < (place.block, place.log))
    ordered = wanted.order_by(ENTRIES.c.block.desc(), ENTRIES.c.log.desc()).limit(limit + 1)
    lines = [line_of(row) for row in session.execute(ordered).mappings()]
    more = len(lines) > limit
    lines = lines[:limit]
    return Page(tuple(lines), lines[-1].entry.position if more else None)


def of_participant(session: Session, number: int, place: Position | None, limit: int) -> Page[Line, Position]:
    """Return the lines about a participant itself: admission, profile, roles, suspension, keys."""
    return _page(session, _about("participant", number), place, limit)


def of_register(session: Session, register: int, place: Position | None, limit: int) -> Page[Line, Position]:
    """Return the lines about who keeps a register."""
    return _page(session, _about("register", register), place, limit)


def of_proposal(session: Session, number: int, place: Position | None, limit: int) -> Page[Line, Position]:
    """Return the lines about a proposal: who made it, who voted, how it was closed."""
    return _page(session, _about("proposal", number), place, limit)


def in_block(session: Session, block: int) -> list[Line]:
    """Return all lines of one block, in order."""
    wanted = select(ENTRIES).where(ENTRIES.c.block == block).order_by(ENTRIES.c.log)
    return [line_of(row) for row in session.execute(wanted).mappings()]


def line_of(row: RowMapping) -> Line:
    """Return the line of a row."""
    entry = Entry(
        Position(row["block"], row["transaction"], row["log"]),
        row["time"],
        row["emitter"],
        Digest(row["digest"]),
        event_of(row["kind"], row["payload"]),
    )
    return Line(entry, row["sequence"], None if row["head"] is None else Digest(row["head"]))


def behind(place: Position) -> ColumnElement[bool]:
    """Return the condition that an entry comes after a position."""
    return tuple_(ENTRIES.c.block, ENTRIES.c.log) > (place.block, place.log)


def _about(column: str, number: int) -> Select[Any]:
    if not 0 <= number <= INTEGER_MAX:
        number = -1  # nobody has it
    return select(ENTRIES).where(ENTRIES.c[column] == number)


def _page(session: Session, wanted: Select[Any], place: Position | None, limit: int) -> Page[Line, Position]:
    if place is not None:
        wanted = wanted.where(behind(place))
    ordered = wanted.order_by(ENTRIES.c.block, ENTRIES.c.log).limit(limit + 1)
    lines = [line_of(row) for row in session.execute(ordered).mappings()]
    more = len(lines) > limit
    lines = lines[:limit]
    return Page(tuple(lines), lines[-1].entry.position if more else None)

"""
The outbox: what became of the mirror, line after line, for whoever acts on it exactly once.

A line is in the database together with what it tells of.  Who keeps the number of the last line that he has acted on,
together with what he did, and asks for those after it, misses none and acts on none twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from ledger.domain.events import Digest
from ledger.store.facts import INTEGER_MAX
from ledger.store.queries.page import Page
from ledger.store.tables import NoticeRow

_OUTBOX = cast(Table, NoticeRow.__table__)


@dataclass(frozen=True, slots=True)
class Notice:
    """Blocks were taken, or taken back; `hash` is of the last block that the mirror had after it, zero if none."""

    number: int
    taken: bool
    first_block: int
    last_block: int
    hash: Digest


def after(session: Session, number: int, limit: int) -> Page[Notice, int]:
    """Return the notices after a number, in order and without a gap."""
    wanted = select(_OUTBOX).where(_OUTBOX.c.number > min(number, INTEGER_MAX)).order_by(_OUTBOX.c.number)
    rows = session.execute(wanted.limit(limit + 1)).mappings().all()
    found = tuple(Notice(**{**row, "hash": Digest(row["hash"])}) for row in rows[:limit])
    return Page(found, found[-1].number if len(rows) > limit else None)


def last(session: Session) -> int:
    """Return the number of the last notice; 0 if there is none."""
    return session.scalar(select(func.max(_OUTBOX.c.number))) or 0

"""
Successions: links from and to a certificate, successors of holders, and registers that will be left.
"""

from __future__ import annotations

from typing import cast

from sqlalchemy import Table, or_, select
from sqlalchemy.orm import Session

from ledger.domain.events import Position
from ledger.domain.successions import ExitNotice, Link, Succession
from ledger.store import facts as shelf
from ledger.store.facts import INTEGER_MAX, SHELVES
from ledger.store.queries.page import Page, by_position
from ledger.store.tables.successions import ExitNoticeRow, LinkRow, SuccessionRow

_LINKS = cast(Table, LinkRow.__table__)
_SUCCESSIONS = cast(Table, SuccessionRow.__table__)
_EXITS = cast(Table, ExitNoticeRow.__table__)


def link(session: Session, link_id: bytes) -> Link | None:
    """Return the link with this id, also one that was taken back."""
    return shelf.one(session, Link, link_id)


def linked(session: Session, certificate_id: bytes, place: Position | None, limit: int) -> Page[Link, Position]:
    """
    Return all links that a certificate has or that name it, also those taken back, in the order of their making.

    The other side of a link is disclosed as much as its own: its registry need not have agreed.
    """
    own = or_(_LINKS.c.certificate_id == certificate_id, _LINKS.c.other_id == certificate_id)
    return by_position(session, Link, own, place, limit, order="linked")


def successions_of(
    session: Session, certificate_id: bytes, place: Position | None, limit: int
) -> Page[Succession, Position]:
    """Return the successions that a certificate went through, in their order."""
    return by_position(
        session, Succession, _SUCCESSIONS.c.certificate_id == certificate_id, place, limit, order="succeeded"
    )


def successions_by(
    session: Session, participant: int, place: Position | None, limit: int
) -> Page[Succession, Position]:
    """Return the successions in which a participant is predecessor or successor, in their order."""
    if not 0 <= participant <= INTEGER_MAX:
        return Page((), None)
    return by_position(
        session,
        Succession,
        or_(_SUCCESSIONS.c.from_ == participant, _SUCCESSIONS.c.to == participant),
        place,
        limit,
        order="succeeded",
    )


def exits(session: Session, after: int | None, limit: int) -> Page[ExitNotice, int]:
    """Return the last notice of every register that has one, in the order of the registers' numbers."""
    wanted = select(_EXITS)
    if after is not None:
        wanted = wanted.where(_EXITS.c.register > min(after, INTEGER_MAX))
    rows = session.execute(wanted.order_by(_EXITS.c.register).limit(limit + 1)).mappings()
    found: list[ExitNotice] = [SHELVES[ExitNotice.KIND].fact_of(row) for row in rows]
    return Page(tuple(found[:limit]), found[limit - 1].register if len(found) > limit else None)

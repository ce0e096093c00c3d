"""
Contributions: of a certificate, to an investee, and by a contributor, in the order of their reservation.
"""

from __future__ import annotations

from typing import cast

from sqlalchemy import ColumnElement, Table, select, tuple_
from sqlalchemy.orm import Session

from ledger.domain.equity import Contribution, ContributionOn
from ledger.domain.events import Position
from ledger.store import facts as shelf
from ledger.store.facts import INTEGER_MAX, SHELVES
from ledger.store.queries.page import Page
from ledger.store.tables.equity import ContributionRow

_CONTRIBUTIONS = cast(Table, ContributionRow.__table__)
_RESERVED = (_CONTRIBUTIONS.c.reserved_block, _CONTRIBUTIONS.c.reserved_log)


def by_id(session: Session, contribution_id: bytes) -> Contribution | None:
    """Return the contribution with this id."""
    key = (Contribution.KIND, contribution_id)
    found = shelf.load(session, [key]).get(key)
    return found if isinstance(found, Contribution) else None


def last_of(session: Session, certificate_id: bytes) -> Contribution | None:
    """Return a certificate's last contribution, if it ever had one."""
    key = (ContributionOn.KIND, certificate_id)
    found = shelf.load(session, [key]).get(key)
    return by_id(session, found.contribution_id) if isinstance(found, ContributionOn) else None


def on(session: Session, certificate_id: bytes, place: Position | None, limit: int) -> Page[Contribution, Position]:
    """Return all contributions that a certificate was reserved for."""
    return _page(session, _CONTRIBUTIONS.c.certificate_id == certificate_id, place, limit)


def to_investee(session: Session, participant: int, place: Position | None, limit: int) -> Page[Contribution, Position]:
    """Return all contributions to a company."""
    if not 0 <= participant <= INTEGER_MAX:
        return Page((), None)
    return _page(session, _CONTRIBUTIONS.c.investee == participant, place, limit)


def by_contributor(
    session: Session, participant: int, place: Position | None, limit: int
) -> Page[Contribution, Position]:
    """Return all contributions by a holder."""
    if not 0 <= participant <= INTEGER_MAX:
        return Page((), None)
    return _page(session, _CONTRIBUTIONS.c.contributor == participant, place, limit)


def _page(
    session: Session, condition: ColumnElement[bool], place: Position | None, limit: int
) -> Page[Contribution, Position]:
    wanted = select(_CONTRIBUTIONS).where(condition)
    if place is not None:
        wanted = wanted.where(tuple_(*_RESERVED) > (place.block, place.log))
    rows = session.execute(wanted.order_by(*_RESERVED).limit(limit + 1)).mappings()
    found: list[Contribution] = [SHELVES[Contribution.KIND].fact_of(row) for row in rows]
    return Page(tuple(found[:limit]), found[limit - 1].reserved if len(found) > limit else None)

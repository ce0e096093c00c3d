"""
Licences: of a certificate, and to a licensee, in the order of their grant.
"""

from __future__ import annotations

from typing import cast

from sqlalchemy import ColumnElement, Table, select, tuple_
from sqlalchemy.orm import Session

from ledger.domain.events import Position
from ledger.domain.licences import Licence
from ledger.store import facts as shelf
from ledger.store.facts import INTEGER_MAX, SHELVES
from ledger.store.queries.page import Page
from ledger.store.tables.licences import LicenceRow

_LICENCES = cast(Table, LicenceRow.__table__)
_GRANTED = (_LICENCES.c.granted_block, _LICENCES.c.granted_log)


def by_id(session: Session, licence_id: bytes) -> Licence | None:
    """Return the licence with this id."""
    found = shelf.load(session, [(Licence.KIND, licence_id)]).get((Licence.KIND, licence_id))
    return found if isinstance(found, Licence) else None


def on(session: Session, certificate_id: bytes, place: Position | None, limit: int) -> Page[Licence, Position]:
    """Return all licences that a certificate has or had."""
    return _page(session, _LICENCES.c.certificate_id == certificate_id, place, limit)


def granted_to(session: Session, participant: int, place: Position | None, limit: int) -> Page[Licence, Position]:
    """Return all licences that a participant has or had."""
    if not 0 <= participant <= INTEGER_MAX:
        return Page((), None)
    return _page(session, _LICENCES.c.licensee == participant, place, limit)


def _page(
    session: Session, condition: ColumnElement[bool], place: Position | None, limit: int
) -> Page[Licence, Position]:
    wanted = select(_LICENCES).where(condition)
    if place is not None:
        wanted = wanted.where(tuple_(*_GRANTED) > (place.block, place.log))
    rows = session.execute(wanted.order_by(*_GRANTED).limit(limit + 1)).mappings()
    found: list[Licence] = [SHELVES[Licence.KIND].fact_of(row) for row in rows]
    return Page(tuple(found[:limit]), found[limit - 1].granted if len(found) > limit else None)

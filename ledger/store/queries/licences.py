"""
Licences: of a certificate, and to a licensee, in the order of their grant.
"""

from __future__ import annotations

from typing import cast

from sqlalchemy import Table
from sqlalchemy.orm import Session

from ledger.domain.events import Position
from ledger.domain.licences import Licence
from ledger.store import facts as shelf
from ledger.store.facts import INTEGER_MAX
from ledger.store.queries.page import Page, by_position
from ledger.store.tables.licences import LicenceRow

_LICENCES = cast(Table, LicenceRow.__table__)


def by_id(session: Session, licence_id: bytes) -> Licence | None:
    """Return the licence with this id."""
    return shelf.one(session, Licence, licence_id)


def on(session: Session, certificate_id: bytes, place: Position | None, limit: int) -> Page[Licence, Position]:
    """Return all licences that a certificate has or had."""
    return by_position(session, Licence, _LICENCES.c.certificate_id == certificate_id, place, limit, order="granted")


def granted_to(session: Session, participant: int, place: Position | None, limit: int) -> Page[Licence, Position]:
    """Return all licences that a participant has or had."""
    if not 0 <= participant <= INTEGER_MAX:
        return Page((), None)
    return by_position(session, Licence, _LICENCES.c.licensee == participant, place, limit, order="granted")

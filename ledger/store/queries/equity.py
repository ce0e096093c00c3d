"""
Contributions: of a certificate, to an investee, and by a contributor, in the order of their reservation.
"""

from __future__ import annotations

from typing import cast

from sqlalchemy import Table
from sqlalchemy.orm import Session

from ledger.domain.equity import Contribution, ContributionOn
from ledger.domain.events import Position
from ledger.store import facts as shelf
from ledger.store.facts import INTEGER_MAX
from ledger.store.queries.page import Page, by_position
from ledger.store.tables.equity import ContributionRow

_CONTRIBUTIONS = cast(Table, ContributionRow.__table__)


def by_id(session: Session, contribution_id: bytes) -> Contribution | None:
    """Return the contribution with this id."""
    return shelf.one(session, Contribution, contribution_id)


def last_of(session: Session, certificate_id: bytes) -> Contribution | None:
    """Return a certificate's last contribution, if it ever had one."""
    found = shelf.one(session, ContributionOn, certificate_id)
    return by_id(session, found.contribution_id) if found else None


def on(session: Session, certificate_id: bytes, place: Position | None, limit: int) -> Page[Contribution, Position]:
    """Return all contributions that a certificate was reserved for."""
    return by_position(
        session, Contribution, _CONTRIBUTIONS.c.certificate_id == certificate_id, place, limit, order="reserved"
    )


def to_investee(session: Session, participant: int, place: Position | None, limit: int) -> Page[Contribution, Position]:
    """Return all contributions to a company."""
    if not 0 <= participant <= INTEGER_MAX:
        return Page((), None)
    return by_position(session, Contribution, _CONTRIBUTIONS.c.investee == participant, place, limit, order="reserved")


def by_contributor(
    session: Session, participant: int, place: Position | None, limit: int
) -> Page[Contribution, Position]:
    """Return all contributions by a holder."""
    if not 0 <= participant <= INTEGER_MAX:
        return Page((), None)
    return by_position(
        session, Contribution, _CONTRIBUTIONS.c.contributor == participant, place, limit, order="reserved"
    )

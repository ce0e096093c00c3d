"""
Requests for renewal: a certificate's last, and all that are pending.
"""

from __future__ import annotations

from typing import cast

from sqlalchemy import Table
from sqlalchemy.orm import Session

from ledger.domain.events import Position
from ledger.domain.renewals import RenewalRequest
from ledger.store import facts as shelf
from ledger.store.queries.page import Page, by_position
from ledger.store.tables.renewals import RenewalRequestRow

_REQUESTS = cast(Table, RenewalRequestRow.__table__)


def of(session: Session, certificate_id: bytes) -> RenewalRequest | None:
    """Return a certificate's last request for renewal, also one that is decided."""
    return shelf.one(session, RenewalRequest, certificate_id)


def pending(session: Session, instant: int, place: Position | None, limit: int) -> Page[RenewalRequest, Position]:
    """Return all requests that are undecided at a unix second and not lapsed, in the order in which they were made."""
    return by_position(session, RenewalRequest, _REQUESTS.c.decide_by > instant, place, limit, order="requested")

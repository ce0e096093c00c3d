"""
Requests for renewal: a certificate's last, and all that are pending.
"""

from __future__ import annotations

from typing import cast

from sqlalchemy import Table, select, tuple_
from sqlalchemy.orm import Session

from ledger.domain.events import Position
from ledger.domain.renewals import RenewalRequest
from ledger.store import facts as shelf
from ledger.store.facts import SHELVES
from ledger.store.queries.page import Page
from ledger.store.tables.renewals import RenewalRequestRow

_REQUESTS = cast(Table, RenewalRequestRow.__table__)
_REQUESTED = (_REQUESTS.c.requested_block, _REQUESTS.c.requested_log)


def of(session: Session, certificate_id: bytes) -> RenewalRequest | None:
    """Return a certificate's last request for renewal, also one that is decided."""
    key = (RenewalRequest.KIND, certificate_id)
    found = shelf.load(session, [key]).get(key)
    return found if isinstance(found, RenewalRequest) else None


def pending(session: Session, instant: int, place: Position | None, limit: int) -> Page[RenewalRequest, Position]:
    """Return all requests that are undecided at a unix second and not lapsed, in the order in which they were made."""
    wanted = select(_REQUESTS).where(_REQUESTS.c.decide_by > instant)
    if place is not None:
        wanted = wanted.where(tuple_(*_REQUESTED) > (place.block, place.log))
    rows = session.execute(wanted.order_by(*_REQUESTED).limit(limit + 1)).mappings()
    found: list[RenewalRequest] = [SHELVES[RenewalRequest.KIND].fact_of(row) for row in rows]
    return Page(tuple(found[:limit]), found[limit - 1].requested if len(found) > limit else None)

"""
Holds and pledges: of a certificate, of a creditor and of a debtor, in the order of their creation.
"""

from __future__ import annotations

from typing import cast

from sqlalchemy import ColumnElement, Table, and_
from sqlalchemy.orm import Session

from ledger.domain.encumbrances import Encumbrance, EncumbranceList, EncumbranceState, PledgeObjection
from ledger.domain.events import Position
from ledger.store import facts as shelf
from ledger.store.facts import INTEGER_MAX
from ledger.store.queries.facts import MirrorFacts
from ledger.store.queries.page import Page, by_position, merged
from ledger.store.tables.pledges import EncumbranceRow

_ENCUMBRANCES = cast(Table, EncumbranceRow.__table__)


def by_id(session: Session, encumbrance_id: bytes) -> Encumbrance | None:
    """Return the hold or pledge with this id."""
    return shelf.one(session, Encumbrance, encumbrance_id)


def facts_of(session: Session, certificate_id: bytes) -> MirrorFacts:
    """Return facts to judge a certificate's burden by, with its live holds and pledges fetched in two steps."""
    facts = MirrorFacts(session)
    listed = facts.get((EncumbranceList.KIND, certificate_id))
    if isinstance(listed, EncumbranceList):
        ids = [item.id for item in listed.live]
        facts.fetch([(kind, own) for own in ids for kind in (Encumbrance.KIND, PledgeObjection.KIND)])
    return facts


def on(session: Session, certificate_id: bytes, place: Position | None, limit: int) -> Page[Encumbrance, Position]:
    """Return all holds and pledges that a certificate bears or bore."""
    return by_position(
        session, Encumbrance, _ENCUMBRANCES.c.certificate_id == certificate_id, place, limit, order="created"
    )


def of_creditor(
    session: Session, participant: int, place: Position | None, limit: int, *, live_at: int | None = None
) -> Page[Encumbrance, Position]:
    """Return all holds and pledges of a creditor, or those that are in force at `live_at`, a unix second."""
    if not 0 <= participant <= INTEGER_MAX:
        return Page((), None)
    return _of(session, _ENCUMBRANCES.c.creditor == participant, place, limit, live_at)


def of_debtor(
    session: Session, participant: int, place: Position | None, limit: int, *, live_at: int | None = None
) -> Page[Encumbrance, Position]:
    """Return all pledges for what a participant owes, or those that are in force at `live_at`, a unix second."""
    if not 1 <= participant <= INTEGER_MAX:
        return Page((), None)
    return _of(session, _ENCUMBRANCES.c.debtor == participant, place, limit, live_at)


def _of(
    session: Session, wanted: ColumnElement[bool], place: Position | None, limit: int, live_at: int | None
) -> Page[Encumbrance, Position]:
    """What is in force, as `encumbrances.is_in_force` says, is asked by state: most of a creditor's has ended."""
    if live_at is None:
        return by_position(session, Encumbrance, wanted, place, limit, order="created")
    state = _ENCUMBRANCES.c.state
    pledged = and_(wanted, state == EncumbranceState.PLEDGED)
    held = and_(wanted, state == EncumbranceState.HELD, _ENCUMBRANCES.c.until > live_at)
    pages = [by_position(session, Encumbrance, each, place, limit, order="created") for each in (pledged, held)]
    return merged(pages, limit, order="created")

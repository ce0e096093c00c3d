"""
Restraints: all that ever rested on a certificate, what an institution ordered, and which open objections are due when.

Rows are what acts made of a thing; what of it is in force is computed of these and `Burdens` at an instant
(`domain.restraint_standing`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, Table, bindparam, false, or_, select, tuple_
from sqlalchemy.orm import Session

from ledger.domain.burdens import Burdens, SourceOutcome, Stage
from ledger.domain.certificates import Certificate
from ledger.domain.events import CertificateId, Position
from ledger.domain.restraints import Control, Dispute, Freeze, Objection, SourceObjection, Surrender
from ledger.store import facts as shelf
from ledger.store.facts import INTEGER_MAX, SHELVES
from ledger.store.queries.page import Page, by_position
from ledger.store.tables.restraints import ControlRow, DisputeRow, FreezeRow, ObjectionRow, SourceObjectionRow

_FREEZES = cast(Table, FreezeRow.__table__)
_CONTROLS = cast(Table, ControlRow.__table__)
_OBJECTIONS = cast(Table, ObjectionRow.__table__)
_SOURCES = cast(Table, SourceObjectionRow.__table__)
_DISPUTES = cast(Table, DisputeRow.__table__)

OPEN = (Stage.RAISED, Stage.NOTIFIED, Stage.AGREED, Stage.CONTESTED, Stage.REJECTED, Stage.ESCALATED)
"""The stages of an objection that is not closed; one that has lapsed is in one of them too."""


@dataclass(frozen=True, slots=True)
class Due:
    """A place in the objections by due date."""

    due_at: int
    raised: Position


# OF A CERTIFICATE


def burdens_on(session: Session, certificate_id: bytes) -> Burdens:
    """Return what stands in force or waits on a certificate."""
    return shelf.one(session, Burdens, certificate_id) or Burdens(CertificateId(certificate_id))


def surrender_of(session: Session, certificate_id: bytes) -> Surrender | None:
    """Return the last return or giving back of a certificate."""
    return shelf.one(session, Surrender, certificate_id)


def freezes_on(session: Session, certificate_id: bytes, place: Position | None, limit: int) -> Page[Freeze, Position]:
    """Return all freezes of a certificate in the order of their entry, also those that have ended."""
    return by_position(session, Freeze, _FREEZES.c.certificate_id == certificate_id, place, limit, order="entered")


def controls_on(session: Session, certificate_id: bytes, place: Position | None, limit: int) -> Page[Control, Position]:
    """Return all controls of a certificate in the order of their entry."""
    return by_position(session, Control, _CONTROLS.c.certificate_id == certificate_id, place, limit, order="entered")


def objections_on(
    session: Session, certificate_id: bytes, place: Position | None, limit: int
) -> Page[Objection, Position]:
    """Return all objections to a registration in the order in which they were raised."""
    return by_position(session, Objection, _OBJECTIONS.c.certificate_id == certificate_id, place, limit, order="raised")


def source_objections_on(
    session: Session, certificate_id: bytes, place: Position | None, limit: int
) -> Page[SourceObjection, Position]:
    """Return all objections of sources in the order in which they were raised."""
    return by_position(
        session, SourceObjection, _SOURCES.c.certificate_id == certificate_id, place, limit, order="raised"
    )


_DELETION_DUE = (
    select(_SOURCES)
    .where(
        _SOURCES.c.certificate_id == bindparam("certificate_id"),
        _SOURCES.c.outcome == SourceOutcome.DELETED,
        _SOURCES.c.fingerprint == bindparam("fingerprint"),
    )
    .order_by(_SOURCES.c.raised_block, _SOURCES.c.raised_log)
    .limit(1)
)


def deletion_due(session: Session, certificate: Certificate) -> SourceObjection | None:
    """Return a settled objection by which the certificate's present data were to be deleted."""
    asked = {"certificate_id": certificate.id, "fingerprint": certificate.fingerprint}
    found = session.execute(_DELETION_DUE, asked).mappings().first()
    return SHELVES[SourceObjection.KIND].fact_of(found) if found is not None else None


def disputes_on(session: Session, certificate_id: bytes, place: Position | None, limit: int) -> Page[Dispute, Position]:
    """Return all disputes noted of a certificate in the order of their notes."""
    return by_position(session, Dispute, _DISPUTES.c.certificate_id == certificate_id, place, limit, order="noted")


# OF AN INSTITUTION OR AN OBJECTOR


def freezes_by(session: Session, organ: int, place: Position | None, limit: int) -> Page[Freeze, Position]:
    """Return all freezes that an organ ordered."""
    return by_position(session, Freeze, _is(_FREEZES.c.organ, organ), place, limit, order="entered")


def controls_by(session: Session, institution: int, place: Position | None, limit: int) -> Page[Control, Position]:
    """Return all controls that an institution ordered."""
    return by_position(session, Control, _is(_CONTROLS.c.by, institution), place, limit, order="entered")


def objections_by(session: Session, objector: int, place: Position | None, limit: int) -> Page[Objection, Position]:
    """Return all objections that a participant raised."""
    return by_position(session, Objection, _is(_OBJECTIONS.c.objector, objector), place, limit, order="raised")


def disputes_by(session: Session, institution: int, place: Position | None, limit: int) -> Page[Dispute, Position]:
    """Return all disputes that an arbitration institution noted."""
    return by_position(session, Dispute, _is(_DISPUTES.c.institution, institution), place, limit, order="noted")


# BY DUE DATE


def objections_due(session: Session, stage: Stage, instant: int, place: Due | None, limit: int) -> Page[Objection, Due]:
    """
    Return the objections that are in a stage and have not lapsed at a unix second, in the order of what is due.

    What is due at the same second, or never, stands in the order in which it was raised.
    """
    wanted = select(_OBJECTIONS).where(
        _OBJECTIONS.c.stage == stage, or_(_OBJECTIONS.c.lapses_at == 0, _OBJECTIONS.c.lapses_at > instant)
    )
    order = (_OBJECTIONS.c.due_at, _OBJECTIONS.c.raised_block, _OBJECTIONS.c.raised_log)
    if place is not None:
        wanted = wanted.where(tuple_(*order) > (place.due_at, place.raised.block, place.raised.log))
    rows = session.execute(wanted.order_by(*order).limit(limit + 1)).mappings()
    found: list[Objection] = [SHELVES[Objection.KIND].fact_of(row) for row in rows]
    last = found[limit - 1] if len(found) > limit else None
    return Page(tuple(found[:limit]), Due(last.due_at, last.raised) if last else None)


def _is(column: Column[Any], participant: int) -> ColumnElement[bool]:
    """That a column names a participant; no row does so for a number that the database cannot hold."""
    return column == participant if 0 <= participant <= INTEGER_MAX else false()

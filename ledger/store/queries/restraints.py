"""
Restraints: all that ever rested on a certificate, what an institution ordered, and which open objections are due when.

Rows are what acts made of a thing; what of it is in force is computed of these and `Burdens` at an instant
(`domain.restraint_standing`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar, cast

from sqlalchemy import Column, ColumnElement, Table, false, or_, select, tuple_
from sqlalchemy.orm import Session

from ledger.domain.burdens import Burdens, SourceOutcome, Stage
from ledger.domain.certificates import Certificate
from ledger.domain.events import CertificateId, Position
from ledger.domain.restraints import Control, Dispute, Freeze, Objection, SourceObjection, Surrender
from ledger.store import facts as shelf
from ledger.store.facts import INTEGER_MAX, SHELVES
from ledger.store.queries.page import Page
from ledger.store.tables.restraints import ControlRow, DisputeRow, FreezeRow, ObjectionRow, SourceObjectionRow

T = TypeVar("T", Freeze, Control, Objection, SourceObjection, Dispute)

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
    key = (Burdens.KIND, certificate_id)
    found = shelf.load(session, [key]).get(key)
    return found if isinstance(found, Burdens) else Burdens(CertificateId(certificate_id))


def surrender_of(session: Session, certificate_id: bytes) -> Surrender | None:
    """Return the last return or giving back of a certificate."""
    key = (Surrender.KIND, certificate_id)
    found = shelf.load(session, [key]).get(key)
    return found if isinstance(found, Surrender) else None


def freezes_on(session: Session, certificate_id: bytes, place: Position | None, limit: int) -> Page[Freeze, Position]:
    """Return all freezes of a certificate in the order of their entry, also those that have ended."""
    return _page(session, Freeze, _FREEZES.c.certificate_id == certificate_id, place, limit)


def controls_on(session: Session, certificate_id: bytes, place: Position | None, limit: int) -> Page[Control, Position]:
    """Return all controls of a certificate in the order of their entry."""
    return _page(session, Control, _CONTROLS.c.certificate_id == certificate_id, place, limit)


def objections_on(
    session: Session, certificate_id: bytes, place: Position | None, limit: int
) -> Page[Objection, Position]:
    """Return all objections to a registration in the order in which they were raised."""
    return _page(session, Objection, _OBJECTIONS.c.certificate_id == certificate_id, place, limit)


def source_objections_on(
    session: Session, certificate_id: bytes, place: Position | None, limit: int
) -> Page[SourceObjection, Position]:
    """Return all objections of sources in the order in which they were raised."""
    return _page(session, SourceObjection, _SOURCES.c.certificate_id == certificate_id, place, limit)


def deletion_due(session: Session, certificate: Certificate) -> SourceObjection | None:
    """Return a settled objection by which the certificate's present data were to be deleted."""
    wanted = select(_SOURCES).where(
        _SOURCES.c.certificate_id == certificate.id,
        _SOURCES.c.outcome == SourceOutcome.DELETED,
        _SOURCES.c.fingerprint == certificate.fingerprint,
    )
    order = (_SOURCES.c.raised_block, _SOURCES.c.raised_log)
    found = session.execute(wanted.order_by(*order).limit(1)).mappings().first()
    return SHELVES[SourceObjection.KIND].fact_of(found) if found is not None else None


def disputes_on(session: Session, certificate_id: bytes, place: Position | None, limit: int) -> Page[Dispute, Position]:
    """Return all disputes noted of a certificate in the order of their notes."""
    return _page(session, Dispute, _DISPUTES.c.certificate_id == certificate_id, place, limit)


# OF AN INSTITUTION OR AN OBJECTOR


def freezes_by(session: Session, organ: int, place: Position | None, limit: int) -> Page[Freeze, Position]:
    """Return all freezes that an organ ordered."""
    return _page(session, Freeze, _is(_FREEZES.c.organ, organ), place, limit)


def controls_by(session: Session, institution: int, place: Position | None, limit: int) -> Page[Control, Position]:
    """Return all controls that an institution ordered."""
    return _page(session, Control, _is(_CONTROLS.c.by, institution), place, limit)


def objections_by(session: Session, objector: int, place: Position | None, limit: int) -> Page[Objection, Position]:
    """Return all objections that a participant raised."""
    return _page(session, Objection, _is(_OBJECTIONS.c.objector, objector), place, limit)


def disputes_by(session: Session, institution: int, place: Position | None, limit: int) -> Page[Dispute, Position]:
    """Return all disputes that an arbitration institution noted."""
    return _page(session, Dispute, _is(_DISPUTES.c.institution, institution), place, limit)


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


_PLACES: dict[type[Any], tuple[Table, str]] = {
    Freeze: (_FREEZES, "entered"),
    Control: (_CONTROLS, "entered"),
    Objection: (_OBJECTIONS, "raised"),
    SourceObjection: (_SOURCES, "raised"),
    Dispute: (_DISPUTES, "noted"),
}
"""Each kind's table, and the field with the position by which its lists are ordered."""


def _is(column: Column[Any], participant: int) -> ColumnElement[bool]:
    """That a column names a participant; no row does so for a number that the database cannot hold."""
    return column == participant if 0 <= participant <= INTEGER_MAX else false()


def _page(
    session: Session,
    kind: type[T],
    condition: ColumnElement[bool],
    place: Position | None,
    limit: int,
) -> Page[T, Position]:
    table, field = _PLACES[kind]
    order = (table.c[f"{field}_block"], table.c[f"{field}_log"])
    wanted = select(table).where(condition)
    if place is not None:
        wanted = wanted.where(tuple_(*order) > (place.block, place.log))
    rows = session.execute(wanted.order_by(*order).limit(limit + 1)).mappings()
    found: list[T] = [SHELVES[kind.KIND].fact_of(row) for row in rows]
    return Page(tuple(found[:limit]), getattr(found[limit - 1], field) if len(found) > limit else None)

"""
Attestations: of a certificate, by an attester, of a party and by kind, in the order in which they were made; and what
participants have claimed and evaluators may report.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, select, true
from sqlalchemy.orm import Session

from ledger.domain.attestations import Attestation, Claims, Evaluator
from ledger.domain.events import Position
from ledger.domain.kinds import AttestedKind
from ledger.store import facts as shelf
from ledger.store.facts import INTEGER_MAX, SHELVES
from ledger.store.queries.page import Page, by_position
from ledger.store.tables.attestations import AttestationRow

_ATTESTATIONS = cast(Table, AttestationRow.__table__)
_ATTESTED = (_ATTESTATIONS.c.attested_block, _ATTESTATIONS.c.attested_log)

OF_CERTIFICATE_MAX = 2_000
"""Most attestations of one certificate that are judged together: a chain of bookings or proofs has a few a year."""


def by_id(session: Session, attestation_id: bytes) -> Attestation | None:
    """Return the attestation with this id."""
    return shelf.one(session, Attestation, attestation_id)


def of(session: Session, certificate_id: bytes, kinds: Iterable[AttestedKind] = ()) -> list[Attestation]:
    """Return the attestations of a certificate, of these kinds or of all, in the order in which they were made."""
    rows = session.execute(_of(frozenset(kinds)), {"certificate_id": certificate_id}).mappings()
    return [SHELVES[Attestation.KIND].fact_of(row) for row in rows]


@cache
def _of(kinds: frozenset[AttestedKind]) -> Select[Any]:
    wanted = select(_ATTESTATIONS).where(_ATTESTATIONS.c.certificate_id == bindparam("certificate_id"))
    if kinds:
        wanted = wanted.where(_ATTESTATIONS.c.kind.in_(sorted(kinds)))
    return wanted.order_by(*_ATTESTED).limit(OF_CERTIFICATE_MAX)


def listed(
    session: Session,
    place: Position | None,
    limit: int,
    *,
    certificate_id: bytes | None = None,
    by: int | None = None,
    party: int | None = None,
    kinds: Sequence[AttestedKind] = (),
) -> Page[Attestation, Position]:
    """Return the attestations that fit all that is asked."""
    asked: list[ColumnElement[bool]] = []
    for column, value in ((_ATTESTATIONS.c.by, by), (_ATTESTATIONS.c.party, party)):
        if value is not None:
            asked.append(column == value)
    if any(value is not None and not 0 <= value <= INTEGER_MAX for value in (by, party)):
        return Page((), None)
    if certificate_id is not None:
        asked.append(_ATTESTATIONS.c.certificate_id == certificate_id)
    if kinds:
        asked.append(_ATTESTATIONS.c.kind.in_(sorted(kinds)))
    return by_position(session, Attestation, and_(true(), *asked), place, limit, order="attested")


def claims_of(session: Session, participant: int) -> int:
    """Return which incentives a participant has claimed, a bit a kind."""
    found = shelf.one(session, Claims, participant)
    return found.kinds if found else 0


def evaluator_of(session: Session, participant: int) -> int:
    """Return which reports an evaluator may make, a bit a kind."""
    found = shelf.one(session, Evaluator, participant)
    return found.kinds if found else 0

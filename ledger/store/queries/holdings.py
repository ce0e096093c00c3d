"""Holdings: the head over a participant's moves, and the moves themselves, from issues and from what passed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, cast

from sqlalchemy import Select, Table, select, tuple_
from sqlalchemy.orm import Session

from ledger.domain.burdens import Burdens
from ledger.domain.certificates import Certificate
from ledger.domain.encumbrances import Encumbrance, EncumbranceList, PledgeObjection
from ledger.domain.events import ZERO_DIGEST, CertificateId, Instant, ParticipantNumber, Position
from ledger.domain.flags import SHARED
from ledger.domain.holdings import Holding, Move
from ledger.domain.renewals import RenewalRequest
from ledger.store import facts as shelf
from ledger.store.facts import INTEGER_MAX
from ledger.store.queries.facts import MirrorFacts
from ledger.store.queries.page import Page
from ledger.store.tables import CertificateRow
from ledger.store.tables.holdings import PassingRow

_CERTIFICATES = cast(Table, CertificateRow.__table__).c
_PASSINGS = cast(Table, PassingRow.__table__).c
_ISSUED = (_CERTIFICATES.issued_block, _CERTIFICATES.issued_transaction, _CERTIFICATES.issued_log)
_PASSED = (_PASSINGS.passed_block, _PASSINGS.passed_transaction, _PASSINGS.passed_log)


@dataclass(frozen=True, slots=True)
class _Source:
    """Where some of a participant's moves stand, all in one direction, and the columns of their positions."""

    rows: Select[Any]
    place: tuple[Any, Any, Any]
    entered: bool


def of(session: Session, participant: int) -> Holding:
    """Return what a participant holds by its moves; of one that never held anything the head is zero."""
    found = shelf.one(session, Holding, participant) if 0 <= participant <= INTEGER_MAX else None
    return found or Holding(ParticipantNumber(participant), ZERO_DIGEST, 0, 0)


def moves(session: Session, participant: int, place: Position | None, limit: int) -> Page[Move, Position]:
    """
    Return a participant's moves behind a position, in the ledger's order.

    All pages together are what `domain.holdings.fold_moves` makes the participant's head of.
    """
    if not 0 <= participant <= INTEGER_MAX:
        return Page((), None)
    parts = [_moves(session, source, place, limit + 1) for source in _sources(participant)]
    found = sorted((move for part in parts for move in part), key=attrgetter("position"))[: limit + 1]
    return Page(tuple(found[:limit]), found[limit - 1].position if len(found) > limit else None)


def facts_of(session: Session, own: Iterable[CertificateId]) -> MirrorFacts:
    """Return facts to judge these certificates by, with what encumbers and restrains them, fetched in two steps."""
    facts, ids = MirrorFacts(session), list(dict.fromkeys(own))
    kinds = (Certificate, EncumbranceList, Burdens, RenewalRequest)
    facts.fetch((kind.KIND, each) for kind in kinds for each in ids)
    lists = (facts.get((EncumbranceList.KIND, each)) for each in ids)
    live = [item.id for found in lists if isinstance(found, EncumbranceList) for item in found.live]
    facts.fetch((kind.KIND, each) for each in live for kind in (Encumbrance, PledgeObjection))
    return facts


def _sources(participant: int) -> tuple[_Source, ...]:
    """An issue to a sole holder, whom the certificate keeps as its applicant; and what passed, to and from."""
    alone = _CERTIFICATES.flags.bitwise_and(SHARED) == 0
    issues = select(_CERTIFICATES.id, _CERTIFICATES.issued_at, *_ISSUED)
    passings = select(_PASSINGS.certificate_id, _PASSINGS.passed_at, *_PASSED)
    return (
        _Source(issues.where(_CERTIFICATES.applicant == participant, alone), _ISSUED, True),
        _Source(passings.where(_PASSINGS.to == participant, _PASSINGS.entered), _PASSED, True),
        _Source(passings.where(_PASSINGS.from_ == participant), _PASSED, False),
    )


def _moves(session: Session, source: _Source, place: Position | None, limit: int) -> list[Move]:
    block, _, log = source.place
    wanted = source.rows
    if place is not None:
        wanted = wanted.where(tuple_(block, log) > (place.block, place.log))
    rows = session.execute(wanted.order_by(block, log).limit(limit))
    return [Move(CertificateId(own), source.entered, Position(*at), Instant(when)) for own, when, *at in rows]

"""
Licences: who may use a certificate's data, and until when (domain rules §9, operation 17).

Rules of the fold:
 * A licence's id follows from its certificate and the number of the event that granted it.
 * It lives from its grant, though its term may begin later, until its term ends or it is ended; then nothing changes
   it.
 * It lapses without an event (P1) and stays with the certificate when that changes hands (买卖不破许可).
 * The list kept of a certificate loses what has lapsed with the next grant or end, as the contract's does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any, ClassVar

from ledger.domain.certificates import Certificate, Right, advance
from ledger.domain.events import (
    ZERO_DIGEST,
    CertificateId,
    Digest,
    Entry,
    Instant,
    ParticipantNumber,
    Position,
    ThingId,
)
from ledger.domain.events.licences import LicenceChanged, LicenceEnded, LicenceGranted
from ledger.domain.facts import Fact, FactKey, Facts, Fold, find, known, replace, require, require_new, thing_id
from ledger.domain.flags import Flag
from ledger.domain.matrix import Effect, Operation, Restraint, effect
from ledger.errors import ActRefused

LICENCES_MAX = 16
"""Most live licences of a certificate, so that asking them all fits any act."""

# TYPES


class LicenceKind(IntEnum):
    """How far a licence keeps others out; the numbers are the contract's."""

    NONE = 0
    ORDINARY = 1  # 普通许可
    SOLE = 2  # 排他许可：除许可人外仅一个被许可人
    EXCLUSIVE = 3  # 独占许可：许可人自己也不使用


class LicenceEnd(IntEnum):
    """Why a licence ended before its term; the numbers are the contract's."""

    NONE = 0
    AGREEMENT = 1  # 协议终止
    WAIVER = 2  # 被许可人放弃
    JUDGMENT = 3  # 依生效法律文书


class LicenceStanding(StrEnum):
    """What a licence is at an instant: computed, never stored (P1)."""

    UPCOMING = "upcoming"  # 尚未开始
    IN_FORCE = "in_force"  # 有效
    LAPSED = "lapsed"  # 期满
    ENDED = "ended"  # 已终止


@dataclass(frozen=True, slots=True)
class Licence(Fact):
    """
    One licence as its events made it.

    `ended_at` is zero if it was not ended before its term.  `scope_digest` is the text in force, `document_digest` the
    paper of its last change or of its end, zero if there was none.
    """

    KIND: ClassVar[str] = "licence"
    KEY: ClassVar[str] = "id"

    id: ThingId
    certificate_id: CertificateId
    sequence: int
    licensee: ParticipantNumber
    rights: Right
    kind: LicenceKind
    valid_from: Instant
    valid_to: Instant
    resale: bool
    ended_at: Instant
    end: LicenceEnd
    scope_digest: Digest
    document_digest: Digest
    granted: Position
    granted_at: Instant


@dataclass(frozen=True, slots=True)
class KeptLicence:
    """A licence in its certificate's list, with the end of its term."""

    id: ThingId
    valid_to: Instant


@dataclass(frozen=True, slots=True)
class Licences(Fact):
    """The licences that are kept of a certificate, in the order of their grant."""

    KIND: ClassVar[str] = "licences_on"
    KEY: ClassVar[str] = "certificate_id"

    certificate_id: CertificateId
    kept: tuple[KeptLicence, ...] = ()


# STANDING


def standing(licence: Licence, instant: int) -> LicenceStanding:
    """Return what a licence is at a unix second."""
    if licence.ended_at and instant >= licence.ended_at:
        return LicenceStanding.ENDED
    if instant >= licence.valid_to:
        return LicenceStanding.LAPSED
    return LicenceStanding.IN_FORCE if instant >= licence.valid_from else LicenceStanding.UPCOMING


def live(facts: Facts, certificate_id: CertificateId, instant: int) -> list[Licence]:
    """Return the licences of a certificate that bind at a unix second, begun or not, in the order of their grant."""
    listed = find(facts, ("licences_on", certificate_id), Licences) or Licences(certificate_id)
    found = (find(facts, ("licence", one.id), Licence) for one in listed.kept if instant < one.valid_to)
    return [licence for licence in found if licence is not None]


def excluded_by(others: Iterable[Licence], licence: Licence) -> Licence | None:
    """Return the first of the others that a licence cannot stand beside: one of both is sole or exclusive."""
    for other in others:
        both_ordinary = LicenceKind.ORDINARY == other.kind == licence.kind
        meets = other.valid_from < licence.valid_to and licence.valid_from < other.valid_to
        if not both_ordinary and other.rights & licence.rights and meets:
            return other
    return None


def consents(facts: Facts, certificate: Certificate, operation: Operation, now: int) -> list[int]:
    """
    Return which licensees must agree to an operation, none twice.

    Raises `ActRefused` OperationRestrained where a licence stops it.
    """
    what = effect(operation, Restraint.LICENSED)
    if what is Effect.ALLOW:
        return []
    licensees = [licence.licensee for licence in live(facts, certificate.id, now)]
    if what is Effect.REFUSE and licensees:
        raise ActRefused(
            "OperationRestrained",
            certificate_id=certificate.id,
            operation=int(operation),
            restraint=int(Restraint.LICENSED),
            by=licensees[0],
        )
    return list(dict.fromkeys(licensees))


# THE FOLD


def _grant(facts: Facts, entry: Entry, event: LicenceGranted) -> tuple[Fact, ...]:
    before = known(facts, entry, ("certificate", event.certificate_id), Certificate)
    own = thing_id(event.certificate_id, event.sequence)
    require_new(facts, entry, ("licence", own))
    require(entry, "rights are the certificate's", 0, event.rights & ~int(before.rights))
    require(entry, "kind is known", True, 0 < event.kind <= LicenceKind.EXCLUSIVE)
    require(entry, "licensee holds nothing", False, event.licensee in before.holders)
    require(entry, "term within the certificate's", True, before.valid_from <= event.valid_from)
    require(entry, "term is not over", True, max(event.valid_from, entry.time) < event.valid_to <= before.valid_to)
    listed = _tidied(facts, entry, event.certificate_id)
    require(entry, "live licences are bounded", True, len(listed.kept) < LICENCES_MAX)
    licence = Licence(
        id=own,
        certificate_id=event.certificate_id,
        sequence=event.sequence,
        licensee=event.licensee,
        rights=Right(event.rights),
        kind=LicenceKind(event.kind),
        valid_from=event.valid_from,
        valid_to=event.valid_to,
        resale=event.resale,
        ended_at=Instant(0),
        end=LicenceEnd.NONE,
        scope_digest=event.scope_digest,
        document_digest=ZERO_DIGEST,
        granted=entry.position,
        granted_at=Instant(entry.time),
    )
    kept = (*listed.kept, KeptLicence(own, event.valid_to))
    after = advance(entry, event.sequence, before, set=Flag.LICENSED)
    return after, licence, replace(listed, kept=kept)


def _change(facts: Facts, entry: Entry, event: LicenceChanged) -> tuple[Fact, ...]:
    before = known(facts, entry, ("certificate", event.certificate_id), Certificate)
    licence = _live_licence(facts, entry, event.licence_id, event.certificate_id)
    extends = event.valid_to != licence.valid_to
    if extends:
        require(entry, "term is not over", True, entry.time < event.valid_to <= before.valid_to)
    changed = replace(
        licence,
        valid_to=event.valid_to,
        scope_digest=licence.scope_digest if event.scope_digest == ZERO_DIGEST else event.scope_digest,
        document_digest=event.document_digest,
    )
    listed = known(facts, entry, ("licences_on", event.certificate_id), Licences)
    kept = tuple(replace(one, valid_to=event.valid_to) if one.id == licence.id else one for one in listed.kept)
    after = advance(entry, event.sequence, before)
    return (after, changed, replace(listed, kept=kept)) if extends else (after, changed)


def _end(facts: Facts, entry: Entry, event: LicenceEnded) -> tuple[Fact, ...]:
    before = known(facts, entry, ("certificate", event.certificate_id), Certificate)
    licence = _live_licence(facts, entry, event.licence_id, event.certificate_id)
    require(entry, "reason is known", True, 0 < event.reason <= LicenceEnd.JUDGMENT)
    ended = replace(
        licence,
        ended_at=Instant(entry.time),
        end=LicenceEnd(event.reason),
        document_digest=event.document_digest,
    )
    listed = _tidied(facts, entry, event.certificate_id, event.licence_id)
    after = advance(entry, event.sequence, before, clear=0 if listed.kept else Flag.LICENSED)
    return after, ended, listed


def _tidied(facts: Facts, entry: Entry, own: CertificateId, ending: ThingId | None = None) -> Licences:
    """Return the list without what has lapsed and without the one that ends now."""
    listed = find(facts, ("licences_on", own), Licences) or Licences(own)
    return replace(listed, kept=tuple(one for one in listed.kept if one.id != ending and entry.time < one.valid_to))


def _live_licence(facts: Facts, entry: Entry, own: ThingId, certificate_id: CertificateId) -> Licence:
    licence = known(facts, entry, ("licence", own), Licence)
    require(entry, "licence is the certificate's", certificate_id, licence.certificate_id)
    require(entry, "licence was not ended", 0, licence.ended_at)
    require(entry, "licence has not lapsed", True, entry.time < licence.valid_to)
    return licence


def _granted_reads(event: LicenceGranted) -> tuple[FactKey, ...]:
    return _reads(event.certificate_id, thing_id(event.certificate_id, event.sequence))


def _changed_reads(event: LicenceChanged | LicenceEnded) -> tuple[FactKey, ...]:
    return _reads(event.certificate_id, event.licence_id)


def _reads(own: CertificateId, licence_id: ThingId) -> tuple[FactKey, ...]:
    return ("certificate", own), ("licence", licence_id), ("licences_on", own)


FACTS: tuple[type[Fact], ...] = (Licence, Licences)

FOLDS: Mapping[type[Any], Fold] = {
    LicenceGranted: Fold(_granted_reads, _grant),
    LicenceChanged: Fold(_changed_reads, _change),
    LicenceEnded: Fold(_changed_reads, _end),
}

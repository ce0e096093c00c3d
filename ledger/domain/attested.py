"""
What attestations are worth at an instant: current, stale or lapsed; bookings as chains, custody, listings, claims.

Facts are stored, standing is computed (P1).  All functions are pure and take the attestations of one certificate, in
the order in which they were made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ledger.domain.attestations import Attestation, Condition
from ledger.domain.certificates import Certificate, State
from ledger.domain.events import Instant, ParticipantNumber, ThingId
from ledger.domain.facts import replace
from ledger.domain.kinds import BOOKED, CLAIMS, REPORTS, SCHEMAS, AttestedKind, Category, Trait


class Worth(StrEnum):
    """Why an attestation is or is not current."""

    CURRENT = "CURRENT"
    STALE = "STALE"  # of an earlier data version
    LAPSED = "LAPSED"  # its validity is over
    OVERDUE = "OVERDUE"  # of custody: the next proof of integrity was due
    SUPERSEDED = "SUPERSEDED"
    ENDED = "ENDED"
    WITHDRAWN = "WITHDRAWN"
    CERTIFICATE_ENDED = "CERTIFICATE_ENDED"  # cancelled, revoked or superseded
    CLAW_BACK_DUE = "CLAW_BACK_DUE"  # an incentive of a certificate that was revoked


_BY_CONDITION = {
    Condition.SUPERSEDED: Worth.SUPERSEDED,
    Condition.ENDED: Worth.ENDED,
    Condition.WITHDRAWN: Worth.WITHDRAWN,
}
_KEPT = (AttestedKind.CUSTODY, AttestedKind.INTEGRITY)


def is_stale(certificate: Certificate, attestation: Attestation) -> bool:
    """Whether an attestation is of an earlier data version and does not outlast it."""
    return not SCHEMAS[attestation.kind].has(Trait.LASTING) and attestation.version != certificate.version


def worth(certificate: Certificate, attestation: Attestation, instant: int) -> Worth:
    """
    Return what an attestation is worth at a unix second.

    An act on it outranks the certificate's end, this the data version, and this the validity.  A claim or a grant of a
    certificate that was revoked is to be clawed back; nothing can be attested of such a certificate any more, so this
    is computed.
    """
    if attestation.condition is not Condition.LIVE:
        return _BY_CONDITION[attestation.condition]
    if certificate.state is not State.ACTIVE:
        claimed = attestation.kind in CLAIMS or attestation.kind is AttestedKind.GRANT
        return Worth.CLAW_BACK_DUE if claimed and certificate.state is State.REVOKED else Worth.CERTIFICATE_ENDED
    if is_stale(certificate, attestation):
        return Worth.STALE
    if attestation.valid_to and instant >= attestation.valid_to:
        return Worth.OVERDUE if attestation.kind in _KEPT else Worth.LAPSED
    return Worth.CURRENT


def as_of(attestations: Iterable[Attestation], instant: int) -> list[Attestation]:
    """Return the attestations as they were at a unix second: what was made or closed later, was not."""
    return [
        each if each.closed_at <= instant else replace(each, condition=Condition.LIVE, closed_at=Instant(0))
        for each in attestations
        if each.attested_at <= instant
    ]


# REPORTS


def current_reports(certificate: Certificate, attestations: Iterable[Attestation], instant: int) -> list[Attestation]:
    """Return the reports that may be relied on at an instant."""
    reports = [each for each in attestations if each.kind in REPORTS]
    return [each for each in reports if worth(certificate, each, instant) is Worth.CURRENT]


# BOOKINGS


@dataclass(frozen=True, slots=True)
class Chain:
    """
    One entity's booking of a certificate: the entries from the booking to the last, and what auditors said of them.

    `amount` is the carrying amount in fen, `category` under which item it is booked; both as of the last entry.
    """

    entity: ParticipantNumber
    entries: tuple[Attestation, ...]
    audits: tuple[Attestation, ...]
    amount: int
    category: Category
    live: bool


def chains(attestations: Sequence[Attestation]) -> list[Chain]:
    """Return the booking chains in the order of their bookings."""
    found: list[list[Attestation]] = []
    place: dict[ThingId, list[Attestation]] = {}
    for each in attestations:
        if each.kind is AttestedKind.BOOKING:
            place[each.id] = [each]
            found.append(place[each.id])
        elif each.kind in BOOKED or each.kind is AttestedKind.DERECOGNITION:
            place[each.id] = place[each.refers]
            place[each.id].append(each)
    audits = [each for each in attestations if each.kind is AttestedKind.AUDIT]
    return [_chain(entries, audits) for entries in found]


def _chain(entries: Sequence[Attestation], audits: Iterable[Attestation]) -> Chain:
    ids = {each.id for each in entries}
    measured = [each for each in entries if each.kind in BOOKED]
    categories = [each.subtype for each in measured if each.subtype]
    return Chain(
        entity=entries[0].party,
        entries=tuple(entries),
        audits=tuple(each for each in audits if each.refers in ids),
        amount=measured[-1].amount,
        category=Category(categories[-1]),
        live=measured[-1].condition is Condition.LIVE,
    )


# CUSTODY


@dataclass(frozen=True, slots=True)
class Keeping:
    """
    One custody: the deposit, its proofs of integrity, and when the next is due (unix seconds).

    `matches` says whether the last that was deposited or proved is the certificate's present data.
    """

    deposit: Attestation
    proofs: tuple[Attestation, ...]
    due: int
    overdue: bool
    matches: bool


def keepings(certificate: Certificate, attestations: Sequence[Attestation], instant: int) -> list[Keeping]:
    """Return all custodies that have not ended, in the order of their deposits."""
    live = [each for each in attestations if each.condition is Condition.LIVE]
    deposits = [each for each in live if each.kind is AttestedKind.CUSTODY]
    proofs = [each for each in live if each.kind is AttestedKind.INTEGRITY]
    return [
        _keeping(certificate, deposit, tuple(each for each in proofs if each.refers == deposit.id), instant)
        for deposit in deposits
    ]


def _keeping(certificate: Certificate, deposit: Attestation, proofs: tuple[Attestation, ...], instant: int) -> Keeping:
    last = max((deposit, *proofs), key=lambda each: (each.base_date, each.sequence))
    matches = last.linked_id == certificate.fingerprint
    return Keeping(deposit, proofs, last.valid_to, instant >= last.valid_to, matches)


# LISTINGS


@dataclass(frozen=True, slots=True)
class Listed:
    """One listing with its deals, and the deliveries of these."""

    listing: Attestation
    deals: tuple[Attestation, ...]
    deliveries: tuple[Attestation, ...]


def listings(attestations: Sequence[Attestation]) -> list[Listed]:
    """Return all listings that were not withdrawn, in the order in which they were made."""
    counted = [each for each in attestations if each.condition is not Condition.WITHDRAWN]
    deals = [each for each in counted if each.kind is AttestedKind.DEAL]
    deliveries = [each for each in counted if each.kind is AttestedKind.DELIVERY]
    found = []
    for listing in (each for each in counted if each.kind is AttestedKind.LISTING):
        own = tuple(each for each in deals if each.refers == listing.id)
        ids = {each.id for each in own}
        found.append(Listed(listing, own, tuple(each for each in deliveries if each.refers in ids)))
    return found

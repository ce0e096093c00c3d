"""What Equity says."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.domain.events.base import CertificateId, Digest, Fen, Instant, Key, ParticipantNumber, ThingId


@dataclass(frozen=True, slots=True)
class ContributionReserved:
    certificate_id: CertificateId
    sequence: int
    contributor: ParticipantNumber
    investee: ParticipantNumber
    appraised: Fen
    agreed: Fen
    capital: Fen
    report_id: ThingId
    mode: int
    agreement_digest: Digest
    until: Instant
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class ReservationCancelled:
    certificate_id: CertificateId
    sequence: int
    contribution_id: ThingId
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class ContributionExecuted:
    """Stands just after the `CertificateTransferred` that it is about."""

    certificate_id: CertificateId
    sequence: int
    contribution_id: ThingId
    confirm_by: Instant
    delivery_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class ContributionConfirmed:
    certificate_id: CertificateId
    sequence: int
    contribution_id: ThingId
    registered_at: Instant
    receipt_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class ContributionRolledBack:
    """Stands just after the `CertificateTransferred` that it is about."""

    certificate_id: CertificateId
    sequence: int
    contribution_id: ThingId
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class ContributionExited:
    """Stands just after the `CertificateTransferred` that it is about."""

    certificate_id: CertificateId
    sequence: int
    contribution_id: ThingId
    capital_reduction_digest: Digest
    maker: Key
    checker: Key


EquityEvent = (
    ContributionReserved
    | ReservationCancelled
    | ContributionExecuted
    | ContributionConfirmed
    | ContributionRolledBack
    | ContributionExited
)

"""The events of restraints: freezes, controls, objections, disputes, returns, and what is done by order of a court."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.domain.events.base import CertificateId, Digest, Instant, Key, ParticipantNumber, ThingId


@dataclass(frozen=True, slots=True)
class FreezeEntered:
    certificate_id: CertificateId
    sequence: int
    organ: ParticipantNumber
    served_at: Instant
    term: int
    forbidden: int
    holder: ParticipantNumber
    case_digest: Digest
    order_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class FreezeExtended:
    """`term` is the whole term in seconds, from the freeze's beginning."""

    certificate_id: CertificateId
    sequence: int
    freeze_id: ThingId
    term: int
    order_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class FreezeNarrowed:
    """The values are what remains."""

    certificate_id: CertificateId
    sequence: int
    freeze_id: ThingId
    forbidden: int
    holder: ParticipantNumber
    order_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class FreezeLifted:
    certificate_id: CertificateId
    sequence: int
    freeze_id: ThingId
    order_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class ControlEntered:
    certificate_id: CertificateId
    sequence: int
    by: ParticipantNumber
    until: Instant
    order_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class ControlLifted:
    certificate_id: CertificateId
    sequence: int
    control_id: ThingId
    order_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class ObjectionRaised:
    certificate_id: CertificateId
    sequence: int
    objector: ParticipantNumber
    ground: int
    due_at: Instant
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class ObjectionProceeded:
    certificate_id: CertificateId
    sequence: int
    objection_id: ThingId
    stage: int
    due_at: Instant
    lapses_at: Instant
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class SourceObjectionRaised:
    certificate_id: CertificateId
    sequence: int
    objector: ParticipantNumber
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class SourceObjectionSettled:
    certificate_id: CertificateId
    sequence: int
    objection_id: ThingId
    outcome: int
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class DisputeNoted:
    certificate_id: CertificateId
    sequence: int
    institution: ParticipantNumber
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class DisputeEnded:
    certificate_id: CertificateId
    sequence: int
    dispute_id: ThingId
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class CertificateSurrendered:
    certificate_id: CertificateId
    sequence: int
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class CertificateRestored:
    certificate_id: CertificateId
    sequence: int
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class TransferOrdered:
    """Just after the `CertificateTransferred` of a transfer by order; `freeze_id` ended with it, or is zero."""

    certificate_id: CertificateId
    sequence: int
    organ: ParticipantNumber
    freeze_id: ThingId
    order_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class CancellationOrdered:
    """Just before the `CertificateCancelled` of a cancellation by order."""

    certificate_id: CertificateId
    sequence: int
    organ: ParticipantNumber
    order_digest: Digest
    maker: Key
    checker: Key


RestraintEvent = (
    FreezeEntered
    | FreezeExtended
    | FreezeNarrowed
    | FreezeLifted
    | ControlEntered
    | ControlLifted
    | ObjectionRaised
    | ObjectionProceeded
    | SourceObjectionRaised
    | SourceObjectionSettled
    | DisputeNoted
    | DisputeEnded
    | CertificateSurrendered
    | CertificateRestored
    | TransferOrdered
    | CancellationOrdered
)

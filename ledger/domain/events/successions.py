"""What Successions.sol says: holders, certificates and registries that take another's place, and links."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.domain.events.base import CertificateId, Digest, Instant, Key, ParticipantNumber, ThingId


@dataclass(frozen=True, slots=True)
class CertificateSucceeded:
    """A successor took all that `from_` held, just after the certificate's transfer."""

    certificate_id: CertificateId
    sequence: int
    from_: ParticipantNumber
    to: ParticipantNumber
    ground: int
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class CertificateSplit:
    """A part went into the certificate `into_id`, just after this one was amended; `rights` are the other's."""

    certificate_id: CertificateId
    sequence: int
    into_id: CertificateId
    rights: int
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class CertificateLinked:
    """A certificate's relation to another is recorded: by hand, by a split or by a conversion."""

    certificate_id: CertificateId
    sequence: int
    other_id: CertificateId
    relation: int
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class CertificateUnlinked:
    """A link recorded by hand is taken back."""

    certificate_id: CertificateId
    sequence: int
    link_id: ThingId
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class ExitAnnounced:
    """A registry gives notice that it leaves a register; `sequence` counts this register's notices."""

    register: int
    sequence: int
    registry: ParticipantNumber
    successor: ParticipantNumber
    effective_at: Instant
    document_digest: Digest
    maker: Key
    checker: Key


SuccessionEvent = CertificateSucceeded | CertificateSplit | CertificateLinked | CertificateUnlinked | ExitAnnounced

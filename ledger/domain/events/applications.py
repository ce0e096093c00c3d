"""
What Applications says: the steps of a registration case.

An application's id is the id that its certificate will have.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledger.domain.events.base import CertificateId, Digest, Instant, Key, ParticipantNumber, ThingId


@dataclass(frozen=True, slots=True)
class ApplicationSubmitted:
    application_id: CertificateId
    sequence: int
    applicant: ParticipantNumber
    register: int
    fingerprint: Digest
    ordinal: int
    rights: int
    source_ends: Instant
    due_at: Instant
    application_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class SupplementRequired:
    application_id: CertificateId
    sequence: int
    due_at: Instant
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class ApplicationSupplemented:
    application_id: CertificateId
    sequence: int
    due_at: Instant
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class ApplicationAccepted:
    application_id: CertificateId
    sequence: int
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class ApplicationNotAccepted:
    application_id: CertificateId
    sequence: int
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class ApplicationReviewed:
    application_id: CertificateId
    sequence: int
    rights: int
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class ApplicationRefused:
    application_id: CertificateId
    sequence: int
    ground: int
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class ApplicationTerminated:
    application_id: CertificateId
    sequence: int
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class ApplicationWithdrawn:
    application_id: CertificateId
    sequence: int
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class DecisionExtended:
    application_id: CertificateId
    sequence: int
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class ApplicationPublicised:
    application_id: CertificateId
    sequence: int
    publicised_until: Instant
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class PublicityWaived:
    application_id: CertificateId
    sequence: int
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class PublicityObjected:
    application_id: CertificateId
    sequence: int
    objector: ParticipantNumber
    decide_by: Instant
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class PublicityObjectionDecided:
    application_id: CertificateId
    sequence: int
    objection_id: ThingId
    upheld: bool
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class ApplicationDeposited:
    application_id: CertificateId
    sequence: int
    maker: Key
    checker: Key


ApplicationEvent = (
    ApplicationSubmitted
    | SupplementRequired
    | ApplicationSupplemented
    | ApplicationAccepted
    | ApplicationNotAccepted
    | ApplicationReviewed
    | ApplicationRefused
    | ApplicationTerminated
    | ApplicationWithdrawn
    | DecisionExtended
    | ApplicationPublicised
    | PublicityWaived
    | PublicityObjected
    | PublicityObjectionDecided
    | ApplicationDeposited
)

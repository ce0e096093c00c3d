"""What Certificates says: issue, change, end, and who may come through its door."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.domain.events.base import CertificateId, Digest, Key, ParticipantNumber


@dataclass(frozen=True, slots=True)
class CertificateIssued:
    """`record` is the storage word as the contract keeps it; `records.unpack` reads it."""

    certificate_id: CertificateId
    record: int
    fingerprint: Digest
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class ShareRecorded:
    certificate_id: CertificateId
    sequence: int
    holder: ParticipantNumber
    rights: int
    share: int
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class CertificateTransferred:
    certificate_id: CertificateId
    sequence: int
    from_: ParticipantNumber
    to: ParticipantNumber
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class CertificateAmended:
    """All values are the new ones in full; `fingerprint` is zero where the data did not change."""

    certificate_id: CertificateId
    sequence: int
    fingerprint: Digest
    document_digest: Digest
    valid_to: int
    rights: int
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class CertificateCancelled:
    certificate_id: CertificateId
    sequence: int
    reason: int
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class CertificateRevoked:
    certificate_id: CertificateId
    sequence: int
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class CertificateCorrected:
    certificate_id: CertificateId
    sequence: int
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class CertificateRenewed:
    certificate_id: CertificateId
    sequence: int
    valid_to_before: int
    valid_to: int
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class CertificateSuperseded:
    certificate_id: CertificateId
    sequence: int
    successor_id: CertificateId
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class NounAdmitted:
    noun: bytes
    flags: int


@dataclass(frozen=True, slots=True)
class MigrationOpened:
    register: int
    until: int


CertificateEvent = (
    CertificateIssued
    | ShareRecorded
    | CertificateTransferred
    | CertificateAmended
    | CertificateCorrected
    | CertificateRenewed
    | CertificateCancelled
    | CertificateRevoked
    | CertificateSuperseded
)
DoorEvent = NounAdmitted | MigrationOpened

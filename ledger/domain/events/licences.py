"""What Licences says."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.domain.events.base import CertificateId, Digest, Instant, Key, ParticipantNumber, ThingId


@dataclass(frozen=True, slots=True)
class LicenceGranted:
    certificate_id: CertificateId
    sequence: int
    licensee: ParticipantNumber
    rights: int
    kind: int
    valid_from: Instant
    valid_to: Instant
    resale: bool
    scope_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class LicenceChanged:
    """`valid_to` is the new end in full; `scope_digest` is zero where the text did not change."""

    certificate_id: CertificateId
    sequence: int
    licence_id: ThingId
    valid_to: Instant
    scope_digest: Digest
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class LicenceEnded:
    certificate_id: CertificateId
    sequence: int
    licence_id: ThingId
    reason: int
    document_digest: Digest
    maker: Key
    checker: Key


LicenceEvent = LicenceGranted | LicenceChanged | LicenceEnded

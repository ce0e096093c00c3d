"""What Renewals.sol says: renewals requested, refused and granted."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.domain.events.base import CertificateId, Digest, Instant, Key


@dataclass(frozen=True, slots=True)
class RenewalRequested:
    """A renewal is requested in its window; it must be decided before `decide_by`."""

    certificate_id: CertificateId
    sequence: int
    decide_by: Instant
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class RenewalRefused:
    """A requested renewal is refused."""

    certificate_id: CertificateId
    sequence: int
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class RenewalGranted:
    """A renewal is granted, just after the certificate's term was renewed."""

    certificate_id: CertificateId
    sequence: int
    maker: Key
    checker: Key


RenewalEvent = RenewalRequested | RenewalRefused | RenewalGranted

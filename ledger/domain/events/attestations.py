"""What Attestations says."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.domain.events.base import CertificateId, Digest, Instant, Key, ParticipantNumber, ThingId


@dataclass(frozen=True, slots=True)
class Attested:
    """`statement` is the storage word as the contract keeps it; `attestations.unpack_statement` reads it."""

    certificate_id: CertificateId
    sequence: int
    statement: int
    base_date: Instant
    refers: ThingId
    linked_id: Digest
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class AttestationEnded:
    certificate_id: CertificateId
    sequence: int
    attestation_id: ThingId
    party: ParticipantNumber
    reason: int
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class ClaimsCarried:
    """`claims` is all that `to` has claimed now, a bit a kind."""

    certificate_id: CertificateId
    sequence: int
    from_: ParticipantNumber
    to: ParticipantNumber
    claims: int
    document_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class EvaluatorAdmitted:
    """`kinds` are the reports that the evaluator may make, a bit a kind."""

    participant: ParticipantNumber
    kinds: int


AttestationEvent = Attested | AttestationEnded | ClaimsCarried | EvaluatorAdmitted

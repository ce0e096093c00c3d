"""What Participants says: who is admitted, which keys act for it, what the governors vote."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.domain.events.base import Digest, Key, ParticipantNumber


@dataclass(frozen=True, slots=True)
class ParticipantAdmitted:
    participant: ParticipantNumber
    identity: bytes
    kind: int
    roles: int
    profile_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class ParticipantRenamed:
    participant: ParticipantNumber
    profile_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class ParticipantSuspended:
    participant: ParticipantNumber
    reason_digest: Digest


@dataclass(frozen=True, slots=True)
class ParticipantReinstated:
    participant: ParticipantNumber
    reason_digest: Digest


@dataclass(frozen=True, slots=True)
class RolesChanged:
    participant: ParticipantNumber
    roles_before: int
    roles_after: int
    reason_digest: Digest


@dataclass(frozen=True, slots=True)
class KeyEnrolled:
    participant: ParticipantNumber
    key: Key
    duties: int
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class KeyRevoked:
    participant: ParticipantNumber
    key: Key
    reason_digest: Digest
    maker: Key
    checker: Key


@dataclass(frozen=True, slots=True)
class RegisterAssigned:
    register: int
    from_: ParticipantNumber
    to: ParticipantNumber
    reason_digest: Digest


@dataclass(frozen=True, slots=True)
class ProposalMade:
    proposal: int
    proposer: ParticipantNumber
    target: bytes
    selector: bytes
    call_digest: Digest
    reason_digest: Digest
    key: Key


@dataclass(frozen=True, slots=True)
class ProposalVoted:
    proposal: int
    voter: ParticipantNumber
    key: Key


@dataclass(frozen=True, slots=True)
class ProposalApproved:
    proposal: int
    executable_at: int


@dataclass(frozen=True, slots=True)
class ProposalExecuted:
    proposal: int
    key: Key


@dataclass(frozen=True, slots=True)
class ProposalVetoed:
    proposal: int
    guardian: ParticipantNumber
    reason_digest: Digest
    key: Key


@dataclass(frozen=True, slots=True)
class LedgerPaused:
    guardian: ParticipantNumber
    reason_digest: Digest
    key: Key


@dataclass(frozen=True, slots=True)
class LedgerUnpaused:
    reason_digest: Digest


@dataclass(frozen=True, slots=True)
class CharterChanged:
    threshold: int
    ordinary_delay: int
    grave_delay: int


ParticipantEvent = (
    ParticipantAdmitted
    | ParticipantRenamed
    | ParticipantSuspended
    | ParticipantReinstated
    | RolesChanged
    | KeyEnrolled
    | KeyRevoked
    | RegisterAssigned
    | ProposalMade
    | ProposalVoted
    | ProposalApproved
    | ProposalExecuted
    | ProposalVetoed
    | LedgerPaused
    | LedgerUnpaused
    | CharterChanged
)

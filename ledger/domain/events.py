"""
What the chain says: one frozen dataclass for each Solidity event, with the event's own name.

Field names are the Solidity parameter names in snake case, in Solidity order.  Amounts of time are whole seconds,
instants are unix seconds (UTC), digests and ids are 32 raw bytes, keys are 20 raw bytes.  Nothing here decodes: the
indexer decodes by the ABI (`chain.decode`), the auditor by a table of its own (`audit.decode`), and both end in these
classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

from ledger.errors import Inconsistent

CertificateId = NewType("CertificateId", bytes)
Digest = NewType("Digest", bytes)
Key = NewType("Key", bytes)
ParticipantNumber = NewType("ParticipantNumber", int)

ZERO_DIGEST = Digest(bytes(32))
ZERO_KEY = Key(bytes(20))


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where an event stands on the chain: block number, transaction index and log index, each from 0."""

    block: int
    transaction: int
    log: int

    def __str__(self) -> str:
        return f"{self.block}.{self.transaction}.{self.log}"


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


@dataclass(frozen=True, slots=True)
class CertificateIssued:
    """`record` is the storage word as the contract keeps it; `certificates.unpack` reads it."""

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
class NounAdmitted:
    noun: bytes
    flags: int


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
CertificateEvent = (
    CertificateIssued
    | ShareRecorded
    | CertificateTransferred
    | CertificateAmended
    | CertificateCancelled
    | CertificateRevoked
)
Event = ParticipantEvent | CertificateEvent | NounAdmitted


@dataclass(frozen=True, slots=True)
class Entry:
    """
    An event with its place and time: one line of the ledger.

    `time` is the block's timestamp.  `emitter` is the contract's address.  `digest` is keccak256(emitter ‖ topics ‖
    data) over the raw log, each topic and the emitter as 32 bytes: what a certificate's head is folded from (P4).
    """

    position: Position
    time: int
    emitter: bytes
    digest: Digest
    event: Event


@dataclass(frozen=True, slots=True)
class Block:
    """A confirmed block with what it says to us; blocks without entries are kept for their parent link."""

    number: int
    hash: Digest
    parent: Digest
    time: int
    entries: tuple[Entry, ...] = ()


class IllegalTransition(Inconsistent):
    """
    An event that the contracts could not have emitted after all that came before it.

    Never a user's mistake: either the evidence is false or the domain is.  `what` names the rule that is broken.
    """

    def __init__(self, entry: Entry, what: str, expected: object = None, given: object = None) -> None:
        super().__init__(
            "IllegalTransition",
            event=type(entry.event).__name__,
            position=str(entry.position),
            what=what,
            expected=expected,
            given=given,
        )
        self.entry = entry

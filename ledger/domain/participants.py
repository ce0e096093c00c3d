"""
Participants: institutions and holders, their keys, how the institutions govern together, and how each event changes
that.

A participant is a legal person (P2).  Its keys are accounts that act for it; history names both.  The functions take
the facts that they need and return the changed ones; `state` looks them up.

Rules of the fold:
 * Participants and proposals are numbered from 1 without gaps; an identity is one participant's, for good.
 * A key is enrolled once and revoked once, for good.
 * A governor votes once on a proposal; a closed proposal never opens again.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import ClassVar

from ledger.domain.events import (
    CharterChanged,
    Digest,
    Entry,
    Key,
    KeyEnrolled,
    KeyRevoked,
    LedgerPaused,
    LedgerUnpaused,
    ParticipantAdmitted,
    ParticipantNumber,
    ParticipantReinstated,
    ParticipantRenamed,
    ParticipantSuspended,
    ProposalApproved,
    ProposalExecuted,
    ProposalMade,
    ProposalVetoed,
    ProposalVoted,
    RegisterAssigned,
    RolesChanged,
)
from ledger.domain.facts import Fact, replace
from ledger.domain.facts import require as _require


class Kind(IntEnum):
    """What a participant is in law; the numbers are the contract's."""

    NONE = 0
    LEGAL_PERSON = 1
    UNINCORPORATED_ORGANISATION = 2
    NATURAL_PERSON = 3
    PUBLIC_BODY = 4


class Role(IntFlag):
    """The parts that a participant may play; the bits are the contract's."""

    REGISTRY = 1 << 0
    BANK = 1 << 1
    EVALUATOR = 1 << 2
    AUDITOR = 1 << 3
    ORGAN = 1 << 4
    ARBITRATION = 1 << 5
    CUSTODIAN = 1 << 6
    EXCHANGE = 1 << 7
    SUPERVISOR = 1 << 8
    GOVERNOR = 1 << 9
    GUARDIAN = 1 << 10


class Duty(IntFlag):
    """What one key may do for its participant; the bits are the contract's."""

    MAKER = 1 << 0
    CHECKER = 1 << 1
    CONSENT = 1 << 2
    ADMIN = 1 << 3
    VOTE = 1 << 4


@dataclass(frozen=True, slots=True)
class Participant(Fact):
    """`identity` is the USCC in ASCII padded to 32 bytes, or a natural person's salted commitment (P9)."""

    KIND: ClassVar[str] = "participant"
    KEY: ClassVar[str] = "number"

    number: ParticipantNumber
    identity: bytes
    kind: Kind
    roles: Role
    profile_digest: Digest
    suspended: bool = False
    keys: tuple[Key, ...] = ()  # active ones, in the contract's order


@dataclass(frozen=True, slots=True)
class Identity(Fact):
    """Whose an identity is."""

    KIND: ClassVar[str] = "identity"
    KEY: ClassVar[str] = "identity"

    identity: bytes
    participant: ParticipantNumber


@dataclass(frozen=True, slots=True)
class EnrolledKey(Fact):
    KIND: ClassVar[str] = "key"
    KEY: ClassVar[str] = "key"

    key: Key
    participant: ParticipantNumber
    duties: Duty
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Charge(Fact):
    """Which participant keeps a register (code and regime)."""

    KIND: ClassVar[str] = "register"
    KEY: ClassVar[str] = "register"

    register: int
    participant: ParticipantNumber


@dataclass(frozen=True, slots=True)
class Proposal(Fact):
    KIND: ClassVar[str] = "proposal"
    KEY: ClassVar[str] = "number"

    number: int
    target: bytes
    selector: bytes
    call_digest: Digest
    executable_at: int = 0  # unix seconds; 0 until approved
    closed: bool = False
    voters: tuple[ParticipantNumber, ...] = ()


@dataclass(frozen=True, slots=True)
class Governance(Fact):
    """The charter in force and the counters that the contract keeps."""

    KIND: ClassVar[str] = "governance"
    KEY: ClassVar[str] = ""

    threshold: int = 0
    ordinary_delay: int = 0
    grave_delay: int = 0
    paused: bool = False
    participants: int = 0
    proposals: int = 0


NO_GOVERNANCE = Governance()

# THE FOLD: PARTICIPANTS AND KEYS


def admit(entry: Entry, event: ParticipantAdmitted, before: Governance) -> tuple[Participant, Identity, Governance]:
    """Return the new participant, its identity and the counter.  The caller has seen that the identity is free."""
    _require(entry, "participant number", before.participants + 1, event.participant)
    _require(entry, "kind", True, event.kind in set(Kind) - {Kind.NONE})
    participant = Participant(
        event.participant, event.identity, Kind(event.kind), Role(event.roles), event.profile_digest
    )
    return participant, Identity(event.identity, event.participant), replace(before, participants=event.participant)


def rename(event: ParticipantRenamed, before: Participant) -> Participant:
    """Return the participant with its new profile."""
    return replace(before, profile_digest=event.profile_digest)


def suspend(entry: Entry, event: ParticipantSuspended | ParticipantReinstated, before: Participant) -> Participant:
    """Return the participant suspended, or reinstated."""
    suspended = isinstance(event, ParticipantSuspended)
    _require(entry, "suspended before", not suspended, before.suspended)
    return replace(before, suspended=suspended)


def change_roles(entry: Entry, event: RolesChanged, before: Participant) -> Participant:
    """Return the participant with its new roles."""
    _require(entry, "roles before", int(before.roles), event.roles_before)
    return replace(before, roles=Role(event.roles_after))


def enrol_key(event: KeyEnrolled, before: Participant) -> tuple[Participant, EnrolledKey]:
    """Return the participant with one more key, and the key.  That the key is new, the caller has seen to."""
    after = replace(before, keys=(*before.keys, event.key))
    return after, EnrolledKey(event.key, event.participant, Duty(event.duties))


def revoke_key(
    entry: Entry, event: KeyRevoked, before: Participant, key: EnrolledKey
) -> tuple[Participant, EnrolledKey]:
    """Return the participant without the key, and the key revoked."""
    _require(entry, "key's participant", key.participant, event.participant)
    _require(entry, "key is active", False, key.revoked)
    return replace(before, keys=tuple(k for k in before.keys if k != event.key)), replace(key, revoked=True)


def assign_register(entry: Entry, event: RegisterAssigned, before: Charge | None) -> Charge:
    """Return who keeps the register now."""
    _require(entry, "register kept by", before.participant if before else 0, event.from_)
    return Charge(event.register, event.to)


# THE FOLD: GOVERNANCE


def propose(entry: Entry, event: ProposalMade, before: Governance) -> tuple[Proposal, Governance]:
    """Return the new proposal and the counter."""
    _require(entry, "proposal number", before.proposals + 1, event.proposal)
    proposal = Proposal(event.proposal, event.target, event.selector, event.call_digest)
    return proposal, replace(before, proposals=event.proposal)


def vote(entry: Entry, event: ProposalVoted, before: Proposal) -> Proposal:
    """Return the proposal with one more vote."""
    _require_open(entry, before)
    _require(entry, "voted before", False, event.voter in before.voters)
    return replace(before, voters=(*before.voters, event.voter))


def approve(entry: Entry, event: ProposalApproved, before: Proposal) -> Proposal:
    """Return the proposal with the instant from which it may be executed."""
    _require_open(entry, before)
    _require(entry, "executable at", 0, before.executable_at)
    return replace(before, executable_at=event.executable_at)


def close(entry: Entry, event: ProposalExecuted | ProposalVetoed, before: Proposal) -> Proposal:
    """Return the proposal closed, by execution or by veto."""
    _require_open(entry, before)
    if isinstance(event, ProposalExecuted):
        _require(entry, "approved and due", True, 0 < before.executable_at <= entry.time)
    return replace(before, closed=True)


def pause(entry: Entry, event: LedgerPaused | LedgerUnpaused, before: Governance) -> Governance:
    """Return the governance paused, or open again."""
    paused = isinstance(event, LedgerPaused)
    _require(entry, "paused before", not paused, before.paused)
    return replace(before, paused=paused)


def change_charter(event: CharterChanged, before: Governance) -> Governance:
    """Return the governance under its new charter."""
    return replace(
        before,
        threshold=event.threshold,
        ordinary_delay=event.ordinary_delay,
        grave_delay=event.grave_delay,
    )


def _require_open(entry: Entry, proposal: Proposal) -> None:
    _require(entry, "proposal is closed", False, proposal.closed)

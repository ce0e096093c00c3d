"""
What each event means.

`apply` is the only place where the meaning of an event is looked up.  The indexer folds it over the operator's node,
the auditor over evidence of its own; neither adds a rule.  Nothing here reads a clock, a file, a database or a
network.

Facts are a read-only mapping: a dictionary in the audit, the rows of the touched keys in the indexer.  `reads` names
the keys that `apply` will look up, and is exact: a caller that provides these provides enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar, assert_never

from ledger.domain import certificates, participants
from ledger.domain.certificates import Certificate, Claim, Numbered
from ledger.domain.events import (
    CertificateAmended,
    CertificateCancelled,
    CertificateEvent,
    CertificateIssued,
    CertificateRevoked,
    CertificateTransferred,
    CharterChanged,
    Entry,
    Event,
    IllegalTransition,
    KeyEnrolled,
    KeyRevoked,
    LedgerPaused,
    LedgerUnpaused,
    NounAdmitted,
    ParticipantAdmitted,
    ParticipantEvent,
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
    ShareRecorded,
)
from ledger.domain.participants import (
    NO_GOVERNANCE,
    Charge,
    EnrolledKey,
    Governance,
    Identity,
    Noun,
    Participant,
    Proposal,
)

__all__ = ["Changes", "Fact", "FactKey", "Facts", "IllegalTransition", "apply", "fold", "key_of", "reads"]

Fact = Participant | Identity | EnrolledKey | Charge | Proposal | Governance | Noun | Certificate | Claim | Numbered

# ("participant", number), ("identity", 32 bytes), ("key", 20 bytes), ("register", number), ("proposal", number),
# ("governance", 0), ("noun", 20 bytes), ("certificate", 32 bytes), ("claim", 32 bytes), ("number", 64-bit number)
FactKey = tuple[str, int | bytes]
Facts = Mapping[FactKey, Fact]
Changes = dict[FactKey, Fact]

GOVERNANCE: FactKey = ("governance", 0)

_KEYS: dict[type, tuple[str, str]] = {
    Participant: ("participant", "number"),
    Identity: ("identity", "identity"),
    EnrolledKey: ("key", "key"),
    Charge: ("register", "register"),
    Proposal: ("proposal", "number"),
    Governance: ("governance", ""),
    Noun: ("noun", "address"),
    Certificate: ("certificate", "id"),
    Claim: ("claim", "id"),
    Numbered: ("number", "number"),
}

F = TypeVar("F", bound=Fact)


def key_of(fact: Fact) -> FactKey:
    """Return the key under which `fact` is kept."""
    kind, field = _KEYS[type(fact)]
    return (kind, getattr(fact, field)) if field else GOVERNANCE


def reads(event: Event) -> tuple[FactKey, ...]:
    """Return the keys of all facts that `apply` may look up for `event`."""
    match event:
        case CertificateIssued():
            return _reads_of_issue(event)
        case (
            ShareRecorded()
            | CertificateTransferred()
            | CertificateAmended()
            | CertificateCancelled()
            | CertificateRevoked()
        ):
            return (("certificate", event.certificate_id),)
        case NounAdmitted():
            return ()
        case _:
            return _reads_of_participants(event)


def apply(facts: Facts, entry: Entry) -> Changes:
    """
    Return the facts that the event of `entry` changes.  Keeping them is the caller's business.

    Raises `IllegalTransition` if the contract could not have emitted the event in this state.  That is never a user's
    mistake: either the evidence is false or this function is.
    """
    event = entry.event
    match event:
        case (
            CertificateIssued()
            | ShareRecorded()
            | CertificateTransferred()
            | CertificateAmended()
            | CertificateCancelled()
            | CertificateRevoked()
        ):
            changed = _certificate(facts, entry, event)
        case NounAdmitted():
            changed = (Noun(event.noun, event.flags),)
        case _:
            changed = _participant(facts, entry, event)
    return {key_of(fact): fact for fact in changed}


def fold(facts: dict[FactKey, Fact], entries: Iterable[Entry]) -> None:
    """Apply `entries` in order and keep what they change in `facts`."""
    for entry in entries:
        facts.update(apply(facts, entry))


# CERTIFICATES


def _certificate(facts: Facts, entry: Entry, event: CertificateEvent) -> tuple[Fact, ...]:
    if isinstance(event, CertificateIssued):
        return _issue(facts, entry, event)
    before = _known(facts, entry, ("certificate", event.certificate_id), Certificate)
    match event:
        case ShareRecorded():
            return (certificates.record_share(entry, event, before),)
        case CertificateTransferred():
            return (certificates.transfer(entry, event, before),)
        case CertificateAmended():
            after = certificates.amend(entry, event, before)
            claim = certificates.claim(event, after)
            return (after, claim) if claim else (after,)
        case CertificateCancelled():
            return (certificates.cancel(entry, event, before),)
        case CertificateRevoked():
            return (certificates.revoke(entry, event, before),)
        case _:
            assert_never(event)


def _reads_of_issue(event: CertificateIssued) -> tuple[FactKey, ...]:
    own, number = event.certificate_id, certificates.unpack(event.record).number
    keys: tuple[FactKey, ...] = (("certificate", own), ("claim", own), ("number", number))
    predecessor = certificates.predecessor_id(event)
    return (*keys, ("certificate", predecessor), ("claim", predecessor)) if predecessor else keys


def _issue(facts: Facts, entry: Entry, event: CertificateIssued) -> tuple[Fact, ...]:
    certificate = certificates.issue(entry, event)
    for key in _reads_of_issue(event)[:3]:
        _require_new(facts, entry, key)
    predecessor = certificates.predecessor_id(event)
    # Whether a claim's own certificate lives would take a second look; `reads` allows one.
    if predecessor and ("claim", predecessor) not in facts:
        certificates.require_dead(entry, _known(facts, entry, ("certificate", predecessor), Certificate))
    return certificate, Numbered(certificate.number, certificate.id)


# PARTICIPANTS


def _reads_of_participants(event: ParticipantEvent) -> tuple[FactKey, ...]:
    match event:
        case ParticipantAdmitted():
            return (("identity", event.identity), GOVERNANCE)
        case ParticipantRenamed() | ParticipantSuspended() | ParticipantReinstated() | RolesChanged():
            return (("participant", event.participant),)
        case KeyEnrolled() | KeyRevoked():
            return (("participant", event.participant), ("key", event.key))
        case RegisterAssigned():
            return (("register", event.register), ("participant", event.to))
        case ProposalMade() | LedgerPaused() | LedgerUnpaused() | CharterChanged():
            return (GOVERNANCE,)
        case ProposalVoted() | ProposalApproved() | ProposalExecuted() | ProposalVetoed():
            return (("proposal", event.proposal),)
        case _:
            assert_never(event)


def _participant(facts: Facts, entry: Entry, event: ParticipantEvent) -> tuple[Fact, ...]:
    match event:
        case ParticipantAdmitted():
            _require_new(facts, entry, ("identity", event.identity))
            return participants.admit(entry, event, _governance(facts))
        case RegisterAssigned():
            _known(facts, entry, ("participant", event.to), Participant)
            charge = facts.get(("register", event.register))
            assert charge is None or isinstance(charge, Charge)
            return (participants.assign_register(entry, event, charge),)
        case (
            ParticipantRenamed()
            | ParticipantSuspended()
            | ParticipantReinstated()
            | RolesChanged()
            | KeyEnrolled()
            | KeyRevoked()
        ):
            before = _known(facts, entry, ("participant", event.participant), Participant)
            return _known_participant(facts, entry, event, before)
        case _:
            return _governed(facts, entry, event)


def _known_participant(
    facts: Facts,
    entry: Entry,
    event: ParticipantRenamed | ParticipantSuspended | ParticipantReinstated | RolesChanged | KeyEnrolled | KeyRevoked,
    before: Participant,
) -> tuple[Fact, ...]:
    match event:
        case ParticipantRenamed():
            return (participants.rename(event, before),)
        case ParticipantSuspended() | ParticipantReinstated():
            return (participants.suspend(entry, event, before),)
        case RolesChanged():
            return (participants.change_roles(entry, event, before),)
        case KeyEnrolled():
            _require_new(facts, entry, ("key", event.key))
            return participants.enrol_key(event, before)
        case KeyRevoked():
            key = _known(facts, entry, ("key", event.key), EnrolledKey)
            return participants.revoke_key(entry, event, before, key)
        case _:
            assert_never(event)


def _governed(
    facts: Facts,
    entry: Entry,
    event: ProposalMade
    | ProposalVoted
    | ProposalApproved
    | ProposalExecuted
    | ProposalVetoed
    | LedgerPaused
    | LedgerUnpaused
    | CharterChanged,
) -> tuple[Fact, ...]:
    match event:
        case ProposalMade():
            return participants.propose(entry, event, _governance(facts))
        case ProposalVoted():
            return (participants.vote(entry, event, _proposal(facts, entry, event.proposal)),)
        case ProposalApproved():
            return (participants.approve(entry, event, _proposal(facts, entry, event.proposal)),)
        case ProposalExecuted() | ProposalVetoed():
            return (participants.close(entry, event, _proposal(facts, entry, event.proposal)),)
        case LedgerPaused() | LedgerUnpaused():
            return (participants.pause(entry, event, _governance(facts)),)
        case CharterChanged():
            return (participants.change_charter(event, _governance(facts)),)
        case _:
            assert_never(event)


# LOOKING UP


def _governance(facts: Facts) -> Governance:
    found = facts.get(GOVERNANCE, NO_GOVERNANCE)
    assert isinstance(found, Governance)
    return found


def _proposal(facts: Facts, entry: Entry, number: int) -> Proposal:
    return _known(facts, entry, ("proposal", number), Proposal)


def _known(facts: Facts, entry: Entry, key: FactKey, kind: type[F]) -> F:
    found = facts.get(key)
    if not isinstance(found, kind):
        raise IllegalTransition(entry, f"{key[0]} exists", True, False)
    return found


def _require_new(facts: Facts, entry: Entry, key: FactKey) -> None:
    if key in facts:
        raise IllegalTransition(entry, f"{key[0]} is new", True, False)

"""
What each event means.

`apply` is the only place where the meaning of an event is looked up.  The indexer folds it over the operator's node,
the auditor over evidence of its own; neither adds a rule.  Nothing here reads a clock, a file, a database or a
network.

Facts are a read-only mapping: a dictionary in the audit, the rows of the touched keys in the indexer.  `reads` names
the keys that `apply` will look up, and is exact: a caller that provides these provides enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, assert_never, get_args

from ledger.domain import (
    attestations,
    cases,
    certificates,
    doors,
    equity,
    holdings,
    licences,
    participants,
    pledges,
    renewals,
    restraints,
    rules,
    successions,
)
from ledger.domain.certificates import Certificate, Claim, Numbered
from ledger.domain.events import (
    EVENTS,
    CertificateAmended,
    CertificateCancelled,
    CertificateCorrected,
    CertificateEvent,
    CertificateIssued,
    CertificateRenewed,
    CertificateRevoked,
    CertificateSuperseded,
    CharterChanged,
    Entry,
    Event,
    IllegalTransition,
    KeyEnrolled,
    KeyRevoked,
    LedgerPaused,
    LedgerUnpaused,
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
)
from ledger.domain.facts import Changes, Fact, FactKey, Facts, Fold, key_of, require_new
from ledger.domain.facts import known as _known
from ledger.domain.participants import NO_GOVERNANCE, Charge, EnrolledKey, Governance, Identity, Participant, Proposal
from ledger.domain.records import number_of

__all__ = [
    "FACTS", "GOVERNANCE", "Changes", "Fact", "FactKey", "Facts", "IllegalTransition", "apply", "fold", "key_of",
    "makes", "reads",
]  # fmt: skip

GOVERNANCE: FactKey = ("governance", 0)

_NOUNS = (
    rules,
    doors,
    holdings,
    renewals,
    successions,
    licences,
    pledges,
    restraints,
    equity,
    attestations,
    cases,
)

FACTS: tuple[type[Fact], ...] = (
    Participant,
    Identity,
    EnrolledKey,
    Charge,
    Proposal,
    Governance,
    Certificate,
    Claim,
    Numbered,
    *(fact for noun in _NOUNS for fact in noun.FACTS),
)
"""Every kind of fact, by its class."""


def reads(event: Event) -> tuple[FactKey, ...]:
    """Return the keys of all facts that `apply` may look up for `event`."""
    return _FOLD_OF[type(event)].reads(event)


def makes(event: Event) -> tuple[FactKey, ...]:
    """
    Return those keys of `reads` under which there must be nothing, and a fact afterwards that keeps its key.

    Where keys are unique by themselves, as in a database, they need not be looked up: whoever keeps the second fact
    under one of them fails.
    """
    return _FOLD_OF[type(event)].makes(event)


def apply(facts: Facts, entry: Entry) -> Changes:
    """
    Return the facts that the event of `entry` changes.  Keeping them is the caller's business.

    Raises `IllegalTransition` if the contract could not have emitted the event in this state.  That is never a user's
    mistake: either the evidence is false or this function is.
    """
    event = entry.event
    return {key_of(fact): fact for fact in _FOLD_OF[type(event)].apply(facts, entry, event)}


def fold(facts: dict[FactKey, Fact], entries: Iterable[Entry]) -> None:
    """Apply `entries` in order and keep what they change in `facts`."""
    for entry in entries:
        facts.update(apply(facts, entry))


# CERTIFICATES


_CHANGES: dict[type[Any], Callable[[Entry, Any, Certificate], Certificate]] = {
    CertificateAmended: certificates.amend,
    CertificateCorrected: certificates.correct,
    CertificateRenewed: certificates.renew,
    CertificateCancelled: certificates.cancel,
    CertificateRevoked: certificates.revoke,
    CertificateSuperseded: certificates.supersede,
}


def _change(facts: Facts, entry: Entry, event: CertificateEvent) -> tuple[Fact, ...]:
    before = _known(facts, entry, ("certificate", event.certificate_id), Certificate)
    after = _CHANGES[type(event)](entry, event, before)
    claim = certificates.claim(event, after) if isinstance(event, CertificateAmended) else None
    return (after, claim) if claim else (after,)


def _reads_of_change(event: CertificateEvent) -> tuple[FactKey, ...]:
    return (("certificate", event.certificate_id),)


def _reads_of_issue(event: CertificateIssued) -> tuple[FactKey, ...]:
    keys = (*_made_by_issue(event), ("claim", event.certificate_id), *holdings.reads_of_issue(event))
    predecessor = certificates.predecessor_id(event)
    return (*keys, ("certificate", predecessor), ("claim", predecessor)) if predecessor else keys


def _made_by_issue(event: CertificateIssued) -> tuple[FactKey, ...]:
    return ("certificate", event.certificate_id), ("number", number_of(event.record))


def _issue(facts: Facts, entry: Entry, event: CertificateIssued) -> tuple[Fact, ...]:
    certificate = certificates.issue(entry, event)
    for key in (("certificate", certificate.id), ("claim", certificate.id), ("number", certificate.number)):
        require_new(facts, entry, key)
    predecessor = certificates.predecessor_id(event)
    # Whether a claim's own certificate lives would take a second look; `reads` allows one.
    if predecessor and ("claim", predecessor) not in facts:
        certificates.require_dead(entry, _known(facts, entry, ("certificate", predecessor), Certificate))
    return certificate, Numbered(certificate.number, certificate.id), *holdings.enter_issued(facts, certificate)


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
            require_new(facts, entry, ("identity", event.identity))
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
            require_new(facts, entry, ("key", event.key))
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


# ALL EVENTS

_FOLD_OF: dict[type[Any], Fold] = {
    CertificateIssued: Fold(_reads_of_issue, _issue, _made_by_issue),
    **{event: Fold(_reads_of_change, _change) for event in _CHANGES},
    **{event: Fold(_reads_of_participants, _participant) for event in get_args(ParticipantEvent)},
    **{event: fold for noun in _NOUNS for event, fold in noun.FOLDS.items()},
}
assert _FOLD_OF.keys() == set(EVENTS.values()), "every event has its meaning"

"""
Who may say what: the authority behind each event, at the height where it stands.

The contracts check all this before they speak.  The auditor checks it again from the facts before the event, so that
code that was replaced for a while, or a key that acted after its revocation, does not go unnoticed.  Of every event
that names a maker and a checker, both are asked about; which role the maker's participant needs, `audit.tables` says.
What Certificates says because a noun's act came through its door has that noun's maker, whose role is asked about at
the noun's own event.  The other parties' consents are in `consents`, the votes of the governors in `votes`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.audit.encoding import hexed
from ledger.audit.faults import Fault
from ledger.audit.tables import AUTHORITY
from ledger.domain import events as e
from ledger.domain.certificates import Certificate
from ledger.domain.doors import Noun
from ledger.domain.participants import Charge, Duty, EnrolledKey, Governance, Participant, Role
from ledger.domain.state import Facts

DEALING = (
    e.CertificateIssued,
    e.ShareRecorded,
    e.CertificateTransferred,
    e.CertificateAmended,
    e.CertificateCorrected,
)
"""The registry's acts on Certificates that a pause stops; cancellation and revocation go on."""

GOVERNING = (e.ProposalMade, e.ProposalVoted)
"""Who executed a proposal is asked with the facts before its call: see `votes`."""

GUARDING = (e.ProposalVetoed, e.LedgerPaused)


def check(facts: Facts, entry: e.Entry, sender: bytes | None, to: bytes | None) -> Iterator[Fault]:
    """
    Yield what the makers, checkers and voters of `entry` lacked in `facts`, which are those before it.

    `sender` and `to` are the transaction's: whoever calls a contract directly is its maker.  A sender of None, where
    the signature is none, is a finding of the evidence already.
    """
    event = entry.event
    submitter = getattr(event, "maker", None) or getattr(event, "key", None)
    if submitter is None or submitter == entry.emitter:
        return  # said without a person's key; or by the governors' vote: whoever executed it is in ProposalExecuted
    through_door = to != entry.emitter and _is_noun(facts, to)
    if isinstance(event, e.ParticipantEvent):
        yield from _participants(facts, event)
    elif through_door:
        yield from _pair(facts, submitter, getattr(event, "checker", None), Role(0))
    elif isinstance(event, e.CertificateEvent):
        yield from _certificate(facts, event)
    else:
        yield from _filed(facts, event, submitter)
    if (through_door or to == entry.emitter) and sender is not None and submitter != sender:
        yield Fault("AuthorityNotSender", hexed(submitter), hexed(submitter), hexed(sender))


def _participants(facts: Facts, event: e.ParticipantEvent) -> Iterator[Fault]:
    if isinstance(event, e.ProposalExecuted):
        return
    if isinstance(event, GOVERNING):
        yield from check_key(facts, event.key, Duty.VOTE, Role.GOVERNOR)
    elif isinstance(event, GUARDING):
        yield from check_key(facts, event.key, Duty.VOTE, Role.GUARDIAN)
    elif isinstance(event, e.KeyEnrolled | e.KeyRevoked):
        yield from _keys(facts, event)
    else:
        yield from _pair(facts, event.maker, event.checker, Role.REGISTRY)  # type: ignore[union-attr]


def _certificate(facts: Facts, event: e.CertificateEvent) -> Iterator[Fault]:
    owner = _participant(facts, event.maker)
    if isinstance(event, e.CertificateRevoked) and owner and owner.roles & Role.SUPERVISOR:
        yield from _pair(facts, event.maker, event.checker, Role.SUPERVISOR)
        return
    yield from _pair(facts, event.maker, event.checker, Role.REGISTRY)
    yield from _in_charge(facts, event, event.maker)
    governance = facts.get(("governance", 0))
    if isinstance(event, DEALING) and isinstance(governance, Governance) and governance.paused:
        yield Fault("AuthorityPaused", hexed(event.maker), "open", "paused")


def _filed(facts: Facts, event: e.Event, maker: e.Key) -> Iterator[Fault]:
    """An act of a noun, by whoever has one of the roles; a registry only in its own register."""
    roles = Role(AUTHORITY.get(type(event), 0))
    yield from _pair(facts, maker, getattr(event, "checker", None), roles)
    owner = _participant(facts, maker)
    if owner and owner.roles & roles == Role.REGISTRY:
        yield from _in_charge(facts, event, maker)


def _in_charge(facts: Facts, event: e.Event, maker: e.Key) -> Iterator[Fault]:
    owner, register = _participant(facts, maker), _register(facts, event)
    charge = facts.get(("register", register)) if register is not None else None
    in_charge = charge.participant if isinstance(charge, Charge) else 0
    if owner and owner.number != in_charge:
        yield Fault("AuthorityNotInCharge", hexed(maker), in_charge, owner.number)


def _keys(facts: Facts, event: e.KeyEnrolled | e.KeyRevoked) -> Iterator[Fault]:
    """A participant's own administrators, or a registry for one without roles."""
    owner = _participant(facts, event.maker)
    if owner and owner.number == event.participant:
        yield from check_key(facts, event.maker, Duty.ADMIN, Role(0))
        if isinstance(event, e.KeyEnrolled):
            yield from _second(facts, event.maker, event.checker, Duty.ADMIN)
        return
    yield from _pair(facts, event.maker, event.checker, Role.REGISTRY)
    subject = facts.get(("participant", event.participant))
    if isinstance(subject, Participant) and subject.roles:
        yield Fault("AuthorityRoleMissing", hexed(event.maker), 0, int(subject.roles))


def _pair(facts: Facts, maker: e.Key, checker: e.Key | None, role: Role) -> Iterator[Fault]:
    yield from check_key(facts, maker, Duty.MAKER, role)
    if checker is not None:
        yield from _second(facts, maker, checker, Duty.CHECKER)


def _second(facts: Facts, maker: e.Key, checker: e.Key, duty: Duty) -> Iterator[Fault]:
    """Four eyes: another key of the same participant."""
    yield from check_key(facts, checker, duty, Role(0))
    first, second = facts.get(("key", maker)), facts.get(("key", checker))
    if isinstance(first, EnrolledKey) and isinstance(second, EnrolledKey) and first.participant != second.participant:
        yield Fault("AuthoritySplit", hexed(checker), first.participant, second.participant)
    elif maker == checker:
        yield Fault("AuthoritySplit", hexed(checker), "two keys", "one key")


def check_key(facts: Facts, key: e.Key, duty: Duty, role: Role) -> Iterator[Fault]:
    """Yield what a key lacks to act with a duty, and its participant with one of the roles, if any is asked."""
    enrolled = facts.get(("key", key))
    if not isinstance(enrolled, EnrolledKey):
        yield Fault("AuthorityKeyUnknown", hexed(key), "enrolled", "unknown")
        return
    if enrolled.revoked:
        yield Fault("AuthorityKeyRevoked", hexed(key), "active", "revoked")
    if not enrolled.duties & duty:
        yield Fault("AuthorityDutyMissing", hexed(key), int(duty), int(enrolled.duties))
    owner = facts.get(("participant", enrolled.participant))
    if not isinstance(owner, Participant):
        return
    if owner.suspended:
        yield Fault("AuthoritySuspended", hexed(key), "active", "suspended")
    if role and not owner.roles & role:
        yield Fault("AuthorityRoleMissing", hexed(key), int(role), int(owner.roles))


def _participant(facts: Facts, key: e.Key) -> Participant | None:
    enrolled = facts.get(("key", key))
    owner = facts.get(("participant", enrolled.participant)) if isinstance(enrolled, EnrolledKey) else None
    return owner if isinstance(owner, Participant) else None


def _is_noun(facts: Facts, to: bytes | None) -> bool:
    """Say whether a contract may come through the door."""
    noun = facts.get(("noun", to)) if to is not None else None
    return isinstance(noun, Noun) and noun.flags != 0


def _register(facts: Facts, event: e.Event) -> int | None:
    """The register of what an event is about, where that is known."""
    if isinstance(event, e.CertificateIssued):
        return event.record >> 232
    certificate = facts.get(("certificate", getattr(event, "certificate_id", b"")))
    if isinstance(certificate, Certificate):
        return certificate.register
    about = facts.get(("case", getattr(event, "application_id", b"")), event)
    register: int | None = getattr(about, "register", None)
    return register

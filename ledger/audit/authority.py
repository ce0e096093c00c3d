"""
Who may say what: the authority behind each event, at the height where it stands.

The contracts check all this before they speak.  The auditor checks it again from the facts before the event, so that
code that was replaced for a while, or a key that acted after its revocation, does not go unnoticed.  Not checked yet:
the other parties' consents, and the votes behind an act of the governors; the report says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ledger.domain import events as e
from ledger.domain.certificates import Certificate
from ledger.domain.participants import Charge, Duty, EnrolledKey, Governance, Participant, Role
from ledger.domain.state import Facts


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which an event lacks authority: a finding's code, the key it is about, and both values."""

    code: str
    key: e.Key
    expected: str | int
    found: str | int


REGISTERING = (e.CertificateIssued, e.ShareRecorded, e.CertificateTransferred, e.CertificateAmended)
"""The acts that a pause stops; cancellation and revocation go on."""

GOVERNING = (e.ProposalMade, e.ProposalVoted, e.ProposalExecuted)
GUARDING = (e.ProposalVetoed, e.LedgerPaused)


def check(facts: Facts, entry: e.Entry, sender: bytes | None, to: bytes | None) -> Iterator[Fault]:
    """
    Yield what the makers, checkers and voters of `entry` lacked in `facts`, which are those before it.

    `sender` and `to` are the transaction's: whoever calls a contract directly is its maker.  A sender of None, where
    the signature is none, is a finding of the evidence already.
    """
    event = entry.event
    actor = getattr(event, "maker", None) or getattr(event, "key", None)
    if actor is None or isinstance(event, e.NounAdmitted):
        return
    if isinstance(event, e.CertificateEvent):
        yield from _certificate(facts, event)
    elif isinstance(event, GOVERNING):
        yield from _key(facts, event.key, Duty.VOTE, Role.GOVERNOR)
    elif isinstance(event, GUARDING):
        yield from _key(facts, event.key, Duty.VOTE, Role.GUARDIAN)
    elif event.maker == entry.emitter:  # type: ignore[union-attr]
        return  # by the governors' vote: whoever executed it stands in ProposalExecuted
    elif isinstance(event, e.KeyEnrolled | e.KeyRevoked):
        yield from _keys(facts, event)
    else:
        yield from _pair(facts, event.maker, event.checker, Role.REGISTRY)  # type: ignore[union-attr]
    submitter = event.maker if hasattr(event, "maker") else event.key  # type: ignore[union-attr]
    if to == entry.emitter and sender is not None and submitter != sender:
        yield Fault("AuthorityNotSender", submitter, _hex(submitter), _hex(sender))


def _certificate(facts: Facts, event: e.CertificateEvent) -> Iterator[Fault]:
    register = _register(facts, event)
    owner = _participant(facts, event.maker)
    charge = facts.get(("register", register)) if register is not None else None
    in_charge = charge.participant if isinstance(charge, Charge) else 0
    if isinstance(event, e.CertificateRevoked) and owner and owner.roles & Role.SUPERVISOR:
        yield from _pair(facts, event.maker, event.checker, Role.SUPERVISOR)
        return
    yield from _pair(facts, event.maker, event.checker, Role.REGISTRY)
    if owner and owner.number != in_charge:
        yield Fault("AuthorityNotInCharge", event.maker, in_charge, owner.number)
    governance = facts.get(("governance", 0))
    if isinstance(event, REGISTERING) and isinstance(governance, Governance) and governance.paused:
        yield Fault("AuthorityPaused", event.maker, "open", "paused")


def _keys(facts: Facts, event: e.KeyEnrolled | e.KeyRevoked) -> Iterator[Fault]:
    """A participant's own administrators, or a registry for one without roles."""
    owner = _participant(facts, event.maker)
    if owner and owner.number == event.participant:
        yield from _key(facts, event.maker, Duty.ADMIN, Role(0))
        if isinstance(event, e.KeyEnrolled):
            yield from _second(facts, event.maker, event.checker, Duty.ADMIN)
        return
    yield from _pair(facts, event.maker, event.checker, Role.REGISTRY)
    subject = facts.get(("participant", event.participant))
    if isinstance(subject, Participant) and subject.roles:
        yield Fault("AuthorityRoleMissing", event.maker, 0, int(subject.roles))


def _pair(facts: Facts, maker: e.Key, checker: e.Key, role: Role) -> Iterator[Fault]:
    yield from _key(facts, maker, Duty.MAKER, role)
    yield from _second(facts, maker, checker, Duty.CHECKER)


def _second(facts: Facts, maker: e.Key, checker: e.Key, duty: Duty) -> Iterator[Fault]:
    """Four eyes: another key of the same participant."""
    yield from _key(facts, checker, duty, Role(0))
    first, second = facts.get(("key", maker)), facts.get(("key", checker))
    if isinstance(first, EnrolledKey) and isinstance(second, EnrolledKey) and first.participant != second.participant:
        yield Fault("AuthoritySplit", checker, first.participant, second.participant)
    elif maker == checker:
        yield Fault("AuthoritySplit", checker, "two keys", "one key")


def _key(facts: Facts, key: e.Key, duty: Duty, role: Role) -> Iterator[Fault]:
    enrolled = facts.get(("key", key))
    if not isinstance(enrolled, EnrolledKey):
        yield Fault("AuthorityKeyUnknown", key, "enrolled", "unknown")
        return
    if enrolled.revoked:
        yield Fault("AuthorityKeyRevoked", key, "active", "revoked")
    if not enrolled.duties & duty:
        yield Fault("AuthorityDutyMissing", key, int(duty), int(enrolled.duties))
    owner = facts.get(("participant", enrolled.participant))
    if not isinstance(owner, Participant):
        return
    if owner.suspended:
        yield Fault("AuthoritySuspended", key, "active", "suspended")
    if role and not owner.roles & role:
        yield Fault("AuthorityRoleMissing", key, int(role), int(owner.roles))


def _participant(facts: Facts, key: e.Key) -> Participant | None:
    enrolled = facts.get(("key", key))
    owner = facts.get(("participant", enrolled.participant)) if isinstance(enrolled, EnrolledKey) else None
    return owner if isinstance(owner, Participant) else None


def _register(facts: Facts, event: e.CertificateEvent) -> int | None:
    if isinstance(event, e.CertificateIssued):
        return event.record >> 232
    certificate = facts.get(("certificate", event.certificate_id))
    return certificate.register if isinstance(certificate, Certificate) else None


def _hex(content: bytes) -> str:
    return "0x" + content.hex()

"""
A world in which one certificate is judged: sound in every respect, until a test changes one thing in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from ledger.domain import kinds
from ledger.domain.attestations import Attestation, Condition
from ledger.domain.calendar import end_of_day, start_of_day
from ledger.domain.certificates import Certificate, Regime, Right, State
from ledger.domain.events import (
    ZERO_DIGEST,
    ZERO_THING,
    CertificateId,
    Digest,
    Fen,
    Instant,
    ParticipantNumber,
    Position,
    ThingId,
)
from ledger.domain.facts import Fact, Facts, key_of
from ledger.domain.kinds import REPORTS as KINDS_OF_REPORT
from ledger.domain.kinds import AttestedKind
from ledger.domain.numbers import CertificateNumber, identity_of
from ledger.domain.participants import Kind, Participant, Role
from ledger.domain.policy import POLICY, Policy, Purpose
from ledger.domain.resting import resting
from ledger.domain.restraints import SourceObjection
from ledger.domain.verdict import Answer, Check, Evidence, Names, OnFile, Party, Question, Subject, judge

TODAY = date(2026, 11, 23)
NOW = start_of_day(TODAY) + 3_600
USCC, OTHER, REGISTRY = "91110112MA0000015K", "91110112MA00001700", "12110000MB0000019M"
NUMBER = CertificateNumber(111, Regime.DPR, 202611, 1)
SECOND = CertificateNumber(111, Regime.DAR, 202611, 7)


def digest(byte: int) -> Digest:
    return Digest(bytes([byte]) * 32)


def party_of(number: int, uscc: str, **changes: Any) -> Party:
    participant = Participant(ParticipantNumber(number), identity_of(uscc), Kind.LEGAL_PERSON, Role(0), digest(number))
    former = (Names("旧名公司", "Old Name", date(2025, 5, 31)),)
    return Party(replace(participant, **changes), None, Names("示例公司", "Sample"), former)


CERTIFICATE = Certificate(
    id=CertificateId(digest(1)),
    number=NUMBER.packed,
    holder=ParticipantNumber(12),
    applicant=ParticipantNumber(12),
    rights=Right.HOLD | Right.USE | Right.OPERATE,
    state=State.ACTIVE,
    ordinal=0,
    valid_from=start_of_day(date(2026, 11, 1)),
    valid_to=end_of_day(date(2030, 10, 31)),
    flags=0,
    sequence=1,
    version=1,
    head=digest(2),
    fingerprint=digest(3),
    document_digest=digest(4),
    issued=Position(10, 0, 1),
    issued_at=NOW - 1_000,
    changed=Position(10, 0, 1),
    changed_at=NOW - 1_000,
)
CONTENT: dict[str, Any] = {
    "number": NUMBER.text,
    "regime": "DPR",
    "registry": {"uscc": REGISTRY},
    "holders": [{"uscc": USCC}],
    "sources": [{"kind": "collected", "authorisationEnds": None}],
    "grade": "general",
    "personalInformation": "none",
    "fingerprint": {"algorithm": "sha-256", "value": digest(3).hex()},
    "lastValidDay": "2030-10-31",
}
SUBJECT = Subject(
    certificate=CERTIFICATE,
    holders=(party_of(12, USCC),),
    registry=party_of(1, REGISTRY, kind=Kind.PUBLIC_BODY, roles=Role.REGISTRY),
    on_file=OnFile.INTACT,
    content=CONTENT,
)
QUESTION = Question(Purpose.FINANCING, NOW, number=NUMBER, holder_uscc=USCC)
EVIDENCE = Evidence(
    now=NOW, blocks_max=20, seconds_max=60, block=100, hash=digest(9), time=NOW - 2, head=100, agrees=True
)


def named(number: int, **changes: Any) -> Party:
    """Return a participant that something on the certificate names; it may evaluate."""
    return replace(
        party_of(number, OTHER, **{"roles": Role.EVALUATOR, **changes}), name=Names(f"第{number}方", f"Party {number}")
    )


def attestation(number: int, kind: AttestedKind, subtype: int = 0, **changes: Any) -> Attestation:
    """Return an attestation of the certificate's present data version, in force at `NOW`."""
    made = Attestation(
        id=ThingId(digest(100 + number)),
        certificate_id=CERTIFICATE.id,
        sequence=number,
        kind=kind,
        subtype=subtype,
        condition=Condition.LIVE,
        by=ParticipantNumber(30),
        party=ParticipantNumber(0),
        version=CERTIFICATE.version,
        amount=Fen(500_000_000 if kind is AttestedKind.VALUE else 0),
        base_date=Instant(NOW - 86_400),
        valid_to=Instant(end_of_day(date(2027, 11, 21)) if kind in KINDS_OF_REPORT else 0),
        refers=ZERO_THING,
        linked_id=ZERO_DIGEST,
        document_digest=digest(5),
        attested=Position(20, 0, number),
        attested_at=Instant(NOW - 900),
        closed_at=Instant(0),
    )
    return replace(made, **changes)


REPORTS = (
    attestation(2, AttestedKind.VALUE, kinds.Purpose.PLEDGE),
    attestation(3, AttestedKind.VALUE, kinds.Purpose.EQUITY),
)
"""What a sound certificate has: it is valued, for security and for a contribution."""


@dataclass(frozen=True)
class World:
    """What is judged."""

    question: Question = QUESTION
    subject: Subject | None = SUBJECT
    evidence: Evidence = EVIDENCE
    facts: Facts = field(default_factory=dict)
    attestations: tuple[Attestation, ...] = REPORTS
    deleted: SourceObjection | None = None
    evaluator: Mapping[str, Any] = field(default_factory=dict)
    policy: Policy = POLICY

    def asked(self, **changes: Any) -> World:
        return replace(self, question=replace(self.question, **changes))

    def known(self, **changes: Any) -> World:
        assert self.subject is not None
        return replace(self, subject=replace(self.subject, **changes))

    def certificate(self, **changes: Any) -> World:
        assert self.subject is not None
        return self.known(certificate=replace(self.subject.certificate, **changes))

    def content(self, **changes: Any) -> World:
        return self.known(content=CONTENT | changes)

    def bearing(self, *facts: Fact) -> World:
        """Return the world in which these facts are known besides."""
        return replace(self, facts={**self.facts, **{key_of(fact): fact for fact in facts}})

    def attested(self, *attestations: Attestation) -> World:
        """Return the world in which just these attestations were made."""
        return replace(self, attestations=attestations)

    def seen(self, **changes: Any) -> World:
        return replace(self, evidence=replace(self.evidence, **changes))

    def judged(self, purpose: Purpose) -> Answer:
        question = replace(self.question, purpose=purpose)
        if self.subject is None:
            return judge(question, None, self.evidence, self.policy)
        rests = resting(self.facts, self.subject.certificate, self.attestations, question.instant, self.deleted)
        others = {int(number): named(number, **self.evaluator) for number in rests.participants}
        subject = replace(self.subject, renewal=rests.renewal_terms, resting=rests, others=others)
        return judge(question, subject, self.evidence, self.policy)

    def check(self, code: str, purpose: Purpose = Purpose.FINANCING) -> Check:
        """Return one check of the answer."""
        return next(each for each in self.judged(purpose).checks if each.code == code)


SOUND = World()
UNKNOWN = replace(SOUND, subject=None)
GONE = SOUND.known(on_file=OnFile.ABSENT, content=None)

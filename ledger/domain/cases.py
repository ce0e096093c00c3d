"""
Cases: registration cases on the chain, from submission to deposit, and how each event changes them.

A case has the id that its certificate will have.  Facts only: that an unanswered case is accepted and an unsupplemented
one has lapsed is computed (`stage_at`), never stored (P1).  The clocks of a case are in `clocks`.

Rules of the fold:
 * Each event has the next sequence number; a new attempt goes on counting.
 * Only what the table of steps allows at the event's time happens (domain rules §9.1).
 * An objection belongs to one attempt; one that is upheld refuses the case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import Any, ClassVar

from ledger.domain.certificates import Right, certificate_id
from ledger.domain.events import (
    ZERO_DIGEST,
    CertificateId,
    Digest,
    Entry,
    Instant,
    ParticipantNumber,
    Position,
    ThingId,
)
from ledger.domain.events.applications import (
    ApplicationAccepted,
    ApplicationDeposited,
    ApplicationNotAccepted,
    ApplicationPublicised,
    ApplicationRefused,
    ApplicationReviewed,
    ApplicationSubmitted,
    ApplicationSupplemented,
    ApplicationTerminated,
    ApplicationWithdrawn,
    DecisionExtended,
    PublicityObjected,
    PublicityObjectionDecided,
    PublicityWaived,
    SupplementRequired,
)
from ledger.domain.facts import Fact, FactKey, Facts, Fold, find, known, replace, require, thing_id

# TYPES


class Stage(IntEnum):
    """Where a case stands; the numbers are the contract's."""

    NONE = 0
    SUBMITTED = 1  # 已提交
    SUPPLEMENT = 2  # 待补正
    ACCEPTED = 3  # 已受理
    REVIEWED = 4  # 审查通过
    PUBLICISED = 5  # 公示
    OBJECTED = 6  # 公示异议核查
    DEPOSITED = 7  # 已存证，即完成登记
    NOT_ACCEPTED = 8  # 不予受理
    LAPSED = 9  # 逾期未补正，视为未申请
    TERMINATED = 10  # 终止登记
    REFUSED = 11  # 不予登记
    WITHDRAWN = 12  # 已撤回


class Step(IntEnum):
    """What may be done in a case; the numbers are the contract's."""

    SUBMIT = 0
    REQUIRE_SUPPLEMENT = 1
    SUPPLEMENT = 2
    ACCEPT = 3
    NOT_ACCEPT = 4
    PASS_REVIEW = 5
    REFUSE = 6
    TERMINATE = 7
    WITHDRAW = 8
    EXTEND = 9
    PUBLICISE = 10
    WAIVE_PUBLICITY = 11
    OBJECT = 12
    DECIDE_OBJECTION = 13
    DEPOSIT = 14


class Ground(IntEnum):
    """Why a registration is refused (guideline 〔2026〕35, art. 22)."""

    NONE = 0
    HARM = 1  # 损害国家利益、公共利益或他人合法权益
    ILLEGAL_SOURCE = 2  # 数据来源不合法
    DISPUTE = 3  # 权属争议未解决
    DECEPTION = 4  # 隐瞒或者提供虚假材料
    OTHER_LAW = 5  # 法律法规规定的其他情形


class Mark(IntFlag):
    """What has been done in a case, once an attempt."""

    SUPPLEMENT = 1 << 0  # 已一次性告知补正
    EXTENDED = 1 << 1  # 已延长一次
    WAIVED = 1 << 2  # 不公示


ENDS = frozenset({Stage.NOT_ACCEPTED, Stage.LAPSED, Stage.TERMINATED, Stage.REFUSED, Stage.WITHDRAWN})
"""After these the same data may be submitted anew."""

CLOSED = ENDS | {Stage.DEPOSITED}
"""Nothing more happens in this attempt."""

_DECIDED = frozenset({Stage.ACCEPTED, Stage.REVIEWED, Stage.PUBLICISED, Stage.OBJECTED})

STEPS: Mapping[Step, frozenset[Stage]] = {
    Step.SUBMIT: ENDS | {Stage.NONE},
    Step.REQUIRE_SUPPLEMENT: frozenset({Stage.SUBMITTED}),
    Step.SUPPLEMENT: frozenset({Stage.SUPPLEMENT}),
    Step.ACCEPT: frozenset({Stage.SUBMITTED}),
    Step.NOT_ACCEPT: frozenset({Stage.SUBMITTED}),
    Step.PASS_REVIEW: frozenset({Stage.ACCEPTED}),
    Step.REFUSE: _DECIDED,
    Step.TERMINATE: _DECIDED,
    Step.WITHDRAW: _DECIDED | {Stage.SUBMITTED, Stage.SUPPLEMENT},
    Step.EXTEND: _DECIDED,
    Step.PUBLICISE: frozenset({Stage.REVIEWED}),
    Step.WAIVE_PUBLICITY: frozenset({Stage.REVIEWED}),
    Step.OBJECT: frozenset({Stage.PUBLICISED, Stage.OBJECTED}),
    Step.DECIDE_OBJECTION: frozenset({Stage.OBJECTED}),
    Step.DEPOSIT: frozenset({Stage.PUBLICISED}),
}
"""Which stages allow a step (domain rules §9.1); `contracts/Stages.sol` has the same table in bits."""


@dataclass(frozen=True, slots=True)
class Case(Fact):
    """
    One registration case as the events of all its attempts made it; times and documents are the last attempt's.

    `stage` is what acts have made of it; `stage_at` says what it is at an instant.  `due_at` is when the answer to the
    submission, or the supplement, is due.  `rights` are those asked, from the review on those that passed it.
    `source_ends` is the earliest end of an authorisation that the right depends on, 0 if there is none.  An instant is
    0 where its act has not happened: a case that silence accepted has no `accepted_at`.  `resumed_at` is when the last
    open objection was decided.  `document_digest` is the last act's document.
    """

    KIND: ClassVar[str] = "case"
    KEY: ClassVar[str] = "application_id"

    application_id: CertificateId
    applicant: ParticipantNumber
    register: int
    sequence: int
    attempt: int
    stage: Stage
    rights: Right
    marks: Mark
    objections: int
    due_at: Instant
    publicised_until: Instant
    source_ends: Instant
    fingerprint: Digest
    ordinal: int
    asked_rights: Right
    application_digest: Digest
    document_digest: Digest
    ground: Ground
    submitted_at: Instant
    accepted_at: Instant
    reviewed_at: Instant
    extended_at: Instant
    publicised_at: Instant
    resumed_at: Instant
    ended_at: Instant
    changed: Position
    changed_at: Instant

    @property
    def regime(self) -> int:
        return self.register & 0xFF


@dataclass(frozen=True, slots=True)
class PublicityObjection(Fact):
    """One objection against the publicity of a case; the last three fields are its decision's."""

    KIND: ClassVar[str] = "publicity_objection"
    KEY: ClassVar[str] = "id"

    id: ThingId
    application_id: CertificateId
    objector: ParticipantNumber
    sequence: int
    attempt: int
    decide_by: Instant
    open: bool
    document_digest: Digest
    raised_at: Instant
    decided_at: Instant
    upheld: bool
    decision_digest: Digest


FACTS: tuple[type[Fact], ...] = (Case, PublicityObjection)

# STANDING


def allows(stage: Stage, step: Step) -> bool:
    """Whether a case at this stage allows the step."""
    return stage in STEPS[step]


def stage_at(case: Case, now: int) -> Stage:
    """Return what acts and the silence after them have made of a case: unanswered accepted, unsupplemented lapsed."""
    if now < case.due_at:
        return case.stage
    if case.stage is Stage.SUBMITTED:
        return Stage.ACCEPTED
    return Stage.LAPSED if case.stage is Stage.SUPPLEMENT else case.stage


def is_under_publicity(case: Case, now: int) -> bool:
    """Whether anybody may object at an instant; what came before the case's last attempt it does not know."""
    return case.publicised_at <= now < case.publicised_until and not 0 < case.ended_at <= now


# FOLDING


def _case_key(event: Any) -> tuple[FactKey, ...]:
    return (("case", event.application_id),)


def _submit(facts: Facts, entry: Entry, event: ApplicationSubmitted) -> tuple[Fact, ...]:
    derived = certificate_id(event.applicant, event.register & 0xFF, event.fingerprint, event.ordinal)
    require(entry, "application id", derived, event.application_id)
    before = find(facts, ("case", event.application_id), Case)
    stage = stage_at(before, entry.time) if before else Stage.NONE
    require(entry, "the stage allows it", True, allows(stage, Step.SUBMIT))
    require(entry, "sequence", before.sequence + 1 if before else 1, event.sequence)
    return (
        Case(
            application_id=event.application_id,
            applicant=event.applicant,
            register=event.register,
            sequence=event.sequence,
            attempt=before.attempt + 1 if before else 1,
            stage=Stage.SUBMITTED,
            rights=Right(event.rights),
            marks=Mark(0),
            objections=0,
            due_at=event.due_at,
            publicised_until=Instant(0),
            source_ends=event.source_ends,
            fingerprint=event.fingerprint,
            ordinal=event.ordinal,
            asked_rights=Right(event.rights),
            application_digest=event.application_digest,
            document_digest=event.application_digest,
            ground=Ground.NONE,
            submitted_at=Instant(entry.time),
            accepted_at=Instant(0),
            reviewed_at=Instant(0),
            extended_at=Instant(0),
            publicised_at=Instant(0),
            resumed_at=Instant(0),
            ended_at=Instant(0),
            changed=entry.position,
            changed_at=Instant(entry.time),
        ),
    )


def _stepped(facts: Facts, entry: Entry, event: Any, step: Step) -> Case:
    """Return the case after its next event, before what the step itself changes."""
    before = known(facts, entry, ("case", event.application_id), Case)
    stage = stage_at(before, entry.time)
    require(entry, "the stage allows it", True, allows(stage, step))
    require(entry, "sequence", before.sequence + 1, event.sequence)
    return replace(
        before,
        sequence=event.sequence,
        stage=stage,
        document_digest=getattr(event, "document_digest", before.document_digest),
        changed=entry.position,
        changed_at=Instant(entry.time),
    )


def _simple(step: Step, change: Callable[[Entry, Any, Case], Mapping[str, Any]]) -> Fold:
    """Return the meaning of an event that changes only its case."""

    def apply(facts: Facts, entry: Entry, event: Any) -> tuple[Fact, ...]:
        case = _stepped(facts, entry, event, step)
        return (replace(case, **change(entry, event, case)),)

    return Fold(_case_key, apply)


def _end(step: Step, stage: Stage) -> Fold:
    return _simple(step, lambda entry, _event, _case: {"stage": stage, "ended_at": Instant(entry.time)})


def _require_supplement(entry: Entry, event: SupplementRequired, case: Case) -> Mapping[str, Any]:
    require(entry, "first notice of defects", False, bool(case.marks & Mark.SUPPLEMENT))
    return {"stage": Stage.SUPPLEMENT, "marks": case.marks | Mark.SUPPLEMENT, "due_at": event.due_at}


def _review(entry: Entry, event: ApplicationReviewed, case: Case) -> Mapping[str, Any]:
    require(entry, "rights were asked", 0, event.rights & ~int(case.rights))
    return {"stage": Stage.REVIEWED, "rights": Right(event.rights), "reviewed_at": Instant(entry.time)}


def _refuse(entry: Entry, event: ApplicationRefused, _: Case) -> Mapping[str, Any]:
    return {"stage": Stage.REFUSED, "ground": Ground(event.ground), "ended_at": Instant(entry.time)}


def _extend(entry: Entry, _: DecisionExtended, case: Case) -> Mapping[str, Any]:
    require(entry, "first extension", False, bool(case.marks & Mark.EXTENDED))
    return {"marks": case.marks | Mark.EXTENDED, "extended_at": Instant(entry.time)}


def _publicise(entry: Entry, event: ApplicationPublicised, _: Case) -> Mapping[str, Any]:
    return {
        "stage": Stage.PUBLICISED,
        "publicised_at": Instant(entry.time),
        "publicised_until": event.publicised_until,
    }


def _waive(entry: Entry, _: PublicityWaived, case: Case) -> Mapping[str, Any]:
    now = Instant(entry.time)
    marks = case.marks | Mark.WAIVED
    return {"stage": Stage.PUBLICISED, "marks": marks, "publicised_at": now, "publicised_until": now}


def _object(facts: Facts, entry: Entry, event: PublicityObjected) -> tuple[Fact, ...]:
    case = _stepped(facts, entry, event, Step.OBJECT)
    require(entry, "publicity is not over", True, entry.time < case.publicised_until)
    objection = PublicityObjection(
        id=thing_id(event.application_id, event.sequence),
        application_id=event.application_id,
        objector=event.objector,
        sequence=event.sequence,
        attempt=case.attempt,
        decide_by=event.decide_by,
        open=True,
        document_digest=event.document_digest,
        raised_at=Instant(entry.time),
        decided_at=Instant(0),
        upheld=False,
        decision_digest=ZERO_DIGEST,
    )
    return replace(case, stage=Stage.OBJECTED, objections=case.objections + 1), objection


def _decide(facts: Facts, entry: Entry, event: PublicityObjectionDecided) -> tuple[Fact, ...]:
    case = _stepped(facts, entry, event, Step.DECIDE_OBJECTION)
    objection = known(facts, entry, ("publicity_objection", event.objection_id), PublicityObjection)
    belongs = objection.application_id == case.application_id and objection.attempt == case.attempt
    require(entry, "objection is open", True, objection.open and belongs)
    now = Instant(entry.time)
    case = replace(case, objections=case.objections - 1)
    if event.upheld:
        case = replace(case, stage=Stage.REFUSED, ground=Ground.DISPUTE, ended_at=now)
    elif not case.objections:
        case = replace(case, stage=Stage.PUBLICISED, resumed_at=now)
    decided = replace(objection, open=False, decided_at=now, upheld=event.upheld, decision_digest=event.document_digest)
    return case, decided


FOLDS: Mapping[type[Any], Fold] = {
    ApplicationSubmitted: Fold(_case_key, _submit),
    SupplementRequired: _simple(Step.REQUIRE_SUPPLEMENT, _require_supplement),
    ApplicationSupplemented: _simple(
        Step.SUPPLEMENT, lambda _entry, event, _case: {"stage": Stage.SUBMITTED, "due_at": event.due_at}
    ),
    ApplicationAccepted: _simple(
        Step.ACCEPT, lambda entry, _event, _case: {"stage": Stage.ACCEPTED, "accepted_at": Instant(entry.time)}
    ),
    ApplicationNotAccepted: _end(Step.NOT_ACCEPT, Stage.NOT_ACCEPTED),
    ApplicationReviewed: _simple(Step.PASS_REVIEW, _review),
    ApplicationRefused: _simple(Step.REFUSE, _refuse),
    ApplicationTerminated: _end(Step.TERMINATE, Stage.TERMINATED),
    ApplicationWithdrawn: _end(Step.WITHDRAW, Stage.WITHDRAWN),
    DecisionExtended: _simple(Step.EXTEND, _extend),
    ApplicationPublicised: _simple(Step.PUBLICISE, _publicise),
    PublicityWaived: _simple(Step.WAIVE_PUBLICITY, _waive),
    PublicityObjected: Fold(_case_key, _object),
    PublicityObjectionDecided: Fold(
        lambda event: (*_case_key(event), ("publicity_objection", event.objection_id)), _decide
    ),
    ApplicationDeposited: _end(Step.DEPOSIT, Stage.DEPOSITED),
}

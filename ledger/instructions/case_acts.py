"""
The steps of a case as acts: from what an officer fills in to what is asked of the contract, with its documents kept.

Each step but the submission and the deposit names a decision's document: what was decided, why, and on which day.  It
is kept here, before anyone approves, so that the second officer approves these words and no others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ledger.desk import casework
from ledger.desk.desk import Desk, salt
from ledger.domain import applications as pure
from ledger.domain.acts import applications as acts
from ledger.domain.acts.filed import Asked
from ledger.domain.cases import Case, Ground, Stage, stage_at
from ledger.domain.certificates import Right
from ledger.domain.document import canonical
from ledger.domain.events import CertificateId, Digest, ParticipantNumber, ThingId
from ledger.domain.fields import RIGHT_NAMES
from ledger.errors import InvalidInput, Refused
from ledger.store.service.case_files import CaseFile

REASON_CHARACTERS_MAX = 4_000
"""Longest reason or notice of defects: three pages, all defects at once (guideline 〔2026〕35, art. 17)."""


NO_RIGHTS = Right(0)


@dataclass(frozen=True, slots=True)
class Given:
    """What an officer fills in; each step reads what it needs and lets the rest be."""

    reason: str = ""
    working_days: int = 0
    rights: Right = NO_RIGHTS
    ground: Ground = Ground.NONE
    objection: ThingId | None = None
    upheld: bool = False
    objector: ParticipantNumber | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """
    What a step is made of: the registry's desk, the case file, and the case, if the chain has it.

    A deposit passes over the numbers that others have `reserved`.
    """

    desk: Desk
    file: CaseFile
    case: Case | None
    given: Given
    reserved: frozenset[int] = frozenset()

    @property
    def own(self) -> CertificateId:
        """The case's id.  Raises `Refused` CaseNotOnChain."""
        if self.case is None:
            raise Refused("CaseNotOnChain", case_file=self.file.id)
        return self.case.application_id

    def decided(self, step: str) -> Digest:
        """Keep the decision's document.  Raises `InvalidInput` FieldEmpty, TextTooLong."""
        reason = self.given.reason
        if len(reason) > REASON_CHARACTERS_MAX:
            raise InvalidInput("TextTooLong", "reason", given=len(reason), maximum=REASON_CHARACTERS_MAX)
        subject = "0x" + self.own.hex()
        return self.desk.keep(pure.decision(step, subject, reason, self.desk.today(), salt()))


Make = Callable[[Matter], Asked]


def act_of(step: str, matter: Matter) -> Asked:
    """
    Return what a step asks of the contract.

    Raises `InvalidInput` StepNameUnknown for a step that there is not, FieldMissing and the like for what it needs,
    `ApplicationsFaulty` where the application itself is not in order, `Refused` where the file does not fit the case.
    """
    make = STEPS.get(step)
    if make is None:
        raise InvalidInput("StepNameUnknown", "step", given=step, expected=", ".join(STEPS))
    return make(matter)


# FROM THE APPLICATION


def opened(desk: Desk, application: Mapping[str, Any]) -> casework.Opened:
    """Examine an application as it would be filed now.  Raises `ApplicationsFaulty` with all its faults."""
    return casework.read(desk, canonical(dict(application)))


def _submit(matter: Matter) -> Asked:
    if matter.case is not None and stage_at(matter.case, matter.desk.book.head().time) not in _SUBMITTABLE:
        raise Refused("CaseOnChainAlready", case_file=matter.file.id)
    return casework.submission(matter.desk, opened(matter.desk, matter.file.application))


_SUBMITTABLE = frozenset(
    {Stage.NONE, Stage.NOT_ACCEPTED, Stage.LAPSED, Stage.TERMINATED, Stage.REFUSED, Stage.WITHDRAWN}
)


def _deposit(matter: Matter) -> Asked:
    """The certificate is made of the application as it stands in the file, with the rights that passed the review."""
    own, case = matter.own, matter.case
    assert case is not None, "it has an id"
    found = opened(matter.desk, with_rights(matter.file.application, case.rights))
    if found.id != own:
        raise Refused("ApplicationOfOtherCase", case_file=matter.file.id)
    return casework.deposition(matter.desk, found, matter.reserved)


def with_rights(application: Mapping[str, Any], passed: Right) -> dict[str, Any]:
    """Return an application in which nobody has more than the rights that passed the review."""
    names = {name for name, right in RIGHT_NAMES.items() if right & passed}
    holders = [
        {**part, "rights": [name for name in part["rights"] if name in names]} for part in application["holders"]
    ]
    return {**application, "holders": holders}


# THE REGISTRY'S DECISIONS


def _decision(kind: Callable[[CertificateId, Digest], Asked], step: str) -> Make:
    return lambda matter: kind(matter.own, matter.decided(step))


def _require_supplement(matter: Matter) -> Asked:
    if matter.given.working_days < 1:
        raise InvalidInput("FieldMissing", "workingDays")
    return acts.RequireSupplement(matter.own, matter.given.working_days, matter.decided("require-supplement"))


def _pass_review(matter: Matter) -> Asked:
    if not matter.given.rights:
        raise InvalidInput("RightsMissing", "rights")
    return acts.PassReview(matter.own, matter.given.rights, matter.decided("pass-review"))


def _refuse(matter: Matter) -> Asked:
    if matter.given.ground is Ground.NONE:
        raise InvalidInput("FieldMissing", "ground")
    return acts.RefuseApplication(matter.own, matter.given.ground, matter.decided("refuse"))


def _object(matter: Matter) -> Asked:
    if matter.given.objector is None:
        raise InvalidInput("FieldMissing", "objector")
    return acts.ObjectPublicity(matter.own, matter.given.objector, matter.decided("object-publicity"))


def _decide(matter: Matter) -> Asked:
    if matter.given.objection is None:
        raise InvalidInput("FieldMissing", "objection")
    upheld = matter.given.upheld
    return acts.DecideObjection(matter.own, matter.given.objection, upheld, matter.decided("decide-objection"))


STEPS: Mapping[str, Make] = {
    "submit": _submit,
    "require-supplement": _require_supplement,
    "supplement": _decision(acts.SupplementApplication, "supplement"),
    "accept": lambda matter: acts.AcceptApplication(matter.own),
    "not-accept": _decision(acts.NotAcceptApplication, "not-accept"),
    "pass-review": _pass_review,
    "refuse": _refuse,
    "terminate": _decision(acts.TerminateApplication, "terminate"),
    "withdraw": _decision(acts.WithdrawApplication, "withdraw"),
    "extend": _decision(acts.ExtendDecision, "extend"),
    "publicise": _decision(acts.Publicise, "publicise"),
    "waive-publicity": _decision(acts.WaivePublicity, "waive-publicity"),
    "object-publicity": _object,
    "decide-objection": _decide,
    "deposit": _deposit,
}
"""Every step that is prepared at a registry, and how it is asked; named as `deed applications` names them."""

STEPS_AT: Mapping[Stage, tuple[str, ...]] = {
    Stage.NONE: ("submit",),
    Stage.SUBMITTED: ("accept", "require-supplement", "not-accept", "withdraw"),
    Stage.SUPPLEMENT: ("supplement", "withdraw"),
    Stage.ACCEPTED: ("pass-review", "refuse", "terminate", "extend", "withdraw"),
    Stage.REVIEWED: ("publicise", "waive-publicity", "refuse", "terminate", "extend", "withdraw"),
    Stage.PUBLICISED: ("deposit", "object-publicity", "refuse", "terminate", "extend", "withdraw"),
    Stage.OBJECTED: ("decide-objection", "object-publicity", "refuse", "terminate", "extend", "withdraw"),
}
"""What is offered at each stage, the usual first; whether it is allowed now the contract's own rules say."""

"""
Acts in registration cases, refused as `Applications.sol` refuses them, in its order.

What a party does is filed by the registry's maker with the party's consent, or by the party's own maker and checker.  A
pause stops `SubmitApplication`, `AcceptApplication`, `Deposit` and `DepositMany`, nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from ledger.domain.acts.checks import find, require_known, require_open, require_registry
from ledger.domain.acts.deposits import Deposit, check_deposit
from ledger.domain.acts.filed import Asked, Check, Filed, require_agreed, require_digest, rule_at, working_days_after
from ledger.domain.acts.issue import is_taken, require_predecessor_dead
from ledger.domain.acts.stepping import (
    OfCase,
    require_filed,
    require_filed_by,
    require_filer,
    require_id,
    require_period,
    require_plain,
    require_step,
    require_within,
)
from ledger.domain.cases import Case, Ground, Mark, PublicityObjection, Stage, Step, allows, stage_at
from ledger.domain.certificates import Right, certificate_id
from ledger.domain.events import Digest, Instant, ParticipantNumber, ThingId
from ledger.domain.facts import Facts
from ledger.domain.parameters import Parameter
from ledger.domain.participants import Charge
from ledger.domain.rules import ALL_RIGHTS
from ledger.errors import ActRefused

OBJECTIONS_MAX = 255

# ACTS


@dataclass(frozen=True, slots=True)
class SubmitApplication(OfCase):
    FUNCTION: ClassVar[str] = "submit"

    applicant: ParticipantNumber
    register: int
    fingerprint: Digest
    ordinal: int
    rights: Right
    source_ends: Instant
    application_digest: Digest


@dataclass(frozen=True, slots=True)
class RequireSupplement(OfCase):
    FUNCTION: ClassVar[str] = "requireSupplement"

    working_days: int
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class SupplementApplication(OfCase):
    FUNCTION: ClassVar[str] = "supplement"

    document_digest: Digest


@dataclass(frozen=True, slots=True)
class AcceptApplication(OfCase):
    FUNCTION: ClassVar[str] = "accept"


@dataclass(frozen=True, slots=True)
class NotAcceptApplication(OfCase):
    FUNCTION: ClassVar[str] = "notAccept"

    document_digest: Digest


@dataclass(frozen=True, slots=True)
class PassReview(OfCase):
    FUNCTION: ClassVar[str] = "passReview"

    rights: Right
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class RefuseApplication(OfCase):
    FUNCTION: ClassVar[str] = "refuse"

    ground: Ground
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class TerminateApplication(OfCase):
    FUNCTION: ClassVar[str] = "terminate"

    document_digest: Digest


@dataclass(frozen=True, slots=True)
class WithdrawApplication(OfCase):
    FUNCTION: ClassVar[str] = "withdraw"

    document_digest: Digest


@dataclass(frozen=True, slots=True)
class ExtendDecision(OfCase):
    FUNCTION: ClassVar[str] = "extend"

    document_digest: Digest


@dataclass(frozen=True, slots=True)
class Publicise(OfCase):
    FUNCTION: ClassVar[str] = "publicise"

    document_digest: Digest


@dataclass(frozen=True, slots=True)
class WaivePublicity(OfCase):
    FUNCTION: ClassVar[str] = "waivePublicity"

    document_digest: Digest


@dataclass(frozen=True, slots=True)
class ObjectPublicity(OfCase):
    FUNCTION: ClassVar[str] = "objectPublicity"

    objector: ParticipantNumber
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class DecideObjection(OfCase):
    FUNCTION: ClassVar[str] = "decideObjection"

    objection_id: ThingId
    upheld: bool
    document_digest: Digest


# INTAKE


def _check_submit(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, SubmitApplication)
    own, regime = asked.application_id, asked.register & 0xFF
    require_id(own, asked.applicant, regime, asked.fingerprint, asked.ordinal)
    _require_applicant(facts, asked.applicant, asked.register)
    if not 1 <= asked.rights <= ALL_RIGHTS:
        raise ActRefused("RightsInvalid", rights=int(asked.rights))
    require_digest(asked.fingerprint)
    require_digest(asked.application_digest)
    if 0 < asked.source_ends <= now:
        raise ActRefused("SourceEnded", application_id=own, source_ends=asked.source_ends)
    if is_taken(facts, own):
        raise ActRefused("CertificateDuplicate", certificate_id=own)
    if asked.ordinal:
        predecessor = certificate_id(asked.applicant, regime, asked.fingerprint, asked.ordinal - 1)
        require_predecessor_dead(facts, own, predecessor, asked.ordinal, now)
    before = find(facts, ("case", own), Case)
    stage = stage_at(before, now) if before else Stage.NONE
    if not allows(stage, Step.SUBMIT):
        raise ActRefused("StepNotAllowed", application_id=own, stage=int(stage), step=int(Step.SUBMIT))
    filer = require_filer(facts, filed.maker, asked.applicant, asked.register)
    require_open(facts)
    require_agreed(facts, filed, now, filer, [asked.applicant])
    require_period(facts, asked.register, Parameter.ACCEPTANCE_DAYS, now)


def _require_applicant(facts: Facts, applicant: int, register: int) -> None:
    charge = find(facts, ("register", register), Charge)
    if charge is None:
        raise ActRefused("RegisterUnkept", register=register)
    require_known(facts, applicant)
    if applicant == charge.participant:  # guideline 〔2026〕35, art. 10(7)
        raise ActRefused("SelfRegistration", participant=applicant)


def _check_require_supplement(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, RequireSupplement)
    case = require_step(facts, asked.application_id, Step.REQUIRE_SUPPLEMENT, now)
    if case.marks & Mark.SUPPLEMENT:
        raise ActRefused("SupplementSpent", application_id=case.application_id)
    maximum = rule_at(facts, case.regime, Parameter.SUPPLEMENT_DAYS, now)
    if not 1 <= asked.working_days <= maximum:
        raise ActRefused(
            "SupplementDaysInvalid",
            application_id=case.application_id,
            working_days=asked.working_days,
            maximum=maximum,
        )
    require_digest(asked.document_digest)
    require_filed(facts, filed, now, case)
    working_days_after(facts, now, asked.working_days)


def _check_supplement(facts: Facts, filed: Filed, now: int) -> None:
    case = require_plain(facts, filed, Step.SUPPLEMENT, now)
    require_filed_by(facts, filed, now, case, case.applicant)
    require_period(facts, case.register, Parameter.ACCEPTANCE_DAYS, now)


def _check_withdraw(facts: Facts, filed: Filed, now: int) -> None:
    case = require_plain(facts, filed, Step.WITHDRAW, now)
    require_filed_by(facts, filed, now, case, case.applicant)


def _check_accept(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, AcceptApplication)
    case = require_step(facts, asked.application_id, Step.ACCEPT, now)
    registry = require_registry(facts, filed.maker, case.register)
    require_open(facts)
    require_agreed(facts, filed, now, registry, ())


# REVIEW AND PUBLICITY


def _check_pass_review(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, PassReview)
    case = require_step(facts, asked.application_id, Step.PASS_REVIEW, now)
    require_within(case, int(asked.rights))
    require_digest(asked.document_digest)
    require_filed(facts, filed, now, case)


def _check_refuse(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, RefuseApplication)
    case = require_step(facts, asked.application_id, Step.REFUSE, now)
    if asked.ground == Ground.NONE:
        raise ActRefused("RefusalGroundMissing", application_id=case.application_id)
    require_digest(asked.document_digest)
    require_filed(facts, filed, now, case)


def _check_extend(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, ExtendDecision)
    case = require_step(facts, asked.application_id, Step.EXTEND, now)
    if case.marks & Mark.EXTENDED:
        raise ActRefused("ExtensionSpent", application_id=case.application_id)
    require_digest(asked.document_digest)
    require_filed(facts, filed, now, case)


def _check_publicise(facts: Facts, filed: Filed, now: int) -> None:
    case = require_plain(facts, filed, Step.PUBLICISE, now)
    require_filed(facts, filed, now, case)
    require_period(facts, case.register, Parameter.PUBLICITY_DAYS, now)


def _check_object(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, ObjectPublicity)
    case = require_step(facts, asked.application_id, Step.OBJECT, now)
    own, until = case.application_id, case.publicised_until
    if now >= until:
        raise ActRefused("PublicityOver", application_id=own, publicised_until=until)
    charge = find(facts, ("register", case.register), Charge)
    if asked.objector in (case.applicant, charge.participant if charge else 0):
        raise ActRefused("PublicityObjectorInvalid", application_id=own, objector=asked.objector)
    if case.objections == OBJECTIONS_MAX:
        raise ActRefused("ObjectionsTooMany", application_id=own, maximum=OBJECTIONS_MAX)
    require_digest(asked.document_digest)
    require_filed_by(facts, filed, now, case, asked.objector)
    require_period(facts, case.register, Parameter.INQUIRY_DAYS, now)


def _check_decide(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, DecideObjection)
    case = require_step(facts, asked.application_id, Step.DECIDE_OBJECTION, now)
    found = find(facts, ("publicity_objection", asked.objection_id), PublicityObjection)
    belongs = found is not None and (found.application_id, found.attempt) == (case.application_id, case.attempt)
    if found is None or not found.open or not belongs:
        raise ActRefused("ObjectionNotOpen", application_id=case.application_id, objection_id=asked.objection_id)
    require_digest(asked.document_digest)
    require_filed(facts, filed, now, case)


# THE CHECKS


def _plain(step: Step) -> Callable[[Facts, Filed, int], None]:
    """Return the check of a registry's step of which only a document is asked."""

    def check(facts: Facts, filed: Filed, now: int) -> None:
        require_filed(facts, filed, now, require_plain(facts, filed, step, now))

    return check


CHECKS: Mapping[type[Asked], Check] = {
    SubmitApplication: _check_submit,
    RequireSupplement: _check_require_supplement,
    SupplementApplication: _check_supplement,
    AcceptApplication: _check_accept,
    NotAcceptApplication: _plain(Step.NOT_ACCEPT),
    PassReview: _check_pass_review,
    RefuseApplication: _check_refuse,
    TerminateApplication: _plain(Step.TERMINATE),
    WithdrawApplication: _check_withdraw,
    ExtendDecision: _check_extend,
    Publicise: _check_publicise,
    WaivePublicity: _plain(Step.WAIVE_PUBLICITY),
    ObjectPublicity: _check_object,
    DecideObjection: _check_decide,
    Deposit: check_deposit,
}

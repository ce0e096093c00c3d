"""
What every step of a registration case is asked, as `Cases.sol` asks it: the stage, the clocks, and whose hands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from ledger.domain.acts.checks import find, require_active, require_duty, require_registry
from ledger.domain.acts.filed import Asked, Filed, require_agreed, require_digest, rule_at, working_days_after
from ledger.domain.cases import Case, Step, allows, stage_at
from ledger.domain.certificates import certificate_id
from ledger.domain.events import CertificateId, Key
from ledger.domain.facts import Facts
from ledger.domain.parameters import Parameter
from ledger.domain.participants import Duty
from ledger.errors import ActRefused


@dataclass(frozen=True, slots=True)
class OfCase(Asked):
    """What is asked in a case, whose id is the first member."""

    CONTRACT: ClassVar[str] = "Applications"

    application_id: CertificateId


def require_id(own: bytes, applicant: int, regime: int, fingerprint: bytes, ordinal: int) -> None:
    derived = certificate_id(applicant, regime, fingerprint, ordinal)
    if own != derived:
        raise ActRefused("ApplicationIdWrong", application_id=own, derived=derived)


def require_step(facts: Facts, own: CertificateId, step: Step, now: int) -> Case:
    """Return the case, its stage as time has made it, if the stage allows the step."""
    found = find(facts, ("case", own), Case)
    if found is None:
        raise ActRefused("ApplicationUnknown", application_id=own)
    stage = stage_at(found, now)
    if not allows(stage, step):
        raise ActRefused("StepNotAllowed", application_id=own, stage=int(stage), step=int(step))
    return replace(found, stage=stage)


def require_within(case: Case, rights: int) -> None:
    if not rights or rights & ~int(case.rights):
        raise ActRefused("RightsNotPassed", application_id=case.application_id, rights=rights, allowed=int(case.rights))


def require_period(facts: Facts, register: int, parameter: Parameter, now: int) -> None:
    """That a period which begins now ends within the calendar."""
    working_days_after(facts, now, rule_at(facts, register & 0xFF, parameter, now))


def require_plain(facts: Facts, filed: Filed, step: Step, now: int) -> Case:
    """As `require_step`, for a step of which only a document is asked."""
    asked: Any = filed.asked
    case = require_step(facts, asked.application_id, step, now)
    require_digest(asked.document_digest)
    return case


def require_filed(facts: Facts, filed: Filed, now: int, case: Case) -> None:
    """That the registry in charge files, by two hands.  A pause does not stop it."""
    require_agreed(facts, filed, now, require_registry(facts, filed.maker, case.register), ())


def require_filer(facts: Facts, maker: Key, party: int, register: int) -> int:
    """Return the participant that files what `party` does: the party itself, or the registry in charge."""
    key = require_active(facts, maker)
    require_duty(key, Duty.MAKER)
    return key.participant if key.participant == party else require_registry(facts, maker, register)


def require_filed_by(facts: Facts, filed: Filed, now: int, case: Case, party: int) -> None:
    require_agreed(facts, filed, now, require_filer(facts, filed.maker, party, case.register), [party])

"""
Acts on objections, refused as `Objecting.sol` refuses them, in its order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ledger.domain.acts.filed import (
    Asked,
    Check,
    Filed,
    days_after,
    require_digest,
    require_filed,
    rule_at,
    working_days_after,
)
from ledger.domain.acts.freezes import require_room, restrainable, unknown
from ledger.domain.burdens import (
    OBJECTIONS_MAX,
    BurdenKind,
    Ground,
    OpenObjection,
    SourceOutcome,
    Stage,
    is_silent,
    open_objections,
)
from ledger.domain.certificates import Certificate
from ledger.domain.events import CertificateId, Digest, ParticipantNumber, ThingId
from ledger.domain.facts import Facts, thing_id
from ledger.domain.parameters import Parameter
from ledger.errors import ActRefused

# ACTS


@dataclass(frozen=True, slots=True)
class ObjectCertificate(Asked):
    """By the registry in charge; party: the objector."""

    CONTRACT: ClassVar[str] = "Restraints"
    FUNCTION: ClassVar[str] = "object"

    certificate_id: CertificateId
    objector: ParticipantNumber
    ground: Ground
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class ProceedObjection(Asked):
    """By the registry in charge; `to` is the stage that it comes to.  Parties: see `parties_to_stage`."""

    CONTRACT: ClassVar[str] = "Restraints"
    FUNCTION: ClassVar[str] = "proceed"

    certificate_id: CertificateId
    objection_id: ThingId
    to: Stage
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class RaiseSourceObjection(Asked):
    """By the registry in charge; party: the source."""

    CONTRACT: ClassVar[str] = "Restraints"
    FUNCTION: ClassVar[str] = "raiseSource"

    certificate_id: CertificateId
    objector: ParticipantNumber
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class SettleSourceObjection(Asked):
    """By the registry in charge.  Parties: see `parties_to_outcome`."""

    CONTRACT: ClassVar[str] = "Restraints"
    FUNCTION: ClassVar[str] = "settleSource"

    certificate_id: CertificateId
    objection_id: ThingId
    outcome: SourceOutcome
    document_digest: Digest


# WHO AGREES, AND WHAT FOLLOWS WHAT

FOLLOWS: Mapping[Stage, tuple[Stage, ...]] = {
    Stage.NOTIFIED: (Stage.RAISED,),
    Stage.AGREED: (Stage.NOTIFIED,),
    Stage.CONTESTED: (Stage.NOTIFIED,),
    Stage.UPHELD: (Stage.AGREED, Stage.CONTESTED),
    Stage.REJECTED: (Stage.CONTESTED,),
    Stage.ESCALATED: (Stage.REJECTED,),
}
"""From which stages an objection comes to another; to the others that end it, from any."""

CONCLUSIONS = (Stage.UPHELD, Stage.REJECTED, Stage.ESCALATED)
"""What also follows the registrant's silence."""

ALWAYS = (Stage.WITHDRAWN, Stage.SUSTAINED, Stage.DISMISSED)


def parties_to_stage(stage: Stage, holder: int, objector: int) -> list[int]:
    """Return who must agree that an objection comes to a stage."""
    if stage in (Stage.AGREED, Stage.CONTESTED):
        return [holder]
    return [objector] if stage is Stage.WITHDRAWN else []


def parties_to_outcome(outcome: SourceOutcome, holder: int, source: int) -> list[int]:
    """Return who must agree to what becomes of a source's objection."""
    both = [holder] if holder == source else [holder, source]
    agreed = {SourceOutcome.DELETED: [holder], SourceOutcome.COMPENSATED: both, SourceOutcome.ESCALATED: [source]}
    return agreed.get(outcome, [])


def notice_due(facts: Facts, certificate: Certificate, now: int) -> int:
    """Return by when the registrant must be notified of an objection that is raised now."""
    return working_days_after(facts, now, rule_at(facts, certificate.regime, Parameter.NOTICE_DAYS, now))


def deadlines(facts: Facts, certificate: Certificate, stage: Stage, now: int) -> tuple[int, int]:
    """Return by when the next step is due, and when the objection lapses by itself, once it comes to a stage now."""
    if stage is Stage.NOTIFIED:
        due = working_days_after(facts, now, rule_at(facts, certificate.regime, Parameter.ANSWER_DAYS, now))
        return due, _suit_end(facts, certificate, due - 1, now)
    if stage is Stage.REJECTED:
        end = _suit_end(facts, certificate, now, now)
        return end, end
    return 0, 0


def _suit_end(facts: Facts, certificate: Certificate, instant: int, now: int) -> int:
    return days_after(instant, rule_at(facts, certificate.regime, Parameter.SUIT_DAYS, now))


# CHECKING


def _check_object(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, ObjectCertificate)
    certificate, burdens = restrainable(facts, asked.certificate_id, now)
    require_room(certificate, BurdenKind.OBJECTION, len(open_objections(burdens, now)), OBJECTIONS_MAX)
    if asked.ground == Ground.NONE:
        raise ActRefused("GroundMissing")
    require_digest(asked.document_digest)
    _require_registered(facts, filed, now, certificate, [asked.objector])
    notice_due(facts, certificate, now)  # the contract refuses where the calendar ends


def _check_proceed(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, ProceedObjection)
    certificate, burdens = restrainable(facts, asked.certificate_id, now)
    for objection in open_objections(burdens, now):
        if thing_id(certificate.id, objection.sequence) == asked.objection_id:
            break
    else:
        raise unknown(certificate, BurdenKind.OBJECTION, asked.objection_id)
    _require_stage(asked, objection, now)
    require_digest(asked.document_digest)
    parties = parties_to_stage(asked.to, certificate.holder, objection.objector)
    _require_registered(facts, filed, now, certificate, parties)
    deadlines(facts, certificate, asked.to, now)  # the contract refuses where the calendar ends


def _require_stage(asked: ProceedObjection, objection: OpenObjection, now: int) -> None:
    if objection.stage is Stage.NOTIFIED and asked.to in CONCLUSIONS:
        if not is_silent(objection, now):
            raise ActRefused("AnswerPending", objection_id=asked.objection_id, answer_by=objection.due_at)
    elif asked.to not in ALWAYS and objection.stage not in FOLLOWS.get(asked.to, ()):
        raise ActRefused(
            "StageInvalid",
            objection_id=asked.objection_id,
            objection_stage=int(objection.stage),
            next_stage=int(asked.to),
        )


def _check_raise_source(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, RaiseSourceObjection)
    certificate, burdens = restrainable(facts, asked.certificate_id, now)
    require_room(certificate, BurdenKind.SOURCE_OBJECTION, len(burdens.source_objections), OBJECTIONS_MAX)
    require_digest(asked.document_digest)
    _require_registered(facts, filed, now, certificate, [asked.objector])


def _check_settle_source(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, SettleSourceObjection)
    certificate, burdens = restrainable(facts, asked.certificate_id, now)
    for note in burdens.source_objections:
        if thing_id(certificate.id, note.sequence) == asked.objection_id:
            break
    else:
        raise unknown(certificate, BurdenKind.SOURCE_OBJECTION, asked.objection_id)
    if asked.outcome == SourceOutcome.NONE:
        raise ActRefused("OutcomeMissing")
    require_digest(asked.document_digest)
    parties = parties_to_outcome(asked.outcome, certificate.holder, note.by)
    _require_registered(facts, filed, now, certificate, parties)


def _require_registered(facts: Facts, filed: Filed, now: int, certificate: Certificate, parties: list[int]) -> None:
    require_filed(facts, filed, now, certificate.register, parties, dealing=False)


CHECKS: Mapping[type[Asked], Check] = {
    ObjectCertificate: _check_object,
    ProceedObjection: _check_proceed,
    RaiseSourceObjection: _check_raise_source,
    SettleSourceObjection: _check_settle_source,
}

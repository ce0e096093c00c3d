"""
Pledge objections: who denies a pledge, check by check in the order of `PledgeObjections.sol`.

Each act is the registry's to file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, cast

from ledger.domain.acts.checks import require_known
from ledger.domain.acts.filed import (
    Asked,
    Check,
    Filed,
    days_after,
    require_allowed,
    require_digest,
    require_filed,
    rule_at,
)
from ledger.domain.acts.pledge_book import PledgeAct, require_pledge
from ledger.domain.certificates import Certificate
from ledger.domain.encumbrances import PledgeObjection, PledgeObjectionOutcome, objection_to
from ledger.domain.events import CertificateId, Digest, ParticipantNumber, ThingId
from ledger.domain.facts import Facts, find
from ledger.domain.matrix import Operation
from ledger.domain.parameters import Parameter
from ledger.errors import ActRefused

# WHAT IS ASKED


@dataclass(frozen=True, slots=True)
class ObjectPledge(PledgeAct):
    """An objection to a pledge by whoever's rights it touches."""

    FUNCTION: ClassVar[str] = "object"

    certificate_id: CertificateId
    pledge_id: ThingId
    objector: ParticipantNumber
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class ProvePledgeSuit(PledgeAct):
    """The proof that the objector has gone to court or to arbitration."""

    FUNCTION: ClassVar[str] = "proveSuit"

    certificate_id: CertificateId
    pledge_id: ThingId
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class EndPledgeObjection(PledgeAct):
    """The end of an objection."""

    FUNCTION: ClassVar[str] = "endObjection"

    certificate_id: CertificateId
    pledge_id: ThingId
    outcome: PledgeObjectionOutcome
    document_digest: Digest


# THE CHECKS


def _check_object(facts: Facts, filed: Filed, now: int) -> None:
    asked = cast(ObjectPledge, filed.asked)
    certificate, _ = require_allowed(facts, asked.certificate_id, Operation.RESTRAIN, now)
    pledge = require_pledge(facts, asked.certificate_id, asked.pledge_id)
    require_known(facts, asked.objector)
    if asked.objector == pledge.creditor:
        raise ActRefused("PledgeObjectorInvalid", pledge_id=pledge.id, objector=asked.objector)
    last = objection_to(facts, pledge.id, now)
    if last is not None:
        raise ActRefused("PledgeObjectionPending", pledge_id=pledge.id, objector=last.objector)
    require_digest(asked.document_digest)
    require_filed(facts, filed, now, certificate.register, (asked.objector,))
    days_after(now, rule_at(facts, certificate.regime, Parameter.SUIT_DAYS, now))


def _check_prove_suit(facts: Facts, filed: Filed, now: int) -> None:
    asked = cast(ProvePledgeSuit, filed.asked)
    certificate, objection = _require_objection(facts, asked.certificate_id, asked.pledge_id, now)
    if objection.proven:
        raise ActRefused("PledgeSuitProvenAlready", pledge_id=asked.pledge_id)
    require_digest(asked.document_digest)
    require_filed(facts, filed, now, certificate.register, (), dealing=False)


def _check_end_objection(facts: Facts, filed: Filed, now: int) -> None:
    asked = cast(EndPledgeObjection, filed.asked)
    certificate, objection = _require_objection(facts, asked.certificate_id, asked.pledge_id, now)
    if asked.outcome is PledgeObjectionOutcome.NONE:
        raise ActRefused("PledgeObjectionOutcomeInvalid", outcome=int(asked.outcome))
    require_digest(asked.document_digest)
    parties = (objection.objector,) if asked.outcome is PledgeObjectionOutcome.WITHDRAWN else ()
    require_filed(facts, filed, now, certificate.register, parties, dealing=False)


def _require_objection(
    facts: Facts, own: CertificateId, pledge_id: ThingId, now: int
) -> tuple[Certificate, PledgeObjection]:
    """Return the objection to a live pledge that is in force."""
    certificate, _ = require_allowed(facts, own, Operation.RESTRAIN, now)
    require_pledge(facts, own, pledge_id)
    found = find(facts, ("pledge_objection", pledge_id), PledgeObjection)
    if found is None or found.outcome is not PledgeObjectionOutcome.NONE:
        raise ActRefused("PledgeObjectionMissing", pledge_id=pledge_id)
    if objection_to(facts, pledge_id, now) is None:
        raise ActRefused("PledgeObjectionLapsed", pledge_id=pledge_id, prove_by=found.prove_by)
    return certificate, found


CHECKS: Mapping[type[Asked], Check] = {
    ObjectPledge: _check_object,
    ProvePledgeSuit: _check_prove_suit,
    EndPledgeObjection: _check_end_objection,
}

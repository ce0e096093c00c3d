"""
Acts that put restraints on certificates and lift them, refused as `Restraints.sol` refuses them, in its order.

Freezes and orders of a court are in `freezes`, objections in `objections`; controls, disputes and returns are here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ledger.domain.acts import freezes, objections
from ledger.domain.acts.filed import (
    Asked,
    Check,
    Filed,
    joined,
    months_after,
    require_allowed,
    require_digest,
    require_filed,
    rule_at,
)
from ledger.domain.acts.freezes import (
    CancelByOrder,
    ExtendFreeze,
    FreezeCertificate,
    LiftFreeze,
    LiftFreezePart,
    TransferByOrder,
    ordered,
    require_own,
    require_room,
    restrainable,
    unknown,
)
from ledger.domain.acts.objections import (
    ObjectCertificate,
    ProceedObjection,
    RaiseSourceObjection,
    SettleSourceObjection,
)
from ledger.domain.burdens import OBJECTIONS_MAX, BurdenKind, control_in_force
from ledger.domain.events import CertificateId, Digest, Instant, ThingId
from ledger.domain.facts import Facts, thing_id
from ledger.domain.flags import Flag
from ledger.domain.matrix import Operation
from ledger.domain.parameters import Parameter
from ledger.domain.participants import Role
from ledger.errors import ActRefused

__all__ = [
    "CHECKS",
    "CancelByOrder",
    "ControlCertificate",
    "EndDispute",
    "ExtendFreeze",
    "FreezeCertificate",
    "LiftControl",
    "LiftFreeze",
    "LiftFreezePart",
    "NoteDispute",
    "ObjectCertificate",
    "ProceedObjection",
    "RaiseSourceObjection",
    "RestoreCertificate",
    "SettleSourceObjection",
    "SurrenderCertificate",
    "TransferByOrder",
]

CONTROLLERS = Role.SUPERVISOR | Role.ORGAN
"""Who may put a certificate under administrative control."""

# ACTS


@dataclass(frozen=True, slots=True)
class ControlCertificate(Asked):
    """By a supervisor or an organ; no parties."""

    CONTRACT: ClassVar[str] = "Restraints"
    FUNCTION: ClassVar[str] = "control"

    certificate_id: CertificateId
    order_digest: Digest
    until: Instant


@dataclass(frozen=True, slots=True)
class LiftControl(Asked):
    """By the participant that ordered it; no parties."""

    CONTRACT: ClassVar[str] = "Restraints"
    FUNCTION: ClassVar[str] = "liftControl"

    certificate_id: CertificateId
    control_id: ThingId
    order_digest: Digest


@dataclass(frozen=True, slots=True)
class NoteDispute(Asked):
    """By an arbitration institution; no parties."""

    CONTRACT: ClassVar[str] = "Restraints"
    FUNCTION: ClassVar[str] = "noteDispute"

    certificate_id: CertificateId
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class EndDispute(Asked):
    """By the institution that noted it; no parties."""

    CONTRACT: ClassVar[str] = "Restraints"
    FUNCTION: ClassVar[str] = "endDispute"

    certificate_id: CertificateId
    dispute_id: ThingId
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class SurrenderCertificate(Asked):
    """By the registry in charge; parties: all holders, then those whom the restraints protect."""

    CONTRACT: ClassVar[str] = "Restraints"
    FUNCTION: ClassVar[str] = "surrender"

    certificate_id: CertificateId
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class RestoreCertificate(Asked):
    """By the registry in charge; parties: all holders."""

    CONTRACT: ClassVar[str] = "Restraints"
    FUNCTION: ClassVar[str] = "restore"

    certificate_id: CertificateId
    document_digest: Digest


# CHECKING CONTROLS


def _check_control(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, ControlCertificate)
    certificate, burdens = restrainable(facts, asked.certificate_id, now)
    kept = control_in_force(burdens, now)
    if kept is not None:
        raise ActRefused("ControlInForce", certificate_id=certificate.id, by=kept.by, until=kept.until)
    require_digest(asked.order_digest)
    latest = months_after(now, rule_at(facts, certificate.regime, Parameter.CONTROL_MONTHS, now))
    if not now < asked.until <= latest:
        raise ActRefused("ControlTermInvalid", certificate_id=certificate.id, until=asked.until, latest=latest)
    ordered(facts, filed, now, CONTROLLERS)


def _check_lift_control(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, LiftControl)
    certificate, burdens = restrainable(facts, asked.certificate_id, now)
    kept = control_in_force(burdens, now)
    if kept is None or thing_id(certificate.id, kept.sequence) != asked.control_id:
        raise unknown(certificate, BurdenKind.CONTROL, asked.control_id)
    require_digest(asked.order_digest)
    require_own(kept.by, ordered(facts, filed, now, CONTROLLERS))


# CHECKING DISPUTES


def _check_note_dispute(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, NoteDispute)
    certificate, burdens = restrainable(facts, asked.certificate_id, now)
    require_room(certificate, BurdenKind.DISPUTE, len(burdens.disputes), OBJECTIONS_MAX)
    require_digest(asked.document_digest)
    ordered(facts, filed, now, Role.ARBITRATION)


def _check_end_dispute(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, EndDispute)
    certificate, burdens = restrainable(facts, asked.certificate_id, now)
    for note in burdens.disputes:
        if thing_id(certificate.id, note.sequence) == asked.dispute_id:
            break
    else:
        raise unknown(certificate, BurdenKind.DISPUTE, asked.dispute_id)
    require_digest(asked.document_digest)
    require_own(note.by, ordered(facts, filed, now, Role.ARBITRATION))


# CHECKING RETURNS


def _check_surrender(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, SurrenderCertificate)
    certificate, consents = require_allowed(facts, asked.certificate_id, Operation.SURRENDER, now)
    require_digest(asked.document_digest)
    require_filed(facts, filed, now, certificate.register, joined(certificate.holders, consents))


def _check_restore(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, RestoreCertificate)
    certificate, _ = restrainable(facts, asked.certificate_id, now)
    if not certificate.flags & Flag.SURRENDERED:
        raise ActRefused("NotSurrendered", certificate_id=certificate.id)
    require_digest(asked.document_digest)
    require_filed(facts, filed, now, certificate.register, certificate.holders, dealing=False)


CHECKS: Mapping[type[Asked], Check] = {
    **freezes.CHECKS,
    **objections.CHECKS,
    ControlCertificate: _check_control,
    LiftControl: _check_lift_control,
    NoteDispute: _check_note_dispute,
    EndDispute: _check_end_dispute,
    SurrenderCertificate: _check_surrender,
    RestoreCertificate: _check_restore,
}

"""
Acts on freezes, and what is done by order of a court, refused as `Freezing.sol` and `Restraints.sol` refuse it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ledger.domain.acts.door import check_end, check_move
from ledger.domain.acts.filed import (
    Asked,
    Check,
    Filed,
    months_after,
    require_agreed,
    require_allowed,
    require_digest,
    require_maker,
    rule_at,
)
from ledger.domain.burdens import (
    FORBIDDABLE,
    FREEZES_MAX,
    BurdenKind,
    Burdens,
    Forbidden,
    QueuedFreeze,
    burdens_on,
    ends,
    settled,
)
from ledger.domain.certificates import Certificate
from ledger.domain.events import ZERO_THING, CertificateId, Digest, Instant, ParticipantNumber, ThingId
from ledger.domain.facts import Facts, thing_id
from ledger.domain.matrix import Operation
from ledger.domain.parameters import Parameter
from ledger.domain.participants import Role
from ledger.errors import ActRefused

# ACTS


@dataclass(frozen=True, slots=True)
class FreezeCertificate(Asked):
    """By an organ; no parties.  `term` in seconds from its beginning, `holder` zero for the whole."""

    CONTRACT: ClassVar[str] = "Restraints"
    FUNCTION: ClassVar[str] = "freeze"

    certificate_id: CertificateId
    case_digest: Digest
    order_digest: Digest
    served_at: Instant
    term: int
    forbidden: Forbidden
    holder: ParticipantNumber


@dataclass(frozen=True, slots=True)
class ExtendFreeze(Asked):
    """By the freeze's organ; no parties.  `term` is how much longer, in seconds."""

    CONTRACT: ClassVar[str] = "Restraints"
    FUNCTION: ClassVar[str] = "extendFreeze"

    certificate_id: CertificateId
    freeze_id: ThingId
    order_digest: Digest
    term: int


@dataclass(frozen=True, slots=True)
class LiftFreezePart(Asked):
    """By the freeze's organ; no parties.  `forbidden` and `holder` are what remains."""

    CONTRACT: ClassVar[str] = "Restraints"
    FUNCTION: ClassVar[str] = "liftPart"

    certificate_id: CertificateId
    freeze_id: ThingId
    order_digest: Digest
    forbidden: Forbidden
    holder: ParticipantNumber


@dataclass(frozen=True, slots=True)
class LiftFreeze(Asked):
    """By the freeze's organ; no parties."""

    CONTRACT: ClassVar[str] = "Restraints"
    FUNCTION: ClassVar[str] = "lift"

    certificate_id: CertificateId
    freeze_id: ThingId
    order_digest: Digest


@dataclass(frozen=True, slots=True)
class TransferByOrder(Asked):
    """By an organ; party: the organ of the freeze in force, if it is another.  The order stands for the transferee."""

    CONTRACT: ClassVar[str] = "Restraints"
    FUNCTION: ClassVar[str] = "judicialTransfer"

    certificate_id: CertificateId
    from_: ParticipantNumber
    to: ParticipantNumber
    order_digest: Digest
    document_digest: Digest
    ends_freeze: bool


@dataclass(frozen=True, slots=True)
class CancelByOrder(Asked):
    """By an organ; party: the organ of the freeze in force, if it is another."""

    CONTRACT: ClassVar[str] = "Restraints"
    FUNCTION: ClassVar[str] = "judicialCancel"

    certificate_id: CertificateId
    order_digest: Digest
    document_digest: Digest


# CHECKING FREEZES


def _check_freeze(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, FreezeCertificate)
    certificate, burdens = restrainable(facts, asked.certificate_id, now)
    require_room(certificate, BurdenKind.FREEZE, len(settled(burdens, now).freezes), FREEZES_MAX)
    require_digest(asked.case_digest)
    require_digest(asked.order_digest)
    if not certificate.valid_from <= asked.served_at <= now:
        raise ActRefused(
            "ServedAtInvalid",
            certificate_id=certificate.id,
            served_at=asked.served_at,
            earliest=certificate.valid_from,
            latest=now,
        )
    latest = months_after(asked.served_at, rule_at(facts, certificate.regime, Parameter.FREEZE_MONTHS, now))
    _require_term(certificate, asked.served_at + asked.term, latest, now)
    if not 0 < asked.forbidden == asked.forbidden & FORBIDDABLE:
        raise ActRefused("ForbiddenInvalid", forbidden=int(asked.forbidden), forbiddable=FORBIDDABLE)
    _require_holder(certificate, asked.holder)
    ordered(facts, filed, now, Role.ORGAN)


def _check_extend(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, ExtendFreeze)
    certificate, freeze, end = _freeze(facts, asked, now)
    latest = months_after(end - 1, rule_at(facts, certificate.regime, Parameter.FREEZE_MONTHS, now))
    _require_term(certificate, end + asked.term, latest if asked.term else 0, now)
    require_own(freeze.organ, ordered(facts, filed, now, Role.ORGAN))


def _check_lift_part(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, LiftFreezePart)
    certificate, freeze, _ = _freeze(facts, asked, now)
    within = 0 < asked.forbidden == asked.forbidden & freeze.forbidden and freeze.holder in (0, asked.holder)
    same = (asked.forbidden, asked.holder) == (freeze.forbidden, freeze.holder)
    if not within or same:
        raise ActRefused(
            "LiftNotPartial", freeze_id=asked.freeze_id, forbidden=int(asked.forbidden), holder=asked.holder
        )
    if asked.holder != freeze.holder:
        _require_holder(certificate, asked.holder)
    require_own(freeze.organ, ordered(facts, filed, now, Role.ORGAN))


def _check_lift(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, LiftFreeze)
    _, freeze, _ = _freeze(facts, asked, now)
    require_own(freeze.organ, ordered(facts, filed, now, Role.ORGAN))


def _freeze(
    facts: Facts, asked: ExtendFreeze | LiftFreezePart | LiftFreeze, now: int
) -> tuple[Certificate, QueuedFreeze, int]:
    """Return the certificate and a freeze on it that has not ended, with its end."""
    certificate, burdens = restrainable(facts, asked.certificate_id, now)
    for freeze, _, end in ends(settled(burdens, now).freezes):
        if thing_id(certificate.id, freeze.sequence) == asked.freeze_id:
            require_digest(asked.order_digest)
            return certificate, freeze, end
    raise unknown(certificate, BurdenKind.FREEZE, asked.freeze_id)


def _require_term(certificate: Certificate, end: int, latest: int, now: int) -> None:
    if not now < end <= latest:
        raise ActRefused("FreezeTermInvalid", certificate_id=certificate.id, until=end, latest=latest)


def _require_holder(certificate: Certificate, holder: int) -> None:
    if holder and holder not in certificate.holders:
        raise ActRefused("NotHolder", certificate_id=certificate.id, participant=holder)


# CHECKING ORDERS OF A COURT


def _check_transfer(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, TransferByOrder)
    certificate, consents = require_allowed(facts, asked.certificate_id, Operation.JUDICIAL_TRANSFER, now)
    require_digest(asked.order_digest)
    organ = ordered(facts, filed, now, Role.ORGAN, consents)
    if asked.ends_freeze:
        queue = settled(burdens_on(facts, certificate.id), now).freezes
        if not queue:
            raise unknown(certificate, BurdenKind.FREEZE, ZERO_THING)
        require_own(queue[0].organ, organ)
    check_move(facts, certificate, asked.from_, asked.to, asked.document_digest)


def _check_cancel(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, CancelByOrder)
    _, consents = require_allowed(facts, asked.certificate_id, Operation.JUDICIAL_CANCEL, now)
    require_digest(asked.order_digest)
    ordered(facts, filed, now, Role.ORGAN, consents)
    check_end(asked.document_digest)


# WHAT ALL RESTRAINTS SHARE


def restrainable(facts: Facts, own: CertificateId, now: int) -> tuple[Certificate, Burdens]:
    """Return a certificate and its lists: nothing that rests on it stops a restraint or its end."""
    certificate, _ = require_allowed(facts, own, Operation.RESTRAIN, now)
    return certificate, burdens_on(facts, own)


def ordered(facts: Facts, filed: Filed, now: int, roles: Role, parties: list[int] | None = None) -> int:
    """Return the institution that orders it by two hands, with one of the roles; the parties agree."""
    institution = require_maker(facts, filed.maker, roles)
    require_agreed(facts, filed, now, institution, parties or [])
    return institution


def require_own(by: int, given: int) -> None:
    """What another ordered, nobody else changes."""
    if by != given:
        raise ActRefused("OrderOfAnother", by=by, given=given)


def unknown(certificate: Certificate, kind: BurdenKind, burden_id: bytes) -> ActRefused:
    return ActRefused("BurdenUnknown", certificate_id=certificate.id, burden_kind=int(kind), burden_id=burden_id)


def require_room(certificate: Certificate, kind: BurdenKind, count: int, maximum: int) -> None:
    if count >= maximum:
        raise ActRefused("BurdensTooMany", certificate_id=certificate.id, burden_kind=int(kind), maximum=maximum)


CHECKS: Mapping[type[Asked], Check] = {
    FreezeCertificate: _check_freeze,
    ExtendFreeze: _check_extend,
    LiftFreezePart: _check_lift_part,
    LiftFreeze: _check_lift,
    TransferByOrder: _check_transfer,
    CancelByOrder: _check_cancel,
}

"""
Pledges: what the contract refuses, check by check in its order (contracts/Pledges.sol and its pages).

A bank creates holds and pledges; release and enforcement are the creditor's to file, whoever that is by then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, cast

from ledger.domain import attestations
from ledger.domain.acts import pledge_changes, pledge_objections
from ledger.domain.acts.checks import participant_of, require_known
from ledger.domain.acts.filed import (
    Asked,
    Check,
    Filed,
    joined,
    require_agreed,
    require_allowed,
    require_digest,
    require_maker,
    require_open,
    require_plausible,
    rule_at,
    working_days_after,
)
from ledger.domain.acts.pledge_book import PledgeAct, require_creditor, require_form, require_pledge, require_term
from ledger.domain.certificates import Certificate, Right
from ledger.domain.encumbrances import (
    LIVE_MAX,
    Encumbrance,
    EncumbranceState,
    ReleaseReason,
    SecurityForm,
    is_in_force,
    live_on,
    rank_key,
)
from ledger.domain.events import (
    ZERO_DIGEST,
    ZERO_THING,
    CertificateId,
    Digest,
    Fen,
    Instant,
    ParticipantNumber,
    ThingId,
)
from ledger.domain.facts import Facts, find
from ledger.domain.kinds import AttestedKind, Purpose
from ledger.domain.matrix import Operation
from ledger.domain.parameters import Parameter
from ledger.domain.participants import Charge, Kind, Role
from ledger.errors import ActRefused

# WHAT IS ASKED


@dataclass(frozen=True, slots=True)
class HoldRank(PledgeAct):
    """A hold: a bank reserves its rank between its check and its pledge."""

    FUNCTION: ClassVar[str] = "hold"

    certificate_id: CertificateId
    creditor: ParticipantNumber


@dataclass(frozen=True, slots=True)
class ReleaseHold(PledgeAct):
    """The withdrawal of a hold before it lapses."""

    FUNCTION: ClassVar[str] = "releaseHold"

    certificate_id: CertificateId
    hold_id: ThingId


@dataclass(frozen=True, slots=True)
class CreatePledge(PledgeAct):
    """A pledge; `amount` is the sum secured or, if `maximum`, its cap; `debtor` is 0 where the holders owe."""

    FUNCTION: ClassVar[str] = "create"

    certificate_id: CertificateId
    creditor: ParticipantNumber
    debtor: ParticipantNumber
    amount: Fen
    maximum: bool
    form: SecurityForm
    until: Instant
    debt_digest: Digest
    resolution_digest: Digest
    report_id: ThingId


@dataclass(frozen=True, slots=True)
class ReleasePledge(PledgeAct):
    """The release of a pledge."""

    FUNCTION: ClassVar[str] = "release"

    certificate_id: CertificateId
    pledge_id: ThingId
    reason: ReleaseReason
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class EnforcePledge(PledgeAct):
    """The sale to realise a pledge, by agreement."""

    FUNCTION: ClassVar[str] = "enforce"

    certificate_id: CertificateId
    pledge_id: ThingId
    to: ParticipantNumber
    price: Fen
    document_digest: Digest


# HOLDS AND CREATION, BY A BANK


def _check_hold(facts: Facts, filed: Filed, now: int) -> None:
    asked = cast(HoldRank, filed.asked)
    own = asked.certificate_id
    certificate, parties = _require_pledgeable(facts, own, asked.creditor, now)
    held = _hold_of(facts, own, asked.creditor, now)
    if held is not None:
        raise ActRefused("HoldPending", hold_id=held.id, until=held.until)
    _require_room(facts, own, now)
    _require_bank(facts, filed, now, asked.creditor, parties)
    working_days_after(facts, now, rule_at(facts, certificate.regime, Parameter.HOLD_DAYS, now))


def _check_release_hold(facts: Facts, filed: Filed, now: int) -> None:
    asked = cast(ReleaseHold, filed.asked)
    own = asked.certificate_id
    require_allowed(facts, own, Operation.RELEASE, now)
    held = find(facts, ("encumbrance", asked.hold_id), Encumbrance)
    if held is None:
        raise ActRefused("HoldUnknown", certificate_id=own, hold_id=asked.hold_id)
    if held.state is not EncumbranceState.HELD:
        raise ActRefused("HoldNotLive", hold_id=held.id, encumbrance_state=int(held.state))
    if not is_in_force(held, now):
        raise ActRefused("HoldLapsed", hold_id=held.id, until=held.until)
    if held.certificate_id != own:
        raise ActRefused("HoldUnknown", certificate_id=own, hold_id=asked.hold_id)
    require_creditor(facts, filed, now, held, (), dealing=False)


def _check_create(facts: Facts, filed: Filed, now: int) -> None:
    asked = cast(CreatePledge, filed.asked)
    own = asked.certificate_id
    certificate, parties = _require_pledgeable(facts, own, asked.creditor, now)
    require_plausible(asked.amount)
    require_term(own, asked.until, now, certificate.valid_to)
    require_form(asked.form)
    require_digest(asked.debt_digest)
    _require_debtor(facts, asked, certificate)
    if asked.report_id != ZERO_THING:
        _require_report(facts, asked.report_id, certificate, now)
    if _hold_of(facts, own, asked.creditor, now) is None:
        _require_room(facts, own, now)
    _require_bank(facts, filed, now, asked.creditor, parties)


def _require_pledgeable(facts: Facts, own: CertificateId, creditor: int, now: int) -> tuple[Certificate, list[int]]:
    """Return the certificate, if there is something to pledge and each holder may; and who must agree."""
    certificate, parties = require_allowed(facts, own, Operation.PLEDGE, now)
    if not certificate.rights & Right.OPERATE:
        raise ActRefused("RightToOperateMissing", certificate_id=own, rights=int(certificate.rights))
    for holder in certificate.holders:
        if participant_of(facts, holder).kind is Kind.PUBLIC_BODY:
            raise ActRefused("PublicBodyCannotPledge", certificate_id=own, holder=holder)
    if creditor in certificate.holders:
        raise ActRefused("CreditorIsHolder", certificate_id=own, creditor=creditor)
    return certificate, joined(certificate.holders, parties)


def _require_debtor(facts: Facts, asked: CreatePledge, certificate: Certificate) -> None:
    debtor = asked.debtor
    if debtor == 0:
        return
    require_known(facts, debtor)
    if debtor == asked.creditor:
        raise ActRefused("DebtorInvalid", debtor=debtor)
    if debtor not in certificate.holders and asked.resolution_digest == ZERO_DIGEST:
        raise ActRefused("ResolutionMissing", certificate_id=certificate.id, debtor=debtor)


def _require_report(facts: Facts, report_id: ThingId, certificate: Certificate, now: int) -> None:
    is_current, _ = attestations.report_of(facts, report_id, certificate, AttestedKind.VALUE, now)
    if not is_current:
        raise ActRefused("ReportNotCurrent", certificate_id=certificate.id, report_id=report_id)
    report = find(facts, ("attestation", report_id), attestations.Attestation)
    purpose = report.subtype if report else Purpose.NONE
    if purpose != Purpose.PLEDGE:
        raise ActRefused("PledgeReportPurposeWrong", report_id=report_id, purpose=int(purpose))


def _hold_of(facts: Facts, own: CertificateId, bank: int, now: int) -> Encumbrance | None:
    """Return a bank's hold in force on a certificate."""
    live = live_on(facts, own, now)
    return next((one for one in live if one.state is EncumbranceState.HELD and one.creditor == bank), None)


def _require_room(facts: Facts, own: CertificateId, now: int) -> None:
    if len(live_on(facts, own, now)) == LIVE_MAX:
        raise ActRefused("EncumbrancesTooMany", certificate_id=own, maximum=LIVE_MAX)


def _require_bank(facts: Facts, filed: Filed, now: int, creditor: int, parties: Sequence[int]) -> None:
    bank = require_maker(facts, filed.maker, Role.BANK)
    require_open(facts)
    require_agreed(facts, filed, now, bank, parties)
    if creditor != bank:
        raise ActRefused("CreditorNotMaker", creditor=creditor, maker=bank)


# RELEASE AND ENFORCEMENT, BY THE CREDITOR


def _check_release(facts: Facts, filed: Filed, now: int) -> None:
    asked = cast(ReleasePledge, filed.asked)
    require_allowed(facts, asked.certificate_id, Operation.RELEASE, now)
    pledge = require_pledge(facts, asked.certificate_id, asked.pledge_id)
    if asked.reason is ReleaseReason.NONE:
        raise ActRefused("ReleaseReasonInvalid", reason=int(asked.reason))
    require_digest(asked.document_digest)
    require_creditor(facts, filed, now, pledge, (), dealing=False)


def _check_enforce(facts: Facts, filed: Filed, now: int) -> None:
    asked = cast(EnforcePledge, filed.asked)
    certificate, consents = require_allowed(facts, asked.certificate_id, Operation.ENFORCE, now)
    pledge = require_pledge(facts, asked.certificate_id, asked.pledge_id)
    if not pledge.perfected_at:
        raise ActRefused("PledgeNotPerfected", pledge_id=pledge.id)
    if pledge.is_cap:
        raise ActRefused("PledgeNotCrystallised", pledge_id=pledge.id, cap=pledge.amount)
    require_plausible(asked.price)
    require_known(facts, asked.to)
    charge = find(facts, ("register", certificate.register), Charge)
    if certificate.holders == (asked.to,) or asked.to == (charge.participant if charge else 0):
        raise ActRefused("TransfereeInvalid", certificate_id=certificate.id, participant=asked.to)
    require_digest(asked.document_digest)
    parties = joined(joined(certificate.holders, (asked.to,)), consents)
    require_creditor(facts, filed, now, pledge, joined(parties, _earlier(facts, pledge, now)))


def _earlier(facts: Facts, pledge: Encumbrance, now: int) -> list[int]:
    """Return the other creditors of what ranks before a pledge, in the order of creation, none twice."""
    live = live_on(facts, pledge.certificate_id, now)
    before = (one.creditor for one in live if rank_key(one) < rank_key(pledge))
    return list(dict.fromkeys(creditor for creditor in before if creditor != pledge.creditor))


CHECKS: Mapping[type[Asked], Check] = {
    HoldRank: _check_hold,
    ReleaseHold: _check_release_hold,
    CreatePledge: _check_create,
    **pledge_changes.CHECKS,
    ReleasePledge: _check_release,
    **pledge_objections.CHECKS,
    EnforcePledge: _check_enforce,
}

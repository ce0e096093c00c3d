"""
Acts on contributions, refused as `Equity.sol` refuses them, in its order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, cast

from ledger.domain import attestations
from ledger.domain.acts.checks import find
from ledger.domain.acts.door import check_move
from ledger.domain.acts.filed import (
    Asked,
    Check,
    Filed,
    days_after,
    joined,
    require_allowed,
    require_digest,
    require_filed,
    require_plausible,
    rule_at,
)
from ledger.domain.certificates import Certificate, Right
from ledger.domain.equity import STANDING_STAGES, Contribution, ContributionMode, ContributionStage, last_of
from ledger.domain.events import CertificateId, Digest, Fen, Instant, ParticipantNumber, ThingId
from ledger.domain.facts import Facts
from ledger.domain.kinds import AttestedKind, Purpose
from ledger.domain.matrix import Operation
from ledger.domain.parameters import Parameter
from ledger.domain.participants import Kind, Participant
from ledger.errors import ActRefused

# ACTS


@dataclass(frozen=True, slots=True)
class ReserveContribution(Asked):
    """A reservation.  Parties: all holders, the investee, then those whom the restraints protect."""

    CONTRACT: ClassVar[str] = "Equity"
    FUNCTION: ClassVar[str] = "reserve"

    certificate_id: CertificateId
    contributor: ParticipantNumber
    investee: ParticipantNumber
    appraised: Fen
    agreed: Fen
    capital: Fen
    report_id: ThingId
    mode: ContributionMode
    agreement_digest: Digest
    until: Instant


@dataclass(frozen=True, slots=True)
class CancelReservation(Asked):
    """The end of a reservation.  Parties: contributor, investee."""

    CONTRACT: ClassVar[str] = "Equity"
    FUNCTION: ClassVar[str] = "cancel"

    certificate_id: CertificateId
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class ExecuteContribution(Asked):
    """Transfer and delivery.  Parties: contributor, investee, then those whom the restraints protect."""

    CONTRACT: ClassVar[str] = "Equity"
    FUNCTION: ClassVar[str] = "execute"

    certificate_id: CertificateId
    delivery_digest: Digest
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class ConfirmContribution(Asked):
    """The company register's receipt.  No parties."""

    CONTRACT: ClassVar[str] = "Equity"
    FUNCTION: ClassVar[str] = "confirm"

    certificate_id: CertificateId
    receipt_digest: Digest
    registered_at: Instant


@dataclass(frozen=True, slots=True)
class RollBackContribution(Asked):
    """The way back of what was not confirmed in time.  Parties: investee, then those whom the restraints protect."""

    CONTRACT: ClassVar[str] = "Equity"
    FUNCTION: ClassVar[str] = "rollBack"

    certificate_id: CertificateId
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class ExitContribution(Asked):
    """The way back by reduction of capital.  Parties: investee, contributor, then those whom the restraints protect."""

    CONTRACT: ClassVar[str] = "Equity"
    FUNCTION: ClassVar[str] = "exit"

    certificate_id: CertificateId
    capital_reduction_digest: Digest
    document_digest: Digest


# CHECKING


def _check_reserve(facts: Facts, filed: Filed, now: int) -> None:
    asked = cast(ReserveContribution, filed.asked)
    certificate, consents = require_allowed(facts, asked.certificate_id, Operation.CONTRIBUTE, now)
    _require_reservable(facts, asked, certificate, now)
    parties = joined(joined(certificate.holders, [asked.investee]), consents)
    registry = require_filed(facts, filed, now, certificate.register, parties)
    if asked.investee == registry:
        raise ActRefused("TransfereeInvalid", certificate_id=certificate.id, participant=registry)


def _check_cancel(facts: Facts, filed: Filed, now: int) -> None:
    asked = cast(CancelReservation, filed.asked)
    certificate, consents = require_allowed(facts, asked.certificate_id, Operation.RELEASE, now)
    made = _require_reserved(facts, certificate.id, now)
    require_digest(asked.document_digest)
    parties = joined([made.contributor, made.investee], consents)
    require_filed(facts, filed, now, certificate.register, parties, dealing=False)


def _check_execute(facts: Facts, filed: Filed, now: int) -> None:
    asked = cast(ExecuteContribution, filed.asked)
    certificate, consents = require_allowed(facts, asked.certificate_id, Operation.EXECUTE, now)
    made = _require_reserved(facts, certificate.id, now)
    require_digest(asked.delivery_digest)
    require_digest(asked.document_digest)
    _require_outside(certificate, made.investee)
    parties = joined([made.contributor, made.investee], consents)
    require_filed(facts, filed, now, certificate.register, parties)
    days_after(now, rule_at(facts, certificate.regime, Parameter.CONFIRMATION_DAYS, now))
    check_move(facts, certificate, made.contributor, made.investee, asked.document_digest)


def _check_confirm(facts: Facts, filed: Filed, now: int) -> None:
    asked = cast(ConfirmContribution, filed.asked)
    certificate, consents = require_allowed(facts, asked.certificate_id, Operation.RESTRAIN, now)
    made = _require_stage(facts, certificate.id, ContributionStage.EXECUTED)
    if now >= made.confirm_by:
        raise ActRefused("ConfirmationLate", certificate_id=certificate.id, confirm_by=made.confirm_by)
    require_digest(asked.receipt_digest)
    if not 0 < asked.registered_at <= now:
        raise ActRefused("RegistrationTimeInvalid", registered_at=asked.registered_at)
    require_filed(facts, filed, now, certificate.register, consents, dealing=False)


def _check_roll_back(facts: Facts, filed: Filed, now: int) -> None:
    asked = cast(RollBackContribution, filed.asked)
    certificate, consents = require_allowed(facts, asked.certificate_id, Operation.TRANSFER, now)
    made = _require_stage(facts, certificate.id, ContributionStage.EXECUTED)
    if now < made.confirm_by:
        raise ActRefused("ConfirmationPending", certificate_id=certificate.id, confirm_by=made.confirm_by)
    require_digest(asked.document_digest)
    require_filed(facts, filed, now, certificate.register, joined([made.investee], consents))
    check_move(facts, certificate, made.investee, made.contributor, asked.document_digest)


def _check_exit(facts: Facts, filed: Filed, now: int) -> None:
    asked = cast(ExitContribution, filed.asked)
    certificate, consents = require_allowed(facts, asked.certificate_id, Operation.TRANSFER, now)
    made = _require_standing(facts, certificate.id)
    require_digest(asked.capital_reduction_digest)
    require_digest(asked.document_digest)
    parties = joined([made.investee, made.contributor], consents)
    require_filed(facts, filed, now, certificate.register, parties)
    check_move(facts, certificate, made.investee, made.contributor, asked.document_digest)


# WHAT IS ASKED


def _require_reservable(facts: Facts, asked: ReserveContribution, certificate: Certificate, now: int) -> None:
    own = certificate.id
    require_digest(asked.agreement_digest)
    rights = _rights_of(certificate, asked.contributor)
    if not rights & Right.OPERATE:
        raise ActRefused("RightToOperateMissing", certificate_id=own, rights=int(rights))
    if asked.mode is not mode_of(rights):
        raise ActRefused("ContributionModeInvalid", mode=int(asked.mode), rights=int(rights))
    company = find(facts, ("participant", asked.investee), Participant)
    if company is None or company.kind is not Kind.LEGAL_PERSON:
        raise ActRefused("InvesteeInvalid", certificate_id=own, participant=asked.investee)
    _require_outside(certificate, asked.investee)
    _require_amounts(facts, asked, certificate, now)
    days = rule_at(facts, certificate.regime, Parameter.RESERVATION_DAYS, now)
    latest = min(days_after(now, days), certificate.valid_to)
    if not now < asked.until <= latest:
        raise ActRefused("ReservationTermInvalid", certificate_id=own, until=asked.until, latest=latest)


def _require_outside(certificate: Certificate, investee: int) -> None:
    """What would come to a company that holds a part already could not be told from that part again."""
    if investee in certificate.holders:
        raise ActRefused("InvesteeInvalid", certificate_id=certificate.id, participant=investee)


def mode_of(rights: Right) -> ContributionMode:
    """Return which mode fits what the contributor holds: the whole goes with the right to hold."""
    return ContributionMode.TRANSFER if rights & Right.HOLD else ContributionMode.GRANT


def _rights_of(certificate: Certificate, contributor: int) -> Right:
    """Return what the contributor holds: of a co-held certificate its part."""
    if contributor not in certificate.holders:
        raise ActRefused("NotHolder", certificate_id=certificate.id, participant=contributor)
    return next((part.rights for part in certificate.shares if part.holder == contributor), certificate.rights)


def _require_amounts(facts: Facts, asked: ReserveContribution, certificate: Certificate, now: int) -> None:
    for amount in (asked.appraised, asked.agreed, asked.capital):
        require_plausible(amount)
    if asked.capital > asked.agreed:
        raise ActRefused("CapitalAboveAgreed", agreed=asked.agreed, capital=asked.capital)
    current, reported = attestations.report_of(facts, asked.report_id, certificate, AttestedKind.VALUE, now)
    if not current:
        raise ActRefused("ValueReportMissing", certificate_id=certificate.id, report_id=asked.report_id)
    purpose = _purpose_of(facts, asked.report_id)
    if purpose != Purpose.EQUITY:
        raise ActRefused("ReportPurposeWrong", report_id=asked.report_id, purpose=purpose)
    if reported != asked.appraised:
        raise ActRefused("AppraisalDifferent", report_id=asked.report_id, reported=reported, appraised=asked.appraised)


def _purpose_of(facts: Facts, report_id: ThingId) -> int:
    report = find(facts, ("attestation", report_id), attestations.Attestation)
    return report.subtype if report else Purpose.NONE


def _require_stage(facts: Facts, own: CertificateId, stage: ContributionStage) -> Contribution:
    made = last_of(facts, own)
    given = made.stage if made else ContributionStage.NONE
    if made is None or given is not stage:
        raise ActRefused("ContributionStageWrong", certificate_id=own, contribution_stage=int(given))
    return made


def _require_reserved(facts: Facts, own: CertificateId, now: int) -> Contribution:
    made = _require_stage(facts, own, ContributionStage.RESERVED)
    if now >= made.until:
        raise ActRefused("ReservationLapsed", certificate_id=own, since=made.until)
    return made


def _require_standing(facts: Facts, own: CertificateId) -> Contribution:
    made = last_of(facts, own)
    if made is None or made.stage not in STANDING_STAGES:
        given = made.stage if made else ContributionStage.NONE
        raise ActRefused("ContributionStageWrong", certificate_id=own, contribution_stage=int(given))
    return made


CHECKS: Mapping[type[Asked], Check] = {
    ReserveContribution: _check_reserve,
    CancelReservation: _check_cancel,
    ExecuteContribution: _check_execute,
    ConfirmContribution: _check_confirm,
    RollBackContribution: _check_roll_back,
    ExitContribution: _check_exit,
}

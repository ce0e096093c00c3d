"""Acts on renewals, refused as `Renewals.sol` refuses them, in its order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ledger.domain.acts.door import check_extend
from ledger.domain.acts.filed import (
    Asked,
    Check,
    Filed,
    joined,
    months_after,
    months_before,
    require_allowed,
    require_digest,
    require_filed,
    rule_at,
    working_days_after,
)
from ledger.domain.calendar import DAY_SECONDS
from ledger.domain.certificates import Certificate
from ledger.domain.events import CertificateId, Digest, Instant
from ledger.domain.facts import Facts
from ledger.domain.matrix import Operation
from ledger.domain.parameters import Parameter
from ledger.domain.renewals import decide_by
from ledger.errors import ActRefused

# WHAT IS ASKED


@dataclass(frozen=True, slots=True)
class RequestRenewal(Asked):
    """A request for renewal.  Approvals: checker, all holders, then whom the restraints protect."""

    CONTRACT: ClassVar[str] = "Renewals"
    FUNCTION: ClassVar[str] = "request"

    certificate_id: CertificateId
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class RefuseRenewal(Asked):
    """The refusal of a requested renewal.  Approvals: checker."""

    CONTRACT: ClassVar[str] = "Renewals"
    FUNCTION: ClassVar[str] = "refuse"

    certificate_id: CertificateId
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class Renew(Asked):
    """
    A renewal up to `valid_to`.

    Approvals: checker, without a pending request all holders, then whom the restraints protect.
    """

    CONTRACT: ClassVar[str] = "Renewals"
    FUNCTION: ClassVar[str] = "renew"

    certificate_id: CertificateId
    document_digest: Digest
    valid_to: Instant


# CHECKING


def _check_request(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, RequestRenewal)
    certificate, consents = require_allowed(facts, asked.certificate_id, Operation.RENEW, now)
    pending = decide_by(facts, certificate.id)
    if pending:
        raise ActRefused("RenewalPending", certificate_id=certificate.id, decide_by=pending)
    _require_window(facts, certificate, now)
    require_digest(asked.document_digest)
    require_filed(facts, filed, now, certificate.register, joined(certificate.holders, consents))
    decision_due(facts, certificate, now)


def decision_due(facts: Facts, certificate: Certificate, now: int) -> int:
    """Return until when a renewal that is requested now must be decided: so many working days after the last day."""
    days = rule_at(facts, certificate.regime, Parameter.RENEWAL_DECISION_DAYS, now)
    return working_days_after(facts, certificate.valid_to - 1, days)


def _check_refuse(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, RefuseRenewal)
    certificate, _ = require_allowed(facts, asked.certificate_id, Operation.RESTRAIN, now)
    if not decide_by(facts, certificate.id):
        raise ActRefused("RenewalNotPending", certificate_id=certificate.id)
    require_digest(asked.document_digest)
    require_filed(facts, filed, now, certificate.register, ())


def _check_renew(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, Renew)
    certificate, parties = _require_renewable(facts, asked.certificate_id, now)
    latest = latest_end(facts, certificate, now)
    if asked.valid_to > latest:
        raise ActRefused("RenewalTooLong", certificate_id=certificate.id, valid_to=asked.valid_to, latest=latest)
    require_filed(facts, filed, now, certificate.register, parties)
    check_extend(certificate, asked.valid_to, asked.document_digest, now)


def latest_end(facts: Facts, certificate: Certificate, now: int) -> int:
    """Return the latest end that a renewal may give a certificate."""
    months = rule_at(facts, certificate.regime, Parameter.VALIDITY_MONTHS, now)
    return months_after(certificate.valid_to - 1, months)


def window(facts: Facts, certificate: Certificate, now: int) -> tuple[int, int]:
    """Return when a renewal may be requested: from the first unix second up to the second, exclusive."""
    months = rule_at(facts, certificate.regime, Parameter.RENEWAL_MONTHS, now)
    return months_before(certificate.valid_to, months), certificate.valid_to - DAY_SECONDS


def _require_window(facts: Facts, certificate: Certificate, now: int) -> None:
    opens_at, closes_at = window(facts, certificate, now)
    if not opens_at <= now < closes_at:
        raise ActRefused("RenewalNotOpen", certificate_id=certificate.id, opens_at=opens_at, closes_at=closes_at)


def _require_renewable(facts: Facts, own: CertificateId, now: int) -> tuple[Certificate, list[int]]:
    pending = decide_by(facts, own)
    if not pending:
        certificate, consents = require_allowed(facts, own, Operation.RENEW, now)
        _require_window(facts, certificate, now)
        return certificate, joined(certificate.holders, consents)
    certificate, consents = require_allowed(facts, own, Operation.RENEW_PENDING, now)
    if now >= pending:
        raise ActRefused("RenewalLapsed", certificate_id=own, decide_by=pending)
    return certificate, consents


CHECKS: Mapping[type[Asked], Check] = {
    RequestRenewal: _check_request,
    RefuseRenewal: _check_refuse,
    Renew: _check_renew,
}

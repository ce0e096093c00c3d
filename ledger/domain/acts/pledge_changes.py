"""
Pledge changes: what becomes of a pledge while it is live, check by check in the order of `PledgeChanges.sol`.

Each act is the creditor's to file, whoever that is by then.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, cast

from ledger.domain.acts.checks import participant_of, require_known
from ledger.domain.acts.filed import (
    Asked,
    Check,
    Filed,
    joined,
    require_allowed,
    require_digest,
    require_plausible,
)
from ledger.domain.acts.pledge_book import PledgeAct, require_creditor, require_form, require_pledge, require_term
from ledger.domain.encumbrances import Filing, SecurityForm
from ledger.domain.events import CertificateId, Digest, Fen, Instant, ParticipantNumber, ThingId
from ledger.domain.facts import Facts, find
from ledger.domain.matrix import Operation
from ledger.domain.participants import Kind
from ledger.errors import ActRefused

_FILING_NUMBER = re.compile(rb"[0-9A-Z]{16,32}")
"""Capital letters only, so that one number has one spelling and is used once."""

# WHAT IS ASKED


@dataclass(frozen=True, slots=True)
class PerfectPledge(PledgeAct):
    """The filing of a pledge in the unified movables register (中登网), as its creditor attests it."""

    FUNCTION: ClassVar[str] = "perfect"

    certificate_id: CertificateId
    pledge_id: ThingId
    filing_number: Digest
    filed_at: Instant
    file_digest: Digest


@dataclass(frozen=True, slots=True)
class AmendPledge(PledgeAct):
    """An amendment: sum, form and secured debt as they are to be, in full."""

    FUNCTION: ClassVar[str] = "amend"

    certificate_id: CertificateId
    pledge_id: ThingId
    amount: Fen
    form: SecurityForm
    debt_digest: Digest


@dataclass(frozen=True, slots=True)
class ExtendPledge(PledgeAct):
    """A longer term."""

    FUNCTION: ClassVar[str] = "extend"

    certificate_id: CertificateId
    pledge_id: ThingId
    until: Instant
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class AssignPledge(PledgeAct):
    """The passing of a pledge to another creditor, with the debt that it secures."""

    FUNCTION: ClassVar[str] = "assign"

    certificate_id: CertificateId
    pledge_id: ThingId
    to: ParticipantNumber
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class CrystallisePledge(PledgeAct):
    """The fixing of what a maximum-amount pledge secures."""

    FUNCTION: ClassVar[str] = "crystallise"

    certificate_id: CertificateId
    pledge_id: ThingId
    amount: Fen
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class PartReleasePledge(PledgeAct):
    """The release of a part of the sum; `amount` remains."""

    FUNCTION: ClassVar[str] = "partRelease"

    certificate_id: CertificateId
    pledge_id: ThingId
    amount: Fen
    document_digest: Digest


# THE CHECKS


def _check_perfect(facts: Facts, filed: Filed, now: int) -> None:
    asked = cast(PerfectPledge, filed.asked)
    certificate, _ = require_allowed(facts, asked.certificate_id, Operation.RELEASE, now)
    pledge = require_pledge(facts, asked.certificate_id, asked.pledge_id)
    if pledge.perfected_at:
        raise ActRefused("PledgePerfectedAlready", pledge_id=pledge.id, perfected_at=pledge.perfected_at)
    number = asked.filing_number
    if not _FILING_NUMBER.fullmatch(number.rstrip(b"\0")):
        raise ActRefused("FilingNumberInvalid", filing_number=number)
    taken = find(facts, ("filing", number), Filing)
    if taken is not None:
        raise ActRefused("FilingTaken", filing_number=number, pledge_id=taken.pledge_id)
    if not certificate.valid_from <= asked.filed_at <= now:
        earliest = certificate.valid_from
        raise ActRefused("FilingTimeInvalid", filed_at=asked.filed_at, earliest=earliest, latest=now)
    require_digest(asked.file_digest)
    require_creditor(facts, filed, now, pledge, ())


def _check_amend(facts: Facts, filed: Filed, now: int) -> None:
    asked = cast(AmendPledge, filed.asked)
    certificate, consents = require_allowed(facts, asked.certificate_id, Operation.PLEDGE, now)
    pledge = require_pledge(facts, asked.certificate_id, asked.pledge_id)
    require_plausible(asked.amount)
    require_form(asked.form)
    require_digest(asked.debt_digest)
    grows = asked.amount > pledge.amount
    require_creditor(facts, filed, now, pledge, joined(certificate.holders, consents if grows else ()))


def _check_extend(facts: Facts, filed: Filed, now: int) -> None:
    asked = cast(ExtendPledge, filed.asked)
    certificate, _ = require_allowed(facts, asked.certificate_id, Operation.PLEDGE, now)
    pledge = require_pledge(facts, asked.certificate_id, asked.pledge_id)
    require_term(certificate.id, asked.until, max(pledge.until, now), certificate.valid_to)
    require_digest(asked.document_digest)
    require_creditor(facts, filed, now, pledge, certificate.holders)


def _check_assign(facts: Facts, filed: Filed, now: int) -> None:
    asked = cast(AssignPledge, filed.asked)
    certificate, _ = require_allowed(facts, asked.certificate_id, Operation.RELEASE, now)
    pledge = require_pledge(facts, asked.certificate_id, asked.pledge_id)
    require_known(facts, asked.to)
    is_own = asked.to == pledge.creditor or asked.to in certificate.holders
    if is_own or participant_of(facts, asked.to).kind is Kind.NATURAL_PERSON:
        raise ActRefused("AssigneeInvalid", pledge_id=pledge.id, to=asked.to)
    require_digest(asked.document_digest)
    require_creditor(facts, filed, now, pledge, (asked.to,))


def _check_crystallise(facts: Facts, filed: Filed, now: int) -> None:
    asked = cast(CrystallisePledge, filed.asked)
    require_allowed(facts, asked.certificate_id, Operation.RELEASE, now)
    pledge = require_pledge(facts, asked.certificate_id, asked.pledge_id)
    if not pledge.is_cap:
        raise ActRefused("PledgeNotMaximum", pledge_id=pledge.id)
    require_plausible(asked.amount)
    if asked.amount > pledge.amount:
        raise ActRefused("CapExceeded", pledge_id=pledge.id, amount=asked.amount, cap=pledge.amount)
    require_digest(asked.document_digest)
    require_creditor(facts, filed, now, pledge, (), dealing=False)


def _check_part_release(facts: Facts, filed: Filed, now: int) -> None:
    asked = cast(PartReleasePledge, filed.asked)
    require_allowed(facts, asked.certificate_id, Operation.RELEASE, now)
    pledge = require_pledge(facts, asked.certificate_id, asked.pledge_id)
    require_plausible(asked.amount)
    if asked.amount >= pledge.amount:
        before = pledge.amount
        raise ActRefused("AmountNotReduced", pledge_id=pledge.id, amount=asked.amount, amount_before=before)
    require_digest(asked.document_digest)
    require_creditor(facts, filed, now, pledge, (), dealing=False)


CHECKS: Mapping[type[Asked], Check] = {
    PerfectPledge: _check_perfect,
    AmendPledge: _check_amend,
    ExtendPledge: _check_extend,
    AssignPledge: _check_assign,
    CrystallisePledge: _check_crystallise,
    PartReleasePledge: _check_part_release,
}

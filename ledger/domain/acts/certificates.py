"""
Acts on certificates, refused as `Certificates.sol` refuses them, in its order.

Unlike the nouns' acts these count the approvals before they look at the maker, and a party that is the registry itself
would have to sign like any other.  A claimed fingerprint has an id of its own, under which there is no certificate; the
contract's storage word of it says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from ledger.domain.acts.checks import (
    participant_of,
    require_active,
    require_approval,
    require_duty,
    require_filing,
    require_registry,
)
from ledger.domain.acts.filed import (
    NOBODY_YET,
    Asked,
    Check,
    Filed,
    ask_hands,
    joined,
    require_allowed,
    require_digest,
    require_live_state,
)
from ledger.domain.acts.issue import is_taken
from ledger.domain.certificates import CancelReason, Certificate, Right, certificate_id
from ledger.domain.equity import require_move
from ledger.domain.events import ZERO_DIGEST, CertificateId, Digest, Instant, ParticipantNumber
from ledger.domain.facts import Facts
from ledger.domain.flags import SHARED
from ledger.domain.matrix import Operation
from ledger.domain.participants import Duty, Role
from ledger.domain.rules import ALL_RIGHTS
from ledger.errors import ActRefused

# WHAT IS ASKED


@dataclass(frozen=True, slots=True)
class Transfer(Asked):
    """
    All that `from_` holds goes to `to`.

    Approvals: checker, `from_`, `to`, the other co-holders in stored order, then whom the restraints protect.
    """

    CONTRACT: ClassVar[str] = "Certificates"
    FUNCTION: ClassVar[str] = "transfer"

    certificate_id: CertificateId
    from_: ParticipantNumber
    to: ParticipantNumber
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class Amend(Asked):
    """
    A change registration; zero leaves a value as it is.

    Approvals: checker, all holders in stored order, then whom the restraints protect.
    """

    CONTRACT: ClassVar[str] = "Certificates"
    FUNCTION: ClassVar[str] = "amend"

    certificate_id: CertificateId
    fingerprint: Digest
    document_digest: Digest
    valid_to: Instant
    rights: Right


@dataclass(frozen=True, slots=True)
class Correct(Asked):
    """A clerical error corrected: only the document changes.  Approvals: checker."""

    CONTRACT: ClassVar[str] = "Certificates"
    FUNCTION: ClassVar[str] = "correct"

    certificate_id: CertificateId
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class Cancel(Asked):
    """Approvals: checker; for the holders' own reasons all holders; then whom the restraints protect."""

    CONTRACT: ClassVar[str] = "Certificates"
    FUNCTION: ClassVar[str] = "cancel"

    certificate_id: CertificateId
    reason: CancelReason
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class Revoke(Asked):
    """By the registry or a supervisor.  Approvals: its checker."""

    CONTRACT: ClassVar[str] = "Certificates"
    FUNCTION: ClassVar[str] = "revoke"

    certificate_id: CertificateId
    document_digest: Digest


HOLDERS_REASONS = (CancelReason.VOLUNTARY, CancelReason.DESTROYED)
"""Why a certificate is cancelled with its holders' consent; to the other reasons they need not agree."""

# TRANSFER


def _check_transfer(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, Transfer)
    certificate, consents = require_allowed(facts, asked.certificate_id, Operation.TRANSFER, now)
    parties = joined(_parties_of(certificate, asked), consents)
    require_digest(asked.document_digest)
    require_move(facts, certificate, asked.to)
    registry = _require_filed(facts, filed, certificate, now, parties)
    if asked.to == registry:
        raise ActRefused("TransfereeInvalid", certificate_id=asked.certificate_id, participant=asked.to)
    _require_consents(facts, filed, now, parties)


def parties_to_transfer(certificate: Certificate, from_: ParticipantNumber, to: ParticipantNumber) -> list[int]:
    """Return who must agree to a transfer by themselves, in the order of their approvals after the checker's."""
    return [from_, to, *(holder for holder in certificate.holders if holder not in (from_, to))]


def _parties_of(certificate: Certificate, asked: Transfer) -> list[int]:
    if asked.from_ not in certificate.holders:
        raise ActRefused("NotHolder", certificate_id=asked.certificate_id, participant=asked.from_)
    if asked.to == asked.from_:
        raise ActRefused("TransfereeInvalid", certificate_id=asked.certificate_id, participant=asked.to)
    rights = next((part.rights for part in certificate.shares if part.holder == asked.from_), certificate.rights)
    if not rights & Right.OPERATE:
        raise ActRefused("RightToOperateMissing", certificate_id=asked.certificate_id, rights=int(rights))
    return parties_to_transfer(certificate, asked.from_, asked.to)


# AMENDMENT AND CORRECTION


def amending(valid_to: int, rights: int, asked: Amend) -> Operation:
    """
    Return as what an amendment is asked about: whether it takes something away or brings another data version.

    `valid_to` and `rights` are the certificate's as they are.
    """
    ends = 0 < asked.valid_to < valid_to
    loses = bool(asked.rights) and bool(rights & ~asked.rights)
    return Operation.NARROW if ends or loses or asked.fingerprint != ZERO_DIGEST else Operation.AMEND


def _check_amend(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, Amend)
    certificate = require_live_state(facts, asked.certificate_id)
    operation = amending(certificate.valid_to, certificate.rights, asked)
    _, consents = require_allowed(facts, asked.certificate_id, operation, now)
    check_amendable(facts, certificate, asked, now)
    parties = joined(certificate.holders, consents)
    _require_filed(facts, filed, certificate, now, parties)
    _require_consents(facts, filed, now, parties)


def check_amendable(facts: Facts, certificate: Certificate, asked: Amend, now: int) -> None:
    """Raise `ActRefused` if a certificate cannot become what an amendment asks, by a registry's act or at the door."""
    require_digest(asked.document_digest)
    own, ends = certificate.id, certificate.valid_to
    if asked.valid_to > ends:
        raise ActRefused("TermExtended", certificate_id=own, valid_to=ends, asked=asked.valid_to)
    if 0 < asked.valid_to <= now:
        raise ActRefused("TermInvalid", valid_from=certificate.valid_from, valid_to=asked.valid_to)
    if asked.rights:
        if certificate.flags & SHARED:
            raise ActRefused("SharedRightsFixed", certificate_id=own)
        if asked.rights > ALL_RIGHTS:
            raise ActRefused("RightsInvalid", rights=int(asked.rights))
    claim = certificate_id(certificate.holder, certificate.regime, asked.fingerprint, 0)
    if asked.fingerprint != ZERO_DIGEST and is_taken(facts, claim):
        raise ActRefused("CertificateDuplicate", certificate_id=claim)


def _check_correct(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, Correct)
    certificate, consents = require_allowed(facts, asked.certificate_id, Operation.CORRECT, now)
    require_digest(asked.document_digest)
    _require_filed(facts, filed, certificate, now, consents)
    _require_consents(facts, filed, now, consents)


# THE END


def _check_cancel(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, Cancel)
    agreed = asked.reason in HOLDERS_REASONS
    operation = Operation.CANCEL if agreed else Operation.JUDICIAL_CANCEL
    certificate, parties = require_allowed(facts, asked.certificate_id, operation, now)
    if asked.reason in (CancelReason.NONE, CancelReason.JUDGMENT):
        raise ActRefused("CancelReasonInvalid", reason=int(asked.reason))
    require_digest(asked.document_digest)
    if agreed:
        parties = joined(certificate.holders, parties)
    _require_count(facts, filed, parties)
    registry = require_registry(facts, filed.maker, certificate.register)
    _require_checker(facts, filed, now, registry)
    _require_consents(facts, filed, now, parties)


def _check_revoke(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, Revoke)
    certificate = require_live_state(facts, asked.certificate_id)
    require_digest(asked.document_digest)
    _require_count(facts, filed, ())
    maker = require_active(facts, filed.maker)
    require_duty(maker, Duty.MAKER)
    if not participant_of(facts, maker.participant).roles & Role.SUPERVISOR:
        require_registry(facts, filed.maker, certificate.register)
    _require_checker(facts, filed, now, maker.participant)


# CHECKS


def _require_count(facts: Facts, filed: Filed, parties: Sequence[int]) -> None:
    if filed.approvals is NOBODY_YET:
        ask_hands(filed, require_active(facts, filed.maker).participant, parties)
    if len(filed.approvals) != 1 + len(parties):
        raise ActRefused("ApprovalsMissing", expected=1 + len(parties), given=len(filed.approvals))


def _require_filed(facts: Facts, filed: Filed, certificate: Certificate, now: int, parties: Sequence[int]) -> int:
    _require_count(facts, filed, parties)
    return require_filing(facts, filed.maker, certificate.register, now, (filed.deadline, filed.approvals[0]))


def _require_checker(facts: Facts, filed: Filed, now: int, participant: int) -> None:
    require_approval(facts, now, filed.deadline, filed.approvals[0], participant=participant, duty=Duty.CHECKER)


def _require_consents(facts: Facts, filed: Filed, now: int, parties: Sequence[int]) -> None:
    for approval, party in zip(filed.approvals[1:], parties, strict=True):
        require_approval(facts, now, filed.deadline, approval, participant=party, duty=Duty.CONSENT)


CHECKS: Mapping[type[Asked], Check] = {
    Transfer: _check_transfer,
    Amend: _check_amend,
    Correct: _check_correct,
    Cancel: _check_cancel,
    Revoke: _check_revoke,
}

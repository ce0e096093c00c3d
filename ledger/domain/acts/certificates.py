"""
Acts on certificates, refused as `Certificates.sol` refuses them, in its order.

A claimed fingerprint has an id of its own, under which there is no certificate; the contract's storage word of it says
so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from ledger.domain.acts.checks import (
    Approval,
    find,
    participant_of,
    require_active,
    require_approval,
    require_duty,
    require_filing,
    require_registry,
)
from ledger.domain.acts.issue import Issue, IssueShared, check_issue, check_issue_shared, is_taken
from ledger.domain.certificates import SHARED, CancelReason, Certificate, Right, State, certificate_id
from ledger.domain.events import ZERO_DIGEST, CertificateId, Digest, Key, ParticipantNumber
from ledger.domain.participants import Duty, Role
from ledger.domain.rules import ALL_RIGHTS
from ledger.domain.state import Facts
from ledger.errors import ActRefused

# ACTS


@dataclass(frozen=True, slots=True)
class Transfer:
    """All that `from_` holds goes to `to`.  Approvals: checker, `from_`, `to`, the other co-holders in stored order."""

    maker: Key
    certificate_id: CertificateId
    from_: ParticipantNumber
    to: ParticipantNumber
    document_digest: Digest
    deadline: int
    approvals: tuple[Approval, ...]


@dataclass(frozen=True, slots=True)
class Amend:
    """A change registration; zero leaves a value as it is.  Approvals: checker, all holders in stored order."""

    maker: Key
    certificate_id: CertificateId
    fingerprint: Digest
    document_digest: Digest
    valid_to: int
    rights: int
    deadline: int
    approvals: tuple[Approval, ...]


@dataclass(frozen=True, slots=True)
class Cancel:
    """Approvals: checker; for the holders' own reasons all holders in stored order."""

    maker: Key
    certificate_id: CertificateId
    reason: int
    document_digest: Digest
    deadline: int
    approvals: tuple[Approval, ...]


@dataclass(frozen=True, slots=True)
class Revoke:
    """By the registry or a supervisor.  Approvals: its checker."""

    maker: Key
    certificate_id: CertificateId
    document_digest: Digest
    deadline: int
    approvals: tuple[Approval, ...]


CertificateAct = Issue | IssueShared | Transfer | Amend | Cancel | Revoke

# CHECKING


def check_certificates(facts: Facts, act: CertificateAct, now: int) -> None:
    """Raise `ActRefused` if the contract would refuse the act."""
    match act:
        case Issue():
            check_issue(facts, act, now)
        case IssueShared():
            check_issue_shared(facts, act, now)
        case Transfer():
            _check_transfer(facts, act, now)
        case Amend():
            _check_amend(facts, act, now)
        case Cancel():
            _check_cancel(facts, act, now)
        case Revoke():
            _check_revoke(facts, act, now)
        case _:
            assert_never(act)


# DEALING


def _check_transfer(facts: Facts, act: Transfer, now: int) -> None:
    certificate = _require_live(facts, act.certificate_id, now)
    parties = _parties_of(certificate, act)
    _require_digest(act.document_digest)
    registry = _require_filed(facts, certificate, act, now, len(parties))
    if act.to == registry:
        raise ActRefused("TransfereeInvalid", certificate_id=act.certificate_id, participant=act.to)
    _require_consents(facts, act, now, parties)


def parties_to_transfer(certificate: Certificate, from_: ParticipantNumber, to: ParticipantNumber) -> list[int]:
    """Return who must agree to a transfer, in the order of their approvals after the checker's."""
    return [from_, to, *(holder for holder in certificate.holders if holder not in (from_, to))]


def _parties_of(certificate: Certificate, act: Transfer) -> list[int]:
    if act.from_ not in certificate.holders:
        raise ActRefused("NotHolder", certificate_id=act.certificate_id, participant=act.from_)
    if act.to == act.from_:
        raise ActRefused("TransfereeInvalid", certificate_id=act.certificate_id, participant=act.to)
    rights = next((part.rights for part in certificate.shares if part.holder == act.from_), certificate.rights)
    if not rights & Right.OPERATE:
        raise ActRefused("RightToOperateMissing", certificate_id=act.certificate_id, rights=int(rights))
    return parties_to_transfer(certificate, act.from_, act.to)


def _check_amend(facts: Facts, act: Amend, now: int) -> None:
    certificate = _require_live(facts, act.certificate_id, now)
    _require_amendable(certificate, act, now)
    _require_claimable(facts, certificate, act.fingerprint)
    _require_filed(facts, certificate, act, now, len(certificate.holders))
    _require_consents(facts, act, now, certificate.holders)


def _require_amendable(certificate: Certificate, act: Amend, now: int) -> None:
    _require_digest(act.document_digest)
    own, ends = certificate.id, certificate.valid_to
    if act.valid_to > ends:
        raise ActRefused("TermExtended", certificate_id=own, valid_to=ends, asked=act.valid_to)
    if 0 < act.valid_to <= now:
        raise ActRefused("TermInvalid", valid_from=certificate.valid_from, valid_to=act.valid_to)
    if act.rights:
        if certificate.flags & SHARED:
            raise ActRefused("SharedRightsFixed", certificate_id=own)
        if act.rights > ALL_RIGHTS:
            raise ActRefused("RightsInvalid", rights=act.rights)


def _require_claimable(facts: Facts, certificate: Certificate, fingerprint: Digest) -> None:
    claim = certificate_id(certificate.holder, certificate.regime, fingerprint, 0)
    if fingerprint != ZERO_DIGEST and is_taken(facts, claim):
        raise ActRefused("CertificateDuplicate", certificate_id=claim)


def _check_cancel(facts: Facts, act: Cancel, now: int) -> None:
    certificate = _require_live(facts, act.certificate_id, now)
    if act.reason == CancelReason.NONE:
        raise ActRefused("CancelReasonInvalid", reason=act.reason)
    _require_digest(act.document_digest)
    agreed = act.reason in (CancelReason.VOLUNTARY, CancelReason.DESTROYED)
    parties = certificate.holders if agreed else ()
    _require_count(act.approvals, len(parties))
    registry = require_registry(facts, act.maker, certificate.register)
    _require_checker(facts, act, now, registry)
    _require_consents(facts, act, now, parties)


def _check_revoke(facts: Facts, act: Revoke, now: int) -> None:
    certificate = _require_active_certificate(facts, act.certificate_id)
    _require_digest(act.document_digest)
    _require_count(act.approvals, 0)
    maker = require_active(facts, act.maker)
    require_duty(maker, Duty.MAKER)
    if not participant_of(facts, maker.participant).roles & Role.SUPERVISOR:
        require_registry(facts, act.maker, certificate.register)
    _require_checker(facts, act, now, maker.participant)


# CHECKS


def _require_active_certificate(facts: Facts, own: CertificateId) -> Certificate:
    found = find(facts, ("certificate", own), Certificate)
    if found is None:
        raise ActRefused("CertificateUnknown", certificate_id=own)
    if found.state is not State.ACTIVE:
        raise ActRefused("CertificateNotActive", certificate_id=own, state=int(found.state))
    return found


def _require_live(facts: Facts, own: CertificateId, now: int) -> Certificate:
    found = _require_active_certificate(facts, own)
    if now >= found.valid_to:
        raise ActRefused("CertificateExpired", certificate_id=own, valid_to=found.valid_to)
    return found


def _require_digest(digest: Digest) -> None:
    if digest == ZERO_DIGEST:
        raise ActRefused("DigestMissing")


def _require_count(approvals: Sequence[Approval], parties: int) -> None:
    if len(approvals) != 1 + parties:
        raise ActRefused("ApprovalsMissing", expected=1 + parties, given=len(approvals))


def _require_filed(facts: Facts, certificate: Certificate, act: Transfer | Amend, now: int, parties: int) -> int:
    _require_count(act.approvals, parties)
    return require_filing(facts, act.maker, certificate.register, now, (act.deadline, act.approvals[0]))


def _require_checker(facts: Facts, act: Cancel | Revoke, now: int, registry: int) -> None:
    require_approval(facts, now, act.deadline, act.approvals[0], participant=registry, duty=Duty.CHECKER)


def _require_consents(facts: Facts, act: Transfer | Amend | Cancel, now: int, parties: Sequence[int]) -> None:
    for approval, party in zip(act.approvals[1:], parties, strict=True):
        require_approval(facts, now, act.deadline, approval, participant=party, duty=Duty.CONSENT)

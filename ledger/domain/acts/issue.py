"""
Issuing certificates, refused as `Certificates.sol` refuses it, in its order.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledger.domain import renewals
from ledger.domain.acts.checks import (
    Approval,
    Overlay,
    find,
    require_filing,
    require_known,
    require_registry,
)
from ledger.domain.certificates import WHOLE, Certificate, Claim, Numbered, Regime, Right, Share, State, certificate_id
from ledger.domain.doors import NOBODY, Migration, keeper_of
from ledger.domain.events import ZERO_DIGEST, CertificateId, Digest, Key, ParticipantNumber, Position
from ledger.domain.flags import Flag
from ledger.domain.numbers import SERIAL_MAX, is_period
from ledger.domain.participants import Charge
from ledger.domain.records import Record
from ledger.domain.rules import ALL_RIGHTS
from ledger.domain.standing import is_alive
from ledger.domain.state import Facts
from ledger.errors import ActRefused

BATCH_MAX = 500
HOLDERS_MAX = 16
TERM_SECONDS_MAX = (5 * 365 + 2 + 1 + 9) * 86_400
"""Five years, two leap days, the day not counted and the longest holiday (the contract's MAX_TERM)."""

_NOWHERE = Position(0, 0, 0)

# ACTS


@dataclass(frozen=True, slots=True)
class Issuance:
    """One certificate to be issued: the record with sequence, flags and state zero, and its two digests."""

    record: Record
    fingerprint: Digest
    document_digest: Digest

    @property
    def certificate_id(self) -> CertificateId:
        record = self.record
        return certificate_id(record.holder, record.regime, self.fingerprint, record.ordinal)


@dataclass(frozen=True, slots=True)
class Issue:
    """A registry issues one certificate or many, each with a sole holder."""

    maker: Key
    issues: tuple[Issuance, ...]
    deadline: int
    approval: Approval


@dataclass(frozen=True, slots=True)
class IssueShared:
    """A registry issues one co-held certificate."""

    maker: Key
    issued: Issuance
    shares: tuple[Share, ...]
    deadline: int
    approval: Approval


# CHECKING


def check_issue(facts: Facts, act: Issue, now: int) -> None:
    """Raise `ActRefused` if the contract would refuse the batch."""
    if not 1 <= len(act.issues) <= BATCH_MAX:
        raise ActRefused("BatchSize", given=len(act.issues), maximum=BATCH_MAX)
    register = _require_register(act.issues[0].record)
    registry = require_filing(facts, act.maker, register, now, (act.deadline, act.approval))
    _require_migration(facts, register, now)
    under_way = Overlay(facts)
    for issued in act.issues:
        if issued.record.register != register:
            register = _require_register(issued.record)
            require_registry(facts, act.maker, register)
            _require_migration(facts, register, now)
        _require_issuable(facts, issued, registry, now)
        _require_enterable(under_way, issued, now)


def check_issue_shared(facts: Facts, act: IssueShared, now: int) -> None:
    """Raise `ActRefused` if the contract would refuse the co-held certificate."""
    register = _require_register(act.issued.record)
    registry = require_filing(facts, act.maker, register, now, (act.deadline, act.approval))
    _require_migration(facts, register, now)
    _require_issuable(facts, act.issued, registry, now)
    _require_shares(facts, act.issued, act.shares, registry)
    _require_enterable(Overlay(facts), act.issued, now)


def check_enter(facts: Facts, issued: Issuance, shares: tuple[Share, ...], now: int) -> None:
    """Raise `ActRefused` if the contract would not let a noun issue this certificate (`ICertificates.enter`)."""
    register = _require_register(issued.record)
    charge = find(facts, ("register", register), Charge)
    registry = charge.participant if charge else 0
    _require_issuable(facts, issued, registry, now)
    if shares:
        _require_shares(facts, issued, shares, registry)
    _require_enterable(facts if isinstance(facts, Overlay) else Overlay(facts), issued, now)


def _require_migration(facts: Facts, register: int, now: int) -> None:
    """Without an application only old certificates are issued, while the governors let them into the register."""
    migration = find(facts, ("migration", register), Migration)
    until = migration.until if migration else 0
    if now >= until:
        raise ActRefused("MigrationClosed", register=register, until=until)


def _require_register(record: Record) -> int:
    if record.regime not in set(Regime):
        raise ActRefused("RegimeUnknown", regime=record.regime)
    return record.register


def _require_issuable(facts: Facts, issued: Issuance, registry: int, now: int) -> None:
    record = issued.record
    if record.sequence or record.flags or record.state:
        raise ActRefused("RecordNotBlank", record=record.word)
    if not 1 <= record.serial <= SERIAL_MAX or not is_period(record.period):
        raise ActRefused("NumberInvalid", number=record.number)
    if not 1 <= record.rights <= ALL_RIGHTS:
        raise ActRefused("RightsInvalid", rights=record.rights)
    first, last = record.valid_from, record.valid_to
    if first > now or last <= now or last - first > TERM_SECONDS_MAX:
        raise ActRefused("TermInvalid", valid_from=first, valid_to=last)
    if ZERO_DIGEST in (issued.fingerprint, issued.document_digest):
        raise ActRefused("DigestMissing")
    _require_holder(facts, record.holder, registry)


def _require_holder(facts: Facts, holder: int, registry: int) -> None:
    require_known(facts, holder)
    if holder == registry:  # guideline 〔2026〕35, art. 10(7)
        raise ActRefused("SelfRegistration", participant=holder)


def _require_shares(facts: Facts, issued: Issuance, shares: tuple[Share, ...], registry: int) -> None:
    total = sum(part.share for part in shares)
    if not 2 <= len(shares) <= HOLDERS_MAX or total != WHOLE:
        raise ActRefused("SharesInvalid", holders=len(shares), sum=total)
    rights = Right(0)
    for place, part in enumerate(shares):
        _require_holder(facts, part.holder, registry)
        misplaced = place == 0 and part.holder != issued.record.holder
        twice = any(earlier.holder == part.holder for earlier in shares[:place])
        if not part.share or misplaced or twice:
            raise ActRefused("ShareInvalid", holder=part.holder, share=part.share)
        if not part.rights:
            raise ActRefused("RightsInvalid", rights=0)
        rights |= part.rights
    if rights != issued.record.rights:
        raise ActRefused("RightsInvalid", rights=int(rights))


def _require_enterable(facts: Overlay, issued: Issuance, now: int) -> None:
    """That id and number are free; keeps both in `facts` for what follows."""
    record, own = issued.record, issued.certificate_id
    if is_taken(facts, own):
        raise ActRefused("CertificateDuplicate", certificate_id=own)
    if record.ordinal:
        predecessor = certificate_id(record.holder, record.regime, issued.fingerprint, record.ordinal - 1)
        require_predecessor_dead(facts, own, predecessor, record.ordinal, now)
    if find(facts, ("number", record.number), Numbered):
        raise ActRefused("NumberTaken", number=record.number)
    facts.keep(_entered(issued, own, now), Numbered(record.number, own))


def require_predecessor_dead(
    facts: Facts, own: CertificateId, predecessor: CertificateId, ordinal: int, now: int
) -> None:
    if not is_taken(facts, predecessor):
        raise ActRefused("PredecessorMissing", certificate_id=own, ordinal=ordinal)
    claim = find(facts, ("claim", predecessor), Claim)
    before = find(facts, ("certificate", claim.certificate_id if claim else predecessor), Certificate)
    if before and (is_alive(before, now) or _is_renewing(facts, before, now)):
        raise ActRefused("PredecessorAlive", certificate_id=own, predecessor=predecessor)


def _is_renewing(facts: Facts, before: Certificate, now: int) -> bool:
    """Whether a certificate that no act has ended can still be renewed though its term has."""
    kept = keeper_of(facts, Flag.RENEWING) != NOBODY
    return before.state is State.ACTIVE and kept and renewals.is_renewing(facts, before.id, now)


def is_taken(facts: Facts, own: CertificateId) -> bool:
    """Whether an id is a certificate's or claimed."""
    return ("certificate", own) in facts or ("claim", own) in facts


def _entered(issued: Issuance, own: CertificateId, now: int) -> Certificate:
    record = issued.record
    return Certificate(
        id=own,
        number=record.number,
        holder=ParticipantNumber(record.holder),
        applicant=ParticipantNumber(record.holder),
        rights=Right(record.rights),
        state=State.ACTIVE,
        ordinal=record.ordinal,
        valid_from=record.valid_from,
        valid_to=record.valid_to,
        flags=0,
        sequence=1,
        version=1,
        head=ZERO_DIGEST,
        fingerprint=issued.fingerprint,
        document_digest=issued.document_digest,
        issued=_NOWHERE,
        issued_at=now,
        changed=_NOWHERE,
        changed_at=now,
    )

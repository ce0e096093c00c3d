"""Acts of succession, refused as `Successions.sol` refuses them, in its order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from ledger.domain.acts.certificates import Amend, check_amendable
from ledger.domain.acts.checks import Overlay, find
from ledger.domain.acts.door import check_end, check_move
from ledger.domain.acts.filed import (
    Asked,
    Check,
    Filed,
    joined,
    months_after,
    require_agreed,
    require_allowed,
    require_digest,
    require_filed,
    require_registry,
)
from ledger.domain.acts.issue import Issuance, check_enter
from ledger.domain.certificates import Certificate, Right
from ledger.domain.equity import require_move
from ledger.domain.events import ZERO_DIGEST, CertificateId, Digest, Instant, ParticipantNumber, ThingId
from ledger.domain.facts import Facts
from ledger.domain.flags import SHARED
from ledger.domain.matrix import Operation
from ledger.domain.participants import Charge, Participant, Role
from ledger.domain.records import Record, unpack
from ledger.domain.successions import (
    BY_HAND,
    EXIT_MONTHS,
    LINKS_MAX,
    Relation,
    SuccessionGround,
    exit_of,
    links_on,
)
from ledger.errors import ActRefused

# WHAT IS ASKED


@dataclass(frozen=True, slots=True)
class SucceedCertificate(Asked):
    """A succession to all that `from_` holds.  Approvals: checker, the successor, then whom the restraints protect."""

    CONTRACT: ClassVar[str] = "Successions"
    FUNCTION: ClassVar[str] = "succeed"

    certificate_id: CertificateId
    from_: ParticipantNumber
    to: ParticipantNumber
    ground: SuccessionGround
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class SplitCertificate(Asked):
    """
    A partial transfer: of rights, or of data if `remaining_fingerprint` is not zero.

    `record` is the new certificate's blank word: its holder is the transferee, its rights are the rights given.
    Approvals: checker, the holder, the transferee, then whom the restraints protect.
    """

    CONTRACT: ClassVar[str] = "Successions"
    FUNCTION: ClassVar[str] = "split"

    certificate_id: CertificateId
    record: int
    fingerprint: Digest
    document_digest: Digest
    remaining_fingerprint: Digest
    remaining_digest: Digest


@dataclass(frozen=True, slots=True)
class ConvertCertificate(Asked):
    """
    A certificate of one regime in the place of one of another; `record` is the new one's blank word.

    Approvals: checker of the new register's registry, all holders, the old register's registry if it is another, then
    whom the restraints protect.
    """

    CONTRACT: ClassVar[str] = "Successions"
    FUNCTION: ClassVar[str] = "convert"

    certificate_id: CertificateId
    record: int
    fingerprint: Digest
    document_digest: Digest
    end_digest: Digest


@dataclass(frozen=True, slots=True)
class LinkCertificates(Asked):
    """A relation to another certificate, to be disclosed.  Approvals: checker."""

    CONTRACT: ClassVar[str] = "Successions"
    FUNCTION: ClassVar[str] = "link"

    certificate_id: CertificateId
    other_id: CertificateId
    relation: Relation
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class UnlinkCertificates(Asked):
    """A link that is taken back.  Approvals: checker."""

    CONTRACT: ClassVar[str] = "Successions"
    FUNCTION: ClassVar[str] = "unlink"

    certificate_id: CertificateId
    link_id: ThingId
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class AnnounceExit(Asked):
    """
    A registry's notice that it will leave a register.  Approvals: checker, the successor.

    Of no certificate: the sequence that is signed is one more than that of the register's last notice.
    """

    CONTRACT: ClassVar[str] = "Successions"
    FUNCTION: ClassVar[str] = "announceExit"

    register: int
    successor: ParticipantNumber
    effective_at: Instant
    document_digest: Digest


# SUCCESSION


def _check_succeed(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, SucceedCertificate)
    certificate, consents = require_allowed(facts, asked.certificate_id, Operation.SUCCEED, now)
    if asked.ground == SuccessionGround.NONE:
        raise ActRefused("SuccessionGroundInvalid", ground=0)
    require_filed(facts, filed, now, certificate.register, joined([asked.to], consents))
    check_move(facts, certificate, asked.from_, asked.to, asked.document_digest)


# SPLIT


def _check_split(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, SplitCertificate)
    certificate, consents = require_allowed(facts, asked.certificate_id, Operation.SPLIT, now)
    part = unpack(asked.record)
    remaining = _require_part(certificate, asked, part)
    require_move(facts, certificate, part.holder)
    parties = joined(joined([certificate.holder], [part.holder]), consents)
    require_filed(facts, filed, now, certificate.register, parties)
    under_way = Overlay(facts)
    check_enter(under_way, Issuance(part, asked.fingerprint, asked.document_digest), (), now)
    rest = Amend(certificate.id, asked.remaining_fingerprint, asked.remaining_digest, Instant(0), Right(remaining))
    check_amendable(under_way, certificate, rest, now)


def _require_part(certificate: Certificate, asked: SplitCertificate, part: Record) -> int:
    """Return the rights that remain, or 0 if they stay as they are because the data is divided."""
    own, held = certificate.id, int(certificate.rights)
    if certificate.flags & SHARED:
        raise ActRefused("SplitOfShared", certificate_id=own)
    if not held & Right.OPERATE:
        raise ActRefused("RightToOperateMissing", certificate_id=own, rights=held)
    if part.holder == certificate.holder:
        raise ActRefused("TransfereeInvalid", certificate_id=own, participant=part.holder)
    if part.register != certificate.register:
        raise ActRefused("RegisterOther", certificate_id=own, register=certificate.register, given=part.register)
    if part.valid_to > certificate.valid_to:
        raise ActRefused("TermExtended", certificate_id=own, valid_to=certificate.valid_to, asked=part.valid_to)
    _require_rights(certificate, part)
    if asked.remaining_fingerprint == ZERO_DIGEST:
        if not held & ~part.rights:
            raise ActRefused("NothingRemains", certificate_id=own, rights=part.rights)
        return held & ~part.rights
    if asked.remaining_fingerprint == asked.fingerprint:
        raise ActRefused("DataUndivided", certificate_id=own, fingerprint=asked.fingerprint)
    return 0


def _require_rights(certificate: Certificate, made: Record) -> None:
    held = int(certificate.rights)
    if made.rights & ~held:
        raise ActRefused("RightsExceeded", certificate_id=certificate.id, rights=made.rights, allowed=held)


# CONVERSION


def _check_convert(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, ConvertCertificate)
    certificate, consents = require_allowed(facts, asked.certificate_id, Operation.CONVERT, now)
    made = unpack(asked.record)
    _require_convertible(certificate, made)
    require_filed(facts, filed, now, made.register, parties_to_convert(facts, certificate, consents))
    shares = certificate.shares if len(certificate.shares) > 1 else ()
    check_enter(facts, Issuance(made, asked.fingerprint, asked.document_digest), shares, now)
    check_end(asked.end_digest)


def parties_to_convert(facts: Facts, certificate: Certificate, consents: Sequence[int]) -> list[int]:
    """Return who must agree to a conversion: all holders, the registry of the old register, and the protected."""
    charge = find(facts, ("register", certificate.register), Charge)
    return joined(joined(certificate.holders, [charge.participant if charge else 0]), consents)


def _require_convertible(certificate: Certificate, made: Record) -> None:
    if made.regime == certificate.regime:
        raise ActRefused("RegimeUnchanged", certificate_id=certificate.id, regime=made.regime)
    if made.holder != certificate.holder:
        raise ActRefused("HolderOther", certificate_id=certificate.id, expected=certificate.holder, given=made.holder)
    _require_rights(certificate, made)


# LINKS


def _check_link(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, LinkCertificates)
    certificate, consents = require_allowed(facts, asked.certificate_id, Operation.ATTEST, now)
    _require_linkable(facts, asked)
    require_filed(facts, filed, now, certificate.register, consents, dealing=False)


def _require_linkable(facts: Facts, asked: LinkCertificates) -> None:
    own = asked.certificate_id
    if asked.relation not in BY_HAND:
        raise ActRefused("RelationInvalid", relation=int(asked.relation))
    if asked.other_id == own:
        raise ActRefused("LinkToItself", certificate_id=own)
    if find(facts, ("certificate", asked.other_id), Certificate) is None:
        raise ActRefused("CertificateUnknown", certificate_id=asked.other_id)
    kept = links_on(facts, own)
    for link in kept:
        if (link.other_id, link.relation) == (asked.other_id, asked.relation):
            raise ActRefused("LinkDuplicate", certificate_id=own, link_id=link.id)
    if len(kept) >= LINKS_MAX:
        raise ActRefused("LinksTooMany", certificate_id=own, maximum=LINKS_MAX)
    require_digest(asked.document_digest)


def _check_unlink(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, UnlinkCertificates)
    certificate, consents = require_allowed(facts, asked.certificate_id, Operation.RESTRAIN, now)
    link = next((link for link in links_on(facts, certificate.id) if link.id == asked.link_id), None)
    if link is None:
        raise ActRefused("LinkUnknown", certificate_id=certificate.id, link_id=asked.link_id)
    if link.relation not in BY_HAND:
        raise ActRefused("LinkFixed", link_id=link.id, relation=int(link.relation))
    require_digest(asked.document_digest)
    require_filed(facts, filed, now, certificate.register, consents, dealing=False)


# EXIT


def _check_exit(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, AnnounceExit)
    earliest = months_after(now, EXIT_MONTHS)
    if asked.effective_at < earliest:
        raise ActRefused("ExitTooSoon", register=asked.register, effective_at=asked.effective_at, earliest=earliest)
    require_digest(asked.document_digest)
    registry = require_registry(facts, filed.maker, asked.register)
    successor = find(facts, ("participant", asked.successor), Participant)
    fit = successor is not None and bool(successor.roles & Role.REGISTRY) and not successor.suspended
    if not fit or asked.successor == registry:
        raise ActRefused("SuccessorInvalid", successor=asked.successor)
    require_agreed(facts, filed, now, registry, [asked.successor])


def exit_sequence(facts: Facts, register: int) -> int:
    """Return the sequence that a register's next notice signs."""
    before = exit_of(facts, register)
    return (before.sequence if before else 0) + 1


CHECKS: Mapping[type[Asked], Check] = {
    SucceedCertificate: _check_succeed,
    SplitCertificate: _check_split,
    ConvertCertificate: _check_convert,
    LinkCertificates: _check_link,
    UnlinkCertificates: _check_unlink,
    AnnounceExit: _check_exit,
}

"""
Certificates: what the ledger keeps of one registration certificate, and how each event changes it.

Facts only.  Whether a certificate is in force is computed (`standing`), never stored (P1).  The functions take the
facts that they need and return the changed ones; `state` looks them up.

Rules of the fold:
 * A certificate is issued once under its id and once under its number; the id follows from applicant, regime,
   fingerprint and ordinal.
 * Each event has the next sequence number and advances the head (P4).
 * Only an active certificate changes; a cancelled, revoked or superseded one never changes again.
 * Shares sum to the whole and follow the issue directly; a transfer moves all that one holder has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import Any, ClassVar

from ledger.domain.events import (
    ZERO_DIGEST,
    CertificateAmended,
    CertificateCancelled,
    CertificateCorrected,
    CertificateId,
    CertificateIssued,
    CertificateRenewed,
    CertificateRevoked,
    CertificateSuperseded,
    CertificateTransferred,
    Digest,
    Entry,
    ParticipantNumber,
    Position,
    ShareRecorded,
)
from ledger.domain.facts import Fact, replace
from ledger.domain.facts import require as _require
from ledger.domain.flags import SHARED
from ledger.domain.keccak import keccak
from ledger.domain.records import ordinal_of, unpack

WHOLE = 10_000
"""What all shares of a co-held certificate sum to, in basis points."""

# TYPES


class State(IntEnum):
    """What has become of a certificate by acts; the numbers are the contract's."""

    NONE = 0
    ACTIVE = 1
    CANCELLED = 2
    REVOKED = 3
    SUPERSEDED = 4
    CLAIMED = 5


class Regime(IntEnum):
    """The four registration regimes (domain rules §1.1); the numbers are the contract's."""

    DPR = 1  # 数据产权登记
    PDR = 2  # 公共数据资源登记
    DAR = 3  # 数据资产登记
    DIP = 4  # 数据知识产权登记


_REGIMES = frozenset(int(regime) for regime in Regime)


class Right(IntFlag):
    """The three data rights (guideline 〔2026〕35, art. 3)."""

    HOLD = 1 << 0  # 持有权
    USE = 1 << 1  # 使用权
    OPERATE = 1 << 2  # 经营权


class CancelReason(IntEnum):
    """Why a certificate is cancelled (guideline 〔2026〕35, art. 37)."""

    NONE = 0
    VOLUNTARY = 1
    DESTROYED = 2
    OBJECTION = 3
    EX_OFFICIO = 4
    JUDGMENT = 5


@dataclass(frozen=True, slots=True)
class Share:
    """One co-holder's part; `share` is in basis points of the whole (10,000)."""

    holder: ParticipantNumber
    rights: Right
    share: int


@dataclass(frozen=True, slots=True)
class Certificate(Fact):
    """
    One certificate as its events made it.

    `number` is the contract's 64 bits (see `numbers.CertificateNumber`).  `shares` is empty for a sole holder.
    `valid_from` and `valid_to` are unix seconds; the certificate is valid from the first, inclusive, to the second,
    exclusive. `head` is the rolling hash over its whole history (P4).  `version` is the sequence number with which the
    present data version came in: what was attested before is stale.
    """

    KIND: ClassVar[str] = "certificate"
    KEY: ClassVar[str] = "id"

    id: CertificateId
    number: int
    holder: ParticipantNumber
    applicant: ParticipantNumber
    rights: Right
    state: State
    ordinal: int
    valid_from: int
    valid_to: int
    flags: int
    sequence: int
    version: int
    head: Digest
    fingerprint: Digest
    document_digest: Digest
    issued: Position
    issued_at: int
    changed: Position
    changed_at: int
    shares: tuple[Share, ...] = ()

    @property
    def regime(self) -> Regime:
        return Regime(self.number >> 40 & 0xFF)

    @property
    def register(self) -> int:
        """The register that it stands in: regime 8 bits, code 16 bits."""
        return self.number >> 40

    @property
    def holders(self) -> tuple[ParticipantNumber, ...]:
        """Everyone who holds of it, in stored order."""
        return tuple(share.holder for share in self.shares) or (self.holder,)


@dataclass(frozen=True, slots=True)
class Claim(Fact):
    """A fingerprint that an amendment claimed: `id` is the id that a first registration of it would have."""

    KIND: ClassVar[str] = "claim"
    KEY: ClassVar[str] = "id"

    id: CertificateId
    certificate_id: CertificateId


@dataclass(frozen=True, slots=True)
class Numbered(Fact):
    """Which certificate has a number."""

    KIND: ClassVar[str] = "number"
    KEY: ClassVar[str] = "number"

    number: int
    certificate_id: CertificateId


# WORDS AND HASHES


def pack(certificate: Certificate) -> int:
    """Return the storage word that the contract must keep of `certificate`."""
    return (
        certificate.holder
        | certificate.sequence << 32
        | certificate.valid_from << 64
        | certificate.valid_to << 104
        | certificate.flags << 144
        | certificate.rights << 168
        | certificate.state << 176
        | certificate.ordinal << 184
        | certificate.number << 192
    )


def certificate_id(applicant: int, regime: int, fingerprint: bytes, ordinal: int) -> CertificateId:
    """Return the id that the contract derives: keccak256 of the ABI-encoded four."""
    words = applicant.to_bytes(32, "big") + regime.to_bytes(32, "big") + fingerprint + ordinal.to_bytes(32, "big")
    return CertificateId(keccak(words))


def event_digest(emitter: bytes, topics: Sequence[bytes], data: bytes) -> Digest:
    """Return keccak256(emitter ‖ topics ‖ data), the emitter as 32 bytes: what a head is folded from (P4)."""
    return Digest(keccak(emitter.rjust(32, b"\0") + b"".join(topics) + data))


def next_head(head: bytes, digest: bytes) -> Digest:
    """Return the head after an event with this digest (P4)."""
    return Digest(keccak(head + digest))


# THE FOLD


def issue(entry: Entry, event: CertificateIssued) -> Certificate:
    """Return the new certificate.  That id and number are free, the caller has seen to."""
    record = unpack(event.record)
    _require(entry, "state", State.ACTIVE, record.state)
    _require(entry, "sequence", 1, record.sequence)
    _require(entry, "flags", True, record.flags in (0, SHARED))
    _require(entry, "regime", True, record.regime in _REGIMES)
    derived = certificate_id(record.holder, record.regime, event.fingerprint, record.ordinal)
    _require(entry, "certificate id", derived, event.certificate_id)
    return Certificate(
        id=event.certificate_id,
        number=record.number,
        holder=ParticipantNumber(record.holder),
        applicant=ParticipantNumber(record.holder),
        rights=Right(record.rights),
        state=State.ACTIVE,
        ordinal=record.ordinal,
        valid_from=record.valid_from,
        valid_to=record.valid_to,
        flags=record.flags,
        sequence=1,
        version=1,
        head=next_head(ZERO_DIGEST, entry.digest),
        fingerprint=event.fingerprint,
        document_digest=event.document_digest,
        issued=entry.position,
        issued_at=entry.time,
        changed=entry.position,
        changed_at=entry.time,
    )


def predecessor_id(event: CertificateIssued) -> CertificateId | None:
    """Return the id that must be dead before this one may be issued; none for a first registration."""
    if ordinal_of(event.record) == 0:
        return None
    record = unpack(event.record)
    return certificate_id(record.holder, record.regime, event.fingerprint, record.ordinal - 1)


def require_dead(entry: Entry, predecessor: Certificate) -> None:
    """Check that a certificate no longer occupies its place, so that its successor may be issued."""
    alive = predecessor.state is State.ACTIVE and entry.time < predecessor.valid_to
    _require(entry, "predecessor has ended", False, alive)


def record_share(entry: Entry, event: ShareRecorded, before: Certificate) -> Certificate:
    """Return the certificate with one more co-holder."""
    _require_next(entry, event.sequence, before)
    _require(entry, "flags", SHARED, before.flags & SHARED)
    _require(entry, "shares follow the issue", before.sequence, 1 + len(before.shares))
    if not before.shares:
        _require(entry, "first co-holder", before.holder, event.holder)
    _require(entry, "co-holder is new", True, all(share.holder != event.holder for share in before.shares))
    _require(entry, "shares within the whole", True, sum(s.share for s in before.shares) + event.share <= WHOLE)
    return _advanced(
        entry, event.sequence, before, shares=(*before.shares, Share(event.holder, Right(event.rights), event.share))
    )


def transfer(entry: Entry, event: CertificateTransferred, before: Certificate) -> Certificate:
    """Return the certificate after all that `from` holds went to `to`."""
    _require_act(entry, event.sequence, before)
    _require(entry, "from is a holder", True, event.from_ in before.holders)
    _require(entry, "term has not ended", True, entry.time < before.valid_to)
    _require(entry, "transferee is another", True, event.to != event.from_)
    shares = moved(before.shares, event.from_, event.to)
    holder = shares[0].holder if shares else event.to
    return _advanced(entry, event.sequence, before, holder=holder, shares=shares, document_digest=event.document_digest)


def moved(shares: tuple[Share, ...], from_: ParticipantNumber, to: ParticipantNumber) -> tuple[Share, ...]:
    """Return the shares after `from_` gave all to `to`: in its place, or merged into what `to` already has."""
    given = next((share for share in shares if share.holder == from_), None)
    had = next((share for share in shares if share.holder == to), None)
    if given is None:
        return shares
    if had is None:
        return tuple(replace(share, holder=to) if share is given else share for share in shares)
    merged = Share(to, had.rights | given.rights, had.share + given.share)
    return tuple(merged if share is had else share for share in shares if share is not given)


def amend(entry: Entry, event: CertificateAmended, before: Certificate) -> Certificate:
    """Return the amended certificate."""
    _require_act(entry, event.sequence, before)
    _require(entry, "term is not longer", True, entry.time < event.valid_to <= before.valid_to)
    return _advanced(
        entry,
        event.sequence,
        before,
        fingerprint=before.fingerprint if event.fingerprint == ZERO_DIGEST else event.fingerprint,
        document_digest=event.document_digest,
        version=event.sequence,
        valid_to=event.valid_to,
        rights=Right(event.rights),
    )


def claim(event: CertificateAmended, after: Certificate) -> Claim | None:
    """Return the claim that an amendment lays on a new fingerprint, so that it counts as registered by the holder."""
    if event.fingerprint == ZERO_DIGEST:
        return None
    return Claim(certificate_id(after.holder, after.regime, event.fingerprint, 0), after.id)


def cancel(entry: Entry, event: CertificateCancelled, before: Certificate) -> Certificate:
    """Return the cancelled certificate."""
    _require_act(entry, event.sequence, before)
    _require(entry, "term has not ended", True, entry.time < before.valid_to)
    return _advanced(entry, event.sequence, before, state=State.CANCELLED, document_digest=event.document_digest)


def revoke(entry: Entry, event: CertificateRevoked, before: Certificate) -> Certificate:
    """Return the revoked certificate."""
    _require_act(entry, event.sequence, before)
    return _advanced(entry, event.sequence, before, state=State.REVOKED, document_digest=event.document_digest)


def correct(entry: Entry, event: CertificateCorrected, before: Certificate) -> Certificate:
    """Return the certificate with a clerical error corrected: another document."""
    _require_act(entry, event.sequence, before)
    _require(entry, "term has not ended", True, entry.time < before.valid_to)
    return _advanced(entry, event.sequence, before, document_digest=event.document_digest, version=event.sequence)


def renew(entry: Entry, event: CertificateRenewed, before: Certificate) -> Certificate:
    """Return the certificate with its longer term."""
    _require_act(entry, event.sequence, before)
    _require(entry, "end before", before.valid_to, event.valid_to_before)
    _require(entry, "term is longer", True, max(before.valid_to, entry.time) < event.valid_to)
    return _advanced(entry, event.sequence, before, valid_to=event.valid_to, document_digest=event.document_digest)


def supersede(entry: Entry, event: CertificateSuperseded, before: Certificate) -> Certificate:
    """Return the certificate superseded by another."""
    _require_act(entry, event.sequence, before)
    _require(entry, "successor is another", False, event.successor_id == before.id)
    return _advanced(entry, event.sequence, before, state=State.SUPERSEDED, document_digest=event.document_digest)


def advance(entry: Entry, sequence: int, before: Certificate, *, set: int = 0, clear: int = 0) -> Certificate:
    """Return the certificate after another noun's event on it: advanced, with that noun's flags set and cleared."""
    _require_act(entry, sequence, before)
    return _advanced(entry, sequence, before, flags=before.flags & ~clear | set)


def _require_act(entry: Entry, sequence: int, before: Certificate) -> None:
    """As `_require_next`, for an act: all shares must have been recorded by now."""
    if before.flags & SHARED:
        _require(entry, "shares are whole", WHOLE, sum(share.share for share in before.shares))
    _require_next(entry, sequence, before)


def _require_next(entry: Entry, sequence: int, before: Certificate) -> None:
    """Check that the event is the next on an active certificate."""
    _require(entry, "state", State.ACTIVE, before.state)
    _require(entry, "sequence", before.sequence + 1, sequence)


def _advanced(entry: Entry, sequence: int, before: Certificate, **changes: Any) -> Certificate:
    """Return the certificate with sequence, head and place advanced, and these fields changed."""
    return replace(
        before,
        sequence=sequence,
        head=next_head(before.head, entry.digest),
        changed=entry.position,
        changed_at=entry.time,
        **changes,
    )

"""
Encumbrances: the holds (预告) and pledges of a certificate, what is in force of them at an instant, and in which rank.

Facts only: that a hold has lapsed, which rank an encumbrance has and whether a pledge is past its term is computed at
an instant, never stored (P1).  How events change the facts is said in `pledges`.

Rank: what is perfected goes before what is not (Civil Code, art. 414), then the earlier rank time, then the earlier
creation.  A hold's rank time is its creation, a pledge's is its filing or, before that, its creation; but a pledge that
its bank creates while its hold is in force keeps the hold's rank time, if it is the earlier.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, IntFlag, StrEnum
from typing import ClassVar

from ledger.domain.events import (
    ZERO_DIGEST,
    ZERO_THING,
    CertificateId,
    Digest,
    Fen,
    Instant,
    ParticipantNumber,
    Position,
    ThingId,
)
from ledger.domain.facts import Fact, Facts, find

LIVE_MAX = 8
"""Most holds and pledges of a certificate at a time, so that asking all of them fits any act."""

_NOTHING = Fen(0)
_NEVER = Instant(0)

# TYPES


class SecurityForm(IntEnum):
    """In which legal form a certificate secures a debt; the numbers are the contract's."""

    NONE = 0
    PLEDGE = 1  # 质押
    MORTGAGE = 2  # 抵押
    OTHER = 3  # 其他担保


class EncumbranceState(IntEnum):
    """What has become of a hold or a pledge by acts; the numbers are the contract's."""

    NONE = 0
    HELD = 1  # 预告
    DROPPED = 2  # 预告已撤回
    CONSUMED = 3  # 预告已转为质押
    PLEDGED = 4  # 质押
    RELEASED = 5  # 已解除
    ENFORCED = 6  # 已实现
    ENDED = 7  # 因在先质权实现而消灭


class PledgeTrait(IntFlag):
    """What else is true of a pledge; the bits are the contract's."""

    MAXIMUM = 1 << 0  # 最高额
    CRYSTALLISED = 1 << 1  # 债权已确定
    RESERVED = 1 << 2  # 由预告转来


class ReleaseReason(IntEnum):
    """Why a pledge is released (Civil Code, art. 393); the numbers are the contract's."""

    NONE = 0
    PAID = 1  # 主债权消灭
    REALISED = 2  # 质权已在链外实现
    WAIVED = 3  # 质权人放弃


class PledgeObjectionOutcome(IntEnum):
    """How an objection to a pledge ended; the numbers are the contract's."""

    NONE = 0
    WITHDRAWN = 1  # 异议人撤回
    JUDGED = 2  # 生效裁判


@dataclass(frozen=True, slots=True)
class Encumbrance(Fact):
    """
    One hold or pledge as its events made it.

    `debtor` is, where no other was named, the first of those who held when the pledge was created; 0 of a hold.
    `amount` is the sum secured or, while `is_cap`, its limit; what amendments added to it is `added_amount`, last at
    `added_at`.  `sequence` is that of the event that created it.
    `document_digest` is the last act's; `ended_by` the enforced pledge with which it ended.
    """

    KIND: ClassVar[str] = "encumbrance"
    KEY: ClassVar[str] = "id"

    id: ThingId
    certificate_id: CertificateId
    sequence: int
    creditor: ParticipantNumber
    debtor: ParticipantNumber
    amount: Fen
    rank_at: Instant
    until: Instant
    perfected_at: Instant
    form: SecurityForm
    state: EncumbranceState
    traits: PledgeTrait
    debt_digest: Digest
    resolution_digest: Digest
    report_id: ThingId
    hold_id: ThingId
    created: Position
    created_at: Instant
    filing_number: Digest = ZERO_DIGEST
    file_digest: Digest = ZERO_DIGEST
    added_amount: Fen = _NOTHING
    added_at: Instant = _NEVER
    reason: ReleaseReason = ReleaseReason.NONE
    document_digest: Digest = ZERO_DIGEST
    closed_at: Instant = _NEVER
    ended_by: ThingId = ZERO_THING

    @property
    def is_cap(self) -> bool:
        """Whether the amount is a limit still, so that nobody knows yet what is owed."""
        return self.traits & (PledgeTrait.MAXIMUM | PledgeTrait.CRYSTALLISED) == PledgeTrait.MAXIMUM


ENCUMBRANCE_LAYOUT = (
    ("creditor", 0, 32),
    ("amount", 32, 64),
    ("rank_at", 96, 40),
    ("until", 136, 40),
    ("perfected_at", 176, 40),
    ("form", 216, 8),
    ("state", 224, 8),
    ("traits", 232, 8),
)
"""Name, lowest bit and width of each part of the storage word, from the lowest: see contracts/Encumbrance.sol."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An encumbrance on a certificate's list; `lapses_at` is when a hold lapses by itself, 0 for a pledge."""

    id: ThingId
    sequence: int
    lapses_at: Instant


@dataclass(frozen=True, slots=True)
class EncumbranceList(Fact):
    """What is live on a certificate in the order of creation, and the lapsed holds that no act has cleared yet."""

    KIND: ClassVar[str] = "encumbrance_list"
    KEY: ClassVar[str] = "certificate_id"

    certificate_id: CertificateId
    live: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Filing(Fact):
    """Which pledge a filing number stands for."""

    KIND: ClassVar[str] = "filing"
    KEY: ClassVar[str] = "number"

    number: Digest
    pledge_id: ThingId


@dataclass(frozen=True, slots=True)
class PledgeObjection(Fact):
    """The last objection to a pledge; it lapses at `prove_by` by itself unless a suit was proven."""

    KIND: ClassVar[str] = "pledge_objection"
    KEY: ClassVar[str] = "pledge_id"

    pledge_id: ThingId
    certificate_id: CertificateId
    objector: ParticipantNumber
    prove_by: Instant
    proven: bool
    outcome: PledgeObjectionOutcome
    document_digest: Digest


class EncumbranceStanding(StrEnum):
    """What a hold or a pledge is at an instant."""

    HELD = "held"
    LAPSED = "lapsed"
    DROPPED = "dropped"
    CONSUMED = "consumed"
    UNPERFECTED = "unperfected"
    PERFECTED = "perfected"
    RELEASED = "released"
    ENFORCED = "enforced"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Ranked:
    """An encumbrance in force at an instant, with its rank from 1 and what must be disclosed of it."""

    rank: int
    encumbrance: Encumbrance
    is_hold: bool
    is_perfected: bool
    is_past_term: bool
    objection: PledgeObjection | None


@dataclass(frozen=True, slots=True)
class Burden:
    """What encumbers a certificate at an instant: all in rank order, and the sums secured, caps at their limit."""

    ranked: tuple[Ranked, ...]
    perfected: Fen
    unperfected: Fen


# STANDING: what is in force at an instant


def is_in_force(encumbrance: Encumbrance, now: int) -> bool:
    """Whether an encumbrance counts: a pledge until an act ends it, also after its term; a hold until its own end."""
    if encumbrance.state is EncumbranceState.PLEDGED:
        return True
    return encumbrance.state is EncumbranceState.HELD and now < encumbrance.until


def standing(encumbrance: Encumbrance, now: int) -> EncumbranceStanding:
    """Return what an encumbrance is at a unix second."""
    if encumbrance.state is EncumbranceState.HELD:
        return EncumbranceStanding.HELD if now < encumbrance.until else EncumbranceStanding.LAPSED
    if encumbrance.state is EncumbranceState.PLEDGED:
        return EncumbranceStanding.PERFECTED if encumbrance.perfected_at else EncumbranceStanding.UNPERFECTED
    return EncumbranceStanding(encumbrance.state.name.lower())


def rank_key(encumbrance: Encumbrance) -> tuple[bool, int, int]:
    """Return the rule of rank as a key: the smaller ranks earlier."""
    return (encumbrance.perfected_at == 0, encumbrance.rank_at, encumbrance.sequence)


def live_on(facts: Facts, own: CertificateId, now: int) -> list[Encumbrance]:
    """Return what is in force on a certificate at a unix second, in the order of creation."""
    listed = find(facts, ("encumbrance_list", own), EncumbranceList)
    found = [find(facts, ("encumbrance", item.id), Encumbrance) for item in (listed.live if listed else ())]
    return [one for one in found if one is not None and is_in_force(one, now)]


def ranks(facts: Facts, own: CertificateId, now: int) -> list[Encumbrance]:
    """Return what is in force on a certificate at a unix second in the order of rank, the first first."""
    return sorted(live_on(facts, own, now), key=rank_key)


def objection_to(facts: Facts, pledge_id: ThingId, now: int) -> PledgeObjection | None:
    """Return the objection to a pledge that is in force at a unix second."""
    found = find(facts, ("pledge_objection", pledge_id), PledgeObjection)
    if found is None or found.outcome is not PledgeObjectionOutcome.NONE:
        return None
    return found if found.proven or now < found.prove_by else None


def burden(facts: Facts, own: CertificateId, now: int) -> Burden:
    """Return what encumbers a certificate at a unix second."""
    ranked = tuple(
        Ranked(
            rank=place,
            encumbrance=one,
            is_hold=one.state is EncumbranceState.HELD,
            is_perfected=one.perfected_at != 0,
            is_past_term=one.state is EncumbranceState.PLEDGED and now >= one.until,
            objection=objection_to(facts, one.id, now),
        )
        for place, one in enumerate(ranks(facts, own, now), start=1)
    )
    return Burden(ranked, _sum(ranked, perfected=True), _sum(ranked, perfected=False))


def _sum(ranked: tuple[Ranked, ...], *, perfected: bool) -> Fen:
    return Fen(sum(one.encumbrance.amount for one in ranked if one.is_perfected is perfected))

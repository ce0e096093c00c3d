"""
Equity: a certificate contributed to a company's capital (作价入股, domain rules §4).

Rules of the fold:
 * A contribution's id follows from its certificate and the number of the event that reserved it.
 * A reservation locks until it is cancelled, executed or over; it lapses without an event (P1).
 * An execution, a roll-back and an exit each follow the transfer that they are about.
 * A certificate has at most one contribution that locks or stands; another begins when that has ended.
 * What the company register did not confirm in time is overdue, and nothing but that, until it is rolled back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any, ClassVar

from ledger.domain.certificates import Certificate, advance
from ledger.domain.events import (
    ZERO_DIGEST,
    CertificateId,
    Digest,
    Entry,
    Fen,
    Instant,
    ParticipantNumber,
    Position,
    ThingId,
)
from ledger.domain.events.equity import (
    ContributionConfirmed,
    ContributionExecuted,
    ContributionExited,
    ContributionReserved,
    ContributionRolledBack,
    ReservationCancelled,
)
from ledger.domain.facts import Fact, FactKey, Facts, Fold, find, known, replace, require, require_new, thing_id
from ledger.domain.flags import Flag
from ledger.domain.matrix import Effect, Operation, Restraint, effect
from ledger.errors import ActRefused

# TYPES


class ContributionMode(IntEnum):
    """What of the data is contributed; the numbers are the contract's."""

    NONE = 0
    TRANSFER = 1  # 全部权利作价
    GRANT = 2  # 使用权、经营权作价


class ContributionStage(IntEnum):
    """How far a contribution has come by acts; the numbers are the contract's."""

    NONE = 0
    RESERVED = 1  # 出资锁定
    CANCELLED = 2  # 解除锁定
    EXECUTED = 3  # 已转移并交付
    CONFIRMED = 4  # 已确认
    ROLLED_BACK = 5  # 已退回
    EXITED = 6  # 减资退出


class ContributionStanding(StrEnum):
    """What a contribution is at an instant: computed, never stored (P1)."""

    RESERVED = "reserved"  # 出资锁定
    LAPSED = "lapsed"  # 锁定期满
    CANCELLED = "cancelled"  # 解除锁定
    EXECUTED = "executed"  # 待公司登记回执
    OVERDUE = "overdue"  # 逾期未确认
    CONFIRMED = "confirmed"  # 已确认
    ROLLED_BACK = "rolled_back"  # 已退回
    EXITED = "exited"  # 减资退出


STANDING_STAGES = frozenset((ContributionStage.EXECUTED, ContributionStage.CONFIRMED))
"""While a contribution is at one of these, it stands: no second one, and no way back but by reduction of capital."""


@dataclass(frozen=True, slots=True)
class Contribution(Fact):
    """
    One contribution as its events made it.

    Three sums in fen, which are three things: what the report appraised, what the parties agreed, what of it became
    registered capital.  `closing_digest` is the paper of a cancellation or of a reduction of capital.  An instant or a
    digest is zero as long as what it is about has not happened; `closed_at` is that of a cancellation, a roll-back or
    an exit.
    """

    KIND: ClassVar[str] = "contribution"
    KEY: ClassVar[str] = "id"

    id: ThingId
    certificate_id: CertificateId
    sequence: int
    contributor: ParticipantNumber
    investee: ParticipantNumber
    mode: ContributionMode
    stage: ContributionStage
    appraised: Fen
    agreed: Fen
    capital: Fen
    report_id: ThingId
    agreement_digest: Digest
    until: Instant
    confirm_by: Instant
    delivery_digest: Digest
    receipt_digest: Digest
    closing_digest: Digest
    registered_at: Instant
    reserved: Position
    reserved_at: Instant
    executed_at: Instant
    confirmed_at: Instant
    closed_at: Instant

    @property
    def due_at(self) -> Instant:
        """When the reservation lapses; of an executed one until when it must be confirmed."""
        return self.confirm_by or self.until


@dataclass(frozen=True, slots=True)
class ContributionOn(Fact):
    """Which contribution is a certificate's last."""

    KIND: ClassVar[str] = "contribution_on"
    KEY: ClassVar[str] = "certificate_id"

    certificate_id: CertificateId
    contribution_id: ThingId


# STANDING

_CLOSED = {
    ContributionStage.CANCELLED: ContributionStanding.CANCELLED,
    ContributionStage.ROLLED_BACK: ContributionStanding.ROLLED_BACK,
    ContributionStage.EXITED: ContributionStanding.EXITED,
}


def standing(contribution: Contribution, instant: int) -> ContributionStanding:
    """Return what a contribution is at a unix second, also one that is past."""
    if contribution.closed_at and instant >= contribution.closed_at:
        return _CLOSED[contribution.stage]
    if contribution.confirmed_at and instant >= contribution.confirmed_at:
        return ContributionStanding.CONFIRMED
    if contribution.executed_at and instant >= contribution.executed_at:
        late = instant >= contribution.confirm_by
        return ContributionStanding.OVERDUE if late else ContributionStanding.EXECUTED
    return ContributionStanding.LAPSED if instant >= contribution.until else ContributionStanding.RESERVED


def last_of(facts: Facts, certificate_id: CertificateId) -> Contribution | None:
    """Return a certificate's last contribution, if it ever had one."""
    on = find(facts, ("contribution_on", certificate_id), ContributionOn)
    return find(facts, ("contribution", on.contribution_id), Contribution) if on else None


def restraint_of(contribution: Contribution | None, instant: int) -> Restraint:
    """Return what a certificate's last contribution is to other acts at a unix second."""
    if contribution is None:
        return Restraint.NONE
    if contribution.stage in STANDING_STAGES:
        return Restraint.CONTRIBUTED
    locks = contribution.stage is ContributionStage.RESERVED and instant < contribution.until
    return Restraint.RESERVED if locks else Restraint.NONE


def consents(facts: Facts, certificate: Certificate, operation: Operation, now: int) -> list[int]:
    """
    Return whether the investee must agree to an operation.

    Raises `ActRefused` OperationRestrained where a contribution stops it.
    """
    contribution = last_of(facts, certificate.id)
    restraint = restraint_of(contribution, now)
    if contribution is None or restraint is Restraint.NONE:
        return []
    what = effect(operation, restraint)
    if what is Effect.REFUSE:
        raise ActRefused(
            "OperationRestrained",
            certificate_id=certificate.id,
            operation=int(operation),
            restraint=int(restraint),
            by=contribution.investee,
        )
    return [contribution.investee] if what is Effect.CONSENT else []


def require_move(facts: Facts, certificate: Certificate, to: int) -> None:
    """
    That a plain transfer is no quiet move back of a contribution (公司法 art. 53).

    Raises `ActRefused` MoveBackForbidden otherwise.  Whoever would give it: a move back through a third hand is one
    too.
    """
    contribution = last_of(facts, certificate.id) if certificate.flags & Flag.CONTRIBUTED else None
    if contribution is None or contribution.stage not in STANDING_STAGES:
        return
    if to == contribution.contributor:
        raise ActRefused("MoveBackForbidden", certificate_id=certificate.id, contributor=to)


# THE FOLD


def _reserve(facts: Facts, entry: Entry, event: ContributionReserved) -> tuple[Fact, ...]:
    before = known(facts, entry, ("certificate", event.certificate_id), Certificate)
    own = thing_id(event.certificate_id, event.sequence)
    require_new(facts, entry, ("contribution", own))
    require(entry, "contributor is a holder", True, event.contributor in before.holders)
    require(entry, "investee holds nothing", False, event.investee in before.holders)
    require(entry, "mode is known", True, 0 < event.mode <= ContributionMode.GRANT)
    require(entry, "capital within the agreed", True, 0 < event.capital <= event.agreed)
    require(entry, "reservation within the term", True, entry.time < event.until <= before.valid_to)
    require(entry, "no contribution stands", 0, before.flags & Flag.CONTRIBUTED)
    contribution = Contribution(
        id=own,
        certificate_id=event.certificate_id,
        sequence=event.sequence,
        contributor=event.contributor,
        investee=event.investee,
        mode=ContributionMode(event.mode),
        stage=ContributionStage.RESERVED,
        appraised=event.appraised,
        agreed=event.agreed,
        capital=event.capital,
        report_id=event.report_id,
        agreement_digest=event.agreement_digest,
        until=event.until,
        confirm_by=Instant(0),
        delivery_digest=ZERO_DIGEST,
        receipt_digest=ZERO_DIGEST,
        closing_digest=ZERO_DIGEST,
        registered_at=Instant(0),
        reserved=entry.position,
        reserved_at=Instant(entry.time),
        executed_at=Instant(0),
        confirmed_at=Instant(0),
        closed_at=Instant(0),
    )
    after = advance(entry, event.sequence, before, set=Flag.RESERVED)
    return after, contribution, ContributionOn(event.certificate_id, own)


def _cancel(facts: Facts, entry: Entry, event: ReservationCancelled) -> tuple[Fact, ...]:
    before, contribution = _at(facts, entry, event, ContributionStage.RESERVED)
    require(entry, "reservation has not lapsed", True, entry.time < contribution.until)
    after = advance(entry, event.sequence, before, clear=Flag.RESERVED)
    return after, _closed(contribution, entry, ContributionStage.CANCELLED, event.document_digest)


def _execute(facts: Facts, entry: Entry, event: ContributionExecuted) -> tuple[Fact, ...]:
    before, contribution = _at(facts, entry, event, ContributionStage.RESERVED)
    require(entry, "reservation has not lapsed", True, entry.time < contribution.until)
    require(entry, "investee holds it", True, contribution.investee in before.holders)
    require(entry, "contributor no longer does", False, contribution.contributor in before.holders)
    after = advance(entry, event.sequence, before, set=Flag.CONTRIBUTED, clear=Flag.RESERVED)
    executed = replace(
        contribution,
        stage=ContributionStage.EXECUTED,
        confirm_by=event.confirm_by,
        delivery_digest=event.delivery_digest,
        executed_at=Instant(entry.time),
    )
    return after, executed


def _confirm(facts: Facts, entry: Entry, event: ContributionConfirmed) -> tuple[Fact, ...]:
    before, contribution = _at(facts, entry, event, ContributionStage.EXECUTED)
    require(entry, "confirmation in time", True, entry.time < contribution.confirm_by)
    require(entry, "register's entry is past", True, 0 < event.registered_at <= entry.time)
    confirmed = replace(
        contribution,
        stage=ContributionStage.CONFIRMED,
        receipt_digest=event.receipt_digest,
        registered_at=event.registered_at,
        confirmed_at=Instant(entry.time),
    )
    return advance(entry, event.sequence, before), confirmed


def _roll_back(facts: Facts, entry: Entry, event: ContributionRolledBack) -> tuple[Fact, ...]:
    before, contribution = _at(facts, entry, event, ContributionStage.EXECUTED)
    require(entry, "confirmation is overdue", True, entry.time >= contribution.confirm_by)
    require(entry, "contributor holds it again", True, contribution.contributor in before.holders)
    after = advance(entry, event.sequence, before, clear=Flag.CONTRIBUTED)
    return after, _closed(contribution, entry, ContributionStage.ROLLED_BACK, ZERO_DIGEST)


def _exit(facts: Facts, entry: Entry, event: ContributionExited) -> tuple[Fact, ...]:
    before, contribution = _at(facts, entry, event, *STANDING_STAGES)
    require(entry, "contributor holds it again", True, contribution.contributor in before.holders)
    after = advance(entry, event.sequence, before, clear=Flag.CONTRIBUTED)
    return after, _closed(contribution, entry, ContributionStage.EXITED, event.capital_reduction_digest)


def _at(facts: Facts, entry: Entry, event: Any, *stages: ContributionStage) -> tuple[Certificate, Contribution]:
    """Return the certificate and the contribution that an event speaks of, which is at one of the stages."""
    before = known(facts, entry, ("certificate", event.certificate_id), Certificate)
    contribution = known(facts, entry, ("contribution", event.contribution_id), Contribution)
    require(entry, "contribution is the certificate's", event.certificate_id, contribution.certificate_id)
    require(entry, "stage allows it", True, contribution.stage in stages)
    return before, contribution


def _closed(contribution: Contribution, entry: Entry, stage: ContributionStage, digest: Digest) -> Contribution:
    return replace(contribution, stage=stage, closing_digest=digest, closed_at=Instant(entry.time))


def _reserved_reads(event: ContributionReserved) -> tuple[FactKey, ...]:
    own = thing_id(event.certificate_id, event.sequence)
    return ("certificate", event.certificate_id), ("contribution", own)


def _reads(event: Any) -> tuple[FactKey, ...]:
    return ("certificate", event.certificate_id), ("contribution", event.contribution_id)


FACTS: tuple[type[Fact], ...] = (Contribution, ContributionOn)

FOLDS: Mapping[type[Any], Fold] = {
    ContributionReserved: Fold(_reserved_reads, _reserve),
    ReservationCancelled: Fold(_reads, _cancel),
    ContributionExecuted: Fold(_reads, _execute),
    ContributionConfirmed: Fold(_reads, _confirm),
    ContributionRolledBack: Fold(_reads, _roll_back),
    ContributionExited: Fold(_reads, _exit),
}

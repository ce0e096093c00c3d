"""
Freezes (冻结) as their events made them, and what is done by order of a court (domain rules §6.1).

A freeze binds from its service; it is in force when those before it in the queue have ended, and lapses by itself.
When that is, `burdens` computes: nothing here says it (P1).

Rules of the fold:
 * Every act on freezes first drops the freezes that have ended.
 * Only the organ that ordered a freeze extends, narrows or lifts it, before its end.
 * A transfer by order follows its `CertificateTransferred`; a cancellation by order comes before its
   `CertificateCancelled`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ledger.domain.burdens import (
    FORBIDDABLE,
    FREEZES_MAX,
    Burdens,
    Forbidden,
    QueuedFreeze,
    advanced_with,
    before_and_burdens,
    ended,
    new_thing,
    queued,
    reads_new,
    reads_of,
    reads_old,
    settled,
    without_freeze,
)
from ledger.domain.certificates import Certificate, advance
from ledger.domain.events import (
    ZERO_THING,
    CertificateId,
    Digest,
    Entry,
    Instant,
    ParticipantNumber,
    Position,
    ThingId,
)
from ledger.domain.events.restraints import (
    CancellationOrdered,
    FreezeEntered,
    FreezeExtended,
    FreezeLifted,
    FreezeNarrowed,
    TransferOrdered,
)
from ledger.domain.facts import Fact, FactKey, Facts, Fold, known, replace, require, thing_id
from ledger.domain.flags import Flag


@dataclass(frozen=True, slots=True)
class Freeze(Fact):
    """
    A freeze (冻结).

    `term` runs from its beginning, in seconds; its place in the queue is in `Burdens`.  `holder` is zero for the whole,
    `lifted_at` zero unless its organ lifted it or it ended with a transfer by order.  `order_digest` is the last
    order's.
    """

    KIND: ClassVar[str] = "freeze"
    KEY: ClassVar[str] = "id"

    id: ThingId
    certificate_id: CertificateId
    sequence: int
    organ: ParticipantNumber
    served_at: Instant
    term: int
    forbidden: Forbidden
    holder: ParticipantNumber
    case_digest: Digest
    order_digest: Digest
    entered: Position
    entered_at: Instant
    lifted_at: Instant


# THE FOLD


def _enter_freeze(facts: Facts, entry: Entry, event: FreezeEntered) -> tuple[Fact, ...]:
    before, burdens = before_and_burdens(facts, entry, event.certificate_id)
    own = new_thing(facts, entry, "freeze", event)
    burdens = settled(burdens, entry.time)
    require(entry, "freezes are bounded", True, len(burdens.freezes) < FREEZES_MAX)
    require(entry, "served by now", True, before.valid_from <= event.served_at <= entry.time)
    require(entry, "term has not ended", True, entry.time < event.served_at + event.term)
    require(entry, "forbids what can be forbidden", True, 0 < event.forbidden == event.forbidden & FORBIDDABLE)
    queue = QueuedFreeze(
        sequence=event.sequence,
        organ=event.organ,
        served_at=event.served_at,
        term=event.term,
        forbidden=Forbidden(event.forbidden),
        holder=event.holder,
        earliest=event.served_at,
    )
    freeze = Freeze(
        id=own,
        certificate_id=event.certificate_id,
        sequence=event.sequence,
        organ=event.organ,
        served_at=event.served_at,
        term=event.term,
        forbidden=Forbidden(event.forbidden),
        holder=event.holder,
        case_digest=event.case_digest,
        order_digest=event.order_digest,
        entered=entry.position,
        entered_at=Instant(entry.time),
        lifted_at=Instant(0),
    )
    return (freeze, *advanced_with(entry, event.sequence, before, queued(burdens, queue), Flag.FROZEN))


def _extend(facts: Facts, entry: Entry, event: FreezeExtended) -> tuple[Fact, ...]:
    before, burdens, place, freeze = _freeze(facts, entry, event.certificate_id, event.freeze_id)
    require(entry, "term is longer", True, event.term > freeze.term)
    changed = replace(freeze, term=event.term, order_digest=event.order_digest)
    queue = replace(burdens.freezes[place], term=event.term)
    return (changed, *advanced_with(entry, event.sequence, before, _kept(burdens, place, queue), Flag.FROZEN))


def _narrow(facts: Facts, entry: Entry, event: FreezeNarrowed) -> tuple[Fact, ...]:
    before, burdens, place, freeze = _freeze(facts, entry, event.certificate_id, event.freeze_id)
    left = Forbidden(event.forbidden)
    require(entry, "what is left is a part", True, 0 < event.forbidden == event.forbidden & freeze.forbidden)
    changed = replace(freeze, forbidden=left, holder=event.holder, order_digest=event.order_digest)
    queue = replace(burdens.freezes[place], forbidden=left, holder=event.holder)
    return (changed, *advanced_with(entry, event.sequence, before, _kept(burdens, place, queue), Flag.FROZEN))


def _lift(facts: Facts, entry: Entry, event: FreezeLifted) -> tuple[Fact, ...]:
    before, burdens, place, freeze = _freeze(facts, entry, event.certificate_id, event.freeze_id)
    lifted = replace(freeze, lifted_at=Instant(entry.time), order_digest=event.order_digest)
    return (lifted, *advanced_with(entry, event.sequence, before, without_freeze(burdens, place, 1, entry.time)))


def _freeze(
    facts: Facts, entry: Entry, own: CertificateId, freeze_id: ThingId
) -> tuple[Certificate, Burdens, int, Freeze]:
    """Return certificate, settled lists, and a freeze that has not ended with its place in the queue."""
    before, burdens = before_and_burdens(facts, entry, own)
    burdens = settled(burdens, entry.time)
    freeze = known(facts, entry, ("freeze", freeze_id), Freeze)
    places = [place for place, one in enumerate(burdens.freezes) if thing_id(own, one.sequence) == freeze_id]
    require(entry, "freeze has not ended", 1, len(places))
    return before, burdens, places[0], freeze


def _kept(burdens: Burdens, place: int, freeze: QueuedFreeze) -> Burdens:
    return replace(burdens, freezes=(*burdens.freezes[:place], freeze, *burdens.freezes[place + 1 :]))


# ORDERS OF A COURT


def _order_transfer(facts: Facts, entry: Entry, event: TransferOrdered) -> tuple[Fact, ...]:
    if event.freeze_id == ZERO_THING:
        before, burdens = before_and_burdens(facts, entry, event.certificate_id)
        return (advance(entry, event.sequence, before, clear=ended(burdens, before.flags, entry.time)),)
    before, burdens, place, freeze = _freeze(facts, entry, event.certificate_id, event.freeze_id)
    require(entry, "freeze is in force", 0, place)
    require(entry, "freeze is the organ's own", event.organ, freeze.organ)
    lifted = replace(freeze, lifted_at=Instant(entry.time), order_digest=event.order_digest)
    return (lifted, *advanced_with(entry, event.sequence, before, without_freeze(burdens, 0, 1, entry.time)))


def _order_cancellation(facts: Facts, entry: Entry, event: CancellationOrdered) -> tuple[Fact, ...]:
    before, burdens = before_and_burdens(facts, entry, event.certificate_id)
    return (advance(entry, event.sequence, before, clear=ended(burdens, before.flags, entry.time)),)


def _ordered_reads(event: TransferOrdered) -> tuple[FactKey, ...]:
    ending = () if event.freeze_id == ZERO_THING else (("freeze", event.freeze_id),)
    return reads_of(event.certificate_id, *ending)


FOLDS: Mapping[type[Any], Fold] = {
    FreezeEntered: Fold(reads_new("freeze"), _enter_freeze),
    FreezeExtended: Fold(reads_old("freeze", "freeze_id"), _extend),
    FreezeNarrowed: Fold(reads_old("freeze", "freeze_id"), _narrow),
    FreezeLifted: Fold(reads_old("freeze", "freeze_id"), _lift),
    TransferOrdered: Fold(_ordered_reads, _order_transfer),
    CancellationOrdered: Fold(lambda event: reads_of(event.certificate_id), _order_cancellation),
}

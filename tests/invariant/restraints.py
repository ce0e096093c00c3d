"""
Acts of restraints for the walk: about as often right as wrong, and wrong in every way that the contract knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ledger.domain.acts.filed import months_after, rule_at
from ledger.domain.acts.objections import FOLLOWS, parties_to_outcome, parties_to_stage
from ledger.domain.acts.restraints import (
    CancelByOrder,
    ControlCertificate,
    EndDispute,
    ExtendFreeze,
    FreezeCertificate,
    LiftControl,
    LiftFreeze,
    LiftFreezePart,
    NoteDispute,
    ObjectCertificate,
    ProceedObjection,
    RaiseSourceObjection,
    RestoreCertificate,
    SettleSourceObjection,
    SurrenderCertificate,
    TransferByOrder,
)
from ledger.domain.burdens import (
    FORBIDDABLE,
    Burdens,
    Forbidden,
    Ground,
    SourceOutcome,
    Stage,
    active_freeze,
    ends,
)
from ledger.domain.events import ZERO_DIGEST, Instant, ParticipantNumber
from ledger.domain.matrix import Operation
from ledger.domain.parameters import Parameter
from ledger.domain.restraints import Control, Dispute, Freeze, Objection, SourceObjection, Surrender
from tests.evm import World
from tests.invariant.dice import Dice
from tests.invariant.restraining import (
    ORGANS,
    able_to_consent,
    choose,
    file_by_registry,
    file_order,
    named,
    order_digest,
    organ_for,
    place_in,
    probe,
    read_burdens,
    unread,
)
from tests.invariant.walk import Walk
from tests.parties import ARBITER, BUREAU, DAY

# FREEZES


def freeze(walk: Walk, dice: Dice) -> None:
    found = choose(walk, dice, "case", "early", "late", "term", "over", "too long", "nothing", "release", "holder")
    if found is None:
        return
    own, now = found.certificate, walk.now
    served = dice.pick((now, now, now - dice.number(0, 3 * DAY)))
    served = {"early": own.valid_from - 1, "late": now + 1}.get(found.way, max(served, own.valid_from))
    latest = months_after(served, rule_at(walk.facts, own.regime, Parameter.FREEZE_MONTHS, now))
    term = dice.pick((now + 1 - served, now + DAY - served, 5 * DAY + now - served, latest - served))
    term = {"term": 0, "over": max(now - served, 0), "too long": latest - served + 1}.get(found.way, term)
    forbidden = Forbidden(dice.pick((FORBIDDABLE, FORBIDDABLE & dice.number(1, FORBIDDABLE))) or Forbidden.TRANSFER)
    forbidden = {"nothing": Forbidden(0), "release": Forbidden(1 << Operation.RELEASE | 2)}.get(found.way, forbidden)
    holder = dice.pick((0, 0, *own.holders)) if found.way != "holder" else 2
    asked = FreezeCertificate(
        certificate_id=own.id,
        case_digest=ZERO_DIGEST if found.way == "case" else order_digest(dice),
        order_digest=order_digest(dice, found.way),
        served_at=Instant(served),
        term=term,
        forbidden=forbidden,
        holder=ParticipantNumber(holder),
    )
    file_order(walk, dice, asked, found, organ_for(dice, found.way, dice.pick(ORGANS)))


def extend_freeze(walk: Walk, dice: Dice) -> None:
    found = choose(walk, dice, "term", "too long", "unknown", resting="freezes")
    if found is None:
        return
    place = place_in(dice, len(found.burdens.freezes))
    end = [end for _, _, end in ends(found.burdens.freezes)][place]
    parameter = rule_at(walk.facts, found.certificate.regime, Parameter.FREEZE_MONTHS, walk.now)
    latest = months_after(end - 1, parameter) - end
    term = {"term": 0, "too long": latest + 1}.get(found.way, dice.pick((1, DAY, latest)))
    kept = found.burdens.freezes[place]
    own = named(found, kept.sequence)
    asked = ExtendFreeze(found.certificate.id, own, order_digest(dice, found.way), term)
    file_order(walk, dice, asked, found, organ_for(dice, found.way, kept.organ))


def lift_part(walk: Walk, dice: Dice) -> None:
    found = choose(walk, dice, "nothing", "same", "more", "holder", "unknown", resting="freezes")
    if found is None:
        return
    kept = found.burdens.freezes[place_in(dice, len(found.burdens.freezes))]
    left = Forbidden(kept.forbidden & dice.number(0, FORBIDDABLE)) or kept.forbidden
    changed = {"nothing": Forbidden(0), "same": kept.forbidden, "more": Forbidden(FORBIDDABLE | 1)}
    forbidden = changed.get(found.way, left)
    holder = kept.holder if dice.chance(60) else dice.pick((0, *found.certificate.holders))
    holder = ParticipantNumber(2 if found.way == "holder" else holder)
    own = named(found, kept.sequence)
    asked = LiftFreezePart(found.certificate.id, own, order_digest(dice, found.way), forbidden, holder)
    file_order(walk, dice, asked, found, organ_for(dice, found.way, kept.organ))


def lift(walk: Walk, dice: Dice) -> None:
    found = choose(walk, dice, "unknown", resting="freezes")
    if found is None:
        return
    kept = found.burdens.freezes[place_in(dice, len(found.burdens.freezes))]
    asked = LiftFreeze(found.certificate.id, named(found, kept.sequence), order_digest(dice, found.way))
    file_order(walk, dice, asked, found, organ_for(dice, found.way, kept.organ))


def transfer_by_order(walk: Walk, dice: Dice) -> None:
    found = choose(walk, dice, "document", "holder", "same", "unknown", resting="freezes" if dice.chance(50) else "")
    if found is None:
        return
    own, active = found.certificate, active_freeze(found.burdens, walk.now)
    from_ = 2 if found.way == "holder" else dice.pick(own.holders)
    to = dice.pick((*walk.numbers(), 10_000)) if dice.chance(20) else dice.pick([*range(17, 20)])
    asked = TransferByOrder(
        certificate_id=own.id,
        from_=ParticipantNumber(from_),
        to=ParticipantNumber(from_ if found.way == "same" else to),
        order_digest=order_digest(dice, found.way),
        document_digest=ZERO_DIGEST if found.way == "document" else order_digest(dice),
        ends_freeze=dice.chance(50) if active else dice.chance(10),
    )
    organ = active.organ if active and dice.chance(60) else dice.pick(ORGANS)
    file_order(walk, dice, asked, found, organ_for(dice, found.way, organ), operation=Operation.JUDICIAL_TRANSFER)


def cancel_by_order(walk: Walk, dice: Dice) -> None:
    found = choose(walk, dice, "document")
    if found is None:
        return
    document = ZERO_DIGEST if found.way == "document" else order_digest(dice)
    asked = CancelByOrder(found.certificate.id, order_digest(dice, found.way), document)
    file_order(
        walk, dice, asked, found, organ_for(dice, found.way, dice.pick(ORGANS)), operation=Operation.JUDICIAL_CANCEL
    )


# CONTROLS AND DISPUTES


def control(walk: Walk, dice: Dice) -> None:
    found = choose(walk, dice, "over", "too long")
    if found is None:
        return
    parameter = rule_at(walk.facts, found.certificate.regime, Parameter.CONTROL_MONTHS, walk.now)
    latest = months_after(walk.now, parameter)
    until = dice.pick((walk.now + 1, walk.now + DAY, latest))
    until = {"over": walk.now, "too long": latest + 1}.get(found.way, until)
    asked = ControlCertificate(found.certificate.id, order_digest(dice, found.way), Instant(until))
    file_order(walk, dice, asked, found, organ_for(dice, found.way, dice.pick((BUREAU.number, *ORGANS))))


def lift_control(walk: Walk, dice: Dice) -> None:
    found = choose(walk, dice, "unknown", resting="controls")
    if found is None:
        return
    kept = found.burdens.controls[0]
    asked = LiftControl(found.certificate.id, named(found, kept.sequence), order_digest(dice, found.way))
    file_order(walk, dice, asked, found, organ_for(dice, found.way, kept.by))


def note_dispute(walk: Walk, dice: Dice) -> None:
    found = choose(walk, dice)
    if found is not None:
        asked = NoteDispute(found.certificate.id, order_digest(dice, found.way))
        file_order(walk, dice, asked, found, organ_for(dice, found.way, ARBITER.number))


def end_dispute(walk: Walk, dice: Dice) -> None:
    found = choose(walk, dice, "unknown", resting="disputes")
    if found is None:
        return
    kept = dice.pick(found.burdens.disputes)
    asked = EndDispute(found.certificate.id, named(found, kept.sequence), order_digest(dice, found.way))
    file_order(walk, dice, asked, found, organ_for(dice, found.way, kept.by))


# OBJECTIONS


def object_(walk: Walk, dice: Dice) -> None:
    found = choose(walk, dice, "ground")
    if found is None:
        return
    objector = able_to_consent(walk, dice)
    ground = Ground.NONE if found.way == "ground" else dice.pick((Ground.OWNERSHIP, Ground.ERROR))
    asked = ObjectCertificate(found.certificate.id, objector, ground, order_digest(dice, found.way))
    file_by_registry(walk, dice, asked, found, [objector])


def proceed(walk: Walk, dice: Dice) -> None:
    found = choose(walk, dice, "unknown", resting="objections")
    if found is None:
        return
    kept = dice.pick(found.burdens.objections)
    following = [stage for stage, before in FOLLOWS.items() if kept.stage in before] or [Stage.SUSTAINED]
    closing = (Stage.WITHDRAWN, Stage.SUSTAINED, Stage.DISMISSED, Stage.REJECTED, Stage.ESCALATED, Stage.UPHELD)
    to = dice.pick(following) if dice.chance(70) else dice.pick((*closing, *Stage))
    asked = ProceedObjection(found.certificate.id, named(found, kept.sequence), to, order_digest(dice, found.way))
    file_by_registry(walk, dice, asked, found, parties_to_stage(to, found.certificate.holder, kept.objector))


def raise_source(walk: Walk, dice: Dice) -> None:
    found = choose(walk, dice)
    if found is not None:
        objector = able_to_consent(walk, dice)
        asked = RaiseSourceObjection(found.certificate.id, objector, order_digest(dice, found.way))
        file_by_registry(walk, dice, asked, found, [objector])


def settle_source(walk: Walk, dice: Dice) -> None:
    found = choose(walk, dice, "outcome", "unknown", resting="source_objections")
    if found is None:
        return
    kept = dice.pick(found.burdens.source_objections)
    outcome = SourceOutcome.NONE if found.way == "outcome" else dice.pick(tuple(SourceOutcome)[1:])
    own = named(found, kept.sequence)
    asked = SettleSourceObjection(found.certificate.id, own, outcome, order_digest(dice, found.way))
    file_by_registry(walk, dice, asked, found, parties_to_outcome(outcome, found.certificate.holder, kept.by))


# RETURNS


def surrender(walk: Walk, dice: Dice) -> None:
    found = choose(walk, dice)
    if found is not None:
        asked = SurrenderCertificate(found.certificate.id, order_digest(dice, found.way))
        file_by_registry(walk, dice, asked, found, found.certificate.holders, operation=Operation.SURRENDER)


def restore(walk: Walk, dice: Dice) -> None:
    found = choose(walk, dice, resting="surrendered" if dice.chance(90) else "")
    if found is not None:
        asked = RestoreCertificate(found.certificate.id, order_digest(dice, found.way))
        file_by_registry(walk, dice, asked, found, found.certificate.holders)


def instants(walk: Walk) -> list[int]:
    """When freezes and controls end, when queues move up, when objections are due and lapse."""
    found: list[int] = []
    for burdens in (fact for fact in walk.facts.values() if isinstance(fact, Burdens)):
        found += [end for _, _, end in ends(burdens.freezes)]
        found += [one.until for one in burdens.controls]
        found += [instant for one in burdens.objections for instant in (one.due_at, one.lapses_at)]
    return found


WEIGHTS: Mapping[Callable[[Walk, Dice], None], int] = {
    freeze: 12,
    extend_freeze: 4,
    lift_part: 4,
    lift: 6,
    transfer_by_order: 5,
    cancel_by_order: 1,
    control: 4,
    lift_control: 4,
    note_dispute: 3,
    end_dispute: 3,
    object_: 6,
    proceed: 12,
    raise_source: 4,
    settle_source: 4,
    surrender: 3,
    restore: 4,
    probe: 6,
}
COMPARED: Mapping[Any, Callable[[World, Any], Iterator[tuple[str, Any, Any]]]] = {
    Burdens: read_burdens,
    **dict.fromkeys((Freeze, Control, Objection, SourceObjection, Dispute, Surrender), unread),
}

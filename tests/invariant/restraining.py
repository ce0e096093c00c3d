"""
What the walk's acts of restraints share: whom and what they are about, how they are filed, and what is compared.

And a question that is no act: whether each operation would be stopped on a certificate at this very second, by the
contract and by the domain; and that what a freeze in force forbids is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.domain.acts.filed import Asked, require_allowed
from ledger.domain.burdens import (
    Burdens,
    active_freeze,
    burdens_on,
)
from ledger.domain.certificates import Certificate, State
from ledger.domain.events import ZERO_DIGEST, CertificateId, Digest, ParticipantNumber, ThingId
from ledger.domain.facts import thing_id
from ledger.domain.flags import Flag
from ledger.domain.matrix import Operation, Restraint
from ledger.domain.participants import Duty
from ledger.errors import ActRefused
from tests.evm import Refusal, World
from tests.invariant import dealing
from tests.invariant.dice import Dice
from tests.invariant.filing import WAYS, file
from tests.invariant.signing import keeper
from tests.invariant.walk import Walk
from tests.parties import ARBITER, BUREAU, COURT, SECOND_COURT, digest

ORGANS = (COURT.number, SECOND_COURT.number)
OTHERS = (*ORGANS, BUREAU.number, ARBITER.number, 1)
RIGHT, WRONG = 60, "digest"


@dataclass(frozen=True)
class Chosen:
    """What an act is about: a certificate, what rests on it, and how the act is wrong."""

    certificate: Certificate
    burdens: Burdens
    way: str


# THE QUESTION


def probe(walk: Walk, dice: Dice) -> None:
    """Of one certificate, which operations are stopped now, and whose consent the others need: asked of both."""
    found = certificates_with(walk, "freezes" if dice.chance(70) else "") or walk.certificates()
    if not found:
        return
    certificate, now = dice.pick(found), walk.world.now
    walk.tally.steps["probe"] += 1
    active = active_freeze(burdens_on(walk.facts, certificate.id), now)
    live = certificate.state is State.ACTIVE and now < certificate.valid_to
    for operation in tuple(Operation)[1:]:
        expected = _expected(walk, certificate, operation, now)
        given = _given(walk.world, certificate.id, operation)
        assert given == expected, f"{operation.name}: the contract says {given}, the domain {expected}"
        if live and active is not None and active.forbidden & 1 << operation:
            assert expected[0] == "OperationRestrained" or active.organ in expected[1]
    if live and active is None:
        asked = (_expected(walk, certificate, operation, now) for operation in tuple(Operation)[1:])
        assert all(found[3] != Restraint.FROZEN for found in asked if found[0] == "OperationRestrained")


def _expected(walk: Walk, certificate: Certificate, operation: Operation, now: int) -> tuple[Any, ...]:
    try:
        return "allowed", tuple(require_allowed(walk.facts, certificate.id, operation, now)[1])
    except ActRefused as refused:
        return refused.code, *refused.facts.values()


def _given(world: World, own: CertificateId, operation: Operation) -> tuple[Any, ...]:
    try:
        return "allowed", tuple(world.view(world.certificates, "requireAllowed", own, int(operation))[1])
    except Refusal as refused:
        return refused.name, *refused.arguments


# CHOOSING


def choose(walk: Walk, dice: Dice, *ways: str, resting: str = "") -> Chosen | None:
    """A certificate, mostly one on which something rests; one is issued first if there is none."""
    found = certificates_with(walk, resting)
    if not found:
        if resting or not walk.certificates():
            dealing.issue(walk, dice)
            return None
        found = walk.certificates()
    certificate = dice.pick(found[-3:]) if dice.chance(80) else dice.pick(walk.certificates())
    burdens = burdens_on(walk.facts, certificate.id)
    if resting and resting != "surrendered" and not getattr(burdens, resting):
        certificate = dice.pick(found)
        burdens = burdens_on(walk.facts, certificate.id)
    way = dice.bent(*ways, WRONG, "other", "role", *WAYS, percent=100 - RIGHT)
    return Chosen(certificate, burdens, way)


def certificates_with(walk: Walk, resting: str = "") -> list[Certificate]:
    """Those that no act has ended, and on which something of a kind rests."""
    live = [found for found in walk.certificates() if found.state is State.ACTIVE]
    if resting == "surrendered":
        return [found for found in live if found.flags & Flag.SURRENDERED]
    return [found for found in live if not resting or getattr(burdens_on(walk.facts, found.id), resting)]


def place_in(dice: Dice, count: int) -> int:
    return dice.pick((0, count - 1, dice.number(0, count - 1)))


def named(found: Chosen, sequence: int) -> ThingId:
    return thing_id(found.certificate.id, sequence + (found.way == "unknown"))


def organ_for(dice: Dice, way: str, right: int) -> int:
    """Who orders it: the right one, another of its kind, or one without the role."""
    if way == "other":
        return dice.pick(ORGANS)
    return dice.pick(OTHERS) if way == "role" else right


def able_to_consent(walk: Walk, dice: Dice) -> ParticipantNumber:
    able = [number for number in walk.numbers() if walk.keys_with(number, Duty.CONSENT)]
    return dice.pick(able or walk.numbers())


def order_digest(dice: Dice, way: str = "") -> Digest:
    return ZERO_DIGEST if way == WRONG else Digest(digest(f"order {dice.number(0, 10**9)}"))


def file_order(
    walk: Walk, dice: Dice, asked: Asked, found: Chosen, by: int, *, operation: Operation = Operation.RESTRAIN
) -> None:
    hands = found.way if found.way in WAYS else ""
    file(walk, dice, asked, by, consents_to(walk, found.certificate, operation), way=hands)


def file_by_registry(
    walk: Walk,
    dice: Dice,
    asked: Asked,
    found: Chosen,
    parties: Sequence[int],
    *,
    operation: Operation = Operation.RESTRAIN,
) -> None:
    register = found.certificate.register
    by = dice.pick(OTHERS) if found.way in ("other", "role") else keeper(walk, register)
    consents = [who for who in consents_to(walk, found.certificate, operation) if who not in parties]
    file(walk, dice, asked, by, [*parties, *consents], way=found.way if found.way in WAYS else "")


def consents_to(walk: Walk, certificate: Certificate, operation: Operation) -> list[int]:
    try:
        return require_allowed(walk.facts, certificate.id, operation, walk.now)[1]
    except ActRefused:
        return []


# COMPARING


def read_burdens(world: World, fact: Burdens) -> Iterator[tuple[str, Any, Any]]:
    lists = (
        [
            [one.sequence, one.organ, one.served_at, one.term, one.forbidden, one.holder, one.earliest]
            for one in fact.freezes
        ],
        [[one.sequence, one.by, one.until] for one in fact.controls],
        [[one.sequence, one.objector, one.due_at, one.lapses_at, one.stage, one.ground] for one in fact.objections],
        [[one.sequence, one.by] for one in fact.source_objections],
        [[one.sequence, one.by] for one in fact.disputes],
    )
    bits = ((32, 32, 40, 40, 32, 32, 40), (32, 32, 40), (32, 32, 40, 40, 8, 8), (32, 32), (32, 32))
    for kind, (rows, widths) in enumerate(zip(lists, bits, strict=True)):
        stored = [word for word in world.view(world.restraints, "burdensOn", kind, fact.certificate_id) if word]
        yield f"list {kind}", [_word(row, widths) for row in rows], stored
    active = active_freeze(fact, world.now)
    word = world.view(world.restraints, "activeFreezeOn", fact.certificate_id)
    yield "freeze in force", active.sequence if active else 0, word & 0xFFFFFFFF


def _word(row: Sequence[int], widths: Sequence[int]) -> int:
    made = shift = 0
    for value, width in zip(row, widths, strict=True):
        made |= int(value) << shift
        shift += width
    return made


def unread(_: World, __: Any) -> Iterator[tuple[str, Any, Any]]:
    """Only its events say it."""
    yield from ()

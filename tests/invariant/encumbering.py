"""
What the acts of pledges share in the walk: choosing what they are about, asking, and what must hold afterwards.

After each act the rank is laid beside the contract's, and what the rules promise of it is held: the order of two
encumbrances changes by a filing and by nothing else, and what is gone was released by its creditor or sold away by what
ranked before it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ledger.domain import restraining
from ledger.domain.acts.filed import AMOUNT_LEAST, AMOUNT_MOST, Asked, joined
from ledger.domain.acts.pledge_changes import (
    PerfectPledge,
)
from ledger.domain.acts.pledges import CreatePledge, EnforcePledge, ReleaseHold, ReleasePledge
from ledger.domain.attestations import Attestation
from ledger.domain.certificates import Certificate, Right, State
from ledger.domain.encumbrances import (
    Encumbrance,
    EncumbranceState,
    PledgeObjection,
    PledgeObjectionOutcome,
    live_on,
    rank_key,
    ranks,
)
from ledger.domain.events import (
    ZERO_THING,
    CertificateId,
    Digest,
    ParticipantNumber,
    ThingId,
)
from ledger.domain.matrix import Operation
from ledger.domain.participants import Duty, Kind, Participant, Role
from ledger.errors import ActRefused
from tests.invariant.dice import Dice
from tests.invariant.filing import WAYS, file
from tests.invariant.walk import Walk
from tests.parties import digest

NOBODY = ParticipantNumber(4_000_000)
AMOUNTS = (AMOUNT_LEAST, 1_000_000_00, 50_000_000_00, AMOUNT_MOST)
BAD_AMOUNTS = (0, 100, AMOUNT_LEAST - 1, AMOUNT_MOST + 1)

# ASKING, AND WHAT MUST HOLD


def ask(walk: Walk, dice: Dice, asked: Asked, hands: tuple[int, Sequence[int]], way: str) -> None:
    maker, parties = hands
    own: CertificateId = asked.certificate_id  # type: ignore[attr-defined]  # all acts of this noun have it
    before, sequence = ranks(walk.facts, own, walk.now), _sequence(walk, own)
    file(walk, dice, asked, maker, parties, way=way if way in WAYS else "")
    after = ranks(walk.facts, own, walk.world.now)
    told = walk.world.view(walk.world.pledges, "ranksOn", own)
    assert [one.id for one in after] == list(told)
    assert len({rank_key(one) for one in after}) == len(after)  # so no two are of the first rank
    if _sequence(walk, own) != sequence:
        _check_order(asked, before, after)
        _check_gone(asked, 0 if way == "maker" else maker, before, after)


def _check_order(asked: Asked, before: Sequence[Encumbrance], after: Sequence[Encumbrance]) -> None:
    """That two encumbrances that were and are in force stand as they stood, but for one that was just perfected."""
    moved = asked.pledge_id if isinstance(asked, PerfectPledge) else ZERO_THING
    kept = {one.id for one in before} & {one.id for one in after} - {moved}
    assert [one.id for one in before if one.id in kept] == [one.id for one in after if one.id in kept]


def _check_gone(asked: Asked, maker: int, before: Sequence[Encumbrance], after: Sequence[Encumbrance]) -> None:
    """
    That what is gone was released by its creditor, became a pledge, or was sold away by what ranked before it.

    `maker` is 0 where the act was tried with just anybody's key.
    """
    left = {one.id for one in after}
    gone = [place for place, one in enumerate(before) if one.id not in left]
    if isinstance(asked, EnforcePledge):
        place = next(place for place, one in enumerate(before) if one.id == asked.pledge_id)
        assert gone == list(range(place, len(before)))
        return
    assert len(gone) <= 1
    for place in gone:
        one = before[place]
        assert isinstance(asked, ReleaseHold | ReleasePledge | CreatePledge)
        if isinstance(asked, CreatePledge):
            assert (one.state, one.creditor) == (EncumbranceState.HELD, asked.creditor)
            return
        assert maker in (0, one.creditor)


def _sequence(walk: Walk, own: CertificateId) -> int:
    found = walk.facts.get(("certificate", own))
    return found.sequence if isinstance(found, Certificate) else 0


# CHOOSING


def a_certificate(walk: Walk, dice: Dice) -> Certificate | None:
    """One that lives and whose holders can sign, mostly; those that are encumbered already as often as all others."""
    every = walk.certificates()
    live = [found for found in every if found.state is State.ACTIVE and walk.now < found.valid_to]
    able = [found for found in live if all(walk.keys_with(who, Duty.CONSENT) for who in found.holders)]
    fit = [found for found in able if found.rights & Right.OPERATE and not _has_public_holder(walk, found)]
    encumbered = [found for found in fit if live_on(walk.facts, found.id, walk.now)]
    chosen = dice.pick((fit, fit, encumbered, encumbered, encumbered, live, every)) or fit or every
    return dice.pick(chosen) if chosen else None


def _has_public_holder(walk: Walk, found: Certificate) -> bool:
    return any(walk.participant(who).kind is Kind.PUBLIC_BODY for who in found.holders)


def a_bank(walk: Walk, dice: Dice, certificate: Certificate | None = None) -> ParticipantNumber:
    """A bank that can act; mostly the one that holds its rank, if there is a certificate on which one does."""
    banks = [who.number for who in participants_of(walk) if who.roles & Role.BANK]
    able = [who for who in banks if walk.keys_with(who, Duty.MAKER)]
    live = live_on(walk.facts, certificate.id, walk.now) if certificate else ()
    held = [one.creditor for one in live if one.state is EncumbranceState.HELD]
    return dice.pick(held if held and dice.chance(60) else able or banks or walk.numbers())


def participants_of(walk: Walk) -> list[Participant]:
    return [fact for fact in walk.facts.values() if isinstance(fact, Participant)]


def an_assignee(walk: Walk, dice: Dice) -> int:
    """Whoever can sign, mostly one that can act as a creditor."""
    able = [who for who in walk.numbers() if walk.keys_with(who, Duty.CONSENT)]
    acting = [who for who in able if walk.keys_with(who, Duty.MAKER)]
    return dice.pick(acting or able or walk.numbers())


def an_encumbrance(
    walk: Walk, dice: Dice, state: EncumbranceState, fits: Callable[[Encumbrance], Any] = lambda _: True
) -> Encumbrance | None:
    """An encumbrance in a state whose certificate lives, mostly one that fits; any at all, sometimes."""
    every = [fact for fact in walk.facts.values() if isinstance(fact, Encumbrance)]
    live = [one for one in every if one.state is state and certificate_of(walk, one).state is State.ACTIVE]
    fitting = [one for one in live if fits(one)]
    if not fitting and dice.chance(75):
        return None
    chosen = dice.pick((fitting, fitting, fitting, live, every))
    return dice.pick(chosen) if chosen else None


def an_objected(walk: Walk, dice: Dice) -> Encumbrance | None:
    every = [fact for fact in walk.facts.values() if isinstance(fact, PledgeObjection)]
    open_ = [fact for fact in every if fact.outcome is PledgeObjectionOutcome.NONE]
    chosen = open_ if open_ and dice.chance(85) else every
    if not chosen:
        return None
    found = walk.facts[("encumbrance", dice.pick(chosen).pledge_id)]
    assert isinstance(found, Encumbrance)
    return found


def certificate_of(walk: Walk, found: Encumbrance) -> Certificate:
    certificate = walk.facts[("certificate", found.certificate_id)]
    assert isinstance(certificate, Certificate)
    return certificate


def ids_of(walk: Walk, dice: Dice, found: Encumbrance, way: str) -> tuple[CertificateId, ThingId]:
    """The certificate's and the encumbrance's id; of an encumbrance that is not there, or of another certificate."""
    if way == "unknown":
        return found.certificate_id, ThingId(digest(f"nothing {dice.number(0, 10)}"))
    if way == "other certificate":
        return dice.pick(walk.certificates()).id, found.id
    return found.certificate_id, found.id


def other_than(walk: Walk, dice: Dice, creditor: int) -> int:
    """Somebody who can act and is not the creditor."""
    able = [who for who in walk.numbers() if walk.keys_with(who, Duty.MAKER) and who != creditor]
    return dice.pick(able or walk.numbers())


def a_report(walk: Walk, dice: Dice, own: CertificateId) -> ThingId:
    """Mostly none; of the certificate's attestations some are a value report for a pledge, and most are not."""
    reports = [fact.id for fact in walk.facts.values() if isinstance(fact, Attestation) and fact.certificate_id == own]
    return dice.pick(reports) if reports and dice.chance(30) else ZERO_THING


def is_bare(one: Encumbrance) -> bool:
    return one.state is EncumbranceState.PLEDGED and not one.perfected_at


def parties_to(walk: Walk, certificate: Certificate, operation: Operation) -> list[int]:
    return joined(certificate.holders, consents_to(walk, certificate, operation))


def consents_to(walk: Walk, certificate: Certificate, operation: Operation) -> list[int]:
    """Whose consent an operation needs; nobody's if something stops it, which both sides then say."""
    try:
        return restraining.consents(walk.facts, certificate, operation, walk.now)
    except ActRefused:
        return []


def a_document(dice: Dice) -> Digest:
    return Digest(digest(f"pledge {dice.number(0, 10**9)}"))

"""
Acts of pledges for the walk: holds, pledges and what becomes of them, about half of them wrong in some way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ledger.domain.acts.filed import AMOUNT_LEAST, joined
from ledger.domain.acts.pledge_changes import (
    AmendPledge,
    AssignPledge,
    CrystallisePledge,
    ExtendPledge,
    PartReleasePledge,
    PerfectPledge,
)
from ledger.domain.acts.pledge_objections import EndPledgeObjection, ObjectPledge, ProvePledgeSuit
from ledger.domain.acts.pledges import CreatePledge, EnforcePledge, HoldRank, ReleaseHold, ReleasePledge
from ledger.domain.encumbrances import (
    ENCUMBRANCE_LAYOUT,
    Encumbrance,
    EncumbranceList,
    EncumbranceState,
    Filing,
    PledgeObjection,
    PledgeObjectionOutcome,
    PledgeTrait,
    ReleaseReason,
    SecurityForm,
    live_on,
    rank_key,
)
from ledger.domain.events import (
    ZERO_DIGEST,
    Digest,
    Fen,
    Instant,
    ParticipantNumber,
    ThingId,
)
from ledger.domain.matrix import Operation
from ledger.domain.participants import Duty, Kind
from tests.evm import World
from tests.invariant.dice import Dice
from tests.invariant.encumbering import (
    AMOUNTS,
    BAD_AMOUNTS,
    NOBODY,
    a_bank,
    a_certificate,
    a_document,
    a_report,
    an_assignee,
    an_encumbrance,
    an_objected,
    ask,
    certificate_of,
    consents_to,
    ids_of,
    is_bare,
    other_than,
    participants_of,
    parties_to,
)
from tests.invariant.filing import WAYS
from tests.invariant.reading import Compared
from tests.invariant.signing import keeper
from tests.invariant.walk import Walk
from tests.parties import DAY, digest

# HOLDS


def hold(walk: Walk, dice: Dice) -> None:
    certificate = a_certificate(walk, dice)
    if certificate is None:
        return
    way = dice.bent("creditor", "holder", "role", *WAYS)
    bank = a_bank(walk, dice)
    creditor = {"creditor": NOBODY, "holder": certificate.holder}.get(way, bank)
    maker = dice.pick(walk.numbers()) if way == "role" else bank
    asked = HoldRank(certificate.id, creditor)
    ask(walk, dice, asked, (maker, parties_to(walk, certificate, Operation.PLEDGE)), way)


def release_hold(walk: Walk, dice: Dice) -> None:
    found = an_encumbrance(walk, dice, EncumbranceState.HELD)
    if found is None:
        hold(walk, dice)
        return
    way = dice.bent("unknown", "other certificate", "not creditor", *WAYS)
    own, hold_id = ids_of(walk, dice, found, way)
    maker = other_than(walk, dice, found.creditor) if way == "not creditor" else found.creditor
    ask(walk, dice, ReleaseHold(own, hold_id), (maker, ()), way)


# PLEDGES


def create(walk: Walk, dice: Dice) -> None:
    certificate = a_certificate(walk, dice)
    if certificate is None:
        return
    way = dice.bent(
        "creditor", "holder", "role", "amount", "past", "too long", "form", "debt", "debtor", "own debtor",
        "resolution", "report", *WAYS,
    )  # fmt: skip
    bank = a_bank(walk, dice, certificate)
    debtor = dice.pick((0, 0, 0, certificate.holder, dice.pick(walk.numbers())))
    asked = CreatePledge(
        certificate_id=certificate.id,
        creditor=ParticipantNumber(bank),
        debtor=ParticipantNumber(debtor),
        amount=Fen(dice.pick(AMOUNTS)),
        maximum=dice.chance(40),
        form=dice.pick((SecurityForm.PLEDGE, SecurityForm.MORTGAGE, SecurityForm.OTHER)),
        until=Instant(dice.pick((certificate.valid_to, certificate.valid_to, walk.now + 1, walk.now + DAY))),
        debt_digest=a_document(dice),
        resolution_digest=a_document(dice),
        report_id=a_report(walk, dice, certificate.id),
    )
    changes: Mapping[str, dict[str, Any]] = {
        "creditor": {"creditor": NOBODY},
        "holder": {"creditor": certificate.holder},
        "amount": {"amount": Fen(dice.pick(BAD_AMOUNTS))},
        "past": {"until": Instant(walk.now)},
        "too long": {"until": Instant(certificate.valid_to + 1)},
        "form": {"form": SecurityForm.NONE},
        "debt": {"debt_digest": ZERO_DIGEST},
        "debtor": {"debtor": NOBODY},
        "own debtor": {"debtor": ParticipantNumber(bank)},
        "resolution": {"resolution_digest": ZERO_DIGEST},
        "report": {"report_id": ThingId(digest("no report"))},
    }
    maker = dice.pick(walk.numbers()) if way == "role" else bank
    asked = replace(asked, **changes.get(way, {}))
    ask(walk, dice, asked, (maker, parties_to(walk, certificate, Operation.PLEDGE)), way)


def perfect(walk: Walk, dice: Dice) -> None:
    found = an_encumbrance(walk, dice, EncumbranceState.PLEDGED)
    if found is None:
        create(walk, dice)
        return
    certificate = certificate_of(walk, found)
    way = dice.bent("number", "short", "taken", "early", "late", "file", "unknown", "not creditor", "again", *WAYS)
    if found.perfected_at and way != "again":
        found = next((one for one in live_on(walk.facts, certificate.id, walk.now) if is_bare(one)), found)
    filings = [fact.number for fact in walk.facts.values() if isinstance(fact, Filing)]
    number = f"{dice.number(0, 10**20 - 1):020d}".encode()
    if dice.chance(30):
        number = b"ZD" + number + b"ABCDEFGHIJ"
    words = {"number": b"0123456789abcdef", "short": number[:15], "taken": dice.pick(filings or [number])}
    filed_at = dice.pick((certificate.valid_from, found.rank_at, found.created_at, walk.now, walk.now))
    own, pledge_id = ids_of(walk, dice, found, way)
    asked = PerfectPledge(
        own,
        pledge_id,
        Digest(bytes(words.get(way, number)).ljust(32, b"\0")),
        Instant({"early": certificate.valid_from - 1, "late": walk.now + 1}.get(way, filed_at)),
        ZERO_DIGEST if way == "file" else a_document(dice),
    )
    maker = other_than(walk, dice, found.creditor) if way == "not creditor" else found.creditor
    ask(walk, dice, asked, (maker, ()), way)


def amend(walk: Walk, dice: Dice) -> None:
    found = an_encumbrance(walk, dice, EncumbranceState.PLEDGED)
    if found is None:
        create(walk, dice)
        return
    way = dice.bent("amount", "form", "debt", "unknown", "not creditor", *WAYS)
    own, pledge_id = ids_of(walk, dice, found, way)
    amount = dice.pick(BAD_AMOUNTS) if way == "amount" else dice.pick((*AMOUNTS, found.amount))
    form = SecurityForm.NONE if way == "form" else dice.pick((SecurityForm.PLEDGE, SecurityForm.OTHER))
    asked = AmendPledge(own, pledge_id, Fen(amount), form, ZERO_DIGEST if way == "debt" else a_document(dice))
    certificate = certificate_of(walk, found)
    grown = parties_to(walk, certificate, Operation.PLEDGE)
    parties = grown if amount > found.amount else certificate.holders
    maker = other_than(walk, dice, found.creditor) if way == "not creditor" else found.creditor
    ask(walk, dice, asked, (maker, parties), way)


def extend(walk: Walk, dice: Dice) -> None:
    found = an_encumbrance(walk, dice, EncumbranceState.PLEDGED)
    if found is None:
        create(walk, dice)
        return
    certificate = certificate_of(walk, found)
    way = dice.bent("same", "too long", "digest", "unknown", "not creditor", *WAYS)
    own, pledge_id = ids_of(walk, dice, found, way)
    latest = certificate.valid_to
    longer = dice.pick((latest, max(found.until, walk.now) + 1))
    until = {"same": found.until, "too long": latest + 1}.get(way, longer)
    asked = ExtendPledge(own, pledge_id, Instant(until), ZERO_DIGEST if way == "digest" else a_document(dice))
    maker = other_than(walk, dice, found.creditor) if way == "not creditor" else found.creditor
    ask(walk, dice, asked, (maker, certificate.holders), way)


def assign(walk: Walk, dice: Dice) -> None:
    found = an_encumbrance(walk, dice, EncumbranceState.PLEDGED)
    if found is None:
        create(walk, dice)
        return
    way = dice.bent("nobody", "itself", "holder", "person", "digest", "unknown", "not creditor", *WAYS)
    own, pledge_id = ids_of(walk, dice, found, way)
    persons = [who.number for who in participants_of(walk) if who.kind is Kind.NATURAL_PERSON]
    whom = {
        "nobody": NOBODY,
        "itself": found.creditor,
        "holder": dice.pick(certificate_of(walk, found).holders),
        "person": dice.pick(persons or [NOBODY]),
    }
    to = ParticipantNumber(whom.get(way) or an_assignee(walk, dice))
    asked = AssignPledge(own, pledge_id, to, ZERO_DIGEST if way == "digest" else a_document(dice))
    maker = other_than(walk, dice, found.creditor) if way == "not creditor" else found.creditor
    ask(walk, dice, asked, (maker, (to,)), way)


def crystallise(walk: Walk, dice: Dice) -> None:
    found = an_encumbrance(walk, dice, EncumbranceState.PLEDGED, lambda one: one.is_cap)
    if found is None:
        create(walk, dice)
        return
    way = dice.bent("amount", "above", "digest", "unknown", "not creditor", *WAYS)
    own, pledge_id = ids_of(walk, dice, found, way)
    amount = {"amount": dice.pick(BAD_AMOUNTS), "above": found.amount + 1}.get(way, found.amount)
    asked = CrystallisePledge(own, pledge_id, Fen(amount), ZERO_DIGEST if way == "digest" else a_document(dice))
    maker = other_than(walk, dice, found.creditor) if way == "not creditor" else found.creditor
    ask(walk, dice, asked, (maker, ()), way)


def part_release(walk: Walk, dice: Dice) -> None:
    found = an_encumbrance(walk, dice, EncumbranceState.PLEDGED)
    if found is None:
        create(walk, dice)
        return
    way = dice.bent("amount", "same", "digest", "unknown", "not creditor", *WAYS)
    own, pledge_id = ids_of(walk, dice, found, way)
    less = dice.number(AMOUNT_LEAST, found.amount) if found.amount > AMOUNT_LEAST else found.amount
    amount = {"amount": dice.pick(BAD_AMOUNTS), "same": found.amount}.get(way, less)
    asked = PartReleasePledge(own, pledge_id, Fen(amount), ZERO_DIGEST if way == "digest" else a_document(dice))
    maker = other_than(walk, dice, found.creditor) if way == "not creditor" else found.creditor
    ask(walk, dice, asked, (maker, ()), way)


def release(walk: Walk, dice: Dice) -> None:
    found = an_encumbrance(walk, dice, EncumbranceState.PLEDGED)
    if found is None:
        create(walk, dice)
        return
    way = dice.bent("reason", "digest", "unknown", "other certificate", "not creditor", "not creditor", *WAYS)
    own, pledge_id = ids_of(walk, dice, found, way)
    reason = ReleaseReason.NONE if way == "reason" else ReleaseReason(dice.number(1, 3))
    asked = ReleasePledge(own, pledge_id, reason, ZERO_DIGEST if way == "digest" else a_document(dice))
    maker = other_than(walk, dice, found.creditor) if way == "not creditor" else found.creditor
    ask(walk, dice, asked, (maker, ()), way)


def enforce(walk: Walk, dice: Dice) -> None:
    found = an_encumbrance(walk, dice, EncumbranceState.PLEDGED, lambda one: one.perfected_at and not one.is_cap)
    if found is None:
        dice.pick((perfect, crystallise))(walk, dice)
        return
    certificate = certificate_of(walk, found)
    way = dice.bent("nobody", "itself", "registry", "price", "digest", "unknown", "not creditor", *WAYS)
    own, pledge_id = ids_of(walk, dice, found, way)
    whom = {"nobody": NOBODY, "itself": certificate.holder, "registry": keeper(walk, certificate.register)}
    signing = [who for who in walk.numbers() if walk.keys_with(who, Duty.CONSENT)]
    to = ParticipantNumber(whom.get(way) or dice.pick(signing or walk.numbers()))
    asked = EnforcePledge(
        own,
        pledge_id,
        to,
        Fen(dice.pick(BAD_AMOUNTS if way == "price" else AMOUNTS)),
        ZERO_DIGEST if way == "digest" else a_document(dice),
    )
    before = [one for one in live_on(walk.facts, certificate.id, walk.now) if rank_key(one) < rank_key(found)]
    earlier = [one.creditor for one in before if one.creditor != found.creditor]
    parties = joined(joined(certificate.holders, (to,)), consents_to(walk, certificate, Operation.ENFORCE))
    maker = other_than(walk, dice, found.creditor) if way == "not creditor" else found.creditor
    ask(walk, dice, asked, (maker, joined(parties, tuple(dict.fromkeys(earlier)))), way)


# OBJECTIONS


def objection(walk: Walk, dice: Dice) -> None:
    found = an_encumbrance(walk, dice, EncumbranceState.PLEDGED)
    if found is None:
        create(walk, dice)
        return
    way = dice.bent("nobody", "itself", "digest", "unknown", *WAYS)
    own, pledge_id = ids_of(walk, dice, found, way)
    signing = [who for who in walk.numbers() if walk.keys_with(who, Duty.CONSENT) and who != found.creditor]
    whom = {"nobody": NOBODY, "itself": found.creditor}
    objector = ParticipantNumber(whom.get(way) or dice.pick(signing or walk.numbers()))
    asked = ObjectPledge(own, pledge_id, objector, ZERO_DIGEST if way == "digest" else a_document(dice))
    ask(walk, dice, asked, (keeper(walk, certificate_of(walk, found).register), (objector,)), way)


def prove_suit(walk: Walk, dice: Dice) -> None:
    found = an_objected(walk, dice)
    if found is None:
        objection(walk, dice)
        return
    way = dice.bent("digest", "unknown", *WAYS)
    own, pledge_id = ids_of(walk, dice, found, way)
    asked = ProvePledgeSuit(own, pledge_id, ZERO_DIGEST if way == "digest" else a_document(dice))
    ask(walk, dice, asked, (keeper(walk, certificate_of(walk, found).register), ()), way)


def end_objection(walk: Walk, dice: Dice) -> None:
    found = an_objected(walk, dice)
    if found is None:
        objection(walk, dice)
        return
    way = dice.bent("outcome", "digest", "unknown", *WAYS)
    own, pledge_id = ids_of(walk, dice, found, way)
    outcome = PledgeObjectionOutcome(0 if way == "outcome" else dice.number(1, 2))
    asked = EndPledgeObjection(own, pledge_id, outcome, ZERO_DIGEST if way == "digest" else a_document(dice))
    last = walk.facts[("pledge_objection", found.id)]
    assert isinstance(last, PledgeObjection)
    parties = (last.objector,) if outcome is PledgeObjectionOutcome.WITHDRAWN else ()
    ask(walk, dice, asked, (keeper(walk, certificate_of(walk, found).register), parties), way)


WEIGHTS: Mapping[Callable[[Walk, Dice], None], int] = {
    hold: 8,
    release_hold: 3,
    create: 12,
    perfect: 8,
    amend: 4,
    extend: 3,
    assign: 3,
    crystallise: 4,
    part_release: 3,
    release: 5,
    objection: 4,
    prove_suit: 3,
    end_objection: 2,
    enforce: 5,
}


def instants(walk: Walk) -> list[int]:
    """When holds and objections lapse, and terms of pledges end."""
    found: list[int] = [
        fact.until for fact in walk.facts.values() if isinstance(fact, Encumbrance) and not fact.closed_at
    ]
    return found + [fact.prove_by for fact in walk.facts.values() if isinstance(fact, PledgeObjection)]


# COMPARING


def _encumbrance_stored(world: World, fact: Encumbrance) -> Compared:
    word = world.view(world.pledges, "encumbranceOf", fact.id)
    for name, low, bits in ENCUMBRANCE_LAYOUT:
        yield name, int(getattr(fact, name)), word >> low & (1 << bits) - 1
    yield "spare bits", 0, word >> 240
    yield "traits known", fact.traits & ~PledgeTrait(7), PledgeTrait(0)


def _list_stored(world: World, fact: EncumbranceList) -> Compared:
    stored = world.view(world.pledges, "encumbrancesOn", fact.certificate_id)
    yield "list", tuple(item.id for item in fact.live), tuple(stored)


def _filing_stored(world: World, fact: Filing) -> Compared:
    yield "filing", fact.pledge_id, world.view(world.pledges, "pledgeOfFiling", fact.number)


def _objection_stored(world: World, fact: PledgeObjection) -> Compared:
    is_open = fact.outcome is PledgeObjectionOutcome.NONE
    folded = (fact.objector, fact.prove_by, fact.proven) if is_open else (0, 0, False)
    yield "objection", folded, tuple(world.view(world.pledges, "objectionTo", fact.pledge_id))


COMPARED: Mapping[Any, Callable[[World, Any], Compared]] = {
    Encumbrance: _encumbrance_stored,
    EncumbranceList: _list_stored,
    Filing: _filing_stored,
    PledgeObjection: _objection_stored,
}

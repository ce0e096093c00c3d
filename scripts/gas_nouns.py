"""
What every act of every noun costs: one ordinary occasion of each, on a certificate of its own (`tests/stands.py`).

Each measurement returns the receipt of the act and how many approvals travelled in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ledger.domain.matrix import Operation, Restraint
from scripts.gas_cases import ACCEPTED, DEPOSITED, REVIEWED, Act, Measured, deposit_a_hundred, deposit_one, of_case
from tests import stands
from tests.contract import attesting
from tests.evm import Receipt, World
from tests.parties import (
    ALPHA,
    ARBITER,
    BETA,
    CITY_BANK,
    COURT,
    DAY,
    DELTA,
    DPR,
    GAMMA,
    RIVER_BANK,
    SECOND_COURT,
    ZERO_DIGEST,
    Party,
    digest,
    id_of,
    thing_of,
)
from tests.stands import DOCUMENT, ENDS, ORDER, PRICE, Stand, stand

LINES = {
    "pledge": "21,000; the pledge's slot and its place in the certificate's list 44,200, record and head 10,000, a log "
    "of twelve words 4,400; for the door, the other contracts and their reads 12,000 to 16,000; the rest call data, "
    "EIP-712, ABI coding and checks",
    "burden": "21,000; a fresh slot 22,100, record and head 10,000, a log of eight to ten words 3,100 to 3,700; for "
    "the door, the other contracts and their reads 8,000 to 12,000; the rest call data, EIP-712, ABI coding and checks",
    "release": "21,000; record and head 10,000, the slot and the list 10,000 less a refund of 4,800 to 9,600; for "
    "the door, the other contracts and their reads 8,000 to 10,000; the rest call data, EIP-712, ABI coding and checks",
}
"""Of what an act above its target is made."""


def rows() -> Iterator[tuple[str, Act, int | None, str, int]]:
    """Yield name, act, target, of what it is made, and how many things one act makes."""
    for name, act in _ACTS.items():
        target, parts = _TARGETS.get(name, (None, ""))
        yield name, act, target, parts, _MANY.get(name, 1)


_TARGETS = {
    "pledge": (60_000, LINES["pledge"]),
    "release a pledge": (35_000, LINES["release"]),
    "freeze": (35_000, LINES["burden"]),
}

# RENEWALS AND SUCCESSIONS


def _on(prepare: Callable[[Stand], Any] | None, act: Callable[[Stand], Receipt], signers: int) -> Act:
    """Return the act on a fresh certificate, after what comes before it."""

    def measure(world: World, serial: int) -> Measured:
        on = stand(world, serial)
        if prepare is not None:
            prepare(on)
        return act(on), signers

    return measure


def _plain(operation: Operation, signers: int) -> Act:
    """Return an operation of the block matrix, with what it needs before."""
    return _on(stands.PREPARED.get(operation), lambda on: stands.OPERATIONS[operation](on, ()), signers)


def _linked(on: Stand) -> None:
    stand(on.world, on.serial + 1)
    _link(on)


def _link(on: Stand) -> Receipt:
    other = id_of(ALPHA.number, DPR, digest(f"data {on.serial + 1}"))
    return on.by_registry("Successions", "link", (other, 1, DOCUMENT))


def _unlink(on: Stand) -> Receipt:
    return on.by_registry("Successions", "unlink", (thing_of(on.id, 2), DOCUMENT))


# LICENCES


def _licence(on: Stand) -> Receipt:
    granted = stands.RESTRAINTS[Restraint.LICENSED](on)
    assert granted is not None
    return granted


def _change_licence(on: Stand) -> Receipt:
    asked = (thing_of(on.id, 2), ENDS - DAY, ZERO_DIGEST, DOCUMENT)
    return on.by_registry("Licences", "change", asked, ALPHA.consent, BETA.consent)


def _end_licence(on: Stand) -> Receipt:
    return on.by_registry("Licences", "end", (thing_of(on.id, 2), 1, DOCUMENT), ALPHA.consent, BETA.consent)


# PLEDGES


def _bank(
    function: str, *asked: Any, parties: tuple[Party, ...] = (), first: bool = True
) -> Callable[[Stand], Receipt]:
    """Return an act of the bank on its pledge."""

    def act(on: Stand) -> Receipt:
        own = (on.pledge,) if first else ()
        return on.by(CITY_BANK, "Pledges", function, (*own, *asked), *(party.consent for party in parties))

    return act


def _pledged(on: Stand) -> None:
    stands.RESTRAINTS[Restraint.PLEDGED](on)


def _pledge(on: Stand) -> Receipt:
    return stands.OPERATIONS[Operation.PLEDGE](on, ())


def _second_pledge(on: Stand) -> Receipt:
    return stands.OPERATIONS[Operation.PLEDGE](on, (CITY_BANK.consent,))


def _hold(on: Stand) -> Receipt:
    on.pledge = on.next
    return on.by(CITY_BANK, "Pledges", "hold", (CITY_BANK.number,), ALPHA.consent)


def _perfect(on: Stand) -> Receipt:
    return stands.PREPARED[Operation.RELEASE](on)


def _capped(on: Stand) -> None:
    on.pledge = on.next
    asked = (CITY_BANK.number, 0, PRICE, True, 1, ENDS - 10 * DAY, DOCUMENT, ZERO_DIGEST, ZERO_DIGEST)
    on.by(CITY_BANK, "Pledges", "create", asked, ALPHA.consent)


def _object_pledge(on: Stand) -> Receipt:
    return on.by_registry("Pledges", "object", (on.pledge, GAMMA.number, DOCUMENT), GAMMA.consent)


def _objected_pledge(on: Stand) -> None:
    _pledged(on)
    _object_pledge(on)


# RESTRAINTS

SECOND_FORBIDS = 1 << Operation.TRANSFER | 1 << Operation.PLEDGE


def _restrained(restraint: Restraint) -> Callable[[Stand], Receipt]:
    def act(on: Stand) -> Receipt:
        receipt = stands.RESTRAINTS[restraint](on)
        assert receipt is not None
        return receipt

    return act


_frozen = _restrained(Restraint.FROZEN)
_objected = _restrained(Restraint.OBJECTED)
_controlled = _restrained(Restraint.CONTROLLED)
_source_objected = _restrained(Restraint.SOURCE_OBJECTED)
_surrendered = _restrained(Restraint.SURRENDERED)


def _second_freeze(on: Stand) -> Receipt:
    asked = (DOCUMENT, ORDER, on.world.now, 100 * DAY, SECOND_FORBIDS, 0)
    return on.by(SECOND_COURT, "Restraints", "freeze", asked)


def _court(function: str, *asked: Any) -> Callable[[Stand], Receipt]:
    return lambda on: on.by(COURT, "Restraints", function, (thing_of(on.id, 2), *asked))


def _registry(function: str, *asked: Any) -> Callable[[Stand], Receipt]:
    return lambda on: on.by_registry("Restraints", function, (thing_of(on.id, 2), *asked))


def _noted(on: Stand) -> None:
    stands.OPERATIONS[Operation.RESTRAIN](on, ())


def _end_dispute(on: Stand) -> Receipt:
    return on.by(ARBITER, "Restraints", "endDispute", (thing_of(on.id, 2), DOCUMENT))


def _restore(on: Stand) -> Receipt:
    return on.by_registry("Restraints", "restore", (DOCUMENT,), ALPHA.consent)


# EQUITY


def _reserved(on: Stand) -> None:
    stands.RESTRAINTS[Restraint.RESERVED](on)


def _contributed(on: Stand) -> None:
    stands.RESTRAINTS[Restraint.CONTRIBUTED](on)


def _cancel_reservation(on: Stand) -> Receipt:
    return on.by_registry("Equity", "cancel", (DOCUMENT,), ALPHA.consent, DELTA.consent)


def _confirm(on: Stand) -> Receipt:
    return on.by_registry("Equity", "confirm", (DOCUMENT, on.world.now))


def _confirmed(on: Stand) -> None:
    _contributed(on)
    _confirm(on)


def _late(on: Stand) -> None:
    _contributed(on)
    on.world.sleep(61 * DAY)


def _roll_back(on: Stand) -> Receipt:
    return on.by_registry("Equity", "rollBack", (DOCUMENT,), DELTA.consent)


def _exit_contribution(on: Stand) -> Receipt:
    return on.by_registry("Equity", "exit", (DOCUMENT, DOCUMENT), DELTA.consent, ALPHA.consent)


# ATTESTATIONS


def _attest(kind: int) -> Act:
    def measure(world: World, serial: int) -> Measured:
        on = stand(world, serial)
        signers = 1 + len(attesting.usual(kind, world.now)[1])
        return attesting.attest(world, kind, id_=on.id), signers

    return measure


def _annotated(on: Stand) -> None:
    stands.OPERATIONS[Operation.ATTEST](on, ())


def _end_attestation(on: Stand) -> Receipt:
    return on.by_registry("Attestations", "end", (thing_of(on.id, 2), 1, DOCUMENT))


_MANY = {"deposit 100, each": DEPOSITED}

_ACTS: dict[str, Act] = {
    "request a renewal": _plain(Operation.RENEW, 2),
    "renew, as requested": _plain(Operation.RENEW_PENDING, 1),
    "correct": _plain(Operation.CORRECT, 1),
    "succeed": _plain(Operation.SUCCEED, 2),
    "transfer a part": _plain(Operation.SPLIT, 3),
    "convert": _plain(Operation.CONVERT, 2),
    "link": _on(lambda on: stand(on.world, on.serial + 1), _link, 1),
    "unlink": _on(_linked, _unlink, 1),
    "grant a licence": _on(None, _licence, 3),
    "change a licence": _on(_licence, _change_licence, 3),
    "end a licence": _on(_licence, _end_licence, 3),
    "hold a rank": _on(None, _hold, 2),
    "give up a hold": _on(_hold, _bank("releaseHold"), 1),
    "pledge": _on(None, _pledge, 2),
    "pledge, second rank": _on(_pledged, _second_pledge, 3),
    "pledge, from a hold": _on(
        _hold,
        _bank(
            "create",
            CITY_BANK.number,
            0,
            PRICE,
            False,
            1,
            ENDS - DAY,
            DOCUMENT,
            ZERO_DIGEST,
            ZERO_DIGEST,
            parties=(ALPHA,),
            first=False,
        ),
        2,
    ),
    "perfect a pledge": _on(_pledged, _perfect, 1),
    "amend a pledge": _on(_pledged, _bank("amend", PRICE // 2, 1, DOCUMENT, parties=(ALPHA,)), 2),
    "extend a pledge": _on(_pledged, _bank("extend", ENDS - DAY, DOCUMENT, parties=(ALPHA,)), 2),
    "assign a pledge": _on(_pledged, _bank("assign", RIVER_BANK.number, DOCUMENT, parties=(RIVER_BANK,)), 2),
    "crystallise a pledge": _on(_capped, _bank("crystallise", PRICE // 2, DOCUMENT), 1),
    "release a part": _on(_pledged, _bank("partRelease", PRICE // 2, DOCUMENT), 1),
    "release a pledge": _on(_pledged, _bank("release", 1, DOCUMENT), 1),
    "object to a pledge": _on(_pledged, _object_pledge, 2),
    "prove suit": _on(
        _objected_pledge,
        lambda on: on.by_registry("Pledges", "proveSuit", (on.pledge, DOCUMENT)),
        1,
    ),
    "end a pledge's objection": _on(
        _objected_pledge,
        lambda on: on.by_registry("Pledges", "endObjection", (on.pledge, 1, DOCUMENT), GAMMA.consent),
        2,
    ),
    "enforce a pledge": _plain(Operation.ENFORCE, 3),
    "freeze": _on(None, _frozen, 1),
    "freeze, second in the queue": _on(_frozen, _second_freeze, 1),
    "extend a freeze": _on(_frozen, _court("extendFreeze", ORDER, 100 * DAY), 1),
    "lift a part of a freeze": _on(_frozen, _court("liftPart", ORDER, 1 << 1, 0), 1),
    "lift a freeze": _on(_frozen, _court("lift", ORDER), 1),
    "control": _on(None, _controlled, 1),
    "lift a control": _on(_controlled, _court("liftControl", ORDER), 1),
    "object": _on(None, _objected, 2),
    "notify of an objection": _on(_objected, _registry("proceed", 2, DOCUMENT), 1),
    "object, as the data's source": _on(None, _source_objected, 2),
    "settle a source's objection": _on(_source_objected, _registry("settleSource", 3, DOCUMENT), 1),
    "note an arbitration": _plain(Operation.RESTRAIN, 1),
    "end an arbitration's note": _on(_noted, _end_dispute, 1),
    "surrender": _on(None, _surrendered, 2),
    "restore": _on(_surrendered, _restore, 2),
    "transfer by order": _plain(Operation.JUDICIAL_TRANSFER, 1),
    "cancel by order": _plain(Operation.JUDICIAL_CANCEL, 1),
    "reserve a contribution": _plain(Operation.CONTRIBUTE, 3),
    "cancel a reservation": _on(_reserved, _cancel_reservation, 3),
    "execute a contribution": _plain(Operation.EXECUTE, 3),
    "confirm a contribution": _on(_contributed, _confirm, 1),
    "roll a contribution back": _on(_late, _roll_back, 2),
    "exit by capital reduction": _on(_confirmed, _exit_contribution, 3),
    "attest a quality report": _attest(attesting.QUALITY),
    "attest a value report": _attest(attesting.VALUE),
    "book": _attest(attesting.BOOKING),
    "deposit with a custodian": _attest(attesting.CUSTODY),
    "annotate": _attest(attesting.ANNOTATION),
    "end an attestation": _on(_annotated, _end_attestation, 1),
    "submit an application": of_case(),
    "accept an application": of_case(*ACCEPTED[:1], then=("accept",)),
    "pass a review": of_case(*ACCEPTED, then=("passReview", 7, DOCUMENT)),
    "publicise": of_case(*REVIEWED, then=("publicise", DOCUMENT)),
    "deposit": deposit_one,
    "deposit 100, each": deposit_a_hundred,
}

"""What the tests of restraints share: orders of a court, and the words that the contract must store."""

from __future__ import annotations

from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from tests.contract.test_certificates import DOCUMENT, ID
from tests.evm import Receipt, World
from tests.parties import ALPHA, ARBITER, COURT, DAY, NORTH, START, ZERO_DIGEST, Actor, Party, digest

ORDER, CASE = digest("ruling and notice"), digest("case number, salted")
TRANSFER, LICENCE, PLEDGE, ENFORCE, CONTRIBUTE, AMEND, NARROW, CANCEL = 1, 2, 3, 5, 6, 7, 8, 10
RELEASE, RENEW, ATTEST, RESTRAIN, JUDICIAL_TRANSFER, JUDICIAL_CANCEL = 4, 9, 11, 12, 13, 14
SPLIT, CONVERT, SURRENDER, EXECUTE = 17, 18, 19, 21
FORBIDDABLE = sum(
    1 << n
    for n in (
        TRANSFER,
        LICENCE,
        PLEDGE,
        ENFORCE,
        CONTRIBUTE,
        AMEND,
        NARROW,
        CANCEL,
        SPLIT,
        CONVERT,
        SURRENDER,
        EXECUTE,
    )
)
STOPPED = (TRANSFER, LICENCE, PLEDGE, ENFORCE, CONTRIBUTE, CANCEL, SPLIT, CONVERT, SURRENDER, EXECUTE)
"""What an ordinary freeze stops."""

FROZEN_COLUMN, OBJECTED_COLUMN, CONTROLLED_COLUMN, SURRENDERED_COLUMN = 2, 3, 4, 10
FREEZES, CONTROLS, OBJECTIONS, SOURCES, DISPUTES = range(5)
RAISED, NOTIFIED, AGREED, CONTESTED, REJECTED, ESCALATED, UPHELD, WITHDRAWN, SUSTAINED, DISMISSED = range(1, 11)
DELETED, COMPENSATED, UNFOUNDED, DISPUTED_ON = range(1, 5)
MONTH = 30 * DAY


def thing(sequence: int, certificate: bytes = ID) -> bytes:
    return keccak(encode(["bytes32", "uint32"], [certificate, sequence]))


def hands(party: Party) -> dict[str, str]:
    return {"maker": party.maker.address, "checker": party.checker.address}


def packed(*parts: tuple[int, int]) -> int:
    """Pack (value, bits) pairs from the lowest bits up."""
    word = shift = 0
    for value, bits in parts:
        word |= value << shift
        shift += bits
    return word


def freeze_word(sequence: int, organ: int, served: int, term: int, **more: int) -> int:
    forbidden, holder, earliest = (
        more.get("forbidden", FORBIDDABLE),
        more.get("holder", 0),
        more.get("earliest", served),
    )
    parts = ((sequence, 32), (organ, 32), (served, 40), (term, 40), (forbidden, 32), (holder, 32), (earliest, 40))
    return packed(*parts)


def objection_word(sequence: int, objector: int, times: tuple[int, int], stage: int, ground: int = 1) -> int:
    due, lapses = times
    return packed((sequence, 32), (objector, 32), (due, 40), (lapses, 40), (stage, 8), (ground, 8))


def kept(world: World, kind: int, id_: bytes = ID) -> list[int]:
    """The words of a list, without the zeros behind its last."""
    words = list(world.view(world.restraints, "burdensOn", kind, id_))
    count = sum(word != 0 for word in words)
    assert all(word == 0 for word in words[count:])
    return words[:count]


def freeze(world: World, organ: Party = COURT, **changes: Any) -> Receipt:
    """The whole certificate for thirty days from this very second, against all that can be forbidden."""
    usual = {
        "certificate": ID,
        "case": CASE,
        "order": ORDER,
        "served": world.now + 1,
        "term": MONTH,
        "forbidden": FORBIDDABLE,
        "holder": 0,
    }
    return order(world, "freeze", tuple({**usual, **changes}.values()), organ)


def order(
    world: World, function: str, asked: tuple[Any, ...], by: Party = COURT, parties: tuple[Actor, ...] = (), **more: Any
) -> Receipt:
    """An act of an institution by its two hands."""
    signers = (by.checker, *parties)
    return world.file(world.restraints, function, signers, asked, **{"maker": by.maker, **more})


def lift(world: World, own: bytes, organ: Party = COURT) -> Receipt:
    return order(world, "lift", (ID, own, ORDER), organ)


def control(world: World, by: Party = COURT, **changes: Any) -> Receipt:
    usual = {"certificate": ID, "order": ORDER, "until": world.now + MONTH}
    return order(world, "control", tuple({**usual, **changes}.values()), by)


def register(world: World, function: str, asked: tuple[Any, ...], *parties: Actor, **more: Any) -> Receipt:
    """An act of the northern registry."""
    return world.file(world.restraints, function, (NORTH.checker, *parties), asked, **more)


def raise_objection(world: World, objector: Party, **changes: Any) -> Receipt:
    usual = {"certificate": ID, "objector": objector.number, "ground": 1, "document": DOCUMENT}
    return register(world, "object", tuple({**usual, **changes}.values()), objector.consent)


def proceed(world: World, own: bytes, to: int, *parties: Actor, document: bytes = DOCUMENT) -> Receipt:
    return register(world, "proceed", (ID, own, to, document), *parties)


def raise_source(world: World, source: Party, document: bytes = DOCUMENT) -> Receipt:
    return register(world, "raiseSource", (ID, source.number, document), source.consent)


def note_dispute(world: World, by: Party = ARBITER) -> Receipt:
    return order(world, "noteDispute", (ID, DOCUMENT), by)


def surrender(world: World) -> Receipt:
    return register(world, "surrender", (ID, DOCUMENT), ALPHA.consent)


def consents(world: World, operation: int, id_: bytes = ID) -> tuple[int, ...]:
    """Whose consent an operation needs, as Certificates answers it."""
    return tuple(world.view(world.certificates, "requireAllowed", id_, operation)[1])


def flags(world: World, id_: bytes = ID) -> int:
    return world.record(id_)["flags"]


__all__ = ["DOCUMENT", "ID", "START", "ZERO_DIGEST"]


def active(world: World) -> int:
    """Return the freeze in force, as the chain keeps it; 0 if none is."""
    found: int = world.view(world.restraints, "activeFreezeOn", ID)
    return found

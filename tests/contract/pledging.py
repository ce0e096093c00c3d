"""
Holds and pledges for the contract tests: ordinary ones, filed by everybody who must agree.

Ids and storage words are worked out here, never by what is tested.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from tests.contract.test_certificates import ID
from tests.evm import Receipt, World
from tests.parties import ALPHA, CITY_BANK, DAY, DPR, RIVER_BANK, START, ZERO_DIGEST, Actor, Party, digest, id_of

PLEDGE, MORTGAGE, OTHER = 1, 2, 3
NONE, HELD, DROPPED, CONSUMED, PLEDGED, RELEASED, ENFORCED, ENDED = range(8)
MAXIMUM, CRYSTALLISED, RESERVED = 1, 2, 4
PAID, REALISED, WAIVED = 1, 2, 3
WITHDRAWN, JUDGED = 1, 2
LEAST, MOST = 100_000, 10**15
AMOUNT = 500_000_000  # five million yuan
UNTIL = START + 300 * DAY
DEBT, RESOLUTION, FILE = digest("loan contract"), digest("resolution"), digest("filing certificate")
FILING = b"01234567890123456789".ljust(32, b"\0")
SECOND_FILING = b"ZD0123456789ABCDEF".ljust(32, b"\0")
HOLD_END = int(datetime(2026, 11, 2, 16, tzinfo=UTC).timestamp())
"""Five working days after Monday 2026-10-26: 24:00 of Monday 2026-11-02, in Asia/Shanghai."""
SECOND = id_of(ALPHA.number, DPR, digest("data 2"))
ALPHA_AND_CITY = (ALPHA.consent, CITY_BANK.consent)
ALPHA_AND_RIVER = (ALPHA.consent, RIVER_BANK.consent)
BANK_HANDS = {"maker": CITY_BANK.maker.address, "checker": CITY_BANK.checker.address}


def thing(sequence: int, certificate: bytes = ID) -> bytes:
    """The id of what the certificate's event number `sequence` made."""
    return keccak(encode(["bytes32", "uint32"], [certificate, sequence]))


def word(
    creditor: Party = CITY_BANK,
    *,
    amount: int = AMOUNT,
    rank_at: int,
    until: int = UNTIL,
    perfected_at: int = 0,
    form: int = PLEDGE,
    state: int = PLEDGED,
    traits: int = 0,
) -> int:
    """The storage word of a hold or a pledge."""
    fields = (
        (creditor.number, 32),
        (amount, 64),
        (rank_at, 40),
        (until, 40),
        (perfected_at, 40),
        (form, 8),
        (state, 8),
        (traits, 8),
    )
    made = shift = 0
    for value, bits in fields:
        made |= value << shift
        shift += bits
    return made


def stored(world: World, own: bytes) -> int:
    found: int = world.view(world.pledges, "encumbranceOf", own)
    return found


def on(world: World, certificate: bytes = ID) -> tuple[bytes, ...]:
    """What is on a certificate's list, in the order of creation."""
    return tuple(world.view(world.pledges, "encumbrancesOn", certificate))


def ranked(world: World, certificate: bytes = ID) -> tuple[bytes, ...]:
    """What is in force, in the order of rank."""
    return tuple(world.view(world.pledges, "ranksOn", certificate))


def hold(world: World, bank: Party = CITY_BANK, others: Sequence[Actor] = (ALPHA.consent,), **changes: Any) -> Receipt:
    asked = {"certificate": ID, "creditor": bank.number} | changes
    return world.file(world.pledges, "hold", (bank.checker, *others), tuple(asked.values()), maker=bank.maker)


def release_hold(world: World, own: bytes, bank: Party = CITY_BANK, certificate: bytes = ID) -> Receipt:
    return world.file(world.pledges, "releaseHold", (bank.checker,), (certificate, own), maker=bank.maker)


def a_pledge(bank: Party = CITY_BANK, **changes: Any) -> tuple[Any, ...]:
    """An ordinary pledge that the holder's own debt asks for, with `changes`."""
    usual = {
        "certificate": ID,
        "creditor": bank.number,
        "debtor": 0,
        "amount": AMOUNT,
        "maximum": False,
        "form": PLEDGE,
        "until": UNTIL,
        "debt": DEBT,
        "resolution": ZERO_DIGEST,
        "report": ZERO_DIGEST,
    }
    return tuple({**usual, **changes}.values())


def create(
    world: World, bank: Party = CITY_BANK, others: Sequence[Actor] = (ALPHA.consent,), **changes: Any
) -> Receipt:
    signers = (bank.checker, *others)
    return world.file(world.pledges, "create", signers, a_pledge(bank, **changes), maker=bank.maker)


def perfect(world: World, own: bytes, bank: Party = CITY_BANK, **changes: Any) -> Receipt:
    """Record a filing; it was made in the very second in which it is recorded, unless another time is given."""
    usual = {"certificate": ID, "pledge": own, "number": FILING, "at": world.now + 1, "file": FILE}
    asked = tuple({**usual, **changes}.values())
    return world.file(world.pledges, "perfect", (bank.checker,), asked, maker=bank.maker)


def by_creditor(
    world: World, act: str, asked: tuple[Any, ...], others: Sequence[Actor] = (), bank: Party = CITY_BANK
) -> Receipt:
    """File any act of a creditor; what is asked begins with the pledge's id."""
    return world.file(world.pledges, act, (bank.checker, *others), (ID, *asked), maker=bank.maker)


def release(world: World, own: bytes, bank: Party = CITY_BANK, reason: int = PAID) -> Receipt:
    return by_creditor(world, "release", (own, reason, digest("release")), bank=bank)

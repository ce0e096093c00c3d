"""
Registration cases for the contract tests: an ordinary application, and each step on it with everybody's approval.

Instants are Shanghai's, worked by hand from the 2026 calendar; a period ends at the 24:00 of its last day.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from tests.evm import Receipt, World
from tests.parties import (
    ALPHA,
    BETA,
    DELTA,
    DPR,
    FOREVER,
    NORTH,
    NORTH_CODE,
    ZERO_DIGEST,
    Actor,
    Party,
    a_record,
    digest,
    id_of,
    register_of,
)

SHANGHAI = timezone(timedelta(hours=8))
REGISTER = register_of(NORTH_CODE, DPR)
DATA, DOCUMENT, FORM = digest("data 1"), digest("a document"), digest("an application")
ID = id_of(ALPHA.number, DPR, DATA)
HANDS = {"maker": NORTH.maker.address, "checker": NORTH.checker.address}
DELTA_ID = id_of(DELTA.number, DPR, DATA)
ALONE: dict[str, Any] = {"id_": DELTA_ID, "maker": DELTA.maker, "checker": DELTA.checker}
(NONE, SUBMITTED, SUPPLEMENT, ACCEPTED, REVIEWED, PUBLICISED, OBJECTED, DEPOSITED, NOT_ACCEPTED, LAPSED, TERMINATED,
 REFUSED, WITHDRAWN) = range(13)  # fmt: skip
CASE = (
    "applicant", "register", "sequence", "attempt", "stage", "rights", "marks", "objections", "dueAt",
    "publicisedUntil", "sourceEnds",
)  # fmt: skip


def instant(text: str) -> int:
    """Return the unix second of a time in Shanghai."""
    return int(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).timestamp())


def at(world: World, text: str) -> None:
    """Let the next transaction be at a time in Shanghai."""
    assert instant(text) > world.now
    world.now = instant(text) - 1


def case(world: World, id_: bytes = ID) -> dict[str, int]:
    """Return a case as stored."""
    return dict(zip(CASE, world.view(world.applications, "caseOf", id_), strict=True))


def stage(world: World, id_: bytes = ID) -> int:
    """Return a case's stage at block time."""
    found: int = world.view(world.applications, "stageOf", id_)
    return found


def step(
    world: World, function: str, *asked: Any, id_: bytes = ID, parties: tuple[Actor, ...] = (),
    maker: Actor = NORTH.maker, checker: Actor = NORTH.checker, **signing: int,
) -> Receipt:  # fmt: skip
    """File a step with everybody's approval, by the northern registry unless others are named."""
    sequence = signing.pop("sequence", case(world, id_)["sequence"] + 1)
    signers = [checker, *parties]
    return world.file(world.applications, function, signers, (id_, *asked), maker=maker, sequence=sequence, **signing)


def asked_of(applicant: Party = ALPHA, **fields: Any) -> tuple[Any, ...]:
    """Return what an ordinary submission asks after its id."""
    usual = {
        "applicant": applicant.number, "register": REGISTER, "fingerprint": DATA, "ordinal": 0, "rights": 7,
        "source_ends": 0, "form": FORM,
    }  # fmt: skip
    return tuple({**usual, **fields}.values())


def submit(world: World, **fields: Any) -> Receipt:
    """Submit an ordinary application of alpha by the registry."""
    return step(world, "submit", *asked_of(**fields), parties=(ALPHA.consent,))


def submit_alone(world: World, **fields: Any) -> Receipt:
    """Submit an application of delta by its own two keys."""
    return step(world, "submit", *asked_of(DELTA, **fields), **ALONE)


def objection_id(id_: bytes, sequence: int) -> bytes:
    """Return the id of an objection."""
    return keccak(id_ + sequence.to_bytes(32, "big"))


SHARES = ((ALPHA.number, 7, 6_000), (BETA.number, 3, 4_000))


def reviewed(world: World, **fields: Any) -> None:
    """Bring an ordinary case through its review on Monday 2026-11-30."""
    at(world, "2026-11-27T15:00")
    submit(world, **fields)
    at(world, "2026-11-30T10:00")
    step(world, "accept")
    step(world, "passReview", fields.get("rights", 7), DOCUMENT)


def publicised(world: World, **fields: Any) -> int:
    """Bring an ordinary case into publicity, and return when it ends: Tuesday to Friday, Monday."""
    reviewed(world, **fields)
    step(world, "publicise", DOCUMENT)
    return instant("2026-12-08T00:00")


def over(world: World, **fields: Any) -> None:
    """Bring an ordinary case to the end of its publicity."""
    publicised(world, **fields)
    at(world, "2026-12-08T09:00")


def word_of(holder: Party = ALPHA, /, serial: int = 1, **fields: int) -> int:
    """Return the record of an ordinary deposit after publicity."""
    usual = {
        "valid_from": instant("2026-12-08T00:00"), "valid_to": instant("2031-12-09T00:00"), "period": 202612,
    }  # fmt: skip
    return a_record(holder, serial, **{**usual, **fields})


def shares_digest_of(shares: tuple[tuple[int, int, int], ...]) -> bytes:
    """Return what binds shares to a deposit."""
    return keccak(encode(["(uint32,uint8,uint16)[]"], [shares])) if shares else ZERO_DIGEST


def deposit(
    world: World, word: int, *, id_: bytes = ID, data: bytes = DATA, document: bytes = DOCUMENT,
    shares: tuple[tuple[int, int, int], ...] = (), shares_digest: bytes | None = None, parties: tuple[Actor, ...] = (),
    maker: Actor = NORTH.maker, checker: Actor = NORTH.checker,
) -> Receipt:  # fmt: skip
    """Deposit a case with everybody's approval."""
    asked = (id_, word, data, document, shares_digest_of(shares) if shares_digest is None else shares_digest)
    sequence = case(world, id_)["sequence"] + 1
    signing = world.agreed(world.applications, "deposit", [checker, *parties], asked, sequence=sequence)
    function, asked_, deadline, approvals = signing
    return world.send(maker, world.applications, function, asked_, list(shares), deadline, approvals)


def deposit_many(
    world: World, asked: list[tuple[bytes, int, bytes, bytes, bytes]], *, checker: Actor = NORTH.checker,
    maker: Actor = NORTH.maker, deadline: int = FOREVER,
) -> Receipt:  # fmt: skip
    """Deposit a batch with one approval."""
    each = [
        keccak(
            encode(
                ["bytes32", "uint256", "bytes32", "bytes32", "bytes32", "uint32"],
                [*one, case(world, one[0])["sequence"] + 1],
            )
        )
        for one in asked
    ]
    fields = [("bytes32", "depositsDigest"), ("uint256", "count"), ("uint64", "deadline")]
    values = (keccak(b"".join(each)), len(asked), deadline)
    signed = world.typed_digest(world.applications, "DepositMany", fields, values)
    approval = (checker.address, checker.sign(signed))
    return world.send(maker, world.applications, "depositMany", asked, deadline, approval)

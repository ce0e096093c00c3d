"""
What the tests of Attestations share: a certificate of alpha's, and attesting with the members that a kind needs.
"""

from __future__ import annotations

from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from tests.evm import Receipt, World
from tests.parties import (
    ALPHA,
    APPRAISER,
    AUDIT_FIRM,
    BETA,
    BOURSE,
    BUREAU,
    DAY,
    DPR,
    NORTH,
    START,
    VAULT,
    ZERO_DIGEST,
    Actor,
    Party,
    an_issue,
    digest,
    id_of,
)

ID = id_of(ALPHA.number, DPR, digest("data 1"))
PRINT = digest("data 1")
REPORT = digest("the document")
YEAR_END = START + 365 * DAY
ALL_REPORTS = 0b11110
LIVE, SUPERSEDED, ENDED, WITHDRAWN = 1, 2, 3, 4
FINISHED, WITHDRAW = 1, 2
(
    QUALITY, SECURITY, COMPLIANCE, VALUE, BOOKING, REMEASUREMENT, IMPAIRMENT, RECLASSIFICATION, DERECOGNITION, AUDIT,
    CUSTODY, INTEGRITY, CUSTODY_RELEASE, LISTING, DEAL, DELIVERY, DELISTING, OPENING, CROSS_BORDER, COMPUTE_USE,
    CLAIM_REGISTRATION, CLAIM_BOOKING, CLAIM_DEAL, CLAIM_OPENING, GRANT, CLAW_BACK, ANNOTATION, BENEFICIARY, REGRADE,
    LINK,
) = range(1, 31)  # fmt: skip
MILLION = 100_000_000
"""A million yuan, in fen."""

BY: dict[int, Party] = {
    **dict.fromkeys(range(QUALITY, BOOKING), APPRAISER),
    **dict.fromkeys(range(BOOKING, AUDIT), NORTH),
    AUDIT: AUDIT_FIRM,
    **dict.fromkeys((CUSTODY, INTEGRITY, CUSTODY_RELEASE), VAULT),
    **dict.fromkeys((LISTING, DEAL, DELIVERY, DELISTING), BOURSE),
    **dict.fromkeys((OPENING, CROSS_BORDER, COMPUTE_USE), NORTH),
    **dict.fromkeys(range(CLAIM_REGISTRATION, GRANT), NORTH),
    **dict.fromkeys((GRANT, CLAW_BACK), BUREAU),
    **dict.fromkeys((ANNOTATION, BENEFICIARY, REGRADE, LINK), NORTH),
}
"""Who attests a kind in these tests, unless another is named."""

MEMBERS = ("subtype", "party", "amount", "baseDate", "validTo", "refers", "linkedId", "documentDigest")
_PLAIN: dict[str, Any] = {"refers": ZERO_DIGEST, "linkedId": ZERO_DIGEST, "documentDigest": REPORT}


def usual(kind: int, now: int) -> tuple[dict[str, Any], tuple[Actor, ...]]:
    """Return the members that a kind needs besides `refers`, and who signs after the checker."""
    alpha, beta = ALPHA.consent, BETA.consent
    dated = {"baseDate": now - DAY}
    report = {**dated, "validTo": now + 90 * DAY}
    kept = {**report, "linkedId": PRINT}
    booked = {**dated, "party": ALPHA.number, "amount": 2 * MILLION}
    needs: dict[int, tuple[dict[str, Any], tuple[Actor, ...]]] = {
        QUALITY: (report, ()),
        SECURITY: (report, ()),
        COMPLIANCE: (report, ()),
        VALUE: ({**report, "amount": 5 * MILLION, "subtype": 1}, (APPRAISER.second,)),
        BOOKING: ({**booked, "subtype": 2}, (alpha,)),
        REMEASUREMENT: (booked, (alpha,)),
        IMPAIRMENT: ({**booked, "amount": MILLION}, (alpha,)),
        RECLASSIFICATION: ({**booked, "subtype": 1}, (alpha,)),
        DERECOGNITION: ({**dated, "party": ALPHA.number}, (alpha,)),
        AUDIT: ({**dated, "subtype": 1}, ()),
        CUSTODY: (kept, (alpha,)),
        INTEGRITY: (kept, ()),
        CUSTODY_RELEASE: (dated, (alpha,)),
        LISTING: ({}, (alpha,)),
        DEAL: ({**dated, "party": BETA.number, "amount": MILLION}, (alpha, beta)),
        DELIVERY: ({**dated, "party": BETA.number}, (beta,)),
        DELISTING: ({}, ()),
        OPENING: (dated, (alpha,)),
        CROSS_BORDER: ({**dated, "subtype": 1}, (alpha,)),
        COMPUTE_USE: ({**dated, "party": BETA.number}, (alpha, beta)),
        CLAIM_REGISTRATION: ({"party": ALPHA.number}, (alpha,)),
        CLAIM_BOOKING: ({"party": ALPHA.number}, (alpha,)),
        CLAIM_DEAL: ({"party": ALPHA.number}, (alpha,)),
        CLAIM_OPENING: ({"party": ALPHA.number}, (alpha,)),
        GRANT: ({"amount": 10_000_000}, ()),
        CLAW_BACK: ({"amount": 10_000_000}, ()),
        ANNOTATION: ({"subtype": 1}, ()),
        BENEFICIARY: ({"party": BETA.number, "subtype": 1}, (alpha, beta)),
        REGRADE: ({"subtype": 3}, (alpha,)),
        LINK: ({"linkedId": id_of(BETA.number, DPR, digest("data 2")), "subtype": 4}, ()),
    }
    return needs[kind]


def attest(
    world: World,
    kind: int,
    refers: bytes = ZERO_DIGEST,
    *,
    id_: bytes = ID,
    by: Party | None = None,
    signers: tuple[Actor, ...] | None = None,
    maker: Actor | None = None,
    **members: Any,
) -> Receipt:
    """
    Attest with the members that the kind needs, some of them changed.

    `signers` are all who sign, the checker too; without them those whom the kind asks.
    """
    attester = by or BY[kind]
    needed, consents = usual(kind, world.now) if kind in BY else ({}, ())
    values = {**_PLAIN, **needed, "refers": refers, **members}
    asked = (id_, kind, *(values.get(name, 0) for name in MEMBERS))
    signing = signers if signers is not None else (attester.checker, *consents)
    return world.file(world.attestations, "attest", signing, asked, maker=maker or attester.maker)


def end(
    world: World,
    attestation: bytes,
    *,
    by: Party = NORTH,
    reason: int = FINISHED,
    signers: tuple[Actor, ...] | None = None,
    maker: Actor | None = None,
    document: bytes = REPORT,
) -> Receipt:
    asked = (ID, attestation, reason, document)
    signing = signers if signers is not None else (by.checker,)
    return world.file(world.attestations, "end", signing, asked, maker=maker or by.maker)


def made(world: World, id_: bytes = ID) -> bytes:
    """Return the id of what the certificate's last event made."""
    return keccak(encode(["bytes32", "uint32"], [id_, world.record(id_)["sequence"]]))


def attested(world: World, kind: int, refers: bytes = ZERO_DIGEST, **rest: Any) -> bytes:
    """Attest; return the attestation's id."""
    attest(world, kind, refers, **rest)
    return made(world, rest.get("id_", ID))


def followed(world: World, kind: int) -> bytes:
    """Attest what a kind must follow, and what that must follow; return the last one's id."""
    before = {
        LISTING: COMPLIANCE, DEAL: LISTING, DELIVERY: DEAL, DELISTING: LISTING, INTEGRITY: CUSTODY,
        CUSTODY_RELEASE: CUSTODY, CLAIM_BOOKING: BOOKING, CLAIM_DEAL: DEAL, CLAIM_OPENING: OPENING,
        GRANT: CLAIM_REGISTRATION, CLAW_BACK: GRANT, **dict.fromkeys(range(REMEASUREMENT, CUSTODY), BOOKING),
    }  # fmt: skip
    return attested(world, before[kind], followed(world, before[kind])) if kind in before else ZERO_DIGEST


def statement(world: World, attestation: bytes, id_: bytes = ID) -> dict[str, int]:
    """Return the stored word of an attestation, apart."""
    word = world.view(world.attestations, "statementOf", id_, attestation)
    return word_of(word)


def word_of(word: int) -> dict[str, int]:
    parts = (
        ("kind", 8), ("subtype", 8), ("condition", 8), ("by", 32), ("party", 32), ("version", 32), ("amount", 64),
        ("validTo", 40),
    )  # fmt: skip
    found = {}
    for name, bits in parts:
        found[name] = word & (1 << bits) - 1
        word >>= bits
    assert word == 0
    return found


def condition(world: World, attestation: bytes) -> int:
    return statement(world, attestation)["condition"]


def prepared(world: World) -> World:
    """Return the world with a certificate of alpha's and one of beta's, and an evaluator admitted to all reports."""
    world.govern(world.attestations, "admitEvaluator", APPRAISER.number, ALL_REPORTS)
    world.issue(an_issue())
    world.issue(an_issue(BETA, serial=2))
    return world

"""
PledgeObjections.sol: an objection to a pledge, its clock, the proof of a suit, and its end.

On revm in process.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.abi import Event
from tests.contract.pledging import JUDGED, RELEASED, WITHDRAWN, create, perfect, release, thing
from tests.contract.test_certificates import DOCUMENT, HANDS, ID, REASON, YEAR_END, fold, head
from tests.evm import Receipt, World, refused
from tests.parties import (
    BETA,
    CITY_BANK,
    DAY,
    DPR,
    GAMMA,
    NORTH,
    NORTH_CODE,
    PLEDGED,
    REGISTRY,
    SOUTH,
    STRANGER,
    WARDEN,
    ZERO_DIGEST,
    Actor,
    Party,
    a_record,
    an_issue,
    register_of,
)

PROVE_BY = int(datetime(2026, 11, 25, 16, tzinfo=UTC).timestamp())
"""Thirty days after 2026-10-26: 24:00 of 2026-11-25, in Asia/Shanghai."""
NOBODY = (0, 0, False)
BY_REGISTRY = (NORTH.checker,)


def pledged(world: World) -> tuple[Receipt, Receipt]:
    """Issue a certificate and pledge it."""
    return world.issue(an_issue()), create(world)


def object_to(world: World, who: Party = BETA, *, document: bytes = DOCUMENT, **changes: Any) -> Receipt:
    signers = (NORTH.checker, who.consent)
    asked = {"certificate": ID, "pledge": thing(2), "objector": who.number, "document": document} | changes
    return world.file(world.pledges, "object", signers, tuple(asked.values()))


def prove(world: World, own: bytes = thing(2), document: bytes = DOCUMENT, maker: Actor = NORTH.maker) -> Receipt:
    return world.file(world.pledges, "proveSuit", BY_REGISTRY, (ID, own, document), maker=maker)


def end(world: World, outcome: int, others: Any = (), *, document: bytes = DOCUMENT) -> Receipt:
    signers = (NORTH.checker, *others)
    return world.file(world.pledges, "endObjection", signers, (ID, thing(2), outcome, document))


def objection(world: World) -> Any:
    return world.view(world.pledges, "objectionTo", thing(2))


class TestObject:
    """object."""

    def test_an_objection_is_recorded_with_its_clock(self, world: World) -> None:
        issued, created = pledged(world)
        receipt = object_to(world)
        fields = {"certificateId": ID, "sequence": 3, "pledgeId": thing(2)}
        fields |= {"objector": BETA.number, "proveBy": PROVE_BY, "documentDigest": DOCUMENT}
        assert receipt.events == (Event("PledgeObjected", fields | HANDS),)
        assert head(world, a_record()) == fold(ZERO_DIGEST, *issued.logs, *created.logs, *receipt.logs)
        assert objection(world) == (BETA.number, PROVE_BY, False)

    def test_it_stops_nothing(self, world: World) -> None:
        pledged(world)
        object_to(world)
        perfect(world, thing(2))
        assert world.view(world.pledges, "consentsTo", ID, 4) == ()
        release(world, thing(2))

    def test_one_at_a_time_until_it_lapses_by_itself(self, world: World) -> None:
        pledged(world)
        object_to(world)
        world.now = PROVE_BY - 2
        with refused("PledgeObjectionPending", thing(2), BETA.number):
            object_to(world, GAMMA)
        object_to(world, GAMMA)
        assert objection(world)[0] == GAMMA.number

    def test_the_objector_must_agree_and_be_somebody_else(self, world: World) -> None:
        pledged(world)
        with refused("ApprovalsMissing", 2, 1):
            world.file(world.pledges, "object", BY_REGISTRY, (ID, thing(2), BETA.number, DOCUMENT))
        with refused("ApprovalFromOther", GAMMA.consent.address, GAMMA.number, BETA.number):
            object_to(world, GAMMA, objector=BETA.number)
        with refused("PledgeObjectorInvalid", thing(2), CITY_BANK.number):
            object_to(world, CITY_BANK)
        with refused("ParticipantUnknown", 99):
            object_to(world, objector=99)

    def test_the_registry_itself_agrees_by_its_checker(self, world: World) -> None:
        pledged(world)
        world.file(world.pledges, "object", BY_REGISTRY, (ID, thing(2), NORTH.number, DOCUMENT))

    def test_only_the_registry_in_charge_while_open_and_with_paper(self, world: World) -> None:
        pledged(world)
        asked, signers = (ID, thing(2), BETA.number, DOCUMENT), (NORTH.checker, BETA.consent)
        with refused("RegisterNotInCharge", register_of(NORTH_CODE, DPR), SOUTH.number, NORTH.number):
            world.file(world.pledges, "object", signers, asked, maker=SOUTH.maker)
        with refused("RoleMissing", CITY_BANK.number, REGISTRY):
            world.file(world.pledges, "object", signers, asked, maker=CITY_BANK.maker)
        with refused("KeyUnknown", STRANGER.address):
            world.file(world.pledges, "object", signers, asked, maker=STRANGER)
        with refused("DigestMissing"):
            object_to(world, document=ZERO_DIGEST)
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        with refused("LedgerIsPaused"):
            object_to(world)

    def test_only_to_a_live_pledge_of_the_certificate_also_after_its_term(self, world: World) -> None:
        pledged(world)
        with refused("PledgeUnknown", ID, thing(9)):
            object_to(world, pledge=thing(9))
        world.now = YEAR_END + DAY
        object_to(world)
        release(world, thing(2))
        with refused("PledgeNotLive", thing(2), RELEASED):
            object_to(world)


class TestProveSuit:
    """proveSuit."""

    def test_a_proven_suit_lets_the_objection_stand(self, world: World) -> None:
        issued, created = pledged(world)
        objected = object_to(world)
        receipt = prove(world)
        fields = {"certificateId": ID, "sequence": 4, "pledgeId": thing(2), "documentDigest": DOCUMENT}
        assert receipt.events == (Event("PledgeSuitProven", fields | HANDS),)
        logs = (*issued.logs, *created.logs, *objected.logs, *receipt.logs)
        assert head(world, a_record()) == fold(ZERO_DIGEST, *logs)
        assert objection(world) == (BETA.number, PROVE_BY, True)
        world.now = PROVE_BY + DAY
        with refused("PledgeObjectionPending", thing(2), BETA.number):
            object_to(world, GAMMA)

    def test_in_time_or_not_at_all(self, world: World) -> None:
        pledged(world)
        object_to(world)
        world.now = PROVE_BY - 1
        with refused("PledgeObjectionLapsed", thing(2), PROVE_BY):
            prove(world)
        world.now = PROVE_BY - 2
        prove(world)

    def test_once_with_paper_and_only_where_there_is_an_objection(self, world: World) -> None:
        pledged(world)
        with refused("PledgeObjectionMissing", thing(2)):
            prove(world)
        object_to(world)
        with refused("DigestMissing"):
            prove(world, document=ZERO_DIGEST)
        with refused("PledgeUnknown", ID, thing(7)):
            prove(world, thing(7))
        prove(world)
        with refused("PledgeSuitProvenAlready", thing(2)):
            prove(world)

    def test_by_the_registry_also_while_paused(self, world: World) -> None:
        pledged(world)
        object_to(world)
        with refused("RegisterNotInCharge", register_of(NORTH_CODE, DPR), SOUTH.number, NORTH.number):
            prove(world, maker=SOUTH.maker)
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        prove(world)


class TestEndObjection:
    """endObjection."""

    @pytest.mark.parametrize(("outcome", "others"), [(WITHDRAWN, (BETA.consent,)), (JUDGED, ())])
    def test_withdrawn_by_the_objector_or_judged(self, world: World, outcome: int, others: Any) -> None:
        issued, created = pledged(world)
        objected = object_to(world)
        receipt = end(world, outcome, others)
        fields = {"certificateId": ID, "sequence": 4, "pledgeId": thing(2)}
        fields |= {"outcome": outcome, "documentDigest": DOCUMENT}
        assert receipt.events == (Event("PledgeObjectionEnded", fields | HANDS),)
        logs = (*issued.logs, *created.logs, *objected.logs, *receipt.logs)
        assert head(world, a_record()) == fold(ZERO_DIGEST, *logs)
        assert objection(world) == NOBODY
        assert world.record(ID)["flags"] == PLEDGED
        object_to(world, GAMMA)

    def test_a_withdrawal_needs_the_objector(self, world: World) -> None:
        pledged(world)
        object_to(world)
        with refused("ApprovalsMissing", 2, 1):
            end(world, WITHDRAWN)
        with refused("ApprovalFromOther", GAMMA.consent.address, GAMMA.number, BETA.number):
            end(world, WITHDRAWN, (GAMMA.consent,))

    def test_what_is_not_there_or_not_named(self, world: World) -> None:
        pledged(world)
        with refused("PledgeObjectionMissing", thing(2)):
            end(world, JUDGED)
        object_to(world)
        with refused("PledgeObjectionOutcomeInvalid", 0):
            end(world, 0)
        with refused("DigestMissing"):
            end(world, JUDGED, document=ZERO_DIGEST)
        world.now = PROVE_BY
        with refused("PledgeObjectionLapsed", thing(2), PROVE_BY):
            end(world, JUDGED)

    def test_a_proven_one_is_ended_also_while_paused_and_late(self, world: World) -> None:
        pledged(world)
        object_to(world)
        prove(world)
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        world.now = PROVE_BY + DAY
        end(world, JUDGED)
        assert objection(world) == NOBODY

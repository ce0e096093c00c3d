"""
Restraints.sol: administrative control, noted disputes, and the return of a certificate.

On revm in process.
"""

from __future__ import annotations

import pytest

from tests.abi import Event
from tests.contract.restraining import (
    AMEND,
    CANCEL,
    CONTROLLED_COLUMN,
    CONTROLS,
    DISPUTES,
    JUDICIAL_TRANSFER,
    MONTH,
    ORDER,
    PLEDGE,
    RELEASE,
    RENEW,
    SURRENDER,
    SURRENDERED_COLUMN,
    TRANSFER,
    consents,
    control,
    flags,
    freeze,
    hands,
    kept,
    note_dispute,
    order,
    packed,
    register,
    surrender,
    thing,
)
from tests.contract.test_certificates import DOCUMENT, HANDS, ID, REASON, fold, head
from tests.evm import World, refused
from tests.parties import (
    ALPHA,
    ARBITER,
    ARBITRATION,
    BETA,
    BUREAU,
    CITY_BANK,
    CONTROLLED,
    COURT,
    DAY,
    DISPUTED,
    DPR,
    FROZEN,
    NORTH,
    NORTH_CODE,
    ORGAN,
    SOUTH,
    SUPERVISOR,
    SURRENDERED,
    WARDEN,
    ZERO_DIGEST,
    Party,
    a_record,
    an_issue,
    register_of,
)

CANCELLED, JUDGMENT = 2, 5
ALL_COLUMNS = range(1, 22)


class TestControl:
    """control and liftControl."""

    @pytest.mark.parametrize("by", [BUREAU, COURT], ids=lambda party: party.name)
    def test_a_supervisor_or_an_organ_controls(self, world: World, by: Party) -> None:
        issued = world.issue(an_issue())
        until = world.now + MONTH
        receipt = control(world, by)
        fields = {"certificateId": ID, "sequence": 2, "by": by.number, "until": until, "orderDigest": ORDER}
        assert receipt.events == (Event("ControlEntered", fields | hands(by)),)
        assert head(world, a_record()) == fold(ZERO_DIGEST, *issued.logs, *receipt.logs)
        assert kept(world, CONTROLS) == [packed((2, 32), (by.number, 32), (until, 40))]
        assert flags(world) == CONTROLLED

    def test_it_stops_dealing_and_leaves_renewal_to_who_ordered_it(self, world: World) -> None:
        world.issue(an_issue())
        control(world, BUREAU)
        for operation in (TRANSFER, PLEDGE, AMEND, CANCEL, SURRENDER):
            with refused("OperationRestrained", ID, operation, CONTROLLED_COLUMN, BUREAU.number):
                consents(world, operation)
        assert consents(world, RENEW) == (BUREAU.number,)
        assert consents(world, RELEASE) == ()
        assert consents(world, JUDICIAL_TRANSFER) == ()

    def test_it_lapses_to_the_second_and_another_may_follow(self, world: World) -> None:
        world.issue(an_issue())
        until = world.now + MONTH
        control(world, until=until)
        with refused("ControlInForce", ID, COURT.number, until):
            control(world, BUREAU)
        world.now = until - 1
        with refused("OperationRestrained", ID, TRANSFER, CONTROLLED_COLUMN, COURT.number):
            consents(world, TRANSFER)
        world.now = until
        assert consents(world, TRANSFER) == ()
        with refused("BurdenUnknown", ID, CONTROLS, thing(2)):
            order(world, "liftControl", (ID, thing(2), ORDER))
        control(world, BUREAU)
        assert [word & 0xFFFFFFFF for word in kept(world, CONTROLS)] == [3]

    def test_a_lapsed_one_is_cleared_by_the_next_act(self, world: World) -> None:
        world.issue(an_issue())
        control(world)
        world.sleep(MONTH)
        note_dispute(world)
        assert flags(world) == DISPUTED

    def test_its_end_is_to_come_and_within_a_year(self, world: World) -> None:
        world.issue(an_issue())
        latest = world.view(world.rules, "monthsAfter", world.now + 1, 12)
        with refused("ControlTermInvalid", ID, world.now + 1, latest):
            control(world, until=world.now + 1)
        with refused("ControlTermInvalid", ID, latest + 1, latest):
            control(world, until=latest + 1)
        with refused("DigestMissing"):
            control(world, order=ZERO_DIGEST)
        control(world, until=latest)

    def test_who_ordered_it_lifts_it_and_nobody_else(self, world: World) -> None:
        world.issue(an_issue())
        control(world, BUREAU)
        with refused("OrderOfAnother", BUREAU.number, COURT.number):
            order(world, "liftControl", (ID, thing(2), ORDER), COURT)
        with refused("RoleMissing", NORTH.number, SUPERVISOR | ORGAN):
            order(world, "liftControl", (ID, thing(2), ORDER), NORTH)
        with refused("BurdenUnknown", ID, CONTROLS, thing(1)):
            order(world, "liftControl", (ID, thing(1), ORDER), BUREAU)
        with refused("DigestMissing"):
            order(world, "liftControl", (ID, thing(2), ZERO_DIGEST), BUREAU)
        receipt = order(world, "liftControl", (ID, thing(2), ORDER), BUREAU)
        fields = {"certificateId": ID, "sequence": 3, "controlId": thing(2), "orderDigest": ORDER}
        assert receipt.events == (Event("ControlLifted", fields | hands(BUREAU)),)
        assert kept(world, CONTROLS) == []
        assert flags(world) == 0

    @pytest.mark.parametrize("other", [NORTH, ARBITER, CITY_BANK], ids=lambda party: party.name)
    def test_nobody_else_controls(self, world: World, other: Party) -> None:
        world.issue(an_issue())
        with refused("RoleMissing", other.number, SUPERVISOR | ORGAN):
            control(world, other)


class TestDispute:
    """noteDispute and endDispute."""

    def test_a_dispute_is_noted_and_stops_nothing(self, world: World) -> None:
        world.issue(an_issue())
        receipt = note_dispute(world)
        fields = {"certificateId": ID, "sequence": 2, "institution": ARBITER.number, "documentDigest": DOCUMENT}
        assert receipt.events == (Event("DisputeNoted", fields | hands(ARBITER)),)
        assert kept(world, DISPUTES) == [packed((2, 32), (ARBITER.number, 32))]
        assert flags(world) == DISPUTED
        for operation in ALL_COLUMNS:
            assert consents(world, operation) == ()

    def test_who_noted_it_ends_it(self, world: World) -> None:
        world.issue(an_issue())
        note_dispute(world)
        note_dispute(world)
        with refused("RoleMissing", COURT.number, ARBITRATION):
            order(world, "endDispute", (ID, thing(2), DOCUMENT), COURT)
        with refused("BurdenUnknown", ID, DISPUTES, thing(9)):
            order(world, "endDispute", (ID, thing(9), DOCUMENT), ARBITER)
        with refused("DigestMissing"):
            order(world, "endDispute", (ID, thing(2), ZERO_DIGEST), ARBITER)
        receipt = order(world, "endDispute", (ID, thing(2), DOCUMENT), ARBITER)
        fields = {"certificateId": ID, "sequence": 4, "disputeId": thing(2), "documentDigest": DOCUMENT}
        assert receipt.events == (Event("DisputeEnded", fields | hands(ARBITER)),)
        assert flags(world) == DISPUTED
        order(world, "endDispute", (ID, thing(3), DOCUMENT), ARBITER)
        assert flags(world) == 0
        assert kept(world, DISPUTES) == []

    def test_another_arbitration_institution_ends_it_not(self, world: World) -> None:
        world.issue(an_issue())
        note_dispute(world)
        world.govern(world.participants, "setRoles", COURT.number, ORGAN | ARBITRATION, REASON)
        with refused("OrderOfAnother", ARBITER.number, COURT.number):
            order(world, "endDispute", (ID, thing(2), DOCUMENT), COURT)

    def test_only_arbitration_notes_and_four_at_most(self, world: World) -> None:
        world.issue(an_issue())
        for other in (COURT, NORTH, BUREAU):
            with refused("RoleMissing", other.number, ARBITRATION):
                note_dispute(world, other)
        with refused("DigestMissing"):
            order(world, "noteDispute", (ID, ZERO_DIGEST), ARBITER)
        for _ in range(4):
            note_dispute(world)
        with refused("BurdensTooMany", ID, DISPUTES, 4):
            note_dispute(world)


class TestSurrender:
    """surrender and restore."""

    def test_a_certificate_is_returned_with_its_holders_consent(self, world: World) -> None:
        world.issue(an_issue())
        with refused("ApprovalsMissing", 2, 1):
            register(world, "surrender", (ID, DOCUMENT))
        receipt = surrender(world)
        fields = {"certificateId": ID, "sequence": 2, "documentDigest": DOCUMENT}
        assert receipt.events == (Event("CertificateSurrendered", fields | HANDS),)
        assert flags(world) == SURRENDERED

    def test_a_returned_one_is_dealt_in_no_more(self, world: World) -> None:
        world.issue(an_issue())
        surrender(world)
        for operation in (TRANSFER, PLEDGE, AMEND, SURRENDER):
            with refused("OperationRestrained", ID, operation, SURRENDERED_COLUMN, NORTH.number):
                consents(world, operation)
        for operation in (RELEASE, RENEW, CANCEL):
            assert consents(world, operation) == ()
        with refused("OperationRestrained", ID, SURRENDER, SURRENDERED_COLUMN, NORTH.number):
            surrender(world)

    def test_it_is_given_back(self, world: World) -> None:
        world.issue_shared(an_issue(), [(ALPHA.number, 7, 6_000), (BETA.number, 7, 4_000)])
        both = (ALPHA.consent, BETA.consent)
        register(world, "surrender", (ID, DOCUMENT), *both)
        with refused("ApprovalsMissing", 3, 2):
            register(world, "restore", (ID, DOCUMENT), ALPHA.consent)
        with refused("DigestMissing"):
            register(world, "restore", (ID, ZERO_DIGEST), *both)
        with refused("RegisterNotInCharge", register_of(NORTH_CODE, DPR), SOUTH.number, NORTH.number):
            register(world, "restore", (ID, DOCUMENT), *both, maker=SOUTH.maker)
        receipt = register(world, "restore", (ID, DOCUMENT), *both)
        fields = {"certificateId": ID, "sequence": 5, "documentDigest": DOCUMENT}
        assert receipt.events == (Event("CertificateRestored", fields | HANDS),)
        assert not flags(world) & SURRENDERED
        with refused("NotSurrendered", ID):
            register(world, "restore", (ID, DOCUMENT), *both)

    def test_a_restrained_one_is_not_returned(self, world: World) -> None:
        world.issue(an_issue())
        control(world)
        with refused("OperationRestrained", ID, SURRENDER, CONTROLLED_COLUMN, COURT.number):
            surrender(world)

    def test_giving_back_clears_what_has_lapsed(self, world: World) -> None:
        world.issue(an_issue())
        surrender(world)
        freeze(world, term=DAY)
        control(world, until=world.now + DAY)
        world.sleep(2 * DAY)
        assert flags(world) == SURRENDERED | FROZEN | CONTROLLED
        register(world, "restore", (ID, DOCUMENT), ALPHA.consent)
        assert flags(world) == 0

    def test_a_pause_stops_the_return_and_not_the_giving_back(self, world: World) -> None:
        world.issue(an_issue())
        surrender(world)
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        register(world, "restore", (ID, DOCUMENT), ALPHA.consent)
        with refused("LedgerIsPaused"):
            surrender(world)
        with refused("RegisterNotInCharge", register_of(NORTH_CODE, DPR), SOUTH.number, NORTH.number):
            register(world, "surrender", (ID, DOCUMENT), ALPHA.consent, maker=SOUTH.maker)
        with refused("DigestMissing"):
            register(world, "surrender", (ID, ZERO_DIGEST), ALPHA.consent)

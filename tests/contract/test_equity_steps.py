"""
Equity.sol: execute, confirm, roll back and exit.

On revm in process; what is common stands in `test_equity`.
"""

from __future__ import annotations

import pytest

from tests.abi import Event
from tests.contract.test_certificates import DOCUMENT, HANDS, ID, REASON, fold, head
from tests.contract.test_equity import (
    CANCELLED_STAGE,
    CONFIRMED_STAGE,
    CONTRIBUTED_RESTRAINT,
    DELIVERY,
    EXECUTE,
    EXECUTED_STAGE,
    EXITED_STAGE,
    OWN,
    PARTIES,
    RECEIPT,
    REDUCTION,
    RESERVED_RESTRAINT,
    RESERVED_STAGE,
    ROLLED_BACK_STAGE,
    TRANSFER,
    UNTIL,
    cancel,
    confirm,
    contribution,
    due,
    execute,
    in_charge,
    leave,
    made_by,
    report,
    reserve,
    roll_back,
    with_report,
)
from tests.evm import World, refused
from tests.parties import (
    ALPHA,
    BETA,
    CITY_BANK,
    CONTRIBUTED,
    COURT,
    DAY,
    DELTA,
    DPR,
    GAMMA,
    MOVES,
    NORTH,
    NORTH_CODE,
    REGISTRY,
    RESERVED,
    SOUTH,
    START,
    USE,
    WARDEN,
    ZERO_DIGEST,
    a_record,
    an_issue,
    register_of,
)


@pytest.fixture
def reported(world: World) -> World:
    """A world with ALPHA's certificate, of which there is a value report."""
    return with_report(world)


class TestExecute:
    """execute."""

    def test_transfer_and_delivery_are_one_act(self, reported: World) -> None:
        reserve(reported)
        before = head(reported, a_record())
        receipt = execute(reported)

        moved = {"certificateId": ID, "sequence": 4, "from": ALPHA.number, "to": BETA.number}
        confirm_by = due(receipt.time, 60)
        executed = {
            "certificateId": ID,
            "sequence": 5,
            "contributionId": OWN,
            "confirmBy": confirm_by,
            "deliveryDigest": DELIVERY,
        }
        assert receipt.events == (
            Event("CertificateTransferred", moved | {"documentDigest": DOCUMENT} | HANDS),
            Event("ContributionExecuted", executed | HANDS),
        )
        assert head(reported, a_record()) == fold(before, *receipt.logs)
        assert contribution(reported)[4:] == (EXECUTED_STAGE, confirm_by)
        record = reported.record(ID)
        assert (record["holder"], record["sequence"]) == (BETA.number, 5)
        assert record["flags"] & (RESERVED | CONTRIBUTED) == CONTRIBUTED

    def test_contributor_and_investee_must_agree(self, reported: World) -> None:
        reserve(reported)
        with refused("ApprovalsMissing", 3, 2):
            execute(reported, PARTIES[:2])
        with refused("DigestMissing"):
            execute(reported, delivery=ZERO_DIGEST)
        with refused("DigestMissing"):
            execute(reported, document=ZERO_DIGEST)
        with refused("RegisterNotInCharge", register_of(NORTH_CODE, DPR), SOUTH.number, NORTH.number):
            reported.file(reported.equity, "execute", PARTIES, (ID, DELIVERY, DOCUMENT), maker=SOUTH.maker)

    def test_only_while_it_is_reserved(self, reported: World) -> None:
        with refused("ContributionStageWrong", ID, 0):
            execute(reported)
        reserve(reported)
        reported.now = UNTIL - 1
        with refused("ReservationLapsed", ID, UNTIL):
            execute(reported)

    def test_a_pause_stops_it(self, reported: World) -> None:
        reserve(reported)
        reported.send(WARDEN.voter, reported.participants, "pause", REASON)
        with refused("LedgerIsPaused"):
            execute(reported)

    def test_an_investee_that_came_to_keep_the_register_does_not_get_it(self, reported: World) -> None:
        reserve(reported, (*PARTIES[:2], DELTA.consent), investee=DELTA.number)
        in_charge(reported, DELTA)
        signers, asked_ = (DELTA.checker, ALPHA.consent), (ID, DELIVERY, DOCUMENT)
        with refused("TransfereeInvalid", ID, DELTA.number):
            reported.file(reported.equity, "execute", signers, asked_, maker=DELTA.maker)

    def test_an_investee_that_came_to_hold_a_part_does_not_get_the_rest(self, world: World) -> None:
        world.issue_shared(an_issue(), [(ALPHA.number, 7, 6000), (GAMMA.number, USE, 4000)])
        report(world, ID)
        reserve(world, (*PARTIES[:2], GAMMA.consent, BETA.consent), report=made_by(4))
        order = (ID, GAMMA.number, BETA.number, REASON, DOCUMENT, False)
        world.file(world.restraints, "judicialTransfer", [COURT.checker], order, maker=COURT.maker)
        with refused("InvesteeInvalid", ID, BETA.number):
            execute(world)

    def test_it_is_not_executed_twice(self, reported: World) -> None:
        reserve(reported)
        execute(reported)
        with refused("OperationRestrained", ID, EXECUTE, CONTRIBUTED_RESTRAINT, BETA.number):
            execute(reported)

    def test_without_the_power_to_move_nothing_happens(self, reported: World) -> None:
        reserve(reported)
        flags = RESERVED | CONTRIBUTED
        reported.govern(reported.certificates, "admitNoun", reported.equity.address, flags)
        with refused("DoorClosed", reported.equity.address, MOVES):
            execute(reported)
        assert contribution(reported)[4] == RESERVED_STAGE


class TestConfirm:
    """confirm."""

    def test_it_is_confirmed_with_an_exact_event_in_a_pause_too(self, reported: World) -> None:
        reserve(reported)
        execute(reported)
        before = head(reported, a_record())
        reported.send(WARDEN.voter, reported.participants, "pause", REASON)
        receipt = confirm(reported)
        fields = {
            "certificateId": ID,
            "sequence": 6,
            "contributionId": OWN,
            "registeredAt": START,
            "receiptDigest": RECEIPT,
        }
        assert receipt.events == (Event("ContributionConfirmed", fields | HANDS),)
        assert head(reported, a_record()) == fold(before, *receipt.logs)
        assert contribution(reported)[4] == CONFIRMED_STAGE

    def test_it_is_in_time_or_not_at_all(self, reported: World) -> None:
        reserve(reported)
        confirm_by = due(execute(reported).time, 60)
        reported.now = confirm_by - 2
        with reported.undone():
            confirm(reported)
        reported.now = confirm_by - 1
        with refused("ConfirmationLate", ID, confirm_by):
            confirm(reported)

    def test_a_receipt_with_a_past_date_is_needed(self, reported: World) -> None:
        reserve(reported)
        execute(reported)
        with refused("DigestMissing"):
            confirm(reported, receipt=ZERO_DIGEST)
        ahead = reported.now + 2
        for wrong in (0, ahead):
            reported.now = ahead - 2
            with refused("RegistrationTimeInvalid", wrong):
                confirm(reported, at=wrong)
        with refused("ApprovalsMissing", 1, 2):
            confirm(reported, (NORTH.checker, BETA.consent))
        with refused("RoleMissing", CITY_BANK.number, REGISTRY):
            reported.file(reported.equity, "confirm", [CITY_BANK.checker], (ID, RECEIPT, START), maker=CITY_BANK.maker)

    def test_only_what_was_executed(self, reported: World) -> None:
        reserve(reported)
        with refused("ContributionStageWrong", ID, RESERVED_STAGE):
            confirm(reported)
        execute(reported)
        confirm(reported)
        with refused("ContributionStageWrong", ID, CONFIRMED_STAGE):
            confirm(reported)


class TestRollBack:
    """rollBack."""

    def test_what_was_not_confirmed_goes_back(self, reported: World) -> None:
        reserve(reported)
        confirm_by = due(execute(reported).time, 60)
        before = head(reported, a_record())
        reported.now = confirm_by - 2
        with refused("ConfirmationPending", ID, confirm_by):
            roll_back(reported)
        receipt = roll_back(reported)

        moved = {"certificateId": ID, "sequence": 6, "from": BETA.number, "to": ALPHA.number}
        fields = {"certificateId": ID, "sequence": 7, "contributionId": OWN}
        assert receipt.events == (
            Event("CertificateTransferred", moved | {"documentDigest": DOCUMENT} | HANDS),
            Event("ContributionRolledBack", fields | HANDS),
        )
        assert head(reported, a_record()) == fold(before, *receipt.logs)
        assert contribution(reported)[4] == ROLLED_BACK_STAGE
        record = reported.record(ID)
        assert (record["holder"], record["flags"] & CONTRIBUTED) == (ALPHA.number, 0)

    def test_the_investee_must_agree(self, reported: World) -> None:
        reserve(reported)
        reported.now = due(execute(reported).time, 60)
        with refused("ApprovalsMissing", 2, 1):
            roll_back(reported, (NORTH.checker,))
        with refused("ApprovalFromOther", ALPHA.consent.address, ALPHA.number, BETA.number):
            roll_back(reported, (NORTH.checker, ALPHA.consent))
        with refused("DigestMissing"):
            roll_back(reported, document=ZERO_DIGEST)
        with refused("RoleMissing", CITY_BANK.number, REGISTRY):
            reported.file(reported.equity, "rollBack", PARTIES, (ID, DOCUMENT), maker=CITY_BANK.maker)
        reported.send(WARDEN.voter, reported.participants, "pause", REASON)
        with refused("LedgerIsPaused"):
            roll_back(reported)

    def test_what_the_investee_no_longer_holds_does_not_go_back(self, reported: World) -> None:
        reserve(reported)
        confirm_by = due(execute(reported).time, 60)
        signers = (NORTH.checker, BETA.consent, GAMMA.consent)
        reported.act("Transfer", signers, ID, BETA.number, GAMMA.number, DOCUMENT)
        reported.now = confirm_by
        with refused("NotHolder", ID, BETA.number):
            roll_back(reported)

    def test_only_what_was_executed_and_not_confirmed(self, reported: World) -> None:
        with refused("ContributionStageWrong", ID, 0):
            roll_back(reported)
        reserve(reported)
        execute(reported)
        confirm(reported)
        with refused("ContributionStageWrong", ID, CONFIRMED_STAGE):
            roll_back(reported)

    def test_it_can_be_contributed_anew(self, reported: World) -> None:
        reserve(reported)
        reported.now = due(execute(reported).time, 60)
        roll_back(reported)
        reserve(reported, until=reported.now + DAY)
        execute(reported)


class TestExit:
    """exit."""

    @pytest.mark.parametrize("confirmed", [True, False])
    def test_it_goes_back_with_a_reduction_of_capital(self, reported: World, confirmed: bool) -> None:
        reserve(reported)
        execute(reported)
        if confirmed:
            confirm(reported)
        before, number = head(reported, a_record()), 6 + confirmed
        receipt = leave(reported)
        moved = {"certificateId": ID, "sequence": number, "from": BETA.number, "to": ALPHA.number}
        fields = {
            "certificateId": ID,
            "sequence": number + 1,
            "contributionId": OWN,
            "capitalReductionDigest": REDUCTION,
        }
        assert receipt.events == (
            Event("CertificateTransferred", moved | {"documentDigest": DOCUMENT} | HANDS),
            Event("ContributionExited", fields | HANDS),
        )
        assert head(reported, a_record()) == fold(before, *receipt.logs)
        assert contribution(reported)[4] == EXITED_STAGE
        record = reported.record(ID)
        assert (record["holder"], record["flags"] & CONTRIBUTED) == (ALPHA.number, 0)

    def test_investee_and_contributor_must_agree(self, reported: World) -> None:
        reserve(reported)
        execute(reported)
        with refused("ApprovalsMissing", 3, 2):
            leave(reported, (NORTH.checker, BETA.consent))
        with refused("DigestMissing"):
            leave(reported, reduction=ZERO_DIGEST)
        with refused("DigestMissing"):
            leave(reported, document=ZERO_DIGEST)
        with refused("RoleMissing", CITY_BANK.number, REGISTRY):
            asked_ = (ID, REDUCTION, DOCUMENT)
            reported.file(reported.equity, "exit", PARTIES, asked_, maker=CITY_BANK.maker)
        reported.send(WARDEN.voter, reported.participants, "pause", REASON)
        with refused("LedgerIsPaused"):
            leave(reported)

    def test_only_what_stands(self, reported: World) -> None:
        with refused("ContributionStageWrong", ID, 0):
            leave(reported)
        reserve(reported)
        with refused("OperationRestrained", ID, TRANSFER, RESERVED_RESTRAINT, BETA.number):
            leave(reported)
        cancel(reported)
        with refused("ContributionStageWrong", ID, CANCELLED_STAGE):
            leave(reported)

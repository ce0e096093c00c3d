"""
Equity.sol: reserve, cancel, execute, confirm, roll back, exit; the lock, the ban on a quiet move back, and what time
alone changes.

On revm in process, with a real value report; ids and storage words are worked out here.
"""

from __future__ import annotations

from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from tests.abi import Event
from tests.contract.test_certificates import DOCUMENT, HANDS, ID, REASON, YEAR_END, fold, head
from tests.evm import Receipt, World, refused
from tests.parties import (
    ALPHA,
    APPRAISER,
    BETA,
    CITY_BANK,
    CONTRIBUTED,
    DAY,
    DELTA,
    DPR,
    GAMMA,
    HOLD,
    INSTITUTE,
    NORTH,
    NORTH_CODE,
    OPERATE,
    PERSON,
    REGISTRY,
    RESERVED,
    SHARED,
    SOUTH,
    START,
    STRANGER,
    USE,
    WARDEN,
    ZERO_DIGEST,
    Actor,
    Party,
    a_record,
    an_issue,
    digest,
    id_of,
    register_of,
)

AGREEMENT, DELIVERY, RECEIPT, REDUCTION = (digest(text) for text in ("agreement", "delivery", "receipt", "reduction"))
TRANSFER_MODE, GRANT_MODE = 1, 2
RESERVED_STAGE, CANCELLED_STAGE, EXECUTED_STAGE, CONFIRMED_STAGE, ROLLED_BACK_STAGE, EXITED_STAGE = range(1, 7)
TRANSFER, RELEASE, CONTRIBUTE, CONVERT, EXECUTE = 1, 4, 6, 18, 21
PLEDGED_RESTRAINT, FROZEN_RESTRAINT, RESERVED_RESTRAINT, CONTRIBUTED_RESTRAINT = 1, 2, 5, 7
APPRAISED, AGREED, CAPITAL = 204_000_000, 190_000_000, 51_900_000  # fen; the case 徽投 has three numbers too
VALUE, FOR_EQUITY, FOR_PLEDGE = 4, 2, 1
UNTIL = START + 60 * DAY
PARTIES = (NORTH.checker, ALPHA.consent, BETA.consent)


def made_by(sequence: int, certificate: bytes = ID) -> bytes:
    return keccak(encode(["bytes32", "uint32"], [certificate, sequence]))


REPORT = made_by(2)
OWN = made_by(3)


def report(world: World, certificate: bytes = ID, purpose: int = FOR_EQUITY) -> Receipt:
    """A value report with two signers, by an evaluator that is admitted to the kind."""
    if world.view(world.attestations, "evaluatorOf", APPRAISER.number) == 0:
        world.govern(world.attestations, "admitEvaluator", APPRAISER.number, 1 << VALUE)
    asked = (certificate, VALUE, purpose, 0, APPRAISED, START, START + 300 * DAY, ZERO_DIGEST, ZERO_DIGEST, REASON)
    signers = (APPRAISER.checker, APPRAISER.second)
    return world.file(world.attestations, "attest", signers, asked, maker=APPRAISER.maker)


def with_report(world: World) -> World:
    """Issue ALPHA's certificate, and have its value attested."""
    world.issue(an_issue())
    report(world)
    return world


@pytest.fixture
def reported(world: World) -> World:
    """A world with ALPHA's certificate, of which there is a value report."""
    return with_report(world)


def asked(**changes: Any) -> tuple[Any, ...]:
    usual = {
        "certificate": ID,
        "contributor": ALPHA.number,
        "investee": BETA.number,
        "appraised": APPRAISED,
        "agreed": AGREED,
        "capital": CAPITAL,
        "report": REPORT,
        "mode": TRANSFER_MODE,
        "agreement": AGREEMENT,
        "until": UNTIL,
    }
    return tuple({**usual, **changes}.values())


def reserve(world: World, signers: tuple[Actor, ...] = PARTIES, **changes: Any) -> Receipt:
    return world.file(world.equity, "reserve", signers, asked(**changes))


def cancel(world: World, signers: tuple[Actor, ...] = PARTIES, document: bytes = DOCUMENT) -> Receipt:
    return world.file(world.equity, "cancel", signers, (ID, document))


def execute(
    world: World, signers: tuple[Actor, ...] = PARTIES, delivery: bytes = DELIVERY, document: bytes = DOCUMENT
) -> Receipt:
    return world.file(world.equity, "execute", signers, (ID, delivery, document))


def confirm(
    world: World, signers: tuple[Actor, ...] = (NORTH.checker,), receipt: bytes = RECEIPT, at: int = START
) -> Receipt:
    return world.file(world.equity, "confirm", signers, (ID, receipt, at))


def roll_back(
    world: World, signers: tuple[Actor, ...] = (NORTH.checker, BETA.consent), document: bytes = DOCUMENT
) -> Receipt:
    return world.file(world.equity, "rollBack", signers, (ID, document))


def leave(
    world: World,
    signers: tuple[Actor, ...] = (NORTH.checker, BETA.consent, ALPHA.consent),
    reduction: bytes = REDUCTION,
    document: bytes = DOCUMENT,
) -> Receipt:
    return world.file(world.equity, "exit", signers, (ID, reduction, document))


def contribution(world: World) -> tuple[Any, ...]:
    found: tuple[Any, ...] = world.view(world.equity, "contributionOf", ID)
    return found


def due(instant: int, days: int) -> int:
    """The 24:00 in Asia/Shanghai of the day so many days after an instant's."""
    return (instant + 8 * 3600) // DAY * DAY + (days + 1) * DAY - 8 * 3600


def in_charge(world: World, party: Party) -> None:
    """Make a party a registry and give it the register of the tests' certificates."""
    world.govern(world.participants, "setRoles", party.number, REGISTRY, REASON)
    world.govern(world.participants, "assignRegister", register_of(NORTH_CODE, DPR), party.number, REASON)


class TestReserve:
    """reserve."""

    def test_it_is_reserved_with_an_exact_event_and_one_word(self, world: World) -> None:
        issued = world.issue(an_issue())
        reported = report(world)
        receipt = reserve(world)

        fields = {
            "certificateId": ID,
            "sequence": 3,
            "contributor": ALPHA.number,
            "investee": BETA.number,
            "appraised": APPRAISED,
            "agreed": AGREED,
            "capital": CAPITAL,
            "reportId": REPORT,
            "mode": TRANSFER_MODE,
            "agreementDigest": AGREEMENT,
            "until": UNTIL,
        }
        assert receipt.events == (Event("ContributionReserved", fields | HANDS),)
        assert head(world, a_record()) == fold(ZERO_DIGEST, *issued.logs, *reported.logs, *receipt.logs)
        assert contribution(world) == (3, ALPHA.number, BETA.number, TRANSFER_MODE, RESERVED_STAGE, UNTIL)
        assert world.record(ID)["flags"] & RESERVED

    def test_holders_and_investee_must_agree(self, reported: World) -> None:
        with refused("ApprovalsMissing", 3, 2):
            reserve(reported, PARTIES[:2])
        with refused("ApprovalFromOther", GAMMA.consent.address, GAMMA.number, BETA.number):
            reserve(reported, (*PARTIES[:2], GAMMA.consent))

    def test_only_the_registry_in_charge_reserves(self, reported: World) -> None:
        with refused("RegisterNotInCharge", register_of(NORTH_CODE, DPR), SOUTH.number, NORTH.number):
            reported.file(reported.equity, "reserve", PARTIES, asked(), maker=SOUTH.maker)
        with refused("RoleMissing", CITY_BANK.number, REGISTRY):
            reported.file(reported.equity, "reserve", PARTIES, asked(), maker=CITY_BANK.maker)
        with refused("KeyUnknown", STRANGER.address):
            reported.file(reported.equity, "reserve", PARTIES, asked(), maker=STRANGER)

    def test_the_contributor_holds_it_with_the_right_to_operate(self, reported: World) -> None:
        with refused("NotHolder", ID, GAMMA.number):
            reserve(reported, contributor=GAMMA.number)
        reported.issue(an_issue(serial=2, rights=HOLD | USE))
        second = id_of(ALPHA.number, DPR, digest("data 2"))
        with refused("RightToOperateMissing", second, HOLD | USE):
            reserve(reported, certificate=second)

    def test_the_mode_says_whether_the_right_to_hold_goes_too(self, reported: World) -> None:
        for mode in (0, GRANT_MODE):
            with refused("ContributionModeInvalid", mode, 7):
                reserve(reported, mode=mode)
        with refused("", b""):
            reserve(reported, mode=3)
        reported.issue(an_issue(serial=2, rights=USE | OPERATE))
        second = id_of(ALPHA.number, DPR, digest("data 2"))
        report(reported, second)
        with refused("ContributionModeInvalid", TRANSFER_MODE, USE | OPERATE):
            reserve(reported, certificate=second)
        reserve(reported, certificate=second, mode=GRANT_MODE, report=made_by(2, second))

    @pytest.mark.parametrize("investee", [ALPHA, PERSON, INSTITUTE])
    def test_the_investee_is_another_legal_person(self, reported: World, investee: Any) -> None:
        with refused("InvesteeInvalid", ID, investee.number):
            reserve(reported, investee=investee.number)

    def test_a_co_holder_is_no_investee(self, world: World) -> None:
        world.issue_shared(an_issue(), [(ALPHA.number, 7, 6000), (BETA.number, USE, 4000)])
        report(world, ID)
        with refused("InvesteeInvalid", ID, BETA.number):
            reserve(world, report=made_by(4))

    def test_an_investee_that_nobody_knows_is_refused(self, reported: World) -> None:
        for nobody in (0, 4_000):
            with refused("InvesteeInvalid", ID, nobody):
                reserve(reported, investee=nobody)

    @pytest.mark.parametrize("name", ["appraised", "agreed", "capital"])
    def test_sums_in_ten_thousand_yuan_are_not_believed(self, reported: World, name: str) -> None:
        for wrong in (0, 99_999, 10**15 + 1):
            with refused("AmountImplausible", wrong, 100_000, 10**15):
                reserve(reported, PARTIES, **{name: wrong})

    def test_no_more_becomes_capital_than_was_agreed(self, reported: World) -> None:
        with refused("CapitalAboveAgreed", AGREED, AGREED + 1):
            reserve(reported, capital=AGREED + 1)
        reserve(reported, capital=AGREED)

    def test_a_current_value_report_for_this_purpose_must_say_the_appraised_value(self, reported: World) -> None:
        with refused("ValueReportMissing", ID, digest("no report")):
            reserve(reported, report=digest("no report"))
        with refused("AppraisalDifferent", REPORT, APPRAISED, APPRAISED + 1):
            reserve(reported, appraised=APPRAISED + 1)
        report(reported, purpose=FOR_PLEDGE)
        with refused("ReportPurposeWrong", OWN, FOR_PLEDGE):
            reserve(reported, report=OWN)

    def test_a_report_of_an_older_version_counts_not(self, reported: World) -> None:
        signers = (NORTH.checker, ALPHA.consent)
        reported.act("Amend", signers, ID, digest("new data"), DOCUMENT, 0, 0)
        with refused("ValueReportMissing", ID, REPORT):
            reserve(reported)

    def test_an_agreement_must_be_named(self, reported: World) -> None:
        with refused("DigestMissing"):
            reserve(reported, agreement=ZERO_DIGEST)

    def test_the_reservation_ends_in_its_bounds(self, reported: World) -> None:
        now = reported.now + 1
        latest = due(now, 90)
        for wrong in (0, now, latest + 1):
            reported.now = now - 1
            with refused("ReservationTermInvalid", ID, wrong, latest):
                reserve(reported, until=wrong)
        reserve(reported, until=latest)

    def test_it_does_not_outlast_the_certificate(self, reported: World) -> None:
        reported.now = START + 299 * DAY
        with refused("ReservationTermInvalid", ID, YEAR_END + 1, YEAR_END):
            reserve(reported, until=YEAR_END + 1)
        reserve(reported, until=YEAR_END)

    def test_the_registry_itself_is_no_investee(self, reported: World) -> None:
        in_charge(reported, DELTA)
        signers = (DELTA.checker, ALPHA.consent)
        with refused("TransfereeInvalid", ID, DELTA.number):
            reported.file(reported.equity, "reserve", signers, asked(investee=DELTA.number), maker=DELTA.maker)

    def test_a_pause_stops_it(self, reported: World) -> None:
        reported.send(WARDEN.voter, reported.participants, "pause", REASON)
        with refused("LedgerIsPaused"):
            reserve(reported)

    def test_a_second_one_waits_until_the_first_is_over(self, reported: World) -> None:
        reserve(reported)
        with refused("OperationRestrained", ID, CONTRIBUTE, RESERVED_RESTRAINT, BETA.number):
            reserve(reported)
        reported.now = UNTIL - 2
        with refused("OperationRestrained", ID, CONTRIBUTE, RESERVED_RESTRAINT, BETA.number):
            reserve(reported, until=UNTIL + DAY)
        reserve(reported, until=UNTIL + DAY)
        assert contribution(reported)[0] == 4

    def test_a_co_holder_contributes_its_part_with_everybodys_consent(self, world: World) -> None:
        shares = [(GAMMA.number, HOLD | USE, 6000), (ALPHA.number, HOLD | OPERATE, 4000)]
        world.issue_shared(an_issue(GAMMA), shares)
        own = id_of(GAMMA.number, DPR, digest("data 1"))
        report(world, own)
        terms = {"certificate": own, "report": made_by(4, own)}
        signers = (NORTH.checker, GAMMA.consent, ALPHA.consent, BETA.consent)
        with refused("RightToOperateMissing", own, HOLD | USE):
            reserve(world, signers, contributor=GAMMA.number, **terms)
        with refused("NotHolder", own, BETA.number):
            reserve(world, signers, contributor=BETA.number, investee=DELTA.number, **terms)
        with refused("ApprovalsMissing", 4, 3):
            reserve(world, PARTIES, **terms)
        reserve(world, signers, **terms)
        world.file(world.equity, "execute", PARTIES, (own, DELIVERY, DOCUMENT))
        moved = world.view(world.certificates, "sharesOf", own)
        assert moved == ((GAMMA.number, HOLD | USE, 6000), (BETA.number, HOLD | OPERATE, 4000))
        assert world.record(own)["flags"] & (CONTRIBUTED | SHARED) == CONTRIBUTED | SHARED


class TestCancel:
    """cancel."""

    def test_it_is_cancelled_with_an_exact_event(self, reported: World) -> None:
        reserve(reported)
        before = head(reported, a_record())
        receipt = cancel(reported)
        fields = {"certificateId": ID, "sequence": 4, "contributionId": OWN, "documentDigest": DOCUMENT}
        assert receipt.events == (Event("ReservationCancelled", fields | HANDS),)
        assert head(reported, a_record()) == fold(before, *receipt.logs)
        assert contribution(reported)[4] == CANCELLED_STAGE
        assert not reported.record(ID)["flags"] & RESERVED

    def test_it_works_in_a_pause(self, reported: World) -> None:
        reserve(reported)
        reported.send(WARDEN.voter, reported.participants, "pause", REASON)
        cancel(reported)

    def test_contributor_and_investee_must_agree(self, reported: World) -> None:
        reserve(reported)
        with refused("ApprovalsMissing", 3, 2):
            cancel(reported, PARTIES[:2])
        with refused("ApprovalFromOther", BETA.consent.address, BETA.number, ALPHA.number):
            cancel(reported, (NORTH.checker, BETA.consent, ALPHA.consent))
        with refused("DigestMissing"):
            cancel(reported, document=ZERO_DIGEST)
        with refused("RoleMissing", CITY_BANK.number, REGISTRY):
            reported.file(reported.equity, "cancel", PARTIES, (ID, DOCUMENT), maker=CITY_BANK.maker)

    def test_what_is_not_reserved_is_not_cancelled(self, reported: World) -> None:
        with refused("ContributionStageWrong", ID, 0):
            cancel(reported)
        reserve(reported)
        cancel(reported)
        with refused("ContributionStageWrong", ID, CANCELLED_STAGE):
            cancel(reported)
        reserve(reported)
        reported.now = UNTIL - 1
        with refused("ReservationLapsed", ID, UNTIL):
            cancel(reported)

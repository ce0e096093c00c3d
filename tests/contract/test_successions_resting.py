"""
Successions.sol and Renewals.sol with something resting on the certificate: what follows it, and whose consent it needs.

On revm in process.
"""

from __future__ import annotations

import pytest

from tests.contract import pledging, restraining
from tests.contract.test_certificates import DOCUMENT, ID
from tests.evm import World, refused
from tests.parties import (
    ALPHA,
    BETA,
    CITY_BANK,
    COURT,
    DAR,
    DAY,
    DPR,
    GAMMA,
    HOLD,
    LICENSED,
    NORTH,
    OPERATE,
    START,
    USE,
    ZERO_DIGEST,
    a_record,
    an_issue,
    digest,
    id_of,
)

FROZEN, SPLIT, CONVERT = 2, 17, 18
FOREIGN = id_of(GAMMA.number, DPR, digest("data 1"))
TO_GAMMA = (ID, a_record(GAMMA, 3, rights=OPERATE), digest("data 1"), DOCUMENT, ZERO_DIGEST, DOCUMENT)
TO_ASSETS = (ID, a_record(serial=3, regime=DAR), digest("data 1"), DOCUMENT, DOCUMENT)
TO_BETA = (ID, ALPHA.number, BETA.number, 1, DOCUMENT)


@pytest.fixture
def issued(world: World) -> World:
    world.issue(an_issue())
    return world


class TestFollowing:
    """What rests on a certificate follows it to a successor."""

    def test_a_pledge_follows_and_asks_no_consent(self, issued: World) -> None:
        pledging.create(issued)
        before = pledging.ranked(issued)
        issued.file(issued.successions, "succeed", (NORTH.checker, BETA.consent), TO_BETA)
        assert issued.record(ID)["holder"] == BETA.number
        assert pledging.ranked(issued) == before != ()
        with refused("ApprovalsMissing", 4, 3):  # the creditor is asked by the new holder too
            signers = (NORTH.checker, BETA.consent, GAMMA.consent)
            issued.act("Transfer", signers, ID, BETA.number, GAMMA.number, DOCUMENT)

    def test_a_freeze_follows_and_goes_on_stopping(self, issued: World) -> None:
        restraining.freeze(issued)
        issued.file(issued.successions, "succeed", (NORTH.checker, BETA.consent), TO_BETA)
        with refused("OperationRestrained", ID, 1, FROZEN, COURT.number):
            signers = (NORTH.checker, BETA.consent, GAMMA.consent)
            issued.act("Transfer", signers, ID, BETA.number, GAMMA.number, DOCUMENT)


class TestParts:
    """A part and a conversion under a pledge, a licence or a freeze."""

    def test_the_creditor_agrees_to_a_part_and_keeps_what_remains(self, issued: World) -> None:
        pledging.create(issued)
        signers = (NORTH.checker, ALPHA.consent, GAMMA.consent)
        with refused("ApprovalsMissing", 4, 3):
            issued.file(issued.successions, "split", signers, TO_GAMMA)
        issued.file(issued.successions, "split", (*signers, CITY_BANK.consent), TO_GAMMA)
        assert len(pledging.ranked(issued)) == 1
        assert pledging.ranked(issued, FOREIGN) == ()
        assert issued.record(ID)["rights"] == HOLD | USE

    def test_the_licensee_agrees_to_a_conversion(self, issued: World) -> None:
        licence = (ID, BETA.number, USE, 1, START, START + 30 * DAY, False, digest("scope"))
        issued.file(issued.licences, "grant", (NORTH.checker, ALPHA.consent, BETA.consent), licence)
        assert issued.record(ID)["flags"] == LICENSED
        signers = (NORTH.checker, ALPHA.consent)
        with refused("ApprovalsMissing", 3, 2):
            issued.file(issued.successions, "convert", signers, TO_ASSETS)
        issued.file(issued.successions, "convert", (*signers, BETA.consent), TO_ASSETS)

    @pytest.mark.parametrize(
        ("function", "operation", "asked"), [("split", SPLIT, TO_GAMMA), ("convert", CONVERT, TO_ASSETS)]
    )
    def test_a_freeze_stops_both_and_names_its_organ(
        self, issued: World, function: str, operation: int, asked: tuple[bytes, ...]
    ) -> None:
        restraining.freeze(issued)
        with refused("OperationRestrained", ID, operation, FROZEN, COURT.number):
            issued.file(issued.successions, function, (NORTH.checker, ALPHA.consent), asked)

    def test_a_link_is_recorded_whatever_rests(self, issued: World) -> None:
        issued.issue(an_issue(BETA, 2))
        restraining.freeze(issued)
        restraining.control(issued)
        asked = (ID, id_of(BETA.number, DPR, digest("data 2")), 1, DOCUMENT)
        issued.file(issued.successions, "link", (NORTH.checker,), asked)


class TestRenewal:
    """A renewal under a restraint."""

    def test_who_controls_agrees_to_the_request_and_to_the_renewal(self, issued: World) -> None:
        restraining.control(issued, until=START + 364 * DAY)
        issued.now = START + 300 * DAY
        signers = (NORTH.checker, ALPHA.consent)
        with refused("ApprovalsMissing", 3, 2):
            issued.file(issued.renewals, "request", signers, (ID, DOCUMENT))
        issued.file(issued.renewals, "request", (*signers, COURT.consent), (ID, DOCUMENT))
        renewed = (ID, DOCUMENT, START + 400 * DAY)
        with refused("ApprovalsMissing", 2, 1):
            issued.file(issued.renewals, "renew", (NORTH.checker,), renewed)
        issued.file(issued.renewals, "renew", (NORTH.checker, COURT.consent), renewed)

    def test_a_freeze_and_a_pledge_stop_none(self, issued: World) -> None:
        restraining.freeze(issued, term=364 * DAY)
        issued.now = START + 300 * DAY
        signers = (NORTH.checker, ALPHA.consent)
        issued.file(issued.renewals, "renew", signers, (ID, DOCUMENT, START + 400 * DAY))

"""
Renewals.sol: a certificate's longer life, asked for in its window.

On revm in process; heads are folded from raw logs, dates are written by hand in Shanghai's time.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from tests.abi import Event
from tests.contract.test_certificates import DOCUMENT, HANDS, fold, head
from tests.evm import Receipt, World, refused
from tests.parties import (
    ALPHA,
    BETA,
    CHECKER,
    CITY_BANK,
    DPR,
    HOLD,
    MAKER,
    NORTH,
    NORTH_CODE,
    OPERATE,
    REGISTRY,
    RENEWING,
    SOUTH,
    STRANGER,
    USE,
    WARDEN,
    ZERO_DIGEST,
    Actor,
    a_record,
    an_issue,
    digest,
    id_of,
    register_of,
)

ID = id_of(ALPHA.number, DPR, digest("data 1"))
REGISTER = register_of(NORTH_CODE, DPR)
SIGNERS = (NORTH.checker, ALPHA.consent)


def midnight(year: int, month: int, day: int) -> int:
    """Return the 00:00 of a day in Shanghai."""
    return int(datetime(year, month, day, tzinfo=timezone(timedelta(hours=8))).timestamp())


END = midnight(2027, 7, 1)  # the last valid day is 30 June 2027
OPENS = midnight(2026, 12, 30)
CLOSES = midnight(2027, 6, 30)
DECIDE_BY = midnight(2027, 7, 29)  # 20 working days: 1 July is a Thursday
LATEST = midnight(2032, 7, 1)
RENEWED = midnight(2030, 7, 1)
WORD = a_record(valid_to=END)


@pytest.fixture
def dated(world: World) -> World:
    """A world with one certificate, whose last valid day is 30 June 2027."""
    world.issue(an_issue(valid_to=END))
    return world


@pytest.fixture
def opened(dated: World) -> World:
    """The same on the window's first day."""
    dated.now = OPENS
    return dated


def request(world: World, signers: tuple[Actor, ...] = SIGNERS, document: bytes = DOCUMENT) -> Receipt:
    return world.file(world.renewals, "request", signers, (ID, document))


def renew(
    world: World, signers: tuple[Actor, ...] = SIGNERS, valid_to: int = RENEWED, document: bytes = DOCUMENT
) -> Receipt:
    return world.file(world.renewals, "renew", signers, (ID, document, valid_to))


def refuse(world: World, signers: tuple[Actor, ...] = SIGNERS[:1], document: bytes = DOCUMENT) -> Receipt:
    return world.file(world.renewals, "refuse", signers, (ID, document))


class TestRequest:
    """request."""

    def test_a_request_fixes_the_day_of_the_decision(self, opened: World) -> None:
        before = head(opened, WORD)
        receipt = request(opened)
        fields = {"certificateId": ID, "sequence": 2, "decideBy": DECIDE_BY, "documentDigest": DOCUMENT}
        assert receipt.events == (Event("RenewalRequested", fields | HANDS),)
        assert opened.view(opened.renewals, "decideBy", ID) == DECIDE_BY
        assert (opened.record(ID)["flags"], opened.record(ID)["valid_to"]) == (RENEWING, END)
        assert head(opened, WORD) == fold(before, *receipt.logs)

    def test_the_window_is_six_months_to_the_day_before_the_last(self, dated: World) -> None:
        dated.now = OPENS - 2
        with refused("RenewalNotOpen", ID, OPENS, CLOSES):
            request(dated)
        with dated.undone():
            request(dated)
        dated.now = CLOSES - 2
        with dated.undone():
            request(dated)
        dated.now = CLOSES - 1
        with refused("RenewalNotOpen", ID, OPENS, CLOSES):
            request(dated)

    def test_one_request_is_pending_at_a_time_and_needs_a_document(self, opened: World) -> None:
        with refused("DigestMissing"):
            request(opened, document=ZERO_DIGEST)
        request(opened)
        with refused("RenewalPending", ID, DECIDE_BY):
            request(opened)

    def test_all_holders_agree(self, opened: World) -> None:
        with refused("ApprovalsMissing", 2, 1):
            request(opened, SIGNERS[:1])
        with refused("ApprovalFromOther", BETA.consent.address, BETA.number, ALPHA.number):
            request(opened, (NORTH.checker, BETA.consent))

    def test_by_the_registry_in_charge_of_an_open_ledger(self, opened: World) -> None:
        call = opened.agreed(opened.renewals, "request", SIGNERS, (ID, DOCUMENT))
        with refused("KeyUnknown", STRANGER.address):
            opened.send(STRANGER, opened.renewals, *call)
        with refused("DutyMissing", NORTH.checker.address, MAKER):
            opened.send(NORTH.checker, opened.renewals, *call)
        with refused("RoleMissing", CITY_BANK.number, REGISTRY):
            opened.send(CITY_BANK.maker, opened.renewals, *call)
        with refused("RegisterNotInCharge", REGISTER, SOUTH.number, NORTH.number):
            opened.send(SOUTH.maker, opened.renewals, *call)
        with refused("DutyMissing", NORTH.maker.address, CHECKER):
            request(opened, (NORTH.maker, ALPHA.consent))
        opened.send(WARDEN.voter, opened.participants, "pause", digest("reason"))
        with refused("LedgerIsPaused"):
            opened.send(NORTH.maker, opened.renewals, *call)

    def test_not_of_an_unknown_an_expired_or_an_ended_certificate(self, dated: World) -> None:
        unknown = digest("nothing")
        with refused("CertificateUnknown", unknown):
            dated.file(dated.renewals, "request", SIGNERS, (unknown, DOCUMENT))
        with dated.undone():
            dated.act("Revoke", [NORTH.checker], ID, DOCUMENT)
            with refused("CertificateNotActive", ID, 3):
                request(dated)
        dated.now = END
        with refused("CertificateExpired", ID, END):
            request(dated)


class TestRefuse:
    """refuse."""

    def test_a_refusal_ends_what_is_pending(self, opened: World) -> None:
        request(opened)
        before = head(opened, WORD)
        receipt = refuse(opened)
        fields = {"certificateId": ID, "sequence": 3, "documentDigest": DOCUMENT}
        assert receipt.events == (Event("RenewalRefused", fields | HANDS),)
        assert opened.view(opened.renewals, "decideBy", ID) == 0
        assert opened.record(ID)["flags"] == 0
        assert head(opened, WORD) == fold(before, *receipt.logs)
        request(opened)  # in its window one may ask again

    def test_after_the_term_too(self, opened: World) -> None:
        request(opened)
        opened.now = END
        refuse(opened)
        with refused("CertificateExpired", ID, END):
            renew(opened, SIGNERS[:1])

    def test_only_what_is_pending_with_a_document_and_no_party(self, opened: World) -> None:
        with refused("RenewalNotPending", ID):
            refuse(opened)
        request(opened)
        with refused("DigestMissing"):
            refuse(opened, document=ZERO_DIGEST)
        with refused("ApprovalsMissing", 1, 2):
            refuse(opened, SIGNERS)


class TestRenew:
    """renew."""

    def test_a_pending_renewal_is_granted_by_the_registry_alone(self, opened: World) -> None:
        request(opened)
        before = head(opened, WORD)
        receipt = renew(opened, SIGNERS[:1])
        renewed = {"certificateId": ID, "sequence": 3, "validToBefore": END, "validTo": RENEWED}
        assert receipt.events == (
            Event("CertificateRenewed", renewed | {"documentDigest": DOCUMENT} | HANDS),
            Event("RenewalGranted", {"certificateId": ID, "sequence": 4} | HANDS),
        )
        record = opened.record(ID)
        assert (record["valid_to"], record["flags"], record["sequence"]) == (RENEWED, 0, 4)
        assert opened.view(opened.renewals, "decideBy", ID) == 0
        assert head(opened, WORD) == fold(before, *receipt.logs)

    def test_without_a_request_in_the_window_and_with_the_holders(self, dated: World) -> None:
        dated.now = OPENS - 2
        with refused("RenewalNotOpen", ID, OPENS, CLOSES):
            renew(dated)
        with refused("ApprovalsMissing", 2, 1):
            renew(dated, SIGNERS[:1])
        assert renew(dated).events[1] == Event("RenewalGranted", {"certificateId": ID, "sequence": 3} | HANDS)

    def test_whoever_asked_in_time_keeps_it_until_the_decision(self, opened: World) -> None:
        request(opened)
        opened.now = END
        with refused("CertificateExpired", ID, END):  # dealt in, it cannot be
            opened.act("Transfer", (*SIGNERS, BETA.consent), ID, ALPHA.number, BETA.number, DOCUMENT)
        opened.now = DECIDE_BY - 2
        with opened.undone():
            renew(opened, SIGNERS[:1])
            opened.act("Transfer", (*SIGNERS, BETA.consent), ID, ALPHA.number, BETA.number, DOCUMENT)
        opened.now = DECIDE_BY - 1
        with refused("RenewalLapsed", ID, DECIDE_BY):
            renew(opened, SIGNERS[:1])

    def test_whoever_did_not_ask_loses_it(self, dated: World) -> None:
        dated.now = END - 1
        with refused("CertificateExpired", ID, END):
            renew(dated)

    def test_the_new_end_is_later_and_within_the_regimes_maximum(self, opened: World) -> None:
        with refused("RenewalTooLong", ID, LATEST + 1, LATEST):
            renew(opened, valid_to=LATEST + 1)
        with refused("TermNotExtended", ID, END, END):
            renew(opened, valid_to=END)
        with refused("DigestMissing"):
            renew(opened, document=ZERO_DIGEST)
        with opened.undone():
            renew(opened, valid_to=LATEST)
        request(opened)
        opened.now = END + 10
        with refused("TermNotExtended", ID, END, END + 5):
            renew(opened, SIGNERS[:1], valid_to=END + 5)

    def test_a_renewed_certificate_has_a_new_window(self, opened: World) -> None:
        renew(opened)
        with refused("RenewalNotOpen", ID, midnight(2029, 12, 30), midnight(2030, 6, 30)):
            renew(opened)

    def test_a_rule_that_is_voted_moves_the_window(self, dated: World) -> None:
        later = dated.now + 10 * 86_400
        dated.govern(dated.rules, "setRules", [(DPR, 2, 3, later)], digest("reason"))
        dated.now = OPENS
        with refused("RenewalNotOpen", ID, midnight(2027, 3, 30), CLOSES):
            request(dated)

    def test_all_co_holders_agree(self, world: World) -> None:
        shared = id_of(ALPHA.number, DPR, digest("data 2"))
        parts = [(ALPHA.number, HOLD, 4_000), (BETA.number, USE | OPERATE, 6_000)]
        world.issue_shared(an_issue(serial=2, valid_to=END), parts)
        world.now = OPENS
        with refused("ApprovalsMissing", 3, 2):
            world.file(world.renewals, "renew", SIGNERS, (shared, DOCUMENT, RENEWED))
        receipt = world.file(world.renewals, "renew", (*SIGNERS, BETA.consent), (shared, DOCUMENT, RENEWED))
        assert [event.fields["sequence"] for event in receipt.events] == [4, 5]


class TestPredecessor:
    """The same data registered anew while a renewal is pending."""

    def test_a_pending_renewal_keeps_the_place(self, opened: World) -> None:
        request(opened)
        opened.now = END
        anew = (a_record(serial=2, ordinal=1, valid_to=RENEWED), digest("data 1"), DOCUMENT)
        following = id_of(ALPHA.number, DPR, digest("data 1"), 1)
        with refused("PredecessorAlive", following, ID):
            opened.issue(anew)
        with opened.undone():
            refuse(opened)
            opened.issue(anew)
        opened.now = DECIDE_BY - 1
        opened.issue(anew)

"""
Attestations.sol: listings and deals, opening, annotations, regrading, and who ends what.

On revm in process.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.abi import Event
from tests.contract import attesting
from tests.contract.attesting import (
    ANNOTATION,
    BENEFICIARY,
    COMPLIANCE,
    COMPUTE_USE,
    CROSS_BORDER,
    DEAL,
    DELISTING,
    DELIVERY,
    ENDED,
    ID,
    LINK,
    LISTING,
    LIVE,
    OPENING,
    QUALITY,
    REGRADE,
    REPORT,
    SUPERSEDED,
    VALUE,
    WITHDRAW,
    WITHDRAWN,
    YEAR_END,
    attest,
    attested,
    condition,
    end,
    followed,
    made,
    statement,
)
from tests.contract.test_certificates import fold
from tests.evm import World, refused
from tests.parties import (
    ALPHA,
    APPRAISER,
    ATTESTED,
    BETA,
    BOURSE,
    BUREAU,
    CITY_BANK,
    DAY,
    DPR,
    EVALUATOR,
    EXCHANGE,
    GAMMA,
    HOLD,
    INSTITUTE,
    NORTH,
    NORTH_CODE,
    SOUTH,
    USE,
    WARDEN,
    ZERO_DIGEST,
    a_record,
    an_issue,
    digest,
    id_of,
    number_of,
    register_of,
)


@pytest.fixture
def ledger(world: World) -> World:
    return attesting.prepared(world)


class TestDealing:
    """Listing, deal, delivery, delisting; opening, cross-border filing, computing."""

    def test_a_listing_needs_a_compliance_report_that_is_in_force(self, ledger: World) -> None:
        report = attested(ledger, COMPLIANCE)
        with ledger.undone():
            ledger.act("Amend", [NORTH.checker, ALPHA.consent], ID, ZERO_DIGEST, REPORT, 0, 0)
            with refused("ListingReportNotCurrent", report):
                attest(ledger, LISTING, report)
        with ledger.undone():
            ledger.sleep(91 * DAY)
            with refused("ListingReportNotCurrent", report):
                attest(ledger, LISTING, report)
        quality = attested(ledger, QUALITY)
        with refused("AttestationUnfit", quality, QUALITY):
            attest(ledger, LISTING, quality)
        attest(ledger, LISTING, report)
        assert condition(ledger, report) == LIVE

    def test_a_listing_ends_no_later_than_the_certificate(self, ledger: World) -> None:
        report = attested(ledger, COMPLIANCE)
        with refused("ValidityInvalid", YEAR_END + 1, YEAR_END):
            attest(ledger, LISTING, report, validTo=YEAR_END + 1)
        attest(ledger, LISTING, report, validTo=YEAR_END)

    @pytest.mark.parametrize("kind", [LISTING, OPENING, COMPUTE_USE])
    def test_there_is_no_dealing_without_the_right_to_operate(self, ledger: World, kind: int) -> None:
        own = id_of(ALPHA.number, DPR, digest("data 3"))
        ledger.issue(an_issue(serial=3, rights=HOLD | USE))
        refers = attested(ledger, COMPLIANCE, id_=own) if kind == LISTING else ZERO_DIGEST
        with refused("RightToOperateMissing", own, HOLD | USE):
            attest(ledger, kind, refers, id_=own)

    def test_the_buyer_is_another_and_the_same_to_the_end(self, ledger: World) -> None:
        listing = attested(ledger, LISTING, attested(ledger, COMPLIANCE))
        with refused("PartyIsHolder", ID, ALPHA.number):
            attest(ledger, DEAL, listing, party=ALPHA.number, signers=(BOURSE.checker, ALPHA.consent))
        count = ledger.view(ledger.participants, "participantCount")
        with refused("ParticipantUnknown", count + 1):
            attest(ledger, DEAL, listing, party=count + 1)
        assert count == INSTITUTE.number
        with ledger.undone():
            signers = (BOURSE.checker, ALPHA.consent, INSTITUTE.consent)
            attest(ledger, DEAL, listing, party=count, signers=signers)
        deal = attested(ledger, DEAL, listing)
        with refused("PartyDiffers", deal, BETA.number, GAMMA.number):
            attest(ledger, DELIVERY, deal, party=GAMMA.number)
        attest(ledger, DELIVERY, deal)
        assert (condition(ledger, listing), condition(ledger, deal)) == (LIVE, LIVE)

    def test_a_delisting_ends_the_listing_and_nothing_is_dealt_after_it(self, ledger: World) -> None:
        listing = attested(ledger, LISTING, attested(ledger, COMPLIANCE))
        attest(ledger, DELISTING, listing)
        assert condition(ledger, listing) == ENDED
        with refused("AttestationNotLive", listing, ENDED):
            attest(ledger, DEAL, listing)

    def test_another_exchange_deals_in_no_listing_of_this_one(self, ledger: World) -> None:
        listing = attested(ledger, LISTING, attested(ledger, COMPLIANCE))
        ledger.govern(ledger.participants, "setRoles", CITY_BANK.number, EXCHANGE, REPORT)
        with refused("AttestationOfOther", listing, BOURSE.number):
            attest(ledger, DELISTING, listing, by=CITY_BANK)

    @pytest.mark.parametrize(("kind", "highest"), [(OPENING, 4), (LISTING, 6), (CROSS_BORDER, 6), (COMPUTE_USE, 6)])
    def test_the_grade_of_the_data_bounds_what_is_done_with_them(self, ledger: World, kind: int, highest: int) -> None:
        refers = followed(ledger, kind)
        grade = attested(ledger, REGRADE, subtype=highest)
        with ledger.undone():
            attest(ledger, kind, refers)
        attest(ledger, REGRADE, grade, subtype=highest + 1)
        with refused("GradeForbids", ID, highest + 1):
            attest(ledger, kind, refers)

    @pytest.mark.parametrize("by", [NORTH, BUREAU, BOURSE])
    def test_whoever_keeps_a_platform_opens_data_there(self, ledger: World, by: Any) -> None:
        attest(ledger, OPENING, by=by, validTo=YEAR_END)
        assert statement(ledger, made(ledger))["by"] == by.number


class TestAnnotations:
    """Annotation, beneficiary, regrading, link."""

    def test_a_supervisor_annotates_too_and_nobody_supersedes_anothers(self, ledger: World) -> None:
        annotation = attested(ledger, ANNOTATION, by=BUREAU, party=BETA.number, validTo=YEAR_END)
        with refused("AttestationOfOther", annotation, BUREAU.number):
            attest(ledger, ANNOTATION, annotation)
        attest(ledger, ANNOTATION, annotation, by=BUREAU)
        assert condition(ledger, annotation) == SUPERSEDED

    def test_a_registrys_successor_goes_on_with_what_it_attested(self, ledger: World) -> None:
        annotation = attested(ledger, ANNOTATION)
        ledger.govern(ledger.participants, "assignRegister", register_of(NORTH_CODE, DPR), SOUTH.number, REPORT)
        with ledger.undone():
            end(ledger, annotation, by=SOUTH)
        attest(ledger, ANNOTATION, annotation, by=SOUTH)
        assert condition(ledger, annotation) == SUPERSEDED

    def test_a_regrading_follows_the_one_in_force(self, ledger: World) -> None:
        first = attested(ledger, REGRADE)
        assert ledger.view(ledger.attestations, "regradeOf", ID) == first
        with refused("RegradeLive", ID, first):
            attest(ledger, REGRADE)
        second = attested(ledger, REGRADE, first, subtype=7)
        assert ledger.view(ledger.attestations, "regradeOf", ID) == second
        end(ledger, second)
        assert ledger.view(ledger.attestations, "regradeOf", ID) == ZERO_DIGEST
        attest(ledger, REGRADE)

    def test_a_supervisor_regrades_by_its_office(self, ledger: World) -> None:
        first = attested(ledger, REGRADE)
        second = attested(ledger, REGRADE, first, by=BUREAU, signers=(BUREAU.checker,), subtype=6)
        with refused("AttestationOfOther", second, BUREAU.number):
            attest(ledger, REGRADE, second)

    def test_a_link_names_another_certificate(self, ledger: World) -> None:
        ledger.act("Amend", [NORTH.checker, ALPHA.consent], ID, digest("next"), REPORT, 0, 0)
        claim = id_of(ALPHA.number, DPR, digest("next"))
        for linked in (ID, digest("none"), claim):
            with refused("LinkInvalid", ID, linked):
                attest(ledger, LINK, linkedId=linked)
        attest(ledger, LINK)

    def test_a_beneficiary_may_be_a_co_holder(self, ledger: World) -> None:
        attest(ledger, BENEFICIARY, party=ALPHA.number, signers=(NORTH.checker, ALPHA.consent))


class TestEnd:
    """end."""

    @pytest.mark.parametrize(("reason", "after"), [(1, ENDED), (WITHDRAW, WITHDRAWN)])
    def test_the_attester_ends_with_an_exact_event(self, ledger: World, reason: int, after: int) -> None:
        report, head = attested(ledger, VALUE), _head(ledger)
        receipt = end(ledger, report, by=APPRAISER, reason=reason)
        fields = {
            "certificateId": ID,
            "sequence": 3,
            "attestationId": report,
            "party": 0,
            "reason": reason,
            "documentDigest": REPORT,
            "maker": APPRAISER.maker.address,
            "checker": APPRAISER.checker.address,
        }
        assert receipt.events == (Event("AttestationEnded", fields),)
        assert condition(ledger, report) == after
        assert _report(ledger, report) == (False, 0)
        assert _head(ledger) == fold(head, *receipt.logs)
        assert ledger.record(ID)["flags"] == ATTESTED
        with refused("AttestationNotLive", report, after):
            end(ledger, report, by=APPRAISER)

    def test_nobody_else_ends(self, ledger: World) -> None:
        report, annotation = attested(ledger, QUALITY), attested(ledger, ANNOTATION)
        with refused("RoleMissing", NORTH.number, EVALUATOR):
            end(ledger, report)
        ledger.govern(ledger.participants, "setRoles", CITY_BANK.number, EVALUATOR, REPORT)
        with refused("AttestationOfOther", report, APPRAISER.number):
            end(ledger, report, by=CITY_BANK)
        with refused("AttestationOfOther", annotation, NORTH.number):
            end(ledger, annotation, by=BUREAU)
        with refused("RegisterNotInCharge", register_of(NORTH_CODE, DPR), SOUTH.number, NORTH.number):
            end(ledger, annotation, by=SOUTH)

    def test_it_needs_reason_document_and_one_approval(self, ledger: World) -> None:
        annotation = attested(ledger, ANNOTATION)
        with refused("EndReasonInvalid", 0):
            end(ledger, annotation, reason=0)
        with refused("", b""):
            end(ledger, annotation, reason=3)
        with refused("DigestMissing"):
            end(ledger, annotation, document=ZERO_DIGEST)
        with refused("AttestationUnknown", ID, digest("none")):
            end(ledger, digest("none"))
        with refused("ApprovalsMissing", 1, 2):
            end(ledger, annotation, signers=(NORTH.checker, ALPHA.consent))

    def test_neither_pause_nor_term_stops_it(self, ledger: World) -> None:
        annotation = attested(ledger, ANNOTATION)
        ledger.send(WARDEN.voter, ledger.participants, "pause", digest("reason"))
        ledger.now = YEAR_END
        end(ledger, annotation)


def _report(world: World, report: bytes, kind: int = VALUE) -> tuple[bool, int]:
    current, amount = world.view(world.attestations, "reportOf", report, ID, kind)
    return current, amount


def _head(world: World) -> bytes:
    found: bytes = world.view(world.certificates, "headOf", number_of(a_record()))
    return found

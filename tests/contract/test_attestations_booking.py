"""
Attestations.sol: who has a certificate on its books, and incentive claims that are made once.

On revm in process.
"""

from __future__ import annotations

import pytest

from tests.abi import Event
from tests.contract import attesting
from tests.contract.attesting import (
    AUDIT,
    BOOKING,
    CLAIM_BOOKING,
    CLAIM_DEAL,
    CLAIM_OPENING,
    CLAIM_REGISTRATION,
    CLAW_BACK,
    DEAL,
    DERECOGNITION,
    ENDED,
    GRANT,
    ID,
    IMPAIRMENT,
    LIVE,
    MILLION,
    OPENING,
    RECLASSIFICATION,
    REMEASUREMENT,
    REPORT,
    SUPERSEDED,
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
from tests.evm import Receipt, World, refused
from tests.parties import (
    ALPHA,
    AUDIT_FIRM,
    BETA,
    BUREAU,
    DPR,
    GAMMA,
    NORTH,
    NORTH_CODE,
    OPERATE,
    REGISTRY,
    SOUTH,
    USE,
    WARDEN,
    ZERO_DIGEST,
    Party,
    a_record,
    an_issue,
    digest,
    id_of,
    number_of,
    register_of,
)

CLAIM_LEAST = MILLION + 1


@pytest.fixture
def ledger(world: World) -> World:
    return attesting.prepared(world)


def transfer(world: World, from_: Party = ALPHA, to: Party = BETA) -> None:
    signers = [NORTH.checker, from_.consent, to.consent]
    world.act("Transfer", signers, ID, from_.number, to.number, REPORT)


def book(world: World, entity: Party, kind: int = BOOKING, refers: bytes = ZERO_DIGEST, **rest: int) -> bytes:
    """Attest of a booking by an entity that is not alpha; return the attestation's id."""
    signers = (NORTH.checker, entity.consent)
    return attested(world, kind, refers, party=entity.number, signers=signers, **rest)


def bookers(world: World) -> list[int]:
    return list(world.view(world.attestations, "bookersOf", ID))


class TestBooking:
    """Booking, measuring, derecognition, audit."""

    def test_a_chain_has_one_live_end(self, ledger: World) -> None:
        chain = [attested(ledger, BOOKING)]
        assert bookers(ledger) == [ALPHA.number]
        for kind, amount in ((REMEASUREMENT, 3), (IMPAIRMENT, 1), (RECLASSIFICATION, 1), (REMEASUREMENT, 2)):
            chain.append(attested(ledger, kind, chain[-1], amount=amount * MILLION))
        assert [condition(ledger, one) for one in chain] == [SUPERSEDED] * 4 + [LIVE]
        with refused("AttestationNotLive", chain[0], SUPERSEDED):
            attest(ledger, REMEASUREMENT, chain[0])
        attest(ledger, DERECOGNITION, chain[-1])
        assert condition(ledger, chain[-1]) == ENDED
        assert bookers(ledger) == []

    def test_an_entity_books_a_certificate_once_at_a_time(self, ledger: World) -> None:
        first = attested(ledger, BOOKING)
        with refused("BookingLive", ID, ALPHA.number):
            attest(ledger, BOOKING)
        attest(ledger, DERECOGNITION, first)
        attest(ledger, BOOKING)
        assert bookers(ledger) == [ALPHA.number]

    def test_nobody_books_what_it_does_not_hold(self, ledger: World) -> None:
        with refused("NotHolder", ID, BETA.number):
            book(ledger, BETA)

    def test_the_new_holder_books_after_the_earlier_ones_derecognition(self, ledger: World) -> None:
        first = attested(ledger, BOOKING)
        transfer(ledger)
        with refused("BookingNotDerecognised", ID, ALPHA.number):
            book(ledger, BETA)
        with refused("NotHolder", ID, ALPHA.number):
            attest(ledger, REMEASUREMENT, first)
        # the former holder need not sign any more; if it does, that is one approval too many
        with refused("ApprovalsMissing", 1, 2):
            attest(ledger, DERECOGNITION, first)
        attest(ledger, DERECOGNITION, first, signers=(NORTH.checker,))
        book(ledger, BETA)
        assert bookers(ledger) == [BETA.number]

    def test_co_holders_book_each_its_own(self, ledger: World) -> None:
        issue = an_issue(serial=3)
        own = id_of(ALPHA.number, DPR, digest("data 3"))
        shares = ((ALPHA.number, 7, 5000), (BETA.number, USE, 3000), (GAMMA.number, OPERATE, 2000))
        ledger.issue_shared(issue, shares)
        ids = {
            party: attested(ledger, BOOKING, id_=own, party=party.number, signers=(NORTH.checker, party.consent))
            for party in (ALPHA, BETA, GAMMA)
        }
        assert list(ledger.view(ledger.attestations, "bookersOf", own)) == [17, 18, 19]
        attest(
            ledger,
            DERECOGNITION,
            ids[ALPHA],
            id_=own,
            signers=(NORTH.checker, ALPHA.consent),
        )
        assert list(ledger.view(ledger.attestations, "bookersOf", own)) == [18, 19]
        with refused("PartyDiffers", ids[BETA], BETA.number, GAMMA.number):
            attest(ledger, DERECOGNITION, ids[BETA], id_=own, party=GAMMA.number)
        with refused("BookingLive", own, GAMMA.number):
            attest(ledger, BOOKING, id_=own, party=GAMMA.number)

    def test_an_impairment_lowers_the_carrying_amount(self, ledger: World) -> None:
        booking = attested(ledger, BOOKING, amount=2 * MILLION)
        for amount in (2 * MILLION, 2 * MILLION + 1):
            with refused("AttestedAmountTooHigh", booking, 2 * MILLION - 1, amount):
                attest(ledger, IMPAIRMENT, booking, amount=amount)
        attest(ledger, IMPAIRMENT, booking, amount=2 * MILLION - 1)

    def test_the_party_stays_the_same(self, ledger: World) -> None:
        booking = attested(ledger, BOOKING)
        with refused("PartyDiffers", booking, ALPHA.number, BETA.number):
            attest(ledger, REMEASUREMENT, booking, party=BETA.number)

    def test_only_a_booking_is_measured(self, ledger: World) -> None:
        opening = attested(ledger, OPENING)
        for kind in (REMEASUREMENT, IMPAIRMENT, RECLASSIFICATION, DERECOGNITION, AUDIT):
            with refused("AttestationUnfit", opening, OPENING):
                attest(ledger, kind, opening)

    def test_a_withdrawn_booking_is_off_the_books(self, ledger: World) -> None:
        booking = attested(ledger, BOOKING)
        end(ledger, booking, reason=WITHDRAW)
        assert (condition(ledger, booking), bookers(ledger)) == (WITHDRAWN, [])
        attest(ledger, BOOKING)

    def test_an_auditor_that_holds_it_attests_nothing(self, ledger: World) -> None:
        own = id_of(AUDIT_FIRM.number, DPR, digest("data 3"))
        ledger.issue(an_issue(AUDIT_FIRM, serial=3))
        signers = (NORTH.checker, AUDIT_FIRM.consent)
        booking = attested(ledger, BOOKING, id_=own, party=AUDIT_FIRM.number, signers=signers)
        with refused("AttesterNotIndependent", own, AUDIT_FIRM.number):
            attest(ledger, AUDIT, booking, id_=own)

    def test_an_audit_leaves_the_booking_as_it_is(self, ledger: World) -> None:
        booking = attested(ledger, BOOKING)
        audit = attested(ledger, AUDIT, booking)
        assert (condition(ledger, booking), condition(ledger, audit)) == (LIVE, LIVE)


class TestClaims:
    """The four incentives, their grant and what is clawed back."""

    @pytest.mark.parametrize("kind", [CLAIM_REGISTRATION, CLAIM_BOOKING, CLAIM_DEAL, CLAIM_OPENING])
    def test_each_is_claimed_once(self, ledger: World, kind: int) -> None:
        refers = followed(ledger, kind)
        attest(ledger, kind, refers)
        assert ledger.view(ledger.attestations, "claimsOf", ALPHA.number) == 1 << kind
        with refused("ClaimMade", ALPHA.number, kind):
            attest(ledger, kind, refers)

    def test_another_certificate_is_no_second_first(self, ledger: World) -> None:
        attest(ledger, CLAIM_REGISTRATION)
        ledger.issue(an_issue(serial=3))
        with refused("ClaimMade", ALPHA.number, CLAIM_REGISTRATION):
            attest(ledger, CLAIM_REGISTRATION, id_=id_of(ALPHA.number, DPR, digest("data 3")))

    def test_a_renaming_makes_no_second_first(self, ledger: World) -> None:
        attest(ledger, CLAIM_REGISTRATION)
        before = ledger.view(ledger.participants, "participantOf", ALPHA.number)[1]
        signed = ("Rename", ALPHA.number, digest("new profile"), before, 2**63)
        approval = ledger.approve(NORTH.checker, ledger.participants, *signed)
        renaming = (ALPHA.number, digest("new profile"), 2**63, approval)
        ledger.send(NORTH.maker, ledger.participants, "rename", *renaming)
        with refused("ClaimMade", ALPHA.number, CLAIM_REGISTRATION):
            attest(ledger, CLAIM_REGISTRATION)

    def test_the_claimant_holds_the_certificate_and_has_the_booking(self, ledger: World) -> None:
        with refused("NotHolder", ID, BETA.number):
            attest(ledger, CLAIM_REGISTRATION, party=BETA.number)
        booking = attested(ledger, BOOKING)
        with refused("PartyDiffers", booking, ALPHA.number, BETA.number):
            attest(ledger, CLAIM_BOOKING, booking, party=BETA.number)

    def test_a_first_booking_is_of_more_than_a_million_yuan(self, ledger: World) -> None:
        booking = attested(ledger, BOOKING, amount=MILLION)
        with refused("BookedAmountTooLow", booking, MILLION, CLAIM_LEAST):
            attest(ledger, CLAIM_BOOKING, booking)
        more = attested(ledger, REMEASUREMENT, booking, amount=CLAIM_LEAST)
        attest(ledger, CLAIM_BOOKING, more)

    def test_a_grant_ends_the_claim_and_a_claw_back_the_grant(self, ledger: World) -> None:
        claim = attested(ledger, CLAIM_REGISTRATION)
        grant = attested(ledger, GRANT, claim, amount=20_000_000)
        assert (condition(ledger, claim), condition(ledger, grant)) == (ENDED, LIVE)
        with refused("AttestationNotLive", claim, ENDED):
            attest(ledger, GRANT, claim)
        with refused("AttestedAmountTooHigh", grant, 20_000_000, 20_000_001):
            attest(ledger, CLAW_BACK, grant, amount=20_000_001)
        back = attested(ledger, CLAW_BACK, grant, amount=20_000_000)
        assert (condition(ledger, grant), condition(ledger, back)) == (ENDED, ENDED)
        with refused("ClaimMade", ALPHA.number, CLAIM_REGISTRATION):
            attest(ledger, CLAIM_REGISTRATION)

    def test_a_refused_claim_counts_and_a_withdrawn_one_does_not(self, ledger: World) -> None:
        claim = attested(ledger, CLAIM_REGISTRATION)
        with ledger.undone():
            end(ledger, claim)
            with refused("ClaimMade", ALPHA.number, CLAIM_REGISTRATION):
                attest(ledger, CLAIM_REGISTRATION)
        end(ledger, claim, reason=WITHDRAW)
        assert ledger.view(ledger.attestations, "claimsOf", ALPHA.number) == 0
        attest(ledger, CLAIM_REGISTRATION)

    def test_only_the_supervisor_grants(self, ledger: World) -> None:
        claim = attested(ledger, CLAIM_REGISTRATION)
        attest(ledger, GRANT, claim)
        assert statement(ledger, made(ledger))["by"] == BUREAU.number


class TestCarryClaims:
    """carryClaims."""

    def test_a_successor_has_claimed_what_its_predecessor_had(self, ledger: World) -> None:
        attest(ledger, CLAIM_REGISTRATION)
        attest(ledger, CLAIM_OPENING, attested(ledger, OPENING))
        transfer(ledger)
        head = _head(ledger)
        receipt = carry(ledger)
        fields = {
            "certificateId": ID,
            "sequence": 6,
            "from": ALPHA.number,
            "to": BETA.number,
            "claims": 1 << CLAIM_REGISTRATION | 1 << CLAIM_OPENING,
            "documentDigest": REPORT,
            "maker": NORTH.maker.address,
            "checker": NORTH.checker.address,
        }
        assert receipt.events == (Event("ClaimsCarried", fields),)
        assert _head(ledger) == fold(head, *receipt.logs)
        with refused("ClaimMade", BETA.number, CLAIM_REGISTRATION):
            attest(ledger, CLAIM_REGISTRATION, party=BETA.number)
        transfer(ledger, BETA, GAMMA)
        carry(ledger, BETA, GAMMA)
        with refused("ClaimMade", GAMMA.number, CLAIM_REGISTRATION):
            attest(ledger, CLAIM_REGISTRATION, party=GAMMA.number)

    def test_what_the_successor_claimed_itself_stays(self, ledger: World) -> None:
        other = id_of(BETA.number, DPR, digest("data 2"))
        attest(
            ledger,
            CLAIM_OPENING,
            attested(ledger, OPENING, id_=other, signers=(NORTH.checker, BETA.consent)),
            id_=other,
            party=BETA.number,
            signers=(NORTH.checker, BETA.consent),
        )
        attest(ledger, CLAIM_REGISTRATION)
        transfer(ledger)
        carry(ledger)
        claims = ledger.view(ledger.attestations, "claimsOf", BETA.number)
        assert claims == 1 << CLAIM_REGISTRATION | 1 << CLAIM_OPENING

    def test_it_needs_claims_a_holder_a_document_and_the_registry(self, ledger: World) -> None:
        with refused("ClaimsNone", ALPHA.number):
            carry(ledger)
        attest(ledger, CLAIM_REGISTRATION)
        with refused("NotHolder", ID, BETA.number):
            carry(ledger)
        transfer(ledger)
        with refused("DigestMissing"):
            carry(ledger, document=ZERO_DIGEST)
        with refused("RegisterNotInCharge", register_of(NORTH_CODE, DPR), SOUTH.number, NORTH.number):
            carry(ledger, by=SOUTH)
        with refused("RoleMissing", BUREAU.number, REGISTRY):
            carry(ledger, by=BUREAU)
        ledger.now = YEAR_END
        with ledger.undone():
            carry(ledger)
        ledger.send(WARDEN.voter, ledger.participants, "pause", REPORT)
        with refused("LedgerIsPaused"):
            carry(ledger)


def carry(
    world: World, from_: Party = ALPHA, to: Party = BETA, *, by: Party = NORTH, document: bytes = REPORT
) -> Receipt:
    asked = (ID, from_.number, to.number, document)
    return world.file(world.attestations, "carryClaims", (by.checker,), asked, maker=by.maker)


def test_a_deal_is_claimed_by_the_seller(ledger: World) -> None:
    deal = attested(ledger, DEAL, followed(ledger, DEAL))
    with refused("NotHolder", ID, BETA.number):
        attest(ledger, CLAIM_DEAL, deal, party=BETA.number)
    attest(ledger, CLAIM_DEAL, deal)


def _head(world: World) -> bytes:
    found: bytes = world.view(world.certificates, "headOf", number_of(a_record()))
    return found

"""
Pledges.sol: create.

On revm in process.  Holds are tested in test_pledges_holds.py, what becomes of a pledge in _rank, _changes, _objections
and _ends.
"""

from __future__ import annotations

import pytest

from tests.abi import Event
from tests.contract.attesting import ALL_REPORTS, QUALITY, VALUE, attest
from tests.contract.pledging import (
    ALPHA_AND_CITY,
    ALPHA_AND_RIVER,
    AMOUNT,
    BANK_HANDS,
    CONSUMED,
    DEBT,
    HOLD_END,
    LEAST,
    MAXIMUM,
    MORTGAGE,
    MOST,
    RESERVED,
    RESOLUTION,
    a_pledge,
    create,
    hold,
    on,
    ranked,
    release,
    stored,
    thing,
    word,
)
from tests.contract.test_certificates import AMEND_SIGNERS, DATA, DOCUMENT, ID, REASON, YEAR_END, fold, head
from tests.evm import World, refused
from tests.parties import (
    ALPHA,
    APPRAISER,
    BANK,
    BETA,
    CITY_BANK,
    DAY,
    DELTA,
    DPR,
    HOLD,
    INSTITUTE,
    NORTH,
    OPERATE,
    RIVER_BANK,
    USE,
    WARDEN,
    ZERO_DIGEST,
    a_record,
    an_issue,
    digest,
    id_of,
)
from tests.parties import (
    PLEDGED as PLEDGED_FLAG,
)


class TestCreate:
    """create."""

    def test_a_pledge_is_created_with_an_exact_event_and_one_word(self, world: World) -> None:
        issued = world.issue(an_issue())
        receipt = create(world, form=MORTGAGE, maximum=True)
        made = word(rank_at=receipt.time, form=MORTGAGE, traits=MAXIMUM)
        fields = {
            "certificateId": ID,
            "sequence": 2,
            "encumbrance": made,
            "debtor": 0,
            "debtDigest": DEBT,
            "resolutionDigest": ZERO_DIGEST,
            "reportId": ZERO_DIGEST,
            "holdId": ZERO_DIGEST,
        }
        assert receipt.events == (Event("PledgeCreated", fields | BANK_HANDS),)
        assert head(world, a_record()) == fold(ZERO_DIGEST, *issued.logs, *receipt.logs)
        assert stored(world, thing(2)) == made
        assert on(world) == ranked(world) == (thing(2),)
        assert world.record(ID)["flags"] == PLEDGED_FLAG

    def test_it_takes_its_banks_hold_and_rank(self, world: World) -> None:
        world.issue(an_issue())
        held = hold(world)
        create(world, RIVER_BANK, ALPHA_AND_CITY)
        receipt = create(world, others=ALPHA_AND_RIVER)
        made = word(rank_at=held.time, traits=RESERVED)
        assert receipt.events[0].fields["encumbrance"] == stored(world, thing(4)) == made
        assert receipt.events[0].fields["holdId"] == thing(2)
        assert stored(world, thing(2)) >> 224 & 0xFF == CONSUMED
        assert on(world) == (thing(3), thing(4))
        assert ranked(world) == (thing(4), thing(3))

    def test_a_hold_that_lapsed_gives_no_rank(self, world: World) -> None:
        world.issue(an_issue())
        hold(world)
        world.now = HOLD_END - 1
        receipt = create(world)
        assert stored(world, thing(3)) == word(rank_at=receipt.time)
        assert on(world) == (thing(3),)

    def test_a_second_pledge_needs_the_first_creditors_consent(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        with refused("ApprovalsMissing", 3, 2):
            create(world, RIVER_BANK)
        with refused("ApprovalFromOther", RIVER_BANK.consent.address, RIVER_BANK.number, CITY_BANK.number):
            create(world, RIVER_BANK, ALPHA_AND_RIVER)
        create(world, RIVER_BANK, ALPHA_AND_CITY)
        assert ranked(world) == (thing(2), thing(3))

    def test_a_bank_may_have_two_and_signs_for_its_first_by_its_checker(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        create(world)
        assert on(world) == (thing(2), thing(3))

    def test_another_debtor_takes_a_resolution(self, world: World) -> None:
        world.issue(an_issue())
        with refused("ResolutionMissing", ID, BETA.number):
            create(world, debtor=BETA.number)
        with refused("ParticipantUnknown", 99):
            create(world, debtor=99, resolution=RESOLUTION)
        with refused("DebtorInvalid", CITY_BANK.number):
            create(world, debtor=CITY_BANK.number, resolution=RESOLUTION)
        receipt = create(world, debtor=BETA.number, resolution=RESOLUTION)
        assert (receipt.events[0].fields["debtor"], receipt.events[0].fields["resolutionDigest"]) == (
            BETA.number,
            RESOLUTION,
        )
        create(world, debtor=ALPHA.number)

    @pytest.mark.parametrize("amount", [0, 1, LEAST - 1, MOST + 1, 2**64 - 1])
    def test_sums_that_nobody_believes_are_refused(self, world: World, amount: int) -> None:
        world.issue(an_issue())
        with refused("AmountImplausible", amount, LEAST, MOST):
            create(world, amount=amount)

    @pytest.mark.parametrize("amount", [LEAST, MOST])
    def test_the_least_and_the_largest_sum(self, world: World, amount: int) -> None:
        world.issue(an_issue())
        receipt = create(world, amount=amount)
        assert stored(world, thing(2)) == word(rank_at=receipt.time, amount=amount)

    def test_the_term_ends_in_the_future_and_within_the_certificates(self, world: World) -> None:
        world.issue(an_issue())
        now = world.now + 1
        with refused("PledgeTermInvalid", ID, now, now, YEAR_END):
            create(world, until=now)
        now = world.now + 1
        with refused("PledgeTermInvalid", ID, YEAR_END + 1, now, YEAR_END):
            create(world, until=YEAR_END + 1)
        create(world, until=YEAR_END)

    def test_form_debt_and_report_must_be_right(self, world: World) -> None:
        world.issue(an_issue())
        with refused("SecurityFormInvalid", 0):
            create(world, form=0)
        with refused("", b""):
            create(world, form=4)
        with refused("DigestMissing"):
            create(world, debt=ZERO_DIGEST)
        with refused("ReportNotCurrent", ID, digest("no report")):
            create(world, report=digest("no report"))

    def test_a_report_of_the_value_for_a_pledge_of_this_version_and_in_force(self, world: World) -> None:
        world.issue(an_issue())
        world.govern(world.attestations, "admitEvaluator", APPRAISER.number, ALL_REPORTS)
        attest(world, VALUE)
        attest(world, VALUE, subtype=2)
        attest(world, QUALITY)
        receipt = create(world, report=thing(2))
        assert receipt.events[0].fields["reportId"] == thing(2)
        with refused("PledgeReportPurposeWrong", thing(3), 2):
            create(world, report=thing(3))
        with refused("ReportNotCurrent", ID, thing(4)):
            create(world, report=thing(4))
        release(world, thing(5))
        world.act("Amend", AMEND_SIGNERS, ID, DATA, DOCUMENT, 0, 0)
        with refused("ReportNotCurrent", ID, thing(2)):
            create(world, report=thing(2))
        attest(world, VALUE, validTo=world.now + 10)
        world.sleep(DAY)
        with refused("ReportNotCurrent", ID, thing(8)):
            create(world, report=thing(8))

    def test_a_public_body_cannot_pledge_not_even_as_co_holder(self, world: World) -> None:
        shares = [(ALPHA.number, HOLD | USE | OPERATE, 6000), (INSTITUTE.number, USE, 4000)]
        world.issue_shared(an_issue(), shares)
        with refused("PublicBodyCannotPledge", ID, INSTITUTE.number):
            create(world, others=(ALPHA.consent, INSTITUTE.consent))

    def test_without_the_right_to_operate_or_to_oneself(self, world: World) -> None:
        world.issue(an_issue(rights=HOLD | USE), an_issue(CITY_BANK, 2))
        with refused("RightToOperateMissing", ID, HOLD | USE):
            create(world)
        own = id_of(CITY_BANK.number, DPR, digest("data 2"))
        with refused("CreditorIsHolder", own, CITY_BANK.number):
            create(world, others=(), certificate=own)

    def test_eight_in_force_at_most(self, world: World) -> None:
        world.issue(an_issue())
        hold(world)
        for _ in range(7):
            create(world, RIVER_BANK, ALPHA_AND_CITY)
        with refused("EncumbrancesTooMany", ID, 8):
            create(world, RIVER_BANK, ALPHA_AND_CITY)
        with refused("EncumbrancesTooMany", ID, 8):
            hold(world, RIVER_BANK, ALPHA_AND_CITY)
        create(world, others=ALPHA_AND_RIVER)  # takes its hold's place
        assert on(world) == tuple(thing(n) for n in range(3, 11))
        release(world, thing(3), RIVER_BANK)
        create(world, RIVER_BANK, ALPHA_AND_CITY)
        assert on(world) == tuple(thing(n) for n in (*range(4, 11), 12))
        assert world.view(world.pledges, "MAX_LIVE") == 8

    def test_lapsed_holds_make_room(self, world: World) -> None:
        world.issue(an_issue())
        hold(world)
        for _ in range(7):
            create(world, RIVER_BANK, ALPHA_AND_CITY)
        world.now = HOLD_END - 1
        create(world, RIVER_BANK)
        assert on(world) == tuple(thing(n) for n in range(3, 11))

    def test_only_a_bank_in_its_own_name_while_open(self, world: World) -> None:
        world.issue(an_issue())
        with refused("RoleMissing", DELTA.number, BANK):
            create(world, DELTA)
        with refused("CreditorNotMaker", RIVER_BANK.number, CITY_BANK.number):
            create(world, creditor=RIVER_BANK.number)
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        with refused("LedgerIsPaused"):
            create(world)

    def test_a_consent_counts_for_this_act_state_and_time_only(self, world: World) -> None:
        world.issue(an_issue(), an_issue(serial=2))
        signers = (CITY_BANK.checker, ALPHA.consent)
        with refused("ApprovalInvalid", CITY_BANK.checker.address):
            world.file(world.pledges, "create", signers, a_pledge(), maker=CITY_BANK.maker, sequence=3)
        over = world.now
        with refused("ApprovalExpired", over):
            world.file(world.pledges, "create", signers, a_pledge(), maker=CITY_BANK.maker, deadline=over)
        call = world.agreed(world.pledges, "create", signers, a_pledge(amount=AMOUNT - 1))
        function, _, deadline, approvals = call
        with refused("ApprovalInvalid", CITY_BANK.checker.address):
            world.send(CITY_BANK.maker, world.pledges, function, a_pledge(), deadline, approvals)
        with refused("ApprovalFromOther", RIVER_BANK.checker.address, RIVER_BANK.number, CITY_BANK.number):
            wrong = (RIVER_BANK.checker, ALPHA.consent)
            world.file(world.pledges, "create", wrong, a_pledge(), maker=CITY_BANK.maker)

    def test_words_that_are_not_canonical_were_never_signed(self, world: World) -> None:
        world.issue(an_issue())
        call = world.agreed(world.pledges, "create", (CITY_BANK.checker, ALPHA.consent), a_pledge())
        data = bytearray(world.pledges.call_data(*call))
        data[4 + 32] = 1  # a bit above the creditor's 32
        with refused("", b""):
            world.send_data(CITY_BANK.maker, world.pledges, bytes(data), "create")

    def test_an_ended_certificate_is_refused(self, world: World) -> None:
        world.issue(an_issue())
        world.act("Revoke", [NORTH.checker], ID, DOCUMENT)
        with refused("CertificateNotActive", ID, 3):
            create(world)

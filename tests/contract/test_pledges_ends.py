"""
Pledges.sol: release and enforce, whom what is in force protects, and what a freeze leaves.

On revm in process.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.abi import Event
from tests.contract.pledging import (
    ALPHA_AND_CITY,
    AMOUNT,
    BANK_HANDS,
    CRYSTALLISED,
    DEBT,
    ENDED,
    ENFORCED,
    HELD,
    HOLD_END,
    LEAST,
    MAXIMUM,
    MOST,
    PAID,
    RELEASED,
    SECOND,
    SECOND_FILING,
    UNTIL,
    a_pledge,
    by_creditor,
    create,
    hold,
    on,
    perfect,
    ranked,
    release,
    release_hold,
    stored,
    thing,
    word,
)
from tests.contract.restraining import FORBIDDABLE
from tests.contract.test_certificates import DOCUMENT, ID, REASON, YEAR_END, fold, head
from tests.evm import World, refused
from tests.parties import (
    ALPHA,
    BETA,
    CITY_BANK,
    COURT,
    DAY,
    DELTA,
    GAMMA,
    HOLD,
    NORTH,
    OPERATE,
    PERSON,
    RIVER_BANK,
    SHARED,
    USE,
    WARDEN,
    ZERO_DIGEST,
    a_record,
    an_issue,
    digest,
)
from tests.parties import (
    PLEDGED as PLEDGED_FLAG,
)

PLEDGE, ENFORCE, CONTRIBUTE, CANCEL = 3, 5, 6, 10
PLEDGED_RESTRAINT, FROZEN_RESTRAINT = 1, 2


class TestRelease:
    """release."""

    @pytest.mark.parametrize("reason", [1, 2, 3])
    def test_the_creditor_alone_releases(self, world: World, reason: int) -> None:
        issued = world.issue(an_issue())
        created = create(world)
        receipt = release(world, thing(2), reason=reason)
        fields = {
            "certificateId": ID,
            "sequence": 3,
            "pledgeId": thing(2),
            "reason": reason,
            "documentDigest": digest("release"),
        }
        assert receipt.events == (Event("PledgeReleased", fields | BANK_HANDS),)
        assert head(world, a_record()) == fold(ZERO_DIGEST, *issued.logs, *created.logs, *receipt.logs)
        assert stored(world, thing(2)) == word(rank_at=created.time, state=RELEASED)
        assert on(world) == ranked(world) == ()
        assert world.record(ID)["flags"] == 0

    def test_nobody_else_releases(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        for other in (RIVER_BANK, NORTH, DELTA):
            with refused("NotCreditor", thing(2), CITY_BANK.number, other.number):
                release(world, thing(2), other)
        with refused("ApprovalsMissing", 1, 2):
            asked = (thing(2), PAID, DOCUMENT)
            by_creditor(world, "release", asked, (ALPHA.consent,))

    def test_the_flag_stays_while_anything_is_left(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        create(world)
        release(world, thing(2))
        assert (world.record(ID)["flags"], on(world)) == (PLEDGED_FLAG, (thing(3),))
        release(world, thing(3))
        assert world.record(ID)["flags"] == 0

    def test_also_while_paused_and_after_the_certificates_term(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        world.now = YEAR_END + DAY
        release(world, thing(2))

    def test_a_reason_and_a_document_are_named(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        with refused("ReleaseReasonInvalid", 0):
            release(world, thing(2), reason=0)
        with refused("DigestMissing"):
            by_creditor(world, "release", (thing(2), PAID, ZERO_DIGEST))

    def test_what_is_no_live_pledge_of_the_certificate(self, world: World) -> None:
        world.issue(an_issue(), an_issue(serial=2))
        with refused("PledgeUnknown", ID, thing(2)):
            release(world, thing(2))
        create(world, certificate=SECOND)
        with refused("PledgeUnknown", ID, thing(2, SECOND)):
            release(world, thing(2, SECOND))
        create(world)
        release(world, thing(2))
        with refused("PledgeNotLive", thing(2), RELEASED):
            release(world, thing(2))
        hold(world)
        with refused("PledgeNotLive", thing(4), HELD):
            release(world, thing(4))


class TestConsents:
    """consentsTo, through the acts that ask it."""

    def test_a_transfer_needs_the_creditors_consent_and_the_pledge_follows(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        signers = [NORTH.checker, ALPHA.consent, BETA.consent]
        transfer = ("Transfer", ID, ALPHA.number, BETA.number, DOCUMENT)
        with refused("ApprovalsMissing", 4, 3):
            world.act("Transfer", signers, *transfer[1:])
        world.act("Transfer", [*signers, CITY_BANK.consent], *transfer[1:])
        assert ranked(world) == (thing(2),)
        release(world, thing(2))
        assert world.record(ID)["flags"] == 0

    def test_a_voluntary_cancellation_is_stopped(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        with refused("OperationRestrained", ID, CANCEL, PLEDGED_RESTRAINT, CITY_BANK.number):
            world.act("Cancel", [NORTH.checker, ALPHA.consent], ID, 1, DOCUMENT)
        release(world, thing(2))
        world.act("Cancel", [NORTH.checker, ALPHA.consent], ID, 1, DOCUMENT)

    def test_the_oldest_in_force_stops_it(self, world: World) -> None:
        world.issue(an_issue())
        hold(world)
        create(world, RIVER_BANK, ALPHA_AND_CITY)
        with refused("OperationRestrained", ID, CANCEL, PLEDGED_RESTRAINT, CITY_BANK.number):
            world.act("Cancel", [NORTH.checker, ALPHA.consent], ID, 1, DOCUMENT)
        world.now = HOLD_END - 1
        with refused("OperationRestrained", ID, CANCEL, PLEDGED_RESTRAINT, RIVER_BANK.number):
            world.act("Cancel", [NORTH.checker, ALPHA.consent], ID, 1, DOCUMENT)

    def test_each_creditor_is_asked_once(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        create(world)
        create(world, RIVER_BANK, ALPHA_AND_CITY)
        asked = world.view(world.pledges, "consentsTo", ID, 1)
        assert asked == (CITY_BANK.number, RIVER_BANK.number)
        assert world.view(world.pledges, "consentsTo", ID, 4) == ()
        with refused("OperationRestrained", ID, CONTRIBUTE, PLEDGED_RESTRAINT, CITY_BANK.number):
            world.view(world.pledges, "consentsTo", ID, CONTRIBUTE)


def sell(world: World, own: bytes, others: Any, bank: Any = CITY_BANK, **changes: Any) -> Any:
    usual = {"pledge": own, "to": BETA.number, "price": AMOUNT, "document": DOCUMENT}
    return by_creditor(world, "enforce", tuple({**usual, **changes}.values()), others, bank)


class TestEnforce:
    """enforce."""

    def test_a_sale_passes_the_certificate_and_ends_the_pledge(self, world: World) -> None:
        issued = world.issue(an_issue())
        created = create(world)
        filed = perfect(world, thing(2))
        receipt = sell(world, thing(2), (ALPHA.consent, BETA.consent))
        moved = {
            "certificateId": ID,
            "sequence": 4,
            "from": ALPHA.number,
            "to": BETA.number,
            "documentDigest": DOCUMENT,
        }
        fields = {
            "certificateId": ID,
            "sequence": 5,
            "pledgeId": thing(2),
            "to": BETA.number,
            "price": AMOUNT,
            "documentDigest": DOCUMENT,
        }
        assert receipt.events == (
            Event("CertificateTransferred", moved | BANK_HANDS),
            Event("PledgeEnforced", fields | BANK_HANDS),
        )
        logs = (*issued.logs, *created.logs, *filed.logs, *receipt.logs)
        assert head(world, a_record()) == fold(ZERO_DIGEST, *logs)
        assert world.record(ID)["holder"] == BETA.number
        assert world.record(ID)["flags"] == 0
        assert stored(world, thing(2)) == word(rank_at=filed.time, perfected_at=filed.time, state=ENFORCED)
        assert on(world) == ()

    def test_what_ranks_behind_ends_with_it_each_by_its_own_event(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        create(world, RIVER_BANK, ALPHA_AND_CITY)
        hold(world, RIVER_BANK, ALPHA_AND_CITY)
        perfect(world, thing(2))
        receipt = sell(world, thing(2), (ALPHA.consent, BETA.consent))
        ended = [
            Event(
                "PledgeEnded",
                {"certificateId": ID, "sequence": n, "pledgeId": own, "enforcedId": thing(2)} | BANK_HANDS,
            )
            for n, own in ((8, thing(3)), (9, thing(4)))
        ]
        assert list(receipt.events[2:]) == ended
        assert [stored(world, thing(n)) >> 224 & 0xFF for n in (2, 3, 4)] == [ENFORCED, ENDED, ENDED]
        assert (on(world), world.record(ID)["flags"], world.record(ID)["sequence"]) == ((), 0, 9)

    def test_what_ranks_before_consents_and_stays(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        create(world, RIVER_BANK, ALPHA_AND_CITY)
        perfect(world, thing(2))
        perfect(world, thing(3), RIVER_BANK, number=SECOND_FILING)
        with refused("ApprovalsMissing", 4, 3):
            sell(world, thing(3), (ALPHA.consent, BETA.consent), RIVER_BANK)
        sell(world, thing(3), (ALPHA.consent, BETA.consent, CITY_BANK.consent), RIVER_BANK)
        assert (on(world), ranked(world)) == ((thing(2),), (thing(2),))
        assert world.record(ID)["flags"] == PLEDGED_FLAG

    def test_its_own_earlier_pledge_stays_too(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        create(world)
        perfect(world, thing(2))
        perfect(world, thing(3), number=SECOND_FILING)
        sell(world, thing(3), (ALPHA.consent, BETA.consent))
        assert on(world) == (thing(2),)

    def test_the_creditor_itself_may_take_it(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        perfect(world, thing(2))
        sell(world, thing(2), (ALPHA.consent,), to=CITY_BANK.number)
        assert world.record(ID)["holder"] == CITY_BANK.number

    def test_every_co_holder_sells_and_one_may_buy_the_rest(self, world: World) -> None:
        shares = [(ALPHA.number, HOLD | USE | OPERATE, 6000), (GAMMA.number, USE, 3000), (BETA.number, USE, 1000)]
        world.issue_shared(an_issue(), shares)
        parties = (ALPHA.consent, GAMMA.consent, BETA.consent)
        create(world, others=parties)
        perfect(world, thing(5))
        receipt = sell(world, thing(5), parties)
        assert [event.name for event in receipt.events] == ["CertificateTransferred"] * 2 + ["PledgeEnforced"]
        assert world.view(world.certificates, "sharesOf", ID) == ((BETA.number, HOLD | USE | OPERATE, 10_000),)
        assert world.record(ID)["flags"] == SHARED

    def test_perfected_and_fixed_or_not_at_all(self, world: World) -> None:
        world.issue(an_issue())
        create(world, maximum=True)
        others = (ALPHA.consent, BETA.consent)
        with refused("PledgeNotPerfected", thing(2)):
            sell(world, thing(2), others)
        perfect(world, thing(2))
        with refused("PledgeNotCrystallised", thing(2), AMOUNT):
            sell(world, thing(2), others)
        by_creditor(world, "crystallise", (thing(2), AMOUNT, DOCUMENT))
        sell(world, thing(2), others)
        assert stored(world, thing(2)) >> 224 == MAXIMUM << 8 | CRYSTALLISED << 8 | ENFORCED

    def test_to_whom_for_what_and_by_what_paper(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        perfect(world, thing(2))
        others = (ALPHA.consent, BETA.consent)
        with refused("AmountImplausible", 5, LEAST, MOST):
            sell(world, thing(2), others, price=5)
        for nobody in (0, 99):
            with refused("ParticipantUnknown", nobody):
                sell(world, thing(2), others, to=nobody)
        for invalid in (ALPHA.number, NORTH.number):
            with refused("TransfereeInvalid", ID, invalid):
                sell(world, thing(2), others, to=invalid)
        with refused("DigestMissing"):
            sell(world, thing(2), others, document=ZERO_DIGEST)
        with refused("PledgeUnknown", ID, thing(9)):
            sell(world, thing(9), others)

    def test_holders_and_buyer_agree_and_the_creditor_files_while_open(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        perfect(world, thing(2))
        with refused("ApprovalsMissing", 3, 2):
            sell(world, thing(2), (ALPHA.consent,))
        with refused("ApprovalFromOther", GAMMA.consent.address, GAMMA.number, BETA.number):
            sell(world, thing(2), (ALPHA.consent, GAMMA.consent))
        with refused("NotCreditor", thing(2), CITY_BANK.number, RIVER_BANK.number):
            sell(world, thing(2), (ALPHA.consent, BETA.consent), RIVER_BANK)
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        with refused("LedgerIsPaused"):
            sell(world, thing(2), (ALPHA.consent, BETA.consent))

    def test_not_after_the_certificates_term(self, world: World) -> None:
        world.issue(an_issue())
        create(world)
        perfect(world, thing(2))
        world.now = YEAR_END
        with refused("CertificateExpired", ID, YEAR_END):
            sell(world, thing(2), (ALPHA.consent, BETA.consent))

    def test_a_natural_person_may_buy(self, world: World) -> None:
        world.issue(an_issue())
        create(world, until=UNTIL)
        perfect(world, thing(2))
        sell(world, thing(2), (ALPHA.consent, PERSON.consent), to=PERSON.number)
        assert world.record(ID)["holder"] == PERSON.number


class TestFrozen:
    """A frozen certificate: what lessens or ends a burden goes on, what makes or prolongs one does not."""

    @pytest.fixture
    def frozen(self, world: World) -> World:
        world.issue(an_issue())
        create(world, maximum=True)
        hold(world)
        asked = (ID, DOCUMENT, digest("an order"), world.now, 100 * DAY, FORBIDDABLE, 0)
        world.file(world.restraints, "freeze", (COURT.checker,), asked, maker=COURT.maker)
        return world

    def test_release_and_all_that_lessens_goes_on(self, frozen: World) -> None:
        perfect(frozen, thing(2))
        by_creditor(frozen, "crystallise", (thing(2), AMOUNT, DOCUMENT))
        by_creditor(frozen, "partRelease", (thing(2), LEAST, DOCUMENT))
        by_creditor(frozen, "assign", (thing(2), RIVER_BANK.number, DOCUMENT), (RIVER_BANK.consent,))
        release(frozen, thing(2), RIVER_BANK)
        release_hold(frozen, thing(3))
        assert on(frozen) == ()

    @pytest.mark.parametrize(
        ("act", "asked", "others"),
        [
            ("amend", (thing(2), AMOUNT, 1, DEBT), (ALPHA.consent,)),
            ("extend", (thing(2), YEAR_END, DOCUMENT), (ALPHA.consent,)),
            ("enforce", (thing(2), BETA.number, AMOUNT, DOCUMENT), (ALPHA.consent, BETA.consent)),
            ("hold", (CITY_BANK.number,), (ALPHA.consent,)),
            ("create", a_pledge()[1:], (ALPHA.consent,)),
        ],
    )
    def test_no_burden_is_made_or_prolonged(self, frozen: World, act: str, asked: Any, others: Any) -> None:
        operation = ENFORCE if act == "enforce" else PLEDGE
        with refused("OperationRestrained", ID, operation, FROZEN_RESTRAINT, COURT.number):
            by_creditor(frozen, act, asked, others)

"""
Restraints.sol: freezes, what they stop, and how they pass with time alone.

On revm in process; ids and storage words are worked out here.
"""

from __future__ import annotations

import pytest

from tests.abi import Event
from tests.contract.restraining import (
    AMEND,
    ATTEST,
    CANCEL,
    CASE,
    CONTRIBUTE,
    CONVERT,
    ENFORCE,
    EXECUTE,
    FORBIDDABLE,
    FREEZES,
    FROZEN_COLUMN,
    JUDICIAL_CANCEL,
    JUDICIAL_TRANSFER,
    LICENCE,
    MONTH,
    NARROW,
    ORDER,
    PLEDGE,
    RELEASE,
    RENEW,
    RESTRAIN,
    SPLIT,
    STOPPED,
    SURRENDER,
    TRANSFER,
    active,
    consents,
    control,
    flags,
    freeze,
    freeze_word,
    hands,
    kept,
    lift,
    order,
    thing,
)
from tests.contract.test_certificates import DOCUMENT, ID, REASON, TO_BETA, TRANSFER_SIGNERS, YEAR_END, fold, head
from tests.evm import World, refused
from tests.parties import (
    ALPHA,
    ARBITER,
    BETA,
    BUREAU,
    CHECKER,
    CITY_BANK,
    COURT,
    DAY,
    FROZEN,
    GAMMA,
    NORTH,
    ORGAN,
    START,
    STRANGER,
    WARDEN,
    ZERO_DIGEST,
    Party,
    a_record,
    an_issue,
    digest,
)

MAKER = 1


class TestFreeze:
    """freeze."""

    def test_a_freeze_is_one_word_one_event_and_a_flag(self, world: World) -> None:
        issued = world.issue(an_issue())
        served = START + DAY
        world.sleep(2 * DAY)
        receipt = freeze(world, served=served)

        fields = {
            "certificateId": ID,
            "sequence": 2,
            "organ": COURT.number,
            "servedAt": served,
            "term": MONTH,
            "forbidden": FORBIDDABLE,
            "holder": 0,
            "caseDigest": CASE,
            "orderDigest": ORDER,
        }
        assert receipt.events == (Event("FreezeEntered", fields | hands(COURT)),)
        assert head(world, a_record()) == fold(ZERO_DIGEST, *issued.logs, *receipt.logs)
        assert kept(world, FREEZES) == [freeze_word(2, COURT.number, served, MONTH)] == [active(world)]
        assert flags(world) == FROZEN

    def test_what_can_be_forbidden_is_what_the_matrix_does_not_allow(self, world: World) -> None:
        assert world.view(world.restraints, "FORBIDDABLE") == FORBIDDABLE
        judicial = (JUDICIAL_TRANSFER, JUDICIAL_CANCEL)
        for operation in range(1, 22):
            cell = world.view(world.certificates, "effectOf", operation, FROZEN_COLUMN)
            assert bool(FORBIDDABLE >> operation & 1) is (cell != 0 and operation not in judicial)

    def test_what_is_forbidden_is_stopped_and_names_the_organ(self, world: World) -> None:
        world.issue(an_issue())
        freeze(world)
        for operation in STOPPED:
            with refused("OperationRestrained", ID, operation, FROZEN_COLUMN, COURT.number):
                consents(world, operation)
        for operation in (AMEND, NARROW, JUDICIAL_TRANSFER, JUDICIAL_CANCEL):
            assert consents(world, operation) == (COURT.number,)
        for operation in (RELEASE, RENEW, ATTEST, RESTRAIN):
            assert consents(world, operation) == ()
        with refused("OperationRestrained", ID, TRANSFER, FROZEN_COLUMN, COURT.number):
            world.act("Transfer", TRANSFER_SIGNERS, ID, *TO_BETA)

    def test_what_is_not_forbidden_passes(self, world: World) -> None:
        world.issue(an_issue())
        freeze(world, forbidden=1 << PLEDGE)
        for operation in (TRANSFER, LICENCE, CONTRIBUTE, ENFORCE, SURRENDER):
            assert consents(world, operation) == ()
        with refused("OperationRestrained", ID, PLEDGE, FROZEN_COLUMN, COURT.number):
            consents(world, PLEDGE)
        for operation in (AMEND, NARROW, JUDICIAL_TRANSFER, JUDICIAL_CANCEL):
            assert consents(world, operation) == (COURT.number,)
        world.act("Transfer", TRANSFER_SIGNERS, ID, *TO_BETA)

    def test_what_would_carry_the_certificate_away_is_always_forbidden(self, world: World) -> None:
        away = (CANCEL, SPLIT, CONVERT, EXECUTE)
        assert world.view(world.restraints, "ALWAYS_FORBIDDEN") == sum(1 << operation for operation in away)
        world.issue(an_issue())
        freeze(world, forbidden=1 << PLEDGE)
        for operation in away:
            with refused("OperationRestrained", ID, operation, FROZEN_COLUMN, COURT.number):
                consents(world, operation)

    def test_the_organ_consents_to_an_amendment(self, world: World) -> None:
        world.issue(an_issue())
        freeze(world)
        change = (ZERO_DIGEST, DOCUMENT, 0, 0)
        with refused("ApprovalsMissing", 3, 2):
            world.act("Amend", (NORTH.checker, ALPHA.consent), ID, *change)
        world.act("Amend", (NORTH.checker, ALPHA.consent, COURT.consent), ID, *change)

    def test_it_lapses_to_the_second_without_an_act(self, world: World) -> None:
        world.issue(an_issue())
        served = world.now + 1
        freeze(world)
        world.now = served + MONTH - 1
        with refused("OperationRestrained", ID, TRANSFER, FROZEN_COLUMN, COURT.number):
            consents(world, TRANSFER)
        world.now += 1
        assert consents(world, TRANSFER) == ()
        assert active(world) == 0
        assert flags(world) == FROZEN  # cleared by the next act
        assert kept(world, FREEZES) != []
        control(world)
        assert not flags(world) & FROZEN

    def test_a_lapsed_freeze_stops_no_transfer(self, world: World) -> None:
        world.issue(an_issue())
        freeze(world)
        world.sleep(MONTH)
        world.act("Transfer", TRANSFER_SIGNERS, ID, *TO_BETA)

    def test_it_needs_two_hands_of_an_organ(self, world: World) -> None:
        world.issue(an_issue())
        with refused("KeyUnknown", STRANGER.address):
            order(world, "freeze", _asked(world), maker=STRANGER)
        with refused("DutyMissing", COURT.checker.address, MAKER):
            order(world, "freeze", _asked(world), maker=COURT.checker)
        with refused("ApprovalFromOther", BUREAU.checker.address, BUREAU.number, COURT.number):
            world.file(world.restraints, "freeze", (BUREAU.checker,), _asked(world), maker=COURT.maker)
        with refused("DutyMissing", COURT.consent.address, CHECKER):
            world.file(world.restraints, "freeze", (COURT.consent,), _asked(world), maker=COURT.maker)
        with refused("ApprovalsMissing", 1, 0):
            world.file(world.restraints, "freeze", (), _asked(world), maker=COURT.maker)

    @pytest.mark.parametrize("other", [ARBITER, CITY_BANK, BUREAU, NORTH], ids=lambda party: party.name)
    def test_arbitration_and_others_cannot_freeze(self, world: World, other: Party) -> None:
        world.issue(an_issue())
        with refused("RoleMissing", other.number, ORGAN):
            freeze(world, other)

    def test_digests_are_due(self, world: World) -> None:
        world.issue(an_issue())
        with refused("DigestMissing"):
            freeze(world, case=ZERO_DIGEST)
        with refused("DigestMissing"):
            freeze(world, order=ZERO_DIGEST)

    def test_it_is_served_after_the_first_day_and_by_now(self, world: World) -> None:
        world.issue(an_issue())
        for served in (START - 1, world.now + 3, 0):
            with refused("ServedAtInvalid", ID, served, START, world.now + 1):
                freeze(world, served=served)
        freeze(world, served=START)

    def test_its_term_has_not_ended_and_is_at_most_three_years(self, world: World) -> None:
        world.issue(an_issue())
        latest = world.view(world.rules, "monthsAfter", world.now + 1, 36)
        served = world.now + 1
        for term in (0, latest - served + 1):
            with refused("FreezeTermInvalid", ID, served + term, latest):
                freeze(world, served=served, term=term)
        world.sleep(DAY)
        with refused("FreezeTermInvalid", ID, served + DAY, latest):
            freeze(world, served=served, term=DAY)
        freeze(world, served=served, term=latest - served)

    def test_three_years_are_counted_by_hand(self, world: World) -> None:
        world.issue(an_issue())
        # 2026-10-26 and 36 months: the 24:00 of 2029-10-26 in Beijing, which is 16:00 UTC of that day
        latest = 1_887_724_800
        served = START
        with refused("FreezeTermInvalid", ID, latest + 1, latest):
            freeze(world, served=served, term=latest - served + 1)
        freeze(world, served=served, term=latest - served)

    def test_it_forbids_something_that_can_be_forbidden(self, world: World) -> None:
        world.issue(an_issue())
        wrong = (0, 1, 1 << RELEASE, 1 << JUDICIAL_TRANSFER | 1 << TRANSFER, 1 << 31, FORBIDDABLE | 1 << RENEW)
        for forbidden in wrong:
            with refused("ForbiddenInvalid", forbidden, FORBIDDABLE):
                freeze(world, forbidden=forbidden)

    def test_it_can_be_laid_on_one_co_holders_part(self, world: World) -> None:
        world.issue_shared(an_issue(), [(ALPHA.number, 7, 6_000), (BETA.number, 7, 4_000)])
        with refused("NotHolder", ID, GAMMA.number):
            freeze(world, holder=GAMMA.number)
        receipt = freeze(world, holder=BETA.number)
        assert receipt.events[0].fields["holder"] == BETA.number
        with refused("OperationRestrained", ID, TRANSFER, FROZEN_COLUMN, COURT.number):
            consents(world, TRANSFER)

    def test_an_expired_certificate_is_frozen_for_the_record_and_a_dead_one_not(self, world: World) -> None:
        world.issue(an_issue())
        world.sleep(366 * DAY)
        assert world.now >= YEAR_END
        freeze(world)
        lift(world, thing(2))
        world.act("Revoke", [NORTH.checker], ID, DOCUMENT)
        with refused("CertificateNotActive", ID, 3):
            freeze(world)
        with refused("CertificateUnknown", digest("no id")):
            world.file(
                world.restraints,
                "freeze",
                (COURT.checker,),
                (digest("no id"), *_asked(world)[1:]),
                maker=COURT.maker,
            )

    def test_a_pause_stops_neither_freeze_nor_lift(self, world: World) -> None:
        world.issue(an_issue())
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        freeze(world)
        order(world, "extendFreeze", (ID, thing(2), ORDER, DAY))
        order(world, "liftPart", (ID, thing(2), ORDER, 1 << TRANSFER, 0))
        lift(world, thing(2))

    def test_an_approval_for_another_state_is_worth_nothing(self, world: World) -> None:
        world.issue(an_issue())
        with refused("ApprovalInvalid", COURT.checker.address):
            order(world, "freeze", _asked(world), sequence=3)
        with refused("ApprovalExpired", START):
            order(world, "freeze", _asked(world), deadline=START)


def _asked(world: World) -> tuple[object, ...]:
    return ID, CASE, ORDER, world.now + 1, MONTH, FORBIDDABLE, 0

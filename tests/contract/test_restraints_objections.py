"""
Restraints.sol: objections to a registration and of a source of the data, with their clocks.

On revm in process.  The tests' ledger begins on Monday 2026-10-26 at 15:33 in Beijing; the days are counted by hand.
"""

from __future__ import annotations

import pytest

from tests.abi import Event
from tests.contract.restraining import (
    AGREED,
    AMEND,
    COMPENSATED,
    CONTESTED,
    CONTRIBUTE,
    DELETED,
    DISMISSED,
    DISPUTED_ON,
    ESCALATED,
    LICENCE,
    NOTIFIED,
    OBJECTED_COLUMN,
    OBJECTIONS,
    PLEDGE,
    RAISED,
    REJECTED,
    RELEASE,
    RENEW,
    SOURCES,
    SUSTAINED,
    TRANSFER,
    UNFOUNDED,
    UPHELD,
    WITHDRAWN,
    consents,
    control,
    flags,
    kept,
    objection_word,
    packed,
    proceed,
    raise_objection,
    raise_source,
    register,
    thing,
)
from tests.contract.test_certificates import DOCUMENT, HANDS, ID, REASON, fold, head
from tests.evm import Receipt, World, refused
from tests.parties import (
    ALPHA,
    BETA,
    COURT,
    DAY,
    DELTA,
    DPR,
    GAMMA,
    NORTH,
    NORTH_CODE,
    OBJECTED,
    REGISTRY,
    SOURCE_OBJECTED,
    SOUTH,
    STRANGER,
    WARDEN,
    ZERO_DIGEST,
    Party,
    a_record,
    an_issue,
    register_of,
)

DAY_END = 1_793_030_400  # the 24:00 of 2026-10-26 in Beijing
NOTIFY_BY = DAY_END + 7 * DAY  # five working days: 10-27 to 10-30 and Monday 11-02
ANSWER_BY = DAY_END + 14 * DAY  # ten working days from 2026-10-26: to Monday 11-09
SUIT_BY = ANSWER_BY + 30 * DAY
OWN = thing(2)


def notified(world: World) -> None:
    """A certificate of Alpha's to which Beta objected, and Alpha was told on the same day."""
    world.issue(an_issue())
    raise_objection(world, BETA)
    proceed(world, OWN, NOTIFIED)


class TestObject:
    """object."""

    def test_an_objection_is_one_word_one_event_and_a_flag(self, world: World) -> None:
        issued = world.issue(an_issue())
        receipt = raise_objection(world, BETA, ground=2)
        fields = {"certificateId": ID, "sequence": 2, "objector": BETA.number, "ground": 2, "dueAt": NOTIFY_BY}
        assert receipt.events == (Event("ObjectionRaised", fields | {"documentDigest": DOCUMENT} | HANDS),)
        assert head(world, a_record()) == fold(ZERO_DIGEST, *issued.logs, *receipt.logs)
        assert kept(world, OBJECTIONS) == [objection_word(2, BETA.number, (NOTIFY_BY, 0), RAISED, 2)]
        assert flags(world) == OBJECTED

    def test_it_stops_dealing_by_the_registry_and_leaves_the_rest_to_the_objector(self, world: World) -> None:
        world.issue(an_issue())
        raise_objection(world, BETA)
        raise_objection(world, GAMMA)
        for operation in (TRANSFER, PLEDGE, CONTRIBUTE):
            with refused("OperationRestrained", ID, operation, OBJECTED_COLUMN, NORTH.number):
                consents(world, operation)
        for operation in (LICENCE, AMEND):
            assert consents(world, operation) == (BETA.number, GAMMA.number)
        for operation in (RENEW, RELEASE):
            assert consents(world, operation) == ()

    def test_two_of_one_objector_ask_it_once(self, world: World) -> None:
        world.issue(an_issue())
        raise_objection(world, BETA)
        raise_objection(world, BETA)
        assert consents(world, AMEND) == (BETA.number,)

    def test_ground_and_proof_are_due(self, world: World) -> None:
        world.issue(an_issue())
        with refused("GroundMissing"):
            raise_objection(world, BETA, ground=0)
        with refused("DigestMissing"):
            raise_objection(world, BETA, document=ZERO_DIGEST)

    def test_the_objector_signs_and_the_registry_in_charge_files(self, world: World) -> None:
        world.issue(an_issue())
        asked = (ID, BETA.number, 1, DOCUMENT)
        with refused("ApprovalsMissing", 2, 1):
            register(world, "object", asked)
        with refused("ApprovalFromOther", GAMMA.consent.address, GAMMA.number, BETA.number):
            register(world, "object", asked, GAMMA.consent)
        with refused("RegisterNotInCharge", register_of(NORTH_CODE, DPR), SOUTH.number, NORTH.number):
            register(world, "object", asked, BETA.consent, maker=SOUTH.maker)
        with refused("RoleMissing", COURT.number, REGISTRY):
            register(world, "object", asked, BETA.consent, maker=COURT.maker)
        with refused("KeyUnknown", STRANGER.address):
            register(world, "object", asked, BETA.consent, maker=STRANGER)

    def test_four_are_open_at_most_and_a_lapsed_one_makes_room(self, world: World) -> None:
        world.issue(an_issue())
        assert world.view(world.restraints, "MAX_OBJECTIONS") == 4
        for _ in range(4):
            raise_objection(world, BETA)
        with refused("BurdensTooMany", ID, OBJECTIONS, 4):
            raise_objection(world, BETA)
        proceed(world, thing(3), NOTIFIED)
        world.now = SUIT_BY - 2
        with refused("BurdensTooMany", ID, OBJECTIONS, 4):
            raise_objection(world, BETA)
        world.now = SUIT_BY
        raise_objection(world, BETA)
        assert [word & 0xFFFFFFFF for word in kept(world, OBJECTIONS)] == [2, 4, 5, 7]

    def test_a_pause_stops_it_not(self, world: World) -> None:
        world.issue(an_issue())
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        raise_objection(world, BETA)
        proceed(world, OWN, WITHDRAWN, BETA.consent)


class TestProceed:
    """proceed."""

    def test_the_notice_starts_the_answer_and_what_follows_silence(self, world: World) -> None:
        world.issue(an_issue())
        raise_objection(world, BETA)
        receipt = proceed(world, OWN, NOTIFIED)
        fields = {"certificateId": ID, "sequence": 3, "objectionId": OWN, "stage": NOTIFIED}
        times = {"dueAt": ANSWER_BY, "lapsesAt": SUIT_BY, "documentDigest": DOCUMENT}
        assert receipt.events == (Event("ObjectionProceeded", fields | times | HANDS),)
        assert kept(world, OBJECTIONS) == [objection_word(2, BETA.number, (ANSWER_BY, SUIT_BY), NOTIFIED)]

    def test_after_silence_it_lapses_to_the_second(self, world: World) -> None:
        notified(world)
        world.now = SUIT_BY - 1
        with refused("OperationRestrained", ID, TRANSFER, OBJECTED_COLUMN, NORTH.number):
            consents(world, TRANSFER)
        world.now = SUIT_BY
        assert consents(world, TRANSFER) == ()
        assert flags(world) == OBJECTED  # cleared by the next act
        with refused("BurdenUnknown", ID, OBJECTIONS, OWN):
            proceed(world, OWN, ESCALATED)
        control(world)
        assert not flags(world) & OBJECTED

    def test_the_registrant_answers_with_its_consent(self, world: World) -> None:
        notified(world)
        with refused("ApprovalsMissing", 2, 1):
            proceed(world, OWN, CONTESTED)
        with refused("ApprovalFromOther", BETA.consent.address, BETA.number, ALPHA.number):
            proceed(world, OWN, AGREED, BETA.consent)
        proceed(world, OWN, CONTESTED, ALPHA.consent)
        assert kept(world, OBJECTIONS) == [objection_word(2, BETA.number, (0, 0), CONTESTED)]
        world.sleep(3_000 * DAY)
        with refused("OperationRestrained", ID, PLEDGE, OBJECTED_COLUMN, NORTH.number):
            world.view(world.restraints, "consentsTo", ID, PLEDGE)

    def test_a_late_answer_counts_while_nothing_is_concluded(self, world: World) -> None:
        notified(world)
        world.now = ANSWER_BY + DAY
        proceed(world, OWN, AGREED, ALPHA.consent)

    def test_nothing_is_concluded_while_the_registrant_may_answer(self, world: World) -> None:
        notified(world)
        for to in (UPHELD, REJECTED, ESCALATED):
            world.now = ANSWER_BY - 2
            with refused("AnswerPending", OWN, ANSWER_BY):
                proceed(world, OWN, to)
        for to in (UPHELD, REJECTED, ESCALATED):
            with world.undone():
                world.now = ANSWER_BY - 1
                proceed(world, OWN, to)

    def test_an_agreed_or_contested_one_is_upheld_and_ends(self, world: World) -> None:
        notified(world)
        proceed(world, OWN, AGREED, ALPHA.consent)
        receipt = proceed(world, OWN, UPHELD)
        assert (receipt.events[0].fields["dueAt"], receipt.events[0].fields["lapsesAt"]) == (0, 0)
        assert kept(world, OBJECTIONS) == []
        assert flags(world) == 0

    def test_a_rejected_one_lapses_without_suit(self, world: World) -> None:
        notified(world)
        proceed(world, OWN, CONTESTED, ALPHA.consent)
        proceed(world, OWN, REJECTED)
        suit_by = DAY_END + 30 * DAY
        assert kept(world, OBJECTIONS) == [objection_word(2, BETA.number, (suit_by, suit_by), REJECTED)]
        world.now = suit_by - 1
        with refused("OperationRestrained", ID, TRANSFER, OBJECTED_COLUMN, NORTH.number):
            consents(world, TRANSFER)
        world.now = suit_by
        assert consents(world, TRANSFER) == ()

    @pytest.mark.parametrize("end", [SUSTAINED, DISMISSED])
    def test_suit_keeps_it_open_until_it_is_decided(self, world: World, end: int) -> None:
        notified(world)
        proceed(world, OWN, CONTESTED, ALPHA.consent)
        proceed(world, OWN, REJECTED)
        proceed(world, OWN, ESCALATED)
        assert kept(world, OBJECTIONS) == [objection_word(2, BETA.number, (0, 0), ESCALATED)]
        world.sleep(300 * DAY)
        with refused("OperationRestrained", ID, TRANSFER, OBJECTED_COLUMN, NORTH.number):
            consents(world, TRANSFER)
        proceed(world, OWN, end)
        assert consents(world, TRANSFER) == ()

    def test_the_objector_withdraws_it_at_any_stage(self, world: World) -> None:
        notified(world)
        with refused("ApprovalFromOther", ALPHA.consent.address, ALPHA.number, BETA.number):
            proceed(world, OWN, WITHDRAWN, ALPHA.consent)
        proceed(world, OWN, WITHDRAWN, BETA.consent)
        assert flags(world) == 0
        with refused("BurdenUnknown", ID, OBJECTIONS, OWN):
            proceed(world, OWN, WITHDRAWN, BETA.consent)

    def test_stages_come_in_their_order(self, world: World) -> None:
        world.issue(an_issue())
        raise_objection(world, BETA)
        for to in (0, RAISED, AGREED, CONTESTED, REJECTED, ESCALATED, UPHELD):
            with refused("StageInvalid", OWN, RAISED, to):
                proceed(world, OWN, to)
        proceed(world, OWN, NOTIFIED)
        for to in (0, RAISED, NOTIFIED):
            with refused("StageInvalid", OWN, NOTIFIED, to):
                proceed(world, OWN, to)
        with world.undone():
            proceed(world, OWN, AGREED, ALPHA.consent)
            for to in (NOTIFIED, AGREED, CONTESTED, REJECTED, ESCALATED):
                with refused("StageInvalid", OWN, AGREED, to):
                    proceed(world, OWN, to)
        proceed(world, OWN, CONTESTED, ALPHA.consent)
        for to in (NOTIFIED, AGREED, CONTESTED, ESCALATED):
            with refused("StageInvalid", OWN, CONTESTED, to):
                proceed(world, OWN, to)
        proceed(world, OWN, REJECTED)
        for to in (NOTIFIED, AGREED, CONTESTED, REJECTED, UPHELD):
            with refused("StageInvalid", OWN, REJECTED, to):
                proceed(world, OWN, to)
        proceed(world, OWN, ESCALATED)
        for to in (NOTIFIED, AGREED, CONTESTED, REJECTED, ESCALATED, UPHELD):
            with refused("StageInvalid", OWN, ESCALATED, to):
                proceed(world, OWN, to)

    def test_the_one_that_is_meant_proceeds_and_the_others_stay(self, world: World) -> None:
        world.issue(an_issue())
        for objector in (BETA, GAMMA, DELTA):
            raise_objection(world, objector)
        proceed(world, thing(3), SUSTAINED)
        assert kept(world, OBJECTIONS) == [
            objection_word(2, BETA.number, (NOTIFY_BY, 0), RAISED),
            objection_word(4, DELTA.number, (NOTIFY_BY, 0), RAISED),
        ]
        with refused("DigestMissing"):
            proceed(world, thing(4), NOTIFIED, document=ZERO_DIGEST)
        with refused("RegisterNotInCharge", register_of(NORTH_CODE, DPR), SOUTH.number, NORTH.number):
            register(world, "proceed", (ID, OWN, NOTIFIED, DOCUMENT), maker=SOUTH.maker)


class TestSource:
    """raiseSource and settleSource."""

    def test_a_source_objects_and_nothing_is_stopped(self, world: World) -> None:
        world.issue(an_issue())
        receipt = raise_source(world, GAMMA)
        fields = {"certificateId": ID, "sequence": 2, "objector": GAMMA.number, "documentDigest": DOCUMENT}
        assert receipt.events == (Event("SourceObjectionRaised", fields | HANDS),)
        assert kept(world, SOURCES) == [packed((2, 32), (GAMMA.number, 32))]
        assert flags(world) == SOURCE_OBJECTED
        for operation in range(1, 22):
            assert consents(world, operation) == ()

    @pytest.mark.parametrize(
        ("outcome", "parties"),
        [
            (DELETED, (ALPHA,)),
            (COMPENSATED, (ALPHA, GAMMA)),
            (UNFOUNDED, ()),
            (DISPUTED_ON, (GAMMA,)),
        ],
    )
    def test_it_has_exactly_one_outcome(self, world: World, outcome: int, parties: tuple[Party, ...]) -> None:
        world.issue(an_issue())
        raise_source(world, GAMMA)
        with refused("ApprovalsMissing", 1 + len(parties), 4):
            _settle(world, outcome, ALPHA, BETA, GAMMA)
        receipt = _settle(world, outcome, *parties)
        fields = {"certificateId": ID, "sequence": 3, "objectionId": OWN, "outcome": outcome}
        assert receipt.events == (Event("SourceObjectionSettled", fields | {"documentDigest": DOCUMENT} | HANDS),)
        assert kept(world, SOURCES) == []
        assert flags(world) == 0
        with refused("BurdenUnknown", ID, SOURCES, OWN):
            _settle(world, outcome, *parties)

    def test_outcome_and_proof_are_due(self, world: World) -> None:
        world.issue(an_issue())
        with refused("DigestMissing"):
            raise_source(world, GAMMA, ZERO_DIGEST)
        raise_source(world, GAMMA)
        with refused("OutcomeMissing"):
            _settle(world, 0)
        with refused("DigestMissing"):
            register(world, "settleSource", (ID, OWN, UNFOUNDED, ZERO_DIGEST))

    def test_the_source_signs_and_the_registry_in_charge_files(self, world: World) -> None:
        world.issue(an_issue())
        asked = (ID, GAMMA.number, DOCUMENT)
        with refused("ApprovalFromOther", BETA.consent.address, BETA.number, GAMMA.number):
            register(world, "raiseSource", asked, BETA.consent)
        with refused("RegisterNotInCharge", register_of(NORTH_CODE, DPR), SOUTH.number, NORTH.number):
            register(world, "raiseSource", asked, GAMMA.consent, maker=SOUTH.maker)
        raise_source(world, GAMMA)
        with refused("RegisterNotInCharge", register_of(NORTH_CODE, DPR), SOUTH.number, NORTH.number):
            register(world, "settleSource", (ID, OWN, UNFOUNDED, DOCUMENT), maker=SOUTH.maker)

    def test_four_are_open_at_most(self, world: World) -> None:
        world.issue(an_issue())
        for _ in range(4):
            raise_source(world, GAMMA)
        with refused("BurdensTooMany", ID, SOURCES, 4):
            raise_source(world, GAMMA)
        register(world, "settleSource", (ID, thing(4), UNFOUNDED, DOCUMENT))
        assert [word & 0xFFFFFFFF for word in kept(world, SOURCES)] == [2, 3, 5]
        raise_source(world, BETA)


def _settle(world: World, outcome: int, *parties: Party) -> Receipt:
    signers = tuple(party.consent for party in parties)
    return register(world, "settleSource", (ID, OWN, outcome, DOCUMENT), *signers)

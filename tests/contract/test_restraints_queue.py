"""
Restraints.sol: the queue of freezes, and how a freeze is extended, narrowed and lifted.

On revm in process; ids and storage words are worked out here.
"""

from __future__ import annotations

from tests.abi import Event
from tests.contract.restraining import (
    FORBIDDABLE,
    FREEZES,
    FROZEN_COLUMN,
    JUDICIAL_TRANSFER,
    LICENCE,
    MONTH,
    ORDER,
    PLEDGE,
    TRANSFER,
    active,
    consents,
    flags,
    freeze,
    freeze_word,
    hands,
    kept,
    lift,
    order,
    thing,
)
from tests.contract.test_certificates import ID
from tests.evm import World, refused
from tests.parties import (
    ALPHA,
    ARBITER,
    BETA,
    BUREAU,
    CITY_BANK,
    COURT,
    DAY,
    FROZEN,
    GAMMA,
    NORTH,
    ORGAN,
    SECOND_COURT,
    START,
    ZERO_DIGEST,
    an_issue,
)

MAKER = 1


class TestQueue:
    """轮候: order of service, promotion by time alone."""

    def test_freezes_stand_in_the_order_of_service_then_of_entry(self, world: World) -> None:
        world.issue(an_issue())
        world.sleep(10 * DAY)
        day = START + DAY
        freeze(world, served=day + DAY)
        freeze(world, SECOND_COURT, served=day)
        freeze(world, served=day + DAY, term=2 * MONTH)
        assert kept(world, FREEZES) == [
            freeze_word(3, SECOND_COURT.number, day, MONTH),
            freeze_word(2, COURT.number, day + DAY, MONTH),
            freeze_word(4, COURT.number, day + DAY, 2 * MONTH),
        ]

    def test_the_next_begins_when_the_first_lapses(self, world: World) -> None:
        world.issue(an_issue())
        served = world.now + 1
        freeze(world)
        freeze(world, SECOND_COURT, forbidden=1 << PLEDGE)
        world.now = served + MONTH - 1
        assert active(world) & 0xFFFFFFFF == 2
        world.now += 1
        assert active(world) & 0xFFFFFFFF == 3
        assert consents(world, TRANSFER) == ()
        assert consents(world, JUDICIAL_TRANSFER) == (SECOND_COURT.number,)
        world.now = served + 2 * MONTH - 1
        with refused("OperationRestrained", ID, PLEDGE, FROZEN_COLUMN, SECOND_COURT.number):
            consents(world, PLEDGE)
        world.now += 1
        assert consents(world, PLEDGE) == ()

    def test_what_has_ended_is_dropped_and_the_next_keeps_its_beginning(self, world: World) -> None:
        world.issue(an_issue())
        first = world.now + 1
        freeze(world)
        second = world.now + 1
        freeze(world, SECOND_COURT)
        world.sleep(MONTH + DAY)
        third = world.now + 1
        freeze(world)
        assert kept(world, FREEZES) == [
            freeze_word(3, SECOND_COURT.number, second, MONTH, earliest=first + MONTH),
            freeze_word(4, COURT.number, third, MONTH),
        ]
        world.now = first + 2 * MONTH - 1
        assert active(world) & 0xFFFFFFFF == 3
        world.now += 1
        assert active(world) & 0xFFFFFFFF == 4

    def test_the_next_begins_when_the_first_is_lifted(self, world: World) -> None:
        world.issue(an_issue())
        freeze(world)
        second = world.now + 1
        freeze(world, SECOND_COURT)
        world.sleep(10 * DAY)
        lifted = world.now + 1
        lift(world, thing(2))
        assert kept(world, FREEZES) == [freeze_word(3, SECOND_COURT.number, second, MONTH, earliest=lifted)]
        assert flags(world) == FROZEN
        world.now = lifted + MONTH - 1
        assert active(world) != 0
        world.now += 1
        assert active(world) == 0

    def test_one_that_waits_is_lifted_without_moving_the_others(self, world: World) -> None:
        world.issue(an_issue())
        served = world.now + 1
        for _ in range(3):
            freeze(world)
        lift(world, thing(3))
        assert kept(world, FREEZES) == [
            freeze_word(2, COURT.number, served, MONTH),
            freeze_word(4, COURT.number, served + 2, MONTH),
        ]

    def test_eight_wait_at_most_and_what_has_ended_makes_room(self, world: World) -> None:
        world.issue(an_issue())
        assert world.view(world.restraints, "MAX_FREEZES") == 8
        served = world.now + 1
        for _ in range(8):
            freeze(world)
        with refused("BurdensTooMany", ID, FREEZES, 8):
            freeze(world)
        world.sleep(MONTH)
        freeze(world)
        words = kept(world, FREEZES)
        assert len(words) == 8
        assert words[0] == freeze_word(3, COURT.number, served + 1, MONTH, earliest=served + MONTH)
        assert [word & 0xFFFFFFFF for word in words] == [3, 4, 5, 6, 7, 8, 9, 10]

    def test_all_that_have_ended_are_dropped_at_once(self, world: World) -> None:
        world.issue(an_issue())
        for _ in range(8):
            freeze(world, term=DAY)
        world.sleep(9 * DAY)
        assert active(world) == 0
        served = world.now + 1
        freeze(world)
        assert kept(world, FREEZES) == [freeze_word(10, COURT.number, served, MONTH)]


class TestExtend:
    """extendFreeze."""

    def test_a_term_is_extended_before_its_end(self, world: World) -> None:
        world.issue(an_issue())
        served = world.now + 1
        freeze(world)
        receipt = order(world, "extendFreeze", (ID, thing(2), ORDER, DAY))
        fields = {"certificateId": ID, "sequence": 3, "freezeId": thing(2), "term": MONTH + DAY, "orderDigest": ORDER}
        assert receipt.events == (Event("FreezeExtended", fields | hands(COURT)),)
        assert kept(world, FREEZES) == [freeze_word(2, COURT.number, served, MONTH + DAY)]

    def test_one_that_has_ended_is_not_extended(self, world: World) -> None:
        world.issue(an_issue())
        served = world.now + 1
        freeze(world)
        world.now = served + MONTH - 1
        with refused("BurdenUnknown", ID, FREEZES, thing(2)):
            order(world, "extendFreeze", (ID, thing(2), ORDER, DAY))
        world.now = served + MONTH - 2
        order(world, "extendFreeze", (ID, thing(2), ORDER, DAY))

    def test_each_extension_is_at_most_three_years_from_the_end(self, world: World) -> None:
        world.issue(an_issue())
        served = world.now + 1
        freeze(world)
        end = served + MONTH
        latest = world.view(world.rules, "monthsAfter", end - 1, 36)
        with refused("FreezeTermInvalid", ID, latest + 1, latest):
            order(world, "extendFreeze", (ID, thing(2), ORDER, latest - end + 1))
        with refused("FreezeTermInvalid", ID, end, 0):
            order(world, "extendFreeze", (ID, thing(2), ORDER, 0))
        order(world, "extendFreeze", (ID, thing(2), ORDER, latest - end))

    def test_one_that_waits_is_extended_from_its_end_in_the_queue(self, world: World) -> None:
        world.issue(an_issue())
        served = world.now + 1
        freeze(world)
        freeze(world)
        end = served + 2 * MONTH
        latest = world.view(world.rules, "monthsAfter", end - 1, 36)
        with refused("FreezeTermInvalid", ID, latest + 1, latest):
            order(world, "extendFreeze", (ID, thing(3), ORDER, latest - end + 1))
        order(world, "extendFreeze", (ID, thing(3), ORDER, latest - end))

    def test_only_its_organ_extends_it(self, world: World) -> None:
        world.issue(an_issue())
        freeze(world)
        with refused("OrderOfAnother", COURT.number, SECOND_COURT.number):
            order(world, "extendFreeze", (ID, thing(2), ORDER, DAY), SECOND_COURT)
        with refused("RoleMissing", BUREAU.number, ORGAN):
            order(world, "extendFreeze", (ID, thing(2), ORDER, DAY), BUREAU)
        with refused("DigestMissing"):
            order(world, "extendFreeze", (ID, thing(2), ZERO_DIGEST, DAY))


class TestLiftPart:
    """liftPart."""

    def test_some_operations_are_set_free(self, world: World) -> None:
        world.issue(an_issue())
        served = world.now + 1
        freeze(world)
        left = FORBIDDABLE & ~(1 << LICENCE)
        receipt = order(world, "liftPart", (ID, thing(2), ORDER, left, 0))
        fields = {"certificateId": ID, "sequence": 3, "freezeId": thing(2), "forbidden": left, "holder": 0}
        assert receipt.events == (Event("FreezeNarrowed", fields | {"orderDigest": ORDER} | hands(COURT)),)
        assert kept(world, FREEZES) == [freeze_word(2, COURT.number, served, MONTH, forbidden=left)]
        assert consents(world, LICENCE) == ()

    def test_it_stays_on_one_holders_part(self, world: World) -> None:
        world.issue_shared(an_issue(), [(ALPHA.number, 7, 6_000), (BETA.number, 7, 4_000)])
        served = world.now + 1
        freeze(world)
        with refused("NotHolder", ID, GAMMA.number):
            order(world, "liftPart", (ID, thing(4), ORDER, FORBIDDABLE, GAMMA.number))
        order(world, "liftPart", (ID, thing(4), ORDER, FORBIDDABLE, BETA.number))
        assert kept(world, FREEZES) == [freeze_word(4, COURT.number, served, MONTH, holder=BETA.number)]
        for forbidden, holder in ((FORBIDDABLE, ALPHA.number), (FORBIDDABLE, 0), (FORBIDDABLE, BETA.number)):
            with refused("LiftNotPartial", thing(4), forbidden, holder):
                order(world, "liftPart", (ID, thing(4), ORDER, forbidden, holder))

    def test_what_remains_is_a_true_part(self, world: World) -> None:
        world.issue(an_issue())
        freeze(world, forbidden=1 << TRANSFER | 1 << PLEDGE)
        for forbidden in (0, 1 << TRANSFER | 1 << PLEDGE, 1 << LICENCE, FORBIDDABLE):
            with refused("LiftNotPartial", thing(2), forbidden, 0):
                order(world, "liftPart", (ID, thing(2), ORDER, forbidden, 0))
        with refused("OrderOfAnother", COURT.number, SECOND_COURT.number):
            order(world, "liftPart", (ID, thing(2), ORDER, 1 << PLEDGE, 0), SECOND_COURT)


class TestLift:
    """lift."""

    def test_its_organ_lifts_it(self, world: World) -> None:
        world.issue(an_issue())
        freeze(world)
        receipt = lift(world, thing(2))
        fields = {"certificateId": ID, "sequence": 3, "freezeId": thing(2), "orderDigest": ORDER}
        assert receipt.events == (Event("FreezeLifted", fields | hands(COURT)),)
        assert kept(world, FREEZES) == []
        assert flags(world) == 0
        assert consents(world, TRANSFER) == ()

    def test_nobody_else_does(self, world: World) -> None:
        world.issue(an_issue())
        freeze(world)
        with refused("OrderOfAnother", COURT.number, SECOND_COURT.number):
            lift(world, thing(2), SECOND_COURT)
        for other in (BUREAU, NORTH, ARBITER, CITY_BANK):
            with refused("RoleMissing", other.number, ORGAN):
                lift(world, thing(2), other)

    def test_one_that_is_unknown_lifted_or_lapsed_is_not_lifted(self, world: World) -> None:
        world.issue(an_issue())
        with refused("BurdenUnknown", ID, FREEZES, thing(2)):
            lift(world, thing(2))
        freeze(world)
        world.sleep(MONTH)
        with refused("BurdenUnknown", ID, FREEZES, thing(2)):
            lift(world, thing(2))
        freeze(world)
        with refused("DigestMissing"):
            order(world, "lift", (ID, thing(3), ZERO_DIGEST))
        lift(world, thing(3))
        with refused("BurdenUnknown", ID, FREEZES, thing(3)):
            lift(world, thing(3))

"""
Restraints.sol: transfer and cancellation by order, and several restraints at once.

On revm in process.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.abi import Event
from tests.contract.restraining import (
    AMEND,
    FORBIDDABLE,
    FREEZES,
    MONTH,
    ORDER,
    TRANSFER,
    consents,
    control,
    flags,
    freeze,
    freeze_word,
    hands,
    kept,
    lift,
    note_dispute,
    order,
    raise_objection,
    raise_source,
    register,
    surrender,
    thing,
)
from tests.contract.test_certificates import DOCUMENT, ID, REASON, TO_BETA, TRANSFER_SIGNERS, fold, head
from tests.evm import Receipt, World, refused
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
    WARDEN,
    ZERO_DIGEST,
    Party,
    a_record,
    an_issue,
)

CANCELLED, JUDGMENT = 2, 5
ALL_COLUMNS = range(1, 22)


class TestJudicialTransfer:
    """judicialTransfer."""

    def test_an_order_stands_for_the_transferee(self, world: World) -> None:
        issued = world.issue(an_issue())
        receipt = _transfer(world)
        moved = {"certificateId": ID, "sequence": 2, "from": ALPHA.number, "to": BETA.number}
        told = {"certificateId": ID, "sequence": 3, "organ": COURT.number, "freezeId": ZERO_DIGEST}
        assert receipt.events == (
            Event("CertificateTransferred", moved | {"documentDigest": DOCUMENT} | hands(COURT)),
            Event("TransferOrdered", told | {"orderDigest": ORDER} | hands(COURT)),
        )
        assert world.record(ID)["holder"] == BETA.number
        assert head(world, a_record()) == fold(ZERO_DIGEST, *issued.logs, *receipt.logs)

    def test_it_passes_the_organs_own_freeze_which_stays_or_ends(self, world: World) -> None:
        world.issue(an_issue())
        served = world.now + 1
        freeze(world)
        freeze(world, SECOND_COURT)
        with world.undone():
            _transfer(world)
            assert [word & 0xFFFFFFFF for word in kept(world, FREEZES)] == [2, 3]
        receipt = _transfer(world, ends=True)
        assert receipt.events[1].fields["freezeId"] == thing(2)
        left = freeze_word(3, SECOND_COURT.number, served + 1, MONTH, earliest=world.now)
        assert kept(world, FREEZES) == [left]
        assert flags(world) == FROZEN

    def test_the_last_freeze_takes_its_flag_with_it(self, world: World) -> None:
        world.issue(an_issue())
        freeze(world)
        _transfer(world, ends=True)
        assert flags(world) == 0

    def test_under_anothers_freeze_that_organ_consents(self, world: World) -> None:
        world.issue(an_issue())
        freeze(world, SECOND_COURT)
        with refused("ApprovalsMissing", 2, 1):
            _transfer(world)
        with refused("OrderOfAnother", SECOND_COURT.number, COURT.number):
            _transfer(world, SECOND_COURT, ends=True)
        _transfer(world, SECOND_COURT)

    def test_without_a_freeze_none_ends(self, world: World) -> None:
        world.issue(an_issue())
        with refused("BurdenUnknown", ID, FREEZES, ZERO_DIGEST):
            _transfer(world, ends=True)
        freeze(world, term=DAY)
        world.sleep(DAY)
        with refused("BurdenUnknown", ID, FREEZES, ZERO_DIGEST):
            _transfer(world, ends=True)

    def test_objection_control_and_return_stop_it_not(self, world: World) -> None:
        world.issue(an_issue())
        raise_objection(world, GAMMA)
        control(world, BUREAU)
        raise_source(world, GAMMA)
        _transfer(world)

    def test_whom_it_goes_to_is_known_and_another(self, world: World) -> None:
        world.issue(an_issue())
        with refused("NotHolder", ID, GAMMA.number):
            _transfer(world, from_=GAMMA.number)
        with refused("ParticipantUnknown", 999):
            _transfer(world, to=999)
        for to in (ALPHA.number, NORTH.number):
            with refused("TransfereeInvalid", ID, to):
                _transfer(world, to=to)
        with refused("DigestMissing"):
            _transfer(world, document=ZERO_DIGEST)
        with refused("DigestMissing"):
            _transfer(world, order=ZERO_DIGEST)

    def test_only_an_organ_orders_it_also_in_a_pause(self, world: World) -> None:
        world.issue(an_issue())
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        for other in (NORTH, ARBITER, BUREAU, CITY_BANK):
            with refused("RoleMissing", other.number, ORGAN):
                _transfer(world, by=other)
        _transfer(world)

    def test_an_expired_certificate_is_not_transferred(self, world: World) -> None:
        world.issue(an_issue())
        world.sleep(366 * DAY)
        with refused("CertificateExpired", ID, world.record(ID)["valid_to"]):
            _transfer(world)


class TestJudicialCancel:
    """judicialCancel."""

    def test_an_order_cancels(self, world: World) -> None:
        issued = world.issue(an_issue())
        receipt = order(world, "judicialCancel", (ID, ORDER, DOCUMENT))
        told = {"certificateId": ID, "sequence": 2, "organ": COURT.number, "orderDigest": ORDER}
        ended = {"certificateId": ID, "sequence": 3, "reason": JUDGMENT, "documentDigest": DOCUMENT}
        assert receipt.events == (
            Event("CancellationOrdered", told | hands(COURT)),
            Event("CertificateCancelled", ended | hands(COURT)),
        )
        assert world.record(ID)["state"] == CANCELLED
        assert head(world, a_record()) == fold(ZERO_DIGEST, *issued.logs, *receipt.logs)
        with refused("CertificateNotActive", ID, CANCELLED):
            order(world, "judicialCancel", (ID, ORDER, DOCUMENT))

    def test_the_organ_of_the_freeze_is_asked(self, world: World) -> None:
        world.issue(an_issue())
        freeze(world, SECOND_COURT)
        with refused("ApprovalsMissing", 2, 1):
            order(world, "judicialCancel", (ID, ORDER, DOCUMENT))
        with world.undone():
            order(world, "judicialCancel", (ID, ORDER, DOCUMENT), SECOND_COURT)
        order(world, "judicialCancel", (ID, ORDER, DOCUMENT), COURT, (SECOND_COURT.consent,))

    def test_digests_are_due_and_only_an_organ_orders_it(self, world: World) -> None:
        world.issue(an_issue())
        for asked in ((ID, ZERO_DIGEST, DOCUMENT), (ID, ORDER, ZERO_DIGEST)):
            with refused("DigestMissing"):
                order(world, "judicialCancel", asked)
        for other in (NORTH, ARBITER, BUREAU):
            with refused("RoleMissing", other.number, ORGAN):
                order(world, "judicialCancel", (ID, ORDER, DOCUMENT), other)
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        order(world, "judicialCancel", (ID, ORDER, DOCUMENT))


class TestTogether:
    """Several restraints at once."""

    def test_they_are_judged_in_their_order(self, world: World) -> None:
        world.issue(an_issue())
        surrender(world)
        raise_objection(world, GAMMA)
        control(world, BUREAU)
        freeze(world)
        lifts: tuple[tuple[Party, int, Callable[[], Receipt]], ...] = (
            (COURT, 2, lambda: lift(world, thing(5))),
            (BUREAU, 4, lambda: order(world, "liftControl", (ID, thing(4), ORDER), BUREAU)),
            (NORTH, 3, lambda: register(world, "proceed", (ID, thing(3), 8, DOCUMENT), GAMMA.consent)),
            (NORTH, 10, lambda: register(world, "restore", (ID, DOCUMENT), ALPHA.consent)),
        )
        for who, column, lift_it in lifts:
            with refused("OperationRestrained", ID, TRANSFER, column, who.number):
                consents(world, TRANSFER)
            lift_it()
        world.act("Transfer", TRANSFER_SIGNERS, ID, *TO_BETA)

    def test_consents_come_in_their_order(self, world: World) -> None:
        world.issue(an_issue())
        raise_objection(world, GAMMA)
        freeze(world, forbidden=FORBIDDABLE)
        assert consents(world, AMEND) == (COURT.number, GAMMA.number)

    def test_nothing_that_rests_stops_another_restraint(self, world: World) -> None:
        world.issue(an_issue())
        surrender(world)
        for made in (freeze, control, note_dispute):
            made(world)
        raise_objection(world, GAMMA)
        raise_source(world, GAMMA)
        freeze(world, SECOND_COURT)


def _transfer(world: World, *others: Party, by: Party = COURT, ends: bool = False, **changes: object) -> Receipt:
    usual = {"from_": ALPHA.number, "to": BETA.number, "order": ORDER, "document": DOCUMENT}
    asked = (ID, *{**usual, **changes}.values(), ends)
    return order(world, "judicialTransfer", asked, by, tuple(party.consent for party in others))

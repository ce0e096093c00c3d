"""
Equity.sol and what else rests on a certificate: what a contribution stops, what stops it, and the ban on a quiet
move back.

On revm in process; what is common stands in `test_equity`.
"""

from __future__ import annotations

import pytest

from tests.contract.test_certificates import DOCUMENT, ID, REASON
from tests.contract.test_equity import (
    CONTRIBUTE,
    CONVERT,
    EXECUTE,
    FROZEN_RESTRAINT,
    PLEDGED_RESTRAINT,
    RELEASE,
    RESERVED_RESTRAINT,
    TRANSFER,
    UNTIL,
    confirm,
    due,
    execute,
    leave,
    reserve,
    roll_back,
    with_report,
)
from tests.evm import Refusal, World, refused
from tests.parties import (
    ALPHA,
    BETA,
    CITY_BANK,
    COURT,
    DAY,
    GAMMA,
    NORTH,
    OPERATE,
    RESERVED,
    ZERO_DIGEST,
    a_record,
    digest,
)


@pytest.fixture
def reported(world: World) -> World:
    """A world with ALPHA's certificate, of which there is a value report."""
    return with_report(world)


def freeze(world: World) -> int:
    """Freeze everything that can be frozen for ten days; return from when."""
    forbidden = world.view(world.restraints, "FORBIDDABLE")
    asked_ = (ID, digest("case"), digest("order"), world.now, 10 * DAY, forbidden, 0)
    world.file(world.restraints, "freeze", [COURT.checker], asked_, maker=COURT.maker)
    return int(asked_[3])


class TestWithOthers:
    """What else rests on the certificate."""

    def test_a_mere_hold_of_a_bank_stops_a_reservation(self, reported: World) -> None:
        asked_ = (ID, CITY_BANK.number)
        signers = (CITY_BANK.checker, ALPHA.consent)
        reported.file(reported.pledges, "hold", signers, asked_, maker=CITY_BANK.maker)
        with refused("OperationRestrained", ID, CONTRIBUTE, PLEDGED_RESTRAINT, CITY_BANK.number):
            reserve(reported)

    def test_a_freeze_that_came_since_stops_the_execution_until_it_lapses(self, reported: World) -> None:
        reserve(reported)
        lapses = freeze(reported) + 10 * DAY
        with refused("OperationRestrained", ID, EXECUTE, FROZEN_RESTRAINT, COURT.number):
            execute(reported)
        cancelled = reported.view(reported.certificates, "requireAllowed", ID, RELEASE)
        assert cancelled[1] == ()
        reported.now = lapses
        execute(reported)

    def test_what_is_frozen_does_not_go_back_either(self, reported: World) -> None:
        reserve(reported)
        confirm_by = due(execute(reported).time, 60)
        reported.now = confirm_by
        freeze(reported)
        with refused("OperationRestrained", ID, TRANSFER, FROZEN_RESTRAINT, COURT.number):
            roll_back(reported)
        with refused("OperationRestrained", ID, TRANSFER, FROZEN_RESTRAINT, COURT.number):
            leave(reported)

    def test_a_judgment_moves_it_even_to_the_contributor(self, reported: World) -> None:
        """The ban is on what the parties do by themselves."""
        reserve(reported)
        execute(reported)
        order = (ID, BETA.number, ALPHA.number, REASON, DOCUMENT, False)
        reported.file(reported.restraints, "judicialTransfer", [COURT.checker], order, maker=COURT.maker)
        assert reported.record(ID)["holder"] == ALPHA.number


class TestMoveBack:
    """A plain transfer back to the contributor is refused, through whatever hands."""

    def test_not_from_the_investee(self, reported: World) -> None:
        reserve(reported)
        execute(reported)
        back = (NORTH.checker, BETA.consent, ALPHA.consent)
        with refused("MoveBackForbidden", ID, ALPHA.number):
            reported.act("Transfer", back, ID, BETA.number, ALPHA.number, DOCUMENT)
        confirm(reported)
        with refused("MoveBackForbidden", ID, ALPHA.number):
            reported.act("Transfer", back, ID, BETA.number, ALPHA.number, DOCUMENT)

    def test_not_from_a_third_hand(self, reported: World) -> None:
        reserve(reported)
        execute(reported)
        there, back = (NORTH.checker, BETA.consent, GAMMA.consent), (NORTH.checker, GAMMA.consent, ALPHA.consent)
        reported.act("Transfer", there, ID, BETA.number, GAMMA.number, DOCUMENT)
        with refused("MoveBackForbidden", ID, ALPHA.number):
            reported.act("Transfer", back, ID, GAMMA.number, ALPHA.number, DOCUMENT)

    def test_not_in_part(self, reported: World) -> None:
        reserve(reported)
        execute(reported)
        signers = (NORTH.checker, BETA.consent, ALPHA.consent)
        part = a_record(ALPHA, 3, rights=OPERATE)
        with refused("MoveBackForbidden", ID, ALPHA.number):
            asked = (ID, part, digest("data 1"), DOCUMENT, ZERO_DIGEST, digest("what remains"))
            reported.file(reported.successions, "split", signers, asked)

    def test_after_an_exit_it_is_free(self, reported: World) -> None:
        reserve(reported)
        execute(reported)
        leave(reported)
        there, back = (NORTH.checker, ALPHA.consent, GAMMA.consent), (NORTH.checker, GAMMA.consent, ALPHA.consent)
        reported.act("Transfer", there, ID, ALPHA.number, GAMMA.number, DOCUMENT)
        reported.act("Transfer", back, ID, GAMMA.number, ALPHA.number, DOCUMENT)

    def test_who_never_contributed_may_receive_it(self, reported: World) -> None:
        reported.view(reported.equity, "requireMove", ID, ALPHA.number)
        reserve(reported)
        reported.view(reported.equity, "requireMove", ID, ALPHA.number)
        execute(reported)
        reported.view(reported.equity, "requireMove", ID, GAMMA.number)
        with refused("MoveBackForbidden", ID, ALPHA.number):
            reported.view(reported.equity, "requireMove", ID, ALPHA.number)


class TestRestraint:
    """consentsTo."""

    def stopped(self, world: World) -> list[int]:
        """The operations that are refused now; those that are not need nobody's consent."""
        found = []
        for operation in range(1, 22):
            try:
                consents = world.view(world.equity, "consentsTo", ID, operation)
            except Refusal as caught:
                assert caught.name == "OperationRestrained"  # noqa: PT017  # and no other refusal
                found.append(operation)
            else:
                assert consents == (), operation
        return found

    def test_a_reservation_locks_until_it_lapses_by_itself(self, reported: World) -> None:
        reserve(reported)
        locked = [1, 2, 3, 5, 6, 7, 8, 10, 16, 17, 18, 19]
        assert self.stopped(reported) == locked
        with refused("OperationRestrained", ID, TRANSFER, RESERVED_RESTRAINT, BETA.number):
            signers = (NORTH.checker, ALPHA.consent, GAMMA.consent)
            reported.act("Transfer", signers, ID, ALPHA.number, GAMMA.number, DOCUMENT)
        reported.now = UNTIL - 1
        assert self.stopped(reported) == locked
        reported.now = UNTIL
        assert self.stopped(reported) == []
        assert reported.record(ID)["flags"] & RESERVED
        signers = (NORTH.checker, ALPHA.consent, GAMMA.consent)
        reported.act("Transfer", signers, ID, ALPHA.number, GAMMA.number, DOCUMENT)

    def test_what_was_contributed_is_not_contributed_again(self, reported: World) -> None:
        reserve(reported)
        execute(reported)
        assert self.stopped(reported) == [CONTRIBUTE, CONVERT, EXECUTE]
        confirm(reported)
        assert self.stopped(reported) == [CONTRIBUTE, CONVERT, EXECUTE]
        leave(reported)
        assert self.stopped(reported) == []

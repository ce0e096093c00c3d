"""
Every cell of the block matrix, tried on the chain: what it allows succeeds, what needs a consent succeeds with it and
not without, and what it refuses reverts with the restraint and who may lift it.
"""

from __future__ import annotations

import pytest

from ledger.domain.matrix import CELLS, Effect, Operation, Restraint
from tests.evm import Refusal, World
from tests.stands import (
    COMES_FIRST,
    ENDS,
    LIFTS,
    OPERATIONS,
    PREPARED,
    PROTECTS,
    RESTRAINTS,
    UNREACHABLE,
    Stand,
    stand,
)

REACHED = sorted(set(CELLS) - set(UNREACHABLE))


def under(world: World, operation: Operation, restraint: Restraint) -> Stand:
    """Return a stand on which the operation is ready to be asked, under the restraint alone."""
    on = stand(world)
    prepare = PREPARED.get(operation)
    if restraint in COMES_FIRST:
        RESTRAINTS[restraint](on)
    if prepare is not None:
        prepare(on)
    already = (operation, restraint) == (Operation.EXECUTE, Restraint.RESERVED)
    if restraint not in COMES_FIRST and not already:
        RESTRAINTS[restraint](on)
    return on


@pytest.mark.parametrize(("operation", "restraint"), REACHED, ids=lambda each: each.name)
def test_cell_holds_on_the_chain(world: World, operation: Operation, restraint: Restraint) -> None:
    on = under(world, operation, restraint)
    before = world.record(on.id)["sequence"]
    ask = OPERATIONS[operation]
    effect = CELLS[operation, restraint]
    if effect is Effect.ALLOW:
        ask(on, ())
    elif effect is Effect.CONSENT:
        with pytest.raises(Refusal) as missing:
            ask(on, ())
        expected, given = missing.value.arguments
        assert (missing.value.name, expected) == ("ApprovalsMissing", given + 1)
        ask(on, (PROTECTS[restraint].consent,))
    else:
        with pytest.raises(Refusal) as refused:
            ask(on, ())
        assert (refused.value.name, refused.value.arguments) == _refusal(on, operation, restraint)
    assert (world.record(on.id)["sequence"] > before) is (effect is not Effect.REFUSE)


def test_every_operation_is_tried_under_every_restraint() -> None:
    assert set(OPERATIONS) == {operation for operation, _ in CELLS}
    assert set(RESTRAINTS) == {restraint for _, restraint in CELLS}


def _refusal(on: Stand, operation: Operation, restraint: Restraint) -> tuple[str, tuple[object, ...]]:
    if restraint is Restraint.EXPIRED:
        return "CertificateExpired", (on.id, ENDS)
    return "OperationRestrained", (on.id, int(operation), int(restraint), LIFTS[restraint].number)

"""
Matrix.sol: the block matrix, cell by cell the domain's, as Certificates answers it.
"""

from __future__ import annotations

from itertools import product

import pytest

from ledger.domain.matrix import CELLS, Effect, Operation, Restraint, effect, packed
from tests.evm import Refusal, World


@pytest.mark.parametrize("operation", tuple(Operation)[1:], ids=lambda operation: operation.name)
def test_each_cell_is_the_domains(world: World, operation: Operation) -> None:
    for restraint in tuple(Restraint)[1:]:
        found = world.view(world.certificates, "effectOf", int(operation), int(restraint))
        assert Effect(found) is effect(operation, restraint), restraint


def test_what_is_no_operation_or_no_restraint_stops_nothing(world: World) -> None:
    for operation, restraint in product(Operation, Restraint):
        if Operation.NONE in (operation,) or restraint is Restraint.NONE:
            assert world.view(world.certificates, "effectOf", int(operation), int(restraint)) == Effect.ALLOW


def test_there_is_nothing_beyond_the_table(world: World) -> None:
    for operation, restraint in ((len(Operation), 1), (1, len(Restraint))):
        with pytest.raises(Refusal) as caught:
            world.view(world.certificates, "effectOf", operation, restraint)
        assert caught.value.name == ""


def test_the_table_is_whole() -> None:
    assert set(CELLS) == set(product(tuple(Operation)[1:], tuple(Restraint)[1:]))
    assert len(packed()) == 3 * (len(Operation) - 1)

"""
A node that lies in one answer is found out, or does no harm.  The long form is `scripts/campaign lies`.
"""

from __future__ import annotations

import pytest

from tests.simulation.lying import Told, in_one_field, in_structure, lies


@pytest.mark.parametrize(("told", "count"), [(in_one_field, 1_000), (in_structure, 250)])
def test_no_lie_is_believed(told: Told, count: int, seed: int) -> None:
    verdicts = lies(seed, count, told)
    assert not verdicts.wrong
    assert not verdicts.broken
    assert verdicts.lies == count
    assert verdicts.found.total() > count // 4, "most lies are of fields that matter"


def test_a_reader_that_believes_the_log_index_is_told_lies_that_it_cannot_see(seed: int) -> None:
    """What the campaign calls wrong is seen at all: without the receipts, a log's data are the node's word."""
    assert any(lies(seed + place, 250, in_one_field, checks="headers").wrong for place in range(4))

"""
Chains rewritten at any depth, with deaths on the way.  The long form is `scripts/campaign reorgs`.
"""

from __future__ import annotations

import pytest

from tests.simulation.rewriting import Rewriting
from tests.simulation.stores import Store


@pytest.mark.slow
def test_a_rewritten_chain_is_mirrored_as_it_is_now(store: Store, seed: int) -> None:
    Rewriting(seed, store).run(rounds=2)

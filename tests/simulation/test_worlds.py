"""
Simulated worlds: whatever node, chain and database do, the mirror is the fold of the chain up to its cursor.

The seeds that failed once are tried again, and some new ones, drawn from the run's own seed.  The long form is
`scripts/campaign worlds`.
"""

from __future__ import annotations

from random import Random

import pytest

from tests.simulation.stores import Store
from tests.simulation.worlds import World, kept_seeds

WORLDS = {"sqlite": 14, "postgresql": 3}
SEED_MAX = 10**9


@pytest.mark.slow
def test_worlds_that_once_failed_are_right(store: Store) -> None:
    for kept in kept_seeds():
        World(kept, store).run()


@pytest.mark.slow
def test_new_worlds_are_right(store: Store, seed: int) -> None:
    random = Random(seed)  # noqa: S311
    for _ in range(next(count for name, count in WORLDS.items() if store.url.startswith(name))):
        World(random.randrange(SEED_MAX), store).run()

"""
An index that is killed leaves a whole mirror and goes on from it.  The long form is `scripts/campaign kills`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulation.killing import KilledIndex
from tests.simulation.stores import Store

KILLS = 2


@pytest.mark.slow
def test_a_killed_index_leaves_a_whole_mirror(store: Store, seed: int, tmp_path: Path) -> None:
    store.renew()
    with KilledIndex(seed, store.url, tmp_path) as index:
        index.finish()
        while index.happened["killed"] < KILLS:
            index.kill()
        index.finish()

"""
Whatever somebody changes in a mirror, the proof names it: table, key and column.  The long form is
`scripts/campaign tamper`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulation.stores import SqliteStore, Store
from tests.simulation.tampering import PLANTED_MAX, Tampering


@pytest.mark.slow
def test_every_tampering_is_named_and_nothing_else(store: Store, seed: int, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    for place in range(2):
        Tampering(seed + place, store, SqliteStore(scratch)).round(PLANTED_MAX)


def test_an_untouched_mirror_is_proven(store: Store, seed: int, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    Tampering(seed, store, SqliteStore(scratch)).round(0)


def test_a_forged_block_above_the_chain_hides_no_row_of_the_last_one(tmp_path: Path) -> None:
    for name in ("live", "scratch"):
        (tmp_path / name).mkdir()
    Tampering(189, SqliteStore(tmp_path / "live"), SqliteStore(tmp_path / "scratch")).round(PLANTED_MAX)

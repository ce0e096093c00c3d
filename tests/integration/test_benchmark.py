"""
`scripts/benchmark` in small: the command runs, everybody stores what the history says, and the report is in order.

The figures of so short a run mean nothing and are not judged.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.chain.decode import decode_log
from ledger.chain.rpc import Rpc, octets
from scripts.benchmarks import history
from scripts.benchmarks.chain import made_history, served
from scripts.benchmarks.emitter import ADDRESSES
from scripts.benchmarks.history import Summary

ROOT = Path(__file__).parents[2]
EVENTS, BLOCKS = 600, 6
RUNNERS = ("node getBlockReceipts", "insert, no index", "naive", "raw", "deed receipts")
"""Not all: the rows that are inserted are of "deed headers", and two more would teach nothing."""

TARGET_MISSED = 1
"""An exit code: what a run of 600 events takes is mostly the start of Python."""


@pytest.mark.slow
def test_everybody_stores_the_whole_history(tmp_path: Path) -> None:
    command = ["scripts/benchmark", "index", "--events", str(EVENTS), "--blocks", str(BLOCKS), "--rounds", "1"]
    command += ["--database", "sqlite", "--json", str(tmp_path / "report.json")]
    command += [word for name in RUNNERS for word in ("--only", name)]
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, TARGET_MISSED), done.stderr
    report = json.loads((tmp_path / "report.json").read_text())
    assert {each["runner"]: each["laps"][0]["events"] for each in report["results"]} == dict.fromkeys(RUNNERS, EVENTS)
    assert [each["what"] for each in report["targets"]] == [
        "deed receipts, sqlite: times naive",
        "deed receipts, sqlite: peak MiB",
    ]
    assert sum(report["history"]["mix"].values()) == EVENTS


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_history(tmp_path_factory.mktemp("history"), EVENTS, BLOCKS, seed=3)


def test_the_node_tells_the_events_of_the_history(small: Path, tmp_path: Path) -> None:
    summary = Summary.load(small.with_suffix(".json"))
    with served(small, tmp_path) as chain, Rpc(chain.url) as rpc:
        logs = rpc.call("eth_getLogs", [{"fromBlock": "0x1", "toBlock": "latest"}])
        receipts = rpc.call("eth_getBlockReceipts", ["0x2"])
        times = [int(rpc.call("eth_getBlockByNumber", [hex(n), False])["timestamp"], 16) for n in (1, BLOCKS)]
    told = [decode_log(log) for log in logs]
    counts = {name: sum(type(each).__name__ == name for each in told) for name in summary.mix}
    assert counts == summary.mix
    assert {octets(log["address"]) for log in logs} <= set(ADDRESSES.values())
    assert all(receipt["status"] == "0x1" for receipt in receipts)
    assert len(receipts) == 3
    assert times == [history.BEGINNING + history.BLOCK_SECONDS * n for n in (1, BLOCKS)]


def test_the_same_seed_makes_the_same_history() -> None:
    first, again, other = (_written(seed) for seed in (3, 3, 4))
    assert first == again != other


def _written(seed: int) -> bytes:
    file = io.BytesIO()
    history.made(EVENTS, BLOCKS, seed, file)
    return file.getvalue()


def test_what_the_heads_say_together_depends_on_every_head() -> None:
    heads = [bytes([n]) * 32 for n in (1, 2, 4)]
    assert history.together(heads) == "07" * 32
    assert history.together(heads[1:]) == "06" * 32

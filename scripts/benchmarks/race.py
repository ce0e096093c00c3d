"""
The race: each runner in a process of its own, in turn, some rounds; what each took, and what that is beside the others.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scripts.benchmarks.chain import ROOT, Chain, cpu_seconds
from scripts.benchmarks.task import Task

MIB = 1024 * 1024


@dataclass(frozen=True)
class Runner:
    """
    Who runs: a module of this folder and its variant.

    One that does not store needs no database, one that does not read is given rows.  `part` is how much of the history
    it runs over, from the beginning.
    """

    name: str
    module: str
    variant: str = ""
    stores: bool = True
    reads: bool = True
    part: float = 1.0


RUNNERS = (
    Runner("node getLogs", "node", "logs", stores=False),
    Runner("node getBlockReceipts", "node", "receipts", stores=False),
    Runner("insert", "insert", "indexed", reads=False),
    Runner("insert, no index", "insert", "bare", reads=False),
    Runner("naive", "naive"),
    Runner("raw", "raw"),
    Runner("deed headers", "deed", "headers"),
    Runner("deed headers, a fifth", "deed", "headers", part=0.2),
    Runner("deed receipts", "deed", "receipts"),
)


@dataclass(frozen=True)
class Lap:
    """One run: wall seconds from the start of the process until its last row is visible, and what it used."""

    seconds: float
    peak_mib: float
    cpu_seconds: float
    node_seconds: float
    events: int
    said: Mapping[str, Any] = field(default_factory=dict)  # what else the runner tells of itself


@dataclass
class Result:
    """A runner's laps on one database, the empty name for none."""

    runner: Runner
    database: str
    laps: list[Lap] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        return statistics.median(lap.seconds for lap in self.laps)

    @property
    def rate(self) -> float:
        """Events a second."""
        return statistics.median(lap.events / lap.seconds for lap in self.laps)

    @property
    def peak_mib(self) -> float:
        return max(lap.peak_mib for lap in self.laps)


class Wrong(Exception):
    """A runner failed, or what it stored is not what the history says."""


def run(runner: Runner, task: Task, chain: Chain, expected: Mapping[str, Any]) -> Lap:
    """Run one lap.  Raises `Wrong` if the process fails or if its tally is not as expected."""
    node_before, began = cpu_seconds(chain.pid), time.monotonic()
    command = [sys.executable, "-m", f"scripts.benchmarks.{runner.module}", task.written()]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        done = process.stdout.readline()
        seconds, node_seconds = time.monotonic() - began, cpu_seconds(chain.pid) - node_before
        counted = process.stdout.readline()
    if process.returncode or not counted:
        raise Wrong(f"{runner.name} ended with exit code {process.returncode}")
    used, tally = json.loads(done), json.loads(counted)
    if any(tally[name] != value for name, value in expected.items() if name in tally):
        raise Wrong(f"{runner.name}: expected {dict(expected)}, found {tally}")
    return Lap(seconds, used["peak"] / MIB, used["cpu"], node_seconds, tally["events"], tally)

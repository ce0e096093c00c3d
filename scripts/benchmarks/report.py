"""What a race showed: the table beside its targets, and the same as JSON."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from scripts.benchmarks.history import Summary
from scripts.benchmarks.race import Result

PEAK_MIB_MAX = 250.0
PEAK_TIMES_FIFTH_MAX = 1.1
FLAT_EVENTS_MIN = 1_000_000
"""From here on, memory must be as with a fifth of the events; below, what is kept anyhow has not filled up."""

HEADERS_TIMES_NAIVE = 20.0
HEADERS_TIMES_RAW = 0.5
RECEIPTS_TIMES_NAIVE = 8.0


@dataclass(frozen=True)
class Target:
    """One promise: what was found must be at least, or at most, what was promised."""

    what: str
    found: float
    promised: float
    at_most: bool = False

    @property
    def met(self) -> bool:
        return self.found <= self.promised if self.at_most else self.found >= self.promised


@dataclass(frozen=True)
class Report:
    """A race on one machine: the history, the databases' versions, and what each runner took."""

    summary: Summary
    versions: list[str]
    results: list[Result]

    def times(self, result: Result, other: str) -> float | None:
        """Return how many times as fast as another runner on the same database it was; none if that did not run."""
        found = self._result(other, result.database)
        return result.rate / found.rate if found else None

    def _result(self, runner: str, database: str) -> Result | None:
        return next((each for each in self.results if (each.runner.name, each.database) == (runner, database)), None)

    def targets(self) -> list[Target]:
        return [target for result in self.results for target in self._targets_of(result)]

    def _targets_of(self, result: Result) -> Iterator[Target]:
        name, where = result.runner.name, f"{result.runner.name}, {result.database}"
        if name not in ("deed headers", "deed receipts"):
            return
        naive, raw = self.times(result, "naive"), self.times(result, "raw")
        if naive is not None:
            promised = HEADERS_TIMES_NAIVE if name == "deed headers" else RECEIPTS_TIMES_NAIVE
            yield Target(f"{where}: times naive", naive, promised)
        if raw is not None and name == "deed headers":
            yield Target(f"{where}: times raw", raw, HEADERS_TIMES_RAW)
        yield Target(f"{where}: peak MiB", result.peak_mib, PEAK_MIB_MAX, at_most=True)
        fifth = self._result("deed headers, a fifth", result.database)
        if fifth and name == "deed headers" and self.summary.events >= FLAT_EVENTS_MIN:
            times = result.peak_mib / fifth.peak_mib
            yield Target(f"{where}: peak memory, times a fifth's", times, PEAK_TIMES_FIFTH_MAX, at_most=True)

    # PRINTING

    def lines(self) -> Iterator[str]:
        """Return the report as Markdown."""
        summary = self.summary
        yield f"{summary.events:,} events in {summary.blocks:,} blocks and {summary.transactions:,} transactions, "
        yield f"{summary.certificates:,} certificates, seed {summary.seed}."
        yield "Events: " + ", ".join(f"{name} {100 * n / summary.events:.1f} %" for name, n in summary.mix.items())
        yield f"Machine: {', '.join([*machine(), *self.versions])}."
        yield ""
        yield "| runner | database | events | wall s | range | events/s | × naive | × raw | MiB | CPU s | node CPU s |"
        yield "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
        yield from (self._line(each) for each in self.results)
        yield ""
        for target in self.targets():
            sign, word = ("≤", "at most") if target.at_most else ("≥", "at least")
            verdict = "PASS" if target.met else "MISS"
            yield f"{verdict}  {target.what}: {target.found:,.2f} {sign} {target.promised:g} ({word})"

    def _line(self, result: Result) -> str:
        laps = result.laps
        seconds = sorted(lap.seconds for lap in laps)
        cells = [
            result.runner.name,
            result.database,
            f"{laps[0].events:,}",
            f"{result.seconds:.2f}",
            f"{seconds[0]:.2f}–{seconds[-1]:.2f}",
            f"{result.rate:,.0f}",
            _times(self.times(result, "naive")),
            _times(self.times(result, "raw")),
            f"{result.peak_mib:,.0f}",
            f"{sum(lap.cpu_seconds for lap in laps) / len(laps):.2f}",
            f"{sum(lap.node_seconds for lap in laps) / len(laps):.2f}",
        ]
        return f"| {' | '.join(cells)} |"

    def as_json(self) -> dict[str, Any]:
        return {
            "history": asdict(self.summary),
            "machine": machine(),
            "databases": self.versions,
            "results": [
                {
                    "runner": each.runner.name,
                    "database": each.database,
                    "rate": each.rate,
                    "timesNaive": self.times(each, "naive"),
                    "timesRaw": self.times(each, "raw"),
                    "laps": [asdict(lap) for lap in each.laps],
                }
                for each in self.results
            ],
            "targets": [asdict(each) | {"met": each.met} for each in self.targets()],
        }


def _times(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def machine() -> list[str]:
    """Return what the figures depend on: processor, cores, system, Python."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        processor = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        processor = platform.processor() or platform.machine()
    python = f"Python {platform.python_version()}"
    return [processor, f"{os.cpu_count()} cores", f"{platform.system()} {platform.release()}", python]

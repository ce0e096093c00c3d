"""
`scripts/benchmark audit`: how fast an audit checks, beside the floor of only fetching what it reads, and what memory it
takes at chains of different lengths, all in one run on one machine.

Proofs of storage are measured with the shortest chain: the local node builds a contract's whole trie for each answer,
which no other node does.  The emitters keep nothing, so what the contracts would keep is put into their storage first.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from ledger.audit.book import Book
from ledger.audit.node import Node
from ledger.audit.pin import Pin
from ledger.audit.report import Notes
from ledger.audit.tables import slots_of
from ledger.chain.rpc import Rpc, to_hex
from scripts.benchmarks.audited import TIMEOUT_SECONDS, replayed
from scripts.benchmarks.chain import Chain, made_history, served
from scripts.benchmarks.history import BEGINNING, BLOCK_SECONDS
from scripts.benchmarks.race import Lap, Result, Runner, run
from scripts.benchmarks.report import Target, machine
from scripts.benchmarks.task import Task

EVENTS_OF_BLOCK = 100

EVIDENCE_TIMES_FLOOR = 0.5
"""What checking the evidence must reach of the fetching floor's rate."""

PEAK_TIMES_FIRST = 1.5
"""What the longest chain may take of the shortest one's memory."""

LONG_MIN = 1_000_000
"""Events from which on a chain tells of the memory's flatness; and how many there may be in `LONG_SECONDS_MAX`."""

LONG_SECONDS_MAX = 600.0

SLOTS_OF_CALL = 500

FLOOR, EVIDENCE, REPLAY, PROOFS = (
    Runner("floor: fetching only", "audited", "fetch", stores=False),
    Runner("evidence", "audited", "evidence", stores=False),
    Runner("evidence and replay", "audited", "replay", stores=False),
    Runner("with storage proofs", "audited", "proofs", stores=False),
)


@dataclass(frozen=True)
class Options:
    """Chains of how many events, the rounds on each, and where histories are kept."""

    events: Sequence[int] = (10_000, 100_000)
    rounds: int = 2
    seed: int = 7
    proofs: bool = True
    keep: Path | None = None


@dataclass(frozen=True)
class Length:
    """What was found with a chain of one length."""

    events: int
    blocks: int
    results: tuple[Result, ...]

    def result(self, runner: Runner) -> Result:
        return next(each for each in self.results if each.runner is runner)

    def times_floor(self, result: Result) -> float:
        return result.rate / self.result(FLOOR).rate

    def lines(self) -> Iterator[str]:
        for result in self.results:
            laps = result.laps
            parts = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in laps[-1].said.get("seconds", {}).items())
            cells = [
                f"{self.events:,}",
                result.runner.name,
                f"{result.seconds:.2f}",
                f"{result.rate:,.0f}",
                f"{self.blocks / result.seconds:,.0f}",
                f"{self.times_floor(result):.2f}",
                f"{result.peak_mib:,.0f}",
                f"{sum(lap.cpu_seconds for lap in laps) / len(laps):.2f}",
                f"{sum(lap.node_seconds for lap in laps) / len(laps):.2f}",
                parts,
            ]
            yield f"| {' | '.join(cells)} |"


@dataclass(frozen=True)
class Report:
    """All lengths, the shortest first."""

    lengths: tuple[Length, ...]

    def targets(self) -> Iterator[Target]:
        longest = self.lengths[-1]
        evidence = longest.result(EVIDENCE)
        yield Target("evidence, times the floor", longest.times_floor(evidence), EVIDENCE_TIMES_FLOOR)
        if longest.events >= LONG_MIN:
            peaks = [each.result(REPLAY).peak_mib for each in (self.lengths[0], longest)]
            yield Target("peak memory, times the shortest's", peaks[1] / peaks[0], PEAK_TIMES_FIRST, at_most=True)
            seconds = longest.result(REPLAY).seconds * LONG_MIN / longest.events
            yield Target("seconds for a million events", seconds, LONG_SECONDS_MAX, at_most=True)

    def lines(self) -> Iterator[str]:
        yield f"Machine: {', '.join(machine())}."
        yield ""
        yield "| events | what | s | events/s | blocks/s | × floor | peak MiB | CPU s | node CPU s | parts |"
        yield "|---:|---|---:|---:|---:|---:|---:|---:|---:|---|"
        for length in self.lengths:
            yield from length.lines()
        yield ""
        for target in self.targets():
            sign, verdict = "≤" if target.at_most else "≥", "met" if target.met else "MISSED"
            yield f"{target.what}: {target.found:.2f} {sign} {target.promised:.2f} {verdict}"

    def as_json(self) -> dict[str, Any]:
        return {
            "machine": machine(),
            "lengths": [
                {
                    "events": length.events,
                    "blocks": length.blocks,
                    "results": [
                        {"runner": each.runner.name, "rate": each.rate, "laps": [asdict(lap) for lap in each.laps]}
                        for each in length.results
                    ],
                }
                for length in self.lengths
            ],
            "targets": [asdict(each) | {"met": each.met} for each in self.targets()],
        }


def measure(options: Options, say: Callable[[str], None]) -> Report:
    """Make a chain of each length, let everybody run on it in turn, and return what was seen.  Raises `race.Wrong`."""
    return Report(tuple(_length(events, options, say) for events in sorted(options.events)))


def _length(events: int, options: Options, say: Callable[[str], None]) -> Length:
    blocks = max(1, events // EVENTS_OF_BLOCK)
    with tempfile.TemporaryDirectory(prefix="deed-benchmark-") as name:
        folder = Path(name)
        kept = options.keep or folder
        kept.mkdir(parents=True, exist_ok=True)
        say(f"making a history of {events:,} events in {blocks:,} blocks and playing it to a node")
        with served(made_history(kept, events, blocks, options.seed), folder) as chain:
            task = Task(chain.url, str(chain.deployment_file), blocks)
            results = [Result(each, "") for each in (FLOOR, EVIDENCE, REPLAY)]
            for _ in range(options.rounds):
                for result in results:
                    result.laps.append(_lap(result.runner, task, chain, say))
            if options.proofs and events == min(options.events):
                say("putting into the contracts' storage what they would keep")
                _keep(task)
                after = Task(chain.url, str(chain.deployment_file), blocks + 1)
                results.append(Result(PROOFS, "", [_lap(PROOFS, after, chain, say)]))
        return Length(events, blocks, tuple(results))


def _lap(runner: Runner, task: Task, chain: Chain, say: Callable[[str], None]) -> Lap:
    asked = Task(task.rpc_url, task.deployment_file, task.last, variant=runner.variant)
    lap = run(runner, asked, chain, {"events": chain.summary.events})
    lap = replace(lap, seconds=lap.said["work"])  # the start of Python would be most of a short run
    say(f"{runner.name.ljust(24)} {lap.seconds:8.2f} s {lap.events / lap.seconds:10,.0f} events/s")
    return lap


def _keep(task: Task) -> None:
    """Put every word of the facts into the storage of the emitters, and make a block that has it."""
    pin = Pin.load(Path(task.deployment_file))
    with Node(task.rpc_url, TIMEOUT_SECONDS) as node, closing(Book()) as book, Rpc(task.rpc_url) as rpc:
        replayed(task, node, Notes(), book)
        words: dict[tuple[bytes, bytes], int] = {}
        for contract in pin.contracts:
            for slot in slots_of(pin, book, contract):
                place = slot.contract, slot.key
                words[place] = words.get(place, 0) & ~slot.mask | slot.word & slot.mask
        calls = [
            ("anvil_setStorageAt", [to_hex(contract), to_hex(key), f"{word:#066x}"])
            for (contract, key), word in words.items()
            if word
        ]
        for start in range(0, len(calls), SLOTS_OF_CALL):
            rpc.batch(calls[start : start + SLOTS_OF_CALL])
        rpc.call("evm_mine", [hex(BEGINNING + BLOCK_SECONDS * (task.last + 1))])

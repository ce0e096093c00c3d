"""
`scripts/benchmark index`: how fast a history is mirrored, beside the floors, the loop that everybody writes, and our
own path without meaning, all in one run on one machine.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scripts.benchmarks import insert
from scripts.benchmarks.chain import Chain, made_history, served
from scripts.benchmarks.databases import SERVERS, Database, version
from scripts.benchmarks.race import RUNNERS, Lap, Result, Runner, run
from scripts.benchmarks.report import Report
from scripts.benchmarks.task import Task


@dataclass(frozen=True)
class Options:
    """`naive_events` is the most that the naive loop is given, in whole blocks; 0 for all."""

    events: int
    blocks: int
    seed: int
    databases: tuple[str, ...]
    only: tuple[str, ...]
    rounds: int
    naive_events: int
    keep: Path | None
    profile: Path | None


def chosen(only: Sequence[str]) -> list[Runner]:
    """Return the runners of these names; a word that is no whole name stands for all that begin so.  All for none."""
    names = {each.name for each in RUNNERS}
    begun = tuple(word for word in only if word not in names)
    return [each for each in RUNNERS if not only or each.name in only or each.name.startswith(begun)]


def measure(options: Options, say: Callable[[str], None]) -> Report:
    """Make the history, serve it, let everybody run, and return what was seen."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="deed-benchmark-")))
        kept = options.keep or folder
        kept.mkdir(parents=True, exist_ok=True)
        if options.profile:
            options.profile.mkdir(parents=True, exist_ok=True)
        say(f"making a history of {options.events:,} events in {options.blocks:,} blocks, seed {options.seed}")
        history = made_history(kept, options.events, options.blocks, options.seed)
        say("playing it to a node")
        chain = stack.enter_context(served(history, folder))
        places = {name: stack.enter_context(_opened(name, folder)) for name in options.databases}
        race = _Race(options, chain, places, folder, say)
        race.run()
        return Report(chain.summary, race.versions(), race.results)


@contextmanager
def _opened(name: str, folder: Path) -> Iterator[Database]:
    own = folder / name
    own.mkdir()
    with SERVERS[name](own) as database:
        yield database


class _Race:
    """The runs of one benchmark, in turn."""

    def __init__(
        self,
        options: Options,
        chain: Chain,
        places: dict[str, Database],
        folder: Path,
        say: Callable[[str], None],
    ) -> None:
        self._options = options
        self._chain = chain
        self._places = places
        self._folder = folder
        self._say = say
        self._rows: dict[str, Path] = {}
        runners = chosen(options.only)
        self.results = [Result(each, "") for each in runners if not each.stores]
        self.results += [Result(each, name) for name in places for each in runners if each.stores]

    def run(self) -> None:
        """Let all run in turn, round after round, so that a slow minute of the machine is everybody's."""
        for number in range(1, self._options.rounds + 1):
            for result in self.results:
                lap = self._lap(result)
                result.laps.append(lap)
                name = f"{result.runner.name} {result.database}".ljust(32)
                self._say(f"round {number}: {name} {lap.seconds:8.2f} s {lap.events / lap.seconds:10,.0f} events/s")

    def versions(self) -> list[str]:
        found = []
        for place in self._places.values():
            with place() as url:
                found.append(version(url))
        return found

    def _lap(self, result: Result) -> Lap:
        runner, task = result.runner, self._task(result.runner)
        expected = self._expected(task.last)
        if not runner.stores:
            return run(runner, task, self._chain, expected)
        rows = "" if runner.reads else str(self._prepared(result.database))
        with self._places[result.database]() as url:
            task = replace(task, database_url=url, rows=rows)
            if not runner.reads:
                insert.prepare(task)
            return run(runner, task, self._chain, expected)

    def _expected(self, last: int) -> dict[str, Any]:
        """Return what the first blocks of the history hold; the heads are known of the whole alone."""
        options, summary = self._options, self._chain.summary
        if last == options.blocks:
            return {"events": summary.events, "heads": summary.heads}
        return {"events": summary.events * last // options.blocks}

    def _task(self, runner: Runner) -> Task:
        chain, profile, options = self._chain, self._options.profile, self._options
        part = runner.part
        if runner.name == "naive" and options.naive_events:
            part = min(part, options.naive_events / options.events)
        last = max(1, int(options.blocks * part))
        file = str(profile / f"{runner.name.replace(' ', '-')}.prof") if profile else ""
        return Task(chain.url, str(chain.deployment_file), last, variant=runner.variant, profile=file)

    def _prepared(self, database: str) -> Path:
        """Return a folder with the rows that the product makes of this history, in the database's own form."""
        if database not in self._rows:
            self._say(f"preparing the rows that {database} will be given")
            product = next(each for each in RUNNERS if each.name == "deed headers")
            folder = self._folder / f"{database}-rows"
            folder.mkdir()
            with self._places[database]() as url:
                task = replace(self._task(product), database_url=url, rows=str(folder))
                run(product, task, self._chain, {"events": self._chain.summary.events})
                insert.dump(task)
            self._rows[database] = folder
        return self._rows[database]

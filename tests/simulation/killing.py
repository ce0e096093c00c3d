"""
An index killed again and again: real processes, SIGKILL at any instant, a real database; the node is simulated.

After each death the database is opened read-only, and must be the fold of the chain up to its cursor.  Whenever an
index came to the head, the auditor judges what is published.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random
from types import TracebackType
from typing import IO, Self

from ledger.store.database import parse
from ledger.store.mirror import Mirror
from tests.simulation.auditing import found_by_audit
from tests.simulation.chain import FIRST_BLOCK, Chain, deployment_on
from tests.simulation.node import Node
from tests.simulation.oracle import Notice, disagreements
from tests.simulation.runner import ENDED_OTHERWISE
from tests.simulation.server import SimulatedServer

ROOT = Path(__file__).parents[2]

HEIGHT_MAX = 100
"""Blocks of the simulated chain; above it, forks leave it shorter."""

REWRITE_MAX = 30
SPOILT = 0.03
"""Share of the node's answers that the road spoils."""

OVERTIME = 1.3
"""Kills come within so many times what an index takes: most in its work, some when it is done."""

SECONDS_AT_FIRST = 0.3
REACHED = 0


class KilledIndex:
    """
    An index on one database, in a process that is killed; use it in a `with`.

    `happened` counts how the processes ended.  `url` is of an empty database or of one that this seed has left.
    """

    def __init__(self, seed: int, url: str, folder: Path) -> None:
        self.happened: Counter[str] = Counter()
        self._seed = seed
        self._url = url
        self._random = random = Random(seed)  # noqa: S311
        chain = Chain(random)
        chain.grow(10)
        self._server = SimulatedServer(Node(chain, Random(seed)), Random(seed), SPOILT)  # noqa: S311
        self._file = folder / "deployment.json"
        deployment_on(chain).save(self._file)
        self._heard: list[Notice] = []
        self._seconds = SECONDS_AT_FIRST  # what an index takes that nobody kills
        self._runner: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self._server.__enter__()
        arguments = [self._server.url, str(self._file), self._url, str(self._random.choice((1, 1, 2, 5)))]
        self._runner = subprocess.Popen(
            [sys.executable, "-m", "tests.simulation.runner", *arguments],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        self._pipe("stdin").close()
        self._runner.__exit__(kind, error, trace)
        self._server.__exit__(kind, error, trace)

    def kill(self) -> bool:
        """
        Start an index, kill it at some instant, and judge what it left; say whether it still ran when it was killed.

        Raises `AssertionError` with the seed if something is lost, doubled or torn.
        """
        child = self._start()
        time.sleep(self._random.uniform(0, OVERTIME * self._seconds))
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        code, seconds = self._ended()
        killed = code == -signal.SIGKILL
        self.happened["killed" if killed else "reached the head"] += 1
        assert killed or code != ENDED_OTHERWISE, f"seed {self._seed}: the index could not go on"
        heard = len(self._heard)
        self._check()
        self.happened["killed after a commit"] += killed and len(self._heard) > heard
        if not killed:
            self._seconds = 0.7 * self._seconds + 0.3 * seconds
            self._evolve()
        return killed

    def finish(self) -> None:
        """Let the index come to the head, and judge it, as an auditor too."""
        self._start()
        code, self._seconds = self._ended()
        assert code == REACHED, f"seed {self._seed}: the index could not go on"
        self._check()
        block = self._server.node.chain.blocks[-1]
        assert self._heard[-1].hash == block.hash, f"seed {self._seed}: the mirror is not at the head"
        with self._server.lock, Mirror(self._url) as mirror:
            found = found_by_audit(self._server.node, mirror)
        assert not found, f"seed {self._seed}: {found[:3]}"
        self.happened["audited"] += 1
        self._evolve()

    def _evolve(self) -> None:
        """Give the next index something to do: new blocks, or others in the place of the last."""
        with self._server.lock:
            node, random = self._server.node, self._random
            if node.chain.height > HEIGHT_MAX or random.random() < 0.5:
                depth = min(random.randint(1, REWRITE_MAX), node.chain.height - FIRST_BLOCK)  # the ledger stays founded
                node.rewrite(depth, random.randint(1, max(1, depth - (node.chain.height > HEIGHT_MAX))))
            else:
                node.chain.grow(random.randint(8, 30))

    def _check(self) -> None:
        url = parse(self._url)
        if url.get_backend_name() == "sqlite" and not _has_tables(Path(str(url.database))):
            return  # it died before there was anything
        with self._server.lock:
            known = dict(self._server.node.chain.known)
        wrong = disagreements(url, known, FIRST_BLOCK, self._heard)
        assert not wrong, f"seed {self._seed}: {wrong[:3]}"

    def _start(self) -> int:
        print(file=self._pipe("stdin"), flush=True)
        return int(self._pipe("stdout").readline())

    def _ended(self) -> tuple[int, float]:
        """Return how the process ended, and after how many seconds."""
        code, seconds = self._pipe("stdout").readline().split()
        return int(code), float(seconds)

    def _pipe(self, name: str) -> IO[str]:
        pipe = getattr(self._runner, name)
        assert pipe is not None
        return pipe  # type: ignore[no-any-return]


def _has_tables(file: Path) -> bool:
    """Say whether a SQLite file has been begun: the tables come in one transaction."""
    return file.exists() and file.stat().st_size > 0

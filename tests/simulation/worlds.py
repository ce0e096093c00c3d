"""
Worlds: from one number, a chain that grows and is rewritten, a node with its faults, and an index that keeps dying.

After every step the oracle compares all of the database with a plain fold of the chain up to the mirror's cursor, and
with what a reader of the outbox has heard.  At the end nothing disturbs any more, the mirror must come to the head, and
in one world of a few the auditor judges it besides.
"""

from __future__ import annotations

import threading
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from unittest.mock import patch

from ledger.chain.reader import Reader
from ledger.config import Settings
from ledger.errors import Inconsistent, LedgerError
from ledger.index import index_once
from ledger.store.mirror import Mirror
from tests.simulation.auditing import found_by_audit
from tests.simulation.chain import FORMS, Chain, deployment_on
from tests.simulation.crash import Crash, Instants, die
from tests.simulation.node import CALM, Node, SimulatedRpc, drawn
from tests.simulation.oracle import Notice, disagreements, unlike_facts
from tests.simulation.stores import Store, compiled_once

SEEDS_FILE = Path(__file__).with_name("seeds.txt")

FORK_MAX = 64
UNDO_BLOCKS = 200
"""Deeper than any fork that a world makes, so that none is refused."""

INSTANTS_MAX = 120

AUDITED_EVERY = 4
"""One world of so many, by its seed, ends with an audit, which takes a third of the time of a world."""


@dataclass
class Tally:
    """What happened in some worlds."""

    worlds: int = 0
    blocks: int = 0
    happened: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        self.worlds += other.worlds
        self.blocks += other.blocks
        self.happened += other.happened

    def __str__(self) -> str:
        shown = ", ".join(f"{name} {count}" for name, count in sorted(self.happened.items()))
        return f"{self.worlds} worlds, {self.blocks} blocks; {shown}"


class WorldFailed(AssertionError):
    """A world in which something went wrong, with all that led there."""


class World:
    """The world of one seed on one database, which is emptied for it."""

    def __init__(self, seed: int, store: Store) -> None:
        self.seed = seed
        self.tally = Tally(worlds=1)
        self._random = random = Random(seed)  # noqa: S311
        self._store = store
        self._now = 1_790_000_000.0
        self._diary: list[str] = []
        self._heard: list[Notice] = []
        self._checks = "headers" if random.random() < 0.2 else "receipts"
        self._climate = drawn(random, lies=self._checks == "receipts")
        self._fate = Random(f"{seed} chain")  # noqa: S311
        chain = Chain(self._fate, form=random.choice(list(FORMS)))
        chain.grow(random.randint(1, 8))
        self._faults = Random(f"{seed} faults")  # noqa: S311
        self._node = Node(chain, self._faults, has_receipts=random.random() < 0.8)
        self._deployment = deployment_on(chain)
        self._settings = Settings(range_blocks_max=random.choice((1, 2, 3, 7, 2_000)), undo_blocks=UNDO_BLOCKS)

    def run(self) -> Tally:
        """Live through the world.  Raises `WorldFailed` with its seed and its diary."""
        self._store.renew()
        try:
            with self._clock(), compiled_once(), Instants() as instants:
                mirror = Mirror(self._store.url)
                try:
                    for step in range(self._random.randint(5, 10)):
                        self._evolve(step)
                        mirror = self._step(mirror, instants)
                        self._check(mirror)
                    self._end(mirror)
                finally:
                    mirror.close()
        except WorldFailed:
            raise
        except Exception as error:
            told = "".join(traceback.format_exception(error))
            raise self._failed(told) from error
        self.tally.blocks = len(self._node.chain.known)
        return self.tally

    # WHAT HAPPENS

    def _evolve(self, step: int) -> None:
        """Let the chain grow, be rewritten, or be forgotten in part."""
        random, node = self._random, self._node
        self._fate.seed(f"{self.seed} chain {step}")
        self._faults.seed(f"{self.seed} faults {step}")
        self._now += random.choice((0, 0.3, 1, 15, 3_600, -5, -100_000))
        node.faults = self._climate if random.random() < 0.8 else CALM
        chance = random.random()
        if chance < 0.45:
            grown = random.randint(0, 5)
            node.chain.grow(grown)
            self._note(f"grew by {grown} to {node.chain.height}")
        elif chance < 0.75:
            depth = random.randint(1, FORK_MAX if random.random() < 0.2 else 6)
            node.rewrite(depth, random.randint(0, depth + 2))
            self._note(f"rewritten {depth} deep, now {node.chain.height}")
        elif chance < 0.9 and node.former is not None:
            node.chain, node.former = node.former, node.chain
            self._note(f"the former chain again, now {node.chain.height}")
        else:
            node.former = node.chain
            node.chain = node.chain.branch(max(0, node.chain.height - random.randint(0, 5)))
            self._note(f"restarted, now {node.chain.height}")

    def _step(self, mirror: Mirror, instants: Instants) -> Mirror:
        """Index once, with some trouble; return the mirror, which may be another."""
        random, store = self._random, self._store
        trouble = random.choice(("none", "none", "death", "death", "interruption", "scarcity"))
        with store.scarcity(random) if trouble == "scarcity" else nullcontext():
            if trouble == "scarcity" or random.random() < 0.2:
                mirror.close()
                mirror = Mirror(store.url)
            number = random.randint(1, INSTANTS_MAX) if trouble in {"death", "interruption"} else 0
            instants.strike_at(number, store.death() if trouble == "death" else store.interruption())
            threads = threading.active_count()
            died = self._index(mirror, trouble)
            instants.strike_at(0, die)
            if threading.active_count() > threads:
                raise self._failed(f"a thread is left over: {threading.enumerate()}")
        self._node.faults = CALM
        if died or trouble == "scarcity":
            mirror.close()
            instants.abandon()
            store.survive()
            mirror = Mirror(store.url)
        return mirror

    def _index(self, mirror: Mirror, trouble: str) -> bool:
        """Index once; return whether the process died."""
        node = self._node
        told_before = len(node.told)
        try:
            head = index_once(self._reader(), mirror, self._settings)
            outcome = f"reached {head.number}"
        except Crash:
            self.tally.happened["died"] += 1
            self._note(f"{trouble}: died")
            return True
        except LedgerError as error:
            outcome = error.code
            lies = node.told[told_before:]
            self._judge(error, trouble, lied=bool(lies))
        self.tally.happened[outcome.partition(" ")[0]] += 1
        self.tally.happened["lies"] += len(node.told) - told_before
        self._note(f"{trouble}: {outcome}; told {node.told[told_before:]}")
        return False

    def _judge(self, error: LedgerError, trouble: str, *, lied: bool) -> None:
        """An error must have a cause: nobody is alarmed by a chain that is only rewritten."""
        faults = self._node.faults
        if error.code == "NodeBehind" and self._node.chain.height < self._deployment.first_block:
            return  # it has forgotten the ledger: nobody can go on, and nothing is undone
        if faults == CALM and trouble == "none":
            raise self._failed(f"an error without a cause: {error}") from error
        if isinstance(error, Inconsistent) and not lied and not faults.forked:
            raise self._failed(f"an alarm without a cause: {error}") from error

    def _end(self, mirror: Mirror) -> None:
        """With nothing in the way, come to the head."""
        self._node.chain.grow(self._deployment.first_block + self._random.randint(0, 2))
        head = index_once(self._reader(), mirror, self._settings)
        self._check(mirror)
        chain, first = self._node.chain, self._deployment.first_block
        wrong = unlike_facts(mirror, chain.known, first)
        if wrong:
            raise self._failed("\n".join(wrong[:5]))
        block = chain.blocks[-1]
        if mirror.cursor() != (block.number, block.hash):
            raise self._failed(
                f"the mirror stands at {mirror.cursor()}, the chain at {block.number}, the index says {head}"
            )
        if self.seed % AUDITED_EVERY == 0:
            found = found_by_audit(self._node, mirror)
            if found:
                raise self._failed("\n".join(found[:5]))
            self.tally.happened["audited"] += 1

    # HELP

    def _reader(self) -> Reader:
        rpc = SimulatedRpc(self._node, self._faults)
        return Reader(rpc, self._deployment, checks=self._checks)  # type: ignore[arg-type]

    def _check(self, mirror: Mirror) -> None:
        known, first = self._node.chain.known, self._deployment.first_block
        wrong = disagreements(mirror.url, known, first, self._heard)
        if wrong:
            raise self._failed("\n".join(wrong[:5]))

    def _note(self, line: str) -> None:
        self._diary.append(line)

    def _failed(self, why: str) -> WorldFailed:
        head = f"seed {self.seed} on {self._store.url.partition(':')[0]}: {self._climate}, checks {self._checks}"
        return WorldFailed("\n".join([head, *self._diary, why]))

    @contextmanager
    def _clock(self) -> Iterator[None]:
        with patch("time.time", lambda: self._now):
            yield


def kept_seeds() -> list[int]:
    """Return the seeds that failed once."""
    lines = SEEDS_FILE.read_text().splitlines() if SEEDS_FILE.exists() else []
    return [int(line.partition("#")[0]) for line in lines if line.partition("#")[0].strip()]

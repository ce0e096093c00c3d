"""
Chains rewritten under a mirror, at any depth, with deaths in the middle of taking back and of taking over.

At the end of each chain the auditor judges what the mirror publishes.
"""

from __future__ import annotations

from collections import Counter
from random import Random

from ledger.chain.reader import Reader
from ledger.config import Settings
from ledger.index import index_once
from ledger.store.mirror import Mirror
from tests.simulation.auditing import found_by_audit
from tests.simulation.chain import FIRST_BLOCK, Chain, deployment_on
from tests.simulation.crash import Crash, Instants, die
from tests.simulation.node import Node, SimulatedRpc
from tests.simulation.oracle import Notice, disagreements, unlike_facts
from tests.simulation.stores import Store, compiled_once

DEPTH_MAX = 64
HEIGHT = DEPTH_MAX + 16
ROUNDS_PER_CHAIN = 40
"""Rewritings of one chain, before the next is begun: what is forgotten is not kept in memory for ever."""


class Rewriting:
    """A chain and its mirror, from one seed; `happened` counts what was tried."""

    def __init__(self, seed: int, store: Store) -> None:
        self.happened: Counter[str] = Counter()
        self._seed = seed
        self._store = store
        self._random = random = Random(seed)  # noqa: S311
        chain = Chain(random)
        chain.grow(HEIGHT)
        self._node = Node(chain, random)
        self._reader = Reader(SimulatedRpc(self._node, random), deployment_on(chain))  # type: ignore[arg-type]
        self._settings = Settings(range_blocks_max=random.choice((5, 40, 2_000)), undo_blocks=2 * DEPTH_MAX)
        self._heard: list[Notice] = []
        self._instants_seen = 200

    def run(self, rounds: int) -> None:
        """Rewrite so many times.  Raises `AssertionError` with the seed if the mirror is not the chain's fold."""
        self._store.renew()
        with compiled_once(), Instants() as instants:
            with Mirror(self._store.url) as mirror:
                index_once(self._reader, mirror, self._settings)
            for number in range(rounds):
                self._round(number, instants)
            with Mirror(self._store.url) as mirror:
                found = found_by_audit(self._node, mirror)
            assert not found, f"seed {self._seed}, after {rounds} rounds: {found[:3]}"
            self.happened["audited"] += 1

    def _round(self, number: int, instants: Instants) -> None:
        random, chain = self._random, self._node.chain
        depth = min(random.randint(1, DEPTH_MAX), chain.height - FIRST_BLOCK)
        growth = max(1, depth + HEIGHT - chain.height + random.randint(-2, 2))
        self._node.rewrite(depth, growth)
        self.happened["rewritten"] += 1
        self.happened[f"depth {(depth - 1) // 16 * 16 + 1}–{(depth - 1) // 16 * 16 + 16}"] += 1
        where = f"seed {self._seed}, round {number}, depth {depth}"
        while self._dies(instants):
            self.happened["died"] += 1
            self._check(f"{where}, after a death")
        self._check(where)
        with Mirror(self._store.url) as mirror:
            block = self._node.chain.blocks[-1]
            assert mirror.cursor() == (block.number, block.hash), f"{where}: stands at {mirror.cursor()}"
            wrong = unlike_facts(mirror, self._node.chain.known, FIRST_BLOCK)
            assert not wrong, f"{where}: {wrong[:3]}"

    def _dies(self, instants: Instants) -> bool:
        """Index once, or die on the way: at any instant, those of the taking back come first."""
        number = self._random.randint(1, self._instants_seen) if self._random.random() < 0.6 else 0
        with Mirror(self._store.url) as mirror:
            instants.strike_at(number, self._store.death())
            try:
                index_once(self._reader, mirror, self._settings)
            except Crash:
                died = True
            else:
                died = False
                self._instants_seen = instants.seen
            instants.strike_at(0, die)
        if died:
            instants.abandon()
            self._store.survive()
        return died

    def _check(self, where: str) -> None:
        with Mirror(self._store.url) as mirror:
            url = mirror.url
        wrong = disagreements(url, self._node.chain.known, FIRST_BLOCK, self._heard)
        assert not wrong, f"{where}: {wrong[:3]}"

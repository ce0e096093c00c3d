"""`scripts/campaign worlds`: many simulated worlds (tests/simulation/worlds.py); seeds that fail are kept."""

from __future__ import annotations

import argparse
import secrets
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed

from scripts.campaigns.telling import DATABASES, Teller, store
from tests.simulation.worlds import SEEDS_FILE, Tally, World, WorldFailed, kept_seeds

CHUNK = 50
"""Worlds that a worker takes at a time; on PostgreSQL, a server is started for them."""

POSTGRESQL_EVERY = 20
"""One chunk of so many is on PostgreSQL, which takes several times as long."""

Failure = tuple[int, str, str]
"""Seed, database, and what was wrong."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may be chosen."""
    parser.add_argument("--seeds", type=int, default=20_000, help="how many worlds (default: %(default)s)")
    parser.add_argument("--first", type=int, default=secrets.randbelow(10**9), help="the first seed (default: chance)")
    parser.add_argument("--workers", type=int, default=2, help="how many at a time (default: %(default)s)")
    parser.add_argument("--database", choices=DATABASES, help="only on this one (default: both)")


def run(chosen: argparse.Namespace) -> int:
    """Live through all worlds; return 1 if one failed."""
    print(f"seeds {chosen.first} to {chosen.first + chosen.seeds - 1}", flush=True)
    teller, tally = Teller(chosen.seeds, "worlds"), Tally()
    failures: list[Failure] = []
    with ProcessPoolExecutor(chosen.workers) as pool:
        waiting = [pool.submit(_lived, *each) for each in _chunks(chosen)]
        for done in as_completed(waiting):
            lived, failed = done.result()
            tally.add(lived)
            failures += failed
            for seed, database, why in failed:
                _keep(seed, database, why)
            teller.tell(tally.worlds + len(failures), f"{len(failures)} failed")
    teller.end(tally.worlds + len(failures), f"{tally}; {len(failures)} failed")
    return 1 if failures else 0


def _chunks(chosen: argparse.Namespace) -> Iterator[tuple[int, int, str]]:
    for place, first in enumerate(range(chosen.first, chosen.first + chosen.seeds, CHUNK)):
        count = min(CHUNK, chosen.first + chosen.seeds - first)
        yield first, count, chosen.database or ("postgresql" if place % POSTGRESQL_EVERY == 0 else "sqlite")


def _lived(first: int, count: int, database: str) -> tuple[Tally, list[Failure]]:
    """Live through some worlds, in a process of its own."""
    tally = Tally()
    failures: list[Failure] = []
    with store(database) as place:
        for seed in range(first, first + count):
            try:
                tally.add(World(seed, place).run())
            except WorldFailed as failed:
                failures.append((seed, database, str(failed)))
    return tally, failures


def _keep(seed: int, database: str, why: str) -> None:
    """Print a failed world, and write its seed to those that the gate tries again."""
    print(f"\n{why}\n\nAgain: scripts/campaign worlds --seeds 1 --first {seed} --database {database}", flush=True)
    if seed not in kept_seeds():
        reason = why.strip().splitlines()[-1][:100]
        with SEEDS_FILE.open("a") as file:
            file.write(f"{seed}  # {database}: {reason}\n")

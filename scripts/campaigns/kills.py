"""`scripts/campaign kills`: an index that is killed at any instant, again and again (tests/simulation/killing.py)."""

from __future__ import annotations

import argparse
import secrets

from scripts.campaigns.telling import DATABASES, Teller, folder, store
from tests.simulation.killing import KilledIndex


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may be chosen."""
    parser.add_argument("--count", type=int, default=1_000, help="kills on each database (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9), help="the seed (default: chance)")
    parser.add_argument("--database", choices=DATABASES, help="only on this one (default: both)")


def run(chosen: argparse.Namespace) -> int:
    """Kill until so many have died; return 1 if one left something lost, doubled or torn."""
    for database in [chosen.database] if chosen.database else DATABASES:
        print(f"{database}, seed {chosen.seed}", flush=True)
        teller = Teller(chosen.count, "kills")
        with store(database) as place, folder() as files:
            place.renew()
            with KilledIndex(chosen.seed, place.url, files) as index:
                index.finish()
                try:
                    while index.happened["killed"] < chosen.count:
                        index.kill()
                        teller.tell(index.happened["killed"])
                    index.finish()
                except AssertionError as error:
                    print(f"\n{error}\n\nAgain: scripts/campaign kills --database {database} --seed {chosen.seed}")
                    return 1
                teller.end(index.happened["killed"], f"{database}: {dict(index.happened)}; all whole")
    return 0

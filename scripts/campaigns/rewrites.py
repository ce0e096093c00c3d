"""`scripts/campaign reorgs`: chains rewritten at any depth, on both databases (tests/simulation/rewriting.py)."""

from __future__ import annotations

import argparse
import secrets
from collections import Counter

from scripts.campaigns.telling import DATABASES, Teller, store
from tests.simulation.rewriting import ROUNDS_PER_CHAIN, Rewriting


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may be chosen."""
    parser.add_argument("--count", type=int, default=2_000, help="reorganisations on each (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9), help="the first seed (default: chance)")
    parser.add_argument("--database", choices=DATABASES, help="only on this one (default: both)")


def run(chosen: argparse.Namespace) -> int:
    """Rewrite until so many are done or one goes wrong; return the exit code."""
    for database in [chosen.database] if chosen.database else DATABASES:
        print(f"{database}, from seed {chosen.seed}", flush=True)
        teller, happened, seed = Teller(chosen.count, "reorganisations"), Counter[str](), chosen.seed
        with store(database) as place:
            while happened["rewritten"] < chosen.count:
                rewriting = Rewriting(seed, place)
                try:
                    rewriting.run(min(ROUNDS_PER_CHAIN, chosen.count - happened["rewritten"]))
                except Exception as error:
                    print(f"\n{error}\n\nAgain: scripts/campaign reorgs --database {database} --seed {seed}")
                    return 1
                happened += rewriting.happened
                seed += 1
                teller.tell(happened["rewritten"])
        teller.end(happened["rewritten"], f"{database}: {dict(sorted(happened.items()))}; none wrong")
    return 0

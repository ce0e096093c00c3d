"""`scripts/campaign tamper`: rows changed behind the mirror's back, and whether the proof names each."""

from __future__ import annotations

import argparse
import secrets
from collections import Counter

from scripts.campaigns.telling import DATABASES, Teller, folder, store
from tests.simulation.stores import SqliteStore
from tests.simulation.tampering import Tampering, rounds


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may be chosen."""
    parser.add_argument("--count", type=int, default=20_000, help="tamperings on each (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9), help="the first seed (default: chance)")
    parser.add_argument("--database", choices=DATABASES, help="only on this one (default: both)")


def run(chosen: argparse.Namespace) -> int:
    """Plant until so many are named, or one is not; return the exit code."""
    for database in [chosen.database] if chosen.database else DATABASES:
        print(f"{database}, from seed {chosen.seed}", flush=True)
        teller, happened = Teller(chosen.count, "tamperings"), Counter[str]()
        with store(database) as place, folder() as scratch:
            for seed, count in enumerate(rounds(chosen.count), chosen.seed):
                tampering = Tampering(seed, place, SqliteStore(scratch))
                try:
                    tampering.round(count)
                except Exception as error:
                    print(f"\n{error!r}\n\nAgain: scripts/campaign tamper --database {database} --seed {seed}")
                    return 1
                happened += tampering.happened
                teller.tell(happened.total())
        teller.end(happened.total(), f"{database}: {dict(happened)}; each named by table, key and column")
    return 0

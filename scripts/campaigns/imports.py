"""`scripts/campaign imports`: `deed import` that is killed at any instant, again and again, on a real chain."""

from __future__ import annotations

import argparse
import secrets

from ledger.chain.node import LocalNode, free_port
from scripts.campaigns.telling import Teller, folder
from tests.cli_fixtures import found
from tests.simulation.importing import KilledImport


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may be chosen."""
    parser.add_argument("--kills", type=int, default=20, help="processes that are killed (default: %(default)s)")
    parser.add_argument("--rows", type=int, default=400, help="in each file (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9), help="the seed (default: chance)")


def run(chosen: argparse.Namespace) -> int:
    """Kill until so many have died; return 1 if a row was lost or doubled, or the audit found something."""
    print(f"seed {chosen.seed}", flush=True)
    teller = Teller(chosen.kills, "kills")
    with folder() as home, LocalNode(home, free_port(), block_seconds=0) as node:
        imports = KilledImport(found(home, node), chosen.seed, chosen.rows)
        try:
            while imports.happened["killed"] < chosen.kills:
                imports.kill()
                teller.tell(imports.happened["killed"])
            imports.finish()
            imports.audit()
        except AssertionError as error:
            print(f"\n{error}\n\nAgain: scripts/campaign imports --rows {chosen.rows} --seed {chosen.seed}")
            return 1
        teller.end(imports.happened["killed"], f"{dict(imports.happened)}; nothing lost, nothing double")
    return 0

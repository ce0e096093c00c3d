"""`scripts/campaign lies`: one false answer at a time (tests/simulation/lying.py)."""

from __future__ import annotations

import argparse
import secrets

from scripts.campaigns.telling import Teller
from tests.simulation.lying import LIES_PER_CHAIN, Told, Verdicts, in_one_field, in_structure, lies


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may be chosen."""
    parser.add_argument("--fields", type=int, default=100_000, help="lies in one field (default: %(default)s)")
    parser.add_argument("--structural", type=int, default=200, help="lies in structure (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9), help="the first seed (default: chance)")
    parser.add_argument(
        "--checks", choices=("receipts", "headers"), default="receipts", help="how deep the reader looks"
    )


def run(chosen: argparse.Namespace) -> int:
    """Lie until so many lies are told; return 1 if one was believed, or ended in a bug."""
    print(f"from seed {chosen.seed}", flush=True)
    in_fields = _told(chosen, chosen.fields, in_one_field, "lies in a field")
    in_structures = _told(chosen, chosen.structural, in_structure, "lies in structure")
    return 1 if any(each.wrong or each.broken for each in (in_fields, in_structures)) else 0


def _told(chosen: argparse.Namespace, count: int, told: Told, of: str) -> Verdicts:
    teller, verdicts, seed = Teller(count, of), Verdicts(), chosen.seed
    while verdicts.lies < count:
        verdicts.add(lies(seed, min(LIES_PER_CHAIN, count - verdicts.lies), told, chosen.checks))
        seed += 1
        teller.tell(verdicts.lies, f"{len(verdicts.wrong)} wrong, {len(verdicts.broken)} broken")
    print(*(f"wrong: {each}" for each in verdicts.wrong[:20]), *(f"broken: {each}" for each in verdicts.broken[:20]),
          sep="\n")  # fmt: skip
    teller.end(count, verdicts)
    return verdicts

"""
`scripts/campaign mutants`: does anybody notice a small fault?

Of the contracts, by default: are there contract tests that notice (scripts/mutants.py)?  With `--layer domain`: do unit
tests, the walks beside the contracts, or the audit's comparison with storage notice (scripts/mutant_hunt.py)?
"""

from __future__ import annotations

import argparse
import resource
import time

from scripts import mutants
from scripts.domain_mutants import Mutant
from scripts.mutant_hunt import Verdicts, drawn, explained, hunt


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may be chosen."""
    parser.add_argument(
        "--layer", choices=("contracts", "domain"), default="contracts", help="where faults are planted"
    )
    parser.add_argument("--count", type=int, help="how many mutants (default: 100 of contracts, all of the domain)")
    parser.add_argument("--seed", type=int, default=1, help="which ones (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=2, help="how many at a time (default: %(default)s)")
    parser.add_argument("--killed", action="store_true", help="of the domain, tell of each that was killed by whom")
    parser.add_argument("sources", nargs="*", help="only of these, as contracts/Pledges.sol, ledger/domain/pledges.py")


def run(chosen: argparse.Namespace) -> int:
    """Run the campaign; return 1 if a mutant lives without a reason that is written down."""
    if chosen.layer == "contracts":
        return mutants.run(chosen.count or 100, chosen.seed, chosen.sources, chosen.workers)
    planted = drawn(chosen.sources, chosen.count, chosen.seed)
    reasons, began = explained(), time.monotonic()
    print(f"{len(planted)} mutants of ledger/domain, seed {chosen.seed}", flush=True)

    def told(mutant: Mutant, killer: str) -> None:
        if chosen.killed and killer:
            print(f"killed {mutant}  by {killer}", flush=True)
        if not killer:
            print(f"LIVES  {mutant}  {reasons.get(mutant.name, 'without a reason')}", flush=True)

    verdicts = hunt(planted, chosen.workers, told)
    unexplained = [each for each in verdicts.alive if each.name not in reasons]
    _tell(verdicts, len(planted), time.monotonic() - began)
    print(f"{len(verdicts.alive)} live, {len(unexplained)} of them without a reason in scripts/survivors.txt")
    print(*(each.name for each in unexplained), sep="\n")
    return 1 if unexplained else 0


def _tell(verdicts: Verdicts, planted: int, seconds: float) -> None:
    print(*map(verdicts.of, sorted(verdicts.by_module)), sep="\n")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"\n{planted} planted in {seconds:.0f} s, {used.ru_utime + used.ru_stime:.0f} s of a processor")
    print(f"noticed by {dict(sorted(verdicts.killers.items()))}")

"""`scripts/campaign mutants`: do the contract tests notice a fault?  See scripts/mutants.py."""

from __future__ import annotations

import argparse

from scripts import mutants


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may be chosen."""
    parser.add_argument("--count", type=int, default=100, help="how many mutants (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="which ones (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=2, help="how many at a time (default: %(default)s)")
    parser.add_argument("sources", nargs="*", help="only of these, as contracts/Pledges.sol")


def run(chosen: argparse.Namespace) -> int:
    """Run the campaign and return the exit code."""
    return mutants.run(chosen.count, chosen.seed, chosen.sources, chosen.workers)

"""`scripts/campaign machine`: contracts and domain side by side, as the walk of tests/invariant goes, for long."""

from __future__ import annotations

import argparse
import secrets
import time

from hypothesis import seed as seeded
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.invariant.test_ledger_machine import GATE, TALLY, LedgerMachine


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may be chosen."""
    parser.add_argument("--steps", type=int, default=200_000, help="how many steps in all (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**31), help="the first seed (default: chance)")
    parser.add_argument("--walk", type=int, default=100, help="most steps of one walk (default: %(default)s)")


def run(chosen: argparse.Namespace) -> int:
    """Walk until so many steps are done or a walk fails; return the exit code."""
    steps, seed, walk_steps = chosen.steps, chosen.seed, chosen.walk
    began = time.monotonic()
    rounds = settings(GATE, max_examples=20, stateful_step_count=walk_steps)
    while TALLY.steps.total() < steps:
        try:
            run_state_machine_as_test(seeded(seed)(LedgerMachine), settings=rounds)
        except Exception as fault:
            print(f"\nseed {seed}: {fault}", *getattr(fault, "__notes__", ()), sep="\n")
            print(f"\nAgain: scripts/campaign machine --seed {seed} --walk {walk_steps} --steps 1")
            return 1
        print(f"seed {seed} done after {time.monotonic() - began:.0f} s: {TALLY}", flush=True)
        seed += 1
    print("\nacts asked     ", *(f"{name} {count}" for name, count in sorted(TALLY.steps.items())), sep="  ")
    print("acts accepted  ", *(f"{name} {count}" for name, count in sorted(TALLY.accepted.items())), sep="  ")
    print("refusals       ", *(f"{name} {count}" for name, count in sorted(TALLY.refused.items())), sep="  ")
    return 0

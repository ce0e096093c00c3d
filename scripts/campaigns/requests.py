"""`scripts/campaign requests`: requests by chance to every operation of the API (tests/fuzzing.py)."""

from __future__ import annotations

import argparse
import os
import secrets

import pytest

TEST = "tests/integration/test_api_fuzz.py"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may be chosen."""
    parser.add_argument("--examples", type=int, default=500, help="to each operation (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9), help="the seed (default: chance)")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="only on this one (default: both)")


def run(chosen: argparse.Namespace) -> int:
    """Ask on each database; return the exit code."""
    os.environ |= {"FUZZ_EXAMPLES": str(chosen.examples), "FUZZ_SEED": str(chosen.seed)}
    return int(pytest.main(["-q", "-s", TEST, *(["-k", chosen.database] if chosen.database else [])]))

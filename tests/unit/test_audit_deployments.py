"""Code that can give way to other code: what the auditor's sweep sees in bytes, and that our contracts have none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ledger.audit.deployments import sweep
from ledger.audit.pin import CONTRACTS

BUILD = Path(__file__).resolve().parents[2] / "contracts" / "build"

PUSH2, JUMPDEST, STOP, INVALID, DELEGATECALL, CALLCODE, SELFDESTRUCT = 0x61, 0x5B, 0x00, 0xFE, 0xF4, 0xF2, 0xFF


@pytest.mark.parametrize("contract", CONTRACTS)
def test_no_contract_of_ours_can_become_another(contract: str) -> None:
    code = json.loads((BUILD / f"{contract}.json").read_text(encoding="utf-8"))["runtimeCode"]
    assert list(sweep(bytes.fromhex(code[2:]))) == []


@pytest.mark.parametrize(
    ("code", "seen"),
    [
        ([DELEGATECALL], [(0, "DELEGATECALL")]),
        ([PUSH2, DELEGATECALL, CALLCODE, STOP], []),  # pushed, not run
        ([PUSH2, 1, 2, CALLCODE], [(3, "CALLCODE")]),
        ([STOP, SELFDESTRUCT], []),  # nothing falls through to it
        ([STOP, JUMPDEST, SELFDESTRUCT], [(2, "SELFDESTRUCT")]),  # something may jump to it
        ([INVALID, PUSH2, JUMPDEST, JUMPDEST, DELEGATECALL], []),  # no place to jump to: it is pushed
        ([PUSH2, 1], []),  # cut off within what is pushed
        ([JUMPDEST, SELFDESTRUCT, DELEGATECALL], [(1, "SELFDESTRUCT")]),
    ],
)
def test_an_instruction_is_seen_where_it_can_be_reached(code: list[int], seen: list[tuple[int, str]]) -> None:
    assert list(sweep(bytes(code))) == seen

"""
The committed artifacts: of these sources, small enough, laid out as documented, the same bytes from both compilers.

The digest check compiles nothing.  The slow one compiles all sources again by Hardhat, from what scripts/compile.py
gives the same compiler.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from eth_utils.crypto import keccak

from scripts import compile as compiling
from tests.abi import artifact
from tests.evm import World
from tests.parties import PERSON, an_issue, id_of, pack, unpack

ROOT = Path(__file__).resolve().parents[2]
SLOTS = {
    "Participants": {"_status": 0, "_participants": 1, "_authorities": 2, "_keys": 3, "_proposals": 4}
    | {"_voters": 5, "_numbers": 6, "_inCharge": 7},
    "Rules": {"version": 0, "_values": 1, "_working": 2},
    "Certificates": {"_records": 0, "_heads": 1, "_shares": 2, "_claimants": 3, "_nouns": 4}
    | {"_versions": 5, "_migrations": 6, "_keepers": 7, "_holdings": 8},
    "Renewals": {"_pending": 0},
    "Successions": {"_links": 0, "_linked": 1, "_exits": 2},
    "Licences": {"_licences": 0, "_kept": 1},
    "Pledges": {"_encumbrances": 0, "_live": 1, "_filings": 2, "_objections": 3},
    "Restraints": {"_burdens": 0},
    "Equity": {"_contributions": 0},
    "Attestations": {"_statements": 0, "_bookers": 1, "_regrades": 2, "_claims": 3, "_evaluators": 4},
    "Applications": {"_cases": 0, "_objections": 1},
}


def test_the_artifacts_are_of_these_sources() -> None:
    assert compiling.faults() == []


def test_the_check_finds_a_changed_source_and_an_edited_artifact(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in ("contracts", "ledger/chain/abi"):
        shutil.copytree(ROOT / part, tmp_path / part)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    monkeypatch.setattr(compiling, "ROOT", tmp_path)
    for name in ("SOURCES", "BUILD", "PACKAGE_DATA"):
        monkeypatch.setattr(compiling, name, tmp_path / getattr(compiling, name).relative_to(ROOT))
    assert compiling.faults() == []

    copy = tmp_path / "ledger/chain/abi/Participants.json"
    copy.write_text(copy.read_text("utf-8").replace("bytecode", "byte code"), "utf-8")
    assert [fault.split()[0] for fault in compiling.faults()] == ["ledger/chain/abi/Participants.json"]
    source = tmp_path / "contracts/interfaces/ICertificates.sol"
    source.write_text(source.read_text("utf-8") + "// changed\n", "utf-8")
    assert len(compiling.faults()) == 1 + len(compiling.CONTRACTS)
    (tmp_path / "contracts/build/Certificates.json").unlink()
    assert "contracts/build/Certificates.json is missing; run scripts/compile.py" in compiling.faults()


@pytest.mark.parametrize("name", compiling.CONTRACTS)
def test_each_contract_fits_a_node(name: str) -> None:
    made = artifact(name)
    assert made["size"] == len(made["runtimeCode"]) // 2 - 1 <= 24_576
    assert made["compiler"]["settings"] == compiling.SETTINGS
    assert made["compiler"]["settings"]["evmVersion"] == "london"


@pytest.mark.parametrize("name", compiling.CONTRACTS)
def test_storage_is_laid_out_as_the_readme_says(name: str, world: World) -> None:
    assert {v["name"]: v["slot"] for v in artifact(name)["storage"]} == SLOTS[name]
    readme = (ROOT / "contracts" / "README.md").read_text("utf-8")
    for variable, slot in SLOTS[name].items():
        assert f"| {slot} | `{variable}` |" in readme
    assert world.view(world.participants, "participantCount") > 0


def test_the_record_stands_in_the_slot_of_its_id(world: World) -> None:
    world.issue(an_issue(PERSON, 7))
    word, fingerprint, _ = an_issue(PERSON, 7)
    id_ = id_of(PERSON.number, 1, fingerprint)
    slot = int.from_bytes(slot_in_mapping(id_, SLOTS["Certificates"]["_records"]))
    expected = pack(**{**unpack(word), "sequence": 1, "state": 1})
    assert world.chain.storage(world.certificates.address, slot) == expected


def slot_in_mapping(key: bytes, slot: int) -> bytes:
    """Return where a mapping keeps the value of `key`."""
    return bytes(keccak(key + slot.to_bytes(32, "big")))


@pytest.mark.parametrize("name", compiling.CONTRACTS)
def test_deployed_code_is_the_artifacts_but_for_immutables(name: str, world: World) -> None:
    contract = world.contract(name)
    made = artifact(name)
    deployed, committed = bytearray(world.chain.code(contract.address)), bytes.fromhex(made["runtimeCode"][2:])
    for start, length in made["immutables"]:
        deployed[start : start + length] = bytes(length)
    assert bytes(deployed).startswith(committed)
    assert not any(deployed[len(committed) :])


@pytest.mark.slow
def test_hardhat_compiles_the_same_input_to_the_same_bytes(tmp_path: Path) -> None:
    environment = {**os.environ, "DEED_HARDHAT_OUTPUT": str(tmp_path), "HARDHAT_DISABLE_TELEMETRY_PROMPT": "true"}
    hardhat = ROOT / "node_modules" / "hardhat" / "internal" / "cli" / "cli.js"
    command = ["node", str(hardhat), "compile", "--force"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=300)
    (built,) = (tmp_path / "artifacts" / "build-info").glob("*.json")
    asked = json.loads(built.read_text("utf-8"))["input"]
    ours = compiling.standard_input(compiling.sources())
    assert {name: each["content"] for name, each in asked["sources"].items()}.items() >= {
        name: each["content"] for name, each in ours["sources"].items()
    }.items()
    for setting, value in compiling.SETTINGS.items():
        assert asked["settings"][setting] == value
    for name in compiling.CONTRACTS:
        made = json.loads((tmp_path / "artifacts" / "contracts" / f"{name}.sol" / f"{name}.json").read_text("utf-8"))
        assert (made["bytecode"], made["deployedBytecode"]) == (
            artifact(name)["bytecode"],
            artifact(name)["runtimeCode"],
        )


@pytest.mark.slow
def test_the_gas_table_is_current() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "gas.py"), "--check"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert answer.returncode == 0, answer.stdout + answer.stderr

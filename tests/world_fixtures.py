"""
The contract tests' world, built once a run; what a test does in it is undone after the test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts import compile as compiling
from tests.abi import Contract
from tests.evm import World

SOLIDITY = Path(__file__).parent / "contract" / "solidity"

Deploy = Callable[..., Contract]


@pytest.fixture(scope="session")
def founded_world() -> World:
    return World()


@pytest.fixture
def world(founded_world: World) -> Iterator[World]:
    """Both contracts on revm, founded, with holders admitted."""
    with founded_world.undone():
        yield founded_world


@pytest.fixture(scope="session")
def compiled_test_contracts() -> dict[str, Any]:
    """The contracts of tests/contract/solidity, compiled: name -> compiler output."""
    sources = compiling.gather(sorted(SOLIDITY.glob("*.sol")))
    output = compiling.compile_sources(sources)["contracts"]
    return {path.stem: output[f"tests/contract/solidity/{path.name}"][path.stem] for path in SOLIDITY.glob("*.sol")}


@pytest.fixture
def deploy_test_contract(world: World, compiled_test_contracts: dict[str, Any]) -> Deploy:
    """Deploys a contract of tests/contract/solidity by its name and constructor arguments."""

    def deploy(name: str, *arguments: Any) -> Contract:
        made = compiled_test_contracts[name]
        return world.deploy_code(made["abi"], bytes.fromhex(made["evm"]["bytecode"]["object"]), *arguments)

    return deploy

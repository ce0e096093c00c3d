"""
The stand of the planted faults: one node for all of them, and a ledger with a short history that each test has anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.chain.contracts import deploy
from ledger.chain.node import LocalNode, free_port
from ledger.chain.rpc import Rpc
from ledger.chain.writer import Writer
from tests.chain_fixtures import LedgerChain, signer_for
from tests.fault.stand import Stand, founding_with_profiles


@pytest.fixture(scope="module")
def _node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalNode]:
    """A node that nobody else uses: code and storage on it are changed by force."""
    with LocalNode(tmp_path_factory.mktemp("faults"), free_port(), block_seconds=0) as node:
        yield node


@pytest.fixture(scope="module")
def _lived(_node: LocalNode, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """A ledger with a history, mirrored, as every test finds it."""
    with Rpc(_node.url) as rpc:
        deployment = deploy(rpc, signer_for("fault deployer"), founding_with_profiles())
        writer = Writer(rpc, deployment.chain_id)
        made = Stand(tmp_path_factory.mktemp("lived"), LedgerChain(_node.url, rpc, deployment, writer))
        made.live()
        made.index()
        yield made
        writer.close()


@pytest.fixture
def stand(_lived: Stand, tmp_path: Path) -> Iterator[Stand]:
    """The ledger with its history, for one test: what it does to the chain is undone, and the files are a copy."""
    rpc, deployment = _lived.chain.rpc, _lived.chain.deployment
    before = rpc.call("evm_snapshot")
    writer = Writer(rpc, deployment.chain_id)
    yield _lived.copied(tmp_path / "home", LedgerChain(_lived.chain.url, rpc, deployment, writer))
    writer.close()
    assert rpc.call("evm_revert", [before]) is True

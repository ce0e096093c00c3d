"""A founded ledger on a local node, for what is measured with real acts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.chain.contracts import deploy
from ledger.chain.node import LocalNode, free_port
from ledger.chain.rpc import Rpc
from ledger.chain.writer import Writer
from tests.chain_fixtures import LedgerChain, founding, signer_for


@contextmanager
def founded(home: Path) -> Iterator[LedgerChain]:
    """Found a ledger on a node that makes a block for each transaction."""
    with LocalNode(home, free_port(), block_seconds=0) as node, Rpc(node.url) as rpc:
        deployment = deploy(rpc, signer_for("deployer"), founding())
        deployment.save(home / "deployment.json")
        writer = Writer(rpc, deployment.chain_id)
        try:
            yield LedgerChain(node.url, rpc, deployment, writer)
        finally:
            writer.close()

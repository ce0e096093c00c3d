"""
Another engine: the ledger walks on a Hardhat node as it does on Anvil.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.chain.contracts import deploy
from ledger.chain.deployment import check
from ledger.chain.node import free_port
from ledger.chain.rpc import Rpc
from ledger.chain.writer import Writer
from ledger.errors import ActRefused, LedgerError
from tests.chain_fixtures import LedgerChain, founding, id_of, signer_for

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def hardhat_url() -> Iterator[str]:
    """A Hardhat node, stopped with its children."""
    port = free_port()
    node = subprocess.Popen(
        ["node_modules/.bin/hardhat", "node", "--hostname", "127.0.0.1", "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        node.terminate()
        node.wait(10)


@pytest.mark.slow
def test_ledger_walks_on_a_hardhat_node_too(hardhat_url: str) -> None:
    with Rpc(hardhat_url, retries_max=0) as rpc:
        for _ in range(300):
            try:
                rpc.call("eth_chainId")
                break
            except LedgerError:
                pass
            time.sleep(0.1)
        deployment = deploy(rpc, signer_for("deployer"), founding())
        check(rpc, deployment)
        writer = Writer(rpc, deployment.chain_id)
        chain = LedgerChain(hardhat_url, rpc, deployment, writer)
        alpha, beta = chain.admit("Alpha", "Beta")
        issued = chain.issue_to(alpha)
        chain.transfer(issued, alpha, beta)
        assert chain.acts.record_of(id_of(issued)).holder == beta.number
        with pytest.raises(ActRefused) as caught:
            chain.issue(issued)
        assert caught.value.code in {"NumberTaken", "CertificateDuplicate"}
        reader = chain.reader()
        blocks = reader.blocks(0, reader.head().number)
        assert isinstance(blocks, list)
        told = [type(entry.event).__name__ for block in blocks for entry in block.entries]
        assert told[-2:] == ["CertificateIssued", "CertificateTransferred"]
        writer.close()

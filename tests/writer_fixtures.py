"""
Writers on a journal of the test's own, and the plainest act they can send.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ledger.chain.rpc import Rpc
from ledger.chain.writer import Sent, Writer
from tests.chain_fixtures import LedgerChain, signer_for

NOWHERE = b"\x07" * 20


@pytest.fixture
def journal_file(tmp_path: Path) -> Path:
    return tmp_path / "home" / "journal.sqlite"


@pytest.fixture
def open_writer(ledger_chain: LedgerChain, journal_file: Path) -> Iterator[Callable[..., Writer]]:
    """Open writers on one journal, by the good road or by another."""
    opened: list[Writer] = []

    def start(rpc: Rpc | None = None) -> Writer:
        opened.append(Writer(rpc or ledger_chain.rpc, ledger_chain.deployment.chain_id, journal_file))
        return opened[-1]

    yield start
    for each in opened:
        each.close()


def send(by: Writer, request_key: str, seed: str = "a", to: bytes = NOWHERE, data: bytes = b"") -> Sent:
    """Send an empty transaction of a test key."""
    return by.send(signer_for(seed), to, data, request_key, gas=50_000)


def count(chain: LedgerChain, seed: str = "a") -> int:
    """Return how many transactions of a test key are in blocks."""
    return int(chain.rpc.call("eth_getTransactionCount", ["0x" + signer_for(seed).key.hex(), "latest"]), 16)

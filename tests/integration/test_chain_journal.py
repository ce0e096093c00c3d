"""
The journal: it belongs to one chain, and says so when it cannot be used.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.chain import journal, writer
from ledger.chain.node import LocalNode, free_port
from ledger.chain.rpc import Rpc
from ledger.chain.writer import Writer
from ledger.errors import Inconsistent, Misconfigured, Unavailable
from tests.chain_fixtures import LedgerChain
from tests.writer_fixtures import count, send


def test_journal_far_ahead_of_the_chain_is_not_this_chains(
    ledger_chain: LedgerChain, open_writer: Callable[..., Writer], journal_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "FILLS_MAX", 10)
    sending = open_writer()
    sending.await_(send(sending, "one"))
    with sqlite3.connect(journal_file) as kept:
        kept.execute("UPDATE sent SET nonce = 50")
    kept.close()
    with pytest.raises(Inconsistent) as caught:
        send(open_writer(), "two")
    assert caught.value.code == "JournalForeign"
    assert count(ledger_chain) == 1


def test_writer_of_another_chain_is_refused(ledger_chain: LedgerChain) -> None:
    with pytest.raises(Misconfigured) as caught:
        Writer(ledger_chain.rpc, 1)
    assert caught.value.code == "WrongChain"


def test_new_chain_begins_a_new_journal(
    ledger_chain: LedgerChain, open_writer: Callable[..., Writer], tmp_path: Path
) -> None:
    first = open_writer()
    first.await_(send(first, "one"))
    started_at = ledger_chain.clock.now() - 10**6
    with (
        LocalNode(tmp_path / "other", free_port(), block_seconds=0, started_at=started_at) as node,
        Rpc(node.url) as rpc,
    ):
        other = open_writer(rpc)
        assert not other.has("one")
        assert other.await_(send(other, "one")).block == 1


def test_file_that_is_no_journal_is_told(open_writer: Callable[..., Writer], journal_file: Path) -> None:
    journal_file.parent.mkdir()
    journal_file.write_bytes(b"not a database at all, but long enough to be read as one" * 20)
    with pytest.raises(Unavailable) as caught:
        open_writer()
    assert caught.value.code == "JournalUnusable"


def test_journal_that_stays_locked_is_told(
    open_writer: Callable[..., Writer], journal_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "BUSY_SECONDS", 0.1)
    sending = open_writer()
    other = sqlite3.connect(journal_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(Unavailable) as caught:
            send(sending, "one")
    finally:
        other.close()
    assert caught.value.code == "JournalUnusable"

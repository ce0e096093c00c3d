"""
The standing watch: each fault is planted after the first audit, and is told of within a block.

The node is a real Anvil, here and there behind one that lies; the watch runs in a thread, as the command has it.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from ledger.audit import Exit, Options, Report, run, watching
from ledger.audit.layout import mapped
from ledger.audit.report import Finding, Remark
from ledger.audit.tables.certificates import SLOTS as CERTIFICATES
from ledger.audit.watching import Standing
from tests.fault.proxy import LyingNode, Refuse
from tests.fault.stand import Stand, codes

PATIENCE_SECONDS = 30
"""Until something is told that comes within a block on an idle machine."""


@dataclass
class Watcher:
    """A watch under way."""

    heard: queue.Queue[Finding | Remark] = field(default_factory=queue.Queue)
    stop: threading.Event = field(default_factory=threading.Event)
    ended: list[Report] = field(default_factory=list)

    def wait_for(self, code: str) -> Finding | Remark:
        """Return what is told next, which must have this code."""
        said = self.heard.get(timeout=PATIENCE_SECONDS)
        assert said.code == code
        return said


@contextmanager
def watched(stand: Stand, url: str = "", **options: Any) -> Iterator[Watcher]:
    """Audit and watch, until the context ends; the report is there then."""
    watcher = Watcher()
    chosen = Options(stand.settings.deployment_file, url or stand.chain.url, **options)
    hours = 0.0 if options.get("snapshot") else 24.0
    standing = Standing(watcher.heard.put, watcher.stop, poll_seconds=0.05, full_hours=hours)
    thread = threading.Thread(target=lambda: watcher.ended.append(run(chosen, standing=standing)))
    thread.start()
    try:
        yield watcher
    finally:
        watcher.stop.set()
        thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()


def tamper(stand: Stand, name: str, slot: int) -> None:
    """Change a word of a contract's storage by force, so that no event says it."""
    address = "0x" + stand.chain.deployment.addresses[name].hex()
    stand.chain.rpc.call("anvil_setStorageAt", [address, f"{slot:#066x}", "0x" + "77" * 32])
    stand.chain.rpc.call("evm_mine")


def test_a_watch_goes_on_with_the_blocks_that_come_and_stays_silent_about_good_ones(stand: Stand) -> None:
    with watched(stand) as watcher:
        watcher.wait_for("AuditWatching")
        stand.transfer("one of two")
        stand.issue("later")
        newest = stand.chain.reader().head().number
        time.sleep(1.0)
    assert watcher.heard.empty()
    (report,) = watcher.ended
    assert (report.exit, report.scope["lastBlock"], report.scope["storageBlock"]) == (Exit.CLEAN, newest, newest)
    certificates = report.counts["meaning"]["events"]  # type: ignore[index]
    again = run(Options(stand.settings.deployment_file, stand.chain.url))
    assert certificates == again.counts["meaning"]["events"]  # type: ignore[index]


def test_storage_that_changes_without_an_event_is_told_of(stand: Stand) -> None:
    with watched(stand) as watcher:
        watcher.wait_for("AuditWatching")
        tamper(stand, "Rules", 10**6)
        said = watcher.wait_for("StorageUnsaid")
    assert isinstance(said, Finding)
    assert (said.subject, said.position) == ("Rules", stand.chain.reader().head().number)
    assert (codes(watcher.ended[0]), watcher.ended[0].exit_code) == (["StorageUnsaid"], 1)


def test_a_fact_that_storage_does_not_have_when_its_event_is_read_is_told_of(stand: Stand) -> None:
    newest: list[str] = []

    def hold(method: str, _: list[Any], result: Any) -> Any:
        return newest[-1] if method == "eth_blockNumber" and newest else result

    with LyingNode(stand.chain.url, hold) as node, watched(stand, node.url) as watcher:
        watcher.wait_for("AuditWatching")
        newest.append(hex(stand.chain.reader().head().number))
        stand.transfer("one of two")
        own = stand.issued["one of two"].certificate_id
        tamper(stand, "Certificates", int.from_bytes(mapped(CERTIFICATES["_records"], own), "big"))
        newest.clear()
        said = watcher.wait_for("RecordDifferent")
    assert isinstance(said, Finding)
    assert own.hex() in said.subject


def test_a_receipt_forged_in_a_new_block_is_told_of_and_ends_the_watch(stand: Stand) -> None:
    first = stand.chain.reader().head().number

    def forge(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getBlockReceipts" and int(params[0], 16) > first:
            result[0]["logs"].pop()
        return result

    with LyingNode(stand.chain.url, forge) as liar, watched(stand, liar.url) as watcher:
        watcher.wait_for("AuditWatching")
        stand.transfer("one of two")
        watcher.wait_for("ReceiptsRootWrong")
        for _ in range(100):
            if watcher.ended:
                break
            time.sleep(0.05)
        assert codes(watcher.ended[0]) == ["ReceiptsRootWrong"], "nothing that follows could be believed"


def node_until(silent: threading.Event, stand: Stand) -> LyingNode:
    """A node that refuses everything while `silent` is set."""

    def answer(_: str, __: list[Any], result: Any) -> Any:
        if silent.is_set():
            raise Refuse("not now")
        return result

    return LyingNode(stand.chain.url, answer)


def test_a_node_that_is_silent_for_a_while_is_told_of_and_forgiven(stand: Stand) -> None:
    silent = threading.Event()
    with node_until(silent, stand) as node, watched(stand, node.url) as watcher:
        watcher.wait_for("AuditWatching")
        silent.set()
        watcher.wait_for("AuditNodeRefused")
        silent.clear()
        stand.transfer("one of two")
        time.sleep(1.0)
    assert watcher.heard.empty()
    assert watcher.ended[0].exit is Exit.CLEAN


def test_a_node_that_is_silent_at_the_end_leaves_the_watch_undecided(stand: Stand) -> None:
    silent = threading.Event()
    with node_until(silent, stand) as node, watched(stand, node.url) as watcher:
        watcher.wait_for("AuditWatching")
        silent.set()
        watcher.wait_for("AuditNodeRefused")
    assert watcher.ended[0].exit is Exit.UNDECIDED


def test_a_block_that_is_replaced_after_it_was_audited_is_told_of(stand: Stand) -> None:
    rpc = stand.chain.rpc
    before = rpc.call("evm_snapshot")
    rpc.call("evm_mine")
    with watched(stand) as watcher:
        watcher.wait_for("AuditWatching")
        assert rpc.call("evm_revert", [before])
        rpc.call("evm_setNextBlockTimestamp", [stand.chain.clock.now() + 1_000])
        rpc.call("evm_mine")
        rpc.call("evm_mine")
        told = [watcher.heard.get(timeout=PATIENCE_SECONDS).code for _ in range(1)]
        while told[-1] != "HistoryDifferent":
            told.append(watcher.heard.get(timeout=PATIENCE_SECONDS).code)
    assert set(told) <= {"AuditChainMoved", "AuditHeadBackwards", "HistoryDifferent"}
    assert codes(watcher.ended[0]) == ["HistoryDifferent"]


def test_a_second_node_that_is_a_block_behind_is_waited_for_and_one_that_forks_is_told_of(stand: Stand) -> None:
    late, other = threading.Event(), "0x" + "77" * 32
    newest = stand.chain.reader().head().number

    def answer(method: str, params: list[Any], result: Any) -> Any:
        if method != "eth_getBlockByNumber":
            return result
        number = int(params[0], 16)
        if late.is_set() and number > newest:
            return None
        return {**result, "hash": other} if number > newest + 1 else result

    with LyingNode(stand.chain.url, answer) as node, watched(stand, second_rpc_url=node.url) as watcher:
        watcher.wait_for("AuditWatching")
        late.set()
        stand.chain.rpc.call("evm_mine")
        time.sleep(0.5)
        late.clear()
        time.sleep(0.5)
        assert watcher.heard.empty()
        stand.chain.rpc.call("evm_mine")
        said = watcher.wait_for("NodesDisagree")
    assert isinstance(said, Finding)
    assert (said.position, said.found) == (newest + 2, other)
    assert not watcher.ended[0].notes.undecided


def test_a_watch_that_ended_goes_on_from_its_book(stand: Stand) -> None:
    book = stand.home / "book"
    with watched(stand, resume=book) as watcher:
        watcher.wait_for("AuditWatching")
        stand.transfer("one of two")
        time.sleep(0.5)
    first = watcher.ended[0]
    stand.issue("later")
    with watched(stand, resume=book) as watcher:
        watcher.wait_for("AuditWatching")
    again, whole = watcher.ended[0], run(Options(stand.settings.deployment_file, stand.chain.url))
    assert (first.exit, again.exit) == (Exit.CLEAN, Exit.CLEAN)
    assert again.notes.book == whole.notes.book


def test_a_service_that_does_not_keep_up_is_told_of_once(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "STALE_SECONDS", 0.0)
    with stand.served() as url, watched(stand, snapshot=url, api_key=stand.api_key) as watcher:
        watcher.wait_for("AuditWatching")
        stand.chain.rpc.call("evm_mine")
        watcher.wait_for("MirrorStale")
        time.sleep(0.5)
        assert watcher.heard.empty()
    assert [finding.severity for finding in watcher.ended[0].findings] == ["doubt"]


def test_a_row_that_is_edited_later_is_told_of_by_the_next_full_comparison(stand: Stand) -> None:
    with stand.served() as url, watched(stand, snapshot=url, api_key=stand.api_key) as watcher:
        watcher.wait_for("AuditWatching")
        stand.edit("UPDATE participants SET roles = 9 WHERE number = :number", number=stand.holders[0].number)
        said = watcher.wait_for("MirrorRowAltered")
    assert isinstance(said, Finding)


def test_a_watch_that_is_stopped_in_its_first_audit_is_undecided(stand: Stand) -> None:
    watcher = Watcher()
    watcher.stop.set()
    standing = Standing(watcher.heard.put, watcher.stop)
    report = run(Options(stand.settings.deployment_file, stand.chain.url), standing=standing)
    assert [remark.code for remark in report.notes.undecided] == ["AuditInterrupted"]


def test_the_command_prints_a_line_at_once_and_ends_with_the_report_on_sigterm(stand: Stand) -> None:
    command = [sys.executable, "-m", "ledger.cli", "--json", "audit", "--watch"]
    environment = {**os.environ, "DEED_HOME": str(stand.home), "DEED_RPC_URL": stand.chain.url}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["remark"]["code"] == "AuditWatching"
        tamper(stand, "Rules", 10**6)
        assert json.loads(process.stdout.readline())["finding"]["code"] == "StorageUnsaid"
        process.send_signal(signal.SIGTERM)
        report = json.loads(process.stdout.readline())["report"]
        assert process.wait(PATIENCE_SECONDS) == 1
    assert (report["outcome"], len(report["findings"])) == ("findings", 1)

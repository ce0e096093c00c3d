"""What of an audit is measured: its questions to the node alone, the evidence, the replay, the proofs of storage."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from time import perf_counter
from typing import Any

from ledger.audit.book import Book
from ledger.audit.evidence import BLOCKS_MAX, CheckedBlock, Evidence
from ledger.audit.node import Node
from ledger.audit.pin import Pin
from ledger.audit.replay import Replay
from ledger.audit.report import KINDS, Layer, Notes
from ledger.audit.storage import compare_storage
from scripts.benchmarks.task import Task, perform
from scripts.benchmarks.wire import Wire

TIMEOUT_SECONDS = 600.0

SEEN: dict[str, Any] = {}
"""What came of the work: written by it, read by `tally` of the same process."""


def fetch(task: Task) -> None:
    """Ask what the evidence asks, in as large batches, and throw the answers away."""
    events = 0
    with closing(Wire(task.rpc_url)) as wire:
        for first in range(1, task.last + 1, BLOCKS_MAX):
            numbers = range(first, min(task.last + 1, first + BLOCKS_MAX))
            for method, more in (("eth_getBlockByNumber", [True]), ("eth_getBlockReceipts", [])):
                asked = [
                    {"jsonrpc": "2.0", "id": number, "method": method, "params": [hex(number), *more]}
                    for number in numbers
                ]
                events += wire.post(asked).count(b'"logIndex"')
    SEEN["events"] = events


def evidence(task: Task) -> None:
    """Check every block and receipt, and no more."""
    notes = Notes()
    with Node(task.rpc_url, TIMEOUT_SECONDS) as node:
        for _ in _blocks(task, node, notes):
            pass
    _see(notes, notes.counts[Layer.BYTES]["logs"])


def replay(task: Task) -> None:
    """Check the evidence and fold it: an audit without what it is compared with."""
    notes = Notes()
    with Node(task.rpc_url, TIMEOUT_SECONDS) as node, closing(Book()) as book:
        replayed(task, node, notes, book)
    _see(notes, notes.counts[Layer.MEANING]["events"])


def proofs(task: Task) -> None:
    """Replay, and prove every slot of the contracts' storage."""
    notes = Notes()
    with Node(task.rpc_url, TIMEOUT_SECONDS) as node, closing(Book()) as book:
        found = replayed(task, node, notes, book)
        assert found.block is not None
        began = perf_counter()
        pin = Pin.load(Path(task.deployment_file))
        compare_storage(node, pin, found.block, book, notes, progress=lambda _: None)
        notes.seconds["proofs"] = perf_counter() - began
    _see(notes, notes.counts[Layer.MEANING]["events"])


def replayed(task: Task, node: Node, notes: Notes, book: Book) -> Replay:
    """Return the replay of all blocks, in `book`."""
    found = Replay(Pin.load(Path(task.deployment_file)), notes, book)
    seconds = 0.0
    began = perf_counter()
    for block in _blocks(task, node, notes):
        at = perf_counter()
        found.fold(block)
        seconds += perf_counter() - at
    notes.seconds = {"evidence": perf_counter() - began - seconds, "replay": seconds}
    assert found.stopped_at is None, f"the replay stopped at {found.stopped_at}"
    return found


def _blocks(task: Task, node: Node, notes: Notes) -> Iterator[CheckedBlock]:
    return Evidence(node, Pin.load(Path(task.deployment_file)), notes).blocks(1, task.last)


def _see(notes: Notes, events: int) -> None:
    layers = (Layer.BYTES, Layer.DERIVED, Layer.STORAGE)
    codes = [each.code for each in notes.findings if KINDS[each.code].layer in layers]
    assert not codes, f"the history is sound, and was found not to be: {codes[:3]}"
    SEEN.update(events=events, seconds=notes.seconds, slots=notes.counts.get(Layer.STORAGE, {}).get("slots", 0))


WORKS: Mapping[str, Callable[[Task], None]] = {
    "fetch": fetch,
    "evidence": evidence,
    "replay": replay,
    "proofs": proofs,
}


def work(task: Task) -> None:
    began = perf_counter()
    WORKS[task.variant](task)
    SEEN["work"] = perf_counter() - began


def tally(_: Task) -> dict[str, Any]:
    return SEEN


if __name__ == "__main__":
    perform(work, tally)

"""
Hostile sources: a node, a snapshot and a service that answer to harm, and audits that were aimed past the ledger.

An audit that read nothing is never clean, and no answer makes it crash: whatever is unreadable leaves it undecided or
is a finding.  A sample of single lies, drawn from a fixed seed, is told anew at each run.
"""

from __future__ import annotations

import copy
import gzip
import hashlib
import json
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from ledger.audit import Exit, Report
from ledger.audit import documents as documents_module
from ledger.audit import node as node_module
from ledger.audit.text import text
from tests.fault.proxy import LyingNode
from tests.fault.stand import Stand, codes
from tests.simulation.lies import paths, replaced

LIES = 15
SEED = 20261123


def undecided(report: Report) -> list[str]:
    assert report.findings == ()
    assert report.exit is Exit.UNDECIDED
    assert text(report, "zh")
    return [remark.code for remark in report.notes.undecided]


@contextmanager
def answering(body: bytes, **headers: str) -> Iterator[str]:
    """A server that gives one answer to everything."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            self.send_response(200)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST  # noqa: N815 - the base class's name

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# PAST THE LEDGER


def test_an_audit_that_ends_before_the_ledger_begins_is_undecided(stand: Stand) -> None:
    first = stand.chain.deployment.first_block
    assert undecided(stand.audit(until=first - 1, snapshot="", documents="")) == ["AuditNothingToRead"]


def test_a_node_that_hides_all_its_blocks_leaves_the_audit_undecided(stand: Stand) -> None:
    def hide(method: str, _: list[Any], result: Any) -> Any:
        return "0x0" if method == "eth_blockNumber" else result

    with LyingNode(stand.chain.url, hide) as liar:
        report = stand.audit(rpc_url=liar.url, snapshot="", documents="")
    assert undecided(report) == ["AuditNothingToRead"]


def test_a_pin_whose_first_block_is_past_every_event_is_found_by_storage(stand: Stand) -> None:
    stand.chain.rpc.call("evm_mine")
    late = stand.pin_with(firstBlock=stand.chain.reader().head().number)
    report = stand.audit(pin_file=late, snapshot="", documents="")
    assert "FactDifferent" in codes(report)


def test_a_snapshot_of_another_block_than_the_last_leaves_the_audit_undecided(stand: Stand) -> None:
    stand.chain.rpc.call("evm_mine")
    report = stand.audit(until=stand.chain.reader().head().number)
    assert undecided(report) == ["AuditSnapshotElsewhere"]


# HOSTILE NODES


NESTED = b"[" * 200_000 + b"]" * 200_000


@pytest.mark.parametrize(
    ("body", "headers"),
    [(NESTED, {}), (b"no gzip", {"content_encoding": "gzip"}), (b"\xff\xfe{", {})],
    ids=["nested", "encoding", "bytes"],
)
def test_an_answer_that_nobody_can_read_leaves_the_audit_undecided(
    stand: Stand, body: bytes, headers: dict[str, str]
) -> None:
    with answering(body, **headers) as url:
        assert undecided(stand.audit(rpc_url=url)) == ["AuditNodeAnswer"]


def test_an_answer_without_end_is_not_read_to_its_end(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node_module, "ANSWER_BYTES_MAX", 1_000_000)
    bomb = gzip.compress(b" " * 2_000_000)
    with answering(bomb, content_encoding="gzip") as url:
        assert undecided(stand.audit(rpc_url=url)) == ["AuditNodeAnswer"]


@pytest.mark.slow
def test_no_single_lie_of_the_node_crashes_the_audit(stand: Stand) -> None:
    dice = random.Random(SEED)  # noqa: S311 - a sample, no secret
    asked: dict[str, list[Any]] = {}

    def listen(method: str, _: list[Any], result: Any) -> Any:
        asked.setdefault(method, []).append(copy.deepcopy(result))
        return result

    saved = {"snapshot": str(_snapshot(stand)), "documents": str(stand.settings.documents_dir)}
    with LyingNode(stand.chain.url, listen) as honest:
        assert stand.audit(rpc_url=honest.url, **saved).exit is Exit.CLEAN
    for number in range(LIES):
        method = dice.choice(sorted(asked))
        answer = dice.randrange(len(asked[method]))
        path = dice.choice(list(paths(asked[method][answer])))
        new: Any = dice.choice([None, 5, "x", "0x", [], {}, [None], True, -1, "0x-1", "0x" + "f" * 600])
        with LyingNode(stand.chain.url, _told_once(method, answer, path, new)) as liar:
            report = stand.audit(rpc_url=liar.url, **saved)
        assert report.exit in Exit, (number, method, path, new)
        assert report.json()


def _told_once(method: str, answer: int, path: tuple[Any, ...], new: Any) -> Callable[[str, list[Any], Any], Any]:
    seen = 0

    def lie(each: str, _: list[Any], result: Any) -> Any:
        nonlocal seen
        if each != method:
            return result
        seen += 1
        if seen != answer + 1:
            return result
        return replaced(result, path, new)

    return lie


# HOSTILE SERVICES


def _snapshot(stand: Stand) -> Path:
    with stand.served() as url:
        content = httpx.get(f"{url}/v1/snapshot", headers={"X-Api-Key": stand.api_key}).content
    file = stand.home / "snapshot.ndjson"
    file.write_bytes(content)
    return file


@pytest.mark.parametrize(
    "line",
    [b"[" * 200_000, b'{"kind":"participant","fact":{"number":1e999}}', b'{"kind":"noun","fact":{"address":[]}}'],
)
def test_a_hostile_line_of_a_snapshot_is_one_finding(stand: Stand, line: bytes) -> None:
    file = _snapshot(stand)
    head, *_ = file.read_bytes().splitlines(keepends=True)
    body = head + line + b"\n"
    file.write_bytes(body + json.dumps({"count": 1, "sha256": hashlib.sha256(body).hexdigest()}).encode())
    assert codes(stand.audit(snapshot=str(file))) == ["SnapshotBroken"]


@pytest.mark.parametrize("block", ["1e999", "[]", "9" * 30])
def test_a_hostile_first_line_of_a_snapshot_crashes_nothing(stand: Stand, block: str) -> None:
    file = _snapshot(stand)
    number = stand.chain.reader().head().number
    file.write_text(file.read_text().replace(f'"block":{number}', f'"block":{block}', 1))
    report = stand.audit(snapshot=str(file))
    if block.isdigit():
        assert undecided(report) == ["AuditBlockMissing"]
    else:
        assert codes(report) == ["SnapshotBroken"]


def test_a_document_without_end_is_altered(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents_module, "DOCUMENT_BYTES_MAX", 100_000)
    with answering(gzip.compress(b" " * 2_000_000), content_encoding="gzip") as url:
        report = stand.audit(documents=url)
    assert set(codes(report)) == {"DocumentAltered"}


def test_a_broken_text_in_a_snapshot_can_be_printed(stand: Stand) -> None:
    file = _snapshot(stand)
    old = file.read_text()
    body = old[: old.rindex("\n", 0, -1) + 1].replace('"profile_digest":"0x', '"profile_digest":"\\ud800\\u001b', 1)
    assert "\\ud800" in body
    rows = body.count("\n") - 1
    file.write_text(body + json.dumps({"count": rows, "sha256": hashlib.sha256(body.encode()).hexdigest()}))
    report = stand.audit(snapshot=str(file))
    assert codes(report) == ["MirrorRowAltered"]
    assert report.json().encode()
    assert "\x1b" not in text(report, "en")
    assert text(report, "en").encode()

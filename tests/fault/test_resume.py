"""
An audit that goes on: after any interruption to the same report, and from the signed report of an earlier one.

The interruptions are real: the process is killed at any instant, again and again, with a commit after every block, so
that every state of the file is met.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from ledger.audit import Layer, Options, Report, bookmark, run, signing
from ledger.audit.signing import AuditorKey
from ledger.errors import Misconfigured
from tests.fault.proxy import LyingNode
from tests.fault.stand import Stand, codes
from tests.fault.test_evidence import is_block_of

PASSPHRASE = "a passphrase of the tests"
KILLS = 8
LIVES = 1_000_000
"""More than an audit tells."""


@pytest.fixture(autouse=True)
def _often() -> Iterator[None]:
    """Commit after every block."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bookmark, "COMMIT_SECONDS", 0.0)
        yield


def told(report: Report) -> dict[str, Any]:
    """Return a report without what time it was and how long it took."""
    content = report.as_dict()
    for name in ("milliseconds", "eventsPerSecond", "inputsDigest"):
        del content[name]
    del content["inputs"]["began"]
    return content


def audit_in_a_process(options: Options, file: Path, lives: int) -> None:
    """Audit, but die when progress was told so many times."""
    left = iter(range(lives))

    def tell(*_: object) -> None:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    file.write_text(json.dumps(told(run(options, tell))))


def killed_again_and_again(options: Options, file: Path, seed: int, lives_max: int = 12) -> tuple[dict[str, Any], int]:
    """
    Audit in processes that are killed, the last not; return its report, and at how many blocks the others ended.

    Half of them die after some progress, at most `lives_max` steps of it, half at any instant.
    """
    random = Random(seed)  # noqa: S311
    assert options.resume is not None
    blocks = set()
    for number in range(KILLS + 1):
        lives = random.randint(1, lives_max) if number % 2 == 0 and number < KILLS else LIVES
        arguments = (options, file, lives)
        process = multiprocessing.get_context("fork").Process(target=audit_in_a_process, args=arguments)
        process.start()
        if lives == LIVES and number < KILLS:
            time.sleep(random.uniform(0.0, 0.3))
            process.kill()
        process.join()
        blocks.add(kept_in(options.resume))
    assert process.exitcode == 0
    return json.loads(file.read_text()), len(blocks - {0})


def kept_in(file: Path) -> int:
    """Return the block that an audit would go on with, 0 for the first."""
    if not file.exists():
        return 0
    with sqlite3.connect(file) as base:
        is_begun = base.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'said'").fetchone()[0]
        row = base.execute("SELECT content FROM said WHERE name = 'place'").fetchone() if is_begun else None
    base.close()
    return 0 if row is None else int(json.loads(row[0])["next"])


def options_of(stand: Stand, **more: Any) -> Options:
    return Options(stand.settings.deployment_file, stand.chain.url, **more)


def signed(report: Report, folder: Path, **changes: Any) -> Path:
    """Sign a report, and return the file of it."""
    file = folder / "earlier.jws"
    key = AuditorKey.make(folder / f"auditor-{time.monotonic_ns()}", PASSPHRASE)
    file.write_text(key.sign(report.as_dict() | changes, signing.REPORT) + "\n")
    return file


def test_an_audit_that_was_killed_at_any_instant_ends_with_the_same_report(stand: Stand, tmp_path: Path) -> None:
    documents = str(stand.settings.documents_dir)
    plain = told(run(options_of(stand, documents=documents)))
    resumed = options_of(stand, documents=documents, resume=tmp_path / "audit.book")
    again, steps = killed_again_and_again(resumed, tmp_path / "report.json", seed=1)
    assert again == plain
    assert steps > 1, "no process was killed under way"
    assert told(run(resumed)) == plain, "an audit that came to its end says the same again"


def test_findings_before_an_interruption_are_told_after_it(stand: Stand, tmp_path: Path) -> None:
    def lie(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getBlockReceipts" and is_block_of(stand, "alone", params):
            result[0]["logs"][0]["logIndex"] = "0x77"
        return result

    with LyingNode(stand.chain.url, lie) as node:
        options = Options(stand.settings.deployment_file, node.url, resume=tmp_path / "audit.book")
        plain = run(Options(stand.settings.deployment_file, node.url))
        assert codes(plain) == ["FieldUnfounded"]
        again, _ = killed_again_and_again(options, tmp_path / "report.json", seed=2)
    assert again == told(plain)


def test_a_file_of_another_audit_is_refused(stand: Stand, tmp_path: Path) -> None:
    book = tmp_path / "audit.book"
    run(options_of(stand, resume=book))
    for other, what in (
        (options_of(stand, resume=book, until=5), "until"),
        (options_of(stand, resume=book), "version"),
    ):
        if what == "version":
            with sqlite3.connect(book) as base:
                base.execute("""UPDATE said SET content = replace(content, '"version": "', '"version": "0')""")
            base.close()
        with pytest.raises(Misconfigured) as refused:
            run(other)
        assert (refused.value.code, refused.value.facts["what"]) == ("AuditBookOther", what)


def test_a_file_that_is_no_book_is_named(stand: Stand, tmp_path: Path) -> None:
    book = tmp_path / "audit.book"
    book.write_bytes(b"a photograph" * 1_000)
    with pytest.raises(Misconfigured) as refused:
        run(options_of(stand, resume=book))
    assert refused.value.code == "AuditBookUnusable"


def test_the_next_audit_rests_on_the_earlier_report_and_finds_what_came_after(stand: Stand, tmp_path: Path) -> None:
    book = tmp_path / "audit.book"
    first = run(options_of(stand, resume=book))
    report = signed(first, tmp_path)
    stand.transfer("one of two")
    following = run(options_of(stand, resume=book, earlier=report))
    assert codes(following) == []
    last = first.scope["lastBlock"]
    assert following.scope["firstBlock"] == last + 1
    assert following.scope["from"]["block"] == last
    assert following.scope["from"]["outcome"] == "clean"
    whole = run(options_of(stand))
    assert following.as_dict()["bookDigest"] == whole.as_dict()["bookDigest"]
    events = [each.counts[Layer.MEANING]["events"] for each in (first, following, whole)]
    assert events[0] + events[1] == events[2] > events[0]
    assert following.counts[Layer.STORAGE]["slots"] == whole.counts[Layer.STORAGE]["slots"]


def test_an_audit_from_an_earlier_report_goes_on_after_an_interruption_too(stand: Stand, tmp_path: Path) -> None:
    book = tmp_path / "audit.book"
    report = signed(run(options_of(stand, resume=book)), tmp_path)
    copy = tmp_path / "copy.book"
    copy.write_bytes(book.read_bytes())
    stand.transfer("one of two")
    stand.issue("late")
    plain = told(run(options_of(stand, resume=book, earlier=report)))
    resumed = options_of(stand, resume=copy, earlier=report)
    again, _ = killed_again_and_again(resumed, tmp_path / "report.json", seed=3)
    assert again == plain


@pytest.mark.parametrize("change", ["fact", "trail", "digest", "block", "unsigned", "unfinished", "no file"])
def test_what_the_earlier_report_does_not_cover_is_no_ground(stand: Stand, tmp_path: Path, change: str) -> None:
    book = tmp_path / "audit.book"
    first = run(options_of(stand, resume=book))
    content = first.as_dict()
    code, changes = "AuditBookNotOfReport", dict[str, Any]()
    if change == "fact":
        with sqlite3.connect(book) as base:
            changed = base.execute(
                "UPDATE facts SET content = CAST(replace(content, 'false', 'true') AS BLOB)"
                "WHERE place = (SELECT min(place) FROM facts WHERE kind = 'key')"
            )
            assert changed.rowcount == 1
        base.close()
    elif change == "trail":
        with sqlite3.connect(book) as base:
            changed = base.execute("DELETE FROM trail WHERE own = (SELECT max(own) FROM trail WHERE kind = 'paper')")
            assert changed.rowcount == 1
        base.close()
    elif change == "digest":
        kinds = content["bookDigest"]
        changes = {"bookDigest": kinds | {"certificate": kinds["certificate"] | {"sha256": "0x" + "00" * 32}}}
    elif change == "block":
        changes = {"scope": content["scope"] | {"bookBlock": content["scope"]["bookBlock"] - 1}}
    elif change == "unfinished":
        code, changes = "AuditEarlierUnfinished", {"scope": {"lastBlock": 7}}
    report = signed(first, tmp_path, **changes)
    if change == "unsigned":
        code = "AuditEarlierUnreadable"
        report.write_text(first.json())
    elif change == "no file":
        code = "AuditBookMissing"
        book.unlink()
    with pytest.raises(Misconfigured) as refused:
        run(options_of(stand, resume=book, earlier=report))
    assert refused.value.code == code


def test_a_history_that_was_rewritten_since_the_report_is_the_finding(stand: Stand, tmp_path: Path) -> None:
    book = tmp_path / "audit.book"
    rpc = stand.chain.rpc
    before = rpc.call("evm_snapshot")
    rpc.call("evm_mine")
    first = run(options_of(stand, resume=book))
    report = signed(first, tmp_path)
    rpc.call("evm_revert", [before])
    rpc.call("anvil_setNonce", ["0x" + "11" * 20, "0x7"])
    rpc.call("evm_mine")
    rpc.call("evm_mine")
    following = run(options_of(stand, resume=book, earlier=report))
    assert codes(following) == ["HistoryDifferent"]
    again = run(options_of(stand, resume=book))
    assert [each.code for each in again.notes.undecided] == ["AuditBookDeparted"]

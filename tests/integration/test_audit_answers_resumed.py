"""
Answers in an audit that goes on: after any interruption they are judged as they would have been, and an audit that
rests on an earlier one judges those of the blocks that came since.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ledger.audit import Layer, Options, Report, bookmark, run
from ledger.audit.export import export_kit
from tests.fault.test_resume import killed_again_and_again, signed
from tests.fault.test_resume import told as written
from tests.integration.test_audit_answers import found, left, relogged
from tests.told_fixtures import Line, Told


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commit after every block."""
    monkeypatch.setattr(bookmark, "COMMIT_SECONDS", 0.0)


def judged(report: Report) -> int:
    """Return how many answers were judged again."""
    return report.notes.counts[Layer.ANSWERS].get("answers judged", 0)


def middle(told: Told) -> int:
    """Return a block of which was answered, as of later ones."""
    return int(told.said(2)["evidence"]["block"])


def wrong(told: Told) -> list[Line]:
    """Return lines of which answers 2, of a block in the middle, and 5, of the last, are false, though signed."""

    def alter(payload: dict[str, Any]) -> None:
        next(each for each in payload["verification"]["checks"] if each["code"] == "SAME_DATA")["outcome"] = "FAIL"

    lines = told.altered(2, alter)
    lines[5] = told.altered(5, alter)[5]
    return relogged(told, lines)


def faulty(report: Report) -> set[str]:
    """Return the answers that were found to be wrong; nothing else is."""
    assert {code for code, _ in found(report)} <= {"AnswerWrong"}
    return {subject.partition(",")[0] for _, subject in found(report)}


@pytest.mark.slow
@pytest.mark.parametrize("source", ["file", "kit"])
def test_answers_are_judged_alike_whatever_interrupts_the_audit(told: Told, tmp_path: Path, source: str) -> None:
    options = told.options(tmp_path, wrong(told))
    if source == "kit":
        export_kit(options, tmp_path / "kit.zip")
        options = Options(options.pin_file, "", kit=tmp_path / "kit.zip")
    plain = run(options)
    assert faulty(plain) == {"answer 2", "answer 5"}
    going_on = replace(options, resume=tmp_path / "audit.book")
    again, steps = killed_again_and_again(going_on, tmp_path / "report.json", seed=4, lives_max=30)
    assert again == written(plain)
    assert steps > 1, "no process was killed under way"
    assert written(run(going_on)) == written(plain), "an audit that came to its end says the same again"


def test_an_audit_that_rests_on_an_earlier_one_judges_what_was_answered_since(told: Told, tmp_path: Path) -> None:
    book, lines = tmp_path / "audit.book", wrong(told)
    first = run(told.options(tmp_path, lines, resume=book, until=middle(told)))
    assert faulty(first) == {"answer 2"}
    following = run(told.options(tmp_path, lines, resume=book, earlier=signed(first, tmp_path)))
    assert faulty(following) == {"answer 5"}
    whole = run(told.options(tmp_path, lines))
    assert judged(first) + judged(following) == judged(whole) == 7
    assert left(following)["AuditAnswersElsewhere"] == judged(first)
    assert following.as_dict()["bookDigest"] == whole.as_dict()["bookDigest"], "the trail's among them"


def test_an_audit_without_answers_keeps_what_the_next_needs_to_judge_them(told: Told, tmp_path: Path) -> None:
    book = tmp_path / "audit.book"
    earlier = signed(run(told.options(tmp_path, answers="", resume=book, until=middle(told))), tmp_path)
    following = run(told.options(tmp_path, resume=book, earlier=earlier))
    assert faulty(following) == set()
    assert 0 < judged(following) < 7

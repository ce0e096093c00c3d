"""
The report: every finding has its words, every ending its code, and no credential gets in.

Findings are planted into a report by hand; what the audit itself finds is in tests/fault.
"""

from __future__ import annotations

import json
from string import Formatter

import pytest

from ledger.audit.node import host_of
from ledger.audit.report import FINDINGS_MAX, KINDS, Exit, Layer, Notes, Report
from ledger.audit.text import text
from ledger.domain.events import Position
from ledger.errors import Unavailable
from ledger.messages import LOCALES, TABLE


def report_of(notes: Notes) -> Report:
    return Report({"chainId": 7, "firstBlock": 1, "lastBlock": 9}, {"node": "http://node.example"}, notes)


def test_every_finding_has_sentences_and_a_remedy_in_both_languages() -> None:
    assert {f"Audit{code}" for code in KINDS} <= set(TABLE)
    for kind in KINDS.values():
        assert set(TABLE[kind.remedy]) == set(LOCALES)


@pytest.mark.parametrize("code", KINDS)
def test_a_sentence_asks_for_nothing_that_a_finding_lacks(code: str) -> None:
    for template in TABLE[f"Audit{code}"].values():
        asked = {name for _, name, _, _ in Formatter().parse(template) if name}
        assert asked <= {"position", "subject", "expected", "found"}


@pytest.mark.parametrize("locale", LOCALES)
def test_a_finding_is_told_with_both_values(locale: str) -> None:
    notes = Notes()
    notes.find("MirrorRowAltered", Position(4, 1, 2), "certificate 0xab", {"holder": 3}, {"holder": 5})
    told = text(report_of(notes), locale)
    assert "holder=3" in told
    assert "holder=5" in told
    assert "?" not in told
    assert json.loads(report_of(notes).json())["findings"][0]["position"] == "4.1.2"


def test_the_exit_codes_are_those_of_the_manual() -> None:
    notes = Notes()
    assert (report_of(notes).exit, report_of(notes).exit_code) == (Exit.CLEAN, 0)
    notes.doubt(Unavailable("AuditNodeSilent", host="http://node.example", method="eth_chainId", reason="no"))
    assert (report_of(notes).exit, report_of(notes).exit_code) == (Exit.UNDECIDED, 3)
    notes.find("GasWrong", 3, "block 3", 1, 2)
    assert (report_of(notes).exit, report_of(notes).exit_code) == (Exit.FINDINGS, 1)


def test_findings_beyond_the_limit_are_counted() -> None:
    notes = Notes()
    for number in range(FINDINGS_MAX + 3):
        notes.find("GasWrong", number, f"block {number}", 1, 2)
    assert len(notes.findings) == FINDINGS_MAX
    assert json.loads(report_of(notes).json())["findingsNotListed"] == 3
    assert f"{FINDINGS_MAX + 3} findings" in text(report_of(notes), "en")


def test_what_was_checked_is_counted_by_layer() -> None:
    notes = Notes()
    notes.count(Layer.BYTES, "headers", 9)
    notes.count(Layer.MEANING, "events", 100)
    notes.elapsed = 0.5
    made = json.loads(report_of(notes).json())
    assert made["counts"]["bytes"] == {"headers": 9}
    assert made["eventsPerSecond"] == 200.0
    assert set(made["counts"]) == {str(layer) for layer in Layer}


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://user:secret@node.example:8545/v1/key?token=x", "http://node.example:8545"),
        ("https://node.example/secret-path", "https://node.example"),
    ],
)
def test_an_address_is_shown_without_credentials(url: str, shown: str) -> None:
    assert host_of(url) == shown

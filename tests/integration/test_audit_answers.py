"""
The numbered answers of a real service, held against the replay: each fault in them is named, and nothing else.

The answers were given by the API over its mirror; the auditor has the chain's blocks, the documents, and a file of what
was answered.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.answers.jws import content
from ledger.answers.note import Checkpoint, signed
from ledger.audit.report import Exit, Layer, Report
from ledger.errors import Misconfigured
from tests.told_fixtures import Line, Told


def found(report: Report) -> list[tuple[str, str]]:
    """Return code and subject of all findings, in their order; the founders' profiles are on no file."""
    assert not report.notes.undecided, report.notes.undecided
    return [(each.code, each.subject) for each in report.findings if each.code != "DocumentMissing"]


def left(report: Report) -> dict[str, Any]:
    """Return the counts of what was not compared."""
    codes = {each.code: each.facts.get("count") for each in report.notes.unchecked}
    return {code: count for code, count in codes.items() if code.startswith("AuditAnswers")}


def test_every_answer_of_the_service_is_judged_alike_by_the_auditor(told: Told, tmp_path: Path) -> None:
    report = told.audit(tmp_path)
    assert found(report) == []
    counts = report.notes.counts[Layer.ANSWERS]
    assert counts["signatures"] == len(told.lines) - 1 == 8
    assert (counts["answers judged"], counts["tree roots"], counts["keys"]) == (7, 1, 1)
    assert counts["checks compared"] > 7 * 25
    assert left(report) == {"AuditAnswersPortfolios": 1, "AuditAnswersStated": 7}
    assert told.audit(tmp_path, documents="").exit is Exit.CLEAN


def test_the_auditor_may_ask_the_service_itself(told: Told, tmp_path: Path) -> None:
    report = told.audit(tmp_path, answers=told.url, api_key=told.api_key)
    assert found(report) == []
    assert report.notes.counts[Layer.ANSWERS]["answers judged"] == 7
    refused = told.audit(tmp_path, answers=told.url, api_key="")
    assert refused.exit is Exit.UNDECIDED
    assert [each.code for each in refused.notes.undecided] == ["AuditSourceSilent"]


def test_an_answer_that_was_altered_is_forged(told: Told, tmp_path: Path) -> None:
    lines = json.loads(json.dumps(told.lines))
    token = lines[3]["answer"]
    lines[3]["answer"] = token[:400] + ("A" if token[400] != "A" else "B") + token[401:]
    report = told.audit(tmp_path, lines)
    assert found(report) == [("AnswerForged", "answer 3")]
    assert "AuditLogNotRebuilt" in [each.code for each in report.notes.unchecked]


def test_an_answer_that_was_removed_is_missing(told: Told, tmp_path: Path) -> None:
    assert found(told.audit(tmp_path, told.lines[:3] + told.lines[4:])) == [("AnswerMissing", "answer 3")]
    assert found(told.audit(tmp_path, told.lines[:-2])) == [("AnswerMissing", "answers 7 to 8")]


def test_an_answer_that_was_signed_anew_forks_the_log(told: Told, tmp_path: Path) -> None:
    lines = told.altered(2, lambda payload: payload.update(nonce="another nonce 000001"))
    assert found(told.audit(tmp_path, lines)) == [("LogForked", "checkpoint 8")]


def test_two_answers_that_changed_places_are_not_their_numbers(told: Told, tmp_path: Path) -> None:
    lines: list[Line] = json.loads(json.dumps(told.lines))
    lines[1]["answer"], lines[2]["answer"] = lines[2]["answer"], lines[1]["answer"]
    assert found(told.audit(tmp_path, lines)) == [("AnswerForged", "answer 1"), ("AnswerForged", "answer 2")]


def relogged(told: Told, lines: list[Line]) -> list[Line]:
    """Return lines with a checkpoint over just these answers, as an operator who rewrites everything would make it."""
    from hashlib import sha256

    from ledger.domain.merkle import leaf_hash, root

    tree = root([leaf_hash(sha256(line["answer"].encode()).digest()) for line in lines[1:]])
    name = told.lines[0]["origin"]
    note = str(signed(name, Checkpoint(name, len(lines) - 1, tree).text, told.keys.current.secret))
    return [{**lines[0], "checkpoint": note}, *lines[1:]]


def test_a_log_that_was_rewritten_whole_is_forked_from_the_checkpoint_that_the_auditor_kept(
    told: Told, tmp_path: Path
) -> None:
    kept = tmp_path / "checkpoint"
    kept.write_text(relogged(told, told.lines[:5])[0]["checkpoint"])
    assert found(told.audit(tmp_path, log_checkpoint=kept)) == []
    lines = relogged(told, told.altered(2, lambda payload: payload.update(nonce="another nonce 000001")))
    assert found(told.audit(tmp_path, lines)) == []
    assert found(told.audit(tmp_path, lines, log_checkpoint=kept)) == [("LogForked", "checkpoint 4")]
    shorter = relogged(told, told.lines[:4])
    assert found(told.audit(tmp_path, shorter, log_checkpoint=kept)) == [("LogForked", "checkpoint 4")]


def test_a_checkpoint_by_an_unpublished_key_is_no_checkpoint_of_the_log(told: Told, tmp_path: Path) -> None:
    name, stranger = told.lines[0]["origin"], Ed25519PrivateKey.generate()
    text = told.lines[0]["checkpoint"].rpartition("\n\n")[0] + "\n"
    lines = [{**told.lines[0], "checkpoint": str(signed(name, text, stranger))}, *told.lines[1:]]
    assert found(told.audit(tmp_path, lines)) == [("LogForked", "checkpoint 8")]
    broken = tmp_path / "broken"
    broken.write_text("no checkpoint")
    with pytest.raises(Misconfigured, match="checkpoint in"):
        told.audit(tmp_path, log_checkpoint=broken)


def _check(payload: dict[str, Any], code: str) -> dict[str, Any]:
    check: dict[str, Any] = next(each for each in payload["verification"]["checks"] if each["code"] == code)
    return check


def _pass_the_holder(payload: dict[str, Any]) -> None:
    """What an operator would write who tells a bank that the former holder still holds."""
    _check(payload, "HOLDER_MATCHES").update(outcome="PASS", reason="HOLDER_SOLE")


ALTERATIONS: dict[str, tuple[int, Any, list[str]]] = {
    "an outcome": (4, _pass_the_holder, ["answer 4, HOLDER_MATCHES"]),
    "a fact": (1, lambda p: _check(p, "IN_FORCE")["facts"].update(lastDay="2099-01-01"), ["answer 1, IN_FORCE"]),
    "a name": (
        1,
        lambda p: _check(p, "HOLDER_MATCHES")["facts"].update(named={"zh": "另一公司", "en": "Another"}),
        ["answer 1, HOLDER_MATCHES"],
    ),
    "the verdict": (4, lambda p: p["verification"].update(verdict="PASS"), ["answer 4, verdict"]),
    "the certificate": (
        1,
        lambda p: p["verification"]["certificate"].update(state="REVOKED"),
        ["answer 1, certificate.state"],
    ),
    "same data": (
        1,
        lambda p: _check(p, "SAME_DATA").update(outcome="PASS", reason="SAME_DATA_NOWHERE_ELSE"),
        ["answer 1, SAME_DATA"],
    ),
    "a public outcome": (3, lambda p: _check(p, "SAME_DATA").update(outcome="FAIL"), ["answer 3, SAME_DATA"]),
    "no certificate": (7, lambda p: _check(p, "REGISTERED").update(outcome="PASS"), ["answer 7, REGISTERED"]),
    "the instant": (
        1,
        lambda p: p["verification"].update(judgedAt="2026-01-01T00:00:00Z"),
        ["answer 1, judgedAt"],
    ),
    "the past": (6, lambda p: _check(p, "HOLDER_MATCHES").update(outcome="FAIL"), ["answer 6, HOLDER_MATCHES"]),
}


@pytest.mark.parametrize("what", ALTERATIONS)
def test_a_wrong_answer_is_named_with_its_check_though_signed_and_logged(told: Told, tmp_path: Path, what: str) -> None:
    number, alter, subjects = ALTERATIONS[what]
    report = told.audit(tmp_path, relogged(told, told.altered(number, alter)))
    wrong = found(report)
    assert wrong, "it is found"
    assert {code for code, _ in wrong} == {"AnswerWrong"}
    assert [subject for _, subject in wrong][: len(subjects)] == subjects
    assert all(subject.startswith(f"answer {number}, ") for _, subject in wrong)
    finding = next(each for each in report.findings if each.code == "AnswerWrong")
    assert finding.expected != finding.found


SENSELESS: dict[str, Any] = {
    "an instant beyond all calendars": lambda p: p["verification"].update(judgedAt="9999-12-31T23:59:59Z"),
    "no instant": lambda p: p["verification"].update(judgedAt="yesterday"),
    "no checks": lambda p: p["verification"].update(checks=[]),
    "checks of another form": lambda p: p["verification"].update(checks={"IN_FORCE": "PASS"}),
    "no question": lambda p: p["verification"].update(question=None),
    "no evidence": lambda p: p["verification"].pop("evidence"),
    "a block before all": lambda p: p["verification"]["evidence"].update(block=-5),
    "no verification": lambda p: p.update(verification=7),
    "a maturity in the past": lambda p: p["verification"]["question"].update(loan={"maturity": "0001-01-01"}),
}


@pytest.mark.parametrize("what", SENSELESS)
def test_a_senseless_answer_is_a_finding_or_left_and_never_a_crash(told: Told, tmp_path: Path, what: str) -> None:
    report = told.audit(tmp_path, relogged(told, told.altered(1, SENSELESS[what])))
    assert {code for code, _ in found(report)} == {"AnswerWrong"} or left(report)["AuditAnswersElsewhere"] == 1


def test_an_answer_about_a_block_that_the_chain_never_had_is_named(told: Told, tmp_path: Path) -> None:
    def elsewhere(payload: dict[str, Any]) -> None:
        payload["verification"]["evidence"]["hash"] = "0x" + "ab" * 32

    report = told.audit(tmp_path, relogged(told, told.altered(5, elsewhere)))
    assert found(report) == [("AnswerBlockOther", "answer 5")]
    finding = next(each for each in report.findings if each.code == "AnswerBlockOther")
    assert finding.position == content(told.lines[5]["answer"])["verification"]["evidence"]["block"]


def test_a_key_that_its_endorser_never_endorsed_is_foreign(told: Told, tmp_path: Path) -> None:
    lines: list[Line] = json.loads(json.dumps(told.lines))
    endorsement = lines[0]["keys"][0]["endorsement"]
    endorsement["key"] = "0x" + told.house.chain.bank.maker.key.hex()
    report = told.audit(tmp_path, lines)
    assert [code for code, _ in found(report)] == ["AnswerKeyForeign"]


def test_an_answer_by_an_unpublished_key_is_forged(told: Told, tmp_path: Path) -> None:
    lines: list[Line] = json.loads(json.dumps(told.lines))
    lines[0]["keys"][0]["x"] = base64.urlsafe_b64encode(bytes(31) + b"\1").decode().rstrip("=")
    report = told.audit(tmp_path, lines)
    assert {code for code, _ in found(report)} == {"AnswerForged", "LogForked"}


def test_what_rests_on_documents_that_were_not_given_is_not_compared(told: Told, tmp_path: Path) -> None:
    report = told.audit(tmp_path, documents="")
    assert found(report) == []
    assert left(report)["AuditAnswersUndocumented"] > 20
    assert report.notes.counts[Layer.ANSWERS]["answers judged"] == 7
    lines = relogged(told, told.altered(4, _pass_the_holder))
    assert found(told.audit(tmp_path, lines, documents=""))[0] == ("AnswerWrong", "answer 4, HOLDER_MATCHES")


def test_answers_after_the_last_block_of_the_audit_are_left_and_counted(told: Told, tmp_path: Path) -> None:
    report = told.audit(tmp_path, until=told.said(1)["evidence"]["block"])
    assert found(report) == []
    assert left(report)["AuditAnswersElsewhere"] == 4
    assert report.notes.counts[Layer.ANSWERS]["answers judged"] == 4


def test_answers_of_another_ledger_are_foreign(told: Told, tmp_path: Path) -> None:
    own = told.lines[0]["origin"]
    lines = [{**told.lines[0], "origin": own.replace("/31337/", "/31338/")}, *told.lines[1:]]
    assert lines[0]["origin"] != own
    report = told.audit(tmp_path, lines)
    assert found(report) == [("AnswersForeign", "file")]
    (finding,) = (each for each in report.findings if each.code == "AnswersForeign")
    assert (finding.expected, finding.found) == (own, lines[0]["origin"])


def test_what_is_no_file_of_answers_is_broken(told: Told, tmp_path: Path) -> None:
    for lines in ([{"schema": "another/1"}], [told.lines[0], {"number": 1}], [told.lines[0], told.lines[1]] * 2):
        assert found(told.audit(tmp_path, lines)) == [("AnswersBroken", "file")]
    with pytest.raises(Misconfigured, match="nowhere"):
        told.audit(tmp_path, answers=str(tmp_path / "nowhere"))

"""
Reading by the command line: show, history, list, status, verify, audit, check, keys; and node and serve as processes
that stop cleanly.  On a real chain and a real mirror.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from ledger.chain.node import free_port
from tests.cli_fixtures import HANDS, PASSPHRASE, Office, code_of, deed


@pytest.fixture(scope="module")
def number(office: Office) -> str:
    """A certificate with nothing special about it."""
    return office.number()


# SHOWING


def test_a_certificate_is_shown_in_both_languages(office: Office, number: str) -> None:
    english, chinese = office.done("show", number), office.done("show", number, "--lang", "zh")
    assert number in english.out
    assert "in force" in english.out
    assert office.holders["first"] in english.out
    assert "有效" in chinese.out
    assert "持有权" in chinese.out


def test_the_language_follows_the_environment(office: Office, number: str) -> None:
    assert "有效" in office.done("show", number, LANG="zh_CN.UTF-8").out
    assert "in force" in office.done("show", number, LANG="C").out
    assert "in force" in office.done("--lang", "en", "show", number, LANG="zh_CN.UTF-8").out


def test_a_certificate_is_found_by_its_id_too(office: Office, number: str) -> None:
    shown = office.done("show", number, "--json").json
    assert office.done("show", shown["id"], "--json").json["number"] == number
    assert office.done("show", shown["id"].removeprefix("0x"), "--json").json["number"] == number


def test_a_history_has_every_event_in_order(office: Office) -> None:
    number = office.number()
    office.done("cancel", number, "--reason", "voluntary", *HANDS, "--consent", "first-consent")
    office.mirror()
    lines = office.done("history", number, "--json").json
    kinds = [(line["sequence"], line["kind"]) for line in lines]
    assert kinds == [(1, "CertificateIssued"), (2, "CertificateCancelled")]
    assert lines[1]["head"] == office.done("show", number, "--json").json["head"]
    assert "CertificateCancelled" in office.done("history", number).out


def test_a_holders_list_has_its_certificates_only(office: Office, number: str) -> None:
    office.number(holders=[office.holding("second")])
    first = office.done("list", "--holder", office.holders["first"], "--json").json
    assert number in {one["number"] for one in first}
    assert {one["holders"][0]["uscc"] for one in first} == {office.holders["first"]}
    nobody = office.done("list", "--holder", office.holders["third"])
    assert nobody.out == ""
    assert "deed register" in nobody.err


def test_status_says_where_everything_stands(office: Office, number: str) -> None:
    said = office.done("status", "--json").json
    assert said["mirror"]["behind"] == 0
    assert said["mirror"]["DPR/ACTIVE"] >= 1
    assert said["deployment"]["chainId"] == 31337
    assert number  # at least one is registered
    assert isinstance(said["chain"]["time"], int)
    shown = [office.done("status", "--lang", lang).out for lang in ("en", "zh")]
    assert all(said["deployment"]["certificates"] in out and "(UTC+8)" in out for out in shown)
    assert "DPR, active" in shown[0]
    assert "数据产权登记 DPR：有效" in shown[1]


def test_status_shows_the_mirror_while_the_node_is_down(office: Office, number: str) -> None:
    said = deed(office.home, f"http://127.0.0.1:{free_port()}", "status", "--json")
    assert said.code == 2
    assert said.json["chain"]["trouble"] == "NodeUnreachable"
    assert said.json["mirror"]["block"] >= 1
    assert said.json["mirror"]["behind"] is None
    assert number  # at least one is registered


def test_an_altered_document_is_not_shown(office: Office) -> None:
    number = office.number()
    digest = office.done("show", number, "--json").json["documentDigest"].removeprefix("0x")
    path = office.home / "documents" / digest[:2] / digest[2:]
    content = path.read_bytes()
    path.write_bytes(content.replace(b"Data for a test", b"Data for a tesT"))
    said = office.done("show", number)
    assert "not shown" in said.err
    assert "tesT" not in said.out
    path.write_bytes(content)


# VERIFYING


def test_verify_passes_with_exit_code_0(office: Office, number: str) -> None:
    said = office.deed("verify", number, "--purpose", "transfer", "--holder", office.holders["first"])
    assert (said.code, "✓" in said.out) == (0, True), said
    answer = office.done("verify", number, "--purpose", "booking", "--holder", office.holders["first"], "--json").json
    assert answer["verdict"] == "PASS"


def test_verify_warns_with_exit_code_0(office: Office, number: str) -> None:
    said = office.deed("verify", number, "--purpose", "financing", "--json")
    assert (said.code, said.json["verdict"]) == (0, "WARN")  # no holder stated
    loan = ("--purpose", "financing", "--holder", office.holders["first"], "--maturity", "2031-12-31")
    assert office.done("verify", number, *loan, "--json").json["verdict"] == "WARN"  # shorter than the loan


def test_verify_fails_with_exit_code_1(office: Office, number: str) -> None:
    said = office.deed("verify", number, "--purpose", "equity", "--holder", office.holders["second"], "--lang", "zh")
    assert (said.code, "✗" in said.out) == (1, True), said
    assert office.deed("verify", "SJ1112026129999", "--purpose", "public").code == 1


def test_verify_of_a_file_knows_the_document_and_no_other(office: Office, number: str) -> None:
    digest = office.done("show", number, "--json").json["documentDigest"].removeprefix("0x")
    content = (office.home / "documents" / digest[:2] / digest[2:]).read_bytes()
    genuine, altered = office.home / "genuine.json", office.home / "altered.json"
    genuine.write_bytes(content)
    altered.write_bytes(content.replace(b"Data for a test", b"Data for a tesT"))
    asked = ("--purpose", "transfer", "--holder", office.holders["first"], "--json")
    said = office.deed("verify", "--file", genuine, *asked)
    assert (said.code, said.json["certificate"]["number"]) == (0, number)
    assert office.deed("verify", "--file", altered, *asked).code == 1
    assert office.deed("verify", number, "--file", altered, *asked).code == 1


def test_verify_is_undetermined_with_exit_code_3_when_the_node_is_silent(office: Office, number: str) -> None:
    silent = f"http://127.0.0.1:{free_port()}"
    said = deed(office.home, silent, "verify", number, "--purpose", "equity", "--json")
    assert (said.code, said.json["verdict"]) == (3, "UNDETERMINED")


def test_verify_with_a_mistake_ends_with_exit_code_2(office: Office, number: str) -> None:
    assert office.deed("verify", number, "--purpose", "sport").code == 2
    assert office.deed("verify", "--purpose", "equity").code == 2
    assert office.deed("verify", number).code == 2
    past = office.deed("verify", number, "--purpose", "financing", "--maturity", "2020-01-01")
    assert (past.code, "2020-01-01" in past.err) == (2, True)
    assert office.deed("verify", number, "--purpose", "equity", "--maturity", "2027-01-01").code == 2


def test_verify_takes_the_text_of_a_qr_code_and_refuses_a_foreign_one(office: Office, number: str) -> None:
    digest = office.done("show", number, "--json").json["documentDigest"].removeprefix("0x")
    said = office.deed("verify", f"DATADEED:{number}:{digest[:16]}", "--purpose", "public", "--json")
    assert (said.code, said.json["certificate"]["number"]) == (0, number)
    assert office.deed("verify", f"DATADEED:{number}:{'0' * 16}", "--purpose", "public").code == 1
    foreign = office.deed("verify", "https://pay.example/qr/1", "--purpose", "public", "--lang", "en")
    assert (foreign.code, "do not open" in foreign.err) == (2, True)


def test_verify_judges_a_loan_a_contribution_and_a_past_block(office: Office, number: str) -> None:
    holder = office.holders["first"]
    loan = office.deed("verify", number, "--purpose", "financing", "--holder", holder, "--amount", "500万元", "--json")
    assert loan.code == 0
    deal = ("--purpose", "equity", "--holder", holder, "--investee", office.holders["second"], "--agreed", "1万元")
    answer = office.deed("verify", number, *deal, "--json").json
    assert answer["question"]["equity"] == {"investee": office.holders["second"], "agreedValueFen": 1_000_000}
    then = str(answer["certificate"]["issued"]["block"] - 1)
    before = office.deed("verify", number, "--purpose", "public", "--as-of", then, "--json")
    assert (before.code, before.json["evidence"]["isPast"]) == (1, True)
    assert office.deed("verify", number, "--purpose", "public", "--as-of", "99999999").code == 2
    assert office.deed("verify", number, "--purpose", "public", "--amount", "1元").code == 2
    assert office.deed("verify", number, "--purpose", "financing", "--investee", holder).code == 2


# THE POLICY


def test_a_policy_file_is_checked_and_a_looser_one_is_refused_by_the_rows_name(office: Office) -> None:
    file = office.home / "own.toml"
    head = 'schema = "datadeed/policy/1"\nname = "Sample Bank"\nversion = "1"\nbase = "2026-11-27"\n'
    file.write_text(head + '[outcomes.HOLDER_MATCHES.HOLDER_NOT_STATED]\nfinancing = "FAIL"\n', encoding="utf-8")
    checked = office.done("policy", "check", file, "--json").json
    assert [(row["check"], row["outcomes"]["financing"]) for row in checked["changed"]] == [("HOLDER_MATCHES", "FAIL")]
    shown = office.done("policy", "show", "--json").json
    assert (shown["own"], len(shown["rows"]) > 150) == (None, True)
    file.write_text(head + '[outcomes.FREEZES.FROZEN]\nfinancing = "WARN"\n', encoding="utf-8")
    looser = office.deed("policy", "check", file, "--lang", "en")
    assert (looser.code, "outcomes.FREEZES.FROZEN.financing" in looser.err) == (2, True)
    assert "HOLDER_NOT_STATED" in office.done("policy", "show").out


# AUDITING


def test_an_audit_is_clean_with_exit_code_0(office: Office, number: str) -> None:
    said = office.deed("audit", "--documents", office.home / "documents", "--json")
    assert said.code == 0, said
    assert said.json["outcome"] == "clean"
    assert number  # there is something to audit
    report = office.home / "report.json"
    assert office.deed("audit", "--report", report, "--lang", "zh").code == 0
    assert json.loads(report.read_text())["outcome"] == "clean"


def test_a_report_is_signed_printed_and_checked_again_by_a_machine(office: Office, number: str) -> None:
    home, key = office.home, office.home / "auditor.pem"
    made = office.done("audit", "key", key).out.splitlines()[0]
    assert (key.stat().st_mode & 0o777, number != "") == (0o600, True)
    file, paper = home / "report.jws", home / "report.pdf"
    signed = ("audit", "--sign", key, "--out", file, "--pdf", paper, "--report", home / "plain.json", "--lang", "en")
    assert office.deed(*signed).code == 0
    said = office.deed("audit", "check", file, "--key", f"{key}.jwk", "--json")
    assert (said.code, said.json["key"], said.json["faults"]) == (0, made, [])
    assert said.json["report"]["bookDigest"]["certificate"]["count"] > 0
    assert office.deed("audit", "check", home / "plain.json").code == 1, "nobody stands behind it"
    printed = home / "again.pdf"
    assert office.deed("audit", "check", file, "--pdf", printed, "--lang", "en").code == 0
    assert printed.read_bytes() == paper.read_bytes()
    other = office.done("audit", "key", home / "other.pem", "--lang", "zh")
    assert (other.code, office.deed("audit", "check", file, "--key", home / "other.pem.jwk").code) == (0, 1)
    altered = file.read_text()
    file.write_text(altered[:400] + ("A" if altered[400] != "A" else "B") + altered[401:])
    assert office.deed("audit", "check", file).code in (1, 2)


def test_a_signature_without_a_place_ends_with_exit_code_2(office: Office) -> None:
    said = office.deed("audit", "--sign", office.home / "auditor.pem")
    assert (said.code, "--out" in said.err) == (2, True)


def test_an_audit_of_a_missing_document_finds_it_with_exit_code_1(office: Office) -> None:
    number = office.number()
    digest = office.done("show", number, "--json").json["documentDigest"].removeprefix("0x")
    path = office.home / "documents" / digest[:2] / digest[2:]
    content = path.read_bytes()
    path.write_bytes(content + b" ")
    said = office.deed("audit", "--documents", office.home / "documents", "--json")
    path.write_bytes(content)
    assert (said.code, [one["code"] for one in said.json["findings"]]) == (1, ["DocumentAltered"])


def test_an_audit_without_a_node_is_undecided_with_exit_code_3(office: Office) -> None:
    assert deed(office.home, f"http://127.0.0.1:{free_port()}", "audit").code == 3


def test_an_audit_without_a_pin_ends_with_exit_code_2(office: Office, bare_home: Path) -> None:
    said = deed(bare_home, office.node.url, "audit")
    assert (said.code, "deployment.json" in said.err) == (2, True)


# CHECKING, KEYS, THE PROGRAM ITSELF


def test_codes_and_numbers_are_checked(bare_home: Path) -> None:
    nowhere = "http://127.0.0.1:1"
    code = code_of("anybody")
    assert deed(bare_home, nowhere, "check", "uscc", f" {code.lower()} ", "--json").json["uscc"] == code
    number = deed(bare_home, nowhere, "check", "number", "ZS1112026110042", "--json").json
    assert (number["regime"], number["serial"]) == ("DIP", 42)


def test_keys_are_listed_and_never_replaced(bare_home: Path) -> None:
    nowhere = "http://127.0.0.1:1"
    empty = deed(bare_home, nowhere, "key", "list")
    assert (empty.code, "deed key create" in empty.err) == (0, True)
    made = deed(bare_home, nowhere, "key", "create", "mine", "--light").out.strip()
    assert deed(bare_home, nowhere, "key", "address", "mine").out.strip() == made
    assert deed(bare_home, nowhere, "key", "list", "--json").json == [
        {"name": "mine", "address": made, "remote": False, "participant": None}
    ]
    again = deed(bare_home, nowhere, "key", "create", "mine", "--light")
    assert (again.code, "mine.json" in again.err) == (2, True)
    assert deed(bare_home, nowhere, "key", "create", "short", DEED_PASSPHRASE="1234567").code == 2
    assert (bare_home / "keys" / "mine.json").stat().st_mode & 0o077 == 0


def test_version_help_and_usage(bare_home: Path) -> None:
    nowhere = "http://127.0.0.1:1"
    assert deed(bare_home, nowhere, "--version").out.startswith("deed ")
    helped = deed(bare_home, nowhere, "--help")
    assert (helped.code, "登记" in helped.out) == (0, True)
    for command in ("register", "transfer", "verify", "audit", "serve", "key", "participant"):
        assert command in helped.out
    assert deed(bare_home, nowhere, "frobnicate").code == 2
    assert deed(bare_home, nowhere, "--lang", "fr", "status").code == 2
    assert deed(bare_home, nowhere, "register").code == 2


# PROCESSES


def _start(home: Path, url: str, *arguments: str) -> subprocess.Popen[str]:
    given = {"DEED_HOME": str(home), "DEED_RPC_URL": url, "DEED_PASSPHRASE": PASSPHRASE, "LANG": "en_GB.UTF-8"}
    command = [sys.executable, "-m", "ledger.cli", *arguments]
    return subprocess.Popen(
        command, env=os.environ | given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=home
    )


def _until_answers(url: str, process: subprocess.Popen[str], key: str = "") -> httpx.Response:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return httpx.get(url, headers={"X-Api-Key": key} if key else {}, timeout=5)
        except httpx.TransportError:
            time.sleep(0.1)
    process.kill()
    raise AssertionError(process.communicate())


@pytest.mark.parametrize("ends", [signal.SIGINT, signal.SIGTERM])
def test_serve_answers_and_stops_cleanly(office: Office, number: str, ends: signal.Signals) -> None:
    port = free_port()
    key = office.done("client", "add", "a reader", "--scope", "read", "--key", "--json").json["key"]
    process = _start(office.home, office.node.url, "serve", "--port", str(port))
    try:
        answer = _until_answers(f"http://127.0.0.1:{port}/v1/certificates/{number}", process, key)
        assert answer.json()["number"] == number
    finally:
        process.send_signal(ends)
        _, err = process.communicate(timeout=30)
    assert "Traceback" not in err
    assert process.returncode in (0, -ends, 128 + ends)


def test_node_runs_and_leaves_no_orphan(tmp_path: Path) -> None:
    port = free_port()
    process = _start(tmp_path, "http://127.0.0.1:1", "node", "--port", str(port))
    try:
        _until_answers(f"http://127.0.0.1:{port}", process)
    finally:
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
    assert "Traceback" not in err
    assert process.returncode == 0
    with pytest.raises(httpx.TransportError):
        httpx.get(f"http://127.0.0.1:{port}", timeout=2)

"""
A signed report: who reads it sees who signed it, and every change of it is told.

The reports are written here by hand; that `deed audit` writes such is shown in tests/integration.
"""

from __future__ import annotations

import hashlib
import json
import stat
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jsonschema import Draft202012Validator
from pypdf import PdfReader

from ledger.audit import signing
from ledger.audit.checking import check, schema
from ledger.audit.printed import pdf
from ledger.audit.report import Notes, Report, inputs_digest
from ledger.audit.signing import REPORT, AuditorKey, keys_in
from ledger.domain import jose
from ledger.domain.document import canonical
from ledger.domain.events import Position
from ledger.errors import Misconfigured

WORD = "0x" + "ab" * 32
PIN = {
    "chainId": 7,
    "genesisHash": WORD,
    "firstBlock": 1,
    "contracts": {"Certificates": {"address": "0x" + "cd" * 20, "codeHash": WORD}},
}
INPUTS = {"node": "https://node.example", "pin": PIN, "version": "1.0", "began": "2026-11-23T01:02:03+00:00"}
SCOPE = {"chainId": 7, "firstBlock": 1, "lastBlock": 9, "lastBlockHash": WORD}
PASSPHRASE = "worthless"


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> AuditorKey:
    return AuditorKey.make(tmp_path_factory.mktemp("keys") / "auditor.pem", PASSPHRASE)


def report_of(findings: int = 1) -> Report:
    notes = Notes()
    for place in range(findings):
        position = Position(4, 1, place)
        notes.find("MirrorRowAltered", position, "certificate 0xab", {"holder": 3, "record": 2**200}, {"holder": 5})
    notes.skip("AuditNoExecution")
    notes.enlist(
        "restricted", "ListSurrendered", Position(3, 0, 1), "certificate 0xab", certificate="DP111202611000001"
    )
    notes.book = {"certificate": {"count": 1, "sha256": WORD}}
    return Report(SCOPE, INPUTS, notes)


def signed(key: AuditorKey, **changes: Any) -> str:
    return key.sign({**report_of().as_dict(), **changes}, REPORT)


def faults(text: str, keys: dict[str, bytes] | None = None) -> list[str]:
    return [fault.code for fault in check(text, keys).faults]


# THE KEY


def test_a_key_is_sealed_and_private_and_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    made = AuditorKey.make(file, PASSPHRASE)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert AuditorKey.load(file, PASSPHRASE).id == made.id
    with pytest.raises(Misconfigured, match="passphrase"):
        AuditorKey.load(file, "another")
    with pytest.raises(Misconfigured, match="never written over"):
        AuditorKey.make(file, PASSPHRASE)
    file.chmod(0o640)
    with pytest.raises(Misconfigured, match="0640"):
        AuditorKey.load(file, PASSPHRASE)


def test_the_public_half_is_read_as_a_key_or_a_set_of_them(key: AuditorKey) -> None:
    assert keys_in(json.dumps(key.jwk)) == keys_in(json.dumps({"keys": [key.jwk]})) == {key.id: key.public}
    for none in ("", "{}", '{"keys": []}', "[1]", key.id):
        with pytest.raises(Misconfigured):
            keys_in(none)


# CHECKING


def test_a_signed_report_is_without_fault_and_says_who_signed_it(key: AuditorKey) -> None:
    text = signed(key)
    for keys in (None, {key.id: key.public}):
        found = check(text, keys)
        assert (found.key, found.faults) == (key.id, ())
        assert found.report == {**report_of().as_dict(), "auditor": key.jwk}
    assert faults(text.strip() + "\n") == []


def test_a_report_of_another_key_is_told(key: AuditorKey) -> None:
    other = AuditorKey(Ed25519PrivateKey.generate())
    assert faults(signed(key), {other.id: other.public}) == ["ReportKeyOther"]
    posed = key.sign(report_of().as_dict() | {"auditor": other.jwk}, REPORT)
    assert check(posed).key == key.id, "what signs names itself"


def test_a_changed_letter_is_told(key: AuditorKey) -> None:
    header, payload, made = signed(key).split(".")
    content = json.loads(jose.octets_of(payload) or b"")
    changed = jose.written(canonical({**content, "outcome": "clean"}))
    assert "ReportSignatureWrong" in faults(f"{header}.{changed}.{made}")


def test_a_report_without_a_signature_is_told_and_checked_all_the_same() -> None:
    report = report_of()
    assert faults(report.json()) == ["ReportUnsigned"]
    assert faults(json.dumps({**report.as_dict(), "exitCode": 0})) == ["ReportUnsigned", "ReportOutcomeWrong"]
    for none in ("", "nonsense", "a.b.c", "[]"):
        with pytest.raises(Misconfigured):
            check(none)


def _finding(**changes: Any) -> dict[str, Any]:
    return {"findings": [report_of().as_dict()["findings"][0] | changes]}


CONTRADICTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "clean with findings": ("ReportOutcomeWrong", {"outcome": "clean", "exitCode": 0}),
    "findings without one": ("ReportOutcomeWrong", {"findings": []}),
    "some not listed": ("ReportCountWrong", {"findingsNotListed": 3}),
    "other inputs": ("ReportInputsOther", {"inputs": INPUTS | {"node": "https://other.example"}}),
    "other scope": ("ReportInputsOther", {"scope": SCOPE | {"lastBlock": 8}}),
    "unknown code": ("ReportCodeUnknown", _finding(code="Nonsense")),
    "other severity": ("ReportFindingWrong", _finding(severity="doubt")),
    "other rule": ("ReportFindingWrong", _finding(rule="none")),
    "after the last block": ("ReportBeyondScope", _finding(position="10.0.0")),
    "no position": ("ReportShapeWrong", _finding(position="nowhere")),
    "no counts": ("ReportShapeWrong", {"counts": {"bytes": {"headers": -1}}}),
    "unknown remark": ("ReportCodeUnknown", {"notChecked": [{"code": "Nonsense"}]}),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_a_contradiction_is_told_whoever_signed_it(key: AuditorKey, name: str) -> None:
    code, changes = CONTRADICTIONS[name]
    assert faults(signed(key, **changes)) == [code]


def test_a_list_shorter_than_its_rows_is_told(key: AuditorKey) -> None:
    lists = report_of().as_dict()["lists"]
    assert faults(signed(key, lists=lists | {"restricted": lists["restricted"] | {"count": 0}})) == ["ReportCountWrong"]


def test_the_schema_is_one_and_fits_every_report(key: AuditorKey) -> None:
    Draft202012Validator.check_schema(schema())
    for report in (report_of(0), report_of()):
        Draft202012Validator(schema()).validate(report.as_dict())
    broken = {name: part for name, part in report_of().as_dict().items() if name != "inputsDigest"}
    assert not Draft202012Validator(schema()).is_valid(broken)
    assert inputs_digest(broken) == report_of().as_dict()["inputsDigest"]
    assert signing.content(signed(key))["findings"][0]["expected"]["record"] == str(2**200), "no integer is too wide"


# PAPER


def words(content: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


TOLD: dict[str, tuple[str, ...]] = {
    "zh": (
        "数契账本独立审计报告",
        "审计发现1项。",
        "应为",
        "holder=3",
        "受限资产:1",
        "证书DP111202611000001已交回登记机构。",
    ),
    "en": ("IndependentauditofaDataDeedledger", "1findings.", "expected", "holder=3", "Restrictedassets:1"),
}


@pytest.mark.parametrize("locale", TOLD)
def test_a_report_on_paper_has_the_same_words_in_either_language(key: AuditorKey, locale: str) -> None:
    report = signing.content(signed(key))
    printed = words(pdf(report, locale))
    digest = hashlib.sha256(canonical(report)).hexdigest()
    for part in (*TOLD[locale], key.id, digest, "4.1.0", "https://node.example", WORD):
        assert part in printed


def test_the_same_report_is_the_same_paper_with_numbered_pages() -> None:
    report = report_of(6).as_dict()
    content = pdf(report, "zh")
    assert pdf(report, "zh") == content
    pages = PdfReader(BytesIO(content)).pages
    assert len(pages) > 2
    assert all(f"{place} / {len(pages)}" in page.extract_text() for place, page in enumerate(pages, 1))


def test_a_font_that_is_missing_or_no_font_is_told(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="pip install"):
        pdf(report_of().as_dict(), "zh", tmp_path / "none.ttf")
    file = tmp_path / "font.ttf"
    file.write_bytes(b"nonsense")
    with pytest.raises(Misconfigured, match="cannot serve"):
        pdf(report_of().as_dict(), "zh", file)

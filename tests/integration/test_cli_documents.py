"""
Documents by the command line, without a ledger: what is wrong with one, in a clerk's words, and the published schemas.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli_fixtures import SAMPLES, Said, deed
from tests.unit.vectors import vectors

NOWHERE = "http://127.0.0.1:9"
SECOND: dict[str, Any] = next(
    case for case in vectors("documents")["documents"] if case["name"] == "a document of the second version"
)


def _check(home: Path, content: object, *options: str) -> Said:
    file = home.parent / "given.json"
    file.write_text(json.dumps(content, ensure_ascii=False))
    return deed(home, NOWHERE, "document", "check", file, *options)


def test_a_document_without_fault_is_said_to_be_so_with_its_digest(bare_home: Path) -> None:
    said = _check(bare_home, SECOND["document"])
    assert (said.code, said.out.strip()) == (0, f"✓ 0x{SECOND['sha256']}")


def test_a_samples_application_has_no_fault(bare_home: Path) -> None:
    first = json.loads((SAMPLES / "assets.ndjson").read_text().splitlines()[0])
    assert _check(bare_home, first).code == 0


def test_all_faults_come_at_once_in_words(bare_home: Path) -> None:
    content = json.loads(json.dumps(SECOND["document"]))
    content["holders"][0]["name"]["zh"] = ""
    content["overview"]["zh"] = "联系人电话13800138000。"
    content["grade"] = "core"
    said = _check(bare_home, content, "--lang", "zh")
    assert said.code == 1
    assert [line.split("：")[0] for line in said.err.splitlines()] == [
        "权利人名称（中文）（holders[0].name.zh）", "数据分级（grade）", "数据概述（中文）（overview.zh）",
    ]  # fmt: skip
    assert "13800138000" not in said.err
    told = _check(bare_home, content, "--json")
    assert [each["code"] for each in told.json] == ["FieldEmpty", "GradeCore", "PhoneNumberInText"]


def test_an_application_is_checked_as_it_would_be_registered(bare_home: Path) -> None:
    first = json.loads((SAMPLES / "assets.ndjson").read_text().splitlines()[0])
    first["holders"][0]["share"] = 9_000
    said = _check(bare_home, first, "--lang", "en")
    assert said.code == 1
    assert "shares" in said.err


@pytest.mark.parametrize("content", ["{", "[]"])
def test_what_is_no_document_is_refused(bare_home: Path, content: str) -> None:
    file = bare_home.parent / "given.json"
    file.write_text(content)
    assert deed(bare_home, NOWHERE, "document", "check", file).code == 2


def test_the_schemas_and_the_fields_are_printed(bare_home: Path) -> None:
    schema = deed(bare_home, NOWHERE, "document", "schema", "certificate-2").json
    assert schema["$id"] == "urn:datadeed:certificate:2"
    fields = deed(bare_home, NOWHERE, "document", "schema", "--json").json
    assert [each["number"] for each in fields] == list(range(1, 42))
    told = deed(bare_home, NOWHERE, "document", "schema", "--lang", "zh")
    assert "联系人、电话、地址" in told.out
    assert deed(bare_home, NOWHERE, "document", "schema", "none").code == 2

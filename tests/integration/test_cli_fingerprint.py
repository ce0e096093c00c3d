"""`deed fingerprint` as a holder types it: no ledger, no node, no home; what it prints, writes and ends with."""

from __future__ import annotations

import hashlib
import json
import stat
import sys
from pathlib import Path

import pytest

from tests.cli_fixtures import Said, deed

NOWHERE = "http://127.0.0.1:1"
CONTENT = "id,name\n1,甲\n2,乙\n3,丙\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "data.csv"
    made.write_text(CONTENT)
    return made


def fingerprint(file: Path, *arguments: object) -> Said:
    return deed(file.parent / "no home", NOWHERE, "fingerprint", file, *arguments)


def test_the_digest_to_register_is_named_and_whole(file: Path) -> None:
    said = fingerprint(file, "--lang", "en")
    value = hashlib.sha256(CONTENT.encode()).hexdigest()
    assert said.code == 0
    assert f"fingerprint (SHA-256, to register)  {value}\n" in said.out
    assert "id integer, name text" in said.out
    assert fingerprint(file, "--json").json["results"][0]["fingerprint"]["value"] == value
    assert not (file.parent / "no home").exists()


def test_a_check_tells_the_same_from_another_and_from_another_order(file: Path) -> None:
    result = file.with_name("result.json")
    result.write_text(fingerprint(file, "--json").out)
    assert fingerprint(file, "--check", result).code == 0
    file.write_text("id,name\n3,丙\n1,甲\n2,乙\n")
    said = fingerprint(file, "--check", result, "--lang", "en")
    assert said.code == 1
    assert "The rows are the same" in said.err
    file.write_text(CONTENT + "4,丁\n")
    said = fingerprint(file, "--check", result, "--json")
    assert said.code == 1
    assert said.json["agrees"] is False
    named = {each["what"]: each["now"] for each in said.json["results"][0]["differences"]}
    assert named["rows"] == 4


def test_a_sample_is_written_where_nobody_else_reads_it(file: Path) -> None:
    sample = file.with_name("sample")
    assert fingerprint(file, "--sample", 2, "--to", sample, "--seed", 5).code == 0
    rows = [json.loads(line) for line in sample.read_text().splitlines()]
    assert len(rows) == 2
    assert all(CONTENT.splitlines()[each["row"] - 1].split(",") == each["value"] for each in rows)
    assert stat.S_IMODE(sample.stat().st_mode) == 0o600


def test_ragged_rows_are_remarked_beside_the_result(file: Path) -> None:
    file.write_text(CONTENT + "4\n")
    said = fingerprint(file, "--lang", "zh")
    assert said.code == 0
    assert "行号（列数）：5 (1)" in said.err


def test_bad_input_ends_with_a_sentence(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = file.with_name("other.json")
    other.write_text('{"schema": "datadeed/fingerprint/1", "results": []}')
    for arguments in (
        ("--check", other),
        ("--sample", 3),
        ("--delimiter", "ab"),
        ("--encoding", "klingon"),
        (file.with_name("missing"),),
    ):
        said = fingerprint(file, *arguments, "--lang", "en")
        assert said.code == 2, said
        assert said.err.rstrip().endswith((".", ".'"))
        assert "Traceback" not in said.err
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    said = fingerprint(file, "--as", "parquet", "--lang", "en")
    assert said.code == 2
    assert "datadeed[parquet]" in said.err

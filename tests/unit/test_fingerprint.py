"""
The fingerprints of data: each digest against another implementation, against what must not change it and what must, and
each fault of a file by its sentence's code.  Expected digests come from `hashlib` over bytes that are written out here.
"""

from __future__ import annotations

import hashlib
import json
import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import InvalidInput
from ledger.fingerprint.delimited import Dialect, delimiter_of
from ledger.fingerprint.multiset import Multiset
from ledger.fingerprint.rows import cells, escaped
from ledger.fingerprint.steady import Steady
from ledger.fingerprint.taking import How, asked_again, differences, take

PLAIN = "id,名称,amount\n1,甲,2.50\n2,乙,3\n3,丙,\n"


def told(_: int) -> None:
    """Nobody watches."""


def taken(file: Path, content: str | bytes, how: How | None = None) -> dict[str, Any]:
    """Write a file and take its fingerprints."""
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return take(file, how or How(), told).fields


def table(file: Path, content: str | bytes, how: How | None = None) -> dict[str, Any]:
    shown: dict[str, Any] = taken(file, content, how)["table"]
    return shown


def code(file: Path, content: str | bytes, how: How | None = None) -> tuple[str, Any]:
    """Return the code of what is wrong with a file, and the row if one is named."""
    with pytest.raises(InvalidInput) as refused:
        taken(file, content, how)
    assert refused.value.field == str(file)
    return refused.value.code, refused.value.facts.get("row")


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    return tmp_path / "data.csv"


# THE THREE DIGESTS


def test_the_fingerprint_is_the_digest_of_the_whole_file(csv: Path) -> None:
    content = bytes(range(256)) * 36_864
    found = taken(csv.with_name("data.bin"), content)
    assert found["fingerprint"] == {"algorithm": "sha-256", "value": hashlib.sha256(content).hexdigest()}
    assert found["kind"] == "bytes"
    assert found["bytes"] == len(content)


def test_the_content_digest_is_of_sorted_digests_of_rows(csv: Path) -> None:
    rows = ["1\x1f甲\x1f2.50", "2\x1f乙\x1f3", "3\x1f丙\x1f"]
    digests = sorted(hashlib.sha256(row.encode()).digest() for row in rows)
    expected = hashlib.sha256(b"datadeed/rows/1 cells\n" + b"".join(digests)).hexdigest()
    found = table(csv, PLAIN)
    assert found["contentDigest"] == expected
    assert found["rows"] == 3


def test_the_schema_digest_is_of_names_order_and_types(csv: Path) -> None:
    found = table(csv, PLAIN)
    listed = '{"name":"id","type":"integer"},{"name":"名称","type":"text"},{"name":"amount","type":"decimal"}'
    text = f'{{"columns":[{listed}],"schema":"datadeed/columns/1"}}'
    assert found["schemaDigest"] == hashlib.sha256(text.encode()).hexdigest()
    assert table(csv, PLAIN.replace("amount", "sum"))["schemaDigest"] != found["schemaDigest"]
    assert table(csv, PLAIN.replace("2.50", "x"))["schemaDigest"] != found["schemaDigest"]


SAME_CONTENT: dict[str, str | bytes] = {
    "other order": "id,名称,amount\n3,丙,\n1,甲,2.50\n2,乙,3\n",
    "GB18030": PLAIN.encode("gb18030"),
    "a mark of UTF-8": PLAIN.encode("utf-8-sig"),
    "UTF-16": PLAIN.encode("utf-16"),
    "line ends of Windows": PLAIN.replace("\n", "\r\n"),
    "line ends of an old Mac": PLAIN.replace("\n", "\r"),
    "no last line end": PLAIN.rstrip("\n"),
    "tabs": PLAIN.replace(",", "\t"),
    "quotes": 'id,名称,amount\n"1","甲",2.50\n2,乙,"3"\n3,丙,\n',
    "blank lines": PLAIN.replace("2,", "\n\n2,"),
}


@pytest.mark.parametrize("content", SAME_CONTENT.values(), ids=SAME_CONTENT)
def test_order_and_writing_change_the_file_and_not_its_content(csv: Path, content: str | bytes) -> None:
    first, second = taken(csv, PLAIN), taken(csv, content)
    assert first["fingerprint"] != second["fingerprint"]
    assert first["table"]["contentDigest"] == second["table"]["contentDigest"]
    assert first["table"]["schemaDigest"] == second["table"]["schemaDigest"]


OTHER_CONTENT = {
    "a row twice": PLAIN + "3,丙,\n",
    "a row less": "id,名称,amount\n1,甲,2.50\n2,乙,3\n",
    "a zero less": PLAIN.replace("2.50", "2.5"),
    "a blank more": PLAIN.replace("甲", "甲 "),
    "cells between two rows exchanged": "id,名称,amount\n1,乙,2.50\n2,甲,3\n3,丙,\n",
    "one row in two": "id,名称,amount\n1,甲,2.50\n2,乙,3\n3\n丙,\n",
}


@pytest.mark.parametrize("content", OTHER_CONTENT.values(), ids=OTHER_CONTENT)
def test_another_cell_or_row_is_another_content(csv: Path, content: str) -> None:
    assert table(csv, PLAIN)["contentDigest"] != table(csv, content)["contentDigest"]


ROW = st.lists(st.text("\x1e\x1f01a", max_size=3), min_size=1, max_size=3)


@given(ROW, ROW)
def test_no_two_rows_are_digested_alike(one: list[str], other: list[str]) -> None:
    def written(row: list[str]) -> str:
        return "\x1f".join(map(escaped, row))

    assert cells(written(one)) == one
    assert (written(one) == written(other)) == (one == other)


def test_runs_on_disk_give_the_digest_of_memory() -> None:
    digests = [hashlib.sha256(bytes([n % 200])).digest() for n in range(1000)]
    expected = hashlib.sha256(b"x" + b"".join(sorted(digests))).hexdigest()
    for size in (2, 333, 1000, 5000):
        with Multiset(size) as multiset:
            for start in range(0, 1000, 50):
                multiset.add(digests[start : start + 50])
            assert multiset.digest(b"x") == expected
            assert multiset.count == 1000


# CSV


def test_a_quoted_cell_may_go_on_over_lines_and_blocks(csv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = 'a,b\n1,"x\ny,\n""z"""\n2,q\n' * 40
    whole = table(csv, content)
    monkeypatch.setattr("ledger.fingerprint.steady.BLOCK_BYTES", 7)
    assert table(csv, content) == whole
    assert whole["rows"] == 119  # 40 times two, and the names 39 times again
    assert whole["raggedRows"] == 0


def test_blocks_do_not_show_in_the_result(csv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for content in (PLAIN * 9, PLAIN.encode("gb18030") * 9, PLAIN.replace("\n", "\r\n") * 9):
        whole = taken(csv, content)
        with monkeypatch.context() as patch:
            patch.setattr("ledger.fingerprint.steady.BLOCK_BYTES", 5)
            assert taken(csv, content) == whole


def test_ragged_rows_are_named_as_a_sheet_numbers_them(csv: Path) -> None:
    found = table(csv, "a,b\n1,2\n3\n\n4,5,6\n7,8\n")
    assert found["ragged"] == [{"row": 3, "cells": 1}, {"row": 5, "cells": 3}]
    assert (found["raggedRows"], found["rows"], found["blankRows"]) == (2, 4, 1)


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        (["1", "-20", ""], "integer"),
        (["1", "2.5"], "decimal"),
        (["2026-01-31", ""], "date"),
        (["007", "1"], "text"),
        (["2026-01-31", "1"], "text"),
        (["２", "1"], "text"),
        (["x", "1"], "text"),
    ],
)
def test_a_type_is_the_narrowest_that_all_cells_have(csv: Path, column: list[str], kind: str) -> None:
    content = "id,c\n" + "".join(f"{n},{cell}\n" for n, cell in enumerate(column))
    assert [each["type"] for each in table(csv, content)["columns"]] == ["integer", kind]


def test_encoding_and_dialect_are_stated(csv: Path) -> None:
    found = table(csv, PLAIN.replace(",", ";").encode("gb18030"))
    assert (found["encoding"], found["delimiter"]) == ("gb18030", ";")
    assert delimiter_of('"a,b,c"|2\n"d,e,f"|3\n') == "|"


def test_late_letters_of_gb18030_are_found(csv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.fingerprint.steady.BLOCK_BYTES", 4096)
    content = "a,b\n" + "1,2\n" * 5000 + "3,丙\n"
    found = table(csv, content.encode("gb18030"))
    assert (found["encoding"], found["rows"]) == ("gb18030", 5001)
    assert found["contentDigest"] == table(csv, content)["contentDigest"]


def test_a_file_without_rows_has_none(csv: Path) -> None:
    assert table(csv, "")["columns"] == []
    assert table(csv, "\n\na,b\n")["rows"] == 0


def test_what_is_no_csv_is_refused_by_its_row(csv: Path) -> None:
    assert code(csv, 'a,b\n1,2\n"x"y,3\n') == ("DelimitedMalformed", 3)
    assert code(csv, 'a,b\n"never closed\n')[0] == "DelimitedMalformed"
    assert code(csv, b"a,b\n\xff\xff,1\n")[0] == "EncodingUnknown"


# JSON LINES AND PARQUET


def test_keys_of_json_have_no_order_and_rows_neither(tmp_path: Path) -> None:
    file = tmp_path / "data.jsonl"
    first = table(file, '{"a": 1, "b": "x"}\n{"a": null}\n')
    second = table(file, '{"a":null}\n\n{"b":"\\u0078","a":1}')
    assert first["contentDigest"] == second["contentDigest"]
    assert first["columns"] == [{"name": "a", "type": "integer|null"}, {"name": "b", "type": "absent|text"}]
    assert table(file, '{"a": "1", "b": "x"}\n{"a": null}\n')["contentDigest"] != first["contentDigest"]


@pytest.mark.parametrize("line", ["[1]", '{"a":1,"a":2}', '{"a":NaN}', '{"a":0.12345678901234567890}', "{", "[" * 9999])
def test_a_faulty_line_of_json_is_named(tmp_path: Path, line: str) -> None:
    assert code(tmp_path / "data.ndjson", f'{{"a":1}}\n{line}\n') == ("JsonLineMalformed", 2)


def test_parquet_in_other_row_groups_and_order_has_the_same_content(tmp_path: Path) -> None:
    columns = {"n": [1, 2, 3, None], "when": pyarrow.array([1, 2, 3, 4], pyarrow.timestamp("ns")), "b": [b"\x00"] * 4}
    data = pyarrow.table(columns)
    found = []
    for size, rows in ((1, data), (4, data.take([3, 1, 0, 2])), (4, data.take([3, 1, 0, 0]))):
        pyarrow.parquet.write_table(rows, tmp_path / "data.parquet", row_group_size=size)
        found.append(take(tmp_path / "data.parquet", How(), told).fields)
    contents = [each["table"]["contentDigest"] for each in found]
    assert contents[0] == contents[1] != contents[2]
    assert found[0]["table"]["columns"][1] == {"name": "when", "type": "timestamp[ns]"}
    assert code(tmp_path / "broken.parquet", b"PAR1 and no more")[0] == "ParquetUnreadable"


# FOLDERS AND WHAT IS READ


def test_a_folder_is_its_names_sizes_and_digests_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    (folder / "a").mkdir(parents=True)
    for name in ("a/b", "a.b", "Ａ"):
        (folder / name).write_text(name)
    (folder / unicodedata.normalize("NFD", "é")).write_text("é")
    names = ["a.b", "a/b", "é", "Ａ"]
    files = [
        {"bytes": len(name.encode()), "name": name, "sha256": hashlib.sha256(name.encode()).hexdigest()}
        for name in names
    ]
    text = json.dumps({"files": files, "schema": "datadeed/folder/1"}, ensure_ascii=False, separators=(",", ":"))
    assert take(folder, How(), told).fields["fingerprint"]["value"] == hashlib.sha256(text.encode()).hexdigest()


def test_what_a_folder_may_not_hold_is_named(tmp_path: Path) -> None:
    def refusal() -> str:
        with pytest.raises(InvalidInput) as refused:
            take(tmp_path, How(), told)
        return refused.value.code

    (tmp_path / "link").symlink_to(tmp_path)
    assert refusal() == "SymbolicLinkMet"
    (tmp_path / "link").unlink()
    os.mkfifo(tmp_path / "pipe")
    assert refusal() == "PathNotAFile"
    (tmp_path / "pipe").unlink()
    for form in ("NFC", "NFD"):
        (tmp_path / unicodedata.normalize(form, "é")).touch()
    assert refusal() == "NameTwice"


def test_a_file_that_changes_while_it_is_read_has_no_fingerprint(tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.write_bytes(b"x" * 100)

    def appended(_: int) -> None:
        with file.open("ab") as handle:
            handle.write(b"y")

    def rewritten(_: int) -> None:
        file.write_bytes(b"z" * file.stat().st_size)
        os.utime(file, ns=(0, 0))

    for act in (appended, rewritten):
        with pytest.raises(InvalidInput) as refused:
            Steady(file, _once(act)).read_through()
        assert refused.value.code == "FileChangedWhileRead"


def _once(act: Any) -> Any:
    acts: Iterator[Any] = iter([act])

    def tell(count: int) -> None:
        next(acts, told)(count)

    return tell


# SAMPLES AND COMPARING


def test_a_sample_is_the_same_for_the_same_seed_and_even_for_all_rows(
    csv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.fingerprint.steady.BLOCK_BYTES", 16)
    csv.write_text("n\n" + "".join(f"{n}\n" for n in range(20)))
    drawn = [take(csv, How(sample=5, seed=seed), told).sample for seed in (1, 1, *range(2, 400))]
    assert drawn[0] == drawn[1] != drawn[2]
    assert all(len(rows) == 5 and rows == sorted(rows) for rows in drawn)
    assert all(int(row) == number - 2 for rows in drawn for number, row in rows)
    often = [sum(row == str(n) for rows in drawn for _, row in rows) for n in range(20)]
    assert 60 < min(often) <= max(often) < 140  # 100 expected of each; beyond 4 deviations of 8.7


def test_what_differs_is_told_apart(csv: Path) -> None:
    first = taken(csv, PLAIN)
    assert differences(first, take(csv, asked_again(first), told).fields) == []
    sorted_otherwise = taken(csv, SAME_CONTENT["other order"], asked_again(first))
    assert {each.what for each in differences(first, sorted_otherwise)} == {"fingerprint"}
    fewer = taken(csv, OTHER_CONTENT["a row less"], asked_again(first))
    assert {each.what for each in differences(first, fewer)} == {"fingerprint", "bytes", "rows", "contentDigest"}


def test_a_dialect_that_is_asked_for_is_used(csv: Path) -> None:
    found = table(csv, "1;2\n3;4\n", How(dialect=Dialect("latin-1", ";", header=False)))
    assert found["columns"] == [{"name": "column 1", "type": "integer"}, {"name": "column 2", "type": "integer"}]
    assert (found["rows"], found["encoding"]) == (2, "iso8859-1")

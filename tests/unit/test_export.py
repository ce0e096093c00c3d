"""Tables to take away: CSV that a spreadsheet opens rightly and never computes, and NDJSON."""

from __future__ import annotations

import csv
import io
import json

import pytest

from ledger.sheets.export import csv_of, ndjson_of


def cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_csv_begins_with_a_mark_and_keeps_every_cell() -> None:
    content = csv_of(["编号", "name"], [["甲，“乙”", 'a,"b"\nc'], [7, None]])
    assert content.startswith(b"\xef\xbb\xbf")
    assert cells(content) == [["编号", "name"], ["甲，“乙”", 'a,"b"\nc'], ["7", ""]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u3000=1", "＝1", "\ufeff=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    ((found,),) = cells(csv_of(["x"], [[text]]))[1:]
    assert found == "'" + text


def test_numbers_stay_numbers() -> None:
    assert csv_of(["x"], [[-5]]).endswith(b"-5\r\n")


def test_ndjson_has_one_object_a_line() -> None:
    lines = ndjson_of([{"name": "甲\n乙"}, {"n": 1}]).splitlines()
    assert [json.loads(line) for line in lines] == [{"name": "甲\n乙"}, {"n": 1}]

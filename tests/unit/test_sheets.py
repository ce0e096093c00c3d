"""
Files of applications as people send them: each kind of dirt, in a real file, has its sentence, or is made right.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.shapes import ADDED
from ledger.errors import InvalidInput
from ledger.sheets import cells, source
from ledger.sheets.cells import Formula
from ledger.sheets.columns import REMARKS, application_of, columns_of, titles_of
from ledger.sheets.remarks import write_remarks
from ledger.sheets.row import Row
from ledger.sheets.source import taken
from ledger.sheets.table import Table, sheet_of

TITLES = [title for title, _ in titles_of()]
WIDE = {ord(digit): chr(ord(digit) + 0xFEE0) for digit in "0123456789-/"}
USCC = "91110000802100433B"

Field = str


def _row(**changes: Any) -> list[Any]:
    """Return cells under all titles; `changes` by title, the others empty but for a name."""
    return [changes.get(title, "数据" if title == "数据名称" else None) for title in TITLES]


def _text(*rows: Sequence[Any]) -> str:
    made = io.StringIO()
    csv.writer(made).writerows(rows)
    return made.getvalue()


def _read(folder: Path, content: bytes) -> list[Row]:
    file = folder / "given"
    file.write_bytes(content)
    with taken(file) as found:
        return list(sheet_of(found).rows())


def _refused(work: Callable[[], object]) -> InvalidInput:
    with pytest.raises(InvalidInput) as refused:
        work()
    return refused.value


def _workbook(folder: Path, *rows: Sequence[Any], mend: Callable[[Any], None] = lambda _page: None) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    mend(book.active)
    file = folder / "made.xlsx"
    book.save(file)
    return file.read_bytes()


# CELLS


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_a_day_is_the_same_in_all_notations(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    y, m, d = day.year, day.month, day.day
    notations = [
        day.isoformat(), f"{y}/{m}/{d}", f"{y}年{m}月{d}日", f"{y}{m:02}{d:02}", serial, float(serial), str(serial),
        int(f"{y}{m:02}{d:02}"), f"{y}.{m:02}.{d:02}", day.isoformat().translate(WIDE), f" {y}年 {m}月 {d}日 ",
        datetime(y, m, d),  # noqa: DTZ001 - as a workbook has it
    ]  # fmt: skip
    assert {cells.day(each, "f") for each in notations} == {day.isoformat()}


@pytest.mark.parametrize(
    "given", ["27/11/2026", "11-27", "2026-02-30", "26-11-27", "2026/11-27", 17, 99_999, True, 46353.5, "明年"]
)
def test_what_may_be_another_day_is_refused(given: Any) -> None:
    assert _refused(lambda: cells.day(given, "f")).code == "DayUnreadable"


def test_a_day_with_an_hour_is_refused() -> None:
    assert _refused(lambda: cells.day(datetime(2026, 1, 1, 8), "f")).code == "DayUnreadable"  # noqa: DTZ001


@given(st.integers(0, 2**53 - 1))
def test_a_number_is_the_same_with_commas_wide_or_as_a_float(number: int) -> None:
    assert cells.integer(f" {number:,} ".strip().translate(WIDE), "f") == number
    assert cells.integer(number, "f") == number


@pytest.mark.parametrize("given", ["1.5", 1.5, "10万", "1,00", "-1", "1GB", True, "１２条"])
def test_a_number_with_a_unit_or_a_fraction_is_refused(given: Any) -> None:
    assert _refused(lambda: cells.integer(given, "f")).code == "NumberUnreadable"


def test_wan_and_yuan_in_one_column_become_the_same_fen() -> None:
    assert [cells.amount(None)(each, "f") for each in ("500万元", "5,000,000.00元", "５００万元")] == [500_000_000] * 3
    assert _refused(lambda: cells.amount(None)(500, "f")).code == "AmountWithoutUnit"
    by_title = cells.amount("万元")
    assert [by_title(each, "f") for each in (500, "500", "5000000元")] == [500_000_000] * 3


def test_o_for_0_is_named_with_the_code_that_is_meant_and_not_changed() -> None:
    fault = _refused(lambda: cells.uscc(USCC.replace("0", "O"), "f"))
    assert (fault.code, fault.facts["expected"]) == ("UsccMistyped", USCC)
    assert USCC in fault.explain("zh")
    assert USCC in fault.explain("en")
    assert _refused(lambda: cells.uscc("O" * 17 + "1", "f")).code == "UsccCharacter"


def test_a_code_is_read_wide_spaced_and_in_lower_case() -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) for c in USCC)
    assert {cells.uscc(each, "f") for each in (wide, USCC.lower(), f"{USCC[:8]} {USCC[8:]}\u3000")} == {USCC}
    assert _refused(lambda: cells.uscc(911100008021004330, "f")).code == "CodeAsNumber"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=30))
def test_a_tidy_cell_is_tidy(text: str) -> None:
    once = cells.tidy(text)
    assert cells.tidy(once) == once


@given(st.one_of(st.none(), st.text(), st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes()))
def test_whatever_a_cell_holds_a_row_is_read_or_its_fault_is_named(value: Any) -> None:
    columns = columns_of(TITLES)
    _, faults = application_of(columns, [value] * len(TITLES))
    assert all(fault.field in TITLES for fault in faults)


def test_a_formula_and_an_error_are_refused() -> None:
    assert _refused(lambda: cells.read(cells.text, Formula("=A1"), "f")).code == "CellFormula"
    assert _refused(lambda: cells.read(cells.text, '="0123"', "f")).code == "CellFormula"
    assert _refused(lambda: cells.read(cells.text, "#N/A", "f")).code == "CellError"


def test_a_share_needs_its_unit() -> None:
    assert [cells.share(each, "f") for each in ("60%", "33.33%", "１００％")] == [6_000, 3_333, 10_000]
    assert _refused(lambda: cells.share("60", "f")).code == "ShareWithoutUnit"


# TITLES


def test_all_titles_at_fault_are_named_at_once() -> None:
    unknown = _refused(lambda: columns_of([*TITLES, "天气", "温度"]))
    assert (unknown.code, unknown.facts["given"]) == ("TitlesUnknown", "天气、温度")
    missing = _refused(lambda: columns_of([each for each in TITLES if each not in ("数据名称", "数据指纹")]))
    assert (missing.code, missing.facts["expected"]) == ("TitlesMissing", "数据名称、数据指纹")
    assert _refused(lambda: columns_of([*TITLES, "dataName.zh"])).code == "TitlesTwice"


def test_columns_of_the_optional_fields_fill_them_in_the_words_of_the_list() -> None:
    given = {
        "资产分类代码": "ａ01", "一般数据级别": "2", "公共数据登记码": "gs1112026110001", "地域范围说明": "通州区",
        "数据量说明": "约三百万条", "数据形态": "表格、文本", "数据结构": "结构化", "转售限制": "不允许",
        "出境限制": "附条件允许", "应用场景": "信贷", "样例摘要": "0x" + "AB" * 32,
    }  # fmt: skip
    made, faults = application_of(columns_of(TITLES), _row(**given))
    assert faults == []
    assert made["classification"] == {"assetClass": "A01", "level": 2}
    assert made["codes"] == {"publicRegistration": "GS1112026110001"}
    assert (made["spatialText"], made["useScenarios"]) == ({"zh": "通州区"}, {"zh": "信贷"})
    assert made["volume"] == {"records": None, "bytes": None, "text": {"zh": "约三百万条"}}
    assert made["form"] == {"media": ["table", "text"], "structure": "structured"}
    assert made["restrictions"] == {"resale": "forbidden", "crossBorder": "conditional"}
    assert made["samples"] == {"sampleDigest": "ab" * 32}
    untouched, _ = application_of(columns_of(TITLES), _row())
    assert not set(untouched) & set(ADDED)


# FILES


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_csv_is_read_in_the_encodings_of_the_country(tmp_path: Path, encoding: str) -> None:
    (row,) = _read(tmp_path, _text(TITLES, _row()).encode(encoding))
    assert row.content is not None
    assert (row.number, row.content["dataName"]["zh"]) == (2, "数据")


def test_a_file_in_no_known_encoding_is_refused(tmp_path: Path) -> None:
    content = _text(TITLES, _row()).encode() + b"\xff\xff\xff"
    assert _refused(lambda: _read(tmp_path, content)).code == "SheetEncodingUnknown"


def test_an_open_quote_is_told_with_its_row(tmp_path: Path) -> None:
    content = _text(TITLES, _row()) + '"open' + "x\n" * 40_000
    fault = _refused(lambda: _read(tmp_path, content.encode()))
    assert (fault.code, fault.facts["row"]) == ("RowUnreadable", 3)


def test_a_cell_without_a_title_is_a_fault(tmp_path: Path) -> None:
    (row,) = _read(tmp_path, _text(TITLES, [*_row(), "more"]).encode())
    assert [fault.code for fault in row.faults] == ["CellBeyondTitles"]


def test_merged_cells_make_all_their_rows_faulty(tmp_path: Path) -> None:
    content = _workbook(tmp_path, TITLES, _row(), _row(), _row(), mend=lambda page: page.merge_cells("A3:A4"))
    rows = _read(tmp_path, content)
    assert [[fault.code for fault in row.faults] for row in rows] == [[], ["CellMerged"], ["CellMerged"]][: len(rows)]


def test_a_workbook_gives_days_percents_and_formulas_as_they_are(tmp_path: Path) -> None:
    def mend(page: Any) -> None:
        page.cell(2, TITLES.index("权利人份额") + 1, 1).number_format = "0%"

    content = _workbook(tmp_path, TITLES, _row(时域起=date(2026, 1, 2), 时域止=46353, 所属行业="=B1"), mend=mend)
    (row,) = _read(tmp_path, content)
    assert row.content is not None
    assert (row.content["temporalFrom"], row.content["temporalTo"]) == ("2026-01-02", "2026-11-27")
    assert row.content["holders"][0]["share"] == 10_000
    assert [fault.code for fault in row.faults] == ["CellFormula"]


def test_a_million_blank_rows_are_passed_over(tmp_path: Path) -> None:
    content = _text(TITLES, _row()) + "\n" * 1_000_000 + _text(_row())
    assert [row.number for row in _read(tmp_path, content.encode())] == [2, 1_000_003]


def test_a_workbook_whose_only_row_is_far_below_is_read(tmp_path: Path) -> None:
    far = 100_000
    content = _workbook(
        tmp_path, TITLES, mend=lambda page: page.cell(far, TITLES.index("数据名称") + 1, "数据") and None
    )
    assert [row.number for row in _read(tmp_path, content)] == [far]


def test_more_rows_than_a_spreadsheet_has_are_refused(tmp_path: Path) -> None:
    content = _text(TITLES) + "\n" * 1_100_000
    assert _refused(lambda: _read(tmp_path, content.encode())).code == "RowsTooMany"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = io.BytesIO()
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/worksheets/sheet1.xml", "w") as part,
    ):
        for _ in range(20):
            part.write(bytes(1 << 20))
    assert _refused(lambda: _read(tmp_path, bomb.getvalue())).code == "WorkbookBomb"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "FileEmpty"), (b"\xef\xbb\xbf \r\n", "FileEmpty"), (b"\xd0\xcf\x11\xe0rest", "WorkbookOld"),
        (b"PK\x03\x04rest", "WorkbookUnreadable"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_ours_is_said_in_a_sentence(tmp_path: Path, content: bytes, code: str) -> None:
    assert _refused(lambda: _read(tmp_path, content)).code == code


def test_a_broken_workbook_is_said_in_a_sentence(tmp_path: Path) -> None:
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w") as packed:
        packed.writestr("[Content_Types].xml", "<no")
    assert _refused(lambda: _read(tmp_path, broken.getvalue())).code == "WorkbookUnreadable"


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "given"
    file.write_bytes(b"x" * (source.CHUNK_BYTES + 1))

    def write(_bytes: int) -> None:
        with file.open("ab") as more:
            more.write(b"y")

    def take() -> None:
        with taken(file, write):
            raise AssertionError

    assert _refused(take).code == "FileChanged"


def test_lines_of_a_program_are_held_to_the_letter(tmp_path: Path) -> None:
    rows = _read(tmp_path, b'\xef\xbb\xbf{"key":"a"}\n\n[1]\n{"key":1,"key":2}\n{')
    assert [(row.number, [fault.code for fault in row.faults]) for row in rows] == [
        (1, []), (3, ["FieldType"]), (4, ["DocumentMalformed"]), (5, ["DocumentMalformed"]),
    ]  # fmt: skip


# REMARKS


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_file_given_back_is_read_as_the_same_rows(tmp_path: Path, suffix: str) -> None:
    rows = (TITLES, _row(所属行业="I64"), _row(数据英文名称="=1+1"))
    file = tmp_path / "given"
    file.write_bytes(_workbook(tmp_path, *rows) if suffix == "xlsx" else _text(*rows).encode("gbk"))
    back = tmp_path / "back"
    with taken(file) as found, back.open("wb") as into:
        write_remarks(found, sheet_of(found), lambda row: f"row {row}", into)
    with taken(back) as again:
        sheet = sheet_of(again)
        assert isinstance(sheet, Table)
        assert sheet.titles[-1] == REMARKS
        second = list(sheet.rows())
    assert [row.content for row in second] == [row.content for row in _read(tmp_path, file.read_bytes())]
    assert [row.cells[-1] for row in second] == ["row 2", "row 3"]

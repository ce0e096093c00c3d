"""
A file of old certificates brought into the ledger by `deed import`: on a real chain, killed in the middle, and again.
"""

from __future__ import annotations

import csv
import io
import json
import secrets
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pydantic import SecretStr

from ledger.commands.context import Context
from ledger.config import Settings
from ledger.desk.import_book import ImportBook
from ledger.desk.importing import ON_THE_WAY_MAX, Import
from ledger.sheets.columns import REMARKS, titles_of
from ledger.sheets.source import taken
from ledger.sheets.table import sheet_of
from tests.cli_fixtures import CHECKER, HANDS, MAKER, PASSPHRASE, Office
from tests.simulation.importing import KilledImport

TITLES = dict(titles_of())


def _cells(application: dict[str, Any], **changes: str) -> list[str]:
    """Return an application as the cells of a table under all titles, Chinese words where a clerk writes them."""
    holder = application["holders"][0]
    said = {
        "regime": "数据产权登记", "holders[0].uscc": holder["uscc"], "holders[0].name.zh": holder["name"]["zh"],
        "holders[0].name.en": holder["name"]["en"], "holders[0].rights": "持有权、使用权、经营权",
        "dataName.zh": application["dataName"]["zh"], "dataName.en": application["dataName"]["en"],
        "overview.zh": "测试用数据。", "overview.en": "Data for a test.", "objectKind": "数据集", "industry": "I64",
        "sources[0].kind": "采集生成", "spatialScope": "全国", "temporalFrom": "2026年1月1日",
        "temporalTo": "2026/6/30", "updateFrequency": "月", "volume.records": "１,０００",
        "grade": "一般", "personalInformation": "不涉及", "fingerprint.value": application["fingerprint"]["value"],
        "reference.bookValueFen": "500万元",
    } | changes  # fmt: skip
    return [said.get(path, "") for path in TITLES.values()]


def _csv(office: Office, *rows: list[str], encoding: str = "utf-8-sig") -> Path:
    text = io.StringIO()
    csv.writer(text).writerows([list(TITLES), *rows])
    file = office.home / f"table-{len(list(office.home.iterdir()))}.csv"
    file.write_bytes(text.getvalue().encode(encoding))
    return file


def test_good_rows_are_registered_and_faulty_ones_come_back_with_remarks(office: Office) -> None:
    before = office.count()
    good, bad = office.application(), office.application()
    wrong = _cells(bad, **{"dataName.zh": "长" * 41, "temporalTo": "30/6/2026", "holders[0].uscc": ""})
    file = _csv(office, _cells(good), wrong, _cells(office.application()), encoding="gb18030")
    remarks, receipts = office.home / "remarks.csv", office.home / "receipts.ndjson"
    said = office.deed("import", file, *HANDS, "--remarks", remarks, "--receipts", receipts, "--json")
    assert said.code == 1
    assert {name: said.json[name] for name in ("rows", "registered", "faulty")} == {
        "rows": 3, "registered": 2, "faulty": 1,
    }  # fmt: skip
    assert {(one["row"], one["field"]) for one in said.json["remarks"]} == {
        (3, "数据名称"), (3, "时域止"), (3, "权利人统一社会信用代码"),
    }  # fmt: skip
    back = list(csv.reader(io.StringIO(remarks.read_text("utf-8-sig"))))
    assert back[0][-1] == REMARKS
    assert [bool(row[-1]) for row in back[1:]] == [False, True, False]
    assert [json.loads(line)["row"] for line in receipts.read_text().splitlines()] == [2, 4]
    assert office.count() == before + 2


def test_the_file_mended_in_place_of_its_faults_registers_only_what_was_left(office: Office) -> None:
    first, second = office.application(), office.application()
    file = _csv(office, _cells(first), _cells(second, industry="nonsense"))
    assert office.deed("import", file, *HANDS).code == 1
    before = office.count()
    mended = office.deed("import", _csv(office, _cells(second)), *HANDS)
    assert mended.code == 0, mended.err
    assert office.count() == before + 1


def test_all_or_nothing_registers_nothing_where_one_row_is_faulty(office: Office) -> None:
    before = office.count()
    file = _csv(office, _cells(office.application()), _cells(office.application(), grade="核心"))
    assert office.deed("import", file, *HANDS, "--all-or-nothing").code == 1
    assert office.count() == before


def test_a_dry_run_finds_what_the_chain_has_and_what_stands_twice_and_sends_nothing(office: Office) -> None:
    known = office.application()
    office.register(known)
    before = office.count()
    new = _cells(office.application())
    said = office.deed("import", _csv(office, _cells(known), new, new), *HANDS, "--dry-run", "--json")
    assert said.code == 1
    assert [(one["row"], one["code"]) for one in said.json["remarks"]] == [
        (2, "AssetRegistered"), (4, "ApplicationTwice"),
    ]  # fmt: skip
    assert office.count() == before


def test_a_workbook_keeps_old_numbers_and_comes_back_as_a_workbook(office: Office) -> None:
    book = openpyxl.Workbook()
    page = book.active
    number = {"number": "SJ1112021030042", "registrationType": "衔接换证"}
    for row in (list(TITLES), _cells(office.application(), **number), _cells(office.application(), industry="=1+1")):
        page.append(row)
    file, remarks = office.home / "old.xlsx", office.home / "old-remarks.xlsx"
    book.save(file)
    said = office.deed("import", file, *HANDS, "--remarks", remarks, "--json")
    assert (said.code, said.json["registered"], said.json["faulty"]) == (1, 1, 1)
    assert said.json["receipts"][0]["number"] == "SJ1112021030042"
    assert said.json["remarks"][0]["code"] == "CellFormula"
    shown = list(openpyxl.load_workbook(remarks).active.iter_rows(values_only=True))
    assert (shown[0][-1], bool(shown[1][-1]), bool(shown[2][-1])) == (REMARKS, False, True)


def test_co_holders_of_a_table_get_their_shares(office: Office) -> None:
    row = office.application()
    second = office.holding("third")
    more = ["权利人2统一社会信用代码", "权利人2名称", "权利人2英文名称", "权利人2权利", "权利人2份额"]
    cells = [second["uscc"], second["name"]["zh"], second["name"]["en"], "使用", "40%"]
    text = io.StringIO()
    csv.writer(text).writerows([[*TITLES, *more], [*_cells(row, **{"holders[0].share": "60%"}), *cells]])
    file = office.home / "shared.csv"
    file.write_text(text.getvalue())
    said = office.done("import", file, *HANDS, "--json")
    office.mirror()
    shown = office.done("show", said.json["receipts"][0]["number"], "--json").json
    assert [one["share"] for one in shown["holders"]] == [6_000, 4_000]


def test_a_batch_that_the_chain_refuses_loses_only_the_row_that_another_centre_registered_meanwhile(
    office: Office,
) -> None:
    shared = [office.holding("first", 6_000), office.holding("second", 4_000)]
    rows = [office.application(regime="DAR", holders=shared) for _ in range(ON_THE_WAY_MAX + 1)]
    rows += [office.application(regime="DAR") for _ in range(4)]
    taken_row, before = len(rows) - 1, office.count()
    others = ("--maker", "centre-public-maker", "--checker", "centre-public-checker")
    other = office.file(rows[taken_row - 1])
    met: list[int] = []

    def meanwhile(done: int, _all: int) -> None:
        """All rows are judged and the first act is done: now the other centre is quicker with one of those to come."""
        if not met:
            met.append(done)
            office.done("register", other, *others)

    settings = Settings(home=office.home, rpc_url=office.node.url, passphrase=SecretStr(PASSPHRASE))
    context, file = Context(settings, "en", as_json=False), office.file(*rows)
    with context.stack, taken(file) as source, closing(ImportBook(file.with_suffix(".sqlite"))) as book:
        run = Import(context.desk(MAKER, CHECKER), sheet_of(source), book, meanwhile)
        outcome = run.register()
        assert (outcome.registered, outcome.faulty) == (len(rows) - 1, 1)
        (remark,) = book.remarks()
        assert (remark.row, remark.code) == (taken_row, "CertificateDuplicate")
        assert sorted(one.row for one in run.receipts()) == [n for n in range(1, len(rows) + 1) if n != taken_row]
    assert office.count() == before + len(rows)


@pytest.mark.slow
def test_an_import_killed_at_any_instant_goes_on_without_a_duplicate_or_a_loss(office: Office) -> None:
    imports = KilledImport(office, secrets.randbelow(10**9), rows=60)
    while imports.happened["killed"] < 2:
        imports.kill()
    imports.finish()
    imports.audit()

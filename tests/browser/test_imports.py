"""A dirty table in a real browser: its report, the file with remarks, and its good rows registered by two persons."""

from __future__ import annotations

import csv
import hashlib
import io

from playwright.sync_api import expect

from ledger.sheets.columns import REMARKS, titles_of
from tests.town import Town, Visits


def cells(town: Town, name: str, **changes: str) -> list[str]:
    """Return a row of a table as a clerk writes it."""
    said = {
        "regime": "数据产权登记", "holders[0].uscc": town.desks.code("first"), "holders[0].name.zh": "测试公司first",
        "holders[0].name.en": "Test Company first", "holders[0].rights": "持有权、使用权", "dataName.zh": name,
        "dataName.en": "Old data", "overview.zh": "测试用数据。", "overview.en": "Data for a test.",
        "objectKind": "数据集", "industry": "I64", "sources[0].kind": "采集生成", "spatialScope": "全国",
        "temporalFrom": "2026年1月1日", "updateFrequency": "月", "volume.records": "１,０００", "grade": "一般",
        "personalInformation": "不涉及", "fingerprint.value": hashlib.sha256(name.encode()).hexdigest(),
    } | changes  # fmt: skip
    return [said.get(path, "") for _, path in titles_of()]


def dirty(town: Town) -> bytes:
    """Return a table in GB 18030 with two good rows and two faulty ones."""
    text = io.StringIO()
    rows = [
        cells(town, "旧登记数据甲"),
        cells(town, "旧登记数据乙", **{"holders[0].uscc": "", "industry": "停车"}),
        cells(town, "长" * 41),
        cells(town, "旧登记数据丙"),
    ]
    csv.writer(text).writerows([[title for title, _ in titles_of()], *rows])
    return text.getvalue().encode("gb18030")


def test_a_dirty_table_is_reported_given_back_and_its_good_rows_registered(town: Town, visit: Visits) -> None:
    maker = visit("centre.maker")
    maker.goto("/imports")
    maker.set_input_files("[name=file]", {"name": "旧证书.csv", "mimeType": "text/csv", "buffer": dirty(town)})
    maker.locator("main form button").first.click()
    maker.wait_for_url("**/imports/import_*")
    report = maker.locator("tbody tr")
    assert sorted(set(report.locator("td:first-child").all_inner_texts())) == ["3", "4"]
    assert "数据名称" in maker.inner_text("tbody")
    with maker.expect_download() as saved:
        maker.get_by_role("link", name="下载带备注的表格").click()
    back = list(csv.reader(io.StringIO(saved.value.path().read_text("utf-8-sig"))))
    assert back[0][-1] == REMARKS
    assert [bool(row[-1]) for row in back[1:]] == [False, True, True, False]
    expect(maker.get_by_role("button", name="复核并登记")).to_have_count(0)
    checker = visit("centre.checker")
    checker.goto(maker.url)
    approve = checker.get_by_role("button", name="复核并登记")
    approve.click()
    expect(approve).to_have_count(0)
    for _ in range(200):
        checker.reload()
        if "登记完成" in checker.inner_text("main"):
            break
        checker.wait_for_timeout(200)
    facts = dict(zip(*(checker.locator(f".facts {tag}").all_inner_texts() for tag in ("dt", "dd")), strict=True))
    assert (facts["总行数"], facts["有问题的行"], facts["已登记"]) == ("4", "2", "2")


def test_a_file_that_is_no_table_is_refused_beside_its_field(town: Town, visit: Visits) -> None:
    maker = visit("centre.maker")
    maker.goto("/imports")
    maker.set_input_files("[name=file]", {"name": "a.csv", "mimeType": "text/csv", "buffer": b"nonsense\n1\n"})
    maker.locator("main form button").first.click()
    expect(maker.locator("#faults li")).to_have_count(1)
    assert town.url in maker.url

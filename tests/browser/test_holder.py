"""A holder's assets and deadlines, and the supervisor's figures, rules and governance, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.town import Town, Visits

LOCALES = ("zh", "en")


@pytest.mark.parametrize("locale", LOCALES)
def test_a_holder_finds_what_rests_on_its_assets_and_takes_the_list_away(
    town: Town, visit: Visits, locale: str, tmp_path: Path
) -> None:
    page = visit("holder.maker", locale)
    page.goto(f"/?lang={locale}")
    with page.expect_navigation():
        page.click(f"nav >> text={'我的资产' if locale == 'zh' else 'My assets'}")
    box = page.locator("article", has_text=town.made["pledged"])
    assert ("已质押" if locale == "zh" else "pledged") in box.inner_text()
    assert "2,000,000.00" in box.inner_text()
    box.locator("summary").click()
    assert box.locator("table").count() >= 2
    frozen = page.locator("article", has_text=town.made["frozen"])
    assert ("冻结" if locale == "zh" else "frozen") in frozen.inner_text()
    with page.expect_download() as waiting:
        page.click("text=CSV")
    waiting.value.save_as(tmp_path / "assets.csv")
    rows = (tmp_path / "assets.csv").read_text("utf-8-sig").splitlines()
    assert rows[0].startswith("证书编号" if locale == "zh" else "number")
    assert any(town.made["pledged"] in row for row in rows)
    with page.expect_download() as waiting:
        page.click("text=NDJSON")
    waiting.value.save_as(tmp_path / "assets.ndjson")
    assert len((tmp_path / "assets.ndjson").read_text().splitlines()) == len(rows) - 1


@pytest.mark.parametrize("locale", LOCALES)
def test_deadlines_reach_as_far_as_is_asked_and_go_into_a_calendar(
    town: Town, visit: Visits, locale: str, tmp_path: Path
) -> None:
    page = visit("holder.maker", locale)
    page.goto(f"/agenda?lang={locale}")
    near = page.locator("tbody tr").count()
    page.select_option("[name=months]", "60")
    with page.expect_navigation():
        page.click("main button[type=submit]")
    assert page.locator("tbody tr").count() > near
    assert town.made["frozen"] in page.inner_text("table")
    with page.expect_download() as waiting:
        page.click("text=ICS")
    waiting.value.save_as(tmp_path / "days.ics")
    written = (tmp_path / "days.ics").read_text()
    assert written.startswith("BEGIN:VCALENDAR")
    assert written.count("BEGIN:VEVENT") == page.locator("tbody tr").count()


def test_nobody_sees_the_assets_of_another(town: Town, visit: Visits) -> None:
    page = visit("bank.maker")
    page.goto(f"/assets?holder={town.desks.code('first')}")
    assert "只供权利人本人" in page.inner_text("[role=alert]")
    expect(page.locator("article")).to_have_count(0)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_supervisor_reads_figures_drawn_and_in_tables(visit: Visits, locale: str, tmp_path: Path) -> None:
    page = visit("supervisor.maker", locale)
    page.goto(f"/statistics?lang={locale}")
    assert page.locator("svg.chart[role=img] > title").count() >= 3
    page.select_option("[name=by]", "regime")
    page.check("[name=least]")
    with page.expect_navigation():
        page.click("main button[type=submit]")
    assert ("数据产权登记" if locale == "zh" else "Data property rights") in page.inner_text("main")
    assert page.is_checked("[name=least]")
    with page.expect_download() as waiting:
        page.click("text=CSV >> nth=0")
    waiting.value.save_as(tmp_path / "statistics.csv")
    assert len((tmp_path / "statistics.csv").read_text("utf-8-sig").splitlines()) > 1
    page.fill("[name=first]", "2026-13")
    page.click("main button[type=submit]")
    expect(page.locator(".fault")).to_contain_text("2026-13")


@pytest.mark.parametrize("locale", LOCALES)
def test_rules_proposals_and_institutions_are_there_to_be_read(visit: Visits, locale: str) -> None:
    page = visit("supervisor.maker", locale)
    page.goto(f"/rules?lang={locale}")
    assert page.locator("tbody tr").count() > 20
    page.goto(f"/governance?lang={locale}")
    page.click("tbody a >> nth=0")
    expect(page.locator(".timeline li").nth(3)).to_be_visible()
    page.goto(f"/institutions?lang={locale}")
    assert page.locator("caption").count() >= 8

"""The ledger searched and taken away, and a bank's own lists, in a real browser and in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.town import Town, Visits, freezing

LOCALES = ("zh", "en")


@pytest.mark.parametrize("locale", LOCALES)
def test_the_ledger_is_searched_by_number_code_digest_block_day_and_name(
    town: Town, visit: Visits, locale: str
) -> None:
    page = visit("bank.maker", locale)
    number, code = town.made["sound"], town.desks.code("first")
    digest = town.client.get(f"/v1/certificates/{number}").json()["documentDigest"]
    for typed, path in ((number, f"/certificates/{number}"), (code, "/explorer/participants/"), ("20", "/blocks/20")):
        page.goto(f"/explorer?lang={locale}")
        page.fill("#q", typed)
        page.press("#q", "Enter")
        expect(page).to_have_url(re.compile(re.escape(path) + ("" if locale == "zh" else f".*lang={locale}")))
    page.goto(f"/explorer?lang={locale}&q={digest}")
    assert f"/certificates/{number}" in page.url
    page.goto(f"/explorer?lang={locale}&q=测试公司first")
    assert code in page.inner_text("main")
    page.goto(f"/explorer?lang={locale}&q=nobody-of-this-name")
    expect(page.locator(".empty")).to_have_count(1)


def test_an_event_opens_to_its_fields_and_events_are_taken_away(visit: Visits, tmp_path: Path) -> None:
    page = visit("bank.maker")
    page.goto("/explorer")
    page.click("main td a >> nth=0")
    expect(page.locator("h1")).to_contain_text("区块")
    expect(page.locator(".facts dt").nth(5)).to_be_visible()
    page.goto("/explorer")
    with page.expect_download() as waiting:
        page.click("text=NDJSON")
    waiting.value.save_as(tmp_path / "entries.ndjson")
    lines = [json.loads(line) for line in (tmp_path / "entries.ndjson").read_text().splitlines()]
    assert {"kind", "position", "facts"} <= set(lines[0])
    with page.expect_download() as waiting:
        page.click("text=CSV")
    waiting.value.save_as(tmp_path / "entries.csv")
    rows = (tmp_path / "entries.csv").read_text("utf-8-sig").splitlines()
    assert len(rows) == len(lines) + 1
    assert rows[0].startswith("时间")


@pytest.mark.parametrize("locale", LOCALES)
def test_a_bank_checks_its_portfolio_and_finds_it_in_its_history(town: Town, visit: Visits, locale: str) -> None:
    page = visit("bank.maker", locale)
    page.goto(f"/portfolio?lang={locale}")
    page.fill("[name=list]", f"{town.made['sound']}\n{town.made['frozen']},{town.desks.code('first')}\n")
    page.select_option("[name='basis.kind']", "consent")
    page.fill("[name='basis.reference']", "C-1")
    page.click("main button:not([formaction])")
    rows = page.locator("main tbody tr")
    expect(rows).to_have_count(2)
    assert town.made["frozen"] in rows.nth(0).inner_text()
    page.goto(f"/verifications?lang={locale}")
    assert {"zh": "批量 2 份", "en": "2 at once"}[locale] in page.inner_text("main")


def test_a_line_of_a_portfolio_that_is_wrong_is_named(visit: Visits) -> None:
    page = visit("bank.maker", "en")
    page.goto("/portfolio?lang=en")
    page.fill("[name=list]", "SJ1112026110001\nSJ111202611\n")
    page.select_option("[name=purpose]", "public")
    page.click("main button:not([formaction])")
    expect(page.locator("#faults")).to_contain_text("items[1].number")
    expect(page.locator("[name=list]")).to_have_value(re.compile("^SJ1112026110001"))


@pytest.mark.parametrize("locale", LOCALES)
def test_a_bank_watches_a_certificate_and_lets_it_go(town: Town, visit: Visits, locale: str) -> None:
    page = visit("bank.maker", locale)
    page.goto(f"/watch?lang={locale}")
    page.fill("[name=certificates]", town.made["sound"])
    page.click("main .card button")
    expect(page.locator("main tbody").last).to_contain_text(town.made["sound"])
    page.click("main tbody button")
    expect(page.locator("main tbody button")).to_have_count(0)


def test_a_bank_that_watches_is_told_of_what_a_court_does(town: Town, visit: Visits) -> None:
    certificate = town.certificate("watched")
    page = visit("second-bank.maker")
    page.goto("/watch")
    expect(page.locator(".empty")).to_have_count(2)
    page.fill("[name=certificates]", town.made["watched"])
    page.click("main .card button")
    expect(page.locator("main tbody").last).to_contain_text(town.made["watched"])
    town.desks.carry("court", freezing(certificate, town.desks.now()))
    told = page.locator("tr", has_text="冻结").filter(has_text=town.made["watched"])
    for _ in range(100):
        page.reload()
        if told.count():
            break
        page.wait_for_timeout(100)
    told.get_by_role("link").click()
    expect(page).to_have_url(f"{town.url}/certificates/{town.made['watched']}")
    expect(page.locator(".badges").first).to_contain_text("冻结")


def test_what_one_may_not_see_is_a_page_that_leads_on(visit: Visits) -> None:
    page = visit(locale="en")
    page.goto("/explorer?lang=en")
    assert "/login?next=%2Fexplorer" in page.url
    page.goto("/no-such-page?lang=en")
    assert "404" in page.inner_text("main")
    assert page.locator("main a.button").count() >= 2

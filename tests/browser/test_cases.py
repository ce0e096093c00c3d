"""
The registration desk in a real browser: an application from its draft to the certificate by two persons at every step,
and an objection by the public.
"""

from __future__ import annotations

import hashlib
import re
import time
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from api.sessions import COOKIE, TOKEN_HEADER, token_of
from ledger.domain.instructions import State
from ledger.store.service import case_files
from ledger.store.service import instructions as store
from tests.town import Town, Visits

if TYPE_CHECKING:
    from playwright.sync_api import Page

HAND_ON = {"zh": "提交复核", "en": "Hand on for approval"}
APPROVE = {"zh": "复核通过", "en": "Approve"}
CONSENT = {"zh": "代表本单位同意", "en": "Consent for your institution"}
NEXT = {"zh": "保存并下一步", "en": "Save and go on"}
HAND_IN = {"zh": "提交申请", "en": "Hand in"}
People = dict[str, tuple["Page", str]]
"""Who takes part: the page of each, and its language."""

PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n%%EOF\n"


def applied(town: Town, page: Page, name: str, locale: str = "zh") -> str:
    """Fill in an application in its five steps and hand it in; return the path of its case."""
    page.goto(f"/cases/new?lang={locale}")
    page.select_option("[name=registry]", town.desks.code("centre-social"))
    page.click("main button[type=submit]")
    fills: tuple[dict[str, str], ...] = (
        {"holders.0.uscc": town.desks.code("first"), "holders.0.name.zh": "测试公司first",
         "holders.0.name.en": "Test Company first"},
        {"dataName.zh": name, "dataName.en": f"Data {name.encode().hex()[:12]}", "overview.zh": "测试用数据。",
         "overview.en": "Data for a test.", "industry": "I64"},
        {},
        {"fingerprint.value": hashlib.sha256(name.encode()).hexdigest(), "name": "数据资产部", "phone": "010-1"},
    )  # fmt: skip
    selects: tuple[dict[str, str], ...] = (
        {"regime": "DPR"},
        {"objectKind": "dataset", "spatialScope": "national", "updateFrequency": "monthly"},
        {"sources.0.kind": "collected", "grade": "general", "personalInformation": "none"},
        {},
    )
    for typed, chosen in zip(fills, selects, strict=True):
        for field, text in typed.items():
            page.fill(f"main [name='{field}']", text)
        for field, value in chosen.items():
            page.select_option(f"[name='{field}']", value)
        for box in page.locator("input[type=checkbox]").all():
            box.check()
        page.get_by_role("button", name=NEXT[locale], exact=True).click()
    page.get_by_role("button", name=HAND_IN[locale], exact=True).click()
    page.wait_for_url(re.compile(r"/cases/case_\w+\?"))
    return "/cases/" + page.url.partition("/cases/")[2].partition("?")[0]


def taken(town: Town, people: People, path: str, step: str) -> None:
    """Have a step prepared, approved and, for a submission, consented to; and wait until it is final."""
    (maker, locale), checker = people["maker"], people["checker"]
    maker.goto(f"{path}?lang={locale}")
    form = maker.locator(f"form[action*='/steps/{step}']")
    if not form.is_visible():
        maker.locator("details", has=form).locator("summary").click()
    reason = form.locator("[name=reason]")
    if reason.count():
        reason.fill("材料齐全，来源清楚。")
    form.get_by_role("button", name=HAND_ON[locale], exact=True).click()
    expect(maker.locator(".two .badge.good")).to_have_count(1)
    expect(maker.get_by_role("button", name=APPROVE[locale], exact=True)).to_have_count(0)
    agreeing = [(checker, APPROVE)] + ([(people["holder"], CONSENT)] if step == "submit" else [])
    for (page, language), word in agreeing:
        page.goto(f"{path}?lang={language}")
        button = page.get_by_role("button", name=word[language], exact=True)
        button.click()
        expect(button).to_have_count(0)
    awaited(town, path)


def awaited(town: Town, path: str) -> None:
    """Wait until every instruction about a case is final; several may be of the same second."""
    with town.desks.service.reading() as session:
        about = case_files.by_id(session, path.removeprefix("/cases/")).application_id
        steps = [each.id for each in store.of_certificate(session, about or b"", 50)]
    for _ in range(600):
        if all(town.desks.found(each).state == State.FINAL for each in steps):
            return
        time.sleep(0.05)
    raise AssertionError([town.desks.found(each).refusal for each in steps])


def carried(town: Town, path: str, *steps: str) -> None:
    """Have steps taken by the same two persons over HTTP, where what they see is not what is tried."""

    def post(login: str, where: str, **asked: object) -> dict[str, str]:
        token = town.token(login)
        headers = {"Cookie": f"{COOKIE}={token}", TOKEN_HEADER: token_of(token)}
        answer = town.client.post(where, json=asked, headers=headers)
        assert answer.is_success, answer.text
        told: dict[str, str] = answer.json()
        return told

    for step in steps:
        asked = {"step": step, "reason": "材料齐全。", "rights": ["hold", "use"]}
        own = post("centre.maker", f"/v1{path}/steps", **asked)["instruction"]
        post("centre.checker", f"/v1/instructions/{own}/steps", step="approve")
        if step == "submit":
            post("holder.checker", f"/v1/instructions/{own}/steps", step="consent")
        awaited(town, path)


@pytest.mark.slow
def test_an_application_becomes_a_certificate_by_two_persons_at_every_step(town: Town, visit: Visits) -> None:
    """The applicant and one of the officers use the portal in English, the other officer in Chinese."""
    path = applied(town, visit("holder.maker", "en"), "城市停车泊位数据", "en")
    logins = {"maker": ("centre.maker", "zh"), "checker": ("centre.checker", "en"), "holder": ("holder.checker", "en")}
    people = {name: (visit(login, locale), locale) for name, (login, locale) in logins.items()}
    for step in ("submit", "accept", "pass-review", "waive-publicity", "deposit"):
        taken(town, people, path, step)
    page, _ = people["maker"]
    page.goto(path)
    expect(page.locator(".progress .done")).to_have_count(5)
    page.locator("summary", has_text="链上标识").click()
    page.locator("a[href*='/certificates/']").click()
    expect(page.locator("p.lead.number")).to_contain_text("SJ")


def test_the_public_objects_and_the_clerk_finds_it_on_the_desk(town: Town, visit: Visits) -> None:
    path = applied(town, visit("holder.maker"), "公交客流统计数据")
    carried(town, path, "submit", "accept", "pass-review", "publicise")
    public = visit()
    public.goto("/board")
    public.get_by_role("link", name="公交客流统计数据").click()
    public.locator("form[enctype] button").click()
    expect(public.locator("#faults")).to_be_focused()
    expect(public.locator("#faults li")).to_have_count(1)
    public.fill("[name=name]", "某数据公司")
    public.fill("[name=phone]", "010-2")
    public.fill("[name=reason]", "所列数据由我司采集，未授权登记。")
    public.set_input_files("[name=file]", {"name": "权属.pdf", "mimeType": "application/pdf", "buffer": PDF})
    with public.expect_navigation():
        public.locator("form[enctype] button").click()
    assert public.locator(".note.good").inner_text().count("obj_") == 1
    clerk = visit("centre.maker")
    clerk.goto("/cases")
    row = clerk.locator("tr", has_text="公交客流统计数据")
    assert "收到异议 1 件" in row.inner_text()
    row.get_by_role("link").first.click()
    expect(clerk.locator("#objections")).to_contain_text("所列数据由我司采集")
    clerk.locator("#objections summary").click()
    clerk.fill("#objections [name=reason]", "所述数据与本申请无关。")
    clerk.locator("#objections").get_by_role("button", name="不予受理").click()
    expect(clerk.locator("#objections")).to_contain_text("不予受理的理由")


def test_a_draft_keeps_what_was_typed_and_names_faults_where_they_are(town: Town, visit: Visits) -> None:
    page = visit("holder.maker")
    page.goto("/cases/new")
    page.select_option("[name=registry]", town.desks.code("centre-social"))
    page.click("main button[type=submit]")
    page.fill("[name='holders.0.uscc']", "91110112MA0000015X")
    page.wait_for_selector(".told.fault")
    page.get_by_role("button", name=NEXT["zh"], exact=True).click()
    page.wait_for_url(re.compile("step=data"))
    page.goto(page.url.replace("step=data", "step=confirm"))
    expect(page.get_by_role("button", name=HAND_IN["zh"], exact=True)).to_have_count(0)
    page.locator("#faults a[href*='step=parties']").first.click()
    expect(page.locator("[name='holders.0.uscc']")).to_have_value("91110112MA0000015X")
    expect(page.locator(".faulty").first).to_be_visible()

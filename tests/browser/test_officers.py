"""
Officers in a real browser: an administrator opens an account, its officer comes in, sets a second factor and comes in
again with it; and a session that has ended leads to the door and back.
"""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, expect

from ledger.officers import second_factor
from ledger.store.service import officers, sessions
from tests.chromium import axe
from tests.tidy.tree import none
from tests.town import Town, Visits

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
CHOSEN = "grove lantern seventeen"


def sent(page: Page, **fields: str) -> None:
    """Fill in the form at the door and send it; return when the page that comes of it is there."""
    for name, text in fields.items():
        page.fill(f"[name={name}]", text)
    with page.expect_navigation():
        page.click(".door .button")


@pytest.mark.slow
def test_an_officer_is_added_comes_in_and_sets_a_second_factor(town: Town, visit: Visits) -> None:
    login = "bank.newcomer"
    chief, page = visit("bank.chief"), visit()
    chief.goto("/officers")
    chief.fill("[name=name]", "信贷部新来的经办员")
    chief.fill("[name=login]", login)
    chief.check("[value=read]")
    with chief.expect_navigation():
        chief.click("main form .button")
    given = chief.inner_text(".given")
    faults = axe(chief, RULES)
    page.goto("/account")  # which wants an officer, and is where he will be in the end
    sent(page, login=login.upper(), password=given)
    assert "/account/password" in page.url
    faults += axe(page, RULES)
    sent(page, chosen="password1234", again="password1234")
    assert page.locator("#faults").is_visible()
    sent(page, chosen=CHOSEN, again=CHOSEN)
    assert page.url == f"{town.url}/account"
    page.goto("/account/second-factor")
    secret = page.inner_text("code.hex").replace(" ", "")
    assert page.locator("svg.qr").is_visible()
    faults += axe(page, RULES)
    page.fill("[name=present]", CHOSEN)
    page.fill("[name=code]", second_factor.code_at(secret, time.time()))
    with page.expect_navigation():
        page.click("main form .button")
    codes = page.locator(".codes li").all_inner_texts()
    assert len(codes) == second_factor.RECOVERY_CODES
    faults += axe(page, RULES)
    page.click("header form button")  # out
    sent(page, login=login, password=CHOSEN)
    assert "/login/code" in page.url
    sent(page, code="000000")
    assert page.locator("#faults").is_visible()
    faults += axe(page, RULES)
    sent(page, code=codes[0])
    assert page.inner_text("header .institution") == "示范商业银行（一）"
    chief.goto("/officers/log")
    faults += axe(chief, RULES)
    chief.goto("/officers")
    with chief.expect_navigation():
        chief.click(f"tr:has-text('{login}') a")
    none(faults + axe(chief, RULES))


@pytest.mark.parametrize(
    ("locale", "words"), [("zh", "登录已结束：超时、已退出或账号有变更"), ("en", "Your session has ended")]
)
def test_a_session_that_has_ended_leads_to_the_door_and_back_to_where_one_was(
    town: Town, visit: Visits, locale: str, words: str
) -> None:
    page = visit("", locale)
    page.goto("/login")
    page.click(".accounts li:has-text('custodian.checker') button")
    expect(page.locator("header .institution")).to_be_visible()
    page.goto(f"/account?from=here&lang={locale}")
    assert "custodian.checker" in page.inner_text("main")
    with town.desks.service.writing() as session:
        officer = officers.by_login(session, "custodian.checker")
        assert officer is not None
        sessions.end_all(session, officer, int(time.time()))
    page.reload()
    assert words in page.inner_text("main")
    page.click(".accounts li:has-text('custodian.checker') button")
    expect(page).to_have_url(f"{town.url}/account?from=here&lang={locale}")

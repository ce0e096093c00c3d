"""An auditor's way to an audit of the ledger; what comes of it is in tests/integration/test_audit_pages.py."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.town import Visits

WORDS = {"zh": ("审计", "开始审计"), "en": ("Audit", "Begin")}


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_an_auditor_finds_the_audits_and_is_told_what_is_wrong_with_a_sample(visit: Visits, locale: str) -> None:
    audits, begin = WORDS[locale]
    page = visit("auditor.reader", locale)
    page.goto(f"/?lang={locale}")
    page.get_by_role("link", name=audits, exact=True).first.click()
    page.locator("#f-sample").fill("0")
    page.get_by_role("button", name=begin).click()
    expect(page.locator("#f-sample")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#faults a")).to_have_attribute("href", "#f-sample")

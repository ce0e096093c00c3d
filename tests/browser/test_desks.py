"""
The desks in a real browser: forms made of the acts' own fields, two persons, the consents, progress, and the receipt.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from ledger.domain.calendar import SHANGHAI, day_of
from ledger.domain.instructions import State
from tests.desk_fixtures import DAY
from tests.town import Town, Visits

if TYPE_CHECKING:
    from playwright.sync_api import Page

LOCALES = ("zh", "en")
PREPARE = {"zh": "提交复核", "en": "Submit for approval"}
APPROVE = {"zh": "复核通过", "en": "Approve"}
CONSENT = {"zh": "同意", "en": "Consent"}
RECEIPT = {"zh": "查看回执", "en": "See the receipt"}


def prepared(page: Page, locale: str) -> str:
    """Submit a form; return the path of the instruction that it became."""
    page.get_by_role("button", name=PREPARE[locale], exact=True).click()
    page.wait_for_url(re.compile(r"/instructions/ins_"))
    return "/instructions/" + page.url.partition("/instructions/")[2].partition("?")[0]


def moment_of(instant: int) -> str:
    """Return a minute as a form of the portal takes it: Beijing time."""
    return datetime.fromtimestamp(instant, SHANGHAI).strftime("%Y-%m-%dT%H:%M")


def agreed(page: Page, path: str, word: str, locale: str) -> None:
    page.goto(f"{path}?lang={locale}")
    button = page.get_by_role("button", name=word, exact=True)
    button.click()
    expect(button).to_have_count(0)


def confirmed(town: Town, page: Page, path: str) -> None:
    """Wait until an instruction is final, and show it so."""
    for _ in range(200):
        if town.desks.found(path.rsplit("/", 1)[1]).state == State.FINAL:
            break
        page.wait_for_timeout(100)
    page.reload()
    expect(page.locator(".progress li.done")).to_have_count(4)


@pytest.mark.slow
@pytest.mark.parametrize("locale", LOCALES)
def test_an_organ_freezes_by_two_persons_and_prints_its_receipt(town: Town, visit: Visits, locale: str) -> None:
    town.certificate(f"to freeze {locale}")
    number = town.made[f"to freeze {locale}"]
    maker = visit("court.maker", locale)
    maker.goto(f"/acts/Restraints/freeze?certificate={number}&lang={locale}")
    maker.fill("[name=case_digest]", "ab" * 32)
    maker.set_input_files("[data-digest-for=f-order_digest]", {"name": "order.pdf", "mimeType": "", "buffer": b"order"})
    expect(maker.locator("[name=order_digest]")).to_have_value(re.compile("[0-9a-f]{64}"))
    maker.fill("[name=served_at]", moment_of(town.desks.now()))
    maker.fill("[name=term]", "180")
    maker.check("[name=forbidden][value=transfer]")
    path = prepared(maker, locale)
    expect(maker.get_by_role("button", name=APPROVE[locale])).to_have_count(0)
    expect(maker.locator(".two .badge.good")).to_have_count(1)
    checker = visit("court.checker", locale)
    checker.goto(f"/inbox?lang={locale}")
    checker.locator(f"a[href^='{path}']").click()
    expect(checker).to_have_url(re.compile(path))
    agreed(checker, path, APPROVE[locale], locale)
    confirmed(town, maker, path)  # the checker's page reloads itself, and may do so just when it is reloaded
    expect(maker.locator(".two .badge.good")).to_have_count(2)
    maker.get_by_role("link", name=RECEIPT[locale]).click()
    expect(maker.locator(".receipt")).to_contain_text(number)
    expect(maker.locator("[data-print]")).to_be_visible()


@pytest.mark.slow
def test_a_pledge_behind_a_hold_is_seen_from_both_banks_at_once(town: Town, visit: Visits) -> None:
    town.certificate("contested")
    number = town.made["contested"]
    first, second = visit("bank.maker"), visit("second-bank.maker")
    first.goto(f"/acts/Pledges/hold?certificate={number}")
    held = prepared(first, "zh")
    agreed(visit("bank.checker"), held, APPROVE["zh"], "zh")
    agreed(visit("holder.checker"), held, CONSENT["zh"], "zh")
    confirmed(town, first, held)

    second.goto(f"/acts/Pledges/create?certificate={number}")
    expect(second.locator("aside .ranks li")).to_have_count(1)
    second.fill("[name=amount]", "300万元")
    second.select_option("[name=form]", "pledge")
    second.fill("[name=until]", day_of(town.desks.now() + 200 * DAY).isoformat())
    second.fill("[name=debt_digest]", "cd" * 32)
    behind = prepared(second, "zh")
    checker = visit("second-bank.checker")
    agreed(checker, behind, APPROVE["zh"], "zh")
    for login in ("holder.checker", "bank.checker"):
        agreed(visit(login), behind, CONSENT["zh"], "zh")
    confirmed(town, second, behind)
    for page in (first, second):
        page.goto(f"/certificates/{number}")
        expect(page.locator(".ranks li")).to_have_count(2)
        assert "3,000,000.00" in page.inner_text(".ranks")


def test_a_form_names_each_fault_beside_its_field_and_in_its_own_words(town: Town, visit: Visits) -> None:
    page = visit("bank.maker")
    page.goto(f"/acts/Pledges/create?certificate={town.made['sound']}")
    page.fill("[name=amount]", "500")
    page.get_by_role("button", name=PREPARE["zh"], exact=True).click()
    expect(page.locator("#faults")).to_be_focused()
    expect(page.locator("#faults li")).to_have_count(4)
    assert "金额" in page.inner_text("#f-amount-fault")
    assert page.input_value("[name=amount]") == "500"
    assert town.made["sound"] in page.inner_text("aside")


def test_what_an_officer_may_not_do_is_not_offered(town: Town, visit: Visits) -> None:
    page = visit("bank.checker")
    page.goto("/instructions")
    expect(page.locator("header a[href^='/acts']")).to_have_count(0)
    answer = page.goto("/acts/Pledges/hold")
    assert answer is not None
    assert answer.status == 403
    maker = visit("bank.maker")
    answer = maker.goto("/acts/Restraints/freeze")
    assert answer is not None
    assert answer.status == 404
    assert town.made

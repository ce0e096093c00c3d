"""
Every page: nothing that axe finds against WCAG 2.2 AA, light enough, and no wider than a telephone.

Weighed and measured in English, whose words are the longer ones; axe looks at every second page in Chinese, at the
others in English: both languages have the same elements.

The pages are those of the navigation of all accounts, each seen by the first that finds it, and those named here.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Response

from api.sessions import COOKIE
from tests.chromium import axe
from tests.tidy.tree import none
from tests.town import PHONE, Town, Visits

BYTES_MAX = 100_000
"""The most that a page weighs with its stylesheet and scripts, before compression."""

SERVER_SECONDS_MAX = 0.05
"""What the server may take for a page at the median, on this ledger: of the processor, which others share."""

ACCOUNTS = (
    "", "bank.maker", "centre.maker", "centre.checker", "centre.chief", "court.maker", "evaluator.maker",
    "custodian.maker", "exchange.maker", "holder.maker", "supervisor.maker", "auditor.reader",
)  # fmt: skip

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def pages_of(town: Town, visit: Visits) -> dict[str, str]:
    """Return the paths of all pages that are found from the navigation, each with the account that sees it."""
    found = {f"/certificates/{town.made['sound']}": "", "/nothing-here": ""}
    behind = ("/explorer/blocks/20", "/explorer/certificates", f"/certificates/{town.made['pledged']}")
    found |= dict.fromkeys((*behind, f"/explorer/participants/{town.desks.number('first')}"), "bank.maker")
    for login in ACCOUNTS:
        page = visit(login)
        page.goto("/")
        links = page.eval_on_selector_all("header a, footer a", "all => all.map(one => one.getAttribute('href'))")
        paths = (link.partition("?")[0].partition("#")[0] for link in links)
        found |= {path: login for path in paths if path.startswith("/") and path not in found and path != "/docs"}
        page.context.close()
    return found


@pytest.mark.slow
def test_every_page_is_accessible_light_and_fits_a_telephone(town: Town, visit: Visits) -> None:
    faults: list[str] = []
    pages = pages_of(town, visit)
    assert len(pages) > 10
    chinese = set(list(pages)[::2])
    for login in dict.fromkeys(pages.values()):
        page = visit(login, "en", PHONE)
        weights: dict[str, int] = {}
        page.on("response", _weigher(weights))
        for path in (path for path, whose in pages.items() if whose == login):
            weights.clear()
            page.goto(f"{path}?lang=en")
            faults += [f"{path}: {sum(weights.values())} bytes"] if sum(weights.values()) > BYTES_MAX else []
            faults += [f"{path}: wider than the telephone"] if _is_too_wide(page) else []
            if path in chinese:
                page.goto(f"{path}?lang=zh")
            faults += [f"{path}: {each}" for each in axe(page, RULES)]
    none(faults)


def _weigher(weights: dict[str, int]) -> Callable[[Response], None]:
    """Return what puts down how many bytes each answer has."""
    return lambda answer: weights.update({answer.url: len(answer.body()) if answer.ok else 0})


def _is_too_wide(page: Page) -> bool:
    wide: Any = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return bool(wide)


def test_the_server_writes_a_page_in_time(town: Town) -> None:
    paths = ("/", f"/certificates/{town.made['pledged']}", "/explorer", "/explorer/certificates")
    headers = {"Cookie": f"{COOKIE}={town.token('bank.maker')}"}
    for path in paths:
        taken = []
        for _ in range(9):
            began = time.process_time()
            assert town.client.get(path, headers=headers).status_code == 200
            taken.append(time.process_time() - began)
        assert statistics.median(taken) < SERVER_SECONDS_MAX, (path, taken)

"""
The portal as people meet it: a real server over a real ledger with some life on it, and Debian's Chromium before it.

Fixtures
    town       the desks of one office, served, with an account for each; one for this shelf, on a node of its own
    browser    one Chromium for this shelf
    visit      opens the portal for somebody: `visit("bank.maker", "en")` is signed in, `visit()` is the public

The shelf is one worker's: a town is dear to found, and both must be gone before that worker tries anything else, since
the browser's driver keeps an event loop running and the town keeps threads.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.chromium import chromium
from tests.town import DESKTOP, Town, Visits, founded_town, visiting

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

expect.set_options(timeout=30_000)  # the machine may be busy with other tests


@pytest.fixture(scope="package")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The town of this shelf."""
    with founded_town(tmp_path_factory.mktemp("town")) as made:
        yield made


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The browser of this shelf."""
    with chromium() as started:
        yield started


@pytest.fixture
def visit(town: Town, browser: Browser) -> Iterator[Visits]:
    """Open pages for this test, each for somebody, in a language, on a desktop or a telephone."""
    with ExitStack() as stack:

        def opened(login: str = "", locale: str = "zh", size: tuple[int, int] = DESKTOP) -> Page:
            return stack.enter_context(visiting(town, browser, login, locale, size))

        yield opened

"""
Debian's Chromium, driven by Playwright: started with nothing that asks its maker for anything, and with a Chinese font.

The font is the one that papers are printed with, so that a machine without a single font shows pages as they are meant.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
"""The headless shell first: the whole browser draws its own windows too, which nobody sees, and takes twice as long."""

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
)  # fmt: skip
"""No screen, no sandbox, no service of the browser's maker; and a camera that shows a test picture."""

AXE = Path(__file__).parents[1] / "node_modules/axe-core/axe.min.js"

FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{folder}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{cache}</cachedir>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
  <alias><family>system-ui</family><prefer><family>DejaVu Sans</family><family>Noto Sans SC</family></prefer></alias>
</fontconfig>
"""


def executable() -> str:
    """Return where Chromium is; without it there is nothing to test with."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    assert found, f"there is no Chromium here: run `scripts/setup test` as root, or `apt-get install {NAMES[0]}`"
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start one browser, with a profile of its own that is thrown away."""
    from playwright.sync_api import sync_playwright

    package = find_spec("justmytype_intl_cjk")
    assert package is not None, "the typeface is among the locked packages"
    assert package.origin is not None, "the typeface is among the locked packages"
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "fonts.conf"
        config.write_text(FONTS.format(folder=Path(package.origin).parent / "fonts", cache=f"{folder}/cache"))
        environment: dict[str, str | float | bool] = {**os.environ, "FONTCONFIG_FILE": str(config), "HOME": folder}
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=executable(), args=list(FLAGS), env=environment, headless=True
            )
            yield browser
            browser.close()


def axe(page: Page, rules: Sequence[str]) -> list[str]:
    """Return what axe finds on a page against these of its sets of rules: the rule and the places."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    asked = "rules => axe.run({runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})"
    found = page.evaluate(asked, list(rules))
    return [f"{each['id']} {[place['target'] for place in each['nodes']]}" for each in found["violations"]]

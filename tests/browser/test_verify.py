"""
Certificates verified in a real browser: by number, by a file that never leaves it, by a code; with the report to keep.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from api.app import create_app
from ledger.kit.check import check
from tests.house_fixtures import serving
from tests.town import DESKTOP, PHONE, Town, Visits, visiting

WORDS = {"zh": ("通过", "需关注", "不通过"), "en": ("Passed", "Needs attention", "Failed")}
LOCALES = ("zh", "en")

LATE_SECONDS = 61
"""One more than a portal as it is shipped lets its mirror be behind."""

LOOKS = """place => {
    const found = document.querySelector(place), style = getComputedStyle(found);
    const icon = found.querySelector('path').getAttribute('d');
    return [found.querySelector('h1').innerText, icon, style.color, style.borderTopStyle, style.backgroundColor];
}"""
"""The word, the icon, the colour, the border and the ground of a verdict."""


@pytest.fixture(scope="module")
def late(town: Town) -> Iterator[Town]:
    """The same town by a portal whose mirror has had nothing new for longer than it may."""
    settings = town.desks.settings.model_copy(update={"lag_seconds_max": LATE_SECONDS - 1})
    app = create_app(settings, clock=lambda: town.desks.place.clock() + LATE_SECONDS, mirror=town.desks.mirror)
    with serving(app, public=True) as client:
        yield replace(town, app=app, client=client, url=str(client.base_url).rstrip("/"))


@pytest.mark.parametrize("locale", LOCALES)
def test_the_public_verifies_by_number_and_takes_the_report_along(
    town: Town, visit: Visits, locale: str, tmp_path: Path
) -> None:
    page = visit(locale=locale)
    page.goto(f"/?lang={locale}")
    page.fill("[name=number]", town.made["sound"])
    page.press("[name=number]", "Enter")
    expect(page.locator("h1")).to_have_text(WORDS[locale][0])
    expect(page.locator("main")).to_contain_text(town.made["sound"], use_inner_text=True)
    with page.expect_download() as waiting:
        page.click("[formaction]")
    waiting.value.save_as(tmp_path / "answer.jws")
    assert (tmp_path / "answer.jws").read_text().count(".") == 2
    if locale == "en":
        with page.expect_download() as waiting:
            page.click("form button.button:not(.quiet)", no_wait_after=True)
        waiting.value.save_as(tmp_path / "report.pdf")
        assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("locale", LOCALES)
def test_a_bank_verifies_for_financing_and_sees_pledges_and_history(town: Town, visit: Visits, locale: str) -> None:
    page = visit("bank.maker", locale)
    page.goto(f"/?lang={locale}")
    page.fill("[name=number]", town.made["pledged"])
    page.select_option("[name=purpose]", "financing")
    page.select_option("[name='basis.kind']", "consent")
    page.fill("[name='basis.reference']", "C-2026-0412")
    page.press("[name=number]", "Enter")
    expect(page).to_have_url(re.compile("/verifications/"))
    expect(page.locator("h1")).to_have_text(WORDS[locale][1])
    expect(page.locator(".ranks li")).to_have_count(2)
    expect(page.locator(".timeline li")).to_have_count(4)
    expect(page.locator(".sorted details")).to_have_count(14)


@pytest.mark.parametrize("locale", LOCALES)
def test_what_cannot_be_determined_looks_other_than_what_failed(
    town: Town, late: Town, browser: Browser, locale: str
) -> None:
    shown = {}
    for kind, where, digest in (("unknown", late, ""), ("bad", town, "00" * 32)):
        with visiting(where, browser, "", locale, DESKTOP) as page:
            page.goto(f"/?lang={locale}")
            page.fill("[name=number]", town.made["sound"])
            page.fill("[name=documentDigest]", digest)
            with page.expect_navigation():
                page.press("[name=number]", "Enter")
            assert page.get_attribute("main > section", "class") == f"verdict {kind}"
            shown[kind] = page.evaluate(LOOKS, ".verdict")
    assert shown["unknown"][0] == {"zh": "无法判定", "en": "Cannot be determined"}[locale]
    assert not set(shown["unknown"]) & set(shown["bad"])


def test_the_offline_kit_of_an_answer_is_downloaded_and_holds(town: Town, visit: Visits, tmp_path: Path) -> None:
    page = visit("bank.maker")
    page.goto("/")
    page.fill("[name=number]", town.made["sound"])
    page.select_option("[name='basis.kind']", "consent")
    page.fill("[name='basis.reference']", "C-2026-0412")
    page.press("[name=number]", "Enter")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载离线核验包").click()
    waiting.value.save_as(tmp_path / "kit.json")
    report = check((tmp_path / "kit.json").read_bytes(), now=int(town.desks.place.clock()))
    assert report.failed is None, report.steps[-1]
    assert report.verdict == "WARN"
    assert page.inner_text("h1") == WORDS["zh"][1]


def test_paper_shows_the_answer_and_no_way_about_the_portal(town: Town, visit: Visits) -> None:
    page = visit("bank.maker")
    page.emulate_media(media="print")
    page.goto("/")
    page.fill("[name=number]", town.made["pledged"])
    page.select_option("[name='basis.kind']", "consent")
    page.fill("[name='basis.reference']", "C-2026-0412")
    with page.expect_navigation():
        page.press("[name=number]", "Enter")
    for path in ("", f"/certificates/{town.made['pledged']}"):
        if path:
            page.goto(path)
        assert page.is_visible("h1")
        assert page.is_visible(".timeline li >> nth=0")
        for hidden in ("header", "nav >> nth=0", ".trail", ".actions >> nth=0", "[data-print]", ".copy >> nth=0"):
            assert not page.is_visible(hidden), (path, hidden)


def test_what_is_folded_away_stands_on_paper_and_is_folded_again(town: Town, visit: Visits) -> None:
    page = visit()
    page.goto("/?lang=en")
    page.fill("[name=number]", town.made["sound"])
    with page.expect_navigation():
        page.press("[name=number]", "Enter")
    codes = page.locator(".fold .hex b").all_text_contents()
    paper = "".join(each.extract_text() for each in PdfReader(BytesIO(page.pdf())).pages)
    assert len(codes) == 2
    assert [each for each in codes if each not in "".join(paper.split())] == []
    assert "Passed Right to operate" in paper
    expect(page.locator(".fold[open]")).to_have_count(0)


def test_a_good_file_is_found_and_a_tampered_one_shows_nothing(town: Town, visit: Visits, tmp_path: Path) -> None:
    digest = _document_of(town)
    page = visit()
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.post_data or ""))
    for name, content, heading in (("good", town.desks.place.documents.get(digest), "通过"), ("bad", None, "不通过")):
        file = tmp_path / f"{name}.json"
        file.write_bytes(content or (tmp_path / "good.json").read_bytes() + b" ")
        page.goto("/")
        page.fill("[name=number]", town.made["sound"])
        _drop(page, file.read_text())
        _expect(page, "documentDigest", hashlib.sha256(file.read_bytes()).hexdigest())
        with page.expect_navigation():
            page.press("[name=number]", "Enter")
        assert page.inner_text("h1") == heading
    assert "测试公司" not in page.inner_text("main")
    assert not any("fingerprint" in each for each in sent), "the file was sent"


def test_a_large_file_is_hashed_piece_by_piece_as_others_hash_it(visit: Visits, tmp_path: Path) -> None:
    file = tmp_path / "large.bin"
    file.write_bytes(bytes(range(256)) * 20_000 + b"odd")
    page = visit()
    page.goto("/")
    page.set_input_files("#file", file)
    _expect(page, "documentDigest", hashlib.sha256(file.read_bytes()).hexdigest())


def test_what_is_wrong_is_said_beside_its_field_and_in_a_summary(visit: Visits) -> None:
    page = visit("bank.maker", "en")
    page.goto("/?lang=en")
    page.fill("[name=number]", "SJ111202611000")
    page.select_option("[name=purpose]", "financing")
    page.press("[name=number]", "Enter")
    expect(page.locator("#faults")).to_be_focused()
    page.click("#faults a >> nth=0")
    expect(page.locator("[name=number]")).to_be_focused()
    assert page.get_attribute("[name=number]", "aria-invalid") == "true"


def test_the_code_on_a_paper_opens_the_record_and_tells_a_forged_one(town: Town, visit: Visits) -> None:
    digits = _document_of(town).hex()[:16]
    page = visit(size=PHONE)
    page.goto(f"/v/{town.made['sound']}?d={digits}")
    assert page.url.endswith(f"/certificates/{town.made['sound']}?d={digits}")
    expect(page.locator(".note.good")).to_have_count(1)
    page.goto(f"/v/{town.made['sound']}?d={'0' * 16}")
    expect(page.locator(".note.bad")).to_have_count(1)
    page.goto("/")
    page.fill("[name=number]", f"DATADEED:{town.made['sound']}:{digits}")
    page.press("[name=number]", "Enter")
    expect(page.locator("h1")).to_have_text("通过")


def test_the_camera_reads_a_code_where_the_browser_can(town: Town, visit: Visits) -> None:
    code = f"DATADEED:{town.made['sound']}:{_document_of(town).hex()[:16]}"
    page = visit("", "en")
    page.add_init_script(f"window.BarcodeDetector = class {{ async detect() {{ return [{{rawValue: '{code}'}}]; }} }};")
    page.goto("/?lang=en")
    page.click("#scan button")
    _expect(page, "number", code)
    assert not page.is_visible("#camera")


def test_pages_work_without_javascript(town: Town, browser: Browser) -> None:
    context = browser.new_context(base_url=town.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/?lang=en")
    assert not page.is_visible("#drop")
    page.fill("[name=number]", town.made["sound"])
    page.click("main button[type=submit]")
    expect(page.locator("h1")).to_have_text("Passed")
    context.close()


def _expect(page: Page, name: str, value: str) -> None:
    """Wait until a field has a value that a script puts in."""
    expect(page.locator(f"[name={name}]")).to_have_value(value)


def _drop(page: Page, text: str) -> None:
    """Drop a file with this text onto the page's drop zone."""
    making = "text => { const d = new DataTransfer(); d.items.add(new File([text], 'a.json')); return d; }"
    page.dispatch_event("#drop", "drop", {"dataTransfer": page.evaluate_handle(making, text)})


def _document_of(town: Town) -> bytes:
    """Return the digest of the document of the certificate without burdens."""
    answer: dict[str, str] = town.client.get(f"/v1/certificates/{town.made['sound']}").json()
    return bytes.fromhex(answer["documentDigest"][2:])

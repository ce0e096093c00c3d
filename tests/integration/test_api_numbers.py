"""
What a registry asks of its numbers, what anybody asks of something typed, and the published schemas; over HTTP.
"""

from __future__ import annotations

import re

import httpx
import jsonschema_rs
import pytest

from api.caller import Scope
from ledger.domain.query_code import number_of
from ledger.store.service import Service
from tests.house_fixtures import House, new_key


def test_a_registry_sees_what_its_month_has_left_and_how_its_gaps_came(house: House) -> None:
    holder = house.admit("Holder")
    chain = house.chain
    issues = [chain.issuance(holder, serial=serial) for serial in (1, 2, 5, 9_000)]
    chain.issue(*issues)
    house.sync()
    found = house.client.get("/v1/numbers", params={"month": "2026-11"}).json()
    assert (found["month"], found["maximum"], len(found["items"])) == ("2026-11", 9_999, 8)
    supply = next(each for each in found["items"] if each["register"] == "111/DPR")
    assert (supply["used"], supply["left"], supply["next"]) == (4, 9_995, "SJ1112026110003")
    assert [(gap["first"], gap["last"], gap["count"], gap["cause"]) for gap in supply["gaps"]] == [
        ("SJ1112026110003", "SJ1112026110004", 2, "migrated"),
        ("SJ1112026110006", "SJ1112026118999", 8_994, "migrated"),
    ]
    assert "SJ1112026110005" in supply["gaps"][0]["sentence"]["zh"]
    assert (supply["endsOn"], supply["isShort"], supply["warning"]) == (None, False, None)
    untouched = next(each for each in found["items"] if each["register"] == "112/DIP")
    assert (untouched["used"], untouched["next"], untouched["gaps"]) == (0, "ZS1122026110001", [])

    with Service(house.settings.service_database) as service:
        own = new_key(service, Scope.READ, participant=chain.second_registry.number)
    shown = house.client.get("/v1/numbers", params={"month": "2026-11"}, headers={"X-Api-Key": own}).json()
    assert {each["register"] for each in shown["items"]} == {"112/DPR", "112/PDR", "112/DAR", "112/DIP"}
    metrics = house.client.get("/metrics").text
    assert 'deed_numbers_left{register="112/DIP"} 9999.0' in metrics


def test_a_query_code_opens_the_public_record(house: House) -> None:
    registered = house.issue(house.admit("Holder"))
    house.sync()
    code = house.client.get(f"/v1/certificates/{registered.number}").json()["queryCode"]
    assert number_of(code).text == registered.number
    public = httpx.get(f"{house.client.base_url}/v1/certificates/{code.lower()}")
    assert public.json()["number"] == registered.number
    assert house.verify(purpose="public", number=code)["certificate"]["number"] == registered.number


@pytest.mark.parametrize(
    ("kind", "value", "normalised", "code"),
    [
        ("uscc", " 91110112ma0000015k ", "91110112MA0000015K", None),
        ("uscc", "9111O112MA0000015K", None, "UsccMistyped"),
        ("uscc", "91110112MA00000151", None, "UsccCheckCharacter"),
        ("number", "17ppd-uk8aa", "SJ1112026110001", None),
        ("number", "SJ1112026130001", None, "NumberMonth"),
        ("name", "数" * 41, None, "TextTooLong"),
        ("name", " 数 ", "数", None),
        ("overview-en", "", None, "FieldEmpty"),
        ("date", "2026年2月3日", "2026-02-03", None),
        ("date", "3/2/2026", None, "DayUnreadable"),
        ("amount", "500万元", "500000000", None),
        ("amount", "500", None, "AmountWithoutUnit"),
        ("industry", "i64", "I64", None),
        ("digest", "0x" + "AB" * 32, "ab" * 32, None),
    ],
)
def test_what_is_typed_is_judged_in_words(
    still_api: httpx.Client, kind: str, value: str, normalised: str | None, code: str | None
) -> None:
    found = still_api.get(f"/v1/checks/{kind}", params={"value": value}).json()
    assert (found["ok"], found["normalised"], found["code"]) == (code is None, normalised, code)
    assert (found["sentence"] is None) == (code is None)
    if code is not None:
        assert not re.search(r"[?？]|dataName|None", found["sentence"]["zh"] + found["sentence"]["en"])


def test_a_code_with_an_odd_inner_check_is_only_remarked_upon(still_api: httpx.Client) -> None:
    found = still_api.get("/v1/checks/uscc", params={"value": "91110112MA0000100Q"}).json()
    assert found["ok"] is True
    assert found["remark"]["zh"]


def test_an_unknown_kind_and_a_missing_value_are_named(still_api: httpx.Client) -> None:
    assert still_api.get("/v1/checks/colour", params={"value": "x"}).status_code == 422
    assert still_api.get("/v1/checks/uscc").json()["errors"][0]["field"] == "value"


def test_the_schemas_are_published_and_stay(still_api: httpx.Client) -> None:
    listed = still_api.get("/v1/schemas").json()
    assert [each["number"] for each in listed["particulars"]] == list(range(1, 42))
    for each in listed["items"]:
        answer = still_api.get(each["url"])
        assert answer.headers["content-type"] == "application/schema+json"
        jsonschema_rs.validator_for(answer.json())
        assert answer.json()["properties"]["schema"]["enum"] == [each["schema"]]
    assert still_api.get("/v1/schemas/certificate-9").json()["code"] == "SchemaUnknown"


# PAGES


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pages_on_numbers_and_schemas_read_in_both_languages(still_api: httpx.Client, lang: str) -> None:
    asked = {"lang": lang}
    page = still_api.get("/numbers", params=asked)
    assert page.status_code == 200
    assert "9,999" in page.text
    assert page.text.count("<tr>") == 1 + 8, "a row for each register"
    wrong = still_api.get("/numbers", params={**asked, "month": "November"})
    assert wrong.status_code == 422
    assert "MonthMalformed" in wrong.text or "November" in wrong.text
    fields = still_api.get("/schemas", params=asked)
    assert fields.text.count('<td class="number">') == 41
    for name in ("certificate-1", "certificate-2", "profile-1"):
        shown = still_api.get(f"/schemas/{name}", params=asked)
        assert shown.status_code == 200
        assert len(shown.content) < 100_000
    assert still_api.get("/schemas/certificate-9", params=asked).status_code == 404

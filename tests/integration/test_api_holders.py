"""
What a holder has and what the supervisor counts, over HTTP: entitled or refused, now and then, and to take away.

On the real stack, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import httpx
import pytest

from api.caller import Scope
from ledger.config import Settings, Zone
from ledger.domain.burdens import Forbidden
from ledger.domain.events import Fen
from ledger.domain.licences import LicenceKind
from ledger.store.service import Service
from tests.house_fixtures import House, Registered, new_key
from tests.office_fixtures import Offices

VOLUME = {"records": 10, "bytes": 4_000}


def get(house: House, path: str, key: str = "", **parameters: Any) -> httpx.Response:
    headers = {"X-Api-Key": key} if key else {}
    return house.client.get(path, params=parameters, headers=headers)


def found(house: House, path: str, key: str = "", **parameters: Any) -> Any:
    answer = get(house, path, key, **parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def sync(house: House) -> int:
    house.sync()
    while house.mirror.catalogue(house.documents):
        pass
    at = house.mirror.cursor()
    assert at is not None
    return at[0]


def lived(house: House) -> tuple[Any, Registered, Registered]:
    """Register two certificates of one holder; one is valued, pledged and licensed, the other frozen."""
    offices, holder, licensee = Offices(house), house.admit("甲"), house.admit("乙")
    first = offices.value(house.issue(holder, industry="J67", volume=VOLUME), Fen(1_000_000_000))
    second = house.issue(holder, industry="M74", volume=VOLUME, on_file=False)
    offices.grant_licence(first, holder, licensee, LicenceKind.ORDINARY, days=100)
    offices.pledge(first, holder)
    offices.freeze(second, days=30, forbidden=Forbidden.PLEDGE)
    return holder, first, second


def key_for(house: House, participant: int, *scopes: Scope) -> str:
    with Service(house.settings.service_database) as service:
        return new_key(service, *scopes, participant=participant)


def test_a_holder_sees_what_it_has_and_nobody_else_but_the_supervisor(house: House) -> None:
    holder, first, second = lived(house)
    then = sync(house)
    path = f"/v1/holders/{holder.uscc}/portfolio"
    own = key_for(house, holder.number, Scope.READ)
    seen = found(house, path, own)
    assert [each["number"] for each in seen["items"]] == [first.number, second.number]
    pledged, frozen = seen["items"]
    assert {each["code"] for each in pledged["badges"]} == {"PLEDGED", "LICENSED"}
    assert (pledged["valueFen"], pledged["securedFen"], pledged["pledges"][0]["amountFen"]) == (
        1_000_000_000, 200_000_000, 200_000_000,
    )  # fmt: skip
    assert pledged["dataName"]["en"] == "Parking spaces in Tongzhou"
    assert [each["code"] for each in frozen["badges"]] == ["FROZEN"]
    assert frozen["dataName"] is None
    assert seen["totals"] == {
        "certificates": 2, "inForce": 2, "renewalOpen": 0, "pledged": 1, "restrained": 1, "valued": 1,
        "valueFen": 1_000_000_000, "securedFen": 200_000_000, "bookedFen": 0,
    }  # fmt: skip
    page = found(house, path, own, limit=1)
    assert found(house, path, own, limit=1, cursor=page["next"])["items"][0]["number"] == second.number
    stranger = key_for(house, house.chain.bank.number, Scope.READ, Scope.VERIFY)
    refused = get(house, path, stranger)
    assert (refused.status_code, refused.json()["code"]) == (403, "HolderNotYours")
    assert found(house, path, key_for(house, 0, Scope.SUPERVISE))["totals"] == seen["totals"]
    assert found(house, path, own, as_of_block=then)["items"] == seen["items"]
    unknown = get(house, "/v1/holders/91110112MA00001700/portfolio")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "HolderUnknown")
    exports(house, path, own, first.number)
    days(house, holder, own, first.number)


def exports(house: House, path: str, own: str, number: str) -> None:
    """CSV opens rightly in a spreadsheet, NDJSON has what JSON has."""
    table = get(house, path, own, format="csv", lang="zh")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert table.headers["content-disposition"].endswith('portfolio.csv"')
    titles, row, _ = csv.reader(io.StringIO(table.content.decode("utf-8-sig")))
    assert (titles[0], row[0], row[1]) == ("证书编号", number, "通州区公共停车场泊位数据")
    lines = get(house, path, own, format="ndjson").text.splitlines()
    assert [json.loads(line) for line in lines] == found(house, path, own)["items"]


def days(house: House, holder: Any, own: str, number: str) -> None:
    """The calendar has what ends within its months; iCalendar has the same days."""
    path = f"/v1/holders/{holder.uscc}/calendar"
    items = found(house, path, own, months=13)["items"]
    assert {each["code"] for each in items} == {"freeze_ends", "licence_ends", "report_lapses", "debt_due"}
    assert [each["day"] for each in items] == sorted(each["day"] for each in items)
    debt = next(each for each in items if each["code"] == "debt_due")
    assert (debt["number"], debt["isOwn"], debt["who"]["participant"]) == (number, True, house.chain.bank.number)
    assert "term_ends" in {each["code"] for each in found(house, path, own, months=36)["items"]}
    made = get(house, path, own, months=13, format="ics", lang="en")
    assert made.headers["content-type"] == "text/calendar; charset=utf-8"
    assert made.text.count("BEGIN:VEVENT") == len(items)
    uids = [line for line in made.text.splitlines() if line.startswith("UID:")]
    assert len(set(uids)) == len(items)


def test_the_supervisor_counts_by_industry_zone_month_and_takes_it_away(house: House) -> None:
    _, first, _ = lived(house)
    sync(house)
    path = "/v1/statistics/registrations"
    by_industry = found(house, path, by="industry")
    rows = {row["key"]: row for row in by_industry["items"]}
    assert rows["J"]["name"] == {"zh": "金融业", "en": "Finance"}
    assert (rows["J"]["registered"], rows["J"]["registeredBytes"], rows["J"]["inForce"]) == (1, 4_000, 1)
    assert (rows[""]["registered"], rows[""]["unread"], rows[""]["frozen"]) == (1, 1, 1)
    assert by_industry["total"]["registered"] == 2
    (centre,) = found(house, path, by="centre")["items"]
    assert centre["key"] == str(house.chain.registry.number)
    month = house.today.strftime("%Y-%m")
    assert [row["key"] for row in found(house, path, by="month", first=month, last=month)["items"]] == [month]
    assert found(house, path, by="month", last="2020-01")["items"] == []
    money = found(house, "/v1/statistics/finance", by="all")["items"][0]
    assert (money["pledged"], money["pledgedFen"], money["securedFen"]) == (1, 200_000_000, 200_000_000)
    assert (money["valued"], money["valuedFen"]) == (2, 2_000_000_000)
    few = found(house, "/v1/statistics/finance", by="all", least=2)
    assert (few["items"][0]["pledgedFen"], few["items"][0]["valuedFen"]) == (None, 2_000_000_000)
    assert few["total"]["pledgedFen"] is None
    (zone,) = found(house, "/v1/statistics/volume")["items"]
    assert (zone["key"], zone["bytes"], zone["goalBytes"], zone["unread"]) == (first.number[2:4], 4_000, None, 1)
    assert found(house, "/v1/statistics/cases")["items"] == []
    table = get(house, path, by="industry", format="csv", lang="en")
    assert table.content.decode("utf-8-sig").splitlines()[0].startswith("key,name,registered,")
    for wrong, code in (
        ({"first": "2026-13"}, "MonthInvalid"),
        ({"first": "2026-02", "last": "2026-01"}, "MonthsReversed"),
    ):
        refused = get(house, path, **wrong)
        assert (refused.status_code, refused.json()["code"]) == (422, code)


def test_a_zone_has_its_goal_by_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEED_ZONES", '{"11": {"zh": "示范区", "en": "Zone", "goal_bytes": 1000}}')
    assert Settings().zones == {"11": Zone(zh="示范区", en="Zone", goal_bytes=1000)}

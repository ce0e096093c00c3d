"""
The past over HTTP: what was answered at a block is answered again, to the byte, when that block is asked for later.

On the real stack, on SQLite and on PostgreSQL: institutions act, every list and every fact is read after each act, and
all of it is read once more in the end.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import httpx
import pytest

from ledger.domain.burdens import Forbidden
from ledger.domain.calendar import SHANGHAI, day_of
from tests.chain_fixtures import Party
from tests.house_fixtures import House, Registered
from tests.office_fixtures import Offices


@pytest.fixture
def offices(house: House) -> Offices:
    return Offices(house)


def _paths(house: House, offices: Offices, holder: Party, certificate: Registered) -> list[str]:
    of_certificate = (
        "", "/history", "/attestations", "/bookings", "/custody", "/listings", "/contributions", "/freezes",
        "/licences", "/links", "/pledges", "/pledges/history", "/renewal", "/restraints", "/same-data", "/successions",
    )  # fmt: skip
    bank, court, evaluator = house.chain.bank, offices.court, offices.evaluator
    return [
        *(f"/v1/certificates/{certificate.number}{what}" for what in of_certificate),
        f"/v1/participants/{holder.uscc}",
        f"/v1/participants/{holder.uscc}/certificates",
        f"/v1/participants/{holder.uscc}/claims",
        f"/v1/pledges?creditor={bank.uscc}",
        f"/v1/pledges?creditor={bank.uscc}&live=true",
        f"/v1/freezes?organ={court.uscc}",
        f"/v1/attestations?by={evaluator.uscc}",
        "/v1/renewals",
        "/v1/rules",
        "/v1/exits",
        "/v1/publicity",
        "/v1/snapshot",
    ]


def _read(house: House, path: str, **parameters: object) -> httpx.Response:
    asked = "&".join(f"{name}={value}" for name, value in parameters.items())
    return house.client.get(path + ("&" if "?" in path else "?") + asked if asked else path)


@pytest.mark.slow
def test_every_answer_is_given_again_when_its_block_is_asked_for(house: House, offices: Offices) -> None:
    holder, other = house.admit("甲"), house.admit("乙")
    certificate = offices.value(house.issue(holder))
    paths = _paths(house, offices, holder, certificate)
    then: dict[int, dict[str, httpx.Response]] = {}

    def note() -> None:
        house.sync()
        at = house.mirror.cursor()
        assert at is not None
        house.now = 0  # so that answers are of the block's own time
        then[at[0]] = {path: _read(house, path) for path in paths}

    note()
    pledge_id = offices.pledge(certificate, holder)
    note()
    freeze_id = offices.freeze(certificate, days=30, forbidden=Forbidden.PLEDGE)
    note()
    offices.lift(certificate, freeze_id)
    offices.release(certificate, pledge_id)
    house.issue(holder)
    note()
    house.transfer(certificate, holder, other)
    house.chain.cancel(certificate.issued, other)
    note()
    house.now = None
    house.chain.clock.travel(40 * 86_400)
    changed = 0
    for block, answers in then.items():
        for path, before in answers.items():
            after = _read(house, path, as_of_block=block)
            assert (after.status_code, after.content) == (before.status_code, before.content), (block, path)
            assert after.headers["Ledger-Block"] == str(block)
            assert after.headers["Ledger-Block-Hash"] == before.headers["Ledger-Block-Hash"]
            changed += after.content != _read(house, path).content
    assert changed > len(then) * 5


def test_an_instant_is_answered_by_what_the_ledger_said_then(house: House) -> None:
    holder, other = house.admit("甲"), house.admit("乙")
    certificate = house.issue(holder)
    house.sync()
    path = f"/v1/certificates/{certificate.number}"
    issued = house.client.get(path).json()["changed"]["block"]
    first_day = day_of(house.chain.clock.now())
    house.chain.clock.travel(3 * 86_400)
    house.transfer(certificate, holder, other)
    house.sync()
    for text in (first_day.isoformat(), f"{first_day + timedelta(days=1)}T00:00:00+08:00"):
        answer = house.client.get(path, params={"as_of": text})
        assert answer.json()["holders"][0]["uscc"] == holder.uscc
        assert int(answer.headers["Ledger-Block"]) >= issued
    assert answer.json()["standing"]["day"] == (first_day + timedelta(days=1)).isoformat()
    now = datetime.fromtimestamp(house.chain.clock.now(), SHANGHAI)
    present = house.client.get(path, params={"as_of": now.isoformat()})
    assert present.json()["holders"][0]["uscc"] == other.uscc
    tomorrow = house.client.get(path, params={"as_of": (now.date() + timedelta(days=1)).isoformat()})
    assert (tomorrow.status_code, tomorrow.json()["code"]) == (422, "InstantNotMirrored")


def test_a_past_list_is_paged_at_its_block(house: House) -> None:
    holder = house.admit("甲")
    issued = [house.issue(holder).number for _ in range(3)]
    house.sync()
    at = house.mirror.cursor()
    assert at is not None
    house.issue(holder)
    house.sync()
    path, seen = f"/v1/participants/{holder.uscc}/certificates", list[str]()
    cursor: dict[str, str] = {}
    while True:
        page = house.client.get(path, params={"as_of_block": at[0], "limit": 2, **cursor}).json()
        seen += [each["number"] for each in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert seen == issued

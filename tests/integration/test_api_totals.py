"""
What is asked of the whole ledger over HTTP: totals, same data, all certificates, all lines, and the outbox.

On the real stack, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import threading
import time
from typing import Any

from ledger.domain.burdens import Forbidden
from tests.house_fixtures import House, digest_of_file
from tests.office_fixtures import Offices


def _get(house: House, path: str, **parameters: Any) -> Any:
    answer = house.client.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def _block(house: House) -> int:
    house.sync()
    at = house.mirror.cursor()
    assert at is not None
    return at[0]


def test_totals_follow_what_happens_and_lead_back(house: House) -> None:
    offices, holder, other = Offices(house), house.admit("甲"), house.admit("乙")
    assert _get(house, "/v1/totals")["items"] == []
    first = offices.value(house.issue(holder))
    house.issue(other)
    pledge_id = offices.pledge(first, holder)
    then = _block(house)
    (row,) = _get(house, "/v1/totals")["items"]
    code = first.number[2:5]
    assert row == {
        "key": f"{code}/DPR", "centre": None, "issued": 2, "states": {"ACTIVE": 2}, "inForce": 2, "pledged": 1,
        "frozen": 0, "contributed": 0, "securedFen": 200_000_000, "valuedFen": 1_000_000_000, "contributedFen": 0,
    }  # fmt: skip
    offices.release(first, pledge_id)
    offices.freeze(first, days=30, forbidden=Forbidden.PLEDGE)
    house.issue(holder, regime="DAR")
    _block(house)
    by_register = {each["key"]: each for each in _get(house, "/v1/totals")["items"]}
    assert set(by_register) == {f"{code}/DPR", f"{code}/DAR"}
    now = by_register[f"{code}/DPR"]
    assert (now["pledged"], now["frozen"], now["securedFen"]) == (0, 1, 0)
    assert _get(house, "/v1/totals", as_of_block=then)["items"] == [row]
    for by, key in (("zone", code[:2]), ("month", "2026-11"), ("centre", str(house.chain.registry.number))):
        (total,) = _get(house, "/v1/totals", by=by)["items"]
        assert (total["key"], total["issued"]) == (key, 3)
    assert total["centre"]["uscc"] == house.chain.registry.uscc
    assert [each["key"] for each in _get(house, "/v1/totals", by="regime")["items"]] == ["DAR", "DPR"]


def test_same_data_of_several_is_disclosed_in_groups(house: House) -> None:
    holder, other = house.admit("甲"), house.admit("乙")
    fingerprint = {"algorithm": "sha-256", "value": "ab" * 32}
    numbers = [house.issue(party, fingerprint=fingerprint).number for party in (holder, other)]
    house.issue(holder)
    house.sync()
    (group,) = _get(house, "/v1/same-data")["items"]
    assert group["fingerprint"] == "0x" + "ab" * 32
    assert [each["certificateNumber"] for each in group["certificates"]] == numbers
    assert [each["holder"]["uscc"] for each in group["certificates"]] == [holder.uscc, other.uscc]
    assert _get(house, "/v1/same-data", cursor="ab" * 32) == {"items": [], "next": None}
    wrong = house.client.get("/v1/same-data", params={"cursor": "xy"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "CursorMalformed")


def test_all_certificates_come_in_the_order_of_issue_and_by_their_documents(house: House) -> None:
    holder, other = house.admit("甲"), house.admit("乙")
    issued = [house.issue(holder) for _ in range(3)]
    moved = house.transfer(issued[0], holder, other)
    house.sync()
    first = _get(house, "/v1/certificates", limit=2)
    rest = _get(house, "/v1/certificates", limit=2, cursor=first["next"])
    assert [each["number"] for each in (*first["items"], *rest["items"])] == [each.number for each in issued]
    assert rest["next"] is None
    for document in (issued[0].document, moved.document):
        (found,) = _get(house, "/v1/certificates", document=digest_of_file(document))["items"]
        assert (found["number"], found["documentDigest"]) == (moved.number, "0x" + digest_of_file(moved.document))
    assert _get(house, "/v1/certificates", document="cd" * 32)["items"] == []


def test_all_lines_come_in_the_order_of_the_chain(house: House) -> None:
    house.issue(house.admit("甲"))
    house.sync()
    seen: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = _get(house, "/v1/entries", limit=40, **cursor)
        seen += page["items"]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    places = [(line["position"]["block"], line["position"]["log"]) for line in seen]
    assert places == sorted(set(places))
    assert seen[-1]["kind"] == "CertificateIssued"
    assert len(seen) == _get(house, "/v1/status")["counts"]["entries"]
    last = _get(house, "/v1/entries", cursor=f"{places[-2][0]}.{places[-2][1]}")["items"]
    assert last == seen[-1:]


# THE OUTBOX


def test_the_outbox_tells_what_was_taken_and_taken_back(house: House) -> None:
    page = _get(house, "/v1/outbox")
    assert page["items"][0]["firstBlock"] == house.chain.deployment.first_block
    after = page["after"]
    assert _get(house, "/v1/outbox", after=after) == {"items": [], "after": after}
    house.admit("甲")
    block = _block(house)
    taken = _get(house, "/v1/outbox", after=after)["items"]
    assert [(each["what"], each["lastBlock"]) for each in taken][-1] == ("taken", block)
    house.mirror.undo(block - 1)
    (back,) = _get(house, "/v1/outbox", after=taken[-1]["number"])["items"]
    assert (back["what"], back["firstBlock"], back["lastBlock"]) == ("takenBack", block, block)
    assert back["number"] == taken[-1]["number"] + 1
    ahead = house.client.get("/v1/outbox", params={"after": back["number"] + 1})
    assert (ahead.status_code, ahead.json()["code"]) == (422, "NoticeAhead")


def test_one_who_waits_is_told_at_once_and_others_are_served_meanwhile(house: House) -> None:
    after = _get(house, "/v1/outbox")["after"]
    told: list[dict[str, Any]] = []

    def wait() -> None:
        told.append(_get(house, "/v1/outbox", after=after, wait=20))

    waiting = [threading.Thread(target=wait) for _ in range(8)]
    for each in waiting:
        each.start()
    time.sleep(0.5)
    assert told == []
    assert _get(house, "/health/live")["status"] == "live"
    house.admit("甲")
    block, synced = _block(house), time.monotonic()
    for each in waiting:
        each.join(10)
    assert len(told) == 8
    assert time.monotonic() - synced < 5
    assert {page["items"][-1]["lastBlock"] for page in told} == {block}


def test_a_wait_ends_when_it_was_to_end(house: House) -> None:
    after, began = _get(house, "/v1/outbox")["after"], time.monotonic()
    assert _get(house, "/v1/outbox", after=after, wait=1)["items"] == []
    assert 1 <= time.monotonic() - began < 5

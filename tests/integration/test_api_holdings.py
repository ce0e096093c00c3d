"""
Holdings over HTTP: everything that came into a participant's hands and left them, and the head that proves it whole.

All over a real mirror of a real chain, on SQLite and on PostgreSQL; the head is asked of the contract, and the moves
are folded by another implementation of the hash.
"""

from __future__ import annotations

from typing import Any

from eth_utils.crypto import keccak

from ledger.domain.burdens import Forbidden
from tests.chain_fixtures import Party
from tests.house_fixtures import House
from tests.office_fixtures import Offices


def _get(house: House, path: str, **parameters: Any) -> Any:
    answer = house.client.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def _all(house: House, party: Party, **parameters: Any) -> list[dict[str, Any]]:
    found, cursor = [], dict[str, str]()
    while True:
        page = _get(house, f"/v1/participants/{party.uscc}/holdings", limit=2, **cursor, **parameters)
        assert len(page["items"]) <= 2
        found += page["items"]
        if page["next"] is None:
            return found
        cursor = {"cursor": page["next"]}


def _fold(items: list[dict[str, Any]]) -> str:
    head = bytes(32)
    for each in items:
        own = bytes.fromhex(each["certificate"]["id"][2:])
        head = keccak(head + own + (1 if each["entered"] else 2).to_bytes(32, "big"))
    return "0x" + head.hex()


def _moves(items: list[dict[str, Any]]) -> list[tuple[str, bool, bool]]:
    return [(each["certificate"]["number"], each["entered"], each["certificate"]["held"]) for each in items]


def test_all_pages_together_fold_into_the_head_that_the_chain_holds(house: House) -> None:
    holder, other = house.admit("甲"), house.admit("乙")
    first, second = house.issue(holder), house.issue(holder)
    shared = house.issue_shared((other, ("hold", "operate"), 6_000), (holder, ("hold", "use"), 4_000))
    away = house.transfer(first, holder, other)
    house.transfer(away, other, holder)
    house.transfer(second, holder, other)
    house.sync()

    for party in (holder, other):
        page = _get(house, f"/v1/participants/{party.number}/holdings")
        items = _all(house, party)
        head = "0x" + bytes(house.chain.acts.ask("Certificates", "holdingOf", party.number)).hex()
        assert page["items"] == items
        assert page["head"] == head == _fold(items)
        assert page["moves"] == len(items)
        held = _get(house, f"/v1/participants/{party.uscc}/certificates")["items"]
        assert page["held"] == len(held)
        assert {each["certificate"]["id"] for each in items if each["certificate"]["held"]} == {x["id"] for x in held}
    assert _moves(_all(house, holder)) == [
        (first.number, True, True),
        (second.number, True, False),
        (shared.number, True, True),
        (first.number, False, True),
        (first.number, True, True),
        (second.number, False, False),
    ]


def test_who_never_held_anything_has_a_head_of_zero(house: House) -> None:
    party = house.admit("丙")
    house.sync()
    page = _get(house, f"/v1/participants/{party.uscc}/holdings")
    assert (page["head"], page["moves"], page["held"], page["items"]) == ("0x" + "00" * 32, 0, 0, [])


def test_each_certificate_shows_its_pledges_and_freezes(house: House) -> None:
    offices, holder = Offices(house), house.admit("丁")
    free, pledged, frozen = (house.issue(holder) for _ in range(3))
    offices.value(pledged)
    pledge = offices.pledge(pledged, holder)
    freeze = offices.freeze(frozen, 30, Forbidden.TRANSFER)
    house.sync()
    shown = {each["certificate"]["number"]: each["certificate"] for each in _all(house, holder)}
    assert (shown[free.number]["encumbrances"], shown[free.number]["freezes"]) == ([], [])
    assert shown[pledged.number]["encumbrances"] == [{"id": "0x" + pledge.hex(), "standing": "unperfected"}]
    assert shown[frozen.number]["freezes"] == [{"id": "0x" + freeze.hex(), "standing": "in_force"}]
    for each in shown.values():
        assert each["head"] == _get(house, f"/v1/certificates/{each['number']}")["head"]


def test_past_holdings_are_those_of_the_past(house: House) -> None:
    holder, other = house.admit("戊"), house.admit("己")
    made = house.issue(holder)
    house.sync()
    before = house.chain.rpc.call("eth_blockNumber", [])
    then = _get(house, f"/v1/participants/{holder.uscc}/holdings")
    house.transfer(made, holder, other)
    house.sync()
    path = f"/v1/participants/{holder.uscc}/holdings"
    past = _get(house, path, as_of_block=int(before, 16))
    assert past["items"] == then["items"]
    assert past["head"] == then["head"] == _fold(past["items"])
    assert _get(house, path)["head"] != then["head"]
    assert _get(house, f"/v1/participants/{other.uscc}/holdings", as_of_block=int(before, 16))["moves"] == 0

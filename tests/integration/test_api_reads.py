"""
Reading over HTTP: certificates as they are and as they were, histories, participants, documents, rules, the snapshot.

All over a real mirror of a real chain, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import httpx
import pytest

from ledger.domain.document import canonical
from ledger.store.queries.snapshot import ORDER
from tests.house_fixtures import House, digest_of_file, number_text


def _get(house: House, path: str, **parameters: Any) -> Any:
    answer = house.client.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_certificate_is_read_by_number_and_by_id(house: House) -> None:
    holder = house.admit("甲")
    sound = house.issue(holder)
    house.sync()
    by_number, by_id = _get(house, f"/v1/certificates/{sound.number}"), _get(house, f"/v1/certificates/{sound.id}")
    assert by_number == by_id
    assert by_id["holders"] == [
        {
            "participant": holder.number,
            "uscc": holder.uscc,
            "name": {"zh": "甲有限公司", "en": "甲 Ltd"},
            "rights": ["hold", "use", "operate"],
            "share": 10_000,
        }
    ]
    assert by_id["documentDigest"] == "0x" + digest_of_file(sound.document)
    assert by_id["standing"]["lastValidDay"] == sound.document["lastValidDay"]
    assert by_id["registry"]["uscc"] == house.chain.registry.uscc


def test_a_history_tells_every_act_with_its_position_and_ends_in_the_head(house: House) -> None:
    holder, other = house.admit("甲"), house.admit("乙")
    first = house.issue(holder)
    house.transfer(first, holder, other)
    house.chain.cancel(first.issued, other)
    house.sync()
    history = _get(house, f"/v1/certificates/{first.number}/history")
    assert [line["kind"] for line in history["items"]] == [
        "CertificateIssued",
        "CertificateTransferred",
        "CertificateCancelled",
    ]
    assert [line["sequence"] for line in history["items"]] == [1, 2, 3]
    assert history["items"][1]["facts"]["from"] == holder.number
    assert history["next"] is None
    blocks = [line["position"]["block"] for line in history["items"]]
    assert blocks == sorted(set(blocks))
    assert history["items"][-1]["head"] == _get(house, f"/v1/certificates/{first.number}")["head"]


def test_a_history_comes_in_pages_without_gap(house: House) -> None:
    holder, other = house.admit("甲"), house.admit("乙")
    first = house.issue(holder)
    moved = house.transfer(first, holder, other)
    house.transfer(moved, other, holder)
    house.sync()
    seen: list[int] = []
    cursor: dict[str, str] = {}
    for _ in range(3):
        page = _get(house, f"/v1/certificates/{first.number}/history", limit=1, **cursor)
        seen += [line["sequence"] for line in page["items"]]
        cursor = {"cursor": page["next"]}
    assert seen == [1, 2, 3]
    assert page["next"] is None


def test_a_certificate_is_read_as_it_was_after_a_past_block(house: House) -> None:
    holder, other = house.admit("甲"), house.admit("乙")
    first = house.issue(holder)
    house.sync()
    then = _get(house, f"/v1/certificates/{first.number}")
    house.transfer(first, holder, other)
    house.sync()
    block = then["changed"]["block"]
    before = _get(house, f"/v1/certificates/{first.number}", as_of_block=block)
    assert before["holders"][0]["uscc"] == holder.uscc
    assert before["head"] == then["head"]
    assert _get(house, f"/v1/certificates/{first.number}")["holders"][0]["uscc"] == other.uscc
    assert len(_get(house, f"/v1/certificates/{first.number}/history", as_of_block=block)["items"]) == 1
    early = house.client.get(f"/v1/certificates/{first.number}", params={"as_of_block": block - 1})
    assert (early.status_code, early.json()["code"]) == (404, "NumberNotFound")
    ahead = house.client.get(f"/v1/certificates/{first.number}", params={"as_of_block": 10**9})
    assert (ahead.status_code, ahead.json()["code"]) == (422, "BlockAhead")
    assert ahead.json()["errors"][0]["field"] == "as_of_block"


def test_what_is_not_there_is_a_problem_that_names_it(house: House) -> None:
    for path, code in (
        (f"/v1/certificates/{number_text('SJ119', 9999)}", "NumberNotFound"),
        (f"/v1/certificates/{'ab' * 32}", "CertificateUnknown"),
        ("/v1/participants/4294967295", "ParticipantNotFound"),
        ("/v1/participants/91110112MA0000015K", "ParticipantNotFound"),
        (f"/v1/documents/{'ab' * 32}", "DocumentNotFound"),
        ("/problems/Nothing", "ProblemNotFound"),
    ):
        answer = house.client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, code), path


def test_a_participant_is_read_by_number_and_by_code_with_its_former_names(house: House) -> None:
    former = {"zh": "旧名公司", "en": "Old Name", "until": "2025-05-31"}
    party = house.admit("甲", former=(former,))
    house.sync()
    by_code, by_number = _get(house, f"/v1/participants/{party.uscc}"), _get(house, f"/v1/participants/{party.number}")
    assert by_code == by_number
    assert by_code["formerNames"] == [former]
    assert by_code["keys"] == ["0x" + party.consent.key.hex(), "0x" + party.admin.key.hex()]
    registry = _get(house, f"/v1/participants/{house.chain.registry.number}")
    assert registry["roles"] == ["REGISTRY"]
    assert "111/DPR" in registry["registers"]
    assert registry["name"] is None


def test_a_holders_certificates_come_in_pages_with_those_held_jointly(house: House) -> None:
    holder, other = house.admit("甲"), house.admit("乙")
    issued = [house.issue(holder) for _ in range(3)]
    issued.append(house.issue_shared((other, ("hold", "operate"), 6_000), (holder, ("hold", "use"), 4_000)))
    house.issue(other)
    house.sync()
    path, seen = f"/v1/participants/{holder.uscc}/certificates", []
    cursor: dict[str, str] = {}
    while True:
        page = _get(house, path, limit=2, **cursor)
        seen += [each["number"] for each in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert seen == [each.number for each in issued]
    shared = page["items"][-1]
    assert [(part["uscc"], part["share"], part["rights"]) for part in shared["holders"]] == [
        (other.uscc, 6_000, ["hold", "operate"]),
        (holder.uscc, 4_000, ["hold", "use"]),
    ]


def test_a_document_is_given_as_its_very_bytes_and_once_only(house: House) -> None:
    holder = house.admit("甲")
    sound = house.issue(holder)
    digest = digest_of_file(sound.document)
    first = house.client.get(f"/v1/documents/{digest}")
    assert first.status_code == 200
    assert first.content == canonical(sound.document)
    assert hashlib.sha256(first.content).hexdigest() == digest
    again = house.client.get(f"/v1/documents/0x{digest.upper()}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_read_is_given_again_only_when_it_changed(house: House) -> None:
    holder = house.admit("甲")
    sound = house.issue(holder)
    house.sync()
    path = f"/v1/certificates/{sound.number}"
    first = house.client.get(path)
    same = house.client.get(path, headers={"If-None-Match": f'"other", {first.headers["ETag"]}'})
    assert (same.status_code, same.content) == (304, b"")
    assert same.headers["Ledger-Block"] == first.headers["Ledger-Block"]
    house.chain.revoke(sound.issued)
    house.sync()
    changed = house.client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.json()["state"] == "REVOKED"
    assert int(changed.headers["Ledger-Block"]) > int(first.headers["Ledger-Block"])


def _snapshot(answer: httpx.Response) -> tuple[dict[str, Any], list[dict[str, Any]], dict[str, Any], str]:
    lines = answer.content.splitlines(keepends=True)
    header, *facts, last = map(json.loads, lines)
    return header, facts, last, hashlib.sha256(b"".join(lines[:-1])).hexdigest()


def test_a_snapshot_is_pinned_to_a_block_and_sums_itself_up(house: House) -> None:
    holder = house.admit("甲")
    sound = house.issue(holder)
    house.issue_shared((holder, ("hold", "use", "operate"), 10_000 - 1), (house.admit("乙"), ("hold",), 1))
    house.sync()
    answer = house.client.get("/v1/snapshot")
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    header, facts, last, digest = _snapshot(answer)
    cursor = house.mirror.cursor()
    assert cursor is not None
    assert (header["block"], header["hash"]) == (cursor[0], "0x" + cursor[1].hex())
    assert (header["schema"], header["chainId"]) == ("datadeed/snapshot/3", house.chain.deployment.chain_id)
    assert header["contracts"]["Rules"] == "0x" + house.chain.deployment.addresses["Rules"].hex()
    assert last == {"count": len(facts), "sha256": digest}
    kinds = [fact["kind"] for fact in facts]
    assert kinds == sorted(kinds, key=ORDER.index)
    assert {"governance", "participant", "key", "register", "rule", "noun", "keeper", "certificate"} <= set(kinds)
    certificates = [fact["fact"] for fact in facts if fact["kind"] == "certificate"]
    assert [each["id"] for each in certificates] == sorted(each["id"] for each in certificates)
    mine = next(each for each in certificates if each["id"] == sound.id)
    assert mine["document_digest"] == "0x" + digest_of_file(sound.document)
    assert answer.content == house.client.get("/v1/snapshot").content


def test_the_status_counts_what_is_there(house: House) -> None:
    house.issue(house.admit("甲"))
    house.sync()
    status = _get(house, "/v1/status")
    assert status["certificates"] == {"DPR/ACTIVE": 1}
    assert status["counts"]["participants"] == len(house.chain.parties) + 1
    assert status["chainId"] == house.chain.deployment.chain_id
    assert status["contracts"]["Pledges"] == "0x" + house.chain.deployment.addresses["Pledges"].hex()
    assert status["evidence"]["lagBlocks"] == 0
    ready = house.client.get("/health/ready")
    assert (ready.status_code, ready.json()["ready"]) == (200, True)


def test_the_rules_are_given_as_data(still_api: httpx.Client) -> None:
    regimes = still_api.get("/v1/regimes").json()["items"]
    assert [(each["regime"], each["prefix"]) for each in regimes] == [
        ("DPR", "SJ"),
        ("PDR", "GS"),
        ("DAR", "ZC"),
        ("DIP", "ZS"),
    ]
    calendar = still_api.get("/v1/calendar").json()
    assert {year["year"]: year["provisional"] for year in calendar["years"]} == {2026: False, 2027: True}
    assert "2026-02-14" in calendar["years"][0]["worked"]
    policy = still_api.get("/v1/policy").json()
    row = next(row for row in policy["rows"] if row["reason"] == "PUBLIC_BODY")
    assert row["outcomes"]["financing"] == "FAIL"


def test_a_problems_type_can_be_looked_up(still_api: httpx.Client) -> None:
    problem = still_api.get("/v1/certificates/XX").json()
    meaning = still_api.get(problem["type"])
    assert (meaning.status_code, meaning.json()["code"]) == (200, problem["code"])
    assert "证书编号" in meaning.json()["detail"]["zh"]


@pytest.mark.parametrize("path", ["/v1/regimes", "/v1/calendar", "/v1/policy", "/v1/participants/1", "/openapi.json"])
def test_every_read_has_an_etag_that_is_honoured(still_api: httpx.Client, path: str) -> None:
    first = still_api.get(path)
    assert first.status_code == 200
    again = still_api.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")

"""
Portfolios over HTTP: every line is what the verification of that certificate alone says, and one signature holds all.

Certificates are issued on Anvil, mirrored into SQLite and PostgreSQL, with all that may rest on them.
"""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from api.portfolio import SCHEMA
from api.schemas.portfolios import ITEMS_MAX
from ledger.answers import jws
from ledger.answers.keys import Keys
from ledger.domain import merkle
from ledger.domain.burdens import Forbidden
from ledger.domain.document import canonical
from ledger.store.queries import batches
from tests.house_fixtures import House, Registered, number_text
from tests.office_fixtures import Offices

BASIS = {"kind": "consent", "reference": "C-1"}


def _asked(house: House, items: list[dict[str, Any]], purpose: str = "financing", **more: Any) -> httpx.Response:
    basis = {} if purpose == "public" else {"basis": BASIS}
    return house.client.post("/v1/portfolios", json={"purpose": purpose, **basis, **more, "items": items})


def _lines(answer: httpx.Response) -> tuple[dict[str, Any], list[bytes], dict[str, Any]]:
    """Return the first line, the lines of certificates, and the last line."""
    assert answer.status_code == 200, answer.text
    first, *lines, last = answer.content.removesuffix(b"\n").split(b"\n")
    return json.loads(first), lines, json.loads(last)


def _burdened(house: House) -> list[dict[str, Any]]:
    """Have certificates issued with all that may rest on them; return what to ask of each."""
    offices = Offices(house)
    holder, other = house.admit("甲"), house.admit("乙")
    plain, revoked, cancelled, moved = (house.issue(holder) for _ in range(4))
    shared = house.issue_shared((holder, ("hold", "use", "operate"), 6_000), (other, ("hold", "use"), 4_000))
    twin = house.issue(other, regime="DAR", fingerprint=plain.document["fingerprint"])
    altered, unseen = house.issue(holder), house.issue(holder, on_file=False)
    pledged, frozen, reserved, deleted = (offices.value(house.issue(holder)) for _ in range(4))
    offices.pledge(pledged, holder)
    offices.pledge(twin, other)
    offices.freeze(frozen, 30, Forbidden.TRANSFER)
    offices.reserve(reserved, holder, other, 30)
    offices.object(frozen, other)
    offices.settle_by_deleting(deleted, offices.raise_source(deleted, other), holder)
    offices.value(moved)
    house.chain.revoke(revoked.issued)
    house.chain.cancel(cancelled.issued, holder)
    house.transfer(moved, holder, other)
    house.sync()
    path = house.documents.path(altered.issued.document_digest)
    path.write_bytes(path.read_bytes().replace(b'"records":1200', b'"records":9200'))
    loan = {"maturity": (house.today + timedelta(days=900)).isoformat(), "amountFen": 1_000_000_000}
    of: list[Registered] = [plain, revoked, cancelled, moved, shared, twin, altered, unseen, pledged, frozen]
    of += [reserved, deleted]
    return [
        *({"number": each.number, "holder": {"uscc": holder.uscc}} for each in of),
        *({"id": each.id} for each in of),
        *({"number": each.number, "loan": loan, "holder": {"name": "甲有限公司"}} for each in of),
        {"number": number_text("SJ119", 9999)},
        {"id": "0x" + "00" * 32},
    ]


@pytest.mark.slow
def test_every_line_is_what_the_certificate_alone_would_be_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.portfolio.CERTIFICATES_MAX", 7)  # so that there are several questions to many
    items = _burdened(house)
    house.now = int(house.chain.clock.now())
    for purpose in ("financing", "equity", "booking", "transfer", "public"):
        chosen = [each for each in items if purpose == "financing" or "loan" not in each]
        for _ in range(2):  # the second time, documents that were read are remembered
            first, lines, last = _lines(_asked(house, chosen, purpose))
            assert (first["schema"], first["purpose"], first["count"]) == (SCHEMA, purpose, len(chosen))
            tally = dict.fromkeys(("PASS", "WARN", "UNDETERMINED", "FAIL"), 0)
            for index, (item, line) in enumerate(zip(chosen, map(json.loads, lines), strict=True)):
                alone = house.verify(purpose=purpose, **item)
                tally[alone["verdict"]] += 1
                assert (line["index"], line["verdict"]) == (index, alone["verdict"]), (item, alone["checks"])
                assert line["checks"] == [
                    {name: check[name] for name in ("code", "outcome", "reason")}
                    for check in alone["checks"]
                    if check["outcome"] not in ("PASS", "NOT_APPLICABLE")
                ]
                shown, certificate = line["certificate"], alone["certificate"]
                assert (shown is None) == (certificate is None)
                if certificate is not None:
                    for name in ("id", "number", "state", "sequence", "head"):
                        assert shown[name] == certificate[name]
                    assert shown["lastValidDay"] == certificate["standing"]["lastValidDay"]
            assert last["tally"] == tally
    assert len({line["verdict"] for line in map(json.loads, lines)}) > 1


def test_where_one_question_to_many_would_be_too_long_each_is_asked_alone(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = _burdened(house)
    house.now = int(house.chain.clock.now())
    _, together, _ = _lines(_asked(house, items))
    monkeypatch.setattr(batches, "ROWS_MAX", 1)
    _, alone, _ = _lines(_asked(house, items))
    assert alone == together


def test_one_signature_holds_all_lines_and_any_one_can_be_shown_alone(house: House) -> None:
    holder = house.admit("甲")
    items = [{"number": house.issue(holder).number} for _ in range(5)]
    house.sync()
    asked = {"purpose": "financing", "basis": BASIS, "nonce": "f3c1a9d27b6e4c58", "items": items}
    answer = house.client.post("/v1/portfolios", json=asked)
    first, lines, last = _lines(answer)
    assert answer.headers["Ledger-Block"] == str(first["block"])

    keys = Keys(house.settings.answer_keys_dir, "")
    said = jws.verify(last["answer"], keys.public)
    leaves = [merkle.leaf_hash(line) for line in lines]
    assert last["root"] == "0x" + merkle.root(leaves).hex()
    assert said["portfolio"] == {**first, "root": last["root"], "tally": last["tally"]}
    assert (said["number"], said["nonce"]) == (last["number"], asked["nonce"])
    assert said["requestDigest"] == "0x" + hashlib.sha256(canonical(asked)).hexdigest()
    nodes = merkle.appended(0, leaves, {})
    path = merkle.proof(merkle.inclusion(3, 5), nodes)
    assert merkle.root_by_inclusion(merkle.leaf_hash(lines[3]), 3, 5, path) == bytes.fromhex(last["root"][2:])


def test_the_signed_answer_is_kept_under_its_number(house: House) -> None:
    certificate = house.issue(house.admit("甲"))
    house.sync()
    _, _, last = _lines(_asked(house, [{"number": certificate.number}]))
    kept = house.client.get(f"/v1/verifications/{last['number']}")
    assert kept.status_code == 200, kept.text
    assert kept.json()["answer"] == last["answer"]


def test_a_nonce_is_for_one_portfolio(house: House) -> None:
    items = [{"number": house.issue(house.admit("甲")).number}]
    house.sync()
    nonce = "f3c1a9d27b6e4c58"
    _lines(_asked(house, items, nonce=nonce))
    again = _asked(house, [*items, *items], nonce=nonce)
    assert (again.status_code, again.json()["code"]) == (422, "NonceReplayed")


def test_a_malformed_item_refuses_the_whole_and_is_named(still_api: httpx.Client) -> None:
    good = {"number": number_text("SJ119", 9999)}
    wrong: list[tuple[Any, str, str]] = [
        ({"number": "SJ1"}, "items[1].number", ""),
        ({}, "items[1].number", "CertificateNotNamed"),
        ({**good, "id": "00" * 32}, "items[1].id", "CertificateNamedTwice"),
        ({**good, "holder": {}}, "items[1].holder", "HolderNotNamed"),
        ({**good, "holder": {"uscc": "1"}}, "items[1].holder.uscc", "UsccLength"),
        ({**good, "qr": "x"}, "items[1].qr", "FieldNotExpected"),
        ({**good, "loan": {"maturity": "2020-01-01"}}, "items[1].loan.maturity", "MaturityPassed"),
    ]
    for item, field, code in wrong:
        asked = {"purpose": "financing", "basis": BASIS, "items": [good, item]}
        answer = still_api.post("/v1/portfolios", json=asked)
        assert answer.status_code == 422, answer.text
        fault = answer.json()["errors"][0]
        assert fault["field"] == field
        assert not code or fault["code"] == code, fault
    refused: list[tuple[dict[str, Any], str, str]] = [
        ({"purpose": "financing", "items": [good]}, "basis", "BasisMissing"),
        ({"purpose": "public", "items": []}, "items", "PortfolioSize"),
        ({"purpose": "public", "items": [good] * (ITEMS_MAX + 1)}, "items", "PortfolioSize"),
        (
            {"purpose": "public", "items": [{**good, "loan": {"maturity": "2199-01-01"}}]},
            "items[0].loan",
            "LoanNotForPurpose",
        ),
    ]
    for body, field, code in refused:
        answer = still_api.post("/v1/portfolios", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
        assert answer.json()["errors"][0]["field"] == field


def test_what_is_lost_in_the_middle_leaves_no_signature(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.portfolio.CERTIFICATES_MAX", 1)
    holder = house.admit("甲")
    first, second = house.issue(holder), Offices(house).value(house.issue(holder))
    Offices(house).pledge(second, holder)
    house.sync()
    _lose(house, "encumbrances")
    answer = _asked(house, [{"number": first.number}, {"number": second.number}])
    *_, last = answer.text.strip().split("\n")
    assert json.loads(last)["problem"]["code"] == "BurdenLost"
    assert "answer" not in json.loads(last)
    at_once = _asked(house, [{"number": second.number}])
    assert (at_once.status_code, at_once.json()["code"]) == (500, "BurdenLost")


def _lose(house: House, table: str) -> None:
    """Empty a table of the mirror behind its back."""
    engine = create_engine(house.mirror.url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608

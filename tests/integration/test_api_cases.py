"""
Registration cases over HTTP: a case from its submission to its certificate, lists, notices and histories.

All over a real mirror of a real chain, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

from typing import Any

import pytest

from ledger.chain.signer import MemorySigner
from ledger.domain.acts.applications import (
    AcceptApplication,
    DecideObjection,
    ObjectPublicity,
    PassReview,
    Publicise,
    SubmitApplication,
    WaivePublicity,
    WithdrawApplication,
)
from ledger.domain.acts.deposits import Deposit
from ledger.domain.acts.stepping import OfCase
from ledger.domain.certificates import Right, certificate_id
from ledger.domain.events import ZERO_DIGEST, CertificateId, Instant
from ledger.domain.facts import thing_id
from tests.chain_fixtures import CODES, Party, digest_of
from tests.house_fixtures import House

DOCUMENT = digest_of("a document")
REGISTER = CODES["first registry"] << 8 | 1


def _get(house: House, path: str, **parameters: Any) -> Any:
    return _answer(house, path, 200, **parameters)


def _answer(house: House, path: str, expected: int, **parameters: Any) -> Any:
    answer = house.client.get(path, params=parameters)
    assert answer.status_code == expected, answer.text
    return answer.json()


def _step(house: House, asked: OfCase, *consents: MemorySigner) -> None:
    """File a step by the first registry."""
    sequence = house.chain.acts.ask("Applications", "caseOf", asked.application_id)[2] + 1
    house.chain.do(house.chain.prepared(asked, house.chain.registry, *consents, sequence=sequence))


def _submit(house: House, holder: Party, data: str = "data") -> CertificateId:
    fingerprint = digest_of(data)
    own = certificate_id(holder.number, 1, fingerprint, 0)
    form = digest_of(f"application for {data}")
    asked = SubmitApplication(own, holder.number, REGISTER, fingerprint, 0, Right(7), Instant(0), form)
    _step(house, asked, holder.consent)
    return own


def _shown(own: CertificateId) -> str:
    return "0x" + own.hex()


def test_a_case_is_followed_to_its_certificate(house: House) -> None:
    holder, other = house.admit("甲"), house.admit("乙")
    own = _submit(house, holder)
    house.sync()
    path = f"/v1/applications/{_shown(own)}"
    found = _get(house, path)
    assert (found["stage"]["code"], found["applicant"]["uscc"], found["attempt"]) == ("SUBMITTED", holder.uscc, 1)
    assert found["registry"]["uscc"] == house.chain.registry.uscc
    assert found["clocks"]["answerDue"] is not None
    assert found["publicity"] is None

    _step(house, AcceptApplication(own))
    _step(house, PassReview(own, Right(3), DOCUMENT))
    _step(house, Publicise(own, DOCUMENT))
    _step(house, ObjectPublicity(own, other.number, DOCUMENT), other.consent)
    house.sync()
    found = _get(house, path)
    assert (found["stage"]["code"], found["openObjections"], found["rights"]) == ("OBJECTED", 1, ["hold", "use"])
    assert (found["clocks"]["stopped"], found["clocks"]["decideBy"]) == (True, None)
    assert [each["objector"]["uscc"] for each in found["objections"]] == [other.uscc]
    assert [each["id"] for each in _get(house, "/v1/publicity")["items"]] == [_shown(own)]

    _step(house, DecideObjection(own, thing_id(own, 5), False, DOCUMENT))
    until = house.chain.acts.ask("Applications", "caseOf", own)[9]
    house.chain.clock.travel_to(until)
    issued = house.chain.issuance(holder, fingerprint=digest_of("data"), rights=Right(3), valid_from=until)
    asked = Deposit(own, issued.record.word, issued.fingerprint, issued.document_digest, ZERO_DIGEST)
    _step(house, asked)
    house.sync()
    found = _get(house, path)
    assert (found["stage"]["code"], found["publicity"]["open"]) == ("DEPOSITED", False)
    assert _get(house, "/v1/publicity")["items"] == []
    assert [each["id"] for each in _get(house, "/v1/publicity", at=found["publicity"]["begins"])["items"]] == [
        _shown(own)
    ]
    assert _get(house, f"/v1/certificates/{_shown(own)}")["rights"] == ["hold", "use"]

    lines = _get(house, f"{path}/history", limit=4)
    assert [line["sequence"] for line in lines["items"]] == [1, 2, 3, 4]
    rest = _get(house, f"{path}/history", cursor=lines["next"])
    assert [line["kind"] for line in rest["items"]] == [
        "PublicityObjected",
        "PublicityObjectionDecided",
        "ApplicationDeposited",
    ]
    assert rest["next"] is None


def test_cases_are_listed_by_registry_applicant_and_stage(house: House) -> None:
    holder = house.admit("甲")
    ids = [_submit(house, holder, f"data {place}") for place in range(3)]
    _step(house, WithdrawApplication(ids[0], DOCUMENT), holder.consent)
    house.sync()
    for asked in ({"registry": house.chain.registry.uscc}, {"applicant": holder.uscc}):
        seen: list[str] = []
        cursor: dict[str, str] = {}
        for _ in range(3):
            page = _get(house, "/v1/applications", limit=1, **asked, **cursor)
            seen += [each["id"] for each in page["items"]]
            cursor = {"cursor": page["next"]}
        assert page["next"] is None
        assert sorted(seen) == sorted(map(_shown, ids))
        withdrawn = _get(house, "/v1/applications", stage="withdrawn", **asked)["items"]
        assert [each["id"] for each in withdrawn] == [_shown(ids[0])]
        assert withdrawn[0]["endedAt"] is not None
    assert _get(house, "/v1/applications", registry=house.chain.second_registry.uscc)["items"] == []


def test_a_batch_is_deposited_with_one_approval(house: House) -> None:
    holder, by = house.admit("甲"), house.chain.registry
    deposits = []
    for place in range(3):
        own = _submit(house, holder, f"data {place}")
        _step(house, AcceptApplication(own))
        _step(house, PassReview(own, Right(7), DOCUMENT))
        _step(house, WaivePublicity(own, DOCUMENT))
        issued = house.chain.issuance(holder, fingerprint=digest_of(f"data {place}"))
        words = (issued.record.word, issued.fingerprint, issued.document_digest)
        deposits.append((Deposit(own, *words, ZERO_DIGEST), 5))
    house.chain.do(house.chain.acts.deposit_many(by.maker, by.checker, deposits, house.chain.deadline))
    house.sync()
    found = _get(house, "/v1/applications", applicant=holder.uscc, stage="deposited")["items"]
    assert sorted(each["id"] for each in found) == sorted(_shown(asked.application_id) for asked, _ in deposits)
    assert all(each["publicity"]["waived"] for each in found)


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({}, 422, "ApplicationsOfWhom"),
        ({"registry": "91110112MA0000015K", "applicant": "91110112MA0000015K"}, 422, "ApplicationsOfWhom"),
        ({"applicant": "91110112MA0000015K"}, 404, "ParticipantNotFound"),
        ({"applicant": "91110112MA0000015X"}, 422, "UsccCheckCharacter"),
    ],
)
def test_a_wrong_question_is_told_so(house: House, asked: dict[str, str], status: int, code: str) -> None:
    assert _answer(house, "/v1/applications", status, **asked)["code"] == code


def test_a_wrong_stage_cursor_or_id_is_told_so(house: House) -> None:
    own = house.chain.registry.uscc
    assert _answer(house, "/v1/applications", 422, registry=own, stage="asleep")["code"] == "StageUnknown"
    assert _answer(house, "/v1/applications", 422, registry=own, cursor="1.2")["code"] == "CursorMalformed"
    assert _answer(house, "/v1/applications/0x12", 422)["code"] == "CertificateIdMalformed"
    assert _answer(house, f"/v1/applications/0x{'ab' * 32}", 404)["code"] == "ApplicationUnknown"

"""
Asking over HTTP what a contract would say to an act: refusal or signers, from the mirror, by the domain's own rules.

All over a real mirror of a real chain; what the answer promises is then filed, and the chain says the same.
"""

from __future__ import annotations

import hashlib
from typing import Any

import httpx
import pytest

from api.acting import act_named, read_asked
from ledger.chain.approvals import signed_type
from ledger.chain.encode import struct_of
from ledger.domain.acts import CHECKS, Asked
from ledger.domain.acts.deposits import Deposit
from ledger.domain.acts.judged import judge_act
from ledger.domain.certificates import Right, Share
from ledger.domain.events import Key, ParticipantNumber
from ledger.errors import InvalidInput
from tests.chain_fixtures import Party
from tests.house_fixtures import House, Registered

DIGEST = "0x" + hashlib.sha256(b"another document").hexdigest()


def _post(house: House, path: str, body: Any) -> httpx.Response:
    return house.client.post(f"/v1/acts/{path}/check", json=body)


def _transfer(house: House, registered: Registered, from_: Party, to_: Party, **changes: Any) -> dict[str, Any]:
    asked = {"certificateId": registered.id, "from": from_.number, "to": to_.number, "documentDigest": DIGEST}
    return {"maker": "0x" + house.chain.registry.maker.key.hex(), "asked": asked | changes}


def test_an_act_that_would_be_taken_names_its_signers_in_order(house: House) -> None:
    alpha, beta = house.admit("甲"), house.admit("乙")
    registered = house.issue(alpha)
    house.sync()
    answer = _post(house, "Certificates/transfer", _transfer(house, registered, alpha, beta))
    assert answer.status_code == 200, answer.text
    said = answer.json()
    assert (said["allowed"], said["refusal"], said["sequence"]) == (True, None, 2)
    assert said["type"] == (
        "Transfer(bytes32 certificateId,uint32 from,uint32 to,bytes32 documentDigest,uint32 sequence,uint64 deadline)"
    )
    assert said["verifyingContract"] == "0x" + house.chain.deployment.certificates.hex()
    registry = house.chain.registry
    assert [(each["participant"], each["duty"]) for each in said["signers"]] == [
        (registry.number, "CHECKER"),
        (alpha.number, "CONSENT"),
        (beta.number, "CONSENT"),
    ]
    assert said["signers"][0]["keys"] == ["0x" + registry.checker.key.hex()]
    assert said["signers"][1]["name"] == {"zh": "甲有限公司", "en": "甲 Ltd"}
    house.transfer(registered, alpha, beta)


def test_a_refusal_is_an_answer_with_the_contracts_own_error(house: House) -> None:
    alpha, beta = house.admit("甲"), house.admit("乙")
    registered = house.issue(alpha)
    house.sync()
    said = _post(house, "Certificates/transfer", _transfer(house, registered, beta, alpha)).json()
    assert said["allowed"] is False
    assert said["refusal"]["code"] == "NotHolder"
    assert said["refusal"]["facts"] == {"certificateId": registered.id, "participant": beta.number}
    assert "权利人" in said["refusal"]["sentence"]["zh"]
    assert "does not hold" in said["refusal"]["sentence"]["en"]
    stranger = _transfer(house, registered, alpha, beta) | {"maker": "0x" + alpha.consent.key.hex()}
    assert _post(house, "Certificates/transfer", stranger).json()["refusal"]["code"] == "DutyMissing"
    unknown = _transfer(house, registered, alpha, beta, certificateId="0x" + "00" * 32)
    said = _post(house, "Certificates/transfer", unknown).json()
    assert (said["refusal"]["code"], said["signers"], said["sequence"]) == ("CertificateUnknown", [], 1)


def test_codes_and_masks_are_numbers_or_names(house: House) -> None:
    alpha = house.admit("甲")
    registered = house.issue(alpha)
    house.sync()
    maker = "0x" + house.chain.registry.maker.key.hex()
    zero = "0x" + "00" * 32
    amend = {"certificateId": registered.id, "fingerprint": zero, "documentDigest": DIGEST, "validTo": 0}
    for rights in (["hold", "USE"], 3, 0):
        said = _post(house, "Certificates/amend", {"maker": maker, "asked": amend | {"rights": rights}}).json()
        assert said["allowed"] is True, said
    cancel = {"certificateId": registered.id, "documentDigest": DIGEST}
    for reason in ("VOLUNTARY", 1):
        said = _post(house, "Certificates/cancel", {"maker": maker, "asked": cancel | {"reason": reason}}).json()
        assert said["allowed"] is True, said


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"from": -1}, {"asked.from": "FieldType"}),
        ({"from": True}, {"asked.from": "FieldType"}),
        ({"from": 1.5}, {"asked.from": "FieldType"}),
        ({"from": "12a", "to": 2**32}, {"asked.from": "FieldType", "asked.to": "IntegerRange"}),
        ({"documentDigest": "0x12"}, {"asked.documentDigest": "DigestMalformed"}),
        ({"documentDigest": 12}, {"asked.documentDigest": "DigestMalformed"}),
        ({"sequence": 7}, {"asked.sequence": "FieldNotExpected"}),
    ],
)
def test_every_wrong_field_is_named(house: House, changes: dict[str, Any], faults: dict[str, str]) -> None:
    alpha, beta = house.admit("甲"), house.admit("乙")
    registered = house.issue(alpha)
    house.sync()
    answer = _post(house, "Certificates/transfer", _transfer(house, registered, alpha, beta, **changes))
    assert answer.status_code == 422
    assert {each["field"]: each["code"] for each in answer.json()["errors"]} == faults


def test_what_is_missing_or_unknown_is_named(house: House) -> None:
    house.admit("甲")
    house.sync()
    maker = "0x" + house.chain.registry.maker.key.hex()
    answer = _post(house, "Certificates/transfer", {"maker": maker, "asked": {}})
    assert {each["field"] for each in answer.json()["errors"]} == {
        "asked.certificateId", "asked.from", "asked.to", "asked.documentDigest",
    }  # fmt: skip
    answer = _post(house, "Certificates/cancel", {"maker": "0x12", "asked": {}})
    assert answer.json()["code"] == "AddressMalformed"
    cancel = {"certificateId": DIGEST, "documentDigest": DIGEST, "reason": "BOREDOM"}
    answer = _post(house, "Certificates/cancel", {"maker": maker, "asked": cancel})
    assert answer.json()["code"] == "ValueUnknown"
    assert "VOLUNTARY" in answer.json()["detail"]
    for path in ("Certificates/issue", "Nowhere/transfer", "Certificates/recordOf"):
        answer = _post(house, path, {"maker": maker, "asked": {}})
        assert (answer.status_code, answer.json()["code"]) == (404, "ActUnknown")


def test_every_act_that_is_filed_can_be_asked_about() -> None:
    for asked in CHECKS:
        assert act_named(asked.CONTRACT, asked.FUNCTION) is asked
        struct = struct_of(asked.CONTRACT, asked.FUNCTION)
        assert struct.name == asked.__name__
        assert signed_type(struct).endswith(",uint32 sequence,uint64 deadline)")


@pytest.mark.parametrize("kind", CHECKS, ids=lambda kind: kind.__name__)
def test_every_act_is_read_by_its_own_fields_and_refused_on_an_empty_ledger(kind: type[Asked]) -> None:
    struct = struct_of(kind.CONTRACT, kind.FUNCTION)
    zeros: dict[str, Any] = {"bool": False, "address": "0x" + "00" * 20, "bytes32": "0x" + "00" * 32}
    given = {name: zeros.get(solidity, 0) for solidity, name in struct.members}
    asked = read_asked(kind, given)
    judged = judge_act({}, Key(bytes(20)), asked, 1_800_000_000)
    assert judged.refused is not None
    assert not judged.signers


def test_the_parts_of_a_deposit_stand_beside_its_struct() -> None:
    kind = act_named("Applications", "deposit")
    zeros = {name: "0x" + "00" * 32 for _, name in struct_of("Applications", "deposit").members} | {"record": "7"}
    parts = [{"holder": 4, "rights": ["HOLD"], "share": 6_000}, {"holder": 5, "rights": 6, "share": 4_000}]
    asked = read_asked(kind, zeros | {"shares": parts})
    assert isinstance(asked, Deposit)
    assert asked.shares == (
        Share(ParticipantNumber(4), Right.HOLD, 6_000),
        Share(ParticipantNumber(5), Right(6), 4_000),
    )
    for wrong, field, code in (
        ({}, "asked.shares", "FieldType"),
        ([7], "asked.shares[0]", "FieldType"),
        ([{"holder": 4, "rights": 1}], "asked.shares[0].share", "FieldMissing"),
        ([{"holder": 4, "rights": 1, "share": 1, "name": 1}], "asked.shares[0].name", "FieldNotExpected"),
        ([{"holder": "x", "rights": 1, "share": 1}], "asked.shares[0].holder", "FieldType"),
    ):
        with pytest.raises(InvalidInput) as refused:
            read_asked(kind, zeros | {"shares": wrong})
        assert (refused.value.field, refused.value.code) == (field, code)


def test_a_certificate_shows_its_marks_in_words(house: House) -> None:
    alpha, beta = house.admit("甲"), house.admit("乙")
    alone = house.issue(alpha)
    shared = house.issue_shared((alpha, ("hold", "use"), 6_000), (beta, ("operate",), 4_000))
    house.sync()
    assert house.client.get(f"/v1/certificates/{alone.number}").json()["flags"] == []
    answer = house.client.get(f"/v1/certificates/{shared.number}").json()
    assert answer["flags"] == [{"code": "SHARED", "zh": "共同持有", "en": "held in common"}]
    assert answer["version"] == 1

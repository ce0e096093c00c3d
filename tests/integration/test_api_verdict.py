"""
What a bank's question may say besides, over HTTP and on the real stack: a QR code, a name, a ground, a loan, a
contribution, the past; and what the answer says of the same data elsewhere and of acts under way.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

import pytest

from ledger.domain.acts.applications import SubmitApplication
from ledger.domain.burdens import Forbidden
from ledger.domain.calendar import SHANGHAI
from ledger.domain.certificates import Right, certificate_id
from ledger.domain.events import Digest, Fen, Instant
from tests.chain_fixtures import CODES, Party, digest_of
from tests.house_fixtures import House, Registered, digest_of_file, number_text, reason_of
from tests.office_fixtures import Offices

BASIS = {"kind": "consent", "reference": "C-2026-0412"}


@pytest.fixture
def offices(house: House) -> Offices:
    return Offices(house)


@pytest.fixture
def holder(house: House) -> Party:
    return house.admit("甲", former=({"zh": "旧名公司", "en": "Old Name", "until": "2025-05-31"},))


def _ask(house: House, purpose: str, certificate: Registered, party: Party, **more: Any) -> dict[str, Any]:
    return house.verify(purpose=purpose, number=certificate.number, holder={"uscc": party.uscc}, **more)


def _refused(house: House, **asked: Any) -> tuple[int, str, str]:
    answer = house.client.post("/v1/verifications?lang=en", json=asked)
    problem = answer.json()
    field = problem["errors"][0]["field"] if problem["errors"] else ""
    return answer.status_code, problem["code"], field


# WHAT IS ASKED


def test_the_answer_has_all_fourteen_groups_and_every_check_stands_in_one(house: House, holder: Party) -> None:
    certificate = house.issue(holder)
    house.sync()
    for asked in (certificate.number, number_text("SJ119", 9999)):
        answer = house.verify(purpose="financing", number=asked)
        assert [group["number"] for group in answer["groups"]] == list(range(1, 15))
        assert answer["groups"][13]["outcome"] == answer["verdict"]
        assert {check["group"] for check in answer["checks"]} == set(range(1, 15))
        assert all(group["title"]["zh"] and group["title"]["en"] for group in answer["groups"])
        assert answer["ownPolicy"] is None
        assert "实质审查" in answer["scope"]["zh"]
        assert "review of substance" in answer["scope"]["en"]


def test_a_qr_code_opens_the_record_and_a_forged_one_fails(house: House, holder: Party) -> None:
    certificate = house.issue(holder)
    amended = house.amend(certificate, holder, updateFrequency="weekly")
    house.sync()
    before, now = digest_of_file(certificate.document)[:16], digest_of_file(amended.document)[:16]
    for digits, verdict, reason in (
        (now, "PASS", "PASS QR_CURRENT"),
        (before, "WARN", "WARN QR_EARLIER"),
        ("0" * 16, "FAIL", "FAIL QR_UNKNOWN"),
    ):
        for code in (
            f"https://deed.example.cn/v/{certificate.number}?d={digits}",
            f"DATADEED:{certificate.number}:{digits}",
        ):
            answer = house.verify(purpose="public", qr=code)
            assert (answer["verdict"], reason_of(answer, "QR_MATCHES")) == (verdict, reason)
            assert answer["certificate"]["id"] == certificate.id
    nobody = house.verify(purpose="public", qr=f"DATADEED:{number_text('SJ119', 9999)}:{now}")
    assert (nobody["verdict"], reason_of(nobody, "REGISTERED")) == ("FAIL", "FAIL NUMBER_UNKNOWN")
    assert _refused(house, purpose="public", qr="https://pay.example/qr/77")[:2] == (422, "QrForeign")
    both = {"number": certificate.number, "qr": f"DATADEED:{certificate.number}:{now}"}
    assert _refused(house, purpose="public", **both)[:2] == (422, "CertificateNamedTwice")


def test_a_holder_is_found_by_its_present_and_its_former_name_alone(
    house: House, offices: Offices, holder: Party
) -> None:
    certificate = offices.value(house.issue(holder))
    house.sync()
    for name, found in (
        ("甲有限公司", "WARN HOLDER_NAMED_ONLY"),
        ("Old Name", "WARN HOLDER_FORMER_NAME"),
        ("乙有限公司", "FAIL HOLDER_OTHER"),
    ):
        answer = house.verify(purpose="financing", number=certificate.number, holder={"name": name})
        assert reason_of(answer, "HOLDER_MATCHES") == found
    assert _refused(house, purpose="public", number=certificate.number, holder={})[:2] == (422, "HolderNotNamed")


def test_who_asks_for_a_purpose_must_say_by_what_right(house: House, holder: Party) -> None:
    certificate = house.issue(holder)
    house.sync()
    for purpose in ("financing", "equity", "booking", "transfer"):
        code = _refused(house, purpose=purpose, number=certificate.number)
        assert code == (422, "BasisMissing", "basis"), purpose
    answer = house.verify(purpose="booking", number=certificate.number, basis={"kind": "duty", "reference": "税 12"})
    assert answer["question"]["basis"] == {"kind": "duty", "reference": "税 12"}
    assert reason_of(answer, "QUERY_BASIS") == "PASS BASIS_STATED"
    assert house.verify(purpose="public", number=certificate.number)["verdict"] == "PASS"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"basis": {"kind": "curiosity", "reference": "x"}}, "basis.kind"),
        ({"basis": {"kind": "consent"}}, "basis.reference"),
        ({"basis": {"kind": "consent", "reference": "x" * 201}}, "basis.reference"),
        ({"basis": BASIS, "nonce": "short"}, "nonce"),
        ({"basis": BASIS, "nonce": "x" * 65}, "nonce"),
        ({"basis": BASIS, "nonce": "0123456789abcde\n"}, "nonce"),
        ({"basis": BASIS, "nonce": "一二三四五六七八九十一二三四五六"}, "nonce"),
        ({"basis": BASIS, "equity": {"investee": "91110112MA0000015K"}}, "equity"),
        ({"basis": BASIS, "asOf": "yesterday"}, "as_of"),
        ({"basis": BASIS, "asOf": "2026-11-05", "asOfBlock": 1}, "asOf"),
        ({"basis": BASIS, "asOfBlock": -1}, "asOfBlock"),
        ({"basis": BASIS, "asOfBlock": 10**9}, "as_of_block"),
        ({"basis": BASIS, "consent": "C-1"}, "consent"),
    ],
)
def test_a_field_that_is_wrong_is_refused_by_its_name(house: House, more: dict[str, Any], field: str) -> None:
    status, _, named = _refused(house, purpose="financing", number=number_text("SJ111", 1), **more)
    assert (status, named or field) == (422, field)


def test_a_nonce_is_taken_and_is_no_part_of_the_question(house: House, holder: Party) -> None:
    certificate = house.issue(holder)
    house.sync()
    answer = house.verify(purpose="public", number=certificate.number, nonce="f3c1a9d27b6e4c58")
    assert "nonce" not in answer.get("verification", answer)["question"]


# THE SAME DATA AND ACTS UNDER WAY


def test_the_same_data_pledged_by_the_same_holder_in_another_regime_bars_a_contribution(
    house: House, offices: Offices, holder: Party
) -> None:
    first = offices.value(house.issue(holder))
    second = offices.value(house.issue(holder, regime="DAR", fingerprint=first.document["fingerprint"]))
    offices.pledge(second, holder, 200_000_000)
    house.sync()
    equity = _ask(house, "equity", first, holder)
    assert (equity["verdict"], reason_of(equity, "SAME_DATA_BURDENS")) == ("FAIL", "FAIL HOLDER_PLEDGED_SAME_DATA")
    financing = _ask(house, "financing", first, holder)
    assert (financing["verdict"], reason_of(financing, "PLEDGES")) == ("WARN", "PASS NOT_PLEDGED")
    facts = next(check for check in financing["checks"] if check["code"] == "SAME_DATA_BURDENS")["facts"]
    assert (facts["numbers"], facts["securedFen"]) == ([second.number], 200_000_000)


def test_another_holders_freeze_on_the_same_data_is_told_without_its_parties(
    house: House, offices: Offices, holder: Party
) -> None:
    other = house.admit("乙")
    own = offices.value(house.issue(holder))
    theirs = house.issue(other, fingerprint=own.document["fingerprint"])
    offices.freeze(theirs, days=30, forbidden=Forbidden.PLEDGE)
    house.sync()
    answer = _ask(house, "financing", own, holder)
    assert reason_of(answer, "SAME_DATA_BURDENS") == "WARN SAME_DATA_FROZEN"
    told = str(next(check for check in answer["checks"] if check["code"] == "SAME_DATA_BURDENS"))
    assert other.uscc not in told
    assert offices.court.name not in told
    public = house.verify(purpose="public", number=own.number)
    assert reason_of(public, "SAME_DATA_BURDENS") == "NOT_APPLICABLE NOT_FOR_THIS_PURPOSE"


def test_an_open_application_for_the_same_data_is_told(house: House, offices: Offices, holder: Party) -> None:
    other = house.admit("乙")
    certificate = offices.value(house.issue(holder))
    fingerprint = Digest(bytes.fromhex(certificate.document["fingerprint"]["value"]))
    register = CODES["first registry"] << 8 | 1
    own = certificate_id(other.number, 1, fingerprint, 0)
    asked = SubmitApplication(own, other.number, register, fingerprint, 0, Right(7), Instant(0), digest_of("form"))
    house.sync()
    assert reason_of(_ask(house, "transfer", certificate, holder), "APPLICATIONS") == "PASS APPLICATIONS_NONE"
    house.chain.do(house.chain.prepared(asked, house.chain.registry, other.consent, sequence=1))
    house.sync()
    answer = _ask(house, "transfer", certificate, holder)
    assert (answer["verdict"], reason_of(answer, "APPLICATIONS")) == ("WARN", "WARN APPLICATIONS_OPEN")


def test_acts_under_way_are_told_together(house: House, offices: Offices, holder: Party) -> None:
    certificate = offices.value(house.issue(holder))
    offices.hold(certificate, holder)
    offices.object(certificate, house.admit("乙"))
    house.sync()
    answer = _ask(house, "booking", certificate, holder)
    facts = next(check for check in answer["checks"] if check["code"] == "PENDING")["facts"]
    assert facts["pendingAct"] == ["PLEDGE", "OBJECTION"]


# THE CONTRIBUTION


def test_the_terms_of_a_contribution_are_judged(house: House, offices: Offices, holder: Party) -> None:
    company = house.admit("标的公司")
    certificate = offices.value(house.issue(holder), Fen(204_000_000))
    house.sync()
    for equity, verdict, reason in (
        ({"investee": company.uscc, "agreedValueFen": 204_000_000}, "PASS", "PASS EQUITY_FITS"),
        ({"investee": company.uscc, "agreedValueFen": 51_900_000}, "WARN", "WARN AGREED_FAR_BELOW"),
        ({"investee": company.uscc, "agreedValueFen": 204_000_001}, "FAIL", "FAIL AGREED_ABOVE_VALUE"),
        ({"investee": holder.uscc, "agreedValueFen": 1_000}, "FAIL", "FAIL INVESTEE_IS_HOLDER"),
        ({"investee": "91110112MA0000023E"[:17] + "X", "agreedValueFen": 1_000}, "", ""),
    ):
        if not verdict:
            asked = {"purpose": "equity", "number": certificate.number, "basis": BASIS, "equity": equity}
            assert _refused(house, **asked)[:2] == (422, "UsccCheckCharacter")
            continue
        answer = _ask(house, "equity", certificate, holder, equity=equity)
        assert (answer["verdict"], reason_of(answer, "EQUITY_TERMS")) == (verdict, reason)
        assert answer["question"]["equity"] == equity


# THE PAST


def test_a_past_block_is_judged_by_what_the_ledger_said_then(house: House, offices: Offices, holder: Party) -> None:
    certificate = offices.value(house.issue(holder))
    house.sync()
    sound = house.mirror.cursor()
    assert sound is not None
    then = house.chain.clock.now()
    house.chain.clock.travel(3_600)
    offices.freeze(certificate, days=30, forbidden=Forbidden.PLEDGE)
    house.chain.revoke(certificate.issued)
    house.chain.clock.travel(90 * 86_400)
    house.sync()
    assert _ask(house, "financing", certificate, holder)["verdict"] == "FAIL"
    past = _ask(house, "financing", certificate, holder, asOfBlock=sound[0])
    assert (past["verdict"], reason_of(past, "EVIDENCE_FRESH")) == ("PASS", "PASS EVIDENCE_FINAL")
    assert (past["evidence"]["block"], past["evidence"]["isPast"]) == (sound[0], True)
    at = datetime.fromtimestamp(then, SHANGHAI)
    again = _ask(house, "financing", certificate, holder, asOf=at.isoformat())
    assert (again["verdict"], datetime.fromisoformat(again["judgedAt"])) == ("PASS", at)
    short = {"maturity": (at.date() - timedelta(days=1)).isoformat()}
    asked = {"purpose": "financing", "number": certificate.number, "basis": BASIS, "asOf": at.isoformat()}
    assert _refused(house, **asked, loan=short)[:2] == (422, "MaturityPassed")
    before = house.verify(purpose="public", number=certificate.number, asOfBlock=certificate_block(past) - 1)
    assert (before["verdict"], reason_of(before, "REGISTERED")) == ("FAIL", "FAIL NUMBER_UNKNOWN")


def certificate_block(answer: dict[str, Any]) -> int:
    block: int = answer["certificate"]["issued"]["block"]
    return block


def test_the_past_is_not_judged_without_a_node_to_confirm_it(house: House, holder: Party) -> None:
    certificate = house.issue(holder)
    house.sync()
    block = house.mirror.cursor()
    assert block is not None
    snapshot = house.chain.rpc.call("evm_snapshot")
    house.chain.clock.travel(10)
    house.sync()
    house.chain.rpc.call("evm_revert", [snapshot])
    time.sleep(house.settings.poll_seconds * 2)  # so that the API looks at the node anew
    answer = house.verify(purpose="public", number=certificate.number, asOfBlock=block[0] + 1)
    assert (answer["verdict"], reason_of(answer, "EVIDENCE_FRESH")) == ("UNDETERMINED", "UNDETERMINED BLOCK_NOT_FINAL")

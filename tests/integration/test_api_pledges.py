"""
Holds and pledges over HTTP: what encumbers a certificate, what a creditor has, what secures a debtor's debts.

All over a real mirror of a real chain, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

from typing import Any

from ledger.domain.acts.pledge_changes import PerfectPledge
from ledger.domain.acts.pledge_objections import ObjectPledge
from ledger.domain.acts.pledges import CreatePledge, HoldRank, ReleaseHold, ReleasePledge
from ledger.domain.encumbrances import ReleaseReason, SecurityForm
from ledger.domain.events import (
    ZERO_DIGEST,
    ZERO_THING,
    CertificateId,
    Digest,
    Fen,
    Instant,
    ParticipantNumber,
    ThingId,
)
from ledger.domain.facts import thing_id
from tests.chain_fixtures import Party, digest_of
from tests.house_fixtures import House, Registered

AMOUNT = Fen(500_000_000)
FILING = "01234567890123456789"
DEBT, PAPER = digest_of("loan"), digest_of("paper")
DAY = 86_400


def _get(house: House, path: str, expected: int = 200, **parameters: Any) -> Any:
    answer = house.client.get(path, params=parameters)
    assert answer.status_code == expected, answer.text
    return answer.json()


def _own(made: Registered) -> CertificateId:
    return CertificateId(bytes.fromhex(made.id[2:]))


def _hold(house: House, made: Registered, holder: Party) -> ThingId:
    bank, own = house.chain.bank, _own(made)
    sequence = house.chain.next_sequence(own)
    house.chain.file(HoldRank(own, bank.number), bank, holder.consent)
    return thing_id(own, sequence)


def _pledge(house: House, made: Registered, holder: Party, debtor: int = 0) -> ThingId:
    bank, own = house.chain.bank, _own(made)
    sequence = house.chain.next_sequence(own)
    until = Instant(house.chain.clock.now() + 100 * DAY)
    resolution = PAPER if debtor else ZERO_DIGEST
    asked = CreatePledge(
        certificate_id=own,
        creditor=bank.number,
        debtor=ParticipantNumber(debtor),
        amount=AMOUNT,
        maximum=True,
        form=SecurityForm.PLEDGE,
        until=until,
        debt_digest=DEBT,
        resolution_digest=resolution,
        report_id=ZERO_THING,
    )
    house.chain.file(asked, bank, holder.consent)
    return thing_id(own, sequence)


def _perfect(house: House, made: Registered, own: ThingId) -> None:
    number = Digest(FILING.encode().ljust(32, b"\0"))
    filed_at = Instant(house.chain.clock.now())
    house.chain.file(PerfectPledge(_own(made), own, number, filed_at, PAPER), house.chain.bank)


def test_a_certificate_without_pledges_says_so(house: House) -> None:
    made = house.issue(house.admit("甲"))
    house.sync()
    found = _get(house, f"/v1/certificates/{made.number}/pledges")
    assert found == {
        "certificateId": made.id,
        "certificateNumber": made.number,
        "ranked": [],
        "perfectedFen": 0,
        "unperfectedFen": 0,
    }


def test_the_burden_is_told_in_the_order_of_rank(house: House) -> None:
    holder, other = house.admit("甲"), house.admit("乙")
    made = house.issue(holder)
    first, second = _pledge(house, made, holder), _pledge(house, made, holder, other.number)
    _perfect(house, made, second)
    held = _hold(house, made, holder)
    registry = house.chain.registry
    house.chain.file(ObjectPledge(_own(made), first, other.number, PAPER), registry, other.consent)
    house.sync()

    found = _get(house, f"/v1/certificates/{made.number}/pledges")
    assert (found["perfectedFen"], found["unperfectedFen"]) == (AMOUNT, AMOUNT)
    ranked = found["ranked"]
    assert [(each["rank"], each["id"]) for each in ranked] == [
        (place, "0x" + own.hex()) for place, own in enumerate((second, first, held), 1)
    ]
    assert [each["standing"]["code"] for each in ranked] == ["perfected", "unperfected", "held"]
    best, next_, last = ranked
    assert best["filing"]["number"] == FILING
    assert (best["debtor"]["uscc"], next_["debtor"]["uscc"], last["debtor"]) == (other.uscc, holder.uscc, None)
    assert (best["creditor"]["uscc"], best["amountFen"], best["isCap"]) == (house.chain.bank.uscc, AMOUNT, True)
    assert (best["form"]["code"], best["form"]["zh"]) == ("PLEDGE", "质押")
    assert (next_["objection"]["objector"]["uscc"], best["objection"]) == (other.uscc, None)
    assert (last["isHold"], last["amountFen"], last["form"]) == (True, None, None)


def test_what_lapses_and_runs_out_by_itself_is_told_at_the_instant_of_the_question(house: House) -> None:
    holder = house.admit("甲")
    made = house.issue(holder)
    _pledge(house, made, holder)
    _hold(house, made, holder)
    house.sync()
    house.now = house.chain.clock.now() + 101 * DAY
    (left,) = _get(house, f"/v1/certificates/{made.number}/pledges")["ranked"]
    assert (left["pastTerm"], left["standing"]["code"]) == (True, "unperfected")
    history = _get(house, f"/v1/certificates/{made.number}/pledges/history")["items"]
    assert [each["standing"]["code"] for each in history] == ["unperfected", "lapsed"]
    assert [each["rank"] for each in history] == [1, None]


def test_lists_by_creditor_and_debtor_with_what_has_ended(house: House) -> None:
    holder, other = house.admit("甲"), house.admit("乙")
    made = house.issue(holder)
    bank = house.chain.bank
    first, second = _pledge(house, made, holder), _pledge(house, made, holder, other.number)
    held = _hold(house, made, holder)
    house.chain.file(ReleasePledge(_own(made), first, ReleaseReason.PAID, PAPER), bank)
    house.chain.file(ReleaseHold(_own(made), held), bank)
    house.sync()

    everything = _get(house, "/v1/pledges", creditor=bank.uscc)["items"]
    assert [each["id"] for each in everything] == ["0x" + own.hex() for own in (first, second, held)]
    assert everything[0]["end"]["code"] == "PAID"
    assert everything[0]["end"]["zh"] == "债务已清偿"
    assert everything[2]["end"]["code"] is None
    assert [each["id"] for each in _get(house, "/v1/pledges", creditor=bank.uscc, live=True)["items"]] == [
        "0x" + second.hex()
    ]
    assert [each["id"] for each in _get(house, "/v1/pledges", debtor=other.uscc)["items"]] == ["0x" + second.hex()]
    assert [each["id"] for each in _get(house, "/v1/pledges", debtor=holder.uscc)["items"]] == ["0x" + first.hex()]
    assert _get(house, "/v1/pledges", debtor=holder.uscc, live=True)["items"] == []

    page = _get(house, "/v1/pledges", creditor=bank.uscc, limit=2)
    rest = _get(house, "/v1/pledges", creditor=bank.uscc, limit=2, cursor=page["next"])
    assert ([len(page["items"]), len(rest["items"])], rest["next"]) == ([2, 1], None)


def test_a_wrong_question_is_told_what_is_wrong(house: House) -> None:
    bank = house.chain.bank.uscc
    for asked in ({}, {"creditor": bank, "debtor": bank}):
        problem = _get(house, "/v1/pledges", 422, **asked)
        assert problem["code"] == "PartyOfPledgeNeeded"
    assert _get(house, "/v1/pledges", 404, creditor="91110112MA0000015K")["code"] == "ParticipantNotFound"
    assert _get(house, "/v1/certificates/SJ1112026119999/pledges", 404)["code"] == "NumberNotFound"

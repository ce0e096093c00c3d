"""
Verification of what rests on a certificate, on the real stack: pledged, frozen, objected to, and free again.

Institutions act on Anvil, the mirror follows, and the API is asked as a bank would; what lapses does so by the clock
alone, with no transaction and no new block to tell it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, delete

from ledger.domain.burdens import Forbidden
from ledger.domain.licences import LicenceKind
from ledger.domain.participants import Kind
from ledger.store.tables.pledges import EncumbranceRow
from tests.chain_fixtures import Party
from tests.house_fixtures import House, Registered, reason_of
from tests.office_fixtures import DAY, Offices

PURPOSES = ("financing", "equity", "booking", "transfer", "public")
ALL = Forbidden(sum(Forbidden))


def _ask(house: House, purpose: str, certificate: Registered, party: Party, **more: Any) -> dict[str, Any]:
    holder = {} if purpose == "public" else {"holder": {"uscc": party.uscc}}
    return house.verify(purpose=purpose, number=certificate.number, **holder, **more)


def _verdicts(house: House, certificate: Registered, party: Party) -> str:
    """Return the verdicts for the five purposes, by first letters."""
    return "".join(_ask(house, purpose, certificate, party)["verdict"][0] for purpose in PURPOSES)


def _check(answer: dict[str, Any], code: str) -> dict[str, Any]:
    found: dict[str, Any] = next(check for check in answer["checks"] if check["code"] == code)
    return found


@pytest.fixture
def offices(house: House) -> Offices:
    return Offices(house)


@pytest.fixture
def holder(house: House) -> Party:
    return house.admit("甲")


@pytest.fixture
def sound(house: House, offices: Offices, holder: Party) -> Registered:
    """A certificate that passes for every purpose."""
    certificate = offices.value(house.issue(holder))
    house.sync()
    assert _verdicts(house, certificate, holder) == "PPPPP"
    return certificate


def test_a_pledged_certificate_warns_for_financing_and_fails_for_equity(
    house: House, offices: Offices, holder: Party, sound: Registered
) -> None:
    pledge_id = offices.pledge(sound, holder)
    house.sync()
    assert _verdicts(house, sound, holder) == "WFWWW"
    answer = _ask(house, "financing", sound, holder)
    assert reason_of(answer, "PLEDGES") == "WARN PLEDGED_UNPERFECTED"
    check = _check(answer, "PLEDGES")
    assert check["facts"]["unperfectedFen"] == 200_000_000
    assert [each["id"] for each in check["facts"]["ranked"]] == ["0x" + pledge_id.hex()]
    assert "2,000,000.00 元" in check["sentence"]["zh"]
    assert "质权人" in check["remedy"]["zh"]
    assert check["event"]["block"] <= answer["evidence"]["block"]

    offices.release(sound, pledge_id)
    house.sync()
    assert _verdicts(house, sound, holder) == "PPPPP"


def test_a_loan_beyond_what_is_left_of_the_value_warns(
    house: House, offices: Offices, holder: Party, sound: Registered
) -> None:
    """Valued at 5 million, 2 of them secured: 3 are left."""
    offices.pledge(sound, holder)
    house.sync()
    maturity = (house.today + timedelta(days=365)).isoformat()
    for amount, reason in ((300_000_000, "PASS VALUE_CURRENT"), (300_000_001, "WARN VALUE_SHORT")):
        loan = {"maturity": maturity, "amountFen": amount}
        assert reason_of(_ask(house, "financing", sound, holder, loan=loan), "VALUE_REPORT") == reason


def test_a_held_rank_is_told_and_lapses_by_time_alone(
    house: House, offices: Offices, holder: Party, sound: Registered
) -> None:
    offices.hold(sound, holder)
    house.sync()
    assert _verdicts(house, sound, holder) == "WFPWP"
    assert reason_of(_ask(house, "financing", sound, holder), "PLEDGES") == "WARN RANK_HELD"
    house.chain.clock.travel(40 * DAY)
    house.sync()
    assert _verdicts(house, sound, holder) == "PPPPP"


def test_a_frozen_certificate_fails_and_passes_again_when_the_freeze_lapses_without_a_transaction(
    house: House, offices: Offices, holder: Party, sound: Registered
) -> None:
    offices.freeze(sound, days=30, forbidden=ALL)
    house.sync()
    assert _verdicts(house, sound, holder) == "FFWFW"
    answer = _ask(house, "financing", sound, holder)
    assert reason_of(answer, "FREEZES") == "FAIL FROZEN"
    assert "质押" in _check(answer, "FREEZES")["sentence"]["zh"]
    assert "轮候" in _check(answer, "FREEZES")["remedy"]["zh"]
    sequence = answer["certificate"]["sequence"]

    house.chain.clock.travel(31 * DAY)
    house.sync()
    free = _ask(house, "financing", sound, holder)
    assert (free["verdict"], reason_of(free, "FREEZES")) == ("PASS", "PASS NOT_FROZEN")
    assert _verdicts(house, sound, holder) == "PPPPP"
    assert free["certificate"]["sequence"] == sequence
    assert "FROZEN" in [flag["code"] for flag in free["certificate"]["flags"]]


def test_the_next_freeze_in_the_queue_binds_when_the_first_is_lifted(
    house: House, offices: Offices, holder: Party, sound: Registered
) -> None:
    first = offices.freeze(sound, days=300, forbidden=Forbidden.AMEND)
    offices.freeze(sound, days=400, forbidden=ALL, court=offices.second_court)
    house.sync()
    assert reason_of(_ask(house, "financing", sound, holder), "FREEZES") == "WARN FREEZE_QUEUED"
    offices.lift(sound, first)
    house.sync()
    assert reason_of(_ask(house, "financing", sound, holder), "FREEZES") == "FAIL FROZEN"


def test_a_freeze_fails_only_what_it_forbids(house: House, offices: Offices, holder: Party, sound: Registered) -> None:
    offices.freeze(sound, days=30, forbidden=Forbidden.TRANSFER)
    house.sync()
    assert _verdicts(house, sound, holder) == "WWWFW"
    assert reason_of(_ask(house, "financing", sound, holder), "FREEZES") == "WARN FROZEN_IN_PART"


def test_an_objected_certificate_fails_until_the_objection_is_withdrawn(
    house: House, offices: Offices, holder: Party, sound: Registered
) -> None:
    objector = house.admit("乙")
    objection_id = offices.object(sound, objector)
    house.sync()
    assert _verdicts(house, sound, holder) == "FFWFW"
    answer = _ask(house, "transfer", sound, holder)
    assert reason_of(answer, "OBJECTIONS") == "FAIL OBJECTED"
    assert "乙有限公司" in _check(answer, "OBJECTIONS")["sentence"]["zh"]

    offices.withdraw(sound, objection_id, objector)
    house.sync()
    assert _verdicts(house, sound, holder) == "PPPPP"


def test_a_controlled_certificate_fails_until_the_control_lapses(
    house: House, offices: Offices, holder: Party, sound: Registered
) -> None:
    offices.control(sound, days=20)
    house.sync()
    assert _verdicts(house, sound, holder) == "FFWFW"
    assert reason_of(_ask(house, "equity", sound, holder), "CONTROLS") == "FAIL CONTROLLED"
    house.chain.clock.travel(21 * DAY)
    house.sync()
    assert _verdicts(house, sound, holder) == "PPPPP"


def test_a_returned_certificate_fails_until_it_is_given_back(
    house: House, offices: Offices, holder: Party, sound: Registered
) -> None:
    offices.surrender(sound, holder)
    house.sync()
    assert _verdicts(house, sound, holder) == "FFWFW"
    assert reason_of(_ask(house, "transfer", sound, holder), "SURRENDERED") == "FAIL SURRENDERED"
    offices.restore(sound, holder)
    house.sync()
    assert _verdicts(house, sound, holder) == "PPPPP"


def test_a_source_that_objects_is_told_until_the_data_are_deleted_indeed(
    house: House, offices: Offices, holder: Party, sound: Registered
) -> None:
    source = house.admit("丙")
    objection_id = offices.raise_source(sound, source)
    house.sync()
    assert _verdicts(house, sound, holder) == "WWWWW"
    assert reason_of(_ask(house, "public", sound, holder), "SOURCE_OBJECTIONS") == "WARN SOURCE_OBJECTS"
    offices.settle_by_deleting(sound, objection_id, holder)
    house.sync()
    assert reason_of(_ask(house, "public", sound, holder), "SOURCE_OBJECTIONS") == "WARN SOURCE_DELETION_DUE"
    house.amend(sound, holder, fingerprint={"algorithm": "sha-256", "value": "cd" * 32})
    house.sync()
    answer = _ask(house, "public", sound, holder)
    assert (answer["verdict"], reason_of(answer, "SOURCE_OBJECTIONS")) == ("PASS", "PASS NO_SOURCE_OBJECTS")


def test_a_reservation_for_a_contribution_fails_and_lapses_by_time_alone(
    house: House, offices: Offices, holder: Party, sound: Registered
) -> None:
    investee = house.admit("丁")
    offices.reserve(sound, holder, investee, days=10)
    house.sync()
    assert _verdicts(house, sound, holder) == "FFWFW"
    answer = _ask(house, "financing", sound, holder)
    assert reason_of(answer, "CONTRIBUTION") == "FAIL RESERVED"
    assert "丁有限公司" in _check(answer, "CONTRIBUTION")["sentence"]["zh"]
    house.chain.clock.travel(11 * DAY)
    house.sync()
    assert _verdicts(house, sound, holder) == "PPPPP"


def test_licences_are_told_and_exclusive_ones_to_everybody(
    house: House, offices: Offices, holder: Party, sound: Registered
) -> None:
    licensee = house.admit("戊")
    offices.grant_licence(sound, holder, licensee, LicenceKind.ORDINARY, days=10)
    house.sync()
    assert _verdicts(house, sound, holder) == "WWPWP"
    house.chain.clock.travel(11 * DAY)
    offices.grant_licence(sound, holder, licensee, LicenceKind.EXCLUSIVE, days=10)
    house.sync()
    assert _verdicts(house, sound, holder) == "WWWWW"
    assert reason_of(_ask(house, "booking", sound, holder), "LICENCES") == "WARN LICENSED_EXCLUSIVELY"


def test_pledged_and_frozen_at_once_are_both_told(
    house: House, offices: Offices, holder: Party, sound: Registered
) -> None:
    offices.pledge(sound, holder)
    offices.freeze(sound, days=30, forbidden=ALL)
    house.sync()
    assert _verdicts(house, sound, holder) == "FFWFW"
    answer = _ask(house, "financing", sound, holder)
    assert reason_of(answer, "FREEZES") == "FAIL FROZEN"
    assert reason_of(answer, "PLEDGES") == "WARN PLEDGED_UNPERFECTED"


def test_a_pledge_that_the_mirror_lost_is_an_error_and_never_a_pass(
    house: House, offices: Offices, holder: Party, sound: Registered
) -> None:
    offices.pledge(sound, holder)
    house.sync()
    engine = create_engine(house.mirror.url)
    with engine.begin() as connection:
        connection.execute(delete(EncumbranceRow))
    engine.dispose()
    answer = house.client.post("/v1/verifications", json={"purpose": "public", "number": sound.number})
    assert (answer.status_code, answer.json()["code"]) == (500, "BurdenLost")


def test_a_certificate_without_valuation_warns_for_financing_and_fails_for_equity(house: House, holder: Party) -> None:
    certificate = house.issue(holder)
    house.sync()
    assert _verdicts(house, certificate, holder) == "WFPPP"
    assert reason_of(_ask(house, "equity", certificate, holder), "VALUE_REPORT") == "FAIL VALUE_ABSENT"


def test_a_valuation_of_an_earlier_data_version_is_stale(house: House, holder: Party, sound: Registered) -> None:
    house.amend(sound, holder, fingerprint={"algorithm": "sha-256", "value": "ab" * 32})
    house.sync()
    assert reason_of(_ask(house, "equity", sound, holder), "VALUE_REPORT") == "FAIL VALUE_STALE"
    assert reason_of(_ask(house, "financing", sound, holder), "VALUE_REPORT") == "WARN VALUE_STALE"


def test_a_valuation_lapses_by_time_alone(house: House, holder: Party, sound: Registered) -> None:
    house.chain.clock.travel(301 * DAY)
    house.sync()
    assert reason_of(_ask(house, "equity", sound, holder), "VALUE_REPORT") == "FAIL VALUE_LAPSED"


def test_a_public_body_fails_for_its_kind_whatever_else_rests(house: House, offices: Offices) -> None:
    body = house.admit("街道办", Kind.PUBLIC_BODY)
    public = offices.value(house.issue(body))
    house.sync()
    assert _verdicts(house, public, body) == "FWPWP"

"""
Applications: completing, numbering and the later documents of a certificate, by hand-worked examples.  What a document
must be is tested in test_document.py.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from ledger.domain import applications
from ledger.domain.applications import Application, Institution
from ledger.domain.certificates import Regime, Right
from ledger.domain.document import check_document, check_profile
from ledger.domain.events import ParticipantNumber
from ledger.domain.numbers import CertificateNumber
from ledger.errors import InvalidInput, Refused

REGISTRY = Institution("91119900DD0000029Q", "示范登记中心", "Demonstration Centre")
OTHER = Institution("91119900DD0000088U", "示例公司乙", "Example Company B")
TODAY = date(2026, 11, 23)
NUMBER = CertificateNumber(111, Regime.DPR, 2026_11, 7)
SALT = "5" * 64


def application(row: int = 1, **changes: Any) -> Application:
    content = {
        "key": "the applicant's own",
        "reference": {"anything": ["at", "all"]},
        "regime": "DPR",
        "holders": [
            {
                "uscc": "91119900DD00001177",
                "name": {"zh": "示例公司甲", "en": "Example Company A"},
                "rights": ["hold", "use", "operate"],
                "share": 10_000,
            }
        ],
        "dataName": {"zh": "数据", "en": "Data"},
        "overview": {"zh": "概述", "en": "Overview"},
        "objectKind": "dataset",
        "industry": "I64",
        "sources": [{"kind": "collected", "authorisationEnds": None}],
        "spatialScope": "national",
        "temporalFrom": None,
        "temporalTo": None,
        "updateFrequency": "monthly",
        "volume": {"records": 1, "bytes": None},
        "grade": "general",
        "personalInformation": "none",
        "fingerprint": {"algorithm": "sha-256", "value": "ab" * 32},
    }
    return Application(row, content | changes)


def completed(**changes: Any) -> dict[str, Any]:
    return applications.complete(application(**changes), REGISTRY, NUMBER, SALT, TODAY)


def codes(**changes: Any) -> list[tuple[str, str]]:
    faults = applications.faults_of(application(**changes), REGISTRY, 111, TODAY)
    return [(fault.code, fault.field) for fault in faults]


# COMPLETING


def test_a_sound_application_becomes_a_document_without_fault() -> None:
    assert codes() == []
    assert check_document(completed()) == []


def test_an_application_is_checked_alone_whichever_registry_will_have_it() -> None:
    content = application().content
    assert applications.faults_alone(content, TODAY) == []
    named = {**content, "registry": {"uscc": OTHER.uscc}}
    assert applications.faults_alone(named, TODAY) == []
    faults = applications.faults_alone({**content, "grade": "core"}, TODAY)
    assert [(fault.code, fault.field) for fault in faults] == [("GradeCore", "grade")]


def test_the_applicants_notes_do_not_enter_the_document() -> None:
    assert {"key", "reference"} & set(completed()) == set()


@pytest.mark.parametrize(
    ("regime", "last"), [("DPR", "2031-11-23"), ("PDR", "2029-11-23"), ("DAR", "2031-11-23"), ("DIP", "2029-11-23")]
)
def test_the_term_is_the_regimes_longest(regime: str, last: str) -> None:
    assert completed(regime=regime)["lastValidDay"] == last


def test_the_term_is_cut_by_the_earliest_authorisation() -> None:
    ends = [{"kind": "agreement", "authorisationEnds": day} for day in ("2028-03-31", "2027-05-01")]
    assert completed(sources=ends)["lastValidDay"] == "2027-05-01"


def test_a_term_that_is_given_is_kept() -> None:
    given = completed(validFrom="2026-11-01", lastValidDay="2027-01-31")
    assert (given["validFrom"], given["lastValidDay"]) == ("2026-11-01", "2027-01-31")


# FAULTS


def test_a_term_may_not_begin_tomorrow() -> None:
    assert codes(validFrom="2026-11-24") == [("TermNotBegun", "validFrom")]


def test_an_authorisation_that_has_ended_is_a_fault_of_the_source() -> None:
    sources = [{"kind": "agreement", "authorisationEnds": "2026-11-22"}]
    assert ("TermOver", "sources") in codes(sources=sources)


def test_what_the_registry_adds_may_not_be_given() -> None:
    assert ("FieldUnknown", "salt") in codes(salt=SALT)
    assert ("FieldUnknown", "schema") in codes(schema="datadeed/certificate/1")


def test_another_registry_and_another_registers_number_are_faults() -> None:
    other = {"uscc": OTHER.uscc, "name": {"zh": OTHER.zh, "en": OTHER.en}}
    assert codes(registry=other) == [("RegistryOther", "registry.uscc")]
    assert codes(number="SJ2222020010001") == [("NumberOfOtherRegister", "number")]


def test_only_first_registrations_are_applied_for() -> None:
    assert ("ValueUnknown", "registrationType") in codes(registrationType="transfer")
    assert codes(registrationType="conversion") == []


def test_a_registry_registers_nothing_for_itself() -> None:
    holder = application().content["holders"][0] | {"uscc": REGISTRY.uscc}
    assert codes(holders=[holder]) == [("RegistryIsHolder", "holders[0].uscc")]


def test_the_same_asset_twice_in_a_file_is_a_fault_of_the_later_row() -> None:
    rows = [application(1), application(2, fingerprint={"algorithm": "sha-256", "value": "cd" * 32}), application(5)]
    faults = applications.faults_between(rows)
    assert [(fault.row, fault.error.code, fault.error.facts["other"]) for fault in faults] == [
        (5, "ApplicationTwice", 1)
    ]


def test_the_same_asset_in_another_regime_is_no_fault() -> None:
    assert applications.faults_between([application(1), application(2, regime="DAR")]) == []


def test_lines_that_are_no_objects_are_faults_and_blank_lines_are_passed_over() -> None:
    text = b'\n{"a": 1}\n\n[1]\n{"a": 1, "a": 2}\n{oops\n'
    found, faults = applications.read_applications(text)
    assert [one.row for one in found] == [2]
    assert [(fault.row, fault.error.code) for fault in faults] == [
        (4, "FieldType"),
        (5, "DocumentMalformed"),
        (6, "DocumentMalformed"),
    ]


# NUMBERING


def numbered(rows: list[Application], taken: dict[Regime, frozenset[int]]) -> list[str]:
    both = {Regime.DPR: 111, Regime.DAR: 112}
    return [number.text for number in applications.number_all(rows, both, 2026_11, taken)]


def test_serials_are_counted_in_each_register_by_itself() -> None:
    rows = [application(1), application(2, regime="DAR"), application(3)]
    taken = {Regime.DPR: frozenset({1, 3}), Regime.DAR: frozenset[int]()}
    assert numbered(rows, taken) == ["SJ1112026110002", "ZC1122026110001", "SJ1112026110004"]


def test_a_migrated_number_is_kept_and_not_given_twice() -> None:
    rows = [application(1), application(2, number="SJ1112026110001"), application(3, number="SJ1112020010001")]
    assert numbered(rows, {}) == ["SJ1112026110002", "SJ1112026110001", "SJ1112020010001"]


def test_serials_end_at_9999() -> None:
    almost = {Regime.DPR: frozenset(range(1, 9_999))}
    assert numbered([application()], almost) == ["SJ1112026119999"]
    with pytest.raises(Refused) as refused:
        numbered([application(1), application(2)], almost)
    assert refused.value.code == "SerialsExhausted"
    assert "9999" in refused.value.explain("en")
    assert "9999" in refused.value.explain("zh")


# ON THE CHAIN


def test_the_term_runs_from_midnight_to_midnight_in_beijing() -> None:
    made = completed(validFrom="2026-11-01", lastValidDay="2026-11-01")
    record = applications.record_of(made, ParticipantNumber(9), 2)
    assert record.valid_from == 1_793_462_400  # 2026-10-31T16:00Z
    assert record.valid_to - record.valid_from == 86_400
    assert (record.holder, record.ordinal, record.serial, record.code) == (9, 2, 7, 111)
    assert (record.sequence, record.flags, record.state) == (0, 0, 0)


def test_the_certificates_rights_are_all_that_its_holders_have() -> None:
    whole = application().content["holders"][0]
    parts = [whole | {"rights": ["hold"], "share": 1}, whole | {"rights": ["use"], "share": 9_999, "uscc": OTHER.uscc}]
    assert applications.record_of(completed(holders=parts), ParticipantNumber(1), 0).rights == Right.HOLD | Right.USE


# LATER DOCUMENTS


def test_a_transfer_puts_the_taker_in_the_givers_place() -> None:
    made = applications.transferred(completed(), "91119900DD00001177", OTHER, "6" * 64)
    assert made["holders"] == [completed()["holders"][0] | OTHER.as_field]
    assert (made["registrationType"], made["salt"]) == ("transfer", "6" * 64)
    assert check_document(made) == []


def test_a_transfer_among_co_holders_adds_up() -> None:
    whole = application().content["holders"][0]
    parts = [
        whole | {"rights": ["operate"], "share": 3_000},
        whole | OTHER.as_field | {"rights": ["hold"], "share": 7_000},
    ]
    made = applications.transferred(completed(holders=parts), "91119900DD00001177", OTHER, SALT)
    assert made["holders"] == [whole | OTHER.as_field | {"rights": ["hold", "operate"], "share": 10_000}]


def test_only_a_holder_transfers() -> None:
    with pytest.raises(Refused, match="is not a holder"):
        applications.transferred(completed(), OTHER.uscc, OTHER, SALT)


@pytest.mark.parametrize("field", ["number", "regime", "registry", "validFrom", "salt", "schema", "registrationType"])
def test_an_amendment_may_not_touch(field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        applications.amended(completed(), {field: "x"}, SALT)
    assert (refused.value.code, refused.value.field) == ("AmendmentForbidden", field)


def test_an_amendment_may_change_a_holders_name_but_not_who_it_is() -> None:
    holder = completed()["holders"][0]
    renamed = holder | {"name": {"zh": "新名", "en": "New"}}
    assert applications.amended(completed(), {"holders": [renamed]}, SALT)["holders"] == [renamed]
    for other in ([], [holder | {"uscc": OTHER.uscc}], "nobody", [None]):
        with pytest.raises(InvalidInput, match="holders"):
            applications.amended(completed(), {"holders": other}, SALT)


def test_a_decision_says_why_and_is_salted() -> None:
    made = applications.decision("revoke", NUMBER.text, " fraud ", TODAY, SALT)
    assert made["reason"] == "fraud"
    assert made["salt"] == SALT
    assert "fraud" in json.dumps(made)
    with pytest.raises(InvalidInput, match="reason"):
        applications.decision("revoke", NUMBER.text, "  ", TODAY, SALT)


def test_a_profile_has_a_participants_names_the_former_ones_too() -> None:
    who = Institution("91110112MA00004020", "甲有限公司", "First Ltd")
    former = {"zh": "旧名", "en": "Former", "until": "2025-01-01"}
    made = applications.profile(who, [former])
    assert check_profile(made) == []
    assert made == {**who.as_field, "schema": "datadeed/profile/1", "formerNames": [former]}
    assert applications.profile(who)["formerNames"] == []

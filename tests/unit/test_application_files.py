"""
Applications in a file: reading, what is wrong between rows, numbering, and what a document becomes on the chain.

Worked by hand; what a single application must be is tested in test_applications.py and test_document.py.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ledger.domain import applications
from ledger.domain.applications import Application
from ledger.domain.certificates import Regime, certificate_id
from ledger.domain.events import ZERO_DIGEST, ParticipantNumber
from ledger.domain.numbers import CertificateNumber
from tests.unit.test_applications import SALT, TODAY, application, codes, completed

NOVEMBER = 2026_11


def told(rows: list[Application]) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.error.code, fault.error.field) for fault in applications.faults_between(rows)]


class TestReading:
    def test_an_empty_file_is_one_fault_in_its_first_row(self) -> None:
        for text in (b"", b"\n \n\t\n"):
            rows, faults = applications.read_applications(text)
            assert (rows, [(each.row, each.error.code, each.error.field) for each in faults]) == (
                [],
                [(1, "FieldEmpty", "file")],
            )

    def test_a_file_of_which_something_is_read_is_not_empty(self) -> None:
        rows, faults = applications.read_applications(b'\n{"a": 1}\n')
        assert ([row.row for row in rows], faults) == ([2], [])
        rows, faults = applications.read_applications(b"[1]")
        assert (rows, [each.error.code for each in faults]) == ([], ["FieldType"])


class TestBetweenRows:
    def test_a_number_stands_in_one_row_only(self) -> None:
        number = CertificateNumber(111, Regime.DPR, NOVEMBER, 7).text
        first, second = application(1, number=number), application(5, number=number, fingerprint=_data("cd"))
        assert told([first]) == []
        assert told([first, second]) == [(5, "NumberTwice", "number")]
        other = CertificateNumber(111, Regime.DPR, NOVEMBER, 8).text
        assert told([first, application(5, number=other, fingerprint=_data("cd"))]) == []


class TestTerms:
    def test_a_regime_that_is_none_is_told_as_a_fault_of_the_regime(self) -> None:
        for wrong in ("XYZ", 5, ["DPR"], None):
            assert "regime" in [field for _, field in codes(regime=wrong)]

    def test_a_term_may_end_today(self) -> None:
        over = [code for code, _ in codes(lastValidDay=TODAY.isoformat())]
        assert "TermOver" not in over
        assert ("TermOver", "lastValidDay") in codes(lastValidDay="2026-11-22")

    def test_a_term_counts_from_the_day_on_which_it_begins(self) -> None:
        assert completed(validFrom="2026-11-20")["lastValidDay"] == "2031-11-20"
        assert completed()["lastValidDay"] == "2031-11-23"


class TestNumbers:
    def test_a_months_own_numbers_are_passed_over_and_another_months_are_not(self) -> None:
        own = CertificateNumber(111, Regime.DPR, NOVEMBER, 1).text
        older = CertificateNumber(111, Regime.DPR, 2026_10, 2).text
        rows = [application(1), application(2, number=own), application(3, number=older), application(4)]
        given = applications.number_all(rows, {Regime.DPR: 111}, NOVEMBER, {})
        assert [(each.period, each.serial) for each in given] == [
            (NOVEMBER, 2),
            (NOVEMBER, 1),
            (2026_10, 2),
            (NOVEMBER, 3),
        ]

    def test_a_month_is_written_as_a_year_and_two_digits(self) -> None:
        assert applications.period_of(date(2026, 11, 23)) == 202611
        assert applications.period_of(date(2027, 1, 1)) == 202701


class TestOnTheChain:
    @pytest.mark.parametrize(("names", "rights"), [(["hold"], 1), (["use"], 2), (["hold", "operate"], 5)])
    def test_a_record_has_the_rights_of_the_document_and_no_others(self, names: list[str], rights: int) -> None:
        holder: dict[str, Any] = application().content["holders"][0] | {"rights": names}
        record = applications.record_of(completed(holders=[holder]), ParticipantNumber(2), 3)
        assert (record.rights, record.ordinal, record.sequence, record.state) == (rights, 3, 0, 0)

    def test_a_documents_id_is_of_its_applicant_regime_data_and_ordinal(self) -> None:
        made = completed()
        expected = certificate_id(2, Regime.DPR, bytes.fromhex("ab" * 32), 1)
        assert applications.id_of(made, ParticipantNumber(2), 1) == expected

    def test_only_another_data_version_has_a_new_fingerprint(self) -> None:
        made = completed()
        assert applications.new_fingerprint(made, made) == ZERO_DIGEST
        later = {**made, "fingerprint": _data("cd")}
        assert applications.new_fingerprint(made, later) == bytes.fromhex("cd" * 32)

    def test_a_cancellation_is_the_last_document_with_another_salt_and_type(self) -> None:
        made = completed()
        ended = applications.cancelled(made, "6" * 64)
        assert ended == {**made, "salt": "6" * 64, "registrationType": "cancellation"}
        assert made["salt"] == SALT


def _data(byte: str) -> dict[str, str]:
    return {"algorithm": "sha-256", "value": byte * 32}

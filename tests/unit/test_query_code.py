"""
Query codes: every number has one and gets it back, and a slip of the pen is noticed.  And supplies: when numbers end.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.certificates import Regime
from ledger.domain.numbers import SERIAL_MAX, USCC_ALPHABET, CertificateNumber
from ledger.domain.query_code import number_of, query_code, read_query_code
from ledger.domain.supply import Cause, Gap, Supply
from ledger.errors import InvalidInput

NUMBERS = st.builds(
    CertificateNumber,
    code=st.integers(0, 999),
    regime=st.sampled_from(Regime),
    period=st.builds(lambda year, month: year * 100 + month, st.integers(2000, 9999), st.integers(1, 12)),
    serial=st.integers(1, SERIAL_MAX),
)
NUMBER = CertificateNumber.parse("SJ1112026110001")


class TestQueryCode:
    def test_the_code_of_a_number_is_worked_by_hand(self) -> None:
        # (1 * 1000 + 111) * 96,000 + 26 * 12 + 10 = 106,656,322; times 10,000 and serial 1: 1,066,563,220,001;
        # in base 31 the digits 1 7 23 23 13 27 19 8 10, times the weights 1 3 9 27 19 26 16 17 20 and summed 2439;
        # -2439 % 31 = 10
        digits = (1, 7, 23, 23, 13, 27, 19, 8, 10, 10)
        value = 0
        for digit in digits[:9]:
            value = value * 31 + digit
        assert value == 1_066_563_220_001
        assert query_code(NUMBER).replace("-", "") == "".join(USCC_ALPHABET[digit] for digit in digits)

    @given(NUMBERS)
    def test_every_number_comes_back(self, number: CertificateNumber) -> None:
        code = query_code(number)
        assert len(code) == 11
        assert read_query_code(code) == number_of(f" {code.lower().replace('-', '')} ") == number

    @given(NUMBERS, st.integers(0, 9), st.sampled_from(USCC_ALPHABET))
    def test_one_wrong_character_is_noticed(self, number: CertificateNumber, place: int, other: str) -> None:
        code = query_code(number).replace("-", "")
        changed = code[:place] + other + code[place + 1 :]
        if changed != code:
            with pytest.raises(InvalidInput) as refused:
                read_query_code(changed)
            assert refused.value.code == "QueryCodeCheck"

    @given(NUMBERS, st.integers(0, 8))
    def test_two_neighbours_exchanged_are_noticed(self, number: CertificateNumber, place: int) -> None:
        code = query_code(number).replace("-", "")
        changed = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        if changed != code:
            with pytest.raises(InvalidInput):
                read_query_code(changed)

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("", "QueryCodeMalformed"),
            ("17PPD-UK8A", "QueryCodeMalformed"),
            ("17PPD-UK8AO", "QueryCodeCharacter"),
            ("00000-00000", "QueryCodeCheck"),
            ("YYYYY-YYYYY", "QueryCodeCheck"),
        ],
    )
    def test_what_is_no_code_is_told(self, text: str, code: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            read_query_code(text)
        assert refused.value.code == code
        assert all("?" not in refused.value.explain(locale) for locale in ("zh", "en"))

    @pytest.mark.parametrize("changes", [{"serial": 0}, {"regime": 0}, {"regime": 7}])
    def test_a_code_whose_check_holds_but_of_no_possible_number_is_refused(self, changes: dict[str, int]) -> None:
        with pytest.raises(InvalidInput) as refused:
            read_query_code(query_code(replace(NUMBER, **changes)))  # type: ignore[arg-type]
        assert refused.value.code == "QueryCodeCheck"

    def test_a_wrong_letter_is_told_by_its_place_from_one(self) -> None:
        for text, place in (("O7PPD-UK8AB", 1), ("17PPD-UK8AO", 10)):
            with pytest.raises(InvalidInput) as refused:
                read_query_code(text)
            assert (refused.value.facts["position"], refused.value.facts["given"]) == (place, "O")

    def test_a_number_is_read_as_a_number_also_where_it_is_too_short(self) -> None:
        assert number_of("ＳＪ1112026110001") == NUMBER
        with pytest.raises(InvalidInput) as refused:
            number_of("SJ11120261")
        assert refused.value.code == "NumberMalformed"


def _supply(used: int, today: date, *gaps: Gap, period: int = 202611) -> Supply:
    highest = used + sum(gap.count for gap in gaps)
    return Supply(111 << 8 | 1, period, used, highest, gaps, today)


class TestSupply:
    def test_an_untouched_month_has_all_and_begins_with_one(self) -> None:
        one = _supply(0, date(2026, 11, 27))
        assert (one.left, one.next, one.ends_on, one.is_short) == (9_999, 1, None, False)
        assert (one.code, one.regime) == (111, Regime.DPR)

    def test_the_lowest_free_number_is_the_next(self) -> None:
        gap = Gap(4, 6, Cause.UNEXPLAINED)
        assert gap.count == 3
        assert _supply(9, date(2026, 11, 27), gap).next == 4
        assert _supply(9, date(2026, 11, 27)).next == 10

    @pytest.mark.parametrize(
        ("used", "day", "ends"),
        [
            (5_000, 10, date(2026, 11, 19)),  # 500 a day: 4,999 left are nine days and a half
            (3_334, 10, date(2026, 11, 29)),  # 333 a day: 6,665 left, nineteen days
            (3_333, 10, date(2026, 11, 30)),  # 6,666 left, twenty days to the hour
            (3_225, 10, None),  # 6,774 left, twenty-one days: the first of December
            (3_000, 10, None),  # 300 a day: the month ends first
            (9_999, 10, date(2026, 11, 10)),
        ],
    )
    def test_the_pace_says_on_which_day_numbers_end(self, used: int, day: int, ends: date | None) -> None:
        assert _supply(used, date(2026, 11, day)).ends_on == ends

    def test_another_month_has_no_pace(self) -> None:
        assert _supply(9_000, date(2026, 12, 1)).ends_on is None

    def test_four_fifths_are_short_whatever_the_pace(self) -> None:
        assert not _supply(7_999, date(2026, 12, 1)).is_short
        assert _supply(8_000, date(2026, 12, 1)).is_short

    def test_a_used_up_month_has_no_next(self) -> None:
        assert _supply(9_999, date(2026, 11, 27)).next is None

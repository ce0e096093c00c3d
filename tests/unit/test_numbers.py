"""
The official numbers: unified social credit code (GB 32100-2015), certificate number (guideline 〔2026〕35, annex 6).

Golden codes come from tests/vectors/uscc.json; properties are tried over the whole alphabet by Hypothesis.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.certificates import Regime
from ledger.domain.numbers import (
    MISTAKEN_FOR,
    USCC_ALPHABET,
    CertificateNumber,
    check_organisation_code,
    check_uscc,
    identity_of,
    is_period,
    typed,
    uscc_check_character,
    uscc_fault,
    uscc_of,
)
from ledger.domain.rules import REGIMES
from ledger.errors import InvalidInput
from tests.unit.vectors import vectors

USCC = vectors("uscc")
BODIES = st.text(USCC_ALPHABET, min_size=17, max_size=17)
NUMBERS = st.builds(
    CertificateNumber,
    code=st.integers(0, 999),
    regime=st.sampled_from(Regime),
    period=st.builds(lambda year, month: year * 100 + month, st.integers(2000, 9999), st.integers(1, 12)),
    serial=st.integers(1, 9999),
)


class TestUscc:
    @pytest.mark.parametrize("code", USCC["valid"])
    def test_golden_codes_stand(self, code: str) -> None:
        assert check_uscc(code) == code

    @pytest.mark.parametrize("typed", USCC["typed"], ids=lambda typed: str(typed["text"]))
    def test_codes_as_typed_are_made_canonical(self, typed: dict[str, str]) -> None:
        assert check_uscc(typed["text"]) == typed["code"]

    @pytest.mark.parametrize("wrong", USCC["invalid"], ids=lambda wrong: f"{wrong['text']}")
    def test_wrong_codes_name_place_and_expectation(self, wrong: dict[str, Any]) -> None:
        with pytest.raises(InvalidInput) as refused:
            check_uscc(wrong["text"], "holder")
        assert refused.value.code == wrong["code"]
        assert refused.value.field == "holder"
        facts = refused.value.facts
        assert [facts[name] for name in ("position", "expected", "given")] == [
            wrong[name] for name in ("position", "expected", "given")
        ]

    @pytest.mark.parametrize("letter", MISTAKEN_FOR)
    def test_a_letter_outside_the_standard_is_refused_with_what_is_meant(self, letter: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            check_uscc("9111000080210" + letter + "433B")
        assert refused.value.facts["expected"] == MISTAKEN_FOR[letter]
        assert MISTAKEN_FOR[letter] in refused.value.explain("zh")

    @given(BODIES)
    def test_every_body_has_exactly_one_check_character(self, body: str) -> None:
        right = [c for c in USCC_ALPHABET if uscc_fault(identity_of(body + c)) == 0]
        assert right == [uscc_check_character(body)]

    @given(BODIES, st.integers(0, 16), st.sampled_from(USCC_ALPHABET))
    def test_any_one_wrong_character_is_noticed(self, body: str, place: int, other: str) -> None:
        code = body + uscc_check_character(body)
        changed = code[:place] + other + code[place + 1 :]
        assert (changed == code) == (uscc_fault(identity_of(changed)) == 0)

    @given(BODIES)
    def test_identity_holds_the_code(self, body: str) -> None:
        code = body + uscc_check_character(body)
        assert len(identity_of(code)) == 32
        assert uscc_of(identity_of(code)) == code

    @given(st.binary(min_size=32, max_size=32))
    def test_a_commitment_is_no_code(self, identity: bytes) -> None:
        code = uscc_of(identity)
        assert code is None or identity_of(code) == identity

    def test_a_byte_behind_the_code_is_a_fault_at_its_place(self) -> None:
        identity = bytearray(identity_of("91110000802100433B"))
        identity[30] = 1
        assert uscc_fault(bytes(identity)) == 31

    @given(st.text(max_size=40))
    def test_any_text_is_answered(self, text: str) -> None:
        try:
            code = check_uscc(text)
        except InvalidInput:
            return
        assert check_uscc(code) == code

    @pytest.mark.parametrize("case", USCC["organisationCode"])
    def test_inner_organisation_code_only_warns(self, case: dict[str, Any]) -> None:
        warning = check_organisation_code(check_uscc(case["uscc"]))
        assert (warning.facts["expected"] if warning else None) == case["expected"]
        assert warning is None or warning.facts["position"] == 17

    @pytest.mark.parametrize(("place", "check"), list(enumerate("84216379")))
    def test_each_place_of_an_organisation_code_weighs_what_the_standard_says(self, place: int, check: str) -> None:
        """GB 11714 weighs 3, 7, 9, 10, 5, 8, 4, 2: a lone 1 leaves eleven less its place's weight."""
        body = "0" * place + "1" + "0" * (7 - place)
        assert check_organisation_code(f"91110112{body}{check}0") is None


class TestCertificateNumber:
    def test_the_national_pattern(self) -> None:
        number = CertificateNumber(code=111, regime=Regime.DPR, period=202611, serial=1)
        assert number.text == "SJ1112026110001"
        assert number.packed == 1 | 202611 << 16 | 1 << 40 | 111 << 48
        assert number.register == 111 << 8 | 1

    @given(NUMBERS)
    def test_text_and_word_carry_the_whole_number(self, number: CertificateNumber) -> None:
        assert len(number.text) == 15
        assert CertificateNumber.parse(number.text) == number
        assert CertificateNumber.from_packed(number.packed) == number
        assert number.packed >> 40 == number.register

    def test_typing_is_forgiven(self) -> None:
        assert CertificateNumber.parse(" sj111 202611 ０００1 ").text == "SJ1112026110001"

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("", "NumberMalformed"),
            ("SJ111202611001", "NumberMalformed"),
            ("SJ11120261100011", "NumberMalformed"),
            ("SJ11I2026110001", "NumberMalformed"),
            ("SJ١١١2026110001", "NumberMalformed"),
            ("XX1112026110001", "NumberPrefix"),
            ("SJ1112026130001", "NumberMonth"),
            ("SJ1112026000001", "NumberMonth"),
            ("SJ1111999120001", "NumberMonth"),
            ("SJ1112026110000", "NumberSerial"),
        ],
    )
    def test_wrong_numbers_are_refused(self, text: str, code: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            CertificateNumber.parse(text)
        assert refused.value.code == code

    def test_a_word_of_no_regime_is_refused(self) -> None:
        with pytest.raises(InvalidInput, match="regime"):
            CertificateNumber.from_packed(1 | 202611 << 16 | 9 << 40)

    def test_prefixes_tell_the_regimes_apart(self) -> None:
        assert len({rule.prefix for rule in REGIMES.values()}) == len(Regime)


def test_full_width_characters_are_narrowed_from_the_first_to_the_last() -> None:
    assert typed(" ！０Ａｚ～ ") == "!0AZ~"
    assert typed("\uff00 \uff5f") == "\uff00\uff5f"


@pytest.mark.parametrize(
    ("period", "is_one"), [(200_001, True), (999_912, True), (199_912, False), (999_913, False), (202_600, False)]
)
def test_a_period_is_a_month_of_four_digit_years(period: int, is_one: bool) -> None:
    assert is_period(period) is is_one

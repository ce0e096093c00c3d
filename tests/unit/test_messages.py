"""
Sentences: every code has both languages, every template can be filled, and nothing that is missing hides a sentence.

The Solidity errors are read from the interfaces, so a new error without a sentence fails here.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from string import Formatter
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.numbers import identity_of
from ledger.errors import ActRefused, InvalidInput
from ledger.messages import LOCALES, PARTS, TABLE, contracts, domain, sentence
from ledger.messages.printing import printed

INTERFACES = sorted((Path(__file__).resolve().parents[2] / "contracts" / "interfaces").glob("*.sol"))
ERROR = re.compile(r"^    error (\w+)\(([^)]*)\);", re.MULTILINE)


def snake(name: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()


SOLIDITY = {
    name: {snake(parameter.split()[-1]) for parameter in parameters.split(",") if parameter.strip()}
    for path in INTERFACES
    for name, parameters in ERROR.findall(path.read_text(encoding="utf-8"))
}

VALUES = (
    st.none() | st.booleans() | st.integers() | st.binary(max_size=40) | st.text(max_size=20) | st.lists(st.integers())
)


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


NAMES = sorted({name for row in TABLE.values() for name in placeholders(row["en"])})


def test_the_interfaces_were_read() -> None:
    assert len(SOLIDITY) >= 50
    assert SOLIDITY["ApprovalFromOther"] == {"key", "participant", "expected"}


def test_every_solidity_error_has_sentences_of_its_own_arguments() -> None:
    assert set(SOLIDITY) - set(TABLE) == set()
    assert set(contracts.ROWS) - set(SOLIDITY) == set()
    assert [
        (name, locale)
        for name, arguments in SOLIDITY.items()
        for locale in LOCALES
        if not placeholders(TABLE[name][locale]) <= arguments
    ] == []


def test_a_code_stands_in_one_part_only() -> None:
    assert [code for code, times in Counter(code for part in PARTS for code in part.ROWS).items() if times > 1] == []


def test_both_languages_say_the_same() -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for code, row in TABLE.items():
        assert set(row) == set(LOCALES), code
        assert placeholders(row["zh"]) == placeholders(row["en"]), code
        assert not chinese.search(row["en"]), code


@pytest.mark.parametrize("part", [contracts, domain], ids=["contracts", "domain"])
def test_a_refusal_says_what_happened_and_what_to_do(part: ModuleType) -> None:
    for code, row in part.ROWS.items():
        assert len(re.findall(r"[。;]", row["zh"])) >= 2, code
        assert len(re.findall(r"[.;](?: |$)|\}$", row["en"])) >= 2, code


@given(
    st.sampled_from([*TABLE, "NeverHeardOf"]),
    st.sampled_from([*LOCALES, "fr"]),
    st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6),
)
def test_no_facts_of_whatever_kind_hide_a_sentence(code: str, locale: str, facts: dict[str, Any]) -> None:
    assert sentence(code, locale, facts)


@pytest.mark.parametrize(
    ("code", "facts", "printed"),
    [
        ("CertificateUnknown", {"certificate_id": bytes(range(32))}, "0x00010203…1d1e1f"),
        ("CertificateExpired", {"valid_to": 1795449600}, "2026-11-24 00:00:00 (UTC+8)"),
        ("NumberTaken", {"number": 1 | 202611 << 16 | 1 << 40 | 111 << 48}, "SJ1112026110001"),
        ("NumberTaken", {"number": 5}, "0x5"),
        ("RegisterNotInCharge", {"register": 111 << 8 | 1}, "111/DPR"),
        ("DutyMissing", {"duty": 2}, "checker"),
        ("RightToOperateMissing", {"rights": 3}, "hold, use"),
        ("CertificateNotActive", {"state": 3}, "revoked"),
        ("IdentityInvalid", {"identity": identity_of("91110000802100433B")}, "91110000802100433B"),
        ("ApprovalExpired", {"deadline": 2**64 - 1}, str(2**64 - 1)),
    ],
)
def test_facts_are_printed_for_people(code: str, facts: dict[str, Any], printed: str) -> None:
    assert printed in sentence(code, "en", facts)


def test_an_error_explains_itself() -> None:
    assert str(ActRefused("LedgerIsPaused")) == sentence("LedgerIsPaused", "en", {})
    assert InvalidInput("FieldMissing", "salt").explain("zh") == "防猜随机数（salt）：缺少此项。请补充。"


def test_a_mapping_is_printed_in_pairs() -> None:
    assert printed("missed", {"1": "97.87%", "10": "80.30%"}, "en") == "1: 97.87%; 10: 80.30%"
    assert printed("missed", {"1": "97.87%", "10": "80.30%"}, "zh") == "1: 97.87%；10: 80.30%"

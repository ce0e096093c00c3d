"""Sums of money as people write them, worked by hand."""

from __future__ import annotations

import pytest

from ledger.domain.money import fen_of
from ledger.errors import InvalidInput


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("500万元", 500_000_000),
        ("500万", 500_000_000),
        ("896.8万元", 896_800_000),
        ("5,000,000.00 元", 500_000_000),
        ("0.01元", 1),
        ("500000000分", 500_000_000),
        ("500000000 fen", 500_000_000),
        ("5 WAN", 5_000_000),
        ("1.5亿元", 15_000_000_000),
        ("2亿", 20_000_000_000),
        ("1 yi", 10_000_000_000),
        (" 12yuan ", 1_200),
    ],
)
def test_a_sum_with_its_unit_is_read_to_the_fen(text: str, fen: int) -> None:
    assert fen_of(text) == fen


@pytest.mark.parametrize("text", ["500", "5,000,000.00", " 7 "])
def test_a_bare_number_is_not_taken(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        fen_of(text, "price")
    assert (refused.value.code, refused.value.field) == ("AmountWithoutUnit", "price")


@pytest.mark.parametrize(
    "text", ["", "元", "-5元", "5,00元", "0.001元", "0.5分", "5美元", "１００元x", "5 元 6 分", "1e6元"]
)
def test_what_is_no_sum_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        fen_of(text)
    assert refused.value.code == "AmountMalformed"

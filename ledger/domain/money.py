"""
Sums of money as people write them, in fen (P10).

A sum has its unit: 元, 万元, 亿元, 分 (yuan, wan, yi, fen).  A bare number is not taken: a figure meant in 万元 and
taken for yuan or fen is the classic error.
"""

from __future__ import annotations

import re
from decimal import Decimal

from ledger.domain.events import Fen
from ledger.errors import InvalidInput

UNITS = {
    "分": 1,
    "fen": 1,
    "元": 100,
    "yuan": 100,
    "万": 10**6,
    "万元": 10**6,
    "wan": 10**6,
    "亿": 10**10,
    "亿元": 10**10,
    "yi": 10**10,
}
"""How many fen a unit has."""

_SUM = re.compile(r"\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*(\D*?)\s*")


def fen_of(text: str, field: str = "amount") -> Fen:
    """
    Return a sum in fen, of a text such as `500万元`, `5,000,000.00 元` or `500000000 fen`.

    Raises `InvalidInput`: AmountWithoutUnit for a bare number, AmountMalformed for all else, also a fraction of a fen.
    """
    found = _SUM.fullmatch(text)
    if found is None:
        raise InvalidInput("AmountMalformed", field, given=text)
    whole, fraction, unit = found.groups()
    if not unit:
        raise InvalidInput("AmountWithoutUnit", field, given=text)
    if unit.lower() not in UNITS:
        raise InvalidInput("AmountMalformed", field, given=text)
    value = Decimal(whole.replace(",", "") + (fraction or "")) * UNITS[unit.lower()]
    if value != int(value):
        raise InvalidInput("AmountMalformed", field, given=text)
    return Fen(int(value))

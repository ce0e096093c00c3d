"""
The query code 查询码: a certificate's number said again in ten characters, the last of which checks the others.

A certificate number has no check digit (domain rules §11.18), so that a slip of the pen is another certificate.  The
code is what people are given to type: it follows from the number alone, in both directions, needs no table, and uses
the alphabet and the check of the unified social credit code, which leaves out the letters that are mistaken for digits.
One wrong character, and two neighbours exchanged, are noticed.

It is no secret and protects nothing: whoever has a number has the code, and what it opens is public by either.
"""

from __future__ import annotations

import re

from ledger.domain.certificates import Regime
from ledger.domain.numbers import (
    MISTAKEN_FOR,
    PERIOD_MAX,
    PERIOD_MIN,
    SERIAL_MAX,
    USCC_ALPHABET,
    USCC_WEIGHTS,
    CertificateNumber,
    typed,
)
from ledger.domain.rules import REGIMES
from ledger.errors import InvalidInput

BODY_LENGTH = 9
GROUP_LENGTH = 5

_BASE = len(USCC_ALPHABET)
_YEAR_MIN, _YEARS = PERIOD_MIN // 100, PERIOD_MAX // 100 - PERIOD_MIN // 100 + 1
_CODES, _MONTHS, _SERIALS, _REGIMES = 1_000, 12 * _YEARS, SERIAL_MAX + 1, 8
_PREFIXES = tuple(rule.prefix for rule in REGIMES.values())
_DASHED = re.compile(r"[0-9A-Z]{5}-?[0-9A-Z]{5}", re.ASCII)

assert _REGIMES * _CODES * _MONTHS * _SERIALS < _BASE**BODY_LENGTH, "every number has a body of nine characters"
assert max(Regime) < _REGIMES
assert not any(set(prefix) <= set(USCC_ALPHABET) for prefix in _PREFIXES), "the beginning of a number begins no code"


def query_code(number: CertificateNumber) -> str:
    """Return the query code of a number, in two groups as it is printed: XXXXX-XXXXX."""
    months = (number.period // 100 - _YEAR_MIN) * 12 + number.period % 100 - 1
    left = ((number.regime * _CODES + number.code) * _MONTHS + months) * _SERIALS + number.serial
    body = ""
    for _ in range(BODY_LENGTH):
        left, digit = divmod(left, _BASE)
        body = USCC_ALPHABET[digit] + body
    code = body + _check(body)
    return f"{code[:GROUP_LENGTH]}-{code[GROUP_LENGTH:]}"


def read_query_code(text: str, field: str = "number") -> CertificateNumber:
    """
    Return the number that a code says, with or without its dashes, blanks and lower case passed over.

    Raises `InvalidInput` QueryCodeMalformed for what has another form, QueryCodeCharacter for a letter that the
    alphabet leaves out, with what is meant, and QueryCodeCheck where the check does not hold or nothing has this
    number.
    """
    given = typed(text)
    if _DASHED.fullmatch(given) is None:
        raise InvalidInput("QueryCodeMalformed", field, given=text)
    code = given.replace("-", "")
    for place, character in enumerate(code, 1):
        if character not in USCC_ALPHABET:
            expected = MISTAKEN_FOR.get(character, USCC_ALPHABET)
            raise InvalidInput("QueryCodeCharacter", field, position=place, given=character, expected=expected)
    left = 0
    for character in code[:BODY_LENGTH]:
        left = left * _BASE + USCC_ALPHABET.index(character)
    left, serial = divmod(left, _SERIALS)
    left, months = divmod(left, _MONTHS)
    regime, register = divmod(left, _CODES)
    is_known = regime in set(Regime) and serial > 0
    if code[BODY_LENGTH] != _check(code[:BODY_LENGTH]) or not is_known:
        raise InvalidInput("QueryCodeCheck", field, given=text)
    period = (_YEAR_MIN + months // 12) * 100 + months % 12 + 1
    assert PERIOD_MIN <= period <= PERIOD_MAX
    return CertificateNumber(register, Regime(regime), period, serial)


def number_of(text: str, field: str = "number") -> CertificateNumber:
    """
    Return the number that was typed, printed or as its query code.

    Raises `InvalidInput` as `CertificateNumber.parse`, or for what has a code's form as `read_query_code`.
    """
    given = typed(text)
    if _DASHED.fullmatch(given) is not None and not given.startswith(_PREFIXES):
        return read_query_code(text, field)
    return CertificateNumber.parse(text, field)


def _check(body: str) -> str:
    total = sum(USCC_ALPHABET.index(character) * weight for character, weight in zip(body, USCC_WEIGHTS, strict=False))
    return USCC_ALPHABET[-total % _BASE]

"""
What is read of one cell.

The same value differently typed is made one: blanks around it, full-width digits, five notations of a day.  What could
mean two things is refused with what was probably meant, and never guessed.  Each reader returns the value or raises
`InvalidInput` with the field that it was given; an empty cell is None before a reader sees it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from ledger.domain import vocabulary
from ledger.domain.certificates import WHOLE
from ledger.domain.money import fen_of
from ledger.domain.numbers import MISTAKEN_FOR, USCC_ALPHABET, check_uscc, typed, uscc_check_character
from ledger.domain.vocabulary import Words
from ledger.errors import InvalidInput

SERIAL_EPOCH = date(1899, 12, 30)
"""Day 0 of a spreadsheet's day numbers, from March 1900 on."""

SERIAL_MIN, SERIAL_MAX = 18_264, 73_050
"""Day numbers that are taken for days, 1950-01-01 to 2099-12-31: a larger or smaller one is no day of ours."""

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
"""Characters without width that come along when text is copied."""

_GONE = dict.fromkeys(map(ord, INVISIBLE))
_ERRORS = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!)")
_DAYS = (
    re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII),
    re.compile(r"(\d{4})(年)(\d{1,2})月(\d{1,2})日?", re.ASCII),
    re.compile(r"(\d{4})()(\d{2})(\d{2})", re.ASCII),
)
_SERIAL = re.compile(r"\d{5}", re.ASCII)
_WHOLE_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+", re.ASCII)
_PERCENT = re.compile(r"(\d{1,3})(?:\.(\d{1,2}))?%", re.ASCII)

Reader = Callable[[Any, str], Any]


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that computes its value: what it showed last is not what its author saw."""

    text: str


def tidy(value: Any) -> Any:
    """Return a cell without what surrounds a text unseen; None if nothing is left."""
    if isinstance(value, str):
        return value.translate(_GONE).strip() or None
    return value


def read(reader: Reader, value: Any, field: str) -> Any:
    """Read a tidy cell.  Raises `InvalidInput`: CellFormula, CellError, or what the reader refuses."""
    if isinstance(value, Formula):
        raise InvalidInput("CellFormula", field, given=value.text[:60])
    if isinstance(value, str) and value.startswith("="):
        raise InvalidInput("CellFormula", field, given=value[:60])
    if isinstance(value, str) and _ERRORS.fullmatch(value):
        raise InvalidInput("CellError", field, given=value)
    return reader(value, field)


# READERS


def text(value: Any, field: str) -> str:
    """A text as it stands; a number that a spreadsheet made of it is written out."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return str(int(value))
    raise InvalidInput("CellNotText", field, given=str(value))


def code(value: Any, field: str) -> str:
    """A code, without blanks, narrow, upper case.  A number is refused: a spreadsheet keeps 15 digits of it."""
    if not isinstance(value, str):
        raise InvalidInput("CodeAsNumber", field, given=str(value))
    return typed(value)


def uscc(value: Any, field: str) -> str:
    """
    A unified social credit code.

    Where letters that the standard leaves out stand for what they are mistaken for, the code that would be valid is
    named (UsccMistyped) and not put in its place.
    """
    given = code(value, field)
    meant = "".join(MISTAKEN_FOR.get(character, character) for character in given)
    if meant != given and _is_uscc(meant):
        raise InvalidInput("UsccMistyped", field, given=given, expected=meant)
    return check_uscc(given, field)


def _is_uscc(text: str) -> bool:
    return len(text) == 18 and set(text) <= set(USCC_ALPHABET) and text[17] == uscc_check_character(text)


def digest(value: Any, field: str) -> str:
    """A digest in hexadecimal, without blanks and `0x`, in lower case."""
    return code(value, field).lower().removeprefix("0x")


def day(value: Any, field: str) -> str:
    """A day in any of the five notations, as YYYY-MM-DD.  Raises `InvalidInput` DayUnreadable."""
    found = _day(value)
    if found is None:
        raise InvalidInput("DayUnreadable", field, given=str(value))
    return found.isoformat()


def _day(value: Any) -> date | None:
    if isinstance(value, date):  # a datetime is one
        at = value.time() if isinstance(value, datetime) else time()
        return date(value.year, value.month, value.day) if at == time() else None
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    given = typed(value) if isinstance(value, str) else f"{value:.15g}"
    if _SERIAL.fullmatch(given):
        serial = int(given)
        return SERIAL_EPOCH + timedelta(days=serial) if SERIAL_MIN <= serial <= SERIAL_MAX else None
    return _written(given)


def _written(given: str) -> date | None:
    for notation in _DAYS:
        if match := notation.fullmatch(given):
            year, _, month, of_month = match.groups()
            try:
                return date(int(year), int(month), int(of_month))
            except ValueError:
                return None
    return None


def integer(value: Any, field: str) -> int:
    """A whole number, with or without commas between thousands; no unit.  Raises `InvalidInput` NumberUnreadable."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _WHOLE_NUMBER.fullmatch(given := typed(value)):
        return int(given.replace(",", ""))
    raise InvalidInput("NumberUnreadable", field, given=str(value))


def share(value: Any, field: str) -> int:
    """A part in per cent, as ten-thousandths.  Raises `InvalidInput` ShareWithoutUnit: 60 may be 60 % or 0.6 %."""
    match = _PERCENT.fullmatch(typed(value)) if isinstance(value, str) else None
    if match is None:
        raise InvalidInput("ShareWithoutUnit", field, given=str(value))
    whole, fraction = match.groups()
    return int(whole) * (WHOLE // 100) + int((fraction or "").ljust(2, "0"))


def amount(unit: str | None) -> Reader:
    """A sum in fen, by the unit that stands in the cell, or else by the column's; without either it is refused."""

    def read_amount(value: Any, field: str) -> int:
        given = value if isinstance(value, str) else repr(value)
        narrow = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in given)
        try:
            return fen_of(narrow, field)
        except InvalidInput as error:
            if error.code != "AmountWithoutUnit" or unit is None:
                raise
            return fen_of(narrow + unit, field)

    return read_amount


def word(known: Mapping[str, str]) -> Reader:
    """A word of a closed list, by its Chinese name or its code; another is left to the rules, which name the list."""

    codes = {typed(written): code for name, code in known.items() for written in (name, code)}

    def read_word(value: Any, field: str) -> str:
        given = text(value, field)
        return codes.get(typed(given), given)

    return read_word


def words(known: Mapping[str, str]) -> Reader:
    """Several words of a closed list, with commas or the like between them."""
    one = word(known)

    def read_words(value: Any, field: str) -> list[str]:
        parts = re.split(r"[、，,;；/|\s]+", text(value, field))
        return [one(part, field) for part in parts if part]

    return read_words


# CLOSED LISTS


def _codes(words: Words) -> dict[str, str]:
    return {zh: code for code, (zh, _) in words.items()}


REGIME_WORDS = _codes(vocabulary.REGIME_NAMES)
TYPE_WORDS = {"初次登记": "initial", "首次登记": "initial", "衔接登记": "conversion", "衔接换证": "conversion"}
OBJECT_WORDS = _codes(vocabulary.OBJECT_KINDS)
SOURCE_WORDS = _codes(vocabulary.SOURCES)
SPATIAL_WORDS = _codes(vocabulary.SPATIAL_SCOPES)
FREQUENCY_WORDS = _codes(vocabulary.UPDATE_FREQUENCIES)
GRADE_WORDS = {**_codes(vocabulary.GRADES), "一般": "general", "重要": "important", "核心": "core"}
PERSONAL_WORDS = _codes(vocabulary.PERSONAL_INFORMATION)
MEDIA_WORDS = _codes(vocabulary.MEDIA)
STRUCTURE_WORDS = _codes(vocabulary.STRUCTURES)
PERMISSION_WORDS = _codes(vocabulary.PERMISSIONS)
RIGHT_WORDS = {**_codes(vocabulary.RIGHTS), "持有": "hold", "使用": "use", "经营": "operate"}

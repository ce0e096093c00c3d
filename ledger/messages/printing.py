"""How a fact is printed inside a sentence: short hexadecimal, Beijing time, printed numbers, names of bits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from string import Formatter
from typing import Any

from ledger.domain.calendar import SHANGHAI
from ledger.domain.certificates import Regime
from ledger.domain.numbers import CertificateNumber, uscc_of
from ledger.domain.parameters import PARAMETERS, Parameter
from ledger.domain.particulars import title_of
from ledger.errors import InvalidInput
from ledger.messages.words import BITS, WORDS

_INSTANTS = {
    "base_date",
    "effective_from",
    "earliest",
    "latest",
    "until",
    "deadline",
    "executable_at",
    "valid_from",
    "valid_to",
    "asked",
    "time",
    "instant",
    "since",
    "source_ends",
}
_INSTANT_ENDINGS = ("_at", "_by", "_until")
_SUMS = {"agreed", "amount", "amount_before", "cap", "appraised", "capital", "reported", "least", "most"}
_FIELDS = {"field", "other"}
_REGIMES = {"DPR": "数据产权登记", "PDR": "公共数据资源登记", "DAR": "数据资产登记", "DIP": "数据知识产权登记"}


def filled(template: str, facts: Mapping[str, Any], language: str) -> str:
    """Return a template filled with facts as a person reads them; a missing one is a question mark."""
    text = []
    for literal, name in _pieces(template):
        text.append(literal)
        if name is not None:
            text.append(printed(name, facts[name], language) if name in facts else "?")
    return "".join(text)


@cache
def _pieces(template: str) -> tuple[tuple[str, str | None], ...]:
    """Return the words of a template, each with the name of the fact that follows it."""
    return tuple((literal, name) for literal, name, _, _ in Formatter().parse(template))


def printed(name: str, value: Any, language: str) -> str:
    """Return a fact as a person reads it: short hexadecimal, Beijing time, printed numbers, names of bits."""
    if isinstance(value, bytes):
        return _bytes(name, value)
    if isinstance(value, int) and not isinstance(value, bool):
        return _integer(name, value, language)
    if isinstance(value, (list, tuple)):
        return ("、" if language == "zh" else ", ").join(printed(name, part, language) for part in value)
    if isinstance(value, Mapping):
        pairs = (f"{key}: {printed(name, part, language)}" for key, part in value.items())
        return ("；" if language == "zh" else "; ").join(pairs)
    return _word(name, value, language)


def _word(name: str, value: Any, language: str) -> str:
    if name == "regime" and language == "zh" and value in _REGIMES:
        return f"{_REGIMES[value]} {value}"
    if name in _FIELDS and (title := title_of(str(value), language)) not in (None, value):
        return f"{title}（{value}）" if language == "zh" else f"{title} ({value})"
    return str(value)


def _bytes(name: str, value: bytes) -> str:
    if name == "identity" and len(value) == 32:
        text = uscc_of(value) or value.rstrip(b"\0").decode("ascii", "replace")
        if text.isalnum():
            return text
    if name == "filing_number" and value.rstrip(b"\0").isalnum():
        return value.rstrip(b"\0").decode("ascii")
    digits = value.hex()
    return f"0x{digits}" if len(value) <= 8 else f"0x{digits[:8]}…{digits[-6:]}"


def _integer(name: str, value: int, language: str) -> str:
    if name in _INSTANTS or name.endswith(_INSTANT_ENDINGS):
        return _instant(value)
    if name in _SUMS or name.endswith("_fen"):
        return f"{value // 100:,}.{value % 100:02d} {'元' if language == 'zh' else 'yuan'}"
    if name in _READERS:
        return _READERS[name](value, language)
    if name in WORDS and 0 <= value < len(WORDS[name][language]):
        return WORDS[name][language][value]
    return _bits(name, value, language)


def _bits(name: str, value: int, language: str) -> str:
    words = BITS.get(name, {}).get(language, ())
    names = [word for bit, word in enumerate(words) if value >> bit & 1]
    if not names or value >= 1 << len(words):
        return str(int(value))
    return ("、" if language == "zh" else ", ").join(names)


def _instant(value: int) -> str:
    try:
        return datetime.fromtimestamp(value, SHANGHAI).strftime("%Y-%m-%d %H:%M:%S (UTC+8)")
    except (ValueError, OverflowError, OSError):
        return str(value)


def _number(value: int, _: str) -> str:
    try:
        return CertificateNumber.from_packed(value).text
    except InvalidInput:
        return f"0x{value:x}"


def _regime(value: int, language: str) -> str:
    name = Regime(value).name if value in set(Regime) else str(value)
    return f"{_REGIMES[name]} {name}" if language == "zh" and name in _REGIMES else name


def _parameter(value: int, language: str) -> str:
    row = PARAMETERS.get(Parameter(value)) if value in set(Parameter) else None
    if row is None:
        return str(value)
    return f"“{row.zh if language == 'zh' else row.en}”"


def _register(value: int, _: str) -> str:
    code, regime = value >> 8, value & 0xFF
    name = Regime(regime).name if regime in set(Regime) else str(regime)
    return f"{code:03d}/{name}"


_READERS: dict[str, Callable[[int, str], str]] = {
    "number": _number,
    "register": _register,
    "regime": _regime,
    "parameter": _parameter,
}
"""How a number with this name is read, if it is neither an instant nor a sum."""

"""
Rules of one field of a document: small ones that name what is wrong, and functions that put them together.

A rule takes a value and its path and yields faults; a fault is an `InvalidInput` that nobody raises, so that all of a
document's faults come at once.  Each rule also has what JSON Schema 2020-12 can say of it, so that what is published
and what is checked have one source.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from ledger.domain.certificates import Right
from ledger.domain.numbers import PERIOD_MIN, USCC_ALPHABET, USCC_LENGTH, CertificateNumber, check_uscc
from ledger.domain.rules import REGIMES, TRANSLATION_FACTOR
from ledger.domain.vocabulary import GRADES, REGIME_NAMES, RIGHTS, Words
from ledger.errors import InvalidInput as Fault

Faults = Iterator[Fault]
Check = Callable[[Any, str], Faults]
Schema = Mapping[str, Any]

DAYS_MAX = 4_096
"""Days by their text that are remembered: a document's days are read many times, and a file's are few."""

OBJECT = (dict, Mapping)
"""An object; a dictionary is known at once, any other mapping only after asking around."""

RIGHT_NAMES = {"hold": Right.HOLD, "use": Right.USE, "operate": Right.OPERATE}


@dataclass(frozen=True, slots=True)
class Rule:
    """How a value is checked, and the same in JSON Schema as far as that goes; called, it yields what is wrong."""

    check: Check
    schema: Schema

    def __call__(self, value: Any, path: str) -> Faults:
        return self.check(value, path)


# PUTTING TOGETHER


def shape(fields: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    """An object with exactly these fields; the optional ones may be absent, but never null for that."""
    known = {**fields, **(optional or {})}

    def check(value: Any, path: str) -> Faults:
        if not isinstance(value, OBJECT):
            yield Fault("FieldType", path or "document", expected="object")
            return
        prefix = f"{path}." if path else ""
        for name, rule in known.items():
            if name in value:
                yield from rule.check(value[name], prefix + name)
            elif name in fields:
                yield Fault("FieldMissing", prefix + name)
        for name in value:
            if name not in known:
                yield Fault("FieldUnknown", prefix + str(name))

    return Rule(
        check,
        {
            "type": "object",
            "properties": {name: rule.schema for name, rule in known.items()},
            "required": list(fields),
            "additionalProperties": False,
        },
    )


def each(rule: Rule, most: int, least: int = 1) -> Rule:
    """A list of `least` to `most` values, each by the rule."""

    def check(value: Any, path: str) -> Faults:
        if not isinstance(value, list):
            yield Fault("FieldType", path, expected="array")
        elif not least <= len(value) <= most:
            yield Fault("FieldCount", path, given=len(value), minimum=least, maximum=most)
        else:
            for place, part in enumerate(value):
                yield from rule.check(part, f"{path}[{place}]")

    return Rule(check, {"type": "array", "items": rule.schema, "minItems": least, "maxItems": most})


def or_null(rule: Rule) -> Rule:
    """Null, or by the rule."""

    def check(value: Any, path: str) -> Faults:
        if value is not None:
            yield from rule.check(value, path)

    return Rule(check, {"anyOf": [rule.schema, {"type": "null"}]})


# ONE VALUE


def text(most: int) -> Rule:
    """A text with at most so many characters, not blank."""

    def check(value: Any, path: str) -> Faults:
        if not isinstance(value, str):
            yield Fault("FieldType", path, expected="text")
        elif not value.strip():
            yield Fault("FieldEmpty", path)
        elif len(value) > most:
            yield Fault("TextTooLong", path, given=len(value), maximum=most)

    return Rule(check, {"type": "string", "maxLength": most, "pattern": r"\S"})


def both(most: int) -> Rule:
    """The same in Chinese and in English; the limit counts Chinese characters."""
    return shape({"zh": text(most), "en": text(most * TRANSLATION_FACTOR)})


def one_of(*known: str) -> Rule:
    """One of the known words."""

    def check(value: Any, path: str) -> Faults:
        if value not in known:
            yield Fault("ValueUnknown", path, given=value, expected=", ".join(known))

    return Rule(check, {"enum": list(known)})


def word_of(words: Words) -> Rule:
    """One of the codes of a closed list."""
    return Rule(one_of(*words).check, _words_schema(words))


def some_of(words: Words) -> Rule:
    """One or more codes of a closed list, each once."""
    known = tuple(words)

    def check(value: Any, path: str) -> Faults:
        if not isinstance(value, list) or not value:
            yield Fault("FieldCount", path, given=0, minimum=1, maximum=len(known))
        elif any(name not in known for name in value) or len(set(value)) != len(value):
            yield Fault("ValueUnknown", path, given=value, expected=", ".join(known))

    return Rule(check, _list_schema(words))


def pattern(pattern: str, example: str) -> Rule:
    """A text of this form; `example`, which is of it, says it to a person."""
    compiled = re.compile(pattern, re.ASCII)

    def check(value: Any, path: str) -> Faults:
        if not isinstance(value, str) or compiled.fullmatch(value) is None:
            yield Fault("FieldPattern", path, given=value, expected=example)

    return Rule(check, {"type": "string", "pattern": f"^(?:{pattern})$", "examples": [example]})


def integer(least: int, most: int) -> Rule:
    """An integer in these bounds."""

    def check(value: Any, path: str) -> Faults:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Fault("FieldType", path, expected="integer")
        elif not least <= value <= most:
            yield Fault("IntegerRange", path, given=value, minimum=least, maximum=most)

    return Rule(check, {"type": "integer", "minimum": least, "maximum": most})


def _words_schema(words: Words) -> Schema:
    return {"oneOf": [{"const": code, "title": f"{zh} · {en}"} for code, (zh, en) in words.items()]}


def _list_schema(words: Words) -> Schema:
    items = _words_schema(words)
    return {"type": "array", "items": items, "minItems": 1, "maxItems": len(words), "uniqueItems": True}


# THE LEDGER'S OWN


def _regime(value: Any, path: str) -> Faults:
    if not isinstance(value, str) or value not in REGIME_NAMES:
        yield Fault("RegimeUnknown", path, regime=value)


def _grade(value: Any, path: str) -> Faults:
    if value == "core":
        yield Fault("GradeCore", path)  # 国家核心数据 is not registered
    else:
        yield from one_of(*GRADES)(value, path)


def _uscc(value: Any, path: str) -> Faults:
    if not isinstance(value, str):
        yield Fault("FieldType", path, expected="text")
        return
    try:
        if check_uscc(value, path) != value:
            yield Fault("UsccNotCanonical", path, given=value, expected=check_uscc(value))
    except Fault as fault:
        yield fault


def _number(value: Any, path: str) -> Faults:
    if not isinstance(value, str):
        yield Fault("FieldType", path, expected="text")
        return
    try:
        if CertificateNumber.parse(value, path).text != value:
            yield Fault("NumberMalformed", path, given=value)
    except Fault as fault:
        yield fault


def _day(value: Any, path: str) -> Faults:
    if read_day(value) is None:
        yield Fault("DateInvalid", path, given=value)


def _rights(value: Any, path: str) -> Faults:
    if not isinstance(value, list) or not value:
        yield Fault("RightsMissing", path)
    elif any(name not in tuple(RIGHT_NAMES) for name in value) or len(set(value)) != len(value):
        yield Fault("ValueUnknown", path, given=value, expected=", ".join(RIGHT_NAMES))


def read_day(value: Any) -> date | None:
    """Return the day that a value names, if it names one."""
    return _day_named(value) if isinstance(value, str) else None


@lru_cache(DAYS_MAX)
def _day_named(text: str) -> date | None:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


_PREFIXES = "|".join(rule.prefix for rule in REGIMES.values())
_MONTH = "(?:0[1-9]|1[0-2])"
assert PERIOD_MIN == 2000_01, "the pattern of a number's year begins with 2000"

regime = Rule(_regime, _words_schema(REGIME_NAMES))
"""One of the regimes by its name."""

grade = Rule(_grade, _words_schema(GRADES))
"""A grade of data; core data is not registered at all."""

uscc = Rule(
    _uscc,
    {"type": "string", "pattern": f"^[{USCC_ALPHABET}]{{{USCC_LENGTH}}}$", "examples": ["91110112MA0000015K"]},
)
"""A unified social credit code in canonical form; its check character is beyond JSON Schema."""

number = Rule(
    _number,
    {
        "type": "string",
        "pattern": rf"^(?:{_PREFIXES})[0-9]{{3}}[2-9][0-9]{{3}}{_MONTH}(?!0000)[0-9]{{4}}$",
        "examples": ["SJ1112026110001"],
    },
)
"""A printed certificate number in canonical form."""

day = Rule(
    _day,
    {"type": "string", "format": "date", "pattern": rf"^(?!0000)[0-9]{{4}}-{_MONTH}-(?:0[1-9]|[12][0-9]|3[01])$"},
)
"""A day as YYYY-MM-DD that is in the calendar."""

rights = Rule(_rights, _list_schema(RIGHTS))
"""One to three of the rights by name, each once."""

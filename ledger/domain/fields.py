"""
Rules of one field of a document: small functions that name what is wrong, and small functions that put them together.

A rule takes a value and its path and yields faults; a fault is an `InvalidInput` that nobody raises, so that all of a
document's faults come at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from ledger.domain.certificates import Regime, Right
from ledger.domain.numbers import CertificateNumber, check_uscc
from ledger.domain.rules import TRANSLATION_FACTOR
from ledger.errors import InvalidInput as Fault

Faults = Iterator[Fault]
Rule = Callable[[Any, str], Faults]

RIGHT_NAMES = {"hold": Right.HOLD, "use": Right.USE, "operate": Right.OPERATE}
GRADES = ("general", "important")

# RULES


def shape(fields: Mapping[str, Rule]) -> Rule:
    """An object with exactly these fields."""

    def check(value: Any, path: str) -> Faults:
        if not isinstance(value, Mapping):
            yield Fault("FieldType", path or "document", expected="object")
            return
        prefix = f"{path}." if path else ""
        for name, rule in fields.items():
            if name in value:
                yield from rule(value[name], prefix + name)
            else:
                yield Fault("FieldMissing", prefix + name)
        for name in value:
            if name not in fields:
                yield Fault("FieldUnknown", prefix + str(name))

    return check


def each(rule: Rule, most: int, least: int = 1) -> Rule:
    """A list of `least` to `most` values, each by the rule."""

    def check(value: Any, path: str) -> Faults:
        if not isinstance(value, list):
            yield Fault("FieldType", path, expected="array")
        elif not least <= len(value) <= most:
            yield Fault("FieldCount", path, given=len(value), minimum=least, maximum=most)
        else:
            for place, part in enumerate(value):
                yield from rule(part, f"{path}[{place}]")

    return check


def text(most: int) -> Rule:
    """A text with at most so many characters, not blank."""

    def check(value: Any, path: str) -> Faults:
        if not isinstance(value, str):
            yield Fault("FieldType", path, expected="text")
        elif not value.strip():
            yield Fault("FieldEmpty", path)
        elif len(value) > most:
            yield Fault("TextTooLong", path, given=len(value), maximum=most)

    return check


def both(most: int) -> Rule:
    """The same in Chinese and in English; the limit counts Chinese characters."""
    return shape({"zh": text(most), "en": text(most * TRANSLATION_FACTOR)})


def one_of(*known: str) -> Rule:
    """One of the known words."""

    def check(value: Any, path: str) -> Faults:
        if value not in known:
            yield Fault("ValueUnknown", path, given=value, expected=", ".join(known))

    return check


def pattern(pattern: str, example: str) -> Rule:
    """A text of this form; `example` says it to a person."""
    compiled = re.compile(pattern, re.ASCII)

    def check(value: Any, path: str) -> Faults:
        if not isinstance(value, str) or compiled.fullmatch(value) is None:
            yield Fault("FieldPattern", path, given=value, expected=example)

    return check


def regime(value: Any, path: str) -> Faults:
    """One of the regimes by its name."""
    if not isinstance(value, str) or value not in Regime.__members__:
        yield Fault("RegimeUnknown", path, regime=value)


def grade(value: Any, path: str) -> Faults:
    """A grade of data; core data is not registered at all."""
    if value == "core":
        yield Fault("GradeCore", path)  # 国家核心数据 is not registered
    else:
        yield from one_of(*GRADES)(value, path)


def uscc(value: Any, path: str) -> Faults:
    """A unified social credit code in canonical form."""
    if not isinstance(value, str):
        yield Fault("FieldType", path, expected="text")
        return
    try:
        if check_uscc(value, path) != value:
            yield Fault("UsccNotCanonical", path, given=value, expected=check_uscc(value))
    except Fault as fault:
        yield fault


def number(value: Any, path: str) -> Faults:
    """A printed certificate number in canonical form."""
    if not isinstance(value, str):
        yield Fault("FieldType", path, expected="text")
        return
    try:
        if CertificateNumber.parse(value, path).text != value:
            yield Fault("NumberMalformed", path, given=value)
    except Fault as fault:
        yield fault


def day(value: Any, path: str) -> Faults:
    """A day as YYYY-MM-DD that is in the calendar."""
    if read_day(value) is None:
        yield Fault("DateInvalid", path, given=value)


def integer(least: int, most: int) -> Rule:
    """An integer in these bounds."""

    def check(value: Any, path: str) -> Faults:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Fault("FieldType", path, expected="integer")
        elif not least <= value <= most:
            yield Fault("IntegerRange", path, given=value, minimum=least, maximum=most)

    return check


def or_null(rule: Rule) -> Rule:
    """Null, or by the rule."""

    def check(value: Any, path: str) -> Faults:
        if value is not None:
            yield from rule(value, path)

    return check


def rights(value: Any, path: str) -> Faults:
    """One to three of the rights by name, each once."""
    if not isinstance(value, list) or not value:
        yield Fault("RightsMissing", path)
    elif any(name not in tuple(RIGHT_NAMES) for name in value) or len(set(value)) != len(value):
        yield Fault("ValueUnknown", path, given=value, expected=", ".join(RIGHT_NAMES))


def read_day(value: Any) -> date | None:
    """Return the day that a value names, if it names one."""
    if not isinstance(value, str) or re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII) is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None

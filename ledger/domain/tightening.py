"""
A bank's own verification policy: the ledger's, tightened by a file, never loosened.

A file may make the outcome of a finding worse (PASS < WARN < UNDETERMINED < FAIL), the margin beyond a loan's end
longer, and the part of the value that may be lent against smaller.  Anything else is refused with the row's name.  What
the evidence is worth is no bank's to say: those rows are fixed, because bad evidence outranks a certain FAIL.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ledger.domain import document
from ledger.domain.policy import PURPOSES, Outcome, Own, Policy, Purpose, Row
from ledger.errors import InvalidInput

SCHEMA = "datadeed/policy/1"

FILE_BYTES_MAX = 256 * 1024
"""Largest policy file, in bytes: a file that names every row for every purpose has a tenth of that."""

MARGIN_DAYS_MAX = 3_650
"""Longest margin, in days: no certificate's term reaches ten years beyond a loan."""

NAME_CHARACTERS_MAX = 120
"""Longest name or version of a file."""

FIXED_CHECK = "EVIDENCE_FRESH"

_FIELDS = ("schema", "name", "version", "base", "marginDays", "valuePercent", "outcomes")
_NEEDED = ("schema", "name", "version", "base")
_RANK = {"N": 0, "P": 0, "W": 1, "U": 2, "F": 3}


def is_worse(letter: str, than: str) -> bool:
    """Whether an outcome's first letter is worse for the verdict than another."""
    return _RANK[letter] > _RANK[than]


def tightened(content: bytes, base: Policy) -> Policy:
    """
    Return the policy that a file, TOML or JSON, makes of `base`.

    Raises `InvalidInput` with the name of what is wrong: PolicyMalformed, PolicyFieldUnknown, PolicyFieldInvalid,
    PolicyBaseOther, PolicyRowUnknown, PolicyPurposeUnknown, PolicyOutcomeUnknown, PolicyEvidenceFixed, PolicyLooser or
    PolicyFigureLooser.
    """
    said = _parsed(content)
    for name in said:
        if name not in _FIELDS:
            raise InvalidInput("PolicyFieldUnknown", name)
    for name in _NEEDED:
        if not _is_name(said.get(name)):
            raise InvalidInput("PolicyFieldInvalid", name, given=str(said.get(name)), expected="text")
    if said["schema"] != SCHEMA:
        raise InvalidInput("PolicyFieldInvalid", "schema", given=said["schema"], expected=SCHEMA)
    if said["base"] != base.version:
        raise InvalidInput("PolicyBaseOther", "base", given=said["base"], expected=base.version)
    return replace(
        base,
        margin_days=_margin(said.get("marginDays", base.margin_days), base),
        value_percent=_percent(said.get("valuePercent", base.value_percent), base),
        rows={**base.rows, **{(row.check, row.reason): row for row in _rows(said.get("outcomes", {}), base)}},
        own=Own(said["name"], said["version"], hashlib.sha256(content).digest()),
    )


# READING


def _parsed(content: bytes) -> Mapping[str, Any]:
    if len(content) > FILE_BYTES_MAX:
        raise InvalidInput("PolicyMalformed", "file", reason=f"more than {FILE_BYTES_MAX} bytes")
    try:
        said = document.parse(content) if content.lstrip()[:1] == b"{" else tomllib.loads(content.decode("utf-8"))
    except InvalidInput as error:
        raise InvalidInput("PolicyMalformed", "file", reason=str(error.facts.get("reason"))) from None
    except (ValueError, RecursionError) as error:  # of which TOMLDecodeError and UnicodeDecodeError are
        raise InvalidInput("PolicyMalformed", "file", reason=str(error)) from None
    assert isinstance(said, Mapping), "a document that begins with a brace is an object"
    return said


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and value.isprintable() and 0 < len(value.strip()) <= NAME_CHARACTERS_MAX


def _margin(given: Any, base: Policy) -> int:
    if not _is_integer(given) or given > MARGIN_DAYS_MAX:
        raise InvalidInput("PolicyFieldInvalid", "marginDays", given=str(given), expected=f"0 … {MARGIN_DAYS_MAX}")
    if given < base.margin_days:
        raise InvalidInput("PolicyFigureLooser", "marginDays", given=given, base=base.margin_days)
    return int(given)


def _percent(given: Any, base: Policy) -> int:
    if not _is_integer(given) or given < 1:
        raise InvalidInput("PolicyFieldInvalid", "valuePercent", given=str(given), expected=f"1 … {base.value_percent}")
    if given > base.value_percent:
        raise InvalidInput("PolicyFigureLooser", "valuePercent", given=given, base=base.value_percent)
    return int(given)


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


# THE ROWS


def _rows(said: Any, base: Policy) -> Iterator[Row]:
    for check, reasons in _members(said, "outcomes"):
        for reason, outcomes in _members(reasons, f"outcomes.{check}"):
            place = f"outcomes.{check}.{reason}"
            row = base.rows.get((check, reason))
            if row is None:
                raise InvalidInput("PolicyRowUnknown", place)
            yield _tightened_row(row, dict(_members(outcomes, place)), place)


def _members(value: Any, place: str) -> Iterator[tuple[str, Any]]:
    if not isinstance(value, Mapping):
        raise InvalidInput("PolicyFieldInvalid", place, given=str(value)[:NAME_CHARACTERS_MAX], expected="table")
    yield from value.items()


def _tightened_row(row: Row, outcomes: Mapping[str, Any], place: str) -> Row:
    letters = dict(zip(PURPOSES, row.letters, strict=True))
    for name, given in outcomes.items():
        if name not in set(Purpose):
            raise InvalidInput("PolicyPurposeUnknown", f"{place}.{name}", expected=", ".join(PURPOSES))
        if given not in set(Outcome):
            expected = ", ".join(Outcome)
            raise InvalidInput("PolicyOutcomeUnknown", f"{place}.{name}", given=str(given), expected=expected)
        purpose, letter = Purpose(name), Outcome(given).value[0]
        if letter == letters[purpose]:
            continue
        if row.check == FIXED_CHECK:
            raise InvalidInput("PolicyEvidenceFixed", f"{place}.{name}")
        if not is_worse(letter, letters[purpose]):
            base = row.outcome(purpose).value
            raise InvalidInput("PolicyLooser", f"{place}.{name}", given=given, base=base, rule=row.rule)
        letters[purpose] = letter
    return replace(row, letters="".join(letters.values()))

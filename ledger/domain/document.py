"""
The certificate document: its canonical bytes, its digest, and what is wrong with it.

The document lives off chain and only its digest is on it (P9).  Canonical means RFC 8785, so that every language
computes the same SHA-256.  `check_document` names all faults at once, each with the field as the caller knows it; a
document without a fault may be registered.  No personal data has a place in it: unknown fields are refused.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
import rfc8785

from ledger.domain import fields, shapes
from ledger.domain.calendar import add_years
from ledger.domain.certificates import WHOLE, Regime, Right
from ledger.domain.events import Digest
from ledger.domain.rules import ALL_RIGHTS, REGIMES, RIGHTS_BY_SOURCE
from ledger.errors import InvalidInput

SCHEMA = shapes.CERTIFICATE_1
PROFILE_SCHEMA = shapes.PROFILE
INTEGER_MAX = shapes.INTEGER_MAX

DEPTH_MAX = 32
"""Deepest nesting that is read; a certificate document has four levels."""

_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_BRACKETS = re.compile(rb"[\[\]{}]")

# CANONICAL BYTES


def canonical(document: Any) -> bytes:
    """
    Return the canonical bytes (RFC 8785).

    Raises `InvalidInput` DocumentNotCanonical for what has no canonical form here: fractions, for which the rules
    have integers and text, integers beyond 53 bits, lone surrogates, keys that are no text.
    """
    if _is_plain(document):
        try:
            return orjson.dumps(document, option=_IN_ORDER)
        except TypeError:
            pass  # an integer too large, a lone surrogate: the library of the standard says which
    _refuse_fractions(document)
    try:
        return rfc8785.dumps(document)
    except rfc8785.CanonicalizationError as error:
        raise InvalidInput("DocumentNotCanonical", "document", reason=str(error)) from error


_IN_ORDER = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER


def _is_plain(value: Any) -> bool:
    """
    Whether orjson writes a value as RFC 8785 has it, twenty times faster than its library does.

    Text and integers are written alike; keys are in one order if they are ASCII.
    """
    kind = type(value)
    if kind is dict:
        if not all(map(_is_ascii_text, value)):
            return False
        value = value.values()
    elif kind is not list:
        return kind in _PLAIN
    return all(_is_plain(part) for part in value if type(part) not in _PLAIN)


def _is_ascii_text(key: Any) -> bool:
    return type(key) is str and key.isascii()


_PLAIN = frozenset({str, int, bool, type(None)})


def digest(document: Any) -> Digest:
    """Return the SHA-256 of a document's canonical bytes, or of the bytes themselves."""
    return Digest(hashlib.sha256(document if isinstance(document, bytes) else canonical(document)).digest())


def parse(text: bytes) -> Any:
    """
    Read JSON strictly.

    Raises `InvalidInput` DocumentMalformed for what is no JSON in UTF-8, for a key that stands twice, because two
    readers would read two documents, and for what is nested deeper than any document of ours.
    """
    try:
        _refuse_depth(text)
        return json.loads(text.decode("utf-8"), object_pairs_hook=_distinct, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise InvalidInput("DocumentMalformed", "document", reason=str(error)) from error


def _refuse_depth(text: bytes) -> None:
    """Count brackets outside strings, before a parser recurses into them."""
    if text.count(b"[") + text.count(b"{") <= DEPTH_MAX:
        return
    depth = 0
    for bracket in _BRACKETS.findall(_STRINGS.sub(b"", text)):
        depth += 1 if bracket in b"[{" else -1
        if depth > DEPTH_MAX:
            raise ValueError(f"nested deeper than {DEPTH_MAX}")


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _refuse_fractions(value: Any) -> None:
    if isinstance(value, float):
        raise InvalidInput("DocumentNotCanonical", "document", reason=f"{value!r} is a fraction")
    if isinstance(value, Mapping):
        for part in value.values():
            _refuse_fractions(part)
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        for part in value:
            _refuse_fractions(part)


# RIGHTS


def rights_allowed(sources: Sequence[str]) -> Right:
    """
    Return the rights that data from these kinds of source admits (guideline 〔2026〕35, art. 21).

    An entrusted processor has none in whatever comes of it.  Derived data admits all three whatever it was made of;
    otherwise fused data admits what every one of its sources does.  An unknown kind admits nothing.
    """
    kinds = set(sources)
    if not kinds or "entrusted" in kinds or not kinds <= set(RIGHTS_BY_SOURCE):
        return Right(0)
    if "derived" in kinds:
        return RIGHTS_BY_SOURCE["derived"]
    allowed = ALL_RIGHTS
    for kind in kinds:
        allowed &= RIGHTS_BY_SOURCE[kind]
    return allowed


def rights_of(names: Sequence[str]) -> Right:
    """Return the rights so named; raises `KeyError` for an unknown name."""
    rights = Right(0)
    for name in names:
        rights |= fields.RIGHT_NAMES[name]
    return rights


# CHECKING


def check_document(document: Any) -> list[InvalidInput]:
    """Return all that is wrong with a certificate document, in the order of its fields; nothing if it may stand."""
    if not isinstance(document, Mapping):
        return list(shapes.SHAPES[SCHEMA](document, ""))
    faults = list(_shape_of(document)(document, ""))
    faults += _rights_fit_sources(document)
    faults += _shares_are_whole(document)
    faults += _dates_fit(document)
    faults += _level_fits_grade(document)
    faults += _number_fits_regime(document)
    faults += _registry_is_no_holder(document)
    return faults


def check_profile(profile: Any) -> list[InvalidInput]:
    """Return all that is wrong with a participant's profile document; nothing if it may stand."""
    return list(shapes.SHAPES[PROFILE_SCHEMA](profile, ""))


def _shape_of(document: Mapping[str, Any]) -> fields.Rule:
    """Return the shape of the schema that a document names; of the one that it should name, if that is none of ours."""
    named = document.get("schema")
    if isinstance(named, str) and named in shapes.CERTIFICATES:
        return shapes.SHAPES[named]
    return shapes.SHAPES[shapes.certificate_schema(document)]


# RULES BETWEEN FIELDS


def _rights_fit_sources(document: Mapping[str, Any]) -> Iterator[InvalidInput]:
    kinds = [source.get("kind") for source in _objects(document.get("sources"))]
    allowed = rights_allowed([kind for kind in kinds if isinstance(kind, str)])
    for place, holder in enumerate(_objects(document.get("holders"))):
        names = holder.get("rights")
        if not isinstance(names, list):
            continue
        excess = [name for name, right in fields.RIGHT_NAMES.items() if name in names and not right & allowed]
        if excess and kinds:
            sources = ", ".join(str(kind) for kind in kinds)
            yield InvalidInput("RightsNotAllowed", f"holders[{place}].rights", given=", ".join(excess), sources=sources)


def _shares_are_whole(document: Mapping[str, Any]) -> Iterator[InvalidInput]:
    holders = _objects(document.get("holders"))
    shares = [holder.get("share") for holder in holders]
    whole = sum(share for share in shares if isinstance(share, int))
    if holders and whole != WHOLE:
        yield InvalidInput("SharesNotWhole", "holders", given=whole, expected=WHOLE)
    usccs = [holder.get("uscc") for holder in holders]
    if len(set(map(str, usccs))) != len(usccs):
        yield InvalidInput("HolderTwice", "holders")


def _dates_fit(document: Mapping[str, Any]) -> Iterator[InvalidInput]:
    yield from _in_order(document, "temporalFrom", "temporalTo")
    yield from _in_order(document, "validFrom", "lastValidDay")
    for place, holder in enumerate(_objects(document.get("holders"))):
        yield from _in_order(holder, "termFrom", "termTo", f"holders[{place}].")
    first, last = fields.read_day(document.get("validFrom")), fields.read_day(document.get("lastValidDay"))
    regime = document.get("regime")
    if first and last and isinstance(regime, str) and regime in Regime.__members__:
        rule = REGIMES[Regime[regime]]
        limit = add_years(first, rule.years_max)
        if last > limit:
            yield InvalidInput("TermTooLong", "lastValidDay", given=last.isoformat(), expected=limit.isoformat())
    for place, source in enumerate(_objects(document.get("sources"))):
        ends = fields.read_day(source.get("authorisationEnds"))
        if last and ends and last > ends:
            path = f"sources[{place}].authorisationEnds"
            yield InvalidInput(
                "TermBeyondAuthorisation", "lastValidDay", given=last.isoformat(), expected=str(ends), path=path
            )


def _in_order(part: Mapping[str, Any], earlier: str, later: str, path: str = "") -> Iterator[InvalidInput]:
    first, last = fields.read_day(part.get(earlier)), fields.read_day(part.get(later))
    if first and last and first > last:
        facts = {"first": first.isoformat(), "last": last.isoformat(), "other": path + earlier}
        yield InvalidInput("DatesReversed", path + later, **facts)


def _level_fits_grade(document: Mapping[str, Any]) -> Iterator[InvalidInput]:
    classification = document.get("classification")
    level = classification.get("level") if isinstance(classification, Mapping) else None
    if level is not None and document.get("grade") == "important":
        yield InvalidInput("LevelOfOtherGrade", "classification.level", given=level)


def _number_fits_regime(document: Mapping[str, Any]) -> Iterator[InvalidInput]:
    number, regime = document.get("number"), document.get("regime")
    if not isinstance(number, str) or not isinstance(regime, str) or regime not in Regime.__members__:
        return
    expected = REGIMES[Regime[regime]].prefix
    if not number.startswith(expected):
        yield InvalidInput("NumberPrefix", "number", given=number[:2], expected=expected)


def _registry_is_no_holder(document: Mapping[str, Any]) -> Iterator[InvalidInput]:
    registry = document.get("registry")
    uscc = registry.get("uscc") if isinstance(registry, Mapping) else None
    for place, holder in enumerate(_objects(document.get("holders"))):
        if uscc is not None and holder.get("uscc") == uscc:  # guideline 〔2026〕35, art. 10(7)
            yield InvalidInput("RegistryIsHolder", f"holders[{place}].uscc", given=uscc)


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [part for part in value if isinstance(part, fields.OBJECT)] if isinstance(value, list) else []

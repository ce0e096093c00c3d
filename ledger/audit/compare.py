"""
Replay × what the service published: the snapshot, fact by fact.

A certificate whose published head differs and whose sequence lags has missed an event, and what its passing would have
changed of its holders' rows is part of that; any other difference is a row that was altered, or a projector that is
wrong.  A snapshot that is incomplete by its own last line is one finding: nothing is concluded from rows that may only
have been cut off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from ledger.audit.book import Book
from ledger.audit.report import Finding, Layer, Notes
from ledger.audit.snapshot import Row, Snapshot, SnapshotBroken
from ledger.domain.certificates import Certificate
from ledger.domain.events import Position
from ledger.domain.holdings import Holding, Passing
from ledger.domain.state import Fact, FactKey

MISSED = "MirrorEventMissing"

DERIVED = ("identity", "number")
"""Kinds of fact that only repeat, for look-up, what a participant or a certificate says."""


def compare_mirror(snapshot: Snapshot, book: Book, notes: Notes, progress: Callable[[int], None]) -> None:
    """Hold every row of `snapshot` against `book`, which must be as at the snapshot's block."""
    inner = Notes()
    seen = _Seen(book)
    try:
        for done, row in enumerate(snapshot.rows(), start=1):
            _compare_row(row, seen, inner)
            inner.count(Layer.MIRROR, f"{row.kind} rows")
            progress(done)
    except SnapshotBroken as broken:
        notes.find("SnapshotBroken", snapshot.header.block, snapshot.name, broken.expected, broken.found)
        return
    follow = _followed(inner, seen)
    for key, fact in seen.missing():
        if _subject(key) not in follow:
            inner.find("MirrorRowMissing", _position(fact), _subject(key), plain(fact), None)
    notes.findings.extend(each for each in inner.findings if each.subject not in follow or not _has_fewer_moves(each))
    notes.dropped += inner.dropped
    for what, number in inner.counts.get(Layer.MIRROR, {}).items():
        notes.count(Layer.MIRROR, what, number)


class _Seen:
    """Which facts of a book a snapshot told: a bit for each, so that memory stays flat."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._bits = bytearray(len(book) // 8 + 1)

    def take(self, key: FactKey) -> Fact | None:
        """The fact under a key, the first time that it is asked for."""
        found = None if key[0] in DERIVED else self._book.at(key)
        if found is None or self._has(found[0]):
            return None
        self._bits[found[0] >> 3] |= 1 << (found[0] & 7)
        return found[1]

    def missing(self) -> Iterator[tuple[FactKey, Fact]]:
        """Every fact that was not asked for and should have been."""
        for key, fact in self._book.items(self._has):
            if key[0] not in DERIVED:
                yield key, fact

    def _has(self, place: int) -> bool:
        return bool(self._bits[place >> 3] >> (place & 7) & 1)


def _followed(notes: Notes, seen: _Seen) -> set[str]:
    """Return what follows from missed events alone: certificates' passings, and that their holders' holdings lag."""
    missed = {each.subject for each in notes.findings if each.code == MISSED}
    if not missed:
        return set()
    passings = [
        (key, fact)
        for key, fact in seen.missing()
        if isinstance(fact, Passing) and f"{Certificate.KIND} 0x{fact.certificate_id.hex()}" in missed
    ]
    parties = {number for _, fact in passings for number in (fact.from_, fact.to)}
    return {_subject(key) for key, _ in passings} | {_subject((Holding.KIND, number)) for number in parties}


def _has_fewer_moves(found: Finding) -> bool:
    """Whether a holding is told with fewer moves than there were, as one is that missed some."""
    expected, told = (side.get("moves") if isinstance(side, dict) else None for side in (found.expected, found.found))
    return isinstance(expected, int) and isinstance(told, int) and told < expected


def _compare_row(row: Row, seen: _Seen, notes: Notes) -> None:
    key = row.key
    fact = seen.take(key)
    if fact is None:
        notes.find("MirrorRowAdded", None, _subject(key), None, dict(row.fields))
        return
    expected, found = differences(plain(fact), row.fields)
    if not expected:
        return
    behind = isinstance(fact, Certificate) and "head" in expected and _lags(row.fields, fact.sequence)
    code = MISSED if behind else "MirrorRowAltered"
    notes.find(code, _position(fact), _subject(key), expected, found)


def differences(expected: Mapping[str, Any], found: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields of `expected` that `found` has otherwise or not at all, with both values."""
    differing = [name for name, value in expected.items() if name not in found or not _same(value, found[name])]
    return {name: expected[name] for name in differing}, {name: found.get(name) for name in differing}


def plain(value: Any) -> Any:
    """A fact as a snapshot has it: bytes in hex, parts as lists and objects, Python's spare low lines gone."""
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, int | str):
        return value if isinstance(value, bool | str) else int(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {public: plain(getattr(value, name)) for name, public in _names(type(value))}
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    raise AssertionError(f"a fact has no field of type {type(value)}")


@cache
def _names(kind: type[Any]) -> tuple[tuple[str, str], ...]:
    return tuple((field.name, field.name.rstrip("_")) for field in fields(kind))


def _same(expected: Any, found: Any) -> bool:
    """Equal in meaning: a number above 2^53 is a decimal string in JSON (RFC 8259 §6)."""
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    if isinstance(expected, int):
        return str(expected) == str(found)
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(_same(value, found.get(name)) for name, value in expected.items())
    if isinstance(expected, list):
        return (
            isinstance(found, list)
            and len(expected) == len(found)
            and all(_same(one, other) for one, other in zip(expected, found, strict=True))
        )
    return bool(expected == found)


def _lags(row: Mapping[str, Any], sequence: int) -> bool:
    found = row.get("sequence")
    return isinstance(found, int) and found < sequence


def _position(fact: Fact) -> Position | None:
    return fact.changed if isinstance(fact, Certificate) else None


def _subject(key: FactKey) -> str:
    kind, value = key
    return f"{kind} 0x{value.hex()}" if isinstance(value, bytes) else f"{kind} {value}"

"""
The audit's book: facts in a file behave as a dictionary does, whatever is done to them, and come back as they went in.

Every kind of fact is drawn by chance from its own fields' types; the book is held against a plain dictionary.
"""

from __future__ import annotations

import json
import sqlite3
import stat
from collections.abc import Iterator, Mapping
from dataclasses import fields
from enum import Enum, Flag
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.audit import book as book_module
from ledger.audit.book import BROKEN, Book, unusable
from ledger.audit.bookmark import copied, gained, notes_state, restore_notes
from ledger.audit.codec import CODECS, ContentBroken
from ledger.audit.report import Layer, Notes
from ledger.domain.events import Digest, Position
from ledger.domain.participants import EnrolledKey, Identity
from ledger.domain.rules import CalendarYear
from ledger.domain.state import FACTS, Fact, FactKey, key_of

WORD = 2**256 - 1


ABSENT: list[FactKey] = [
    ("certificate", b"\0" * 34),
    ("certificate", 1),
    ("number", b"1"),
    ("number", -1),
    ("what", b""),
]

PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    bytes: st.binary(max_size=33),
    int: st.integers(0, WORD),
}


def values_of(hint: Any) -> st.SearchStrategy[Any]:
    """Return any value of a field's type, numbers as wide as a word of the chain."""
    while hasattr(hint, "__supertype__"):
        hint = hint.__supertype__
    if hint in PLAIN:
        return PLAIN[hint]
    if isinstance(hint, type) and issubclass(hint, Flag):
        return st.integers(0, 2 * max(each.value for each in hint) - 1).map(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(list(hint))
    if get_args(hint):
        return st.lists(values_of(get_args(hint)[0]), max_size=3).map(tuple)
    return made_of(hint)


def made_of(kind: type[Any]) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    return st.builds(kind, **{each.name: values_of(hints[each.name]) for each in fields(kind)})


ANY_FACT = st.sampled_from(FACTS).flatmap(made_of)


@pytest.fixture
def book() -> Iterator[Book]:
    made = Book()
    yield made
    made.close()


@pytest.mark.parametrize("kind", FACTS, ids=lambda kind: kind.KIND)
def test_every_kind_of_fact_comes_back_as_it_went_in(kind: type[Fact]) -> None:
    codec = CODECS[kind.KIND]

    @given(made_of(kind))
    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    def comes_back(fact: Fact) -> None:
        again = codec.decode(codec.encode(fact))
        assert again == fact
        for each in fields(kind):  # type: ignore[arg-type]
            assert type(getattr(again, each.name)) is type(getattr(fact, each.name)), each.name
        assert codec.encode(again) == codec.encode(fact)

    comes_back()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"{}", b"7", b'["zz", 1, 2]', b'["00", "1", 2, false]', b'["00", 1, true, false]', b"[" * 9_000],
)
def test_what_is_no_fact_is_refused_and_never_read_as_one(content: bytes) -> None:
    with pytest.raises(ContentBroken):
        CODECS[EnrolledKey.KIND].decode(content)


@given(st.lists(st.one_of(ANY_FACT, st.just("commit"), st.just("flush")), max_size=40))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_book_is_a_dictionary(steps: list[Fact | str]) -> None:
    small = pytest.MonkeyPatch()
    small.setattr(book_module, "NEAR_MAX", 3)
    small.setattr(book_module, "CHANGED_MAX", 2)
    made, plain = Book(), dict[FactKey, Fact]()
    try:
        for step in steps:
            if isinstance(step, str):
                getattr(made, step)()
            else:
                made.update({key_of(step): step})
                plain[key_of(step)] = step
            assert len(made) == len(plain)
        same(made, plain)
    finally:
        made.close()
        small.undo()


def same(made: Book, plain: Mapping[FactKey, Fact]) -> None:
    assert list(made.items()) == list(plain.items())
    assert list(made) == list(plain)
    assert list(made.values()) == list(plain.values())
    assert made == plain
    for key, fact in plain.items():
        assert key in made
        assert made[key] == fact == made.get(key)
    for absent in ABSENT:
        assert absent not in made
        assert made.get(absent) is made.at(absent) is None
        with pytest.raises(KeyError):
            made[absent]
    kinds = {key[0] for key in plain}
    assert {pair for kind in kinds for pair in made.of_kinds([kind])} == set(plain.items())
    assert list(made.items(lambda place: place % 2 == 0)) == list(plain.items())[::2]
    assert [made.at(key) for key in plain] == list(enumerate(plain.values(), start=1))


def identity(number: int) -> Identity:
    return Identity(number.to_bytes(32, "big"), number)  # type: ignore[arg-type]


def test_a_document_stands_where_it_was_first_named(book: Book) -> None:
    first, second = Digest(b"\1" * 32), Digest(b"\0" * 32)
    book.name_document(first, Position(1, 0, 0))
    book.name_document(second, Position(2, 0, 0))
    book.flush()
    book.name_document(first, Position(3, 0, 0))
    assert dict(book.documents) == {first: Position(1, 0, 0), second: Position(2, 0, 0)}
    assert list(book.documents) == [first, second]
    assert Digest(b"\2" * 32) not in book.documents


def digests(book: Book) -> str:
    return json.dumps(book.digests())


def test_the_digests_tell_every_change_and_nothing_else(book: Book) -> None:
    seen = {digests(book)}
    facts = [identity(1), identity(2), CalendarYear(2027, WORD, 1, Digest(bytes(32)), 1)]
    for fact in facts:
        book.update({key_of(fact): fact})
        seen.add(digests(book))
    book.name_document(Digest(bytes(32)), Position(1, 2, 3))
    seen.add(digests(book))
    book.base.execute("INSERT INTO trail VALUES ('paper', x'01', x'02', x'03')")
    seen.add(digests(book))
    assert len(seen) == 6
    other = Book()
    other.base.execute("INSERT INTO trail VALUES ('paper', x'01', x'02', x'03')")
    other.name_document(Digest(bytes(32)), Position(1, 2, 3))
    for fact in reversed(facts):
        other.update({key_of(fact): fact})
    other.commit()
    assert digests(other) == digests(book), "the order in which facts came is no part of it"
    other.close()


def test_a_file_holds_the_last_commit_and_is_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "audit.book"
    book = Book(file)
    book.update({key_of(identity(1)): identity(1)})
    book.say("notes", "one")
    book.commit()
    book.update({key_of(identity(2)): identity(2)})
    book.say("notes", "two")
    book.flush()
    assert {stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()} == {0o600}
    with pytest.raises(BROKEN):
        Book(file)  # in use
    book.close()
    again = Book(file)
    assert dict(again) == {key_of(identity(1)): identity(1)}
    assert again.said("notes") == "one"
    assert again.is_of_this_form
    again.close()


@pytest.mark.parametrize("content", ["no book", "[]", '["00"]'])
def test_a_damaged_file_is_named_and_never_read(tmp_path: Path, content: str) -> None:
    file = tmp_path / "audit.book"
    if content == "no book":
        file.write_text(content * 200)
        with pytest.raises(BROKEN):
            Book(file)
        return
    book = Book(file)
    book.update({key_of(identity(1)): identity(1)})
    book.commit()
    book.close()
    with sqlite3.connect(file) as base:
        base.execute("UPDATE facts SET content = ?", (content,))
    base.close()
    again = Book(file)
    with pytest.raises(BROKEN) as broken:
        dict(again)
    assert unusable(file, broken.value).code == "AuditBookUnusable"
    again.close()


def test_what_was_noted_between_two_states_is_gained_and_nothing_else() -> None:
    kept, notes, both = Notes(), Notes(), Notes()
    for each in (kept, notes, both):
        each.find("GasWrong", 1, "read")
        each.count(Layer.BYTES, "headers", 3)
        each.enlist("roleChanges", "ListPowerByVote", 1, "read")
    notes.find("HeadDifferent", 1, "compared")
    notes.count(Layer.STORAGE, "slots", 9)
    notes.enlist("restricted", "ListRestricted", None, "compared")
    notes.skip("AuditNotAsked", layer="mirror")
    before = copied(notes_state(notes))
    for each in (notes, both):
        each.find("BloomWrong", Position(2, 0, 0), "read later")
        each.count(Layer.BYTES, "headers", 2)
        each.enlist("roleChanges", "ListPowerByVote", 2, "read later")
        each.skip("AuditStopped", block=2)
    assert told(gained(copied(notes_state(kept)), before, copied(notes_state(notes)))) == told(notes_state(both))


def told(state: dict[str, Any]) -> tuple[Any, ...]:
    """Return what notes of a state say, without counts of nothing."""
    notes = Notes()
    restore_notes(notes, copied(state))
    counts = {layer: found for layer, of in notes.counts.items() if (found := {what: n for what, n in of.items() if n})}
    lists = {name: listed.as_dict() for name, listed in notes.lists.items() if listed.count}
    return notes.findings, counts, lists, notes.unchecked, notes.undecided, notes.dropped

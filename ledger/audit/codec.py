"""
Facts and other frozen dataclasses as JSON arrays, and back: how the audit's own file keeps them.

Whatever was put into the file in place of a fact is either read as one of that kind or refused; nothing in it is run.
Which fields there are, and of which types, is read off the classes, once for each.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum, Flag
from functools import cache
from operator import attrgetter
from types import UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

from ledger.domain.state import FACTS, Fact

T = TypeVar("T")
Turn = Callable[[Any], Any]
"""From a value to what JSON has of it, or back; None where both are the same."""

Turns = tuple[Turn | None, Turn | None]

_dumped = json.JSONEncoder(separators=(",", ":")).encode


class ContentBroken(ValueError):
    """What is kept is not what a dataclass of that kind is kept as."""


class Codec(Generic[T]):
    """How one class is kept: a list of its fields' values in order, bytes in hex, parts as lists."""

    def __init__(self, kind: type[T]) -> None:
        hints = get_type_hints(kind)
        names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
        turns = [_turns(hints[name]) for name in names]
        self._kind = kind
        self._values = attrgetter(*names) if len(names) > 1 else lambda made: (getattr(made, names[0]),)
        self._writers = [writer for writer, _ in turns]
        self._readers = [reader for _, reader in turns]
        self.shape = f"{kind.__name__}({', '.join(f'{name}: {hints[name]}' for name in names)})"

    def row(self, made: T) -> list[Any]:
        """The values of a dataclass as JSON has them."""
        values = self._values(made)
        return [value if writer is None else writer(value) for writer, value in zip(self._writers, values, strict=True)]

    def made(self, row: Sequence[Any]) -> T:
        """The dataclass of such values.  Raises `ContentBroken`."""
        try:
            return self._kind(
                *[value if reader is None else reader(value) for reader, value in zip(self._readers, row, strict=True)]
            )
        except (ValueError, TypeError, KeyError) as broken:
            raise ContentBroken(f"{self._kind.__name__}: {broken!r:.100}") from broken

    def encode(self, made: T) -> bytes:
        """The values as bytes of JSON: the same for equal dataclasses, always."""
        return _dumped(self.row(made)).encode()

    def decode(self, content: bytes) -> T:
        """The dataclass of such bytes.  Raises `ContentBroken`."""
        try:
            row = json.loads(content)
        except (ValueError, RecursionError) as broken:
            raise ContentBroken(f"{self._kind.__name__}: {broken!r:.100}") from broken
        return self.made(row)


@cache
def codec_of(kind: type[T]) -> Codec[T]:
    """The codec of a class, made once."""
    return Codec(kind)


# TYPES


def _turns(hint: Any) -> Turns:
    """How values of a type are written and read."""
    hint = _bare(hint)
    if hint in _PLAIN:
        return _PLAIN[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return int, _members(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        codec = codec_of(hint)
        return codec.row, codec.made
    if get_origin(hint) in (Union, UnionType):
        return _maybe(hint)
    return _several(hint)


def _bare(hint: Any) -> Any:
    while hasattr(hint, "__supertype__"):  # a NewType
        hint = hint.__supertype__
    return hint


def _several(hint: Any) -> Turns:
    """A tuple of any number of one type, or of one type each."""
    parts = get_args(hint)
    assert get_origin(hint) is tuple, f"no value of type {hint} can be kept"
    if len(parts) == 2 and parts[1] is Ellipsis:
        write, read = (turn or _same for turn in _turns(parts[0]))
        return lambda values: [write(each) for each in values], lambda row: tuple([read(each) for each in row])
    writes, reads = zip(*[tuple(turn or _same for turn in _turns(part)) for part in parts], strict=True)
    return (
        lambda values: [turn(each) for turn, each in zip(writes, values, strict=True)],
        lambda row: tuple([turn(each) for turn, each in zip(reads, row, strict=True)]),
    )


def _maybe(hint: Any) -> Turns:
    """One type or None."""
    (part,) = (each for each in get_args(hint) if each is not type(None))
    write, read = (turn or _same for turn in _turns(part))
    return lambda value: None if value is None else write(value), lambda row: None if row is None else read(row)


def _members(kind: Any) -> Turn:
    """From a number to the member of an enumeration, or to the flags."""
    member = cache(kind) if issubclass(kind, Flag) else {int(each): each for each in kind}.__getitem__
    return lambda value: member(_int(value))


def _int(value: Any) -> Any:
    if type(value) is not int:
        raise ContentBroken(f"{value!r:.40} is no number")
    return value


def _bool(value: Any) -> Any:
    if type(value) is not bool:
        raise ContentBroken(f"{value!r:.40} is neither true nor false")
    return value


def _str(value: Any) -> Any:
    if type(value) is not str:
        raise ContentBroken(f"{value!r:.40} is no text")
    return value


def _same(value: Any) -> Any:
    return value


_PLAIN: Mapping[Any, Turns] = {
    bytes: (bytes.hex, bytes.fromhex),
    bool: (None, _bool),
    int: (None, _int),
    str: (None, _str),
}


# ALL FACTS

CODECS: Mapping[str, Codec[Fact]] = {fact.KIND: Codec(fact) for fact in FACTS}
"""By kind of fact."""

SHAPES = hashlib.sha256("\n".join(f"{kind} {CODECS[kind].shape}" for kind in sorted(CODECS)).encode()).hexdigest()
"""Tells whether another version of the program keeps facts as this one does."""

NUMBERED = frozenset(fact.KIND for fact in FACTS if not fact.KEY or _bare(get_type_hints(fact)[fact.KEY]) is int)
"""The kinds of fact whose keys are numbers; the others' are bytes."""

"""
Events and facts as JSON text, and back.

The fields keep their names and order; bytes are hexadecimal with 0x; an integer that a JavaScript number cannot hold
is a decimal string; a tuple is a list and a part an object.  The same value always gives the same text.  What the type
of a field is, its dataclass says: nothing here knows any event or fact by name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from operator import attrgetter
from types import UnionType
from typing import Any, NewType, TypeVar, cast, get_args, get_origin, get_type_hints

from ledger.domain.events import EVENTS, Event

T = TypeVar("T")

EXACT_MAX = 2**53 - 1
"""Largest integer that every JSON reader keeps exact (RFC 8259 §6)."""


def to_json(value: Any) -> str:
    """Return the JSON text of an event or a fact: of what `plain` makes of it, without spaces."""
    return _written(value)


def from_json(kind: type[T], text: str) -> T:
    """Return the `kind` that `to_json` wrote as `text`."""
    made: T = read(kind, json.loads(text))
    return made


def event_of(kind: str, text: str) -> Event:
    """Return the event of the class named `kind`."""
    event: Event = from_json(EVENTS[kind], text)
    return event


def plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return int(value) if -EXACT_MAX <= value <= EXACT_MAX else str(int(value))
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return {name.rstrip("_"): plain(getattr(value, name)) for name in _names(cast(Hashable, type(value)))}


def read(kind: Any, value: Any) -> Any:
    """Return the `kind` that `plain` made a JSON value of; a kind is a class, a NewType or a tuple of these."""
    return _reader(cast(Hashable, kind))(value)


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """Return the function that turns plain JSON into a `kind`."""
    while isinstance(kind, NewType):
        kind = kind.__supertype__
    assert not isinstance(kind, UnionType), "fields have one type"
    if get_origin(kind) is tuple:
        return _tuple_reader(get_args(kind))
    if is_dataclass(kind):
        return _parts_reader(kind)
    if kind is bytes:
        return lambda plain: bytes.fromhex(plain[2:])
    if issubclass(kind, Enum) and issubclass(kind, int):
        return lambda plain: kind(int(plain))
    assert kind in (int, bool, str), kind
    return cast(Callable[[Any], Any], kind)


def _tuple_reader(items: tuple[Any, ...]) -> Callable[[Any], Any]:
    """Return the reader of a list of one type, or of as many types as there are items."""
    if items[-1] is Ellipsis:
        item = _reader(items[0])
        return lambda plain: tuple(item(one) for one in plain)
    readers = tuple(_reader(item) for item in items)
    return lambda plain: tuple(reader(one) for reader, one in zip(readers, plain, strict=True))


def _parts_reader(kind: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    readers = [(name, name.rstrip("_"), _reader(hints[name])) for name in _names(kind)]
    return lambda plain: kind(**{name: reader(plain[key]) for name, key, reader in readers})


# WRITING


_WRITERS: dict[Any, Callable[[Any], str]] = {}


def _written(value: Any) -> str:
    kind = type(value)
    writer = _WRITERS.get(kind)
    if writer is None:
        writer = _WRITERS[kind] = _writer(kind)
    return writer(value)


def _writer(kind: Any) -> Callable[[Any], str]:
    """Return the function that writes values of a class."""
    if issubclass(kind, bytes):
        return lambda value: f'"0x{value.hex()}"'
    if kind is bool:
        return lambda value: "true" if value else "false"
    if issubclass(kind, int):
        return lambda value: f"{value:d}" if -EXACT_MAX <= value <= EXACT_MAX else f'"{value:d}"'
    if issubclass(kind, tuple):
        return lambda value: f"[{','.join([_written(item) for item in value])}]"
    if is_dataclass(kind):
        return _parts_writer(kind)
    return lambda value: json.dumps(value, ensure_ascii=False)


def _parts_writer(kind: Any) -> Callable[[Any], str]:
    hints = get_type_hints(kind)
    names = _names(kind)
    parts = [_part(name, hints[name]) for name in names]
    template = "{" + ",".join(shown for shown, _ in parts) + "}"
    writers = [writer for _, writer in parts]
    read = attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)
    return lambda value: template % tuple([write(part) for write, part in zip(writers, read(value), strict=True)])


def _part(name: str, hint: Any) -> tuple[str, Callable[[Any], str]]:
    """Return what is written of a field, with a place for its value, and what writes that."""
    while isinstance(hint, NewType):
        hint = hint.__supertype__
    key = f'"{name.rstrip("_")}":'
    return (key + '"0x%s"', bytes.hex) if hint is bytes else (key + "%s", _written)

"""
What a call's data say, and how a call is written: the contract ABI's types, of which the ledger's functions need few.

Written apart from `ledger.chain`, on purpose.  `kind` reads a type from a signature's text.  Reading follows offsets
wherever they lead inside the data, as a contract does, and refuses what is outside or wider than its type.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ledger.audit.layout import WORD, word

SIZES = {"bytes32": 32, "address": 20, "bytes4": 4}
"""Bytes of what is no number."""


class CallMalformed(ValueError):
    """The data of a call have not the shape of its function's arguments."""


# TYPES


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """
    A type: a word or "bytes" by its name, a tuple by its parts, an array of any length by its item.

    `head` is how many bytes a value takes where it stands: a word that points at it if it is dynamic.
    """

    name: str = ""
    parts: tuple[Kind, ...] = ()
    item: Kind | None = None
    is_dynamic: bool = field(init=False)
    head: int = field(init=False)

    def __post_init__(self) -> None:
        is_dynamic = self.item is not None or self.name == "bytes" or any(part.is_dynamic for part in self.parts)
        object.__setattr__(self, "is_dynamic", is_dynamic)
        whole = sum(part.head for part in self.parts)
        object.__setattr__(self, "head", WORD if is_dynamic or self.name else whole)


@cache
def kind(text: str) -> Kind:
    """Read a type from its text, such as "((bytes32,uint32),uint64,(address,bytes)[])"."""
    found, rest = _kind(text)
    assert not rest, f"a type ends where its text does: {text}"
    return found


def _kind(text: str) -> tuple[Kind, str]:
    if text.startswith("("):
        parts: list[Kind] = []
        rest = text[1:]
        while not rest.startswith(")"):
            part, rest = _kind(rest.removeprefix(","))
            parts.append(part)
        found, rest = Kind(parts=tuple(parts)), rest[1:]
    else:
        end = next((place for place, letter in enumerate(text) if letter in ",)["), len(text))
        found, rest = Kind(text[:end]), text[end:]
    while rest.startswith("["):
        size, _, rest = rest[1:].partition("]")
        found = Kind(parts=(found,) * int(size)) if size else Kind(item=found)
    return found, rest


# READING


def read(of: Kind, data: bytes) -> Any:
    """
    Return the value of a type that begins at the data's beginning: a tuple of arguments, as a rule.

    Raises `CallMalformed`.
    """
    return _read(of, data, 0)


def _read(of: Kind, data: bytes, at: int) -> Any:
    if of.item is not None:
        count, start = _number(data, at), at + WORD
        if count * of.item.head > len(data) - start:
            raise CallMalformed(f"{count} items in {len(data)} bytes")
        return _members((of.item,) * count, data, start)
    if of.name == "bytes":
        size, start = _number(data, at), at + WORD
        if size > len(data) - start:
            raise CallMalformed(f"{size} bytes of {len(data)}")
        return data[start : start + size]
    return value_of(of.name, _word(data, at)) if of.name else _members(of.parts, data, at)


def _members(of: Sequence[Kind], data: bytes, start: int) -> tuple[Any, ...]:
    found = []
    at = start
    for each in of:
        found.append(_read(each, data, start + _number(data, at) if each.is_dynamic else at))
        at += each.head
    return tuple(found)


def _word(data: bytes, at: int) -> bytes:
    if at + WORD > len(data):
        raise CallMalformed(f"a word at {at} of {len(data)} bytes")
    return data[at : at + WORD]


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(_word(data, at), "big")


def value_of(of: str, content: bytes) -> int | bytes:
    """Read one word as a number or as bytes.  Raises `CallMalformed` if there is more in it."""
    bits = _bits(of)
    if bits:
        number = int.from_bytes(content, "big")
        if number >> bits:
            raise CallMalformed(f"{number:#x} is no {of}")
        return bool(number) if of == "bool" else number
    size = SIZES[of]
    kept, dirt = (content[-size:], content[:-size]) if of == "address" else (content[:size], content[size:])
    if any(dirt):
        raise CallMalformed(f"0x{content.hex()} is no {of}")
    return kept


@cache
def _bits(of: str) -> int:
    """How wide a number is; 0 for what is none."""
    return 1 if of == "bool" else int(of[4:]) if of.startswith("uint") else 0


# WRITING


def write(of: Kind, value: Any) -> bytes:
    """Return a value in the ABI's plain encoding: a tuple's members one after the other, what they point at last."""
    if of.item is not None:
        return word(len(value)) + _written((of.item,) * len(value), value)
    if of.name == "bytes":
        return word(len(value)) + bytes(value) + bytes(-len(value) % WORD)
    return word(value) if of.name else _written(of.parts, value)


def _written(of: Sequence[Kind], values: Sequence[Any]) -> bytes:
    size = sum([each.head for each in of])
    heads, tails, behind = [], [], size
    for each, part in zip(of, values, strict=True):
        written = write(each, part)
        if each.is_dynamic:
            heads.append(word(behind))
            tails.append(written)
            behind += len(written)
        else:
            heads.append(written)
    return b"".join(heads + tails)

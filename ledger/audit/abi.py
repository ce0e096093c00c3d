"""
What a call's data say, and how a call is written: the contract ABI's types, of which the ledger's functions need few.

Written apart from `ledger.chain`, on purpose.  A type is a word such as "uint32", "bytes" for bytes of any length, a
tuple of types, or a list with one type for an array of it: `kind` reads it from a signature's text.  Reading follows
offsets wherever they lead inside the data, as a contract does, and refuses what is outside or wider than its type.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from ledger.audit.layout import WORD, word

Kind: TypeAlias = "str | tuple[Kind, ...] | list[Kind]"

SIZES = {"bytes32": 32, "address": 20, "bytes4": 4}
"""Bytes of what is no number."""


class CallMalformed(ValueError):
    """The data of a call have not the shape of its function's arguments."""


# TYPES


def kind(text: str) -> Kind:
    """Read a type from its text, such as "((bytes32,uint32),uint64,(address,bytes)[])"."""
    found, rest = _kind(text)
    assert not rest, f"a type ends where its text does: {text}"
    return found


def _kind(text: str) -> tuple[Kind, str]:
    found: Kind
    if text.startswith("("):
        parts: list[Kind] = []
        rest = text[1:]
        while not rest.startswith(")"):
            part, rest = _kind(rest.removeprefix(","))
            parts.append(part)
        found, rest = tuple(parts), rest[1:]
    else:
        end = next((place for place, letter in enumerate(text) if letter in ",)["), len(text))
        found, rest = text[:end], text[end:]
    while rest.startswith("["):
        size, _, rest = rest[1:].partition("]")
        found = (found,) * int(size) if size else [found]
    return found, rest


def _is_dynamic(of: Kind) -> bool:
    return isinstance(of, list) or of == "bytes" or (isinstance(of, tuple) and any(map(_is_dynamic, of)))


def _head(of: Kind) -> int:
    """How many bytes a value takes where it stands: a word that points at it if it is dynamic."""
    if _is_dynamic(of) or isinstance(of, str):
        return WORD
    return sum(map(_head, of))


# READING


def read(of: Kind, data: bytes) -> Any:
    """Return the value of a type that begins at the data's beginning: a tuple of arguments, as a rule."""
    return _read(of, data, 0)


def _read(of: Kind, data: bytes, at: int) -> Any:
    if isinstance(of, tuple):
        return _members(of, data, at)
    if isinstance(of, list):
        count, start = _number(data, at), at + WORD
        if count * _head(of[0]) > len(data) - start:
            raise CallMalformed(f"{count} items in {len(data)} bytes")
        return _members((of[0],) * count, data, start)
    if of == "bytes":
        size, start = _number(data, at), at + WORD
        if size > len(data) - start:
            raise CallMalformed(f"{size} bytes of {len(data)}")
        return data[start : start + size]
    return value_of(of, _word(data, at))


def _members(of: Sequence[Kind], data: bytes, start: int) -> tuple[Any, ...]:
    found = []
    at = start
    for each in of:
        place = start + _number(data, at) if _is_dynamic(each) else at
        found.append(_read(each, data, place))
        at += _head(each)
    return tuple(found)


def _word(data: bytes, at: int) -> bytes:
    if at + WORD > len(data):
        raise CallMalformed(f"a word at {at} of {len(data)} bytes")
    return data[at : at + WORD]


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(_word(data, at), "big")


def value_of(of: str, content: bytes) -> int | bytes:
    """Read one word as a number or as bytes.  Raises `CallMalformed` if there is more in it."""
    if of == "bool" or of.startswith("uint"):
        number = int.from_bytes(content, "big")
        if number >> (1 if of == "bool" else int(of[4:])):
            raise CallMalformed(f"{number:#x} is no {of}")
        return bool(number) if of == "bool" else number
    size = SIZES[of]
    kept, dirt = (content[-size:], content[:-size]) if of == "address" else (content[:size], content[size:])
    if any(dirt):
        raise CallMalformed(f"0x{content.hex()} is no {of}")
    return kept


# WRITING


def write(of: Kind, value: Any) -> bytes:
    """Return a value in the ABI's plain encoding: a tuple's members one after the other, what they point at last."""
    if isinstance(of, list):
        return word(len(value)) + write((of[0],) * len(value), value)
    if isinstance(of, tuple):
        heads, tails = [], b""
        size = sum(map(_head, of))
        for each, part in zip(of, value, strict=True):
            written = write(each, part)
            heads.append(word(size + len(tails)) if _is_dynamic(each) else written)
            tails += written if _is_dynamic(each) else b""
        return b"".join(heads) + tails
    if of == "bytes":
        return word(len(value)) + bytes(value) + bytes(-len(value) % WORD)
    return word(value)

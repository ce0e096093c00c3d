"""
RLP, the encoding that a chain hashes: an item is a text (bytes) or a sequence of items, with its length in front.

Encoded items are joined as they are, so that what is hashed is put together from slices; nothing here builds a tree.
The auditor has an encoding of its own (P5).
"""

from __future__ import annotations

from functools import lru_cache

EMPTY_TEXT = b"\x80"
EMPTY_SEQUENCE = b"\xc0"

SHORT_MAX = 55
"""Bytes of content up to which the length stands in the first byte itself (yellow paper, appendix B)."""

LENGTHS_MAX = 4_096
"""Lengths whose prefix is remembered: receipts, logs and fields have few."""


class ItemInvalid(ValueError):
    """Bytes that no encoder writes."""


def text(content: bytes) -> bytes:
    """Encode bytes."""
    if len(content) == 1 and content < EMPTY_TEXT:
        return content
    return prefix(0x80, len(content)) + content


def sequence(payload: bytes) -> bytes:
    """Encode a sequence whose items are encoded and joined in `payload`."""
    return prefix(0xC0, len(payload)) + payload


def number(value: int) -> bytes:
    """Encode a number that is not negative: big-endian, without leading zeros."""
    return text(value.to_bytes((value.bit_length() + 7) // 8, "big"))


@lru_cache(LENGTHS_MAX)
def prefix(base: int, length: int) -> bytes:
    """Return what stands before `length` bytes of content; `base` is 0x80 for a text, 0xC0 for a sequence."""
    if length <= SHORT_MAX:
        return bytes((base + length,))
    digits = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((base + SHORT_MAX + len(digits),)) + digits


def parts(item: bytes) -> list[bytes]:
    """Return the encoded items of an encoded sequence.  Raises `ItemInvalid` if it is none, or has bytes left over."""
    base, start, end = _bounds(item, 0)
    if base != 0xC0 or end != len(item):
        raise ItemInvalid
    found = []
    while start < end:
        _, _, stop = _bounds(item, start)
        found.append(item[start:stop])
        start = stop
    return found


def content(item: bytes) -> bytes:
    """Return the bytes of an encoded text.  Raises `ItemInvalid` if it is none, or has bytes left over."""
    base, start, end = _bounds(item, 0)
    if base != 0x80 or end != len(item):
        raise ItemInvalid
    return item[start:end]


def _bounds(item: bytes, at: int) -> tuple[int, int, int]:
    """Return the kind of the item at a place, 0x80 or 0xC0, and where its content begins and ends."""
    if at >= len(item):
        raise ItemInvalid
    first = item[at]
    if first < 0x80:
        return 0x80, at, at + 1
    base = 0xC0 if first >= 0xC0 else 0x80
    length, start = first - base, at + 1
    if length > SHORT_MAX:
        start = at + 1 + length - SHORT_MAX
        digits = item[at + 1 : start]
        length = int.from_bytes(digits, "big")
        if prefix(base, length) != item[at:start]:  # a length that needs no digits, or has a leading zero
            raise ItemInvalid
    elif base == 0x80 and length == 1 and item[start : start + 1] < EMPTY_TEXT:
        raise ItemInvalid  # it stands for itself
    if start + length > len(item):
        raise ItemInvalid
    return base, start, start + length

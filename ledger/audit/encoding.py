"""
Bytes and how they are written: hexadecimal as nodes answer it, RLP as chains hash it, Keccak-256.

Written apart from `ledger.chain`, on purpose: an error there must not mislead the auditor too.  Whatever is not in
the one form that the JSON-RPC specification allows raises `ValueError`; whoever asked the node says that its answer
is unreadable.
"""

from __future__ import annotations

import re
from binascii import unhexlify
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TypeAlias, cast

import rlp

from ledger.domain.keccak import keccak as _keccak

Item: TypeAlias = "bytes | Sequence[Item]"

SHORT_MAX = 55
"""Longest content whose length fits the first byte (Ethereum yellow paper, appendix B)."""

LENGTHS_CACHE = 1_024
"""Lengths whose prefix is remembered: those of logs and topics repeat."""

_QUANTITY = re.compile("0x[0-9a-fA-F]{1,64}")
"""No number of a chain is wider than the 256 bits of its machine.  `int` alone reads much else, such as "0x1_a"."""


def keccak(content: bytes) -> bytes:
    """
    Keccak-256, the hash of every Ethereum structure.

    The one thing here that is shared with what is audited: a wrong one fits no header, so that it could mislead nobody.
    """
    return _keccak(content)


def quantity(value: object) -> int:
    """Read a JSON-RPC quantity such as "0x1a"."""
    if not isinstance(value, str) or not _QUANTITY.fullmatch(value):
        raise ValueError(f"not a quantity: {value!r:.80}")
    return int(value, 16)


def hexed(content: bytes) -> str:
    """Bytes in hexadecimal as nodes write them, which `octets` reads."""
    return "0x" + content.hex()


def octets(value: object, size: int | None = None) -> bytes:
    """Read JSON-RPC data such as "0x00ff", of exactly `size` bytes if that is given."""
    if not isinstance(value, str) or not value.startswith("0x"):
        raise ValueError(f"not data: {value!r:.80}")
    content = unhexlify(value[2:])
    if size is not None and len(content) != size:
        raise ValueError(f"{len(content)} bytes instead of {size}")
    return content


def minimal(number: int) -> bytes:
    """A number as RLP has it: big-endian without leading zeros, zero as no byte at all."""
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode(item: Item) -> bytes:
    """Write RLP.  Ours because the library's takes five times as long, and an audit encodes every receipt anew."""
    if isinstance(item, bytes):
        if len(item) == 1 and item[0] < 0x80:
            return item
        return _length(len(item), 0x80) + item
    return encode_list([encode(part) for part in item])


def encode_list(encoded: Iterable[bytes]) -> bytes:
    """Write the RLP of a list whose items are written already."""
    content = b"".join(encoded)
    return _length(len(content), 0xC0) + content


def decode(content: bytes) -> Item:
    """Read RLP strictly.  Raises `ValueError` for anything that is not exactly one well-formed item."""
    try:
        return cast(Item, rlp.decode(content, strict=True))
    except rlp.exceptions.DecodingError as broken:
        raise ValueError(f"not RLP: {broken}") from broken


@lru_cache(LENGTHS_CACHE)
def _length(size: int, offset: int) -> bytes:
    if size <= SHORT_MAX:
        return bytes((offset + size,))
    digits = minimal(size)
    return bytes((offset + SHORT_MAX + len(digits),)) + digits

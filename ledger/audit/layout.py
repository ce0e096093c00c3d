"""
How a contract's storage is laid out: the arithmetic of slots, and a word that must stand in one.

Solidity places a mapping's value at keccak256(key ‖ slot), a list's items from keccak256(slot), and packs small fields
from the lowest bits up (Solidity documentation, "Layout of state variables in storage").  Which contract keeps which
fact where is written by hand in `audit.tables`, one module a contract.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.audit.encoding import keccak
from ledger.audit.pin import Pin
from ledger.domain.facts import Facts

WORD = 32
WORD_BITS = 256
ALL_BITS = (1 << WORD_BITS) - 1


@dataclass(frozen=True, slots=True)
class Slot:
    """A word that must be in a contract's storage; `code` is the finding if its bits under `mask` differ."""

    contract: bytes
    key: bytes
    word: int
    code: str
    subject: str
    position: Any = None
    mask: int = ALL_BITS


Writer = Callable[[Pin, Any, Facts], Iterable[Slot]]
"""Every word that one fact puts into the storage of its contract; the third argument are all facts beside it."""


def no_slots(_: Pin, __: Any, ___: Facts) -> tuple[Slot, ...]:
    """For a fact that is in no storage: only its events say it."""
    return ()


def fact_slot(contract: bytes, key: bytes, content: int | bytes, subject: str, mask: int = ALL_BITS) -> Slot:
    """One word of a fact: a number, or a digest, id or address as it is."""
    return Slot(contract, key, _number(content), "FactDifferent", subject, mask=mask)


def struct_slots(contract: bytes, key: bytes, words: Sequence[int | bytes], subject: str) -> Iterator[Slot]:
    """The words of a struct that begins at a slot."""
    start = int.from_bytes(key, "big")
    for place, content in enumerate(words):
        yield fact_slot(contract, word((start + place) & ALL_BITS), content, subject)


def list_slots(
    contract: bytes, key: bytes, words: Sequence[int | bytes], subject: str, count: int | None = None
) -> Iterator[Slot]:
    """A list at a slot: its length, which is `count` if its items are packed, and its words."""
    yield fact_slot(contract, key, len(words) if count is None else count, subject)
    yield from struct_slots(contract, keccak(key), words, subject)


def mapped(slot: int | bytes, key: int | bytes) -> bytes:
    """The slot of a mapping's value: `key` is a value type, addresses and numbers on the right."""
    return keccak(word(key) + word(slot))


def packed(*fields: tuple[int | bytes, int]) -> int:
    """Pack (value, bits) pairs into a word, from the lowest bits up."""
    made = shift = 0
    for value, bits in fields:
        made |= _number(value) << shift
        shift += bits
    return made


def packed_words(values: Sequence[int], bits: int) -> list[int]:
    """Pack a list's small items into words, as many as fit into each."""
    each = WORD_BITS // bits
    return [packed(*((value, bits) for value in values[start : start + each])) for start in range(0, len(values), each)]


def word(value: int | bytes) -> bytes:
    """A number, key or address as 32 bytes."""
    return value.to_bytes(WORD, "big") if isinstance(value, int) else value.rjust(WORD, b"\0")


def _number(content: int | bytes) -> int:
    return int.from_bytes(content, "big") if isinstance(content, bytes) else int(content)

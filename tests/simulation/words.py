"""
From a domain event to the log that a contract would have emitted for it: the inverse of `ledger.chain.decode`.

A simulated node speaks in logs, and histories are made of events; so here the events are written as topics and data, by
the ABI that the compiler wrote.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from ledger.chain.decode import CONTRACTS, abi, signature_of, snake_case
from ledger.domain.events import Event
from ledger.domain.keccak import keccak


@dataclass(frozen=True, slots=True)
class Shape:
    """How an event is written: its contract, its first topic, and for each field whether it is indexed and its word."""

    contract: str
    topic: bytes
    fields: tuple[tuple[bool, str, Callable[[Any], bytes]], ...]


def words_of(event: Event) -> tuple[str, list[bytes], bytes]:
    """Return the name of the contract that emits `event`, the topics and the data of its log."""
    shape = _shapes()[type(event).__name__]
    topics: list[bytes] = [shape.topic]
    data: list[bytes] = []
    for indexed, name, word in shape.fields:
        (topics if indexed else data).append(word(getattr(event, name)))
    return shape.contract, topics, b"".join(data)


@cache
def _shapes() -> dict[str, Shape]:
    found = {}
    for contract in CONTRACTS:
        for element in abi(contract):
            if element["type"] == "event":
                fields = tuple(
                    (bool(each["indexed"]), snake_case(each["name"]), _word(each["type"])) for each in element["inputs"]
                )
                found[element["name"]] = Shape(contract, keccak(signature_of(element).encode()), fields)
    return found


def _word(kind: str) -> Callable[[Any], bytes]:
    if kind == "address":
        return lambda value: bytes(value).rjust(32, b"\0")
    if kind.startswith("bytes"):
        return lambda value: bytes(value).ljust(32, b"\0")
    return lambda value: int(value).to_bytes(32, "big")

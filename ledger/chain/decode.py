"""
From a raw log to a domain event, and from revert data to an error's name and facts; both by the ABI.

A Solidity event becomes the class of the same name in `domain.events`, its parameters in order becoming the fields.
The pairing is checked when the table is built: a renamed or added parameter fails on import, not in the middle of a
chain.  Every field of an event is static (P3), so that a log is a row of words of known layout, unpacked at once; and
it is read strictly, because what a conforming compiler cannot have written is evidence of a fault.  The auditor has a
decoder of its own (P5).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from operator import itemgetter
from struct import Struct
from typing import Any, cast

from ledger.chain.rpc import octets
from ledger.domain.events import EVENTS, Digest, Entry, Event, Position
from ledger.domain.keccak import keccak
from ledger.errors import Inconsistent, LedgerError

CONTRACTS = (
    "Participants",
    "Rules",
    "Certificates",
    "Renewals",
    "Successions",
    "Licences",
    "Pledges",
    "Restraints",
    "Equity",
    "Attestations",
    "Applications",
)
"""The nouns that stand on the chain, in the order in which they are deployed."""

Abi = list[dict[str, Any]]


WORD_BYTES = 32

TOPIC_CHARACTERS = 2 + 2 * WORD_BYTES
"""Of a topic in JSON-RPC, 0x included."""

TOPICS_MAX = 4

_DIGITS = tuple(
    itemgetter(
        *(slice(TOPIC_CHARACTERS * place + 2, TOPIC_CHARACTERS * (place + 1)) for place in range(topics)),
        slice(TOPIC_CHARACTERS * topics + 2, None),
    )
    for topics in range(TOPICS_MAX + 1)
)
"""For each number of topics what takes the digits out of the topics and the data that stand together, each after 0x."""

_BEFORE_ADDRESS = bytes(WORD_BYTES - 20)
"""What fills an address to a word."""


@dataclass(frozen=True, slots=True)
class _EventShape:
    """
    How one Solidity event is laid out: its words are its topics, the first of which names it, and its data.

    `unpack` gives the fields in Solidity order, those of `wide` as bytes that are a number.  `padding` has a bit
    wherever no value has one.
    """

    make: Callable[..., Event]
    topics: int
    size: int
    unpack: Callable[[bytes], tuple[Any, ...]]
    wide: tuple[int, ...]
    padding: int


@dataclass(frozen=True, slots=True)
class _ErrorShape:
    name: str
    types: tuple[str, ...]
    fields: tuple[str, ...]


@cache
def artifact(contract: str) -> Mapping[str, Any]:
    """Return what the compiler wrote of a contract: its ABI and its bytecode, which come with the package."""
    text = resources.files("ledger.chain").joinpath("abi", f"{contract}.json").read_text()
    return cast(Mapping[str, Any], json.loads(text))


def abi(contract: str) -> Abi:
    """Return the ABI of a contract, as the compiler wrote it."""
    return cast(Abi, artifact(contract)["abi"])


def snake_case(name: str) -> str:
    """Return a Solidity name as Python writes it; `from`, a word of Python, gets a low line."""
    snake = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
    return f"{snake}_" if snake in {"from", "is", "in"} else snake


def signature_of(element: Mapping[str, Any]) -> str:
    """Return an ABI element's canonical signature, tuples spelt out."""
    return f"{element['name']}({','.join(type_of(each) for each in element['inputs'])})"


def type_of(parameter: Mapping[str, Any]) -> str:
    """Return an ABI parameter's canonical type."""
    kind = str(parameter["type"])
    if not kind.startswith("tuple"):
        return kind
    return f"({','.join(type_of(each) for each in parameter['components'])}){kind[5:]}"


def log_words(topics: Sequence[str], data: str) -> bytes:
    """
    Return the topics and the data of a JSON-RPC log, one after the other.

    Raises `ValueError` or `TypeError` if they are no such thing: topics of 32 bytes, at most four, and data.
    """
    joined = "".join(topics)
    if len(joined) != TOPIC_CHARACTERS * len(topics):
        raise ValueError("a topic has 32 bytes")
    return bytes.fromhex("".join(_DIGITS[len(topics)](joined + data)))


def decode_log(raw: Mapping[str, Any]) -> Event:
    """
    Return the event that a JSON-RPC log tells.

    Raises `Inconsistent` if it is no event of ours, or not as a compiler writes it.
    """
    topics = raw["topics"]
    return event_of(len(topics), log_words(topics, raw["data"]), raw.get("transactionHash", "?"))


def event_of(topics: int, words: bytes, where: object) -> Event:
    """
    Return the event of a log that has so many topics; `words` are these and its data.

    Raises `Inconsistent` as `decode_log` does, with the words for `where` the log is.
    """
    shape = _events().get(words[:WORD_BYTES]) if topics else None
    if shape is None:
        raise Inconsistent("EventUnknown", topic=words[: WORD_BYTES * min(topics, 1)].hex(), where=str(where))
    if topics != shape.topics or len(words) != shape.size or int.from_bytes(words, "big") & shape.padding:
        raise Inconsistent("EventMalformed", event=shape.make.__name__, where=str(where))
    if not shape.wide:
        return shape.make(*shape.unpack(words))
    values = list(shape.unpack(words))
    for place in shape.wide:
        values[place] = int.from_bytes(values[place], "big")
    return shape.make(*values)


def entry_of(position: Position, time: int, emitter: bytes, topics: int, words: bytes) -> Entry:
    """Return a log as a line of the ledger; `time` is its block's.  The rest, and what is raised, as `event_of` has."""
    digest = Digest(keccak(_BEFORE_ADDRESS + emitter + words))
    return Entry(position, time, emitter, digest, event_of(topics, words, position))


def decode_error(data: bytes) -> tuple[str, dict[str, Any]] | None:
    """
    Return the Solidity error's name and its arguments in snake case; None if it is no error that our contracts
    know.
    """
    shape = _errors().get(data[:4])
    if shape is None:
        return None
    from eth_abi.abi import decode as abi_decode  # noqa: PLC0415 - what only reads events need not load it
    from eth_abi.exceptions import DecodingError  # noqa: PLC0415

    try:
        values = abi_decode(shape.types, data[4:])
    except (DecodingError, OverflowError, ValueError):
        return None
    return shape.name, {
        name: bytes.fromhex(value[2:]) if kind == "address" else value
        for name, kind, value in zip(shape.fields, shape.types, values, strict=True)
    }


def revert_data(data: Any) -> bytes:
    """Return the revert data of a node's error; nodes give it bare, or within an object.  Empty if there is none."""
    for _ in range(3):
        if isinstance(data, Mapping):
            data = data.get("data", data.get("result"))
    if isinstance(data, str):
        found = re.search(r"0x[0-9a-fA-F]*", data)  # Besu gives it bare, OpenEthereum's kin behind the word Reverted
        if found is not None:
            try:
                return octets(found.group())
            except LedgerError:
                return b""
    return b""


# The tables


@cache
def _events() -> dict[bytes, _EventShape]:
    table = {}
    for contract in CONTRACTS:
        for element in abi(contract):
            if element["type"] == "event":
                table[keccak(signature_of(element).encode())] = _event_shape(element)
    return table


def _event_shape(element: Mapping[str, Any]) -> _EventShape:
    make = EVENTS[element["name"]]
    inputs = element["inputs"]
    names = [snake_case(each["name"]) for each in inputs]
    assert names == [each.name for each in fields(make)], f"{element['name']}: class and Solidity event differ"
    topics = 1 + sum(each["indexed"] for each in inputs)
    assert all(each["indexed"] for each in inputs[: topics - 1]), f"{element['name']}: topics come before data"
    words = [_word(each["type"]) for each in inputs]
    padding = 0
    for each in words:
        padding = padding << 8 * WORD_BYTES | each.padding
    return _EventShape(
        make,
        topics,
        WORD_BYTES * (1 + len(words)),
        Struct(f">{WORD_BYTES}x{''.join(each.layout for each in words)}").unpack,
        tuple(place for place, each in enumerate(words) if each.wide),
        padding,
    )


@cache
def _errors() -> dict[bytes, _ErrorShape]:
    table = {
        bytes.fromhex("08c379a0"): _ErrorShape("RevertMessage", ("string",), ("message",)),  # Error(string)
        bytes.fromhex("4e487b71"): _ErrorShape("Panic", ("uint256",), ("panic",)),  # Panic(uint256)
    }
    for contract in CONTRACTS:
        for element in abi(contract):
            if element["type"] == "error":
                table[keccak(signature_of(element).encode())[:4]] = _ErrorShape(
                    element["name"],
                    tuple(type_of(each) for each in element["inputs"]),
                    tuple(snake_case(each["name"]) for each in element["inputs"]),
                )
    return table


# One word


@dataclass(frozen=True, slots=True)
class _Word:
    """How a word is unpacked, which of its bits no value has, and whether it is a number that comes as bytes."""

    layout: str
    padding: int
    wide: bool = False


_WORD_MAX = (1 << 8 * WORD_BYTES) - 1


def _word(kind: str) -> _Word:
    """Return how a word of the static Solidity type `kind` is read."""
    if kind == "address":
        return _Word("12x20s", _WORD_MAX >> 160 << 160)
    if kind == "bool":
        return _Word("31x?", _WORD_MAX - 1)
    if kind.startswith("uint"):
        bits = int(kind[4:])
        padding = _WORD_MAX >> bits << bits
        return _Word("24xQ", padding) if bits <= 64 else _Word("32s", padding, wide=True)
    if kind.startswith("bytes") and kind[5:]:
        length = int(kind[5:])
        return _Word(f"{length}s{WORD_BYTES - length}x", _WORD_MAX >> 8 * length)
    raise AssertionError(f"events have static fields only (P3), not {kind}")

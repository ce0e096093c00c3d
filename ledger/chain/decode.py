"""
From a raw log to a domain event, and from revert data to an error's name and facts; both by the ABI.

A Solidity event becomes the class of the same name in `domain.events`, its parameters in order becoming the fields.
The pairing is checked when the table is built: a renamed or added parameter fails on import, not in the middle of a
chain.  Every field of an event is static (P3), so that decoding is slicing; each word is read strictly, because what
a conforming compiler cannot have written is evidence of a fault.  The auditor has a decoder of its own (P5).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any, cast

from eth_abi.abi import decode as abi_decode
from eth_abi.exceptions import DecodingError

from ledger.chain.rpc import octets, quantity
from ledger.domain.certificates import event_digest
from ledger.domain.events import EVENTS, Entry, Event, Position
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


@dataclass(frozen=True, slots=True)
class _EventShape:
    """How one Solidity event is laid out: where each field's word is, and how it is read."""

    make: Callable[..., Event]
    topics: int
    words: int
    fields: tuple[tuple[bool, int, Callable[[bytes], Any]], ...]  # (indexed, place, reader) in Solidity order


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


def decode_log(raw: Mapping[str, Any]) -> Event:
    """
    Return the event that a JSON-RPC log tells.

    Raises `Inconsistent` if it is no event of ours, or not as a compiler writes it.
    """
    topics = [octets(each, 32) for each in raw["topics"]]
    return decode_event(topics, octets(raw["data"]), where=str(raw.get("transactionHash", "?")))


def decode_event(topics: list[bytes], data: bytes, where: str = "?") -> Event:
    """Return the event of these topics and data.  Raises `Inconsistent` as `decode_log` does."""
    shape = _events().get(topics[0]) if topics else None
    if shape is None:
        raise Inconsistent("EventUnknown", topic=topics[0].hex() if topics else "", where=where)
    if len(topics) != shape.topics or len(data) != 32 * shape.words:
        raise Inconsistent("EventMalformed", event=shape.make.__name__, where=where)
    try:
        return shape.make(
            *(
                read(topics[place] if indexed else data[32 * place : 32 * place + 32])
                for indexed, place, read in shape.fields
            )
        )
    except _WordInvalid:
        raise Inconsistent("EventMalformed", event=shape.make.__name__, where=where) from None


def entry_of(raw: Mapping[str, Any], time: int) -> Entry:
    """Return a JSON-RPC log as a line of the ledger; `time` is its block's.  Raises as `decode_log` does."""
    emitter = octets(raw.get("address"), 20)
    topics = [octets(each, 32) for each in raw.get("topics") or ()]
    data = octets(raw.get("data"))
    position = Position(*(quantity(raw.get(name)) for name in ("blockNumber", "transactionIndex", "logIndex")))
    event = decode_event(topics, data, where=str(position))
    return Entry(position, time, emitter, event_digest(emitter, topics, data), event)


def decode_error(data: bytes) -> tuple[str, dict[str, Any]] | None:
    """
    Return the Solidity error's name and its arguments in snake case; None if it is no error that our contracts
    know.
    """
    shape = _errors().get(data[:4])
    if shape is None:
        return None
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
    topic, word, places = 1, 0, []
    for each in inputs:
        if each["indexed"]:
            places.append((True, topic, _reader(each["type"])))
            topic += 1
        else:
            places.append((False, word, _reader(each["type"])))
            word += 1
    return _EventShape(make, topic, word, tuple(places))


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


# Reading one word


class _WordInvalid(Exception):
    """No compiler writes this word for this type."""


@cache
def _reader(kind: str) -> Callable[[bytes], Any]:
    """Return what reads a word of the static Solidity type `kind`."""
    if kind == "address":
        return lambda word: _tail(word, 20)
    if kind == "bool":
        return lambda word: bool(_number(word, 1))
    if kind.startswith("uint"):
        bits = int(kind[4:])
        return lambda word: _number(word, bits)
    if kind.startswith("bytes") and kind[5:]:
        length = int(kind[5:])
        return lambda word: _front(word, length)
    raise AssertionError(f"events have static fields only (P3), not {kind}")


def _number(word: bytes, bits: int) -> int:
    value = int.from_bytes(word, "big")
    if value >> bits:
        raise _WordInvalid
    return value


def _tail(word: bytes, length: int) -> bytes:
    if any(word[:-length]):
        raise _WordInvalid
    return word[-length:]


def _front(word: bytes, length: int) -> bytes:
    if any(word[length:]):
        raise _WordInvalid
    return word[:length]

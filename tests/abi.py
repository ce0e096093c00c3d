"""
The contracts' ABI for the tests: call data, events and custom errors, coded by eth-abi from the committed artifacts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eth_abi.abi import decode, encode
from eth_utils.crypto import keccak

BUILD = Path(__file__).resolve().parent.parent / "contracts" / "build"
ZERO_ADDRESS = "0x" + "00" * 20


def type_of(entry: dict[str, Any]) -> str:
    """Return the canonical type of an ABI input or output."""
    name: str = entry["type"]
    if name.startswith("tuple"):
        return "(" + ",".join(type_of(part) for part in entry["components"]) + ")" + name[len("tuple") :]
    return name


@dataclass(frozen=True)
class Item:
    """A function, event or error of an ABI."""

    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    names: tuple[str, ...]
    indexed: tuple[bool, ...]
    mutable: bool

    @property
    def signature(self) -> str:
        return f"{self.name}({','.join(self.inputs)})"

    @property
    def topic(self) -> bytes:
        return bytes(keccak(text=self.signature))

    @property
    def selector(self) -> bytes:
        return self.topic[:4]


def items(abi: list[dict[str, Any]], kind: str) -> list[Item]:
    """Return the functions, events or errors of an ABI."""
    return [
        Item(
            entry["name"],
            tuple(type_of(i) for i in entry["inputs"]),
            tuple(type_of(o) for o in entry.get("outputs", ())),
            tuple(i["name"] for i in entry["inputs"]),
            tuple(i.get("indexed", False) for i in entry["inputs"]),
            entry.get("stateMutability") not in ("view", "pure"),
        )
        for entry in abi
        if entry["type"] == kind
    ]


def artifact(name: str) -> dict[str, Any]:
    """Return a committed artifact."""
    loaded: dict[str, Any] = json.loads((BUILD / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def _struct(entry: dict[str, Any]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the name of a struct argument, and type and name of each member."""
    members = tuple((type_of(part), str(part["name"])) for part in entry["components"])
    return str(entry["internalType"]).rsplit(".", 1)[-1].removeprefix("struct "), members


class Contract:
    """
    A contract at an address, with its ABI.

    `structs` are the first arguments of its functions that are structs, by the function: the name, and type and name of
    each member.  An act's EIP-712 type is the struct's, and sequence and deadline.
    """

    def __init__(self, abi: list[dict[str, Any]], address: str) -> None:
        self.address = address.lower()
        self.structs = {
            entry["name"]: _struct(entry["inputs"][0])
            for entry in abi
            if entry["type"] == "function" and entry["inputs"] and entry["inputs"][0]["type"] == "tuple"
        }
        self.functions = {item.name: item for item in items(abi, "function")}
        self.events = {item.topic: item for item in items(abi, "event")}
        self.errors = {item.selector: item for item in items(abi, "error")}

    def call_data(self, function: str, *arguments: Any) -> bytes:
        item = self.functions[function]
        return item.selector + encode(item.inputs, arguments)

    def answer(self, function: str, data: bytes) -> Any:
        """Return a function's decoded result: nothing, the only value, or a tuple."""
        values = decode(self.functions[function].outputs, data)
        return values[0] if len(values) == 1 else (values or None)


@dataclass(frozen=True)
class Log:
    """A log as the EVM made it."""

    address: str
    topics: tuple[bytes, ...]
    data: bytes

    @property
    def digest(self) -> bytes:
        """What a certificate's head is folded from (P4), made from the raw log."""
        return bytes(keccak(bytes.fromhex(self.address[2:]).rjust(32, b"\0") + b"".join(self.topics) + self.data))


@dataclass(frozen=True)
class Event:
    """A decoded log: name and fields by their Solidity names."""

    name: str
    fields: dict[str, Any]

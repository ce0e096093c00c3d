"""
From a function's name and its arguments to the data of a call, and from a view's answer to values, by the ABI.

Structs are given as mappings by their Solidity names, so that no order can be mistaken.  Calls are encoded by eth-abi,
web3's own codec, without what web3 does around it: that takes four times as long.  Creations are web3's, which takes
about a second to load: it is loaded by the first of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from eth_abi.abi import decode as abi_decode
from eth_abi.abi import encode as abi_encode

from ledger.chain import restrain_recursion
from ledger.chain.decode import abi, snake_case, type_of
from ledger.domain.keccak import keccak

if TYPE_CHECKING:
    from web3.contract import Contract


WORD_BYTES = 32
"""What the ABI puts everything into."""


@dataclass(frozen=True, slots=True)
class Struct:
    """The first argument of a function that is a struct: its name, and type and name of each member in order."""

    name: str
    members: tuple[tuple[str, str], ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The members' names as Python writes them."""
        return tuple(snake_case(name) for _, name in self.members)


@cache
def struct_of(contract: str, function: str) -> Struct:
    """Return the struct that a function takes first."""
    (entry,) = (each for each in abi(contract) if each["type"] == "function" and each["name"] == function)
    first = entry["inputs"][0]
    name = str(first["internalType"]).rsplit(".", 1)[-1].removeprefix("struct ")
    return Struct(name, tuple((type_of(part), str(part["name"])) for part in first["components"]))


def encode_call(contract: str, function: str, arguments: Sequence[Any]) -> bytes:
    """Return the data of a call: selector and arguments.  Raises `KeyError` for a struct with another member."""
    selector, types, arrangers = _function(contract, function)
    arranged = [arrange(value) for arrange, value in zip(arrangers, arguments, strict=True)]
    return selector + abi_encode(types, arranged)


def encode_batch(
    contract: str, function: str, words: bytes, *, count: int, deadline: int, approval: Mapping[str, bytes]
) -> bytes:
    """Return what `encode_call` does of a batch: `count` structs as their joined words, a deadline and an approval."""
    selector, types, arrangers = _function(contract, function)
    assert len(types) == 3, "a batch, a deadline, an approval"
    behind = abi_encode(types[2:], [arrangers[2](approval)])[WORD_BYTES:]
    head = (3 * WORD_BYTES, deadline, 4 * WORD_BYTES + len(words), count)
    return selector + b"".join(each.to_bytes(WORD_BYTES, "big") for each in head) + words + behind


Arranger = Callable[[Any], Any]
"""Puts what is given into the order of the ABI."""


@cache
def _function(contract: str, function: str) -> tuple[bytes, list[str], list[Arranger]]:
    (entry,) = (each for each in abi(contract) if each["type"] == "function" and each["name"] == function)
    types = [type_of(each) for each in entry["inputs"]]
    selector = keccak(f"{function}({','.join(types)})".encode())[:4]
    return selector, types, [_arranger(each) for each in entry["inputs"]]


def _arranger(parameter: Mapping[str, Any]) -> Arranger:
    kind = str(parameter["type"])
    if kind.endswith("[]"):
        each_of = _arranger({**parameter, "type": kind[:-2]})
        return lambda values: [each_of(value) for value in values]
    if kind == "bytes32":
        return _word
    if kind != "tuple":
        return lambda value: value
    members = [(str(part["name"]), _arranger(part)) for part in parameter["components"]]

    def arrange(struct: Mapping[str, Any]) -> tuple[Any, ...]:
        if len(struct) != len(members):
            raise KeyError(*struct.keys() ^ {name for name, _ in members})
        return tuple(inner(struct[name]) for name, inner in members)

    return arrange


def _word(value: bytes) -> bytes:
    assert len(value) == 32, "eth-abi would fill up what is shorter"
    return value


def encode_creation(contract: str, bytecode: str, arguments: Sequence[Any]) -> bytes:
    """Return the data that creates a contract.  Here the members of a struct must stand in the ABI's order."""
    made = _interface(contract, bytecode).constructor(*map(_ordered, arguments))
    return bytes.fromhex(made.data_in_transaction[2:])


@cache
def selectors(contract: str) -> Mapping[bytes, str]:
    """Return the names of a contract's functions by their selectors."""
    functions = (each for each in abi(contract) if each["type"] == "function")
    return {
        keccak(f"{each['name']}({','.join(map(type_of, each['inputs']))})".encode())[:4]: str(each["name"])
        for each in functions
    }


def decode_result(contract: str, function: str, data: bytes) -> Any:
    """Return what a view returned: one value, or a tuple of several; addresses as 20 bytes, structs as tuples."""
    outputs = _interface(contract).get_function_by_name(function).abi["outputs"]
    values = abi_decode([type_of(each) for each in outputs], data)
    read = tuple(_plain(each, value) for each, value in zip(outputs, values, strict=True))
    return read[0] if len(read) == 1 else read


@cache
def _interface(contract: str, bytecode: str = "0x") -> type[Contract]:
    from web3 import Web3  # noqa: PLC0415

    restrain_recursion()

    return Web3().eth.contract(abi=abi(contract), bytecode=bytecode)


def _ordered(value: Any) -> Any:
    """Return structs as tuples; web3 reads no mappings among a constructor's arguments."""
    if isinstance(value, Mapping):
        return tuple(_ordered(each) for each in value.values())
    return [_ordered(each) for each in value] if isinstance(value, list) else value


def _plain(parameter: Mapping[str, Any], value: Any) -> Any:
    kind = str(parameter["type"])
    if kind.endswith("[]"):
        return tuple(_plain({**parameter, "type": kind[:-2]}, each) for each in value)
    if kind == "tuple":
        return tuple(_plain(each, part) for each, part in zip(parameter["components"], value, strict=True))
    return bytes.fromhex(value[2:]) if kind == "address" else value

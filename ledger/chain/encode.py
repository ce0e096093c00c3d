"""
From a function's name and its arguments to the data of a call, and from a view's answer to values; web3, by the ABI.

Structs are given as mappings by their Solidity names, so that no order can be mistaken.  web3 takes about a second to
load, and most commands never encode a call: it is loaded by the first that does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from eth_abi.abi import decode as abi_decode

from ledger.chain import restrain_recursion
from ledger.chain.decode import abi, snake_case, type_of

if TYPE_CHECKING:
    from web3.contract import Contract


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
    """Return the data of a call: selector and arguments."""
    return bytes.fromhex(_interface(contract).encode_abi(function, arguments)[2:])


def encode_creation(contract: str, bytecode: str, arguments: Sequence[Any]) -> bytes:
    """Return the data that creates a contract.  Here the members of a struct must stand in the ABI's order."""
    made = _interface(contract, bytecode).constructor(*map(_ordered, arguments))
    return bytes.fromhex(made.data_in_transaction[2:])


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

"""
Acts as they are asked about: from JSON to the domain's act.

Any act that is filed is read by its own class: the fields of what is asked, and what Solidity type each has.  Whether
the contracts would take it, only `ledger.domain.acts` says (`judged`); keys are never involved.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from enum import IntEnum, IntFlag
from functools import cache
from typing import Any, NewType, get_args, get_type_hints

from pydantic.alias_generators import to_camel

from api.problems import RequestInvalid, printable
from ledger.chain.encode import struct_of
from ledger.domain.acts import CHECKS, Asked
from ledger.domain.events import ZERO_KEY
from ledger.errors import InvalidInput, NotFound

_HEX = re.compile(r"0x([0-9a-f]*)", re.IGNORECASE | re.ASCII)
_DECIMAL = re.compile(r"[0-9]{1,78}", re.ASCII)

# WHICH ACT


@cache
def _acts() -> Mapping[tuple[str, str], type[Asked]]:
    return {(asked.CONTRACT, asked.FUNCTION): asked for asked in CHECKS}


def act_named(contract: str, function: str) -> type[Asked]:
    """Return what is asked by a function of a contract.  Raises `NotFound` ActUnknown."""
    found = _acts().get((contract, function))
    if found is None:
        raise NotFound("ActUnknown", contract=contract, function=function)
    return found


# FROM JSON


def read_asked(kind: type[Asked], given: Mapping[str, Any]) -> Asked:
    """
    Return what is asked.  Raises `InvalidInput` that names every field that is missing, unknown or wrong.

    An argument of the function beside its struct, a list of parts, may be left out.
    """
    struct, hints = struct_of(kind.CONTRACT, kind.FUNCTION), get_type_hints(kind)
    wanted = {name: solidity for name, (solidity, _) in zip(struct.fields, struct.members, strict=True)}
    beside = [each.name for each in fields(kind) if each.metadata.get("argument")]  # type: ignore[arg-type]
    made: dict[str, Any] = {}
    faults: list[InvalidInput] = []
    for name in (*wanted, *beside):
        public = _public(name)
        if public not in given:
            if name in wanted:
                faults.append(InvalidInput("FieldMissing", f"asked.{public}"))
            continue
        try:
            made[name] = _read(hints[name], wanted.get(name, ""), given[public], f"asked.{public}")
        except InvalidInput as fault:
            faults.append(fault)
    known = {_public(name) for name in (*wanted, *beside)}
    faults += [InvalidInput("FieldNotExpected", f"asked.{printable(name)}") for name in given if name not in known]
    if faults:
        raise faults[0] if len(faults) == 1 else RequestInvalid(faults)
    return kind(**made)


def _public(name: str) -> str:
    return to_camel(name.rstrip("_"))


def _read(kind: Any, solidity: str, given: Any, field: str) -> Any:
    """A member of the struct by its Solidity type, or a list of parts by their own fields."""
    if solidity:
        return _value(kind, solidity, given, field)
    if not isinstance(given, list):
        raise InvalidInput("FieldType", field, expected="array")
    return tuple(_part(get_args(kind)[0], each, f"{field}[{place}]") for place, each in enumerate(given))


def _part(kind: Any, given: Any, field: str) -> Any:
    hints = get_type_hints(kind)
    if not isinstance(given, dict):
        raise InvalidInput("FieldType", field, expected="object")
    for name in hints:
        if _public(name) not in given:
            raise InvalidInput("FieldMissing", f"{field}.{_public(name)}")
    for name in given:
        if name not in map(_public, hints):
            raise InvalidInput("FieldNotExpected", f"{field}.{printable(name)}")
    return kind(
        **{
            name: _value(hint, "uint256", given[_public(name)], f"{field}.{_public(name)}")
            for name, hint in hints.items()
        }
    )


def _value(kind: Any, solidity: str, given: Any, field: str) -> Any:
    while isinstance(kind, NewType):
        kind = kind.__supertype__
    if solidity == "bool":
        if not isinstance(given, bool):
            raise InvalidInput("FieldType", field, expected="true or false")
        return given
    if not solidity.startswith("uint"):
        return _bytes(20 if solidity == "address" else int(solidity.removeprefix("bytes")), given, field)
    if issubclass(kind, IntFlag | IntEnum):
        return _coded(kind, given, field)
    return _integer(int(solidity[4:]), given, field)


def _bytes(size: int, given: Any, field: str) -> bytes:
    match = _HEX.fullmatch(given.strip()) if isinstance(given, str) else None
    if match is None or len(match[1]) != 2 * size:
        code = "AddressMalformed" if size == len(ZERO_KEY) else "DigestMalformed"
        raise InvalidInput(code, field, given=printable(given))
    return bytes.fromhex(match[1])


def _integer(bits: int, given: Any, field: str) -> int:
    text = str(given) if isinstance(given, int) and not isinstance(given, bool) else given
    if not isinstance(text, str) or not _DECIMAL.fullmatch(text):
        raise InvalidInput("FieldType", field, expected="integer")
    number = int(text)
    if number >> bits:
        raise InvalidInput("IntegerRange", field, given=printable(given), minimum=0, maximum=(1 << bits) - 1)
    return number


def _coded(kind: type[IntFlag] | type[IntEnum], given: Any, field: str) -> IntFlag | IntEnum:
    """A code by its number or name; a mask by its number or a list of names."""
    names = {member.name: member for member in kind}
    try:
        if isinstance(given, int) and not isinstance(given, bool):
            return _numbered(kind, given)
        if issubclass(kind, IntFlag) and isinstance(given, list):
            return kind(sum({names[str(name).upper()] for name in given}))
        return names[str(given).upper()]
    except (KeyError, ValueError):
        raise InvalidInput("ValueUnknown", field, given=printable(given), expected=", ".join(map(str, names))) from None


def _numbered(kind: type[IntFlag] | type[IntEnum], number: int) -> IntFlag | IntEnum:
    made = kind(number)
    if issubclass(kind, IntFlag) and (number < 0 or number & ~sum(kind)):
        raise ValueError(number)
    return made

"""
Doors: which nouns' contracts may reach certificates, and which registers take over old certificates.

A flag has one keeper.  The order of the flags is the order in which the contract asks their keepers what stops an act.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ledger.domain.events import Entry, MigrationOpened, NounAdmitted
from ledger.domain.facts import Fact, FactKey, Facts, Fold, find, require
from ledger.domain.flags import Flag

FLAGS = 16
"""How many flags there are for nouns: bits 0 to this."""

NOBODY = bytes(20)


@dataclass(frozen=True, slots=True)
class Noun(Fact):
    """A contract that may come through the door: the flags that are its own, and its powers."""

    KIND: ClassVar[str] = "noun"
    KEY: ClassVar[str] = "address"

    address: bytes
    flags: int


@dataclass(frozen=True, slots=True)
class Keeper(Fact):
    """Which noun keeps a flag, given by its bit; the zero address for nobody."""

    KIND: ClassVar[str] = "keeper"
    KEY: ClassVar[str] = "flag"

    flag: int
    noun: bytes


@dataclass(frozen=True, slots=True)
class Migration(Fact):
    """Until when old certificates may be brought into a register without an application; unix seconds."""

    KIND: ClassVar[str] = "migration"
    KEY: ClassVar[str] = "register"

    register: int
    until: int


def keeper_at(facts: Facts, bit: int) -> bytes:
    """Return the noun that keeps the flag of this bit; the zero address for nobody."""
    found = find(facts, ("keeper", bit), Keeper)
    return found.noun if found else NOBODY


def keeper_of(facts: Facts, flag: Flag) -> bytes:
    """Return the noun that keeps a flag; the zero address for nobody."""
    return keeper_at(facts, int(flag).bit_length() - 1)


def _admit(facts: Facts, entry: Entry, event: NounAdmitted) -> tuple[Fact, ...]:
    changed: list[Fact] = [Noun(event.noun, event.flags)]
    for bit in range(FLAGS):
        keeper = keeper_at(facts, bit)
        if event.flags >> bit & 1:
            require(entry, "flag is kept by nobody else", True, keeper in (NOBODY, event.noun))
            changed.append(Keeper(bit, event.noun))
        elif keeper == event.noun:
            changed.append(Keeper(bit, NOBODY))
    return tuple(changed)


def _open(_: Facts, __: Entry, event: MigrationOpened) -> tuple[Fact, ...]:
    return (Migration(event.register, event.until),)


_KEEPERS: tuple[FactKey, ...] = tuple(("keeper", bit) for bit in range(FLAGS))

FACTS = (Noun, Keeper, Migration)

FOLDS: Mapping[type[Any], Fold] = {
    NounAdmitted: Fold(lambda _: _KEEPERS, _admit),
    MigrationOpened: Fold(lambda _: (), _open),
}

"""
What the governors vote for other contracts than Participants: the doors of Certificates, the rules, the evaluators.

A voted call is a dataclass that says which function of which contract it calls with what, and how that contract would
refuse it; so neither chain layer nor governance knows any by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ledger.domain.doors import FLAGS, NOBODY, keeper_at
from ledger.domain.events import Key
from ledger.domain.facts import Facts
from ledger.domain.flags import NOUN_FLAGS, Power
from ledger.errors import ActRefused

_ALL = NOUN_FLAGS | sum(Power)


class Voted:
    """A call that the governors vote: its class names the contract and the function."""

    __slots__ = ()

    CONTRACT: ClassVar[str]
    FUNCTION: ClassVar[str]

    def arguments(self) -> list[Any]:
        """Return the function's arguments; structs as mappings by their Solidity names."""
        raise AssertionError("every voted call says this itself")

    def check(self, facts: Facts, now: int) -> None:  # noqa: ARG002 - for those that are voted
        """Raise `ActRefused` if the contract would refuse the voted call at a unix second."""
        raise AssertionError("every voted call says this itself")


@dataclass(frozen=True, slots=True)
class AdmitNoun(Voted):
    """Open the door of Certificates for a noun's contract to these flags and powers; zero closes it."""

    CONTRACT: ClassVar[str] = "Certificates"
    FUNCTION: ClassVar[str] = "admitNoun"

    noun: Key
    flags: int

    def arguments(self) -> list[Any]:
        return [self.noun, self.flags]

    def check(self, facts: Facts, now: int) -> None:  # noqa: ARG002
        if self.flags & ~_ALL:
            raise ActRefused("DoorClosed", caller=self.noun, flags=self.flags)
        for bit in range(FLAGS):
            keeper = keeper_at(facts, bit)
            if self.flags >> bit & 1 and keeper not in (NOBODY, self.noun):
                raise ActRefused("FlagKept", flag=bit, keeper=keeper)


@dataclass(frozen=True, slots=True)
class OpenMigration(Voted):
    """Let old certificates into a register without applications until a time; a time that is past ends it."""

    CONTRACT: ClassVar[str] = "Certificates"
    FUNCTION: ClassVar[str] = "openMigration"

    register: int
    until: int

    def arguments(self) -> list[Any]:
        return [self.register, self.until]

    def check(self, facts: Facts, now: int) -> None:
        """Nothing is refused: a register that nobody keeps takes nothing over."""

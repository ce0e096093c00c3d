"""
Where the portal's pages are, for whom: nobody is shown a way that he may not go.

An entry is shown to who has one of its scopes, or to everybody if it names none; if it names roles, only to officers
and clients of a participant that has one of them; if it names duties, only to officers who have one of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from api.caller import NO_ROLE, Caller, Scope
from ledger.domain.participants import Role


@dataclass(frozen=True, slots=True)
class Entry:
    """A way: the code of its words, its path, and for whom it is."""

    words: str
    path: str
    scopes: tuple[Scope, ...] = ()
    roles: Role = NO_ROLE
    duties: frozenset[str] = frozenset()

    def is_for(self, caller: Caller) -> bool:
        if self.scopes and not caller.scopes & frozenset(self.scopes):
            return False
        if self.roles and not self.roles & caller.roles:
            return False
        return not self.duties or bool(self.duties & _names(getattr(caller, "duties", ())))


ENTRIES: tuple[Entry, ...] = (Entry("NavVerify", "/"),)
"""All ways, in the order in which they are shown."""


def entries_for(caller: Caller) -> tuple[Entry, ...]:
    """Return the ways that a caller may go."""
    return tuple(entry for entry in ENTRIES if entry.is_for(caller))


def _names(duties: Iterable[object]) -> frozenset[str]:
    return frozenset(str(duty) for duty in duties)

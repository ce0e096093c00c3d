"""
Where the portal's pages are, for whom: nobody is shown a way that he may not go.

An entry needs what its route needs in `api.needs.NEEDS`, which a test holds; if it names roles, it is only shown to
officers and clients of a participant that has one of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from api.caller import NO_ROLE, Caller, Need
from ledger.domain.participants import Role


@dataclass(frozen=True, slots=True)
class Entry:
    """A way: the code of its words, its path, and for whom it is."""

    words: str
    path: str
    needs: tuple[Need, ...] = ()
    roles: Role = NO_ROLE

    def is_for(self, caller: Caller) -> bool:
        if self.needs and not any(caller.may(need) for need in self.needs):
            return False
        return not self.roles or bool(self.roles & caller.roles)


ENTRIES: tuple[Entry, ...] = (Entry("NavVerify", "/"),)
"""All ways, in the order in which they are shown."""


def entries_for(caller: Caller) -> tuple[Entry, ...]:
    """Return the ways that a caller may go."""
    return tuple(entry for entry in ENTRIES if entry.is_for(caller))

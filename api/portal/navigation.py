"""
Where the portal's pages are, for whom: nobody is shown a way that he may not go.

An entry is shown to who has what its route needs in `api.needs.NEEDS`; if it names roles, only to officers and clients
of a participant that has one of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from api.caller import NO_ROLE, Caller
from api.needs import need_of
from ledger.domain.participants import Role


@dataclass(frozen=True, slots=True)
class Entry:
    """A way: the code of its words, its path, and for whom it is: who has one of the roles, or holders, with none."""

    words: str
    path: str
    roles: Role = NO_ROLE
    holders: bool = False

    def is_for(self, caller: Caller) -> bool:
        needs = need_of("GET", self.path)
        if needs and not any(caller.may(need) for need in needs):
            return False
        if self.holders:
            return caller.participant != 0 and not caller.roles
        return not self.roles or bool(self.roles & caller.roles)


FILING = (
    Role.REGISTRY | Role.BANK | Role.EVALUATOR | Role.AUDITOR | Role.ORGAN | Role.ARBITRATION | Role.CUSTODIAN
    | Role.EXCHANGE | Role.SUPERVISOR
)  # fmt: skip
"""The roles that file acts on certificates (`api.portal.desks`)."""

ENTRIES: tuple[Entry, ...] = (
    Entry("NavVerify", "/"),
    Entry("NavPortfolio", "/portfolio", roles=Role.BANK),
    Entry("NavWatch", "/watch", roles=Role.BANK),
    Entry("NavHistory", "/verifications", roles=Role.BANK),
    Entry("NavExplorer", "/explorer"),
    Entry("NavBoard", "/board"),
    Entry("NavCases", "/cases", roles=Role.REGISTRY),
    Entry("NavCases", "/cases", holders=True),
    Entry("NavAssets", "/assets", holders=True),
    Entry("NavAgenda", "/agenda", holders=True),
    Entry("NavHolders", "/assets", roles=Role.SUPERVISOR),
    Entry("NavInbox", "/inbox"),
    Entry("NavInstructions", "/instructions"),
    Entry("NavActs", "/acts", roles=FILING),
    Entry("NavClaims", "/claims", roles=Role.REGISTRY | Role.SUPERVISOR),
    Entry("NavStatistics", "/statistics"),
    Entry("NavAudits", "/audits", roles=Role.AUDITOR | Role.SUPERVISOR),
    Entry("NavRules", "/rules"),
    Entry("NavGovernance", "/governance"),
    Entry("NavInstitutions", "/institutions"),
    Entry("NavNumbers", "/numbers", roles=Role.REGISTRY | Role.SUPERVISOR),
    Entry("NavKeys", "/keys"),
    Entry("NavOfficers", "/officers"),
    Entry("NavOfficerLog", "/officers/log", roles=Role.SUPERVISOR),
)  # fmt: skip
"""All ways, in the order in which they are shown."""


def entries_for(caller: Caller) -> tuple[Entry, ...]:
    """Return the ways that a caller may go."""
    return tuple(entry for entry in ENTRIES if entry.is_for(caller))

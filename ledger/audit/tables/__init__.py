"""
What the auditor knows of each contract, written by hand: one module a contract.

    TABLE       its events: topic to class, number of indexed fields, and types
    SLOTS       its state variables and the slot of each
    WRITERS     by kind of fact: which words the fact puts into its storage
    AUTHORITY   by event: the roles, of which the maker's participant must have one; where an event is missing, only
                the pair of maker and checker is asked about (see `audit.authority`)

Tests compare the topics with the signatures, tables with the compiler's ABI, and slots with its layout.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

from ledger.audit.book import facts_of
from ledger.audit.decode import Table
from ledger.audit.layout import Slot, Writer
from ledger.audit.pin import CONTRACTS, Pin
from ledger.audit.tables import (
    applications,
    attestations,
    certificates,
    equity,
    licences,
    participants,
    pledges,
    renewals,
    restraints,
    rules,
    successions,
)
from ledger.domain.facts import Facts
from ledger.domain.participants import NO_GOVERNANCE
from ledger.domain.state import GOVERNANCE

_MODULES: Mapping[str, ModuleType] = dict(
    zip(
        CONTRACTS,
        (
            participants,
            rules,
            certificates,
            renewals,
            successions,
            licences,
            pledges,
            restraints,
            equity,
            attestations,
            applications,
        ),
        strict=True,
    )
)

TABLES: Mapping[str, Table] = {name: module.TABLE for name, module in _MODULES.items()}
"""Each contract's events."""

SLOTS: Mapping[str, Mapping[str, int]] = {name: module.SLOTS for name, module in _MODULES.items()}
"""Each contract's state variables."""

WRITERS: Mapping[str, tuple[str, Writer]] = {
    kind: (name, writer) for name, module in _MODULES.items() for kind, writer in module.WRITERS.items()
}
"""By kind of fact: the contract that keeps it, and its words."""

AUTHORITY: Mapping[type[Any], int] = {
    event: int(roles) for module in _MODULES.values() for event, roles in getattr(module, "AUTHORITY", {}).items()
}
"""By event: a mask of roles, of which its maker's participant must have one."""


def slots_of(pin: Pin, facts: Facts, contract: str) -> Iterator[Slot]:
    """Every word that `facts` put into the storage of one contract."""
    if contract == "Participants" and GOVERNANCE not in facts:
        yield from WRITERS["governance"][1](pin, NO_GOVERNANCE, facts)  # there always is one: see `_status`
    kept = [kind for kind, (keeper, _) in WRITERS.items() if keeper == contract]
    for (kind, _), fact in facts_of(facts, kept):
        yield from WRITERS[kind][1](pin, fact, facts)

"""
The whole schema of the mirror: one module a noun.

Every fact of `ledger.domain` has one row under the fact's own key, and the columns have the names of its fields; each
module's `SHELVES` says which row class keeps which fact.  What is derived is not kept twice: whose an identity is,
stands in `participants`; which certificate has a number, in `certificates`.  There are no relationships, so nothing can
be loaded by accident, and no foreign keys: one writer fills all tables from the chain in one transaction, and the audit
compares them with it.

Numbers of the chain that are at most 64 bits are big integers, larger ones and digests and ids raw bytes, instants unix
seconds (UTC), positions three columns.  A position orders by block and log; the transaction index says the same more
coarsely.
"""

from collections.abc import Mapping

from ledger.domain.facts import Fact
from ledger.store.tables import (
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
from ledger.store.tables.base import Base, Coded, Listed, Word, key_column
from ledger.store.tables.certificates import (
    CertificateRow,
    ClaimRow,
    KeeperRow,
    MigrationRow,
    NounRow,
    ShareRow,
)
from ledger.store.tables.chain import BlockRow, CursorRow, EntryRow, UndoRow
from ledger.store.tables.participants import ChargeRow, GovernanceRow, KeyRow, ParticipantRow, ProposalRow

__all__ = [
    "SHELVES",
    "Base",
    "BlockRow",
    "CertificateRow",
    "ChargeRow",
    "ClaimRow",
    "Coded",
    "CursorRow",
    "EntryRow",
    "GovernanceRow",
    "KeeperRow",
    "KeyRow",
    "Listed",
    "MigrationRow",
    "NounRow",
    "ParticipantRow",
    "ProposalRow",
    "ShareRow",
    "UndoRow",
    "Word",
    "key_column",
]

SHELVES: Mapping[type[Fact], type[Base]] = {
    fact: row
    for noun in (
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
    )
    for fact, row in noun.SHELVES.items()
}
"""Which rows keep which fact, in the order in which a snapshot publishes them."""

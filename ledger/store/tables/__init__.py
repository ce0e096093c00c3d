"""
The whole schema of the mirror: one module a noun.

Every fact of `ledger.domain` has one row under the fact's own key, and the columns have the names of its fields; each
module's `SHELVES` says which row class keeps which fact.  What is derived is not kept twice: whose an identity is,
stands in `participants`; which certificate has a number, in `certificates`.  There are no relationships, so nothing can
be loaded by accident, and no foreign keys: one writer fills all tables from the chain in one transaction, and the audit
compares them with it.

Beside each table of facts stands its twin of what was (`past`): a row is true from the end of its `since_block` on, in
the twin to the end of the block before `until_block`.

Numbers of the chain that are at most 64 bits are big integers, larger ones and digests and ids raw bytes, instants unix
seconds (UTC), positions three columns.  A position orders by block and log; the transaction index says the same more
coarsely.

One table is not of the chain: `papers` has what the documents say that statistics count.
"""

from collections.abc import Mapping

from sqlalchemy import Table

from ledger.domain.facts import Fact
from ledger.store.tables import (
    applications,
    attestations,
    certificates,
    equity,
    holdings,
    licences,
    participants,
    pledges,
    renewals,
    restraints,
    rules,
    successions,
)
from ledger.store.tables.base import Base, Coded, Kept, Listed, Word, key_column
from ledger.store.tables.certificates import (
    CertificateRow,
    ClaimRow,
    KeeperRow,
    MigrationRow,
    NounRow,
    ShareRow,
)
from ledger.store.tables.chain import BlockRow, CursorRow, EntryRow, NoticeRow, OriginRow, SchemaRow
from ledger.store.tables.papers import PaperRow
from ledger.store.tables.participants import ChargeRow, GovernanceRow, KeyRow, ParticipantRow, ProposalRow
from ledger.store.tables.past import SINCE, past_of

__all__ = [
    "PAST",
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
    "Kept",
    "KeyRow",
    "Listed",
    "MigrationRow",
    "NoticeRow",
    "NounRow",
    "OriginRow",
    "PaperRow",
    "ParticipantRow",
    "ProposalRow",
    "SchemaRow",
    "ShareRow",
    "Word",
    "key_column",
]

SHELVES: Mapping[type[Fact], type[Kept]] = {
    fact: row
    for noun in (
        participants,
        rules,
        certificates,
        holdings,
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
"""Which rows keep which fact."""

PAST: Mapping[str, Table] = {
    table.name: past_of(table) for table in tuple(Base.metadata.tables.values()) if SINCE in table.columns
}
"""Each table's twin of what was, by the table's name."""

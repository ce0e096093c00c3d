"""Links between certificates, successions of holders, and registries' notices that they leave."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from ledger.domain.events import ThingId
from ledger.domain.facts import Fact
from ledger.domain.successions import ExitNotice, Link, Links, Relation, Succession, SuccessionGround
from ledger.store.tables.base import Kept, key_column


class LinkRow(Kept):
    """A link, also one that was taken back."""

    __tablename__ = "links"
    __table_args__ = (
        Index(None, "certificate_id", "linked_block", "linked_log"),
        Index(None, "other_id", "linked_block", "linked_log"),
    )

    id: Mapped[bytes] = key_column()
    certificate_id: Mapped[bytes]
    other_id: Mapped[bytes]
    sequence: Mapped[int]
    relation: Mapped[Relation]
    document_digest: Mapped[bytes]
    linked_block: Mapped[int]
    linked_transaction: Mapped[int]
    linked_log: Mapped[int]
    linked_at: Mapped[int]
    ended: Mapped[bool]


class LinksRow(Kept):
    """The links that a certificate has, in the contract's order."""

    __tablename__ = "links_on"

    certificate_id: Mapped[bytes] = key_column()
    ids: Mapped[tuple[ThingId, ...]]


class SuccessionRow(Kept):
    """A successor that took all that another held in a certificate."""

    __tablename__ = "successions"
    __table_args__ = (
        Index(None, "certificate_id", "succeeded_block", "succeeded_log"),
        Index(None, "from_", "succeeded_block", "succeeded_log"),
        Index(None, "to", "succeeded_block", "succeeded_log"),
    )

    id: Mapped[bytes] = key_column()
    certificate_id: Mapped[bytes]
    from_: Mapped[int]
    to: Mapped[int]
    ground: Mapped[SuccessionGround]
    succeeded_block: Mapped[int]
    succeeded_transaction: Mapped[int]
    succeeded_log: Mapped[int]
    succeeded_at: Mapped[int]


class ExitNoticeRow(Kept):
    """The last notice that a register will be left."""

    __tablename__ = "exit_notices"

    register: Mapped[int] = key_column()
    keeper: Mapped[int]
    successor: Mapped[int]
    effective_at: Mapped[int]
    sequence: Mapped[int]
    announced_at: Mapped[int]
    document_digest: Mapped[bytes]


SHELVES: Mapping[type[Fact], type[Kept]] = {
    Link: LinkRow,
    Links: LinksRow,
    Succession: SuccessionRow,
    ExitNotice: ExitNoticeRow,
}

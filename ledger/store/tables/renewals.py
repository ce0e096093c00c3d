"""Requests for renewal: each certificate's last."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from ledger.domain.facts import Fact
from ledger.domain.renewals import RenewalRequest
from ledger.store.tables.base import Kept, key_column


class RenewalRequestRow(Kept):
    """A certificate's last request for renewal; `decide_by` is 0 once it is decided."""

    __tablename__ = "renewal_requests"
    __table_args__ = (Index(None, "decide_by", "requested_block", "requested_log"),)

    certificate_id: Mapped[bytes] = key_column()
    decide_by: Mapped[int]
    document_digest: Mapped[bytes]
    requested_block: Mapped[int]
    requested_transaction: Mapped[int]
    requested_log: Mapped[int]
    requested_at: Mapped[int]


SHELVES: Mapping[type[Fact], type[Kept]] = {RenewalRequest: RenewalRequestRow}

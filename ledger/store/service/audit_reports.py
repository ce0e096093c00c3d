"""Reports of audits that were made or handed in here: as they were written, to the byte, the newest of them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import LargeBinary, delete, select
from sqlalchemy.orm import Mapped, Session, defer, mapped_column

from ledger.store.service.base import ServiceBase

KEPT_MAX = 100
"""Reports that are kept: two years of one a week; an older one is its auditor's to keep."""


class AuditReportRow(ServiceBase):
    """
    A report by the SHA-256 of its text; `key` is the thumbprint of the key that signed it, empty if none did.

    `by` says who had it made or handed it in; `is_own` that it was made here.  `outcome`, `last_block` and `findings`
    are the report's own.  `kept_at` is a unix second.
    """

    __tablename__ = "audit_reports"

    digest: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    key: Mapped[str]
    by: Mapped[str]
    is_own: Mapped[bool]
    outcome: Mapped[str]
    last_block: Mapped[int | None]
    findings: Mapped[int]
    kept_at: Mapped[int] = mapped_column(index=True)


def keep(session: Session, row: AuditReportRow) -> None:
    """Keep a report, which may be here already, and let go of the oldest beyond `KEPT_MAX`."""
    if session.get(AuditReportRow, row.digest) is None:
        session.add(row)
    session.flush()
    newest = select(AuditReportRow.digest).order_by(AuditReportRow.kept_at.desc()).limit(KEPT_MAX)
    session.execute(delete(AuditReportRow).where(AuditReportRow.digest.not_in(newest)))


def listed(session: Session) -> Sequence[AuditReportRow]:
    """Return what is kept, the newest first, without the reports themselves."""
    wanted = select(AuditReportRow).options(defer(AuditReportRow.content, raiseload=True))
    return session.scalars(wanted.order_by(AuditReportRow.kept_at.desc())).all()


def by_digest(session: Session, digest: str) -> AuditReportRow | None:
    """Return a report by the SHA-256 of its text in hex."""
    return session.get(AuditReportRow, digest)

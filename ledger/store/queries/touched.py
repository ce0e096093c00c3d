"""Which certificates the last blocks said something of."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.domain.events import CertificateId
from ledger.store.queries.entries import ENTRIES


def touched(session: Session, after: int) -> list[CertificateId]:
    """Return the certificates with acts in blocks after `after`, in the order of the last act of each."""
    last = func.max(ENTRIES.c.block)
    own = ENTRIES.c.certificate_id
    wanted = select(own).where(ENTRIES.c.block > after, own.is_not(None)).group_by(own).order_by(last, own)
    return [CertificateId(row[0]) for row in session.execute(wanted)]

"""What certificates' documents say that is counted: industry and volume, which no event has."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from ledger.store.tables.base import Base, key_column


class PaperRow(Base):
    """
    A document that a certificate has or had, first in `block`, and what it says of the data.

    `industry` is a division of GB/T 4754 with its section's letter; none where the document was not on file, or could
    not be read.  `bytes` and `records` are none where the document does not say.
    """

    __tablename__ = "papers"

    digest: Mapped[bytes] = key_column()
    block: Mapped[int] = mapped_column(index=True)
    industry: Mapped[str | None]
    bytes: Mapped[int | None]
    records: Mapped[int | None]

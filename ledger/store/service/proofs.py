"""
The evidence of certificates as it was when their acts were mirrored: a node forgets old state, and a proof of it.

One row a certificate and block, compressed; a row that was written is never changed.
"""

from __future__ import annotations

import zlib

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.store.service.base import ServiceBase

COMPRESSION = 6
"""Of zlib: evidence is hexadecimal text and becomes a third."""


class ProofRow(ServiceBase):
    """The evidence object of a certificate at a block: canonical JSON under zlib."""

    __tablename__ = "proofs"

    certificate: Mapped[bytes] = mapped_column(primary_key=True)
    block: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes]


class EvidenceRow(ServiceBase):
    """The evidence object that an answer promises, by the SHA-256 of its canonical JSON; under zlib."""

    __tablename__ = "evidence"

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    content: Mapped[bytes]


def promise(session: Session, digest: bytes, content: bytes) -> None:
    """Keep the evidence that an answer is going to promise."""
    if session.get(EvidenceRow, digest) is None:
        session.add(EvidenceRow(digest=digest, content=zlib.compress(content, COMPRESSION)))


def promised(session: Session, digest: bytes) -> bytes | None:
    """Return the evidence that an answer promised."""
    found = session.get(EvidenceRow, digest)
    return None if found is None else zlib.decompress(found.content)


def keep(session: Session, certificate: bytes, block: int, content: bytes) -> None:
    """Keep an evidence object, unless there is one of that certificate and block."""
    if session.get(ProofRow, (certificate, block)) is None:
        session.add(ProofRow(certificate=certificate, block=block, content=zlib.compress(content, COMPRESSION)))


def last(session: Session, certificate: bytes, block: int) -> bytes | None:
    """Return the last evidence of a certificate that was kept up to a block."""
    wanted = select(ProofRow.content).where(ProofRow.certificate == certificate, ProofRow.block <= block)
    found = session.scalar(wanted.order_by(ProofRow.block.desc()).limit(1))
    return None if found is None else zlib.decompress(found)


def kept_blocks(session: Session, certificate: bytes) -> list[int]:
    """Return of which blocks there is evidence of a certificate."""
    wanted = select(ProofRow.block).where(ProofRow.certificate == certificate).order_by(ProofRow.block)
    return list(session.scalars(wanted))

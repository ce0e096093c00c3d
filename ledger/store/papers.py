"""
The catalogue of certificates' documents: industry and volume stand in these only, and statistics ask for both.

It follows the mirror at leisure, a part at a time, and is built anew with it.  Of a document that is not on file a row
says just that; whoever begins to index looks for these again, and lets go of what was erased meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from operator import itemgetter
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, Select, Table, delete, exists, func, insert, select

from ledger.domain.document import INTEGER_MAX, parse
from ledger.errors import Inconsistent, InvalidInput, NotFound, Unavailable
from ledger.store.documents import Documents
from ledger.store.tables import PAST, CertificateRow, CursorRow
from ledger.store.tables.papers import PaperRow
from ledger.store.tables.past import SINCE

_CERTIFICATES = cast(Table, CertificateRow.__table__)
_CURSOR = cast(Table, CursorRow.__table__)
_PAPERS = cast(Table, PaperRow.__table__)

PAPERS_AT_A_TIME = 500
"""Documents read in one transaction: some tens of milliseconds, for which the index waits."""


class Paper(NamedTuple):
    """What a document says: industry (none of a document that cannot be read), volume in bytes and in records."""

    industry: str | None = None
    bytes: int | None = None
    records: int | None = None


def begin(connection: Connection, documents: Documents) -> int:
    """Let go of what was not on file or was erased, and return from which block on there is something to catalogue."""
    absent = _PAPERS.c.industry.is_(None)
    last = connection.scalar(select(func.max(_PAPERS.c.block)))
    first = connection.scalar(select(func.min(_PAPERS.c.block)).where(absent))
    connection.execute(delete(_PAPERS).where(absent))
    with suppress(Inconsistent, Unavailable):
        for erased in documents.tombstones():
            connection.execute(delete(_PAPERS).where(_PAPERS.c.digest == erased.digest))
    return min((block for block in (first, last) if block is not None), default=0)


def catalogue(
    connection: Connection, documents: Documents, start: int, limit: int = PAPERS_AT_A_TIME
) -> tuple[int, int]:
    """
    Catalogue documents that certificates have or had since block `start`; each stands in the order of those blocks.

    Return how many there were, at most `limit`, and from which block on to look next.
    """
    found: dict[bytes, int] = {}
    for table in (_CERTIFICATES, PAST[_CERTIFICATES.name]):
        for digest, block in connection.execute(_missing(table, start, limit)):
            found[digest] = min(block, found.get(digest, block))
    first = sorted(found.items(), key=itemgetter(1))[:limit]
    if first:
        rows = [{"digest": digest, "block": block, **read(documents, digest)._asdict()} for digest, block in first]
        connection.execute(insert(_PAPERS), rows)
    if len(first) == limit:
        return limit, first[-1][1]
    return len(first), connection.scalar(select(_CURSOR.c.number)) or 0


def read(documents: Documents, digest: bytes) -> Paper:
    """Return what a document says; nothing of one that is not on file, was altered or erased, or is none."""
    try:
        content = parse(documents.get(digest) or b"")
    except (Inconsistent, InvalidInput, NotFound, Unavailable):
        return Paper()
    volume = content.get("volume") if isinstance(content, dict) else None
    industry = content.get("industry") if isinstance(content, dict) else None
    if not isinstance(industry, str) or not isinstance(volume, dict):
        return Paper()
    return Paper(industry, *_counts(volume))


def _counts(volume: dict[str, Any]) -> Iterator[int | None]:
    for name in ("bytes", "records"):
        given = volume.get(name)
        yield given if isinstance(given, int) and 0 <= given <= INTEGER_MAX else None


def _missing(table: Table, start: int, limit: int) -> Select[Any]:
    known = exists().where(_PAPERS.c.digest == table.c.document_digest)
    wanted = select(table.c.document_digest, table.c[SINCE]).where(table.c[SINCE] >= start, ~known)
    return wanted.order_by(table.c[SINCE]).limit(limit)

"""How far the mirror is, and the blocks that it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from sqlalchemy import RowMapping, Table, select
from sqlalchemy.orm import Session

from ledger.domain.events import Digest
from ledger.store.facts import INTEGER_MAX
from ledger.store.tables import BlockRow, CursorRow

_BLOCKS = cast(Table, BlockRow.__table__)
_CURSOR = cast(Table, CursorRow.__table__)


@dataclass(frozen=True, slots=True)
class Cursor:
    """
    The mirror's last block, and what was last seen of the node.

    `head` is the node's newest block when we looked, at `seen_at` (unix seconds; 0 if never): an answer says both (P6).
    """

    number: int
    hash: Digest
    time: int
    head: int
    seen_at: int

    @property
    def lag_blocks(self) -> int:
        """Return how many blocks the mirror was behind the node when we last looked."""
        return max(0, self.head - self.number)


@dataclass(frozen=True, slots=True)
class Header:
    """A mirrored block without its entries."""

    number: int
    hash: Digest
    parent: Digest
    time: int


def cursor(session: Session) -> Cursor | None:
    """Return how far the mirror is; none while it is empty."""
    row = session.execute(select(_CURSOR)).mappings().first()
    if row is None:
        return None
    return Cursor(row["number"], Digest(row["hash"]), row["time"], row["head"], row["seen_at"])


def by_number(session: Session, number: int) -> Header | None:
    """Return the block with this number."""
    if not 0 <= number <= INTEGER_MAX:
        return None
    return _header(session.execute(select(_BLOCKS).where(_BLOCKS.c.number == number)).mappings().first())


def last_at(session: Session, instant: int) -> Header | None:
    """Return the last block that is not younger than `instant` (unix seconds): what the ledger said then."""
    earlier = select(_BLOCKS).where(_BLOCKS.c.time <= min(instant, INTEGER_MAX))
    newest = earlier.order_by(_BLOCKS.c.time.desc(), _BLOCKS.c.number.desc()).limit(1)
    return _header(session.execute(newest).mappings().first())


def _header(row: RowMapping | None) -> Header | None:
    if row is None:
        return None
    return Header(row["number"], Digest(row["hash"]), Digest(row["parent"]), row["time"])

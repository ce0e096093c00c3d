"""
The mirror: the chain's facts in SQL, exactly as far as its cursor says.

One range of blocks is one transaction, and the cursor is in it: a crash at any instant loses nothing and repeats
nothing.  What an event means, only `domain.state.apply` says; the mirror looks facts up for it and keeps what it
returns.  Beside each fact that a block changes, the journal keeps how it was, so that blocks which the chain takes
back can be undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

from sqlalchemy import Connection, RowMapping, Table, delete, select, update
from sqlalchemy.orm import Session, sessionmaker

from ledger.domain.certificates import Certificate
from ledger.domain.events import ZERO_DIGEST, Block, Digest, Entry
from ledger.domain.state import Fact, FactKey, apply, reads
from ledger.errors import Inconsistent
from ledger.store import facts as shelf
from ledger.store import schema
from ledger.store.database import Writer, open_reader, parse
from ledger.store.payload import to_json
from ledger.store.tables import BlockRow, CursorRow, EntryRow, UndoRow

UNDO_BLOCKS = 256
"""How far back the journal reaches unless told otherwise; as `config.Settings.undo_blocks`."""

BUSY_SECONDS = 5.0
"""How long to wait for a lock on SQLite before saying that the database is unavailable."""

_BLOCKS = cast(Table, BlockRow.__table__)
_CURSOR = cast(Table, CursorRow.__table__)
_ENTRIES = cast(Table, EntryRow.__table__)
_UNDO = cast(Table, UndoRow.__table__)


@dataclass(frozen=True, slots=True)
class Sight:
    """The node's newest block, and the instant (unix seconds) when we looked."""

    head: int
    at: int


class Mirror:
    """
    The mirror in one database.  Reading needs no lock; the first write takes the writer's lock and keeps it until
    `close`.

    `undo_blocks` is how far back a reorganisation can be undone.
    """

    def __init__(self, url: str, undo_blocks: int = UNDO_BLOCKS, busy_seconds: float = BUSY_SECONDS) -> None:
        self.url = parse(url)
        self.undo_blocks = undo_blocks
        self._writer = Writer(self.url, busy_seconds)
        self._readers = open_reader(self.url, busy_seconds)
        self.sessions: sessionmaker[Session] = sessionmaker(self._readers, autoflush=False, expire_on_commit=False)
        """Makes read-only sessions: `with mirror.sessions() as session: ...`; each sees one state of the mirror."""
        self._sight: Sight | None = None  # as last written

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all connections and of the writer's lock."""
        self._writer.close()
        self._readers.dispose()

    # SCHEMA

    def migrate(self) -> None:
        """
        Bring the schema to this program's revision; does nothing, and takes no lock, if it is there.

        Raises `Misconfigured` if the schema is of a newer program, or another indexer has the mirror.
        """
        if self._revision() != schema.head():
            with self._writer.transaction() as connection:
                schema.upgrade(connection)

    def check(self) -> None:
        """Raise `Misconfigured` unless the schema is exactly this program's."""
        schema.check(self._revision())

    def _revision(self) -> str | None:
        if self.url.get_backend_name() == "sqlite" and not Path(str(self.url.database)).exists():
            return None
        with self._readers.connect() as connection:
            return schema.revision_of(connection)

    # READING

    def cursor(self) -> tuple[int, Digest] | None:
        """Return number and hash of the last mirrored block; none of an empty mirror."""
        with self._readers.connect() as connection:
            found = connection.execute(select(_CURSOR.c.number, _CURSOR.c.hash)).first()
        return None if found is None else (found[0], Digest(found[1]))

    def floor(self) -> int | None:
        """Return the block down to which `undo` can go; none of an empty mirror."""
        with self._readers.connect() as connection:
            return connection.scalar(select(_CURSOR.c.floor))

    def hash_of(self, number: int) -> Digest | None:
        """Return the hash of a mirrored block."""
        with self._readers.connect() as connection:
            found = connection.scalar(select(_BLOCKS.c.hash).where(_BLOCKS.c.number == number))
        return None if found is None else Digest(found)

    # WRITING

    def saw(self, sight: Sight) -> None:
        """
        Note how far the node is, so that the lag is known; at most once a second for the same head.

        An empty mirror notes nothing: it has no cursor.
        """
        if sight != self._sight:
            with self._writer.transaction() as connection:
                connection.execute(update(_CURSOR).values(head=sight.head, seen_at=sight.at))
            self._sight = sight

    def project(self, blocks: Sequence[Block], sight: Sight | None = None) -> None:
        """
        Take over `blocks`, which follow the cursor, in one transaction.

        Raises `Inconsistent` if they do not follow the cursor or one another, `IllegalTransition` if an event cannot
        be, `Misconfigured` if another indexer has the mirror, `Unavailable` if the database does not answer.  In all
        cases nothing of them was written.
        """
        if not blocks:
            return
        with self._writer.transaction() as connection:
            cursor = connection.execute(select(_CURSOR)).mappings().first()
            _require_following(blocks, (cursor["number"], cursor["hash"]) if cursor else None)
            last = blocks[-1]
            oldest = cursor["floor"] if cursor else blocks[0].number - 1
            floor = max(oldest, last.number - self.undo_blocks)
            changes = _Projection(connection, floor)
            changes.take(blocks)
            changes.write()
            connection.execute(delete(_UNDO).where(_UNDO.c.block <= floor))
            _move(connection, cursor, last, floor, sight)
        self._sight = None

    def undo(self, to_block: int) -> None:
        """
        Take back all blocks above `to_block`, as if they had never been mirrored.

        Raises `Inconsistent` if the journal does not reach so far back; then nothing is changed.
        """
        with self._writer.transaction() as connection:
            cursor = connection.execute(select(_CURSOR)).mappings().first()
            if cursor is None or to_block >= cursor["number"]:
                return
            if to_block < cursor["floor"]:
                raise Inconsistent("UndoTooDeep", to_block=to_block, cursor=cursor["number"], floor=cursor["floor"])
            _restore(connection, to_block)
            for table, column in ((_UNDO, _UNDO.c.block), (_ENTRIES, _ENTRIES.c.block), (_BLOCKS, _BLOCKS.c.number)):
                connection.execute(delete(table).where(column > to_block))
            last = connection.execute(select(_BLOCKS).where(_BLOCKS.c.number == to_block)).mappings().first()
            if last is None:
                connection.execute(delete(_CURSOR))
            else:
                connection.execute(update(_CURSOR).values(number=last["number"], hash=last["hash"], time=last["time"]))


def _require_following(blocks: Iterable[Block], cursor: tuple[int, bytes] | None) -> None:
    """Check that each block names the one before it as its parent; the first of an empty mirror may be any."""
    for block in blocks:
        if cursor is not None and (block.number, block.parent) != (cursor[0] + 1, cursor[1]):
            raise Inconsistent(
                "BlocksDoNotFollow",
                block=block.number,
                parent=block.parent.hex(),
                expected_block=cursor[0] + 1,
                expected_parent=cursor[1].hex(),
            )
        cursor = (block.number, block.hash)


def _move(connection: Connection, cursor: RowMapping | None, last: Block, floor: int, sight: Sight | None) -> None:
    """Put the cursor on `last`; what was seen of the node is `sight`, or as before."""
    if sight is None:
        sight = Sight(max(last.number, cursor["head"]), cursor["seen_at"]) if cursor else Sight(last.number, 0)
    if cursor is None:
        connection.execute(_CURSOR.insert().values(id=1, number=0, hash=b"", time=0, head=0, seen_at=0, floor=0))
    row = {"number": last.number, "hash": last.hash, "time": last.time, "floor": floor}
    connection.execute(update(_CURSOR).values(row | {"head": sight.head, "seen_at": sight.at}))


def _restore(connection: Connection, to_block: int) -> None:
    """Put every fact that a block above `to_block` changed back to what it was before the first of these changes."""
    journal = select(_UNDO.c.kind, _UNDO.c.key, _UNDO.c.before).where(_UNDO.c.block > to_block)
    before: dict[FactKey, Fact | None] = {}
    for kind, key, text in connection.execute(journal.order_by(_UNDO.c.block.desc())):
        fact = None if text is None else shelf.fact_from_json(kind, text)
        before[kind, shelf.SHELVES[kind].key_from(key)] = fact
    shelf.remove(connection, before)
    shelf.save(connection, {key: fact for key, fact in before.items() if fact is not None})


# ONE RANGE OF BLOCKS


class _Projection(Mapping[FactKey, Fact]):
    """
    What one range of blocks changes: the facts as `apply` sees them, and the rows to be written at the end.

    Facts are fetched beforehand for all events together, and singly if `apply` asks for another; the state before a
    change that `apply` did not ask for is fetched for the journal at the end, when the rows still are as they were.
    """

    def __init__(self, connection: Connection, floor: int) -> None:
        self._connection = connection
        self._floor = floor  # below it, nothing will be undone, and the journal is spared
        self._known: dict[FactKey, Fact | None] = {}
        self._changed: dict[FactKey, Fact] = {}
        self._blocks: list[dict[str, Any]] = []
        self._entries: list[dict[str, Any]] = []
        self._journal: list[tuple[int, FactKey, Fact | None]] = []
        self._journal_unread: list[tuple[int, FactKey]] = []

    def __getitem__(self, key: FactKey) -> Fact:
        if key not in self._known:
            self._fetch([key])
        found = self._known[key]
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[FactKey]:
        return (key for key, fact in self._known.items() if fact is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _fetch(self, keys: Iterable[FactKey]) -> None:
        missing = [key for key in dict.fromkeys(keys) if key not in self._known]
        found = shelf.load(self._connection, missing)
        self._known.update({key: found.get(key) for key in missing})

    def take(self, blocks: Sequence[Block]) -> None:
        """Apply all entries of `blocks` in order."""
        self._fetch(key for block in blocks for entry in block.entries for key in reads(entry.event))
        for block in blocks:
            self._blocks.append(
                {"number": block.number, "hash": block.hash, "parent": block.parent, "time": block.time}
            )
            journaled: set[FactKey] = set()
            for entry in block.entries:
                changes = apply(self, entry)
                if block.number > self._floor:
                    self._note(block.number, changes.keys() - journaled)
                    journaled |= changes.keys()
                self._known.update(changes)
                self._changed.update(changes)
                self._entries.append(_entry_row(entry, changes))

    def _note(self, block: int, keys: Iterable[FactKey]) -> None:
        for key in keys:
            if shelf.is_derived(key[0]):
                continue
            if key in self._known:
                self._journal.append((block, key, self._known[key]))
            else:
                self._journal_unread.append((block, key))

    def write(self) -> None:
        """Write everything."""
        before = shelf.load(self._connection, (key for _, key in self._journal_unread))
        self._journal.extend((block, key, before.get(key)) for block, key in self._journal_unread)
        rows = [
            {
                "block": block,
                "kind": kind,
                "key": shelf.SHELVES[kind].key_bytes(key),
                "before": None if fact is None else to_json(fact),
            }
            for block, (kind, key), fact in self._journal
        ]
        for table, of_table in ((_BLOCKS, self._blocks), (_ENTRIES, self._entries), (_UNDO, rows)):
            if of_table:
                self._connection.execute(table.insert(), of_table)
        shelf.save(self._connection, self._changed)


def _entry_row(entry: Entry, changes: Mapping[FactKey, Fact]) -> dict[str, Any]:
    """Return the row of one entry, with the sequence, head and flags that it gave its certificate."""
    event = entry.event
    certificate_id = getattr(event, "certificate_id", None)
    after = None if certificate_id is None else changes.get(("certificate", certificate_id))
    certificate = after if isinstance(after, Certificate) else None
    fingerprint = getattr(event, "fingerprint", None)
    return {
        "block": entry.position.block,
        "log": entry.position.log,
        "transaction": entry.position.transaction,
        "time": entry.time,
        "emitter": entry.emitter,
        "kind": type(event).__name__,
        "certificate_id": certificate_id,
        "sequence": certificate.sequence if certificate else None,
        "application_id": getattr(event, "application_id", None),
        "participant": getattr(event, "participant", None),
        "register": getattr(event, "register", None),
        "proposal": getattr(event, "proposal", None),
        "fingerprint": None if fingerprint == ZERO_DIGEST else fingerprint,
        "document_digest": getattr(event, "document_digest", None),
        "digest": entry.digest,
        "head": certificate.head if certificate else None,
        "flags": certificate.flags if certificate else None,
        "payload": to_json(event),
    }

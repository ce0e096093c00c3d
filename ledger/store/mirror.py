"""
The mirror: the chain's facts in SQL, exactly as far as its cursor says.

One range of blocks is one transaction, and the cursor and the outbox are in it: a crash at any instant loses nothing
and repeats nothing.  What an event means, only `domain.state.apply` says; the mirror looks facts up for it and keeps
what it returns.  What a fact was before stays in its table's twin, so that blocks which the chain takes back can be
undone, and any past block answered for.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

from sqlalchemy import Column, Connection, RowMapping, Table, delete, func, insert, select, update
from sqlalchemy.orm import Session, sessionmaker

from ledger.domain.certificates import Certificate
from ledger.domain.events import ZERO_DIGEST, Block, Digest, IllegalTransition
from ledger.domain.state import FactKey
from ledger.errors import Inconsistent, Misconfigured
from ledger.store import facts as shelf
from ledger.store import papers, schema
from ledger.store.bulk import Bulk, Key, Row, bulk_of
from ledger.store.database import CLASHES, Writer, open_reader, parse
from ledger.store.documents import Documents
from ledger.store.facts import SHARES, SHELVES, is_derived, share_rows
from ledger.store.projection import Memory, Projection, State
from ledger.store.tables import PAST, Base, BlockRow, CursorRow, EntryRow, NoticeRow, OriginRow, PaperRow
from ledger.store.tables.past import SINCE, UNTIL

BUSY_SECONDS = 5.0
"""How long to wait for a lock on SQLite before saying that the database is unavailable."""

_BLOCKS = cast(Table, BlockRow.__table__)
_CURSOR = cast(Table, CursorRow.__table__)
_ENTRIES = cast(Table, EntryRow.__table__)
_ORIGIN = cast(Table, OriginRow.__table__)
_OUTBOX = cast(Table, NoticeRow.__table__)
_PAPERS = cast(Table, PaperRow.__table__)


@dataclass(frozen=True, slots=True)
class Sight:
    """The node's newest block, and the instant (unix seconds) when we looked."""

    head: int
    at: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Which ledger is mirrored: the chain, the block in which it was founded, and its contracts by name."""

    chain_id: int
    genesis_hash: bytes
    first_block: int
    contracts: Mapping[str, bytes]


class Mirror:
    """
    The mirror in one database.  Reading needs no lock; the first write takes the writer's lock and keeps it until
    `close`.
    """

    def __init__(self, url: str, busy_seconds: float = BUSY_SECONDS) -> None:
        self.url = parse(url)
        self._writer = Writer(self.url, busy_seconds)
        self._readers = open_reader(self.url, busy_seconds)
        self.sessions: sessionmaker[Session] = sessionmaker(self._readers, autoflush=False, expire_on_commit=False)
        """Makes read-only sessions: `with mirror.sessions() as session: ...`; each sees one state of the mirror."""
        self._sight: Sight | None = None  # as last written
        self._is_complete = False  # as far as we have seen
        self._memory = Memory()
        self._left_at: tuple[str, int, bytes] | None = None  # the mirror and the cursor of which the memory is
        self._to_catalogue: int | None = None  # from which block on; none before the first look

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
        Make the tables where there are none; does nothing, and takes no lock, if they are there.

        Raises `Misconfigured` if they are another program's, or another indexer has the mirror.
        """
        if self.digest() is None:
            with self._writer.transaction() as connection:
                schema.create(connection)
        self.check()

    def complete(self) -> None:
        """
        See to it that all indices are there; when they are, nothing is done.

        They are made when the mirror first is as far as the chain, and again if somebody dropped one.  Raises as
        `project` does.
        """
        if self._is_complete:
            return
        with self._readers.connect() as connection:
            is_complete = schema.is_complete(connection)
        if not is_complete:
            with self._writer.transaction() as connection:
                schema.complete(connection)
        self._is_complete = True

    def check(self) -> None:
        """Raise `Misconfigured` unless the tables are exactly this program's."""
        schema.check(self.digest())

    def digest(self) -> str | None:
        """Return of which tables the database is; none if there is no mirror in it."""
        if self.url.get_backend_name() == "sqlite" and not Path(str(self.url.database)).exists():
            return None
        with self._readers.connect() as connection:
            return schema.digest_of(connection)

    # READING

    def cursor(self) -> tuple[int, Digest] | None:
        """Return number and hash of the last mirrored block; none of an empty mirror."""
        with self._readers.connect() as connection:
            found = connection.execute(select(_CURSOR.c.number, _CURSOR.c.hash)).first()
        return None if found is None else (found[0], Digest(found[1]))

    def first(self) -> int | None:
        """Return the first mirrored block; none of an empty mirror."""
        with self._readers.connect() as connection:
            found: int | None = connection.scalar(select(func.min(_BLOCKS.c.number)))
        return found

    def hash_of(self, number: int) -> Digest | None:
        """Return the hash of a mirrored block."""
        with self._readers.connect() as connection:
            found = connection.scalar(select(_BLOCKS.c.hash).where(_BLOCKS.c.number == number))
        return None if found is None else Digest(found)

    def origin(self) -> Origin | None:
        """Return which ledger is mirrored; none before the first block."""
        with self._readers.connect() as connection:
            return _origin(connection)

    # WRITING

    def unlocked(self) -> AbstractContextManager[Connection]:
        """Give a connection that writes without the indexer's lock, outside any transaction: see `shadow`."""
        return self._writer.unlocked()

    def adopt(self, origin: Origin) -> None:
        """
        Note that the mirror is of this ledger.

        Raises `Misconfigured` MirrorOfAnother if it is of another: two ledgers in one mirror would be neither.
        """
        known = self.origin()
        if known is None:
            with self._writer.transaction() as connection:
                known = _origin(connection)
                if known is None:
                    connection.execute(insert(_ORIGIN).values(_origin_row(origin)))
                    known = origin
        if known != origin:
            raise Misconfigured(
                "MirrorOfAnother",
                mirrored=f"{known.chain_id}:0x{known.contracts.get('Certificates', b'').hex()}",
                given=f"{origin.chain_id}:0x{origin.contracts.get('Certificates', b'').hex()}",
            )

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
        try:
            self._project(blocks, sight)
        except (IllegalTransition, *CLASHES):
            self._project(blocks, sight, sure=True)  # says what exactly cannot be

    def _project(self, blocks: Sequence[Block], sight: Sight | None, *, sure: bool = False) -> None:
        try:
            with self._writer.transaction() as connection:
                cursor = connection.execute(select(_CURSOR)).mappings().first()
                _require_following(blocks, (cursor["number"], cursor["hash"]) if cursor else None)
                if cursor is None or self._left_at != (cursor["built"], cursor["number"], cursor["hash"]):
                    self._memory.forget()
                bulk = bulk_of(connection)
                projection = Projection(self._memory, lambda keys: shelf.fetch(bulk, keys))
                projection.take(blocks, sure=sure)
                _write(bulk, projection)
                built = _move(connection, cursor, blocks[-1], sight)
                tell(connection, taken=True, first=blocks[0].number, last=blocks[-1].number, hash=blocks[-1].hash)
        except BaseException:
            self._memory.forget()
            self._left_at = None
            raise
        self._left_at = (built, blocks[-1].number, blocks[-1].hash)
        self._sight = None

    def catalogue(self, documents: Documents) -> int:
        """
        Read some documents that are not catalogued yet (`papers`); return how many, 0 where nothing is left to read.

        Raises as `project` does; then none of these is catalogued.
        """
        with self._writer.transaction() as connection:
            start = self._to_catalogue
            if start is None:
                start = papers.begin(connection, documents)
            count, following = papers.catalogue(connection, documents, start)
        self._to_catalogue = following
        return count

    def undo(self, to_block: int) -> None:
        """Take back all blocks above `to_block`, as if they had never been mirrored."""
        self._memory.forget()
        self._to_catalogue = None
        with self._writer.transaction() as connection:
            cursor = connection.execute(select(_CURSOR)).mappings().first()
            if cursor is None or to_block >= cursor["number"]:
                return
            for name, twin in PAST.items():
                _restore(connection, Base.metadata.tables[name], twin, to_block)
            for column in (_ENTRIES.c.block, _BLOCKS.c.number, _PAPERS.c.block):
                connection.execute(delete(column.table).where(column > to_block))
            last = connection.execute(select(_BLOCKS).where(_BLOCKS.c.number == to_block)).mappings().first()
            if last is None:
                connection.execute(delete(_CURSOR))
            else:
                connection.execute(update(_CURSOR).values(number=last["number"], hash=last["hash"], time=last["time"]))
            left = last["hash"] if last else ZERO_DIGEST
            tell(connection, taken=False, first=to_block + 1, last=cursor["number"], hash=left)


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


# THE ROWS


Courses = Sequence[tuple[FactKey, Sequence[State]]]
Ends = Sequence[tuple[Key, int]]


def _write(bulk: Bulk, projection: Projection) -> None:
    """Write blocks, entries, the facts as they are at the end, and what they were before."""
    bulk.insert(_BLOCKS, projection.blocks)
    bulk.insert(_ENTRIES, projection.entries)
    for kind, courses in projection.by_kind():
        if is_derived(kind):
            continue
        kept = SHELVES[kind]
        ends = [(key[1], course[0][0]) for key, course in courses if not projection.is_new(key)]
        _write_states(bulk, kept.key, kept.rows_of, courses, ends)
        if kind == Certificate.KIND:
            # The co-holders are of the certificate's state, and end with it.
            shared = [each for each in courses if any(fact.shares for _, fact in each[1])]  # type: ignore[attr-defined]
            own = {key[1] for key, _ in shared}
            _write_states(bulk, SHARES.c.certificate_id, share_rows, shared, [end for end in ends if end[0] in own])


def _write_states(
    bulk: Bulk, key: Column[Any], rows_of: Callable[[Any], Iterable[Row]], courses: Courses, ends: Ends
) -> None:
    """Write the courses of facts into the table that `key` is of and its twin; what was before ends there."""
    now: list[Row] = []
    past: list[Row] = []
    for _, course in courses:
        since, fact = course[0]
        for until, after in course[1:]:
            past += [(*row, since, until) for row in rows_of(fact)]
            since, fact = until, after
        now += [(*row, since) for row in rows_of(fact)]
    table, twin = key.table, PAST[key.table.name]
    bulk.retire(table, twin, key.name, ends)
    bulk.insert(table, now)
    bulk.insert(twin, past)


def _restore(connection: Connection, table: Table, past: Table, to_block: int) -> None:
    """Put a table's facts back to what they were after a block, by its twin."""
    names = [column.name for column in table.columns]
    connection.execute(delete(table).where(table.c[SINCE] > to_block))
    was = select(*(past.c[name] for name in names)).where(past.c[SINCE] <= to_block, past.c[UNTIL] > to_block)
    connection.execute(insert(table).from_select(names, was))
    connection.execute(delete(past).where(past.c[UNTIL] > to_block))


# THE CURSOR, THE OUTBOX, THE ORIGIN


def _move(connection: Connection, cursor: RowMapping | None, last: Block, sight: Sight | None) -> str:
    """Put the cursor on `last`; what was seen of the node is `sight`, or as before.  Return the mirror's mark."""
    if sight is None:
        sight = Sight(max(last.number, cursor["head"]), cursor["seen_at"]) if cursor else Sight(last.number, 0)
    row = {
        "number": last.number,
        "hash": last.hash,
        "time": last.time,
        "head": sight.head,
        "seen_at": sight.at,
    }
    built: str = cursor["built"] if cursor else secrets.token_hex(8)
    connection.execute(
        insert(_CURSOR).values(id=1, built=built, **row) if cursor is None else update(_CURSOR).values(row)
    )
    return built


def tell(connection: Connection, *, taken: bool, first: int, last: int, hash: bytes) -> None:
    """Add a line to the outbox."""
    number = (connection.scalar(select(func.max(_OUTBOX.c.number))) or 0) + 1
    row = {"number": number, "taken": taken, "first_block": first, "last_block": last, "hash": hash}
    connection.execute(insert(_OUTBOX).values(row))


def _origin(connection: Connection) -> Origin | None:
    row = connection.execute(select(_ORIGIN)).mappings().first()
    if row is None:
        return None
    contracts = {name: bytes.fromhex(address[2:]) for name, address in json.loads(row["contracts"]).items()}
    return Origin(row["chain_id"], row["genesis_hash"], row["first_block"], contracts)


def _origin_row(origin: Origin) -> dict[str, Any]:
    contracts = {name: "0x" + address.hex() for name, address in sorted(origin.contracts.items())}
    return {
        "id": 1,
        "chain_id": origin.chain_id,
        "genesis_hash": origin.genesis_hash,
        "first_block": origin.first_block,
        "contracts": json.dumps(contracts, separators=(",", ":")),
    }

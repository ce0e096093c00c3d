"""
The oracle: what the database must have, by a plain fold of the chain's blocks up to the mirror's cursor.

Nothing of the mirror's way of working is known here: blocks are folded one by one, a fact that a block changes ends the
state that it had before, and every row of every table is compared as the database has it.  How a fact is written as a
row is the one thing that is asked of `ledger.store.facts`; that it comes back as the same fact is tried besides.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, cast

import psycopg
from sqlalchemy import URL, Table

from ledger.domain.certificates import Certificate
from ledger.domain.events import EVENTS, ZERO_DIGEST, Digest, Entry, Event
from ledger.domain.state import Changes, Fact, FactKey, apply, fold
from ledger.store.facts import SHARES, SHELVES, is_derived, share_rows
from ledger.store.mirror import Mirror
from ledger.store.payload import from_json
from ledger.store.queries import snapshot
from ledger.store.tables import PAST, EntryRow
from tests.simulation.chain import Sealed

Row = tuple[Any, ...]
Tables = dict[str, set[Row]]
Known = Mapping[Digest, Sealed]

_ENTRIES = cast(Table, EntryRow.__table__)
_SUBJECTS = (
    "certificate_id", "application_id", "participant", "register", "proposal", "fingerprint", "document_digest",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Notice:
    """A line of the outbox."""

    number: int
    taken: bool
    first: int
    last: int
    hash: bytes


def branch_to(known: Known, tip: Digest, first_block: int) -> list[Sealed]:
    """Return the blocks from the ledger's first to the one with this hash, which some chain of the node must have."""
    found: list[Sealed] = []
    while (sealed := known.get(tip)) is not None and sealed.block.number >= first_block:
        found.append(sealed)
        tip = sealed.block.parent
    assert found, f"no chain ever had the block {tip.hex()}"
    return found[::-1]


def disagreements(url: URL, known: Known, first_block: int, heard: list[Notice]) -> list[str]:
    """
    Return how the database differs from the fold of the blocks that it says it has; of no block, it is empty.

    `heard` is what a reader of the outbox has heard before; it hears the rest.
    """
    with driver(url) as connection:
        cursor = connection.execute("SELECT number, hash FROM cursor").fetchone()
        return [
            *_unlike_fold(connection, cursor, known, first_block),
            *_faults_of_outbox(connection, known, first_block, heard),
        ]


def _unlike_fold(connection: Any, cursor: tuple[int, Digest] | None, known: Known, first_block: int) -> list[str]:
    if cursor is None:
        branch: list[Sealed] = []
    elif cursor[1] not in known:
        return [f"cursor: no chain ever had the block {cursor[0]} {cursor[1].hex()}"]
    else:
        branch = branch_to(known, cursor[1], first_block)
        if branch[-1].block.number != cursor[0]:
            return [f"cursor: the block {cursor[1].hex()} is not number {cursor[0]}"]
    expected = rows_of(branch)
    found = _rows(connection, expected)
    differing = [
        f"{name}: {len(expected[name] - found[name])} missing, {len(found[name] - expected[name])} too many; "
        f"missing {_shown(expected[name] - found[name])}; too many {_shown(found[name] - expected[name])}"
        for name in expected
        if expected[name] != found[name]
    ]
    return differing + _unlike_events(_told_events(connection), branch)


def rows_of(branch: Sequence[Sealed]) -> Tables:
    """Return the rows of every table that tells of the chain, by table."""
    kept = [*(shelf.table.name for shelf in SHELVES.values()), SHARES.name]
    tables: Tables = {name: set() for name in (*kept, *(PAST[name].name for name in kept), "entries")}
    tables["blocks"] = {(each.number, each.hash, each.parent, each.time) for each in (s.block for s in branch)}
    facts: dict[FactKey, Fact] = {}
    since: dict[FactKey, int] = {}
    for sealed in branch:
        number = sealed.block.number
        before: dict[FactKey, Fact | None] = {}
        for entry in sealed.block.entries:
            changes = apply(facts, entry)
            tables["entries"].add(_entry_row(entry, changes))
            before |= {key: facts.get(key) for key in changes if key not in before}
            facts.update(changes)
        for key, fact in before.items():
            if fact is not None:
                for name, row in _fact_rows(key, fact):
                    tables[PAST[name].name].add((*row, since[key], number))
            since[key] = number
    for key, fact in facts.items():
        for name, row in _fact_rows(key, fact):
            tables[name].add((*row, since[key]))
    return tables


def _fact_rows(key: FactKey, fact: Fact) -> Iterable[tuple[str, Row]]:
    if is_derived(key[0]):
        return
    shelf = SHELVES[key[0]]
    yield shelf.table.name, shelf.row_of(fact)
    if isinstance(fact, Certificate):
        for row in share_rows(fact):
            yield SHARES.name, row


def _entry_row(entry: Entry, changes: Changes) -> Row:
    """Return an entry's row without its payload, which is compared as an event."""
    event = entry.event
    subjects = {name: getattr(event, name, None) for name in _SUBJECTS}
    if subjects["fingerprint"] == ZERO_DIGEST:
        subjects["fingerprint"] = None
    after = changes.get(("certificate", cast(bytes, subjects["certificate_id"])))
    certificate = after if isinstance(after, Certificate) else None
    values = subjects | {
        "block": entry.position.block,
        "log": entry.position.log,
        "transaction": entry.position.transaction,
        "time": entry.time,
        "emitter": entry.emitter,
        "kind": type(event).__name__,
        "digest": entry.digest,
        "sequence": certificate and certificate.sequence,
        "head": certificate and certificate.head,
        "flags": certificate and int(certificate.flags),
    }
    return tuple(values[name] for name in _entry_columns())


def _entry_columns() -> list[str]:
    return [column.name for column in _ENTRIES.columns if column.name != "payload"]


@contextmanager
def driver(url: URL) -> Iterator[Any]:
    """Give a connection of the database's own driver, which only reads, and sees one state throughout."""
    if url.get_backend_name() == "sqlite":
        connection: Any = sqlite3.connect(f"file:{url.database}?mode=ro", uri=True)
        connection.execute("BEGIN")
    else:
        connection = psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    with closing(connection):
        yield connection


def _rows(connection: Any, names: Iterable[str]) -> Tables:
    """Return the rows of tables; a server is asked for all of them at once."""
    columns = dict.fromkeys(names, "*") | {"entries": ", ".join(f'"{each}"' for each in _entry_columns())}
    with connection.pipeline() if isinstance(connection, psycopg.Connection) else nullcontext():
        asked = {
            name: connection.execute(f'SELECT {listed} FROM "{name}"')  # noqa: S608
            for name, listed in columns.items()
        }
    return {name: set(cursor.fetchall()) for name, cursor in asked.items()}


def _shown(rows: set[Row]) -> str:
    return " | ".join(str(row)[:300] for row in sorted(rows, key=str)[:2])


def unlike_facts(mirror: Mirror, known: Known, first_block: int) -> list[str]:
    """Return how the facts that the mirror gives differ from the fold's."""
    cursor = mirror.cursor()
    branch = [] if cursor is None else branch_to(known, cursor[1], first_block)
    facts: dict[FactKey, Fact] = {}
    fold(facts, (entry for sealed in branch for entry in sealed.block.entries))
    with mirror.sessions() as session:
        found = dict(snapshot.snapshot(session))
    plain = {key: fact for key, fact in facts.items() if not is_derived(key[0])}
    return [
        f"fact {key}: {found.get(key)} instead of {plain.get(key)}"
        for key in found.keys() | plain.keys()
        if found.get(key) != plain.get(key)
    ]


def _told_events(connection: Any) -> dict[tuple[int, int], Event]:
    rows = connection.execute("SELECT block, log, kind, payload FROM entries").fetchall()
    return {(block, log): from_json(EVENTS[kind], payload) for block, log, kind, payload in rows}


def _unlike_events(told: Mapping[tuple[int, int], Event], branch: Sequence[Sealed]) -> list[str]:
    events = {
        (entry.position.block, entry.position.log): entry.event for sealed in branch for entry in sealed.block.entries
    }
    return [
        f"event at {place}: {told.get(place)} instead of {events.get(place)}"
        for place in told.keys() | events.keys()
        if told.get(place) != events.get(place)
    ]


# THE OUTBOX


def outbox(connection: Any) -> list[Notice]:
    """Return all lines of the outbox in order."""
    rows = connection.execute("SELECT number, taken, first_block, last_block, hash FROM outbox ORDER BY number")
    return [Notice(number, bool(taken), first, last, hash) for number, taken, first, last, hash in rows]


def replayed(notices: Sequence[Notice], known: Known, first_block: int) -> dict[int, bytes]:
    """
    Return the blocks that a reader of the outbox has at its end, by number; each is taken once and taken back once.

    Asserts that the lines are numbered without a gap and that each follows from the one before.
    """
    have: dict[int, bytes] = {}
    for place, notice in enumerate(notices, 1):
        assert notice.number == place, f"line {place} of the outbox is numbered {notice.number}"
        last = max(have, default=first_block - 1)
        if notice.taken:
            assert notice.first == last + 1, f"{notice} was told while {last} was the last"
            taken = branch_to(known, Digest(notice.hash), notice.first)
            assert taken[-1].block.number == notice.last, notice
            assert not have or taken[0].block.parent == have[last], f"{notice} does not follow"
            have |= {each.block.number: each.block.hash for each in taken}
        else:
            assert notice.last == last, f"{notice} was told while {last} was the last"
            have = {number: name for number, name in have.items() if number < notice.first}
            assert notice.hash == have.get(notice.first - 1, ZERO_DIGEST), notice
    return have


def _faults_of_outbox(connection: Any, known: Known, first_block: int, heard: list[Notice]) -> list[str]:
    notices = outbox(connection)
    if notices[: len(heard)] != heard:
        return [f"outbox: what was told is told otherwise: {notices[: len(heard)]} instead of {heard}"]
    heard[:] = notices
    try:
        have = replayed(notices, known, first_block)
    except AssertionError as error:
        return [f"outbox: {error}"]
    mirrored = dict(connection.execute("SELECT number, hash FROM blocks").fetchall())
    return [] if have == mirrored else [f"outbox: it leads to {sorted(have)}, the mirror has {sorted(mirrored)}"]

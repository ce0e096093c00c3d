"""
The mirror: ranges of blocks in, the same facts as the domain's fold; blocks taken back, the same tables as before them.

Random valid histories (`store_histories`) are projected into SQLite and PostgreSQL; the tables are compared as the
databases have them, without our own column types.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, RowMapping, Table, select, text
from sqlalchemy.exc import DatabaseError

from ledger.domain.events import CertificateId, CertificateRevoked, IllegalTransition
from ledger.domain.state import Fact, FactKey
from ledger.errors import Inconsistent, LedgerError, Misconfigured, Unavailable
from ledger.store.facts import SHARES, SHELVES, certificate_of, is_derived
from ledger.store.mirror import Mirror, Origin, Sight
from ledger.store.queries import blocks, snapshot
from ledger.store.tables import PAST
from tests.store_fixtures import OpenMirror, dump, raw
from tests.store_histories import CHECKER, MAKER, History, digest, grown, sample

CHOICES = st.lists(st.tuples(st.integers(0, 25), st.integers(0, 2**16)), min_size=1, max_size=18)
EXAMPLES = settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])


def facts_of(mirror: Mirror) -> dict[FactKey, Fact]:
    with mirror.sessions() as session:
        return dict(snapshot.snapshot(session))


def kept(facts: dict[FactKey, Fact]) -> dict[FactKey, Fact]:
    """Leave out what is read from another fact's row."""
    return {key: fact for key, fact in facts.items() if not is_derived(key[0])}


def cut(history: History, places: Sequence[int]) -> list[slice]:
    """Return the ranges between `places`, as slices of the history's blocks."""
    ends = sorted({place % (len(history.blocks) + 1) for place in places} | {0, len(history.blocks)})
    return [slice(first, last) for first, last in pairwise(ends)]


# WHAT IS PROJECTED AND UNDONE


@EXAMPLES
@given(choices=CHOICES, places=st.lists(st.integers(0, 40), max_size=3))
def test_the_mirror_says_what_the_fold_says(mirror: Mirror, choices: list[tuple[int, int]], places: list[int]) -> None:
    mirror.undo(0)
    history = grown(choices)
    for part in cut(history, places):
        mirror.project(history.blocks[part])
        assert facts_of(mirror) == kept(history.facts_after[part.stop - 1])
    assert mirror.cursor() == (history.blocks[-1].number, history.blocks[-1].hash)


@EXAMPLES
@given(choices=CHOICES, places=st.lists(st.integers(0, 40), min_size=1, max_size=4))
def test_undoing_to_any_block_leaves_the_tables_of_that_block(
    mirror: Mirror, choices: list[tuple[int, int]], places: list[int]
) -> None:
    mirror.undo(0)
    empty = dump(mirror)
    history = grown(choices)
    then = {0: empty}
    for block in history.blocks:
        mirror.project([block])
        then[block.number] = dump(mirror)
    for place in places:  # down and up again: a range at once must give the same rows as block by block
        to_block = place % len(then)
        mirror.undo(to_block)
        assert dump(mirror) == then[to_block]
        mirror.project(history.blocks[to_block:])
        assert dump(mirror) == then[len(history.blocks)]
    mirror.undo(0)
    assert dump(mirror) == empty
    assert mirror.cursor() is None


def test_another_branch_replaces_the_first_one_wholly(mirror: Mirror) -> None:
    history = sample(40)
    fork = len(history.blocks) // 2
    other = grown([(number, number) for number in range(20)], history=history.branch(fork))
    mirror.project(other.blocks)
    expected = dump(mirror)
    mirror.undo(0)
    mirror.project(history.blocks)
    mirror.undo(fork)
    mirror.project(other.blocks[fork:])
    assert dump(mirror) == expected
    assert facts_of(mirror) == kept(other.facts)


@EXAMPLES
@given(choices=CHOICES, places=st.lists(st.integers(0, 40), max_size=3))
def test_what_was_after_any_block_stays_findable(
    mirror: Mirror, choices: list[tuple[int, int]], places: list[int]
) -> None:
    mirror.undo(0)
    history = grown(choices)
    for part in cut(history, places):
        mirror.project(history.blocks[part])
    for block in history.blocks:
        assert facts_after(mirror, block.number) == kept(history.facts_after[block.number - 1])


def facts_after(mirror: Mirror, block: int) -> dict[FactKey, Fact]:
    """Read a past state of all tables and their twins."""
    found: dict[FactKey, Fact] = {}
    with raw(mirror) as connection:
        parts = states(connection, SHARES, block)
        for kind, shelf in SHELVES.items():
            for row in states(connection, shelf.table, block):
                if kind == "certificate":
                    own = sorted((p for p in parts if p["certificate_id"] == row["id"]), key=lambda p: int(p["place"]))
                    found[kind, row["id"]] = certificate_of(row, own)
                else:
                    found[kind, row[shelf.key.name]] = shelf.fact_of(row)
    return found


def states(connection: Connection, table: Table, block: int) -> list[RowMapping]:
    twin = PAST[table.name]
    now = select(table).where(table.c.since_block <= block)
    was = select(*(twin.c[column.name] for column in table.columns)).where(
        twin.c.since_block <= block, twin.c.until_block > block
    )
    return [row for wanted in (now, was) for row in connection.execute(wanted).mappings()]


def test_the_outbox_tells_what_was_taken_and_taken_back(mirror: Mirror) -> None:
    history = sample(20)
    mirror.project(history.blocks[:3])
    mirror.project(history.blocks[3:9])
    mirror.undo(5)
    mirror.project(history.blocks[5:7])
    with raw(mirror) as connection:
        told = connection.execute(
            text("SELECT number, taken, first_block, last_block, hash FROM outbox ORDER BY 1")
        ).all()
    hashes = {block.number: block.hash for block in history.blocks}
    assert [(n, bool(taken), first, last, digest) for n, taken, first, last, digest in told] == [
        (1, True, 1, 3, hashes[3]),
        (2, True, 4, 9, hashes[9]),
        (3, False, 6, 9, hashes[5]),
        (4, True, 6, 7, hashes[7]),
    ]


def test_a_mirror_is_of_one_ledger_and_says_so(mirror: Mirror) -> None:
    first = Origin(1, bytes(32), 7, {"Certificates": b"\x01" * 20})
    assert mirror.origin() is None
    mirror.adopt(first)
    mirror.adopt(first)
    assert mirror.origin() == first
    with pytest.raises(Misconfigured) as refused:
        mirror.adopt(replace(first, contracts={"Certificates": b"\x02" * 20}))
    assert refused.value.code == "MirrorOfAnother"
    assert mirror.origin() == first


# WHAT IS REFUSED


def test_a_gap_another_parent_and_a_broken_range_are_refused(mirror: Mirror) -> None:
    history = sample(30)
    mirror.project(history.blocks[:4])
    before = dump(mirror)
    strange = replace(history.blocks[4], parent=digest("another parent"))
    for wrong in (
        [history.blocks[5]],
        [history.blocks[3]],
        [strange],
        [history.blocks[4], history.blocks[6]],
    ):
        with pytest.raises(Inconsistent) as refused:
            mirror.project(wrong)
        assert refused.value.code == "BlocksDoNotFollow"
        assert dump(mirror) == before
    mirror.project(history.blocks[4:])
    assert facts_of(mirror) == kept(history.facts)


def test_an_impossible_event_leaves_nothing_of_its_range(mirror: Mirror) -> None:
    history = sample(30)
    mirror.project(history.blocks[:4])
    before = dump(mirror)
    block = next(block for block in history.blocks[4:] if block.entries)
    nobody = CertificateId(digest("nobody"))
    event = CertificateRevoked(nobody, 2, digest("decision"), MAKER, CHECKER)
    wrong = replace(block, entries=(*block.entries[:-1], replace(block.entries[-1], event=event)))
    with pytest.raises(IllegalTransition):
        mirror.project([*history.blocks[4 : block.number - 1], wrong])
    assert dump(mirror) == before
    mirror.project(history.blocks[4:])


def test_nothing_is_asked_of_an_empty_range_or_an_undo_above_the_cursor(mirror: Mirror) -> None:
    mirror.project([])
    mirror.undo(3)
    assert mirror.cursor() is None
    assert mirror.first() is None
    history = sample(5)
    mirror.project(history.blocks)
    mirror.undo(len(history.blocks) + 9)
    assert mirror.cursor() == (history.blocks[-1].number, history.blocks[-1].hash)


# LAG


def test_the_cursor_tells_the_lag(mirror: Mirror) -> None:
    history = sample(12)
    mirror.saw(Sight(9, 50))
    mirror.project(history.blocks[:2], Sight(10, 100))
    with mirror.sessions() as session:
        cursor = blocks.cursor(session)
    assert cursor is not None
    assert (cursor.number, cursor.head, cursor.seen_at, cursor.lag_blocks) == (2, 10, 100, 8)
    assert cursor.time == history.blocks[1].time
    mirror.saw(Sight(11, 101))
    with mirror.sessions() as session:
        cursor = blocks.cursor(session)
    assert cursor is not None
    assert (cursor.head, cursor.seen_at) == (11, 101)


# ONE WRITER, MANY READERS


def test_a_second_indexer_is_refused_until_the_first_ends(mirror: Mirror, open_mirror: OpenMirror) -> None:
    history = sample(10)
    mirror.project(history.blocks[:1])
    second = open_mirror()
    with pytest.raises(Misconfigured) as refused:
        second.project(history.blocks[1:2])
    assert refused.value.code == "MirrorInUse"
    with pytest.raises(Misconfigured):
        second.undo(0)
    second.migrate()  # nothing to do: needs no lock
    assert second.cursor() == mirror.cursor()
    mirror.close()
    second.project(history.blocks[1:2])
    with pytest.raises(Misconfigured):
        mirror.project(history.blocks[2:])


def test_a_session_sees_one_state_while_blocks_come_in(mirror: Mirror) -> None:
    history = sample(30)
    mirror.project(history.blocks[:4])
    with mirror.sessions() as session:
        first = blocks.cursor(session)
        mirror.project(history.blocks[4:])
        assert blocks.cursor(session) == first
        assert dict(snapshot.snapshot(session)) == kept(history.facts_after[3])
    assert facts_of(mirror) == kept(history.facts)


def test_a_session_cannot_write(mirror: Mirror) -> None:
    mirror.project(sample(5).blocks)
    before = dump(mirror)
    for statement in ("DELETE FROM certificates", "UPDATE cursor SET number = 0", "CREATE TABLE mine (id INTEGER)"):
        with mirror.sessions() as session, pytest.raises(DatabaseError, match=r"read-?only|query_only"):
            session.execute(text(statement))
    assert dump(mirror) == before


# TROUBLE


def test_a_database_locked_by_another_program_is_unavailable_and_recovers(open_mirror: OpenMirror) -> None:
    mirror = open_mirror(busy_seconds=0.2)
    mirror.migrate()
    history = sample(10)
    mirror.project(history.blocks[:1])
    before = dump(mirror)
    with raw(mirror) as other:
        if mirror.url.get_backend_name() == "sqlite":
            other.execute(text("BEGIN IMMEDIATE"))
        else:
            other.execute(text("LOCK TABLE cursor IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(Unavailable) as refused:
            mirror.project(history.blocks[1:])
        assert refused.value.code == "DatabaseUnavailable"
        assert refused.value.retryable
        other.rollback()
    assert dump(mirror) == before
    mirror.project(history.blocks[1:])
    assert facts_of(mirror) == kept(history.facts)


def test_a_connection_that_is_cut_is_unavailable_and_recovers(postgresql_url: str, tmp_path: Path) -> None:
    del tmp_path
    with psycopg.connect(postgresql_url, autocommit=True) as server:
        server.execute("CREATE SCHEMA cut")
        try:
            mirror = Mirror(f"{postgresql_url}&options=-csearch_path%3Dcut")
            mirror.migrate()
            history = sample(10)
            mirror.project(history.blocks[:1])
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                "AND backend_type = 'client backend'"
            )
            with pytest.raises(Unavailable):
                mirror.project(history.blocks[1:])
            mirror.project(history.blocks[1:])
            assert facts_of(mirror) == kept(history.facts)
            mirror.close()
        finally:
            server.execute("DROP SCHEMA cut CASCADE")


@pytest.mark.parametrize(
    ("url", "kind", "code"),
    [
        ("mysql://somewhere/mirror", Misconfigured, "DatabaseUrlInvalid"),
        ("no url at all", Misconfigured, "DatabaseUrlInvalid"),
        ("sqlite://", Misconfigured, "DatabaseUrlInvalid"),
        ("sqlite:////dev/null/mirror.sqlite", Unavailable, "DatabaseUnavailable"),
        ("postgresql://nobody:secret@127.0.0.1:1/mirror", Unavailable, "DatabaseUnavailable"),
    ],
)
def test_a_database_that_cannot_be_is_named_without_its_password(url: str, kind: type[LedgerError], code: str) -> None:
    with pytest.raises(kind) as refused:
        Mirror(url).migrate()
    assert refused.value.code == code
    assert "secret" not in refused.value.explain("en") + refused.value.explain("zh")


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mirror.sqlite"
    path.write_bytes(b"this is not a database, whatever its name says" * 100)
    with pytest.raises(Misconfigured) as refused:
        Mirror(f"sqlite:///{path}").migrate()
    assert refused.value.code == "DatabaseDamaged"


def test_sqlite_survives_a_loss_of_power_by_its_settings(tmp_path: Path) -> None:
    mirror = Mirror(f"sqlite:///{tmp_path / 'mirror.sqlite'}")
    mirror.migrate()
    with mirror._writer.transaction() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    mirror.close()
    with sqlite3.connect(tmp_path / "mirror.sqlite") as plain:
        assert plain.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    plain.close()

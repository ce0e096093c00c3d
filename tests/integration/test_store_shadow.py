"""
A mirror built anew beside the one that answers: it takes its place in one step, whoever reads or follows meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import text

from ledger.errors import Inconsistent, Misconfigured
from ledger.store import schema
from ledger.store.mirror import Mirror, Origin
from ledger.store.queries import blocks, snapshot
from ledger.store.shadow import shadow_of, take_over
from tests.store_fixtures import OpenMirror, dump, raw
from tests.store_histories import grown, sample


def told(mirror: Mirror) -> list[tuple[int, bool, int, int]]:
    with raw(mirror) as connection:
        rows = connection.execute(text("SELECT number, taken, first_block, last_block FROM outbox ORDER BY number"))
        return [(number, bool(taken), first, last) for number, taken, first, last in rows]


def tamper(mirror: Mirror) -> None:
    with raw(mirror) as connection:
        connection.execute(text("UPDATE certificates SET holder = 999"))
        connection.commit()


def test_the_shadow_takes_the_place_of_a_mirror_and_leaves_nothing(mirror: Mirror) -> None:
    history = sample(120)
    mirror.project(history.blocks)
    right = dump(mirror)
    tamper(mirror)
    assert dump(mirror) != right
    with shadow_of(mirror) as shadow:
        shadow.project(history.blocks)
        take_over(mirror, shadow)
    assert dump(mirror) == right
    with shadow_of(mirror) as again:
        assert again.cursor() is None, "the first shadow is gone"


def test_a_build_that_was_broken_off_is_gone_on_with(mirror: Mirror) -> None:
    history = sample(120)
    mirror.project(history.blocks)
    with shadow_of(mirror) as shadow:
        shadow.project(history.blocks[:10])
    with shadow_of(mirror) as shadow:
        assert shadow.cursor() == (history.blocks[9].number, history.blocks[9].hash)
        shadow.project(history.blocks[10:])
        take_over(mirror, shadow)
    assert mirror.cursor() == (history.blocks[-1].number, history.blocks[-1].hash)


def test_the_outbox_goes_on_where_it_was(mirror: Mirror) -> None:
    history = sample(120)
    mirror.project(history.blocks[:20])
    with shadow_of(mirror) as shadow:
        for block in history.blocks[:25]:
            shadow.project([block])
        take_over(mirror, shadow)
    assert told(mirror) == [(1, True, 1, 20), (2, True, 21, 25)]
    mirror.project(history.blocks[25:26])
    assert told(mirror)[-1] == (3, True, 26, 26)


def test_the_outbox_tells_of_another_branch(mirror: Mirror) -> None:
    history = sample(120)
    fork = 15
    other = grown([(number, number) for number in range(20)], history=history.branch(fork))
    mirror.project(history.blocks[:20])
    with shadow_of(mirror) as shadow:
        shadow.project(other.blocks[:18])
        take_over(mirror, shadow)
    assert told(mirror) == [(1, True, 1, 20), (2, False, 16, 20), (3, True, 16, 18)]


def test_who_follows_goes_on_with_the_new_mirror_and_forgets_the_old_rows(mirror: Mirror) -> None:
    """The follower has the lock and remembers facts; the change needs neither, and what is remembered may be wrong."""
    history = sample(160)
    mirror.project(history.blocks[:30])
    tamper(mirror)
    mirror._memory.forget()  # so that from here on it remembers the wrong rows
    mirror.project(history.blocks[30:31])
    with shadow_of(mirror) as shadow:
        shadow.project(history.blocks[:31])
        take_over(mirror, shadow)
    with pytest.raises(Inconsistent):
        mirror.project(history.blocks[35:])
    mirror.project(history.blocks[31:])
    found = dump(mirror)
    mirror.undo(0)
    mirror.project(history.blocks)
    assert dump(mirror) == found


def test_readers_see_the_old_or_the_new_and_never_nothing(mirror: Mirror) -> None:
    history = sample(120)
    mirror.project(history.blocks[:20])
    stop, seen, failures = threading.Event(), set[int](), list[BaseException]()

    def read() -> None:
        try:
            while not stop.is_set():
                with mirror.sessions() as session:
                    cursor = blocks.cursor(session)
                    assert cursor is not None
                    seen.add(cursor.number)
                    assert len(dict(snapshot.snapshot(session))) > 3
        except BaseException as error:
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        wait_until(lambda: bool(failures) or bool(seen))
        with shadow_of(mirror) as shadow:
            shadow.project(history.blocks)
            take_over(mirror, shadow)
        wait_until(lambda: bool(failures) or max(seen) == len(history.blocks))
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert not failures
    assert seen == {20, len(history.blocks)}


def wait_until(happened: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(200):
        if happened():
            return
        pause.wait(0.05)
    pytest.fail("it never happened")


def test_a_mirror_of_another_programs_tables_is_replaced(open_mirror: OpenMirror) -> None:
    mirror = open_mirror()
    with mirror._writer.transaction() as connection:
        connection.execute(text("CREATE TABLE cursor (id INTEGER PRIMARY KEY, number INTEGER)"))
        connection.execute(text("CREATE TABLE undo (id INTEGER PRIMARY KEY)"))
        connection.execute(text("CREATE TABLE somebody_elses (id INTEGER PRIMARY KEY)"))
    with pytest.raises(Misconfigured) as refused:
        mirror.migrate()
    assert refused.value.code == "SchemaOther"
    history = sample(20)
    with shadow_of(mirror) as shadow:
        shadow.adopt(Origin(1, bytes(32), 1, {}))
        shadow.project(history.blocks)
        take_over(mirror, shadow)
    mirror.check()
    assert mirror.cursor() == (history.blocks[-1].number, history.blocks[-1].hash)
    with raw(mirror) as connection:
        assert connection.scalar(text("SELECT count(*) FROM somebody_elses")) == 0
        with pytest.raises(Exception, match="undo"):
            connection.execute(text("SELECT * FROM undo"))


def test_a_shadow_of_other_tables_is_begun_anew(mirror: Mirror) -> None:
    history = sample(20)
    with shadow_of(mirror) as shadow:
        shadow.project(history.blocks[:5])
        with raw(shadow) as connection:
            connection.execute(text("UPDATE schema SET digest = 'another'"))
            connection.commit()
    with shadow_of(mirror) as shadow:
        assert shadow.digest() == schema.digest()
        assert shadow.cursor() is None

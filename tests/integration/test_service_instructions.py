"""Instructions, idempotency keys and what was read, in the service's own database, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from ledger.domain.instructions import State, Step
from ledger.errors import InvalidInput
from ledger.store.service import Service, notices, repeats
from ledger.store.service import instructions as store
from ledger.store.service.instructions import By, New

NOW = 1_795_000_000
BANK, HOLDER = 4, 12
ABOUT = bytes(31) + b"\x01"


@pytest.fixture
def service(database_url: str) -> Iterator[Service]:
    with Service(database_url) as made:
        made.migrate()
        yield made


def made(service: Service, *parties: int, about: bytes = ABOUT, now: int = NOW) -> str:
    new = New("Pledges", "hold", "{}", about, None, [{"name": "批复", "sha256": "0x00"}], "备注", parties)
    with service.writing() as session:
        return store.make(session, new, By(BANK, "maker", bytes(20)), now, now + 100).id


def test_boxes_hold_what_is_one_s_own_and_what_waits_for_one(service: Service) -> None:
    names = [made(service, HOLDER, now=NOW + each) for each in range(3)]
    with service.writing() as session:
        row = store.locked(session, names[0])
        assert row is not None
        store.add_step(session, row, Step.APPROVE, By(BANK, "checker"), NOW)
        row.state = State.APPROVED.value
    with service.reading() as session:
        first = store.of_participant(session, BANK, "all", None, 2)
        rest = store.of_participant(session, BANK, "all", first.next, 2)
        assert [row.id for row in (*first.items, *rest.items)] == names[::-1]
        assert [row.id for row in store.of_participant(session, BANK, "approve", None, 9).items] == names[:0:-1]
        assert [row.id for row in store.of_participant(session, HOLDER, "consent", None, 9).items] == names[:1]
        assert [row.id for row in store.of_participant(session, HOLDER, "all", None, 9).items] == names[:1]
        assert not store.of_participant(session, 7, "all", None, 9).items
        assert store.overdue(session, NOW + 101, 9) == names[:2]


def test_no_officer_signs_twice_whatever_a_program_does(service: Service) -> None:
    own = made(service)
    with pytest.raises(Exception, match=r"(?i)unique"), service.writing() as session:  # noqa: PT012 - one transaction
        row = store.locked(session, own)
        assert row is not None
        store.add_step(session, row, Step.APPROVE, By(BANK, "maker"), NOW)
    with service.writing() as session:
        row = store.locked(session, own)
        assert row is not None
        store.add_step(session, row, Step.WITHDRAW, By(BANK, "maker"), NOW)
    with service.reading() as session:
        assert [step.kind for step in store.steps_of(session, own)] == ["prepare", "withdraw"]


def test_one_at_a_time_is_on_its_way_for_a_certificate_and_one_sender_has_each(service: Service) -> None:
    one, two = made(service), made(service)
    other = made(service, about=bytes(31) + b"\x02")
    with service.writing() as session:
        for name in (one, two, other):
            row = store.locked(session, name)
            assert row is not None
            row.state, row.changed = State.READY.value, NOW + (name == two)
    with service.reading() as session:
        assert set(store.due(session, NOW, 9)) == {one, other}

    def claimed(_: int) -> bool:
        with service.writing() as session:
            return store.claim(session, one, NOW, NOW + 60)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(claimed, range(8))) == 1
    with service.writing() as session:
        assert store.claim(session, one, NOW + 60, NOW + 90)


def test_a_key_makes_one_thing_however_many_ask_at_once(service: Service) -> None:
    gate, written = threading.Barrier(4), []

    def ask(_: int) -> str:
        gate.wait(10)
        with service.writing() as session:
            known = repeats.take(session, "officer", "key", b"d" * 32, NOW)
            if known is None:
                written.append("made")
                known = "made"
                repeats.keep(session, "officer", "key", known)
            return known

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(4))) == ["made"] * 4
    assert written == ["made"]
    with pytest.raises(InvalidInput) as other, service.writing() as session:
        repeats.take(session, "officer", "key", b"e" * 32, NOW)
    assert other.value.code == "IdempotencyKeyTaken"
    with service.writing() as session:
        assert repeats.take(session, "another", "key", b"e" * 32, NOW) is None
        assert repeats.take(session, "officer", "key", b"e" * 32, NOW + repeats.KEPT_SECONDS + 1) is None


def test_what_was_read_is_known_to_whoever_read_it(service: Service) -> None:
    for _ in range(2):
        with service.writing() as session:
            notices.mark(session, "officer", ["a", "b", "a"], NOW, 10)
    with service.writing() as session:
        assert notices.read_of(session, "officer", ["a", "b", "c"]) == {"a", "b"}
        assert notices.read_of(session, "other", ["a"]) == set()
        notices.mark(session, "officer", ["c"], NOW + 100, 10)
        assert notices.read_of(session, "officer", ["a", "b", "c"]) == {"c"}

"""
From the mirror to deliveries: the feed, the stream and alerts, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import json
import threading
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from ledger.store.mirror import Mirror, Sight
from ledger.watch import alerting, telling
from ledger.watch.alerting import Freshness
from ledger.watch.following import BEGINNING, Place, here
from tests.store_histories import TERM
from tests.watch_fixtures import ANY_AGE, Stand, sequences

DAY = 86_400


# THE FEED


def test_a_certificate_is_told_from_the_subscription_on_each_event_once_and_without_gap(stand: Stand) -> None:
    own, other = stand.issue(), stand.issue(2)
    stand.feed()
    subscription = stand.subscribe([own])
    for turn in range(5):
        stand.transfer(own, 1 + turn % 2, 2 - turn % 2)
        stand.transfer(other, 2 + turn % 2, 3 - turn % 2)
        stand.feed()
        stand.feed()
    told = stand.told(subscription)
    assert sequences(told) == [2, 3, 4, 5, 6]
    assert [each["data"]["number"] for each in told] == [1, 2, 3, 4, 5]
    last = told[-1]["data"]
    assert last["head"] == "0x" + stand.history.certificate(own).head.hex()
    assert last["certificate"]["id"] == "0x" + own.hex()
    assert last["position"]["block"] == stand.history.blocks[-2].number


def test_a_holder_is_told_of_what_it_has_gets_and_gives_away_and_of_itself(stand: Stand) -> None:
    subscription = stand.subscribe(1)
    own = stand.issue(1)
    stand.transfer(own, 1, 2)
    stand.transfer(own, 2, 3)  # no business of 1 any more
    stand.transfer(own, 3, 1, seal=False)
    stand.transfer(own, 1, 2)  # in one block: 1 held within it only
    stand.history.rename(_always_first())
    stand.take()
    stand.feed()
    told = stand.told(subscription)
    assert sequences(told) == [1, 2, 4, 5]
    assert told[-1]["data"]["kind"] == "ParticipantRenamed"


def _always_first() -> Random:
    class First(Random):
        def randint(self, a: int, b: int) -> int:
            del b
            return a

    return First()


def test_blocks_that_were_taken_back_are_told_and_what_is_there_instead(stand: Stand) -> None:
    own, other_own = stand.issue(), stand.issue(3)
    stand.feed()
    subscription, untouched = stand.subscribe([own]), stand.subscribe([other_own])
    fork = len(stand.history.blocks)
    other = stand.history.branch(fork)
    stand.transfer(own, 1, 2)
    stand.transfer(own, 2, 3)
    stand.feed()
    stand.mirror.undo(stand.history.blocks[fork - 1].number)
    stand.history = other
    stand.transfer(own, 1, 3)
    stand.feed()
    told = stand.told(subscription)
    assert [each["type"] for each in told] == ["ledger.event"] * 2 + ["ledger.takenBack", "ledger.event"]
    assert told[2]["data"]["void"] == [1, 2]
    assert told[2]["data"]["fromBlock"] == other.blocks[fork].number
    assert sequences(told) == [2, 3, 2]
    assert told[3]["data"]["facts"]["to"] == 3
    assert [each.taken_back for each in stand.rows(subscription)] == [True, True, False, False]
    assert stand.told(untouched) == []


def test_of_the_last_block_alone_it_is_told_that_it_was_taken_back(stand: Stand) -> None:
    own = stand.issue()
    stand.feed()
    subscription = stand.subscribe([own])
    stand.transfer(own, 1, 2)
    stand.feed()
    stand.mirror.undo(stand.history.blocks[-2].number)
    stand.feed()
    assert [each["type"] for each in stand.told(subscription)] == ["ledger.event", "ledger.takenBack"]
    stand.feed()
    assert len(stand.told(subscription)) == 2


def test_blocks_that_came_and_went_between_two_looks_are_no_news(stand: Stand) -> None:
    own = stand.issue()
    stand.feed()
    subscription = stand.subscribe([own])
    fork = len(stand.history.blocks)
    other = stand.history.branch(fork)
    stand.transfer(own, 1, 2)
    stand.mirror.undo(stand.history.blocks[fork - 1].number)
    stand.history = other
    stand.transfer(own, 1, 3)
    stand.feed()
    assert [each["data"]["facts"]["to"] for each in stand.told(subscription)] == [3]


def test_two_feeds_at_once_tell_each_event_once(stand: Stand) -> None:
    own = stand.issue()
    stand.feed()
    subscription = stand.subscribe([own])
    for turn in range(12):
        stand.transfer(own, 1 + turn % 2, 2 - turn % 2)
    threads = [threading.Thread(target=stand.feed) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sequences(stand.told(subscription)) == list(range(2, 14))


def test_a_pass_that_fails_in_the_middle_has_told_nothing_and_the_next_tells_it(stand: Stand) -> None:
    own = stand.issue()
    stand.feed()
    subscription = stand.subscribe([own])
    stand.transfer(own, 1, 2)
    stand.transfer(own, 2, 1)
    with stand.service.writing() as session:  # takes the second number, and so the second row cannot be written
        session.execute(
            text(
                "INSERT INTO deliveries (subscription_id, number, kind, taken_back, body, made_at, state, attempts) "
                "VALUES (:own, 2, 'x', false, '{}', 0, 0, 0)"
            ),
            {"own": subscription.id},
        )
    with pytest.raises(IntegrityError):
        stand.feed()
    assert [each.number for each in stand.rows(subscription)] == [2]
    with stand.service.writing() as session:
        session.execute(text("DELETE FROM deliveries"))
    stand.feed()
    assert sequences(stand.told(subscription)) == [2, 3]
    assert [each.number for each in stand.rows(subscription)] == [1, 2]


def test_a_mirror_that_was_begun_anew_tells_nothing_twice(stand: Stand, tmp_path: Path) -> None:
    own = stand.issue()
    subscription = stand.subscribe([own])
    stand.transfer(own, 1, 2)
    stand.feed()
    before = len(stand.told(subscription))
    with Mirror(f"sqlite:///{tmp_path / 'anew.sqlite'}") as anew:
        anew.migrate()
        anew.project(stand.history.blocks[:2])
        stand.mirror = anew
        stand.feed()
        anew.project(stand.history.blocks[2:])
        stand.feed()
        assert len(stand.told(subscription)) == before
        stand.transfer(own, 2, 1)
        stand.feed()
    assert sequences(stand.told(subscription))[before:] == [3]


def test_a_stream_cut_anywhere_goes_on_where_it_was(stand: Stand) -> None:
    own = stand.issue()
    for turn in range(6):
        stand.transfer(own, 1 + turn % 2, 2 - turn % 2, seal=turn % 2 == 1)
    with stand.mirror.sessions() as session:
        whole, end, _ = telling.told(session, BEGINNING, 1_000)
        assert end == here(session)
        for cut in range(len(whole)):
            rest, _, _ = telling.told(session, Place.parse(whole[cut].place.text, "after"), 1_000)
            assert [each.data for each in whole[: cut + 1] + rest] == [each.data for each in whole]
        only, _, _ = telling.told(session, BEGINNING, 1_000, {own})
    assert [json.loads(each.data)["sequence"] for each in only] == [1, 2, 3, 4, 5, 6, 7]


# ALERTS


def test_an_alert_is_told_once_and_the_end_again(stand: Stand) -> None:
    own = stand.issue()
    end = stand.history.certificate(own).valid_to
    subscription = stand.subscribe([own], days=(30, 7))
    holders = stand.subscribe(1, days=(30,))
    for instant in (end - 40 * DAY, end - 20 * DAY, end - 19 * DAY, end - 3 * DAY, end, end + 9 * DAY):
        stand.now = instant
        alerting.told(stand.mirror, stand.service, stand.now, ANY_AGE)
    told = [each["data"]["alert"] for each in stand.told(subscription)]
    assert [(each["kind"], each["daysAhead"]) for each in told] == [("term", 30), ("term", 7), ("term", 0)]
    assert [each["data"]["alert"]["daysAhead"] for each in stand.told(holders)] == [30, 0]
    assert TERM > 40 * DAY


def test_no_alert_is_told_while_the_mirror_is_behind(stand: Stand) -> None:
    own = stand.issue()
    subscription = stand.subscribe([own], days=(30,))
    stand.now = stand.history.certificate(own).valid_to
    freshness = Freshness(blocks=20, seconds=60)
    stand.mirror.saw(Sight(stand.history.blocks[-1].number, stand.now - 61))
    assert alerting.told(stand.mirror, stand.service, stand.now, freshness) == 0
    stand.now += alerting.RETRY_SECONDS
    stand.mirror.saw(Sight(stand.history.blocks[-1].number, stand.now - 60))
    assert alerting.told(stand.mirror, stand.service, stand.now, freshness) == 1
    assert len(stand.told(subscription)) == 1

"""
From deliveries to receivers: order, signatures, retries, dead senders, and receivers that misbehave.

The receivers are real servers; what arrives is judged by the `standardwebhooks` library.
"""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from ledger.store.service import deliveries, subscriptions
from ledger.store.service.deliveries import DeliveryState
from ledger.watch import webhook
from ledger.watch.sender import FAILURES_MAX, LEASE_SECONDS, RETRY_SECONDS
from tests.http_server import Served
from tests.watch_fixtures import Receiver, Stand

DAY = 86_400


def test_everything_arrives_once_in_order_and_verifies(stand: Stand) -> None:
    own = stand.issue()
    stand.feed()
    with Receiver() as receiver:
        subscription = stand.subscribe([own], receiver.url + "/hook?tenant=1")
        for turn in range(5):
            stand.transfer(own, 1 + turn % 2, 2 - turn % 2)
        stand.send()
        stand.send()
        assert receiver.numbers == [1, 2, 3, 4, 5]
        assert subscription.secret is not None
        for headers, body in receiver.got:
            Webhook(subscription.secret).verify(body, headers)
    assert len(set(receiver.ids)) == 5
    assert {each.state for each in stand.rows(subscription)} == {DeliveryState.DELIVERED}


def test_a_failed_delivery_is_tried_again_by_the_schedule_and_those_behind_wait(stand: Stand) -> None:
    own = stand.issue()
    stand.feed()
    with Receiver(500) as receiver:
        stand.subscribe([own], receiver.url)
        stand.transfer(own, 1, 2)
        stand.transfer(own, 2, 1)
        stand.send()
        for count, wait in enumerate(RETRY_SECONDS[:4], 1):
            assert receiver.numbers == [1] * count
            stand.now += wait - 1
            stand.send()
            assert receiver.numbers == [1] * count, "before its time"
            stand.now += 1
            stand.send()
        assert len(set(receiver.ids)) == 1
        receiver.status = 200
        stand.now += RETRY_SECONDS[4]
        stand.send()
        assert receiver.numbers == [1] * 6 + [2]


def test_after_the_last_failure_it_is_disabled_and_redelivery_goes_on(stand: Stand) -> None:
    own = stand.issue()
    stand.feed()
    with Receiver(503) as receiver:
        subscription = stand.subscribe([own], receiver.url)
        stand.transfer(own, 1, 2)
        for wait in (*RETRY_SECONDS, DAY, DAY):
            stand.send()
            stand.now += wait
        assert len(receiver.got) == FAILURES_MAX
        found = stand.as_it_is(subscription)
        assert (found.disabled_at > 0, found.disabled_reason) == (True, "FAILURES")
        assert [each["type"] for each in stand.told(subscription)] == ["ledger.event", "subscription.disabled"]
        receiver.status = 200
        stand.transfer(own, 2, 1)
        with stand.service.writing() as session:
            kept = subscriptions.locked(session, subscription.id)
            assert kept is not None
            deliveries.redeliver(session, kept, 1, 1)
        stand.send()
        assert receiver.numbers[FAILURES_MAX:] == [1, 2, 3]
    assert len({each for each in receiver.ids if each.endswith("_1")}) == 1


def test_a_receiver_that_is_gone_is_asked_once(stand: Stand) -> None:
    own = stand.issue()
    stand.feed()
    with Receiver(410) as receiver:
        subscription = stand.subscribe([own], receiver.url)
        stand.transfer(own, 1, 2)
        stand.send()
        stand.now += DAY
        stand.send()
        assert len(receiver.got) == 1
    assert stand.as_it_is(subscription).disabled_reason == "GONE"


def test_a_sender_that_dies_after_the_answer_sends_it_again_with_the_same_id(stand: Stand) -> None:
    own = stand.issue()
    stand.feed()

    def dying(*arguments: Any, **more: Any) -> webhook.Outcome:
        webhook.post(*arguments, **more)
        raise KeyboardInterrupt

    with Receiver() as receiver:
        subscription = stand.subscribe([own], receiver.url)
        for turn in range(3):
            stand.transfer(own, 1 + turn % 2, 2 - turn % 2)
        sender = stand.sender(post=dying)
        with pytest.raises(KeyboardInterrupt):
            sender.once()
        sender.close()
        stand.send()
        assert receiver.numbers == [1], "the dead one's turn lasts"
        stand.now += LEASE_SECONDS
        stand.send()
        assert receiver.numbers == [1, 1, 2, 3]
        assert receiver.ids[0] == receiver.ids[1]
        assert receiver.got[0][1] == receiver.got[1][1]
    assert {each.state for each in stand.rows(subscription)} == {DeliveryState.DELIVERED}


def test_two_senders_at_once_send_each_delivery_once(stand: Stand) -> None:
    own = stand.issue()
    stand.feed()
    with Receiver() as receiver:
        stand.subscribe([own], receiver.url)
        for turn in range(8):
            stand.transfer(own, 1 + turn % 2, 2 - turn % 2)
        stand.feed()
        threads = [threading.Thread(target=stand.send) for _ in range(3)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        stand.send()
        assert receiver.numbers == list(range(1, 9))


def test_a_redirect_is_not_followed(stand: Stand) -> None:
    own = stand.issue()
    stand.feed()
    with Receiver() as inside, Receiver(307) as receiver:
        receiver.location = inside.url
        subscription = stand.subscribe([own], receiver.url)
        stand.transfer(own, 1, 2)
        stand.send()
        assert (len(receiver.got), inside.got) == (1, [])
    assert [(each.status, each.trouble) for each in stand.rows(subscription)] == [(307, "STATUS")]


def test_a_receiver_that_drips_its_answer_is_cut_off(stand: Stand) -> None:
    del stand

    class Dripping(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
            for _ in range(100):
                self.wfile.write(b"a")
                time.sleep(0.05)

        def log_message(self, *_: object) -> None:
            pass

    with Served(Dripping) as server:
        began = time.monotonic()
        outcome = webhook.post(server.url, b"{}", {}, is_trial=True, seconds=0.4)
        assert time.monotonic() - began < 2
    assert outcome == webhook.Outcome(None, webhook.Trouble.TIMED_OUT)


def test_nobody_there_and_no_tls_are_outcomes() -> None:
    with Receiver() as receiver:
        address = receiver.url.replace("http:", "https:")
        assert webhook.post(address, b"{}", {}, is_trial=True).trouble is webhook.Trouble.TLS_FAILED
    assert webhook.post(receiver.url, b"{}", {}, is_trial=True).trouble is webhook.Trouble.UNREACHABLE


def test_the_worker_sends_news_by_itself_until_it_is_stopped(stand: Stand) -> None:
    own = stand.issue()
    stop, sender = threading.Event(), stand.sender()
    thread = threading.Thread(target=sender.run, args=(stop,))
    with Receiver() as receiver:
        stand.feed()
        stand.subscribe([own], receiver.url)
        thread.start()
        try:
            stand.transfer(own, 1, 2)
            deadline = time.monotonic() + 10
            while not receiver.got and time.monotonic() < deadline:
                time.sleep(0.02)
            assert receiver.numbers == [1]
        finally:
            stop.set()
            thread.join()
            sender.close()

"""
Watching over HTTP and in the terminal: subscriptions of a client, what each was told, and the stream with resumption.

On a real chain, with its mirror on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from standardwebhooks.webhooks import Webhook

from api.caller import Scope
from api.streams import STREAMS_MAX
from ledger.store.service import Service
from ledger.watch.alerting import Freshness
from ledger.watch.sender import Limits, Sender
from tests.cli_fixtures import deed
from tests.house_fixtures import House, new_key
from tests.watch_fixtures import Receiver


@pytest.fixture
def database(house: House) -> Iterator[Service]:
    with Service(house.settings.service_database) as opened:
        yield opened


def _send(house: House, database: Service) -> None:
    sender = Sender(house.mirror, database, Limits(Freshness(10**9, 10**12), is_trial=True), house.clock)
    try:
        sender.once()
    finally:
        sender.close()


def _subscribe(house: House, **asked: Any) -> dict[str, Any]:
    answer = house.client.post("/v1/subscriptions", json=asked)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def _as(database: Service, *scopes: Scope) -> dict[str, str]:
    return {"X-Api-Key": new_key(database, *scopes)}


# SUBSCRIPTIONS


def _is_signed(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether the specification's own library signs it so; its age is not asked, for the chain's clock is slow."""
    moment = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    expected = Webhook(secret).sign(headers["webhook-id"], moment, body.decode())
    return expected in headers["webhook-signature"].split()


def test_a_bank_is_sent_what_happens_and_can_show_that_nothing_is_missing(house: House, database: Service) -> None:
    holder, other = house.admit("甲"), house.admit("乙")
    own = house.issue(holder)
    house.sync()
    with Receiver() as receiver:
        made = _subscribe(house, certificates=[own.number], webhook=receiver.url)
        moved = house.transfer(own, holder, other)
        house.transfer(moved, other, holder)
        house.sync()
        _send(house, database)
        for headers, body in receiver.got:
            assert _is_signed(made["secret"], headers, body)
        told = [json.loads(body)["data"] for _, body in receiver.got]
    assert [each["number"] for each in told] == [1, 2]
    assert [each["sequence"] for each in told] == [2, 3]
    history = house.client.get(f"/v1/certificates/{own.number}/history").json()["items"]
    assert [each["head"] for each in told] == [each["head"] for each in history[1:]]
    page = house.client.get(f"/v1/subscriptions/{made['id']}/deliveries", params={"limit": 1}).json()
    rest = house.client.get(f"/v1/subscriptions/{made['id']}/deliveries", params={"cursor": page["next"]}).json()
    assert [each["message"]["data"] for each in page["items"] + rest["items"]] == told
    assert [each["state"] for each in page["items"] + rest["items"]] == ["delivered", "delivered"]
    assert rest["next"] is None


def test_a_holders_subscription_without_webhook_is_read(house: House, database: Service) -> None:
    holder = house.admit("甲")
    house.sync()
    made = _subscribe(house, holder=holder.uscc, alertDays=[])
    assert (made["holder"], made["secret"], made["webhook"]) == (holder.number, None, None)
    house.issue(holder)
    house.sync()
    _send(house, database)
    items = house.client.get(f"/v1/subscriptions/{made['id']}/deliveries").json()["items"]
    assert [(each["state"], each["message"]["data"]["kind"]) for each in items] == [("kept", "CertificateIssued")]
    for path, asked in (("redeliver", {"first": 1}), ("secret", None)):
        answer = house.client.post(f"/v1/subscriptions/{made['id']}/{path}", json=asked)
        assert (answer.status_code, answer.json()["code"]) == (409, "WebhookNone")


def test_a_secret_is_shown_once_and_a_new_one_signs_beside_it(house: House, database: Service) -> None:
    holder, other = house.admit("甲"), house.admit("乙")
    own = house.issue(holder)
    house.sync()
    with Receiver() as receiver:
        made = _subscribe(house, certificates=[own.number], webhook=receiver.url)
        path = f"/v1/subscriptions/{made['id']}"
        new = house.client.post(f"{path}/secret").json()["secret"]
        shown = house.client.get(path).text + house.client.get("/v1/subscriptions").text
        assert made["secret"] not in shown
        assert new not in shown
        house.transfer(own, holder, other)
        house.sync()
        _send(house, database)
        again = house.client.post(f"{path}/redeliver", json={"first": 1})
        assert again.json() == {"count": 1}
        _send(house, database)
        assert len(receiver.got) == 2
        for headers, body in receiver.got:
            for secret in (new, made["secret"]):
                assert _is_signed(secret, headers, body)
        assert receiver.ids[0] == receiver.ids[1]


def test_another_clients_subscription_is_not_there(house: House, database: Service) -> None:
    own = house.issue(house.admit("甲"))
    house.sync()
    with Receiver() as receiver:
        made = _subscribe(house, certificates=[own.id], webhook=receiver.url)
    path, stranger = f"/v1/subscriptions/{made['id']}", _as(database, Scope.WATCH)
    asked = [
        ("GET", path, None),
        ("DELETE", path, None),
        ("POST", f"{path}/secret", None),
        ("GET", f"{path}/deliveries", None),
        ("POST", f"{path}/redeliver", {"first": 1}),
    ]
    for method, address, body in asked:
        answer = house.client.request(method, address, json=body, headers=stranger)
        assert (answer.status_code, answer.json()["code"]) == (404, "SubscriptionNotFound"), address
    assert house.client.get("/v1/subscriptions", headers=stranger).json()["items"] == []
    for method, address, body in [*asked, ("GET", "/v1/stream", None), ("GET", "/v1/subscriptions", None)]:
        answer = house.client.request(method, address, json=body, headers=_as(database, Scope.READ))
        assert answer.status_code == 403, address
    assert house.client.delete(path).status_code == 204
    assert house.client.get(path).status_code == 404


def test_what_cannot_be_subscribed_to_is_refused_by_name(house: House) -> None:
    own = house.issue(house.admit("甲"))
    house.sync()
    for asked, code in (
        ({}, "SubscriptionOfWhat"),
        ({"certificates": [own.number], "holder": "1"}, "SubscriptionOfWhat"),
        ({"certificates": ["ab" * 32]}, "CertificateUnknown"),
        ({"holder": "4294967295"}, "ParticipantNotFound"),
        ({"certificates": [own.number], "webhook": "http://bank.example/"}, "WebhookNotHttps"),
        ({"certificates": [own.number], "webhook": "https://10.0.0.1/"}, "WebhookForbidden"),
        ({"certificates": [own.number], "webhook": "https://a:b@bank.example/"}, "WebhookMalformed"),
    ):
        answer = house.client.post("/v1/subscriptions", json=asked)
        assert answer.status_code in (404, 422), answer.text
        assert answer.json()["code"] == code, asked
    for wrong in ({"alertDays": [0]}, {"alertDays": list(range(1, 10))}, {"unknown": 1}):
        answer = house.client.post("/v1/subscriptions", json={"certificates": [own.number]} | wrong)
        assert answer.status_code == 422, wrong


# THE STREAM


@contextmanager
def _streaming(house: House, last: str | None = None, **asked: Any) -> Iterator[Iterator[dict[str, str]]]:
    headers = {} if last is None else {"Last-Event-ID": last}
    with house.client.stream("GET", "/v1/stream", params=asked, headers=headers) as answer:
        assert answer.status_code == 200, answer.read()
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield _blocks(answer)


def _blocks(answer: httpx.Response) -> Iterator[dict[str, str]]:
    """Give each block of a stream by its fields; one without `data` is a sign of life."""
    block: dict[str, str] = {}
    for line in answer.iter_lines():
        if line:
            name, _, value = line.partition(": ")
            block[name] = value
        else:
            yield block
            block = {}


def _events(blocks: Iterator[dict[str, str]], count: int) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    deadline = time.monotonic() + 20
    while len(found) < count:
        assert time.monotonic() < deadline, f"only {len(found)} events came"
        block = next(blocks)
        if "data" in block:
            found.append(block)
    return found


def test_a_stream_tells_what_happens_and_resumes_where_it_was_cut(house: House) -> None:
    holder, other = house.admit("甲"), house.admit("乙")
    own, second = house.issue(holder), house.issue(other)
    house.sync()
    with _streaming(house, certificate=own.number) as blocks:
        next(blocks)
        moved = house.transfer(own, holder, other)
        house.transfer(second, other, holder)
        moved = house.transfer(moved, other, holder)
        house.sync()
        seen = _events(blocks, 2)
    assert [json.loads(each["data"])["sequence"] for each in seen] == [2, 3]
    house.transfer(moved, holder, other)
    house.sync()
    with _streaming(house, last=seen[0]["id"], certificate=own.number) as blocks:
        rest = _events(blocks, 2)
    assert [json.loads(each["data"])["sequence"] for each in rest] == [3, 4]
    assert rest[0]["data"] == seen[1]["data"]


def test_a_stream_tells_of_blocks_that_were_taken_back(house: House) -> None:
    holder, other = house.admit("甲"), house.admit("乙")
    own = house.issue(holder)
    house.sync()
    house.transfer(own, holder, other)
    house.sync()
    cursor = house.mirror.cursor()
    assert cursor is not None
    with _streaming(house, certificate=own.number) as blocks:
        place = next(blocks)["id"]
        house.mirror.undo(cursor[0] - 1)
        told = _events(blocks, 1)[0]
    assert told["event"] == "ledger.takenBack"
    assert json.loads(told["data"]) == {"fromBlock": cursor[0]}
    house.sync()
    with _streaming(house, last=place, certificate=own.number) as blocks:
        again = _events(blocks, 2)
    assert [each["event"] for each in again] == ["ledger.takenBack", "ledger.event"]


def test_a_place_that_is_none_or_ahead_is_refused(house: House) -> None:
    for last, code in (("x", "PlaceMalformed"), ("999999.1.1", "NoticeAhead")):
        answer = house.client.get("/v1/stream", headers={"Last-Event-ID": last})
        assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_client_has_so_many_streams_and_no_more_until_one_is_closed(house: House) -> None:
    opened = [_streaming(house) for _ in range(STREAMS_MAX)]
    for each in opened:
        next(each.__enter__())
    refused = house.client.get("/v1/stream")
    assert (refused.status_code, refused.json()["code"]) == (429, "StreamsTooMany")
    opened[0].__exit__(None, None, None)
    deadline = time.monotonic() + 10
    while True:
        with house.client.stream("GET", "/v1/stream") as again:
            if again.status_code == 200:
                break
        assert time.monotonic() < deadline, "the place of a closed stream is not free"
        time.sleep(0.1)
    for each in opened[1:]:
        each.__exit__(None, None, None)


# THE TERMINAL


def _deed(house: House, *arguments: object, **settings: str) -> Any:
    url = house.mirror.url.render_as_string(hide_password=False)
    return deed(house.settings.home, house.chain.url, *arguments, DEED_DATABASE_URL=url, **settings)


def test_the_terminal_prints_one_line_an_event(house: House) -> None:
    holder, other = house.admit("甲"), house.admit("乙")
    own = house.issue(holder)
    house.transfer(own, holder, other)
    house.sync()
    lines = _deed(house, "watch", own.number, "--after", "0.0.0", "--once").out.splitlines()
    assert [line.split()[-1] for line in lines] == ["CertificateIssued", "CertificateTransferred"]
    assert [line.split()[-2] for line in lines] == ["#1", "#2"]
    said = _deed(house, "watch", own.number, "--after", lines[0].split()[0], "--once", "--json").out.splitlines()
    assert [json.loads(line)["data"]["sequence"] for line in said] == [2]
    assert _deed(house, "watch", "--once").out == ""
    wrong = _deed(house, "watch", "--after", "7", "--once")
    assert (wrong.code, "7" in wrong.err) == (2, True)


def test_the_terminal_sends_webhooks(house: House) -> None:
    holder, other = house.admit("甲"), house.admit("乙")
    own = house.issue(holder)
    house.sync()
    with Receiver() as receiver:
        _subscribe(house, certificates=[own.number], webhook=receiver.url, alertDays=[])
        house.transfer(own, holder, other)
        house.sync()
        sent = _deed(house, "watch", "--deliver", "--once")
        assert (sent.code, receiver.numbers) == (0, [1]), sent.err

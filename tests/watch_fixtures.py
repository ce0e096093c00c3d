"""
A mirror with the service beside it and a history that grows, for what subscribers are told; and a bank's receiver.

Fixtures
    stand   on SQLite and on PostgreSQL; histories are made by hand, and time is a number that the test sets
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from random import Random
from typing import Any

import pytest

from ledger.domain.events import CertificateId
from ledger.store.mirror import Mirror
from ledger.store.service import Service, deliveries, subscriptions
from ledger.store.service.deliveries import Delivery
from ledger.store.service.subscriptions import Subscription
from ledger.watch import feed, signing
from ledger.watch.alerting import Freshness
from ledger.watch.sender import Limits, Sender
from tests.http_server import Served
from tests.store_histories import History, digest

ANY_AGE = Freshness(blocks=10**9, seconds=10**12)


@dataclass
class Stand:
    """A mirror, the service beside it, a history that grows, and a clock that is set."""

    mirror: Mirror
    service: Service
    now: int = 0
    history: History = field(default_factory=History)

    def __post_init__(self) -> None:
        for seed in range(3):
            self.history.admit(Random(seed))  # noqa: S311
        self.take()
        self.now = int(time.time())
        feed.begin(self.mirror, self.service)

    def clock(self) -> float:
        return self.now

    def take(self, salt: object = "") -> None:
        """Seal the block that is being made, and mirror it."""
        self.mirror.project([self.history.seal(salt)])

    def issue(self, holder: int = 1) -> CertificateId:
        made = self.history.issue_to(holder, fingerprint=digest("data", self.history.time, holder))
        self.take()
        return made

    def transfer(self, own: CertificateId, from_: int, to: int, *, seal: bool = True) -> None:
        self.history.transfer_to(own, from_, to)
        if seal:
            self.take()

    def subscribe(self, about: list[bytes] | int, url: str | None = None, days: tuple[int, ...] = ()) -> Subscription:
        target = (url, signing.new_secret()) if url is not None else None
        with self.service.writing() as session:
            return subscriptions.make(session, "bank", about, target, days, instant=self.now)

    def feed(self) -> None:
        while feed.passed(self.mirror, self.service, self.now, limit=2):
            pass

    def told(self, subscription: Subscription) -> list[dict[str, Any]]:
        with self.service.reading() as session:
            return [json.loads(each.body) for each in deliveries.after(session, subscription.id, 0, 1_000)]

    def rows(self, subscription: Subscription) -> list[Delivery]:
        with self.service.reading() as session:
            return deliveries.after(session, subscription.id, 0, 1_000)

    def as_it_is(self, subscription: Subscription) -> Subscription:
        with self.service.reading() as session:
            found = session.get(Subscription, subscription.id)
        assert found is not None
        return found

    def sender(self, **more: Any) -> Sender:
        return Sender(self.mirror, self.service, Limits(ANY_AGE, is_trial=True), self.clock, **more)

    def send(self) -> None:
        sender = self.sender()
        try:
            sender.once()
        finally:
            sender.close()


@pytest.fixture
def stand(mirror: Mirror, tmp_path: Path) -> Iterator[Stand]:
    url = mirror.url.render_as_string(hide_password=False)
    if mirror.url.get_backend_name() == "sqlite":
        url = f"sqlite:///{tmp_path / 'service.sqlite'}"
    with Service(url) as service:
        service.migrate()
        yield Stand(mirror, service)


class Receiver(Served):
    """A bank's receiver: keeps what comes, and answers as it is told."""

    def __init__(self, status: int = 204) -> None:
        self.status = status
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.location = ""
        self.delay = 0.0
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                time.sleep(receiver.delay)
                self.send_response(receiver.status)
                if receiver.location:
                    self.send_header("Location", receiver.location)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(Handler)

    @property
    def numbers(self) -> list[int]:
        return [json.loads(body)["data"]["number"] for _, body in self.got]

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.got]


def sequences(told: list[dict[str, Any]]) -> list[int]:
    return [each["data"]["sequence"] for each in told if "sequence" in each["data"]]

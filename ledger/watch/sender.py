"""
The worker: makes deliveries of what is new and of what time brings, and sends to each webhook what it has not
confirmed, in order, until it has.

Retries follow the schedule of the Standard Webhooks specification.  While a delivery waits for its next attempt, those
behind it wait too: a receiver sees everything in order, and one that is down is not stormed.  After the last attempt,
or when the receiver answers 410, the subscription is disabled; nothing is lost, and it goes on when somebody asks for
redelivery.  Any number of workers may run: each turn is one worker's, and ends by itself if it dies.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import structlog

from ledger.errors import LedgerError
from ledger.store.mirror import Mirror
from ledger.store.queries import ReadSession
from ledger.store.service import Service, deliveries, subscriptions
from ledger.store.service.deliveries import Delivery, DeliveryState
from ledger.store.service.subscriptions import Subscription
from ledger.watch import alerting, feed, payloads, signing, webhook
from ledger.watch.alerting import Freshness
from ledger.watch.webhook import Outcome

RETRY_SECONDS = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""How long to wait after the first failure, the second, and so on: Standard Webhooks 1.0.0, retry schedule."""

FAILURES_MAX = len(RETRY_SECONDS) + 1
"""After so many failures without a success, within some three days, a subscription is disabled."""

LEASE_SECONDS = 120
"""How long a worker's turn with a subscription lasts at most; if it dies, the next one begins so much later."""

BATCH = 20
"""Most deliveries of a turn; the next turn follows at once."""

SENDERS = 8
"""Webhooks that are sent to at the same time: one that is slow keeps a few seconds of one thread."""

LOOK_SECONDS = 0.5
"""How often the worker looks for news: an act is to be known within a second of its block."""

Post = Callable[..., Outcome]

_LOG = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Limits:
    """How far behind the mirror may be for alerts, and whether this is a local trial, where a webhook may be here."""

    freshness: Freshness
    is_trial: bool


class Sender:
    """One worker.  `clock` gives unix seconds; `post` sends, as `webhook.post` does."""

    def __init__(
        self,
        mirror: Mirror,
        service: Service,
        limits: Limits,
        clock: Callable[[], float] = time.time,
        post: Post = webhook.post,
    ) -> None:
        self._mirror = mirror
        self._service = service
        self._limits = limits
        self._clock = clock
        self._post = partial(post, is_trial=limits.is_trial)
        self._pool = ThreadPoolExecutor(SENDERS, "webhook")
        self._turns: dict[str, Future[None]] = {}

    def close(self) -> None:
        """Let the attempts that have begun end, and begin no other."""
        self._pool.shutdown(cancel_futures=True)

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set.  A database that does not answer is waited for."""
        while not stop.is_set():
            try:
                feed.begin(self._mirror, self._service)
                self.look()
                self.send()
            except LedgerError as error:
                _LOG.warning("watching", code=error.code, reason=error.explain("en"))
            stop.wait(LOOK_SECONDS)

    def once(self) -> None:
        """Do all that is to be done now, one attempt for each webhook that needs another, and end."""
        feed.begin(self._mirror, self._service)
        self.look()
        self.send(wait=True)

    def look(self) -> None:
        """Make deliveries of all that is new, and of what time has brought."""
        while feed.passed(self._mirror, self._service, self._now):
            pass
        alerting.told(self._mirror, self._service, self._now, self._limits.freshness)

    def send(self, *, wait: bool = False) -> None:
        """Begin to send what is due; `wait` for the end of it."""
        self._turns = {own: turn for own, turn in self._turns.items() if not turn.done()}
        with self._service.reading() as session:
            due = deliveries.due(session, self._now, SENDERS * 4)
        for own in due:
            if own not in self._turns:
                self._turns[own] = self._pool.submit(self._turn, own)
        if wait:
            for turn in list(self._turns.values()):
                turn.result()

    @property
    def _now(self) -> int:
        return int(self._clock())

    # A TURN

    def _turn(self, own: str) -> None:
        try:
            with self._service.writing() as session:
                if not subscriptions.claim(session, own, self._now, self._now + LEASE_SECONDS):
                    return
            began = time.monotonic()
            for _ in range(BATCH):
                if time.monotonic() - began > LEASE_SECONDS / 2 or not self._sent(own):
                    break
            with self._service.writing() as session:
                subscription = subscriptions.locked(session, own)
                if subscription is not None and not subscription.failures:
                    subscription.due_at = 0
        except LedgerError as error:
            _LOG.warning("sending", subscription=own, code=error.code, reason=error.explain("en"))

    def _sent(self, own: str) -> bool:
        """Make one attempt for a subscription; return whether to go on."""
        with self._service.reading() as session:
            found = deliveries.next_pending(session, own)
        if found is None:
            return False
        subscription, delivery = found
        assert subscription.webhook is not None, "what is pending has a webhook"
        now, body = self._now, delivery.body.encode()
        headers = signing.headers(delivery.message_id, now, body, subscription.keys(now))
        outcome = self._post(subscription.webhook, body, headers)
        with self._service.writing() as session:
            kept = subscriptions.locked(session, own)
            tried = session.get(Delivery, (own, delivery.number))
            if kept is None or tried is None:
                return False  # it was removed meanwhile
            tried.attempts, tried.attempted_at = tried.attempts + 1, now
            tried.status, tried.trouble = outcome.status, outcome.trouble
            if outcome.trouble is None:
                tried.state, tried.delivered_at, kept.failures = DeliveryState.DELIVERED, now, 0
                return True
            kept.failures += 1
            if outcome.is_gone or kept.failures >= FAILURES_MAX:
                self._disable(session, kept, outcome)
            else:
                kept.due_at = self._now + RETRY_SECONDS[kept.failures - 1]
            return False

    def _disable(self, session: ReadSession, subscription: Subscription, outcome: Outcome) -> None:
        """Give a webhook up, and say so where its client reads."""
        reason = "GONE" if outcome.is_gone else "FAILURES"
        subscription.disabled_at, subscription.disabled_reason = self._now, reason
        data = {"reason": reason, "failures": subscription.failures, "trouble": outcome.trouble}
        body = payloads.written(payloads.DISABLED, self._now, (subscription.id, subscription.last_number + 1), data)
        deliveries.add(session, subscription, payloads.DISABLED, body, instant=self._now)
        _LOG.warning("webhook disabled", subscription=subscription.id, reason=reason, trouble=outcome.trouble)

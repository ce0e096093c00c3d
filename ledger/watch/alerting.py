"""
From what time brings to deliveries: each alert is told once to each who subscribed.

Nothing is told while the mirror is too far behind the chain (P6): what seems to end may have been renewed meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ledger.domain.certificates import Certificate
from ledger.domain.encumbrances import Encumbrance, EncumbranceList
from ledger.domain.facts import find
from ledger.domain.kinds import REPORTS
from ledger.store.mirror import Mirror
from ledger.store.queries import ReadSession, attestations, blocks, certificates, pledges, restraints
from ledger.store.queries.blocks import Cursor
from ledger.store.service import Service, deliveries, subscriptions
from ledger.store.service.subscriptions import Subscription
from ledger.watch import payloads
from ledger.watch.alerts import Alert, Watched, alerts

ALERT_SECONDS = 3_600
"""How often alerts are looked for: they are counted in days, and what lapses to the second is told within the hour."""

RETRY_SECONDS = 60
"""When alerts are looked for again after the mirror was too far behind."""

TURNS_MAX = 20
"""Most subscriptions whose alerts are looked for in one turn, so that events wait no longer than that."""

PAGE = 200
"""Certificates that are looked at together."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """How far behind the mirror may be: blocks, and seconds since it last looked at the node."""

    blocks: int
    seconds: int

    def holds(self, at: Cursor, instant: int) -> bool:
        return at.lag_blocks <= self.blocks and instant - at.seen_at <= self.seconds


def told(mirror: Mirror, service: Service, instant: int, freshness: Freshness) -> int:
    """
    Tell what is due at a unix second to those whose turn it is; return how many alerts that were.

    Raises `Unavailable` if a database does not answer.
    """
    with service.reading() as session:
        names = subscriptions.alerts_due(session, instant, TURNS_MAX)
    return sum(_turn(mirror, service, own, instant, freshness) for own in names)


def _turn(mirror: Mirror, service: Service, own: str, instant: int, freshness: Freshness) -> int:
    with service.reading() as session:
        subscription = session.get(Subscription, own)
        if subscription is None:
            return 0
        named = subscriptions.certificates_of(session, own)
    count = 0
    with mirror.sessions() as seen:
        at = blocks.cursor(seen)
        is_fresh = at is not None and freshness.holds(at, instant)
        if at is not None and is_fresh:
            now = max(instant, at.time)
            for page in _pages(seen, subscription.holder, named):
                found = [(each, alert) for each in page for alert in _alerts(seen, each, subscription.days, now)]
                count += _write(service, own, found, (at, now))
    with service.writing() as session:
        kept = subscriptions.locked(session, own)
        if kept is not None:
            kept.alerts_at = instant + (ALERT_SECONDS if is_fresh else RETRY_SECONDS)
    return count


def _pages(seen: ReadSession, holder: int | None, named: Iterable[bytes]) -> Iterator[list[Certificate]]:
    if holder is None:
        yield [found for each in named if (found := certificates.by_id(seen, each)) is not None]
        return
    place = None
    while True:
        page = certificates.held_by(seen, holder, place, PAGE)
        yield list(page.items)
        if (place := page.next) is None:
            return


def _alerts(seen: ReadSession, certificate: Certificate, days: Iterable[int], now: int) -> list[Alert]:
    facts = pledges.facts_of(seen, certificate.id)
    listed = find(facts, (EncumbranceList.KIND, certificate.id), EncumbranceList)
    ids = [item.id for item in listed.live] if listed is not None else []
    watched = Watched(
        certificate,
        restraints.burdens_on(seen, certificate.id),
        [found for each in ids if (found := find(facts, (Encumbrance.KIND, each), Encumbrance)) is not None],
        attestations.of(seen, certificate.id, REPORTS),
    )
    return alerts(watched, days, now)


def _write(service: Service, own: str, found: list[tuple[Certificate, Alert]], at: tuple[Cursor, int]) -> int:
    if not found:
        return 0
    count = 0
    with service.writing() as session:
        subscription = subscriptions.locked(session, own)
        if subscription is None:
            return 0
        known = deliveries.alerts_told(session, own, [alert.name(each.id) for each, alert in found])
        for each, alert in found:
            name = alert.name(each.id)
            if name not in known:
                data = payloads.alert(alert, each, at[0])
                body = payloads.written(payloads.ALERT, at[1], (own, subscription.last_number + 1), data)
                deliveries.add(session, subscription, payloads.ALERT, body, instant=at[1], alert=name)
                count += 1
    return count

"""
The feed: one pass makes deliveries of what is new in the mirror since the last, for all who subscribed.

The deliveries and the feed's new place are written in one transaction: a pass that is cut off has done nothing, and one
that was done is not done again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ledger.domain.events import CertificateId
from ledger.store.mirror import Mirror
from ledger.store.queries import ReadSession, following
from ledger.store.queries.following import News
from ledger.store.service import Service, deliveries, subscriptions
from ledger.watch import payloads
from ledger.watch.following import Place, Step, here, step

LINES_MAX = 500
"""Most lines of a pass: so many are written in a moment, and others wait for the database no longer."""

_PARTIES = ("from_", "to", "holder")
"""Fields of events that name who holds or held; one who held within one block only stands nowhere else."""


def begin(mirror: Mirror, service: Service) -> None:
    """Begin the feed behind all that the mirror has, unless it has begun: what is past is no news."""
    with service.reading() as session:
        if subscriptions.feed(session) is not None:
            return
    with mirror.sessions() as seen:
        place = here(seen)
    with service.writing() as session:
        subscriptions.begin_feed(session, place.notice, place.block, place.log)


def passed(mirror: Mirror, service: Service, instant: int, limit: int = LINES_MAX) -> bool:
    """
    Make one pass at a unix second; return whether there may be more at once.

    Raises `Unavailable` if a database does not answer.
    """
    if not _is_behind(mirror, service):
        return False
    with mirror.sessions() as seen, service.writing() as session:
        row = subscriptions.feed(session, to_write=True)
        assert row is not None, "the feed has begun"
        if subscriptions.is_empty(session):
            found = Step(None, (), here(seen), more=False)
        else:
            found = step(seen, Place(row.notice, row.block, row.log), limit)
        for own, told in _addressed(session, seen, found).items():
            _tell(session, own, told, instant)
        row.notice, row.block, row.log = found.place.notice, found.place.block, found.place.log
    return found.more


def _is_behind(mirror: Mirror, service: Service) -> bool:
    """Whether there is something new, found without keeping anybody from the database."""
    with service.reading() as session:
        row = subscriptions.feed(session)
    with mirror.sessions() as seen:
        return row is not None and here(seen) != Place(row.notice, row.block, row.log)


Told = tuple[str, int | None, int, Mapping[str, Any]]
"""The type of a delivery, the block that it tells of, its instant if it has one of its own, and its data."""


def _addressed(session: ReadSession, seen: ReadSession, found: Step) -> dict[str, list[Told]]:
    """Return what each subscription is to be told, in order."""
    told: dict[str, list[Told]] = defaultdict(list)
    if found.taken_back is not None:
        for own, numbers in deliveries.take_back(session, found.taken_back).items():
            told[own].append((payloads.TAKEN_BACK, None, 0, payloads.taken_back(found.taken_back, numbers)))
    if not found.news:
        return told
    about = {each.certificate_id for each in found.news if each.certificate_id is not None}
    watchers = subscriptions.watchers(session, about)
    of_holders = _watchers_of_holders(session, seen, found.news)
    certificate_numbers = following.numbers_of(seen, about)
    hashes: dict[int, bytes] = {}
    for each, holders in zip(found.news, of_holders, strict=True):
        names = holders | (watchers.get(each.certificate_id, set()) if each.certificate_id else set())
        if not names:
            continue
        block = each.line.entry.position.block
        if block not in hashes:
            hashes[block] = following.hash_of(seen, block)
        number = certificate_numbers.get(each.certificate_id) if each.certificate_id else None
        data = payloads.event(each, hashes[block], number)
        for own in names:
            told[own].append((payloads.EVENT, block, each.line.entry.time, data))
    return told


def _watchers_of_holders(session: ReadSession, seen: ReadSession, lines: Sequence[News]) -> list[set[str]]:
    """
    Return for each line who watches a participant that it concerns: itself, a holder before or after it, or a party.

    Who held before its block is concerned, so that who gives a certificate away is told of it too.
    """
    if not subscriptions.watchers_of_holders(session):
        return [set() for _ in lines]
    concerned = []
    held: dict[tuple[CertificateId, int], set[int]] = {}
    for each in lines:
        parties = {int(getattr(each.line.entry.event, name, 0)) for name in _PARTIES}
        if each.participant is not None:
            parties.add(each.participant)
        if each.certificate_id is not None:
            key = (each.certificate_id, each.line.entry.position.block)
            if key not in held:
                held[key] = following.holders_around(seen, key[0], key[1])
            parties |= held[key]
        concerned.append(parties - {0})
    watchers = subscriptions.watchers_of(session, {one for parties in concerned for one in parties})
    return [{name for one in parties for name in watchers.get(one, ())} for parties in concerned]


def _tell(session: ReadSession, own: str, told: Iterable[Told], instant: int) -> None:
    subscription = subscriptions.locked(session, own)
    if subscription is None:
        return
    for kind, block, time, data in told:
        body = payloads.written(kind, time or instant, (own, subscription.last_number + 1), data)
        deliveries.add(session, subscription, kind, body, instant=instant, block=block)

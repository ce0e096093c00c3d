"""
Waiting at the door: whoever fails often waits longer each time, by account and by address.

An attempt is counted before it is judged, so that many at once gain nothing.  A login that nobody has is made to wait
like one that somebody has.  Nobody is shut out for good: a stranger who tries another's login makes him wait for a
quarter of an hour at most.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from ledger.errors import Refused
from ledger.store.service import officers
from ledger.store.service.answers import ServiceSession

FREE_OF_ACCOUNT, FREE_OF_ADDRESS = 5, 20
"""Attempts that may fail without waiting: of an account, what a person mistypes; of an address, what an office does."""

WAIT_SECONDS_MAX = 900


class TriedTooOften(Refused):
    """It went wrong here too often of late (RFC 6585 §4); `seconds` is how long to wait."""

    status = 429
    retryable = True


def account(login: str) -> str:
    """Return the place of a login; what was typed is not kept, for it may have been a password."""
    return f"login:{hashlib.sha256(login.encode('utf-8', 'replace')).hexdigest()[:32]}"


def address(network: str) -> str:
    return f"address:{network}"


def seconds_after(count: int, free: int) -> int:
    """Return how long to wait after so many failures in a row: twice as long each time."""
    return 0 if count < free else min(2 ** min(count - free, 20), WAIT_SECONDS_MAX)


def count(session: ServiceSession, places: Iterable[str], now: int) -> None:
    """Count an attempt at these places.  Raises `TriedTooOften`, counting nothing, if one of them must still wait."""
    for place in sorted(places):
        row = officers.attempt(session, place, now)
        if row.shut_until > now:
            raise TriedTooOften("TriedTooOften", seconds=row.shut_until - now)
        free = FREE_OF_ACCOUNT if place.startswith("login:") else FREE_OF_ADDRESS
        row.count, row.last = row.count + 1, now
        row.shut_until = now + seconds_after(row.count, free)

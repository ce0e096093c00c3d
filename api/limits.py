"""
How often one may ask: a client or an officer by its own figure, everybody else by address, a fixed window of a minute.

Counted in the process: with several processes one may ask so often of each.  Whoever shows credentials that are not
good is counted by itself, so that trying keys neither reaches the database for ever nor shuts out others behind the
same address.
"""

from __future__ import annotations

import ipaddress
import math
import time
from dataclasses import dataclass

from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from api.caller import Caller
from ledger.errors import Refused

WINDOW_SECONDS = 60
"""What `public_per_minute` and `client_per_minute` speak of."""

NEIGHBOURS_BITS = 64
"""Who has one IPv6 address has all that begin with these bits: they are counted as one."""


class AskedTooOften(Refused):
    """The caller has asked too often (RFC 6585 §4)."""

    status = 429
    retryable = True


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a window: `left` of `most` requests, until `seconds` from now."""

    who: str
    most: int
    window: int
    left: int
    seconds: int

    @property
    def headers(self) -> dict[str, str]:
        """Return it as draft-ietf-httpapi-ratelimit-headers writes it."""
        return {
            "RateLimit-Policy": f'"{self.who}";q={self.most};w={self.window}',
            "RateLimit": f'"{self.who}";r={self.left};t={self.seconds}',
        }


class Limits:
    """Counts requests; `window` in seconds."""

    def __init__(self, public: int, client: int, window: int = WINDOW_SECONDS) -> None:
        self._public = RateLimitItemPerSecond(public, window)
        self._client = RateLimitItemPerSecond(client, window)
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def take(self, caller: Caller) -> Allowance:
        """Count a request, and say what is left.  Raises `AskedTooOften` if nothing was left for it."""
        if caller.is_public:
            return self._take(self._public, "public", network_of(caller.address))
        return self._take(self._client, "client", caller.officer or caller.client)

    def try_credentials(self, address: str) -> None:
        """Raise `AskedTooOften` if too many credentials from here were not good."""
        where = network_of(address)
        if not self._limiter.test(self._public, "credentials", where):
            raise _refused(self._left(self._public, "credentials", where))

    def miss(self, address: str) -> None:
        """Count credentials that were not good."""
        self._limiter.hit(self._public, "credentials", network_of(address))

    def _take(self, item: RateLimitItemPerSecond, who: str, key: str) -> Allowance:
        is_allowed = self._limiter.hit(item, who, key)
        left = self._left(item, who, key)
        if not is_allowed:
            raise _refused(left)
        return left

    def _left(self, item: RateLimitItemPerSecond, who: str, key: str) -> Allowance:
        stats = self._limiter.get_window_stats(item, who, key)
        seconds = max(1, math.ceil(stats.reset_time - time.time()))
        return Allowance(who, item.amount, item.get_expiry(), max(0, stats.remaining), seconds)


def _refused(allowance: Allowance) -> AskedTooOften:
    return AskedTooOften("AskedTooOften", maximum=allowance.most, window=allowance.window, seconds=allowance.seconds)


def network_of(address: str) -> str:
    """Return what an address is counted as: itself, or the network of an IPv6 address."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(read, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((read, NEIGHBOURS_BITS), strict=False))
    return address

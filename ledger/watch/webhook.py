"""
One POST to an address that a client named: it may be anywhere on the internet, and must not be inside our network.

The name is resolved here, and the connection goes to the very address that was looked at, so that a name which answers
differently a second time changes nothing.  Redirects are not followed, proxies of the environment not used.  Only in a
local trial may a webhook be on this machine, and then without TLS.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import SplitResult, urlsplit

from ledger.errors import InvalidInput

POST_SECONDS = 15.0
"""Longest time of one attempt from the first packet to the last; the specification proposes 15 to 30."""

RESPONSE_BYTES_MAX = 65_536
"""How much of an answer's body is read, to be polite: nothing of it is used."""

URL_CHARACTERS_MAX = 2_000
"""Longest URL of a webhook, as browsers and proxies take it."""

TRIAL_CHAIN_ID = 31337
"""The id of a chain that a local node makes (Anvil, Hardhat): a ledger on it is a trial."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""Addresses of IPv6 behind which one of IPv4 hides (RFC 6052)."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]
"""Gives the addresses of a host's name; raises `OSError` where there are none."""


class Trouble(StrEnum):
    """Why an attempt failed."""

    NAME_UNKNOWN = "NAME_UNKNOWN"
    ADDRESS_FORBIDDEN = "ADDRESS_FORBIDDEN"
    UNREACHABLE = "UNREACHABLE"
    TLS_FAILED = "TLS_FAILED"
    TIMED_OUT = "TIMED_OUT"
    ANSWER_MALFORMED = "ANSWER_MALFORMED"
    STATUS = "STATUS"  # an answer, but none of success


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt: the status if there was an answer, and the trouble unless all is well."""

    status: int | None
    trouble: Trouble | None

    @property
    def is_gone(self) -> bool:
        """Whether the receiver asks never to be sent anything again (410, as the specification has it)."""
        return self.status == 410


# WHICH ADDRESSES


def is_trial(chain_id: int) -> bool:
    """Whether a ledger is a local trial, whose webhooks may be on this machine."""
    return chain_id == TRIAL_CHAIN_ID


def check(url: str, field: str, *, is_trial: bool) -> str:
    """
    Return a URL that may be a webhook's.

    Raises `InvalidInput` WebhookMalformed, WebhookNotHttps or WebhookForbidden; what a name resolves to is looked at
    when something is sent.
    """
    parts = _parts(url)
    if parts is None or parts.username is not None or parts.fragment or not parts.hostname:
        raise InvalidInput("WebhookMalformed", field)
    try:
        literal = ipaddress.ip_address(parts.hostname)
    except ValueError:
        literal = None
    is_here = parts.hostname == "localhost" or (literal is not None and literal.is_loopback)
    if parts.scheme != "https" and not (is_trial and parts.scheme == "http" and is_here):
        raise InvalidInput("WebhookNotHttps", field)
    if (is_here and not is_trial) or (literal is not None and not may_connect(literal, parts.scheme, is_trial)):
        raise InvalidInput("WebhookForbidden", field)
    return url


def may_connect(address: Address, scheme: str, is_trial: bool) -> bool:
    """Whether an address may be connected to: a public one by TLS, or this machine in a local trial."""
    if address.is_loopback:
        return is_trial
    return scheme == "https" and all(each.is_global and not each.is_multicast for each in _meant(address))


def _meant(address: Address) -> list[Address]:
    """An address, and those of IPv4 that it hides."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    hidden: list[Address] = [each for each in (address.ipv4_mapped, address.sixtofour) if each is not None]
    hidden += address.teredo or ()
    if address in _NAT64:
        hidden.append(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
    return [each for each in (address, *hidden) if each != address or address.ipv4_mapped is None]


def _parts(url: str) -> SplitResult | None:
    if len(url) > URL_CHARACTERS_MAX or not url.isascii() or any(c.isspace() or not c.isprintable() for c in url):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") else None


def resolved(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a name as this machine resolves it."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


# SENDING


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    is_trial: bool,
    seconds: float = POST_SECONDS,
    resolve: Resolve = resolved,
) -> Outcome:
    """Send a body once.  Never raises for what the other side does: the outcome says it."""
    parts = _parts(url)
    assert parts is not None, "the URL was checked when it was given"
    assert parts.hostname, "the URL was checked when it was given"
    port = parts.port or (443 if parts.scheme == "https" else 80)
    until = time.monotonic() + seconds
    try:
        addresses = [ipaddress.ip_address(each.partition("%")[0]) for each in resolve(parts.hostname, port)]
    except (OSError, UnicodeError):
        return Outcome(None, Trouble.NAME_UNKNOWN)
    # One that may not be connected to spoils the name: who names both is after the one.
    if not addresses or not all(may_connect(each, parts.scheme, is_trial) for each in addresses):
        return Outcome(None, Trouble.ADDRESS_FORBIDDEN)
    with _Wire(until) as wire:
        try:
            wire.open(parts, [str(each) for each in addresses], port)
            return _exchange(wire, parts, body, headers)
        except ssl.SSLError:
            return Outcome(None, Trouble.TIMED_OUT if wire.is_late else Trouble.TLS_FAILED)
        except HTTPException:
            return Outcome(None, Trouble.TIMED_OUT if wire.is_late else Trouble.ANSWER_MALFORMED)
        except OSError as error:
            late = wire.is_late or isinstance(error, TimeoutError)
            return Outcome(None, Trouble.TIMED_OUT if late else Trouble.UNREACHABLE)


def _exchange(wire: _Wire, parts: SplitResult, body: bytes, headers: Mapping[str, str]) -> Outcome:
    assert parts.hostname, "the URL was checked when it was given"
    connection = HTTPConnection(parts.hostname, parts.port)
    connection.default_port = 443 if parts.scheme == "https" else 80
    connection.sock = wire.socket
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request("POST", target, body, {"content-type": "application/json", "connection": "close", **headers})
    answer = connection.getresponse()
    status = answer.status
    if wire.is_late:
        return Outcome(None, Trouble.TIMED_OUT)  # what was cut off looks like an answer with fewer headers
    with suppress(OSError, HTTPException):
        answer.read(RESPONSE_BYTES_MAX)
    return Outcome(status, None if 200 <= status < 300 else Trouble.STATUS)


class _Wire:
    """A connection that is cut off at an instant, however slowly the other side talks."""

    def __init__(self, until: float) -> None:
        self.socket: Any = None
        self._until = until
        self._timer = threading.Timer(max(0.0, until - time.monotonic()), self._cut)

    @property
    def is_late(self) -> bool:
        return time.monotonic() >= self._until

    def __enter__(self) -> _Wire:
        self._timer.daemon = True
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        if self.socket is not None:
            self.socket.close()

    def open(self, parts: SplitResult, addresses: Sequence[str], port: int) -> None:
        """Connect to the first of the addresses that answers; by TLS, to the name that the URL has."""
        self.socket = self._connected(addresses, port)
        if parts.scheme == "https":
            context = ssl.create_default_context()
            made = context.wrap_socket(self.socket, server_hostname=parts.hostname, do_handshake_on_connect=False)
            self.socket = made
            made.do_handshake()

    def _connected(self, addresses: Sequence[str], port: int) -> socket.socket:
        for address in addresses[:-1]:
            with suppress(OSError):
                return socket.create_connection((address, port), timeout=self._left)
        return socket.create_connection((addresses[-1], port), timeout=self._left)

    @property
    def _left(self) -> float:
        return max(0.001, self._until - time.monotonic())

    def _cut(self) -> None:
        with suppress(OSError):
            if self.socket is not None:
                self.socket.shutdown(socket.SHUT_RDWR)

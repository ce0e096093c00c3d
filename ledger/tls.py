"""TLS for all that ask over HTTPS: whom one trusts is read once in a process, not once for each client."""

from __future__ import annotations

import ssl
from functools import cache

import httpx


@cache
def trusted() -> ssl.SSLContext:
    """Return what `httpx` checks servers' certificates with by default; reading it takes some 20 ms."""
    return httpx.create_ssl_context()

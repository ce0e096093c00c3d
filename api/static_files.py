"""The files below /static/: what they are, and addresses under which a browser may keep them for ever."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources

TYPES = {
    "docs.js": "text/javascript",
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "portal.css": "text/css",
    "portal.js": "text/javascript",
    "digest.js": "text/javascript",
    "refresh.js": "text/javascript",
    "verify.js": "text/javascript",
    "checks.js": "text/javascript",
    "htmx.min.js": "text/javascript",
}
"""All files that may be asked for, and what they are."""

FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
"""For an address with the digest of what is there."""


@cache
def content_of(name: str) -> bytes:
    """Return a file of the folder `static`."""
    return resources.files("api").joinpath("static", name).read_bytes()


@cache
def mark_of(name: str) -> str:
    """Return what an address names the file's bytes by."""
    return hashlib.sha256(content_of(name)).hexdigest()[:12]


def address_of(name: str) -> str:
    """Return a file's address, which changes with its bytes."""
    assert name in TYPES, f"{name} is not served"
    return f"/static/{name}?v={mark_of(name)}"

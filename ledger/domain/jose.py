"""How bytes and Ed25519 keys are written in JOSE: base64url, strictly (RFC 7515 §2), and a key's thumbprint."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

_BASE64URL = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


def written(octets: bytes) -> str:
    """Return bytes in base64url without padding."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def octets_of(part: str) -> bytes | None:
    """Read base64url as it is written, or nothing: two texts never mean the same bytes."""
    if not _BASE64URL.fullmatch(part):
        return None
    try:
        found = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (binascii.Error, ValueError):
        return None
    return found if written(found) == part else None


def thumbprint(public: bytes) -> str:
    """Return the id of a key of 32 bytes: base64url of the SHA-256 of its canonical JWK (RFC 7638, RFC 8037)."""
    jwk = f'{{"crv":"Ed25519","kty":"OKP","x":"{written(public)}"}}'
    return written(hashlib.sha256(jwk.encode()).digest())

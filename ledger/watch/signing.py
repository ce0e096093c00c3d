"""
Signatures of webhooks by the Standard Webhooks specification 1.0.0, symmetric: HMAC-SHA256 over id, time and body.

    webhook-id         the same for every attempt of a delivery, so that a receiver can drop what it has
    webhook-timestamp  unix seconds of the attempt
    webhook-signature  `v1,<base64>` by each secret that is valid, with spaces between
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence

SECRET_BYTES = 32
"""Length of a secret; the specification asks for 24 to 64 bytes."""

PREFIX = "whsec_"


def new_secret() -> str:
    """Draw a secret, `whsec_` and base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def headers(message_id: str, instant: int, body: bytes, keys: Sequence[str]) -> Mapping[str, str]:
    """Return the three headers of an attempt at a unix second, signed by each of the secrets."""
    signed = f"{message_id}.{instant}.".encode() + body
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(instant),
        "webhook-signature": " ".join(f"v1,{_signature(key, signed)}" for key in keys),
    }


def _signature(key: str, signed: bytes) -> str:
    made = hmac.new(base64.b64decode(key.removeprefix(PREFIX)), signed, hashlib.sha256).digest()
    return base64.b64encode(made).decode()

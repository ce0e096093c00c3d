"""
The answer's signature: a compact JWS (RFC 7515) of exactly one form, by a key whose thumbprint the verifier pinned.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.audit import token
from ledger.audit.token import TokenBroken, public_keys
from ledger.kit.report import Broken

__all__ = ["public_keys", "read_answer"]

TYPE = "datadeed-answer+jws"
ANSWER = "datadeed/answer/1"

_MEMBERS = frozenset(
    {
        "schema",
        "number",
        "iat",
        "exp",
        "nonce",
        "client",
        "requestDigest",
        "operator",
        "chain",
        "verification",
        "evidenceDigest",
    }
)


def read_answer(answer: str, keys: Mapping[str, bytes]) -> tuple[dict[str, Any], str]:
    """
    Return the payload of a signed answer, and the thumbprint of the key that signed it.

    Raises `Broken`: BundleAnswerMalformed, BundleKeyMissing, BundleSignatureWrong.
    """
    try:
        payload, own = token.read(answer, keys, TYPE)
    except TokenBroken as broken:
        if broken.what == "key":
            raise Broken("BundleKeyMissing", key=broken.key) from None
        if broken.what == "signature":
            raise Broken("BundleSignatureWrong", key=broken.key) from None
        raise Broken("BundleAnswerMalformed", member=broken.what) from None
    if payload.keys() != _MEMBERS or payload["schema"] != ANSWER or not _is_shaped(payload):
        raise Broken("BundleAnswerMalformed", member="payload")
    return payload, own


def _is_shaped(payload: Mapping[str, Any]) -> bool:
    numbers = (payload["number"], payload["iat"], payload["exp"])
    chain = payload["chain"]
    return (
        all(isinstance(each, int) and not isinstance(each, bool) for each in numbers)
        and isinstance(payload["verification"], dict)
        and isinstance(chain, dict)
        and chain.keys() == {"chainId", "genesisHash", "contracts"}
        and isinstance(chain["contracts"], dict)
    )

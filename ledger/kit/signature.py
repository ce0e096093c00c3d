"""
The answer's signature: a compact JWS (RFC 7515) of exactly one form, by a key whose thumbprint the verifier pinned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jwcrypto.common import JWException
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from ledger.domain import jose
from ledger.domain.document import canonical, parse
from ledger.errors import InvalidInput
from ledger.kit.report import Broken

TYPE = "datadeed-answer+jws"
ALGORITHM = "EdDSA"
ANSWER = "datadeed/answer/1"

PUBLIC_KEY_BYTES = 32

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


def public_keys(keys: Sequence[Mapping[str, Any]]) -> dict[str, bytes]:
    """Return the Ed25519 keys of a set by their thumbprints; whatever else a key calls itself is not believed."""
    found = {}
    for each in keys:
        public = jose.octets_of(str(each["x"]))
        if each["kty"] == "OKP" and each["crv"] == "Ed25519" and public is not None and len(public) == PUBLIC_KEY_BYTES:
            found[jose.thumbprint(public)] = public
    return found


def read_answer(answer: str, keys: Mapping[str, bytes]) -> tuple[dict[str, Any], str]:
    """
    Return the payload of a signed answer, and the thumbprint of the key that signed it.

    Raises `Broken`: BundleAnswerMalformed, BundleKeyMissing, BundleSignatureWrong.
    """
    parts = [jose.octets_of(part) for part in answer.split(".")]
    if len(parts) != 3 or None in parts:
        raise Broken("BundleAnswerMalformed", member="JWS")
    header, payload = _object(parts[0] or b"", "header"), _object(parts[1] or b"", "payload")
    own = header.get("kid")
    if header != {"alg": ALGORITHM, "kid": own, "typ": TYPE} or not isinstance(own, str):
        raise Broken("BundleAnswerMalformed", member="header")
    if own not in keys:
        raise Broken("BundleKeyMissing", key=own[:100])
    read = JWS()
    read.allowed_algs = [ALGORITHM]
    try:
        read.deserialize(answer, JWK(kty="OKP", crv="Ed25519", x=jose.written(keys[own])), alg=ALGORITHM)
    except JWException:
        raise Broken("BundleSignatureWrong", key=own) from None
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


def _object(content: bytes, member: str) -> dict[str, Any]:
    try:
        found = parse(content)
        if isinstance(found, dict) and canonical(found) == content:
            return found
    except InvalidInput:
        pass
    raise Broken("BundleAnswerMalformed", member=member)

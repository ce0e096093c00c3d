"""
Answers as compact JWS (RFC 7515): signed in one way, and read in that way alone.

The header has three members and no other, the algorithm is EdDSA, and the payload is canonical JSON (RFC 8785): one
answer has one text, and what is not just so is refused before anything in it is believed.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import orjson
from jwcrypto.common import JWException
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from ledger.answers.keys import AnswerKey
from ledger.domain import jose
from ledger.domain.document import canonical, parse
from ledger.errors import InvalidInput, Refused

TYPE = "datadeed-answer+jws"
ALGORITHM = "EdDSA"
HEADER = frozenset({"alg", "kid", "typ"})

TOKEN_CHARACTERS_MAX = 16_777_216
"""Longest answer that is read; one certificate's has about ten thousand."""


class AnswerInvalid(Refused):
    """What is presented as a signed answer is none of the operator's."""

    status = 422


def written(payload: Mapping[str, Any]) -> bytes:
    """
    Return the canonical bytes of an answer (RFC 8785), a hundred times faster than `canonical` does.

    The names of all members are ASCII and all numbers are integers of 53 bits: there the two write the same.
    """
    return orjson.dumps(payload, option=orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER)


def sign(key: AnswerKey, payload: bytes, kind: str = TYPE) -> str:
    """
    Return canonical bytes as a compact JWS by `key`, of a kind of token.

    Made here and not by the library, which takes three times as long; what is made, the library reads (`verify`).
    """
    header = f'{{"alg":"{ALGORITHM}","kid":"{key.id}","typ":"{kind}"}}'.encode()
    content = base64.urlsafe_b64encode(header).rstrip(b"=") + b"." + base64.urlsafe_b64encode(payload).rstrip(b"=")
    return (content + b"." + base64.urlsafe_b64encode(key.secret.sign(content)).rstrip(b"=")).decode()


def content(token: str) -> dict[str, Any]:
    """Return the payload of an answer of our own, whose signature is not looked at."""
    part = token.split(".")[1]
    found: dict[str, Any] = orjson.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


def verify(token: str, keys: Mapping[str, bytes], kind: str = TYPE) -> dict[str, Any]:
    """
    Return the payload of a token of a kind that one of `keys`, public keys of 32 bytes by id, has signed.

    Raises `AnswerInvalid`: it is malformed, its header has another form, its key is unknown, or the signature is not
    the key's.
    """
    parts = token.split(".") if len(token) <= TOKEN_CHARACTERS_MAX else []
    octets = [jose.octets_of(part) for part in parts]
    if len(octets) != 3 or None in octets:
        raise AnswerInvalid("AnswerMalformed")
    header, payload = _object(octets[0] or b""), _object(octets[1] or b"")
    if header.keys() != HEADER or header["alg"] != ALGORITHM or header["typ"] != kind:
        raise AnswerInvalid("AnswerHeaderOther")
    public = keys.get(header["kid"]) if isinstance(header["kid"], str) else None
    if public is None:
        raise AnswerInvalid("AnswerKeyUnknown", key=str(header["kid"])[:100])
    read = JWS()
    read.allowed_algs = [ALGORITHM]
    try:
        read.deserialize(token, JWK(kty="OKP", crv="Ed25519", x=jose.written(public)), alg=ALGORITHM)
    except JWException:
        raise AnswerInvalid("AnswerSignatureWrong", key=header["kid"]) from None
    return payload


def _object(octets: bytes) -> dict[str, Any]:
    try:
        found = parse(octets)
        if isinstance(found, dict) and canonical(found) == octets:
            return found
    except InvalidInput:
        pass
    raise AnswerInvalid("AnswerMalformed")

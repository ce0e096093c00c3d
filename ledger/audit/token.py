"""
Compact JWS of exactly one form (RFC 7515): Ed25519, a header of three members, header and payload canonical (RFC 8785).

A key is known by its thumbprint (RFC 7638); whatever else it calls itself is not believed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from ledger.audit.note import is_by
from ledger.domain import jose
from ledger.domain.document import canonical, parse
from ledger.errors import InvalidInput

ALGORITHM = "EdDSA"
PUBLIC_KEY_BYTES = 32

TOKEN_CHARACTERS_MAX = 16_777_216
"""Longest token that is read; the answer about one certificate has about ten thousand."""


class TokenBroken(ValueError):
    """A text is no token of this form, or not signed by such a key; `what` says which part."""

    def __init__(self, what: str, key: str = "") -> None:
        super().__init__(f"{what} {key}".rstrip())
        self.what = what
        self.key = key


def public_keys(keys: Iterable[Mapping[str, Any]]) -> dict[str, bytes]:
    """
    Return the Ed25519 keys of a set (RFC 7517) by their thumbprints; others are passed over.

    Raises `KeyError` or `TypeError` for what is no set of keys.
    """
    found = {}
    for each in keys:
        public = jose.octets_of(str(each["x"]))
        if each["kty"] == "OKP" and each["crv"] == "Ed25519" and public is not None and len(public) == PUBLIC_KEY_BYTES:
            found[jose.thumbprint(public)] = public
    return found


def read(token: str, keys: Mapping[str, bytes], kind: str) -> tuple[dict[str, Any], str]:
    """
    Return the payload of a token of a kind (its `typ`), and the thumbprint of the key that signed it.

    Raises `TokenBroken`: "JWS", "header", "payload" for the form, "key" for one that is not among `keys`, "signature".
    """
    content, _, made = token.rpartition(".")
    parts = [jose.octets_of(part) for part in token.split(".")] if len(token) <= TOKEN_CHARACTERS_MAX else []
    if len(parts) != 3 or None in parts:
        raise TokenBroken("JWS")
    header, payload = _object(parts[0] or b"", "header"), _object(parts[1] or b"", "payload")
    own = header.get("kid")
    if header != {"alg": ALGORITHM, "kid": own, "typ": kind} or not isinstance(own, str):
        raise TokenBroken("header")
    if own not in keys:
        raise TokenBroken("key", own[:100])
    if not is_by(keys[own], jose.octets_of(made) or b"", content.encode()):
        raise TokenBroken("signature", own)
    return payload, own


def _object(content: bytes, what: str) -> dict[str, Any]:
    """The object that these bytes are the canonical text of.  Raises `TokenBroken`."""
    try:
        found = json.loads(content.decode(), object_pairs_hook=_members, parse_float=_refuse, parse_constant=_refuse)
        if isinstance(found, dict) and orjson.dumps(found, option=_SORTED) == content:
            return found
    except (ValueError, TypeError, RecursionError):
        pass
    try:
        found = parse(content)
        if isinstance(found, dict) and canonical(found) == content:
            return found
    except InvalidInput:
        pass
    raise TokenBroken(what)


_SORTED = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER
"""How orjson writes what RFC 8785 does, a hundred times faster: where all names are ASCII, all numbers integers."""


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs) or not all(map(str.isascii, found)):
        raise ValueError("not for the short way")
    return found


def _refuse(text: str) -> Any:
    raise ValueError(text)

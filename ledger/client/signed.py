"""Whether an answer holds: the operator's signature, the question that was asked, and the operator's log."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ledger.client.problems import AnswerRefused
from ledger.domain.document import canonical, parse
from ledger.domain.jose import octets_of
from ledger.domain.merkle import leaf_hash, root
from ledger.errors import InvalidInput
from ledger.kit.inclusion import check_log
from ledger.kit.report import Broken
from ledger.kit.signature import public_keys, read_answer


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was sent, by which its own answer is known."""

    body: bytes
    nonce: str | None

    @property
    def digest(self) -> str:
        return "0x" + hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Operator:
    """The published keys; `pinned` are the thumbprints that the caller believes, none: all that are published."""

    published: Mapping[str, Any]
    pinned: Collection[str]

    def keys(self) -> dict[str, bytes]:
        """Return the public keys that are believed, by thumbprint.  Raises `AnswerRefused` KeySetOther."""
        try:
            found = public_keys(self.published["keys"])
        except (KeyError, TypeError):
            raise AnswerRefused("KeySetOther") from None
        return {own: key for own, key in found.items() if not self.pinned or own in self.pinned}

    def signs(self, answer: str) -> bool:
        """Whether the key that an answer names is among them."""
        try:
            return _object(answer.partition(".")[0]).get("kid") in self.keys()
        except AnswerRefused:
            return False


def verification(answer: str, log: str, operator: Operator, asked: Asked | None) -> dict[str, Any]:
    """
    Return the payload of a signed verification; `asked` is the question, where the caller has it.

    Raises `AnswerRefused`: AnswerDoesNotHold, with the code of what broke; AnswerToAnother.
    """
    try:
        payload, key_id = read_answer(answer, operator.keys())
        _logged(payload, answer, log, operator.keys()[key_id])
    except Broken as broken:
        raise AnswerRefused("AnswerDoesNotHold", reason=broken.code) from None
    _require_own(payload, asked)
    return payload


def portfolio(lines: Sequence[bytes], closing: Mapping[str, Any], operator: Operator, asked: Asked) -> dict[str, Any]:
    """Return the payload that signs these lines.  Raises `AnswerRefused` as `verification`; PortfolioLinesOther."""
    payload = _signed(closing["answer"], operator.keys())
    key_id = str(_object(closing["answer"].split(".")[0])["kid"])
    try:
        _logged(payload, closing["answer"], closing["log"], operator.keys()[key_id])
    except Broken as broken:
        raise AnswerRefused("AnswerDoesNotHold", reason=broken.code) from None
    _require_own(payload, asked)
    said = payload["portfolio"]
    if said["root"] != "0x" + root([leaf_hash(line) for line in lines]).hex() or said["count"] != len(lines):
        raise AnswerRefused("PortfolioLinesOther")
    return payload


def _require_own(payload: Mapping[str, Any], asked: Asked | None) -> None:
    if asked is None:
        return
    is_own = hmac.compare_digest(payload["requestDigest"], asked.digest)
    if not is_own or payload["nonce"] != asked.nonce:
        raise AnswerRefused("AnswerToAnother")


def _logged(payload: Mapping[str, Any], answer: str, log: str, key: bytes) -> None:
    chain = payload["chain"]
    check_log(log, answer, f"datadeed/{chain['chainId']}/{chain['contracts']['Certificates']}", key, ())


def _signed(answer: str, keys: Mapping[str, bytes]) -> dict[str, Any]:
    """Read a compact JWS of a known key; a portfolio's payload has other members than a verification's."""
    content, _, signature = answer.rpartition(".")
    header = _object(content.partition(".")[0])
    key = keys.get(str(header.get("kid")))
    if key is None or header != {"alg": "EdDSA", "kid": header["kid"], "typ": "datadeed-answer+jws"}:
        raise AnswerRefused("AnswerDoesNotHold", reason="BundleKeyMissing")
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(octets_of(signature) or b"", content.encode())
    except InvalidSignature:
        raise AnswerRefused("AnswerDoesNotHold", reason="BundleSignatureWrong") from None
    return _object(content.partition(".")[2])


def _object(part: str) -> dict[str, Any]:
    try:
        found = parse(octets_of(part) or b"")
        if isinstance(found, dict):
            return found
    except InvalidInput:
        pass
    raise AnswerRefused("AnswerDoesNotHold", reason="BundleAnswerMalformed")


def body_of(asked: Mapping[str, Any]) -> bytes:
    """Return a question as it is sent: canonical, so that its digest is the one that is signed."""
    return canonical({name: value for name, value in asked.items() if value is not None})


def basic(client_id: str, secret: str) -> str:
    """Return a client's id and secret as HTTP Basic has them (RFC 7617)."""
    return "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()

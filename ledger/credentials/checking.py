"""
Checking a credential offline: whose it is, and what it shows.

Stricter than the library, which reads whatever header, ignores disclosures that belong to nothing, and leaves times
aside: here each of these is refused (RFC 9901 §7.1).
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jwcrypto.common import JWException
from jwcrypto.jwk import JWK
from sd_jwt.verifier import SDJWTVerifier

from ledger.answers.keys import Endorsement, endorser
from ledger.credentials.claims import (
    ALGORITHM,
    CREDENTIAL_TYPE,
    DIGESTS,
    FIELDS,
    HEADER,
    MORE,
    TYPE,
    Anchor,
    CredentialInvalid,
    digest_of,
    issuer_of,
)
from ledger.credentials.presenting import name_of, opened, parts
from ledger.domain.document import canonical, digest
from ledger.domain.jose import thumbprint, written
from ledger.domain.shapes import CERTIFICATE_1
from ledger.errors import InvalidInput

_CLAIMS = frozenset(
    {"iss", "iat", "vct", "number", "certificateId", "anchor", "status", "document", "_sd_alg"},
)


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """A public key of 32 bytes, who on the ledger endorsed it, and in which unix seconds it signs; `until` excluded."""

    public: bytes
    endorsement: Endorsement
    since: int
    until: int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """
    What a credential shows: its anchor, when it was issued (unix seconds), by which key, and the fields it discloses.

    `document` are the canonical bytes where all fields are shown: then they have the anchor's digest.
    """

    anchor: Anchor
    issued_at: int
    key_id: str
    endorsement: Endorsement
    fields: Mapping[str, Any]
    document: bytes | None

    @property
    def hidden(self) -> tuple[str, ...]:
        """The fields that every document has and that are not shown; what else is hidden, nobody can tell."""
        return tuple(name for name in FIELDS if name not in self.fields)


def issuer_keys(jwks: bytes) -> dict[str, IssuerKey]:
    """
    Read published keys (RFC 7517) by id; those that nobody endorses are left out: they issue no credential.

    Raises `InvalidInput` KeySetMalformed: a key is none, its id is not its thumbprint, or an endorsement is not by the
    key that it names.
    """
    try:
        return {each["kid"]: _key(each) for each in json.loads(jwks)["keys"] if each.get("endorsement") is not None}
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise InvalidInput("KeySetMalformed", "keys") from None


def _key(published: Mapping[str, Any]) -> IssuerKey:
    public = base64.urlsafe_b64decode(published["x"] + "=")
    endorsement = Endorsement.parse(published["endorsement"])
    is_endorsed = endorser(published["kid"], endorsement.signature) == endorsement.key
    if len(public) != 32 or thumbprint(public) != published["kid"] or not is_endorsed:
        raise ValueError(published["kid"])
    until = published.get("exp")
    return IssuerKey(public, endorsement, int(published["nbf"]), None if until is None else int(until))


def read(credential: str, keys: Mapping[str, IssuerKey]) -> Shown:
    """
    Return what a credential of one of `keys` shows.

    Raises `CredentialInvalid`: CredentialMalformed; CredentialHeaderOther, another algorithm or kind;
    CredentialKeyUnknown, an issuer that is not known here; CredentialSignatureWrong; CredentialClaimsOther;
    CredentialIssuedOutsideKey; DisclosureForeign, a disclosure that was altered or belongs elsewhere;
    CredentialNotOfDocument, all fields are shown and are not the anchored document.
    """
    token, disclosures = parts(credential)
    header = opened(token.split(".")[0])
    if not isinstance(header, dict) or header.keys() != HEADER:
        raise CredentialInvalid("CredentialHeaderOther")
    if header["alg"] != ALGORITHM or header["typ"] != TYPE or not isinstance(header["kid"], str):
        raise CredentialInvalid("CredentialHeaderOther")
    key = keys.get(header["kid"])
    if key is None:
        raise CredentialInvalid("CredentialKeyUnknown", key=header["kid"][:100])
    claims = opened(token.split(".")[1])
    _refuse_foreign(claims, disclosures)
    verified = _verified("~".join((token, *disclosures, "")), header["kid"], key)
    anchor = _anchor(claims, key)
    if claims["iat"] < key.since or (key.until is not None and claims["iat"] >= key.until):
        raise CredentialInvalid("CredentialIssuedOutsideKey", key=header["kid"])
    fields = {name: verified["document"][name] for name in (*FIELDS, *MORE) if name in verified["document"]}
    return Shown(anchor, claims["iat"], header["kid"], key.endorsement, fields, _whole(fields, anchor))


def _refuse_foreign(claims: Any, disclosures: list[str]) -> None:
    """Each disclosure must be of one field, and each stand in the credential, once."""
    document = claims.get("document") if isinstance(claims, dict) else None
    if not isinstance(document, dict) or document.keys() != {"_sd"} or claims.keys() != _CLAIMS:
        raise CredentialInvalid("CredentialClaimsOther")
    digests = document["_sd"]
    if not isinstance(digests, list) or len(set(map(str, digests))) != DIGESTS or len(digests) != DIGESTS:
        raise CredentialInvalid("CredentialClaimsOther")
    names = [name_of(each) for each in disclosures]
    if len(set(names)) != len(names):
        raise CredentialInvalid("CredentialMalformed")
    for name, each in zip(names, disclosures, strict=True):
        if digest_of(each) not in digests:
            raise CredentialInvalid("DisclosureForeign", name=name)


def _verified(presentation: str, key_id: str, key: IssuerKey) -> dict[str, Any]:
    """Return the claims with the disclosed fields in their places, the signature being the key's."""
    try:
        found = SDJWTVerifier(
            presentation, lambda _issuer, _header: JWK(kty="OKP", crv="Ed25519", x=written(key.public))
        )
        payload: dict[str, Any] = found.get_verified_payload()
    except JWException:
        raise CredentialInvalid("CredentialSignatureWrong", key=key_id) from None
    except (ValueError, KeyError, TypeError):
        raise CredentialInvalid("CredentialMalformed") from None
    return payload


def _anchor(claims: Mapping[str, Any], key: IssuerKey) -> Anchor:
    try:
        anchor = Anchor.parse(claims)
        is_right = claims["vct"] == CREDENTIAL_TYPE and claims["_sd_alg"] == "sha-256" and type(claims["iat"]) is int
        if is_right and claims["iss"] == issuer_of(anchor.chain_id, key.endorsement.uscc):
            return anchor
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    raise CredentialInvalid("CredentialClaimsOther")


def _whole(fields: Mapping[str, Any], anchor: Anchor) -> bytes | None:
    """
    Return the document itself if all of it is shown: what a field of it says then rests on the digest alone.

    Fields that a document need not have may be hidden beside all others: then the digest is not the anchor's.
    """
    if any(name not in fields for name in FIELDS):
        return None
    document = canonical(dict(fields))
    if digest(document) == anchor.document_digest:
        return document
    if fields["schema"] == CERTIFICATE_1 or all(name in fields for name in MORE):
        raise CredentialInvalid("CredentialNotOfDocument", number=anchor.number)
    return None

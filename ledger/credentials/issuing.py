"""Issuing a credential: each field of the document under a salt of its own, the number of them hidden by decoys."""

from __future__ import annotations

from typing import Any

from jwcrypto.jwk import JWK
from sd_jwt.common import SD_DIGESTS_KEY, SDObj
from sd_jwt.issuer import SDJWTIssuer

from ledger.answers.keys import AnswerKey
from ledger.credentials.claims import (
    ALGORITHM,
    CREDENTIAL_TYPE,
    DIGESTS,
    TYPE,
    Anchor,
    CredentialInvalid,
    issuer_of,
)
from ledger.domain.document import check_document, digest, parse
from ledger.domain.events import ParticipantNumber
from ledger.errors import InvalidInput, Refused


class CredentialIssuerOther(Refused):
    """The keys here are not of the registry that keeps the certificate; only that one issues."""


class _Issuer(SDJWTIssuer):  # type: ignore[misc]  # the library has no types
    """The library's issuer, with as many decoys as fill up the document: the library's own number would tell."""

    def _create_sd_claims_object(self, user_claims: dict[Any, Any]) -> Any:
        made = super()._create_sd_claims_object(user_claims)
        if digests := made.get(SD_DIGESTS_KEY):
            digests += [self._create_decoy_claim_entry() for _ in range(DIGESTS - len(digests))]
            digests.sort()
        return made


def issue(document: bytes, anchor: Anchor, key: AnswerKey, registry: ParticipantNumber, at: int) -> str:
    """
    Return the credential of a document, with all fields disclosed, signed by `key` at the unix second `at`.

    `registry` is the participant that keeps the certificate's register.  Raises `CredentialIssuerOther`: the key is not
    endorsed by it; `CredentialInvalid` CredentialNotOfDocument: the document is not the anchor's, or has another form.
    """
    endorsement = key.endorsement
    if endorsement is None or endorsement.participant != registry:
        raise CredentialIssuerOther("CredentialIssuerOther", registry=int(registry))
    claims = {
        "iss": issuer_of(anchor.chain_id, endorsement.uscc),
        "iat": at,
        "vct": CREDENTIAL_TYPE,
        **anchor.claims,
        "document": {SDObj(name): value for name, value in _content(document, anchor).items()},
    }
    header = {"kid": key.id, "typ": TYPE}
    made = _Issuer(claims, JWK.from_pyca(key.secret), sign_alg=ALGORITHM, extra_header_parameters=header)
    return str(made.sd_jwt_issuance)


def _content(document: bytes, anchor: Anchor) -> dict[str, Any]:
    """Return the fields of the anchor's own document."""
    try:
        content = parse(document)
    except InvalidInput:
        content = None
    if digest(document) != anchor.document_digest or not isinstance(content, dict):
        raise CredentialInvalid("CredentialNotOfDocument", number=anchor.number)
    if content.get("number") != anchor.number or any(fault.code != "GradeCore" for fault in check_document(content)):
        raise CredentialInvalid("CredentialNotOfDocument", number=anchor.number)
    return content

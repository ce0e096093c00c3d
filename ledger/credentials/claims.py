"""What stands in a credential: its header, its claims, and which fields of the document are in it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.domain.events import CertificateId, Digest
from ledger.domain.jose import written
from ledger.domain.shapes import ADDED
from ledger.errors import Refused

MEDIA_TYPE = "application/dc+sd-jwt"

TYPE = "dc+sd-jwt"
ALGORITHM = "EdDSA"
HEADER = frozenset({"alg", "kid", "typ"})

CREDENTIAL_TYPE = "urn:datadeed:credential:certificate:1"
"""`vct`: what kind of credential it is.  A change of what the claims mean has a number of its own."""

FIELDS = (
    "schema", "salt", "number", "regime", "registrationType", "registry", "holders", "dataName", "overview",
    "objectKind", "industry", "sources", "spatialScope", "temporalFrom", "temporalTo", "updateFrequency", "volume",
    "grade", "personalInformation", "fingerprint", "validFrom", "lastValidDay",
)  # fmt: skip
"""The fields that every document has; one of the schema `datadeed/certificate/1` has no other."""

MORE = tuple(ADDED)
"""The fields that a document of the schema `datadeed/certificate/2` may have besides."""

DIGESTS = 32
"""How many digests stand in each credential: those of the fields, and decoys, so that a later schema with more or fewer
fields looks the same; the next power of two above the number of fields."""

assert len(FIELDS) + len(MORE) <= DIGESTS

CREDENTIAL_CHARACTERS_MAX = 524_288
"""Longest credential that is read; with all fields of the largest document it has about four hundred thousand."""


class CredentialInvalid(Refused):
    """What is presented is no credential of a known issuer, or was altered."""

    status = 422


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a document's digest stands: the chain, the contract (20 bytes), and the certificate."""

    chain_id: int
    contract: bytes
    certificate: CertificateId
    number: str
    document_digest: Digest

    @property
    def claims(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "certificateId": "0x" + self.certificate.hex(),
            "anchor": {
                "chainId": self.chain_id,
                "contract": "0x" + self.contract.hex(),
                "documentDigest": "0x" + self.document_digest.hex(),
            },
            "status": {"record": f"/v1/certificates/{self.number}", "verification": "/v1/verifications"},
        }

    @classmethod
    def parse(cls, claims: Mapping[str, Any]) -> Anchor:
        """Read the claims that name the anchor.  Raises `ValueError`, `KeyError` or `TypeError`."""
        at = claims["anchor"]
        found = cls(
            int(at["chainId"]),
            bytes.fromhex(at["contract"].removeprefix("0x")),
            CertificateId(bytes.fromhex(claims["certificateId"].removeprefix("0x"))),
            str(claims["number"]),
            Digest(bytes.fromhex(at["documentDigest"].removeprefix("0x"))),
        )
        if found.claims != {name: claims[name] for name in found.claims}:
            raise ValueError("another form")
        return found


def issuer_of(chain_id: int, uscc: str) -> str:
    """Return the name under which a registry issues: a URI of the ledger and its unified social credit code."""
    return f"datadeed:{chain_id}:{uscc}"


def digest_of(disclosure: str) -> str:
    """Return the digest under which a disclosure stands in a credential (RFC 9901 §4.2.3)."""
    return written(hashlib.sha256(disclosure.encode("ascii")).digest())

"""
The registry's seal of a version of a certificate: which document it is, where its digest stands, and who says so.

It is a signature over the anchor, and hides nothing: unlike a credential it has no salts, so that the same version has
the same seal whenever it is printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.answers import jws
from ledger.answers.keys import AnswerKey
from ledger.credentials.claims import Anchor, issuer_of
from ledger.domain.document import canonical
from ledger.domain.events import ParticipantNumber

TYPE = "datadeed-seal+jws"


def seal(anchor: Anchor, version: Mapping[str, int], key: AnswerKey, registry: ParticipantNumber) -> str | None:
    """
    Return the seal of a document as a compact JWS; none if the key is not endorsed by the registry.

    `version` says which one it is and where it came in: `version`, `sequence`, `block` and `time`, a unix second.
    """
    endorsement = key.endorsement
    if endorsement is None or endorsement.participant != registry:
        return None
    claims = {"iss": issuer_of(anchor.chain_id, endorsement.uscc), **anchor.claims, **version}
    return jws.sign(key, canonical(claims), TYPE)


def unsealed(token: str, keys: Mapping[str, bytes]) -> dict[str, Any]:
    """Return what a seal says.  Raises `AnswerInvalid` if none of `keys`, public keys by id, made it."""
    return jws.verify(token, keys, TYPE)

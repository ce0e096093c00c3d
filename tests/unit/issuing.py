"""A registry that issues credentials in the tests: a key endorsed by an enrolled one, and credentials of a document."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ledger.answers.keys import AnswerKey, Endorsement, Keys, endorsed_digest
from ledger.chain.signer import MemorySigner
from ledger.credentials.checking import IssuerKey, issuer_keys
from ledger.credentials.claims import Anchor
from ledger.credentials.issuing import issue
from ledger.domain.document import canonical
from ledger.domain.events import CertificateId, Digest, ParticipantNumber

NOON = 1_795_000_000
CHAIN = 31_337
FIRST = ParticipantNumber(1)
CONTRACT = bytes.fromhex("c0" * 20)


def endorsement_by(signer: MemorySigner, participant: int, uscc: str, key_id: str) -> Endorsement:
    """Return how a participant stands behind a key with one that is enrolled for it."""
    return Endorsement(participant, uscc, signer.key, signer.sign_digest(endorsed_digest(key_id)))


@dataclass
class Registry:
    """A registry with an endorsed key in a folder; every word of it is about the document of one certificate."""

    folder: Path
    signer: MemorySigner
    uscc: str
    number: ParticipantNumber = FIRST
    keys: Keys = field(init=False)

    def __post_init__(self) -> None:
        self.keys = Keys(self.folder, "")
        self.keys.make(NOON - 100, lambda key_id: endorsement_by(self.signer, self.number, self.uscc, key_id))

    @property
    def key(self) -> AnswerKey:
        return self.keys.current

    @property
    def public(self) -> dict[str, IssuerKey]:
        return issuer_keys(json.dumps(self.keys.published()).encode())

    def issue(self, document: dict[str, Any], at: int = NOON, key: AnswerKey | None = None) -> str:
        return issue(canonical(document), anchor_of(document), key or self.key, self.number, at)


def anchor_of(document: dict[str, Any]) -> Anchor:
    """Return the anchor of a document on the tests' chain."""
    digest = Digest(hashlib.sha256(canonical(document)).digest())
    identity = CertificateId(hashlib.sha256(document["number"].encode()).digest())
    return Anchor(CHAIN, CONTRACT, identity, str(document["number"]), digest)

"""
The paper of a certificate: which versions it had, and what the record says of the one that is to be printed.

A version is an event that brought a certificate document; what a court or a bank filed with an act of its own is none.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any

from api.dependencies import View
from api.subject import Gatherer
from ledger.answers.keys import AnswerKey
from ledger.chain.deployment import Deployment
from ledger.config import Settings
from ledger.credentials.claims import Anchor
from ledger.credentials.sealing import seal
from ledger.domain.calendar import day_of, last_valid_day
from ledger.domain.certificates import Certificate
from ledger.domain.document import parse
from ledger.domain.events import Digest, Entry
from ledger.domain.numbers import CertificateNumber, uscc_of
from ledger.domain.qr import qr_of
from ledger.domain.standing import standing
from ledger.domain.verdict import Subject
from ledger.errors import Inconsistent, InvalidInput, Misconfigured, NotFound, Refused
from ledger.paper.certificate import Certified, Seal, pdf
from ledger.store.documents import Documents
from ledger.store.queries import certificates

MEDIA_TYPE = "application/pdf"

VERSIONS_MAX = 500
"""Most versions that are told apart: a certificate has a handful."""

BRINGING = (
    "CertificateIssued", "CertificateTransferred", "CertificateAmended", "CertificateCorrected", "CertificateRenewed",
    "CertificateCancelled",
)  # fmt: skip
"""The events that may bring a certificate's next document."""

_DOCUMENTS = "datadeed/certificate/"
_ADDRESS = re.compile(r"https://([a-z0-9.-]{1,100}(?::[0-9]{1,5})?)/?", re.ASCII)

_PRINTING = Lock()
"""One paper is set at a time in a process: it takes a second of the processor, and answers must not wait for papers."""


class CertificateUnprintable(Refused):
    """The document on file no longer says who holds the certificate."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a certificate's document, counted from 1, the event that brought it, and its bytes if on file."""

    number: int
    entry: Entry
    sequence: int
    digest: Digest
    content: bytes | None


def versions_of(view: View, documents: Documents, found: Certificate) -> list[Version]:
    """Return the versions of a certificate, the first first."""
    versions: list[Version] = []
    for line in certificates.documented(view.session, found.id, BRINGING, VERSIONS_MAX):
        brought: Digest = line.entry.event.document_digest  # type: ignore[union-attr]  # each of BRINGING has one
        content = _on_file(documents, brought)
        if content is None or _content(content):
            versions.append(Version(len(versions) + 1, line.entry, line.sequence or 0, brought, content))
    return versions


def _on_file(documents: Documents, wanted: Digest) -> bytes | None:
    """Return a document's bytes; none where it is missing, erased or altered."""
    try:
        return documents.get(wanted)
    except (Inconsistent, NotFound):
        return None


def _content(document: bytes) -> Mapping[str, Any]:
    """Return a certificate document; nothing if it is another."""
    try:
        found = parse(document)
    except InvalidInput:
        return {}
    is_ours = isinstance(found, dict) and str(found.get("schema")).startswith(_DOCUMENTS)
    return found if is_ours else {}


class Press:
    """Prints the certificates of one ledger, sealed by `key` where the registry endorses it."""

    def __init__(self, settings: Settings, deployment: Deployment, documents: Documents, key: AnswerKey) -> None:
        """Raises `Misconfigured` PublicUrlInvalid."""
        self._host = host_of(settings.public_url)
        self._deployment = deployment
        self._documents = documents
        self._key = key

    def paper(self, view: View, found: Certificate, wanted: int | None = None) -> bytes:
        """
        Return a version of a certificate as a PDF, the newest unless one is wanted.

        Raises `InvalidInput` VersionUnknown; `NotFound` DocumentNotHere, `Inconsistent` or `DocumentErased` for a
        document that is not on file, altered or erased; `CertificateUnprintable` PaperBehindRecord.
        """
        number = CertificateNumber.from_packed(found.number)
        versions = versions_of(view, self._documents, found)
        if wanted is not None and not 1 <= wanted <= len(versions):
            raise InvalidInput("VersionUnknown", "version", number=number.text, given=wanted, versions=len(versions))
        version = versions[(wanted or len(versions)) - 1]
        content = self._documents.get(version.digest)
        if content is None:
            raise NotFound("DocumentNotHere", number=number.text)
        outline = Gatherer(view.session, self._documents).outline(found)
        is_newest = version.number == len(versions)
        if is_newest and _holders(content) != {uscc_of(each.participant.identity) for each in outline.holders}:
            raise CertificateUnprintable("PaperBehindRecord", number=number.text)
        certified = Certified(
            document=content,
            chain_id=self._deployment.chain_id,
            contract=self._deployment.certificates,
            id=found.id,
            version=version.number,
            versions=len(versions),
            sequence=version.sequence,
            position=version.entry.position,
            at=version.entry.time,
            issued_at=found.issued_at,
            last_day=last_valid_day(found.valid_to)
            if is_newest
            else date.fromisoformat(_content(content)["lastValidDay"]),
            standing=standing(found, view.instant, renewal=outline.renewal).reason,
            day=day_of(view.instant),
            block=view.at.number,
            code=qr_of(number, version.digest).text(self._host),
            seal=self._seal(found, version, outline),
        )
        with _PRINTING:
            return pdf(certified)

    def _seal(self, found: Certificate, version: Version, outline: Subject) -> Seal | None:
        if outline.registry is None:
            return None
        deployment, number = self._deployment, CertificateNumber.from_packed(found.number)
        anchor = Anchor(deployment.chain_id, deployment.certificates, found.id, number.text, version.digest)
        entry = version.entry
        place = {"block": entry.position.block, "time": entry.time}
        named = {"version": version.number, "sequence": version.sequence, **place}
        token = seal(anchor, named, self._key, outline.registry.participant.number)
        if token is None:
            return None
        fingerprint = hashlib.sha256(token.encode()).hexdigest()[:32]
        return Seal(token, self._key.id, " ".join(fingerprint[place : place + 4] for place in range(0, 32, 4)))


def host_of(public_url: str) -> str:
    """Return the host that codes lead to; empty if none is set.  Raises `Misconfigured` PublicUrlInvalid."""
    if not public_url:
        return ""
    found = _ADDRESS.fullmatch(public_url)
    if found is None:
        raise Misconfigured("PublicUrlInvalid", given=public_url)
    return found[1]


def _holders(document: bytes) -> set[str | None]:
    return {holder["uscc"] for holder in _content(document)["holders"]}

"""
The question as the answer repeats it, and what the proven facts and the documents of the bundle say of its certificate.

The service gathers the same from its mirror (`api.subject`); the rules by which it is judged are the domain's for both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.audit import question as asked
from ledger.domain.attestations import Attestation
from ledger.domain.burdens import SourceOutcome
from ledger.domain.certificates import Certificate
from ledger.domain.events import Entry
from ledger.domain.facts import Fact, FactKey
from ledger.domain.numbers import identity_of
from ledger.domain.objections import SourceObjection
from ledger.domain.papers import named, read_document, read_profile
from ledger.domain.question import Match, OnFile, Party, Presented, Question, Subject
from ledger.domain.renewals import terms
from ledger.domain.resting import ATTESTED, Resting, resting
from ledger.domain.standing import RenewalTerms
from ledger.kit.proven import Storage
from ledger.kit.report import Broken

_ON_FILE = {
    "DOCUMENT_ABSENT": OnFile.ABSENT,
    "DOCUMENT_ALTERED": OnFile.ALTERED,
    "DOCUMENT_ERASED": OnFile.ERASED,
    "DOCUMENT_UNREADABLE": OnFile.UNREADABLE,
}
"""What an answer says of a document that is not on file."""


def question_of(said: Mapping[str, Any]) -> Question:
    """Read the question out of an answer's verification.  Raises `Broken` BundleQuestionMalformed."""
    try:
        return asked.question_of(said)
    except ValueError:
        raise Broken("BundleQuestionMalformed") from None


@dataclass(frozen=True, slots=True)
class Known:
    """What of one certificate is proven: its events and what they mean at the answer's block, words, documents."""

    entries: Sequence[Entry]
    facts: Mapping[FactKey, Fact]
    storage: Storage
    documents: Mapping[bytes, bytes]

    @property
    def certificate(self) -> Certificate:
        return next(fact for fact in self.facts.values() if isinstance(fact, Certificate))

    def subject(self, question: Question, said_of_document: str) -> Subject:
        """
        Return what is to be judged.  `said_of_document` is the answer's reason for a document that is not here.

        Raises `Broken`: BundleDocumentMissing, or as `Storage` does.
        """
        certificate = self.certificate
        rests = self._resting(question.instant)
        on_file, content = self._content(said_of_document)
        keeper = self.storage.keeper(certificate.register)
        investee = self.storage.numbered(identity_of(question.investee)) if question.investee is not None else 0
        return Subject(
            certificate=certificate,
            holders=self._holders(),
            registry=self.party(keeper) if keeper else None,
            on_file=on_file,
            content=content,
            presented=self._presented(question.digest) if question.digest is not None else None,
            paused=self.storage.is_paused,
            renewal=rests.renewal_terms,
            resting=rests,
            others={number: self.party(number) for number in rests.participants},
            scanned=self._scanned(question.digest_prefix) if question.digest_prefix is not None else None,
            investee=self.party(investee) if investee else None,
        )

    def terms(self, instant: int) -> RenewalTerms:
        """Return what decides of the certificate's renewal: its pending request, by the months of the first rules."""
        return terms(self.facts, self.certificate, instant)

    def _resting(self, instant: int) -> Resting:
        attested = [each for each in self.facts.values() if isinstance(each, Attestation) and each.kind in ATTESTED]
        deleted = [
            each
            for each in self.facts.values()
            if isinstance(each, SourceObjection)
            and each.outcome is SourceOutcome.DELETED
            and each.fingerprint == self.certificate.fingerprint
        ]
        first = min(deleted, key=lambda each: each.raised, default=None)
        return resting(self.facts, self.certificate, sorted(attested, key=lambda each: each.attested), instant, first)

    def _content(self, said: str) -> tuple[OnFile, Mapping[str, Any] | None]:
        found = self.documents.get(self.certificate.document_digest)
        if found is None:
            if said not in _ON_FILE:
                raise Broken("BundleDocumentMissing", digest="0x" + self.certificate.document_digest.hex())
            return _ON_FILE[said], None
        return read_document(found)

    def _named(self) -> list[tuple[Entry, bytes]]:
        return [(entry, getattr(entry.event, "document_digest", b"")) for entry in self.entries]

    def _presented(self, digest: bytes) -> Presented:
        entry = next((entry for entry, own in reversed(self._named()) if own == digest), None)
        if entry is None:
            return Presented(Match.UNKNOWN)
        is_current = digest == self.certificate.document_digest
        return Presented(Match.CURRENT if is_current else Match.EARLIER, entry.position)

    def _scanned(self, prefix: bytes) -> Presented:
        if self.certificate.document_digest.startswith(prefix):
            return Presented(Match.CURRENT, self.certificate.changed)
        entry = next((entry for entry, own in self._named() if own.startswith(prefix)), None)
        return Presented(Match.UNKNOWN) if entry is None else Presented(Match.EARLIER, entry.position)

    # PARTIES

    def _holders(self) -> tuple[Party, ...]:
        certificate = self.certificate
        if certificate.shares:
            return tuple(self.party(share.holder, share) for share in certificate.shares)
        return (self.party(certificate.holder),)

    def party(self, number: int, share: Any = None) -> Party:
        """Return a participant with the names of its profile, if that is in the bundle and a profile."""
        participant = self.storage.participant(number)
        return named(participant, read_profile(self.documents.get(participant.profile_digest)), share)

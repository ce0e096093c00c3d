"""
What the replay knows of a certificate that was asked about, gathered from all facts as of the block folded last.

The service gathers the same from its mirror (`api.subject`), a bundle's verifier from proofs (`ledger.kit.subject`);
the rules by which it is judged are the domain's for all.
"""

from __future__ import annotations

from typing import TypeVar

from ledger.audit.papers import Papers
from ledger.audit.trail import USE, Trail
from ledger.domain.attestations import Attestation
from ledger.domain.burdens import SourceOutcome
from ledger.domain.cases import Case
from ledger.domain.certificates import Certificate, Numbered
from ledger.domain.facts import Fact, Facts, find
from ledger.domain.numbers import identity_of
from ledger.domain.objections import SourceObjection
from ledger.domain.participants import NO_GOVERNANCE, Charge, Governance, Identity, Participant
from ledger.domain.question import Match, OnFile, Party, Presented, Question, Subject
from ledger.domain.resting import ATTESTED, Resting, resting
from ledger.domain.standing import is_alive
from ledger.domain.state import GOVERNANCE

F = TypeVar("F", bound=Fact)

NEIGHBOURS_MAX = 32
"""Most living certificates of the same data whose burdens are judged; the service draws the line there too."""

_GONE = {
    "DOCUMENT_ABSENT": OnFile.ABSENT,
    "DOCUMENT_ALTERED": OnFile.ALTERED,
    "DOCUMENT_ERASED": OnFile.ERASED,
    "DOCUMENT_UNREADABLE": OnFile.UNREADABLE,
}
"""What an answer says of a document that was not on the service's file then: nobody else can know."""


class Subjects:
    """Gathers subjects of one audit; `facts` and `trail` grow with the replay."""

    def __init__(self, facts: Facts, trail: Trail, papers: Papers) -> None:
        self._facts = facts
        self._trail = trail
        self._papers = papers

    def find(self, question: Question, said_of_document: str) -> Subject | None:
        """
        Return what a question is about, none if there is no such certificate.

        `said_of_document` is the reason that the answer gives for the certificate's document.
        """
        certificate = self._asked(question)
        if certificate is None:
            return None
        rests = self._resting(certificate, question.instant)
        on_file, content = (
            (_GONE[said_of_document], None)
            if said_of_document in _GONE
            else self._papers.content(certificate.document_digest)
        )
        others = self._same_data(certificate)
        alive = [each for each in others if is_alive(each, question.instant)][:NEIGHBOURS_MAX]
        charge = find(self._facts, (Charge.KIND, certificate.register), Charge)
        return Subject(
            certificate=certificate,
            holders=self._holders(certificate),
            registry=self._party(charge.participant) if charge else None,
            on_file=on_file,
            content=content,
            presented=self._presented(certificate, question.digest) if question.digest is not None else None,
            same_data=others,
            paused=(find(self._facts, GOVERNANCE, Governance) or NO_GOVERNANCE).paused,
            renewal=rests.renewal_terms,
            resting=rests,
            others={number: self._party(number) for number in rests.participants},
            same_data_resting={each.id: self._resting(each, question.instant) for each in alive},
            applications=tuple(self._under(Case, certificate.fingerprint).values()),
            scanned=self._scanned(certificate, question.digest_prefix) if question.digest_prefix is not None else None,
            investee=self._investee(question.investee) if question.investee is not None else None,
        )

    def _asked(self, question: Question) -> Certificate | None:
        own: bytes | None = question.certificate_id
        if question.number is not None:
            numbered = find(self._facts, (Numbered.KIND, question.number.packed), Numbered)
            own = numbered.certificate_id if numbered else None
        elif own is None:
            own = next(iter(self._trail.of(USE, question.digest or b"")), None)
        return find(self._facts, (Certificate.KIND, own), Certificate) if own is not None else None

    def _under(self, kind: type[F], under: bytes) -> dict[bytes, F]:
        found = {own: find(self._facts, (kind.KIND, own), kind) for own in self._trail.of(kind.KIND, under)}
        return {own: fact for own, fact in found.items() if fact is not None}

    def _same_data(self, certificate: Certificate) -> tuple[Certificate, ...]:
        """Return the other certificates that have the same data now, the oldest first."""
        named = self._under(Certificate, certificate.fingerprint).values()
        others = [each for each in named if each.id != certificate.id and each.fingerprint == certificate.fingerprint]
        return tuple(sorted(others, key=lambda each: each.issued))

    def _resting(self, certificate: Certificate, instant: int) -> Resting:
        attested = [each for each in self._under(Attestation, certificate.id).values() if each.kind in ATTESTED]
        deleted = [
            each
            for each in self._under(SourceObjection, certificate.id).values()
            if each.outcome is SourceOutcome.DELETED and each.fingerprint == certificate.fingerprint
        ]
        first = min(deleted, key=lambda each: each.raised, default=None)
        attested.sort(key=lambda each: each.attested)
        return resting(self._facts, certificate, attested, instant, first)

    # PAPERS

    def _presented(self, certificate: Certificate, digest: bytes) -> Presented:
        places = [place for own, place in self._trail.papers(certificate.id) if own == digest]
        if not places:
            return Presented(Match.UNKNOWN)
        is_current = digest == certificate.document_digest
        return Presented(Match.CURRENT if is_current else Match.EARLIER, places[-1])

    def _scanned(self, certificate: Certificate, prefix: bytes) -> Presented:
        if certificate.document_digest.startswith(prefix):
            return Presented(Match.CURRENT, certificate.changed)
        earlier = (place for own, place in self._trail.papers(certificate.id) if own.startswith(prefix))
        place = next(earlier, None)
        return Presented(Match.UNKNOWN) if place is None else Presented(Match.EARLIER, place)

    # PARTIES

    def _holders(self, certificate: Certificate) -> tuple[Party, ...]:
        if certificate.shares:
            return tuple(self._party(share.holder, share) for share in certificate.shares)
        return (self._party(certificate.holder),)

    def _party(self, number: int, share: object = None) -> Party:
        participant = find(self._facts, (Participant.KIND, number), Participant)
        assert participant is not None, "a fact names only who was admitted"
        return self._papers.party(participant, share)

    def _investee(self, uscc: str) -> Party | None:
        identity = find(self._facts, (Identity.KIND, identity_of(uscc)), Identity)
        return self._party(identity.participant) if identity else None

"""
Gathers what the ledger knows of a certificate: its facts from the mirror, its document and the parties' names from the
file.

A document altered on disk is a finding here and not an error: the verification says so, and shows none of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ledger.domain.certificates import Certificate
from ledger.domain.events import CertificateId, ParticipantNumber
from ledger.domain.flags import Flag
from ledger.domain.numbers import CertificateNumber
from ledger.domain.papers import named, read_document, read_profile
from ledger.domain.participants import Participant
from ledger.domain.renewals import decide_by
from ledger.domain.resting import ATTESTED, Resting, keys_of, keys_on, objection_keys, resting
from ledger.domain.standing import RenewalTerms, is_alive
from ledger.domain.verdict import Match, OnFile, Party, Presented, Question, Subject
from ledger.errors import Inconsistent, InvalidInput
from ledger.store.documents import DocumentErased, Documents
from ledger.store.queries import ReadSession, applications, attestations, certificates, participants, restraints
from ledger.store.queries.facts import MirrorFacts

NEIGHBOURS_MAX = 32
"""Most living certificates of the same data whose burdens are gathered: more than that are named but not judged."""

VERSIONS_MAX = 2_000
"""Most lines of a history in which an earlier paper is looked for; a certificate has some dozens."""


class Gatherer:
    """Reads one state of the mirror, and the documents beside it; each party once.  For one request."""

    def __init__(self, session: ReadSession, documents: Documents) -> None:
        self._session = session
        self._documents = documents
        self._participants: dict[int, Participant] = {}
        self._profiles: dict[bytes, Mapping[str, Any] | None] = {}

    def find(self, question: Question) -> Subject | None:
        """
        Return what the question is about; none if there is no such certificate.

        Raises `InvalidInput` DigestShared if a digest alone does not tell which certificate is meant.
        """
        if question.number is not None:
            found = certificates.by_number(self._session, question.number.packed)
        elif question.certificate_id is not None:
            found = certificates.by_id(self._session, question.certificate_id)
        else:
            found = self._by_digest(question.digest or b"")
        if found is None:
            return None
        presented = self._presented(found, question.digest) if question.digest is not None else None
        subject = self.subject(found, presented, question.instant)
        scanned = self._scanned(found, question.digest_prefix) if question.digest_prefix is not None else None
        investee = participants.by_uscc(self._session, question.investee) if question.investee is not None else None
        return replace(
            subject,
            same_data_resting=self._neighbours(subject, question.instant),
            applications=applications.of_same_data(self._session, found.fingerprint),
            scanned=scanned,
            investee=self.party(investee) if investee is not None else None,
        )

    def _neighbours(self, subject: Subject, instant: int) -> dict[CertificateId, Resting]:
        """Return what rests on the first of the living certificates of the same data; of the others nothing is said."""
        alive = [each for each in subject.same_data if is_alive(each, instant)]
        return {each.id: self._resting(each, instant) for each in alive[:NEIGHBOURS_MAX]}

    def _scanned(self, certificate: Certificate, prefix: bytes) -> Presented:
        """Return which version of the paper bears a QR code, by the beginning of its digest."""
        if certificate.document_digest.startswith(prefix):
            return Presented(Match.CURRENT, certificate.changed)
        page = certificates.history(self._session, certificate.id, limit=VERSIONS_MAX)
        named = ((line, getattr(line.entry.event, "document_digest", b"")) for line in page.items)
        line = next((line for line, digest in named if digest.startswith(prefix)), None)
        return Presented(Match.UNKNOWN) if line is None else Presented(Match.EARLIER, line.entry.position)

    def _by_digest(self, digest: bytes) -> Certificate | None:
        known = {use.certificate.id: use.certificate for use in certificates.by_document(self._session, digest)}
        if len(known) > 1:
            numbers = [CertificateNumber.from_packed(each.number).text for each in known.values()]
            raise InvalidInput("DigestShared", "documentDigest", count=len(numbers), numbers=numbers)
        return next(iter(known.values()), None)

    def _presented(self, certificate: Certificate, digest: bytes) -> Presented:
        uses = certificates.by_document(self._session, digest)
        use = next((use for use in reversed(uses) if use.certificate.id == certificate.id), None)
        if use is None:
            return Presented(Match.UNKNOWN)
        return Presented(Match.CURRENT if use.current else Match.EARLIER, use.line.entry.position)

    def subject(
        self, certificate: Certificate, presented: Presented | None = None, instant: int | None = None
    ) -> Subject:
        """Return all that is known of a certificate; what rests on it only where it is to be judged at an instant."""
        on_file, content = self._content(certificate)
        others = certificates.same_data(self._session, certificate.fingerprint)
        rests = self._resting(certificate, instant) if instant is not None else None
        self._fetch((*certificate.holders, certificate.applicant, *(rests.participants if rests else ())))
        return Subject(
            certificate=certificate,
            holders=self.holders(certificate),
            registry=self.registry(certificate),
            on_file=on_file,
            content=content,
            presented=presented,
            same_data=tuple(each for each in others if self._is_other(each, certificate)),
            paused=participants.governance(self._session).paused,
            renewal=rests.renewal_terms if rests else self._renewal(certificate),
            resting=rests,
            others={number: self.party(self.number(number)) for number in rests.participants} if rests else {},
        )

    def _resting(self, certificate: Certificate, instant: int) -> Resting:
        """
        Return what rests on a certificate at an instant.

        Raises `Inconsistent` BurdenLost if something that a list names is not in the mirror: it must not be overlooked.
        """
        facts = MirrorFacts(self._session)
        facts.fetch(keys_on(certificate))
        listed = keys_of(facts, certificate)
        facts.fetch((*listed, *objection_keys(facts, certificate)))
        for kind, own in listed:
            if (kind, own) not in facts:
                raise Inconsistent("BurdenLost", certificate_id=certificate.id, kind=kind, id=own)
        attested = attestations.of(self._session, certificate.id, ATTESTED)
        return resting(facts, certificate, attested, instant, restraints.deletion_due(self._session, certificate))

    def outline(self, certificate: Certificate) -> Subject:
        """Return the parties only, where nothing is judged."""
        renewal = self._renewal(certificate)
        return Subject(
            certificate, self.holders(certificate), self.registry(certificate), OnFile.ABSENT, renewal=renewal
        )

    def _renewal(self, certificate: Certificate) -> RenewalTerms:
        """Return until when a requested renewal is pending; asked only where the certificate's mark says so."""
        if not certificate.flags & Flag.RENEWING:
            return RenewalTerms()
        return RenewalTerms(decide_by=decide_by(MirrorFacts(self._session), certificate.id))

    @staticmethod
    def _is_other(each: Certificate, certificate: Certificate) -> bool:
        """Whether another certificate has the same data now; one that was amended to other data no longer has."""
        return each.id != certificate.id and each.fingerprint == certificate.fingerprint

    def _content(self, certificate: Certificate) -> tuple[OnFile, Mapping[str, Any] | None]:
        try:
            found = self._documents.get(certificate.document_digest)
        except Inconsistent:
            return OnFile.ALTERED, None
        except DocumentErased:
            return OnFile.ERASED, None
        if found is None:
            return OnFile.ABSENT, None
        return read_document(found)

    # PARTIES

    def holders(self, certificate: Certificate) -> tuple[Party, ...]:
        """Return who holds a certificate, in stored order."""
        if certificate.shares:
            return tuple(self.party(self.number(share.holder), share) for share in certificate.shares)
        return (self.party(self.number(certificate.holder)),)

    def registry(self, certificate: Certificate) -> Party | None:
        """Return who keeps a certificate's register now."""
        register = CertificateNumber.from_packed(certificate.number).register
        keeper = participants.keeper(self._session, register)
        return self.party(keeper) if keeper is not None else None

    def _fetch(self, numbers: Iterable[ParticipantNumber]) -> None:
        """Look these up together, for one who knows that they will be asked for."""
        missing = {int(number) for number in numbers} - self._participants.keys()
        self._participants.update(participants.by_numbers(self._session, missing))

    def number(self, number: ParticipantNumber) -> Participant:
        """Return a participant that a fact names; it must be there."""
        if number not in self._participants:
            found = participants.by_number(self._session, number)
            if found is None:
                raise Inconsistent("ParticipantLost", participant=int(number))
            self._participants[number] = found
        return self._participants[number]

    def party(self, participant: Participant, share: Any = None) -> Party:
        """Return a participant with the names of its profile, if that is on file and intact."""
        kept = participant.profile_digest
        if kept not in self._profiles:
            self._profiles[kept] = self._profile(participant)
        return named(participant, self._profiles[kept], share)

    def _profile(self, participant: Participant) -> Mapping[str, Any] | None:
        try:
            return read_profile(self._documents.get(participant.profile_digest))
        except (Inconsistent, DocumentErased):
            return None

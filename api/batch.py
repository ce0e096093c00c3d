"""
Gathers what the ledger knows of hundreds of certificates at once, as `api.subject` does of one.

Their facts are fetched together, in as many questions as one certificate takes; what is found of each is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any

from api.subject import NEIGHBOURS_MAX, Gatherer
from ledger.domain.attestations import Attestation
from ledger.domain.certificates import Certificate
from ledger.domain.events import CertificateId, ParticipantNumber
from ledger.domain.numbers import CertificateNumber
from ledger.domain.question import OnFile, Party, Question, Subject
from ledger.domain.resting import ATTESTED, Resting, keys_of, keys_on, objection_keys, resting
from ledger.domain.restraints import SourceObjection
from ledger.domain.standing import is_alive
from ledger.errors import Inconsistent, NotFound
from ledger.store.documents import Documents
from ledger.store.queries import ReadSession, batches, participants
from ledger.store.queries.facts import MirrorFacts

CONTENTS_MAX = 20_000
"""Most contents of documents that are remembered, each some five kilobytes: two of the largest portfolios."""

_LASTING = (OnFile.INTACT, OnFile.UNREADABLE)
"""What is found of a document's bytes for ever, since they are known by their digest."""

Content = tuple[OnFile, Mapping[str, Any] | None]


class Contents:
    """What was read of documents, by their digests, so that none is checked twice; for all requests together."""

    def __init__(self, size_max: int = CONTENTS_MAX) -> None:
        self._size_max = size_max
        self._known: dict[bytes, Content] = {}
        self._mutex = Lock()

    def get(self, digest: bytes) -> Content | None:
        return self._known.get(digest)

    def keep(self, digest: bytes, content: Content) -> None:
        """Remember this; what was remembered first makes room."""
        with self._mutex:
            while len(self._known) >= self._size_max:
                del self._known[next(iter(self._known))]
            self._known[digest] = content


CONTENTS = Contents()
"""What this process has read; a document's digest says all, whatever ledger names it."""


@dataclass(frozen=True, slots=True)
class _Together:
    """What was fetched for several certificates at once."""

    facts: MirrorFacts
    attested: Mapping[CertificateId, Sequence[Attestation]]
    deletions: Mapping[CertificateId, Sequence[SourceObjection]]

    def resting(self, certificate: Certificate, instant: int) -> Resting:
        deleted = (
            each for each in self.deletions.get(certificate.id, ()) if each.fingerprint == certificate.fingerprint
        )
        attested = self.attested.get(certificate.id, ())
        return resting(self.facts, certificate, attested, instant, next(deleted, None))


class Batch(Gatherer):
    """Reads one state of the mirror for many questions, all put at one instant."""

    def __init__(self, session: ReadSession, documents: Documents, contents: Contents) -> None:
        super().__init__(session, documents)
        self._contents = contents
        self._keepers: dict[int, ParticipantNumber | None] = {}

    def subjects(self, questions: Sequence[Question]) -> list[Subject | None]:
        """
        Return what each question is about, as `find` does; the questions name certificates by number or id.

        Raises `Inconsistent` as `find` does: nothing is said of any of them.
        """
        assert len(questions) <= batches.CERTIFICATES_MAX, "whoever asks divides"
        asked = self._named(questions)
        known = {each.id: each for each in asked if each is not None}
        if not known:
            return [None] * len(asked)
        made = self._made(known, questions[0].instant)
        return [None if each is None else made[each.id] for each in asked]

    def _named(self, questions: Sequence[Question]) -> list[Certificate | None]:
        numbers = {each.number.packed for each in questions if each.number is not None}
        ids = {each.certificate_id for each in questions if each.certificate_id is not None}
        by_number = batches.by_numbers(self._session, numbers)
        by_id = batches.by_ids(self._session, ids)
        return [
            by_number.get(each.number.packed)
            if each.number is not None
            else by_id.get(each.certificate_id or CertificateId(b""))
            for each in questions
        ]

    def _made(self, known: Mapping[CertificateId, Certificate], instant: int) -> dict[CertificateId, Subject]:
        data = batches.same_data(self._session, {each.fingerprint for each in known.values()})
        others = {
            own: tuple(
                one for one in data.get(each.fingerprint, batches.NOTHING).certificates if self._is_other(one, each)
            )
            for own, each in known.items()
        }
        near = {
            own: [each for each in found if is_alive(each, instant)][:NEIGHBOURS_MAX] for own, found in others.items()
        }
        together = self._together({**known, **{one.id: one for found in near.values() for one in found}})
        rests = {own: together.resting(each, instant) for own, each in known.items()}
        self._fetch_parties(known.values(), rests.values())
        return {
            own: Subject(
                certificate=each,
                holders=self.holders(each),
                registry=self.registry(each),
                on_file=(found := self._content(each))[0],
                content=found[1],
                same_data=others[own],
                paused=self._is_paused,
                renewal=rests[own].renewal_terms,
                resting=rests[own],
                others={number: self.party(self.number(number)) for number in rests[own].participants},
                same_data_resting={one.id: together.resting(one, instant) for one in near[own]},
                applications=data.get(each.fingerprint, batches.NOTHING).cases,
            )
            for own, each in known.items()
        }

    def _together(self, known: Mapping[CertificateId, Certificate]) -> _Together:
        """Fetch what rests on these.  Raises `Inconsistent` BurdenLost as `find` does."""
        facts = MirrorFacts(self._session)
        facts.fetch(key for each in known.values() for key in keys_on(each))
        listed = {own: keys_of(facts, each) for own, each in known.items()}
        objections = (key for each in known.values() for key in objection_keys(facts, each))
        facts.fetch([*(key for keys in listed.values() for key in keys), *objections])
        for own, keys in listed.items():
            for kind, thing in keys:
                if (kind, thing) not in facts:
                    raise Inconsistent("BurdenLost", certificate_id=own, kind=kind, id=thing)
        attested = batches.attested(self._session, known.keys(), ATTESTED)
        return _Together(facts, attested, batches.deletions(self._session, known.keys()))

    # PARTIES AND DOCUMENTS

    def _fetch_parties(self, found: Iterable[Certificate], rests: Iterable[Resting]) -> None:
        registers = {CertificateNumber.from_packed(each.number).register for each in found}
        missing = registers - self._keepers.keys()
        self._keepers |= dict.fromkeys(missing) | batches.keepers(self._session, missing)
        numbers = {number for each in found for number in (*each.holders, each.applicant)}
        numbers |= {number for each in rests for number in each.participants}
        numbers |= {each for each in self._keepers.values() if each is not None}
        self._fetch(numbers)

    def registry(self, certificate: Certificate) -> Party | None:
        """Return who keeps a certificate's register now; each register is looked up once."""
        number = self._keepers[CertificateNumber.from_packed(certificate.number).register]
        return self.party(self.number(number)) if number is not None else None

    @cached_property
    def _is_paused(self) -> bool:
        return participants.governance(self._session).paused

    def _content(self, certificate: Certificate) -> Content:
        """Digest the document anew, for it may have been altered since, and check it only if it never was."""
        known = self._contents.get(certificate.document_digest)
        if known is not None and self._is_on_file(certificate.document_digest):
            return known
        found = super()._content(certificate)
        if known is None and found[0] in _LASTING:
            self._contents.keep(certificate.document_digest, found)
        return found

    def _is_on_file(self, digest: bytes) -> bool:
        try:
            return self._documents.get(digest) is not None
        except (Inconsistent, NotFound):
            return False

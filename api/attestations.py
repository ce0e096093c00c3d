"""
Attestations as answers show them: with the names of their participants, their words, and what they are worth.
"""

from __future__ import annotations

from collections.abc import Iterable

from api.dependencies import View, cursor_of
from api.schemas.attestations import AttestationView, AttestationWord, ClaimLine, ClaimPage, KindView, MemberNeed
from api.schemas.base import PartyView
from api.subject import Gatherer
from api.views import hexadecimal, moment, names_of, party, place
from ledger.domain.attestations import Attestation
from ledger.domain.attested import worth
from ledger.domain.certificates import Certificate
from ledger.domain.events import ZERO_DIGEST, ZERO_THING, ParticipantNumber, Position
from ledger.domain.kinds import CLAIMS, MEMBERS, SCHEMAS, AttestedKind, Grade
from ledger.domain.numbers import CertificateNumber
from ledger.domain.parameters import Parameter
from ledger.messages.attestations import KINDS, SUBTYPES, WORTHS
from ledger.messages.row import Row
from ledger.store.documents import Documents
from ledger.store.queries import attestations, certificates
from ledger.store.queries.facts import MirrorFacts


class Shown:
    """How attestations are shown in one answer; what several need is looked up once."""

    def __init__(self, view: View, documents: Documents, found: Iterable[Attestation]) -> None:
        self.gatherer = Gatherer(view.session, documents)
        self._instant = view.instant
        self._facts = MirrorFacts(view.session)
        self._facts.fetch([("certificate", each.certificate_id) for each in found])

    def party(self, number: ParticipantNumber) -> PartyView:
        return party(self.gatherer.party(self.gatherer.number(number)))

    def all(self, found: Iterable[Attestation]) -> list[AttestationView]:
        return [self.one(each) for each in found]

    def one(self, each: Attestation) -> AttestationView:
        certificate = self._facts[("certificate", each.certificate_id)]
        assert isinstance(certificate, Certificate)
        now = worth(certificate, each, self._instant).value
        return AttestationView(
            id=hexadecimal(each.id),
            certificate_id=hexadecimal(each.certificate_id),
            certificate_number=CertificateNumber.from_packed(certificate.number).text,
            kind=word(each.kind.name, KINDS[each.kind.name]),
            subtype=word(*SUBTYPES[each.kind][each.subtype]) if each.subtype else None,
            worth=word(now, WORTHS[now]),
            by=self.party(each.by),
            party=self.party(each.party) if each.party else None,
            version=each.version,
            amount_fen=each.amount or None,
            base_date=moment(each.base_date) if each.base_date else None,
            valid_to=moment(each.valid_to) if each.valid_to else None,
            refers=hexadecimal(each.refers) if each.refers != ZERO_THING else None,
            linked_id=hexadecimal(each.linked_id) if each.linked_id != ZERO_DIGEST else None,
            document_digest=hexadecimal(each.document_digest),
            attested=place(each.attested),
            attested_at=moment(each.attested_at),
            closed_at=moment(each.closed_at) if each.closed_at else None,
        )


# CLAIMS


def claim_page(view: View, documents: Documents, place: Position | None, limit: int) -> ClaimPage:
    """Return claims for incentives with what each rests on and what was granted on it."""
    found = attestations.listed(view.session, place, limit, kinds=sorted(CLAIMS))
    shown = Shown(view, documents, found.items)
    items = [_claim(view, shown, each) for each in found.items]
    return ClaimPage(items=items, next=cursor_of(found.next))


def _claim(view: View, shown: Shown, claim: Attestation) -> ClaimLine:
    rests = attestations.by_id(view.session, claim.refers) if claim.refers != ZERO_THING else None
    first = certificates.first_of(view.session, claim.party)
    related = attestations.of(view.session, claim.certificate_id, (AttestedKind.GRANT, AttestedKind.CLAW_BACK))
    grants = [each for each in related if each.refers == claim.id]
    awards = [each for each in related if each in grants or each.refers in {grant.id for grant in grants}]
    return ClaimLine(
        claim=shown.one(claim),
        rests_on=shown.one(rests) if rests is not None else None,
        first=CertificateNumber.from_packed(first.number).text if first is not None else None,
        first_issued_at=moment(first.issued_at) if first is not None else None,
        awards=shown.all(awards),
        open=not awards,
    )


def word(code: str, words: Row) -> AttestationWord:
    return AttestationWord(code=code, **words)


def kind_view(kind: AttestedKind) -> KindView:
    """Return a kind's row in words."""
    schema = SCHEMAS[kind]
    return KindView(
        kind=word(kind.name, KINDS[kind.name]),
        number=int(kind),
        roles=names_of(schema.roles),
        needs=[MemberNeed(member=name, need=schema.need(name).name.lower()) for name in MEMBERS],
        follows=[each.name for each in schema.follows],
        traits=names_of(schema.traits),
        subtypes=[word(*each) for each in SUBTYPES.get(kind, {}).values()],
        highest_grade=schema.highest.name if schema.highest is not Grade.NONE else None,
        period=schema.period.name if schema.period is not Parameter.NONE else None,
    )

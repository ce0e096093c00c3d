"""
What rests on one certificate at an instant, gathered from what every noun keeps of it.

Each noun says itself what of its facts is in force (P1); nothing is judged here, and no flag is believed where the
facts can be asked.  Whoever judges fetches the facts: `keys_on`, then `keys_of`; then `resting`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ledger.domain.attestations import Attestation, Bookers, Regrading, bookers_of, grade_of, regrading_of
from ledger.domain.attested import Keeping, Worth, keepings, worth
from ledger.domain.burdens import Burdens, ControlTerm, Note, OpenObjection, QueuedFreeze, burdens_on
from ledger.domain.certificates import Certificate
from ledger.domain.encumbrances import Burden, Encumbrance, EncumbranceList, PledgeObjection, burden
from ledger.domain.equity import Contribution, ContributionOn, ContributionStanding, last_of, restraint_of
from ledger.domain.equity import standing as contribution_standing
from ledger.domain.events import ZERO_THING, ParticipantNumber, Position
from ledger.domain.facts import FactKey, Facts, find, thing_id
from ledger.domain.flags import Flag
from ledger.domain.kinds import REPORTS, AttestedKind, Grade
from ledger.domain.licences import Licence, Licences, live
from ledger.domain.matrix import Restraint
from ledger.domain.renewals import RenewalRequest, is_renewing, terms
from ledger.domain.restraint_standing import RestraintStanding, version_due
from ledger.domain.restraint_standing import standing as restraint_standing
from ledger.domain.restraints import Control, Dispute, Freeze, Objection, SourceObjection
from ledger.domain.standing import RenewalTerms
from ledger.domain.successions import Link, Links, links_on

_NOTED = (AttestedKind.ANNOTATION, AttestedKind.BENEFICIARY)

ATTESTED = frozenset({*REPORTS, AttestedKind.LISTING, AttestedKind.CUSTODY, AttestedKind.INTEGRITY, *_NOTED})
"""The kinds of attestation that `resting` looks at."""

_KNOWN_FLAGS = sum(Flag)


@dataclass(frozen=True, slots=True)
class Resting:
    """
    All that rests on a certificate at an instant.

    `made` says by which event each of the `restraints` was made, by the number of that event.  `reports` are the
    current ones of each kind or else the last, with what it is worth; `regrading` is the one in force.  `contribution`
    is the last, in whatever stage; `contributed` says what it restrains.  `deletion_due` is an objection by which the
    present data were to be deleted.  `unknown_flags` are bits that this version
    knows nothing of.  `annotations` and `beneficiaries` are those that hold, `keepings` the custodies that have not
    ended.
    """

    burden: Burden
    restraints: RestraintStanding
    made: Mapping[int, Position]
    deletion_due: SourceObjection | None
    contribution: Contribution | None
    contributed: Restraint
    contribution_standing: ContributionStanding | None
    licences: tuple[Licence, ...]
    renewal: RenewalRequest | None
    renewal_terms: RenewalTerms
    reports: tuple[tuple[Attestation, Worth], ...]
    listings: tuple[Attestation, ...]
    annotations: tuple[Attestation, ...]
    beneficiaries: tuple[Attestation, ...]
    keepings: tuple[Keeping, ...]
    bookers: tuple[ParticipantNumber, ...]
    regrading: Attestation | None
    grade: Grade
    links: tuple[Link, ...]
    unknown_flags: int

    @property
    def participants(self) -> tuple[ParticipantNumber, ...]:
        """Return whom all that rests names, none twice: creditors, organs, objectors, licensees."""
        return tuple(dict.fromkeys(self._named()))

    def _named(self) -> Iterator[ParticipantNumber]:
        for one in self.burden.ranked:
            yield one.encumbrance.creditor
            if one.objection is not None:
                yield one.objection.objector
        said = self.restraints
        yield from (each.freeze.organ for each in said.freezes)
        yield from (said.control.by,) if said.control else ()
        yield from (each.objection.objector for each in said.objections)
        yield from (note.by for note in (*said.source_objections, *said.disputes))
        yield from (self.deletion_due.objector,) if self.deletion_due else ()
        if self.contributed is not Restraint.NONE and self.contribution is not None:
            yield from (self.contribution.contributor, self.contribution.investee)
        yield from (licence.licensee for licence in self.licences)
        yield from (report.by for report, _ in self.reports)
        yield from (each.by for each in (*self.listings, *self.annotations))
        yield from (each.party for each in self.beneficiaries)
        yield from (each.deposit.by for each in self.keepings)
        yield from self.bookers

    def position_of(self, restraint: QueuedFreeze | ControlTerm | OpenObjection | Note) -> Position | None:
        """Return where on the chain a restraint was made."""
        return self.made.get(restraint.sequence)


# WHAT TO FETCH

_ON = (EncumbranceList, Burdens, ContributionOn, Licences, RenewalRequest, Bookers, Regrading, Links)


def keys_on(certificate: Certificate) -> tuple[FactKey, ...]:
    """Return the keys of what is kept by certificate."""
    return tuple((fact.KIND, certificate.id) for fact in _ON)


def keys_of(facts: Facts, certificate: Certificate) -> tuple[FactKey, ...]:
    """Return the keys of the single things that a certificate's lists name; each must be known."""
    own = certificate.id
    listed = find(facts, (EncumbranceList.KIND, own), EncumbranceList)
    licences = find(facts, (Licences.KIND, own), Licences)
    links = find(facts, (Links.KIND, own), Links)
    contribution = find(facts, (ContributionOn.KIND, own), ContributionOn)
    regrading = regrading_of(facts, own)
    return (
        *((Encumbrance.KIND, item.id) for item in (listed.live if listed else ())),
        *((Licence.KIND, item.id) for item in (licences.kept if licences else ())),
        *((Link.KIND, link_id) for link_id in (links.ids if links else ())),
        *((Contribution.KIND, each.contribution_id) for each in (contribution,) if each),
        *((Attestation.KIND, each) for each in (regrading,) if each != ZERO_THING),
        *_restraint_keys(burdens_on(facts, own)),
    )


def objection_keys(facts: Facts, certificate: Certificate) -> tuple[FactKey, ...]:
    """Return the keys of the objections that there may be to a certificate's pledges."""
    listed = find(facts, (EncumbranceList.KIND, certificate.id), EncumbranceList)
    return tuple((PledgeObjection.KIND, item.id) for item in (listed.live if listed else ()))


def _restraint_keys(burdens: Burdens) -> Iterator[FactKey]:
    kinds = (
        (Freeze, burdens.freezes),
        (Control, burdens.controls),
        (Objection, burdens.objections),
        (SourceObjection, burdens.source_objections),
        (Dispute, burdens.disputes),
    )
    for fact, items in kinds:
        yield from ((fact.KIND, thing_id(burdens.certificate_id, item.sequence)) for item in items)


# GATHERING


def resting(
    facts: Facts,
    certificate: Certificate,
    attestations: Sequence[Attestation],
    instant: int,
    deleted: SourceObjection | None = None,
) -> Resting:
    """
    Return what rests on a certificate at a unix second.

    `attestations` are the certificate's, of the kinds `ATTESTED`, in the order in which they were made.  `deleted` is
    an objection of a source that was settled by deleting data, if there is one.
    """
    own = certificate.id
    burdens = burdens_on(facts, own)
    contribution = last_of(facts, own)
    renewing = is_renewing(facts, own, instant)
    return Resting(
        burden=burden(facts, own, instant),
        restraints=restraint_standing(certificate, burdens, instant),
        made=dict(_made(facts, burdens)),
        deletion_due=deleted if deleted is not None and version_due(deleted, certificate) else None,
        contribution=contribution,
        contributed=restraint_of(contribution, instant),
        contribution_standing=contribution_standing(contribution, instant) if contribution else None,
        licences=tuple(live(facts, own, instant)),
        renewal=find(facts, (RenewalRequest.KIND, own), RenewalRequest) if renewing else None,
        renewal_terms=terms(facts, certificate, instant),
        reports=tuple(_last_reports(certificate, attestations, instant)),
        listings=tuple(_current(AttestedKind.LISTING, certificate, attestations, instant)),
        annotations=tuple(_current(AttestedKind.ANNOTATION, certificate, attestations, instant)),
        beneficiaries=tuple(_current(AttestedKind.BENEFICIARY, certificate, attestations, instant)),
        keepings=tuple(keepings(certificate, attestations, instant)),
        bookers=bookers_of(facts, own),
        regrading=find(facts, (Attestation.KIND, regrading_of(facts, own)), Attestation),
        grade=Grade(grade_of(facts, own)),
        links=links_on(facts, own),
        unknown_flags=certificate.flags & ~_KNOWN_FLAGS,
    )


def _made(facts: Facts, burdens: Burdens) -> Iterator[tuple[int, Position]]:
    for key in _restraint_keys(burdens):
        thing = facts.get(key)
        if isinstance(thing, Freeze | Control):
            yield thing.sequence, thing.entered
        elif isinstance(thing, Objection | SourceObjection):
            yield thing.sequence, thing.raised
        elif isinstance(thing, Dispute):
            yield thing.sequence, thing.noted


def _last_reports(
    certificate: Certificate, attestations: Iterable[Attestation], instant: int
) -> Iterator[tuple[Attestation, Worth]]:
    """Give of each kind the current reports; where none is current, the last one made."""
    by_kind: dict[AttestedKind, list[tuple[Attestation, Worth]]] = {}
    for each in attestations:
        if each.kind in REPORTS:
            by_kind.setdefault(each.kind, []).append((each, worth(certificate, each, instant)))
    for kind in sorted(by_kind):
        current = [found for found in by_kind[kind] if found[1] is Worth.CURRENT]
        yield from current or by_kind[kind][-1:]


def _current(
    kind: AttestedKind, certificate: Certificate, attestations: Iterable[Attestation], instant: int
) -> Iterator[Attestation]:
    for each in attestations:
        if each.kind is kind and worth(certificate, each, instant) is Worth.CURRENT:
            yield each

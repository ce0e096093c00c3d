"""
The questions of a verification, asked for hundreds of certificates at once: what one SELECT for each would cost is
shared by all.

Each function answers as its sister for one certificate does (`certificates.same_data`, `attestations.of` and so on):
the same facts in the same order, none of those beyond the sister's limit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from sqlalchemy import Select, Table, select
from sqlalchemy.orm import Session

from ledger.domain.attestations import Attestation
from ledger.domain.burdens import SourceOutcome
from ledger.domain.cases import Case
from ledger.domain.certificates import Certificate, Numbered
from ledger.domain.events import CertificateId, ParticipantNumber
from ledger.domain.kinds import AttestedKind
from ledger.domain.participants import Charge
from ledger.domain.restraints import SourceObjection
from ledger.store import facts as shelf
from ledger.store.facts import INTEGER_MAX, SHELVES
from ledger.store.queries import applications, attestations, certificates
from ledger.store.queries.entries import ENTRIES
from ledger.store.tables.attestations import AttestationRow
from ledger.store.tables.restraints import SourceObjectionRow

CERTIFICATES_MAX = 200
"""Most certificates in one question: with it, a question has some hundred kilobytes of rows, in some milliseconds."""

ROWS_MAX = 10_000
"""Most rows in an answer to such a question; where there would be more, each certificate is asked for alone."""

_ATTESTATIONS = cast(Table, AttestationRow.__table__)
_SOURCES = cast(Table, SourceObjectionRow.__table__)

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class SameData:
    """What there is of one fingerprint: certificates, the oldest first, and cases by which it was submitted."""

    certificates: tuple[Certificate, ...] = ()
    cases: tuple[Case, ...] = ()


NOTHING = SameData()


# CERTIFICATES


def by_numbers(session: Session, numbers: Iterable[int]) -> dict[int, Certificate]:
    """Return the certificates that have these packed numbers."""
    wanted = [("number", number) for number in numbers if 0 <= number <= INTEGER_MAX]
    found = [each for each in shelf.load(session, wanted).values() if isinstance(each, Numbered)]
    known = by_ids(session, [each.certificate_id for each in found])
    return {each.number: known[each.certificate_id] for each in found}


def by_ids(session: Session, ids: Iterable[bytes]) -> dict[CertificateId, Certificate]:
    """Return the certificates that have these ids."""
    found = shelf.load(session, [("certificate", one) for one in ids]).values()
    return {each.id: each for each in found if isinstance(each, Certificate)}


def same_data(session: Session, fingerprints: Collection[bytes]) -> dict[bytes, SameData]:
    """Return what there is of these fingerprints; nothing of one that no line names."""
    columns = (ENTRIES.c.fingerprint, ENTRIES.c.certificate_id, ENTRIES.c.application_id)
    wanted = select(*columns).where(ENTRIES.c.fingerprint.in_(fingerprints))
    rows = _rows(session, wanted.order_by(ENTRIES.c.fingerprint, ENTRIES.c.block, ENTRIES.c.log))
    if rows is None:
        return {each: _alone(session, each) for each in fingerprints}
    named: dict[bytes, list[CertificateId]] = defaultdict(list)
    submitted: dict[bytes, list[bytes]] = defaultdict(list)
    for fingerprint, certificate_id, application_id in rows:
        if certificate_id is not None:
            named[fingerprint].append(certificate_id)
        elif application_id is not None:
            submitted[fingerprint].append(application_id)
    counts = (*map(len, named.values()), *map(len, submitted.values()))
    if max(counts, default=0) > applications.SAME_DATA_MAX:
        return {each: _alone(session, each) for each in fingerprints}
    known = by_ids(session, {one for ids in named.values() for one in ids})
    cases = shelf.load(session, {(Case.KIND, one) for ids in submitted.values() for one in ids})
    return {
        each: SameData(
            tuple(sorted((known[one] for one in set(named[each]) & known.keys()), key=lambda one: one.issued)),
            tuple(
                cast(Case, cases[Case.KIND, one]) for one in sorted(set(submitted[each])) if (Case.KIND, one) in cases
            ),
        )
        for each in {**named, **submitted}
    }


def _alone(session: Session, fingerprint: bytes) -> SameData:
    found = certificates.same_data(session, fingerprint)
    cases = applications.of_same_data(session, fingerprint)
    return SameData(tuple(found), tuple(sorted(cases, key=lambda each: each.application_id)))


# WHAT RESTS ON THEM


def attested(
    session: Session, ids: Collection[bytes], kinds: Iterable[AttestedKind]
) -> dict[CertificateId, list[Attestation]]:
    """Return the attestations of these certificates, of these kinds, in the order in which they were made."""
    wanted = select(_ATTESTATIONS).where(
        _ATTESTATIONS.c.certificate_id.in_(ids), _ATTESTATIONS.c.kind.in_(sorted(kinds))
    )
    order = (_ATTESTATIONS.c.certificate_id, _ATTESTATIONS.c.attested_block, _ATTESTATIONS.c.attested_log)
    found = _facts(session, Attestation, wanted.order_by(*order))
    if found is None:
        return {CertificateId(each): attestations.of(session, each, kinds) for each in ids}
    grouped = _grouped((each.certificate_id, each) for each in found)
    if any(len(each) > attestations.OF_CERTIFICATE_MAX for each in grouped.values()):
        return {CertificateId(each): attestations.of(session, each, kinds) for each in ids}
    return grouped


def deletions(session: Session, ids: Collection[bytes]) -> dict[CertificateId, list[SourceObjection]]:
    """Return the objections that were settled by deleting data of these certificates, in the order of their raising."""
    wanted = select(_SOURCES).where(_SOURCES.c.certificate_id.in_(ids), _SOURCES.c.outcome == SourceOutcome.DELETED)
    order = (_SOURCES.c.certificate_id, _SOURCES.c.raised_block, _SOURCES.c.raised_log)
    rows = session.execute(wanted.order_by(*order)).mappings()
    made: list[SourceObjection] = [SHELVES[SourceObjection.KIND].fact_of(row) for row in rows]
    return _grouped((each.certificate_id, each) for each in made)


def keepers(session: Session, registers: Iterable[int]) -> dict[int, ParticipantNumber]:
    """Return which participants keep these registers, by their numbers."""
    found = shelf.load(session, [(Charge.KIND, register) for register in registers]).values()
    return {each.register: each.participant for each in found if isinstance(each, Charge)}


# WITHIN


def _rows(session: Session, wanted: Select[Any]) -> Sequence[Any] | None:
    """Return the rows of a question to many, or nothing if there are too many for all of them to be here."""
    rows = session.execute(wanted.limit(ROWS_MAX + 1)).all()
    return rows if len(rows) <= ROWS_MAX else None


def _facts(session: Session, kind: type[Any], wanted: Select[Any]) -> list[Any] | None:
    rows = session.execute(wanted.limit(ROWS_MAX + 1)).mappings().all()
    return [SHELVES[kind.KIND].fact_of(row) for row in rows] if len(rows) <= ROWS_MAX else None


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    grouped: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        grouped[key].append(value)
    return grouped

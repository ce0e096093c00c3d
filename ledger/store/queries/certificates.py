"""
Certificates: by their names, by their documents and data, by who holds them, and how they came to be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, func, select, tuple_
from sqlalchemy.orm import Session

from ledger.domain.certificates import Certificate
from ledger.domain.events import CertificateId, Digest, Position
from ledger.store import facts as shelf
from ledger.store.facts import INTEGER_MAX, SHARES
from ledger.store.queries.entries import ENTRIES, Line, line_of
from ledger.store.queries.page import Page
from ledger.store.tables import CertificateRow

_CERTIFICATES = cast(Table, CertificateRow.__table__)
_ISSUED = (_CERTIFICATES.c.issued_block, _CERTIFICATES.c.issued_log)

SAME_DATA_MAX = 1_000
"""Most certificates of one fingerprint, or lines of one document, that are returned: a group is a handful."""


@dataclass(frozen=True, slots=True)
class DocumentUse:
    """
    A certificate whose entry names a document, and that entry.

    `current` says whether it still is the certificate's document; if not, a later one has taken its place.
    """

    certificate: Certificate
    line: Line

    @property
    def current(self) -> bool:
        event = self.line.entry.event
        return getattr(event, "document_digest", None) == self.certificate.document_digest


@dataclass(frozen=True, slots=True)
class SameData:
    """All certificates that have or had one fingerprint, the oldest first."""

    fingerprint: Digest
    certificates: tuple[Certificate, ...]

    @property
    def is_shared(self) -> bool:
        """Whether there are several holders or several regimes."""
        holders = {each.holders for each in self.certificates}
        return len(holders) > 1 or len({each.regime for each in self.certificates}) > 1


# BY NAME


def by_id(session: Session, certificate_id: bytes) -> Certificate | None:
    """Return the certificate with this id."""
    return shelf.one(session, Certificate, certificate_id)


def by_number(session: Session, number: int) -> Certificate | None:
    """Return the certificate with this number (its 64 bits, see `domain.numbers`)."""
    if not 0 <= number <= INTEGER_MAX:
        return None
    return next(iter(_certificates(session, select(_CERTIFICATES).where(_CERTIFICATES.c.number == number))), None)


def by_document(session: Session, digest: bytes) -> list[DocumentUse]:
    """
    Return every certificate that has or had the document with this digest, in the order of the entries that name it.

    Who holds an older version of a certificate in his hands learns so that it is one.
    """
    named = select(ENTRIES).where(ENTRIES.c.document_digest == digest, ENTRIES.c.certificate_id.is_not(None))
    ordered = named.order_by(ENTRIES.c.block, ENTRIES.c.log).limit(SAME_DATA_MAX)
    rows = session.execute(ordered).mappings().all()
    known = _by_ids(session, [row["certificate_id"] for row in rows])
    return [DocumentUse(known[row["certificate_id"]], line_of(row)) for row in rows]


_NAMED = (
    select(ENTRIES.c.certificate_id)
    .where(ENTRIES.c.fingerprint == bindparam("fingerprint"), ENTRIES.c.certificate_id.is_not(None))
    .order_by(ENTRIES.c.block, ENTRIES.c.log)
    .limit(SAME_DATA_MAX)
)


def same_data(session: Session, fingerprint: bytes) -> list[Certificate]:
    """
    Return every certificate that has or had this fingerprint, of whatever applicant and regime, the oldest first.

    The same data may be certified to several (guideline 〔2026〕35 art. 21), which is to be disclosed.
    """
    rows = session.execute(_NAMED, {"fingerprint": fingerprint})
    ids = list(dict.fromkeys(row[0] for row in rows))
    return sorted(_by_ids(session, ids).values(), key=lambda certificate: certificate.issued)


def same_data_groups(session: Session, after: bytes, limit: int) -> Page[SameData, bytes]:
    """Return the groups of several holders or regimes in the order of their fingerprints, beyond `after`."""
    found: list[SameData] = []
    while len(found) <= limit:
        named_twice = _named_twice(session, after, limit + 1)
        if not named_twice:
            return Page(tuple(found), None)
        found += [group for group in _groups(session, named_twice) if group.is_shared]
        after = named_twice[-1]
    found = found[:limit]
    return Page(tuple(found), found[-1].fingerprint)


# LISTS


def held_by(session: Session, participant: int, place: Position | None, limit: int) -> Page[Certificate, Position]:
    """Return the certificates that a participant holds, alone or with others, in the order of their issue."""
    if not 0 <= participant <= INTEGER_MAX:
        return Page((), None)
    alone = select(_CERTIFICATES.c.id, *_ISSUED).where(_CERTIFICATES.c.holder == participant)
    shared = select(SHARES.c.certificate_id, SHARES.c.issued_block, SHARES.c.issued_log).where(
        SHARES.c.holder == participant
    )
    if place is not None:
        alone = alone.where(tuple_(*_ISSUED) > (place.block, place.log))
        shared = shared.where(tuple_(SHARES.c.issued_block, SHARES.c.issued_log) > (place.block, place.log))
    # Each side is cut first, so that the union is of two short lists; the first co-holder stands on both.
    first = alone.order_by(*_ISSUED).limit(limit + 1).subquery("alone")
    second = shared.order_by(SHARES.c.issued_block, SHARES.c.issued_log).limit(limit + 1).subquery("shared")
    held = select(first).union(select(second))
    ordered = held.order_by(*held.selected_columns[1:]).limit(limit + 1)
    ids = [row[0] for row in session.execute(ordered)]
    known = _by_ids(session, ids)
    return _page([known[CertificateId(one)] for one in ids], limit)


def first_of(session: Session, applicant: int) -> Certificate | None:
    """Return the first certificate that was issued on a participant's application, whoever holds it now."""
    wanted = select(_CERTIFICATES).where(_CERTIFICATES.c.applicant == applicant).order_by(*_ISSUED).limit(1)
    return next(iter(_certificates(session, wanted)), None)


def issued(session: Session, place: Position | None, limit: int) -> Page[Certificate, Position]:
    """Return all certificates in the order of their issue."""
    wanted = select(_CERTIFICATES)
    if place is not None:
        wanted = wanted.where(tuple_(*_ISSUED) > (place.block, place.log))
    return _page(_certificates(session, wanted.order_by(*_ISSUED).limit(limit + 1)), limit)


def in_register(session: Session, register: int, after: int | None, limit: int) -> Page[Certificate, int]:
    """Return the certificates of one register in the order of their numbers, after the number `after`."""
    if not 0 <= register < 1 << 23:
        return Page((), None)
    first, last = register << 40, (register + 1 << 40) - 1
    number = _CERTIFICATES.c.number
    wanted = select(_CERTIFICATES).where(number.between(first, last))
    if after is not None:
        wanted = wanted.where(number > min(after, INTEGER_MAX))
    found = _certificates(session, wanted.order_by(number).limit(limit + 1))
    more = len(found) > limit
    found = found[:limit]
    return Page(tuple(found), found[-1].number if more else None)


# HISTORY


def history(session: Session, certificate_id: bytes, after: int = 0, limit: int = 200) -> Page[Line, int]:
    """Return a certificate's lines after the sequence number `after`; the numbers have no gap."""
    lines = _lines(session, _history(certificate_id).where(ENTRIES.c.sequence > after).limit(limit + 1))
    more = len(lines) > limit
    lines = lines[:limit]
    return Page(tuple(lines), lines[-1].sequence if more else None)


def documented(session: Session, certificate_id: bytes, kinds: Sequence[str], limit: int) -> list[Line]:
    """Return a certificate's first lines of these kinds of event, in order."""
    return _lines(session, _history(certificate_id).where(ENTRIES.c.kind.in_(kinds)).limit(limit))


# WITHIN


def _named_twice(session: Session, after: bytes, limit: int) -> list[bytes]:
    """The fingerprints beyond `after` that are of several certificates: read from an index, as far as it needs be."""
    named, own = ENTRIES.c.fingerprint, ENTRIES.c.certificate_id
    wanted = select(named).where(named > after, own.is_not(None)).group_by(named)
    twice = wanted.having(func.count(own.distinct()) > 1).order_by(named).limit(limit)
    return [row[0] for row in session.execute(twice)]


def _groups(session: Session, fingerprints: Sequence[bytes]) -> Iterator[SameData]:
    named, own = ENTRIES.c.fingerprint, ENTRIES.c.certificate_id
    wanted = select(named, own).where(named.in_(fingerprints), own.is_not(None)).distinct()
    members: dict[bytes, list[bytes]] = defaultdict(list)
    for fingerprint, certificate_id in session.execute(wanted):
        members[fingerprint].append(certificate_id)
    known = _by_ids(session, [one for ids in members.values() for one in ids])
    for fingerprint in fingerprints:
        group = [known[CertificateId(one)] for one in members[fingerprint]]
        yield SameData(Digest(fingerprint), tuple(sorted(group, key=lambda each: each.issued)))


def _history(certificate_id: bytes) -> Select[Any]:
    return select(ENTRIES).where(ENTRIES.c.certificate_id == certificate_id).order_by(ENTRIES.c.sequence)


def _lines(session: Session, wanted: Select[Any]) -> list[Line]:
    return [line_of(row) for row in session.execute(wanted).mappings()]


def _certificates(session: Session, wanted: Select[Any]) -> list[Certificate]:
    return list(shelf.with_shares(session, session.execute(wanted).mappings().all()))


def _by_ids(session: Session, ids: Sequence[bytes]) -> dict[bytes, Certificate]:
    found = shelf.load(session, [("certificate", one) for one in ids]).values()
    return {CertificateId(one.id): one for one in found if isinstance(one, Certificate)}


def _page(found: Sequence[Certificate], limit: int) -> Page[Certificate, Position]:
    more = len(found) > limit
    found = found[:limit]
    return Page(tuple(found), found[-1].issued if more else None)

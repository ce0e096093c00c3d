"""
What concerns a participant: the lines of what it holds, secures, ordered, uses or applied for, and what of that ends
soon.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, CompoundSelect, Table, or_, select, union
from sqlalchemy.orm import Session

from ledger.domain.burdens import ends
from ledger.domain.certificates import State
from ledger.domain.encumbrances import EncumbranceState
from ledger.domain.events import CertificateId
from ledger.domain.facts import thing_id
from ledger.store.facts import INTEGER_MAX, SHARES
from ledger.store.queries.entries import ENTRIES, line_of
from ledger.store.queries.following import News
from ledger.store.queries.restraints import burdens_on
from ledger.store.tables import CertificateRow
from ledger.store.tables.applications import CaseRow
from ledger.store.tables.equity import ContributionRow
from ledger.store.tables.licences import LicenceRow
from ledger.store.tables.pledges import EncumbranceRow
from ledger.store.tables.restraints import FreezeRow

_CERTIFICATES = cast(Table, CertificateRow.__table__)
_CASES = cast(Table, CaseRow.__table__)
_ENCUMBRANCES = cast(Table, EncumbranceRow.__table__)
_FREEZES = cast(Table, FreezeRow.__table__)
_LICENCES = cast(Table, LicenceRow.__table__)
_CONTRIBUTIONS = cast(Table, ContributionRow.__table__)

FREEZES_MAX = 200
"""Most of an organ's freezes in force whose ends are looked for: each takes a look at its certificate."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What ends: `kind` is certificate, hold, pledge, licence or freeze; `at` an exclusive unix second."""

    kind: str
    certificate_id: CertificateId
    thing: bytes
    at: int


def lines(session: Session, participant: int, since: int, limit: int) -> list[News]:
    """Return the newest lines that concern a participant, from a block on."""
    if not 0 < participant <= INTEGER_MAX:
        return []
    concerned = or_(
        ENTRIES.c.certificate_id.in_(_certificates(participant).subquery().select()),
        ENTRIES.c.application_id.in_(select(_CASES.c.application_id).where(_CASES.c.applicant == participant)),
        ENTRIES.c.participant == participant,
    )
    newest = (ENTRIES.c.block.desc(), ENTRIES.c.log.desc())
    wanted = select(ENTRIES).where(ENTRIES.c.block >= since, concerned).order_by(*newest).limit(limit)
    return [
        News(line_of(row), row["certificate_id"] and CertificateId(row["certificate_id"]), row["participant"])
        for row in session.execute(wanted).mappings()
    ]


def ending(session: Session, participant: int, now: int, until: int) -> list[Ending]:
    """Return what a participant holds, secures, ordered or uses that ends between two unix seconds, the next first."""
    if not 0 < participant <= INTEGER_MAX:
        return []
    held = _certificates(participant, held_only=True).subquery().select()
    own = (_CERTIFICATES.c.id.in_(held), _CERTIFICATES.c.state == State.ACTIVE)
    live = (EncumbranceState.HELD, EncumbranceState.PLEDGED)
    secured = (_ENCUMBRANCES.c.creditor == participant, _ENCUMBRANCES.c.state.in_(live))
    used = (_LICENCES.c.licensee == participant, _LICENCES.c.ended_at == 0)
    found = [
        *_ends(session, "certificate", _CERTIFICATES, ("id", "id", "valid_to"), (own, now, until)),
        *_ends(session, "pledge", _ENCUMBRANCES, ("certificate_id", "id", "until"), (secured, now, until)),
        *_ends(session, "licence", _LICENCES, ("certificate_id", "id", "valid_to"), (used, now, until)),
        *_freezes(session, participant, now, until),
    ]
    return sorted(found, key=lambda each: (each.at, each.thing))


Within = tuple[tuple[ColumnElement[bool], ...], int, int]
"""Which rows, and between which unix seconds they end."""


def _ends(session: Session, kind: str, table: Table, names: tuple[str, str, str], within: Within) -> Iterator[Ending]:
    certificate, thing, at = (table.c[name] for name in names)
    conditions, now, until = within
    columns = [certificate.label("certificate"), thing.label("thing"), at.label("at")]
    for row in session.execute(select(*columns).where(*conditions, at > now, at <= until)):
        yield Ending(kind, CertificateId(row.certificate), row.thing, row.at)


def _freezes(session: Session, organ: int, now: int, until: int) -> Iterator[Ending]:
    """An organ's freezes; when one ends depends on those before it in the queue."""
    mine = (_FREEZES.c.organ == organ, _FREEZES.c.lifted_at == 0)
    rows = session.execute(select(_FREEZES.c.certificate_id, _FREEZES.c.id).where(*mine).limit(FREEZES_MAX)).all()
    own = {bytes(row.id) for row in rows}
    for certificate in {bytes(row.certificate_id) for row in rows}:
        for freeze, _, end in ends(burdens_on(session, certificate).freezes):
            thing = thing_id(CertificateId(certificate), freeze.sequence)
            if thing in own and now < end <= until:
                yield Ending("freeze", CertificateId(certificate), thing, end)


def _certificates(participant: int, *, held_only: bool = False) -> CompoundSelect[Any]:
    """The certificates that a participant holds, or has to do with."""
    held = [
        select(_CERTIFICATES.c.id).where(_CERTIFICATES.c.holder == participant),
        select(SHARES.c.certificate_id).where(SHARES.c.holder == participant),
    ]
    concerned = [
        select(table.c.certificate_id).where(table.c[name] == participant)
        for table, name in (
            (_ENCUMBRANCES, "creditor"),
            (_ENCUMBRANCES, "debtor"),
            (_FREEZES, "organ"),
            (_LICENCES, "licensee"),
            (_CONTRIBUTIONS, "investee"),
        )
    ]
    return union(*held, *([] if held_only else concerned))

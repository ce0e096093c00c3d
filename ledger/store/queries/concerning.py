"""
What concerns a participant: the lines of what it holds, secures, ordered, uses or applied for, what of that ends soon,
and which renewals open for it or wait for its decision.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, CompoundSelect, Table, false, or_, select, union
from sqlalchemy.orm import Session

from ledger.domain.burdens import ends
from ledger.domain.calendar import DAY_SECONDS, start_of_day
from ledger.domain.certificates import Regime, State
from ledger.domain.encumbrances import EncumbranceState
from ledger.domain.events import CertificateId
from ledger.domain.facts import thing_id
from ledger.domain.parameters import Parameter
from ledger.domain.periods import value_at
from ledger.domain.renewals import RenewalRequest, terms
from ledger.domain.standing import RENEWAL_MONTHS, standing
from ledger.errors import ActRefused
from ledger.store.facts import INTEGER_MAX, SHARES, certificate_of
from ledger.store.queries import participants
from ledger.store.queries.entries import ENTRIES, line_of
from ledger.store.queries.facts import MirrorFacts
from ledger.store.queries.following import News
from ledger.store.queries.restraints import burdens_on
from ledger.store.tables import CertificateRow
from ledger.store.tables.applications import CaseRow
from ledger.store.tables.equity import ContributionRow
from ledger.store.tables.licences import LicenceRow
from ledger.store.tables.pledges import EncumbranceRow
from ledger.store.tables.renewals import RenewalRequestRow
from ledger.store.tables.restraints import FreezeRow

_CERTIFICATES = cast(Table, CertificateRow.__table__)
_CASES = cast(Table, CaseRow.__table__)
_ENCUMBRANCES = cast(Table, EncumbranceRow.__table__)
_FREEZES = cast(Table, FreezeRow.__table__)
_LICENCES = cast(Table, LicenceRow.__table__)
_CONTRIBUTIONS = cast(Table, ContributionRow.__table__)
_RENEWALS = cast(Table, RenewalRequestRow.__table__)

MONTH_DAYS_MIN, MONTH_DAYS_MAX = 28, 31
"""Days of the shortest and the longest month: between them lies when a window of some months opens."""

FREEZES_MAX = 200
"""Most of an organ's freezes in force whose ends are looked for: each takes a look at its certificate."""


@dataclass(frozen=True, slots=True)
class Ending:
    """
    What ends: `kind` is certificate, pledge, licence, freeze or renewal; `at` an exclusive unix second.

    Of kind `window` it begins: from `at` on the certificate's renewal may be asked for.
    """

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


def opened(session: Session, participant: int, since: int, now: int) -> list[Ending]:
    """
    Return the certificates that a participant holds whose renewal may be asked for since some time between two unix
    seconds, and is not asked for yet; the window that opened last first.
    """
    if not 0 < participant <= INTEGER_MAX:
        return []
    facts = MirrorFacts(session)
    months = [_renewal_months(facts, regime, now) for regime in Regime]
    held = _certificates(participant, held_only=True).subquery().select()
    wanted = select(_CERTIFICATES).where(
        _CERTIFICATES.c.id.in_(held),
        _CERTIFICATES.c.state == State.ACTIVE,
        _CERTIFICATES.c.valid_to > since + min(months) * MONTH_DAYS_MIN * DAY_SECONDS,
        _CERTIFICATES.c.valid_to <= now + (max(months) * MONTH_DAYS_MAX + 1) * DAY_SECONDS,
    )
    found, known = [], [certificate_of(row) for row in session.execute(wanted).mappings()]
    facts.fetch((RenewalRequest.KIND, each.id) for each in known)
    for certificate in known:
        asked = terms(facts, certificate, now)
        stands = standing(certificate, now, renewal=asked)
        at = start_of_day(stands.renewal_from)
        if stands.renewal_open and since < at and not asked.decide_by:
            found.append(Ending("window", certificate.id, certificate.id, at))
    return sorted(found, key=lambda each: (-each.at, each.thing))


def awaited(session: Session, registry: int, now: int, until: int) -> list[Ending]:
    """Return the renewals that a registry must decide between two unix seconds, the next first."""
    registers = [charge.register for charge in participants.charges_of(session, registry)]
    own = or_(false(), *(_CERTIFICATES.c.number.between(each << 40, (each + 1 << 40) - 1) for each in registers))
    wanted = (
        select(_RENEWALS.c.certificate_id, _RENEWALS.c.decide_by)
        .join(_CERTIFICATES, _CERTIFICATES.c.id == _RENEWALS.c.certificate_id)
        .where(own, _RENEWALS.c.decide_by > now, _RENEWALS.c.decide_by <= until)
        .order_by(_RENEWALS.c.decide_by)
    )
    return [Ending("renewal", CertificateId(row[0]), row[0], row[1]) for row in session.execute(wanted)]


def _renewal_months(facts: MirrorFacts, regime: int, now: int) -> int:
    try:
        return value_at(facts, regime, Parameter.RENEWAL_MONTHS, now)
    except ActRefused:  # before the first rule
        return RENEWAL_MONTHS


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

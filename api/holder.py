"""
What a holder has: its certificates with all that rests on each, totals, and the days on which something is due.

For the API, the command line and the holder's pages; what anything is at an instant says the domain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any

from api.schemas.base import PartyView, Text
from api.schemas.holder import (
    AssetBooking,
    AssetContribution,
    AssetLicence,
    AssetPledge,
    AssetReport,
    AssetRestraint,
    AssetView,
    BadgeView,
    DueView,
    HolderCalendarView,
    HoldingTotals,
    PortfolioView,
)
from api.subject import Gatherer
from api.views import hexadecimal, moment, names_of, party
from ledger.domain import agenda
from ledger.domain.agenda import Item
from ledger.domain.attestations import Attestation
from ledger.domain.attested import Chain, Worth, chains
from ledger.domain.badges import Badge, badges
from ledger.domain.calendar import day_of, last_valid_day
from ledger.domain.cases import CLOSED, Case
from ledger.domain.certificates import WHOLE, Certificate, Right
from ledger.domain.clocks import standing as case_standing
from ledger.domain.document import parse
from ledger.domain.encumbrances import standing as encumbrance_standing
from ledger.domain.events import CertificateId, ParticipantNumber, Position
from ledger.domain.kinds import AttestedKind
from ledger.domain.numbers import CertificateNumber
from ledger.domain.participants import Participant
from ledger.domain.resting import ATTESTED, Resting, keys_of, keys_on, objection_keys, resting
from ledger.domain.restraint_standing import Force
from ledger.domain.standing import Standing, standing
from ledger.errors import Inconsistent, InvalidInput, NotFound, Unavailable
from ledger.messages.attestations import KINDS, SUBTYPES, WORTHS
from ledger.messages.equity import STANDINGS as CONTRIBUTIONS
from ledger.messages.holder import BADGES, DUES, REASONS, RESTRAINTS, TONES
from ledger.messages.licences import KINDS as LICENCES
from ledger.messages.pledges import STANDINGS as ENCUMBRANCES
from ledger.store.documents import Documents
from ledger.store.queries import ReadSession, applications, attestations, certificates, restraints
from ledger.store.queries.blocks import Cursor
from ledger.store.queries.facts import MirrorFacts
from ledger.store.queries.page import Page

HELD_MAX = 5_000
"""Most certificates of one holder that are judged for its totals and calendar, some seconds' work."""

CASES_MAX = 500
"""Most cases of one applicant of which the days are told."""


@dataclass(frozen=True)
class Asset:
    """A certificate, all that rests on it, its standing, and its bookings."""

    certificate: Certificate
    rests: Resting
    now: Standing
    bookings: tuple[Chain, ...]

    @property
    def number(self) -> str:
        return CertificateNumber.from_packed(self.certificate.number).text

    @property
    def value(self) -> int | None:
        """The sum, in fen, of the latest report of value that is current."""
        found = [
            report for report, worth in self.rests.reports
            if report.kind is AttestedKind.VALUE and worth is Worth.CURRENT
        ]  # fmt: skip
        return int(found[-1].amount) if found else None

    @property
    def secured(self) -> int:
        return int(self.rests.burden.perfected + self.rests.burden.unperfected)

    def booked_by(self, entity: int) -> int:
        return sum(each.amount for each in self.bookings if each.live and each.entity == entity)


class Holder:
    """One holder in one state of the mirror, `at` a block, judged at a unix second."""

    def __init__(
        self, session: ReadSession, documents: Documents, who: Participant, at: Cursor, instant: int
    ) -> None:  # fmt: skip
        self._session = session
        self._documents = documents
        self._gatherer = Gatherer(session, documents)
        self._facts = MirrorFacts(session)
        self._judged: dict[CertificateId, Asset] = {}
        self._at = at
        self.who = who
        self.instant = instant

    # WHAT IT HAS

    def portfolio(self, place: Position | None, limit: int) -> PortfolioView:
        """Return a page of the holder's certificates, and the totals of all."""
        found = certificates.held_by(self._session, self.who.number, place, limit)
        return PortfolioView(
            holder=self._party(self.who.number),
            block=self._at.number,
            at=moment(self.instant),
            totals=self.totals,
            items=[self._view(each) for each in self._assets(found.items)],
            next=f"{found.next.block}.{found.next.log}" if found.next else None,
        )

    def views(self) -> Iterator[AssetView]:
        """Return all of the holder's certificates, at most `HELD_MAX`."""
        return map(self._view, self.assets)

    @cached_property
    def assets(self) -> tuple[Asset, ...]:
        """All that the holder has, at most `HELD_MAX`."""
        return tuple(islice(self._every(), HELD_MAX))

    @cached_property
    def totals(self) -> HoldingTotals:
        """The sums over all that the holder has."""
        everything = self.assets
        marks = [dict(badges(each.rests, each.now)) for each in everything]
        values = [each.value for each in everything if each.value is not None]
        return HoldingTotals(
            certificates=len(everything),
            in_force=sum(each.now.in_force for each in everything),
            renewal_open=sum(Badge.RENEWAL_OPEN in each for each in marks),
            pledged=sum(Badge.PLEDGED in each for each in marks),
            restrained=sum(bool(_RESTRAINING & each.keys()) for each in marks),
            valued=len(values),
            value_fen=sum(values),
            secured_fen=sum(each.secured for each in everything),
            booked_fen=sum(each.booked_by(self.who.number) for each in everything),
        )

    def _every(self) -> Iterator[Asset]:
        place: Position | None = None
        while True:
            found: Page[Certificate, Position] = certificates.held_by(self._session, self.who.number, place, 200)
            yield from self._assets(found.items)
            if found.next is None:
                return
            place = found.next

    def _assets(self, found: Iterable[Certificate]) -> Iterator[Asset]:
        """Judge certificates, each once, their facts fetched together in two steps."""
        every = list(found)
        self._judge([each for each in every if each.id not in self._judged])
        return (self._judged[each.id] for each in every)

    def _judge(self, every: Sequence[Certificate]) -> None:
        self._facts.fetch(key for each in every for key in keys_on(each))
        listed = {each.id: keys_of(self._facts, each) for each in every}
        objections = (key for each in every for key in objection_keys(self._facts, each))
        self._facts.fetch([*(key for keys in listed.values() for key in keys), *objections])
        for each in every:
            for kind, own in listed[each.id]:
                if (kind, own) not in self._facts:
                    raise Inconsistent("BurdenLost", certificate_id=each.id, kind=kind, id=own)
            self._judged[each.id] = self._asset(each)

    def _asset(self, certificate: Certificate) -> Asset:
        attested = attestations.of(self._session, certificate.id)
        judged = [each for each in attested if each.kind in ATTESTED]
        due = restraints.deletion_due(self._session, certificate)
        rests = resting(self._facts, certificate, judged, self.instant, due)
        now = standing(certificate, self.instant, renewal=rests.renewal_terms)
        return Asset(certificate, rests, now, tuple(chains(attested)))

    # ITS CALENDAR

    def calendar(self, until: date) -> HolderCalendarView:
        """Return what is due up to and including a day: of its certificates, and of its applications."""
        items = [item for each in self.assets for item in self._days_of(each)]
        names = {each.certificate.id: each for each in self.assets}
        for case in self._cases():
            items += self._days_of_case(case)
        coming = sorted(item for item in items if item.day <= until)
        return HolderCalendarView(
            holder=self._party(self.who.number),
            block=self._at.number,
            at=moment(self.instant),
            until=until,
            items=[self._due(item, names.get(item.own)) for item in coming],
        )

    def _days_of(self, asset: Asset) -> tuple[Item, ...]:
        return agenda.of_certificate(asset.certificate, asset.rests, asset.now, self.instant)

    def _days_of_case(self, case: Case) -> tuple[Item, ...]:
        objections = applications.objections_of(self._session, case) if case.publicised_at else ()
        now = case_standing(self._facts, case, self.instant, objections)
        return agenda.of_case(CertificateId(case.application_id), case.publicised_until, now, self.instant)

    def _cases(self) -> list[Case]:
        found = applications.of_applicant(
            self._session, self.who.number, None, CASES_MAX, stage=None, now=self.instant
        )  # fmt: skip
        return [each for each in found.items if each.stage not in CLOSED]

    def _due(self, item: Item, asset: Asset | None) -> DueView:
        kind = KINDS[AttestedKind(item.kind).name] if item.kind else None
        return DueView(
            day=item.day,
            code=item.due.value,
            name=Text(**DUES[item.due.value]),
            number=asset.number if asset else None,
            id=hexadecimal(item.own),
            thing=hexadecimal(item.thing) if item.thing else None,
            data_name=self._name_in(asset.certificate.document_digest) if asset else None,
            who=self._party(item.who) if item.who else None,
            kind=Text(**kind) if kind else None,
            days_left=(item.day - day_of(self.instant)).days,
            is_own=item.is_own,
        )

    # WHAT IS SHOWN

    def _view(self, asset: Asset) -> AssetView:
        facts, rests, now = asset.certificate, asset.rests, asset.now
        own = next((each for each in facts.shares if each.holder == self.who.number), None)
        return AssetView(
            id=hexadecimal(facts.id),
            number=asset.number,
            regime=facts.regime.name,
            data_name=self._name_in(facts.document_digest),
            rights=names_of(Right(own.rights if own else facts.rights)),
            share=own.share if own else WHOLE,
            in_force=now.in_force,
            reason=now.reason.value,
            reason_name=Text(**REASONS[now.reason.value]),
            first_day=day_of(now.valid_from),
            last_valid_day=now.last_valid_day,
            days_left=now.days_left,
            renewal_from=now.renewal_from,
            renewal_open=now.renewal_open,
            badges=[_badge(badge, number) for badge, number in badges(rests, now)],
            pledges=list(self._pledges(rests)),
            restraints=list(self._restraints(rests)),
            licences=list(self._licences(rests)),
            reports=[self._report(report, worth) for report, worth in rests.reports],
            bookings=[self._booking(each) for each in asset.bookings],
            contribution=self._contribution(rests),
            value_fen=asset.value,
            secured_fen=asset.secured,
        )

    def _pledges(self, rests: Resting) -> Iterator[AssetPledge]:
        for each in rests.burden.ranked:
            one = each.encumbrance
            stands = encumbrance_standing(one, self.instant).value
            yield AssetPledge(
                id=hexadecimal(one.id),
                rank=each.rank,
                standing=stands,
                name=Text(**ENCUMBRANCES[stands]),
                creditor=self._party(one.creditor),
                amount_fen=int(one.amount),
                is_cap=one.is_cap,
                last_day=last_valid_day(one.until),
                objected=each.objection is not None,
            )

    def _restraints(self, rests: Resting) -> Iterator[AssetRestraint]:
        said = rests.restraints
        for freeze in said.freezes:
            kind = "freeze" if freeze.force is Force.IN_FORCE else "waiting"
            yield self._restraint(kind, freeze.freeze.organ, freeze.end)
        if said.control is not None:
            yield self._restraint("control", said.control.by, said.control.until)
        for each in said.objections:
            yield self._restraint("objection", each.objection.objector, each.lapses_at)
        for note in said.source_objections:
            yield self._restraint("source", note.by)
        for note in said.disputes:
            yield self._restraint("dispute", note.by)

    def _restraint(self, kind: str, by: ParticipantNumber, ends: int = 0) -> AssetRestraint:
        last = last_valid_day(ends) if ends else None
        return AssetRestraint(kind=kind, name=Text(**RESTRAINTS[kind]), by=self._party(by), last_day=last)

    def _licences(self, rests: Resting) -> Iterator[AssetLicence]:
        for each in rests.licences:
            yield AssetLicence(
                id=hexadecimal(each.id),
                licensee=self._party(each.licensee),
                kind=Text(**LICENCES[each.kind.name]),
                rights=names_of(each.rights),
                first_day=day_of(each.valid_from),
                last_day=last_valid_day(each.valid_to),
            )

    def _report(self, report: Attestation, worth: Worth) -> AssetReport:
        return AssetReport(
            id=hexadecimal(report.id),
            kind=Text(**KINDS[report.kind.name]),
            by=self._party(report.by),
            amount_fen=int(report.amount) if report.kind is AttestedKind.VALUE else None,
            worth=worth.value,
            worth_name=Text(**WORTHS[worth.value]),
            last_day=last_valid_day(report.valid_to),
        )

    def _booking(self, chain: Chain) -> AssetBooking:
        _, words = SUBTYPES[AttestedKind.BOOKING][chain.category.value]
        return AssetBooking(
            entity=self._party(chain.entity), category=Text(**words), amount_fen=chain.amount, live=chain.live
        )

    def _contribution(self, rests: Resting) -> AssetContribution | None:
        made, stands = rests.contribution, rests.contribution_standing
        if made is None or stands is None:
            return None
        return AssetContribution(
            standing=stands.value,
            name=Text(**CONTRIBUTIONS[stands.value]),
            investee=self._party(made.investee),
            capital_fen=int(made.capital),
        )

    def _name_in(self, digest: bytes) -> Text | None:
        try:
            content = parse(self._documents.get(digest) or b"")
        except (Inconsistent, InvalidInput, NotFound, Unavailable):
            return None
        name = content.get("dataName") if isinstance(content, Mapping) else None
        if not (isinstance(name, Mapping) and all(isinstance(name.get(each), str) for each in ("zh", "en"))):
            return None
        return Text(zh=name["zh"], en=name["en"])

    def _party(self, number: ParticipantNumber) -> PartyView:
        return party(self._gatherer.party(self._gatherer.number(number)))


_RESTRAINING = frozenset({Badge.FROZEN, Badge.CONTROLLED, Badge.OBJECTED, Badge.SURRENDERED})


def _badge(badge: Badge, number: int) -> BadgeView:
    return BadgeView(code=badge.value, number=number, name=Text(**BADGES[badge.value]), tone=TONES[badge.value])


# TABLES TO TAKE AWAY

Table = tuple[list[str], list[list[Any]]]

_TITLES = {
    "zh": ["证书编号", "数据名称", "登记制度", "状态", "权利", "份额（万分比）", "起始日", "最后有效日", "标记",
           "质权人", "在押金额（分）", "评估价值（分）"],
    "en": ["number", "data", "regime", "standing", "rights", "share (of 10,000)", "first day", "last valid day",
           "badges", "creditors", "secured (fen)", "value (fen)"],
}  # fmt: skip


def table_of(views: Iterable[AssetView], locale: str) -> Table:
    """Return certificates as a table with titles."""

    def said(text: Text | None) -> str:
        return getattr(text, locale) if text else ""

    rows = [
        [
            each.number,
            said(each.data_name),
            each.regime,
            said(each.reason_name),
            " ".join(each.rights),
            each.share,
            each.first_day.isoformat(),
            each.last_valid_day.isoformat(),
            "；".join(f"{said(badge.name)}×{badge.number}" for badge in each.badges),
            "；".join(dict.fromkeys(said(one.creditor.name) or "" for one in each.pledges)),
            each.secured_fen,
            each.value_fen,
        ]
        for each in views
    ]
    return _TITLES[locale], rows

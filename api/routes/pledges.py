"""Holds and pledges: what encumbers a certificate, what a creditor has, what secures a debtor's debts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from api.dependencies import (
    Ledger,
    LedgerDep,
    PageDep,
    PageParameters,
    PastDep,
    View,
    cursor_of,
    place_of,
    readable,
)
from api.problem_types import READ, problems
from api.routes.certificates import NameInPath, named
from api.routes.participants import with_uscc
from api.schemas import USCC
from api.schemas.pledges import (
    BurdenView,
    FilingView,
    PledgeEndView,
    PledgeObjectionView,
    PledgePage,
    PledgeStandingView,
    PledgeView,
    SecurityFormView,
)
from api.subject import Gatherer
from api.views import digest_or_none, hexadecimal, moment, moment_or_none, party, place
from ledger.domain.certificates import Certificate
from ledger.domain.encumbrances import (
    Encumbrance,
    EncumbranceList,
    EncumbranceState,
    PledgeObjection,
    PledgeTrait,
    ReleaseReason,
    burden,
    objection_to,
    standing,
)
from ledger.domain.events import Position
from ledger.domain.numbers import CertificateNumber
from ledger.errors import InvalidInput
from ledger.messages.pledges import FORMS, REASONS, STANDINGS
from ledger.store.queries import pledges
from ledger.store.queries.facts import MirrorFacts
from ledger.store.queries.page import Page

router = APIRouter(tags=["pledges"])


class PledgeParameters(PageParameters):
    creditor: str | None = Field(
        None, max_length=64, description="The creditor's unified social credit code.", examples=[USCC]
    )
    debtor: str | None = Field(
        None, max_length=64, description="The debtor's unified social credit code.", examples=[USCC]
    )
    live: bool = Field(False, description="Only what is in force now.")


PledgeDep = Annotated[PledgeParameters, Query()]


@router.get("/v1/certificates/{name}/pledges", response_model=BurdenView, responses=problems(404, *READ))
def pledges_on(name: NameInPath, past: PastDep, ledger: LedgerDep, request: Request) -> Response:
    """What encumbers a certificate now: every hold and pledge in force, in the order of rank, and the sums secured."""
    with ledger.read(request, past) as view:
        return readable(request, burden_on(ledger, view, named(view, name)))


def burden_on(ledger: Ledger, view: View, certificate: Certificate) -> BurdenView:
    """Return what encumbers a certificate at the instant of the state that is read."""
    facts = pledges.facts_of(view.session, certificate.id)
    found = burden(facts, certificate.id, view.instant)
    shown = _Shown(Gatherer(view.session, ledger.documents), facts, view.instant)
    return BurdenView(
        certificate_id=hexadecimal(certificate.id),
        certificate_number=CertificateNumber.from_packed(certificate.number).text,
        ranked=[shown.view(one.encumbrance) for one in found.ranked],
        perfected_fen=found.perfected,
        unperfected_fen=found.unperfected,
    )


@router.get("/v1/certificates/{name}/pledges/history", response_model=PledgePage, responses=problems(404, *READ))
def pledges_of_certificate(name: NameInPath, page: PageDep, ledger: LedgerDep, request: Request) -> Response:
    """All holds and pledges that a certificate bears or bore, with what each is now."""
    with ledger.read(request, page) as view:
        limit = min(page.limit, ledger.settings.page_max)
        found = pledges.on(view.session, named(view, name).id, place_of(page.cursor), limit)
        return readable(request, _page(ledger, view, found))


@router.get("/v1/pledges", response_model=PledgePage, responses=problems(404, *READ))
def pledges_by_party(asked: PledgeDep, ledger: LedgerDep, request: Request) -> Response:
    """All holds and pledges of one creditor, or all pledges for one debtor's debts; exactly one of both is named."""
    if (asked.creditor is None) == (asked.debtor is None):
        raise InvalidInput("PartyOfPledgeNeeded", "creditor")
    with ledger.read(request, asked) as view:
        limit, mark = min(asked.limit, ledger.settings.page_max), place_of(asked.cursor)
        live_at = view.instant if asked.live else None
        if asked.creditor is not None:
            creditor = with_uscc(view, asked.creditor, "creditor").number
            found = pledges.of_creditor(view.session, creditor, mark, limit, live_at=live_at)
        else:
            debtor = with_uscc(view, asked.debtor or "", "debtor").number
            found = pledges.of_debtor(view.session, debtor, mark, limit, live_at=live_at)
        return readable(request, _page(ledger, view, found))


def _page(ledger: Ledger, view: View, found: Page[Encumbrance, Position]) -> PledgePage:
    facts = MirrorFacts(view.session)
    own = {one.certificate_id for one in found.items}
    facts.fetch([(kind, each) for each in own for kind in (Certificate.KIND, EncumbranceList.KIND)])
    lists = [facts.get((EncumbranceList.KIND, each)) for each in own]
    ids = {item.id for one in lists if isinstance(one, EncumbranceList) for item in one.live}
    facts.fetch([(kind, each) for each in ids for kind in (Encumbrance.KIND, PledgeObjection.KIND)])
    shown = _Shown(Gatherer(view.session, ledger.documents), facts, view.instant)
    return PledgePage(items=[shown.view(one) for one in found.items], next=cursor_of(found.next))


class _Shown:
    """Shows holds and pledges at one instant; the ranks of a certificate are worked out once."""

    def __init__(self, gatherer: Gatherer, facts: MirrorFacts, instant: int) -> None:
        self._gatherer = gatherer
        self._facts = facts
        self._instant = instant
        self._ranks: dict[bytes, dict[bytes, int]] = {}

    def view(self, one: Encumbrance) -> PledgeView:
        certificate = self._facts[(Certificate.KIND, one.certificate_id)]
        assert isinstance(certificate, Certificate)
        now = standing(one, self._instant)
        is_hold = one.amount == 0  # no pledge is of nothing
        return PledgeView(
            id=hexadecimal(one.id),
            certificate_id=hexadecimal(one.certificate_id),
            certificate_number=CertificateNumber.from_packed(certificate.number).text,
            is_hold=is_hold,
            rank=self._rank(one),
            standing=PledgeStandingView(code=now.value, **STANDINGS[now.value]),
            creditor=party(self._gatherer.party(self._gatherer.number(one.creditor))),
            debtor=None if is_hold else party(self._gatherer.party(self._gatherer.number(one.debtor))),
            form=None if is_hold else SecurityFormView(code=one.form.name, **FORMS[one.form.name]),
            amount_fen=None if is_hold else one.amount,
            maximum=PledgeTrait.MAXIMUM in one.traits,
            is_cap=one.is_cap,
            added_fen=one.added_amount,
            added_at=moment_or_none(one.added_at),
            rank_at=moment(one.rank_at),
            until=moment(one.until),
            past_term=one.state is EncumbranceState.PLEDGED and self._instant >= one.until,
            filing=_filing(one),
            objection=self._objection(one),
            end=_end(one),
            hold_id=digest_or_none(one.hold_id),
            report_id=digest_or_none(one.report_id),
            debt_digest=digest_or_none(one.debt_digest),
            resolution_digest=digest_or_none(one.resolution_digest),
            document_digest=digest_or_none(one.document_digest),
            created=place(one.created),
            created_at=moment(one.created_at),
        )

    def _rank(self, one: Encumbrance) -> int | None:
        own = one.certificate_id
        if own not in self._ranks:
            ranked = burden(self._facts, own, self._instant).ranked
            self._ranks[own] = {each.encumbrance.id: each.rank for each in ranked}
        return self._ranks[own].get(one.id)

    def _objection(self, one: Encumbrance) -> PledgeObjectionView | None:
        is_live = one.state is EncumbranceState.PLEDGED
        found = objection_to(self._facts, one.id, self._instant) if is_live else None
        if found is None:
            return None
        return PledgeObjectionView(
            objector=party(self._gatherer.party(self._gatherer.number(found.objector))),
            prove_by=moment(found.prove_by),
            proven=found.proven,
            document_digest=hexadecimal(found.document_digest),
        )


def _filing(one: Encumbrance) -> FilingView | None:
    if not one.perfected_at:
        return None
    return FilingView(
        number=one.filing_number.rstrip(b"\0").decode("ascii"),
        filed_at=moment(one.perfected_at),
        file_digest=hexadecimal(one.file_digest),
    )


def _end(one: Encumbrance) -> PledgeEndView | None:
    if not one.closed_at:
        return None
    words = {"zh": None, "en": None} if one.reason is ReleaseReason.NONE else REASONS[one.reason.name]
    code = None if one.reason is ReleaseReason.NONE else one.reason.name
    return PledgeEndView(at=moment(one.closed_at), code=code, by=digest_or_none(one.ended_by), **words)

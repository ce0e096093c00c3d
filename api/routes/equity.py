"""Contributions to companies' capital: of a certificate, to an investee, by a contributor."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from api.dependencies import Ledger, LedgerDep, PageDep, PageParameters, View, cursor_of, place_of, readable
from api.problem_types import READ, problems
from api.routes.certificates import NameInPath, named
from api.routes.participants import with_uscc
from api.schemas import USCC
from api.schemas.equity import ContributionModeView, ContributionPage, ContributionStandingView, ContributionView
from api.subject import Gatherer
from api.views import digest_or_none, hexadecimal, moment, moment_or_none, party, place
from ledger.domain.certificates import Certificate
from ledger.domain.equity import Contribution, standing
from ledger.domain.events import Position
from ledger.domain.numbers import CertificateNumber
from ledger.errors import InvalidInput
from ledger.messages.equity import MODES, STANDINGS
from ledger.store.queries import equity
from ledger.store.queries.facts import MirrorFacts
from ledger.store.queries.page import Page

router = APIRouter(tags=["equity"])


class ContributionParameters(PageParameters):
    investee: str | None = Field(
        None, max_length=64, description="The company's unified social credit code.", examples=[USCC]
    )
    contributor: str | None = Field(
        None, max_length=64, description="The contributor's unified social credit code.", examples=[USCC]
    )


ContributionDep = Annotated[ContributionParameters, Query()]


@router.get("/v1/certificates/{name}/contributions", response_model=ContributionPage, responses=problems(404, *READ))
def contributions_on(name: NameInPath, page: PageDep, ledger: LedgerDep, request: Request) -> Response:
    """All contributions that a certificate was reserved for, with what each is now."""
    with ledger.read(request, page) as view:
        limit = min(page.limit, ledger.settings.page_max)
        found = equity.on(view.session, named(view, name).id, place_of(page.cursor), limit)
        return readable(request, _page(ledger, view, found))


@router.get("/v1/contributions", response_model=ContributionPage, responses=problems(404, *READ))
def contributions(asked: ContributionDep, ledger: LedgerDep, request: Request) -> Response:
    """All contributions to one company, or by one contributor; exactly one of both is named."""
    if (asked.investee is None) == (asked.contributor is None):
        raise InvalidInput("PartyOfContributionNeeded", "investee")
    with ledger.read(request, asked) as view:
        limit, mark = min(asked.limit, ledger.settings.page_max), place_of(asked.cursor)
        if asked.investee is not None:
            found = equity.to_investee(view.session, with_uscc(view, asked.investee, "investee").number, mark, limit)
        else:
            contributor = with_uscc(view, asked.contributor or "", "contributor").number
            found = equity.by_contributor(view.session, contributor, mark, limit)
        return readable(request, _page(ledger, view, found))


def _page(ledger: Ledger, view: View, found: Page[Contribution, Position]) -> ContributionPage:
    gatherer, facts = Gatherer(view.session, ledger.documents), MirrorFacts(view.session)
    facts.fetch([("certificate", each.certificate_id) for each in found.items])
    items = [_view(gatherer, facts, each, view.instant) for each in found.items]
    return ContributionPage(items=items, next=cursor_of(found.next))


def _view(gatherer: Gatherer, facts: MirrorFacts, made: Contribution, instant: int) -> ContributionView:
    certificate = facts[("certificate", made.certificate_id)]
    assert isinstance(certificate, Certificate)
    now = standing(made, instant)
    return ContributionView(
        id=hexadecimal(made.id),
        certificate_id=hexadecimal(made.certificate_id),
        certificate_number=CertificateNumber.from_packed(certificate.number).text,
        contributor=party(gatherer.party(gatherer.number(made.contributor))),
        investee=party(gatherer.party(gatherer.number(made.investee))),
        mode=ContributionModeView(code=made.mode.name, **MODES[made.mode.name]),
        standing=ContributionStandingView(code=now.value, **STANDINGS[now.value]),
        appraised_fen=made.appraised,
        agreed_fen=made.agreed,
        capital_fen=made.capital,
        report_id=hexadecimal(made.report_id),
        agreement_digest=hexadecimal(made.agreement_digest),
        due_at=moment(made.due_at),
        reserved=place(made.reserved),
        reserved_at=moment(made.reserved_at),
        executed_at=moment_or_none(made.executed_at),
        delivery_digest=digest_or_none(made.delivery_digest),
        confirmed_at=moment_or_none(made.confirmed_at),
        receipt_digest=digest_or_none(made.receipt_digest),
        registered_at=moment_or_none(made.registered_at),
        closed_at=moment_or_none(made.closed_at),
        closing_digest=digest_or_none(made.closing_digest),
    )

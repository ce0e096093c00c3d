"""Renewals: when a certificate may be renewed, and the requests that are pending."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import LedgerDep, PageDep, PastDep, cursor_of, place_of, readable
from api.problem_types import READ, problems
from api.routes.certificates import NameInPath, named
from api.schemas.renewals import RenewalPage, RenewalRequestView, RenewalStandingView, RenewalView
from api.views import hexadecimal, moment, place
from ledger.domain.certificates import Certificate
from ledger.domain.numbers import CertificateNumber
from ledger.domain.renewals import RenewalRequest, terms
from ledger.domain.standing import standing
from ledger.messages.renewals import STANDINGS
from ledger.store.queries import renewals
from ledger.store.queries.facts import MirrorFacts

router = APIRouter(tags=["renewals"])


@router.get("/v1/certificates/{name}/renewal", response_model=RenewalView, responses=problems(404, *READ))
def renewal_of(name: NameInPath, past: PastDep, ledger: LedgerDep, request: Request) -> Response:
    """When a certificate may be renewed by the rules in force now, and its last request."""
    with ledger.read(request, past) as view:
        found, facts = named(view, name), MirrorFacts(view.session)
        now = standing(found, view.instant, renewal=terms(facts, found, view.instant))
        asked = renewals.of(view.session, found.id)
        return readable(
            request,
            RenewalView(
                certificate_id=hexadecimal(found.id),
                certificate_number=CertificateNumber.from_packed(found.number).text,
                first_day=now.renewal_from,
                last_day=now.last_valid_day - timedelta(days=1),
                open=now.renewal_open,
                request=_view(found, asked, view.instant) if asked else None,
            ),
        )


@router.get("/v1/renewals", response_model=RenewalPage, responses=problems(*READ))
def renewals_pending(page: PageDep, ledger: LedgerDep, request: Request) -> Response:
    """All requests for renewal that are pending, in the order in which they were made."""
    with ledger.read(request, page) as view:
        limit, facts = min(page.limit, ledger.settings.page_max), MirrorFacts(view.session)
        found = renewals.pending(view.session, view.instant, place_of(page.cursor), limit)
        facts.fetch([("certificate", each.certificate_id) for each in found.items])
        items = []
        for each in found.items:
            certificate = facts[("certificate", each.certificate_id)]
            assert isinstance(certificate, Certificate)
            items.append(_view(certificate, each, view.instant))
        return readable(request, RenewalPage(items=items, next=cursor_of(found.next)))


def _view(certificate: Certificate, asked: RenewalRequest, instant: int) -> RenewalRequestView:
    code = "decided" if not asked.decide_by else "pending" if instant < asked.decide_by else "lapsed"
    return RenewalRequestView(
        certificate_id=hexadecimal(certificate.id),
        certificate_number=CertificateNumber.from_packed(certificate.number).text,
        standing=RenewalStandingView(code=code, **STANDINGS[code]),
        decide_by=moment(asked.decide_by) if asked.decide_by else None,
        document_digest=hexadecimal(asked.document_digest),
        requested=place(asked.requested),
        requested_at=moment(asked.requested_at),
    )

"""Certificates by number or id, as they are or as they were, and their histories."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api import views
from api.dependencies import LedgerDep, PageDep, PastDep, View, readable, sequence_of
from api.problem_types import READ, problems
from api.schemas import DIGEST, NUMBER, CertificateView, HistoryPage, check_digest
from api.subject import Gatherer
from ledger.domain.certificates import Certificate
from ledger.domain.numbers import CertificateNumber
from ledger.errors import InvalidInput, NotFound
from ledger.store.queries import certificates

router = APIRouter(tags=["certificates"])

NameInPath = Annotated[
    str,
    Path(
        description="A certificate's number, or its id.",
        examples=[NUMBER, DIGEST],
        max_length=80,
    ),
]


@router.get("/v1/certificates/{name}", response_model=CertificateView, responses=problems(404, *READ))
def certificate(name: NameInPath, past: PastDep, ledger: LedgerDep, request: Request) -> Response:
    """One certificate: its facts, who holds it, and its standing."""
    with ledger.read(request, past) as view:
        found = named(view, name)
        gatherer = Gatherer(view.session, ledger.documents)
        applicant = gatherer.party(gatherer.number(found.applicant))
        return readable(request, views.certificate(gatherer.outline(found), applicant, view.instant))


@router.get("/v1/certificates/{name}/history", response_model=HistoryPage, responses=problems(404, *READ))
def history(name: NameInPath, page: PageDep, ledger: LedgerDep, request: Request) -> Response:
    """All events of a certificate in order, each with its position; sequence numbers have no gap (P4)."""
    with ledger.read(request, page) as view:
        found = named(view, name)
        limit = min(page.limit, ledger.settings.page_max)
        lines = certificates.history(view.session, found.id, sequence_of(page.cursor), limit)
        return readable(
            request,
            HistoryPage(
                id=views.hexadecimal(found.id),
                number=CertificateNumber.from_packed(found.number).text,
                items=[views.event(line) for line in lines.items],
                next=None if lines.next is None else str(lines.next),
            ),
        )


def named(view: View, name: str) -> Certificate:
    """Return the certificate with this number or id.  Raises `NotFound`, or `InvalidInput` if it can be neither."""
    if len(name) >= 64:
        certificate_id = bytes.fromhex(check_digest(name, "name", "CertificateIdMalformed")[2:])
        found = certificates.by_id(view.session, certificate_id)
        if found is None:
            raise NotFound("CertificateUnknown", certificate_id=certificate_id)
        return found
    if len(name) > 32:
        raise InvalidInput("CertificateIdMalformed", "name", given=name)
    number = CertificateNumber.parse(name, "name")
    found = certificates.by_number(view.session, number.packed)
    if found is None:
        raise NotFound("NumberNotFound", number=number.text)
    return found

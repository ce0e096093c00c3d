"""Certificates by number or id, as they are or as they were, and their histories."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import Field
from starlette.responses import Response

from api import public, views
from api.caller import CallerDep, Scope
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
    sequence_of,
)
from api.problem_types import READ, problems
from api.schemas import DIGEST, NUMBER, CertificatePage, CertificateView, HistoryPage, check_digest
from api.schemas.base import QUERY_CODE
from api.schemas.public import PublicCertificateView
from api.subject import Gatherer
from ledger.domain.certificates import Certificate
from ledger.domain.events import Position
from ledger.domain.numbers import CertificateNumber
from ledger.domain.query_code import number_of
from ledger.errors import InvalidInput, NotFound
from ledger.store.queries import certificates
from ledger.store.queries.page import Page

router = APIRouter(tags=["certificates"])

NUMBER_LENGTH_MAX = 32
"""What is longer is no number, with all the blanks that people type; it may be an id."""

NameInPath = Annotated[
    str,
    Path(
        description="A certificate's number, its query code, or its id.",
        examples=[NUMBER, QUERY_CODE, DIGEST],
        max_length=80,
    ),
]


class DocumentParameters(PageParameters):
    document: str | None = Field(
        None,
        max_length=80,
        description="Only those that have or had the document with this SHA-256.",
        examples=[DIGEST],
    )


DocumentDep = Annotated[DocumentParameters, Query()]


@router.get("/v1/certificates", response_model=CertificatePage, responses=problems(*READ))
def all_certificates(asked: DocumentDep, ledger: LedgerDep, request: Request) -> Response:
    """All certificates in the order of their issue; or those of one document, also of one that was replaced."""
    with ledger.read(request, asked) as view:
        if asked.document is not None:
            digest = bytes.fromhex(check_digest(asked.document, "document")[2:])
            uses = certificates.by_document(view.session, digest)
            known = {use.certificate.id: use.certificate for use in uses}
            found: Page[Certificate, Position] = Page(tuple(known.values()), None)
        else:
            limit = min(asked.limit, ledger.settings.page_max)
            found = certificates.issued(view.session, place_of(asked.cursor), limit)
        return readable(request, page_of(ledger, view, found))


@router.get(
    "/v1/certificates/{name}", response_model=CertificateView | PublicCertificateView, responses=problems(404, *READ)
)
def certificate(name: NameInPath, past: PastDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """
    One certificate: its facts, who holds it, and its standing.

    The public is shown the public fields, by number and of this moment only.
    """
    if past.is_of_the_past or len(name) > NUMBER_LENGTH_MAX:
        caller.require(Scope.READ)
    with ledger.read(request, past) as view:
        found = named(view, name)
        gatherer = Gatherer(view.session, ledger.documents)
        applicant = gatherer.party(gatherer.number(found.applicant))
        full = views.certificate(gatherer.outline(found), applicant, view.instant)
        return readable(request, full if caller.may(Scope.READ) else public.certificate(full, ledger.documents))


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


def page_of(ledger: Ledger, view: View, found: Page[Certificate, Position]) -> CertificatePage:
    """Return certificates with their parties and their standing."""
    gatherer = Gatherer(view.session, ledger.documents)
    items = [
        views.certificate(gatherer.outline(each), gatherer.party(gatherer.number(each.applicant)), view.instant)
        for each in found.items
    ]
    return CertificatePage(items=items, next=cursor_of(found.next))


def named(view: View, name: str) -> Certificate:
    """
    Return the certificate with this number, query code or id.

    Raises `NotFound`, or `InvalidInput` if it can be none of these.
    """
    if len(name) >= 64:
        certificate_id = bytes.fromhex(check_digest(name, "name", "CertificateIdMalformed")[2:])
        found = certificates.by_id(view.session, certificate_id)
        if found is None:
            raise NotFound("CertificateUnknown", certificate_id=certificate_id)
        return found
    if len(name) > NUMBER_LENGTH_MAX:
        raise InvalidInput("CertificateIdMalformed", "name", given=name)
    number = number_of(name, "name")
    found = certificates.by_number(view.session, number.packed)
    if found is None:
        raise NotFound("NumberNotFound", number=number.text)
    return found

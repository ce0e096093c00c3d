"""Certificates by number or id, as they are or as they were, and their histories."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api import views
from api.dependencies import LedgerDep, PastDep, PastPageDep, View, readable, sequence_of
from api.problem_types import READ, problems
from api.schemas import DIGEST, NUMBER, CertificateView, HistoryPage, check_digest
from api.subject import Gatherer
from ledger.domain.certificates import Certificate
from ledger.domain.numbers import CertificateNumber
from ledger.errors import InvalidInput, NotFound
from ledger.store.queries import blocks, certificates

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
    """One certificate: its facts, who holds it, and its standing; with `as_of_block`, as it was after that block."""
    with ledger.read(request) as view:
        found = named(view, name)
        instant = view.instant
        if past.as_of_block is not None:
            instant = _time_of(view, past.as_of_block)
            found = _as_of(view, found, past.as_of_block)
        gatherer = Gatherer(view.session, ledger.documents)
        applicant = gatherer.party(gatherer.number(found.applicant))
        return readable(request, views.certificate(gatherer.outline(found), applicant, instant))


@router.get("/v1/certificates/{name}/history", response_model=HistoryPage, responses=problems(404, *READ))
def history(name: NameInPath, page: PastPageDep, ledger: LedgerDep, request: Request) -> Response:
    """All events of a certificate in order, each with its position; sequence numbers have no gap (P4)."""
    with ledger.read(request) as view:
        found = named(view, name)
        if page.as_of_block is not None:
            _time_of(view, page.as_of_block)
            found = _as_of(view, found, page.as_of_block)
        limit = min(page.limit, ledger.settings.page_max)
        lines = certificates.history(view.session, found.id, sequence_of(page.cursor), limit)
        items = [views.event(line) for line in lines.items if (line.sequence or 0) <= found.sequence]
        more = lines.next is not None and lines.next < found.sequence
        return readable(
            request,
            HistoryPage(
                id=views.hexadecimal(found.id),
                number=CertificateNumber.from_packed(found.number).text,
                items=items,
                next=str(lines.next) if more else None,
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


def _time_of(view: View, block: int) -> int:
    """Return a past block's time.  Raises `InvalidInput` BlockAhead for one that is not mirrored."""
    header = blocks.by_number(view.session, block)
    if header is None:
        raise InvalidInput("BlockAhead", "as_of_block", given=block, block=view.at.number)
    return header.time


def _as_of(view: View, found: Certificate, block: int) -> Certificate:
    before = certificates.as_of_block(view.session, found.id, block)
    if before is None:
        raise NotFound("CertificateUnknown", certificate_id=found.id)
    return before

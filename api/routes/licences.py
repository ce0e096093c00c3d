"""Licences: of a certificate, and to a licensee."""

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
from api.schemas.licences import (
    LicenceEndView,
    LicenceKindView,
    LicencePage,
    LicenceStandingView,
    LicenceView,
)
from api.subject import Gatherer
from api.views import hexadecimal, moment, names_of, party, place
from ledger.domain.certificates import Certificate, Right
from ledger.domain.events import ZERO_DIGEST, Position
from ledger.domain.licences import Licence, standing
from ledger.domain.numbers import CertificateNumber
from ledger.messages.licences import ENDS, KINDS, STANDINGS
from ledger.store.queries import licences
from ledger.store.queries.facts import MirrorFacts
from ledger.store.queries.page import Page

router = APIRouter(tags=["licences"])


class LicenseeParameters(PageParameters):
    licensee: str = Field(max_length=64, description="The licensee's unified social credit code.", examples=[USCC])


LicenseeDep = Annotated[LicenseeParameters, Query()]


@router.get("/v1/certificates/{name}/licences", response_model=LicencePage, responses=problems(404, *READ))
def licences_on(name: NameInPath, page: PageDep, ledger: LedgerDep, request: Request) -> Response:
    """All licences that a certificate has or had, with what each is now."""
    with ledger.read(request, page) as view:
        limit = min(page.limit, ledger.settings.page_max)
        found = licences.on(view.session, named(view, name).id, place_of(page.cursor), limit)
        return readable(request, _page(ledger, view, found))


@router.get("/v1/licences", response_model=LicencePage, responses=problems(404, *READ))
def licences_to(asked: LicenseeDep, ledger: LedgerDep, request: Request) -> Response:
    """All licences that a participant has or had, with what each is now."""
    with ledger.read(request, asked) as view:
        limit = min(asked.limit, ledger.settings.page_max)
        licensee = with_uscc(view, asked.licensee, "licensee")
        found = licences.granted_to(view.session, licensee.number, place_of(asked.cursor), limit)
        return readable(request, _page(ledger, view, found))


def _page(ledger: Ledger, view: View, found: Page[Licence, Position]) -> LicencePage:
    gatherer, facts = Gatherer(view.session, ledger.documents), MirrorFacts(view.session)
    facts.fetch([("certificate", each.certificate_id) for each in found.items])
    items = [_view(gatherer, facts, each, view.instant) for each in found.items]
    return LicencePage(items=items, next=cursor_of(found.next))


def _view(gatherer: Gatherer, facts: MirrorFacts, licence: Licence, instant: int) -> LicenceView:
    certificate = facts[("certificate", licence.certificate_id)]
    assert isinstance(certificate, Certificate)
    now = standing(licence, instant)
    return LicenceView(
        id=hexadecimal(licence.id),
        certificate_id=hexadecimal(licence.certificate_id),
        certificate_number=CertificateNumber.from_packed(certificate.number).text,
        licensee=party(gatherer.party(gatherer.number(licence.licensee))),
        rights=names_of(Right(licence.rights)),
        kind=LicenceKindView(code=licence.kind.name, **KINDS[licence.kind.name]),
        standing=LicenceStandingView(code=now.value, **STANDINGS[now.value]),
        valid_from=moment(licence.valid_from),
        valid_to=moment(licence.valid_to),
        resale=licence.resale,
        end=_end(licence),
        scope_digest=hexadecimal(licence.scope_digest),
        document_digest=hexadecimal(licence.document_digest) if licence.document_digest != ZERO_DIGEST else None,
        granted=place(licence.granted),
        granted_at=moment(licence.granted_at),
    )


def _end(licence: Licence) -> LicenceEndView | None:
    if not licence.ended_at:
        return None
    return LicenceEndView(code=licence.end.name, **ENDS[licence.end.name], at=moment(licence.ended_at))

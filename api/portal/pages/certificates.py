"""
A certificate's live record, to which the QR code of its paper leads: everybody sees its public fields, and who may read
facts all that rests on it.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api import public, views
from api.attestations import Shown
from api.caller import CallerDep, Scope
from api.dependencies import Ledger, LedgerDep, View
from api.language import locale_of
from api.paper import versions_of
from api.portal.happenings import Teller
from api.portal.page import page, redirect
from api.portal.pages.verify import pledged_value
from api.portal.ranks import ranks_of
from api.routes.certificates import NameInPath, named
from api.routes.credentials import is_entitled
from api.routes.pledges import burden_on
from api.routes.restraints import restraining
from api.routes.successions import SameData, link_view
from api.subject import Gatherer
from ledger.domain.certificates import Certificate
from ledger.domain.numbers import CertificateNumber
from ledger.domain.policy import Purpose
from ledger.domain.qr import PREFIX_BYTES
from ledger.domain.verdict import Question
from ledger.store.queries import attestations, certificates, successions
from ledger.store.queries.facts import MirrorFacts

router = APIRouter()

EVENTS_MAX = 200
"""Most events on a page; a certificate has some dozens."""

REPORTS_MAX = 100
"""Most reports, bookings and other attestations on a page."""

LINKS_MAX = 50
"""Most links to other certificates on a page."""

PrefixInQuery = Annotated[str, Query(max_length=64, description="The digest's beginning, from the paper's code.")]


@router.get("/v/{name}")
def scanned(name: NameInPath, request: Request, d: PrefixInQuery = "") -> Response:
    """Where the code of a paper leads."""
    return redirect(request, f"/certificates/{name}", d=d)


@router.get("/certificates/{name}")
def certificate(
    name: NameInPath, ledger: LedgerDep, caller: CallerDep, request: Request, d: PrefixInQuery = ""
) -> Response:
    """The record as it stands now; `d` is what the code on a paper says of the document."""
    with ledger.read(request) as view:
        found = named(view, name)
        gatherer = Gatherer(view.session, ledger.documents)
        full = views.certificate(
            gatherer.outline(found), gatherer.party(gatherer.number(found.applicant)), view.instant
        )
        facts: dict[str, Any] = {"shown": public.certificate(full, ledger.documents), "full": None}
        facts["match"] = _match(gatherer, found, d, view.instant) if d else ""
        if caller.may(Scope.READ):
            facts["full"] = full
            facts |= _rests(ledger, view, found, Teller(gatherer, locale_of(request.scope)))
            facts["entitled"] = is_entitled(caller, found, full.registry.participant if full.registry else 0)
    return page(request, "certificate.html", **facts)


def _match(gatherer: Gatherer, found: Certificate, prefix: str, instant: int) -> str:
    """Return which version of the paper a code is of: CURRENT, EARLIER or UNKNOWN."""
    try:
        digits = bytes.fromhex(prefix)
    except ValueError:
        return "UNKNOWN"
    if len(digits) != PREFIX_BYTES:
        return "UNKNOWN"
    number = CertificateNumber.from_packed(found.number)
    subject = gatherer.find(Question(Purpose.PUBLIC, instant, number=number, digest_prefix=digits))
    return subject.scanned.match.name if subject is not None and subject.scanned is not None else "UNKNOWN"


def _rests(ledger: Ledger, view: View, found: Certificate, teller: Teller) -> dict[str, Any]:
    """Return what rests on a certificate, what happened to it, and what is related to it."""
    lines = certificates.history(view.session, found.id, limit=EVENTS_MAX).items
    reports = attestations.listed(view.session, None, REPORTS_MAX, certificate_id=found.id, kinds=())
    facts, same = MirrorFacts(view.session), SameData(ledger, view)
    links = successions.linked(view.session, found.id, None, LINKS_MAX).items
    facts.fetch([("certificate", one) for each in links for one in (each.certificate_id, each.other_id)])
    others = certificates.same_data(view.session, found.fingerprint)
    return {
        "events": teller.told(lines)[::-1],
        "versions": versions_of(view, ledger.documents, found)[::-1],
        "ranks": ranks_of(burden_on(ledger, view, found), pledged_value(view, found)),
        "restraints": restraining(ledger, view, found),
        "reports": Shown(view, ledger.documents, reports.items).all(reports.items),
        "links": [link_view(facts, each) for each in links],
        "others": [same.view(each, found.fingerprint) for each in others if each.id != found.id],
    }

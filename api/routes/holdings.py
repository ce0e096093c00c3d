"""Holdings: everything that came into a participant's hands and left them, so that nothing else can be registered."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import LedgerDep, PageDep, cursor_of, place_of, readable
from api.problem_types import READ, problems
from api.routes.participants import NameInPath, participant_named
from api.schemas.holdings import HeldView, HoldingsPage, MoveView, RestingView
from api.subject import Gatherer
from api.views import hexadecimal, moment, party, place
from ledger.domain.burdens import burdens_on
from ledger.domain.certificates import Certificate
from ledger.domain.encumbrances import burden
from ledger.domain.encumbrances import standing as encumbrance_standing
from ledger.domain.events import CertificateId
from ledger.domain.numbers import CertificateNumber
from ledger.domain.renewals import terms
from ledger.domain.restraint_standing import freezes_at
from ledger.domain.standing import standing
from ledger.store.queries import holdings
from ledger.store.queries.facts import MirrorFacts

router = APIRouter(tags=["participants"])


@router.get("/v1/participants/{name}/holdings", response_model=HoldingsPage, responses=problems(404, *READ))
def holdings_of(name: NameInPath, page: PageDep, ledger: LedgerDep, request: Request) -> Response:
    """Every certificate that came into a participant's hands or left them, each as it is now, and the head of all."""
    with ledger.read(request, page) as view:
        found = participant_named(view, name)
        limit = min(page.limit, ledger.settings.page_max)
        held = holdings.of(view.session, found.number)
        moves = holdings.moves(view.session, found.number, place_of(page.cursor), limit)
        facts = holdings.facts_of(view.session, (move.certificate_id for move in moves.items))
        items = [
            MoveView(
                certificate=_held(facts, move.certificate_id, found.number, view.instant),
                entered=move.entered,
                position=place(move.position),
                time=moment(move.at),
            )
            for move in moves.items
        ]
        return readable(
            request,
            HoldingsPage(
                participant=party(Gatherer(view.session, ledger.documents).party(found)),
                head=hexadecimal(held.head),
                moves=held.moves,
                held=held.held,
                items=items,
                next=cursor_of(moves.next),
            ),
        )


def _held(facts: MirrorFacts, own: CertificateId, participant: int, instant: int) -> HeldView:
    certificate = facts[(Certificate.KIND, own)]
    assert isinstance(certificate, Certificate)
    now = standing(certificate, instant, renewal=terms(facts, certificate, instant))
    return HeldView(
        id=hexadecimal(own),
        number=CertificateNumber.from_packed(certificate.number).text,
        held=participant in certificate.holders,
        state=certificate.state.name,
        in_force=now.in_force,
        reason=now.reason.value,
        sequence=certificate.sequence,
        head=hexadecimal(certificate.head),
        encumbrances=[
            RestingView(
                id=hexadecimal(each.encumbrance.id), standing=encumbrance_standing(each.encumbrance, instant).value
            )
            for each in burden(facts, own, instant).ranked
        ],
        freezes=[
            RestingView(id=hexadecimal(each.id), standing=each.force.value)
            for each in freezes_at(burdens_on(facts, own), instant)
        ],
    )

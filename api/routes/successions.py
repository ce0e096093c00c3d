"""Successions: links and same data of a certificate, successors of holders, and registers that will be left."""

from __future__ import annotations

import re
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
from api.schemas.successions import (
    ExitPage,
    ExitView,
    GroundView,
    LinkPage,
    LinkView,
    RelationView,
    SameDataGroup,
    SameDataList,
    SameDataPage,
    SameDataView,
    SuccessionPage,
    SuccessionView,
)
from api.subject import Gatherer
from api.views import hexadecimal, moment, party, place
from ledger.domain.certificates import Certificate, Regime
from ledger.domain.events import Position
from ledger.domain.numbers import CertificateNumber
from ledger.domain.renewals import terms
from ledger.domain.standing import standing
from ledger.domain.successions import Link, Succession
from ledger.errors import InvalidInput
from ledger.messages.successions import GROUNDS, RELATIONS
from ledger.store.queries import certificates, successions
from ledger.store.queries.facts import MirrorFacts
from ledger.store.queries.page import Page

router = APIRouter(tags=["successions"])


class ParticipantParameters(PageParameters):
    participant: str = Field(max_length=64, description="Who succeeded or was succeeded.", examples=[USCC])


ParticipantDep = Annotated[ParticipantParameters, Query()]

# OF A CERTIFICATE


@router.get("/v1/certificates/{name}/links", response_model=LinkPage, responses=problems(404, *READ))
def links_of(name: NameInPath, page: PageDep, ledger: LedgerDep, request: Request) -> Response:
    """All links that a certificate has or that name it, also those taken back."""
    with ledger.read(request, page) as view:
        limit, facts = min(page.limit, ledger.settings.page_max), MirrorFacts(view.session)
        found = successions.linked(view.session, named(view, name).id, place_of(page.cursor), limit)
        facts.fetch([("certificate", one) for each in found.items for one in (each.certificate_id, each.other_id)])
        items = [link_view(facts, each) for each in found.items]
        return readable(request, LinkPage(items=items, next=cursor_of(found.next)))


@router.get("/v1/certificates/{name}/same-data", response_model=SameDataList, responses=problems(404, *READ))
def same_data(name: NameInPath, past: PastDep, ledger: LedgerDep, request: Request) -> Response:
    """Every other certificate of the same data, of whatever holder, register and regime; lawful, and disclosed."""
    with ledger.read(request, past) as view:
        found = named(view, name)
        shown = SameData(ledger, view)
        others = [each for each in certificates.same_data(view.session, found.fingerprint) if each.id != found.id]
        return readable(request, SameDataList(items=[shown.view(each, found.fingerprint) for each in others]))


@router.get("/v1/certificates/{name}/successions", response_model=SuccessionPage, responses=problems(404, *READ))
def successions_of(name: NameInPath, page: PageDep, ledger: LedgerDep, request: Request) -> Response:
    """The successions that a certificate went through."""
    with ledger.read(request, page) as view:
        limit = min(page.limit, ledger.settings.page_max)
        found = successions.successions_of(view.session, named(view, name).id, place_of(page.cursor), limit)
        return readable(request, _page(ledger, view, found))


# OF ALL


@router.get("/v1/same-data", response_model=SameDataPage, responses=problems(*READ))
def same_data_groups(page: PageDep, ledger: LedgerDep, request: Request) -> Response:
    """All data that are certified to several holders or in several regimes; lawful, and disclosed."""
    with ledger.read(request, page) as view:
        limit, after = min(page.limit, ledger.settings.page_max), _fingerprint_of(page.cursor)
        found, shown = certificates.same_data_groups(view.session, after, limit), SameData(ledger, view)
        items = [
            SameDataGroup(
                fingerprint=hexadecimal(group.fingerprint),
                certificates=[shown.view(each, group.fingerprint) for each in group.certificates],
            )
            for group in found.items
        ]
        return readable(request, SameDataPage(items=items, next=found.next.hex() if found.next else None))


# OF A PARTICIPANT


@router.get("/v1/successions", response_model=SuccessionPage, responses=problems(404, *READ))
def successions_by(asked: ParticipantDep, ledger: LedgerDep, request: Request) -> Response:
    """The successions in which a participant is predecessor or successor."""
    with ledger.read(request, asked) as view:
        limit = min(asked.limit, ledger.settings.page_max)
        who = with_uscc(view, asked.participant, "participant")
        found = successions.successions_by(view.session, who.number, place_of(asked.cursor), limit)
        return readable(request, _page(ledger, view, found))


# OF REGISTERS


@router.get("/v1/exits", response_model=ExitPage, responses=problems(*READ))
def exits(page: PageDep, ledger: LedgerDep, request: Request) -> Response:
    """Registers of which their registry has given notice that it will leave, with the successor."""
    with ledger.read(request, page) as view:
        limit, gatherer = min(page.limit, ledger.settings.page_max), Gatherer(view.session, ledger.documents)
        found = successions.exits(view.session, _register_of(page.cursor), limit)
        items = [
            ExitView(
                register=f"{each.register >> 8:03d}/{Regime(each.register & 0xFF).name}",
                registry=party(gatherer.party(gatherer.number(each.keeper))),
                successor=party(gatherer.party(gatherer.number(each.successor))),
                effective_at=moment(each.effective_at),
                announced_at=moment(each.announced_at),
                document_digest=hexadecimal(each.document_digest),
            )
            for each in found.items
        ]
        return readable(request, ExitPage(items=items, next=None if found.next is None else str(found.next)))


# WITHIN


def _fingerprint_of(cursor: str | None) -> bytes:
    if cursor is None:
        return b""
    if not re.fullmatch(r"[0-9a-f]{64}", cursor, re.ASCII):
        raise InvalidInput("CursorMalformed", "cursor")
    return bytes.fromhex(cursor)


class SameData:
    """Shows certificates that are or were of the same data."""

    def __init__(self, ledger: Ledger, view: View) -> None:
        self._gatherer = Gatherer(view.session, ledger.documents)
        self._facts = MirrorFacts(view.session)
        self._instant = view.instant

    def view(self, each: Certificate, fingerprint: bytes) -> SameDataView:
        """Return a certificate among those of a fingerprint."""
        renewal = terms(self._facts, each, self._instant)
        return SameDataView(
            certificate_id=hexadecimal(each.id),
            certificate_number=CertificateNumber.from_packed(each.number).text,
            regime=Regime(each.regime).name,
            holder=party(self._gatherer.party(self._gatherer.number(each.holder))),
            state=each.state.name,
            in_force=standing(each, self._instant, renewal=renewal).in_force,
            current=each.fingerprint == fingerprint,
        )


def _register_of(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    if not re.fullmatch(r"\d{1,8}", cursor, re.ASCII):
        raise InvalidInput("CursorMalformed", "cursor")
    return int(cursor)


def link_view(facts: MirrorFacts, link: Link) -> LinkView:
    """Return a link with the numbers of its certificates."""
    return LinkView(
        id=hexadecimal(link.id),
        certificate_id=hexadecimal(link.certificate_id),
        certificate_number=_number_of(facts, link.certificate_id),
        other_id=hexadecimal(link.other_id),
        other_number=_number_of(facts, link.other_id),
        relation=RelationView(code=link.relation.name, **RELATIONS[link.relation.name]),
        document_digest=hexadecimal(link.document_digest),
        ended=link.ended,
        linked=place(link.linked),
        linked_at=moment(link.linked_at),
    )


def _number_of(facts: MirrorFacts, certificate_id: bytes) -> str | None:
    found = facts.get(("certificate", certificate_id))
    return CertificateNumber.from_packed(found.number).text if isinstance(found, Certificate) else None


def _page(ledger: Ledger, view: View, found: Page[Succession, Position]) -> SuccessionPage:
    gatherer, facts = Gatherer(view.session, ledger.documents), MirrorFacts(view.session)
    facts.fetch([("certificate", each.certificate_id) for each in found.items])
    items = [_succession(gatherer, facts, each) for each in found.items]
    return SuccessionPage(items=items, next=cursor_of(found.next))


def _succession(gatherer: Gatherer, facts: MirrorFacts, succession: Succession) -> SuccessionView:
    certificate = facts[("certificate", succession.certificate_id)]
    assert isinstance(certificate, Certificate)
    return SuccessionView(
        id=hexadecimal(succession.id),
        certificate_id=hexadecimal(succession.certificate_id),
        certificate_number=CertificateNumber.from_packed(certificate.number).text,
        predecessor=party(gatherer.party(gatherer.number(succession.from_))),
        successor=party(gatherer.party(gatherer.number(succession.to))),
        ground=GroundView(code=succession.ground.name, **GROUNDS[succession.ground.name]),
        succeeded=place(succession.succeeded),
        succeeded_at=moment(succession.succeeded_at),
    )

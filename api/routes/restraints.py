"""Restraints: what rests on a certificate now, what an organ froze, and which objections are due."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any

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
from api.schemas.base import Text
from api.schemas.restraints import (
    CodedView,
    ControlView,
    DueObjectionView,
    FreezePage,
    FreezeView,
    NoteView,
    ObjectionPage,
    ObjectionView,
    RestraintsView,
    RuleView,
)
from api.subject import Gatherer
from api.views import hexadecimal, moment, party
from ledger.domain.burdens import Burdens, Note, OpenObjection
from ledger.domain.certificates import Certificate
from ledger.domain.events import Position
from ledger.domain.facts import thing_id
from ledger.domain.numbers import CertificateNumber
from ledger.domain.restraint_standing import (
    FreezeStanding,
    ObjectionStanding,
    RestraintStanding,
    freeze_force,
    freezes_at,
    objection_at,
    standing,
    version_due,
)
from ledger.domain.restraints import Freeze, Objection
from ledger.errors import InvalidInput
from ledger.messages.restraints import FORBIDDEN, FORCES, GROUNDS, RESTRAINTS, STAGES, STEPS
from ledger.messages.row import Row
from ledger.store.queries import restraints
from ledger.store.queries.facts import MirrorFacts
from ledger.store.queries.page import Page
from ledger.store.queries.restraints import OPEN, Due

router = APIRouter(tags=["restraints"])

_DUE = re.compile(r"(\d{1,12})\.(\d{1,15})\.(\d{1,9})", re.ASCII)


class OrganParameters(PageParameters):
    organ: str = Field(max_length=64, description="The organ's unified social credit code.", examples=[USCC])


class StageParameters(PageParameters):
    stage: str = Field(max_length=16, description="A stage of open objections.", examples=["notified"])


OrganDep = Annotated[OrganParameters, Query()]
StageDep = Annotated[StageParameters, Query()]


@router.get("/v1/certificates/{name}/restraints", response_model=RestraintsView, responses=problems(404, *READ))
def restraints_on(name: NameInPath, past: PastDep, ledger: LedgerDep, request: Request) -> Response:
    """What rests on a certificate now by order or objection: what is in force, what waits, and who lifts it."""
    with ledger.read(request, past) as view:
        certificate = named(view, name)
        return readable(request, restraining(ledger, view, certificate))


@router.get("/v1/certificates/{name}/freezes", response_model=FreezePage, responses=problems(404, *READ))
def freezes_on(name: NameInPath, page: PageDep, ledger: LedgerDep, request: Request) -> Response:
    """All freezes that a certificate has or had, with what each is now."""
    with ledger.read(request, page) as view:
        limit = min(page.limit, ledger.settings.page_max)
        found = restraints.freezes_on(view.session, named(view, name).id, place_of(page.cursor), limit)
        return readable(request, _freezes(ledger, view, found))


@router.get("/v1/freezes", response_model=FreezePage, responses=problems(404, *READ))
def freezes_by(asked: OrganDep, ledger: LedgerDep, request: Request) -> Response:
    """All freezes that an organ ordered, with what each is now."""
    with ledger.read(request, asked) as view:
        organ = with_uscc(view, asked.organ, "organ")
        limit = min(asked.limit, ledger.settings.page_max)
        found = restraints.freezes_by(view.session, organ.number, place_of(asked.cursor), limit)
        return readable(request, _freezes(ledger, view, found))


@router.get("/v1/objections", response_model=ObjectionPage, responses=problems(*READ))
def objections_due(asked: StageDep, ledger: LedgerDep, request: Request) -> Response:
    """The open objections that are in a stage, by what is due next."""
    stage = next((stage for stage in OPEN if stage.name.lower() == asked.stage), None)
    if stage is None:
        raise InvalidInput("StageOfObjectionUnknown", "stage", given=asked.stage)
    with ledger.read(request, asked) as view:
        limit = min(asked.limit, ledger.settings.page_max)
        found = restraints.objections_due(view.session, stage, view.instant, _due_of(asked.cursor), limit)
        gatherer, facts = Gatherer(view.session, ledger.documents), MirrorFacts(view.session)
        items = [_due(gatherer, facts, each, view.instant) for each in found.items]
        mark = found.next
        following = f"{mark.due_at}.{mark.raised.block}.{mark.raised.log}" if mark else None
        return readable(request, ObjectionPage(items=items, next=following))


def _due_of(cursor: str | None) -> Due | None:
    if cursor is None:
        return None
    match = _DUE.fullmatch(cursor)
    if match is None:
        raise InvalidInput("CursorMalformed", "cursor")
    return Due(int(match[1]), Position(int(match[2]), 0, int(match[3])))


# A CERTIFICATE


def restraining(ledger: Ledger, view: View, certificate: Certificate) -> RestraintsView:
    """Return what rests on a certificate by order or objection at the instant of the state that is read."""
    gatherer, facts = Gatherer(view.session, ledger.documents), MirrorFacts(view.session)
    burdens = restraints.burdens_on(view.session, certificate.id)
    now = standing(certificate, burdens, view.instant)
    sources = restraints.source_objections_on(view.session, certificate.id, None, ledger.settings.page_max)
    return RestraintsView(
        certificate_id=hexadecimal(certificate.id),
        certificate_number=_number(certificate),
        at=moment(view.instant),
        freezes=[_queued(gatherer, facts, certificate, each) for each in now.freezes],
        control=_control(gatherer, certificate, now),
        objections=[ObjectionView(**_objection(gatherer, each)) for each in now.objections],
        source_objections=[_note(gatherer, certificate, each) for each in now.source_objections],
        versions_due=[hexadecimal(each.id) for each in sources.items if version_due(each, certificate)],
        disputes=[_note(gatherer, certificate, each) for each in now.disputes],
        surrendered=now.surrendered,
        rules=[RuleView(restraint=name, text=Text(**RESTRAINTS[name])) for name in _named(now)],
    )


def _named(now: RestraintStanding) -> Iterator[str]:
    """The names of the restraints in force, as the rules of their lifting are kept."""
    found = {
        "FROZEN": now.freezes,
        "CONTROLLED": now.control,
        "OBJECTED": now.objections,
        "SOURCE_OBJECTED": now.source_objections,
        "DISPUTED": now.disputes,
        "SURRENDERED": now.surrendered,
    }
    return (name for name, present in found.items() if present)


def _control(gatherer: Gatherer, certificate: Certificate, now: RestraintStanding) -> ControlView | None:
    if now.control is None:
        return None
    return ControlView(
        id=hexadecimal(thing_id(certificate.id, now.control.sequence)),
        by=party(gatherer.party(gatherer.number(now.control.by))),
        until=moment(now.control.until),
    )


def _note(gatherer: Gatherer, certificate: Certificate, note: Note) -> NoteView:
    return NoteView(
        id=hexadecimal(thing_id(certificate.id, note.sequence)), by=party(gatherer.party(gatherer.number(note.by)))
    )


# FREEZES


def _freezes(ledger: Ledger, view: View, found: Page[Freeze, Position]) -> FreezePage:
    gatherer, facts = Gatherer(view.session, ledger.documents), MirrorFacts(view.session)
    facts.fetch([(kind, each.certificate_id) for each in found.items for kind in ("certificate", Burdens.KIND)])
    items = [_freeze(gatherer, facts, each, view.instant) for each in found.items]
    return FreezePage(items=items, next=cursor_of(found.next))


def _freeze(gatherer: Gatherer, facts: MirrorFacts, freeze: Freeze, instant: int) -> FreezeView:
    certificate, burdens = facts[("certificate", freeze.certificate_id)], facts[(Burdens.KIND, freeze.certificate_id)]
    assert isinstance(certificate, Certificate)
    assert isinstance(burdens, Burdens)
    place = next((each for each in freezes_at(burdens, instant) if each.id == freeze.id), None)
    return _freeze_view(gatherer, certificate, freeze, freeze_force(freeze, burdens, instant).value, place)


def _queued(gatherer: Gatherer, facts: MirrorFacts, certificate: Certificate, standing_: FreezeStanding) -> FreezeView:
    freeze = facts[(Freeze.KIND, standing_.id)]
    assert isinstance(freeze, Freeze)
    return _freeze_view(gatherer, certificate, freeze, standing_.force.value, standing_)


def _freeze_view(
    gatherer: Gatherer, certificate: Certificate, freeze: Freeze, force: str, place: FreezeStanding | None
) -> FreezeView:
    return FreezeView(
        id=hexadecimal(freeze.id),
        certificate_id=hexadecimal(certificate.id),
        certificate_number=_number(certificate),
        organ=party(gatherer.party(gatherer.number(freeze.organ))),
        force=_coded(force, FORCES),
        place=place.place if place else None,
        starts_at=moment(place.start) if place else None,
        ends_at=moment(place.end) if place else None,
        served_at=moment(freeze.served_at),
        entered_at=moment(freeze.entered_at),
        lifted_at=moment(freeze.lifted_at) if freeze.lifted_at else None,
        forbids=[_coded(str(bit.name), FORBIDDEN) for bit in freeze.forbidden],
        holder=party(gatherer.party(gatherer.number(freeze.holder))) if freeze.holder else None,
        case_digest=hexadecimal(freeze.case_digest),
        order_digest=hexadecimal(freeze.order_digest),
    )


# OBJECTIONS


def _due(gatherer: Gatherer, facts: MirrorFacts, objection: Objection, instant: int) -> DueObjectionView:
    certificate = facts[("certificate", objection.certificate_id)]
    assert isinstance(certificate, Certificate)
    open_ = OpenObjection(
        objection.sequence, objection.objector, objection.due_at, objection.lapses_at, objection.stage, objection.ground
    )
    now = objection_at(objection.certificate_id, open_, instant)
    return DueObjectionView(
        certificate_id=hexadecimal(certificate.id), certificate_number=_number(certificate), **_objection(gatherer, now)
    )


def _objection(gatherer: Gatherer, now: ObjectionStanding) -> dict[str, Any]:
    return {
        "id": hexadecimal(now.id),
        "objector": party(gatherer.party(gatherer.number(now.objection.objector))),
        "ground": _coded(now.objection.ground.name, GROUNDS),
        "stage": _coded(now.objection.stage.name, STAGES),
        "step": _coded(now.step.value, STEPS),
        "due_at": moment(now.due_at) if now.due_at else None,
        "lapses_at": moment(now.lapses_at) if now.lapses_at else None,
        "overdue": now.overdue,
    }


def _coded(code: str, words: dict[str, Row]) -> CodedView:
    return CodedView(code=code, **words[code])


def _number(certificate: Certificate) -> str:
    return CertificateNumber.from_packed(certificate.number).text

"""Registration cases: of a registry or an applicant, those that are public, and one with its whole history."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import fields
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import AwareDatetime, Field
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
from api.routes.participants import with_uscc
from api.schemas import DIGEST, USCC, PartyView, check_digest
from api.schemas.applications import (
    CaseDetailView,
    CaseEventView,
    CaseHistoryPage,
    CasePage,
    CaseView,
    ClocksView,
    GroundView,
    PublicityObjectionView,
    PublicityView,
    StageView,
)
from api.subject import Gatherer
from api.views import hexadecimal, moment, moment_or_none, names_of, party, place, plain
from ledger.domain.cases import Case, Ground, Mark, PublicityObjection, Stage
from ledger.domain.certificates import Regime
from ledger.domain.clocks import Standing, standing
from ledger.domain.events import ParticipantNumber
from ledger.domain.participants import Charge
from ledger.errors import InvalidInput, NotFound
from ledger.messages.applications import GROUNDS, STAGES
from ledger.store.queries import applications, participants
from ledger.store.queries.applications import Place
from ledger.store.queries.entries import Line
from ledger.store.queries.facts import MirrorFacts
from ledger.store.queries.page import Page

router = APIRouter(tags=["applications"])


class CaseParameters(PageParameters):
    registry: str | None = Field(
        None, max_length=64, description="The registry's unified social credit code.", examples=[USCC]
    )
    applicant: str | None = Field(
        None, max_length=64, description="The applicant's unified social credit code.", examples=[USCC]
    )
    stage: str | None = Field(None, max_length=20, description="Only cases at this stage now.", examples=["SUBMITTED"])


class NoticeParameters(PageParameters):
    at: AwareDatetime | None = Field(
        None,
        description="The cases that were public at this instant; now otherwise.",
        ge=datetime(1970, 1, 1, tzinfo=UTC),
        lt=datetime(2300, 1, 1, tzinfo=UTC),
    )


CasesDep = Annotated[CaseParameters, Query()]
NoticeDep = Annotated[NoticeParameters, Query()]
IdInPath = Annotated[str, Path(description="The application's id.", examples=[DIGEST], max_length=80)]


@router.get("/v1/applications", response_model=CasePage, responses=problems(404, *READ))
def cases(asked: CasesDep, ledger: LedgerDep, request: Request) -> Response:
    """The cases of a registry or of an applicant, what is due first first, each with its clocks."""
    with ledger.read(request, asked) as view:
        limit, after = min(asked.limit, ledger.settings.page_max), place_in(asked.cursor)
        given = asked.registry or asked.applicant
        if given is None or (asked.registry and asked.applicant):
            raise InvalidInput("ApplicationsOfWhom", "registry")
        name = "registry" if asked.registry else "applicant"
        who = with_uscc(view, given, name)
        stage, now = _stage_of(asked.stage), view.instant
        if asked.registry:
            registers = [charge.register for charge in participants.charges_of(view.session, who.number)]
            found = applications.in_registers(view.session, registers, after, limit, stage=stage, now=now)
        else:
            found = applications.of_applicant(view.session, who.number, after, limit, stage=stage, now=now)
        return readable(request, _page(ledger, view, found, view.instant))


@router.get("/v1/publicity", response_model=CasePage, responses=problems(*READ))
def notices(asked: NoticeDep, ledger: LedgerDep, request: Request) -> Response:
    """The public notices: all cases against which anybody may object, in the order in which that ends (art. 24)."""
    with ledger.read(request, asked) as view:
        instant = view.instant if asked.at is None else int(asked.at.timestamp())
        limit = min(asked.limit, ledger.settings.page_max)
        found = applications.under_publicity(view.session, instant, place_in(asked.cursor), limit)
        return readable(request, _page(ledger, view, found, instant))


@router.get("/v1/applications/{name}", response_model=CaseDetailView, responses=problems(404, *READ))
def case(name: IdInPath, past: PastDep, ledger: LedgerDep, request: Request) -> Response:
    """One case with its clocks and the objections against it."""
    with ledger.read(request, past) as view:
        found = _named(view, name)
        gatherer, facts = Gatherer(view.session, ledger.documents), MirrorFacts(view.session)
        objections = applications.objections_of(view.session, found)
        shown = _view(gatherer, facts, found, objections, view.instant)
        listed = [_objection(gatherer, each) for each in objections]
        return readable(request, CaseDetailView(**dict(shown), objections=listed))


@router.get("/v1/applications/{name}/history", response_model=CaseHistoryPage, responses=problems(404, *READ))
def history(name: IdInPath, page: PageDep, ledger: LedgerDep, request: Request) -> Response:
    """All acts of a case in order, in all its attempts; sequence numbers have no gap."""
    with ledger.read(request, page) as view:
        found = _named(view, name)
        limit = min(page.limit, ledger.settings.page_max)
        lines = applications.history(view.session, found.application_id, place_of(page.cursor), limit)
        items = [_event(line) for line in lines.items]
        answer = CaseHistoryPage(id=hexadecimal(found.application_id), items=items, next=cursor_of(lines.next))
        return readable(request, answer)


# WHAT IS ASKED


def _named(view: View, name: str) -> Case:
    own = bytes.fromhex(check_digest(name, "name", "CertificateIdMalformed")[2:])
    found = applications.by_id(view.session, own)
    if found is None:
        raise NotFound("ApplicationUnknown", application_id=own)
    return found


def _stage_of(name: str | None) -> Stage | None:
    if name is None:
        return None
    if name.upper() not in Stage.__members__:
        raise InvalidInput("StageUnknown", "stage", given=name)
    return Stage[name.upper()]


_PLACE = re.compile(r"(\d{1,15})\.([\w-]{43})", re.ASCII)


def place_in(cursor: str | None) -> Place | None:
    """Read a page mark, an instant and an id.  Raises `InvalidInput` CursorMalformed."""
    if cursor is None:
        return None
    match = _PLACE.fullmatch(cursor)
    if match is None:
        raise InvalidInput("CursorMalformed", "cursor")
    try:
        return int(match[1]), base64.urlsafe_b64decode(match[2] + "=")
    except binascii.Error:
        raise InvalidInput("CursorMalformed", "cursor") from None


def cursor_of_place(found: Place | None) -> str | None:
    """Write a page mark."""
    return None if found is None else f"{found[0]}.{base64.urlsafe_b64encode(found[1]).decode().rstrip('=')}"


# WHAT IS SHOWN


def _page(ledger: Ledger, view: View, found: Page[Case, Place], instant: int) -> CasePage:
    gatherer, facts = Gatherer(view.session, ledger.documents), MirrorFacts(view.session)
    items = []
    for each in found.items:
        objections = applications.objections_of(view.session, each) if each.publicised_at else ()
        items.append(_view(gatherer, facts, each, objections, instant))
    return CasePage(items=items, next=cursor_of_place(found.next))


def _view(
    gatherer: Gatherer, facts: MirrorFacts, case: Case, objections: tuple[PublicityObjection, ...], instant: int
) -> CaseView:
    now = standing(facts, case, instant, objections)
    charge = facts.get(("register", case.register))
    keeper = charge.participant if isinstance(charge, Charge) else None
    regime = Regime(case.regime).name
    return CaseView(
        id=hexadecimal(case.application_id),
        applicant=_party(gatherer, case.applicant),
        register_name=f"{case.register >> 8:03d}/{regime}",
        regime=regime,
        registry=_party(gatherer, keeper) if keeper is not None else None,
        stage=StageView(code=now.stage.name, **STAGES[now.stage.name]),
        clocks=_clocks(now),
        attempt=case.attempt,
        sequence=case.sequence,
        rights=names_of(case.rights),
        asked_rights=names_of(case.asked_rights),
        ordinal=case.ordinal,
        fingerprint=hexadecimal(case.fingerprint),
        source_ends=moment_or_none(case.source_ends),
        application_digest=hexadecimal(case.application_digest),
        document_digest=hexadecimal(case.document_digest),
        supplement_required=bool(case.marks & Mark.SUPPLEMENT),
        extended=bool(case.marks & Mark.EXTENDED),
        ground=_ground(case.ground),
        publicity=_publicity(case, now),
        open_objections=case.objections,
        depositable=now.depositable,
        submitted_at=moment(case.submitted_at),
        ended_at=moment_or_none(case.ended_at),
        changed=place(case.changed),
        changed_at=moment(case.changed_at),
    )


def _clocks(now: Standing) -> ClocksView:
    return ClocksView(
        answer_due=moment_or_none(now.answer_due),
        accepted_from=moment_or_none(now.accepted_from),
        deemed=now.deemed,
        decide_by=moment_or_none(now.decide_by),
        stopped=now.stopped,
        overdue=now.overdue,
    )


def _publicity(case: Case, now: Standing) -> PublicityView | None:
    if not case.publicised_at:
        return None
    return PublicityView(
        begins=moment(case.publicised_at),
        ends=moment(case.publicised_until),
        waived=bool(case.marks & Mark.WAIVED),
        open=now.under_publicity,
    )


def _objection(gatherer: Gatherer, objection: PublicityObjection) -> PublicityObjectionView:
    return PublicityObjectionView(
        id=hexadecimal(objection.id),
        objector=_party(gatherer, objection.objector),
        raised_at=moment(objection.raised_at),
        decide_by=moment(objection.decide_by),
        open=objection.open,
        upheld=objection.upheld,
        decided_at=moment_or_none(objection.decided_at),
        document_digest=hexadecimal(objection.document_digest),
        decision_digest=None if objection.open else hexadecimal(objection.decision_digest),
    )


def _event(line: Line) -> CaseEventView:
    entry = line.entry
    own = {
        field.name: getattr(entry.event, field.name)
        for field in fields(entry.event)
        if field.name not in ("application_id", "sequence")
    }
    return CaseEventView(
        sequence=getattr(entry.event, "sequence", 0),
        kind=type(entry.event).__name__,
        position=place(entry.position),
        time=moment(entry.time),
        emitter=hexadecimal(entry.emitter),
        digest=hexadecimal(entry.digest),
        facts=plain(own),
    )


def _ground(ground: Ground) -> GroundView | None:
    return None if ground is Ground.NONE else GroundView(code=ground.name, **GROUNDS[ground.name])


def _party(gatherer: Gatherer, number: ParticipantNumber) -> PartyView:
    return party(gatherer.party(gatherer.number(number)))

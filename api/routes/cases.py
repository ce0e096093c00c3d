"""
Case files: drafts, what was handed in, and the steps of each case.

A registry's officers see what was handed in to it, an applicant's officers their own.  What changes the ledger is
prepared here and becomes an instruction: another officer approves it there.
"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import Field
from starlette.responses import Response

from api.caller import Caller, CallerDep
from api.case_views import CaseTeller
from api.casework import (
    WRITING,
    CounterDep,
    Room,
    applicant_in,
    contact_of,
    file_at_registry,
    file_of,
    file_there,
    found,
    note_inquiry,
    prepare_step,
    registry_named,
    require_sound,
)
from api.dependencies import Ledger, LedgerDep, Parameters, ParametersDep, answered
from api.problem_types import ASK, READ, problems
from api.repeating import RepeatDep
from api.routes.applications import cursor_of_place, place_in
from api.schemas.cases import (
    CASE,
    CaseFileView,
    CaseList,
    CaseNoteRequest,
    CaseStepRequest,
    DraftRequest,
    InquiryRequest,
    ReasonRequest,
    SaveRequest,
    StepMade,
    VersionRequest,
)
from ledger.instructions import docket
from ledger.instructions.closed import Wish, closed
from ledger.instructions.docket import Entry
from ledger.store.queries import ReadSession
from ledger.store.queries.applications import Place
from ledger.store.queries.page import Page
from ledger.store.service import case_files

router = APIRouter(tags=["cases"])

MAY = (401, 403)

CaseInPath = Annotated[
    str,
    Path(
        description="A case file's id, or the application's.", examples=[CASE], max_length=80, pattern="^[a-zA-Z0-9_]+$"
    ),
]


class SideParameters(Parameters):
    side: Literal["registry", "applicant"] = Field(
        "registry", description="What the caller's institution is to handle, or what it applied for."
    )


class ListParameters(SideParameters):
    closed: bool = Field(False, description="What is closed, in pages; what is open otherwise. The rest is for these.")
    applicant: str = Field("", max_length=64, description="Only this applicant's: its unified social credit code.")
    number: str = Field("", max_length=40, description="Only that of the certificate with this number.")
    stage: str = Field("", max_length=20, description="Only those that ended so.", examples=["DEPOSITED"])
    month: str = Field("", max_length=7, description="Only those that ended in this month.", examples=["2026-11"])
    cursor: str | None = Field(None, max_length=80, description="`next` of the page before.")
    limit: int = Field(50, ge=1, description="Most items in a page; the operator's limit applies.")


class VersionParameters(Parameters):
    version: int = Field(ge=1, description="The version that was seen.", examples=[3])


ListDep = Annotated[ListParameters, Query()]
VersionDep = Annotated[VersionParameters, Query()]

# LISTS AND ONE FILE


@router.get("/v1/cases", response_model=CaseList, responses=problems(*MAY, *READ))
def cases(asked: ListDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """
    All that the caller's institution has open, by what is due first: cases, files not on the chain yet, drafts; or with
    `closed` what has ended, the last first, to be searched by applicant, number, stage and month.
    """
    with ledger.read(request) as view, ledger.service.reading() as session:
        room = Room(ledger, view, session, caller)
        teller = CaseTeller(room)
        if asked.closed:
            found = closed_in(room, asked, min(asked.limit, ledger.settings.page_max))
            items = [teller.line(each) for each in found.items]
            return answered(request, CaseList(items=items, next=cursor_of_place(found.next)))
        listing = docket.of_registry if asked.side == "registry" else docket.of_applicant
        entries = listing(view.session, session, caller.participant, view.instant)
        return answered(request, CaseList(items=[teller.line(each) for each in entries], next=None))


def closed_in(room: Room, asked: ListParameters, limit: int) -> Page[Entry, Place]:
    """Return a page of the closed cases of the caller's institution.  Raises as `closed.closed`."""
    own = {"registry" if asked.side == "registry" else "own": room.caller.participant}
    wish = Wish(**own, applicant=asked.applicant, number=asked.number, stage=asked.stage, month=asked.month)
    after = place_in(asked.cursor)
    return closed(room.view.session, room.session, wish, room.view.instant, after, limit=limit)


@router.post("/v1/cases", status_code=201, response_model=CaseFileView, responses=problems(404, 409, *MAY, *ASK))
def draft(
    asked: DraftRequest, _: ParametersDep, ledger: LedgerDep, caller: CallerDep, *, repeat: RepeatDep, request: Request
) -> Response:
    """Open a draft, as incomplete as it may be; by an applicant, or by a registry's counter for one."""
    caller.require_duty(*WRITING)
    with ledger.read(request) as view:
        registry, applicant = registry_named(view, asked.registry), applicant_in(view, asked.application)

        def write(session: ReadSession) -> str:
            hand = Room(ledger, view, session, caller).hand
            made = case_files.open_file(session, registry, applicant, asked.application, hand)
            if asked.contact is not None:
                case_files.keep_contact(session, made.id, contact_of(asked.contact))
            return made.id

        name = repeat.once(ledger, write)
    return answered_file(request, ledger, caller, name, 201)


@router.get("/v1/cases/{name}", response_model=CaseFileView, responses=problems(404, *MAY, *READ))
def case(name: CaseInPath, _: ParametersDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """One case file: the application, what is owed, attachments, log, and the steps that are offered."""
    return answered_file(request, ledger, caller, name)


@router.put("/v1/cases/{name}", response_model=CaseFileView, responses=problems(404, 409, *MAY, *ASK))
def save(
    name: CaseInPath, asked: SaveRequest, _: ParametersDep, ledger: LedgerDep, caller: CallerDep, request: Request
) -> Response:
    """Save a draft over the version that was seen; who comes second is told who came first."""
    caller.require_duty(*WRITING)
    with ledger.read(request) as view, ledger.service.writing() as session:
        room = Room(ledger, view, session, caller)
        file, _one = file_of(room, name)
        draft = (asked.application, applicant_in(view, asked.application))
        case_files.save(session, file, asked.version, draft, room.hand)
        if asked.contact is not None:
            case_files.keep_contact(session, file.id, contact_of(asked.contact))
    return answered_file(request, ledger, caller, name)


@router.delete("/v1/cases/{name}", status_code=204, responses=problems(404, 409, *MAY, *READ))
def discard(name: CaseInPath, asked: VersionDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """Discard a draft."""
    caller.require_duty(*WRITING)
    with ledger.read(request) as view, ledger.service.writing() as session:
        room = Room(ledger, view, session, caller)
        case_files.discard(session, file_of(room, name)[0], asked.version, room.hand)
    return Response(status_code=204)


@router.post("/v1/cases/{name}/submission", response_model=CaseFileView, responses=problems(404, 409, *MAY, *ASK))
def hand_in(
    name: CaseInPath,
    asked: VersionRequest,
    _: ParametersDep,
    ledger: LedgerDep,
    caller: CallerDep,
    *,
    counter: CounterDep,
    request: Request,
) -> Response:
    """Hand a draft in to its registry; all that is wrong with the application is told at once, and nothing is done."""
    caller.require_duty(*WRITING)
    with ledger.read(request) as view:
        with ledger.service.reading() as session:
            room = Room(ledger, view, session, caller)
            file = file_there(room, name)
            require_sound(room, counter, file.registry, file.application)
        with ledger.service.writing() as session:
            case_files.hand_in(session, file, asked.version, Room(ledger, view, session, caller).hand)
    return answered_file(request, ledger, caller, name)


# STEPS


@router.post(
    "/v1/cases/{name}/steps", status_code=201, response_model=StepMade, responses=problems(404, 409, *MAY, *ASK)
)
def step(
    name: CaseInPath,
    asked: CaseStepRequest,
    _: ParametersDep,
    ledger: LedgerDep,
    caller: CallerDep,
    *,
    counter: CounterDep,
    repeat: RepeatDep,
    request: Request,
) -> Response:
    """
    Prepare the next step of a case.  It becomes an instruction: another officer of the registry approves it, the
    applicant or the objector consents where the law asks for that, and the house brings it to the chain.
    """
    with ledger.read(request) as view:

        def write(session: ReadSession) -> str:
            return prepare_step(Room(ledger, view, session, caller), counter, name, asked)

        made = repeat.once(ledger, write)
    return answered(request, StepMade(instruction=made), 201)


@router.post("/v1/cases/{name}/return", response_model=CaseFileView, responses=problems(404, 409, *MAY, *ASK))
def give_back(
    name: CaseInPath, asked: ReasonRequest, _: ParametersDep, ledger: LedgerDep, caller: CallerDep, request: Request
) -> Response:
    """Give what was handed in, and is not on the chain yet, back to be mended."""
    caller.require_duty(*WRITING)
    with ledger.read(request) as view, ledger.service.writing() as session:
        room = Room(ledger, view, session, caller)
        file, one = file_at_registry(room, name)
        case_files.give_back(session, file, one.case, room.hand, asked.reason)
    return answered_file(request, ledger, caller, name)


# WHAT BELONGS TO A FILE


@router.post("/v1/cases/{name}/notes", response_model=CaseFileView, responses=problems(404, *MAY, *ASK))
def note(
    name: CaseInPath,
    asked: CaseNoteRequest,
    _: ParametersDep,
    ledger: LedgerDep,
    caller: CallerDep,
    *,
    repeat: RepeatDep,
    request: Request,
) -> Response:
    """Write a note into a file, for the registry's own eyes."""
    caller.require_duty(*WRITING)
    with ledger.read(request) as view:

        def write(session: ReadSession) -> str:
            room = Room(ledger, view, session, caller)
            file, _one = file_at_registry(room, name)
            case_files.note(session, file.id, room.hand, asked.text)
            return file.id

        repeat.once(ledger, write)
    return answered_file(request, ledger, caller, name)


@router.post("/v1/cases/{name}/inquiries", response_model=CaseFileView, responses=problems(404, *MAY, *ASK))
def inquire(
    name: CaseInPath,
    asked: InquiryRequest,
    _: ParametersDep,
    ledger: LedgerDep,
    caller: CallerDep,
    *,
    repeat: RepeatDep,
    request: Request,
) -> Response:
    """Note that a third party was asked (guideline 〔2026〕35, art. 20); its answer is attached as an `inquiry`."""
    with ledger.read(request) as view:

        def write(session: ReadSession) -> str:
            return note_inquiry(Room(ledger, view, session, caller), name, asked.text)

        repeat.once(ledger, write)
    return answered_file(request, ledger, caller, name)


@router.delete("/v1/cases/{name}/contact", status_code=204, responses=problems(404, *MAY, *READ))
def erase_contact(
    name: CaseInPath, _: ParametersDep, ledger: LedgerDep, caller: CallerDep, request: Request
) -> Response:
    """Erase whom to call about a file, for good."""
    caller.require_duty(*WRITING)
    with ledger.read(request) as view, ledger.service.writing() as session:
        room = Room(ledger, view, session, caller)
        case_files.erase_contact(session, file_of(room, name)[0].id, room.hand)
    return Response(status_code=204)


# WITHIN


def answered_file(request: Request, ledger: Ledger, caller: Caller, name: str, status: int = 200) -> Response:
    with ledger.read(request) as view, ledger.service.reading() as session:
        room = Room(ledger, view, session, caller)
        return answered(request, CaseTeller(room).whole(found(room, name)), status)

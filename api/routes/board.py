"""
The public notice board: cases under publicity, and objections to them by anyone (guideline 〔2026〕35, art. 24 and 25).
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from limits import RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from pydantic import Field
from starlette.responses import Response

from api.caller import Caller, CallerDep
from api.case_views import CaseTeller
from api.casework import FilesDep, Room, keep
from api.dependencies import Ledger, LedgerDep, Parameters, ParametersDep, answered, readable
from api.limits import AskedTooOften, network_of
from api.portal.form import Form, FormDep
from api.problem_types import ASK, FILE, READ, form_of, problems
from api.routes.applications import cursor_of_place, place_in
from api.schemas.base import DIGEST, check_digest, check_plain
from api.schemas.cases import CONTACT_CHARACTERS_MAX, Board, NoticeView, ObjectionMade
from api.views import moment
from ledger.domain.cases import Case, is_under_publicity
from ledger.domain.numbers import check_uscc
from ledger.errors import InvalidInput, NotFound, Refused
from ledger.instructions.case_acts import REASON_CHARACTERS_MAX
from ledger.store.files import Files
from ledger.store.queries import applications
from ledger.store.service import board, case_files
from ledger.store.service.board import Received
from ledger.store.service.case_files import Hand

router = APIRouter(tags=["board"])

OBJECTIONS_PER_HOUR = 10
"""Objections from one network in an hour: a household or an office has a few, a flood has more."""

MATERIAL_BYTES_MAX = 10_485_760
"""Largest material of an objection, 10 MiB: whoever sends it is not known."""

CaseInPath = Annotated[str, Path(description="The application's id.", examples=[DIGEST], max_length=80)]

OBJECTION = form_of(
    "name",
    "reason",
    name={"type": "string", "examples": ["示例数据科技有限公司"]},
    phone={"type": "string"},
    email={"type": "string"},
    uscc={"type": "string"},
    reason={"type": "string", "examples": ["所列数据由我方采集，未授权该申请人登记。"]},
    file=FILE,
)

_limiter = FixedWindowRateLimiter(MemoryStorage())
_HOURLY = RateLimitItemPerHour(OBJECTIONS_PER_HOUR)


class BoardParameters(Parameters):
    cursor: str | None = Field(None, max_length=80, description="`next` of the page before.")
    limit: int = Field(50, ge=1, description="Most items in a page; the operator's limit applies.")


BoardDep = Annotated[BoardParameters, Query()]


@router.get("/v1/board", response_model=Board, responses=problems(*READ))
def notices(asked: BoardDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """The cases under publicity: who applies, for which data, with which rights, and until when anyone may object."""
    return readable(request, board_page(ledger, caller, request, asked.cursor, asked.limit))


@router.get("/v1/board/{name}", response_model=NoticeView, responses=problems(404, *READ))
def notice(name: CaseInPath, _: ParametersDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """One public notice."""
    return readable(request, notice_of(ledger, caller, request, name))


@router.post(
    "/v1/board/{name}/objections",
    status_code=201,
    response_model=ObjectionMade,
    responses=problems(404, 409, *ASK),
    openapi_extra=OBJECTION,
)
def object_to(
    name: CaseInPath,
    form: FormDep,
    _: ParametersDep,
    ledger: LedgerDep,
    caller: CallerDep,
    *,
    files: FilesDep,
    request: Request,
) -> Response:
    """
    Object to a case under publicity, with the reason and, if there is one, a file that shows it: `multipart/form-data`.

    Who objects is for the registry alone.  An officer looks at it and files it on the ledger, or declines with reason.
    """
    made = receive(ledger, caller, request, name, (form, files))
    return answered(request, ObjectionMade(id=made.id, received_at=moment(made.received_at)), 201)


# FOR THE PAGES TOO


def board_page(ledger: Ledger, caller: Caller, request: Request, cursor: str | None, limit: int) -> Board:
    """Return a page of the board."""
    with ledger.read(request) as view, ledger.service.reading() as session:
        teller = CaseTeller(Room(ledger, view, session, caller))
        most = min(limit, ledger.settings.page_max)
        found = applications.under_publicity(view.session, view.instant, place_in(cursor), most)
        return Board(items=[teller.notice(each) for each in found.items], next=cursor_of_place(found.next))


def notice_of(ledger: Ledger, caller: Caller, request: Request, name: str) -> NoticeView:
    """Return one notice.  Raises `NotFound` ApplicationUnknown, `Refused` PublicityClosed."""
    with ledger.read(request) as view, ledger.service.reading() as session:
        room = Room(ledger, view, session, caller)
        return CaseTeller(room).notice(_open(room, name))


def receive(ledger: Ledger, caller: Caller, request: Request, name: str, sent: tuple[Form, Files]) -> Received:
    """
    Receive an objection as a form has it.

    Raises `Refused` PublicityClosed, ObjectionsFlooded, `InvalidInput` for a field, `AskedTooOften` ObjectedTooOften.
    """
    form, files = sent
    with ledger.read(request) as view, ledger.service.reading() as session:
        case = _open(Room(ledger, view, session, caller), name)
    contact, uscc, reason = _fields(form)
    network = network_of(caller.address)
    if not _limiter.hit(_HOURLY, network):
        stats = _limiter.get_window_stats(_HOURLY, network)
        raise AskedTooOften("ObjectedTooOften", seconds=max(1, int(stats.reset_time - ledger.clock())))
    file = form.files.get("file")
    if file is not None and (file.size or 0) > MATERIAL_BYTES_MAX:
        raise InvalidInput("UploadTooLarge", "file", maximum=MATERIAL_BYTES_MAX)
    kept = keep(files, file.file, file.filename or "") if file is not None else None
    now = int(ledger.clock())
    with ledger.service.writing() as session:
        of = (case.application_id, case.attempt)
        made = board.receive(session, of, contact, reason, kept, uscc=uscc, at=now)
        known = case_files.by_application(session, case.application_id)
        if known is not None:
            case_files.log(session, known.id, Hand("", 0, now), "ObjectionReceived", objection=made.id)
    return made


def _open(room: Room, name: str) -> Case:
    own = check_digest(name, "name", "CertificateIdMalformed")
    case = applications.by_id(room.view.session, bytes.fromhex(own[2:]))
    if case is None:
        raise NotFound("ApplicationUnknown", application_id=bytes.fromhex(own[2:]))
    if not is_under_publicity(case, room.view.instant):
        raise Refused("PublicityClosed", application_id=case.application_id)
    return case


def _fields(form: Form) -> tuple[dict[str, str], str, str]:
    """Return the contact, the code and the reason.  Raises `InvalidInput` for each that is not as it must be."""
    contact = {}
    for name in ("name", "phone", "email"):
        text = form.text(name)
        if len(text) > CONTACT_CHARACTERS_MAX:
            raise InvalidInput("TextTooLong", name, given=len(text), maximum=CONTACT_CHARACTERS_MAX)
        if text:
            contact[name] = _plain(text, name)
    if "name" not in contact:
        raise InvalidInput("FieldMissing", "name")
    if len(contact) < 2:
        raise InvalidInput("FieldMissing", "phone")
    reason = form.text("reason")
    if not reason:
        raise InvalidInput("FieldMissing", "reason")
    if len(reason) > REASON_CHARACTERS_MAX:
        raise InvalidInput("TextTooLong", "reason", given=len(reason), maximum=REASON_CHARACTERS_MAX)
    uscc = form.text("uscc")
    return contact, check_uscc(uscc, "uscc") if uscc else "", reason


def _plain(text: str, field: str) -> str:
    try:
        return check_plain(text)
    except InvalidInput as error:
        raise InvalidInput(error.code, field) from None

"""
What belongs to a case file beside the application: attachments, and the objections that came in at the board.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from starlette.responses import Response, StreamingResponse

from api.caller import Caller, CallerDep
from api.case_views import attachment_view
from api.casework import (
    WRITING,
    FilesDep,
    Found,
    Room,
    attach,
    chunks_of,
    detach,
    file_at_registry,
    file_of,
    file_there,
    found,
    keep,
    require_registry,
)
from api.dependencies import Ledger, LedgerDep, ParametersDep, answered
from api.portal.form import FormDep
from api.problem_types import ASK, FILE, READ, form_of, problems
from api.routes.cases import MAY, CaseInPath, answered_file
from api.schemas.cases import ATTACHMENT, OBJECTION, AttachmentView, CaseFileView, ReasonRequest
from ledger.errors import NotFound
from ledger.store.files import Files
from ledger.store.service import attachments, board, case_files
from ledger.store.service.board import ReceivedState

router = APIRouter(tags=["cases"])

AttachmentInPath = Annotated[str, Path(examples=[ATTACHMENT], max_length=40, pattern="^[a-z0-9_]+$")]
ObjectionInPath = Annotated[str, Path(examples=[OBJECTION], max_length=40, pattern="^[a-z0-9_]+$")]

BYTES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file's bytes.", "content": {"application/octet-stream": {}}}
}

UPLOAD = form_of("file", "kind", file=FILE, kind={"type": "string", "examples": ["source"]})


@router.post(
    "/v1/cases/{name}/attachments",
    status_code=201,
    response_model=AttachmentView,
    responses=problems(404, 409, *MAY, *ASK),
    openapi_extra=UPLOAD,
)
def add_attachment(
    name: CaseInPath,
    form: FormDep,
    _: ParametersDep,
    ledger: LedgerDep,
    caller: CallerDep,
    *,
    files: FilesDep,
    request: Request,
) -> Response:
    """Attach a file: `multipart/form-data` with `file` and `kind`.  The same bytes of one kind are attached once."""
    caller.require_duty(*WRITING)
    with ledger.read(request) as view:
        with ledger.service.reading() as session:
            found(Room(ledger, view, session, caller), name)
        sent = form.files.get("file")
        kept = keep(files, sent.file if sent else None, sent.filename or "" if sent else "")
        with ledger.service.writing() as session:
            made = attach(Room(ledger, view, session, caller), name, form.text("kind"), kept)
    return answered(request, attachment_view(made), 201)


@router.get(
    "/v1/cases/{name}/attachments/{attachment}",
    response_class=Response,
    responses=BYTES | problems(404, *MAY, *READ),
)
def get_attachment(
    name: CaseInPath,
    attachment: AttachmentInPath,
    _: ParametersDep,
    ledger: LedgerDep,
    caller: CallerDep,
    *,
    files: FilesDep,
    request: Request,
) -> Response:
    """An attachment's bytes, to be saved and not shown in place."""
    with ledger.read(request) as view, ledger.service.reading() as session:
        file = file_there(Room(ledger, view, session, caller), name)
        one = attachments.by_id(session, file.id, attachment)
    return sent_file(files, one.digest, one.name, one.medium)


@router.delete("/v1/cases/{name}/attachments/{attachment}", status_code=204, responses=problems(404, 409, *MAY, *READ))
def remove_attachment(
    name: CaseInPath,
    attachment: AttachmentInPath,
    _: ParametersDep,
    ledger: LedgerDep,
    caller: CallerDep,
    *,
    files: FilesDep,
    request: Request,
) -> Response:
    """Take an attachment away that one's own institution gave."""
    with ledger.read(request) as view, ledger.service.writing() as session:
        room = Room(ledger, view, session, caller)
        detach(room, files, file_of(room, name)[0], attachment)
    return Response(status_code=204)


@router.post(
    "/v1/cases/{name}/objections/{objection}/decline",
    response_model=CaseFileView,
    responses=problems(404, 409, *MAY, *ASK),
)
def decline(
    name: CaseInPath,
    objection: ObjectionInPath,
    asked: ReasonRequest,
    _: ParametersDep,
    ledger: LedgerDep,
    caller: CallerDep,
    *,
    request: Request,
) -> Response:
    """Decline an objection that came in at the board, with the reason."""
    decline_objection(ledger, caller, request, name, (objection, asked.reason))
    return answered_file(request, ledger, caller, name)


@router.get(
    "/v1/cases/{name}/objections/{objection}/material",
    response_class=Response,
    responses=BYTES | problems(404, *MAY, *READ),
)
def get_material(
    name: CaseInPath,
    objection: ObjectionInPath,
    _: ParametersDep,
    ledger: LedgerDep,
    caller: CallerDep,
    *,
    files: FilesDep,
    request: Request,
) -> Response:
    """The material that came with an objection, for the registry."""
    with ledger.read(request) as view, ledger.service.reading() as session:
        one = found(Room(ledger, view, session, caller), name)
        require_registry(caller, one)
        received = board.by_id(session, _own(one, name), objection)
    if received.digest is None:
        raise NotFound("FileUnknown", digest="-")
    return sent_file(files, received.digest, received.name, "application/octet-stream")


@router.delete("/v1/cases/{name}/objections/{objection}/contact", status_code=204, responses=problems(404, *MAY, *READ))
def erase_objector(
    name: CaseInPath,
    objection: ObjectionInPath,
    _: ParametersDep,
    ledger: LedgerDep,
    caller: CallerDep,
    *,
    request: Request,
) -> Response:
    """Erase who objected and what he wrote, for good; what was decided stays."""
    erase_objection(ledger, caller, request, name, objection)
    return Response(status_code=204)


# WITHIN


def decline_objection(ledger: Ledger, caller: Caller, request: Request, name: str, declined: tuple[str, str]) -> None:
    """Decline a received objection: its id and the reason."""
    caller.require_duty(*WRITING)
    with ledger.read(request) as view, ledger.service.writing() as session:
        room = Room(ledger, view, session, caller)
        file, one = file_at_registry(room, name)
        received = board.by_id(session, _own(one, name), declined[0])
        board.decide(session, received, ReceivedState.DECLINED, declined[1], room.hand)
        case_files.log(session, file.id, room.hand, "ObjectionDeclined", objection=received.id)


def erase_objection(ledger: Ledger, caller: Caller, request: Request, name: str, objection: str) -> None:
    """Erase who wrote a received objection."""
    caller.require_duty(*WRITING)
    with ledger.read(request) as view, ledger.service.writing() as session:
        room = Room(ledger, view, session, caller)
        file, one = file_at_registry(room, name)
        board.erase(session, board.by_id(session, _own(one, name), objection))
        case_files.log(session, file.id, room.hand, "ObjectionErased", objection=objection)


def _own(one: Found, name: str) -> bytes:
    if one.case is None:
        raise NotFound("CaseFileUnknown", case_file=name)
    return bytes(one.case.application_id)


def sent_file(files: Files, digest: bytes, name: str, medium: str) -> Response:
    """Answer with a kept file, to be saved under its own name; its bytes are digested before the first is sent."""
    kept = files.open(digest)
    file = kept.__enter__()

    def chunks() -> Iterator[bytes]:
        try:
            yield from chunks_of(file)
        finally:
            kept.__exit__(None, None, None)

    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return StreamingResponse(chunks(), headers=headers, media_type=medium)

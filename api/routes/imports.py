"""
Bulk import over HTTP: a table of old certificates is sent and examined, given back with remarks, and, once another
officer has approved it, registered beside whatever else is done.
"""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.datastructures import UploadFile
from starlette.responses import FileResponse, Response

from api.caller import Caller, CallerDep
from api.casework import ImportsDep, chunks_of
from api.dependencies import Ledger, LedgerDep, ParametersDep, answered
from api.language import locale_of
from api.portal.form import FormDep
from api.problem_types import ASK, FILE, READ, form_of, problems
from api.schemas.base import Text
from api.schemas.imports import IMPORT, ImportLine, ImportList, ImportView, RemarkView
from api.views import moment, moment_or_none
from ledger.domain.officers import Duty
from ledger.domain.participants import Role
from ledger.errors import InvalidInput, LedgerError, NotFound
from ledger.instructions.imports import Imports
from ledger.store.files import check_name
from ledger.store.service import imports
from ledger.store.service.case_files import Hand
from ledger.store.service.imports import ImportRow, ImportState

router = APIRouter(tags=["imports"])

MAY = (401, 403)

TYPES = {
    "csv": "text/csv",
    "ndjson": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

ImportInPath = Annotated[str, Path(examples=[IMPORT], max_length=40, pattern="^[a-z0-9_]+$")]

UPLOAD = form_of("file", file=FILE)

BYTES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The table with its remarks.", "content": {kind: {} for kind in TYPES.values()}}
}


@router.get("/v1/imports", response_model=ImportList, responses=problems(404, *MAY, *READ))
def all_imports(_: ParametersDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """The imports of the caller's registry, the newest first."""
    require_registry(caller)
    with ledger.service.reading() as session:
        rows = imports.of_participant(session, caller.participant)
    return answered(request, ImportList(items=[ImportLine(**_line(row)) for row in rows]))


@router.post(
    "/v1/imports",
    status_code=201,
    response_model=ImportView,
    responses=problems(404, *MAY, *ASK),
    openapi_extra=UPLOAD,
)
def examine(
    form: FormDep, _: ParametersDep, ledger: LedgerDep, caller: CallerDep, *, files: ImportsDep, request: Request
) -> Response:
    """
    Send a table (CSV, XLSX or NDJSON) as `multipart/form-data` with `file`, and have every row examined; nothing is
    registered.  The same file at the same registry is one import, however often it is sent.
    """
    own = examined(ledger, caller, files, form.files.get("file"), locale_of(request.scope))
    return _answered(request, ledger, caller, files, own, status=201)


@router.get("/v1/imports/{own}", response_model=ImportView, responses=problems(404, *MAY, *READ))
def one(
    own: ImportInPath, _: ParametersDep, ledger: LedgerDep, caller: CallerDep, files: ImportsDep, request: Request
) -> Response:
    """One import: what was found, by row and field, and how many rows are registered by now."""
    return _answered(request, ledger, caller, files, own)


@router.get("/v1/imports/{own}/remarks", response_class=Response, responses=BYTES | problems(404, *MAY, *READ))
def remarks(own: ImportInPath, _: ParametersDep, ledger: LedgerDep, caller: CallerDep, files: ImportsDep) -> Response:
    """The same table with a column of remarks, in its own format."""
    return remarked(ledger, caller, files, own)


@router.post("/v1/imports/{own}/approval", response_model=ImportView, responses=problems(404, 409, *MAY, *READ))
def approve(
    own: ImportInPath, _: ParametersDep, ledger: LedgerDep, caller: CallerDep, files: ImportsDep, request: Request
) -> Response:
    """Approve what a colleague prepared: its rows without fault are registered then, or gone on with after a stop."""
    approved(ledger, caller, files, own)
    return _answered(request, ledger, caller, files, own)


# WHAT THE PORTAL DOES TOO


def require_registry(caller: Caller) -> None:
    """Raise `NotFound` RouteUnknown unless the caller's institution is a registry."""
    if not caller.roles & Role.REGISTRY:
        raise NotFound("RouteUnknown", route="/imports")


def examined(ledger: Ledger, caller: Caller, files: Imports, sent: UploadFile | None, locale: str) -> str:
    """
    Keep a file and find all that is wrong with it; return its id.

    Raises as `Caller.require_duty` and `Imports.examine`, `InvalidInput` FileMissing; then nothing is kept.
    """
    caller.require_duty(Duty.PREPARE)
    require_registry(caller)
    own = imports.new_id()
    try:
        if sent is None:
            raise InvalidInput("FileMissing", "file")
        name = check_name(sent.filename or "")
        files.keep(own, chunks_of(sent.file))
        found = files.examine(own, caller.participant, locale)
        with ledger.service.writing() as session:
            imports.add(session, own, Hand(caller.officer, caller.participant, int(ledger.clock())), name, found)
    except LedgerError:
        files.forget(own)
        raise
    return own


def remarked(ledger: Ledger, caller: Caller, files: Imports, own: str) -> Response:
    """Give a table back with its remarks.  Raises `NotFound` ImportUnknown."""
    with ledger.service.reading() as session:
        row = imports.by_id(session, caller.participant, own)
    name = f"remarks-{own}.{row.format}"
    return FileResponse(files.remarked(own), media_type=TYPES[row.format], filename=name)


def approved(ledger: Ledger, caller: Caller, files: Imports, own: str) -> None:
    """Approve an import and begin with it.  Raises as `Caller.require_duty` and `imports.approve`."""
    caller.require_duty(Duty.APPROVE)
    with ledger.service.writing() as session:
        row = imports.by_id(session, caller.participant, own)
        imports.approve(row, Hand(caller.officer, caller.participant, int(ledger.clock())))
    files.start(own, caller.participant)


# WITHIN


def _answered(
    request: Request, ledger: Ledger, caller: Caller, files: Imports, own: str, *, status: int = 200
) -> Response:
    with ledger.service.reading() as session:
        row = imports.by_id(session, caller.participant, own)
    said = [
        RemarkView(row=each["row"], field=each["field"], words=Text(zh=each["zh"], en=each["en"]))
        for each in files.remarks(own)
    ]
    return answered(request, ImportView(**_line(row), remarks=said), status)


def _line(row: ImportRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "format": row.format,
        "state": ImportState(row.state),
        "rows": row.rows,
        "faulty": row.faulty,
        "faults": row.faults,
        "registered": row.registered,
        "prepared_by": row.prepared_by,
        "prepared_at": moment(row.prepared_at),
        "approved_by": row.approved_by,
        "approved_at": moment_or_none(row.approved_at),
        "trouble": Text(**json.loads(row.trouble)) if row.trouble else None,
    }

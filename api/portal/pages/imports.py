"""Bulk import: upload, the report of every faulty row, the file back with remarks, and registration once approved."""

from __future__ import annotations

import json

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.caller import Caller, CallerDep
from api.casework import ImportsDep
from api.dependencies import Ledger, LedgerDep
from api.language import locale_of
from api.portal.form import Form, FormDep
from api.portal.page import download, page, redirect
from api.routes.imports import approved, examined, remarked, require_registry
from api.views import moment_or_none
from ledger.domain.officers import Duty
from ledger.errors import LedgerError, NotFound, Refused
from ledger.instructions.imports import Imports
from ledger.sheets.columns import titles_of
from ledger.store.service import imports, officers

router = APIRouter()


@router.get("/imports")
def all_imports(ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """The registry's imports, and the form for one more."""
    return _all(request, ledger, caller, Form())


@router.post("/imports")
def examine(form: FormDep, ledger: LedgerDep, caller: CallerDep, files: ImportsDep, request: Request) -> Response:
    """Keep a file, and find all that is wrong with it."""
    try:
        own = examined(ledger, caller, files, form.files.get("file"), locale_of(request.scope))
    except LedgerError as error:
        return _all(request, ledger, caller, form.refused(error, request), error.status)
    return redirect(request, f"/imports/{own}")


@router.get("/imports/template.csv")
def template() -> Response:
    """An empty table with its titles, as a spreadsheet opens it."""
    titles = ",".join(title for title, _ in titles_of())
    return download(f"\ufeff{titles}\r\n".encode(), "datadeed-import.csv", "text/csv; charset=utf-8")


@router.get("/imports/{own}")
def one(own: str, ledger: LedgerDep, caller: CallerDep, files: ImportsDep, request: Request) -> Response:
    """One file: what was found, and how far it is."""
    return _one(request, ledger, caller, files, own)


@router.get("/imports/{own}/remarks")
def remarks(own: str, ledger: LedgerDep, caller: CallerDep, files: ImportsDep) -> Response:
    """The same file with a column of remarks."""
    return remarked(ledger, caller, files, own)


@router.post("/imports/{own}/approval")
def approve(own: str, ledger: LedgerDep, caller: CallerDep, files: ImportsDep, request: Request) -> Response:
    """Approve what a colleague prepared; the rows without fault are registered then."""
    try:
        approved(ledger, caller, files, own)
    except Refused as error:
        if isinstance(error, NotFound):
            raise
        return _one(request, ledger, caller, files, own, form=Form().refused(error, request), status=error.status)
    return redirect(request, f"/imports/{own}")


# WITHIN


def _all(request: Request, ledger: Ledger, caller: Caller, form: Form, status: int = 200) -> Response:
    require_registry(caller)
    with ledger.service.reading() as session:
        rows = imports.of_participant(session, caller.participant)
    return page(request, "imports.html", rows=rows, form=form, prepares=caller.may(Duty.PREPARE), status=status)


def _one(
    request: Request,
    ledger: Ledger,
    caller: Caller,
    files: Imports,
    own: str,
    *,
    form: Form | None = None,
    status: int = 200,
) -> Response:
    with ledger.service.reading() as session:
        row = imports.by_id(session, caller.participant, own)
        people = {name: officers.by_id(session, name) for name in (row.prepared_by, row.approved_by or "") if name}
    names = {name: found.name if found else "" for name, found in people.items()}
    may = caller.may(Duty.APPROVE) and caller.officer != row.prepared_by and row.state in ("examined", "stopped")
    return page(
        request, "import.html", row=row, remarks=files.remarks(own), form=form or Form(), may=may,
        maker={"name": names[row.prepared_by], "at": moment_or_none(row.prepared_at)},
        checker={"name": names.get(row.approved_by or "", ""), "at": moment_or_none(row.approved_at)},
        trouble=json.loads(row.trouble) if row.trouble else None, status=status,
    )  # fmt: skip

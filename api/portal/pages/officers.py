"""The officers of an institution, for its administrators: accounts, duties, lost passwords and telephones, the log."""

from __future__ import annotations

import time
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.caller import Caller, CallerDep, Scope, caller_of
from api.dependencies import Ledger, LedgerDep, sequence_of
from api.portal.form import Form, FormDep
from api.portal.page import page, redirect
from api.portal.who import institution_name
from api.routes.officers import IdInPath, administrator, events, view_of
from ledger.domain.officers import Duty, duties_of, login_of, name_of
from ledger.errors import LedgerError, NotFound
from ledger.officers import staff
from ledger.store.service import officers
from ledger.store.service.officers import New

router = APIRouter()

EVENTS_ON_A_PAGE = 50


@router.get("/officers")
def all_officers(ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """The officers of one's institution, and the form for one more."""
    return _all(request, ledger, caller, Form({"duties": ("prepare",)}))


@router.post("/officers")
def add(form: FormDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """Open an account, and show its temporary password this once."""
    by = administrator(caller)
    try:
        login, name = login_of(form.text("login")), name_of(form.text("name"))
        new = New(login, name, caller.participant, duties_of(form.texts("duties")))
        with ledger.service.writing() as session:
            made, password = staff.add(session, by, new, int(time.time()))
    except LedgerError as error:
        return _all(request, ledger, caller, form.refused(error, request), error.status)
    return page(request, "officer_password.html", officer=view_of(made), password=password)


@router.get("/officers/log")
def log(ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """Sign-ins and acts of administration."""
    cursor = request.query_params.get("cursor")
    with ledger.service.reading() as session:
        found = events(session, caller, sequence_of(cursor) if cursor else None, EVENTS_ON_A_PAGE + 1)
    shown = found[:EVENTS_ON_A_PAGE]
    following = str(shown[-1].number) if len(found) > EVENTS_ON_A_PAGE else None
    of_all = caller.may(Scope.SUPERVISE)
    institutions = {one.participant for one in shown} - {0} if of_all else set()
    names = {each: institution_name(ledger, each) for each in institutions}
    return page(request, "officer_log.html", events=shown, next=following, of_all=of_all, names=names, duties=_words())


@router.get("/officers/{id}")
def one(id: IdInPath, ledger: LedgerDep, request: Request) -> Response:
    """One officer, and what may be done for him."""
    return _one(request, ledger, id, Form())


@router.post("/officers/{id}/duties")
def set_duties(id: IdInPath, form: FormDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """Give an officer other duties."""
    by = administrator(caller)
    try:
        duties = duties_of(form.texts("duties"))
        with ledger.service.writing() as session:
            staff.set_duties(session, by, id, duties, int(time.time()))
    except LedgerError as error:
        return _one(request, ledger, id, form.refused(error, request), status=error.status)
    return redirect(request, f"/officers/{id}", done="duties")


@router.post("/officers/{id}/password")
def reset_password(id: IdInPath, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """Give an officer a temporary password, and show it this once."""
    by = administrator(caller)
    try:
        with ledger.service.writing() as session:
            officer, password = staff.reset_password(session, by, id, int(time.time()))
    except LedgerError as error:
        return _one(request, ledger, id, Form().refused(error, request), status=error.status)
    return page(request, "officer_password.html", officer=view_of(officer), password=password)


@router.post("/officers/{id}/{act}")
def act(id: IdInPath, act: str, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """Take an officer's second factor away, end his sessions, suspend, resume or end his account."""
    by = administrator(caller)
    done: dict[str, Any] = {
        "second-factor": staff.reset_second_factor,
        "sessions": staff.end_sessions,
        "suspend": staff.suspend,
        "resume": staff.resume,
        "end": staff.end,
    }
    if act not in done:
        raise NotFound("RouteUnknown", route=request.url.path)
    try:
        with ledger.service.writing() as session:
            done[act](session, by, id, int(time.time()))
    except LedgerError as error:
        return _one(request, ledger, id, Form().refused(error, request), status=error.status)
    return redirect(request, f"/officers/{id}", done=act)


def _all(request: Request, ledger: Ledger, caller: Caller, form: Form, status: int = 200) -> Response:
    with ledger.service.reading() as session:
        found = [view_of(each) for each in officers.of_participant(session, caller.participant)]
    return page(request, "officers.html", status=status, officers=found, form=form, duties=_words())


def _one(request: Request, ledger: Ledger, officer_id: str, form: Form, *, status: int = 200) -> Response:
    """Raises `NotFound` OfficerUnknown, also for an officer of another institution."""
    caller = caller_of(request)
    with ledger.service.reading() as session:
        found = officers.by_id(session, officer_id)
    if found is None or found.participant != caller.participant:
        raise NotFound("OfficerUnknown", officer=officer_id)
    shown = Form({"duties": tuple(found.duties.split()), **form.values}, faults=form.faults)
    return page(
        request,
        "officer.html",
        status=status,
        form=shown,
        officer=view_of(found),
        is_self=found.id == caller.officer,
        duties=_words(),
        done=request.query_params.get("done", ""),
    )


def _words() -> list[str]:
    return [duty.value for duty in Duty]

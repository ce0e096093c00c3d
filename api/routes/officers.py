"""
The officers of an institution, looked after by its administrators, and the log of what they and others did.

An administrator sees and changes officers of his own institution only; another's are not there for him.
"""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import Field
from starlette.responses import Response

from api.caller import Caller, CallerDep, Scope
from api.dependencies import LedgerDep, Parameters, ParametersDep, answered, sequence_of
from api.problem_types import ASK, READ, problems
from api.schemas.officers import (
    OFFICER,
    DutiesRequest,
    OfficerEvent,
    OfficerEventPage,
    OfficerList,
    OfficerMade,
    OfficerRequest,
    OfficerState,
    OfficerView,
    SessionsEnded,
)
from api.views import moment, moment_or_none
from ledger.domain.officers import Duty, duties_of
from ledger.officers import staff
from ledger.officers.staff import Administrator
from ledger.store.service import officer_log, officers
from ledger.store.service.answers import ServiceSession
from ledger.store.service.officer_log import OPERATOR, Event, OfficerLogRow
from ledger.store.service.officers import New, Officer

router = APIRouter(tags=["officers"])

MAY = (401, 403)
CHANGE = (*MAY, 404, 409)

IdInPath = Annotated[str, Path(description="An officer's id.", examples=[OFFICER], max_length=64)]


class LogParameters(Parameters):
    cursor: str | None = Field(None, max_length=10, description="`next` of the page before.")
    limit: int = Field(50, ge=1, description="Most items in a page; the operator's limit applies.")


LogDep = Annotated[LogParameters, Query()]


@router.get("/v1/officers", response_model=OfficerList, responses=problems(*MAY, *READ))
def all_officers(_: ParametersDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """All officers of one's institution, also those who are no more."""
    caller.require_duty(Duty.ADMINISTER)
    with ledger.service.reading() as session:
        found = [view_of(each) for each in officers.of_participant(session, caller.participant)]
    return answered(request, OfficerList(items=found))


@router.post("/v1/officers", status_code=201, response_model=OfficerMade, responses=problems(409, *MAY, *ASK))
def add(asked: OfficerRequest, _: ParametersDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """Open an account.  Its temporary password is for its officer alone, who chooses his own at the first sign-in."""
    by = administrator(caller)
    new = New(asked.login, asked.name, caller.participant, duties_of(asked.duties))
    with ledger.service.writing() as session:
        made, password = staff.add(session, by, new, int(time.time()))
    return answered(request, OfficerMade(officer=view_of(made), password=password), 201)


@router.get("/v1/officers/log", response_model=OfficerEventPage, responses=problems(*MAY, *READ))
def log(page: LogDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """Sign-ins and acts of administration, the newest first: of one's institution, or for who supervises, of all."""
    limit = min(page.limit, ledger.settings.page_max)
    before = sequence_of(page.cursor) if page.cursor else None
    with ledger.service.reading() as session:
        found = events(session, caller, before, limit + 1)
    following = str(found[limit - 1].number) if len(found) > limit else None
    return answered(request, OfficerEventPage(items=found[:limit], next=following))


@router.put("/v1/officers/{id}/duties", response_model=OfficerView, responses=problems(*CHANGE, *ASK))
def set_duties(
    id: IdInPath, asked: DutiesRequest, _: ParametersDep, ledger: LedgerDep, caller: CallerDep, request: Request
) -> Response:
    """Give an officer these duties and no others; his sessions end."""
    by, duties = administrator(caller), duties_of(asked.duties)
    with ledger.service.writing() as session:
        return answered(request, view_of(staff.set_duties(session, by, id, duties, int(time.time()))))


@router.post("/v1/officers/{id}/password", response_model=OfficerMade, responses=problems(*CHANGE, *READ))
def reset_password(id: IdInPath, _: ParametersDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """Give an officer a temporary password; his sessions end."""
    by = administrator(caller)
    with ledger.service.writing() as session:
        officer, password = staff.reset_password(session, by, id, int(time.time()))
    return answered(request, OfficerMade(officer=view_of(officer), password=password))


@router.delete("/v1/officers/{id}/second-factor", response_model=OfficerView, responses=problems(*CHANGE, *READ))
def reset_second_factor(
    id: IdInPath, _: ParametersDep, ledger: LedgerDep, caller: CallerDep, request: Request
) -> Response:
    """Take an officer's second factor away, so that he sets a new one at his next sign-in; his sessions end."""
    by = administrator(caller)
    with ledger.service.writing() as session:
        return answered(request, view_of(staff.reset_second_factor(session, by, id, int(time.time()))))


@router.delete("/v1/officers/{id}/sessions", response_model=SessionsEnded, responses=problems(*CHANGE, *READ))
def end_sessions(id: IdInPath, _: ParametersDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """End all sessions of an officer."""
    by = administrator(caller)
    with ledger.service.writing() as session:
        return answered(request, SessionsEnded(count=staff.end_sessions(session, by, id, int(time.time()))))


@router.put("/v1/officers/{id}/suspension", response_model=OfficerView, responses=problems(*CHANGE, *READ))
def suspend(id: IdInPath, _: ParametersDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """Let an officer not sign in for a while; his sessions end at once, and what he has stays."""
    by = administrator(caller)
    with ledger.service.writing() as session:
        return answered(request, view_of(staff.suspend(session, by, id, int(time.time()))))


@router.delete("/v1/officers/{id}/suspension", response_model=OfficerView, responses=problems(*CHANGE, *READ))
def resume(id: IdInPath, _: ParametersDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """Let a suspended officer sign in again."""
    by = administrator(caller)
    with ledger.service.writing() as session:
        return answered(request, view_of(staff.resume(session, by, id, int(time.time()))))


@router.delete("/v1/officers/{id}", response_model=OfficerView, responses=problems(*CHANGE, *READ))
def end(id: IdInPath, _: ParametersDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """End an account for good; what its officer did keeps his name."""
    by = administrator(caller)
    with ledger.service.writing() as session:
        return answered(request, view_of(staff.end(session, by, id, int(time.time()))))


# WHAT THE PORTAL SHOWS TOO


def administrator(caller: Caller) -> Administrator:
    """Return who administers here.  Raises as `Caller.require_duty` does."""
    caller.require_duty(Duty.ADMINISTER)
    return Administrator(caller.officer, caller.participant, caller.address)


def events(session: ServiceSession, caller: Caller, before: int | None, limit: int) -> list[OfficerEvent]:
    """
    Return the events before a number that a caller may read.  Raises as `Caller.require` does.
    """
    caller.require(Scope.SUPERVISE, Duty.ADMINISTER)
    of = None if caller.may(Scope.SUPERVISE) else caller.participant
    found = officer_log.before(session, before, limit, of)
    known = officers.by_ids(session, {each.by for each in found} | {each.officer for each in found})
    return [_event(each, known) for each in found]


def view_of(found: Officer) -> OfficerView:
    """Return an officer as his administrator sees him."""
    state = OfficerState.INVITED if found.is_temporary else OfficerState.ACTIVE
    if found.suspended is not None:
        state = OfficerState.SUSPENDED
    return OfficerView(
        id=found.id,
        login=found.login,
        name=found.name,
        participant=found.participant,
        duties=found.duties.split(),
        state=state if found.ended is None else OfficerState.ENDED,
        has_second_factor=found.second_factor is not None,
        created=moment(found.created),
        ended=moment_or_none(found.ended or 0),
    )


def _event(row: OfficerLogRow, known: dict[str, Officer]) -> OfficerEvent:
    return OfficerEvent(
        number=row.number,
        at=moment(row.at),
        event=Event(row.event),
        by=row.by,
        by_login=known[row.by].login if row.by in known else (row.by if row.by == OPERATOR else ""),
        officer=row.officer,
        login=known[row.officer].login if row.officer in known else "",
        participant=row.participant,
        address=row.address,
        detail=row.detail,
    )

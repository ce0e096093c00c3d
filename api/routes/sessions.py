"""
One's own session and account: signing in and out, the password, the second factor.

A browser's session is in a cookie that its scripts cannot read; `csrf` goes with whatever changes something.
"""

from __future__ import annotations

import time

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import LedgerDep, ParametersDep, answered
from api.problem_types import ASK, READ, problems
from api.schemas.officers import (
    CodeRequest,
    PasswordRequest,
    SecondFactorProposed,
    SecondFactorRequest,
    SecondFactorSet,
    SessionList,
    SessionsEnded,
    SessionState,
    SessionView,
    SignInRequest,
)
from api.sessions import DoorDep, SignedInDep, VisitDep, let_in, let_out, token_of
from api.views import moment
from ledger.officers import second_factor
from ledger.officers.door import Opened
from ledger.store.service import sessions

router = APIRouter(tags=["sessions"])

WITH_SESSION = (401, 403, 409, 429)


@router.post("/v1/session", response_model=SessionState, responses=problems(401, 403, 429, *ASK))
def sign_in(asked: SignInRequest, _: ParametersDep, door: DoorDep, visit: VisitDep, request: Request) -> Response:
    """
    Begin a session, in a cookie; `stage` says what it still wants.

    Whoever fails often waits longer each time.  A login that nobody has is answered as a wrong password is.
    """
    return _began(request, door.sign_in(asked.login, asked.password, visit))


@router.get("/v1/session", response_model=SessionState, responses=problems(401, *READ))
def mine(_: ParametersDep, signed_in: SignedInDep, request: Request) -> Response:
    """One's own session, and who one is in it."""
    opened = Opened("", signed_in.stage, signed_in.officer, signed_in.session.expires)
    return answered(request, _state(opened, request.state.csrf))


@router.delete("/v1/session", status_code=204, responses=problems(401, 403, *READ))
def sign_out(_: ParametersDep, signed_in: SignedInDep, door: DoorDep, visit: VisitDep, request: Request) -> Response:
    """End one's session."""
    door.sign_out(signed_in, visit)
    return let_out(request, Response(status_code=204))


@router.post("/v1/session/code", response_model=SessionState, responses=problems(*WITH_SESSION, *ASK))
def give_code(
    asked: CodeRequest, _: ParametersDep, signed_in: SignedInDep, door: DoorDep, visit: VisitDep, request: Request
) -> Response:
    """Pass the second factor by its code, which counts once, or by a recovery code, which is used up."""
    return _began(request, door.give_code(signed_in, asked.code, visit))


@router.post("/v1/session/password", response_model=SessionState, responses=problems(*WITH_SESSION, *ASK))
def change_password(
    asked: PasswordRequest, _: ParametersDep, signed_in: SignedInDep, door: DoorDep, visit: VisitDep, request: Request
) -> Response:
    """Choose a new password.  All one's sessions end, and a new one takes the place of this."""
    return _began(request, door.change_password(signed_in, asked.present, asked.chosen, visit))


@router.post("/v1/session/second-factor", response_model=SecondFactorProposed, responses=problems(401, 403, 409, *READ))
def propose_second_factor(_: ParametersDep, signed_in: SignedInDep, door: DoorDep, request: Request) -> Response:
    """A secret for one's telephone; it counts once a code of it was shown."""
    secret = door.propose_second_factor(signed_in)
    address = second_factor.address_of(secret, signed_in.officer.login)
    return answered(request, SecondFactorProposed(secret=secret, address=address))


@router.put("/v1/session/second-factor", response_model=SecondFactorSet, responses=problems(*WITH_SESSION, *ASK))
def set_second_factor(
    asked: SecondFactorRequest,
    _: ParametersDep,
    signed_in: SignedInDep,
    door: DoorDep,
    visit: VisitDep,
    request: Request,
) -> Response:
    """Let the proposed secret be one's second factor; a new session takes the place of all one's sessions."""
    opened, codes = door.set_second_factor(signed_in, asked.present, asked.code, visit)
    told = SecondFactorSet(recovery_codes=codes, session=_state(opened, token_of(opened.token)))
    return let_in(request, answered(request, told), opened, time.time())


@router.get("/v1/sessions", response_model=SessionList, responses=problems(401, *READ))
def all_mine(_: ParametersDep, signed_in: SignedInDep, ledger: LedgerDep, request: Request) -> Response:
    """One's own sessions that are good now, the newest first."""
    idle = ledger.settings.session_idle_seconds
    with ledger.service.reading() as session:
        found = sessions.of_officer(session, signed_in.officer, int(time.time()), idle)
    items = [_view(each, is_this=each.id == signed_in.session.id) for each in found]
    return answered(request, SessionList(items=items))


@router.delete("/v1/sessions", response_model=SessionsEnded, responses=problems(401, 403, *READ))
def sign_out_everywhere(
    _: ParametersDep, signed_in: SignedInDep, door: DoorDep, visit: VisitDep, request: Request
) -> Response:
    """End all one's sessions, this one too."""
    count = door.sign_out_everywhere(signed_in, visit)
    return let_out(request, answered(request, SessionsEnded(count=count)))


# WITHIN


def _began(request: Request, opened: Opened) -> Response:
    answer = answered(request, _state(opened, token_of(opened.token)))
    return let_in(request, answer, opened, time.time())


def _state(opened: Opened, csrf: str) -> SessionState:
    return SessionState(
        officer=opened.officer.id,
        login=opened.officer.login,
        name=opened.officer.name,
        participant=opened.officer.participant,
        duties=opened.officer.duties.split(),
        stage=opened.stage,
        csrf=csrf,
        expires=moment(opened.expires),
    )


def _view(found: sessions.OfficerSession, *, is_this: bool) -> SessionView:
    return SessionView(
        id=found.id,
        stage=sessions.Stage(found.stage),
        address=found.address,
        agent=found.agent,
        created=moment(found.created),
        seen=moment(found.seen),
        expires=moment(found.expires),
        is_this=is_this,
    )

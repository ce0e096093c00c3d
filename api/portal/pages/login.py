"""
Signing in, step by step as the door wants it, and signing out.

Where one was going is kept in `next`, which leads to our own pages only.
"""

from __future__ import annotations

import json
import time
from typing import Any

import segno
from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from api.caller import Caller
from api.dependencies import LedgerDep
from api.needs import need_of
from api.portal.form import Form, FormDep
from api.portal.navigation import entries_for
from api.portal.page import page, redirect
from api.sessions import DoorDep, SignedInDep, VisitDep, let_in, let_out, token_of
from ledger.config import Settings
from ledger.errors import InvalidInput, LedgerError
from ledger.officers import second_factor
from ledger.officers.door import Opened, SignedIn
from ledger.store.service.sessions import Stage

router = APIRouter()

STEPS = {
    Stage.CODE: "/login/code",
    Stage.PASSWORD: "/account/password",
    Stage.ENROL: "/account/second-factor",
    Stage.OPEN: "/login",
}
"""Where a session's next step is taken; an open one leads on from the entrance."""

DESKS = ("/inbox", "/officers", "/assets", "/statistics")
"""Where work begins, for whom it is."""

WHY = {code: code for code in ("SessionEnded", "SignInUnfinished", "CallerSuspended")} | {
    "SessionMissing": "LoginNeeded",
    "TokenMissing": "LoginNeeded",
}
"""Why somebody was led here, and the words that tell him."""

OWN_PATH_LENGTH_MAX = 1_000


def own_path(text: str) -> str:
    """Return a path of ours to lead on to; empty for anything that a browser could take for another site's."""
    is_own = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable() and "\\" not in text
    return text if is_own and len(text) <= OWN_PATH_LENGTH_MAX else ""


@router.get("/login")
def ask(ledger: LedgerDep, request: Request) -> Response:
    """Ask for login and password; who has signed in is led on."""
    signed_in: SignedIn | None = getattr(request.state, "signed_in", None)
    onward = own_path(request.query_params.get("next", ""))
    if signed_in is not None and signed_in.stage is not Stage.OPEN:
        return redirect(request, STEPS[signed_in.stage], next=onward)
    if request.state.caller.officer:
        return redirect(request, onward or _own_desk(request.state.caller))
    return _entrance(request, ledger.settings, Form({"next": (onward,)}))


@router.post("/login")
def sign_in(form: FormDep, ledger: LedgerDep, door: DoorDep, visit: VisitDep, request: Request) -> Response:
    """Begin a session."""
    try:
        if not (form.text("login") and _whole(form, "password")):
            raise InvalidInput("SignInEmpty", "login")
        opened = door.sign_in(form.text("login"), _whole(form, "password"), visit)
    except LedgerError as error:
        return _entrance(request, ledger.settings, form.refused(error, request), error.status)
    return led_on(request, opened, form)


@router.get("/login/code")
def ask_code(_: SignedInDep, request: Request) -> Response:
    """Ask for the second factor."""
    return page(request, "login_code.html", form=Form({"next": (own_path(request.query_params.get("next", "")),)}))


@router.post("/login/code")
def give_code(form: FormDep, signed_in: SignedInDep, door: DoorDep, visit: VisitDep, request: Request) -> Response:
    """Pass the second factor."""
    try:
        opened = door.give_code(signed_in, form.text("code"), visit)
    except LedgerError as error:
        return page(request, "login_code.html", status=error.status, form=form.refused(error, request))
    return led_on(request, opened, form)


@router.get("/account/password")
def ask_password(signed_in: SignedInDep, request: Request) -> Response:
    """Ask for a new password."""
    onward = own_path(request.query_params.get("next", ""))
    return page(request, "password.html", form=Form({"next": (onward,)}), **_own(signed_in))


@router.post("/account/password")
def set_password(form: FormDep, signed_in: SignedInDep, door: DoorDep, visit: VisitDep, request: Request) -> Response:
    """Choose a new password, typed twice."""
    try:
        _require_same(form)
        opened = door.change_password(signed_in, _whole(form, "present"), _whole(form, "chosen"), visit)
    except LedgerError as error:
        again = form.refused(error, request)
        return page(request, "password.html", status=error.status, form=again, **_own(signed_in))
    if signed_in.stage is Stage.OPEN:
        return let_in(request, redirect(request, "/account", done="password"), opened, time.time())
    return led_on(request, opened, form)


@router.get("/account/second-factor")
def ask_second_factor(signed_in: SignedInDep, door: DoorDep, request: Request) -> Response:
    """Show a new secret as a QR code, and ask for a code of it."""
    onward = own_path(request.query_params.get("next", ""))
    return page(request, "second_factor.html", form=Form({"next": (onward,)}), **_proposed(signed_in, door))


@router.post("/account/second-factor")
def set_second_factor(
    form: FormDep, signed_in: SignedInDep, door: DoorDep, visit: VisitDep, request: Request
) -> Response:
    """Set the second factor, and show the recovery codes this once."""
    try:
        opened, codes = door.set_second_factor(signed_in, _whole(form, "present"), form.text("code"), visit)
    except LedgerError as error:
        shown = _proposed(signed_in, door)
        return page(request, "second_factor.html", status=error.status, form=form.refused(error, request), **shown)
    onward = own_path(form.text("next"))
    request.state.csrf = token_of(opened.token)  # for the forms of this page, which is of the new session
    return let_in(request, page(request, "recovery_codes.html", codes=codes, onward=onward), opened, time.time())


@router.post("/logout")
def sign_out(door: DoorDep, visit: VisitDep, request: Request) -> Response:
    """End the session, if there is one still."""
    signed_in: SignedIn | None = getattr(request.state, "signed_in", None)
    if signed_in is not None:
        door.sign_out(signed_in, visit)
    return let_out(request, redirect(request, "/login", done="out"))


# WITHIN


def led_on(request: Request, opened: Opened, form: Form) -> Response:
    """Lead on to the next step of a session that was just begun."""
    onward = redirect(request, STEPS[opened.stage], next=own_path(form.text("next")))
    return let_in(request, onward, opened, time.time())


def _own_desk(caller: Caller) -> str:
    """Return where an officer's work begins."""
    own = [entry.path for entry in entries_for(caller) if need_of("GET", entry.path)]
    return next((desk for desk in DESKS if desk in own), own[0] if own else "/")


def _entrance(request: Request, settings: Settings, form: Form, status: int = 200) -> Response:
    accounts: list[dict[str, Any]] = []
    if settings.demo and settings.demo_accounts_file.exists():
        accounts = json.loads(settings.demo_accounts_file.read_text())
    why = "" if form.faults else WHY.get(request.query_params.get("why", ""), "")
    return page(request, "login.html", status=status, form=form, accounts=accounts, why=why)


def _proposed(signed_in: SignedIn, door: DoorDep) -> dict[str, Any]:
    secret = door.propose_second_factor(signed_in)
    code = segno.make(second_factor.address_of(secret, signed_in.officer.login), error="m", micro=False)
    drawn = code.svg_inline(scale=5, border=4, dark="#1b2530", light="#ffffff", svgclass="qr", lineclass=None)
    grouped = " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
    return {"code": Markup(drawn), "secret": grouped, **_own(signed_in)}  # noqa: S704 - ours


def _own(signed_in: SignedIn) -> dict[str, Any]:
    return {"is_open": signed_in.stage is Stage.OPEN, "login": signed_in.officer.login}


def _whole(form: Form, name: str) -> str:
    """Return a field as it was typed: blanks may be part of a password."""
    return form.values.get(name, ("",))[0]


def _require_same(form: Form) -> None:
    if _whole(form, "chosen") != _whole(form, "again"):
        raise InvalidInput("PasswordsDiffer", "again")

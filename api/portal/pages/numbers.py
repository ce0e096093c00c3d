"""How many certificate numbers a registry has left, and an institution's keys."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.caller import CallerDep, Scope
from api.dependencies import LedgerDep
from api.instructions import KeyringDep
from api.language import locale_of
from api.portal.page import page
from api.portal.who import institution_name
from api.routes.numbers import numbers_of
from ledger.domain.calendar import add_months
from ledger.domain.numbers import SERIAL_MAX
from ledger.domain.participants import Duty
from ledger.messages.printing import printed
from ledger.store.queries import participants

router = APIRouter()

ADMINISTRATORS_MIN = 2
"""Keys that administer, without which an institution cannot enrol a key by itself: two hands sign."""

MonthInQuery = Annotated[str, Query(max_length=16)]


@router.get("/numbers")
def numbers(ledger: LedgerDep, caller: CallerDep, request: Request, month: MonthInQuery = "") -> Response:
    """The supply of one's own registers, or of all for who supervises; this month's, or an earlier one's."""
    own = None if caller.may(Scope.SUPERVISE) else caller.participant
    with ledger.read(request) as view:
        found = numbers_of(view, month or None, own)
    shown = date.fromisoformat(f"{found.month}-01")
    after = add_months(shown, 1)
    return page(
        request,
        "numbers.html",
        found=found,
        maximum=SERIAL_MAX,
        before=_month(add_months(shown, -1)),
        after=_month(after) if after <= found.day else "",
    )


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


@router.get("/keys")
def keys(ledger: LedgerDep, keyring: KeyringDep, caller: CallerDep, request: Request) -> Response:
    """The keys that act for one's institution, active ones first, and which of them are at hand here."""
    with ledger.read(request) as view:
        found = participants.keys_of(view.session, caller.participant)
    found.sort(key=lambda one: one.revoked)
    active = [one for one in found if not one.revoked]
    administer = sum(bool(one.duties & Duty.ADMIN) for one in active)
    return page(
        request,
        "keys.html",
        keys=[(one, printed("duties", int(one.duties), locale_of(request.scope))) for one in found],
        here_now=keyring.keys(),
        institution=institution_name(ledger, caller.participant),
        is_thin=bool(active) and administer < ADMINISTRATORS_MIN,
    )

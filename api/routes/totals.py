"""Totals: certificates and sums by zone, regime, register, month or centre."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from api.dependencies import LedgerDep, PastParameters, View, readable
from api.problem_types import READ, problems
from api.schemas.base import PartyView
from api.schemas.totals import TotalsView, TotalView
from api.subject import Gatherer
from api.views import party
from ledger.domain.calendar import day_of
from ledger.domain.certificates import Regime, State
from ledger.domain.events import ParticipantNumber
from ledger.errors import Unavailable
from ledger.store.queries import participants, totals
from ledger.store.queries.totals import Total

router = APIRouter(tags=["totals"])

By = Literal["zone", "regime", "register", "month", "centre"]


class TotalsParameters(PastParameters):
    by: By = Field("register", description="By what: a zone is the region in the numbers, a centre keeps registers.")


TotalsDep = Annotated[TotalsParameters, Query()]

_KEYS: dict[str, Callable[[int], str]] = {
    "zone": lambda place: f"{totals.code_of(place) // 10:02d}",
    "regime": lambda place: Regime(totals.register_of(place) & 0xFF).name,
    "register": lambda place: f"{totals.code_of(place):03d}/{Regime(totals.register_of(place) & 0xFF).name}",
    "month": lambda place: f"{totals.period_of(place) // 100:04d}-{totals.period_of(place) % 100:02d}",
}


@router.get("/v1/totals", response_model=TotalsView, responses=problems(*READ))
def all_totals(asked: TotalsDep, ledger: LedgerDep, request: Request) -> Response:
    """
    How many certificates there are of each zone, regime, register, month or centre, and what sums rest on them.

    The first question to a service counts everything; from then on it follows what changes.
    """
    with ledger.read(request, asked) as view, ledger.mirror.sessions() as present:
        counted = ledger.tallies.at(present, view.at.number)
        if counted is None:
            raise Unavailable("MirrorNotReady")
        gatherer = Gatherer(view.session, ledger.documents)
        if asked.by == "centre":
            found = totals.totals(counted, view.instant, _centre_of(view))
            items = [_view(_centre(gatherer, number), total) for number, total in sorted(found.items())]
        else:
            named = totals.totals(counted, view.instant, _KEYS[asked.by])
            items = [_view(key, total) for key, total in sorted(named.items())]
        return readable(request, TotalsView(by=asked.by, day=day_of(view.instant), items=items))


def _centre_of(view: View) -> Callable[[int], int]:
    """Say who keeps the register of a place; 0 if nobody does any more."""
    keepers = {charge.register: int(charge.participant) for charge in participants.charges(view.session)}
    return lambda place: keepers.get(totals.register_of(place), 0)


def _centre(gatherer: Gatherer, number: int) -> PartyView | str:
    return party(gatherer.party(gatherer.number(ParticipantNumber(number)))) if number else ""


def _view(key: PartyView | str, total: Total) -> TotalView:
    centre = key if isinstance(key, PartyView) else None
    return TotalView(
        key=str(centre.participant) if centre else str(key),
        centre=centre,
        issued=total.states.total(),
        states={State(state).name: number for state, number in sorted(total.states.items())},
        in_force=total.in_force,
        pledged=total.pledged,
        frozen=total.frozen,
        contributed=total.contributed,
        secured_fen=total.secured_fen,
        valued_fen=total.valued_fen,
        contributed_fen=total.contributed_fen,
    )

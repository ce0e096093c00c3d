"""Participants by number or code, and the certificates that they hold."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api import views
from api.dependencies import (
    LedgerDep,
    PageDep,
    PastDep,
    View,
    place_of,
    readable,
)
from api.problem_types import READ, problems
from api.routes.certificates import page_of
from api.schemas import USCC, CertificatePage, ParticipantView
from api.subject import Gatherer
from ledger.domain.numbers import check_uscc
from ledger.domain.participants import Participant
from ledger.errors import InvalidInput, NotFound
from ledger.store.queries import certificates, participants

router = APIRouter(tags=["participants"])

NameInPath = Annotated[
    str,
    Path(
        description="A participant's number, or its unified social credit code.",
        examples=["12", USCC],
        max_length=64,
    ),
]


@router.get("/v1/participants/{name}", response_model=ParticipantView, responses=problems(404, *READ))
def participant(name: NameInPath, past: PastDep, ledger: LedgerDep, request: Request) -> Response:
    """One participant: what it is in law, its roles, its active keys, its names with the former ones."""
    with ledger.read(request, past) as view:
        found = participant_named(view, name)
        charges = participants.charges_of(view.session, found.number)
        known = Gatherer(view.session, ledger.documents).party(found)
        return readable(request, views.participant(known, charges))


@router.get("/v1/participants/{name}/certificates", response_model=CertificatePage, responses=problems(404, *READ))
def certificates_held(name: NameInPath, page: PageDep, ledger: LedgerDep, request: Request) -> Response:
    """All certificates that a participant holds, alone or with others, in the order of their issue."""
    with ledger.read(request, page) as view:
        found = participant_named(view, name)
        limit = min(page.limit, ledger.settings.page_max)
        held = certificates.held_by(view.session, found.number, place_of(page.cursor), limit)
        return readable(request, page_of(ledger, view, held))


def participant_named(view: View, name: str) -> Participant:
    """Return the participant with this number or code.  Raises `NotFound`, or `InvalidInput` if it can be neither."""
    if re.fullmatch(r"[0-9]{1,10}", name):
        found = participants.by_number(view.session, int(name))
    elif re.fullmatch(r"\w{10,}", name, re.ASCII):
        return with_uscc(view, name, "name")
    else:
        raise InvalidInput("ParticipantMalformed", "name", given=name)
    if found is None:
        raise NotFound("ParticipantNotFound", participant=name)
    return found


def with_uscc(view: View, uscc: str, field: str) -> Participant:
    """Return the participant with this code.  Raises `NotFound`, or `InvalidInput` that names the field."""
    found = participants.by_uscc(view.session, check_uscc(uscc, field))
    if found is None:
        raise NotFound("ParticipantNotFound", participant=uscc)
    return found

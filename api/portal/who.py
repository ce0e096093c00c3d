"""Who is at the page: the officer who has signed in, and his institution, as every page's heading names them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from starlette.requests import Request

from api.dependencies import Ledger
from api.schemas import Text
from api.subject import Gatherer
from ledger.domain.officers import Duty
from ledger.errors import Unavailable
from ledger.officers.door import SignedIn
from ledger.store.queries import participants
from ledger.store.service.sessions import Stage


@dataclass(frozen=True, slots=True)
class Who:
    """An officer's name and duties, and the name of his institution, or its number where that is not on file."""

    name: str
    duties: tuple[Duty, ...]
    institution: Text


def who_of(request: Request) -> Who | None:
    """Return who has signed in; nobody whose sign-in is not finished."""
    signed_in: SignedIn | None = getattr(request.state, "signed_in", None)
    if signed_in is None or signed_in.stage is not Stage.OPEN:
        return None
    officer = signed_in.officer
    duties = tuple(duty for duty in Duty if duty in officer.held)
    return Who(officer.name, duties, institution_name(request.app.state.ledger, officer.participant))


def institution_name(ledger: Ledger, number: int) -> Text:
    """Return what a participant is called."""
    name = None
    with suppress(Unavailable), ledger.mirror.sessions() as session:
        found = participants.by_number(session, number)
        name = Gatherer(session, ledger.documents).party(found).name if found is not None else None
    return (
        Text(zh=name.zh, en=name.en) if name is not None else Text(zh=f"{number} 号参与方", en=f"participant {number}")
    )

"""The explorer: blocks and what happened in them in words, certificates, participants; searched, paged, taken away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api import views
from api.dependencies import Ledger, LedgerDep, View, cursor_of, place_of
from api.language import locale_of
from api.portal.happenings import Happening, Teller
from api.portal.page import download, page, redirect
from api.portal.searching import TEXT_MAX, search
from api.routes.certificates import page_of
from api.routes.entries import line_view
from api.routes.participants import NameInPath, participant_named
from api.subject import Gatherer
from ledger.domain.certificates import Certificate, State
from ledger.domain.events import Position
from ledger.errors import InvalidInput, NotFound
from ledger.messages import sentence
from ledger.sheets.export import MEDIA_CSV, MEDIA_NDJSON, csv_of, ndjson_of
from ledger.store.queries import blocks, certificates, entries, participants
from ledger.store.queries.entries import Line
from ledger.store.queries.page import Page

router = APIRouter()

PAGE = 50
"""Rows on a page: two or three screens."""

EXPORT_MAX = 10_000
"""Most events in a file: some megabytes.  The snapshot and the entries of the API have all."""

LOOKED_AT_MAX = 2_000
"""Most certificates that are looked at for one page of those in a state, so that a page takes some tens of ms."""

STATES = ("ACTIVE", "CANCELLED", "REVOKED", "SUPERSEDED")

CursorInQuery = Annotated[str | None, Query(max_length=64, description="A position, `<block>.<log>`.")]
BlockInPath = Annotated[int, Path(ge=0, le=2**53 - 1, description="A block's number.")]


# WHAT HAPPENED


@router.get("/explorer")
def explorer(
    ledger: LedgerDep,
    request: Request,
    q: Annotated[str, Query(max_length=TEXT_MAX)] = "",
    before: CursorInQuery = None,
) -> Response:
    """What was searched for, or the newest events."""
    with ledger.read(request) as view:
        found = search(ledger, view, q) if q.strip() else []
        if len(found) == 1:
            return redirect(request, found[0].path)
        lines = entries.before(view.session, place_of(before), PAGE)
        events = _told(ledger, view, lines.items, request)
    return page(request, "explorer.html", q=q, found=found, events=events, next=cursor_of(lines.next))


@router.get("/explorer/blocks/{number}")
def block(number: BlockInPath, ledger: LedgerDep, request: Request) -> Response:
    """One block, and every event in it with its fields."""
    with ledger.read(request) as view:
        header = blocks.by_number(view.session, number)
        if header is None:
            raise NotFound("BlockNotMirrored", block=number)
        lines = entries.in_block(view.session, number)
        events = _told(ledger, view, lines, request)
    return page(request, "block.html", header=header, events=events, last=view.at.number)


@router.get("/explorer/entries.csv")
def entries_csv(ledger: LedgerDep, request: Request, before: CursorInQuery = None) -> Response:
    """Events for a spreadsheet, the newest first, in the language of the page."""
    titles = [_words(request, f"Events{name}") for name in ("Time", "What", "Who", "Block", "Log", "Kind")]
    with ledger.read(request) as view:
        told = _told(ledger, view, _lines(view, place_of(before)), request)
    return download(csv_of(titles, (_cells(each) for each in told)), "entries.csv", MEDIA_CSV)


@router.get("/explorer/entries.ndjson")
def entries_ndjson(ledger: LedgerDep, request: Request, before: CursorInQuery = None) -> Response:
    """Events for a program, the newest first, each as the API shows it."""
    with ledger.read(request) as view:
        lines = [line_view(line).model_dump(mode="json", by_alias=True) for line in _lines(view, place_of(before))]
    return download(ndjson_of(lines), "entries.ndjson", MEDIA_NDJSON)


def _lines(view: View, place: Position | None) -> list[Line]:
    return list(entries.before(view.session, place, EXPORT_MAX).items)


def _told(ledger: Ledger, view: View, lines: Sequence[Line], request: Request) -> list[Happening]:
    return Teller(Gatherer(view.session, ledger.documents), locale_of(request.scope)).told(lines)


def _cells(event: Happening) -> list[str | int]:
    at = views.moment(event.at).isoformat()
    what = f"{event.what} {event.text}".strip()
    return [at, what, event.who, event.position.block, event.position.log, event.kind]


def _words(request: Request, code: str) -> str:
    return sentence(code, locale_of(request.scope), {})


# CERTIFICATES AND PARTICIPANTS


@router.get("/explorer/certificates")
def all_certificates(
    ledger: LedgerDep,
    request: Request,
    state: Annotated[str, Query(max_length=16)] = "",
    cursor: CursorInQuery = None,
) -> Response:
    """All certificates in the order of their issue, or those in one state."""
    if state and state not in STATES:
        raise InvalidInput("ValueUnknown", "state", given=state, expected=", ".join(STATES))
    with ledger.read(request) as view:
        found = _in_state(view, State[state] if state else None, place_of(cursor))
        shown = page_of(ledger, view, found)
    return page(request, "certificates.html", items=shown.items, next=shown.next, state=state, states=STATES)


@router.get("/explorer/participants/{name}")
def participant(name: NameInPath, ledger: LedgerDep, request: Request, cursor: CursorInQuery = None) -> Response:
    """One participant, the certificates that it holds, and what happened to itself."""
    with ledger.read(request) as view:
        found = participant_named(view, name)
        known = views.participant(
            Gatherer(view.session, ledger.documents).party(found), participants.charges_of(view.session, found.number)
        )
        held = page_of(ledger, view, certificates.held_by(view.session, found.number, place_of(cursor), PAGE))
        lines = entries.of_participant(view.session, found.number, None, PAGE).items
        events = _told(ledger, view, lines, request)[::-1]
    return page(request, "participant.html", known=known, items=held.items, next=held.next, events=events)


def _in_state(view: View, state: State | None, place: Position | None) -> Page[Certificate, Position]:
    """Return a page of certificates; of those in a state perhaps fewer than there is room for, with more to come."""
    if state is None:
        return certificates.issued(view.session, place, PAGE)
    found: list[Certificate] = []
    for looked in _pages(view, place):
        for each in looked.items:
            if each.state is state:
                found.append(each)
            if len(found) == PAGE:
                return Page(tuple(found), each.issued)
        place = looked.next
    return Page(tuple(found), place)


def _pages(view: View, place: Position | None) -> Iterator[Page[Certificate, Position]]:
    for _ in range(LOOKED_AT_MAX // 200):
        looked = certificates.issued(view.session, place, 200)
        yield looked
        place = looked.next
        if place is None:
            return

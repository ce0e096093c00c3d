"""What each page is for, and what the words mean."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.portal.navigation import ENTRIES
from api.portal.page import page
from ledger.messages.portal.glossary import TERMS

router = APIRouter()


@router.get("/help")
def help_(request: Request) -> Response:
    """What each page is for, those that the caller may open with the way there."""
    topics = tuple(dict.fromkeys(entry.words for entry in ENTRIES))
    return page(request, "help.html", topics=topics)


@router.get("/glossary")
def glossary(request: Request) -> Response:
    """The words of the ledger, each in both languages, with what it means."""
    return page(request, "glossary.html", terms=tuple(TERMS))

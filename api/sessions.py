"""
The session of an officer's browser: its cookie, and the proof that a request comes from one of our own pages.

A browser adds the cookie to whatever a page of any site makes it send.  What changes something therefore shows the
session's own token too, which only our pages know, and does not name another site as where it comes from.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.datastructures import Headers
from starlette.responses import Response

from api.caller import AccessRefused, CallerUnknown
from api.limits import network_of
from ledger.officers.door import Door, Opened, SignedIn, Visit

COOKIE = "deed_session"

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""What changes nothing (RFC 9110 §9.2.1)."""

TOKEN_HEADER = "X-CSRF-Token"  # noqa: S105 - a name
TOKEN_FIELD = "csrf"  # noqa: S105 - a name
TOKEN_FIELDS_MAX = 1_000
"""Most fields of a form in which the token is looked for."""


def token_of(session: str) -> str:
    """Return the token that forms of a session carry; it tells nothing of the session's own."""
    return hmac.new(session.encode(), b"form", hashlib.sha256).hexdigest()


def is_foreign(scope: Mapping[str, Any]) -> bool:
    """Whether a request says that a page of another site made it; browsers say so, other programs say nothing."""
    headers = Headers(scope=scope)  # type: ignore[arg-type]
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()


async def require_own_page(request: Request) -> None:
    """
    Raise unless a request that changes something may come from where it comes.

    Raises `AccessRefused` OriginForeign; FormNotOurs for an officer's without his session's token.
    """
    if request.method in SAFE_METHODS or not getattr(request.state, "is_by_browser", True):
        return
    if is_foreign(request.scope):
        raise AccessRefused("OriginForeign")
    expected = getattr(request.state, "csrf", "")
    if expected and not hmac.compare_digest(expected.encode(), (await _shown(request)).encode()):
        raise AccessRefused("FormNotOurs")


async def _shown(request: Request) -> str:
    if TOKEN_HEADER in request.headers:
        return request.headers[TOKEN_HEADER]
    if "form" not in request.headers.get("content-type", ""):
        return ""
    field = (await request.form(max_fields=TOKEN_FIELDS_MAX)).get(TOKEN_FIELD, "")
    return field if isinstance(field, str) else ""


# THE COOKIE


def let_in(request: Request, answer: Response, opened: Opened, now: float) -> Response:
    """Let an answer carry the cookie of a session that was just begun."""
    seconds = max(0, opened.expires - int(now))
    answer.set_cookie(COOKIE, opened.token, max_age=seconds, path="/", **_how(request))
    return answer


def let_out(request: Request, answer: Response) -> Response:
    """Let an answer take the cookie away."""
    answer.delete_cookie(COOKIE, path="/", **_how(request))
    return answer


def _how(request: Request) -> dict[str, Any]:
    return {"secure": bool(request.state.is_secure), "httponly": True, "samesite": "lax"}


# WHAT ROUTES ARE GIVEN


async def _door(request: Request) -> Door:
    door: Door = request.app.state.door
    return door


async def _visit(request: Request) -> Visit:
    address = request.state.caller.address
    return Visit(address, network_of(address), request.headers.get("user-agent", ""))


async def _signed_in(request: Request) -> SignedIn:
    """Return whose session it is, in whatever stage.  Raises `CallerUnknown` SessionMissing, or why it is not good."""
    found: SignedIn | None = getattr(request.state, "signed_in", None)
    if found is None:
        told = request.state.caller.stranger
        raise CallerUnknown("SessionMissing" if told == "TokenMissing" else told)
    return found


DoorDep = Annotated[Door, Depends(_door)]
VisitDep = Annotated[Visit, Depends(_visit)]
SignedInDep = Annotated[SignedIn, Depends(_signed_in)]

"""
Who asks: the caller behind a request, let into a route that needs what he has (`api.needs`).

A client shows one thing: `Authorization: Bearer` with an access token or an API key, `X-Api-Key`, or a certificate
that a trusted proxy names in `settings.identity_header`.  What is shown must be good, also where nothing need be shown:
a client whose key has ended is told so, and never quietly treated as the public.

An officer's browser shows a cookie with everything it asks for, wanted or not.  It counts where nothing else is shown,
and one that is no longer good makes its bearer the public, who is told so where the public may not go.

The roles and the suspension of the participant that a caller acts for are the ledger's, read from the mirror.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from anyio import to_thread
from fastapi import Request
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

from api.caller import AccessRefused, Caller, CallerUnknown, Need, Scope, caller_of
from api.dependencies import Ledger
from api.limits import WINDOW_SECONDS, Allowance, Limits
from api.needs import GRANT_PATH, MACHINES, is_open, need_of
from api.problem_types import problems
from api.sessions import COOKIE, require_own_page, token_of
from ledger.domain.participants import Role
from ledger.errors import Unavailable
from ledger.officers.door import SignedIn
from ledger.store.queries import blocks, participants
from ledger.store.service import clients, sessions
from ledger.store.service.sessions import Stage


async def admit(request: Request) -> None:
    """
    Let the caller into the route, before anything of the request is judged.

    Raises as `Caller.require` and `sessions.require_own_page` do.
    """
    need = need_of(request.method, request.scope["route"].path)
    if need:
        caller_of(request).require(*need)
    await require_own_page(request)


# DOCUMENTATION

_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "An access token, or an API key."},
    "apiKey": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
    "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
    "oauth2": {
        "type": "oauth2",
        "flows": {
            "clientCredentials": {"tokenUrl": GRANT_PATH, "scopes": {scope.value: scope.value for scope in Scope}}
        },
    },
}


def describe(description: dict[str, Any]) -> None:
    """Say in an OpenAPI description what each operation needs, and that it may be refused for want of it."""
    description["components"]["securitySchemes"] = _SCHEMES
    for path, operations in description["paths"].items():
        if is_open(path):
            continue
        for method, operation in operations.items():
            operation["security"] = list(_ways_in(need_of(method.upper(), path)))
            refusals = problems(401, 403, 429)
            operation["responses"] = {str(each): refusals[each] for each in refusals} | operation["responses"]


def _ways_in(need: tuple[Need, ...]) -> Iterator[dict[str, list[str]]]:
    """Return what a caller may show where `need` is needed."""
    scopes = [each.value for each in need if isinstance(each, Scope)]
    if scopes or not need:
        yield {"bearer": []}
        yield {"apiKey": []}
        yield {"oauth2": scopes}
    yield {"session": []}
    if not need:
        yield {}


# WHO ASKS

CALLER_SECONDS = 5.0
"""
How long a process believes what it found out about a caller: so much later at most does the revocation of a client or
the suspension of its participant take effect.
"""

SEEN_SECONDS = 30
"""That a session is used is noted so often at most, rather than with every request."""

CALLERS_MAX = 10_000
"""Callers that a process remembers; when there are more it forgets them all, and looks each up again."""


@dataclass(frozen=True, slots=True)
class _Found:
    caller: Caller
    is_suspended: bool
    until: int | None
    believed_until: float


class Access:
    """Finds the caller of each request, and counts what it asks; credentials live by the machine's clock."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        caller_seconds: float = CALLER_SECONDS,
        window_seconds: int = WINDOW_SECONDS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        settings = ledger.settings
        self._ledger = ledger
        self._seconds = caller_seconds
        self._clock = clock
        self._limits = Limits(settings.public_per_minute, settings.client_per_minute, window_seconds)
        self._proxies = frozenset(filter(None, map(str.strip, settings.proxy_addresses.split(","))))
        self._identity_header = settings.identity_header.lower()
        self._callers: dict[bytes, _Found] = {}

    async def enter(self, scope: Mapping[str, Any]) -> tuple[Caller, Allowance | None]:
        """
        Return who asks, and what is left of its allowance; none where nothing is counted.

        Raises `CallerUnknown` if what is shown is not good, `AccessRefused` if the participant is suspended,
        `AskedTooOften`, `Unavailable`.
        """
        address = self._address(scope)
        if is_open(scope["path"]):
            return Caller(address), None
        shown = None if scope["path"] == GRANT_PATH else self._shown(scope)
        scope["state"]["is_by_browser"] = shown is None and scope["path"] != GRANT_PATH
        scope["state"]["is_secure"] = self._is_secure(scope)
        if shown is not None:
            caller = await self._client(*shown, address)
        else:
            caller = await to_thread.run_sync(self._officer, scope, address)
        return caller, self._limits.take(caller)

    async def _client(self, kind: str, words: str, address: str) -> Caller:
        key = clients.digest_of(f"{kind} {words}")
        found = self._callers.get(key)
        if found is None or found.believed_until < time.monotonic():
            self._limits.try_credentials(address)
            found = await to_thread.run_sync(self._find, kind, words)
            if found is None:
                self._limits.miss(address)
                raise CallerUnknown("CredentialsInvalid")
            if len(self._callers) >= CALLERS_MAX:
                self._callers.clear()
            self._callers[key] = found
        if found.until is not None and found.until <= self._clock():
            self._limits.miss(address)
            raise CallerUnknown("CredentialsExpired")
        if found.is_suspended:
            raise AccessRefused("CallerSuspended")
        return Caller(address, found.caller.client, found.caller.participant, found.caller.roles, found.caller.scopes)

    def _find(self, kind: str, words: str) -> _Found | None:
        with self._ledger.service.reading() as session:
            look_up = clients.by_certificate if kind == "certificate" else clients.by_bearer
            shown = look_up(session, words)
        if shown is None:
            return None
        roles, is_suspended = self.standing(shown.client.participant)
        scopes = frozenset(scope for scope in Scope if scope in shown.scopes)
        caller = Caller("", shown.client.id, shown.client.participant, roles, scopes)
        return _Found(caller, is_suspended, shown.until, time.monotonic() + self._seconds)

    def _officer(self, scope: Mapping[str, Any], address: str) -> Caller:
        """Return the officer whose open session it is, and note the session; the public for any other."""
        token = HTTPConnection(dict(scope)).cookies.get(COOKIE, "")
        if not token:
            return Caller(address, stranger="TokenMissing" if scope["path"].startswith(MACHINES) else "SessionMissing")
        now = int(self._clock())
        with self._ledger.service.reading() as session:
            found = sessions.by_token(session, token)
        if found is None or not found[0].is_good(now, self._ledger.settings.session_idle_seconds):
            return Caller(address, stranger="SessionEnded")
        mine, officer = found
        if mine.seen + SEEN_SECONDS <= now:
            with suppress(Unavailable), self._ledger.service.writing() as session:  # a read must not wait for a note
                sessions.touch(session, mine.digest, now)
        scope["state"].update(signed_in=SignedIn(mine, officer), csrf=token_of(token))
        if mine.stage != Stage.OPEN:
            return Caller(address, stranger="SignInUnfinished")
        roles, is_suspended = self.standing(officer.participant)
        if is_suspended:
            return Caller(address, stranger="CallerSuspended")
        return Caller(
            address,
            desk_of(officer.participant),
            officer.participant,
            roles,
            scopes_of(roles),
            officer.id,
            officer.held,
        )

    def standing(self, number: int) -> tuple[Role, bool]:
        """
        Return a participant's roles, and whether it may not act: suspended, or not there.

        Nothing is known against anybody while the mirror is empty; nothing can be read then either.
        """
        if not number:
            return Role(0), False
        with self._ledger.mirror.sessions() as session:
            if blocks.cursor(session) is None:
                return Role(0), False
            found = participants.by_number(session, number)
        return (Role(0), True) if found is None else (Role(found.roles), found.suspended)

    # WHAT IS SHOWN

    def _shown(self, scope: Mapping[str, Any]) -> tuple[str, str] | None:
        """Return the kind and the words of what is shown; none if nothing is.  Raises `CallerUnknown`."""
        headers = Headers(scope=scope)  # type: ignore[arg-type]
        shown = [("bearer", _bearer(words)) for words in headers.getlist("authorization")]
        shown += [("bearer", words.strip()) for words in headers.getlist("x-api-key")]
        if self._identity_header and _peer(scope) in self._proxies:
            named = [words.strip() for words in headers.getlist(self._identity_header)]
            shown += [("certificate", words) for words in named if words]
        if len(shown) > 1:
            raise CallerUnknown("CredentialsSeveral")
        return shown[0] if shown else None

    def _is_secure(self, scope: Mapping[str, Any]) -> bool:
        """Whether a request came by https, to us or to a trusted proxy that says so (`X-Forwarded-Proto`)."""
        if _peer(scope) not in self._proxies:
            return str(scope.get("scheme")) == "https"
        return Headers(scope=scope).get("x-forwarded-proto", "").strip().lower() == "https"  # type: ignore[arg-type]

    def _address(self, scope: Mapping[str, Any]) -> str:
        """Return where a request came from: the peer, or whom a trusted proxy last saw (`X-Forwarded-For`)."""
        peer = _peer(scope)
        if peer not in self._proxies:
            return peer
        passed = ",".join(Headers(scope=scope).getlist("x-forwarded-for"))  # type: ignore[arg-type]
        seen = [each.strip() for each in passed.split(",") if each.strip()]
        return next((each for each in reversed(seen) if each not in self._proxies), peer)[:64]


def desk_of(participant: int) -> str:
    """Return what stands for a participant's officers where a client's id would: they share what they ask and watch."""
    return f"desk-{participant}"


def scopes_of(roles: Role) -> frozenset[Scope]:
    """Return what the officers of a participant with these roles may do."""
    own = {Scope.READ, Scope.VERIFY, Scope.WATCH}
    return frozenset(own | {Scope.SUPERVISE} if Role.SUPERVISOR in roles else own)


def _peer(scope: Mapping[str, Any]) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


def _bearer(words: str) -> str:
    scheme, _, rest = words.strip().partition(" ")
    if scheme.lower() != "bearer" or not rest.strip():
        raise CallerUnknown("CredentialsInvalid")
    return rest.strip()

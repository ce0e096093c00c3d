"""
What happens to every request, whatever its route: an id, who asks and how often, limits on body and time, strict
JSON, and the security headers.

One plain ASGI layer around the routes.  Who asks is found before its body is read.  Bodies are read whole before a
route sees them: they are small, and so the limit holds for chunked bodies too.  What goes wrong here becomes a problem
like any other, and nothing that is not ours leaves.
"""

from __future__ import annotations

import asyncio
import re
import time
import uuid
from collections.abc import Callable, Mapping

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access import Access
from api.needs import GRANT_PATH, MACHINES
from api.problems import BodyMalformed, BodyTooLarge, MediaTypeUnsupported, problem
from ledger.domain.document import parse
from ledger.errors import InvalidInput, LedgerError, Unavailable

REQUEST_SECONDS_MAX = 30.0
"""Longest time until an answer begins; a stream that has begun is not cut off."""

BODY_SECONDS_MAX = 10.0
"""Longest time that a client may take to send its body."""

SECURITY_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Strict-Transport-Security": "max-age=31536000",
    "Cache-Control": "no-store",
}
"""What every answer carries unless its route says otherwise."""

JSON, FORM, FILES = "application/json", "application/x-www-form-urlencoded", "multipart/form-data"

UPLOADS = re.compile(
    r"/v1/cases/[^/]+/attachments|/v1/board/[^/]+/objections|/cases/[^/]+/attachments|/board/[^/]+"
    r"|(?:/v1)?/imports|/audits",
    re.ASCII,
)
"""Where files are sent: their bodies are passed on as they come, counted, and never whole in memory."""

UPLOAD_SECONDS_MAX = 300.0
"""Longest time for sending a file and having it answered: 50 MiB over a line of two megabits."""

FORM_BYTES = 1 << 20
"""What a form may have around its file."""

VARIES = "Authorization, X-Api-Key, Cookie"
"""By what an answer differs, for whoever keeps one: two callers may be shown different parts."""

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
"""The content security policy of our own pages: nothing inline, no other host."""

GONE = 499
"""The status under which a request is counted whose client went away before the answer, as others count it."""

Asked = Callable[[str, str | None, int, float], None]
"""Is told of each request: its method, the template of its route, the status, and the seconds it took."""

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_LOG = structlog.get_logger()


class Gate:
    """Wraps the routes; see the module's docstring."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        access: Access,
        body_bytes_max: int,
        file_bytes_max: int,
        seconds_max: float,
        asked: Asked,
    ) -> None:
        self.app = app
        self.access = access
        self.body_bytes_max = body_bytes_max
        self.file_bytes_max = file_bytes_max
        self.seconds_max = seconds_max
        self.asked = asked

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope.setdefault("state", {})["request_id"] = _request_id(scope)
        answer, began = _Answer(scope, send), time.monotonic()
        try:
            await self._answer(scope, receive, answer)
        finally:
            route = getattr(scope.get("route"), "path", None)
            self.asked(scope["method"], route, answer.status or GONE, time.monotonic() - began)

    async def _answer(self, scope: Scope, receive: Receive, answer: _Answer) -> None:
        try:
            scope["state"]["caller"], scope["state"]["allowance"] = await self.access.enter(scope)
            if scope["method"] == "POST" and UPLOADS.fullmatch(scope["path"]):
                _require_kind(scope, (FILES,))
                most = self.file_bytes_max + FORM_BYTES
                await self._run(scope, _metered(scope, receive, most), answer, UPLOAD_SECONDS_MAX)
                return
            body = await self._read(scope, receive)
            await self._run(scope, _replay(body, receive), answer, self.seconds_max)
        except ClientDisconnect:
            return
        except LedgerError as error:
            await problem(error, scope)(scope, receive, answer.send)
        except Exception as error:
            _LOG.exception("request failed", request_id=scope["state"]["request_id"], path=scope["path"])
            if answer.started:
                raise
            await problem(LedgerError("Unexpected", kind=type(error).__name__), scope)(scope, receive, answer.send)

    async def _read(self, scope: Scope, receive: Receive) -> bytes:
        _require_size(scope, self.body_bytes_max)
        try:
            body = await asyncio.wait_for(_drain(receive, self.body_bytes_max), BODY_SECONDS_MAX)
        except TimeoutError:
            raise Unavailable("RequestTimedOut", seconds=BODY_SECONDS_MAX) from None
        if body:
            kinds = _kinds_of(scope["path"])
            _require_kind(scope, kinds)
            if JSON in kinds:
                _check_json(body)
        return body

    async def _run(self, scope: Scope, receive: Receive, answer: _Answer, seconds_max: float) -> None:
        """
        Run the route.  One that sits in a thread cannot be stopped, but its client is told, and its answer is dropped.
        """
        task = asyncio.ensure_future(self.app(scope, receive, answer.send_for_route))
        try:
            await asyncio.wait({task}, timeout=seconds_max)
            if not task.done() and not answer.started:
                answer.is_abandoned = True
                raise Unavailable("RequestTimedOut", seconds=seconds_max)
            await task
        finally:
            task.cancel()


class _Answer:
    """Sends an answer once: adds the headers, and drops what an abandoned route says too late."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self.status: int | None = None
        self.is_abandoned = False

    @property
    def started(self) -> bool:
        return self.status is not None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            _add_headers(MutableHeaders(scope=message), self._scope)
        await self._send(message)

    async def send_for_route(self, message: Message) -> None:
        if not self.is_abandoned:
            await self.send(message)


def _require_size(scope: Scope, most: int) -> None:
    """Raise `BodyTooLarge` if a request says itself that its body is longer."""
    declared = Headers(scope=scope).get("content-length", "0")
    if declared.isascii() and declared.isdigit() and int(declared) > most:
        raise BodyTooLarge("BodyTooLarge", maximum=most)


def _require_kind(scope: Scope, kinds: tuple[str, ...]) -> None:
    given = Headers(scope=scope).get("content-type", "")
    if given.partition(";")[0].strip().lower() not in kinds:
        raise MediaTypeUnsupported("MediaTypeUnsupported", expected=" / ".join(kinds))


def _metered(scope: Scope, receive: Receive, most: int) -> Receive:
    """Give the route the body as it comes.  Raises `BodyTooLarge` as soon as it is."""
    _require_size(scope, most)
    length = 0

    async def metered() -> Message:
        nonlocal length
        message = await receive()
        length += len(message.get("body", b""))
        if length > most:
            raise BodyTooLarge("BodyTooLarge", maximum=most)
        return message

    return metered


def _kinds_of(path: str) -> tuple[str, ...]:
    """Return the kinds of body that are read at a path: a form where OAuth wants it (RFC 6749 §4.4.2), and of pages."""
    if path == GRANT_PATH:
        return (FORM,)
    return (JSON,) if path.startswith(MACHINES) else (FORM, FILES)


def _request_id(scope: Scope) -> str:
    """The caller's own id if it is harmless to repeat and to log; a new one otherwise."""
    given = Headers(scope=scope).get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _add_headers(headers: MutableHeaders, scope: Scope) -> None:
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)
    headers["X-Request-Id"] = scope["state"]["request_id"]
    headers.add_vary_header(VARIES)
    allowance = scope["state"].get("allowance")
    for name, value in allowance.headers.items() if allowance is not None else ():
        headers[name] = value
    at = scope["state"].get("ledger_block")
    if at is not None:
        headers["Ledger-Block"], headers["Ledger-Block-Hash"] = str(at.number), "0x" + at.hash.hex()
        headers["Ledger-Lag"] = str(at.lag_blocks)
        headers["Ledger-Lag-At"] = f"@{at.seen_at}"  # a date as RFC 9651 §3.3.7 writes it: unix seconds


async def _drain(receive: Receive, most: int) -> bytes:
    parts, length = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        part = message.get("body", b"")
        length += len(part)
        if length > most:
            raise BodyTooLarge("BodyTooLarge", maximum=most)
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Give the route the body once, then whatever the connection says."""
    message: Message | None = {"type": "http.request", "body": body, "more_body": False}

    async def replayed() -> Message:
        nonlocal message
        if message is None:
            return await receive()
        first, message = message, None
        return first

    return replayed


def _check_json(body: bytes) -> None:
    try:
        parse(body)
    except InvalidInput as error:
        raise BodyMalformed("BodyMalformed", "body", reason=error.facts["reason"]) from None

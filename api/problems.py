"""
Every failure as an RFC 9457 document, in Chinese or English, with a stable type that can be looked up.

The type is `/problems/<code>`, where the code is the error's own: a Solidity error's name or one of ours.  A request
with several faults gets them all at once, each with its field.  Nothing of ours leaks: no stack trace, no path, no
value of another party.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Scope

from api.language import TAGS, locale_of
from api.limits import AskedTooOften
from api.portal.problem_page import problem_page, wants_page
from api.schemas import Fault, Problem
from ledger.errors import (
    ActRefused,
    Inconsistent,
    InvalidInput,
    LedgerError,
    Misconfigured,
    NotFound,
    Refused,
    Unavailable,
)
from ledger.messages import sentence
from ledger.officers.waiting import TriedTooOften

MEDIA_TYPE = "application/problem+json"

RETRY_SECONDS = 5
"""When to try again, where trying again may help."""

_TITLES: tuple[type[LedgerError], ...] = (
    InvalidInput, ActRefused, NotFound, Unavailable, Inconsistent, Misconfigured, Refused,
)  # fmt: skip

_OURS_TO_KNOW = ("database", "url", "path", "file")
"""Facts about the operator's own machines: in the log, not in an answer."""


_CHALLENGE = 'Bearer realm="datadeed"'
_CHALLENGES = {code: f'{_CHALLENGE}, error="invalid_token"' for code in ("CredentialsInvalid", "CredentialsExpired")}
"""What a caller is asked to show (RFC 6750 §3)."""


# ERRORS OF THE EDGE


class BodyMalformed(InvalidInput):
    """A body is no JSON (RFC 9110 §15.5.1)."""

    status = 400


class BodyTooLarge(Refused):
    """A body is longer than the operator allows (RFC 9110 §15.5.14)."""

    status = 413


class MediaTypeUnsupported(Refused):
    """A body is of a kind that no route reads (RFC 9110 §15.5.16)."""

    status = 415


class MethodNotAllowed(Refused):
    """The route exists, but not for this method (RFC 9110 §15.5.6)."""

    status = 405


class RequestInvalid(InvalidInput):
    """Several fields are wrong; `faults` are all of them."""

    def __init__(self, faults: Sequence[InvalidInput]) -> None:
        super().__init__("RequestInvalid", faults[0].field, count=len(faults))
        self.faults = tuple(faults)


# FROM ERROR TO DOCUMENT


def problem(error: LedgerError, scope: Scope) -> Response:
    """Return the answer that tells of `error`, in the language that the request asks for: a page for a browser."""
    locale = locale_of(scope)
    facts = {name: value for name, value in error.facts.items() if name not in _OURS_TO_KNOW}
    document = Problem(
        type=f"/problems/{error.code}",
        title=sentence(_title(error), locale, {}),
        status=error.status,
        detail=sentence(error.code, locale, _clean(facts)),
        code=error.code,
        instance=f"urn:request:{scope['state'].get('request_id', '')}",
        retryable=error.retryable,
        errors=[
            Fault(field=printable(each.field), code=each.code, detail=sentence(each.code, locale, _clean(each.facts)))
            for each in faults_of(error)
        ],
    )
    headers = {"Content-Language": TAGS[locale], "Vary": "Accept, Accept-Language"}
    if error.retryable:
        headers["Retry-After"] = str(RETRY_SECONDS)
    if isinstance(error, AskedTooOften | TriedTooOften):
        headers["Retry-After"] = str(error.facts["seconds"])
    if isinstance(error, MethodNotAllowed):
        headers["Allow"] = str(error.facts["allowed"])
    if error.status == 401:
        headers["WWW-Authenticate"] = _CHALLENGES.get(error.code, _CHALLENGE)
    if wants_page(scope):
        return problem_page(document, headers, scope)
    content = document.model_dump_json(by_alias=True, exclude_none=True)
    return Response(content, error.status, headers, MEDIA_TYPE)


def faults_of(error: LedgerError) -> tuple[InvalidInput, ...]:
    """Return the wrong fields that an error tells of."""
    if isinstance(error, RequestInvalid):
        return error.faults
    return (error,) if isinstance(error, InvalidInput) else ()


def printable(text: object) -> str:
    """Return text from a request so that it can be shown: short, no control characters, no lone surrogates."""
    shown = str(text).encode("utf-8", "replace").decode()
    return "".join(c if c.isprintable() else "\ufffd" for c in shown[:80]) + ("…" if len(shown) > 80 else "")


def _title(error: LedgerError) -> str:
    kind = next((kind for kind in _TITLES if isinstance(error, kind)), LedgerError)
    return f"{kind.__name__}Title"


def _clean(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: printable(value) if isinstance(value, str) else value for name, value in facts.items()}


# WHAT THE FRAMEWORK REFUSES

_CODES = tuple(
    (re.compile(pattern), code)
    for pattern, code in (
        (r"missing", "FieldMissing"),
        (r"extra_forbidden", "FieldNotExpected"),
        (r"enum|literal_error", "ValueUnknown"),
        (r"date(time)?_.*", "DateInvalid"),
        (r"(greater|less)_than(_equal)?", "IntegerRange"),
        (r"string_too_long", "TextTooLong"),
        (r"string_unicode", "TextInvalid"),
        (r".*_(type|parsing|from_float|parsing_size)", "FieldType"),
    )
)
"""Our codes for pydantic's; the first that fits."""

_TYPES = {
    "string": "text",
    "int": "integer",
    "bool": "true or false",
    "dict": "object",
    "model": "object",
    "model_attributes": "object",
    "list": "array",
}


async def on_ledger_error(request: Request, error: Exception) -> Response:
    """Answer a `LedgerError` raised by a route."""
    assert isinstance(error, LedgerError)
    return problem(error, request.scope)


async def on_invalid(request: Request, error: Exception) -> Response:
    """Answer a request that does not have the form of its route."""
    assert isinstance(error, RequestValidationError)
    return problem(invalid(error), request.scope)


async def on_http(request: Request, error: Exception) -> Response:
    """Answer what the framework refuses before a route: unknown paths, methods, unreadable bodies."""
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return problem(NotFound("RouteUnknown", route=request.url.path), request.scope)
    if error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "")
        return problem(MethodNotAllowed("MethodNotAllowed", method=request.method, allowed=allowed), request.scope)
    return problem(BodyMalformed("BodyMalformed", "body", reason="it cannot be read"), request.scope)


def invalid(error: RequestValidationError) -> InvalidInput:
    """Return our error for what the framework refuses: the one fault, or all of them."""
    faults = list(_faults(error))
    return faults[0] if len(faults) == 1 else RequestInvalid(faults)


def _faults(error: RequestValidationError) -> Iterator[InvalidInput]:
    for each in error.errors():
        place, *path = each["loc"]
        yield _fault(each, _path(path) or str(place))


def _path(parts: Sequence[object]) -> str:
    text = ""
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _fault(each: Mapping[str, Any], field: str) -> InvalidInput:
    """Return our fault for one of pydantic's; one that a rule of ours raised keeps its own code and facts."""
    kind, context = str(each["type"]), dict(each.get("ctx", {}))
    if kind[0].isupper():
        return InvalidInput(kind, context.pop("at", field), **context)
    for pattern, code in _CODES:
        if pattern.fullmatch(kind):
            return InvalidInput(code, field, **_facts(each, code, kind, context))
    return InvalidInput("FieldInvalid", field, reason=printable(each["msg"]))


def _facts(each: Mapping[str, Any], code: str, kind: str, context: Mapping[str, Any]) -> dict[str, Any]:
    given = each.get("input", "")
    if code == "TextTooLong":
        return {"given": len(str(given)), "maximum": context["max_length"]}
    if code == "IntegerRange":
        return {"given": printable(given), "minimum": _bound(context, "g"), "maximum": _bound(context, "l")}
    if code == "FieldType":
        return {"expected": _TYPES.get(kind.rsplit("_", 1)[0].removesuffix("_from"), "?")}
    return {"given": printable(given), "expected": str(context.get("expected", "")).replace("'", "")}


def _bound(context: Mapping[str, Any], side: str) -> str:
    return next((str(value) for name, value in context.items() if name[0] == side), "…")

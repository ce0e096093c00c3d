"""Which problems each route can answer with, for its documentation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.schemas import Problem
from ledger.messages import sentence

_EXAMPLES: dict[int, tuple[str, str, dict[str, Any]]] = {
    400: ("BodyMalformed", "InvalidInputTitle", {"field": "body", "reason": "Expecting ',' delimiter"}),
    401: ("TokenMissing", "RefusedTitle", {}),
    403: ("ScopeMissing", "RefusedTitle", {"needed": "watch"}),
    404: ("NumberNotFound", "NotFoundTitle", {"number": "SJ1112026110001"}),
    409: ("SubscriptionsTooMany", "RefusedTitle", {"maximum": 100}),
    410: (
        "DocumentErased",
        "NotFoundTitle",
        {"digest": "0x" + "5a" * 32, "erased_at": 1_795_000_000, "erasure": "request", "by": "91110108000000001X"},
    ),
    413: ("BodyTooLarge", "RefusedTitle", {"maximum": 1_048_576}),
    415: ("MediaTypeUnsupported", "RefusedTitle", {"expected": "application/json"}),
    422: (
        "UsccCheckCharacter",
        "InvalidInputTitle",
        {"field": "holder.uscc", "position": 18, "expected": "K", "given": "X"},
    ),
    429: ("StreamsTooMany", "RefusedTitle", {"maximum": 4}),
    500: ("Unexpected", "LedgerErrorTitle", {}),
    503: ("DatabaseUnavailable", "UnavailableTitle", {"database": "?", "reason": "database is locked"}),
}

_WORDS = {
    400: "The body is no JSON.",
    401: "Nobody is known to ask, and the public may not.",
    403: "The caller may not do this.",
    404: "There is no such thing on the ledger.",
    409: "This cannot be done as things stand.",
    410: "It was here and was erased.",
    413: "The body is too large.",
    415: "The body is of another kind than JSON.",
    422: "A field or parameter is wrong; every one is named, with what to do.",
    429: "The caller has asked too often, or has too much open.",
    500: "The evidence disagrees with itself, or the service met a fault of its own. Nothing doubtful is shown.",
    503: "The database does not answer, or the mirror is empty. Try again later.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI description of the problems with these statuses, each with an example in both languages."""
    return {status: _described(status) for status in statuses}


def also(*media: str) -> dict[int | str, dict[str, Any]]:
    """Describe that an answer may be of these kinds too."""
    return {200: {"content": {each: {"schema": {"type": "string"}} for each in media}}}


def form_of(*required: str, **properties: Mapping[str, Any]) -> dict[str, Any]:
    """Describe that a route takes a form with files: its fields, of which some are required."""
    schema = {"type": "object", "required": list(required), "properties": properties}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


FILE = {"type": "string", "contentMediaType": "application/octet-stream"}
"""A file in such a form."""


def _described(status: int) -> dict[str, Any]:
    examples = {locale: {"value": _example(status, locale)} for locale in ("zh", "en")}
    return {
        "description": _WORDS[status],
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}
        },
    }


def _example(status: int, locale: str) -> dict[str, Any]:
    code, title, facts = _EXAMPLES[status]
    detail = sentence(code, locale, facts)
    field = facts.get("field")
    return Problem(
        type=f"/problems/{code}",
        title=sentence(title, locale, {}),
        status=status,
        detail=detail,
        code=code,
        instance="urn:request:5f0c7c5e8f7d4a3f9d9a0f3a1f6a2b11",
        retryable=status == 503,
        errors=[{"field": field, "code": code, "detail": detail}] if field else [],  # type: ignore[list-item]
    ).model_dump(by_alias=True, exclude_none=True)


READ = (422, 500, 503)
ASK = (400, 413, 415, 422, 500, 503)

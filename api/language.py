"""Which language an answer is in: the one that the request asks for, Chinese without a wish."""

from __future__ import annotations

from starlette.datastructures import Headers, QueryParams
from starlette.types import Scope

from ledger.messages import LOCALES

TAGS = {"zh": "zh-Hans", "en": "en"}
"""Locale -> the tag that headers and pages say it by (RFC 5646)."""


def locale_of(scope: Scope) -> str:
    """
    Return the language asked for, by `?lang=`, then by Accept-Language (RFC 9110 §12.5.4); Chinese without a wish.
    """
    asked = QueryParams(scope.get("query_string", b"")).get("lang", "")
    if asked in LOCALES:
        return asked
    best, best_weight = LOCALES[0], 0.0
    for part in Headers(scope=scope).get("accept-language", "")[:200].split(","):
        tag, _, weight = part.strip().partition(";q=")
        language = tag.strip().lower().partition("-")[0]
        if language in LOCALES and (value := _weight(weight)) > best_weight:
            best, best_weight = language, value
    return best


def _weight(text: str) -> float:
    try:
        return min(1.0, max(0.0, float(text))) if text else 1.0
    except ValueError:
        return 0.0

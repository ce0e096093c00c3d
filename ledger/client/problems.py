"""
What can go wrong when one asks, each kind an exception of its own with the problem's stable code.

    Problem
    ├─ Unauthorised   401  nobody is known to ask: the key or the client's secret is not right, or has ended
    ├─ Forbidden      403  the client may not
    ├─ Missing        404  there is no such thing
    ├─ Conflict       409  it cannot be done as things stand
    ├─ Erased         410  it was here and was erased
    ├─ Invalid        400, 413, 415, 422  the request is wrong; `fields` names each fault
    ├─ TooOften       429  asked too often, also after waiting
    ├─ Unreachable    503, or no answer, also after trying again
    ├─ Faulty         500 and whatever is left: the service's own trouble
    └─ AnswerRefused  the answer came and does not hold: it is not shown
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.errors import LedgerError
from ledger.messages import sentence


@dataclass(frozen=True, slots=True)
class Field:
    """One fault of a request: the field as it was sent, a stable code, and a sentence."""

    name: str
    code: str
    detail: str


class Problem(LedgerError):
    """A request failed; `detail` is the service's sentence, `fields` are the faults that it names."""

    def __init__(self, code: str, detail: str = "", fields: tuple[Field, ...] = (), **facts: Any) -> None:
        super().__init__(code, **facts)
        self.detail = detail
        self.fields = fields

    def explain(self, locale: str = "en") -> str:
        """Return the service's sentence, or our own in `locale` where the trouble is on this side."""
        return self.detail or sentence(self.code, locale, self.facts)


class Unauthorised(Problem):
    status = 401


class Forbidden(Problem):
    status = 403


class Missing(Problem):
    status = 404


class Conflict(Problem):
    status = 409


class Erased(Problem):
    status = 410


class Invalid(Problem):
    status = 422


class TooOften(Problem):
    status = 429
    retryable = True


class Unreachable(Problem):
    status = 503
    retryable = True


class Faulty(Problem):
    status = 500


class AnswerRefused(Problem):
    """The answer does not hold: whoever gave it, it must not be relied on."""


_KINDS: Mapping[int, type[Problem]] = {
    400: Invalid,
    413: Invalid,
    415: Invalid,
    **{kind.status: kind for kind in (Unauthorised, Forbidden, Missing, Conflict, Erased, Invalid, TooOften)},
    503: Unreachable,
}


def problem_of(status: int, document: Any) -> Problem:
    """Return the exception for an answer's status and its problem document (RFC 9457), or whatever came instead."""
    said = document if isinstance(document, dict) else {}
    fields = tuple(
        Field(str(each.get("field", "")), str(each.get("code", "")), str(each.get("detail", "")))
        for each in said.get("errors") or ()
        if isinstance(each, dict)
    )
    kind = _KINDS.get(status, Faulty)
    # A token is refused in the words of RFC 6749 §5.2.
    code = said.get("code") or said.get("error")
    detail = said.get("detail") or said.get("error_description") or ""
    if code is None:
        return kind("ServiceAnswerOther", answered=status)
    return kind(str(code), str(detail), fields)

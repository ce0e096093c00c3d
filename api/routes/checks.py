"""Checks as one types: is this well formed, and how is it written?  Nothing is looked up and nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from fastapi import APIRouter, Path, Query, Request
from pydantic import Field
from starlette.responses import Response

from api.dependencies import Parameters, readable
from api.problem_types import problems
from api.schemas import USCC, Text
from api.schemas.numbers import TypedView
from api.views import said
from ledger.domain.fields import Rule
from ledger.domain.fields import text as text_of
from ledger.domain.money import fen_of
from ledger.domain.numbers import check_organisation_code, typed
from ledger.domain.particulars import title_of
from ledger.domain.query_code import number_of
from ledger.domain.rules import NAME_CHARACTERS_MAX, OVERVIEW_CHARACTERS_MAX, TRANSLATION_FACTOR
from ledger.domain.shapes import DIGEST, INDUSTRY
from ledger.errors import InvalidInput
from ledger.messages import LOCALES
from ledger.sheets import cells

router = APIRouter(tags=["checks"])

Kind = Literal["uscc", "number", "name", "name-en", "overview", "overview-en", "date", "amount", "industry", "digest"]

VALUE_CHARACTERS_MAX = 4_000
"""Longest text that is looked at; the longest overview in English has 1,600 characters."""


@dataclass(frozen=True, slots=True)
class Typed:
    """How one kind is read: the field that a sentence names, how it is made canonical, and its limit if it has one."""

    field: str
    read: Callable[[str, str], str]
    maximum: int | None = None


def _text(field: str, maximum: int) -> Typed:
    rule = text_of(maximum)
    return Typed(field, lambda given, path: _by(rule, given.strip(), path), maximum)


def _by(rule: Rule, given: str, path: str) -> str:
    for fault in rule(given, path):
        raise fault
    return given


KINDS: Mapping[str, Typed] = {
    "uscc": Typed("uscc", cells.uscc),
    "number": Typed("number", lambda given, path: number_of(given, path).text),
    "name": _text("dataName.zh", NAME_CHARACTERS_MAX),
    "name-en": _text("dataName.en", NAME_CHARACTERS_MAX * TRANSLATION_FACTOR),
    "overview": _text("overview.zh", OVERVIEW_CHARACTERS_MAX),
    "overview-en": _text("overview.en", OVERVIEW_CHARACTERS_MAX * TRANSLATION_FACTOR),
    "date": Typed("date", cells.day),
    "amount": Typed("amount", lambda given, path: str(fen_of(given, path))),
    "industry": Typed("industry", lambda given, path: _by(INDUSTRY, typed(given), path)),
    "digest": Typed("fingerprint.value", lambda given, path: _by(DIGEST, cells.digest(given, path), path)),
}

_NAMES = {"date": {"zh": "日期", "en": "the day"}, "amount": {"zh": "金额", "en": "the sum"}}
"""Words of what is no field of a document."""

assert set(KINDS) == set(get_args(Kind))


class ValueParameters(Parameters):
    value: str = Field(max_length=VALUE_CHARACTERS_MAX, description="What was typed.", examples=[USCC])


KindInPath = Annotated[Kind, Path(description="What it is meant to be.")]
ValueDep = Annotated[ValueParameters, Query()]


@router.get("/v1/checks/{kind}", response_model=TypedView, responses=problems(422))
def check(kind: KindInPath, asked: ValueDep, request: Request) -> Response:
    """
    Whether what was typed is well formed, with a sentence where it is not, and how it is written where it is.

    A certificate number may be given as its query code.  A sum needs its unit and comes back in fen, a day in any of
    five notations and comes back as YYYY-MM-DD.
    """
    return readable(request, looked_at(kind, asked.value))


def _sentence(fault: InvalidInput, rule: Typed) -> Text:
    """Say what is wrong, the field by its words alone: who types it sees which it is."""
    names = _NAMES.get(rule.field) or {locale: title_of(rule.field, locale) or rule.field for locale in LOCALES}
    return said(fault.code, {**fault.facts, "field": names})


def looked_at(kind: str, value: str) -> TypedView:
    """Return what is to be said of what was typed; `kind` is one of `KINDS`."""
    rule = KINDS[kind]
    length = len(value.strip()) if rule.maximum is not None else None
    told = TypedView(
        kind=kind, ok=True, normalised=None, code=None, sentence=None, remark=None, length=length, maximum=rule.maximum
    )
    try:
        if not value.strip():
            raise InvalidInput("FieldEmpty", rule.field)
        found = rule.read(value, rule.field)
    except InvalidInput as fault:
        return told.model_copy(update={"ok": False, "code": fault.code, "sentence": _sentence(fault, rule)})
    warning = check_organisation_code(found) if kind == "uscc" else None
    remark = _sentence(warning, rule) if warning is not None else None
    return told.model_copy(update={"normalised": found, "remark": remark})

"""The fields of a registration, and the documents' schemas as a person reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.language import locale_of
from api.portal.page import page
from api.routes.schemas import NameInPath
from ledger.domain.particulars import KEPT_WORDS, PARTICULARS
from ledger.domain.schemas import NAMES, Line, is_in_both, lines, published
from ledger.errors import NotFound
from ledger.messages import sentence

router = APIRouter()

LONG = 40
"""Characters from which an example is shortened in the middle."""


@router.get("/schemas")
def particulars(request: Request) -> Response:
    """The forty-one fields, and where each is kept."""
    locale = locale_of(request.scope)
    place = 0 if locale == "zh" else 1
    rows = [(each.number, (each.zh, each.en)[place], KEPT_WORDS[each.kept][place], each.fields) for each in PARTICULARS]
    titles = [(name, _spoken(str(published(name)["title"]), place)) for name in NAMES]
    return page(request, "schemas.html", rows=rows, schemas=titles)


@router.get("/schemas/{name}")
def schema(name: NameInPath, request: Request) -> Response:
    """One schema, field by field."""
    if name not in NAMES:
        raise NotFound("SchemaUnknown", given=name, expected=", ".join(NAMES))
    locale = locale_of(request.scope)
    place = 0 if locale == "zh" else 1
    found = published(name)
    rows = [(line, (line.zh, line.en)[place], rule_in_words(line, locale)) for line in lines(name)]
    title, beyond = (_spoken(str(found[part]), place) for part in ("title", "description"))
    return page(request, "schema.html", name=name, title=title, beyond=beyond, rows=rows)


def rule_in_words(line: Line, locale: str) -> str:
    """Say what may stand in a field."""
    return _said(line.rule, locale)


def _said(rule: Mapping[str, Any], locale: str) -> str:
    if "anyOf" in rule:
        return _said(rule["anyOf"][0], locale) + sentence("SchemaRule_null", locale, {})
    if "oneOf" in rule:
        chosen = [f"{each['const']}（{_spoken(each['title'], 0)}）" for each in rule["oneOf"]]
        if locale == "en":
            chosen = [f"{each['const']} ({_spoken(each['title'], 1)})" for each in rule["oneOf"]]
        return sentence("SchemaRule_words", locale, {"words": chosen})
    if "enum" in rule:
        return sentence("SchemaRule_words", locale, {"words": rule["enum"]})
    if "items" in rule:
        facts = {"minimum": rule["minItems"], "maximum": rule["maxItems"]}
        of = "" if "properties" in rule["items"] else _said(rule["items"], locale)
        joint = "；" if locale == "zh" else "; "
        return joint.join(filter(None, (sentence("SchemaRule_list", locale, facts), of)))
    return _simple(rule, locale)


def _simple(rule: Mapping[str, Any], locale: str) -> str:
    if rule.get("format") == "date":
        return sentence("SchemaRule_day", locale, {})
    if rule["type"] == "integer":
        facts = {"minimum": rule["minimum"], "maximum": rule["maximum"]}
        return sentence("SchemaRule_integer", locale, facts)
    if is_in_both(rule):
        longest = rule["properties"]["zh"]["maxLength"]
        return sentence("SchemaRule_both", locale, {"maximum": longest})
    if rule["type"] == "object":
        return sentence("SchemaRule_object", locale, {})
    if "maxLength" in rule:
        return sentence("SchemaRule_text", locale, {"maximum": rule["maxLength"]})
    example = str(rule["examples"][0])
    return sentence(
        "SchemaRule_pattern", locale, {"pattern": example if len(example) <= LONG else f"{example[:8]}…{example[-4:]}"}
    )


def _spoken(both: str, place: int) -> str:
    return both.split(" · ", 1)[place]

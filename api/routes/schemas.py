"""The documents' schemas, published: JSON Schema 2020-12, and the table of the rules' forty-one fields."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api.dependencies import ParametersDep, readable, tagged
from api.problem_types import problems
from api.schemas.base import Text
from api.schemas.schemas import ParticularView, SchemaList, SchemaView
from ledger.domain.particulars import PARTICULARS
from ledger.domain.schemas import DIALECT, NAMES, published
from ledger.errors import NotFound

router = APIRouter(tags=["schemas"])

MEDIA_TYPE = "application/schema+json"

NameInPath = Annotated[str, Path(description="A published schema.", examples=list(NAMES), max_length=40)]


@router.get("/v1/schemas", response_model=SchemaList, responses=problems(422))
def all_schemas(_: ParametersDep, request: Request) -> Response:
    """The schemas by name, and the rules' forty-one fields with where each is kept."""
    items = [SchemaView(name=name, schema=schema, url=f"/v1/schemas/{name}") for name, schema in NAMES.items()]
    particulars = [
        ParticularView(
            number=each.number, name=Text(zh=each.zh, en=each.en), kept=each.kept.value, fields=list(each.fields)
        )
        for each in PARTICULARS
    ]
    return readable(request, SchemaList(items=items, particulars=particulars))


@router.get(
    "/v1/schemas/{name}",
    response_class=Response,
    responses={
        200: {
            "description": "The schema: JSON Schema 2020-12, with the words of each field in both languages.",
            "content": {MEDIA_TYPE: {"example": {"$schema": DIALECT, "$id": "urn:datadeed:certificate:2"}}},
        },
        **problems(404, 422),
    },
)
def schema(name: NameInPath, _: ParametersDep, request: Request) -> Response:
    """One schema.  What was published under a name never changes; a change is a new version."""
    if name not in NAMES:
        raise NotFound("SchemaUnknown", given=name, expected=", ".join(NAMES))
    content = json.dumps(published(name), ensure_ascii=False, indent=1).encode()
    return tagged(request, content, MEDIA_TYPE)

"""What each problem means: the documents that the problems' types point to (RFC 9457 §3.1.1)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import Field
from starlette.responses import Response

from api.dependencies import ParametersDep, readable
from api.problem_types import problems
from api.schemas import Given, Text
from ledger.errors import NotFound
from ledger.messages import TABLE

router = APIRouter(tags=["problems"])


class ProblemType(Given):
    """What a problem's code means, in both languages; facts stand in braces."""

    code: str = Field(examples=["UsccCheckCharacter"])
    detail: Text


@router.get("/problems/{code}", response_model=ProblemType, responses=problems(404, 422))
def problem_type(
    code: Annotated[str, Path(max_length=64, examples=["UsccCheckCharacter"])], _: ParametersDep, request: Request
) -> Response:
    """What a problem says and what to do, in both languages."""
    row = TABLE.get(code)
    if row is None:
        raise NotFound("ProblemNotFound", given=code)
    return readable(request, ProblemType(code=code, detail=Text(zh=row["zh"], en=row["en"])))

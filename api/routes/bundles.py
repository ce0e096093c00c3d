"""An answer with all that proves it, as one file that anybody can check offline."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.answering import AnswersDep
from api.caller import CallerDep
from api.dependencies import LedgerDep, ParametersDep
from api.problem_types import READ, problems
from api.proof import bundle_of
from api.routes.answers import NumberInPath, kept

router = APIRouter(tags=["answers"])


@router.get(
    "/v1/verifications/{number}/bundle",
    response_class=Response,
    responses={
        200: {
            "description": "The bundle: canonical JSON, which `deed verify FILE` checks offline.",
            "content": {"application/json": {"example": {"schema": "datadeed/bundle/1"}}},
        },
        **problems(404, *READ),
    },
)
def bundle(
    number: NumberInPath, _: ParametersDep, ledger: LedgerDep, answers: AnswersDep, caller: CallerDep, request: Request
) -> Response:
    """
    The bundle of an answer: the signed answer, its place in the log, the keys, the evidence from the chain, documents.

    For those who may read the answer; for everybody else it is not there.
    """
    given = kept(number, ledger, caller, request)
    with ledger.read(request) as view:
        content = bundle_of(ledger, view, given, answers.keys.published())
    name = f"{number}.deed.json"
    return Response(
        content, media_type="application/json", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )

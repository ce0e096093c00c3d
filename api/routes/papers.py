"""The certificate on paper."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from api.answering import AnswersDep
from api.caller import AccessRefused, caller_of
from api.dependencies import LedgerDep, PastParameters, tagged
from api.paper import MEDIA_TYPE, Press
from api.problem_types import READ, problems
from api.routes.certificates import NameInPath, named
from api.routes.credentials import is_entitled
from ledger.domain.numbers import CertificateNumber
from ledger.store.queries import participants

router = APIRouter(tags=["certificates"])


class PaperParameters(PastParameters):
    version: int | None = Field(None, ge=1, le=2**31, description="The version of the document; the newest if absent.")


@router.get(
    "/v1/certificates/{name}/paper",
    response_class=Response,
    responses={
        200: {
            "description": "PDF/A-3: the document and the registry's seal are attached to it.",
            "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}, "example": "%PDF-2.0…"}},
        },
        **problems(401, 403, 404, 409, 410, *READ),
    },
)
def paper(
    name: NameInPath,
    asked: Annotated[PaperParameters, Query()],
    ledger: LedgerDep,
    answers: AnswersDep,
    request: Request,
) -> Response:
    """
    The certificate as its holder prints it, for its holders, its registry, banks and the supervisor.

    A former version says by which it was replaced, and a certificate that is not in force says so across the sheet.
    The public has the live record, which is never out of date.
    """
    with ledger.read(request, asked) as view:
        found = named(view, name)
        number = CertificateNumber.from_packed(found.number)
        registry = participants.keeper(view.session, number.register)
        if not is_entitled(caller_of(request), found, registry.number if registry is not None else 0):
            raise AccessRefused("PaperNotYours", number=number.text)
        press = Press(ledger.settings, ledger.deployment, ledger.documents, answers.keys.current)
        content = press.paper(view, found, asked.version)
    version = f"-{asked.version}" if asked.version is not None else ""
    headers = {"Content-Disposition": f'attachment; filename="{number.text}{version}.pdf"', "Cache-Control": "no-store"}
    return tagged(request, content, MEDIA_TYPE, headers)

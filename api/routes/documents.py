"""Documents by the digest of their bytes, exactly as they were registered."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api.dependencies import LedgerDep, ParametersDep, tagged
from api.problem_types import READ, problems
from api.schemas import DIGEST, check_digest
from ledger.errors import NotFound

router = APIRouter(tags=["documents"])

DigestInPath = Annotated[str, Path(description="SHA-256 of the document's bytes.", examples=[DIGEST], max_length=80)]


@router.get(
    "/v1/documents/{digest}",
    response_class=Response,
    responses={
        200: {
            "description": "The document's bytes: canonical JSON (RFC 8785) with exactly this digest.",
            "content": {"application/json": {"example": {"schema": "datadeed/certificate/1"}}},
        },
        **problems(404, 410, *READ),
    },
)
def document(digest: DigestInPath, _: ParametersDep, ledger: LedgerDep, request: Request) -> Response:
    """A document on file.  One that was altered on disk is a problem, and nothing of it is shown."""
    wanted = check_digest(digest)
    content = ledger.documents.get(bytes.fromhex(wanted[2:]))
    if content is None:
        raise NotFound("DocumentNotFound", digest=wanted)
    return tagged(request, content, "application/json", {"Content-Disposition": "attachment"})

"""The entrance: may one rely on this certificate?  The same question as POST /v1/verifications, asked by people."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.portal.form import Form
from api.portal.page import page

router = APIRouter()


@router.get("/")
def ask(request: Request) -> Response:
    """The form, filled with what the address names."""
    given = {name: (value,) for name, value in request.query_params.items()}
    return page(request, "verify.html", form=Form(given))

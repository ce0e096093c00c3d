"""Access tokens: OAuth 2.0 client credentials (RFC 6749 §4.4), for whom keeps a secret and wants to show it seldom."""

from __future__ import annotations

import base64
import binascii
import time
from collections.abc import Mapping
from typing import Annotated, Literal
from urllib.parse import parse_qsl, unquote_plus

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.caller import Scope, written
from api.dependencies import Ledger, LedgerDep, ParametersDep
from api.needs import GRANT_PATH
from api.problem_types import problems
from ledger.errors import Refused
from ledger.store.service import clients

FIELDS_MAX = 20
"""Most fields of a form; the longest that the standard knows has half as many."""

_FORM = {
    "type": "object",
    "required": ["grant_type"],
    "properties": {
        "grant_type": {"type": "string", "enum": ["client_credentials"]},
        "scope": {"type": "string", "description": "Some of the client's scopes, with blanks between; all otherwise."},
        "client_id": {"type": "string"},
        "client_secret": {"type": "string", "format": "password"},
    },
}


class GrantRefused(Refused):
    """No token is given (RFC 6749 §5.2); `error` is the standard's word for the reason."""

    status = 400
    error = "invalid_request"


class GrantKindRefused(GrantRefused):
    error = "unsupported_grant_type"


class GrantScopeRefused(GrantRefused):
    error = "invalid_scope"


class GrantClientRefused(GrantRefused):
    error = "unauthorized_client"


class GrantClientUnknown(GrantRefused):
    status = 401
    error = "invalid_client"


class Grant(BaseModel):
    """A token (RFC 6749 §5.1); names are the standard's."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    access_token: str = Field(examples=["deed_token_…"])
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a word, no secret
    expires_in: int = Field(examples=[600], description="Seconds.")
    scope: str = Field(examples=["read verify"])


class GrantProblem(BaseModel):
    """Why no token is given (RFC 6749 §5.2); the standard lets the description be ASCII only."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    error: str = Field(examples=["invalid_client"])
    error_description: str = Field(examples=["The client or its secret is not right."])


router = APIRouter(tags=["access"])


async def _form(request: Request) -> bytes:
    return await request.body()


@router.post(
    GRANT_PATH,
    response_model=Grant,
    responses={
        400: {"model": GrantProblem, "description": "The request is not one for a token, or asks for too much."},
        401: {"model": GrantProblem, "description": "The client or its secret is not right."},
        **problems(413, 415, 422, 500, 503),
    },
    openapi_extra={"requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": _FORM}}}},
)
def grant(_: ParametersDep, body: Annotated[bytes, Depends(_form)], ledger: LedgerDep, request: Request) -> Response:
    """
    A token for a client's id and secret, sent by HTTP Basic or in the form.

    It is good for `expires_in` seconds, and for the scopes that are asked for, or all of the client's.  A refresh is
    another one.
    """
    try:
        return _answer(_granted(_read(body), request, ledger), 200)
    except GrantRefused as refused:
        told = GrantProblem(error=refused.error, error_description=refused.explain("en"))
        return _answer(told, refused.status)


def _granted(form: Mapping[str, str], request: Request, ledger: Ledger) -> Grant:
    client_id, secret = _shown(form, request)
    if "grant_type" not in form:
        raise GrantRefused("GrantMalformed", reason="grant_type is missing")
    if form["grant_type"] != "client_credentials":
        raise GrantKindRefused("GrantKindUnknown")
    now, seconds = int(time.time()), ledger.settings.token_seconds
    with ledger.service.reading() as session:
        client = clients.by_secret(session, client_id, secret, now)
    if client is None:
        raise GrantClientUnknown("GrantClientInvalid")
    _, is_suspended = request.app.state.access.standing(client.participant)
    if is_suspended:
        raise GrantClientRefused("GrantClientSuspended")
    own = frozenset(scope for scope in Scope if scope in client.scopes)
    asked = frozenset(form["scope"].split(" ")) if "scope" in form else own
    if not asked <= own:
        raise GrantScopeRefused("GrantScopeBeyond", allowed=written(own))
    with ledger.service.writing() as session:
        made = clients.grant(session, client, asked, now, seconds)
    left = seconds if client.expires is None else min(seconds, client.expires - now)
    return Grant(access_token=made, expires_in=left, scope=" ".join(sorted(asked)))


def _read(body: bytes) -> Mapping[str, str]:
    """Return the fields of a form; one without a value was not sent (RFC 6749 §3.2), one sent twice is a fault."""
    try:
        pairs = parse_qsl(body.decode("ascii"), max_num_fields=FIELDS_MAX, errors="strict")
    except ValueError:
        raise GrantRefused("GrantMalformed", reason="the form cannot be read") from None
    form = dict(pairs)
    if len(form) != len(pairs):
        raise GrantRefused("GrantMalformed", reason="a field is sent twice")
    return form


def _shown(form: Mapping[str, str], request: Request) -> tuple[str, str]:
    """Return the client's id and secret, from the one place where they may stand (RFC 6749 §2.3.1)."""
    headers = request.headers.getlist("authorization")
    if not headers:
        if "client_id" not in form or "client_secret" not in form:
            raise GrantClientUnknown("GrantClientInvalid")
        return form["client_id"], form["client_secret"]
    if len(headers) > 1 or "client_secret" in form:
        raise GrantRefused("GrantMalformed", reason="the client's secret is sent in two ways")
    scheme, _, words = headers[0].strip().partition(" ")
    if scheme.lower() != "basic":
        raise GrantClientUnknown("GrantClientInvalid")
    try:
        client_id, colon, secret = base64.b64decode(words.strip(), validate=True).decode("ascii").partition(":")
    except (binascii.Error, ValueError):
        raise GrantClientUnknown("GrantClientInvalid") from None
    if not colon or form.get("client_id", unquote_plus(client_id)) != unquote_plus(client_id):
        raise GrantClientUnknown("GrantClientInvalid")
    return unquote_plus(client_id), unquote_plus(secret)


def _answer(content: BaseModel, status: int) -> Response:
    headers = {"Cache-Control": "no-store", "Pragma": "no-cache"}
    if status == GrantClientUnknown.status:
        headers["WWW-Authenticate"] = 'Basic realm="datadeed"'
    return Response(content.model_dump_json(), status, headers, "application/json")

"""The certificate document as a credential that its holder shows in part."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.answering import AnswersDep
from api.caller import AccessRefused, Caller, CallerDep
from api.dependencies import LedgerDep, ParametersDep, View
from api.problem_types import READ, problems
from api.routes.certificates import NameInPath, named
from ledger.credentials.claims import MEDIA_TYPE, Anchor
from ledger.credentials.issuing import issue
from ledger.domain.certificates import Certificate
from ledger.domain.numbers import CertificateNumber
from ledger.domain.participants import Role
from ledger.errors import NotFound
from ledger.store.queries import participants

router = APIRouter(tags=["credentials"])


@router.get(
    "/v1/certificates/{name}/credential",
    response_class=Response,
    responses={
        200: {
            "description": "An SD-JWT (RFC 9901), every field of the document disclosed; its holder keeps it secret.",
            "content": {MEDIA_TYPE: {"schema": {"type": "string"}, "example": "eyJ…~WyJ…~"}},
        },
        **problems(401, 403, 404, 409, 410, *READ),
    },
)
def credential(
    name: NameInPath, _: ParametersDep, ledger: LedgerDep, answers: AnswersDep, caller: CallerDep, request: Request
) -> Response:
    """
    A new credential of a certificate's document, for its holders, its registry, and banks.

    Its salts are drawn now and kept by nobody but the caller: two credentials cannot be linked by them.
    """
    with ledger.read(request) as view:
        found = named(view, name)
        number = CertificateNumber.from_packed(found.number)
        registry = participants.keeper(view.session, number.register)
        own = registry.number if registry is not None else 0
        if not is_entitled(caller, found, own):
            raise AccessRefused("CredentialNotYours", number=number.text)
        document = ledger.documents.get(found.document_digest)
        if document is None or registry is None:
            raise NotFound("DocumentNotHere", number=number.text)
        deployment = ledger.deployment
        anchor = Anchor(deployment.chain_id, deployment.certificates, found.id, number.text, found.document_digest)
        made = issue(document, anchor, answers.keys.current, registry.number, _instant(view, ledger.clock()))
    return Response(made, media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})


def is_entitled(caller: Caller, found: Certificate, registry: int) -> bool:
    """Whether a caller may have what shows a certificate whole: its holders, its registry, banks, the supervisor."""
    is_party = caller.participant in {*map(int, found.holders), registry} - {0}
    return is_party or bool(caller.roles & (Role.BANK | Role.SUPERVISOR))


def _instant(view: View, now: float) -> int:
    return max(int(now), view.instant)

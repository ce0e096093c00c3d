"""
The whole mirror for auditors: NDJSON, pinned to one block (`ledger.store.queries.publication`), gzip for who takes it.
"""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from api.dependencies import LedgerDep, PastDep, is_known
from api.problem_types import problems
from ledger.store.queries.publication import SCHEMA, compressed, published

router = APIRouter(tags=["audit"])

MEDIA_TYPE = "application/x-ndjson"

_EXAMPLE = (
    '{"schema":"datadeed/snapshot/3","chainId":31337,"contracts":{"Participants":"0x…"},"block":1207,"hash":"0x…",'
    '"time":1795400000}\n{"kind":"participant","fact":{"number":1}}\n{"count":1,"sha256":"9f86…"}\n'
)


@router.get(
    "/v1/snapshot",
    response_class=Response,
    responses={
        200: {
            "description": "NDJSON: a header, one line a fact, and a last line with count and SHA-256. Facts are in the"
            " order of their kinds' names, and within a kind of their keys: bytes as bytes, numbers as numbers.",
            "content": {MEDIA_TYPE: {"schema": {"type": "string"}, "example": _EXAMPLE}},
        },
        **problems(422, 500, 503),
    },
)
def whole(past: PastDep, ledger: LedgerDep, request: Request) -> Response:
    """Everything that this service says now, of one block, for an auditor to compare with a replay."""
    reading = ledger.read(request, past)
    view = reading.__enter__()
    # Weak: it says of which block the answer is, which any honest answer of that block shares (RFC 9110 §8.8.1).
    tag = f'W/"{SCHEMA.rpartition("/")[2]}-{view.at.number}-{view.at.hash.hex()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if is_known(request, tag):
        reading.__exit__(None, None, None)
        return Response(status_code=304, headers=headers)
    packs = _takes_gzip(request.headers.get("accept-encoding", ""))

    def parts() -> Iterator[bytes]:
        try:
            made = published(view.session, view.at, ledger.deployment.chain_id, ledger.deployment.addresses)
            yield from compressed(made) if packs else made
        finally:
            reading.__exit__(None, None, None)

    if packs:
        headers["Content-Encoding"] = "gzip"
    return StreamingResponse(parts(), media_type=MEDIA_TYPE, headers=headers)


def _takes_gzip(accepted: str) -> bool:
    """Say whether a caller takes gzip, by its Accept-Encoding (RFC 9110 §12.5.3); weights but 0 do not matter."""
    for each in accepted.lower().split(","):
        coding, _, weight = each.replace(" ", "").partition(";q=")
        if coding == "gzip":
            return weight.strip("0.") != "" or weight == ""
    return False

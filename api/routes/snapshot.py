"""
The whole mirror for auditors: NDJSON, pinned to one block.

The first line says which chain, contracts and block; then comes one line a fact, kinds and keys in a fixed order; the
last line gives the number of facts and the SHA-256 over all bytes before it, line ends included.  Facts are in the
same JSON as the journal's (`store.payload`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from itertools import islice

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from api.dependencies import Ledger, LedgerDep, PastDep, View
from api.problem_types import problems
from api.views import hexadecimal
from ledger.store.payload import to_json
from ledger.store.queries import snapshot

router = APIRouter(tags=["audit"])

SCHEMA = "datadeed/snapshot/2"
MEDIA_TYPE = "application/x-ndjson"

LINES_AT_A_TIME = 500

_EXAMPLE = (
    '{"schema":"datadeed/snapshot/2","chainId":31337,"participants":"0x…","certificates":"0x…","block":1207,'
    '"hash":"0x…","time":1795400000}\n{"kind":"participant","fact":{"number":1}}\n{"count":1,"sha256":"9f86…"}\n'
)


@router.get(
    "/v1/snapshot",
    response_class=Response,
    responses={
        200: {
            "description": "NDJSON: a header, one line a fact, and a last line with count and SHA-256.",
            "content": {MEDIA_TYPE: {"schema": {"type": "string"}, "example": _EXAMPLE}},
        },
        **problems(422, 500, 503),
    },
)
def whole(past: PastDep, ledger: LedgerDep, request: Request) -> Response:
    """Everything that this service says now, of one block, for an auditor to compare with a replay."""
    reading = ledger.read(request, past)
    view = reading.__enter__()
    try:
        first = _header(ledger, view)
    except BaseException:
        reading.__exit__(None, None, None)
        raise

    def lines() -> Iterator[bytes]:
        try:
            yield from _summed(first, view)
        finally:
            reading.__exit__(None, None, None)

    return StreamingResponse(lines(), media_type=MEDIA_TYPE)


def _header(ledger: Ledger, view: View) -> bytes:
    header = {
        "schema": SCHEMA,
        "chainId": ledger.deployment.chain_id,
        "contracts": {name: hexadecimal(address) for name, address in ledger.deployment.addresses.items()},
        "block": view.at.number,
        "hash": hexadecimal(view.at.hash),
        "time": view.at.time,
    }
    return json.dumps(header, separators=(",", ":")).encode() + b"\n"


def _summed(first: bytes, view: View) -> Iterator[bytes]:
    """Join lines into parts of some size, and end with what proves that none is missing."""
    sum_, count = hashlib.sha256(first), 0
    yield first
    facts = snapshot.snapshot(view.session)
    while part := [f'{{"kind":"{key[0]}","fact":{to_json(fact)}}}\n' for key, fact in islice(facts, LINES_AT_A_TIME)]:
        count += len(part)
        content = "".join(part).encode()
        sum_.update(content)
        yield content
    yield json.dumps({"count": count, "sha256": sum_.hexdigest()}, separators=(",", ":")).encode() + b"\n"

"""Many certificates in one request: are they what the bank believes them to be, today?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response, StreamingResponse

from api.answering import AnswersDep
from api.caller import Caller, CallerDep
from api.dependencies import Ledger, LedgerDep, ParametersDep
from api.policy import policy_in
from api.portfolio import Portfolio, Sign, check, questions
from api.problem_types import ASK, problems
from api.problems import problem
from api.schemas.portfolios import PortfolioRequest
from ledger.answers import give
from ledger.answers.give import Answers
from ledger.answers.jws import written
from ledger.errors import InvalidInput, LedgerError
from ledger.store.service import answers as store

router = APIRouter(tags=["verification"])

MEDIA_TYPE = "application/x-ndjson"

_EXAMPLE = (
    '{"block":1207,"count":1,"hash":"0x…","judgedAt":"2026-11-23T02:00:01Z","ownPolicy":null,"policy":"2026-11-27",'
    '"purpose":"financing","schema":"datadeed/portfolio/1","time":"2026-11-23T02:00:00Z"}\n'
    '{"asked":{"number":"SJ1112026110001"},"certificate":{"head":"0x…","id":"0x…","lastValidDay":"2029-11-04",'
    '"number":"SJ1112026110001","sequence":1,"state":"ACTIVE"},"checks":[{"code":"TERM_COVERS","outcome":"WARN",'
    '"reason":"TERM_SHORT"}],"index":0,"verdict":"WARN"}\n'
    '{"answer":"eyJ…","log":"c2sp.org/tlog-proof@v1\\n…","number":42,"root":"0x…",'
    '"tally":{"FAIL":0,"PASS":0,"UNDETERMINED":0,"WARN":1}}\n'
)


@dataclass(frozen=True, slots=True)
class PortfolioAsker:
    """Who asks, with which body, and what gives the answer."""

    caller: Caller
    body: bytes
    answers: Answers

    def sign(self, asked: PortfolioRequest) -> Sign:
        """
        Return what signs the answer to this request; `written` is canonical for the names and numbers of this route.

        Raises `InvalidInput` NonceReplayed.
        """
        digest = hashlib.sha256(written(orjson.loads(self.body))).digest()
        basis = f"{asked.basis.kind}: {asked.basis.reference}" if asked.basis is not None else None
        more = {"basis": basis, "nonce": asked.nonce}
        asking = give.Request(self.caller.client, self.caller.participant, asked.purpose.value, digest, **more)
        self._require_new(asking)
        return lambda content: self.answers.give(asking, content)

    def _require_new(self, asking: give.Request) -> None:
        """Refuse a nonce that was another request's now, and not when all lines are sent."""
        if asking.once is None:
            return
        with self.answers.service.reading() as session:
            before = store.requests_by_nonces(session, {asking.once})
        if before.get(asking.once, asking.digest) != asking.digest:
            raise InvalidInput("NonceReplayed", "nonce", given=asking.nonce)


async def _asking(request: Request, caller: CallerDep, answers: AnswersDep) -> PortfolioAsker:
    return PortfolioAsker(caller, await request.body(), answers)


AskingDep = Annotated[PortfolioAsker, Depends(_asking)]


@router.post(
    "/v1/portfolios",
    response_class=Response,
    responses={
        200: {
            "description": "NDJSON: what all lines are as of, one line a certificate in the order of the request, and "
            "the signed answer over the Merkle root of those lines (RFC 6962; a leaf is a line without its end).  A "
            "last line with `problem` means that nothing was signed.",
            "content": {MEDIA_TYPE: {"schema": {"type": "string"}, "example": _EXAMPLE}},
        },
        **problems(*ASK),
    },
)
def judged(
    asked: PortfolioRequest,
    _: ParametersDep,
    ledger: LedgerDep,
    asking: AskingDep,
    request: Request,
) -> Response:
    """
    Verify thousands of certificates for one purpose, as of one block, with one signature over the whole.

    Each line says the verdict and the checks that are not passed; whoever needs their sentences verifies that
    certificate alone.  An unknown certificate is FAIL; a malformed item refuses the whole request.  The signed answer
    is kept under its number, the lines are the caller's to keep.
    """
    check(asked)
    parts = parts_of(asked, ledger, asking.sign(asked), request)
    return StreamingResponse(_told(next(parts), parts, request), media_type=MEDIA_TYPE)


def parts_of(asked: PortfolioRequest, ledger: Ledger, sign: Sign, request: Request) -> Iterator[bytes]:
    """Judge in one state of the mirror, which is open until the last part is taken."""
    with ledger.read(request) as view:
        evidence = ledger.evidence(view.at)
        portfolio = Portfolio(questions(asked, evidence.instant), evidence, policy_in(ledger.settings.policy_file))
        yield from portfolio.lines(view.session, ledger.documents, sign)


def _told(first: bytes, rest: Iterator[bytes], request: Request) -> Iterator[bytes]:
    """Return all parts; trouble that comes when some are sent already is told in a last line."""
    yield first
    try:
        yield from rest
    except LedgerError as error:
        yield b'{"problem":' + bytes(problem(error, request.scope).body) + b"}\n"

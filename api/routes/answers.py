"""Answers that were given, the log that they stand in, the keys that signed them, and who asked what."""

from __future__ import annotations

import base64
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import Field
from starlette.responses import PlainTextResponse, Response

from api.answering import AnswersDep, replied_again
from api.caller import Caller, CallerDep, Scope
from api.dependencies import Ledger, LedgerDep, Parameters, ParametersDep, answered, readable
from api.problem_types import ASK, READ, problems
from api.schemas.answers import (
    Consistency,
    CosignatureGiven,
    CosignatureKept,
    Inclusion,
    KeySet,
    SignedPortfolio,
    SignedVerification,
)
from ledger.answers import access, export, proving, witnesses
from ledger.answers.jws import written
from ledger.answers.proving import Given
from ledger.errors import NotFound
from ledger.store.queries import certificates
from ledger.store.service import answers as store
from ledger.store.service.answers import AnswerRow

router = APIRouter(tags=["answers"])


class Lines(Response):
    """One JSON value a line."""

    media_type = "application/x-ndjson"


ACCESS_LINES_MAX = 10_000
"""Most lines of the access log in an answer: some megabytes."""

ANSWERS_LINES_MAX = 500
"""Most answers of the log at a time: some megabytes."""

LOG_TEXT = "text/plain; charset=utf-8"

NumberInPath = Annotated[int, Path(ge=1, le=2**53 - 1, description="The answer's number.", examples=[42])]


class CheckpointParameters(Parameters):
    size: int | None = Field(None, ge=1, le=2**53 - 1, description="The checkpoint of this size; else the newest.")
    witnessed: bool = Field(False, description="The newest that a witness has co-signed.")


class InclusionParameters(Parameters):
    index: int = Field(ge=0, le=2**53 - 1, description="The leaf: the answer's number less one.")
    size: int = Field(ge=1, le=2**53 - 1, description="The size of the log.")


class ConsistencyParameters(Parameters):
    first: int = Field(ge=0, le=2**53 - 1, description="The size that is known.")
    second: int = Field(ge=0, le=2**53 - 1, description="The size of the later log.")


class AccessParameters(Parameters):
    after: int = Field(0, ge=0, le=2**53 - 1, description="The number of the last line that is known; 0 if none.")
    limit: int = Field(1_000, ge=1, le=ACCESS_LINES_MAX, description="Most lines in an answer.")


class LoggedParameters(Parameters):
    after: int = Field(0, ge=0, le=2**53 - 1, description="The number of the last answer that is known; 0 if none.")
    limit: int = Field(100, ge=1, le=ANSWERS_LINES_MAX, description="Most answers at a time.")


@router.get(
    "/v1/verifications/{number}",
    response_model=SignedVerification | SignedPortfolio,
    responses=problems(404, *READ),
)
def answer(
    number: NumberInPath, _: ParametersDep, ledger: LedgerDep, answers: AnswersDep, caller: CallerDep, request: Request
) -> Response:
    """
    An answer that was given, with the proof for the newest checkpoint that a witness has co-signed.

    For the client that asked, other clients of its participant, the certificate's holders, and who supervises; for
    everybody else it is not there.
    """
    return replied_again(answers, kept(number, ledger, caller, request))


def kept(number: int, ledger: Ledger, caller: Caller, request: Request) -> Given:
    """Return an answer that was given.  Raises `NotFound` AnswerNotFound, also to whom it is not for."""
    with ledger.service.reading() as session:
        row = store.by_number(session, number)
        if row is None or not may_read(caller, row, ledger, request):
            raise NotFound("AnswerNotFound", answer=number)
        return proving.given_witnessed(session, row)


def may_read(caller: Caller, row: AnswerRow, ledger: Ledger, request: Request) -> bool:
    if caller.is_public:
        return False
    if caller.may(Scope.SUPERVISE) or caller.client == row.client:
        return True
    if not caller.participant:
        return False
    if caller.participant == row.participant:
        return True
    if row.certificate is None:
        return False
    with ledger.read(request) as view:
        certificate = certificates.by_id(view.session, row.certificate)
        return certificate is not None and caller.participant in certificate.holders


# THE LOG


@router.get("/v1/log/checkpoint", response_class=PlainTextResponse, responses=problems(404, *READ))
def checkpoint(asked: Annotated[CheckpointParameters, Query()], ledger: LedgerDep) -> Response:
    """What the log says of itself, a signed note with the lines of its witnesses (C2SP tlog-checkpoint)."""
    with ledger.service.reading() as session:
        note = proving.checkpoint(session, asked.size, is_witnessed=asked.witnessed)
    return Response(str(note), media_type=LOG_TEXT)


@router.get("/v1/log/inclusion", response_model=Inclusion, responses=problems(*READ))
def inclusion(asked: Annotated[InclusionParameters, Query()], ledger: LedgerDep, request: Request) -> Response:
    """The proof that an answer is in the log of a size."""
    with ledger.service.reading() as session:
        hashes = proving.inclusion(session, asked.index, asked.size)
    return readable(request, Inclusion(index=asked.index, size=asked.size, hashes=_texts(hashes)))


@router.get("/v1/log/consistency", response_model=Consistency, responses=problems(*READ))
def consistency(asked: Annotated[ConsistencyParameters, Query()], ledger: LedgerDep, request: Request) -> Response:
    """The proof that the log only grew between two sizes."""
    with ledger.service.reading() as session:
        hashes = proving.consistency(session, asked.first, asked.second)
    return readable(request, Consistency(first=asked.first, second=asked.second, hashes=_texts(hashes)))


@router.post("/v1/log/cosignatures", response_model=CosignatureKept, responses=problems(404, *ASK))
def cosign(asked: CosignatureGiven, _: ParametersDep, ledger: LedgerDep, request: Request) -> Response:
    """Keep a witness' line below a checkpoint; the witness' key must be one that the operator has put down."""
    known = witnesses.known(ledger.settings.answer_keys_dir)
    with ledger.service.writing() as session:
        witness = witnesses.keep(session, known, asked.size, asked.cosignature)
    return answered(request, CosignatureKept(size=asked.size, witness=witness))


def _texts(hashes: list[bytes]) -> list[str]:
    return [base64.b64encode(each).decode() for each in hashes]


@router.get("/v1/log/answers", response_class=Lines, responses=problems(*READ))
def logged(asked: Annotated[LoggedParameters, Query()], ledger: LedgerDep, caller: CallerDep) -> Response:
    """
    The answers that the log was made of, as they were given: NDJSON, for who supervises and for an auditor.

    Each line is `{"number","answer"}`, the answer a compact JWS.  The last line is `{"after","more"}`: the number from
    which to go on, and whether there are more.
    """
    caller.require(Scope.SUPERVISE)
    with ledger.service.reading() as session:
        rows = store.answers_after(session, asked.after, asked.limit + 1)
    shown = rows[: asked.limit]
    end = {"after": shown[-1].number if shown else asked.after, "more": len(rows) > len(shown)}
    return Lines("".join(f"{export.line(each)}\n" for each in shown) + written(end).decode() + "\n")


# KEYS


@router.get("/.well-known/jwks.json", response_model=KeySet, responses=problems(*READ))
def keys(_: ParametersDep, answers: AnswersDep, request: Request) -> Response:
    """The keys that sign answers and checkpoints, and those that did (RFC 7517)."""
    return readable(request, KeySet.model_validate(answers.keys.published()))


# WHO ASKED WHAT


@router.get("/v1/access-log", response_class=Lines, responses=problems(*READ))
def access_log(asked: Annotated[AccessParameters, Query()], ledger: LedgerDep, caller: CallerDep) -> Response:
    """
    Who asked what, for which purpose, with whose consent: NDJSON, one line for each answer, for who supervises.

    Each line names the SHA-256 of the line before.  The last line is `{"after","digest","more"}`: the number and the
    digest of the last one, from which to go on, and whether there are more.
    """
    caller.require(Scope.SUPERVISE)
    with ledger.service.reading() as session:
        rows = store.access_after(session, asked.after, asked.limit + 1)
    shown = rows[: asked.limit]
    last = shown[-1] if shown else None
    digest = "0x" + (last.digest if last is not None else access.FIRST).hex() if last or not asked.after else None
    end = {"after": last.number if last else asked.after, "digest": digest, "more": len(rows) > len(shown)}
    body = "".join(f"{each.line}\n" for each in shown) + written(end).decode() + "\n"
    return Lines(body)

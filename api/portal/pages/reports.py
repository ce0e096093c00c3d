"""
A signed answer as a file to be kept: as it was signed, and as a paper to be filed.

Who may read an answer fetches it by its number.  The public, who may not, sends back what it was shown: only an answer
that a key of ours has signed comes out as a file.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.answering import AnswersDep, intact, replied
from api.caller import CallerDep
from api.dependencies import Ledger, LedgerDep
from api.language import locale_of
from api.paper import host_of
from api.portal.form import FormDep
from api.portal.page import download
from api.routes.answers import NumberInPath, kept
from ledger.answers import jws
from ledger.answers.give import Answers
from ledger.answers.proving import Given
from ledger.errors import InvalidInput
from ledger.paper import verification

router = APIRouter()

JSON, PDF = "application/json", "application/pdf"


@router.get("/verifications/{number}/report.json")
def json_by_number(
    number: NumberInPath, ledger: LedgerDep, answers: AnswersDep, caller: CallerDep, request: Request
) -> Response:
    """An answer with its signature and its place in the log."""
    found = intact(answers, kept(number, ledger, caller, request))
    return download(bytes(replied(found).body), f"verification-{number}.json", JSON)


@router.get("/verifications/{number}/report.pdf")
def pdf_by_number(
    number: NumberInPath, ledger: LedgerDep, answers: AnswersDep, caller: CallerDep, request: Request
) -> Response:
    """An answer as a paper."""
    return _paper(intact(answers, kept(number, ledger, caller, request)), ledger, request)


@router.post("/report.json")
def json_sent_back(form: FormDep, answers: AnswersDep) -> Response:
    """The signed answer that is sent back, as a file."""
    found = _sent_back(form.text("answer"), answers)
    return download(found.jws.encode(), f"verification-{found.number}.jws", "application/jose")


@router.post("/report.pdf")
def pdf_sent_back(form: FormDep, ledger: LedgerDep, answers: AnswersDep, request: Request) -> Response:
    """The signed answer that is sent back, as a paper."""
    return _paper(_sent_back(form.text("answer"), answers), ledger, request)


def _sent_back(token: str, answers: Answers) -> Given:
    try:
        content = jws.verify(token, answers.keys.public)
    except jws.AnswerInvalid:
        raise InvalidInput("AnswerNotOurs", "answer") from None
    return Given(int(content["number"]), token, "")


def _paper(found: Given, ledger: Ledger, request: Request) -> Response:
    said, locale, host = jws.content(found.jws), locale_of(request.scope), host_of(ledger.settings.public_url)
    content = verification.pdf(said, found.jws, locale, host=host)
    return download(content, f"verification-{found.number}.pdf", PDF)

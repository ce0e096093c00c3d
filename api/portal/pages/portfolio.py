"""Many certificates judged at once, from a list that is pasted or a file: the same answer as POST /v1/portfolios."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.answering import AnswersDep
from api.caller import Caller, CallerDep
from api.dependencies import Ledger, LedgerDep
from api.language import locale_of
from api.portal.form import Form, FormDep, read
from api.portal.page import download, page
from api.portal.pages.verify import BASES
from api.portal.report import TONES
from api.portfolio import check
from api.routes.portfolios import MEDIA_TYPE, PortfolioAsker, parts_of
from api.schemas.portfolios import PortfolioRequest
from ledger.answers.give import Answers
from ledger.domain.money import fen_of
from ledger.domain.policy import Purpose
from ledger.errors import InvalidInput, LedgerError
from ledger.messages import sentence

router = APIRouter()

ID_DIGITS = 64
"""So long is a certificate's id; what is shorter is a number."""

SHOWN_MAX = 500
"""Most lines on a page, the worst first; the file has all."""

WORST_FIRST = ("FAIL", "UNDETERMINED", "WARN", "PASS")


@router.get("/portfolio")
def ask(request: Request) -> Response:
    """The form."""
    return _form(request, Form())


@router.post("/portfolio")
def answer(form: FormDep, ledger: LedgerDep, answers: AnswersDep, caller: CallerDep, request: Request) -> Response:
    """What was found, the worst first, and the number of the signed answer."""
    try:
        content = _judged(form, ledger, answers, caller, request)
    except LedgerError as error:
        return _form(request, form.refused(error, request), error.status)
    opening, *lines, last = map(json.loads, content.splitlines())
    lines.sort(key=lambda line: WORST_FIRST.index(line["verdict"]))
    facts = {"opening": opening, "lines": lines[:SHOWN_MAX], "all": len(lines), "last": last, "tones": TONES}
    return page(request, "portfolio_found.html", **facts)


@router.post("/portfolio.ndjson")
def file(form: FormDep, ledger: LedgerDep, answers: AnswersDep, caller: CallerDep, request: Request) -> Response:
    """The whole answer as a file, which `deed portfolio --check` checks offline."""
    try:
        content = _judged(form, ledger, answers, caller, request)
    except LedgerError as error:
        return _form(request, form.refused(error, request), error.status)
    return download(content, "portfolio.ndjson", MEDIA_TYPE)


def _form(request: Request, form: Form, status: int = 200) -> Response:
    locale = locale_of(request.scope)
    purposes = [(each.value, sentence(f"Purpose_{each.value}", locale, {})) for each in Purpose]
    bases = [("", "—"), *((each, sentence(f"Basis_{each}", locale, {})) for each in BASES)]
    return page(request, "portfolio.html", status=status, form=form, purposes=purposes, bases=bases)


def _judged(form: Form, ledger: Ledger, answers: Answers, caller: Caller, request: Request) -> bytes:
    """Return all lines.  Raises `InvalidInput` for what cannot be asked, `Unavailable`."""
    asked = _asked(form)
    check(asked)
    body = asked.model_dump_json(by_alias=True, exclude_none=True).encode()
    sign = PortfolioAsker(caller, body, answers).sign(asked)
    return b"".join(parts_of(asked, ledger, sign, request))


def _asked(form: Form) -> PortfolioRequest:
    text = form.text("list")
    if "file" in form.files:
        try:
            text = form.files["file"].file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise InvalidInput("TextInvalid", "file") from None
    asked: dict[str, Any] = {"purpose": form.text("purpose", Purpose.PUBLIC.value), "items": list(_items(text))}
    if form.text("basis.kind"):
        asked["basis"] = {"kind": form.text("basis.kind"), "reference": form.text("basis.reference")}
    return read(PortfolioRequest, asked, frozenset(asked))


def _items(text: str) -> Iterator[Mapping[str, Any]]:
    """
    Read lines of number or id, the holder's code, the loan's maturity, its amount; a heading is passed over.

    Raises `InvalidInput` for an amount without its unit.
    """
    rows = csv.reader(io.StringIO(text), delimiter="\t" if "\t" in text else ",")
    for index, row in enumerate(rows):
        name, holder, maturity, amount, *_ = (*(cell.strip() for cell in row), "", "", "", "")
        if not name or (index == 0 and not any(character.isdigit() for character in name)):
            continue
        item: dict[str, Any] = {"id" if len(name) >= ID_DIGITS else "number": name}
        if holder:
            item["holder"] = {"uscc": holder}
        if maturity:
            item["loan"] = {"maturity": maturity, "amountFen": fen_of(amount, "list") if amount else None}
        yield item

"""
The entrance: may one rely on this certificate?  The same question as POST /v1/verifications, asked by people.

Who may ask for a purpose is led to the answer's own address, where it stays; the public is shown the answer at once,
and may take it along.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.answering import AnswersDep, Asker, intact
from api.caller import CallerDep, Scope, caller_of
from api.dependencies import Ledger, LedgerDep, PastParameters, View
from api.language import locale_of
from api.portal.form import Form, FormDep
from api.portal.happenings import Teller
from api.portal.page import page, redirect
from api.portal.ranks import ranks_of
from api.portal.report import TONES, Report
from api.routes.answers import NumberInPath, kept
from api.routes.pledges import burden_on
from api.routes.verify import given
from api.schemas import VerificationRequest
from api.subject import Gatherer
from ledger.answers import jws
from ledger.answers.proving import Given
from ledger.domain import kinds
from ledger.domain.attested import current_reports
from ledger.domain.certificates import Certificate
from ledger.domain.kinds import AttestedKind
from ledger.domain.numbers import CertificateNumber
from ledger.domain.policy import Purpose
from ledger.errors import LedgerError
from ledger.messages import sentence
from ledger.store.queries import attestations, certificates

router = APIRouter()

CODES = ("DATADEED:", "HTTPS://", "HTTP://")
"""How the text of a QR code begins, in capitals: a reader of codes types it where a number is typed."""

BASES = ("consent", "own", "duty", "order", "engagement")
"""By what right one may ask, as `GroundAsked` has it."""

TIMELINE_MAX = 100
"""Most events on the line of time of a report; the certificate's own page has all."""

CAMERA = {"Permissions-Policy": "camera=(self), geolocation=(), microphone=()"}
"""A page on which a code may be scanned."""


@router.get("/")
def ask(request: Request) -> Response:
    """The form, filled with what the address names."""
    return _form(request, Form({name: (value,) for name, value in request.query_params.items()}))


@router.post("/")
def answer(form: FormDep, ledger: LedgerDep, answers: AnswersDep, caller: CallerDep, request: Request) -> Response:
    """The answer, signed and logged as any other."""
    try:
        asked = asked_in_form(form)
        body = asked.model_dump_json(by_alias=True, exclude_none=True).encode()
        found = given(asked, Asker(caller, body, None), ledger, answers, request)
    except LedgerError as error:
        return _form(request, form.refused(error, request), error.status)
    if caller.may(Scope.VERIFY):
        return redirect(request, f"/verifications/{found.number}")
    return _report(request, found, {"answer": found.jws})


@router.get("/verifications/{number}")
def report(
    number: NumberInPath, ledger: LedgerDep, answers: AnswersDep, caller: CallerDep, request: Request
) -> Response:
    """An answer that was given: what was said then, and what rests on the certificate now."""
    found = intact(answers, kept(number, ledger, caller, request))
    said = Report(jws.content(found.jws))
    more = _about(said, ledger, request) if caller.may(Scope.READ) else {}
    return _report(request, found, more)


def asked_in_form(form: Form) -> VerificationRequest:
    """Read the question; what a reader of codes typed as a number is taken for the code's text."""
    values = {name: value for name, value in form.values.items() if name not in ("csrf", "lang")}
    if form.text("number").upper().startswith(CODES):
        values["qr"] = values.pop("number")
    values.setdefault("purpose", (Purpose.PUBLIC.value,))
    return Form(values).asked(VerificationRequest)


def _form(request: Request, form: Form, status: int = 200) -> Response:
    locale = locale_of(request.scope)
    return page(
        request,
        "verify.html",
        status=status,
        headers=CAMERA,
        form=form,
        may=caller_of(request).may(Scope.VERIFY),
        purposes=[(each.value, sentence(f"Purpose_{each.value}", locale, {})) for each in Purpose],
        bases=[("", "—"), *((each, sentence(f"Basis_{each}", locale, {})) for each in BASES)],
    )


def _about(said: Report, ledger: Ledger, request: Request) -> Mapping[str, Any]:
    """Return what had happened to the certificate, and what rested on it, at the block of which the answer speaks."""
    block = said.verification["evidence"]["block"]
    if said.certificate is None or block is None:
        return {}
    with ledger.read(request, PastParameters(lang=None, as_of=None, as_of_block=block)) as view:
        certificate = certificates.by_number(view.session, CertificateNumber.parse(said.certificate["number"]).packed)
        assert certificate is not None, "what was answered is on the ledger"
        teller = Teller(Gatherer(view.session, ledger.documents), locale_of(request.scope))
        lines = certificates.history(view.session, certificate.id, limit=TIMELINE_MAX).items
        value = pledged_value(view, certificate)
        return {"events": teller.told(lines)[::-1], "ranks": ranks_of(burden_on(ledger, view, certificate), value)}


def pledged_value(view: View, certificate: Certificate) -> int | None:
    """Return what the newest current valuation for a pledge says, in fen."""
    reports = attestations.of(view.session, certificate.id, (AttestedKind.VALUE,))
    current = current_reports(certificate, reports, view.instant)
    return next((int(each.amount) for each in current if each.subtype == kinds.Purpose.PLEDGE), None)


def _report(request: Request, found: Given, more: Mapping[str, Any]) -> Response:
    facts: dict[str, Any] = {"events": [], "ranks": None, "answer": ""}
    return page(request, "report.html", report=Report(jws.content(found.jws)), tones=TONES, **facts | dict(more))

"""The desk's forms: what an institution may file, and one form for each act, made of the act's own fields."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import views
from api.caller import Caller, CallerDep
from api.dependencies import Ledger, LedgerDep, View
from api.instructions import KeyringDep, drafted, house, officer_of
from api.language import locale_of
from api.portal.act_form import Field, fields_of, read_form
from api.portal.desks import DRAFTED, Work, desk_of, work_named
from api.portal.draft_form import draft_fields, read_draft, typed
from api.portal.form import Fault, Form, FormDep
from api.portal.page import page, redirect
from api.portal.pages.verify import pledged_value
from api.portal.ranks import ranks_of
from api.problems import RequestInvalid
from api.repeating import repeat_of
from api.routes.certificates import named
from api.routes.instructions import ContractInPath, FunctionInPath
from api.routes.pledges import burden_on
from api.schemas import check_digest
from api.subject import Gatherer
from ledger.desk.dealing import DocumentFaulty
from ledger.domain.acts.filed import Asked
from ledger.domain.certificates import Certificate
from ledger.domain.document import parse
from ledger.domain.numbers import CertificateNumber
from ledger.domain.officers import Duty
from ledger.errors import InvalidInput, LedgerError, NotFound, Refused
from ledger.instructions import agreeing
from ledger.instructions.agreeing import NOTE_LENGTH_MAX, Wanted
from ledger.messages.acts import CONTRACTS
from ledger.store.queries import ReadSession

router = APIRouter()

EVIDENCE_ROWS = 2
"""Rows for files that an act rests on; most acts name their own document besides."""


@router.get("/acts")
def acts(caller: CallerDep, request: Request) -> Response:
    """What the caller's institution may file, by noun."""
    groups: dict[str, list[Work]] = {}
    for work in desk_of(caller.roles):
        groups.setdefault(work.asked.CONTRACT, []).append(work)
    number = request.query_params.get("certificate", "")
    shown = [({**CONTRACTS, **_OWN_WORDS}[contract], works) for contract, works in groups.items()]
    return page(request, "acts.html", groups=shown, certificate=number)


_OWN_WORDS = {"Certificates": {"zh": "转让、变更、更正、注销、撤销", "en": "Transfer, amendment, correction, ends"}}


@router.get("/acts/{contract}/{function}")
def act(
    contract: ContractInPath, function: FunctionInPath, ledger: LedgerDep, caller: CallerDep, request: Request
) -> Response:
    """The form of an act: first the certificate, then the act's own fields with what rests on the certificate."""
    work = _work(caller, contract, function, request)
    return _form(request, ledger, work, Form({"certificate": (request.query_params.get("certificate", ""),)}))


@router.post("/acts/{contract}/{function}")
def prepare(
    contract: ContractInPath,
    function: FunctionInPath,
    form: FormDep,
    ledger: LedgerDep,
    caller: CallerDep,
    *,
    keyring: KeyringDep,
    request: Request,
) -> Response:
    """Prepare the act that the form asks for."""
    caller.require_duty(Duty.PREPARE)
    work = _work(caller, contract, function, request)
    try:
        with ledger.read(request) as view:
            wanted = _wanted(work, form, ledger, view, caller)
            made = house(view, keyring)

            def write(session: ReadSession) -> str:
                return agreeing.prepare(session, made, officer_of(caller), wanted).id

            once = repeat_of(request, form.text("once") or secrets.token_hex(16), _bytes(form))
            name = once.once(ledger, write)
    except LedgerError as error:
        return _form(request, ledger, work, form.refused(error, request), error.status)
    return redirect(request, f"/instructions/{name}")


# WITHIN


def _work(caller: Caller, contract: str, function: str, request: Request) -> Work:
    kind = request.query_params.get("kind")
    work = work_named(caller.roles, contract, function, kind)
    if work is None:
        raise NotFound("ActUnknown", contract=contract, function=function)
    return work


def _form(request: Request, ledger: Ledger, work: Work, form: Form, status: int = 200) -> Response:
    """Show the form; without a certificate that is there, only the field for it."""
    locale, number = locale_of(request.scope), form.text("certificate")
    facts: dict[str, Any] = {"work": work, "once": form.text("once") or secrets.token_hex(16), "rows": EVIDENCE_ROWS}
    with ledger.read(request) as view:
        try:
            certificate = named(view, number) if number else None
        except LedgerError as error:
            wrong = InvalidInput("FieldInvalid", "certificate", reason=error.explain(locale))
            form, certificate, status = form.refused(wrong, request), None, error.status
        if certificate is None:
            return page(request, "act.html", status=status, form=form, fields=None, **facts)
        if work.asked in DRAFTED:
            document = _document(ledger, certificate)
            fields = draft_fields(work, locale)
            form = form if form.faults else Form({**typed(work, document).values, **form.values})
        else:
            fields = fields_of(work, view, certificate, locale)
        facts |= _about(ledger, view, certificate)
        form = _labelled(form, fields)
        shown = CertificateNumber.from_packed(certificate.number).text
        form = Form({**form.values, "certificate": (shown,)}, form.files, form.faults)
        return page(request, "act.html", status=status, form=form, fields=fields, **facts)


def _labelled(form: Form, fields: Sequence[Field]) -> Form:
    """Return the form with its faults named as its fields are; `changes.` stands before those of a document."""
    labels = {field.name: field.label for field in fields}
    faults = []
    for fault in form.faults:
        name = fault.field.removeprefix("changes.")
        label = labels.get(name)
        said = fault.sentence if label is None else fault.sentence.replace(fault.field, label, 1)
        faults.append(Fault(name, said))
    return Form(form.values, form.files, tuple(faults))


def _about(ledger: Ledger, view: View, certificate: Certificate) -> dict[str, Any]:
    """Return what stands beside the form: who holds the certificate, until when, and what rests on it."""
    return {
        "about": Gatherer(view.session, ledger.documents).outline(certificate),
        "ranks": ranks_of(burden_on(ledger, view, certificate), pledged_value(view, certificate)),
        "marks": views.flags(certificate.flags),
    }


def _wanted(work: Work, form: Form, ledger: Ledger, view: View, caller: Caller) -> Wanted:
    certificate = named(view, form.text("certificate"))
    evidence = [
        {"name": form.text(f"evidence{row}.name") or "—", "sha256": check_digest(form.text(f"evidence{row}.sha256"))}
        for row in range(1, EVIDENCE_ROWS + 1)
        if form.text(f"evidence{row}.sha256")
    ]
    note = form.text("note")
    if len(note) > NOTE_LENGTH_MAX:
        raise InvalidInput("TextTooLong", "note", given=len(note), maximum=NOTE_LENGTH_MAX)
    return Wanted(_asked(work, form, ledger, view, (certificate, caller)), evidence, note)


def _asked(work: Work, form: Form, ledger: Ledger, view: View, about: tuple[Certificate, Caller]) -> Asked:
    certificate, caller = about
    if work.asked not in DRAFTED:
        return read_form(work, form, view, certificate, caller.participant)
    wish = read_draft(work, form, _document(ledger, certificate))
    try:
        return drafted(ledger, view, caller, certificate, function=DRAFTED[work.asked], wish=wish).asked
    except DocumentFaulty as error:
        raise RequestInvalid(error.faults) from None


def _document(ledger: Ledger, certificate: Certificate) -> dict[str, Any]:
    content = ledger.documents.get(certificate.document_digest)
    if content is None:
        raise Refused("DocumentNotOnFile", digest=certificate.document_digest.hex())
    return dict(parse(content))


def _bytes(form: Form) -> bytes:
    return repr(sorted((name, values) for name, values in form.values.items() if name != "csrf")).encode()

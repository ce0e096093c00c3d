"""A new application in five pages, each of which saves the draft; the last shows what is public, and hands it in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.caller import CallerDep
from api.case_views import CaseTeller
from api.casework import (
    WRITING,
    CounterDep,
    Room,
    applicant_in,
    contact_of,
    faults_of,
    file_there,
    found,
    registry_named,
    require_sound,
)
from api.dependencies import Ledger, LedgerDep, View
from api.language import locale_of
from api.portal.application_form import (
    CONFIRM,
    CONTENT,
    HOLDERS_ON_PAGE,
    PARTIES,
    SOURCES_ON_PAGE,
    STEPS,
    faults_on,
    form_of_application,
    merged,
    step_of,
)
from api.portal.form import Form, FormDep
from api.portal.page import page, redirect
from api.routes.cases import CaseInPath
from api.schemas.cases import ContactModel
from api.subject import Gatherer
from api.views import party
from ledger.domain import vocabulary
from ledger.domain.applications import FIRST_TYPES
from ledger.domain.events import ParticipantNumber
from ledger.errors import InvalidInput, LedgerError, Misconfigured, NotFound, Refused, Unavailable
from ledger.messages.cases import KINDS
from ledger.store.queries import participants
from ledger.store.service import case_files
from ledger.store.service.case_files import CaseFile

router = APIRouter()

CONTACT = ("name", "phone", "email")


@router.get("/cases/new")
def begin(ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """Choose the registry, and begin a draft there."""
    caller.require_duty(*WRITING)
    return _beginning(request, ledger, Form({"registrationType": ("initial",)}))


@router.post("/cases/new")
def open_draft(form: FormDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """Open the draft."""
    caller.require_duty(*WRITING)
    try:
        with ledger.read(request) as view, ledger.service.writing() as session:
            registry = registry_named(view, form.text("registry"))
            hand = Room(ledger, view, session, caller).hand
            made = case_files.open_file(session, registry, 0, {"registrationType": "initial"}, hand)
    except LedgerError as error:
        return _beginning(request, ledger, form.refused(error, request), error.status)
    return redirect(request, f"/cases/{made.id}/application", step=PARTIES)


@router.get("/cases/{name}/application")
def show_step(
    name: CaseInPath, ledger: LedgerDep, caller: CallerDep, counter: CounterDep, request: Request
) -> Response:
    """One page of the draft; with `check`, what is wrong stands beside its field."""
    caller.require_duty(*WRITING)
    step = request.query_params.get("step", PARTIES)
    with ledger.read(request) as view, ledger.service.reading() as session:
        room = Room(ledger, view, session, caller)
        file = _draft(room, name)
        faults: list[InvalidInput] = []
        if step == CONFIRM or "check" in request.query_params:
            faults = _faults(room, counter, file)
        form = form_of_application(file.application, faults_on(faults, locale_of(request.scope)))
        return _step(request, room, file, step, form)


@router.post("/cases/{name}/application")
def save_step(name: CaseInPath, form: FormDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """Save one page over the version that was seen, and go on to where the button says."""
    caller.require_duty(*WRITING)
    step = form.text("step") if form.text("step") in STEPS else PARTIES
    with ledger.read(request) as view, ledger.service.writing() as session:
        room = Room(ledger, view, session, caller)
        file = _draft(room, name)
        application = merged(file.application, step, form)
        version = form.text("version")
        try:
            saved = (application, applicant_in(view, application))
            case_files.save(session, file, int(version) if version.isdigit() else 0, saved, room.hand)
            if step == CONTENT:
                contact = ContactModel(**{each: form.text(each) or None for each in CONTACT})
                case_files.keep_contact(session, file.id, contact_of(contact))
        except Refused as error:
            return _step(request, room, file, step, form.refused(error, request), status=error.status)
    onward = form.text("go") if form.text("go") in STEPS else step
    return redirect(request, f"/cases/{file.id}/application", step=onward, saved="1")


@router.post("/cases/{name}/submission")
def hand_in(
    name: CaseInPath, form: FormDep, ledger: LedgerDep, caller: CallerDep, counter: CounterDep, *, request: Request
) -> Response:
    """Hand the draft in."""
    caller.require_duty(*WRITING)
    with ledger.read(request) as view:
        with ledger.service.reading() as session:
            room = Room(ledger, view, session, caller)
            file = _draft(room, name)
            try:
                require_sound(room, counter, file.registry, file.application)
            except LedgerError as error:
                faults = faults_on(_faults(room, counter, file), locale_of(request.scope))
                shown = form_of_application(file.application, faults)
                return _step(request, room, file, CONFIRM, shown, status=error.status)
        with ledger.service.writing() as session:
            version = form.text("version")
            hand = Room(ledger, view, session, caller).hand
            case_files.hand_in(session, file, int(version) if version.isdigit() else 0, hand)
    return redirect(request, f"/cases/{file.id}", done="submission")


@router.post("/cases/{name}/discard")
def discard(name: CaseInPath, form: FormDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """Discard the draft."""
    caller.require_duty(*WRITING)
    with ledger.read(request) as view, ledger.service.writing() as session:
        room = Room(ledger, view, session, caller)
        version = form.text("version")
        case_files.discard(session, _draft(room, name), int(version) if version.isdigit() else 0, room.hand)
    return redirect(request, "/cases", done="discarded")


# WITHIN


def _beginning(request: Request, ledger: Ledger, form: Form, status: int = 200) -> Response:
    with ledger.read(request) as view:
        registries = registries_of(ledger, view, request)
    return page(request, "case_new.html", form=form, registries=registries, status=status)


def registries_of(ledger: Ledger, view: View, request: Request) -> list[tuple[str, str]]:
    """Return the registries that keep a register: code and name."""
    gatherer, locale = Gatherer(view.session, ledger.documents), locale_of(request.scope)
    numbers = sorted({charge.participant for charge in participants.charges(view.session)})
    shown = [party(gatherer.party(gatherer.number(ParticipantNumber(each)))) for each in numbers]
    return [(each.uscc or "", getattr(each.name, locale) if each.name else each.uscc or "") for each in shown]


def _draft(room: Room, name: str) -> CaseFile:
    file = file_there(room, name)
    if not file.is_draft:
        raise Refused("CaseFileHandedIn", case_file=file.id)
    return file


def _faults(room: Room, counter: CounterDep, file: CaseFile) -> list[InvalidInput]:
    try:
        return faults_of(room, counter, file.registry, file.application)
    except (Unavailable, Misconfigured, Refused) as error:
        return [InvalidInput("FileNotExamined", "application", reason=error.code)]


def _step(request: Request, room: Room, file: CaseFile, step: str, form: Form, *, status: int = 200) -> Response:
    if step not in STEPS:
        raise NotFound("RouteUnknown", route=request.url.path)
    teller = CaseTeller(room)
    shown = teller.whole(found(room, file.id))
    locale = locale_of(request.scope)
    lists = {name: _choices(words, locale) for name, words in LISTS.items()}
    kinds = [(code, words[locale]) for code, words in KINDS.items() if code not in ("objection", "decision", "inquiry")]
    places = {name: step_of(name) for name in {fault.field for fault in form.faults}}
    rights = ("、" if locale == "zh" else ", ").join(
        said for code, said in lists["rights"] if code in form.texts("holders.0.rights")
    )
    return page(
        request, "case_application.html", status=status, file=shown, step=step, steps=STEPS, form=form, lists=lists,
        kinds=kinds, contact=Form({name: (text,) for name, text in (shown.contact or {}).items()}),
        holders=range(HOLDERS_ON_PAGE), sources=range(SOURCES_ON_PAGE), places=places, rights=rights,
        called=" · ".join((shown.contact or {}).values()),
    )  # fmt: skip


LISTS: Mapping[str, Mapping[str, Any]] = {
    "regime": vocabulary.REGIME_NAMES,
    "registrationType": {name: vocabulary.REGISTRATION_TYPES[name] for name in FIRST_TYPES},
    "objectKind": vocabulary.OBJECT_KINDS,
    "spatialScope": vocabulary.SPATIAL_SCOPES,
    "updateFrequency": vocabulary.UPDATE_FREQUENCIES,
    "source": vocabulary.SOURCES,
    "rights": vocabulary.RIGHTS,
    "grade": vocabulary.GRADES,
    "personalInformation": vocabulary.PERSONAL_INFORMATION,
}


def _choices(words: Mapping[str, tuple[str, str]], locale: str) -> list[tuple[str, str]]:
    return [(code, said[0] if locale == "zh" else said[1]) for code, said in words.items()]

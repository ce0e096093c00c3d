"""The clerk's desk and the applicant's own cases: what is owed, one case with its two officers, and its next step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.caller import Caller, CallerDep
from api.case_views import CaseTeller
from api.casework import (
    WRITING,
    CounterDep,
    FilesDep,
    Room,
    attach,
    detach,
    file_at_registry,
    file_of,
    file_there,
    found,
    keep,
    note_inquiry,
    prepare_step,
)
from api.dependencies import Ledger, LedgerDep
from api.instructions import KeyringDep, Teller, house, may_take, taking
from api.language import locale_of
from api.portal.form import Form, FormDep, read
from api.portal.page import page, redirect
from api.routes.attachments import AttachmentInPath, ObjectionInPath, decline_objection, erase_objection, sent_file
from api.routes.cases import CaseInPath
from api.schemas.cases import CaseLine, CaseStepRequest
from api.views import hexadecimal
from ledger.domain import vocabulary
from ledger.domain.cases import Case, Ground
from ledger.domain.instructions import Step
from ledger.domain.officers import Duty
from ledger.domain.participants import Role
from ledger.errors import InvalidInput, LedgerError, NotFound
from ledger.instructions import docket
from ledger.messages.applications import GROUNDS
from ledger.messages.cases import KINDS, STEPS
from ledger.store.queries import applications
from ledger.store.service import attachments, case_files
from ledger.store.service import instructions as store
from ledger.store.service.instructions import Instruction

router = APIRouter()

NOTE_CHARACTERS_MAX = 2_000

WEEK_DAYS = 5
"""Working days that the filter “this week” looks ahead."""

LINE = ("SUBMITTED", "ACCEPTED", "REVIEWED", "PUBLICISED", "DEPOSITED")
"""The stages of a case that comes to its end, in order."""

REACHED = {
    "NONE": 0, "SUBMITTED": 1, "SUPPLEMENT": 1, "ACCEPTED": 2, "REVIEWED": 3, "PUBLICISED": 4, "OBJECTED": 4,
    "DEPOSITED": 5,
}  # fmt: skip

# THE DESK


@router.get("/cases")
def desk(ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """All that is open, what is due first first."""
    handles = bool(caller.roles & Role.REGISTRY)
    side = request.query_params.get("side", "registry" if handles else "applicant")
    with ledger.read(request) as view, ledger.service.reading() as session:
        teller = CaseTeller(Room(ledger, view, session, caller))
        listing = docket.of_registry if side == "registry" else docket.of_applicant
        lines = [teller.line(each) for each in listing(view.session, session, caller.participant, view.instant)]
    chosen = request.query_params.get("due", "all")
    wanted = FILTERS.get(chosen, FILTERS["all"])
    counts = [(name, sum(map(fits, lines))) for name, fits in FILTERS.items()]
    return page(
        request, "cases.html", lines=[each for each in lines if wanted(each)], counts=counts, chosen=chosen, side=side,
        handles=handles, writes=_may_write(caller),
    )  # fmt: skip


FILTERS: dict[str, Callable[[CaseLine], bool]] = {
    "all": lambda _: True,
    "overdue": lambda each: each.owed.overdue,
    "today": lambda each: each.owed.days_left == 0,
    "week": lambda each: each.owed.days_left is not None and 0 <= each.owed.days_left <= WEEK_DAYS,
    "approve": lambda each: each.instruction is not None and each.instruction.state == "prepared",
    "drafts": lambda each: each.draft,
}
"""The filters of the desk, in their order."""

# ONE CASE


@router.get("/cases/{name}")
def case(name: CaseInPath, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """One case."""
    return _case(request, ledger, caller, name, Form())


@router.post("/cases/{name}/steps/{step}")
def prepare(
    name: CaseInPath,
    step: str,
    form: FormDep,
    ledger: LedgerDep,
    caller: CallerDep,
    *,
    counter: CounterDep,
    request: Request,
) -> Response:
    """Prepare a step; it waits for another officer then."""
    try:
        asked = _asked(step, form)
        with ledger.read(request) as view, ledger.service.writing() as session:
            prepare_step(Room(ledger, view, session, caller), counter, name, asked)
    except LedgerError as error:
        return _case(request, ledger, caller, name, form.refused(error, request), step=step, status=error.status)
    return redirect(request, f"/cases/{name}#instruction")


@router.post("/cases/{name}/instructions/{own}/{step}")
def take(
    name: CaseInPath,
    own: str,
    step: str,
    form: FormDep,
    ledger: LedgerDep,
    *,
    caller: CallerDep,
    keyring: KeyringDep,
    request: Request,
) -> Response:
    """Approve, consent to, refuse or withdraw the instruction that is under way."""
    if step not in ("approve", "consent", "refuse", "withdraw"):
        raise NotFound("RouteUnknown", route=request.url.path)
    try:
        with ledger.read(request) as view, ledger.service.writing() as session:
            found(Room(ledger, view, session, caller), name)
            taking(house(view, keyring), caller, own, Step(step), form.text("reason"))(session)
    except LedgerError as error:
        return _case(request, ledger, caller, name, form.refused(error, request), status=error.status)
    return redirect(request, f"/cases/{name}#instruction")


# WHAT BELONGS TO IT


@router.post("/cases/{name}/attachments")
def add_attachment(
    name: CaseInPath, form: FormDep, ledger: LedgerDep, caller: CallerDep, files: FilesDep, *, request: Request
) -> Response:
    """Attach a file."""
    caller.require_duty(*WRITING)
    try:
        with ledger.read(request) as view:
            with ledger.service.reading() as session:
                one = found(Room(ledger, view, session, caller), name)
            sent = form.files.get("file")
            kept = keep(files, sent.file if sent else None, (sent.filename or "") if sent else "")
            with ledger.service.writing() as session:
                attach(Room(ledger, view, session, caller), name, form.text("kind"), kept)
    except LedgerError as error:
        return _case(request, ledger, caller, name, form.refused(error, request), status=error.status)
    if one.file is not None and one.file.is_draft:
        return redirect(request, f"/cases/{name}/application#attachments", step="content")
    return redirect(request, f"/cases/{name}#attachments")


@router.get("/cases/{name}/attachments/{attachment}")
def get_attachment(
    name: CaseInPath,
    attachment: AttachmentInPath,
    ledger: LedgerDep,
    caller: CallerDep,
    files: FilesDep,
    *,
    request: Request,
) -> Response:
    """An attachment, to be saved."""
    with ledger.read(request) as view, ledger.service.reading() as session:
        file = file_there(Room(ledger, view, session, caller), name)
        one = attachments.by_id(session, file.id, attachment)
    return sent_file(files, one.digest, one.name, one.medium)


@router.post("/cases/{name}/attachments/{attachment}/removal")
def remove_attachment(
    name: CaseInPath,
    attachment: AttachmentInPath,
    ledger: LedgerDep,
    caller: CallerDep,
    files: FilesDep,
    *,
    request: Request,
) -> Response:
    """Take an attachment away."""
    try:
        with ledger.read(request) as view, ledger.service.writing() as session:
            room = Room(ledger, view, session, caller)
            file, _ = file_of(room, name)
            detach(room, files, file, attachment)
    except LedgerError as error:
        return _case(request, ledger, caller, name, Form().refused(error, request), status=error.status)
    if file.is_draft:
        return redirect(request, f"/cases/{name}/application#attachments", step="content")
    return redirect(request, f"/cases/{name}#attachments")


@router.post("/cases/{name}/notes")
def note(name: CaseInPath, form: FormDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """Write a note for the registry's own eyes."""
    caller.require_duty(*WRITING)
    text = form.text("text")[:NOTE_CHARACTERS_MAX]
    if text:
        with ledger.read(request) as view, ledger.service.writing() as session:
            room = Room(ledger, view, session, caller)
            file, _ = file_at_registry(room, name)
            case_files.note(session, file.id, room.hand, text)
    return redirect(request, f"/cases/{name}#notes")


@router.post("/cases/{name}/inquiries")
def inquire(name: CaseInPath, form: FormDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """Note that a third party was asked."""
    text = form.text("text")[:NOTE_CHARACTERS_MAX]
    if text:
        with ledger.read(request) as view, ledger.service.writing() as session:
            note_inquiry(Room(ledger, view, session, caller), name, text)
    return redirect(request, f"/cases/{name}#log")


@router.post("/cases/{name}/objections/{objection}/erasure")
def erase_objector(
    name: CaseInPath, objection: ObjectionInPath, ledger: LedgerDep, caller: CallerDep, request: Request
) -> Response:
    """Erase who objected."""
    erase_objection(ledger, caller, request, name, objection)
    return redirect(request, f"/cases/{name}#objections")


@router.post("/cases/{name}/return")
def give_back(name: CaseInPath, form: FormDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """Give an application back that is not on the chain yet."""
    caller.require_duty(*WRITING)
    try:
        if not form.text("reason"):
            raise InvalidInput("FieldEmpty", "reason")
        with ledger.read(request) as view, ledger.service.writing() as session:
            room = Room(ledger, view, session, caller)
            file, one = file_at_registry(room, name)
            case_files.give_back(session, file, one.case, room.hand, form.text("reason"))
    except LedgerError as error:
        return _case(request, ledger, caller, name, form.refused(error, request), step="return", status=error.status)
    return redirect(request, "/cases", done="returned")


@router.post("/cases/{name}/contact/erasure")
def erase_contact(name: CaseInPath, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """Erase whom to call."""
    caller.require_duty(*WRITING)
    with ledger.read(request) as view, ledger.service.writing() as session:
        room = Room(ledger, view, session, caller)
        case_files.erase_contact(session, file_of(room, name)[0].id, room.hand)
    return redirect(request, f"/cases/{name}#contact")


@router.post("/cases/{name}/objections/{objection}/decline")
def decline(
    name: CaseInPath,
    objection: ObjectionInPath,
    form: FormDep,
    ledger: LedgerDep,
    caller: CallerDep,
    *,
    request: Request,
) -> Response:
    """Decline an objection that came in at the board."""
    try:
        if not form.text("reason"):
            raise InvalidInput("FieldEmpty", "reason")
        decline_objection(ledger, caller, request, name, (objection, form.text("reason")))
    except LedgerError as error:
        return _case(request, ledger, caller, name, form.refused(error, request), status=error.status)
    return redirect(request, f"/cases/{name}#objections")


# WITHIN


def _case(
    request: Request, ledger: Ledger, caller: Caller, name: str, form: Form, *, step: str = "", status: int = 200
) -> Response:
    locale = locale_of(request.scope)
    with ledger.read(request) as view, ledger.service.reading() as session:
        room = Room(ledger, view, session, caller)
        one = found(room, name)
        teller = CaseTeller(room)
        shown = teller.whole(one)
        own = shown.instruction
        row = store.by_id(session, own.id) if own else None
        under_way = _under_way(room, teller, row) if row is not None else None
        open_objections = _open_objections(room, one.case)
    return page(
        request, "case.html", status=status, file=shown, form=form, tried=step, under_way=under_way,
        is_registry=caller.participant == one.registry, writes=_may_write(caller),
        prepares=caller.may(Duty.PREPARE), steps={code: words[locale] for code, words in STEPS.items()},
        kinds=[(code, words[locale]) for code, words in KINDS.items()],
        grounds=[(each.name, GROUNDS[each.name][locale]) for each in Ground if each is not Ground.NONE],
        details=details_of(shown.application, locale), reached=REACHED.get(shown.stage.code), line=LINE,
        open_objections=open_objections,
    )  # fmt: skip


def details_of(application: Mapping[str, Any], locale: str) -> list[tuple[str, str]]:
    """Return what an application says in closed lists: the code of each label's words, and what was chosen."""
    place = 0 if locale == "zh" else 1

    def said(words: Mapping[str, tuple[str, str]], given: Any) -> str:
        codes = given if isinstance(given, list) else [given]
        chosen = (words[code][place] if code in words else str(code) for code in codes if code)
        return ("、" if locale == "zh" else ", ").join(chosen) or "—"

    def parts(name: str, field: str) -> list[Any]:
        found = application.get(name)
        listed = [part.get(field) for part in found if isinstance(part, Mapping)] if isinstance(found, list) else []
        return list(dict.fromkeys(x for each in listed for x in (each if isinstance(each, list) else [each])))

    return [
        ("CaseRegime", said(vocabulary.REGIME_NAMES, application.get("regime"))),
        ("CaseObjectKind", said(vocabulary.OBJECT_KINDS, application.get("objectKind"))),
        ("CaseIndustry", said({}, application.get("industry"))),
        ("CaseSource", said(vocabulary.SOURCES, parts("sources", "kind"))),
        ("CaseRights", said(vocabulary.RIGHTS, parts("holders", "rights"))),
        ("CaseGrade", said(vocabulary.GRADES, application.get("grade"))),
        ("CasePersonal", said(vocabulary.PERSONAL_INFORMATION, application.get("personalInformation"))),
    ]


def _open_objections(room: Room, case: Case | None) -> list[tuple[str, str]]:
    """Return the open objections against a case: the id of each, and the beginning of it to choose by."""
    rows = applications.objections_of(room.view.session, case) if case else ()
    return [(hexadecimal(each.id), hexadecimal(each.id)[:10]) for each in rows if each.open]


def _under_way(room: Room, teller: CaseTeller, row: Instruction) -> dict[str, Any]:
    """Return the two boxes, the progress and what the caller may do about an instruction."""
    told = Teller(room.ledger, room.view, room.session, room.caller).whole(row)
    steps = store.steps_of(room.session, row.id)
    people = {each.kind: {"name": _who(teller, each.officer, each.participant), "at": each.at} for each in steps}
    return {
        "view": told,
        "people": people,
        "may": may_take(room.session, room.caller, row),
        "done": _DONE.get(row.state, 0),
    }


_DONE = {"prepared": 0, "approved": 0, "ready": 1, "signed": 2, "sent": 2, "mined": 3, "final": 4}
"""How many of submitted, signed, on the chain and final an instruction has behind it."""


def _who(teller: CaseTeller, officer: str, participant: int) -> str:
    """Return the officer's name for his own institution, the institution's for others."""
    name = teller.officer(officer, participant)
    if name is not None:
        return name
    institution = teller.party(participant).name
    return institution.zh if institution else ""


def _asked(step: str, form: Form) -> CaseStepRequest:
    given: dict[str, Any] = {
        "step": step,
        "reason": form.text("reason"),
        "rights": list(form.texts("rights")),
        "upheld": form.text("upheld") == "true",
    }
    for name in ("workingDays", "ground", "objection", "objector", "received"):
        if form.text(name):
            given[name] = form.text(name)
    return read(CaseStepRequest, given, frozenset(given))


def _may_write(caller: Caller) -> bool:
    return any(map(caller.may, WRITING))

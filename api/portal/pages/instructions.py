"""Instructions 业务单: the queue, one instruction with its two people and how far it is, and its receipt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.caller import Caller, CallerDep
from api.dependencies import Ledger, LedgerDep
from api.instructions import KeyringDep, Teller, house, seen, taking
from api.language import locale_of
from api.portal.act_form import label_of, value_shown
from api.portal.form import Form, FormDep
from api.portal.page import page, redirect
from api.repeating import repeat_of
from api.routes.instructions import Box, IdInPath
from api.schemas.instructions import InstructionView, StepView
from ledger.desk.values import kinds_of
from ledger.domain.events import ParticipantNumber
from ledger.domain.instructions import UNDER_WAY, State, Step
from ledger.errors import InvalidInput, LedgerError
from ledger.instructions.agreeing import asked_of
from ledger.instructions.sending import RETRY_SECONDS
from ledger.store.queries import ReadSession
from ledger.store.service import instructions as store
from ledger.store.service import officers
from ledger.store.service.instructions import Instruction

router = APIRouter()

ON_A_PAGE = 30

BOXES: tuple[str, ...] = get_args(Box)

TONES = {
    State.PREPARED: "warn", State.APPROVED: "warn", State.READY: "info", State.SIGNED: "info", State.SENT: "info",
    State.MINED: "good", State.FINAL: "good", State.REFUSED: "bad", State.WITHDRAWN: "none", State.EXPIRED: "none",
}  # fmt: skip

DONE = {State.SIGNED: 2, State.SENT: 2, State.MINED: 3, State.FINAL: 4}
"""How many of submitted, signed, on the chain and confirmed are done; one where nothing is signed yet."""


LOOK_SECONDS = 2
"""Between two looks at an instruction that moves: blocks come every few seconds."""


@router.get("/instructions")
def queue(ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """What lies in the institution's boxes."""
    asked = request.query_params.get("box", "open")
    box = asked if asked in BOXES else "open"
    with ledger.read(request) as view, ledger.service.reading() as session:
        found = store.of_participant(session, caller.participant, box, request.query_params.get("cursor"), ON_A_PAGE)
        teller = Teller(ledger, view, session, caller)
        counts = {each: _count(session, caller, each) for each in ("approve", "consent")}
        lines = [teller.line(row) for row in found.items]
    return page(
        request, "instructions.html", lines=lines, box=box, boxes=BOXES, counts=counts, next=found.next, tones=TONES
    )


@router.get("/instructions/{name}")
def one(name: IdInPath, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """One instruction: what is asked, who prepared and who approved, how far it is, what may be done."""
    return _one(request, ledger, caller, name)


@router.get("/instructions/{name}/receipt")
def receipt(name: IdInPath, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """The receipt of an act that is on the chain, to be printed."""
    return _one(request, ledger, caller, name, template="receipt.html")


@router.post("/instructions/{name}/steps")
def step(
    name: IdInPath,
    form: FormDep,
    ledger: LedgerDep,
    caller: CallerDep,
    *,
    keyring: KeyringDep,
    request: Request,
) -> Response:
    """Take a step: approve, consent, refuse with a reason, or withdraw."""
    try:
        with ledger.read(request) as view:
            take = taking(house(view, keyring), caller, name, _step(form), form.text("reason"))
            repeat_of(request, form.text("once") or None, repr(form.values).encode()).once(ledger, take)
    except LedgerError as error:
        return _one(request, ledger, caller, name, form=form.refused(error, request), status=error.status)
    return redirect(request, f"/instructions/{name}")


# WITHIN


def _step(form: Form) -> Step:
    wanted = form.text("step")
    found = next((each for each in (Step.APPROVE, Step.CONSENT, Step.REFUSE, Step.WITHDRAW) if each == wanted), None)
    if found is None:
        raise InvalidInput("ValueUnknown", "step", given=wanted, expected="approve, consent, refuse, withdraw")
    return found


def _count(session: ReadSession, caller: Caller, box: str) -> int:
    return len(store.of_participant(session, caller.participant, box, None, ON_A_PAGE).items)


def _one(
    request: Request,
    ledger: Ledger,
    caller: Caller,
    name: str,
    *,
    form: Form | None = None,
    status: int = 200,
    template: str = "instruction.html",
) -> Response:
    locale = locale_of(request.scope)
    with ledger.read(request) as view, ledger.service.reading() as session:
        row = seen(session, caller, name)
        teller = Teller(ledger, view, session, caller)
        told = teller.whole(row)
        people = officers.by_ids(session, {each.officer for each in told.steps if each.officer})
        names = {own: officer.name for own, officer in people.items()}
        fields = list(_fields(teller, row, locale))
    return page(
        request,
        template,
        status=status,
        one=told,
        fields=fields,
        maker=_person(told, Step.PREPARE, names, locale),
        checker=_person(told, Step.APPROVE, names, locale),
        names=names,
        done=DONE.get(State(told.state), 1),
        tones=TONES,
        form=form or Form(),
        again=seconds_to_the_next_look(State(told.state), is_put_off=told.refusal is not None),
        is_closed=told.state in (State.REFUSED, State.WITHDRAWN, State.EXPIRED),
    )


def seconds_to_the_next_look(state: State, *, is_put_off: bool) -> int:
    """After how many seconds a page looks again at an instruction; 0 for never: only what is under way moves."""
    if state not in UNDER_WAY:
        return 0
    return RETRY_SECONDS if is_put_off else LOOK_SECONDS


def _fields(teller: Teller, row: Instruction, locale: str) -> Iterator[tuple[str, Any]]:
    """Return the act's fields, by their names, as a person reads them; the certificate stands elsewhere."""
    asked = asked_of(row)
    _, *others = kinds_of(type(asked)).items()
    for name, kind in others:
        value = getattr(asked, name)
        if value and value != bytes(len(value) if isinstance(value, bytes) else 0):
            yield label_of(name, locale, is_answer=True), _shown(teller, kind, (name, value), locale)


def _shown(teller: Teller, kind: Any, field: tuple[str, Any], locale: str) -> Any:
    name, value = field
    if kind is ParticipantNumber:
        party = teller.party(value)
        return getattr(party.name, locale) if party.name else party.uscc
    return value_shown(name, kind, value, locale)


def _person(told: InstructionView, kind: Step, names: dict[str, str], locale: str) -> dict[str, Any]:
    """Return one of the two boxes: who, when, and whether it is done."""
    found: StepView | None = next((each for each in told.steps if each.step == kind), None)
    if found is None:
        return {"name": None, "at": None, "tone": "warn", "words": "InstructionWaits"}
    institution = getattr(found.institution.name, locale) if found.institution.name else found.institution.uscc
    return {
        "name": names.get(found.officer or "", institution),
        "at": found.at,
        "tone": "good",
        "words": "InstructionSigned",
    }

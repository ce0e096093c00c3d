"""
Instructions 业务单: acts of an institution on their way from the officer who prepares them to their block.

An officer prepares, another approves, the parties' officers consent; the house signs, sends and follows.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import Field
from starlette.responses import Response

from api import views
from api.acting import act_named, read_asked
from api.caller import Caller, CallerDep
from api.dependencies import Ledger, LedgerDep, Parameters, ParametersDep, answered
from api.instructions import KeyringDep, Teller, drafted, house, may_see, seen, taking
from api.problem_types import ASK, READ, problems
from api.problems import RequestInvalid
from api.repeating import RepeatDep
from api.routes.certificates import NameInPath, named
from api.schemas import check_digest
from api.schemas.instructions import (
    INSTRUCTION,
    DraftRequest,
    DraftView,
    InstructionPage,
    InstructionRequest,
    InstructionView,
    StepRequest,
)
from ledger.desk.dealing import DocumentFaulty
from ledger.domain.instructions import Step
from ledger.errors import InvalidInput
from ledger.instructions import agreeing
from ledger.instructions.agreeing import Officer, Wanted
from ledger.instructions.drafts import Wish
from ledger.store.payload import plain
from ledger.store.queries import ReadSession
from ledger.store.service import instructions as store
from ledger.store.service.instructions import Instruction

router = APIRouter(tags=["instructions"])

MAY = (401, 403)

IdInPath = Annotated[
    str, Path(description="An instruction's id.", examples=[INSTRUCTION], max_length=40, pattern="^[a-z0-9_]+$")
]
FunctionInPath = Annotated[str, Path(description="Which act.", examples=["correct"], max_length=32)]
ContractInPath = Annotated[str, Path(description="Of which contract.", examples=["Pledges"], max_length=32)]

Box = Literal["approve", "consent", "open", "done", "all"]

_PLACE = re.compile(r"(\d{1,15})\.(\d{1,9})", re.ASCII)


class BoxParameters(Parameters):
    box: Box = Field(
        "all", description="To approve, to consent to, under way, done, or all that the institution may see."
    )
    transaction: str | None = Field(None, max_length=80, description="Only that of this transaction.")
    place: str | None = Field(
        None, max_length=30, description="Only that whose transaction stands here: `<block>.<transaction>`."
    )
    cursor: str | None = Field(None, max_length=40, description="`next` of the page before.")
    limit: int = Field(50, ge=1, description="Most items in a page; the operator's limit applies.")


BoxDep = Annotated[BoxParameters, Query()]


@router.get("/v1/instructions", response_model=InstructionPage, responses=problems(*MAY, *READ))
def instructions(asked: BoxDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """
    The caller's institution's instructions, the newest first; or who stands behind a transaction.

    Of others' one sees those that need one's own consent; who supervises sees every one by its transaction.
    """
    limit = min(asked.limit, ledger.settings.page_max)
    with ledger.read(request) as view, ledger.service.reading() as session:
        teller = Teller(ledger, view, session, caller)
        if asked.transaction is not None or asked.place is not None:
            found = _of_transaction(session, asked)
            rows = [found] if found is not None and may_see(session, caller, found) else []
            return answered(request, InstructionPage(items=[teller.line(row) for row in rows], next=None))
        page = store.of_participant(session, caller.participant, asked.box, asked.cursor, limit)
        return answered(request, InstructionPage(items=[teller.line(row) for row in page.items], next=page.next))


@router.post(
    "/v1/instructions", status_code=201, response_model=InstructionView, responses=problems(404, 409, *MAY, *ASK)
)
def prepare(
    asked: InstructionRequest,
    _: ParametersDep,
    ledger: LedgerDep,
    caller: CallerDep,
    *,
    keyring: KeyringDep,
    repeat: RepeatDep,
    request: Request,
) -> Response:
    """
    Prepare an act in the institution's name; `Idempotency-Key` is needed, so that nothing is prepared twice.

    An officer with the duty prepares it, or a client with the scope `prepare`, a bank's own system for example; no
    client ever approves.  The contract's own rules are put to the mirror's facts; what they refuse is refused here,
    with the contract's error.
    """
    who = Officer(caller.participant, caller.require_preparer())
    wanted = Wanted(
        read_asked(act_named(asked.contract, asked.function), asked.asked),
        [each.model_dump() for each in asked.evidence],
        asked.note.strip(),
    )
    repeat.required()
    with ledger.read(request) as view:
        made = house(view, keyring)

        def write(session: ReadSession) -> str:
            return agreeing.prepare(session, made, who, wanted).id

        name = repeat.once(ledger, write)
    return _answered(request, ledger, caller, name, 201)


@router.get("/v1/instructions/{name}", response_model=InstructionView, responses=problems(404, *MAY, *READ))
def instruction(name: IdInPath, _: ParametersDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """One instruction: what is asked, on what it rests, who did what with which key, how far it is."""
    return _answered(request, ledger, caller, name)


@router.post("/v1/instructions/{name}/steps", response_model=InstructionView, responses=problems(404, 409, *MAY, *ASK))
def step(
    name: IdInPath,
    asked: StepRequest,
    _: ParametersDep,
    ledger: LedgerDep,
    caller: CallerDep,
    *,
    keyring: KeyringDep,
    repeat: RepeatDep,
    request: Request,
) -> Response:
    """
    Take a step: approve what a colleague prepared, consent as a party that the act needs, refuse with a reason, or
    withdraw what is not signed yet.  Whoever prepared it approves nothing, and nobody signs twice.
    """
    with ledger.read(request) as view:
        repeat.once(ledger, taking(house(view, keyring), caller, name, Step(asked.step), asked.reason.strip()))
    return _answered(request, ledger, caller, name)


@router.post(
    "/v1/certificates/{name}/drafts/{function}", response_model=DraftView, responses=problems(404, 409, *MAY, *ASK)
)
def draft(
    name: NameInPath,
    function: FunctionInPath,
    asked: DraftRequest,
    _: ParametersDep,
    ledger: LedgerDep,
    caller: CallerDep,
    *,
    request: Request,
) -> Response:
    """
    Make and keep the next document of a certificate, for an act that names it: `transfer`, `succeed`, `amend`,
    `correct`, `renew`, `cancel`, `revoke`; for `split` and `convert` also the new certificate's.  What comes back is
    ready to be an instruction; until then it has no effect.
    """
    caller.require_preparer()
    with ledger.read(request) as view:
        wish = Wish(asked.changes, asked.from_uscc, asked.to_uscc, asked.reason)
        try:
            made = drafted(ledger, view, caller, named(view, name), function=function, wish=wish)
        except DocumentFaulty as error:
            raise RequestInvalid(
                [InvalidInput(each.code, f"changes.{each.field}", **_others(each)) for each in error.faults]
            ) from None
        shown = DraftView(
            contract=made.asked.CONTRACT,
            function=made.asked.FUNCTION,
            asked=views.plain(plain(made.asked)),
            document=made.document,
            remaining=made.remaining,
        )
        return answered(request, shown)


# WITHIN


def _others(fault: InvalidInput) -> dict[str, Any]:
    return {name: value for name, value in fault.facts.items() if name != "field"}


def _answered(request: Request, ledger: Ledger, caller: Caller, name: str, status: int = 200) -> Response:
    with ledger.read(request) as view, ledger.service.reading() as session:
        return answered(request, Teller(ledger, view, session, caller).whole(seen(session, caller, name)), status)


def _of_transaction(session: ReadSession, asked: BoxParameters) -> Instruction | None:
    if asked.transaction is not None:
        return store.by_transaction(session, bytes.fromhex(check_digest(asked.transaction, "transaction")[2:]))
    match = _PLACE.fullmatch(asked.place or "")
    if match is None:
        raise InvalidInput("CursorMalformed", "place")
    return store.by_place(session, int(match[1]), int(match[2]))

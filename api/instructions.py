"""
Instructions as the API and the pages show them: how far each is, who brought it there, what the caller may do with it.

A person's name is for his own institution and for the supervisor; others see the institution and its key.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, Request

from api import views
from api.caller import Caller, Scope
from api.dependencies import Ledger, View
from api.schemas.base import PartyView, Text
from api.schemas.instructions import (
    Evidence,
    InstructionLine,
    InstructionView,
    PartyState,
    RefusedView,
    StepView,
)
from api.subject import Gatherer
from ledger.domain.certificates import Certificate
from ledger.domain.events import CertificateId, ParticipantNumber
from ledger.domain.facts import find, thing_id
from ledger.domain.instructions import OPEN, State, Step
from ledger.domain.numbers import CertificateNumber
from ledger.domain.officers import Duty
from ledger.errors import InvalidInput, NotFound
from ledger.instructions import agreeing, drafts
from ledger.instructions.agreeing import House, Officer
from ledger.instructions.drafts import Draft, Sources, Wish
from ledger.instructions.keyring import Keyring
from ledger.instructions.reserved import Numbers
from ledger.messages.acts import ACTS
from ledger.messages.instructions import STATES, STEPS
from ledger.store.payload import plain
from ledger.store.queries import ReadSession
from ledger.store.queries.facts import MirrorFacts
from ledger.store.service import instructions as store
from ledger.store.service.instructions import Instruction, StepRow


async def _keyring(request: Request) -> Keyring:
    keyring: Keyring = request.app.state.keyring
    return keyring


KeyringDep = Annotated[Keyring, Depends(_keyring)]


def drafted(
    ledger: Ledger, view: View, caller: Caller, certificate: Certificate, *, function: str, wish: Wish
) -> Draft:
    """Draft the next document of a certificate, with the caller's free numbers.  Raises as `drafts.draft`."""
    with ledger.service.reading() as session:
        numbers = Numbers(view.session, session, caller.participant)
        sources = Sources(MirrorFacts(view.session), ledger.documents, view.instant, numbers)
        return drafts.draft(sources, certificate, function, wish)


def officer_of(caller: Caller) -> Officer:
    """Return the officer who asks; the duty was asked for before."""
    return Officer(caller.participant, caller.officer)


def house(view: View, keyring: Keyring) -> House:
    return House(MirrorFacts(view.session), keyring, view.instant)


def seen(session: ReadSession, caller: Caller, name: str) -> Instruction:
    """Return an instruction that the caller may see.  Raises `NotFound` InstructionUnknown."""
    row = store.by_id(session, name)
    if row is None or not may_see(session, caller, row):
        raise NotFound("InstructionUnknown", instruction=name)
    return row


def may_see(session: ReadSession, caller: Caller, row: Instruction) -> bool:
    return caller.may(Scope.SUPERVISE) or agreeing.sees(session, caller.participant, row)


def may_take(session: ReadSession, caller: Caller, row: Instruction) -> list[str]:
    """Return the steps that the caller may take now."""
    state, own, number = State(row.state), row.participant == caller.participant, caller.participant
    if not caller.officer:
        return []
    asked = number in store.waiting_for(session, row.id)
    fresh = Duty.APPROVE in caller.duties and not store.has_signed(session, row.id, caller.officer)
    steps = [
        (Step.APPROVE, own and state is State.PREPARED and fresh),
        (Step.CONSENT, asked and state is State.APPROVED and fresh),
        (
            Step.REFUSE,
            fresh and ((own and state is State.PREPARED) or (asked and state is State.APPROVED)),
        ),
        (Step.WITHDRAW, own and state in OPEN and Duty.PREPARE in caller.duties),
    ]
    return [step.value for step, may in steps if may]


def taking(made: House, caller: Caller, name: str, step: Step, reason: str) -> Callable[[ReadSession], str]:
    """
    Return what takes a step in a transaction, and gives the instruction's id.

    Raises as `Caller.require_duty`, `InvalidInput` FieldEmpty where whoever refuses says nothing.
    """
    caller.require_duty(Duty.PREPARE if step is Step.WITHDRAW else Duty.APPROVE)
    if step is Step.REFUSE and not reason:
        raise InvalidInput("FieldEmpty", "reason")
    who = officer_of(caller)

    def take(session: ReadSession) -> str:
        match step:
            case Step.APPROVE:
                return agreeing.approve(session, made, who, name).id
            case Step.CONSENT:
                return agreeing.consent(session, made, who, name).id
            case Step.REFUSE:
                return agreeing.refuse(session, who, name, reason, made.now).id
            case _:
                return agreeing.withdraw(session, who, name, made.now).id

    return take


# IN WORDS


@dataclass
class Teller:
    """Tells of instructions in one state of the mirror and of the service; each party is looked up once."""

    ledger: Ledger
    view: View
    session: ReadSession
    caller: Caller
    _gatherer: Gatherer = field(init=False)

    def __post_init__(self) -> None:
        self._gatherer = Gatherer(self.view.session, self.ledger.documents)

    def line(self, row: Instruction) -> InstructionLine:
        return InstructionLine(**self._line(row))

    def whole(self, row: Instruction) -> InstructionView:
        parties = store.parties_of(self.session, row.id)
        return InstructionView(
            **self._line(row),
            asked=views.plain(plain(agreeing.asked_of(row))),
            evidence=[Evidence(**each) for each in json.loads(row.evidence)],
            note=row.note,
            parties=[
                PartyState(**self.party(number).model_dump(), consented=agreed) for number, agreed in parties.items()
            ],
            steps=[self._step(step) for step in store.steps_of(self.session, row.id)],
            transaction=views.hexadecimal(row.transaction) if row.transaction else None,
            block=row.block,
            makes=views.hexadecimal(thing_id(CertificateId(row.about), row.sequence))
            if row.sequence and row.about
            else None,
            refusal=refusal_of(row),
            may=may_take(self.session, self.caller, row),
        )

    def party(self, number: int) -> PartyView:
        return views.party(self._gatherer.party(self._gatherer.number(ParticipantNumber(number))))

    def _line(self, row: Instruction) -> dict[str, Any]:
        state = self._state(row)
        found = find(MirrorFacts(self.view.session), (Certificate.KIND, CertificateId(row.about)), Certificate)
        return {
            "id": row.id,
            "state": state.value,
            "state_words": Text(**STATES[state]),
            "contract": row.contract,
            "function": row.function,
            "title": Text(**ACTS[type(agreeing.asked_of(row)).__name__]),
            "institution": self.party(row.participant),
            "about": views.hexadecimal(row.about) if row.about else None,
            "number": CertificateNumber.from_packed(found.number).text if found else None,
            "created_at": views.moment(row.created),
            "changed_at": views.moment(row.changed),
            "expires_at": views.moment(row.expires),
        }

    def _state(self, row: Instruction) -> State:
        """Return the state by now: what nobody agreed to in time has expired, whether or not it is written down."""
        waits = row.state in (State.PREPARED, State.APPROVED)
        return State.EXPIRED if waits and self.view.instant >= row.expires else State(row.state)

    def _step(self, step: StepRow) -> StepView:
        known = self.caller.may(Scope.SUPERVISE) or self.caller.participant == step.participant
        is_failure = step.kind == Step.FAIL
        return StepView(
            step=step.kind,
            words=Text(**STEPS[step.kind]),
            at=views.moment(step.at),
            institution=self.party(step.participant),
            officer=step.officer if known and step.officer else None,
            key=views.hexadecimal(step.key) if step.key else None,
            reason="" if is_failure else step.words,
        )


def refusal_of(row: Instruction) -> RefusedView | None:
    """Return why an instruction was refused by the contract or the desk, or what keeps it, in words."""
    if row.refusal is None:
        return None
    kept: Mapping[str, Any] = json.loads(row.refusal)
    facts = {name: _fact(value) for name, value in kept["facts"].items()}
    return RefusedView(code=kept["code"], sentence=views.said(kept["code"], facts))


def _fact(value: Any) -> Any:
    """Return a fact as a sentence prints it: hexadecimal as bytes, so that it is shortened."""
    if isinstance(value, str) and value.startswith("0x"):
        return bytes.fromhex(value[2:])
    return value

"""
Prepare, approve, consent, refuse, withdraw: what officers do with an instruction, and what is asked each time.

Before every step the contracts' own rules are put to the mirror's facts, so that nobody agrees to what would be
refused.  Whoever prepared approves nothing, and nobody signs twice (`store.service.instructions`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ledger.domain.acts import CHECKS
from ledger.domain.acts.filed import Asked, Hands, hands_of, members_of
from ledger.domain.acts.judged import judge_act
from ledger.domain.certificates import Certificate
from ledger.domain.events import Key
from ledger.domain.facts import Facts, find
from ledger.domain.instructions import State, Step, agreed, require_step
from ledger.domain.participants import Duty
from ledger.errors import NotFound, Refused
from ledger.instructions.keyring import Keyring
from ledger.instructions.reserved import require_free
from ledger.store.payload import from_json, to_json
from ledger.store.queries import ReadSession
from ledger.store.service import instructions as store
from ledger.store.service.instructions import By, Instruction, New

EXPIRES_SECONDS = 7 * 86_400
"""How long an instruction waits for all to agree: a working week and a weekend; then it is prepared anew."""

NOTE_LENGTH_MAX = 500
"""Characters of a note or of a reason: some sentences, in which no person is named."""

EVIDENCE_MAX = 20
"""Most files that one instruction rests on."""


@dataclass(frozen=True, slots=True)
class Officer:
    """Who acts: an officer, by his account's id, of a participant."""

    participant: int
    officer: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be done: the act, the files that it rests on (name and SHA-256), and a note."""

    asked: Asked
    evidence: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    note: str = ""


@dataclass(frozen=True, slots=True)
class House:
    """What is asked at each step: the mirror's facts, the keys that are here, and the instant."""

    facts: Facts
    keyring: Keyring
    now: int


_ACTS = {(each.CONTRACT, each.FUNCTION): each for each in CHECKS}


def asked_of(row: Instruction) -> Asked:
    """Return the act of an instruction."""
    return from_json(_ACTS[row.contract, row.function], row.asked)


def about(asked: Asked) -> bytes:
    """Return the certificate or the case that an act is about; nothing if it is about neither."""
    first = getattr(asked, members_of(asked)[0].name)
    return first if isinstance(first, bytes) else b""


# STEPS


def prepare(session: ReadSession, house: House, who: Officer, wanted: Wanted) -> Instruction:
    """
    Prepare an instruction in a participant's name.

    Raises `ActRefused` with what the contract would say, `Refused` NoKeyHere for a participant whose keys are not here,
    NumberReserved where another instruction names the same new certificate's number.
    """
    require_free(session, wanted.asked)
    key = house.keyring.choose(house.facts, who.participant, Duty.MAKER)
    hands = _judged(house, key, wanted.asked)
    for party in hands.parties:
        house.keyring.choose(house.facts, party, Duty.CONSENT)
    new = New(
        contract=wanted.asked.CONTRACT,
        function=wanted.asked.FUNCTION,
        asked=to_json(wanted.asked),
        about=about(wanted.asked),
        base=base_of(house.facts, wanted.asked),
        evidence=wanted.evidence,
        note=wanted.note,
        parties=hands.parties,
    )
    return store.make(session, new, By(who.participant, who.officer, key), house.now, house.now + EXPIRES_SECONDS)


def approve(session: ReadSession, house: House, who: Officer, name: str) -> Instruction:
    """
    Approve an instruction of the officer's own participant.

    Raises `Refused` FourEyes if he prepared it, InstructionStepNotAllowed, InstructionMoved; `ActRefused`.
    """
    row = _own(session, who, name)
    _require_open(session, row, Step.APPROVE, who, house.now)
    hands = _judged(house, _maker(session, name), asked_of(row))
    require_same_base(house.facts, row)
    key = house.keyring.choose(house.facts, who.participant, Duty.CHECKER, _used(session, name))
    store.need(session, row, hands.parties)
    store.add_step(session, row, Step.APPROVE, By(who.participant, who.officer, key), house.now)
    row.state = agreed(hands.parties).value
    return row


def consent(session: ReadSession, house: House, who: Officer, name: str) -> Instruction:
    """Consent to an instruction in the name of a party that it needs.  Raises as `approve`."""
    row = _seen(session, who, name)
    if who.participant not in store.waiting_for(session, name):
        raise Refused("ConsentNotAwaited", instruction=name, participant=who.participant)
    _require_open(session, row, Step.CONSENT, who, house.now)
    _judged(house, _maker(session, name), asked_of(row))
    require_same_base(house.facts, row)
    used = _used(session, name) if who.participant == row.participant else ()
    key = house.keyring.choose(house.facts, who.participant, Duty.CONSENT, used)
    store.consent(session, row, who.participant)
    store.add_step(session, row, Step.CONSENT, By(who.participant, who.officer, key), house.now)
    row.state = agreed(store.waiting_for(session, name)).value
    return row


def refuse(session: ReadSession, who: Officer, name: str, reason: str, now: int) -> Instruction:
    """Refuse an instruction, with a reason: in its own institution, or as a party that was to consent."""
    row = _seen(session, who, name)
    require_step(name, State(row.state), Step.REFUSE)
    store.add_step(session, row, Step.REFUSE, By(who.participant, who.officer, words=reason), now)
    row.state = State.REFUSED.value
    return row


def withdraw(session: ReadSession, who: Officer, name: str, now: int) -> Instruction:
    """Withdraw an instruction of the officer's own participant, of which nothing is signed yet."""
    row = _own(session, who, name)
    require_step(name, State(row.state), Step.WITHDRAW)
    store.add_step(session, row, Step.WITHDRAW, By(who.participant, who.officer), now)
    row.state = State.WITHDRAWN.value
    return row


# WHO SEES, AND WHAT WAS APPROVED


def sees(session: ReadSession, participant: int, row: Instruction) -> bool:
    """Whether an instruction is a participant's own, or one that asked for its consent once it was approved."""
    if row.participant == participant:
        return True
    return row.state != State.PREPARED.value and participant in store.parties_of(session, row.id)


def base_of(facts: Facts, asked: Asked) -> bytes | None:
    """Return the document of the certificate that an act is about, as it stands; none for an act on a case."""
    found = find(facts, (Certificate.KIND, about(asked)), Certificate) if asked.CONTRACT != "Applications" else None
    return found.document_digest if found else None


def require_same_base(facts: Facts, row: Instruction) -> None:
    """Raise `Refused` InstructionMoved if the certificate has another document than when the act was prepared."""
    if base_of(facts, asked_of(row)) != row.base:
        raise Refused("InstructionMoved", instruction=row.id)


# WITHIN


def _judged(house: House, maker: Key, asked: Asked) -> Hands:
    """Return whose hands an act needs.  Raises `ActRefused` with what the contract would say."""
    hands = hands_of(CHECKS[type(asked)], house.facts, maker, asked, house.now)
    judged = judge_act(house.facts, maker, asked, house.now)
    if judged.refused is not None:
        raise judged.refused
    return hands


def _seen(session: ReadSession, who: Officer, name: str) -> Instruction:
    row = store.locked(session, name)
    if row is None or not sees(session, who.participant, row):
        raise NotFound("InstructionUnknown", instruction=name)
    return row


def _own(session: ReadSession, who: Officer, name: str) -> Instruction:
    row = _seen(session, who, name)
    if row.participant != who.participant:
        raise Refused("InstructionOfOther", instruction=name)
    return row


def _require_open(session: ReadSession, row: Instruction, step: Step, who: Officer, now: int) -> None:
    require_step(row.id, State(row.state), step)
    if now >= row.expires:
        raise Refused("InstructionExpired", instruction=row.id, deadline=row.expires)
    if store.has_signed(session, row.id, who.officer):
        raise Refused("FourEyes", instruction=row.id)


def _maker(session: ReadSession, name: str) -> Key:
    return _used(session, name)[0]


def _used(session: ReadSession, name: str) -> list[Key]:
    """Return the keys that were chosen for an instruction, in the order of its steps."""
    return [Key(step.key) for step in store.steps_of(session, name) if step.key is not None]

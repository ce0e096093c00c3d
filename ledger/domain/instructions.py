"""
Instructions 业务单: an act on its way from the officer who prepares it to the block that holds it.

One officer of an institution prepares it, another of the same institution approves it, and an officer of each other
party whose hands the act needs consents.  Only then is it signed by the institutions' keys, sent, and followed until
its block is final.

    PREPARED ─► APPROVED ─► READY ─► SIGNED ─► SENT ─► MINED ─► FINAL
        └──────────┴───────────┴─► WITHDRAWN, EXPIRED        (nothing was signed)
        └──────────┴───────────┴────────┴────────┴─► REFUSED (by an officer, or by the contract)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from ledger.errors import Refused


class State(StrEnum):
    """Where an instruction is."""

    PREPARED = "prepared"  # 待复核
    APPROVED = "approved"  # 待相对方同意
    READY = "ready"  # 待签名
    SIGNED = "signed"  # 已签名
    SENT = "sent"  # 已发送
    MINED = "mined"  # 已上链
    FINAL = "final"  # 已确认
    REFUSED = "refused"  # 已退回
    WITHDRAWN = "withdrawn"  # 已撤回
    EXPIRED = "expired"  # 已过期


class Step(StrEnum):
    """What was done with an instruction; the first six by a person."""

    PREPARE = "prepare"
    APPROVE = "approve"
    CONSENT = "consent"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    SIGN = "sign"
    SEND = "send"
    MINE = "mine"
    CONFIRM = "confirm"
    EXPIRE = "expire"
    FAIL = "fail"


SIGNING = (Step.PREPARE, Step.APPROVE, Step.CONSENT)
"""The steps that lead to a signature: no officer takes two of them on one instruction (four eyes)."""

OPEN = (State.PREPARED, State.APPROVED, State.READY)
"""Nothing is signed yet: who prepared it may withdraw it, and time may end it."""

UNDER_WAY = (State.READY, State.SIGNED, State.SENT, State.MINED)
"""All have agreed; the house brings it to the chain."""

DONE = (State.FINAL, State.REFUSED, State.WITHDRAWN, State.EXPIRED)

_FROM: Mapping[Step, tuple[State, ...]] = {
    Step.APPROVE: (State.PREPARED,),
    Step.CONSENT: (State.APPROVED,),
    Step.REFUSE: (State.PREPARED, State.APPROVED),
    Step.WITHDRAW: OPEN,
    Step.EXPIRE: (State.PREPARED, State.APPROVED),
    Step.SIGN: (State.READY,),
    Step.SEND: (State.SIGNED,),
    Step.MINE: (State.SENT,),
    Step.CONFIRM: (State.MINED,),
    Step.FAIL: (State.READY, State.SIGNED, State.SENT),
}
"""From which states a step leads on."""


def allows(state: State, step: Step) -> bool:
    """Whether a step leads on from a state."""
    return state in _FROM[step]


def require_step(name: str, state: State, step: Step) -> None:
    """Raise `Refused` InstructionStepNotAllowed if a step cannot be taken in a state."""
    if not allows(state, step):
        raise Refused("InstructionStepNotAllowed", instruction=name, instruction_state=state.value, step=step.value)


def agreed(waiting: Iterable[int]) -> State:
    """Return where an approved instruction is while these parties have not consented."""
    return State.APPROVED if any(True for _ in waiting) else State.READY

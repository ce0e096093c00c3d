"""
Filing any act in the walk: the maker's key, the checker's and the parties' approvals, all right or one of them wrong.

Whatever the act, what is signed is its Solidity struct with the sequence and the deadline, made here from the ABI.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ledger.chain.decode import snake_case
from ledger.domain.acts import Approval
from ledger.domain.acts.filed import Asked, Filed
from ledger.domain.certificates import Certificate
from ledger.domain.events import CertificateId
from ledger.domain.participants import Duty
from tests.invariant.dice import Dice
from tests.invariant.signing import DEADLINES, FORGERIES, Message, anybody, deadline, hand, nobodys, signed
from tests.invariant.walk import Call, Walk

WAYS = ("maker", "checker", "party", "too few", "too many", "stale", *FORGERIES, *DEADLINES)
"""How the hands of an act can be wrong, or at the edge of wrong."""


def file(
    walk: Walk,
    dice: Dice,
    asked: Asked,
    participant: int,
    parties: Sequence[int] = (),
    *,
    way: str = "",
    sequence: int | None = None,
    beside: tuple[Any, ...] = (),
    second: bool = False,
) -> Any:
    """
    Ask an act of both sides, by the maker and the checker of `participant`, with the consents of `parties` in order.

    A party that is the maker's own participant signs nothing, but on Certificates' own acts.  `way` is one of `WAYS`,
    or nothing for right hands.
    `sequence` is what is signed as the act's number; the certificate's next one if none is given.  `beside` are
    arguments that the function takes beside its struct.
    With `second` the participant signs a consent as well, behind its checker.
    """
    contract = walk.world.certificates if asked.CONTRACT == "Certificates" else walk.world.nouns[asked.CONTRACT]
    name, members = contract.structs[asked.FUNCTION]
    values = tuple(_plain(getattr(asked, snake_case(member))) for _, member in members)
    number = sequence if sequence is not None else next_sequence(walk, CertificateId(bytes(values[0])))
    ends = deadline(walk, way)
    message = Message(contract, name, (*values, number - (way == "stale"), ends), struct=members)
    maker = anybody(dice) if way == "maker" else hand(walk, dice, participant, Duty.MAKER)
    signs_all = asked.CONTRACT == "Certificates"
    others = [participant] * second + [party for party in parties if signs_all or party != participant]
    approvals, wires = _approvals(walk, dice, message, (participant, others), way)
    call = Call(contract, asked.FUNCTION, (values, *beside, ends, wires))
    return walk.ask(Filed(maker, asked, ends, approvals), call)


def next_sequence(walk: Walk, own: CertificateId) -> int:
    """Return the number that the next act on a certificate will have; 1 if there is none."""
    found = walk.facts.get(("certificate", own))
    return found.sequence + 1 if isinstance(found, Certificate) else 1


def _approvals(
    walk: Walk, dice: Dice, message: Message, who: tuple[int, Sequence[int]], way: str
) -> tuple[tuple[Approval, ...], list[tuple[str, bytes]]]:
    participant, parties = who
    keys = [hand(walk, dice, participant, Duty.CHECKER)]
    keys += [hand(walk, dice, party, Duty.CONSENT) for party in parties]
    wrong = 0 if way == "checker" else dice.number(0, len(keys) - 1)
    if way in ("checker", "party"):
        keys[wrong] = anybody(dice)
    forgeries = [way if way in FORGERIES and place == wrong else "" for place in range(len(keys))]
    made = [signed(walk, key, message, forged) for key, forged in zip(keys, forgeries, strict=True)]
    if way == "stale":
        made = [(Approval(approval.key, valid=False), wire) for approval, wire in made]
    elif way == "too few":
        made = made[:-1]
    elif way == "too many":
        made.append(nobodys())
    return tuple(approval for approval, _ in made), [wire for _, wire in made]


def _plain(value: Any) -> Any:
    """A member as the ABI coder takes it: enumerations as numbers."""
    return value if isinstance(value, bytes | bool) else int(value)

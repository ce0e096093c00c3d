"""
Acts on participants, keys and governance for the walk.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eth_abi.abi import encode
from eth_hash.auto import keccak

from ledger.domain.acts import (
    Admission,
    Admit,
    AdmitHolders,
    AdmitNoun,
    AssignRegister,
    CallDirectly,
    EnrolKey,
    EnrolKeyByVote,
    Execute,
    GovernedCall,
    KeyGrant,
    OpenMigration,
    Pause,
    Propose,
    Reinstate,
    Rename,
    RenameByVote,
    RevokeKey,
    RevokeKeyByVote,
    SetCharter,
    SetRoles,
    Suspend,
    Unpause,
    Veto,
    Vote,
    Voted,
)
from ledger.domain.acts.governance import EXECUTION_WINDOW_SECONDS
from ledger.domain.events import ZERO_KEY, Digest, Key, ParticipantNumber
from ledger.domain.flags import SHARED
from ledger.domain.participants import Duty, Governance, Participant, Proposal, Role
from ledger.domain.state import GOVERNANCE
from tests.abi import Contract
from tests.invariant.dice import Dice
from tests.invariant.reading import raw, shown
from tests.invariant.signing import DEADLINES, FORGERIES, Message, anybody, deadline, hand, signed
from tests.invariant.walk import SPARES, Call, Walk, address_of
from tests.parties import DAY, NO_APPROVAL, digest, identity_of, register_of, synthetic_uscc

SPARE_KEYS = [address_of(actor) for actor in SPARES]
REASON = Digest(digest("reason"))
HANDS = ("maker", "checker", *FORGERIES, *DEADLINES)
REGISTRIES = (1, 2)


# HOLDERS AND KEYS


def admit_holders(walk: Walk, dice: Dice) -> None:
    way = dice.bent("item", "item", *HANDS)
    admissions = tuple(_admission(walk, dice, place, bent=way == "item") for place in range(dice.number(1, 2)))
    ends, rows = deadline(walk, way), [_row(admission) for admission in admissions]
    hashed = keccak(encode(["(bytes32,uint8,uint16,bytes32,(address,uint8)[])[]"], [rows]))
    maker, (approval, wire) = _filed(walk, dice, "AdmitHolders", (hashed, ends), way)
    walk.ask(
        AdmitHolders(maker, admissions, ends, approval),
        Call(walk.world.participants, "admitHolders", (rows, ends, wire)),
    )


def rename(walk: Walk, dice: Dice) -> None:
    way = dice.bent("unknown", "stale", *HANDS)
    who = _who(walk, dice, way)
    known = walk.facts.get(("participant", who))
    previous = known.profile_digest if isinstance(known, Participant) else bytes(32)
    profile, ends = Digest(digest(f"profile {dice.number(0, 9**9)}")), deadline(walk, way)
    values = (who, profile, bytes(31) + b"\1" if way == "stale" else previous, ends)
    maker, (approval, wire) = _filed(walk, dice, "Rename", values, way)
    if way == "stale":
        approval = type(approval)(approval.key, valid=False)
    walk.ask(
        Rename(maker, who, profile, ends, approval),
        Call(walk.world.participants, "rename", (who, profile, ends, wire)),
    )


def enrol_key(walk: Walk, dice: Dice) -> None:
    """By two administrators of the participant, or by a registry's two hands."""
    way = dice.bent("unknown", "grant", "grant", "same", *HANDS)
    who, grant, ends = _who(walk, dice, way), _grant(walk, dice, bent=way == "grant"), deadline(walk, way)
    values = (who, shown(grant.key), grant.duties, ends)
    if dice.chance(50):
        maker, (approval, wire) = _filed(walk, dice, "EnrolKey", values, way)
    else:
        maker, (approval, wire) = _administered(walk, dice, who, values, way)
    walk.ask(
        EnrolKey(maker, who, grant, ends, approval),
        Call(walk.world.participants, "enrolKey", (who, shown(grant.key), grant.duties, ends, wire)),
    )


def revoke_key(walk: Walk, dice: Dice) -> None:
    """By one administrator of the participant, or by a registry's two hands."""
    way = dice.bent("any key", *HANDS)
    who = dice.pick(walk.numbers())
    keys = walk.participant(who).keys
    key = dice.pick(keys) if keys and way != "any key" else anybody(dice)
    ends = deadline(walk, way)
    maker, (approval, wire) = _filed(walk, dice, "RevokeKey", (shown(key), REASON, ends), way)
    if dice.chance(50):
        maker = hand(walk, dice, who, Duty.ADMIN)
    walk.ask(
        RevokeKey(maker, key, REASON, ends, approval),
        Call(walk.world.participants, "revokeKey", (shown(key), REASON, ends, wire)),
    )


def _filed(walk: Walk, dice: Dice, act: str, values: tuple[Any, ...], way: str) -> Any:
    """A registry's maker, and its checker's approval."""
    registry = dice.pick(REGISTRIES)
    maker = anybody(dice) if way == "maker" else hand(walk, dice, registry, Duty.MAKER)
    checker = anybody(dice) if way == "checker" else hand(walk, dice, registry, Duty.CHECKER)
    message = Message(walk.world.participants, act, values)
    return maker, signed(walk, checker, message, way if way in FORGERIES else "")


def _administered(walk: Walk, dice: Dice, who: int, values: tuple[Any, ...], way: str) -> Any:
    """Two administrators of a participant, or twice the same."""
    maker = anybody(dice) if way == "maker" else hand(walk, dice, who, Duty.ADMIN)
    others = [key for key in walk.keys_with(who, Duty.ADMIN) if key != maker]
    other = maker if way == "same" or not others else dice.pick(others)
    if way == "checker":
        other = anybody(dice)
    message = Message(walk.world.participants, "EnrolKey", values)
    return maker, signed(walk, other, message, way if way in FORGERIES else "")


def _who(walk: Walk, dice: Dice, way: str) -> ParticipantNumber:
    numbers = walk.numbers()
    return ParticipantNumber(dice.pick((0, len(numbers) + 1))) if way == "unknown" else dice.pick(numbers)


def _admission(walk: Walk, dice: Dice, place: int, *, bent: bool = False, roles: int = 0) -> Admission:
    """A new participant with up to two keys; bent, something is wrong with it."""
    code = identity_of(synthetic_uscc(1000 + len(walk.numbers()) + place))
    way = dice.pick(("code", "tail", "taken", "kind", "empty", "clear", "roles", "key")) if bent else ""
    identity = {
        "code": code[: dice.number(0, 17)] + b"I" + bytes(32),
        "tail": code[:18] + bytes(dice.number(0, 12)) + b"\1" + bytes(32),
        "taken": walk.participant(dice.pick(walk.numbers())).identity,
        "empty": bytes(32),
        "roles": digest(f"commitment {place}"),
    }.get(way, code)[:32]
    kind = {"kind": 0, "empty": 3, "clear": 3, "roles": 3}.get(way, dice.pick((1, 2, 4)))
    keys = tuple(_grant(walk, dice, bent=way == "key") for _ in range(dice.number(1 if way == "key" else 0, 2)))
    granted = dice.pick((1, 1 << 11)) if way == "roles" else roles
    return Admission(identity, kind, granted, Digest(digest(f"profile of {len(walk.numbers()) + place}")), keys)


def _grant(walk: Walk, dice: Dice, *, bent: bool = False) -> KeyGrant:
    """A key that may be enrolled, or one that may not."""
    fresh = [key for key in SPARE_KEYS if walk.key(key) is None] or SPARE_KEYS
    if not bent:
        return KeyGrant(dice.pick(fresh), dice.pick((1, 2, 4, 8, 16, 5, 12, 31 - 1)))
    if dice.chance(50):
        return KeyGrant(dice.pick(fresh), dice.pick((0, 3, 31, 32, 255)))
    return KeyGrant(dice.pick((anybody(dice), ZERO_KEY, Key(raw(walk.world.participants.address)))), 4)


def _row(admission: Admission) -> tuple[Any, ...]:
    keys = [(shown(grant.key), grant.duties) for grant in admission.keys]
    return admission.identity, admission.kind, admission.roles, admission.profile_digest, keys


# GOVERNANCE


def propose(walk: Walk, dice: Dice) -> None:
    call = _governed(walk, dice)
    contract, data = _encoded(walk, call)
    output = walk.ask(
        Propose(_voter(walk, dice, Role.GOVERNOR), call, REASON),
        Call(walk.world.participants, "propose", (contract.address, data, REASON)),
    )
    if output:
        walk.calls[output] = call


def vote(walk: Walk, dice: Dice) -> None:
    """By a governor that has not voted yet, mostly."""
    if not _proposals(walk):
        propose(walk, dice)
        return
    number, maker = _proposal(walk, dice, approved=False), _voter(walk, dice, Role.GOVERNOR)
    found = walk.facts.get(("proposal", number))
    missing = [
        key
        for key in _voters(walk, Role.GOVERNOR)
        if not isinstance(found, Proposal) or _participant_of(walk, key) not in found.voters
    ]
    if missing and dice.chance(75):
        maker = dice.pick(missing)
    walk.ask(Vote(maker, number), Call(walk.world.participants, "vote", (number,)))


def execute(walk: Walk, dice: Dice) -> None:
    """An approved proposal, mostly; with other data than was voted on, sometimes."""
    number = _proposal(walk, dice, approved=dice.pick((True, True, True, None)))
    found = walk.facts.get(("proposal", number))
    if isinstance(found, Proposal) and found.executable_at > walk.now and dice.chance(70):
        late = dice.pick((0, EXECUTION_WINDOW_SECONDS)) if dice.chance(10) else 0
        walk.sleep(found.executable_at - walk.now - dice.pick((0, 0, 0, 1)) + late)
    call = walk.calls.get(number) or _governed(walk, dice)
    if dice.bent("other call", percent=10):
        call = _governed(walk, dice)
    _, data = _encoded(walk, call)
    walk.ask(
        Execute(_voter(walk, dice, Role.GOVERNOR), number, call, Digest(keccak(data))),
        Call(walk.world.participants, "execute", (number, data)),
    )


def veto(walk: Walk, dice: Dice) -> None:
    number = _proposal(walk, dice)
    walk.ask(
        Veto(_voter(walk, dice, Role.GUARDIAN), number, REASON),
        Call(walk.world.participants, "veto", (number, REASON)),
    )


def pause(walk: Walk, dice: Dice) -> None:
    """Seldom, because a pause stops most of what is to be tried."""
    if dice.chance(50):
        call_directly(walk, dice)
        return
    maker = _voter(walk, dice, Role.GUARDIAN)
    walk.ask(Pause(maker, REASON), Call(walk.world.participants, "pause", (REASON,)))


def call_directly(walk: Walk, dice: Dice) -> None:
    """What only a vote may do, without one."""
    call = _governed(walk, dice)
    while isinstance(call, RenameByVote | EnrolKeyByVote | RevokeKeyByVote):
        call = _governed(walk, dice)
    contract, function, arguments = _wire(walk, call)
    walk.ask(CallDirectly(anybody(dice), call), Call(contract, function, arguments))


def _voters(walk: Walk, role: Role) -> list[Key]:
    """All active voting keys of participants with a role that are not suspended."""
    able = [n for n in walk.numbers() if walk.participant(n).roles & role and not walk.participant(n).suspended]
    return [key for number in able for key in walk.keys_with(number, Duty.VOTE)]


def _voter(walk: Walk, dice: Dice, role: Role) -> Key:
    """A voting key of one that has the role, mostly."""
    able = _voters(walk, role)
    return dice.pick(able) if able and dice.chance(85) else anybody(dice)


def _participant_of(walk: Walk, key: Key) -> int:
    found = walk.key(key)
    return found.participant if found else 0


def _proposals(walk: Walk) -> list[Proposal]:
    return [fact for fact in walk.facts.values() if isinstance(fact, Proposal)]


def _proposal(walk: Walk, dice: Dice, *, approved: bool | None = None) -> int:
    """An open proposal, approved or not as asked, mostly; one that is closed or does not exist, sometimes."""
    every = _proposals(walk)
    fit = [found for found in every if not found.closed and approved in (None, found.executable_at > 0)]
    if dice.chance(90):
        fit = fit or every
        return dice.pick(fit).number if fit else 1
    return dice.number(0, len(every) + 1)


def _governed(walk: Walk, dice: Dice) -> GovernedCall:
    """Something to vote on, right or wrong; it is judged when it is executed."""
    who = dice.pick(walk.numbers())
    nobody = ParticipantNumber(0)
    bent = dice.chance(25)
    roles = dice.pick((0, Role.REGISTRY, Role.BANK, Role.GOVERNOR, Role.GUARDIAN, Role.SUPERVISOR, 1 << 11))
    suspended = [n for n in walk.numbers() if walk.participant(n).suspended]
    calls: tuple[GovernedCall, ...] = (
        Admit(_admission(walk, dice, 0, bent=bent, roles=int(dice.pick((Role.BANK, Role.GOVERNOR, Role.REGISTRY))))),
        Suspend(nobody if bent else who, REASON),
        Reinstate(dice.pick(suspended or [who]), REASON),
        Reinstate(dice.pick(suspended or [who]), REASON),
        SetRoles(who, int(roles), REASON),
        AssignRegister(
            _register(dice, bent=bent), dice.pick((ParticipantNumber(1), ParticipantNumber(2), who)), REASON
        ),
        SetCharter(dice.pick((1, 2, 2, 3, 9)), dice.pick((0, 3600)), dice.pick((0, 86_400, 90 * DAY + 1))),
        Unpause(REASON),
        Unpause(REASON),
        RenameByVote(who, Digest(digest(f"voted name {dice.number(0, 99)}"))),
        EnrolKeyByVote(who, _grant(walk, dice, bent=bent)),
        RevokeKeyByVote(anybody(dice), REASON),
        AdmitNoun(anybody(dice), dice.pick((0, 1 << 13, 1 << 14, SHARED))),
        OpenMigration(_register(dice, bent=False), walk.now + dice.pick((-1, 1, 365 * DAY, 365 * DAY, 365 * DAY))),
    )
    governance = walk.facts[GOVERNANCE]
    paused = isinstance(governance, Governance) and governance.paused
    return Unpause(REASON) if paused and dice.chance(70) else dice.pick(calls)


def _register(dice: Dice, *, bent: bool) -> int:
    if bent:
        return dice.pick((register_of(110, 0), register_of(110, 5), register_of(1000, 1), 0))
    return register_of(dice.pick((110, 111, 112)), dice.number(1, 4))


def _encoded(walk: Walk, call: GovernedCall) -> tuple[Contract, bytes]:
    contract, function, arguments = _wire(walk, call)
    return contract, contract.call_data(function, *arguments)


def _wire(walk: Walk, call: GovernedCall) -> tuple[Contract, str, tuple[Any, ...]]:
    """The contract, function and arguments of a governed call."""
    if isinstance(call, Voted):
        item = walk.world.contract(call.CONTRACT).functions[call.FUNCTION]
        pairs = zip(item.inputs, call.arguments(), strict=True)
        return walk.world.contract(call.CONTRACT), call.FUNCTION, tuple(_coded(kind, value) for kind, value in pairs)
    name, arguments = _function(call)
    return walk.world.participants, name, arguments


def _coded(kind: str, value: Any) -> Any:
    """A voted argument as the ABI coder takes it: an address as text, a struct as a tuple of its members."""
    if isinstance(value, Mapping):
        return tuple(_coded("", each) for each in value.values())
    if isinstance(value, list | tuple):
        return [_coded("", each) for each in value]
    return shown(value) if kind == "address" else value


def _function(call: GovernedCall) -> tuple[str, tuple[Any, ...]]:
    made: tuple[str, tuple[Any, ...]]
    match call:
        case Admit():
            made = "admit", (_row(call.admission),)
        case Suspend():
            made = "suspend", (call.participant, call.reason_digest)
        case Reinstate():
            made = "reinstate", (call.participant, call.reason_digest)
        case SetRoles():
            made = "setRoles", (call.participant, call.roles, call.reason_digest)
        case AssignRegister():
            made = "assignRegister", (call.register, call.to, call.reason_digest)
        case SetCharter():
            made = "setCharter", ((call.threshold, call.ordinary_delay, call.grave_delay),)
        case Unpause():
            made = "unpause", (call.reason_digest,)
        case RenameByVote() | EnrolKeyByVote() | RevokeKeyByVote():
            made = _function_of_keys(call)
        case _:
            raise AssertionError(f"no walk votes on {call}")
    return made


def _function_of_keys(
    call: RenameByVote | EnrolKeyByVote | RevokeKeyByVote,
) -> tuple[str, tuple[Any, ...]]:
    match call:
        case RenameByVote():
            return "rename", (call.participant, call.profile_digest, 0, NO_APPROVAL)
        case EnrolKeyByVote():
            return "enrolKey", (call.participant, shown(call.grant.key), call.grant.duties, 0, NO_APPROVAL)
        case RevokeKeyByVote():
            return "revokeKey", (shown(call.key), call.reason_digest, 0, NO_APPROVAL)

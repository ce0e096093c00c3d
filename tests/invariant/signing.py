"""
Who signs what in the walk: hands of registries, consents of holders, and the ways in which a signature can be wrong.

An approval is made twice, for the contract with its bytes and for the domain with the truth about them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ledger.domain.acts import Approval
from ledger.domain.events import ZERO_KEY, Key
from ledger.domain.participants import Charge, Duty
from tests.abi import Contract
from tests.invariant.dice import Dice
from tests.invariant.reading import shown
from tests.invariant.walk import ACTORS, Walk, address_of
from tests.parties import FOREVER, STRANGER, Actor


@dataclass(frozen=True)
class Message:
    """
    What is signed: an act of a contract with its values, the deadline last.

    `struct` are type and name of the members of an act that is filed; sequence and deadline come behind them.
    """

    contract: Contract
    act: str
    values: tuple[Any, ...]
    struct: tuple[tuple[str, str], ...] = ()

    def digest(self, walk: Walk, contract: Contract, values: tuple[Any, ...]) -> bytes:
        """Return the EIP-712 digest of the act with these values at this contract."""
        if not self.struct:
            return walk.world.act_digest(contract, self.act, *values)
        fields = [*self.struct, ("uint32", "sequence"), ("uint64", "deadline")]
        return walk.world.typed_digest(contract, self.act, fields, values)


Signed = tuple[Approval, tuple[str, bytes]]

CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
FORGERIES = ("other act", "other key", "garbage", "nothing", "high s", "other contract")
DEADLINES = ("past", "last second")


def anybody(dice: Dice) -> Key:
    """Return some key: enrolled, revoked or never heard of."""
    return dice.pick(list(ACTORS))


def hand(walk: Walk, dice: Dice, participant: int, duty: Duty) -> Key:
    """Return an active key of the participant with the duty; a stranger's if it has none."""
    keys = walk.keys_with(participant, duty)
    return dice.pick(keys) if keys else address_of(STRANGER)


def keeper(walk: Walk, register: int) -> int:
    """Return who keeps a register; nobody is 0."""
    charge = walk.facts.get(("register", register))
    return charge.participant if isinstance(charge, Charge) else 0


def deadline(walk: Walk, way: str) -> int:
    """Return a deadline: far away, just over, or the very last second."""
    return {"past": walk.now - 1, "last second": walk.now}.get(way, FOREVER)


def signed(walk: Walk, key: Key, message: Message, forgery: str = "") -> Signed:
    """Return the key's approval of an act, or a forgery of it."""
    return Approval(key, valid=not forgery), (shown(key), _signature(walk, ACTORS[key], message, forgery))


def nobodys() -> Signed:
    """Return an approval by no key at all."""
    return Approval(ZERO_KEY, valid=False), (shown(ZERO_KEY), b"")


def _signature(walk: Walk, signer: Actor, message: Message, forgery: str) -> bytes:
    world, contract, values = walk.world, message.contract, message.values
    if forgery == "garbage":
        return bytes(range(65))
    if forgery == "nothing":
        return b""
    if forgery == "other act":
        values = (*values[:-1], values[-1] - 1)
    elif forgery == "other contract":
        contract = world.participants if contract is world.certificates else world.certificates
    elif forgery == "other key":
        signer = next(actor for actor in ACTORS.values() if actor != signer)
    signature = signer.sign(message.digest(walk, contract, values))
    return _mirrored(signature) if forgery == "high s" else signature


def _mirrored(signature: bytes) -> bytes:
    """Return the other signature of the same key over the same digest, which must not count (low s only)."""
    s = CURVE_ORDER - int.from_bytes(signature[32:64], "big")
    return signature[:32] + s.to_bytes(32, "big") + bytes([55 - signature[64]])

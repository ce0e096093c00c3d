"""What the steps of a registration case cost, from the submission to the deposit, alone and a hundred at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.contract.applying import deposit_many
from tests.evm import Receipt, World
from tests.parties import ALPHA, DAY, DPR, NORTH, NORTH_CODE, ZERO_DIGEST, Party, a_record, digest, id_of, register_of
from tests.stands import DOCUMENT

Measured = tuple[Receipt, int]
Act = Callable[[World, int], Measured]


class Case:
    """A case of its own, and its steps."""

    def __init__(self, world: World, serial: int) -> None:
        self.world = world
        self.serial = serial
        self.data = digest(f"data {serial}")
        self.id = id_of(ALPHA.number, DPR, self.data)
        self.sequence = 0

    def step(self, function: str, *asked: Any, parties: tuple[Party, ...] = ()) -> Measured:
        self.sequence += 1
        signers = [NORTH.checker, *(party.consent for party in parties)]
        contract = self.world.applications
        receipt = self.world.file(contract, function, signers, (self.id, *asked), sequence=self.sequence)
        return receipt, len(signers)

    def submit(self) -> Measured:
        register = register_of(NORTH_CODE, DPR)
        asked = (ALPHA.number, register, self.data, 0, 7, 0, DOCUMENT)
        return self.step("submit", *asked, parties=(ALPHA,))

    def to_deposit(self) -> None:
        self.submit()
        self.step("accept")
        self.step("passReview", 7, DOCUMENT)
        self.step("waivePublicity", DOCUMENT)

    @property
    def asked(self) -> tuple[Any, ...]:
        now = self.world.now
        word = a_record(ALPHA, self.serial, valid_from=now, valid_to=now + 300 * DAY)
        return self.id, word, self.data, DOCUMENT, ZERO_DIGEST


def of_case(*before: tuple[Any, ...], then: tuple[Any, ...] = ("submit",)) -> Act:
    def measure(world: World, serial: int) -> Measured:
        case = Case(world, serial)
        for name, *asked in (*before, then):
            measured = case.submit() if name == "submit" else case.step(name, *asked)
        return measured

    return measure


def deposit_one(world: World, serial: int) -> Measured:
    case = Case(world, serial)
    case.to_deposit()
    signing = world.agreed(world.applications, "deposit", [NORTH.checker], case.asked, sequence=case.sequence + 1)
    function, asked, deadline, approvals = signing
    return world.send(NORTH.maker, world.applications, function, asked, [], deadline, approvals), 1


DEPOSITED = 100


def deposit_a_hundred(world: World, serial: int) -> Measured:
    cases = [Case(world, serial + place) for place in range(DEPOSITED)]
    for case in cases:
        case.to_deposit()
    return deposit_many(world, [case.asked for case in cases]), 1


ACCEPTED = (("submit",), ("accept",))
REVIEWED = (*ACCEPTED, ("passReview", 7, DOCUMENT))

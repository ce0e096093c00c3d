"""
Reserved numbers: an instruction that makes a certificate names its number, and no other takes it meanwhile.

The instruction is the reservation: made with it in one transaction, and free again when it is refused, withdrawn or
expired.  The next one takes the lowest number that is free, so that nothing is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledger.domain.acts.deposits import Deposit
from ledger.domain.acts.filed import Asked
from ledger.domain.acts.successions import ConvertCertificate, SplitCertificate
from ledger.domain.certificates import Regime
from ledger.domain.numbers import SERIAL_MAX, CertificateNumber
from ledger.domain.records import number_of
from ledger.errors import InvalidInput, Refused
from ledger.store.payload import from_json
from ledger.store.queries import ReadSession, participants
from ledger.store.queries.numbers import serials
from ledger.store.service import instructions as store

NUMBERED = (Deposit, SplitCertificate, ConvertCertificate)
"""The acts that make a certificate, whose number stands in their record."""


def reserve(session: ReadSession) -> frozenset[int]:
    """Return the reserved numbers (64 bits each); nobody else reserves one until the end of the transaction."""
    store.wait_turn(session)
    return frozenset(reserved(session))


def reserved(session: ReadSession) -> dict[int, str]:
    """Return the reserved numbers (64 bits each), each with the instruction that has it."""
    found = {}
    for kind in NUMBERED:
        for row in store.pending(session, kind.CONTRACT, kind.FUNCTION):
            asked = from_json(kind, row.asked)
            assert isinstance(asked, NUMBERED), "it was asked for by contract and function"
            found[number_of(asked.record)] = row.id
    return found


def require_free(session: ReadSession, asked: Asked) -> None:
    """Raise `Refused` NumberReserved if another instruction has reserved the number that an act names."""
    if not isinstance(asked, NUMBERED):
        return
    store.wait_turn(session)
    number = number_of(asked.record)
    other = reserved(session).get(number)
    if other is not None:
        raise Refused("NumberReserved", number=number, instruction=other)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a registry that are free: no certificate of the mirror has them, and no instruction."""

    mirror: ReadSession
    service: ReadSession
    registry: int

    def register_of(self, regime: Regime) -> int:
        """Return the register of a regime that the registry keeps.  Raises `InvalidInput` NoRegister."""
        kept = [each.register for each in participants.charges_of(self.mirror, self.registry)]
        found = [register for register in kept if register & 0xFF == regime]
        if not found:
            raise InvalidInput("NoRegister", "regime", participant=self.registry, regime=regime.name)
        return min(found)

    def next(self, register: int, day: date) -> CertificateNumber:
        """Return the lowest free number of a register in a day's month.  Raises `Refused` SerialsExhausted."""
        period, regime = day.year * 100 + day.month, Regime(register & 0xFF)
        held = map(CertificateNumber.from_packed, reserved(self.service))
        taken = serials(self.mirror, register, period)
        taken |= {each.serial for each in held if (each.register, each.period) == (register, period)}
        free = next((each for each in range(1, SERIAL_MAX + 1) if each not in taken), None)
        if free is None:
            code = f"{register >> 8:03d}"
            raise Refused("SerialsExhausted", registry=code, regime=regime.name, period=period, maximum=SERIAL_MAX)
        return CertificateNumber(register >> 8, regime, period, free)

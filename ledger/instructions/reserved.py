"""
Reserved numbers: a deposit that is prepared names its certificate's number, and no other deposit takes it meanwhile.

The instruction is the reservation: made with it in one transaction, and free again when it is refused, withdrawn or
expired.  The next deposit takes the lowest number that is free, so that nothing is lost.
"""

from __future__ import annotations

from ledger.domain.acts.deposits import Deposit
from ledger.domain.records import number_of
from ledger.instructions.agreeing import asked_of
from ledger.store.queries import ReadSession
from ledger.store.service import instructions as store


def reserve(session: ReadSession) -> frozenset[int]:
    """Return the reserved numbers (64 bits each); no other deposit is prepared until the end of the transaction."""
    store.wait_turn(session)
    return frozenset(reserved(session))


def reserved(session: ReadSession) -> dict[int, str]:
    """Return the reserved numbers (64 bits each), each with the instruction that has it."""
    found = {}
    for row in store.pending(session, Deposit.CONTRACT, Deposit.FUNCTION):
        asked = asked_of(row)
        assert isinstance(asked, Deposit), "it was asked for by contract and function"
        found[number_of(asked.record)] = row.id
    return found

"""
Why a number was skipped, by the journal of whoever sent: refused in a block, on its way, or never tried from here.
"""

from __future__ import annotations

from datetime import date

from ledger.chain.acts import Prepared
from ledger.desk.gaps import Tried, trials
from ledger.domain.supply import Cause, Gap, Supply
from tests.chain_fixtures import LedgerChain, number_of


def _supply(first: int, last: int) -> Supply:
    gap = Gap(first, last, Cause.UNEXPLAINED)
    return Supply(111 << 8 | 1, 2026_11, 1, last + 1, (gap,), date(2026, 11, 27))


def _expired(chain: LedgerChain, serial: int, request_key: str) -> bytes:
    """Send what the contract refuses in its block: an approval that ran out; return the transaction."""
    issued = chain.issuance(chain.parties["Holder"], serial=serial)
    act: Prepared = chain.acts.issue(chain.registry.maker, chain.registry.checker, [issued], 1)
    assert number_of(issued).serial == serial
    return chain.acts.send(act, request_key).hash


def test_a_number_that_a_block_refused_is_told_with_its_transaction(ledger_chain: LedgerChain) -> None:
    ledger_chain.admit("Holder")
    refused = _expired(ledger_chain, 3, "refused")
    found = trials(ledger_chain.rpc, ledger_chain.writer, _supply(2, 5))
    assert [(each.number.serial, each.transaction, each.became) for each in found] == [(3, refused, Tried.REFUSED)]


def test_a_number_that_is_on_its_way_is_told_as_such(ledger_chain: LedgerChain) -> None:
    ledger_chain.admit("Holder")
    ledger_chain.rpc.call("evm_setAutomine", [False])
    try:
        waiting = _expired(ledger_chain, 7, "waiting")
        found = trials(ledger_chain.rpc, ledger_chain.writer, _supply(7, 7))
        assert [(each.transaction, each.became) for each in found] == [(waiting, Tried.UNDER_WAY)]
    finally:
        ledger_chain.rpc.call("evm_setAutomine", [True])
        ledger_chain.rpc.call("evm_mine")


def test_a_number_that_nobody_tried_and_one_that_was_issued_are_not_told(ledger_chain: LedgerChain) -> None:
    (holder,) = ledger_chain.admit("Holder")
    ledger_chain.issue(ledger_chain.issuance(holder, serial=9))
    assert trials(ledger_chain.rpc, ledger_chain.writer, _supply(8, 9)) == []

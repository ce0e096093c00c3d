"""
Votes counted from facts: what no honest contract lets a guardian do.  The rest is told of real acts, in
tests/contract/test_audited_powers.py.
"""

from __future__ import annotations

import pytest

from ledger.audit.encoding import keccak
from ledger.audit.pin import CONTRACTS, Pin
from ledger.audit.report import Notes
from ledger.audit.votes import URGENT, Votes
from ledger.domain.events import Entry, Position, ProposalVetoed
from ledger.domain.participants import Duty, Proposal, Role
from tests.unit.histories import BORN, admitted, enrolled, facts_after, hashed, key, number

ADDRESSES = {name: keccak(name.encode())[12:] for name in CONTRACTS}
PIN = Pin(1, bytes(32), 1, ADDRESSES, dict.fromkeys(ADDRESSES.values(), bytes(32)))
GUARDIAN = 1


def found(target: bytes, selector: bytes) -> list[str]:
    """What is wrong with a guardian's veto against a proposal to call this."""
    facts = facts_after(admitted(GUARDIAN, Role.GUARDIAN), enrolled(GUARDIAN, "guardian", Duty.VOTE))
    facts["proposal", 1] = Proposal(1, target, selector, hashed("call"))
    vetoed = ProposalVetoed(1, number(GUARDIAN), hashed("reason"), key("guardian"))
    entry = Entry(Position(9, 0, 0), BORN, PIN.participants, hashed("log"), vetoed)
    return [fault.code for fault in Votes(PIN, Notes()).check(facts, entry, b"", None)]


@pytest.mark.parametrize("selector", sorted(URGENT))
def test_a_veto_against_what_must_not_wait_is_named(selector: bytes) -> None:
    assert found(PIN.participants, selector) == ["VetoForbidden"]


def test_a_veto_against_anything_else_is_within_a_guardians_power() -> None:
    assert found(PIN.participants, b"\1\2\3\4") == []
    assert found(PIN.address("Rules"), min(URGENT)) == []

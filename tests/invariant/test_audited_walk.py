"""
A walk of the ledger machine, audited: whatever the contracts took, the auditor finds authorised.

The contracts run as they are; what was sent and logged is folded as an audit folds evidence.  What he finds where one
thing is wrong stands in tests/contract/test_audited_powers.py.
"""

from __future__ import annotations

import pytest

from ledger.audit.report import Layer
from tests.abi import Log
from tests.evm import World
from tests.invariant.dice import Dice
from tests.invariant.test_ledger_machine import WEIGHTS
from tests.invariant.walk import Tally, Walk
from tests.recording import Recording, audited, pin_of

STEPS = 500
SEED = 20261127


@pytest.mark.slow
def test_every_act_of_a_walk_is_authorised() -> None:
    chain, tally = Recording(), Tally()
    world = World(chain)
    founding = [
        (tuple(Log("0x" + log.address.hex(), log.topics, log.data) for log in sent.logs), sent.time)
        for sent in chain.sent
    ]
    walk = Walk(world, founding, tally)
    for step in range(STEPS):
        dice = Dice(SEED, step)
        dice.weighed(WEIGHTS)(walk, dice)
    notes = audited(pin_of(world), chain.sent)
    assert notes.findings == []
    assert notes.unchecked == []
    counts = notes.counts[Layer.MEANING]
    assert counts["calls"] == 1 + tally.accepted.total() > 100  # the holders of the founding were admitted by a call
    assert counts["signatures"] > counts["calls"]

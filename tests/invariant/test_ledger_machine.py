"""
Contracts and domain walk side by side under random acts, with time moving.

Every step asks one act, right or wrong, of the compiled contracts on an EVM and of `ledger.domain.acts`; both must
accept, or refuse with the same error and the same arguments.  What the contracts log is folded by
`ledger.domain.state`, and the facts so made must equal the contracts' storage: those that the step touched at once,
all of them at the walk's end.  What must always hold is checked after every step (`Walk.check_invariants`).  A walk
that fails is not shrunk, which would take minutes; what it asked is printed.

A long campaign: scripts/campaign machine --steps 200000.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from ledger.domain.participants import Proposal
from tests.abi import Log
from tests.chains import Revm
from tests.evm import World
from tests.invariant import (
    applications,
    attestations,
    dealing,
    equity,
    governing,
    licences,
    pledges,
    reading,
    renewals,
    restraints,
    rules,
    successions,
)
from tests.invariant.dice import Dice
from tests.invariant.walk import Tally, Walk
from tests.parties import DAY

TALLY = Tally()

NOUNS = (rules, renewals, successions, licences, pledges, restraints, equity, attestations, applications)
for noun in NOUNS:
    reading.NOUNS.update(noun.COMPARED)


def sleep(walk: Walk, dice: Dice) -> None:
    """Some seconds, a day, or to the very second before or at which something ends or may begin."""
    instants = [found.valid_to for found in walk.certificates()]
    instants += [instant for noun in NOUNS for instant in noun.instants(walk)]
    instants += [fact.executable_at for fact in walk.facts.values() if isinstance(fact, Proposal) and not fact.closed]
    ahead = [instant - walk.now for instant in instants if instant > walk.now]
    seconds = dice.pick(sorted(ahead)[:3]) - dice.number(0, 1) if ahead and dice.chance(50) else 0
    walk.sleep(seconds or dice.pick((1, 60, 3600, DAY)))


WEIGHTS: dict[Callable[[Walk, Dice], None], int] = {
    dealing.issue: 14,
    dealing.issue_shared: 6,
    dealing.transfer: 16,
    dealing.amend: 10,
    dealing.correct: 4,
    dealing.cancel: 5,
    dealing.revoke: 4,
    governing.admit_holders: 3,
    governing.rename: 3,
    governing.enrol_key: 8,
    governing.revoke_key: 4,
    governing.propose: 7,
    governing.vote: 10,
    governing.execute: 8,
    governing.veto: 1,
    governing.pause: 1,
    governing.call_directly: 2,
    sleep: 12,
    **{act: weight for noun in NOUNS for act, weight in noun.WEIGHTS.items()},
}
"""How often each act is asked: so that histories grow long, and nobody is left without keys for good."""

GATE = settings(
    max_examples=30,
    stateful_step_count=50,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


class Recorded(Revm):
    """An EVM that keeps what was logged while the world was founded, constructors' logs included."""

    def __init__(self) -> None:
        super().__init__()
        self.founding: list[tuple[tuple[Log, ...], int]] = []

    def deploy(self, sender: str, code: bytes, time: int) -> str:
        address = super().deploy(sender, code, time)
        assert self.evm.result is not None
        logs = (
            Log(str(log.address).lower(), tuple(map(bytes, log.data[0])), bytes(log.data[1]))
            for log in self.evm.result.logs
        )
        self.founding.append((tuple(logs), time))
        return address

    def transact(self, sender: str, to: str, data: bytes, time: int) -> tuple[bytes, list[Log], int | None]:
        output, logs, gas = super().transact(sender, to, data, time)
        self.founding.append((tuple(logs), time))
        return output, logs, gas


@cache
def founded() -> tuple[World, list[tuple[tuple[Log, ...], int]]]:
    """Return a founded world and what was logged meanwhile; every walk begins here and is undone at its end."""
    chain = Recorded()
    world = World(chain)
    return world, list(chain.founding)


class LedgerMachine(RuleBasedStateMachine):
    """One walk from the founding on."""

    def __init__(self) -> None:
        super().__init__()
        world, founding = founded()
        self.undone = world.undone()
        self.undone.__enter__()
        self.walk = Walk(world, founding, TALLY)
        self.sound = True

    @rule(number=st.integers(0, 2**63 - 1))
    def act(self, number: int) -> None:
        self.sound = False
        dice = Dice(number, len(self.walk.trail))
        dice.weighed(WEIGHTS)(self.walk, dice)
        self.walk.check_invariants()
        self.sound = True

    def teardown(self) -> None:
        if self.sound:
            self.walk.check_all_facts()
        else:
            print("What was asked before it failed:", *self.walk.trail, sep="\n  ")
        self.undone.__exit__(None, None, None)


@pytest.fixture
def told(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tell in the test run's output how far the walks came."""
    yield
    capture: Any = request.config.pluginmanager.get_plugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print(f"\n   machine: {TALLY}")


@pytest.mark.slow
@pytest.mark.usefixtures("told")
def test_contracts_and_domain_walk_side_by_side() -> None:
    run_state_machine_as_test(LedgerMachine, settings=GATE)
    assert TALLY.accepted.total() > 200
    assert len(TALLY.refused) > 20

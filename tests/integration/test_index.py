"""
The index on a real chain: it follows while acts happen, undoes what the chain takes back, stops at what it cannot undo.

Each test has an Anvil of its own, because here the chain itself is rewritten, rolled back and stopped.  The oracle is
plain: the blocks as a fresh reader gives them, folded anew, must be what the mirror says, and the contract's storage
must agree.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from ledger.chain.contracts import deploy
from ledger.chain.node import LocalNode, free_port
from ledger.chain.rpc import Rpc
from ledger.chain.writer import Writer
from ledger.config import Settings
from ledger.domain.certificates import Certificate, pack
from ledger.domain.state import Fact, FactKey, fold
from ledger.errors import Inconsistent, Unavailable
from ledger.index import Happening, Projected, Troubled, Undone, follow, index_once
from ledger.store.facts import is_derived
from ledger.store.mirror import Mirror
from ledger.store.queries import blocks, certificates, snapshot
from tests.chain_fixtures import LedgerChain, founding, signer_for
from tests.store_fixtures import OpenMirror, dump

WAIT_SECONDS = 20.0


@dataclass
class Chain:
    """A ledger on a node of its own."""

    node: LocalNode
    ledger: LedgerChain
    settings: Settings

    def index(self, mirror: Mirror) -> None:
        index_once(self.ledger.reader(), mirror, self.settings)

    def folded(self) -> dict[FactKey, Fact]:
        """Return the facts of the node's chain as it is now."""
        reader = self.ledger.reader()
        found = reader.blocks(reader.first_block, reader.head().number)
        assert isinstance(found, list)
        facts: dict[FactKey, Fact] = {}
        fold(facts, (entry for block in found for entry in block.entries))
        return {key: fact for key, fact in facts.items() if not is_derived(key[0])}

    def renew(self) -> None:
        """Forget which transactions were sent: the chain may have forgotten them too."""
        self.ledger.writer.close()
        self.ledger = replace(self.ledger, writer=Writer(self.ledger.rpc, self.ledger.deployment.chain_id))

    def stir(self, acts: int = 4) -> None:
        """Let some things happen, a block each."""
        one, other = self.ledger.admit(f"holder {time.monotonic_ns()}", f"buyer {time.monotonic_ns()}")
        for _ in range(max(1, acts // 2)):
            issued = self.ledger.issue_to(one)
            self.ledger.transfer(issued, one, other)


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[Chain]:
    with LocalNode(tmp_path / "node", free_port(), block_seconds=0) as node, Rpc(node.url, retries_max=0) as rpc:
        deployment = deploy(rpc, signer_for("deployer"), founding())
        writer = Writer(rpc, deployment.chain_id)
        settings = Settings(range_blocks_max=3, poll_seconds=0.05)
        made = Chain(node, LedgerChain(node.url, rpc, deployment, writer), settings)
        yield made
        made.ledger.writer.close()


def facts_of(mirror: Mirror) -> dict[FactKey, Fact]:
    with mirror.sessions() as session:
        return dict(snapshot.snapshot(session))


def until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while not happened():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


def mirrored_to_the_head(chain: Chain, mirror: Mirror) -> bool:
    head = chain.ledger.reader().head()
    return mirror.cursor() == (head.number, head.hash)


def test_the_mirror_follows_while_acts_happen_and_agrees_with_the_contract(chain: Chain, mirror: Mirror) -> None:
    stop = threading.Event()
    failures: list[BaseException] = []

    def run() -> None:
        try:
            with Rpc(chain.node.url) as rpc:
                reader = LedgerChain(chain.node.url, rpc, chain.ledger.deployment, chain.ledger.writer).reader()
                follow(reader, mirror, chain.settings, stop)
        except BaseException as error:
            failures.append(error)

    follower = threading.Thread(target=run)
    follower.start()
    try:
        for _ in range(3):
            chain.stir()
        until(lambda: bool(failures) or mirrored_to_the_head(chain, mirror))
    finally:
        stop.set()
        follower.join()
    assert not failures
    assert facts_of(mirror) == chain.folded()
    held = [fact for fact in facts_of(mirror).values() if isinstance(fact, Certificate)]
    assert len(held) == 6
    for one in held:
        assert int(chain.ledger.acts.ask("Certificates", "recordOf", one.id)) == pack(one)
        assert chain.ledger.acts.ask("Certificates", "headOf", one.number) == one.head


def test_blocks_rewritten_by_a_reorganisation_are_replaced(chain: Chain, mirror: Mirror) -> None:
    chain.stir()
    chain.index(mirror)
    before = facts_of(mirror)
    chain.ledger.rpc.call("anvil_reorg", [3, []])
    chain.index(mirror)
    assert mirrored_to_the_head(chain, mirror)
    assert facts_of(mirror) == chain.folded()
    assert facts_of(mirror) != before, "the acts of the blocks that are gone are gone"


def test_blocks_taken_back_without_a_word_are_undone(chain: Chain, mirror: Mirror) -> None:
    chain.stir()
    chain.index(mirror)
    chain.ledger.rpc.call("anvil_rollback", [2])
    chain.index(mirror)
    assert mirrored_to_the_head(chain, mirror)
    assert facts_of(mirror) == chain.folded()
    chain.ledger.rpc.call("anvil_mine", ["0x4"])
    chain.index(mirror)
    assert mirrored_to_the_head(chain, mirror)
    assert facts_of(mirror) == chain.folded()


def test_a_chain_rewritten_while_it_is_read_is_read_to_the_end(chain: Chain, mirror: Mirror) -> None:
    chain.stir(8)
    seen: list[Happening] = []

    def rewrite_once(happening: Happening) -> None:
        seen.append(happening)
        if len(seen) == 2 and isinstance(happening, Projected):
            chain.ledger.rpc.call("anvil_reorg", [happening.head - happening.last + 2, []])

    with suppress(Unavailable):  # the range ahead may be asked for in the midst of the rewriting
        index_once(chain.ledger.reader(), mirror, chain.settings, observe=rewrite_once)
    index_once(chain.ledger.reader(), mirror, chain.settings, observe=seen.append)
    assert any(isinstance(happening, Undone) for happening in seen)
    assert mirrored_to_the_head(chain, mirror)
    assert facts_of(mirror) == chain.folded()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 3])
def test_whatever_the_chain_does_the_mirror_says_what_it_says_now(chain: Chain, mirror: Mirror, seed: int) -> None:
    random = Random(seed)  # noqa: S311
    mirrored: list[int] = []
    founded = chain.ledger.reader().head().number  # by then all contracts stand
    for _ in range(12):
        above = chain.ledger.reader().head().number - founded
        step = random.choice(["act", "act", "reorg", "rollback", "mine"])
        if step == "act" or above < 4:
            chain.renew()
            chain.stir(2)
        elif step == "mine":
            chain.ledger.clock.mine(random.randint(1, 5))
        else:
            chain.ledger.rpc.call(f"anvil_{step}", [random.randint(1, min(above - 1, 12)), *([[]] * (step == "reorg"))])
        if random.random() < 0.7:
            chain.index(mirror)
            assert mirrored_to_the_head(chain, mirror)
            assert facts_of(mirror) == chain.folded()
            mirrored.append(chain.ledger.reader().head().number)
    assert any(after < before for before, after in pairwise(mirrored)), "the chain never went back"


@pytest.mark.parametrize("depth", [5, 9])
def test_a_reorganisation_deeper_than_allowed_stops_the_index_and_says_why(
    chain: Chain, open_mirror: OpenMirror, depth: int
) -> None:
    mirror = open_mirror()
    mirror.migrate()
    chain.settings = chain.settings.model_copy(update={"undo_blocks": 4})
    chain.stir(10)
    chain.index(mirror)
    before, cursor = dump(mirror), mirror.cursor()
    assert cursor is not None
    chain.ledger.rpc.call("anvil_reorg", [depth, []])
    with pytest.raises(Inconsistent) as stopped:
        follow(chain.ledger.reader(), mirror, chain.settings, threading.Event())
    assert stopped.value.code == "ReorgTooDeep"
    assert stopped.value.facts == {"cursor": cursor[0], "floor": cursor[0] - 4, "depth": 4}
    assert "right chain" in stopped.value.explain("en")
    assert dump(mirror) == before


def test_a_node_far_behind_is_waited_for(chain: Chain, open_mirror: OpenMirror) -> None:
    mirror = open_mirror()
    mirror.migrate()
    chain.settings = chain.settings.model_copy(update={"undo_blocks": 4})
    chain.stir(10)
    chain.index(mirror)
    before = dump(mirror)
    chain.ledger.rpc.call("anvil_rollback", [8])
    with pytest.raises(Unavailable) as waiting:
        chain.index(mirror)
    assert waiting.value.code == "NodeBehind"
    assert dump(mirror) == before


def test_a_restart_goes_on_where_it_stopped(chain: Chain, open_mirror: OpenMirror) -> None:
    chain.stir(6)
    first = open_mirror()
    first.migrate()
    stop, told = threading.Event(), list[Projected]()

    def note(happening: Happening) -> None:
        assert isinstance(happening, Projected)
        told.append(happening)

    def halt(happening: Happening) -> None:
        note(happening)
        stop.set()

    index_once(chain.ledger.reader(), first, chain.settings, observe=halt, stop=stop)
    assert [one.first for one in told] == [chain.ledger.deployment.first_block]
    assert told[0].blocks <= 3
    first.close()
    second = open_mirror()
    index_once(chain.ledger.reader(), second, chain.settings, observe=note)
    assert told[1].first == told[0].last + 1
    assert mirrored_to_the_head(chain, second)
    assert facts_of(second) == chain.folded()


def test_every_range_is_told_once_and_in_order(chain: Chain, mirror: Mirror) -> None:
    chain.stir(6)
    heard: list[Happening] = []
    head = index_once(chain.ledger.reader(), mirror, chain.settings, observe=heard.append)
    told = [one for one in heard if isinstance(one, Projected)]
    assert len(told) == len(heard)
    assert told[-1].last == told[-1].head == head.number
    assert all(after.first == before.last + 1 for before, after in pairwise(told))
    assert all(one.seconds > 0 for one in told)
    with mirror.sessions() as session:
        assert sum(one.entries for one in told) == snapshot.counts(session).entries
        cursor = blocks.cursor(session)
    assert cursor is not None
    assert cursor.lag_blocks == 0
    assert abs(cursor.seen_at - time.time()) < WAIT_SECONDS


def test_a_node_that_is_down_is_said_to_be_and_waited_for(chain: Chain, mirror: Mirror) -> None:
    chain.stir()
    chain.index(mirror)
    chain.node.stop()
    with pytest.raises(Unavailable):
        chain.index(mirror)
    stop, troubles = threading.Event(), list[Troubled]()

    def note(happening: Happening) -> None:
        if isinstance(happening, Troubled):
            troubles.append(happening)

    failures: list[BaseException] = []

    def run() -> None:
        try:
            follow(chain.ledger.reader(), mirror, chain.settings, stop, observe=note)
        except BaseException as error:
            failures.append(error)

    follower = threading.Thread(target=run)
    follower.start()
    try:
        until(lambda: len(troubles) >= 2)
        assert troubles[1].pause > troubles[0].pause
        chain.node.start()
        chain.ledger.rpc.call("anvil_mine", ["0x2"])
        until(lambda: bool(failures) or mirrored_to_the_head(chain, mirror))
    finally:
        stop.set()
        follower.join()
    assert not failures
    assert facts_of(mirror) == chain.folded()


def test_blocks_not_yet_confirmed_are_left_alone(chain: Chain, mirror: Mirror) -> None:
    chain.stir()
    index_once(chain.ledger.reader(confirmations=2), mirror, chain.settings)
    cursor = mirror.cursor()
    assert cursor is not None
    assert cursor[0] == chain.ledger.reader().head().number - 2
    with mirror.sessions() as session:
        assert certificates.issued(session, None, 10).items

"""
One lie at a time: the reader reads a small chain from a node that is right in all but one answer.

A lie is found if the reader names it, by an error or as a rewritten chain; it is harmless if what the reader returns is
the truth all the same, or the truth of another fork, or that there is no such block yet: of these a node is the only
witness, and the mirror follows and comes back.  Anything else is wrong.  Some lies are told once, as by a slip; others
whenever the same is asked, as by a node that means it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from ledger.chain.head import Head
from ledger.chain.reader import Reader, Reorg
from ledger.errors import LedgerError
from tests.simulation.chain import FIRST_BLOCK, FORMS, Chain, deployment_on
from tests.simulation.lies import Lie, one_field, one_part
from tests.simulation.node import Node, Refusal, SimulatedRpc

BLOCKS = 7
LIES_PER_CHAIN = 250
"""Lies about one chain, before another is made."""

Told = Callable[[Random, "LyingNode", str, Sequence[Any], Any], Lie]


class LyingNode(Node):
    """Right in all but one answer, the one whose number (from 0) is `at`; `always` if it insists."""

    def __init__(self, chain: Chain, random: Random, *, has_receipts: bool) -> None:
        super().__init__(chain, random, has_receipts=has_receipts)
        self.asked = 0
        self.lie: Lie | None = None
        self._told: Told = in_one_field
        self._place = -1
        self._always = False
        self._question = ""

    def honest(self) -> None:
        """Tell the truth, and count what is asked."""
        self.asked, self._place, self.lie = 0, -1, None

    def lie_at(self, place: int, told: Told, *, always: bool) -> None:
        """Lie in the answer of that number."""
        self.asked, self._place, self.lie, self._told, self._always = 0, place, None, told, always

    def answer(self, method: str, params: Sequence[Any]) -> Any:
        true = self.truth(self.chain.sealed, method, params)
        question = f"{method} {list(params)}"
        if self.lie is not None and self._always and question == self._question:
            return self.lie.answer
        self.asked += 1
        if self.asked - 1 != self._place:
            return true
        self._question = question
        self.lie = self._told(self._random, self, method, params, true)
        return self.lie.answer


def in_one_field(random: Random, _: LyingNode, _method: str, _params: Sequence[Any], true: Any) -> Lie:
    """Change one value of the answer."""
    return one_field(random, true)


def in_structure(random: Random, node: LyingNode, method: str, params: Sequence[Any], true: Any) -> Lie:
    """Change a list in the answer, or tell the answer to another question: of a neighbour, or of another fork."""
    way = random.choice(("part", "part", "part", "neighbour", "fork", "nothing"))
    if way == "part":
        return one_part(random, true)
    if way == "fork" and node.former is not None:
        try:
            return Lie(node.truth(node.former.sealed, method, params), (), "another fork's")
        except Refusal:
            way = "nothing"
    if way == "neighbour" and str(params[0]).startswith("0x") and len(params[0]) < 20:
        other = hex(max(0, int(params[0], 16) + random.choice((-1, 1))))
        return Lie(node.truth(node.chain.sealed, method, [other, *params[1:]]), (), f"that of {other}")
    return Lie(random.choice((None, [], {}, "")), (), "nothing")


@dataclass
class Verdicts:
    """
    What became of the lies: `wrong` has those that were believed, `broken` those that ended in a bug.

    `elsewhere` counts those that are the truth of another fork.
    """

    found: Counter[str] = field(default_factory=Counter)
    harmless: int = 0
    elsewhere: int = 0
    wrong: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def lies(self) -> int:
        return self.found.total() + self.harmless + self.elsewhere + len(self.wrong) + len(self.broken)

    def add(self, other: Verdicts) -> None:
        self.found += other.found
        self.harmless += other.harmless
        self.elsewhere += other.elsewhere
        self.wrong += other.wrong
        self.broken += other.broken

    def __str__(self) -> str:
        named = ", ".join(f"{code} {count}" for code, count in self.found.most_common())
        return (
            f"{self.lies} lies: {self.found.total()} found ({named}), {self.harmless} harmless, "
            f"{self.elsewhere} true of another fork, {len(self.wrong)} wrong, {len(self.broken)} broken"
        )


def lies(seed: int, count: int, told: Told, checks: str = "receipts") -> Verdicts:
    """Tell so many lies about the chain of one seed, one at a time, and judge what the reader makes of each."""
    random = Random(seed)  # noqa: S311
    chain = Chain(random, form=random.choice(list(FORMS)))
    chain.grow(BLOCKS + random.randint(0, 3))
    node = LyingNode(chain, random, has_receipts=random.random() < 0.7)
    node.former = chain.branch(chain.height - random.randint(1, 4))
    node.former.grow(5)
    tasks = _tasks(random, node, checks)
    truths = []
    for task in tasks:
        node.honest()
        truths.append((task(), node.asked))
    verdicts = Verdicts()
    for _ in range(count):
        place = random.choice((0, 1, 2, 2, 2, 2))
        true, asked = truths[place]
        node.lie_at(random.randrange(asked), told, always=random.random() < 0.7)
        _judge(verdicts, tasks[place], true, f"seed {seed}, {('head', 'hash', 'blocks')[place]}", node)
    return verdicts


def _tasks(random: Random, node: LyingNode, checks: str) -> list[Callable[[], Any]]:
    """Return what the index asks of a reader; each with a reader of its own, which remembers nothing."""
    chain = node.chain
    first = random.randint(FIRST_BLOCK, chain.height - 2)
    last = random.randint(first, chain.height)
    after = chain.blocks[first - 1].hash
    deployment = deployment_on(chain)
    confirmations = random.choice((0, 0, 2))

    def reader() -> Reader:
        return Reader(SimulatedRpc(node, random), deployment, confirmations, checks=checks)  # type: ignore[arg-type]

    return [
        lambda: reader().head(),
        lambda: reader().hash_at(first),
        lambda: reader().blocks(first, last, after),
    ]


def _judge(verdicts: Verdicts, task: Callable[[], Any], true: Any, where: str, node: LyingNode) -> None:
    try:
        given = task()
    except LedgerError as error:
        verdicts.found[error.code] += 1
        return
    except Exception as error:
        verdicts.broken.append(f"{where}: {node.lie}: {error!r}")
        return
    if isinstance(given, Reorg):
        verdicts.found["Reorg"] += 1
    elif given == true:
        verdicts.harmless += 1
    elif _is_true_elsewhere(node.chain, given, true):
        verdicts.elsewhere += 1
    else:
        verdicts.wrong.append(f"{where}: {node.lie}")


def _is_true_elsewhere(chain: Chain, given: Any, true: Any) -> bool:
    """Say whether a reader's answer is true of blocks that some fork has, in the place where they were asked for."""
    known = chain.known
    if given is None or isinstance(given, bytes):
        return given is None or given in known
    if isinstance(given, Head):
        sealed = known.get(given.hash)
        return sealed is not None and (sealed.block.number, sealed.block.time) == (given.number, given.time)
    heights = [block.number for block in given] == [block.number for block in true]
    links = given[0].parent == true[0].parent
    return heights and links and all(block.hash in known and known[block.hash].block == block for block in given)

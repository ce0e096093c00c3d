"""
A node that could be: it answers what the reader asks about a simulated chain, well or badly.

`Node` knows the chain and the faults; `SimulatedRpc` is the road to it within the process and stands in the place of
`ledger.chain.rpc.Rpc`, with the faults that a road has.  `server.py` has a real road to the same node.  Every fault is
drawn from the seed, and none of them sleeps: time that passes is the world's.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from random import Random
from typing import Any

from ledger.chain.rpc import BATCH_MAX, Call, NodeRefused
from ledger.errors import Unavailable
from tests.simulation.chain import ADDRESSES, CHAIN_ID, CODES, Chain, Json, Sealed
from tests.simulation.lies import one_field, one_part

LAG_MAX = 6
REWRITE_MAX = 12
UNKNOWN_METHOD, NOT_NOW = -32601, -32000
_NEWEST = frozenset({"latest", "safe", "finalized", "pending"})
_CODE_AT = {"0x" + ADDRESSES[name].hex(): "0x" + CODES[name].hex() for name in ADDRESSES}


class Refusal(Exception):
    """The node says no, with JSON-RPC's number."""

    def __init__(self, number: int, message: str) -> None:
        super().__init__(message)
        self.number = number


@dataclass(frozen=True, slots=True)
class Faults:
    """How often something goes wrong, as a share of the questions (0 to 1)."""

    gone: float = 0.0
    """The road is blocked: no answer, a timeout, a 429."""
    garbled: float = 0.0
    """What arrives is no answer: HTML, half of it, other ids, a batch with a part missing."""
    refused: float = 0.0
    """An error in place of an answer, also of one in a batch."""
    lied: float = 0.0
    """One value of an answer is false."""
    withheld: float = 0.0
    """One part of an answer is left out, doubled or in another's place."""
    forked: float = 0.0
    """The answer is of the chain that the node had before."""
    behind: float = 0.0
    """The node has not come so far yet, or has forgotten its newest blocks."""
    rewritten: float = 0.0
    """The chain is rewritten just before the answer."""

    @property
    def is_honest(self) -> bool:
        """Whether every answer is true of some chain that the node has or had."""
        return not (self.lied or self.withheld)


CALM = Faults()


def drawn(random: Random, *, lies: bool) -> Faults:
    """Return a climate: some of the faults, each at some rate."""
    rates = {}
    for field in fields(Faults):
        if random.random() < 0.4:
            rates[field.name] = random.choice((0.01, 0.03, 0.1))
    if not lies:
        rates |= {"lied": 0.0, "withheld": 0.0}
    return Faults(**rates)


class Node:
    """
    Answers about `chain`, which may be exchanged for a branch of it at any time; `former` is what it was before.

    `told` has every lie; `has_receipts` is False for a node that does not know the receipts of whole blocks.
    """

    def __init__(self, chain: Chain, random: Random, *, has_receipts: bool = True) -> None:
        self.chain = chain
        self.former: Chain | None = None
        self.faults = CALM
        self.told: list[str] = []
        self.has_receipts = has_receipts
        self._random = random

    def rewrite(self, depth: int, growth: int) -> None:
        """Take so many blocks back, and let so many others be in their place."""
        kept = max(0, self.chain.height - depth)
        self.former = self.chain
        self.chain = self.chain.branch(kept)
        self.chain.grow(growth)

    def answer(self, method: str, params: Sequence[Any]) -> Any:
        """Return a result in the words of JSON-RPC, or raise `Refusal`; true or not, as the faults have it."""
        if self._happens("rewritten"):
            self.rewrite(self._random.randint(1, REWRITE_MAX), self._random.randint(1, REWRITE_MAX))
        if self._happens("refused"):
            raise Refusal(NOT_NOW, "header not found")
        chain = self.former if self.former is not None and self._happens("forked") else self.chain
        sealed = chain.sealed
        if self._happens("behind"):
            sealed = sealed[: max(1, len(sealed) - self._random.randint(1, LAG_MAX))]
        true = self.truth(sealed, method, params)
        for name, lie in (("lied", one_field), ("withheld", one_part)):
            if self._happens(name):
                told = lie(self._random, true)
                self.told.append(f"{method} {params}: {told}")
                return told.answer
        return true

    def _happens(self, fault: str) -> bool:
        rate: float = getattr(self.faults, fault)
        return rate > 0 and self._random.random() < rate

    # THE TRUTH

    def truth(self, sealed: Sequence[Sealed], method: str, params: Sequence[Any]) -> Any:
        """Return what is true of these blocks."""
        answer = _ANSWERS.get(method)
        if answer is None or (method == "eth_getBlockReceipts" and not self.has_receipts):
            raise Refusal(UNKNOWN_METHOD, f"the method {method} does not exist")
        return answer(sealed, params)


def _at(sealed: Sequence[Sealed], tag: str) -> Sealed | None:
    if tag in _NEWEST:
        return sealed[-1]
    number = 0 if tag == "earliest" else int(tag, 16)
    return sealed[number] if number < len(sealed) else None


def _named(sealed: Sequence[Sealed], name: str) -> Sealed | None:
    return next((each for each in reversed(sealed) if each.header["hash"] == name), None)


def _header(found: Sealed | None) -> Json | None:
    return None if found is None else found.header


def _block(sealed: Sequence[Sealed], params: Sequence[Any]) -> Json | None:
    """A block, with its transactions whole where they are asked for."""
    found = _at(sealed, params[0])
    if found is None or len(params) < 2 or not params[1]:
        return _header(found)
    return {**found.header, "transactions": list(found.transactions)}


def _receipts(sealed: Sequence[Sealed], params: Sequence[Any]) -> list[Json] | None:
    found = _at(sealed, params[0])
    return None if found is None else list(found.receipts)


def _receipt(sealed: Sequence[Sealed], params: Sequence[Any]) -> Json | None:
    receipts = (each for block in reversed(sealed) for each in block.receipts)
    return next((each for each in receipts if each["transactionHash"] == params[0]), None)


def _logs(sealed: Sequence[Sealed], params: Sequence[Any]) -> list[Json]:
    asked: Mapping[str, Any] = params[0]
    if "blockHash" in asked:
        found = _named(sealed, asked["blockHash"])
        if found is None:
            raise Refusal(NOT_NOW, "unknown block")
        blocks: Sequence[Sealed] = [found]
    else:
        first, last = (_at_height(sealed, asked.get(name, "latest")) for name in ("fromBlock", "toBlock"))
        blocks = sealed[first : last + 1]
    named = asked.get("address")
    addresses = {named} if isinstance(named, str) else None if named is None else {each.lower() for each in named}
    return [log for block in blocks for log in block.logs if addresses is None or log["address"] in addresses]


def _at_height(sealed: Sequence[Sealed], tag: str) -> int:
    return len(sealed) - 1 if tag in _NEWEST else int(tag, 16)


_ANSWERS: Mapping[str, Callable[[Sequence[Sealed], Sequence[Any]], Any]] = {
    "eth_chainId": lambda _, __: hex(CHAIN_ID),
    "eth_blockNumber": lambda sealed, _: hex(len(sealed) - 1),
    "eth_syncing": lambda _, __: False,
    "web3_clientVersion": lambda _, __: "simulated/1",
    "eth_getBlockByNumber": _block,
    "eth_getBlockByHash": lambda sealed, params: _header(_named(sealed, params[0])),
    "eth_getBlockReceipts": _receipts,
    "eth_getTransactionReceipt": _receipt,
    "eth_getLogs": _logs,
    "eth_getCode": lambda _, params: _CODE_AT.get(str(params[0]).lower(), "0x"),
}


class SimulatedRpc:
    """The road to a node within the process: what `Rpc` promises, without a socket and without waiting."""

    shown = "http://simulated"

    def __init__(self, node: Node, random: Random) -> None:
        self.node = node
        self.bytes_read = 0
        self.hurry = threading.Event()
        self._random = random

    def close(self) -> None:
        """There is nothing to let go of."""

    def call(self, method: str, params: Sequence[Any] = ()) -> Any:
        """As `Rpc.call`."""
        self._travel(method)
        return self._ask(method, params)

    def batch(self, calls: Iterable[Call]) -> list[Any]:
        """As `Rpc.batch`."""
        results = self.attempt(calls)
        for each in results:
            if isinstance(each, NodeRefused):
                raise each
        return results

    def attempt(self, calls: Iterable[Call]) -> list[Any]:
        """As `Rpc.attempt`."""
        results: list[Any] = []
        rest = iter(calls)
        while group := list(islice(rest, BATCH_MAX)):
            self._travel(group[0][0])
            for method, params in group:
                try:
                    results.append(self._ask(method, params))
                except NodeRefused as refused:
                    results.append(refused)
        return results

    def _ask(self, method: str, params: Sequence[Any]) -> Any:
        try:
            return self.node.answer(method, params)
        except Refusal as refusal:
            raise NodeRefused(method, str(refusal), refusal.number) from None

    def _travel(self, method: str) -> None:
        """Raise what the road does to a question now and then."""
        faults = self.node.faults
        if faults.gone and self._random.random() < faults.gone:
            reason = self._random.choice(("HTTP 429", "no answer in time", "ConnectError", "ReadError"))
            raise Unavailable("NodeUnreachable", url=self.shown, reason=reason)
        if faults.garbled and self._random.random() < faults.garbled:
            raise Unavailable("NodeAnswerInvalid", url=self.shown, method=method, reason="no answer in the batch")

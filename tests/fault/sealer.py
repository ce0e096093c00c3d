"""
A real node's chain as validators of QBFT would have sealed it, with test keys: what a proxy tells in place of the
node's own blocks.

Roots, transactions and receipts are the node's; only what a header says of its engine and its parent is another, and
so is its hash, wherever one stands.  Block 0 stays as it is: nobody seals it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
from coincurve import PrivateKey

from ledger.chain.header import FIELDS
from tests.unit.sealing import QBFT, Extra, address_of, key_of, sealed

KEYS = sorted(map(key_of, "abcd"), key=address_of)
VALIDATORS = [address_of(each) for each in KEYS]
STRANGERS = sorted(map(key_of, "wxyz"), key=address_of)


@dataclass(frozen=True)
class Plan:
    """How one block is sealed."""

    extra: Extra
    signers: Sequence[PrivateKey] = tuple(KEYS[:3])
    kind: str = QBFT
    proposer: bytes = b""


def steady(_: int) -> Plan:
    """Every block sealed by three of four."""
    return Plan(Extra(VALIDATORS))


def but(plans: dict[int, Plan], otherwise: Callable[[int], Plan] = steady) -> Callable[[int], Plan]:
    """Return a plan that is another for some blocks."""
    return lambda number: plans.get(number) or otherwise(number)


class Sealer:
    """A lie for `LyingNode`: `plan` says how each block is sealed."""

    def __init__(self, url: str, plan: Callable[[int], Plan] = steady) -> None:
        self._url = url
        self._plan = plan
        self._sealed: dict[int, tuple[str, dict[str, Any]]] = {}

    def __call__(self, method: str, params: list[Any], true: Any) -> Any:
        if method == "eth_getBlockByHash" and true is None:
            named = [number for number, (_, made) in self._sealed.items() if made["hash"] == params[0]]
            true = self._true(named[0]) if named else None
        if method.startswith("eth_getBlockBy") and true:
            return self._placed({**true, **self.header(int(true["number"], 16), true)})
        return self._placed(true) if isinstance(true, dict | list) else true

    def header(self, number: int, true: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the sealed header of a block; those before it are sealed first, so that it has a parent."""
        known = self._sealed.get(number)
        if known and true is None:
            return known[1]
        true = true or self._true(number)
        if known and known[0] == true["hash"]:
            return known[1]
        made = {"hash": true["hash"]}
        if number:
            for earlier in range(max(self._sealed, default=-1) + 1, number):
                self.header(earlier)
            fields = {name: _value(true[name], size) for name, size in FIELDS if true.get(name) is not None}
            plan = self._plan(number)
            fields["parentHash"] = bytes.fromhex(self.header(number - 1)["hash"][2:])
            made = sealed(fields, plan.extra, plan.signers, plan.kind, proposer=plan.proposer)
            del made["transactions"]
        self._sealed[number] = true["hash"], made
        return made

    def _placed(self, told: Any) -> Any:
        """The same answer with the sealed hash wherever a block's stands."""
        if isinstance(told, list):
            return [self._placed(each) for each in told]
        if not isinstance(told, dict):
            return told
        made = {name: self._placed(value) for name, value in told.items()}
        if isinstance(made.get("blockHash"), str):
            made["blockHash"] = self.header(int(made["blockNumber"], 16))["hash"]
        return made

    def _true(self, number: int) -> dict[str, Any]:
        asked = {"jsonrpc": "2.0", "id": 1, "method": "eth_getBlockByNumber", "params": [hex(number), False]}
        found: dict[str, Any] = httpx.post(self._url, json=asked, timeout=30).json()["result"]
        return found


def _value(text: str, size: int | None) -> Any:
    return int(text, 16) if size == 0 else bytes.fromhex(text[2:])

"""
A second node beside the auditor's own, and whether either contradicts itself.

Two nodes that were rewritten by one hand say the same; two that were not cannot both be right where they differ.  Only
headers are asked of the second: their hash covers all the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ledger.audit import header
from ledger.audit.encoding import hexed, quantity
from ledger.audit.header import PLACES, Header
from ledger.audit.node import Call, Node, Refusal
from ledger.audit.report import Layer, Notes
from ledger.errors import Unavailable

Still = Callable[[int, Header], None]
"""Asks the first node again for a block; raises `Unavailable` if it is another now."""


class Second:
    """
    Compares the first node's headers with the second's; the first difference is one finding, and ends it.

    That the second is silent or behind is noted once, and ends it too: the audit goes on without.  With `patience` so
    many blocks may wait for it before that (`catch_up`).
    """

    def __init__(self, node: Node, notes: Notes, patience: int = 0) -> None:
        self.is_over = False
        self._patience = patience
        self._waiting: list[tuple[int, Header]] = []
        self._node = node
        self._notes = notes

    def fetch(self, numbers: Sequence[int]) -> list[Any]:
        """Ask for the headers of blocks.  Never raises: what goes wrong is an answer for `compare`."""
        if self.is_over:
            return [None] * len(numbers)
        calls: list[Call] = [("eth_getBlockByNumber", [hex(number), False]) for number in numbers]
        try:
            return self._node.ask_all(calls)
        except Unavailable as silent:
            return [silent] * len(numbers)

    def compare(self, number: int, seen: Header, answer: Any, still: Still) -> None:
        """
        Compare the header that the first node gave for block `number` with the second's answer.

        Where they differ the second is asked again, and `still` asks the first: it raises `Unavailable` if the chain
        moved in between.
        """
        if self.is_over:
            return
        try:
            difference = self._difference(number, seen, answer)
            if difference:
                difference = self._difference(number, seen, self.fetch([number])[0])
        except Unavailable as silent:
            if len(self._waiting) < self._patience:
                self._waiting.append((number, seen))
                return
            self.is_over = True
            self._notes.doubt(silent)
            return
        self._notes.count(Layer.ANCHORS, "blocks on the second node")
        if difference:
            still(number, seen)
            self.is_over = True
            self._notes.find("NodesDisagree", number, *difference)

    def catch_up(self, still: Still) -> int:
        """Compare what the second node did not have before; return how many blocks it still lacks."""
        waiting, self._waiting = self._waiting, []
        answers = self.fetch([number for number, _ in waiting])
        for (number, seen), answer in zip(waiting, answers, strict=True):
            self.compare(number, seen, answer, still)
        return len(self._waiting)

    def _difference(self, number: int, seen: Header, answer: Any) -> tuple[str, str, str] | None:
        """What differs by its name, and both values: the hash, or a field that the second has under the same hash."""
        if isinstance(answer, Unavailable):
            raise answer
        if answer is None:
            raise Unavailable("AuditSecondBehind", host=self._node.host, block=number)
        other = self._node.read("eth_getBlockByNumber", header.read, answer)
        if other.stated_hash != seen.stated_hash:
            return "hash", hexed(seen.stated_hash), hexed(other.stated_hash)
        if other.hash == seen.hash:
            return None
        name = next(name for name in PLACES if seen.item(name) != other.item(name))
        return name, hexed(seen.item(name)), hexed(other.item(name))


def check_constancy(node: Node, number: int, digest: bytes, notes: Notes) -> None:
    """
    Ask again for a block that was read, by its number and by its hash (bytes32), and for the newest number.

    A block that is another by its hash is a finding.  Raises `Unavailable` for what may be a chain that moves.
    """
    name = hexed(digest)
    newest, by_number, by_hash = node.try_all(
        [
            ("eth_blockNumber", []),
            ("eth_getBlockByNumber", [hex(number), False]),
            ("eth_getBlockByHash", [name, False]),
        ]
    )
    now = _hash_of(node, by_number)
    if now != digest:
        raise Unavailable("AuditChainMoved", host=node.host, block=number)
    if not isinstance(by_hash, Refusal):
        notes.count(Layer.DERIVED, "blocks by hash")
        found = _hash_of(node, by_hash)
        if found != digest:
            notes.find("NodeContradicts", number, f"hash {name}", name, hexed(found) if found else None)
    if not isinstance(newest, Refusal):
        told = node.read("eth_blockNumber", quantity, newest)
        if told < number:
            raise Unavailable("AuditHeadBackwards", host=node.host, newest=told, block=number)


def _hash_of(node: Node, answer: Any) -> bytes | None:
    """The hash that a block's fields have; None for no block, and for one that states another."""
    if answer is None or isinstance(answer, Refusal):
        return None
    seen = node.read("eth_getBlockByHash", header.read, answer)
    return seen.hash if seen.hash == seen.stated_hash else None

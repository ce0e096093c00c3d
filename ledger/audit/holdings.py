"""
One participant's holdings, by proof: the head over its moves, and each certificate's own slots.

It asks far less than an audit does, and shows less: that nothing is missing from a list of moves, and that each
certificate, its history, what encumbers it and what restrains it are what the contracts keep.  Which block is the
ledger's is taken from whoever gives its hash.
"""

from __future__ import annotations

from dataclasses import replace

from ledger.audit import header
from ledger.audit.evidence import CheckedBlock
from ledger.audit.node import Node
from ledger.audit.pin import Pin
from ledger.audit.report import Notes
from ledger.audit.storage import StateGone, compare_storage
from ledger.domain.facts import Facts
from ledger.errors import Unavailable

KEEPERS = ("Certificates", "Pledges", "Restraints")
"""The contracts that keep what is proven of a certificate; the others are not asked."""


def prove(node: Node, pin: Pin, number: int, digest: bytes, facts: Facts) -> Notes:
    """
    Hold facts of the `KEEPERS` against their storage at the end of block `number`, whose hash (bytes32) is `digest`.

    Returns what was counted and what is different: nothing, if all is proven.  Raises `Unavailable` if the node has
    another block there, or no longer keeps its state.
    """
    block = _block(node, number, digest)
    notes, asked = Notes(), replace(pin, contracts={name: pin.address(name) for name in KEEPERS})
    try:
        compare_storage(node, asked, block, facts, notes, progress=lambda _: None)
    except StateGone:
        raise Unavailable("AuditStatePruned", host=node.host) from None
    return notes


def _block(node: Node, number: int, digest: bytes) -> CheckedBlock:
    answer = node.ask("eth_getBlockByNumber", hex(number), False)
    if answer is None:
        raise Unavailable("AuditBlockMissing", host=node.host, block=number)
    seen = node.read("eth_getBlockByNumber", header.read, answer)
    if seen.hash != digest:
        raise Unavailable("AuditChainMoved", host=node.host, block=number)
    return CheckedBlock(seen.number, seen.hash, seen.time, seen.state_root, sound=True)

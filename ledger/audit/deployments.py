"""
How each contract came to be: the transaction that made it, the code that it had then, and that no other code can act
for it.

Code is fixed once it is made, unless it runs another's in its own place or ends itself and is made anew.  So the pinned
code, which is all that is looked at, must have none of the instructions that do where they can be reached: by falling
through, or at a place to jump to, as the machine itself finds these.  None is missed; one may be seen that no jump
ever comes to.
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.audit.encoding import hexed, keccak, octets
from ledger.audit.evidence import CheckedBlock
from ledger.audit.node import Node
from ledger.audit.pin import Pin
from ledger.audit.report import Layer, Notes
from ledger.audit.storage import StateGone, account_at
from ledger.domain.events import Entry
from ledger.domain.state import Changes

REPLACING = {0xF2: "CALLCODE", 0xF4: "DELEGATECALL", 0xFF: "SELFDESTRUCT"}
"""The instructions by which a contract runs or becomes other code than its own (yellow paper, appendix H)."""

PUSH1, PUSH32, JUMPDEST = 0x60, 0x7F, 0x5B
ENDING = {0x00, 0x56, 0xF3, 0xFD, 0xFE, 0xFF}
"""STOP, JUMP, RETURN, REVERT, INVALID, SELFDESTRUCT: nothing falls through to what is behind, such as constants."""


class Deployments:
    """Goes along with the replay: looks at each contract in the block that made it, and at all codes in the end."""

    def __init__(self, node: Node, pin: Pin, notes: Notes) -> None:
        self._node = node
        self._pin = pin
        self._notes = notes

    def follow(self, entry: Entry, changes: Changes) -> None:
        """Nothing that a contract says makes one."""

    def hear(self, block: CheckedBlock) -> None:
        """Hold the code of what was made in a block against its pin, by proof in that block."""
        for address in block.created:
            self._notes.count(Layer.ANCHORS, "deployments")
            try:
                account = account_at(self._node, address, block, self._notes)
            except StateGone:
                self._notes.count(Layer.ANCHORS, "deployments not proven")
                continue
            pinned = self._pin.code_hashes[address]
            if account is not None and account.code_hash != pinned:
                self._notes.find("CodeDifferent", block.number, hexed(address), hexed(pinned), hexed(account.code_hash))

    def conclude(self, block: int) -> None:
        """Sweep the codes that the contracts have at a block, and say which deployments were not seen or not proven."""
        for name, address in self._pin.contracts.items():
            (answer,) = self._node.try_all([("eth_getCode", [hexed(address), hex(block)])])
            code = self._node.read("eth_getCode", octets, answer) if isinstance(answer, str) else b""
            if keccak(code) != self._pin.code_hashes[address]:
                continue  # not given, or another: then the storage proofs say so
            self._notes.count(Layer.ANCHORS, "codes swept")
            for place, instruction in sweep(code):
                self._notes.find("CodeReplaceable", None, name, "none", f"{instruction} at {place}")
        counts = self._notes.counts.get(Layer.ANCHORS, {})
        for remark, count in (
            ("AuditCreationUnseen", len(self._pin.contracts) - counts.get("deployments", 0)),
            ("AuditCodeUnproven", counts.get("deployments not proven", 0)),
            ("AuditCodeUnswept", len(self._pin.contracts) - counts.get("codes swept", 0)),
        ):
            if count:
                self._notes.skip(remark, count=count)


def sweep(code: bytes) -> Iterator[tuple[int, str]]:
    """Yield place and name of each instruction of `REPLACING` that a contract's code may come to."""
    place, reached = 0, True
    while place < len(code):
        instruction = code[place]
        reached = reached or instruction == JUMPDEST
        if reached and instruction in REPLACING:
            yield place, REPLACING[instruction]
        reached = reached and instruction not in ENDING
        place += 1 + (instruction - PUSH1 + 1 if PUSH1 <= instruction <= PUSH32 else 0)

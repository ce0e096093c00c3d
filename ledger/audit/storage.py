"""
The contracts' storage, by proof: account and slots against the state root of a header that was checked (EIP-1186).

The node's own words for code hash and values are not read at all; both come out of the proofs.  A contract's storage
is the third implementation beside the two that share `apply`, and so the referee (P5).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

from ledger.audit.encoding import decode, hexed, keccak, octets
from ledger.audit.evidence import CheckedBlock
from ledger.audit.layout import Slot
from ledger.audit.node import UNREADABLE, Node, Refusal
from ledger.audit.pin import Pin
from ledger.audit.report import Layer, Notes
from ledger.audit.tables import slots_of
from ledger.audit.trie import EMPTY_ROOT, Nodes, ProofInvalid, prove
from ledger.domain.state import Facts
from ledger.errors import Unavailable

SLOTS_MAX = 1_000
"""Slots proven in one request: Anvil builds its trie anew for each; the answer is a few megabytes."""

SORTED_MAX = 20_000
"""Slots brought into the order of the trie at a time, so that those of one request share most of its nodes."""

ASKED_MAX = 4
"""Times that a proof is asked for before it is a finding: with the waits, longer than a node takes to make a block."""

WAIT_SECONDS = 0.2
"""Before a proof is asked for the second time; doubled each time."""

Progress = Callable[[int], None]
T = TypeVar("T")


class StateGone(Exception):
    """The node no longer keeps the state of that block; a newer one may do."""


@dataclass(frozen=True, slots=True)
class Account:
    """What the state trie has of an account."""

    storage_root: bytes
    code_hash: bytes


def compare_storage(
    node: Node, pin: Pin, block: CheckedBlock, facts: Facts, notes: Notes, *, progress: Progress
) -> Mapping[str, Account | None]:
    """
    Hold `facts` against the contracts' storage at `block`, word by word, and their code against the pins.

    Returns the contracts' accounts by name, as they were proven.
    Raises `StateGone` if the node has pruned that state, `Unavailable` if it does not prove anything.
    """
    accounts = {name: account_at(node, address, block, notes) for name, address in pin.contracts.items()}
    for name, account in accounts.items():
        _compare_code(pin, pin.address(name), account, block, notes)
    done = 0
    for name, account in accounts.items():
        if account is None:
            continue
        waiting = slots_of(pin, facts, name)
        while near := sorted(((keccak(slot.key), slot) for slot in islice(waiting, SORTED_MAX)), key=itemgetter(0)):
            for start in range(0, len(near), SLOTS_MAX):
                part = near[start : start + SLOTS_MAX]
                _compare_slots(node, account, block, part, notes)
                done += len(part)
                progress(done)
    return accounts


def account_at(node: Node, address: bytes, block: CheckedBlock, notes: Notes) -> Account | None:
    """
    Return the proven account, or None if there is none or nothing is proven, which is noted.

    Raises `StateGone` and `Unavailable` as `compare_storage` does.
    """

    def read(answer: Mapping[str, Any]) -> bytes | None:
        nodes = Nodes([octets(each) for each in answer["accountProof"]])
        return prove(block.state_root, keccak(address), nodes)

    notes.count(Layer.STORAGE, "accounts")
    try:
        value = _proven(node, address, [], block, read)
        if value is None:
            notes.find("ContractMissing", block.number, hexed(address))
            return None
        _, _, storage_root, code_hash = (bytes(each) for each in decode(value))  # type: ignore[arg-type]
        return Account(storage_root, code_hash)
    except ProofInvalid as broken:
        notes.find("ProofInvalid", block.number, hexed(address), hexed(block.state_root), str(broken))
        return None
    except UNREADABLE as broken:
        raise node.unreadable("eth_getProof", repr(broken)) from broken


def _compare_code(pin: Pin, address: bytes, account: Account | None, block: CheckedBlock, notes: Notes) -> None:
    if account is None:
        return
    notes.count(Layer.ANCHORS, "code hashes")
    pinned = pin.code_hashes[address]
    if account.code_hash != pinned:
        notes.find("CodeDifferent", block.number, hexed(address), hexed(pinned), hexed(account.code_hash))


def _compare_slots(
    node: Node, account: Account, block: CheckedBlock, slots: Sequence[tuple[bytes, Slot]], notes: Notes
) -> None:
    proven: list[int] = []

    def read(answer: Mapping[str, Any]) -> None:
        proven.clear()
        nodes = Nodes(_proof_nodes(answer))
        for path, _ in slots:
            proven.append(_value(account.storage_root, path, nodes))

    unproven = None
    try:
        _proven(node, slots[0][1].contract, [hexed(slot.key) for _, slot in slots], block, read)
    except ProofInvalid as broken:
        unproven = broken
    except UNREADABLE as broken:
        raise node.unreadable("eth_getProof", repr(broken)) from broken
    notes.count(Layer.STORAGE, "slots", len(proven))
    if unproven is not None:
        subject = slots[len(proven)][1].subject
        notes.find("ProofInvalid", block.number, subject, hexed(account.storage_root), str(unproven))
    for (_, slot), found in zip(slots, proven, strict=False):
        if (found ^ slot.word) & slot.mask:
            place = slot.position if slot.position is not None else block.number
            notes.find(slot.code, place, slot.subject, f"{slot.word:#066x}", f"{found:#066x}")


def _value(root: bytes, path: bytes, nodes: Nodes) -> int:
    value = prove(root, path, nodes) if root != EMPTY_ROOT else None
    if value is None:
        return 0
    word = decode(value)
    if not isinstance(word, bytes):
        raise ProofInvalid("a slot does not hold a word")
    return int.from_bytes(word, "big")


def _proof_nodes(answer: Mapping[str, Any]) -> set[bytes]:
    """The distinct nodes of all proofs; most are repeated, and text is compared faster than it is read."""
    return {octets(node) for node in {node for row in answer["storageProof"] for node in row["proof"]}}


def _proven(
    node: Node, address: bytes, keys: list[str], block: CheckedBlock, read: Callable[[Mapping[str, Any]], T]
) -> T:
    """
    Ask for a proof and read it.  Raises `ProofInvalid` if it still proves nothing when it was asked for again.

    A node that is just making a block may answer from the state of that one.  A lie stays a lie when asked again.
    """
    for attempt in range(ASKED_MAX):
        try:
            return read(_ask(node, address, keys, block))
        except ProofInvalid:
            if attempt == ASKED_MAX - 1:
                raise
            time.sleep(WAIT_SECONDS * 2**attempt)
    raise AssertionError("the loop ends by returning or raising")


def _ask(node: Node, address: bytes, keys: list[str], block: CheckedBlock) -> Mapping[str, Any]:
    (answer,) = node.try_all([("eth_getProof", [hexed(address), keys, hex(block.number)])])
    if isinstance(answer, Refusal):
        raise StateGone(answer.message)
    if not isinstance(answer, dict):
        raise Unavailable("AuditNodeAnswer", host=node.host, method="eth_getProof", reason="no proof")
    return answer

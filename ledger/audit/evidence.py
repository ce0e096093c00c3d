"""
Whole blocks and receipts of the auditor's own node, checked against every hash that covers them.

A node that withholds, adds or changes a transaction, a receipt or a log cannot make the roots fit the header, nor a
changed header fit its hash, nor another hash fit the next block's parent link.  What no hash covers is derived anew
(`receipt`). What this layer alone cannot see is a node that rewrites everything consistently: that takes the pins, the
proofs, the validators' seals (`seals`) and a second node (`second`).

A block with a false hash or root is unsound: nothing of it is believed, and it is one finding, not a hundred that
follow.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, NamedTuple, TypeVar

from ledger.audit import header, receipt, transaction
from ledger.audit.encoding import hexed, octets, quantity
from ledger.audit.header import Header
from ledger.audit.node import REASON_MAX, UNREADABLE, Call, Node, Refusal
from ledger.audit.pin import Pin
from ledger.audit.receipt import Log, Receipt
from ledger.audit.report import Layer, Notes
from ledger.audit.seals import Checkpoint, Sealing
from ledger.audit.second import Second
from ledger.audit.transaction import Transaction
from ledger.audit.trie import EMPTY_ROOT, ordered_root
from ledger.domain.events import Position
from ledger.errors import Unavailable

T = TypeVar("T")

BLOCKS_MAX = 50
"""Blocks in one request; most are small, and an answer stays below a few megabytes."""

LINKS_MAX = 500
"""Bare headers in one request."""

RECEIPTS_GAS_MAX = 60_000_000
"""Gas whose receipts are asked in one request: about a thousand events, a megabyte of JSON."""

SENDERS_MAX = 100
"""Transactions of unknown types that a report names one by one."""

TURN_SECONDS = 0.0005
"""How long one thread computes while another waits for its turn: with Python's five milliseconds, whoever fetches waits
so long after each piece that it receives, and fetching ahead takes longer than checking."""

RECEIPTS_MAX = 100
"""Receipts in one request, where the node gives them one by one."""


class Said(NamedTuple):
    """One log, where it stands by our own count, and its transaction: who signed it, and what it called with what."""

    position: Position
    log: Log
    sender: bytes | None
    to: bytes | None
    input: bytes
    created: bytes | None  # the contract that the transaction creates


@dataclass(frozen=True, slots=True)
class CheckedBlock:
    """A block of which nothing is believed that was not checked.  An unsound one says nothing."""

    number: int
    hash: bytes
    time: int
    state_root: bytes
    sound: bool
    said: tuple[Said, ...] = ()
    created: tuple[bytes, ...] = ()  # which of the pinned contracts came to be in it


@dataclass(frozen=True, slots=True)
class _Answer:
    """One block as the node gave it."""

    number: int
    block: Mapping[str, Any]
    receipts: Sequence[Mapping[str, Any]]
    other: Any = None  # the header as the second node gave it


class Evidence:
    """
    Reads blocks in order, one range after another, and notes what is false.

    `checkpoint` is where seals are checked from; `second` is another node whose headers must be the same;
    `depth` are the blocks on top of a block that is final.
    """

    def __init__(
        self,
        node: Node,
        pin: Pin,
        notes: Notes,
        *,
        checkpoint: Checkpoint | None = None,
        second: Second | None = None,
        depth: int = 0,
    ) -> None:
        self.sealing = Sealing(checkpoint, notes)
        self.second = second
        self._depth = depth
        self._unread = 0
        self._node = node
        self._pin = pin
        self._notes = notes
        self._whole_blocks = True
        self._before: Header | None = None

    # IDENTITY

    def is_pinned_chain(self) -> bool:
        """Say whether the node serves the pinned chain; if not, nothing else it says matters."""
        chain_id = self._read("eth_chainId", quantity, self._node.ask("eth_chainId"))
        self._notes.count(Layer.ANCHORS, "chain")
        if chain_id != self._pin.chain_id:
            self._notes.find("ChainDifferent", None, self._node.host, self._pin.chain_id, chain_id)
            return False
        genesis = self._node.ask("eth_getBlockByNumber", "0x0", False)
        digest = self._read("eth_getBlockByNumber", lambda block: octets(block["hash"], 32), genesis)
        self._notes.count(Layer.ANCHORS, "genesis")
        if digest != self._pin.genesis_hash:
            self._notes.find("GenesisDifferent", 0, self._node.host, hexed(self._pin.genesis_hash), hexed(digest))
            return False
        return True

    def newest(self) -> int:
        """The number of the node's newest block that is final."""
        return max(0, self._read("eth_blockNumber", quantity, self._node.ask("eth_blockNumber")) - self._depth)

    # GOING ON

    @property
    def state(self) -> dict[str, Any]:
        """What `restore` takes to go on after an interruption, as JSON has it."""
        return {
            "before": None if self._before is None else self._before.state,
            "sealing": self.sealing.state,
            "secondIsOver": self.second is not None and self.second.is_over,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from a state, as if what led to it had just been read."""
        self._before = None if state["before"] is None else header.restored(state["before"])
        self.sealing.restore(state["sealing"])
        if self.second is not None:
            self.second.is_over = state["secondIsOver"]

    def departed(self) -> tuple[int, bytes, bytes | None] | None:
        """The block that was read last, its hash and the node's present one there; None where both are the same."""
        before = self._before
        if before is None:
            return None
        block = self._node.ask("eth_getBlockByNumber", hex(before.number), False)
        now = self._read("eth_getBlockByNumber", lambda seen: octets(seen["hash"], 32), block) if block else None
        return None if now == before.stated_hash else (before.number, before.stated_hash, now)

    # BLOCKS

    def link(self, first: int) -> Iterator[int]:
        """
        Check hashes and parent links of the blocks between the pinned genesis and block `first`, without their
        contents.

        What is in them is no concern of ours: our contracts were not there.
        """
        if first == 0:
            return
        for start in range(1, first, LINKS_MAX):
            numbers = range(start, min(start + LINKS_MAX, first))
            calls: list[Call] = [("eth_getBlockByNumber", [hex(number), False]) for number in numbers]
            for number, block in zip(numbers, self._node.ask_all(calls), strict=True):
                self._header(number, block)
            yield numbers[-1]

    def blocks(self, first: int, last: int) -> Generator[CheckedBlock, None, None]:
        """Yield the checked blocks, the next range fetched meanwhile by a thread: who reads no further closes it."""
        ranges = (range(start, min(start + BLOCKS_MAX, last + 1)) for start in range(first, last + 1, BLOCKS_MAX))
        with _at_speed(), ThreadPoolExecutor(max_workers=1) as ahead:
            coming = None
            for numbers in chain(ranges, [None]):
                ready: list[_Answer] = coming.result() if coming else []
                coming = ahead.submit(self._fetch, numbers) if numbers else None
                for answer in ready:
                    yield self._check(answer)

    def _fetch(self, numbers: Iterable[int]) -> list[_Answer]:
        numbers = list(numbers)
        calls: list[Call] = [("eth_getBlockByNumber", [hex(number), True]) for number in numbers]
        blocks = self._node.ask_all(calls)
        receipts: dict[int, Sequence[Mapping[str, Any]]] = {}
        wanted = [(n, block) for n, block in zip(numbers, blocks, strict=True) if self._has_receipts(n, block)]
        while wanted:
            gas = 0
            part: list[tuple[int, Any]] = []
            while wanted and (not part or gas + self._gas(wanted[0][1]) <= RECEIPTS_GAS_MAX):
                gas += self._gas(wanted[0][1])
                part.append(wanted.pop(0))
            receipts.update(self._receipts(part))
        others = self.second.fetch(numbers) if self.second else [None] * len(numbers)
        told = zip(numbers, blocks, others, strict=True)
        return [_Answer(number, block, receipts.get(number, ()), other) for number, block, other in told]

    def _has_receipts(self, number: int, block: Any) -> bool:
        if block is None:
            raise Unavailable("AuditBlockMissing", host=self._node.host, block=number)
        return self._read(
            "eth_getBlockByNumber",
            lambda seen: bool(seen["transactions"]) or octets(seen["receiptsRoot"], 32) != EMPTY_ROOT,
            block,
        )

    def _gas(self, block: Mapping[str, Any]) -> int:
        return self._read("eth_getBlockByNumber", lambda seen: quantity(seen["gasUsed"]), block)

    def _receipts(self, wanted: Sequence[tuple[int, Any]]) -> dict[int, Sequence[Mapping[str, Any]]]:
        if self._whole_blocks:
            answers = self._node.try_all([("eth_getBlockReceipts", [hex(number)]) for number, _ in wanted])
            if not any(isinstance(answer, Refusal) for answer in answers):
                return {number: answer or () for (number, _), answer in zip(wanted, answers, strict=True)}
            self._whole_blocks = False
        return {number: self._receipts_singly(block) for number, block in wanted}

    def _receipts_singly(self, block: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        hashes = iter(
            self._read("eth_getBlockByNumber", lambda seen: [sent["hash"] for sent in seen["transactions"]], block)
        )
        found: list[Mapping[str, Any]] = []
        while part := list(islice(hashes, RECEIPTS_MAX)):
            found.extend(self._node.ask_all([("eth_getTransactionReceipt", [each]) for each in part]))
        return found

    # CHECKS

    def _check(self, answer: _Answer) -> CheckedBlock:
        seen, sound = self._header(answer.number, answer.block)
        if self.second:
            self.second.compare(answer.number, seen, answer.other, self.still)
        if not sound:
            return CheckedBlock(answer.number, seen.stated_hash, seen.time, seen.state_root, sound=False)
        sent = self._transactions(seen, answer.block)
        received = self._read("eth_getBlockReceipts", lambda rows: [receipt.read(row) for row in rows], answer.receipts)
        sound = self._roots(seen, sent, received)
        if sound:
            self._derived(seen, answer.block["transactions"], sent, received)
        said = tuple(self._said(seen, sent, received)) if sound else ()
        made = (each.created for each, got in zip(sent, received, strict=True) if got.status) if sound else ()
        created = tuple(address for address in made if address in self._pin.addresses)
        return CheckedBlock(seen.number, seen.hash, seen.time, seen.state_root, sound, said, created)

    def _header(self, number: int, block: Any) -> tuple[Header, bool]:
        """The header, and whether it has its hash and follows the one before it."""
        if block is None:
            raise Unavailable("AuditBlockMissing", host=self._node.host, block=number)
        seen = self._read("eth_getBlockByNumber", header.read, block)
        self._notes.count(Layer.BYTES, "headers")
        sound = seen.hash == seen.stated_hash
        if not sound:
            if unknown := header.unknown_fields(block):
                named = ", ".join(unknown)[:REASON_MAX]
                raise Unavailable("AuditHeaderForm", host=self._node.host, block=number, fields=named)
            self._notes.find("HeaderHashWrong", number, f"block {number}", hexed(seen.hash), hexed(seen.stated_hash))
        elif seen.number != number:
            raise self._node.unreadable("eth_getBlockByNumber", f"block {seen.number} instead of {number}")
        sound = self._follows(number, seen) and sound and self.sealing.take(seen)
        self._before = seen
        return seen, sound

    def _follows(self, number: int, seen: Header) -> bool:
        """The hash that the parent stated counts here: that it is a false one, was a finding of its own."""
        before = self._before
        parent = before.stated_hash if before else self._pin.genesis_hash if number == 1 else None
        if parent is None:
            return True
        self._notes.count(Layer.BYTES, "links")
        if seen.parent != parent:
            self.still(number, seen)
            if before:
                self.still(before.number, before)
            self._notes.find("ParentLinkBroken", number, f"block {number}", hexed(parent), hexed(seen.parent))
            return False
        trusted = before is not None and before.hash == before.stated_hash and seen.hash == seen.stated_hash
        if before and trusted and seen.time < before.time:  # equal: development chains put several blocks in a second
            self._notes.find("TimeBackwards", number, f"block {number}", f">= {before.time}", seen.time)
        return True

    def still(self, number: int, seen: Header) -> None:
        """
        Raise `Unavailable` if the node now has another block there: a chain that moves while it is read is no fault.
        """
        block = self._node.ask("eth_getBlockByNumber", hex(number), False)
        now = self._read("eth_getBlockByNumber", lambda again: octets(again["hash"], 32), block) if block else None
        if now != seen.stated_hash:
            raise Unavailable("AuditChainMoved", host=self._node.host, block=number)

    def _transactions(self, seen: Header, block: Mapping[str, Any]) -> list[Transaction]:
        rows = self._read("eth_getBlockByNumber", lambda seen: list(seen["transactions"]), block)
        sent = [self._transaction(row) for row in rows]
        for index, each in enumerate(sent):
            place = Position(seen.number, index, 0)
            self._notes.count(Layer.BYTES, "transactions")
            if each.sender != each.stated_sender:
                stated, sender = hexed(each.stated_sender), hexed(each.sender) if each.sender else None
                self._notes.find("SenderForged", place, hexed(each.hash), sender, stated)
            if each.chain_id not in (None, self._pin.chain_id):
                self._notes.find("TransactionForeign", place, hexed(each.hash), self._pin.chain_id, each.chain_id)
        return sent

    def _transaction(self, row: Mapping[str, Any]) -> Transaction:
        try:
            return self._read("eth_getBlockByNumber", transaction.read, row)
        except transaction.TypeUnknown as unknown:
            raw = self._node.try_all([("eth_getRawTransactionByHash", [row.get("hash")])])[0]
            if not isinstance(raw, str):
                raise self._node.unreadable("eth_getRawTransactionByHash", unknown) from unknown
            self._unread += 1
            if self._unread <= SENDERS_MAX:
                self._notes.skip("AuditSenderUnchecked", transaction=str(row.get("hash")), reason=str(unknown))
            return self._read("eth_getRawTransactionByHash", lambda text: transaction.unread(octets(text), row), raw)

    def _roots(self, seen: Header, sent: Sequence[Transaction], received: Sequence[Receipt]) -> bool:
        subject = f"block {seen.number}"
        root = ordered_root([each.encoded for each in sent])
        if root != seen.transactions_root:
            self.still(seen.number, seen)
            self._notes.find("TransactionsRootWrong", seen.number, subject, hexed(seen.transactions_root), hexed(root))
            return False
        root = ordered_root([each.encoded for each in received])
        self._notes.count(Layer.BYTES, "receipts", len(received))
        if root != seen.receipts_root or len(received) != len(sent):
            self.still(seen.number, seen)
            self._notes.find("ReceiptsRootWrong", seen.number, subject, hexed(seen.receipts_root), hexed(root))
            return False
        bloom = 0
        for each in received:
            bloom |= each.bloom
        stated = int.from_bytes(seen.bloom, "big")
        if bloom != stated:
            self._notes.find("BloomWrong", seen.number, subject, hex(bloom), hex(stated))
        gas = received[-1].cumulative_gas if received else 0
        if gas != seen.gas_used:
            self._notes.find("GasWrong", seen.number, subject, gas, seen.gas_used)
        return True

    def _derived(
        self, seen: Header, rows: Sequence[Mapping[str, Any]], sent: Sequence[Transaction], received: Sequence[Receipt]
    ) -> None:
        stated = [*transaction.hearsay(seen, rows, sent), *receipt.hearsay(seen, sent, received)]
        for index, name, derived, said in stated:
            self._notes.find("FieldUnfounded", Position(seen.number, index, 0), name, derived, said)
        self._notes.count(Layer.DERIVED, "receipts", len(received))

    def _said(self, seen: Header, sent: Sequence[Transaction], received: Sequence[Receipt]) -> Iterator[Said]:
        place, ours = 0, self._pin.addresses
        for index, (carrier, each) in enumerate(zip(sent, received, strict=True)):
            for log in each.logs:
                if log.address in ours:
                    said = (carrier.sender, carrier.to, carrier.input, carrier.created)
                    yield Said(Position(seen.number, index, place), log, *said)
                place += 1
            self._notes.count(Layer.BYTES, "logs", len(each.logs))

    # READING

    def _read(self, method: str, reader: Callable[[Any], T], value: Any) -> T:
        """Read an answer; a malformed one is the node's fault and leaves the audit undecided."""
        try:
            return reader(value)
        except transaction.TypeUnknown:
            raise
        except UNREADABLE as broken:
            raise self._node.unreadable(method, repr(broken)) from broken


@contextmanager
def _at_speed() -> Iterator[None]:
    """Have threads take short turns, and what was there before left out of each search for garbage."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN_SECONDS)
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        sys.setswitchinterval(before)

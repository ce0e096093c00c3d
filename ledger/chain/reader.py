"""
Confirmed blocks with what they say to us.

Headers come by batch, logs by range; then all is fitted together and nothing is believed that does not fit: each
header's parent is the header before, each log lies in a block of the right number and hash, at a place of its own, of
one of our contracts.  A chain that was rewritten is no failure: it is a `Reorg`, a value that the index acts on.  A
node whose log index lags behind its head gives fewer logs without a word: a block whose bloom filter names our
contracts and that brings no log is therefore asked again by its receipts.  What only re-hashing can find is the
audit's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.chain.contracts import Deployment
from ledger.chain.decode import entry_of
from ledger.chain.head import Head, read_hash, read_head
from ledger.chain.rpc import NodeRefused, Rpc, members, octets, quantity, to_hex
from ledger.domain.events import Block, Digest, Entry
from ledger.domain.keccak import keccak
from ledger.errors import Inconsistent, LedgerError, Unavailable

Log = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reorg:
    """The chain was rewritten: the block at `number` is not (any more) the child of what was read before."""

    number: int
    expected_parent: Digest
    parent: Digest


@dataclass(frozen=True, slots=True)
class _Header:
    number: int
    hash: Digest
    parent: Digest
    time: int
    bloom: bytes
    transactions: tuple[str, ...]


class Reader:
    """Reads a deployment's ledger from one node, `confirmations` blocks below its head."""

    def __init__(self, rpc: Rpc, deployment: Deployment, confirmations: int = 0) -> None:
        self.deployment = deployment
        self._rpc = rpc
        self._confirmations = confirmations
        self._emitters = frozenset(deployment.addresses.values())

    @property
    def first_block(self) -> int:
        """The block in which the ledger was founded; nothing of ours is before it."""
        return self.deployment.first_block

    def head(self) -> Head:
        """Return the newest confirmed block.  Raises `Unavailable` as `Rpc` does."""
        return read_head(self._rpc, self._confirmations)

    def hash_at(self, number: int) -> Digest | None:
        """Return the hash that the node's chain has at a height, None above its head."""
        return read_hash(self._rpc, number)

    def blocks(self, first: int, last: int, after: Digest | None = None) -> list[Block] | Reorg:
        """
        Return the blocks from `first` to `last`; `after` is the hash that the block before `first` is known to have.

        A `Reorg` is returned if they do not follow `after` or each other: the chain was rewritten, before or while it
        was read.  Raises `Unavailable` if the node lacks a block or a log that must be there, `Inconsistent` if an
        answer contradicts itself or is not in the language of our contracts.
        """
        assert 0 <= first <= last
        headers = self._headers(first, last)
        for header, parent in zip(headers, [after, *(each.hash for each in headers)], strict=False):
            if parent is not None and header.parent != parent:
                return Reorg(header.number, parent, header.parent)
        by_number = {each.number: each for each in headers}
        logs = self._logs(first, last)
        strays = [each for each in logs if _block_of(each) != by_number[_number_of(each, first, last)].hash]
        if strays:
            # Headers and logs are two questions; between them the chain may have been rewritten.
            number = _number_of(strays[0], first, last)
            return Reorg(number, by_number[number].hash, _block_of(strays[0]))
        return self._fitted(headers, logs)

    # Headers

    def _headers(self, first: int, last: int) -> list[_Header]:
        answers = self._rpc.batch(("eth_getBlockByNumber", [hex(number), False]) for number in range(first, last + 1))
        headers = []
        for number, answer in zip(range(first, last + 1), answers, strict=True):
            if answer is None:
                raise Unavailable("BlockMissing", block=number)
            header = _read_header(members(answer))
            if header.number != number:
                raise Inconsistent("BlockMisplaced", expected=number, given=header.number)
            headers.append(header)
        return headers

    # Logs

    def _logs(self, first: int, last: int) -> list[Log]:
        """Ask for a range; where the node finds it too much, for its halves."""
        try:
            answer = self._rpc.call("eth_getLogs", [self._filter({"fromBlock": hex(first), "toBlock": hex(last)})])
        except LedgerError as error:
            too_much = isinstance(error, NodeRefused) or error.code in {"NodeAnswerTooLarge", "NodeUnreachable"}
            if not too_much or first == last:
                raise
            middle = (first + last) // 2
            return self._logs(first, middle) + self._logs(middle + 1, last)
        if not isinstance(answer, list):
            raise Unavailable("NodeAnswerInvalid", url=self._rpc.shown, method="eth_getLogs", reason="it is no list")
        return [members(each) for each in answer]

    def _filter(self, where: dict[str, str]) -> dict[str, Any]:
        return {**where, "address": [to_hex(each) for each in sorted(self._emitters)]}

    def _fitted(self, headers: Sequence[_Header], logs: Iterable[Log]) -> list[Block]:
        by_block: dict[int, list[Log]] = {each.number: [] for each in headers}
        for log in logs:
            by_block[quantity(log["blockNumber"])].append(log)
        blocks = []
        for header in headers:
            found = by_block[header.number]
            if not found and self._may_speak(header):
                found = self._logs_of_receipts(header)
            blocks.append(Block(header.number, header.hash, header.parent, header.time, self._entries(header, found)))
        return blocks

    def _entries(self, header: _Header, logs: Sequence[Log]) -> tuple[Entry, ...]:
        entries = tuple(entry_of(each, header.time) for each in logs)
        for entry, before in zip(entries[1:], entries, strict=False):
            if entry.position.log <= before.position.log or entry.position.transaction < before.position.transaction:
                raise Inconsistent("LogMisplaced", position=str(entry.position), before=str(before.position))
        for entry, log in zip(entries, logs, strict=True):
            if entry.emitter not in self._emitters or log.get("removed"):
                raise Inconsistent("LogForeign", position=str(entry.position), emitter=to_hex(entry.emitter))
        return entries

    def _may_speak(self, header: _Header) -> bool:
        return any(bloom_has(header.bloom, each) for each in self._emitters)

    def _logs_of_receipts(self, header: _Header) -> list[Log]:
        """Read a block's logs from its receipts.  Raises `Unavailable` if these have what the log index withheld."""
        receipts = self._rpc.batch(("eth_getTransactionReceipt", [each]) for each in header.transactions)
        if any(receipt is None for receipt in receipts):
            raise Unavailable("BlockMissing", block=header.number)
        logs = [
            log
            for receipt in receipts
            for log in members(receipt)["logs"]
            if octets(log["address"], 20) in self._emitters
        ]
        if logs:
            raise Unavailable("LogsWithheld", block=header.number, count=len(logs))
        return logs


def bloom_has(bloom: bytes, value: bytes) -> bool:
    """Say whether a header's bloom filter may hold `value`: three bits of its hash (Yellow Paper, §4.3.1)."""
    digest = keccak(value)
    bits = (int.from_bytes(digest[place : place + 2], "big") & 2047 for place in (0, 2, 4))
    return all(bloom[255 - bit // 8] >> (bit % 8) & 1 for bit in bits)


def _read_header(answer: Mapping[str, Any]) -> _Header:
    try:
        return _Header(
            quantity(answer["number"]),
            Digest(octets(answer["hash"], 32)),
            Digest(octets(answer["parentHash"], 32)),
            quantity(answer["timestamp"]),
            octets(answer["logsBloom"], 256),
            tuple(answer["transactions"]),
        )
    except KeyError as missing:
        raise Unavailable("NodeAnswerInvalid", url="the node", method="block", reason=f"it has no {missing}") from None


def _block_of(log: Log) -> Digest:
    return Digest(octets(log.get("blockHash"), 32))


def _number_of(log: Log, first: int, last: int) -> int:
    number = quantity(log.get("blockNumber"))
    if not first <= number <= last:
        raise Inconsistent("LogOutsideRange", block=number, first=first, last=last)
    return number

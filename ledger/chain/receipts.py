"""
A block's logs by its receipts: encoded anew, and believed when their root is the one in the header.

Of a receipt and its logs only what is hashed is read: type, status, gas, bloom filter, and of each log emitter, topics
and data.  Where a log stands is counted.  So whatever is told here stands in the block, all of it and in its order, or
the root would be another.  The auditor reads receipts by a road of its own (P5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from struct import Struct
from typing import Any, NamedTuple

from ledger.chain.decode import WORD_BYTES, entry_of, log_words
from ledger.chain.header import Header
from ledger.chain.items import EMPTY_TEXT, number, prefix, sequence
from ledger.chain.rpc import NodeRefused, Rpc, octets, of_block, quantity, to_hex
from ledger.chain.trie import EMPTY_ROOT, ordered_root
from ledger.domain.events import Entry, Position
from ledger.errors import Inconsistent, Unavailable

Receipt = Mapping[str, Any]
Log = Mapping[str, Any]

BLOOM_BYTES = 256
ADDRESS_BYTES = 20

NUMBERS_MAX = 65_536
"""Quantities that are remembered as they are encoded: types, states, and the sums of gas of like transactions."""

FRAMES_MAX = 4_096
"""Frames of logs that are remembered; ours have a dozen forms, strangers' as many as they like."""

_WORD_PREFIX = prefix(0x80, WORD_BYTES)
_BLOOM_PREFIX = prefix(0x80, BLOOM_BYTES)


Found = tuple[int, int, bytes, int, bytes]
"""A log of ours: its transaction's place in the block and its own, its emitter, how many topics it has, and its words:
topics and data.  A plain tuple, because there is one for each event."""


class Receipts:
    """Asks one node for the receipts of blocks; keeps the logs of `emitters`."""

    def __init__(self, rpc: Rpc, emitters: Iterable[bytes]) -> None:
        self._rpc = rpc
        self._emitters = frozenset(emitters)
        self._written = {to_hex(each): each for each in self._emitters}
        self._asks_for_blocks = True  # until the node says that it knows no receipts of whole blocks

    def entries(self, headers: Sequence[Header]) -> list[tuple[Entry, ...]]:
        """
        Return the entries of each block.

        Raises `Inconsistent` if receipts are not those of the header ("ReceiptsRootWrong") or a log of ours is not in
        the language of our contracts, `Unavailable` if the node lacks a receipt.
        """
        found = iter(self.logs([each for each in headers if each.receipts_root != EMPTY_ROOT]))
        return [() if each.receipts_root == EMPTY_ROOT else _told(each, next(found)) for each in headers]

    def logs(self, headers: Sequence[Header]) -> list[list[Found]]:
        """Return what of ours is in the receipts of each block.  Raises as `entries` does, but decodes nothing."""
        return [
            self._proven(header, receipts) for header, receipts in zip(headers, self._receipts(headers), strict=True)
        ]

    def _receipts(self, headers: Sequence[Header]) -> list[Sequence[Receipt]]:
        if self._asks_for_blocks:
            answers = self._rpc.attempt(("eth_getBlockReceipts", [hex(each.number)]) for each in headers)
            try:
                return [of_block(header.number, answer) for header, answer in zip(headers, answers, strict=True)]
            except NodeRefused:
                self._asks_for_blocks = False
        calls = [("eth_getTransactionReceipt", [name]) for header in headers for name in header.transactions]
        single = iter(self._rpc.attempt(calls))
        return [[of_block(header.number, next(single)) for _ in header.transactions] for header in headers]

    def _proven(self, header: Header, receipts: Sequence[Receipt]) -> list[Found]:
        found: list[Found] = []
        encoded: list[bytes] = []
        before = 0
        try:
            for receipt in receipts:
                logs = receipt["logs"]
                encoded.append(_encoded(receipt, self._payload(logs, len(encoded), before, found)))
                before += len(logs)
        except (KeyError, TypeError, ValueError, IndexError) as error:
            reason = f"of block {header.number}: {error!r:.80}"
            raise Unavailable("NodeAnswerInvalid", url=self._rpc.shown, method="receipts", reason=reason) from None
        given = ordered_root(encoded)
        if given != header.receipts_root:
            raise Inconsistent(
                "ReceiptsRootWrong", block=header.number, expected=to_hex(header.receipts_root), given=to_hex(given)
            )
        return found

    def _payload(self, logs: Sequence[Log], transaction: int, before: int, found: list[Found]) -> bytes:
        """Return a receipt's logs, encoded and joined; those of ours are added to `found`."""
        pieces: list[bytes] = []
        ours, written = self._emitters, self._written.get
        for index, log in enumerate(logs, before):
            topics, address = log["topics"], log["address"]
            words = log_words(topics, log["data"])
            emitter = written(address) or octets(address, ADDRESS_BYTES)
            if emitter in ours:
                found.append((transaction, index, emitter, len(topics), words))
            size = len(words)
            frame = _frame(len(topics), size, size % WORD_BYTES == 1 and words[-1] < 0x80)
            pieces += (
                frame.before,
                emitter,
                frame.between,
                _WORD_PREFIX.join(frame.topics(words)),
                frame.behind,
                words[frame.cut :],
            )
        return b"".join(pieces)


class _Frame(NamedTuple):
    """What stands around the emitter, the topics and the data of an encoded log."""

    before: bytes
    between: bytes
    topics: Callable[[bytes], tuple[bytes, ...]]
    behind: bytes
    cut: int


@lru_cache(FRAMES_MAX)
def _frame(topics: int, size: int, is_small: bool) -> _Frame:
    """
    Return the frame of a log with so many topics, and so many bytes in these and its data.

    `is_small`: the last byte has its high bit clear; data of one such byte stands without a prefix.
    """
    cut = WORD_BYTES * topics
    data = b"" if is_small and size == cut + 1 else prefix(0x80, size - cut)
    encoded_topics = (1 + WORD_BYTES) * topics
    between = prefix(0xC0, encoded_topics) + _WORD_PREFIX * bool(topics)
    topics_end = encoded_topics - bool(topics)  # the first topic's prefix stands in `between`
    payload = 1 + ADDRESS_BYTES + len(between) + topics_end + len(data) + size - cut
    before = prefix(0xC0, payload) + prefix(0x80, ADDRESS_BYTES)
    return _Frame(before, between, Struct(f"{WORD_BYTES}s" * topics).unpack_from, data, cut)


def _encoded(receipt: Receipt, logs: bytes) -> bytes:
    """Encode a receipt as the trie has it (EIP-2718): its type in front, unless it is 0."""
    kind = _number(receipt.get("type") or "0x0")
    payload = (
        _number(receipt["status"])
        + _number(receipt["cumulativeGasUsed"])
        + _BLOOM_PREFIX
        + octets(receipt["logsBloom"], BLOOM_BYTES)
        + sequence(logs)
    )
    return (b"" if kind == EMPTY_TEXT else kind) + sequence(payload)


@lru_cache(NUMBERS_MAX)
def _number(value: str) -> bytes:
    return number(quantity(value))


def _told(header: Header, found: Iterable[Found]) -> tuple[Entry, ...]:
    block, time = header.number, header.time
    return tuple(
        [
            entry_of(Position(block, transaction, log), time, emitter, topics, words)
            for transaction, log, emitter, topics, words in found
        ]
    )

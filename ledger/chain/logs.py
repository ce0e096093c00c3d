"""
Blocks' logs by the node's log index: asked for by range, fitted to headers that are known.

The index is believed as far as it fits: each log lies in a block of the right number and hash, at a place of its own,
of one of our contracts.  An index that lags behind its head gives fewer logs without a word: a block whose bloom
filter names our contracts and that brings no log is therefore looked up by its receipts, which are proven.  Whether
some of a block's logs are missing only the receipts can tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from ledger.chain.decode import WORD_BYTES, entry_of, log_words
from ledger.chain.header import Header
from ledger.chain.receipts import ADDRESS_BYTES, Receipts
from ledger.chain.rpc import Rpc, is_too_much, octets, quantity, to_hex
from ledger.domain.events import Entry, Position
from ledger.domain.keccak import keccak
from ledger.errors import Inconsistent, LedgerError, Unavailable

Log = Mapping[str, Any]

PLACES_MAX = 65_536
"""Numbers of blocks, transactions and logs whose reading is remembered: each comes again and again."""


class Logs:
    """Asks one node's log index for the logs of `emitters`."""

    def __init__(self, rpc: Rpc, emitters: Iterable[bytes]) -> None:
        self._rpc = rpc
        self._emitters = frozenset(emitters)
        self._written = {to_hex(each): each for each in sorted(self._emitters)}
        self._blooms = [bloom_of(each) for each in self._emitters]
        self._receipts = Receipts(rpc, self._emitters)

    def entries(self, headers: Sequence[Header]) -> list[tuple[Entry, ...]]:
        """
        Return the entries of each block; the blocks follow each other.

        Raises `Inconsistent` if a log does not fit or is not in the language of our contracts, `Unavailable` if the
        node lacks a log that must be there.
        """
        first = headers[0].number
        found: list[list[Entry]] = [[] for _ in headers]
        try:
            for log in self._asked(first, headers[-1].number):
                place = _place(log["blockNumber"]) - first
                if not 0 <= place < len(headers):
                    raise Inconsistent("LogOutsideRange", block=first + place, first=first, last=headers[-1].number)
                found[place].append(self._entry(headers[place], log))
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise self._invalid(f"a log is not as it should be: {error!r:.80}") from None
        for header, entries in zip(headers, found, strict=True):
            self._check(header, entries)
        return [tuple(each) for each in found]

    def _asked(self, first: int, last: int) -> list[Log]:
        """Ask for a range; where the node finds it too much, for its halves."""
        where = {"fromBlock": hex(first), "toBlock": hex(last), "address": list(self._written)}
        try:
            answer = self._rpc.call("eth_getLogs", [where])
        except LedgerError as error:
            if not is_too_much(error) or first == last:
                raise
            middle = (first + last) // 2
            return self._asked(first, middle) + self._asked(middle + 1, last)
        if not isinstance(answer, list):
            raise self._invalid("it is no list")
        return answer

    def _entry(self, header: Header, log: Log) -> Entry:
        topics = log["topics"]
        position = Position(header.number, _place(log["transactionIndex"]), _place(log["logIndex"]))
        if log["blockHash"] != header.shown:
            _check_block(header, log)
        emitter = self._written.get(log["address"]) or octets(log["address"], ADDRESS_BYTES)
        if emitter not in self._emitters or log.get("removed"):
            raise Inconsistent("LogForeign", position=str(position), emitter=to_hex(emitter))
        return entry_of(position, header.time, emitter, len(topics), log_words(topics, log["data"]))

    def _check(self, header: Header, entries: Sequence[Entry]) -> None:
        """Check that a block's entries are in order, and that it is not one whose logs were withheld."""
        for before, entry in pairwise([each.position for each in entries]):
            if entry.log <= before.log or entry.transaction < before.transaction:
                raise Inconsistent("LogMisplaced", position=str(entry), before=str(before))
        if not entries and self._may_speak(header):
            (proven,) = self._receipts.logs([header])
            if proven:
                raise Unavailable("LogsWithheld", block=header.number, count=len(proven))

    def _may_speak(self, header: Header) -> bool:
        bloom = int.from_bytes(header.bloom, "big")
        return any(bloom & each == each for each in self._blooms)

    def _invalid(self, reason: str) -> Unavailable:
        return Unavailable("NodeAnswerInvalid", url=self._rpc.shown, method="eth_getLogs", reason=reason)


@lru_cache(PLACES_MAX)
def _place(value: str) -> int:
    return quantity(value)


def _check_block(header: Header, log: Log) -> None:
    given = octets(log["blockHash"], WORD_BYTES)
    if given != header.hash:
        raise Inconsistent("LogOfAnotherBlock", block=header.number, expected=to_hex(header.hash), given=to_hex(given))


def bloom_of(value: bytes) -> int:
    """Return the three bits of a header's bloom filter that an emitter or a topic sets (yellow paper, §4.3.1)."""
    digest = keccak(value)
    bits = 0
    for place in (0, 2, 4):
        bits |= 1 << (int.from_bytes(digest[place : place + 2], "big") & 2047)
    return bits

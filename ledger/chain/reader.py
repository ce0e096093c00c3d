"""
Confirmed blocks with what they say to us, checked before they are given.

Headers come by batch and are hashed anew: each has the hash that it says, and its parent is the header before.  Logs
come from the blocks' receipts, whose root is in the header (`receipts`), or by range from the node's log index, which
is faster and believed as far as it fits (`logs`).  A chain that was rewritten is no failure: it is a `Reorg`, a value
that the index acts on.  And since it may be rewritten between two questions, whatever does not fit is asked for again:
only what the node repeats while its chain stays as it is, is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from ledger.chain.deployment import Deployment
from ledger.chain.head import Head
from ledger.chain.header import Header, read_header
from ledger.chain.logs import Logs
from ledger.chain.receipts import Receipts
from ledger.chain.rpc import Rpc, members, of_block, to_hex
from ledger.chain.seals import Seals
from ledger.domain.events import Block, Digest
from ledger.errors import Inconsistent

GROUP_BLOCKS = 100
"""Blocks asked for and checked together: one batch of headers, and what they hold is decided before more is fetched."""

REPEATS = 3
"""So many times must a node repeat what does not fit.  Two nodes behind one address that disagree for a while about
the newest block answer alternately; each time the headers are asked for twice, so that this shows."""

TIME_MAX = (1 << 40) - 1
"""Largest timestamp of a block, in unix seconds: what a contract's word for an instant holds."""

Checks = Literal["receipts", "headers"]


@dataclass(frozen=True, slots=True)
class Reorg:
    """The chain was rewritten: the block at `number` is not (any more) the child of what was read before."""

    number: int
    expected_parent: Digest
    parent: Digest


class Reader:
    """
    Reads a deployment's ledger from one node, `confirmations` blocks below its head.

    `checks` says where the logs come from: the receipts, or the node's log index; see `Settings.checks`.  With `seals`
    no block is given whose seals are not right, and reading begins at the first block or after one that is known.
    """

    def __init__(
        self,
        rpc: Rpc,
        deployment: Deployment,
        confirmations: int = 0,
        checks: Checks = "receipts",
        *,
        seals: Seals | None = None,
    ) -> None:
        self.deployment = deployment
        self._seals = seals
        self._rpc = rpc
        self._confirmations = confirmations
        emitters = deployment.addresses.values()
        self._logs = Receipts(rpc, emitters) if checks == "receipts" else Logs(rpc, emitters)

    @property
    def first_block(self) -> int:
        """The block in which the ledger was founded; nothing of ours is before it."""
        return self.deployment.first_block

    @property
    def rpc(self) -> Rpc:
        """The connection that is read from."""
        return self._rpc

    def head(self) -> Head:
        """
        Return the newest block with so many confirmations; block 0 while the chain is shorter.

        Raises `Unavailable` as `Rpc` does, `Inconsistent` if the header has not the hash that the node says.
        """
        newest = of_block(0, self._header("latest"))
        if self._confirmations and newest.number:
            number = max(0, newest.number - self._confirmations)
            newest = of_block(number, self._header(hex(number)))
        return Head(newest.number, newest.hash, newest.time)

    def hash_at(self, number: int) -> Digest | None:
        """Return the hash that the node's chain has at a height, None above its head.  Raises as `head` does."""
        header = self._header(hex(number))
        return None if header is None else header.hash

    def blocks(
        self, first: int, last: int, after: Digest | None = None, *, bytes_aim: int | None = None
    ) -> list[Block] | Reorg:
        """
        Return the blocks from `first` to `last`; `after` is the hash that the block before `first` is known to have.

        With `bytes_aim`, no more is asked for once the answers have so many bytes: fewer blocks are returned, but one
        at least.  A `Reorg` is returned if the blocks do not follow `after` or each other: the chain was rewritten,
        before or while it was read.  Raises `Unavailable` if the node lacks a block, a receipt or a log that must be
        there, `Inconsistent` if what it repeats contradicts itself or is not in the language of our contracts.
        """
        assert 0 <= first <= last
        found: list[Block] = []
        enough = None if bytes_aim is None else self._rpc.bytes_read + bytes_aim
        while first <= last and not (found and enough is not None and self._rpc.bytes_read >= enough):
            group = self._group(range(first, min(last + 1, first + GROUP_BLOCKS)), after)
            if isinstance(group, Reorg):
                return group
            found += group
            first, after = group[-1].number + 1, group[-1].hash
        return found

    def _group(self, numbers: range, after: Digest | None) -> list[Block] | Reorg:
        """Read blocks of some numbers; what does not fit is asked for again before it is believed."""
        headers = self._headers(numbers)
        doubt: Inconsistent | None = None
        for _ in range(REPEATS):
            try:
                return self._checked(numbers, headers, after)
            except Inconsistent as error:
                doubt = error
            for _ in range(2):
                before, headers = headers, self._headers(numbers)
                for old, new in zip(before, headers, strict=True):
                    if old.hash != new.hash:
                        return Reorg(old.number + 1, old.hash, new.hash)
        assert doubt is not None
        raise doubt

    def _checked(self, numbers: Iterable[int], headers: Sequence[Header], after: Digest | None) -> list[Block] | Reorg:
        for number, header in zip(numbers, headers, strict=True):
            self._check(number, header)
        if after not in (None, headers[0].parent):
            return Reorg(headers[0].number, after, headers[0].parent)
        for parent, header in pairwise(headers):
            _check_link(parent, header)
        if self._seals is not None:
            self._seals.check(headers, after, self._headers)
        return [
            Block(header.number, header.hash, header.parent, header.time, entries)
            for header, entries in zip(headers, self._logs.entries(headers), strict=True)
        ]

    def _headers(self, numbers: range) -> list[Header]:
        answers = self._rpc.attempt(("eth_getBlockByNumber", [hex(number), False]) for number in numbers)
        return [read_header(members(of_block(number, answer))) for number, answer in zip(numbers, answers, strict=True)]

    def _header(self, tag: str) -> Header | None:
        """Return the header of a block by its number or name; None if there is none."""
        doubt: Inconsistent | None = None
        for _ in range(REPEATS):
            (answer,) = self._rpc.attempt([("eth_getBlockByNumber", [tag, False])])
            if answer is None:
                return None
            header = read_header(members(of_block(0, answer)))
            try:
                self._check(header.number if tag == "latest" else int(tag, 16), header)
            except Inconsistent as error:
                doubt = error
            else:
                return header
        assert doubt is not None
        raise doubt

    def _check(self, number: int, header: Header) -> None:
        """Check one header by itself: its number, its hash and its time."""
        if header.number != number:
            raise Inconsistent("BlockMisplaced", expected=number, given=header.number)
        known = header.hash if number else self.deployment.genesis_hash
        if header.stated != known:
            raise Inconsistent("HeaderHashWrong", block=number, expected=to_hex(known), given=to_hex(header.stated))
        _check_time(header, 0)


def _check_link(parent: Header, header: Header) -> None:
    if header.parent != parent.hash:
        raise Inconsistent(
            "BlockUnlinked", block=header.number, expected=to_hex(parent.hash), given=to_hex(header.parent)
        )
    _check_time(header, parent.time)


def _check_time(header: Header, earliest: int) -> None:
    if not earliest <= header.time <= TIME_MAX:
        raise Inconsistent("BlockTimeWrong", block=header.number, time=header.time, earliest=earliest, latest=TIME_MAX)

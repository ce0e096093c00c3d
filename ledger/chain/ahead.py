"""
Ranges of blocks, the next one read by a thread of its own while the last one is written.

How many blocks a range has follows what the node's answers weigh: a night without acts is read in one stride, a busy
hour in small ones, and a node that finds a range too much is asked for less at once.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from dataclasses import dataclass, field
from queue import SimpleQueue

from ledger.chain.reader import GROUP_BLOCKS, Reader, Reorg
from ledger.chain.rpc import is_too_much
from ledger.domain.events import Block, Digest
from ledger.errors import LedgerError

FIRST_BLOCKS = 64
"""Blocks of the first range, of which nothing is known yet: at 300 kB a block, which is a full one, below 20 MB."""

GENTLE_STEPS = 16
"""Once a node found a range too much, ranges grow by one part in so many instead of doubling."""

STOP_SECONDS_MAX = 2.0
"""How long whoever stops waits for the thread.  It ends with the request that it is in, at the latest."""

Range = list[Block] | Reorg


def ranges(
    reader: Reader, first: int, last: int, after: Digest | None, *, blocks_max: int, bytes_aim: int
) -> Generator[Range, None, None]:
    """
    Yield the blocks from `first` to `last` in successive ranges, of at most `blocks_max` blocks and about `bytes_aim`
    bytes of answers; `after` is as in `Reader.blocks`.

    A `Reorg` is yielded and is the last.  While the caller uses one range, the next one waits and another is read: the
    reader is in use until the iterator ends or is closed.  Raises as `Reader.blocks` does, after the ranges before.
    """
    ahead = _Ahead(reader, _Width(blocks_max, bytes_aim))
    ahead.start(first, last, after)
    try:
        while (found := ahead.take()) is not None:
            yield found
    finally:
        ahead.stop()


@dataclass
class _Width:
    """How many blocks the next range has: about so many that their answers have `bytes_aim` bytes."""

    blocks_max: int
    bytes_aim: int
    blocks: int = field(init=False)
    gentle_from: int = field(init=False)

    def __post_init__(self) -> None:
        self.blocks = min(FIRST_BLOCKS, self.blocks_max)
        self.gentle_from = self.blocks_max

    def fitted(self, blocks: int, size: int) -> None:
        """Take note that so many blocks were read with answers of so many bytes."""
        step = self.blocks if self.blocks < self.gentle_from else 1 + self.blocks // GENTLE_STEPS
        aimed = blocks * self.bytes_aim // max(size, 1)
        self.blocks = max(1, min(self.blocks + step, aimed, self.blocks_max))

    def was_too_much(self) -> None:
        """Take note that the node did not answer; what it is asked for at once is a group of blocks."""
        self.blocks = max(1, min(self.blocks, GROUP_BLOCKS) // 4)
        self.gentle_from = 2 * self.blocks


class _Ahead:
    """The thread that reads, and the ranges that it has ready: one, and a second in its hand."""

    def __init__(self, reader: Reader, width: _Width) -> None:
        self._reader = reader
        self._width = width
        self._ready: SimpleQueue[Range | BaseException | None] = SimpleQueue()
        self._room = threading.Semaphore(1)
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, first: int, last: int, after: Digest | None) -> None:
        self._thread = threading.Thread(target=self._run, args=(first, last, after), name="blocks ahead", daemon=True)
        self._thread.start()

    def take(self) -> Range | None:
        """Return the next range, None at the end.  Raises what the thread met."""
        found = self._ready.get()
        self._room.release()
        if isinstance(found, BaseException):
            raise found
        return found

    def stop(self) -> None:
        """End the thread, or leave it to end with the request that it is in."""
        assert self._thread is not None
        hurry = self._reader.rpc.hurry
        self._stopping.set()
        hurry.set()
        self._room.release()
        self._thread.join(STOP_SECONDS_MAX)
        if not self._thread.is_alive():
            hurry.clear()

    def _run(self, first: int, last: int, after: Digest | None) -> None:
        try:
            while first <= last and not self._stopping.is_set():
                found = self._next(first, last, after)
                self._give(found)
                if isinstance(found, Reorg):
                    break
                first, after = found[-1].number + 1, found[-1].hash
            self._give(None)
        except BaseException as error:
            self._give(error)
        finally:
            if self._stopping.is_set():
                self._reader.rpc.hurry.clear()

    def _give(self, found: Range | BaseException | None) -> None:
        """Put something where it is taken, when there is room; nothing once nobody takes any more."""
        if not self._stopping.is_set():
            self._room.acquire()
            self._ready.put(found)

    def _next(self, first: int, last: int, after: Digest | None) -> Range:
        """Read the next range, of as few blocks as the node will give."""
        rpc, width = self._reader.rpc, self._width
        while True:
            before = rpc.bytes_read
            end = min(last, first + width.blocks - 1)
            try:
                found = self._reader.blocks(first, end, after, bytes_aim=width.bytes_aim)
            except LedgerError as error:
                if not is_too_much(error) or width.blocks == 1 or first == end or self._stopping.is_set():
                    raise
                width.was_too_much()
                continue
            if not isinstance(found, Reorg):
                width.fitted(len(found), rpc.bytes_read - before)
            return found

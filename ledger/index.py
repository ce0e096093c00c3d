"""
The loop: reader -> mirror, one range of blocks after another.

The reader says what the node's chain is, `domain.apply` what it means, the mirror keeps it; here is only the order of
steps.  When the chain was rewritten, the blocks that are no longer on it are undone and the loop goes on from the fork.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

from ledger.chain.head import Head
from ledger.chain.reader import Reader, Reorg
from ledger.config import Settings
from ledger.domain.events import Block, Digest
from ledger.errors import Inconsistent, Unavailable
from ledger.store.mirror import Mirror, Sight

REWRITES_MAX = 16
"""Rewritings of the chain met in one catching up, before we say that the node is not of one mind."""

PAUSE_SECONDS_MAX = 15.0
"""Longest pause between two tries while the node or the database does not answer."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one catching up is: `number` is mirrored, `head` is the goal; the rates are since it began."""

    first: int
    number: int
    head: int
    entries: int
    seconds: float

    @property
    def blocks_per_second(self) -> float:
        return (self.number - self.first + 1) / max(self.seconds, 1e-9)

    @property
    def seconds_left(self) -> float:
        return (self.head - self.number) / max(self.blocks_per_second, 1e-9)


def _quiet(_: object) -> None:
    """Tell nobody."""


def index_once(
    reader: Reader,
    mirror: Mirror,
    settings: Settings,
    *,
    progress: Callable[[Progress], None] = _quiet,
    stop: Event | None = None,
) -> Head:
    """
    Mirror everything up to the node's confirmed head, and return that head.

    Raises `Unavailable` if node or database do not answer or the node is far behind, `Inconsistent` if the chain was
    rewritten deeper than the mirror can undo or says what cannot be.  Whatever is mirrored by then is whole.
    """
    head = reader.head()
    began, first, entries, rewrites = time.monotonic(), 0, 0, 0
    while stop is None or not stop.is_set():
        found = _next(reader, head, mirror.cursor(), settings.range_blocks_max)
        if found is None:
            rewrites += 1
            if rewrites > REWRITES_MAX:
                raise Unavailable("ChainUnsteady", block=head.number, rewrites=rewrites)
            head = reader.head()  # what was known of it may be of the chain that is gone
            _rewind(reader, mirror, head)
            continue
        sight = Sight(head.number, int(time.time()))
        if not found:
            mirror.saw(sight)
            break
        mirror.project(found, sight)
        first = first or found[0].number
        entries += sum(len(block.entries) for block in found)
        progress(Progress(first, found[-1].number, head.number, entries, time.monotonic() - began))
    return head


def follow(
    reader: Reader,
    mirror: Mirror,
    settings: Settings,
    stop: Event,
    *,
    progress: Callable[[Progress], None] = _quiet,
    trouble: Callable[[Unavailable], None] = _quiet,
) -> None:
    """
    Keep the mirror at the node's head until `stop` is set, looking every `poll_seconds`.

    While node or database do not answer, each try is told to `trouble` and the pauses grow.  Raises what must not be
    passed over: `Inconsistent`, `Misconfigured`.
    """
    pause = settings.poll_seconds
    while not stop.is_set():
        try:
            index_once(reader, mirror, settings, progress=progress, stop=stop)
            pause = settings.poll_seconds
        except Unavailable as error:
            trouble(error)
            pause = min(max(pause * 2, settings.poll_seconds), PAUSE_SECONDS_MAX)
        stop.wait(pause)


def _next(reader: Reader, head: Head, cursor: tuple[int, Digest] | None, most: int) -> list[Block] | None:
    """Return the blocks after the cursor, at most so many, and none at the head; None if the chain was rewritten."""
    number, known = cursor or (reader.first_block - 1, None)
    if known is not None and not _agrees(reader, head, number, known):
        return None
    if number >= head.number:
        return []
    found = reader.blocks(number + 1, min(head.number, number + most), known)
    return None if isinstance(found, Reorg) else found


def _rewind(reader: Reader, mirror: Mirror, head: Head) -> None:
    """
    Undo the blocks that are no longer on the node's chain, if there are any.

    Mirror and chain agree up to the fork and differ above it, so that halving finds it in a few questions.
    """
    cursor, low = mirror.cursor(), mirror.floor()
    if cursor is None or low is None or _agrees(reader, head, *cursor):
        return
    kept, high = mirror.hash_of(low), cursor[0]  # below the mirror's first block, nothing is kept
    if kept is not None and not _agrees(reader, head, low, kept):
        if head.number < low:
            raise Unavailable("NodeBehind", head=head.number, cursor=high)
        raise Inconsistent("ReorgTooDeep", cursor=high, floor=low, depth=high - low)
    while low + 1 < high:
        middle = (low + high) // 2
        known = mirror.hash_of(middle)
        assert known is not None, "the mirror has every block up to its cursor"
        low, high = (middle, high) if _agrees(reader, head, middle, known) else (low, middle)
    mirror.undo(low)


def _agrees(reader: Reader, head: Head, number: int, known: Digest) -> bool:
    if number >= head.number:
        return number == head.number and head.hash == known
    return reader.hash_at(number) == known

"""
The loop: reader -> mirror, one range of blocks after another.

The reader says what the node's chain is, `domain.apply` what it means, the mirror keeps it; here is only the order of
steps.  While one range is written, the next is fetched.  When the chain was rewritten, the blocks that are no longer on
it are undone and the loop goes on from the fork; where the engine makes blocks final, that cannot be, and it stops.

What happens is told to `observe` as it happens: the bar of a terminal, the metrics and the log all listen there.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from threading import Event

from ledger.chain.ahead import ranges
from ledger.chain.deployment import Deployment
from ledger.chain.head import Head
from ledger.chain.heads import Heads, ws_url_of
from ledger.chain.reader import Reader, Reorg
from ledger.chain.rpc import NodeRefused, Rpc
from ledger.chain.seals import seals_of
from ledger.config import Settings
from ledger.domain.events import Block, Digest
from ledger.errors import Inconsistent, LedgerError, Unavailable
from ledger.store.documents import Documents
from ledger.store.mirror import Mirror, Origin, Sight
from ledger.store.shadow import shadow_of, take_over

REWRITES_MAX = 16
"""Rewritings of the chain met in one catching up, before we say that the node is not of one mind."""

BACKLOG_BLOCKS = 200
"""So many blocks behind, catching up is work on a heap of objects, and not a look for what is new."""

PAUSE_SECONDS_MAX = 15.0
"""Longest pause between two tries while the node or the database does not answer."""


# WHAT HAPPENS


@dataclass(frozen=True, slots=True)
class Projected:
    """
    The blocks `first` to `last` were mirrored, in one transaction; `head` is the goal.

    `seconds` is what reading and writing them took; `time` is the last block's own (unix seconds).
    """

    first: int
    last: int
    entries: int
    head: int
    seconds: float
    time: int

    @property
    def blocks(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Undone:
    """The chain was rewritten: the blocks `first` to `last` are no longer mirrored."""

    first: int
    last: int

    @property
    def blocks(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Troubled:
    """The node or the database did not answer, or said no; it is tried again after `pause` seconds."""

    error: LedgerError
    pause: float


Happening = Projected | Undone | Troubled
Observe = Callable[[Happening], None]


def unobserved(_: Happening) -> None:
    """Tell nobody."""


# THE LOOP


def index_once(
    reader: Reader,
    mirror: Mirror,
    settings: Settings,
    *,
    observe: Observe = unobserved,
    stop: Event | None = None,
) -> Head:
    """
    Mirror everything up to the node's confirmed head, and return that head.

    Raises `Unavailable` if node or database do not answer or the node is far behind, `NodeRefused` if it says no even
    to a little, `Inconsistent` if the chain was rewritten deeper than may be or says what cannot be, `Misconfigured` if
    the mirror is of another ledger.  Whatever is mirrored by then is whole.
    """
    mirror.adopt(origin_of(reader))
    stop = stop or Event()
    for _ in range(REWRITES_MAX):
        head = reader.head()
        _rewind(reader, mirror, head, settings, observe)
        if _catch_up(reader, mirror, head, settings, stop, observe=observe):
            return head
    raise Unavailable("ChainUnsteady", block=head.number, rewrites=REWRITES_MAX)


def follow(
    reader: Reader,
    mirror: Mirror,
    settings: Settings,
    stop: Event,
    *,
    observe: Observe = unobserved,
    heads: Heads | None = None,
) -> None:
    """
    Keep the mirror at the node's head until `stop` is set: look whenever `heads` tells of a new one, and every
    `poll_seconds` anyhow.  Between, catalogue the documents of certificates.

    While node or database do not answer or say no, each try is told and the pauses grow.  Raises what must not be
    passed over: `Inconsistent`, `Misconfigured`.
    """
    pause, documents = settings.poll_seconds, Documents(settings.documents_dir)
    while not stop.is_set():
        try:
            index_once(reader, mirror, settings, observe=observe, stop=stop)
            if mirror.catalogue(documents):
                continue  # there may be more, and whatever is new on the chain comes first
        except (Unavailable, NodeRefused) as error:
            pause = min(max(pause * 2, settings.poll_seconds), PAUSE_SECONDS_MAX)
            observe(Troubled(error, pause))
            stop.wait(pause)
            continue
        pause = settings.poll_seconds
        if heads is None:
            stop.wait(pause)
        else:
            heads.wait(pause)


def rebuild(
    reader: Reader,
    mirror: Mirror,
    settings: Settings,
    *,
    observe: Observe = unobserved,
    stop: Event | None = None,
) -> Head:
    """
    Build the mirror anew beside the present one, which goes on answering, and put it in its place at the node's head.

    Raises as `index_once` does; then the present mirror is as it was, and the next build goes on where this one ended.
    """
    with shadow_of(mirror) as shadow:
        head = index_once(reader, shadow, settings, observe=observe, stop=stop)
        if stop is None or not stop.is_set():
            take_over(mirror, shadow)
    return head


def reader_of(rpc: Rpc, deployment: Deployment, settings: Settings) -> Reader:
    """Return the reader that the settings ask for.  Raises `Misconfigured` if seals count and nobody may seal."""
    seals = seals_of(deployment, settings.validators) if settings.finality == "seals" else None
    return Reader(rpc, deployment, settings.finality_blocks, checks=settings.checks, seals=seals)


def heads_of(settings: Settings) -> Heads:
    """Return what listens for new blocks where the settings say, by default beside the node's other address."""
    return Heads(settings.ws_url or ws_url_of(settings.rpc_url))


def origin_of(reader: Reader) -> Origin:
    """Return which ledger a reader reads."""
    deployment = reader.deployment
    return Origin(deployment.chain_id, deployment.genesis_hash, deployment.first_block, deployment.addresses)


def _catch_up(reader: Reader, mirror: Mirror, head: Head, settings: Settings, stop: Event, *, observe: Observe) -> bool:
    """Mirror what is missing up to `head`; say whether nothing came between."""
    number, known = mirror.cursor() or (reader.first_block - 1, None)
    if number >= head.number:
        mirror.complete()
        mirror.saw(Sight(head.number, int(time.time())))
        return True
    began = time.monotonic()
    coming = ranges(
        reader,
        number + 1,
        head.number,
        known,
        blocks_max=settings.range_blocks_max,
        bytes_aim=settings.range_bytes,
    )
    with _uncollected(head.number - number), closing(coming):
        for found in coming:
            if isinstance(found, Reorg):
                return False
            if not _projected(mirror, found, Sight(head.number, int(time.time()))):
                return False
            last = found[-1]
            entries = sum(len(block.entries) for block in found)
            now = time.monotonic()
            observe(Projected(found[0].number, last.number, entries, head.number, now - began, last.time))
            if stop.is_set():
                return True
            began = now
    mirror.complete()
    return True


@contextmanager
def _uncollected(blocks: int) -> Iterator[None]:
    """
    Keep the collector of cycles away from a long catching up.

    What blocks are made of has no cycles and is freed at once when a range is written; looking for some took a third
    of the time.
    """
    if blocks < BACKLOG_BLOCKS or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _projected(mirror: Mirror, found: list[Block], sight: Sight) -> bool:
    """Mirror a range; say whether its place was still free: a mirror built anew may have taken this one's place."""
    try:
        mirror.project(found, sight)
    except Inconsistent as error:
        cursor = mirror.cursor()
        if error.code != "BlocksDoNotFollow" or cursor == (found[0].number - 1, found[0].parent):
            raise
        return False
    return True


# REWRITTEN CHAINS


def _rewind(reader: Reader, mirror: Mirror, head: Head, settings: Settings, observe: Observe) -> None:
    """
    Undo the blocks that are no longer on the node's chain, if there are any.

    Mirror and chain agree up to the fork and differ above it, so that halving finds it in a few questions.
    """
    cursor = mirror.cursor()
    if cursor is None or _agrees(reader, head, *cursor):
        return
    high, first = cursor[0], mirror.first()
    assert first is not None, "where there is a cursor, there are blocks"
    low = max(first - 1, high - settings.undo_blocks)
    if head.number < low or (settings.finality == "seals" and _is_behind(mirror, head, high)):
        raise Unavailable("NodeBehind", head=head.number, cursor=high)
    kept = mirror.hash_of(low)  # before the mirror's first block, nothing is kept
    if kept is not None and not _agrees(reader, head, low, kept):
        raise Inconsistent("ReorgTooDeep", cursor=high, floor=low, depth=high - low)
    while low + 1 < high:
        middle = (low + high) // 2
        known = mirror.hash_of(middle)
        assert known is not None, "the mirror has every block up to its cursor"
        low, high = (middle, high) if _agrees(reader, head, middle, known) else (low, middle)
    if settings.finality == "seals":
        raise Inconsistent("FinalBlockReplaced", block=low + 1, cursor=cursor[0])
    mirror.undo(low)
    observe(Undone(low + 1, cursor[0]))


def _is_behind(mirror: Mirror, head: Head, cursor: int) -> bool:
    """Say whether the node has only not yet come as far as the mirror."""
    return head.number < cursor and mirror.hash_of(head.number) == head.hash


def _agrees(reader: Reader, head: Head, number: int, known: Digest) -> bool:
    if number >= head.number:
        return number == head.number and head.hash == known
    return reader.hash_at(number) == known

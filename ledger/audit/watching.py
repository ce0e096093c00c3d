"""
The standing watch: after an audit, each new block is audited as it comes, and what is wrong is told at once.

Of each new block the evidence is checked and folded as ever; the facts that its events changed are held against the
contracts' storage, and where no contract of the ledger said anything, none of their storage may have changed.  What
the service serves must be the same chain, and fresh.  All facts are compared again, with storage and snapshot, once in
a while.  A node that is silent is told of, and asked again; only what is still open at the end leaves it undecided.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

import httpx

from ledger.audit.encoding import octets
from ledger.audit.evidence import CheckedBlock, Evidence
from ledger.audit.node import UNREADABLE, Node, host_of, shown
from ledger.audit.pin import Pin
from ledger.audit.report import Finding, Layer, Notes, Remark
from ledger.audit.sources import Sources
from ledger.audit.storage import Account, StateGone, compare_storage
from ledger.audit.work import Progress, Work
from ledger.domain.events import Entry
from ledger.domain.state import Changes, Fact, FactKey, Facts
from ledger.errors import Unavailable
from ledger.tls import trusted

POLL_SECONDS = 1.0
"""Between two looks for a new block: shorter than the blocks of any network that this is meant for."""

FULL_HOURS = 24.0
"""Between two comparisons of all facts, unless the auditor sets another rhythm."""

STALE_SECONDS = 120.0
"""How long a service may serve an older block than the node has before that is a finding."""

RECENT_BLOCKS = 256
"""Blocks whose hashes are kept, for what the service says of one of them."""

CHANGED_MAX = 100_000
"""Changed facts that wait for a state to be proven in; beyond, the next full comparison must do."""

WAITING_MAX = 256
"""Blocks that may wait for the second node, which need not have a new one in the same second."""

MISSES_MAX = 20
"""Looks in a row at which the node had pruned the state, before that is told."""

Alarm = Callable[[Finding | Remark], None]
"""Told of each finding and doubt when it comes up."""


class Interrupted(Exception):
    """The watch was told to stop in the middle of something."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a watch goes on: whom it tells, what stops it, and how often it looks (seconds) and compares all (hours)."""

    alarm: Alarm
    stop: threading.Event
    poll_seconds: float = POLL_SECONDS
    full_hours: float = FULL_HOURS
    depth: int = 0


class Watch:
    """One watch, from the end of an audit to its own.  It goes along with the replay as a listener."""

    def __init__(self, standing: Standing, pin: Pin) -> None:
        self._standing = standing
        self._pin = pin
        self._changed: dict[FactKey, None] = {}
        self._was_quiet = True
        self._accounts: Mapping[str, Account | None] = {}
        self._misses = 0
        self._told = self._doubted = 0
        self._open: Unavailable | None = None
        self._full_at = time.monotonic()

    # AS A LISTENER

    def follow(self, _: Entry, changes: Changes) -> None:
        """Learn what an event changed."""
        self._was_quiet = False
        if len(self._changed) < CHANGED_MAX:
            self._changed |= dict.fromkeys(changes)

    def hear(self, block: CheckedBlock) -> None:
        """Learn that a block was folded whole: from there one may go on, whatever happens to the next."""
        self._service.remember(block)
        self._state = self._evidence.state

    # FOLLOWING

    def added_to(self, sources: Sources) -> Sources:
        """The same sources, which are watched when the audit is done."""
        self._sources = sources
        self._service = Service(sources.snapshot, sources.timeout_seconds, sources.api_key)
        return replace(sources, then=self.run, depth=self._standing.depth)

    def run(self, work: Work, evidence: Evidence, node: Node) -> None:
        """Follow the chain until it is told to stop, or until nothing that follows could be believed."""
        self._work, self._evidence, self._node = work, evidence, node
        self._state, self._accounts = evidence.state, work.accounts
        assert work.replay.block is not None, "an audit that can be gone on from came to a block"
        self._proven = work.replay.block
        self._service.remember(work.replay.block)
        work.replay.listeners.append(self)
        self.tell(work.notes)
        self._standing.alarm(Remark("AuditWatching", {"block": work.replay.block.number}))
        try:
            while not self._standing.stop.is_set() and self._goes_on():
                self._standing.stop.wait(self._standing.poll_seconds)
        except Interrupted:
            pass
        finally:
            work.replay.listeners.remove(self)
        if self._open is not None:
            self._doubted += 1  # told of already
            work.notes.doubt(self._open)
        elif late := self._catch_up():
            work.notes.skip("AuditSecondLate", count=late)

    def _catch_up(self) -> int:
        """Compare what waits for the second node; return how many blocks still do."""
        try:
            return self._evidence.second.catch_up(self._evidence.still) if self._evidence.second else 0
        except Unavailable as moved:
            self._work.notes.doubt(moved)
            return 0

    def _goes_on(self) -> bool:
        """Look once; say whether to look again."""
        try:
            self._look()
        except Unavailable as blocked:
            self._evidence.restore(self._state)
            if self._open is None or (self._open.code, self._open.facts) != (blocked.code, blocked.facts):
                self._standing.alarm(Remark(blocked.code, blocked.facts))
            self._open = blocked
        else:
            self._open = None
        self.tell(self._work.notes)
        return self._work.replay.stopped_at is None and not self._is_departed()

    def _look(self) -> None:
        """Audit what is new, and compare it; all of it, when it is time."""
        block = self._work.replay.block
        assert block is not None, "there was one at the beginning"
        is_full = time.monotonic() >= self._full_at + self._standing.full_hours * 3_600
        newest = self._evidence.newest()
        if newest < block.number:
            raise Unavailable("AuditHeadBackwards", host=self._node.host, newest=newest, block=block.number)
        with ExitStack() as opened:
            published = self._work.open(opened, self._sources) if is_full else None
            if published and published.header.block < block.number:
                published, is_full = None, False  # the next look may find the service where the node is
            if published and self._reads_on(published.header.block):
                self._work.mirror(published)
        if self._evidence.second:
            self._evidence.second.catch_up(self._evidence.still)
        if not self._reads_on(newest):
            return
        if (self._work.replay.block is not self._proven or is_full) and self._prove(is_full) and is_full:
            self._full_at = time.monotonic()
        self._service.check(self._work.replay.block or block, self._work.notes)

    def _reads_on(self, last: int) -> bool:
        """Read on to a block; say whether the replay came there."""
        replay = self._work.replay
        if replay.block is not None and last > replay.block.number:
            self._work.go_on(self._evidence, last)
        return replay.stopped_at is None

    def _is_departed(self) -> bool:
        """Whether the node has another block now where one was checked: what follows it is another chain."""
        if self._open is None or self._open.code != "AuditChainMoved":
            return False
        try:
            departed = self._evidence.departed()
        except Unavailable:
            return False
        if departed is None:
            return False
        number, own, now = departed
        found = "0x" + now.hex() if now else None
        self._work.notes.find("HistoryDifferent", number, f"block {number}", "0x" + own.hex(), found)
        self._open = None
        return True

    # COMPARING

    def _prove(self, is_full: bool) -> bool:
        """Hold the changed facts, or all, against storage at the last block; say whether its state was still there."""
        work, block = self._work, self._work.replay.block
        assert block is not None, "there was one at the beginning"
        facts: Facts = work.replay.facts if is_full else Chosen(work.replay.facts, self._changed)
        before = work.notes.counts.get(Layer.STORAGE, {}).copy()
        try:
            accounts = compare_storage(self._node, self._pin, block, facts, work.notes, progress=self._still_on)
        except StateGone as gone:
            work.notes.counts[Layer.STORAGE] = before
            self._misses += 1
            if self._misses >= MISSES_MAX:
                raise Unavailable("AuditStatePruned", host=self._node.host) from gone
            return False
        if self._was_quiet:
            self._compare_roots(accounts, block)
        self._accounts, self._was_quiet, self._misses = accounts, True, 0
        self._changed.clear()
        self._proven = block
        work.scope["storageBlock"] = block.number
        return True

    def _compare_roots(self, accounts: Mapping[str, Account | None], block: CheckedBlock) -> None:
        """No event since the last proof: then no contract may keep anything else than it did."""
        for name, account in accounts.items():
            known = self._accounts.get(name)
            if known is not None and account is not None and known.storage_root != account.storage_root:
                roots = "0x" + known.storage_root.hex(), "0x" + account.storage_root.hex()
                self._work.notes.find("StorageUnsaid", block.number, name, *roots)

    def _still_on(self, _: int = 0) -> None:
        if self._standing.stop.is_set():
            raise Interrupted

    def tell(self, notes: Notes) -> None:
        """Tell of every finding and doubt that was not told of yet."""
        news: list[Finding | Remark] = [*notes.findings[self._told :], *notes.undecided[self._doubted :]]
        for said in news:
            self._standing.alarm(said)
        self._told, self._doubted = len(notes.findings), len(notes.undecided)

    def stopping(self, progress: Progress) -> Progress:
        """The same progress, at which the watch stops when it is told to.  Raises `Interrupted` then."""

        def told(stage: str, done: int, total: int | None) -> None:
            progress(stage, done, total)
            self._still_on()

        return told


class Chosen(Mapping[FactKey, Fact]):
    """Some facts among all: only these are gone through, and each of the others can be looked up."""

    def __init__(self, facts: Facts, keys: Mapping[FactKey, None]) -> None:
        self._facts = facts
        self._keys = keys

    def __getitem__(self, key: FactKey) -> Fact:
        return self._facts[key]

    def __iter__(self) -> Iterator[FactKey]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


@dataclass(slots=True)
class Service:
    """What the audited service says of itself, looked at with each new block; nothing if `url` is none."""

    url: str
    timeout_seconds: float
    api_key: str = field(repr=False)
    _recent: deque[tuple[int, bytes]] = field(default_factory=lambda: deque(maxlen=RECENT_BLOCKS))
    _behind_since: float | None = None
    _told: set[str] = field(default_factory=set)

    def remember(self, block: CheckedBlock) -> None:
        """Keep the hash of a block that was checked."""
        self._recent.append((block.number, block.hash))

    def check(self, block: CheckedBlock, notes: Notes) -> None:
        """Compare what it serves with the last block.  Raises `Unavailable` if it is silent."""
        if "://" not in self.url:
            return
        number, digest = self._served()
        notes.count(Layer.MIRROR, "looks at the service")
        known = dict(self._recent).get(number)
        if known is not None and known != digest:
            self._once("SnapshotBlockDifferent", notes, number, "0x" + known.hex(), "0x" + digest.hex())
        if number >= block.number:
            self._behind_since = None
            self._told.discard("MirrorStale")
            return
        self._behind_since = self._behind_since or time.monotonic()
        if time.monotonic() - self._behind_since >= STALE_SECONDS:
            self._once("MirrorStale", notes, block.number, block.number, number)

    def _once(self, code: str, notes: Notes, place: int, *values: int | str) -> None:
        """One finding as long as it lasts."""
        if code not in self._told:
            self._told.add(code)
            notes.find(code, place, host_of(self.url), *values)

    def _served(self) -> tuple[int, bytes]:
        """The block that the service serves, with its hash."""
        name = host_of(self.url)
        try:
            answer = httpx.get(
                f"{self.url.rstrip('/')}/v1/status",
                verify=trusted(),
                timeout=self.timeout_seconds,
                headers=shown(self.api_key),
            )
            answer.raise_for_status()
            served = answer.json()["evidence"]
            return int(served["block"]), octets(served["hash"], 32)
        except httpx.HTTPError as broken:
            reason = str(broken) or type(broken).__name__
            raise Unavailable("AuditSourceSilent", source=name, reason=reason) from broken
        except (*UNREADABLE, RecursionError) as broken:
            raise Unavailable("AuditSourceSilent", source=name, reason=repr(broken)[:200]) from broken

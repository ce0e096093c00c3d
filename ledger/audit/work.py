"""
One audit under way: what is done after what, since one result rests on another.

Nothing is compared with a replay that did not come to its end, and nothing is concluded from what could not be read.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from datetime import date
from typing import Any, cast

from ledger.audit.answers import AnswersBroken, answers_at
from ledger.audit.bookmark import Bookmark, copied, gained, notes_state, restore_notes
from ledger.audit.compare import compare_mirror
from ledger.audit.consents import has_code_at
from ledger.audit.deployments import Deployments
from ledger.audit.documents import Documents, compare_documents, documents_at
from ledger.audit.evidence import CheckedBlock, Evidence
from ledger.audit.hearing import Hearing
from ledger.audit.lists import make_lists
from ledger.audit.node import Node
from ledger.audit.papers import Papers
from ledger.audit.pin import Pin, ledger_named
from ledger.audit.replay import Replay
from ledger.audit.report import Layer, Notes
from ledger.audit.sampling import Asked, Sampled, draw
from ledger.audit.second import check_constancy
from ledger.audit.snapshot import Snapshot, SnapshotBroken
from ledger.audit.sources import Sources
from ledger.audit.storage import Account, StateGone, compare_storage
from ledger.audit.subsequent import Dated
from ledger.domain.facts import Facts
from ledger.errors import Unavailable

STAGES = ("answers", "blocks", "receipts", "replay", "compare")
"""What a progress callback is told of: answers of the service, bare headers before the contracts, whole blocks, events,
comparisons."""

CATCH_UP_MAX = 3
"""Times that the proofs are tried at a newer block because the node had pruned the state of the last."""

Progress = Callable[[str, int, int | None], None]
"""Called with stage, done and total; the total is None where nobody knows it before the end."""


class Work:
    """One audit under way."""

    def __init__(self, pin: Pin, notes: Notes, progress: Progress, bookmark: Bookmark) -> None:
        self.notes = notes
        self.scope: dict[str, object] = {"chainId": pin.chain_id, "firstBlock": pin.first_block}
        self._pin = pin
        self._bookmark = bookmark
        self._replayed: dict[str, Any] = {}
        self.replay = Replay(pin, notes, bookmark.book)
        self._progress = progress
        self._waiting = ["storage", "mirror", "documents", "lists"]
        self._as_of: Dated | None = None
        self._place: dict[str, Any] = {}
        self._hearing: Hearing | None = None
        self.accounts: Mapping[str, Account | None] = {}

    def do(self, node: Node, sources: Sources) -> None:
        """Do everything, in the order in which one result rests on another."""
        evidence = Evidence(
            node, self._pin, self.notes,
            checkpoint=sources.checkpoint, second=sources.second, depth=sources.depth,
        )  # fmt: skip
        if not evidence.is_pinned_chain():
            self.leave_out_the_rest()
            return
        self.replay.powers.consents.has_code = has_code_at(node)
        deployments = Deployments(node, self._pin, self.notes)
        self.replay.listeners.append(deployments)
        with ExitStack() as opened:
            documents = self._documents_of(opened, sources)
            self._hear(opened, documents, sources)
            published = self.open(opened, sources)
            last = self._last(evidence, published, sources)
            if last < self._pin.first_block:
                raise Unavailable("AuditNothingToRead", host=node.host, first=self._pin.first_block, last=last)
            if not self._begins(evidence, node):
                self.leave_out_the_rest()
                return
            self._date(sources.as_of)
            self._read_and_keep(evidence, last)
            self._compare(published, documents)
        if self._ready("storage"):
            self._storage(evidence, node, sources.sample)
        if self._ready("lists"):
            self._lists()
        self.scope["validators"] = evidence.sealing.conclude()
        if self.replay.block:
            deployments.conclude(self.replay.block.number)
            check_constancy(node, self.replay.block.number, self.replay.block.hash, self.notes)
        if sources.then and self._ready("watch"):
            sources.then(self, evidence, node)
            self.scope["validators"] = evidence.sealing.said
            self._sum()
        self._bookmark.finish()
        self._say_what_is_never_checked(sources)

    def leave_out_the_rest(self) -> None:
        """Note the comparisons that were not come to."""
        for layer in self._waiting:
            self.notes.skip("AuditNotReached", layer=layer)
        self._waiting = []

    # STEPS

    def _compare(self, published: Snapshot | None, documents: Documents | None) -> None:
        if published and self._ready("mirror"):
            self.mirror(published)
        if documents and self._ready("documents"):
            self._documents(documents)
        if self._hearing is not None:
            self._hearing.end()

    def _date(self, day: date | None) -> None:
        """Have the lists made as of the end of a day, and what comes after it listed."""
        if day is None:
            return
        self._as_of = Dated(day, self.replay.facts, self.notes, self._list)
        before, facts = self.replay.block, {"day": day.isoformat()}
        if before and before.time >= self._as_of.end:
            raise Unavailable("AuditDayBehind", **facts)
        self.replay.listeners.append(self._as_of)
        self.scope["asOf"] = facts

    def open(self, opened: ExitStack, sources: Sources) -> Snapshot | None:
        """Open the published snapshot, if one is asked for and it is of this ledger."""
        if not sources.snapshot:
            return None
        try:
            published = opened.enter_context(Snapshot(sources.snapshot, sources.timeout_seconds, sources.api_key))
        except SnapshotBroken as broken:
            self.notes.find("SnapshotBroken", None, "snapshot", broken.expected, broken.found)
            return None
        header = published.header
        ours = ledger_named(self._pin.chain_id, self._pin.contracts)
        theirs = ledger_named(header.chain_id, header.contracts)
        if ours != theirs:
            self.notes.find("SnapshotForeign", header.block, published.name, ours, theirs)
            return None
        return published

    def _documents_of(self, opened: ExitStack, sources: Sources) -> Documents | None:
        """Find the documents before anything is read: an auditor should not learn of a wrong path after an hour."""
        if not sources.documents:
            return None
        found = documents_at(sources.documents, sources.timeout_seconds, sources.api_key)
        return opened.enter_context(closing(found))

    def _hear(self, opened: ExitStack, documents: Documents | None, sources: Sources) -> None:
        """Check the log of answers, and have each heard when the replay comes to its block."""
        if not sources.answers:
            return
        self._hearing = hearing = Hearing(self._pin, self.replay, Papers(documents), self.notes)
        opened.callback(self.replay.listeners.remove, hearing)
        self.replay.listeners.append(hearing)
        if kept := self._bookmark.kept.get("hearing"):
            hearing.restore(kept)
            return
        given = answers_at(sources.answers, sources.timeout_seconds, sources.api_key)
        opened.enter_context(closing(given))
        try:
            with self._timed("answers"):
                hearing.take(given, sources.log_checkpoint, lambda done: self._progress("answers", done, None))
        except AnswersBroken as broken:
            self.notes.find("AnswersBroken", None, given.name, broken.expected, broken.found)

    def _link(self, evidence: Evidence) -> None:
        with self._timed("blocks"):
            for done in evidence.link(self._pin.first_block):
                self._progress("blocks", done, self._pin.first_block - 1)

    def _last(self, evidence: Evidence, published: Snapshot | None, sources: Sources) -> int:
        """
        The last block to read: as asked, the snapshot's, or the newest when this audit began.

        The answers are those that had been given when it began: once it is done, no newer block belongs to them.
        """
        kept = self._bookmark.kept
        if sources.until is not None:
            return sources.until
        if kept and kept["isDone"] and "hearing" in kept:
            return int(kept["last"])
        if published:
            return published.header.block
        return int(kept["last"]) if kept and not kept["isDone"] else evidence.newest()

    def _begins(self, evidence: Evidence, node: Node) -> bool:
        """Begin at the pinned genesis, or go on from what was kept: if the node's chain still leads there."""
        kept, earlier = self._bookmark.kept, self._bookmark.earlier
        if not kept:
            self._link(evidence)
            return True
        if "notes" in kept:
            restore_notes(self.notes, kept["notes"])
        evidence.restore(kept["evidence"])
        self.replay.restore(kept["replay"])
        if earlier:
            self.scope |= {"firstBlock": kept["first"], "from": earlier.as_dict()}
        departed = evidence.departed()
        if departed is None:
            return True
        number, own, now = departed
        if not earlier or "notes" in kept:
            raise Unavailable("AuditBookDeparted", host=node.host, block=number)
        found = "0x" + now.hex() if now else None
        self.notes.find("HistoryDifferent", number, f"block {number}", "0x" + own.hex(), found)
        return False

    def _read_and_keep(self, evidence: Evidence, last: int) -> None:
        """Read up to the last block, and keep what the book needs to be gone on from."""
        kept = self._bookmark.kept
        following = kept["next"] if kept else self._pin.first_block
        self._place = {"first": kept["first"] if kept else following, "last": last, "isDone": False}

        def keep_if_due(block: CheckedBlock) -> None:
            if self._bookmark.is_due:
                self._keep(evidence, block.number + 1)

        self._read(evidence, following, last, keep_if_due)
        self._keep(evidence, max(following, last + 1))
        self._replayed = copied(notes_state(self.notes))
        self._sum()

    def _keep(self, evidence: Evidence, following: int, notes: dict[str, Any] | None = None) -> None:
        with self._timed("book"):
            noted = notes or notes_state(self.notes)
            said = {"notes": noted, "evidence": evidence.state, "replay": self.replay.state}
            if self._hearing is not None:
                said["hearing"] = self._hearing.state
            self._bookmark.keep(self._place | said | {"next": following})

    def _sum(self) -> None:
        block = self.replay.block
        if block and self.replay.stopped_at is None:
            with self._timed("book"):
                self.notes.book = self.replay.facts.digests()
            self.scope |= {"bookBlock": block.number, "bookBlockHash": "0x" + block.hash.hex()}

    def go_on(self, evidence: Evidence, last: int) -> None:
        """Read on to block `last` after everything was done, and keep it, without what the comparisons noted."""
        assert self.replay.block is not None, "a replay that came to no block cannot go on"
        before = copied(notes_state(self.notes))
        self._read(evidence, self.replay.block.number + 1, last)
        self._replayed = gained(self._replayed, before, copied(notes_state(self.notes)))
        self._keep(evidence, last + 1, self._replayed)

    def _read(
        self, evidence: Evidence, first: int, last: int, then: Callable[[CheckedBlock], None] = lambda _: None
    ) -> None:
        with closing(evidence.blocks(first, last)) as blocks:
            while (block := self._next(blocks)) is not None:
                if self._as_of is not None and self.replay.stopped_at is None:
                    self._as_of.begin(block)
                with self._timed("replay"):
                    self.replay.fold(block)
                self._progress("receipts", block.number, last)
                self._progress("replay", self._events, None)
                then(block)
        self.scope["lastBlock"] = max(first - 1, last)
        if self.replay.block:
            self.scope["lastBlockHash"] = "0x" + self.replay.block.hash.hex()

    def _next(self, blocks: Iterator[CheckedBlock]) -> CheckedBlock | None:
        with self._timed("receipts"):
            return next(blocks, None)

    def mirror(self, published: Snapshot) -> None:
        """Compare the facts with the published ones, if these are of the last block that was read."""
        header, block = published.header, self.replay.block
        if block is None or block.number != header.block:
            self.notes.doubt(Unavailable("AuditSnapshotElsewhere", block=header.block))
            return
        if block.hash != header.hash:
            expected, found = "0x" + block.hash.hex(), "0x" + header.hash.hex()
            self.notes.find("SnapshotBlockDifferent", header.block, published.name, expected, found)
            return
        with self._timed("compare"):
            total = len(self.replay.facts)
            compare_mirror(
                published, self.replay.facts, self.notes, lambda done: self._progress("compare", done, total)
            )

    def _storage(self, evidence: Evidence, node: Node, asked: Asked | None) -> None:
        """Compare at the last block; where the node has pruned its state, read on to the newest block and try there."""
        for _ in range(CATCH_UP_MAX):
            block = self.replay.block
            if block is None:
                return
            try:
                with self._timed("compare"):
                    self.accounts = compare_storage(
                        node, self._pin, block, self._drawn(asked, block), self.notes,
                        progress=lambda done: self._progress("compare", done, None),
                    )  # fmt: skip
            except StateGone as gone:
                newest = evidence.newest()
                self.notes.forget(Layer.STORAGE)
                if newest <= block.number:
                    raise Unavailable(
                        "AuditNodeRefused", host=node.host, method="eth_getProof", reason=str(gone)
                    ) from gone
                self._read(evidence, block.number + 1, newest)
                if not self._ready("storage"):
                    return
            else:
                self.scope["storageBlock"] = block.number
                if "sample" in self.scope:
                    self.notes.skip("AuditSampled", **cast(dict[str, Any], self.scope["sample"]))
                return
        raise Unavailable("AuditStatePruned", host=node.host)

    def _drawn(self, asked: Asked | None, block: CheckedBlock) -> Facts:
        """Return the facts that are proven: all of them, or those of a random sample of certificates."""
        if asked is None:
            return self.replay.facts
        sample = draw(self.replay.facts, asked, block.hash)
        self.scope["sample"] = sample.as_dict()
        return Sampled(self.replay.facts, sample)

    def _lists(self) -> None:
        """Make the lists as of the last block, if they are not made as of a day before it."""
        block, dated = self.replay.block, self._as_of
        if block is None or (dated and dated.is_marked):
            return
        if dated:
            self.notes.skip("AuditDayNotOver", day=dated.day.isoformat())
        self._list(block.time if dated is None else dated.end - 1)

    def _list(self, instant: int) -> None:
        """What the facts say that deserves a second look at a unix second."""
        facts, block = self.replay.facts, self.replay.block
        asked = self.scope.get("asOf")
        if isinstance(asked, dict):
            if block is None:
                raise Unavailable("AuditNothingAt", **asked)
            asked |= {"block": block.number, "blockHash": "0x" + block.hash.hex(), "time": block.time}
        with self._timed("lists"):
            make_lists(facts, instant, self.notes)
            self.replay.edges.tell(facts, self.notes)

    def _documents(self, documents: Documents) -> None:
        digests = self.replay.documents
        total = len(digests)
        with self._timed("compare"):
            compare_documents(documents, digests, self.notes, lambda done: self._progress("compare", done, total))

    # NOTES

    @property
    def _events(self) -> int:
        return self.notes.counts.get(Layer.MEANING, {}).get("events", 0)

    def _ready(self, layer: str) -> bool:
        """Say whether the replay came to its end, so that a comparison means something."""
        if layer in self._waiting:
            self._waiting.remove(layer)
        if self.replay.stopped_at is None:
            return True
        self.notes.skip("AuditNotCompared", layer=layer, block=self.replay.stopped_at)
        return False

    def _say_what_is_never_checked(self, sources: Sources) -> None:
        for layer, source in (
            ("mirror", sources.snapshot),
            ("documents", sources.documents),
            ("answers", sources.answers),
        ):
            if not source:
                self.notes.skip("AuditNotAsked", layer=layer)
        for code in ("AuditNoWitnesses", "AuditNoExecution"):
            self.notes.skip(code)
        self.replay.powers.consents.say_what_was_not_seen()

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self.notes.seconds[stage] = self.notes.seconds.get(stage, 0.0) + time.perf_counter() - began

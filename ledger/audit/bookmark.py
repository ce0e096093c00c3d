"""
Where an audit is, in the same file as the facts: `--resume` goes on from there, whatever ended the process.

What is noted until then, where the evidence and the replay are, and the facts are committed together, so that an audit
that was interrupted ends with the report that it would have made.  The comparisons come after the last commit, and are
made anew.  A file serves one audit: the same pin, options and version of the program.  The next audit may go on in it
from where that one ended, if the earlier signed report has the digests of this very book (`--from`).
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledger.audit import signing
from ledger.audit.book import BROKEN, Book, unusable
from ledger.audit.encoding import octets
from ledger.audit.report import Item, Layer, Listed, Notes, Remark
from ledger.audit.token import TokenBroken
from ledger.domain.events import Position
from ledger.errors import Misconfigured

COMMIT_SECONDS = 5.0
"""Between two commits: what an interruption costs at most, and a commit takes some hundredths of a second."""

IDENTITY, PLACE = "identity", "place"


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier signed report to go on from: its digest, the block that its book is of, and the book's digests."""

    digest: bytes
    block: int
    hash: bytes
    book: Mapping[str, Any]
    outcome: str
    auditor: str

    @classmethod
    def load(cls, file: Path) -> Earlier:
        """Read a signed report.  Raises `Misconfigured` ("AuditEarlierUnreadable", "AuditEarlierUnfinished")."""
        try:
            signed = file.read_text(encoding="utf-8")
            report, auditor = signing.opened(signed, signing.REPORT)
        except (OSError, ValueError, TokenBroken) as broken:
            raise Misconfigured("AuditEarlierUnreadable", file=str(file), reason=str(broken)[:200]) from None
        try:
            scope, book = report["scope"], report["bookDigest"]
            block, own = int(scope["bookBlock"]), octets(scope["bookBlockHash"], 32)
        except (KeyError, TypeError, ValueError):
            raise Misconfigured("AuditEarlierUnfinished", file=str(file)) from None
        digest = hashlib.sha256(signed.strip().encode()).digest()
        return cls(digest, block, own, book, str(report.get("outcome")), auditor)

    def as_dict(self) -> dict[str, Any]:
        """What a report says of the one that it rests on."""
        return {
            "report": "0x" + self.digest.hex(),
            "auditor": self.auditor,
            "block": self.block,
            "blockHash": "0x" + self.hash.hex(),
            "outcome": self.outcome,
        }


class Bookmark:
    """What one audit keeps in its book.  In a book without a name nothing is kept."""

    def __init__(self, book: Book, identity: Mapping[str, Any], earlier: Earlier | None = None) -> None:
        """Raises `Misconfigured` if the book is of another audit, or not the one that `earlier` speaks of."""
        self.book = book
        self.earlier = earlier
        self._kept: dict[str, Any] = {}
        self._place = ""
        self._committed = time.monotonic()
        if not book.is_of_this_form:
            raise Misconfigured("AuditBookOther", file=str(book.file), what="version")
        own = json.loads(json.dumps({**identity, "from": "0x" + earlier.digest.hex() if earlier else ""}))
        known = json.loads(book.said(IDENTITY) or "{}")
        if known == own:
            self._kept = json.loads(book.said(PLACE) or "{}")
        elif earlier is not None:
            self._go_on(known, own, earlier)
        elif known:
            what = next(name for name in own if known.get(name) != own[name])
            raise Misconfigured("AuditBookOther", file=str(book.file), what=what)
        book.say(IDENTITY, json.dumps(own))

    @classmethod
    def open(cls, file: Path | None, identity: Mapping[str, Any], earlier: Earlier | None) -> Bookmark:
        """
        Open the book in a file, or a temporary one; close it at the end.

        Raises `Misconfigured` as the constructor does, for a file that fails, and for an earlier report without one.
        """
        if earlier is not None and (file is None or not file.exists()):
            raise Misconfigured("AuditBookMissing", block=earlier.block)
        book = None
        try:
            book = Book(file)
            return cls(book, identity, earlier)
        except BaseException as broken:
            if book is not None:
                book.close()
            if isinstance(broken, (*BROKEN, OSError, KeyError, TypeError)):
                raise unusable(file, broken) from broken
            raise

    def close(self) -> None:
        """Let go of the book."""
        self.book.close()

    def _go_on(self, known: Mapping[str, Any], own: Mapping[str, Any], earlier: Earlier) -> None:
        """Begin the next audit where the one before ended."""
        place = json.loads(self.book.said(PLACE) or "{}")
        if known.get("pin") != own["pin"]:
            raise Misconfigured("AuditBookOther", file=str(self.book.file), what="pin")
        replay = place.get("replay", {})
        stands = (*(replay.get("block") or [0, ""])[:2], self.book.digests())
        if not place.get("isDone") or stands != (earlier.block, earlier.hash.hex(), earlier.book):
            raise Misconfigured("AuditBookNotOfReport", file=str(self.book.file), block=earlier.block)
        place["replay"]["edges"] |= {"found": [], "counts": {}}  # what was told in that report
        self._kept = {"first": place["next"], "isDone": True}
        self._kept |= {name: place[name] for name in ("next", "evidence", "replay")}

    @property
    def kept(self) -> Mapping[str, Any]:
        """What was kept last; empty at the beginning of an audit that rests on nothing."""
        return self._kept

    @property
    def is_due(self) -> bool:
        """Whether it is time for the next commit."""
        return self.book.file is not None and time.monotonic() - self._committed >= COMMIT_SECONDS

    def keep(self, place: Mapping[str, Any]) -> None:
        """Commit where the audit is, with all facts."""
        if self.book.file is not None:
            self._place = json.dumps(place)
            self.book.say(PLACE, self._place)
            self.book.commit()
            self._committed = time.monotonic()

    def finish(self) -> None:
        """Commit that the audit came to its end: another time it goes on to newer blocks."""
        if self.book.file is not None:
            self.book.rollback()  # what was read after the last commit, to find a state that the node still has
            self.keep(json.loads(self._place) | {"isDone": True})


# NOTES


def notes_state(notes: Notes) -> dict[str, Any]:
    """What was noted, as JSON has it."""
    return {
        "findings": [
            [each.code, _written(each.position), each.subject, each.expected, each.found] for each in notes.findings
        ],
        "dropped": notes.dropped,
        "counts": notes.counts,
        "unchecked": [[each.code, dict(each.facts)] for each in notes.unchecked],
        "undecided": [[each.code, dict(each.facts)] for each in notes.undecided],
        "lists": {
            name: [
                listed.count,
                [[each.code, _written(each.position), each.subject, dict(each.facts)] for each in listed.items],
            ]
            for name, listed in notes.lists.items()
        },
        "seconds": notes.seconds,
    }


def restore_notes(notes: Notes, state: Mapping[str, Any]) -> None:
    """Let notes be as they were."""
    notes.findings.clear()
    for code, position, subject, expected, found in state["findings"]:
        notes.find(code, _read(position), subject, expected, found)
    notes.dropped = state["dropped"]
    notes.counts = {Layer(layer): counts for layer, counts in state["counts"].items()}
    notes.unchecked = [Remark(code, facts) for code, facts in state["unchecked"]]
    notes.undecided = [Remark(code, facts) for code, facts in state["undecided"]]
    notes.lists = {
        name: Listed(count, [Item(code, _read(position), subject, facts) for code, position, subject, facts in items])
        for name, (count, items) in state["lists"].items()
    }
    notes.seconds = {**state["seconds"]}


def gained(kept: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The state `kept` with all that was noted between two others."""

    def counted(part: str, name: str) -> int:
        return int(after["counts"][part].get(name, 0) - before["counts"].get(part, {}).get(name, 0))

    def listed(name: str) -> list[Any]:
        (count, items), (count_before, items_before) = after["lists"][name], before["lists"].get(name, (0, ()))
        count_kept, items_kept = kept["lists"].get(name, (0, []))
        return [count_kept + count - count_before, [*items_kept, *items[len(items_before) :]]]

    return {
        **{name: kept[name] + after[name][len(before[name]) :] for name in ("findings", "unchecked", "undecided")},
        "dropped": kept["dropped"] + after["dropped"] - before["dropped"],
        "counts": {
            layer: {name: kept["counts"].get(layer, {}).get(name, 0) + counted(layer, name) for name in counts}
            for layer, counts in after["counts"].items()
        },
        "lists": {name: listed(name) for name in after["lists"]},
        "seconds": after["seconds"],
    }


def copied(state: dict[str, Any]) -> dict[str, Any]:
    """A state that nothing changes any more."""
    found: dict[str, Any] = json.loads(json.dumps(state))
    return found


def _written(position: Position | int | None) -> Any:
    return [position.block, position.transaction, position.log] if isinstance(position, Position) else position


def _read(position: Any) -> Position | int | None:
    return Position(*position) if isinstance(position, list) else position

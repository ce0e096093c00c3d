"""
A balance-sheet date: the facts as they stood at the end of a day, and what happened to them afterwards.

A day is one in Asia/Shanghai; what counts is the last block before its end.  Subsequent events are the acts since then
that touch what existed at the date: a certificate, a case or a participant that was there, or the rules for all.
What was registered later is none of them, whatever befell it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from ledger.audit.evidence import CheckedBlock
from ledger.audit.lists import named, party
from ledger.audit.report import Notes
from ledger.domain import events as e
from ledger.domain.calendar import end_of_day
from ledger.domain.cases import Case
from ledger.domain.certificates import Certificate
from ledger.domain.events import Entry
from ledger.domain.events.applications import ApplicationSubmitted
from ledger.domain.facts import Changes, Facts, find

LIST = "subsequentEvents"

SILENT = (e.ProposalMade, e.ProposalVoted, e.ProposalApproved, e.ProposalExecuted, e.ProposalVetoed)
"""What touches nothing by itself: what is decided by a vote has events of its own."""

PARTIES = (
    "from_", "to", "holder", "creditor", "licensee", "organ", "objector", "by", "institution", "contributor",
    "investee", "registry", "successor",
)  # fmt: skip
"""The fields that name a participant whom an event is about."""


class Dated:
    """Goes along with the replay; calls `mark` once with the day's last second, when the facts are those at its end."""

    def __init__(self, day: date, facts: Facts, notes: Notes, mark: Callable[[int], None]) -> None:
        self.day = day
        self.end = end_of_day(day)
        self.is_marked = False
        self._facts = facts
        self._notes = notes
        self._mark = mark
        self._later: set[bytes | int] = set()

    def begin(self, block: CheckedBlock) -> None:
        """Mark the date when the first block after it comes."""
        if block.time >= self.end and not self.is_marked:
            self.is_marked = True
            self._mark(self.end - 1)

    def hear(self, block: CheckedBlock) -> None:
        """Nothing is to be done after a block."""

    def follow(self, entry: Entry, changes: Changes) -> None:
        """List an event after the date that touches what was there before."""
        event: Any = entry.event
        if not self.is_marked or isinstance(event, SILENT):
            return
        own = _own(event)
        if _is_new(event, changes):
            self._later.add(own)
        if own in self._later:
            return
        parties = [getattr(event, name) for name in PARTIES if getattr(event, name, 0)]
        facts = {"parties": [party(self._facts, int(each)) for each in parties if not isinstance(each, bytes)]}
        subject, word = _subject(self._facts, event)
        self._notes.enlist(
            LIST, f"Act{type(event).__name__}", entry.position, subject, time=entry.time, own=word, **facts
        )


def _own(event: Any) -> bytes | int:
    """What an event is about: a certificate's or case's id, a participant's number, or 0 for the ledger as a whole."""
    for name in ("certificate_id", "application_id", "participant"):
        if hasattr(event, name):
            found: bytes | int = getattr(event, name)
            return found
    return 0


def _is_new(event: Any, changes: Changes) -> bool:
    if isinstance(event, e.CertificateIssued | e.ParticipantAdmitted):
        return True
    if not isinstance(event, ApplicationSubmitted):
        return False
    case = changes.get((Case.KIND, event.application_id))
    return isinstance(case, Case) and case.attempt == 1


def _subject(facts: Facts, event: Any) -> tuple[str, str]:
    """How a list calls what an event is about, and how a sentence does."""
    own = _own(event)
    if hasattr(event, "certificate_id"):
        certificate = find(facts, (Certificate.KIND, own), Certificate)
        return f"certificate 0x{bytes(event.certificate_id).hex()}", named(certificate) if certificate else ""
    if hasattr(event, "application_id"):
        return f"case 0x{bytes(event.application_id).hex()}", "0x" + bytes(event.application_id).hex()
    if hasattr(event, "participant"):
        return f"participant {event.participant}", party(facts, event.participant)
    return "ledger", ""

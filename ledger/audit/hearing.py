"""
Replay × answers: was what banks were told right at that time?

The answers wait in the book until the replay has folded the block that each speaks of; then each is judged again from
the facts of just that block.  An audit that goes on finds there those that still wait.

What nobody but the service can know is not compared, and counted: how fresh its node was, and what became of documents
on its file.  What rests on documents that the auditor was not given is not compared either.
"""

from __future__ import annotations

import json
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ledger.audit.answers import EXCERPT, MALFORMED, Answers
from ledger.audit.evidence import CheckedBlock
from ledger.audit.judging import (
    WITHHELD,
    Difference,
    certificate_differences,
    differences_of,
    policy_of,
    verdict_of,
)
from ledger.audit.logged import Logged, endorser
from ledger.audit.note import Checkpoint
from ledger.audit.papers import Papers
from ledger.audit.pin import Pin
from ledger.audit.question import instant_of, question_of
from ledger.audit.replay import Replay
from ledger.audit.report import Layer, Notes
from ledger.audit.subjects import Subjects
from ledger.domain.events import Entry
from ledger.domain.facts import Fact, FactKey, find
from ledger.domain.numbers import uscc_of
from ledger.domain.participants import EnrolledKey, Participant
from ledger.domain.policy import POLICY
from ledger.domain.question import Evidence, Question, Subject
from ledger.domain.standing import standing
from ledger.domain.verdict import Check, judge
from ledger.errors import LedgerError

FRESH = "EVIDENCE_FRESH"
"""The check that rests on the service's own node and clock."""

ON_CONTENT = frozenset(
    {
        "DOCUMENT_INTACT",
        "DOCUMENT_AGREES",
        "REGISTRY_IN_CHARGE",
        "GRADE",
        "PERSONAL_INFORMATION",
        "SOURCES_AUTHORISED",
    }
)
"""The checks that look into the certificate's document."""

ON_NAMES = frozenset({"HOLDER_MATCHES", "CO_HOLDERS", "RIGHT_TO_OPERATE"})
"""The checks whose outcome depends on a holder's names where the question has no code."""

APART_SECONDS_MAX = 60
"""How long after the instant that it judged a service may have signed: longer, and it judged another moment."""

_CODE = re.compile(r"[0-9A-Z]{18}|#\d+")
"""What a party is called whose profile is not on file."""

_TABLE = """
    CREATE TABLE IF NOT EXISTS waiting (
        block INTEGER, number INTEGER, said BLOB, PRIMARY KEY (block, number)
    ) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class _Heard:
    """One answer that is judged: its number, the block that it speaks of, what it says, and what was asked."""

    number: int
    block: CheckedBlock
    said: Mapping[str, Any]
    question: Question


class Hearing:
    """
    The answers of one audit: `take` reads them, `hear` goes along the replay, `end` says the rest.

    `state` is what `restore` takes, beside those that wait in the book, to go on after an interruption.
    """

    def __init__(self, pin: Pin, replay: Replay, papers: Papers, notes: Notes) -> None:
        self._pin = pin
        self._facts = replay.facts
        self._papers = papers
        self._notes = notes
        self._subjects = Subjects(replay.facts, replay.trail, papers)
        self._waiting = replay.facts.base
        self._waiting.execute(_TABLE)
        self._next: int | None = None
        self._published: Mapping[str, Mapping[str, Any]] = {}
        self._known: set[str] = set()
        self._left: Counter[str] = Counter()

    def take(self, source: Answers, held: Checkpoint | None, progress: Callable[[int], None]) -> None:
        """Check the log of answers, and keep what is to be judged.  Raises as `Logged.walk` does."""
        self._waiting.execute("DELETE FROM waiting")
        log = Logged(source, self._pin, self._notes, self._keep)
        self._published = log.opening.published
        log.walk(held, progress)
        self._look_ahead(-1)

    @property
    def state(self) -> dict[str, Any]:
        """What `restore` takes to go on, as JSON has it."""
        return {"published": self._published, "known": sorted(self._known), "left": self._left}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on with the answers that wait in the book."""
        self._published, self._known, self._left = state["published"], set(state["known"]), Counter(state["left"])
        self._look_ahead(-1)

    def _keep(self, number: int, payload: Mapping[str, Any], key: str) -> None:
        said: Any = payload.get("verification") or payload.get("portfolio")
        try:
            evidence = said.get("evidence", said)
            block, digest = evidence["block"], evidence["hash"]
            kept = {"key": key, "iat": payload["iat"], "operator": payload["operator"], "hash": digest}
            if "verification" in payload:
                kept["said"] = said
            place = -1 if block is None else int(block)
        except MALFORMED as broken:
            self._notes.find("AnswerWrong", None, f"answer {number}", "a verification", repr(broken)[:EXCERPT])
            return
        content = zlib.compress(json.dumps(kept).encode(), 1)
        self._waiting.execute("INSERT INTO waiting VALUES (?, ?, ?)", (place, number, content))

    def _look_ahead(self, block: int) -> None:
        self._next = self._waiting.execute("SELECT min(block) FROM waiting WHERE block > ?", (block,)).fetchone()[0]

    # ALONG THE REPLAY

    def follow(self, _: Entry, __: Mapping[FactKey, Fact]) -> None:
        """What an event changed is in the replay's facts and trail."""

    def hear(self, block: CheckedBlock) -> None:
        """Judge what was answered as of the block that was just folded."""
        while self._next is not None and self._next < block.number:
            self._look_ahead(self._next)
        if self._next != block.number:
            return
        asked = "SELECT number, said FROM waiting WHERE block = ? ORDER BY number"
        for number, content in self._waiting.execute(asked, (block.number,)):
            kept = json.loads(zlib.decompress(content))
            try:
                self._one(number, kept, block)
            except (*MALFORMED, LedgerError) as broken:
                subject = f"answer {number}"
                self._notes.find("AnswerWrong", block.number, subject, "a verification", repr(broken)[:EXCERPT])
        self._waiting.execute("DELETE FROM waiting WHERE block = ?", (block.number,))
        self._look_ahead(block.number)

    def end(self) -> None:
        """Say what was not compared."""
        for (count,) in self._waiting.execute("SELECT count(*) FROM waiting HAVING count(*) > 0"):
            self._notes.skip("AuditAnswersElsewhere", count=count)
        for what, count in sorted(self._left.items()):
            self._notes.skip(f"AuditAnswers{what}", count=count)

    # ONE ANSWER

    def _one(self, number: int, kept: Mapping[str, Any], block: CheckedBlock) -> None:
        self._signed_for(number, kept, block)
        stated = "0x" + block.hash.hex()
        if kept["hash"] != stated:
            self._notes.find("AnswerBlockOther", block.number, f"answer {number}", stated, kept["hash"])
            return
        said = kept.get("said")
        if said is None:
            self._left["Portfolios"] += 1
            return
        if said["policy"] != POLICY.version:
            self._left["OtherPolicy"] += 1
            return
        self._notes.count(Layer.ANSWERS, "answers judged")
        heard = _Heard(number, block, said, question_of(said))
        self._in_time(heard, kept["iat"])
        self._judge(heard)

    def _signed_for(self, number: int, kept: Mapping[str, Any], block: CheckedBlock) -> None:
        """Whether the operator that an answer names stood behind its key, by the ledger itself."""
        key, published = kept["key"], self._published.get(kept["key"], {})
        endorsement = published.get("endorsement")
        if kept["operator"] != (
            {"uscc": endorsement["uscc"], "participant": endorsement["participant"]} if endorsement else None
        ):
            self._notes.find("AnswerKeyForeign", block.number, f"answer {number}", endorsement, kept["operator"])
        if key in self._known:
            return
        self._known.add(key)
        if endorsement is None:
            self._notes.skip("AuditAnswerKeyUnendorsed", key=key)
            return
        self._notes.count(Layer.ANSWERS, "keys")
        found = self._endorsed(key, endorsement)
        if found is not None:
            self._notes.find("AnswerKeyForeign", block.number, f"key {key}", endorsement["uscc"], found)

    def _endorsed(self, key: str, endorsement: Mapping[str, Any]) -> str | None:
        """Say what is false of an endorsement; nothing if an enrolled key of its participant made it."""
        address = endorser(key, bytes.fromhex(endorsement["signature"].removeprefix("0x")))
        if address is None or "0x" + address.hex() != endorsement["key"]:
            return "no signature of the key " + str(endorsement["key"])
        enrolled = find(self._facts, (EnrolledKey.KIND, address), EnrolledKey)
        if enrolled is None or enrolled.revoked:
            return f"the key 0x{address.hex()}, which is not enrolled"
        participant = find(self._facts, (Participant.KIND, enrolled.participant), Participant)
        assert participant is not None, "a key is enrolled for a participant"
        if enrolled.participant != endorsement["participant"] or uscc_of(participant.identity) != endorsement["uscc"]:
            return f"a key of participant {enrolled.participant}"
        return None

    def _in_time(self, heard: _Heard, at: int) -> None:
        evidence, judged, block = heard.said["evidence"], heard.question.instant, heard.block
        if instant_of(evidence["time"]) != block.time:
            self._wrong(heard, "evidence", block.time, evidence["time"])
        if not evidence["isPast"] and judged != block.time and abs(at - judged) > APART_SECONDS_MAX:
            self._wrong(heard, "judgedAt", at, judged)

    def _judge(self, heard: _Heard) -> None:
        said, question = heard.said, heard.question
        reasons = {each["code"]: each["reason"] for each in said["checks"]}
        self._papers.lacking.clear()
        subject = self._subjects.find(question, reasons["DOCUMENT_INTACT"])
        unknown = self._unknown(question, subject)
        checks = judge(question, subject, Evidence(question.instant, 0, 0), policy_of(said, question)).checks
        if list(reasons) != [check.code for check in checks]:
            self._wrong(heard, "checks", len(checks), len(reasons))
            return
        for stated, check in zip(said["checks"], checks, strict=True):
            if check.code in unknown:
                self._left["Undocumented"] += 1
            elif check.code == FRESH:
                self._left["Stated"] += 1
            else:
                self._compare(heard, stated, check)
        verdict = verdict_of(said["checks"])
        if verdict != said["verdict"]:
            self._wrong(heard, "verdict", verdict, said["verdict"])
        for other in _shown(said["certificate"], subject, question):
            self._wrong(heard, f"certificate.{other.member}", other.expected, other.stated)

    def _compare(self, heard: _Heard, stated: Mapping[str, Any], check: Check) -> None:
        self._notes.count(Layer.ANSWERS, "checks compared")
        is_own = heard.said["ownPolicy"] is not None
        other = {each.member: each for each in differences_of(stated, check, is_own=is_own)}
        if stated["reason"] != WITHHELD and "reason" not in other:
            _forgive_names(other)
        if "outcome" in other or "reason" in other:
            other = {name: each for name, each in other.items() if name in ("outcome", "reason")}
        if other:
            expected = {name: _text(each.expected) for name, each in other.items()}
            found = {name: _text(each.stated) for name, each in other.items()}
            subject = f"answer {heard.number}, {check.code}"
            self._notes.find("AnswerWrong", heard.block.number, subject, expected, found)

    def _unknown(self, question: Question, subject: Subject | None) -> frozenset[str]:
        """Which checks rest on documents that are not to be had."""
        found: frozenset[str] = frozenset()
        if subject is None:
            return found
        lacking = self._papers.lacking
        if subject.certificate.document_digest in lacking:
            found |= ON_CONTENT
        is_by_name = question.holder_uscc is None and question.holder_name is not None
        if is_by_name and any(each.participant.profile_digest in lacking for each in subject.holders):
            found |= ON_NAMES
        return found

    def _wrong(self, heard: _Heard, what: str, expected: Any, found: Any) -> None:
        subject = f"answer {heard.number}, {what}"
        self._notes.find("AnswerWrong", heard.block.number, subject, _text(expected), _text(found))


def _shown(shown: Any, subject: Subject | None, question: Question) -> Iterator[Difference]:
    if subject is None or shown is None:
        if (subject is None) != (shown is None):
            yield Difference("certificate", "id", subject is not None, shown is not None)
        return
    now = standing(subject.certificate, question.instant, renewal=subject.renewal)
    yield from certificate_differences(shown, subject.certificate, now)


def _forgive_names(other: dict[str, Difference]) -> None:
    """Forgive facts and sentence that differ only in that one side had a party's profile and the other had not."""
    facts = other.get("facts")
    if facts is not None and _alike(facts.expected, facts.stated):
        del other["facts"]
        other.pop("sentence", None)


def _alike(expected: Any, stated: Any) -> bool:
    if isinstance(expected, dict) and isinstance(stated, dict) and expected.keys() == stated.keys():
        if expected.keys() == {"zh", "en"}:
            return expected == stated or _is_code(expected) != _is_code(stated)
        return all(
            (name == "formerNames" and [] in (part, stated[name])) or _alike(part, stated[name])
            for name, part in expected.items()
        )
    if isinstance(expected, list) and isinstance(stated, list) and len(expected) == len(stated):
        return all(_alike(one, two) for one, two in zip(expected, stated, strict=True))
    return bool(expected == stated)


def _is_code(named: Mapping[str, Any]) -> bool:
    """Whether a party is called by its code or number, as one is whose profile is not to be had."""
    return all(_CODE.fullmatch(str(part)) for part in named.values())


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)

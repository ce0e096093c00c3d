"""
What an audit says: findings as data, counts of everything checked, what was not checked and why, and the exit code.

A finding names one fault, where it is, what should be there and what is.  It is never an exception, and never a
sentence: the sentences are in `ledger.messages`, under "Audit" + code and under the remedy's code, in Chinese and
English.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ledger.domain.document import INTEGER_MAX, canonical
from ledger.domain.events import Position
from ledger.errors import LedgerError

SCHEMA = "datadeed/audit/2"
FINDINGS_MAX = 10_000
"""Findings kept one by one; beyond, they are only counted: by then the evidence as a whole is worthless."""

LIST_ROWS_MAX = 1_000
"""Rows of a list kept one by one; beyond, they are only counted: nobody goes through more by hand."""

LISTS = ("restricted", "duplicates", "stale", "expiries", "overPledged", "edges", "roleChanges", "subsequentEvents")
"""The lists by name, in the order in which a report has them."""

Value = Mapping[str, Any] | str | int | None
"""An expected or found value: one, or the differing fields of a row by name."""


class Layer(StrEnum):
    """The layers of the evidence, each with what only it can catch; the order is that of trust."""

    BYTES = "bytes"  # what hashes and signatures cover
    DERIVED = "derived"  # what a node says beside it
    ANCHORS = "anchors"  # what the auditor pinned
    MEANING = "meaning"  # what the events mean, and who may say so
    STORAGE = "storage"  # what the contracts keep, by proof
    MIRROR = "mirror"  # what the service published
    DOCUMENTS = "documents"  # what the digests stand for
    ANSWERS = "answers"  # what the service told those who asked


class Severity(StrEnum):
    """FAULT: the book or the evidence is wrong.  DOUBT: something cannot be shown that should be."""

    FAULT = "fault"
    DOUBT = "doubt"


class Exit(StrEnum):
    """How an audit ends; a usage error ends before there is a report."""

    CLEAN = "clean"
    FINDINGS = "findings"
    UNDECIDED = "undecided"

    @property
    def code(self) -> int:
        """The process's exit code; 2 is the shell's usage error."""
        return {Exit.CLEAN: 0, Exit.FINDINGS: 1, Exit.UNDECIDED: 3}[self]


@dataclass(frozen=True, slots=True)
class Kind:
    """What is the same for all findings of one code."""

    layer: Layer
    rule: str
    remedy: str
    severity: Severity = Severity.FAULT


_FAKE, _PIN, _CHAIN, _BOOK, _PUBLISH, _PAPER = (
    "RemedyOtherNode",
    "RemedyPins",
    "RemedyStop",
    "RemedyAuthority",
    "RemedyRebuild",
    "RemedyDocument",
)
_SEAL = "RemedySeals"

KINDS: Mapping[str, Kind] = {
    "HeaderHashWrong": Kind(Layer.BYTES, "yellow paper §4.4", _FAKE),
    "ParentLinkBroken": Kind(Layer.BYTES, "yellow paper §4.4", _FAKE),
    "TimeBackwards": Kind(Layer.BYTES, "yellow paper §4.4", _FAKE),
    "TransactionsRootWrong": Kind(Layer.BYTES, "yellow paper §4.3.4; EIP-2718", _FAKE),
    "SenderForged": Kind(Layer.BYTES, "yellow paper appendix F; EIP-2", _CHAIN),
    "TransactionForeign": Kind(Layer.BYTES, "EIP-155", _CHAIN),
    "ReceiptsRootWrong": Kind(Layer.BYTES, "yellow paper §4.3.4; EIP-2718", _FAKE),
    "BloomWrong": Kind(Layer.BYTES, "yellow paper §4.3.1", _FAKE),
    "GasWrong": Kind(Layer.BYTES, "yellow paper §4.4", _FAKE),
    "FieldUnfounded": Kind(Layer.DERIVED, "execution APIs, eth_getBlockReceipts", _FAKE),
    "ChainDifferent": Kind(Layer.ANCHORS, "EIP-155", _PIN),
    "GenesisDifferent": Kind(Layer.ANCHORS, "P5", _PIN),
    "CheckpointDifferent": Kind(Layer.ANCHORS, "P5", _PIN),
    "HeaderUnsealed": Kind(Layer.ANCHORS, "QBFT and IBFT2, block header", _FAKE),
    "SealsMalformed": Kind(Layer.ANCHORS, "QBFT and IBFT2, extra data", _FAKE),
    "ProposerForeign": Kind(Layer.ANCHORS, "QBFT and IBFT2, proposer", _SEAL),
    "SealForeign": Kind(Layer.ANCHORS, "QBFT and IBFT2, committed seals", _SEAL),
    "SealTwice": Kind(Layer.ANCHORS, "QBFT and IBFT2, committed seals", _SEAL),
    "SealsTooFew": Kind(Layer.ANCHORS, "QBFT and IBFT2, quorum of two thirds", _SEAL),
    "ValidatorsOther": Kind(Layer.ANCHORS, "QBFT and IBFT2, change of validators", _SEAL),
    "ValidatorsUnnamed": Kind(Layer.ANCHORS, "QBFT, validators of a contract", "RemedyCheckpoint", Severity.DOUBT),
    "NodesDisagree": Kind(Layer.ANCHORS, "P5", "RemedyNodes"),
    "HistoryDifferent": Kind(Layer.ANCHORS, "P5", _CHAIN),
    "NodeContradicts": Kind(Layer.DERIVED, "execution APIs, eth_getBlockByHash", _FAKE),
    "ContractMissing": Kind(Layer.ANCHORS, "P5", _PIN),
    "CodeDifferent": Kind(Layer.ANCHORS, "EIP-1186; P5", _CHAIN),
    "CodeReplaceable": Kind(Layer.ANCHORS, "P5; yellow paper appendix H", _CHAIN),
    "EventUnknown": Kind(Layer.MEANING, "P3", _CHAIN),
    "EventMalformed": Kind(Layer.MEANING, "P3; contract ABI specification", _CHAIN),
    "TransitionIllegal": Kind(Layer.MEANING, "P3", _CHAIN),
    "AuthorityKeyUnknown": Kind(Layer.MEANING, "P2", _BOOK),
    "AuthorityKeyRevoked": Kind(Layer.MEANING, "P2", _BOOK),
    "AuthorityDutyMissing": Kind(Layer.MEANING, "P2; maker and checker", _BOOK),
    "AuthorityRoleMissing": Kind(Layer.MEANING, "P2", _BOOK),
    "AuthoritySuspended": Kind(Layer.MEANING, "P2", _BOOK),
    "AuthorityNotInCharge": Kind(Layer.MEANING, "P2", _BOOK),
    "AuthorityPaused": Kind(Layer.MEANING, "P2", _BOOK),
    "AuthoritySplit": Kind(Layer.MEANING, "P2; maker and checker", _BOOK),
    "AuthorityNotSender": Kind(Layer.MEANING, "P2", _BOOK),
    "VoteMissing": Kind(Layer.MEANING, "Governance.sol", _BOOK),
    "VoteQuorumMissing": Kind(Layer.MEANING, "Governance.sol, charter", _BOOK),
    "VoteDelayWrong": Kind(Layer.MEANING, "Governance.sol, charter", _BOOK),
    "VoteContentDifferent": Kind(Layer.MEANING, "Governance.sol", _BOOK),
    "VoteOfOther": Kind(Layer.MEANING, "P2; Governance.sol", _BOOK),
    "VetoForbidden": Kind(Layer.MEANING, "Governance.sol", _BOOK),
    "ConsentMissing": Kind(Layer.MEANING, "P8", _BOOK),
    "ConsentForged": Kind(Layer.MEANING, "P8; EIP-712", _BOOK),
    "ConsentByOther": Kind(Layer.MEANING, "P8", _BOOK),
    "ConsentKeyInvalid": Kind(Layer.MEANING, "P2; P8", _BOOK),
    "ConsentExpired": Kind(Layer.MEANING, "P8", _BOOK),
    "CheckerForged": Kind(Layer.MEANING, "P8; EIP-712; maker and checker", _BOOK),
    "CheckerDifferent": Kind(Layer.MEANING, "maker and checker", _BOOK),
    "CallUnknown": Kind(Layer.MEANING, "P3; contract ABI specification", _CHAIN),
    "ActForbidden": Kind(Layer.MEANING, "P1; P3", _CHAIN),
    "ActDifferent": Kind(Layer.MEANING, "P8", _CHAIN),
    "TermDifferent": Kind(Layer.MEANING, "P1; Rules.sol", _CHAIN),
    "ProofInvalid": Kind(Layer.STORAGE, "EIP-1186", _FAKE),
    "RecordDifferent": Kind(Layer.STORAGE, "P3", _CHAIN),
    "HeadDifferent": Kind(Layer.STORAGE, "P4", _CHAIN),
    "FactDifferent": Kind(Layer.STORAGE, "P3", _CHAIN),
    "StorageUnsaid": Kind(Layer.STORAGE, "P3", _CHAIN),
    "MirrorStale": Kind(Layer.MIRROR, "P6", _PUBLISH, Severity.DOUBT),
    "SnapshotForeign": Kind(Layer.MIRROR, "P5", _PIN),
    "SnapshotBlockDifferent": Kind(Layer.MIRROR, "P5", _PUBLISH),
    "SnapshotBroken": Kind(Layer.MIRROR, "P5", _PUBLISH),
    "MirrorRowAltered": Kind(Layer.MIRROR, "P5", _PUBLISH),
    "MirrorRowMissing": Kind(Layer.MIRROR, "P5", _PUBLISH),
    "MirrorRowAdded": Kind(Layer.MIRROR, "P5", _PUBLISH),
    "MirrorEventMissing": Kind(Layer.MIRROR, "P4; P5", _PUBLISH),
    "DocumentAltered": Kind(Layer.DOCUMENTS, "P9; P10", _PAPER),
    "DocumentMissing": Kind(Layer.DOCUMENTS, "P9", _PAPER, Severity.DOUBT),
    "AnswersBroken": Kind(Layer.ANSWERS, "P6", "RemedyAnswers"),
    "AnswersForeign": Kind(Layer.ANSWERS, "P5", _PIN),
    "AnswerMissing": Kind(Layer.ANSWERS, "P6; RFC 6962", "RemedyAnswers"),
    "AnswerForged": Kind(Layer.ANSWERS, "RFC 7515; RFC 8785", "RemedyAnswers"),
    "AnswerKeyForeign": Kind(Layer.ANSWERS, "P2; EIP-191", "RemedyAnswers"),
    "AnswerBlockOther": Kind(Layer.ANSWERS, "P5; P6", "RemedyCorrection"),
    "AnswerWrong": Kind(Layer.ANSWERS, "P6", "RemedyCorrection"),
    "LogForked": Kind(Layer.ANSWERS, "RFC 6962; C2SP tlog-checkpoint", "RemedyAnswers"),
}
"""Every finding there is.  "yellow paper" is Ethereum's; P1 to P10 are the principles of DESIGN.md."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault.  `position` is where on the chain, a bare number meaning the block as a whole."""

    code: str
    severity: Severity
    position: Position | int | None
    subject: str
    expected: Value
    found: Value
    rule: str
    remedy: str

    def as_dict(self) -> dict[str, Any]:
        """The finding as JSON has it."""
        return {
            "code": self.code,
            "layer": KINDS[self.code].layer,
            "severity": self.severity,
            "position": None if self.position is None else str(self.position),
            "subject": self.subject,
            "expected": self.expected,
            "found": self.found,
            "rule": self.rule,
            "remedy": self.remedy,
        }


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that was not checked, or could not be decided: a code and its facts."""

    code: str
    facts: Mapping[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """The remark as JSON has it."""
        return {"code": self.code, **self.facts}


@dataclass(frozen=True, slots=True)
class Item:
    """A row of a list, which is nothing wrong: a code, where it came from, what it is about, and its facts."""

    code: str
    position: Position | int | None
    subject: str
    facts: Mapping[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """The row as JSON has it."""
        position = None if self.position is None else str(self.position)
        return {"code": self.code, "position": position, "subject": self.subject, **self.facts}


@dataclass(slots=True)
class Listed:
    """A list: how many rows there are, and the first `LIST_ROWS_MAX` of them."""

    count: int = 0
    items: list[Item] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The list as JSON has it."""
        return {"count": self.count, "rows": [item.as_dict() for item in self.items]}


@dataclass(slots=True)
class Notes:
    """What an audit writes down while it works."""

    findings: list[Finding] = field(default_factory=list)
    dropped: int = 0
    counts: dict[Layer, dict[str, int]] = field(default_factory=dict)
    unchecked: list[Remark] = field(default_factory=list)
    undecided: list[Remark] = field(default_factory=list)
    lists: dict[str, Listed] = field(default_factory=dict)
    book: dict[str, dict[str, int | str]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    elapsed: float = 0.0  # seconds from the first question to the last answer

    def find(
        self,
        code: str,
        position: Position | int | None,
        subject: str,
        expected: Value = None,
        found: Value = None,
    ) -> None:
        """Write a finding down."""
        if len(self.findings) == FINDINGS_MAX:
            self.dropped += 1
            return
        kind = KINDS[code]
        self.findings.append(Finding(code, kind.severity, position, subject, expected, found, kind.rule, kind.remedy))

    def count(self, layer: Layer, what: str, number: int = 1) -> None:
        """Count things that were checked."""
        counts = self.counts.setdefault(layer, {})
        counts[what] = counts.get(what, 0) + number

    def forget(self, layer: Layer) -> None:
        """Forget the counts of a layer that is begun anew."""
        self.counts.pop(layer, None)

    def skip(self, code: str, **facts: Any) -> None:
        """Say that something was not checked, and why."""
        self.unchecked.append(Remark(code, facts))

    def enlist(self, name: str, code: str, position: Position | int | None, subject: str, **facts: Any) -> None:
        """Put a row on one of the `LISTS`."""
        listed = self.lists.setdefault(name, Listed())
        listed.count += 1
        if len(listed.items) < LIST_ROWS_MAX:
            listed.items.append(Item(code, position, subject, facts))

    def outgrow(self, name: str, number: int) -> None:
        """Count rows of a list that were not kept."""
        if number:
            self.lists.setdefault(name, Listed()).count += number

    def doubt(self, error: LedgerError) -> None:
        """Say that something could not be decided, and why."""
        self.undecided.append(Remark(error.code, error.facts))


@dataclass(frozen=True, slots=True)
class Report:
    """
    The whole result.  `scope` says what was audited, `inputs` with what; neither holds a credential.

    Findings outweigh doubts: an audit that found something and could not decide something else ends with findings.
    """

    scope: Mapping[str, Any]
    inputs: Mapping[str, Any]
    notes: Notes

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong."""
        return tuple(self.notes.findings)

    @property
    def counts(self) -> Mapping[Layer, Mapping[str, int]]:
        """How much was checked, by layer."""
        return self.notes.counts

    @property
    def exit(self) -> Exit:
        """How the audit ends."""
        if self.notes.findings:
            return Exit.FINDINGS
        return Exit.UNDECIDED if self.notes.undecided else Exit.CLEAN

    @property
    def exit_code(self) -> int:
        """0 clean, 1 findings, 3 could not decide."""
        return self.exit.code

    @property
    def events_per_second(self) -> float | None:
        """Events audited in a second by the wall clock, all layers included; None before the first event."""
        events = self.notes.counts.get(Layer.MEANING, {}).get("events", 0)
        return events / self.notes.elapsed if events and self.notes.elapsed else None

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON has it: integers and text alone, so that it has canonical bytes (RFC 8785)."""
        notes = self.notes
        parts = {**notes.seconds, "all": notes.elapsed}
        said = {
            "schema": SCHEMA,
            "outcome": self.exit,
            "exitCode": self.exit_code,
            "scope": dict(self.scope),
            "inputs": dict(self.inputs),
            "counts": {layer: notes.counts.get(layer, {}) for layer in Layer},
            "bookDigest": notes.book,
            "milliseconds": {stage: round(seconds * 1_000) for stage, seconds in parts.items()},
            "eventsPerSecond": None if self.events_per_second is None else round(self.events_per_second),
            "notChecked": [remark.as_dict() for remark in notes.unchecked],
            "undecided": [remark.as_dict() for remark in notes.undecided],
            "findings": [finding.as_dict() for finding in notes.findings],
            "findingsNotListed": notes.dropped,
            "lists": {name: notes.lists.get(name, Listed()).as_dict() for name in LISTS},
        }
        plain: dict[str, Any] = _plain(said)
        return plain | {"inputsDigest": inputs_digest(plain)}

    def json(self) -> str:
        """The report for machines: UTF-8, one field a line."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=2)


def inputs_digest(report: Mapping[str, Any]) -> str:
    """Return the SHA-256 (RFC 8785) of what a report says was audited, and with what: by this two audits compare."""
    content = canonical({"scope": report["scope"], "inputs": report["inputs"]})
    return "0x" + hashlib.sha256(content).hexdigest()


def _plain(value: Any) -> Any:
    """A value with canonical bytes: wide integers as decimal text, half characters of a hostile source replaced."""
    if isinstance(value, str):
        return str(value).encode(errors="replace").decode()
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return int(value) if abs(value) <= INTEGER_MAX else str(int(value))
    if isinstance(value, Mapping):
        return {_plain(str(name)): _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return str(value)

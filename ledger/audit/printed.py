"""The report on paper (`paper`), in Chinese or English: the same data as the JSON, which it names by its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ledger.audit.report import LISTS, Layer
from ledger.audit.text import LIST_TITLES, finding_sentence, outcome, remark_sentence, seconds, value
from ledger.domain import jose
from ledger.domain.document import canonical, parse
from ledger.messages import sentence
from ledger.paper.paper import Paper

FINDINGS_PRINTED_MAX = 500
"""Findings on paper; the JSON has all that were kept.  Some hundred pages."""

ROWS_PRINTED_MAX = 200
"""Rows of each list on paper; the JSON has more, and counts all."""

LAYERS = {
    Layer.BYTES: "LayerBytes",
    Layer.DERIVED: "LayerDerived",
    Layer.ANCHORS: "LayerAnchors",
    Layer.MEANING: "LayerMeaning",
    Layer.STORAGE: "LayerStorage",
    Layer.MIRROR: "LayerMirror",
    Layer.DOCUMENTS: "LayerDocuments",
    Layer.ANSWERS: "LayerAnswers",
}
assert tuple(LAYERS) == tuple(Layer), "every layer has its name"


MEMBERS = {
    "chainId": "MemberChain",
    "firstBlock": "MemberFirst",
    "lastBlock": "MemberLast",
    "lastBlockHash": "MemberHash",
    "storageBlock": "MemberStorage",
    "bookBlock": "MemberBook",
    "bookBlockHash": "MemberBookHash",
    "asOf": "MemberAsOf",
    "from": "MemberFrom",
    "sample": "MemberSample",
    "validators": "MemberValidators",
    "node": "MemberNode",
    "secondNode": "MemberSecond",
    "checkpoint": "MemberCheckpoint",
    "snapshot": "MemberSnapshot",
    "documents": "MemberDocuments",
    "answers": "MemberAnswers",
    "version": "MemberVersion",
    "genesisHash": "MemberGenesis",
}
"""What members of the JSON are called on paper, in the order of the paper; others go by their own names."""


def pdf(report: Mapping[str, Any], locale: str, font: Path | None = None) -> bytes:
    """
    Return a report, as JSON has it, as a PDF; the same bytes for the same report.

    Raises `Misconfigured` PaperFontMissing or PaperFontUnfit.
    """
    return _Printed(report, locale, font).pdf()


class _Printed:
    def __init__(self, report: Mapping[str, Any], locale: str, font: Path | None) -> None:
        self._report = parse(canonical(report))  # members in one order, whoever gives it
        self._locale = locale
        self._key = _key(report)
        began = datetime.fromisoformat(report["inputs"]["began"]).astimezone(UTC)
        footer = self._say("PaperFooter", digest=_digest(report)[:18], key=self._key[:12] or "-")
        self._paper = Paper(self._say("PaperTitle"), footer, began, font, language=locale)

    def pdf(self) -> bytes:
        self._outcome()
        self._findings()
        self._remarks("AuditUndecidedTitle", self._report["undecided"])
        self._remarks("AuditUncheckedTitle", self._report["notChecked"])
        self._counts()
        self._lists()
        self._inputs()
        self._book()
        self._signature()
        return self._paper.pdf()

    def _say(self, code: str, **facts: Any) -> str:
        return sentence(code, self._locale, facts)

    def _head(self, *codes: str) -> Sequence[str]:
        return [self._say(code) for code in codes]

    def _members(self, parts: Mapping[str, Any]) -> list[tuple[str, str]]:
        names = [*(name for name in MEMBERS if name in parts), *sorted(parts.keys() - MEMBERS)]
        return [(self._say(MEMBERS[name]) if name in MEMBERS else name, _plain(parts[name]) or "-") for name in names]

    # PARTS

    def _outcome(self) -> None:
        scope = self._report["scope"]
        self._paper.paragraph(outcome(self._report, self._locale), bold=True)
        self._paper.heading(self._say("PaperScope"))
        rows = [(self._say("PaperBegan"), self._report["inputs"]["began"])]
        self._paper.facts([*rows, *self._members(scope)])

    def _findings(self) -> None:
        findings = self._report["findings"]
        if not findings:
            return
        self._paper.heading(self._say("AuditFindingsTitle"))
        names = self._head("PaperPosition", "PaperSubject", "PaperExpected", "PaperFound", "PaperRule", "PaperRemedy")
        for number, finding in enumerate(findings[:FINDINGS_PRINTED_MAX], 1):
            layer = self._say(LAYERS[Layer(finding["layer"])])
            severity = self._say("PaperFault" if finding["severity"] == "fault" else "PaperDoubt")
            self._paper.paragraph(f"{number}. {finding['code']} · {severity} · {layer}", bold=True)
            self._paper.paragraph(finding_sentence(finding, self._locale))
            place = finding["position"] or "-"
            parts = (place, finding["subject"], value(finding["expected"]), value(finding["found"]), finding["rule"])
            self._paper.facts(list(zip(names, (*parts, self._say(finding["remedy"])), strict=True)))
        more = len(findings[FINDINGS_PRINTED_MAX:]) + self._report["findingsNotListed"]
        if more:
            self._paper.paragraph(self._say("AuditMore", count=str(more)))

    def _remarks(self, title: str, remarks: Sequence[Mapping[str, Any]]) -> None:
        if remarks:
            self._paper.heading(self._say(title))
            for remark in remarks:
                self._paper.paragraph(f"· {remark_sentence(remark, self._locale)}")

    def _counts(self) -> None:
        rows = [
            (self._say(LAYERS[layer]), what, f"{number:,}")
            for layer in Layer
            for what, number in self._report["counts"][layer].items()
        ]
        self._paper.heading(self._say("AuditCounts"))
        self._paper.table(self._head("PaperLayer", "PaperWhat", "PaperNumber"), rows, (3, 3, 1))
        self._paper.heading(self._say("AuditTimes"))
        self._paper.facts([(part, seconds(took)) for part, took in self._report["milliseconds"].items()])

    def _lists(self) -> None:
        self._paper.heading(self._say("AuditLists"))
        self._paper.paragraph(self._say("PaperListsAre"))
        for name in LISTS:
            listed = self._report["lists"][name]
            self._paper.paragraph(f"{self._say(LIST_TITLES[name])}: {listed['count']:,}", bold=True)
            rows = [(row["position"] or "-", remark_sentence(row, self._locale)) for row in listed["rows"]]
            self._paper.table(self._head("PaperPosition", "PaperRow"), rows[:ROWS_PRINTED_MAX], (1, 6))
            if listed["count"] > ROWS_PRINTED_MAX:
                self._paper.paragraph(self._say("AuditMore", count=str(listed["count"] - ROWS_PRINTED_MAX)))

    def _inputs(self) -> None:
        inputs = dict(self._report["inputs"])
        pin = inputs.pop("pin")
        self._paper.heading(self._say("PaperInputs"))
        self._paper.facts(self._members(inputs))
        self._paper.facts(self._members({name: part for name, part in pin.items() if name != "contracts"}))
        rows = [(name, each["address"], each["codeHash"]) for name, each in pin["contracts"].items()]
        self._paper.table(self._head("PaperContract", "PaperAddress", "PaperCode"), rows, (2, 4, 6))

    def _book(self) -> None:
        rows = [(kind, f"{each['count']:,}", each["sha256"]) for kind, each in self._report["bookDigest"].items()]
        self._paper.heading(self._say("PaperBook"))
        self._paper.table(self._head("PaperWhat", "PaperNumber", "PaperDigest"), rows, (2, 1, 6))

    def _signature(self) -> None:
        self._paper.heading(self._say("PaperSignature"))
        self._paper.paragraph(self._say("PaperSigned" if self._key else "PaperUnsigned"))
        rows = [(self._say("PaperKey"), self._key)] if self._key else []
        self._paper.facts([*rows, (self._say("PaperJson"), _digest(self._report))])


def _plain(part: Any) -> str:
    return ", ".join(_flat(part)) if isinstance(part, Mapping | list) else value(part)


def _flat(part: Any) -> Iterator[str]:
    if isinstance(part, Mapping):
        yield from (f"{name}={_plain(each)}" for name, each in part.items())
    else:
        yield from map(_plain, part)


def _digest(report: Mapping[str, Any]) -> str:
    """SHA-256 of the report's canonical bytes: of what was signed, if it was."""
    return "0x" + hashlib.sha256(canonical(report)).hexdigest()


def _key(report: Mapping[str, Any]) -> str:
    """The thumbprint of the key that a report names; empty if none."""
    public = jose.octets_of(report.get("auditor", {}).get("x", "")) if report.get("auditor") else None
    return jose.thumbprint(public) if public else ""

"""
The report for people, in Chinese or English: the same data as the JSON, and no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ledger.audit.report import Exit, Finding, Layer, Remark, Report, Value
from ledger.messages import sentence

ENDINGS = {Exit.CLEAN: "AuditClean", Exit.FINDINGS: "AuditFindings", Exit.UNDECIDED: "AuditUndecided"}


def text(report: Report, locale: str = "en") -> str:
    """Write `report` in `locale` ("zh" or "en"), the outcome first."""
    return "\n".join(map(_shown, _lines(report, locale))) + "\n"


def _lines(report: Report, locale: str) -> Iterator[str]:
    def say(code: str, **facts: Any) -> str:
        return sentence(code, locale, facts)

    notes = report.notes
    yield say(ENDINGS[report.exit], count=str(len(notes.findings) + notes.dropped))
    scope = report.scope
    yield say(
        "AuditScope",
        chain=str(scope["chainId"]),
        first=str(scope["firstBlock"]),
        last=str(scope.get("lastBlock", "?")),
        node=report.inputs["node"],
    )
    if report.events_per_second is not None:
        yield say(
            "AuditSpeed",
            events=f"{notes.counts[Layer.MEANING]['events']:,}",
            seconds=f"{notes.elapsed:.2f}",
            rate=f"{report.events_per_second:,.0f}",
        )
    if notes.findings:
        yield f"\n{say('AuditFindingsTitle')}"
        for finding in notes.findings:
            yield from _finding(finding, locale)
        if notes.dropped:
            yield say("AuditMore", count=str(notes.dropped))
    yield from _remarks(say("AuditUndecidedTitle"), notes.undecided, locale)
    yield f"\n{say('AuditCounts')}"
    for layer in Layer:
        for what, number in notes.counts.get(layer, {}).items():
            yield f"  {layer:<10} {what:<20} {number:>12,}"
    yield from _remarks(say("AuditUncheckedTitle"), notes.unchecked, locale)


def _finding(finding: Finding, locale: str) -> Iterator[str]:
    facts = {
        "position": "-" if finding.position is None else str(finding.position),
        "subject": finding.subject,
        "expected": _value(finding.expected),
        "found": _value(finding.found),
    }
    yield f"  [{finding.severity}] {finding.code}  ({finding.rule})"
    yield f"    {sentence('Audit' + finding.code, locale, facts)}"
    yield f"    {sentence(finding.remedy, locale, {})}"


def _shown(line: str) -> str:
    """A line without what would move the cursor or break it: parts of it are the words of those who are audited."""
    ours, line = ("\n", line[1:]) if line.startswith("\n") else ("", line)
    return ours + "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in line)


def _remarks(title: str, remarks: list[Remark], locale: str) -> Iterator[str]:
    if remarks:
        yield f"\n{title}"
        yield from (f"  {sentence(remark.code, locale, remark.facts)}" for remark in remarks)


def _value(value: Value) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={part}" for name, part in value.items())
    return "-" if value is None else str(value)

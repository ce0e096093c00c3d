"""
The report for people, in Chinese or English: the same data as the JSON, and no more.

Everything here reads the report as JSON has it, so that one that was signed and kept is shown as it was made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ledger.audit.report import LISTS, Finding, Layer, Remark, Report
from ledger.messages import sentence

ENDINGS = {"clean": "AuditClean", "findings": "AuditFindings", "undecided": "AuditUndecided"}

LIST_TITLES = {
    "restricted": "ListTitleRestricted",
    "duplicates": "ListTitleDuplicates",
    "stale": "ListTitleStale",
    "expiries": "ListTitleExpiries",
    "overPledged": "ListTitleOverPledged",
    "edges": "ListTitleEdges",
    "roleChanges": "ListTitleRoleChanges",
    "subsequentEvents": "ListTitleSubsequentEvents",
}
assert tuple(LIST_TITLES) == LISTS, "every list has its title"

Row = Mapping[str, Any]


def text(report: Report, locale: str = "en") -> str:
    """Write `report` in `locale` ("zh" or "en") for a terminal: the outcome and the findings first, lists by number."""
    return "\n".join(map(_shown, _lines(report.as_dict(), locale))) + "\n"


def outcome(report: Row, locale: str) -> str:
    """Return in a sentence how an audit ended."""
    count = len(report["findings"]) + report["findingsNotListed"]
    return sentence(ENDINGS[report["outcome"]], locale, {"count": str(count)})


def finding_sentence(finding: Row, locale: str) -> str:
    """Return what a finding says, with its position and both values."""
    facts = {
        "position": finding["position"] or "-",
        "subject": finding["subject"],
        "expected": value(finding["expected"]),
        "found": value(finding["found"]),
    }
    return sentence("Audit" + finding["code"], locale, facts)


def remark_sentence(remark: Row, locale: str) -> str:
    """Return what a remark or a row of a list says."""
    return sentence(remark["code"], locale, {name: fact for name, fact in remark.items() if name != "code"})


def alarm(said: Finding | Remark, locale: str) -> str:
    """Return in one line what came up just now, as a standing watch tells it."""
    row = said.as_dict()
    if isinstance(said, Remark):
        return _shown(remark_sentence(row, locale))
    told = f"[{said.severity}] {said.code}: {finding_sentence(row, locale)} {sentence(said.remedy, locale, {})}"
    return _shown(told)


def value(found: Any) -> str:
    """A finding's value as a line: one, or the differing fields of a row by name."""
    if isinstance(found, Mapping):
        return ", ".join(f"{name}={part}" for name, part in found.items())
    return "-" if found is None else str(found)


def seconds(milliseconds: int) -> str:
    """A duration in seconds, as it is printed."""
    return f"{milliseconds / 1_000:,.2f}"


def _lines(report: Row, locale: str) -> Iterator[str]:
    def say(code: str, **facts: Any) -> str:
        return sentence(code, locale, facts)

    yield outcome(report, locale)
    scope = report["scope"]
    yield say(
        "AuditScope",
        chain=str(scope["chainId"]),
        first=str(scope["firstBlock"]),
        last=str(scope.get("lastBlock", "?")),
        node=report["inputs"]["node"],
    )
    if report["eventsPerSecond"] is not None:
        events, rate = report["counts"]["meaning"]["events"], report["eventsPerSecond"]
        yield say("AuditSpeed", events=f"{events:,}", seconds=seconds(report["milliseconds"]["all"]), rate=f"{rate:,}")
    if report["findings"]:
        yield f"\n{say('AuditFindingsTitle')}"
        for finding in report["findings"]:
            yield f"  [{finding['severity']}] {finding['code']}  ({finding['rule']})"
            yield f"    {finding_sentence(finding, locale)}"
            yield f"    {say(finding['remedy'])}"
        if report["findingsNotListed"]:
            yield say("AuditMore", count=str(report["findingsNotListed"]))
    yield from _remarks(say("AuditUndecidedTitle"), report["undecided"], locale)
    yield from _numbers(report, locale)
    yield from _remarks(say("AuditUncheckedTitle"), report["notChecked"], locale)


def _numbers(report: Row, locale: str) -> Iterator[str]:
    """How much was checked, how long each part took, and how long each list is."""
    yield f"\n{sentence('AuditCounts', locale, {})}"
    for layer in Layer:
        for what, number in report["counts"][layer].items():
            yield f"  {layer:<10} {what:<20} {number:>12,}"
    yield f"\n{sentence('AuditTimes', locale, {})}"
    for part, took in report["milliseconds"].items():
        yield f"  {part:<31} {seconds(took):>12}"
    listed = {name: report["lists"][name]["count"] for name in LISTS if report["lists"][name]["count"]}
    if listed:
        yield f"\n{sentence('AuditLists', locale, {})}"
        for name, count in listed.items():
            yield f"  {count:>8,}  {sentence(LIST_TITLES[name], locale, {})}"


def _shown(line: str) -> str:
    """A line without what would move the cursor or break it: parts of it are the words of those who are audited."""
    ours, line = ("\n", line[1:]) if line.startswith("\n") else ("", line)
    return ours + "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in line)


def _remarks(title: str, remarks: list[Row], locale: str) -> Iterator[str]:
    if remarks:
        yield f"\n{title}"
        yield from (f"  {remark_sentence(remark, locale)}" for remark in remarks)

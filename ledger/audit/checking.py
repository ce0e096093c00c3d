"""
A report, checked again by a machine: its signature, its shape, and that it agrees with itself.

It says nothing of the ledger: for that, audit again, and compare `bookDigest` and `inputsDigest`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator

from ledger.audit import signing
from ledger.audit.report import FINDINGS_MAX, KINDS, LIST_ROWS_MAX, Exit, Remark, inputs_digest
from ledger.audit.token import TokenBroken
from ledger.domain.document import parse
from ledger.errors import InvalidInput, Misconfigured
from ledger.messages import TABLE

SHAPE_FAULTS_MAX = 20
"""Faults of shape that are told: a file that is something else has hundreds."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A report as read, the thumbprint of the key that signed it (empty if none did), and what is wrong with it."""

    report: Mapping[str, Any]
    key: str
    faults: tuple[Remark, ...]


def check(text: str, keys: Mapping[str, bytes] | None = None) -> Checked:
    """
    Check a report, signed or as plain JSON; `keys` are the public keys that may have signed it, by thumbprint.

    Without `keys` the key that the report names is taken.  Raises `Misconfigured` ReportUnreadable for what is no
    report at all.
    """
    report, key, faults = _read(text, keys)
    shape = list(_shape(report))
    if shape:
        faults += shape
    else:
        faults += _consistency(report)
    return Checked(report, key, tuple(faults))


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a report."""
    read: dict[str, Any] = json.loads(files("ledger.audit").joinpath("report.schema.json").read_text("utf-8"))
    return read


def _read(text: str, keys: Mapping[str, bytes] | None) -> tuple[dict[str, Any], str, list[Remark]]:
    if not text.lstrip().startswith("{"):
        try:
            report, key = signing.opened(text, signing.REPORT, keys)
        except TokenBroken as broken:
            if broken.what in ("JWS", "header", "payload"):
                raise Misconfigured("ReportUnreadable", reason=str(broken)) from None
            code = "ReportKeyOther" if broken.what == "key" else "ReportSignatureWrong"
            return _unsigned(text), "", [Remark(code, {"key": broken.key})]
        return report, key, []
    try:
        plain = parse(text.encode())
    except InvalidInput as broken:
        raise Misconfigured("ReportUnreadable", reason=str(broken.facts["reason"])[:200]) from None
    return plain, "", [Remark("ReportUnsigned", {})]


def _unsigned(text: str) -> dict[str, Any]:
    """What a token says whose signature is not good; shown, and not believed."""
    found: dict[str, Any] = signing.content(text)
    return found


def _shape(report: Mapping[str, Any]) -> Iterator[Remark]:
    errors = Draft202012Validator(schema()).iter_errors(report)
    for _, error in zip(range(SHAPE_FAULTS_MAX), errors, strict=False):
        yield Remark("ReportShapeWrong", {"path": error.json_path, "reason": error.message[:200]})


def _consistency(report: Mapping[str, Any]) -> Iterator[Remark]:
    """What no schema says: that the parts of a report agree with one another, and with the rules of this version."""
    found = bool(report["findings"] or report["findingsNotListed"])
    outcome = Exit.FINDINGS if found else Exit.UNDECIDED if report["undecided"] else Exit.CLEAN
    if (report["outcome"], report["exitCode"]) != (outcome, outcome.code):
        said = f"{report['outcome']} {report['exitCode']}"
        yield Remark("ReportOutcomeWrong", {"expected": f"{outcome} {outcome.code}", "found": said})
    if report["findingsNotListed"] and len(report["findings"]) < FINDINGS_MAX:
        yield Remark("ReportCountWrong", {"what": "findings", "found": len(report["findings"])})
    for name, listed in report["lists"].items():
        if listed["count"] < len(listed["rows"]) or len(listed["rows"]) > LIST_ROWS_MAX:
            yield Remark("ReportCountWrong", {"what": name, "found": len(listed["rows"])})
    if (digest := inputs_digest(report)) != report["inputsDigest"]:
        yield Remark("ReportInputsOther", {"expected": digest, "found": report["inputsDigest"]})
    first, scope = report["inputs"]["pin"]["firstBlock"], report["scope"]
    if "from" not in scope and scope["firstBlock"] != first:
        yield Remark("ReportInputsOther", {"expected": first, "found": scope["firstBlock"]})
    for finding in report["findings"]:
        yield from _finding(finding, report["scope"].get("storageBlock", report["scope"].get("lastBlock")))
    rows = (row for listed in report["lists"].values() for row in listed["rows"])
    for code in sorted({each["code"] for each in (*rows, *report["notChecked"], *report["undecided"])} - set(TABLE)):
        yield Remark("ReportCodeUnknown", {"given": code})


def _finding(finding: Mapping[str, Any], last: int | None) -> Iterator[Remark]:
    """What is the same for all findings of a code must be so here, and nothing lies behind what was read."""
    kind = KINDS.get(finding["code"])
    if kind is None:
        yield Remark("ReportCodeUnknown", {"given": finding["code"]})
        return
    for name in ("layer", "severity", "rule", "remedy"):
        if finding[name] != getattr(kind, name):
            yield Remark("ReportFindingWrong", {"given": finding["code"], "what": name, "found": finding[name]})
    if last is not None and finding["position"] is not None and int(finding["position"].split(".")[0]) > last:
        yield Remark("ReportBeyondScope", {"given": finding["code"], "position": finding["position"], "last": last})

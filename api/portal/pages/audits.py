"""The auditor's pages: have this ledger audited, hand in a signed report, and read what a report says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api.audits import REPORT_BYTES_MAX, AuditsDep, Wanted, read
from api.caller import AccessRefused, Caller, CallerDep, Scope
from api.dependencies import LedgerDep
from api.language import locale_of
from api.portal.form import Form, FormDep
from api.portal.page import download, page, redirect
from ledger.audit import printed, text
from ledger.audit.report import LISTS
from ledger.domain.fields import read_day
from ledger.domain.participants import Role
from ledger.errors import InvalidInput, LedgerError, NotFound
from ledger.messages import sentence
from ledger.store.service import audit_reports
from ledger.store.service.audit_reports import AuditReportRow

router = APIRouter()

FINDINGS_ON_PAGE = 40
ROWS_ON_PAGE = 20
"""Rows of each list on a page; the report itself has up to a thousand."""

TONES = {"clean": "good", "findings": "bad", "undecided": "unknown"}

ReportInPath = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
CursorInQuery = Annotated[int, Query(ge=0, le=1_000_000)]


def _admit(caller: Caller) -> str:
    """Return by which name a caller is noted.  Raises `AccessRefused` AuditNotYours."""
    if not (caller.may(Scope.SUPERVISE) or caller.roles & (Role.AUDITOR | Role.SUPERVISOR)):
        raise AccessRefused("AuditNotYours")
    return caller.officer or caller.client


@router.get("/audits")
def audits(ledger: LedgerDep, made: AuditsDep, caller: CallerDep, request: Request) -> Response:
    """What was audited, what runs, and how to audit with means of one's own."""
    _admit(caller)
    return _front(ledger, made, request, Form())


def _front(ledger: LedgerDep, made: AuditsDep, request: Request, form: Form, status: int = 200) -> Response:
    with ledger.service.reading() as session:
        kept = audit_reports.listed(session)
    return page(
        request,
        "audits.html",
        status=status,
        form=form,
        kept=kept,
        run=made.last,
        tones=TONES,
        most=REPORT_BYTES_MAX,
    )


@router.post("/audits/runs")
def start(form: FormDep, ledger: LedgerDep, made: AuditsDep, caller: CallerDep, request: Request) -> Response:
    """Have this service's own node and book audited, in the background."""
    by = _admit(caller)
    try:
        if not form.text("begin"):
            raise InvalidInput("FieldMissing", "begin")
        made.start(_wanted(form), by, locale_of(request.scope))
    except LedgerError as error:
        return _front(ledger, made, request, form.refused(error, request), error.status)
    return redirect(request, "/audits")


@router.post("/audits")
def hand_in(form: FormDep, ledger: LedgerDep, made: AuditsDep, caller: CallerDep, request: Request) -> Response:
    """Hand in a report that an auditor made with means of his own."""
    by = _admit(caller)
    sent = form.files.get("report")
    try:
        if sent is None:
            raise InvalidInput("FieldMissing", "report")
        digest = made.keep(
            sent.file.read(REPORT_BYTES_MAX + 1), by, public=form.text("key"), locale=locale_of(request.scope)
        )
    except LedgerError as error:
        return _front(ledger, made, request, form.refused(error, request), error.status)
    return redirect(request, f"/audits/{digest}")


@router.get("/audits/pin.json")
def pin(ledger: LedgerDep, caller: CallerDep) -> Response:
    """The deployment record: an auditor compares it with the one that he keeps."""
    _admit(caller)
    return download(ledger.settings.deployment_file.read_bytes(), "deployment.json", "application/json")


@router.get("/audits/{digest}")
def report(
    digest: ReportInPath, ledger: LedgerDep, caller: CallerDep, request: Request, cursor: CursorInQuery = 0
) -> Response:
    """What a report says: its ending, findings with their place and both values, lists, and what was not checked."""
    row = _kept(digest, ledger, caller)
    found, locale = read(row), locale_of(request.scope)
    findings = found["findings"]
    after = cursor + FINDINGS_ON_PAGE
    return page(
        request,
        "audit_report.html",
        row=row,
        report=found,
        tone=TONES[row.outcome],
        ending=text.outcome(found, locale),
        findings=[_finding(each, locale) for each in findings[cursor:after]],
        first=cursor,
        next=after if after < len(findings) else None,
        unlisted=found["findingsNotListed"],
        lists=[listed for listed in _lists(found, locale) if listed["count"]],
        remarks=[_remarks(found[name], locale) for name in ("undecided", "notChecked")],
        counts=list(_counts(found, locale)),
    )


@router.get("/audits/{digest}/report")
def file(digest: ReportInPath, ledger: LedgerDep, caller: CallerDep) -> Response:
    """The report as it was made, to the byte."""
    row = _kept(digest, ledger, caller)
    name, kind = ("jws", "application/jose") if row.key else ("json", "application/json")
    return download(row.content, f"audit-{row.last_block or 0}.{name}", kind)


@router.get("/audits/{digest}/paper")
def paper(digest: ReportInPath, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """The report on paper."""
    row = _kept(digest, ledger, caller)
    content = printed.pdf(read(row), locale_of(request.scope))
    return download(content, f"audit-{row.last_block or 0}.pdf", "application/pdf")


def _kept(digest: str, ledger: LedgerDep, caller: Caller) -> AuditReportRow:
    _admit(caller)
    with ledger.service.reading() as session:
        row = audit_reports.by_digest(session, digest)
    if row is None:
        raise NotFound("ReportUnknown", digest=digest)
    return row


def _wanted(form: Form) -> Wanted:
    """Read what is to be audited.  Raises `InvalidInput` IntegerRange or DateInvalid."""
    numbers: dict[str, int | None] = {}
    for name, least in (("until", 0), ("sample", 1)):
        given = form.text(name)
        if given and not (given.isascii() and given.isdecimal() and len(given) < 16 and int(given) >= least):
            raise InvalidInput("IntegerRange", name, given=given, minimum=least, maximum=10**15 - 1)
        numbers[name] = int(given) if given else None
    given = form.text("asOf")
    day = read_day(given) if given else None
    if given and day is None:
        raise InvalidInput("DateInvalid", "asOf", given=given)
    return Wanted(numbers["until"], day, numbers["sample"])


# IN WORDS


def _finding(finding: Mapping[str, Any], locale: str) -> dict[str, Any]:
    return {
        "code": finding["code"],
        "is_fault": finding["severity"] == "fault",
        "sentence": text.finding_sentence(finding, locale),
        "layer": sentence(printed.LAYERS[finding["layer"]], locale, {}),
        "position": finding["position"] or "—",
        "subject": finding["subject"],
        "expected": text.value(finding["expected"]),
        "found": text.value(finding["found"]),
        "rule": finding["rule"],
        "remedy": sentence(finding["remedy"], locale, {}),
    }


def _lists(report: Mapping[str, Any], locale: str) -> Iterator[dict[str, Any]]:
    for name in LISTS:
        listed = report["lists"][name]
        rows = [(row["position"] or "—", text.remark_sentence(row, locale)) for row in listed["rows"][:ROWS_ON_PAGE]]
        yield {"title": sentence(text.LIST_TITLES[name], locale, {}), "count": listed["count"], "rows": rows}


def _remarks(remarks: Sequence[Mapping[str, Any]], locale: str) -> list[str]:
    return [text.remark_sentence(each, locale) for each in remarks]


def _counts(report: Mapping[str, Any], locale: str) -> Iterator[tuple[str, str, int]]:
    for layer, name in printed.LAYERS.items():
        for what, number in report["counts"][layer].items():
            yield sentence(name, locale, {}), what, number

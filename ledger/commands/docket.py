"""deed case …: what a registry or an applicant has open, one case, and the deadlines; for the operator of the house."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import typer

from ledger.commands.clients import participant_of
from ledger.commands.context import Context, context_of, whole
from ledger.commands.printing import card, emit, moment, table
from ledger.domain.calendar import last_valid_day
from ledger.domain.numbers import check_uscc
from ledger.errors import InvalidInput, NotFound
from ledger.instructions import docket
from ledger.instructions.closed import Wish, closed
from ledger.instructions.docket import Entry
from ledger.messages.applications import STAGES
from ledger.messages.cases import LOG, OWED
from ledger.store.queries import applications, blocks, participants
from ledger.store.queries.applications import ended_at
from ledger.store.service import case_files

app = typer.Typer(help="案件：列出、查看、期限 · Cases: list, show, deadlines.", no_args_is_help=True)

CLOSED_MAX = 5_000
"""Most closed cases that are listed at once: a registry's busiest month."""

TITLES = [
    ("案卷", "case"),
    ("数据名称", "data"),
    ("阶段", "stage"),
    ("待办", "owed"),
    ("最后日", "last day"),
    ("余", "left"),
]

Registry = Annotated[
    str | None, typer.Option("--registry", help="登记机构代码 · The registry's unified social credit code.")
]
Applicant = Annotated[
    str | None, typer.Option("--applicant", help="申请人代码 · The applicant's unified social credit code.")
]
Name = Annotated[str, typer.Argument(help="案卷编号或申请标识 · A case file's id, or the application's.")]


@app.command("list")
def list_(
    command: typer.Context,
    *,
    registry: Registry = None,
    applicant: Applicant = None,
    is_closed: Annotated[bool, typer.Option("--closed", help="已办结案件 · What is closed, the last first.")] = False,
    number: Annotated[str, typer.Option("--number", help="已办结：证书编号 · Closed: the certificate's number.")] = "",
    state: Annotated[
        str, typer.Option("--state", help="已办结：结果 · Closed: how it ended, such as DEPOSITED, REFUSED.")
    ] = "",
    month: Annotated[str, typer.Option("--month", help="已办结：月份 · Closed: in which month, such as 2026-11.")] = "",
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=CLOSED_MAX, help="已办结：至多几件 · Closed: most.")
    ] = 100,
) -> None:
    """列出待办案件，最先到期的在前；或已办结案件 · List what is open, what is due first first; or what is closed."""
    context = context_of(command)
    if not is_closed:
        if number or state or month:
            raise typer.BadParameter("--number --state --month", param_hint="--closed")
        _show(context, _entries(context, registry, applicant))
        return
    _show_closed(context, _closed(context, (registry, applicant), (number, state, month), limit))


@app.command("deadlines")
def deadlines(
    command: typer.Context,
    registry: Registry = None,
    applicant: Applicant = None,
    days: Annotated[int, typer.Option("--days", min=0, help="几个工作日之内 · Due in so many working days.")] = 5,
) -> None:
    """列出逾期和将到期的案件；有逾期时退出码为 1 · List what is late or soon due; exit 1 if anything is late."""
    context = context_of(command)
    due = [each for each in _entries(context, registry, applicant) if each.owed.days is not None]
    _show(context, [each for each in due if each.owed.days is not None and each.owed.days <= days])
    if any(each.owed.is_overdue for each in due):
        raise typer.Exit(1)


@app.command("show")
def show(command: typer.Context, name: Name) -> None:
    """查看一个案卷及其办理记录 · Show one case file and what was done."""
    context = context_of(command)
    with context.mirror.sessions() as mirror, context.service.reading() as service:
        if name.startswith("0x"):
            case = applications.by_id(mirror, _bytes(name))
            file = case_files.by_application(service, _bytes(name))
        else:
            file = case_files.by_id(service, name)
            case = applications.by_id(mirror, file.application_id) if file.application_id else None
        if case is None and file is None:
            raise NotFound("CaseFileUnknown", case_file=name)
        entry = docket.entry_of(mirror, service, file, case, _now(context))
        log = case_files.log_of(service, file.id) if file else []
    if context.as_json:
        lines = [{"at": each.at, "act": each.act, "participant": each.participant, **each.facts} for each in log]
        emit({**_plain(entry), "log": lines})
        return
    card(context, [(zh, en, value) for (zh, en), value in zip(TITLES, _row(context, entry), strict=True)])
    said = [(moment(each.at), LOG[each.act][context.locale]) for each in log]
    table(context, [("时间", "at"), ("事项", "what")], said)


# WITHIN


def _entries(context: Context, registry: str | None, applicant: str | None) -> list[Entry]:
    if (registry is None) == (applicant is None):
        raise InvalidInput("ApplicationsOfWhom", "registry")
    code = check_uscc(registry or applicant or "", "registry" if registry else "applicant")
    with context.mirror.sessions() as mirror, context.service.reading() as service:
        found = participants.by_uscc(mirror, code)
        if found is None:
            raise NotFound("NotAdmitted", uscc=code)
        listing = docket.of_registry if registry else docket.of_applicant
        return listing(mirror, service, found.number, _now(context))


def _closed(
    context: Context, whose: tuple[str | None, str | None], wanted: tuple[str, str, str], limit: int
) -> Sequence[Entry]:
    """Return the closed cases of a registry, perhaps of one applicant there, or of an applicant."""
    (registry, applicant), (number, state, month) = whose, wanted
    if registry is None and applicant is None:
        raise InvalidInput("ApplicationsOfWhom", "registry")
    own = participant_of(context, registry or applicant or "")
    with context.mirror.sessions() as mirror, context.service.reading() as service:
        wish = Wish(
            registry=own if registry else 0, own=0 if registry else own,
            applicant=(applicant or "") if registry else "", number=number, stage=state, month=month,
        )  # fmt: skip
        return closed(mirror, service, wish, _now(context), None, limit=limit).items


def _show_closed(context: Context, entries: Sequence[Entry]) -> None:
    if context.as_json:
        emit([_plain(each) | {"endedAt": ended_at(each.case)} for each in entries if each.case])
        return
    titles = [*TITLES[:3], ("办结时间", "closed")]
    table(context, titles, [(*_row(context, each)[:3], moment(ended_at(each.case))) for each in entries if each.case])
    if not entries:
        context.note("没有案件。", "There is none.")


def _now(context: Context) -> int:
    with context.mirror.sessions() as session:
        at = blocks.cursor(session)
    return max(int(time.time()), at.time if at else 0)


def _show(context: Context, entries: Sequence[Entry]) -> None:
    if context.as_json:
        emit([_plain(each) for each in entries])
        return
    table(context, TITLES, [_row(context, each) for each in entries])
    if not entries:
        context.note("没有案件。", "There is none.")


def _row(context: Context, entry: Entry) -> Sequence[Any]:
    name = entry.file.application.get("dataName") if entry.file else None
    called = name.get(context.locale) or name.get("zh") if isinstance(name, dict) else None
    stage, owed = STAGES[entry.stage.name][context.locale], OWED[entry.owed.what][context.locale]
    last = _last_day(entry)
    left = "—" if entry.owed.days is None else entry.owed.days
    return entry.name, called or "—", stage, owed, last.isoformat() if last else "—", left


def _plain(entry: Entry) -> dict[str, Any]:
    own = entry.case.application_id if entry.case else entry.file.application_id if entry.file else None
    last = _last_day(entry)
    return {
        "id": entry.name, "applicationId": whole(own) if own else None, "stage": entry.stage.name,
        "owed": entry.owed.what.value, "lastDay": last.isoformat() if last else None, "daysLeft": entry.owed.days,
        "overdue": entry.owed.is_overdue, "received": entry.received,
        "instruction": entry.instruction.id if entry.instruction else None,
    }  # fmt: skip


def _last_day(entry: Entry) -> date | None:
    return last_valid_day(entry.owed.by) if entry.owed.by else None


def _bytes(name: str) -> bytes:
    try:
        return bytes.fromhex(name[2:])
    except ValueError:
        raise InvalidInput("CertificateIdMalformed", "name", given=name) from None

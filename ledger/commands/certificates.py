"""deed register, issue, transfer, amend, cancel, revoke: what a registration desk does."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ledger.commands.context import Context, context_of, read_file, whole
from ledger.commands.lookup import certificate_named
from ledger.commands.parameters import Checker, Consents, Maker, Name, Reason, RequestKey
from ledger.commands.printing import acted, emit, faulty_fields, faulty_rows, short, table
from ledger.desk import dealing, registration
from ledger.desk.dealing import DocumentFaulty
from ledger.desk.desk import Desk
from ledger.desk.registration import ApplicationsFaulty, Outcome
from ledger.domain.certificates import CancelReason
from ledger.domain.document import canonical, parse
from ledger.domain.numbers import CertificateNumber, check_uscc
from ledger.errors import InvalidInput


class Why(StrEnum):
    """The reasons for a cancellation, as the command line writes them."""

    VOLUNTARY = "voluntary"
    DESTROYED = "destroyed"
    OBJECTION = "objection"
    EX_OFFICIO = "ex-officio"

    @property
    def reason(self) -> CancelReason:
        return CancelReason[self.name]


def register(
    command: typer.Context,
    file: Annotated[Path, typer.Argument(help="NDJSON，每行一份申请 · One application a line; - for stdin.")],
    *,
    maker: Maker,
    checker: Checker,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不提交 · Only check.")] = False,
    request_key: RequestKey = None,
) -> None:
    """登记一批数据资产 · Register a file of applications."""
    context = context_of(command)
    desk, text = context.desk(maker, checker), read_file(file)
    if dry_run:
        _examine(context, desk, text)
    else:
        _register(context, desk, text, request_key)


def issue(
    command: typer.Context,
    file: Annotated[Path, typer.Argument(help="一份申请（JSON） · One application, JSON; - for stdin.")],
    *,
    maker: Maker,
    checker: Checker,
    request_key: RequestKey = None,
) -> None:
    """登记一项数据资产 · Register one application."""
    context = context_of(command)
    _register(context, context.desk(maker, checker), canonical(parse(read_file(file))), request_key)


def _examine(context: Context, desk: Desk, text: bytes) -> None:
    examined = registration.examine(desk, text)
    faulty_rows(context, examined.faults)
    if examined.faults:
        raise ApplicationsFaulty(examined.faults)
    rows = len(examined.applications)
    context.note(f"{rows} 份申请均无问题，未提交。", f"{rows} applications without fault; nothing was sent.")


def _register(context: Context, desk: Desk, text: bytes, request_key: str | None) -> None:
    try:
        outcome = _with_bar(context, lambda tell: registration.register(desk, text, request_key, tell))
    except ApplicationsFaulty as error:
        faulty_rows(context, error.faults)
        raise
    _show_outcome(context, outcome)
    if outcome.refused:
        raise outcome.refused[0][1]


def _with_bar(context: Context, work: Callable[[Callable[[int, int], None]], Outcome]) -> Outcome:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=context.err, transient=True, disable=not context.err.is_terminal) as bar:
        task = bar.add_task(context.say("登记", "registering"), total=None)
        return work(lambda done, total: bar.update(task, completed=done, total=total))


def _show_outcome(context: Context, outcome: Outcome) -> None:
    if context.as_json:
        emit(
            [
                {
                    "row": one.row,
                    "number": one.number.text,
                    "id": whole(one.id),
                    "documentDigest": whole(one.digest),
                    "transaction": whole(one.transaction),
                    "block": one.block,
                }
                for one in outcome.registered
            ]
        )
        return
    titles = [("行", "row"), ("证书编号", "number"), ("标识", "id"), ("区块", "block")]
    table(context, titles, [(one.row, one.number.text, short(one.id), one.block) for one in outcome.registered])
    done = len(outcome.registered)
    context.note(f"已登记 {done} 项。", f"{done} registered.")
    for rows, _ in outcome.refused:
        listed = ", ".join(map(str, rows))
        context.note(f"未登记的行：{listed}", f"Not registered, rows: {listed}")


def transfer(
    command: typer.Context,
    name: Name,
    *,
    from_: Annotated[str, typer.Option("--from", help="转让方代码 · The transferor's code.")],
    to: Annotated[str, typer.Option("--to", help="受让方代码 · The transferee's code.")],
    maker: Maker,
    checker: Checker,
    consent: Consents = None,
    request_key: RequestKey = None,
) -> None:
    """转让登记，双方同意 · Transfer, with both parties' consent."""
    context = context_of(command)
    giver, taker = check_uscc(from_, "from"), check_uscc(to, "to")
    found = certificate_named(context, name)
    consents = [context.signer(each) for each in consent or ()]
    desk = context.desk(maker, checker)
    done = _faults_shown(
        context,
        lambda: dealing.transfer(
            desk,
            found.id,
            found.document_digest,
            from_=giver,
            to=taker,
            consents=consents,
            request_key=request_key,
        ),
    )
    acted(context, done)


def amend(
    command: typer.Context,
    name: Name,
    *,
    changes: Annotated[str, typer.Option("--changes", help="变更的字段，JSON 或文件 · Fields to change.")],
    maker: Maker,
    checker: Checker,
    consent: Consents = None,
    request_key: RequestKey = None,
) -> None:
    """变更登记 · Change registration."""
    context = context_of(command)
    asked = _changes(changes)
    found = certificate_named(context, name)
    consents = [context.signer(each) for each in consent or ()]
    desk = context.desk(maker, checker)
    done = _faults_shown(
        context,
        lambda: dealing.amend(
            desk, found.id, found.document_digest, changes=asked, consents=consents, request_key=request_key
        ),
    )
    acted(context, done)


def correct(
    command: typer.Context,
    name: Name,
    *,
    changes: Annotated[str, typer.Option("--changes", help="更正的字段，JSON 或文件 · Fields to correct.")],
    maker: Maker,
    checker: Checker,
    request_key: RequestKey = None,
) -> None:
    """更正登记，仅限笔误 · Correct a clerical error."""
    context = context_of(command)
    asked = _changes(changes)
    found = certificate_named(context, name)
    desk = context.desk(maker, checker)
    done = _faults_shown(
        context,
        lambda: dealing.correct(desk, found.id, found.document_digest, changes=asked, request_key=request_key),
    )
    acted(context, done)


def _changes(text: str) -> dict[str, Any]:
    """Return the fields of a document with their new values: JSON as it stands, or a file's."""
    content = text.encode() if text.lstrip().startswith("{") else read_file(Path(text))
    asked = parse(content)
    if not isinstance(asked, dict):
        raise InvalidInput("FieldType", "changes", expected="object")
    if not asked:
        raise InvalidInput("FieldEmpty", "changes")
    return asked


def cancel(
    command: typer.Context,
    name: Name,
    *,
    reason: Annotated[Why, typer.Option("--reason", help="注销原因 · Why it is cancelled.")],
    maker: Maker,
    checker: Checker,
    consent: Consents = None,
    request_key: RequestKey = None,
) -> None:
    """注销登记 · Cancel a certificate."""
    context = context_of(command)
    found = certificate_named(context, name)
    consents = [context.signer(each) for each in consent or ()]
    desk = context.desk(maker, checker)
    done = _faults_shown(
        context,
        lambda: dealing.cancel(
            desk, found.id, found.document_digest, reason=reason.reason, consents=consents, request_key=request_key
        ),
    )
    acted(context, done)


def revoke(
    command: typer.Context,
    name: Name,
    *,
    reason: Reason,
    maker: Maker,
    checker: Checker,
    request_key: RequestKey = None,
) -> None:
    """撤销登记（欺诈或裁决） · Revoke a certificate, for fraud or by a decision."""
    context = context_of(command)
    found = certificate_named(context, name)
    number = CertificateNumber.from_packed(found.number).text
    acted(context, dealing.revoke(context.desk(maker, checker), found.id, number, reason, request_key))


def _faults_shown(context: Context, work: Callable[[], Any]) -> Any:
    """Do an act; if its document would be faulty, list the faults before the error is told."""
    try:
        return work()
    except DocumentFaulty as error:
        faulty_fields(context, error.faults)
        raise


def add_to(app: typer.Typer) -> None:
    """Put these commands under `deed`."""
    for each in (register, issue, transfer, amend, correct, cancel, revoke):
        app.command()(each)

"""deed apply, deposit: a registration case from the applicant's file, and the certificate that it ends in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ledger.commands.context import Context, context_of, read_file, whole
from ledger.commands.freshness import await_mirror
from ledger.commands.parameters import Checker, Consents, Maker, RequestKey
from ledger.commands.printing import acted, faulty_rows
from ledger.desk import casework
from ledger.desk.casework import Opened
from ledger.desk.desk import Desk
from ledger.desk.registration import ApplicationsFaulty
from ledger.domain.document import canonical, parse
from ledger.store.queries.facts import MirrorFacts

File = Annotated[Path, typer.Argument(help="一份申请（JSON） · One application, JSON; - for stdin.")]


def apply(
    command: typer.Context,
    file: File,
    *,
    maker: Maker,
    checker: Checker,
    consent: Consents = None,
    request_key: RequestKey = None,
) -> None:
    """提交登记申请，申请人同意 · File an application, with the applicant's consent."""
    context = context_of(command)
    desk, opened = _opened(context, file, maker, checker)
    with context.mirror.sessions() as session:
        signers = [context.signer(each) for each in consent or ()]
        done = casework.submit(desk, MirrorFacts(session), opened, signers, request_key)
    context.note(f"申请标识 {whole(opened.id)}", f"The application's id is {whole(opened.id)}")
    acted(context, done)


def deposit(
    command: typer.Context,
    file: File,
    *,
    maker: Maker,
    checker: Checker,
    consent: Consents = None,
    request_key: RequestKey = None,
) -> None:
    """存证并核发证书 · Deposit a case and issue its certificate."""
    context = context_of(command)
    desk, opened = _opened(context, file, maker, checker)
    with context.mirror.sessions() as session:
        signers = [context.signer(each) for each in consent or ()]
        done = casework.deposit(desk, MirrorFacts(session), opened, signers, request_key)
    context.note(f"证书标识 {whole(opened.id)}", f"The certificate's id is {whole(opened.id)}")
    acted(context, done)


def _opened(context: Context, file: Path, maker: str, checker: str) -> tuple[Desk, Opened]:
    await_mirror(context)
    desk = context.desk(maker, checker)
    try:
        return desk, casework.read(desk, canonical(parse(read_file(file))))
    except ApplicationsFaulty as error:
        faulty_rows(context, error.faults)
        raise


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(apply)
    app.command()(deposit)

"""deed import: a file of old certificates, from a clerk's spreadsheet or a program's lines, brought into the ledger."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ledger.commands.context import Context, context_of, whole
from ledger.commands.parameters import Checker, Maker
from ledger.commands.printing import emit, short, table
from ledger.desk.import_book import ImportBook
from ledger.desk.importing import Import, Outcome, book_file, remark_of
from ledger.desk.registration import BATCH_MAX, Registered
from ledger.errors import Misconfigured
from ledger.sheets.columns import titles_of
from ledger.sheets.remarks import write_remarks
from ledger.sheets.source import taken
from ledger.sheets.table import sheet_of
from ledger.store.documents import whole_file

FAULTS_SHOWN_MAX = 1_000
"""Faults that are printed; `--remarks` has all of them."""

RECEIPTS_SHOWN_MAX = 20
"""Receipts that are printed for a person; `--receipts` has all of them."""

FAULTY = 1
"""The exit code where rows were faulty."""

File = Annotated[Path, typer.Argument(help="CSV、XLSX 或 NDJSON · CSV, XLSX or NDJSON; - for stdin.")]
Remarks = Annotated[
    Path | None, typer.Option("--remarks", help="把原文件加一列备注写到此处 · Write the file with remarks here.")
]
Receipts = Annotated[Path | None, typer.Option("--receipts", help="回执（NDJSON） · Write the receipts here, NDJSON.")]
BatchRows = Annotated[
    int, typer.Option("--batch", min=1, max=BATCH_MAX, help="每笔交易的证书数 · Certificates in one act.")
]


def _print_titles(asked: bool) -> None:
    """Print the titles of a template, as the first line of a CSV, and end."""
    if asked:
        print(",".join(title for title, _ in titles_of()))
        raise typer.Exit


Titles = Annotated[
    bool,
    typer.Option("--titles", help="列标题模板 · Print the titles of a table.", is_eager=True, callback=_print_titles),
]


def import_(
    command: typer.Context,
    file: File,
    *,
    maker: Maker,
    checker: Checker,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不提交 · Only check.")] = False,
    all_or_nothing: Annotated[
        bool, typer.Option("--all-or-nothing", help="有一行不合格就都不登记 · Register all rows or none.")
    ] = False,
    remarks: Remarks = None,
    receipts: Receipts = None,
    batch: BatchRows = BATCH_MAX,
    _titles: Titles = False,
) -> None:
    """批量导入旧证书 · Import a file of old certificates; exit 0 all registered, 1 some rows faulty, 2 not done."""
    context = context_of(command)
    desk, deployment = context.desk(maker, checker), context.deployment
    ledger = f"{whole(deployment.genesis_hash)}:{whole(deployment.certificates)}"
    with taken(file) as source:
        sheet = sheet_of(source)
        book = ImportBook(book_file(context.settings.home / "imports", ledger, desk, source.digest))
        context.stack.callback(book.close)
        with _bar(context, dry_run) as tell:
            run = Import(desk, sheet, book, tell)
            outcome = run.examine() if dry_run else run.register(batch, all_or_nothing=all_or_nothing)
        if remarks is not None:
            with _written(remarks) as into:
                write_remarks(source, sheet, remark_of(book, context.locale), into)
        if receipts is not None:
            with _written(receipts) as into:
                for one in run.receipts():
                    into.write(json.dumps(_receipt(one)).encode() + b"\n")
        _show(context, outcome, book, None if dry_run or receipts is not None else run)
    if not outcome.whole:
        raise typer.Exit(FAULTY)


@contextmanager
def _bar(context: Context, dry_run: bool) -> Iterator[Callable[[int, int], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    said = context.say("检查", "checking") if dry_run else context.say("登记", "registering")
    with Progress(*columns, console=context.err, transient=True, disable=not context.err.is_terminal) as bar:
        task = bar.add_task(said, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def _written(file: Path) -> Iterator[IO[bytes]]:
    """Give a file that stands at its place whole or not at all.  Raises `Misconfigured` FileUnwritable."""
    try:
        with whole_file(file) as into:
            yield into
    except OSError as error:
        raise Misconfigured("FileUnwritable", file=str(file), reason=error.strerror) from None


def _receipt(one: Registered) -> dict[str, Any]:
    return {
        "row": one.row, "number": one.number.text, "id": whole(one.id), "documentDigest": whole(one.digest),
        "transaction": whole(one.transaction), "block": one.block,
    }  # fmt: skip


def _show(context: Context, outcome: Outcome, book: ImportBook, run: Import | None) -> None:
    """Print the summary, what is wrong, and the receipts of `run` unless they went into a file."""
    found = book.remarks(FAULTS_SHOWN_MAX)
    if context.as_json:
        summary = {"rows": outcome.rows, "blank": outcome.blank, "registered": outcome.registered,
                   "faulty": outcome.faulty, "faults": outcome.faults}  # fmt: skip
        wrong = [{"row": x.row, "field": x.field, "code": x.code, "detail": x.say(context.locale)} for x in found]
        emit({**summary, "remarks": wrong, "receipts": [_receipt(one) for one in run.receipts()] if run else []})
        return
    for each in found:
        row = context.say(f"第 {each.row} 行", f"row {each.row}")
        context.err.print(f"{row}  {each.say(context.locale)}", markup=False)
    if outcome.faults > len(found):
        more = outcome.faults - len(found)
        context.note(f"另有 {more} 处问题，见 --remarks。", f"{more} faults more: see --remarks.")
    if run is not None:
        first = [one for one, _ in zip(run.receipts(), range(RECEIPTS_SHOWN_MAX), strict=False)]
        titles = [("行", "row"), ("证书编号", "number"), ("标识", "id"), ("区块", "block")]
        table(context, titles, [(one.row, one.number.text, short(one.id), one.block) for one in first])
    if outcome.blank:
        context.note(f"跳过空行 {outcome.blank} 行。", f"{outcome.blank} blank rows were passed over.")
    context.note(
        f"共 {outcome.rows} 行：已登记 {outcome.registered} 行，有问题 {outcome.faulty} 行。",
        f"{outcome.rows} rows: {outcome.registered} registered, {outcome.faulty} faulty.",
    )


def add_to(app: typer.Typer) -> None:
    """Put this command under `deed`."""
    app.command("import")(import_)

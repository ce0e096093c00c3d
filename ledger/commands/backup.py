"""deed backup, restore: a ledger's data into one file, and back.  Keys and passphrases are never in it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from ledger.commands.context import Context, context_of
from ledger.commands.printing import card, emit, moment
from ledger.program import version
from ledger.store.archive import Manifest
from ledger.store.backup import DOCUMENTS, Home, Tell, back_up
from ledger.store.backup import restore as put_back
from ledger.store.mirror import Mirror

FILE = typer.Argument(help="备份文件 · The backup's file.")


def backup(command: typer.Context, file: Annotated[Path, FILE]) -> None:
    """备份镜像、文件与部署记录（不含密钥） · Back up mirror, documents and records; never keys."""
    context = context_of(command)
    with _telling(context) as tell:
        manifest = back_up(context.mirror, _home(context), file, program=version(), at=int(time.time()), tell=tell)
    _show(context, file, manifest)
    context.note(
        "密钥与口令不在备份中，请另行保管。文件含登记内容，请勿公开。",
        "Keys and passphrases are not in it: keep them elsewhere. It holds what was registered: keep it private.",
    )


def restore(
    command: typer.Context,
    file: Annotated[Path, FILE],
    force: Annotated[bool, typer.Option("--force", help="取代已有的镜像与记录 · Replace what is there.")] = False,
) -> None:
    """从备份恢复到空的目录与数据库 · Restore a backup into an empty home and database."""
    context = context_of(command)
    mirror = context.stack.enter_context(Mirror(context.settings.database))
    with _telling(context) as tell:
        manifest = put_back(file, mirror, _home(context), force=force, tell=tell)
    _show(context, file, manifest)
    context.note("请放回密钥，然后运行 deed index。", "Put your keys back, then run deed index.")


def _home(context: Context) -> Home:
    settings = context.settings
    home = settings.home
    return Home(settings.deployment_file, settings.documents_dir, home / "requests", home / "journal.sqlite")


def _show(context: Context, file: Path, manifest: Manifest) -> None:
    block = manifest.cursor["number"] if manifest.cursor else None
    documents = manifest.parts[DOCUMENTS].rows
    if context.as_json:
        counted = {"block": block, "rows": manifest.rows, "documents": documents}
        emit({"file": str(file), "program": manifest.program, "madeAt": manifest.made_at, **counted})
        return
    card(
        context,
        [
            ("备份", "backup", file),
            ("时间", "made at", moment(manifest.made_at)),
            ("截至区块", "up to block", "—" if block is None else block),
            ("行数", "rows", f"{manifest.rows:,}"),
            ("文件", "documents", f"{documents:,}"),
        ],
    )


@contextmanager
def _telling(context: Context) -> Iterator[Tell]:
    """Show on a terminal which part is at work."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=context.err, transient=True, disable=not context.err.is_terminal) as bar:
        task = bar.add_task("", total=None)
        yield lambda part: bar.update(task, description=part)


def add_to(app: typer.Typer) -> None:
    """Put these commands under `deed`."""
    app.command()(backup)
    app.command()(restore)

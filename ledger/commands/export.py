"""
deed export: what a ledger gives away for others to check: its snapshot, or a kit for a whole audit without a node.

Exit codes: 0 written; 2 a mistake in what was asked or set up.  Of a kit also: 1 if the audit that made it has
findings, which whoever audits by the kit will have too; 3 if it could not be decided, and then nothing is written.
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ledger.audit import Options
from ledger.audit.documents import Altered
from ledger.audit.export import export_kit
from ledger.audit.text import text as report_text
from ledger.commands.context import Context, context_of
from ledger.commands.printing import emit
from ledger.commands.progress import watched
from ledger.errors import Inconsistent, InvalidInput, Misconfigured, NotFound, Unavailable

_made = partial(typer.Option, rich_help_panel="导出什么 · What is written")
_kit = partial(typer.Option, rich_help_panel="审计包的来源；默认为本机 · What goes into a kit; our own by default")


def export(
    command: typer.Context,
    *,
    snapshot: Annotated[
        Path | None, _made("--snapshot", help="快照；.gz 则压缩 · The snapshot; packed if .gz.")
    ] = None,
    audit_kit: Annotated[Path | None, _made("--audit-kit", help="审计包 · A kit to audit by without a node.")] = None,
    rpc: Annotated[str, _kit("--rpc", help="节点 · The node.")] = "",
    pin: Annotated[Path | None, _kit("--pin", help="部署记录 · The deployment record.")] = None,
    api: Annotated[str, _kit("--api", help="服务地址，取快照与文档 · Service with snapshot and documents.")] = "",
    documents: Annotated[str, _kit("--documents", help="文档目录或地址 · Folder or address.")] = "",
    answers: Annotated[Path | None, _kit("--answers", help="已导出的答复 · A file of exported answers.")] = None,
    until: Annotated[int | None, _kit("--until", min=0, help="截至区块 · Last block.")] = None,
) -> None:
    """导出快照或审计包 · Export the snapshot, or a kit. Exit code: 0 written, 1 findings, 2 usage, 3 not written."""
    context = context_of(command)
    settings = context.settings
    if snapshot is None and audit_kit is None:
        raise InvalidInput("ExportNotNamed", "--audit-kit")
    with tempfile.TemporaryDirectory(prefix="deed-export-") as folder:
        published = Path(folder, "snapshot.ndjson.gz") if snapshot is None else snapshot
        if snapshot is not None or not api:
            _write_snapshot(context, published)
        if audit_kit is None:
            return
        own = _Shown(context) if settings.documents_dir.is_dir() else ""
        options = Options(
            pin_file=pin or settings.deployment_file,
            rpc_url=rpc or settings.rpc_url,
            snapshot=api or str(published),
            documents=documents or api or own,
            answers="" if answers is None else str(answers),
            until=until,
            timeout_seconds=settings.rpc_timeout_seconds,
            api_key=settings.api_key.get_secret_value(),
        )
        _export(context, options, audit_kit)


class _Shown:
    """The own documents, without those that were erased: where a tombstone stands, no leftover file is shown either."""

    name = "directory"

    def __init__(self, context: Context) -> None:
        self._kept = context.documents

    def get(self, digest: bytes) -> bytes | None:
        """Return a document's bytes, or None.  Raises `Altered` for one that was altered on disk, `Unavailable`."""
        try:
            return self._kept.get(digest)
        except NotFound:
            return None
        except Inconsistent:
            raise Altered from None

    def close(self) -> None:
        """There is nothing to let go of."""


def _write_snapshot(context: Context, file: Path) -> None:
    """Write what the own mirror says to a file.  Raises `Unavailable` if the mirror is empty."""
    from ledger.chain.deployment import Deployment  # noqa: PLC0415 - a kit of another's service needs none of it
    from ledger.store.queries import blocks  # noqa: PLC0415
    from ledger.store.queries.publication import compressed, published  # noqa: PLC0415

    deployment = Deployment.load(context.settings.deployment_file)
    with context.mirror.sessions() as session:
        at = blocks.cursor(session)
        if at is None:
            raise Unavailable("MirrorNotReady")
        parts = published(session, at, deployment.chain_id, deployment.addresses)
        try:
            with file.open("wb") as written:
                written.writelines(compressed(parts) if file.suffix == ".gz" else parts)
        except OSError as error:
            raise Misconfigured("FileUnwritable", file=str(file), reason=error.strerror) from None
    context.note(f"快照截至区块 {at.number}。", f"The snapshot is as at block {at.number}.")


def _export(context: Context, options: Options, file: Path) -> None:
    with watched(context) as tell:
        report, digest = export_kit(options, file, tell)
    if not digest:
        context.err.print(report_text(report, context.locale), markup=False, end="")
        raise typer.Exit(3)
    size = file.stat().st_size
    if context.as_json:
        last = report.scope.get("lastBlock")
        emit({"file": str(file), "bytes": size, "sha256": digest, "lastBlock": last, "outcome": report.exit.value})
    else:
        rows = (
            ("审计包", "audit kit", f"{file}, {size:,} bytes"),
            ("摘要", "SHA-256", digest),
            ("截至区块", "as at block", report.scope.get("lastBlock")),
            ("制作时审计", "audited while made", report.exit.value),
        )
        for zh, en, value in rows:
            context.out.print(f"{context.say(zh, en)}  {value}", markup=False)
        context.note(
            f"审计人离线核查：deed audit --kit {file} --pin 自存的部署记录",
            f"An auditor checks it offline: deed audit --kit {file} --pin <his own deployment record>",
        )
    raise typer.Exit(report.exit_code)


def add_to(app: typer.Typer) -> None:
    """Put this command under `deed`."""
    app.command()(export)

"""
deed document …: the documents' schemas, what is wrong with one, and their erasure.

`schema` and `check` need no ledger.  Exit code of `check`: 0 nothing is wrong, 1 something is, 2 it cannot be read.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from ledger.commands.context import Context, context_of, read_file, whole
from ledger.commands.lookup import certificate_named
from ledger.commands.printing import emit, faulty_fields, moment, table
from ledger.desk.values import bytes32
from ledger.domain import personal
from ledger.domain.applications import faults_alone
from ledger.domain.calendar import SHANGHAI
from ledger.domain.certificates import Certificate
from ledger.domain.document import check_document, check_profile, digest, parse
from ledger.domain.events import Digest
from ledger.domain.numbers import check_uscc
from ledger.domain.particulars import KEPT_WORDS, PARTICULARS
from ledger.domain.schemas import NAMES, published
from ledger.domain.shapes import PROFILE
from ledger.errors import InvalidInput, NotFound
from ledger.store.documents import ErasureReason, Tombstone
from ledger.store.queries import certificates

app = typer.Typer(help="文件：格式、检查、删除 · Documents: schemas, checks, erasure.", no_args_is_help=True)

FAULTY = 1
"""The exit code where a document is faulty."""


@app.command("schema")
def schema(
    command: typer.Context,
    name: Annotated[str | None, typer.Argument(help="格式名称 · Its name; without it, the table of fields.")] = None,
) -> None:
    """文件格式（JSON Schema 2020-12）；不写名称则列出 41 项登记要素 · A schema; or the forty-one fields."""
    context = context_of(command)
    if name is None:
        _fields(context)
    elif name not in NAMES:
        raise NotFound("SchemaUnknown", given=name, expected=", ".join(NAMES))
    else:
        emit(published(name))


def _fields(context: Context) -> None:
    if context.as_json:
        emit([{"number": x.number, "zh": x.zh, "en": x.en, "kept": x.kept, "fields": x.fields} for x in PARTICULARS])
        return
    titles = [("序号", "no."), ("要素", "field"), ("存于", "kept in"), ("文档中的项", "in the document as")]
    rows = [
        (each.number, context.say(each.zh, each.en), context.say(*KEPT_WORDS[each.kept]), ", ".join(each.fields) or "—")
        for each in PARTICULARS
    ]
    table(context, titles, rows)
    context.note(f"格式：{'、'.join(NAMES)}", f"Schemas: {', '.join(NAMES)}")


@app.command("check")
def check(
    command: typer.Context,
    file: Annotated[Path, typer.Argument(help="证书文档、名称文档或一份申请 · Document or application; - for stdin.")],
) -> None:
    """检查文件，列出全部问题，无需账本 · Say all that is wrong with a document or an application; needs no ledger."""
    context = context_of(command)
    content = parse(read_file(file))
    if not isinstance(content, Mapping):
        raise InvalidInput("FieldType", "document", expected="object")
    faults = _faults(content)
    if faults:
        faulty_fields(context, faults)
        raise typer.Exit(FAULTY)
    if context.as_json:
        emit([])
    elif "schema" in content:
        context.out.print(f"✓ {whole(digest(content))}", markup=False)
    else:
        context.out.print(context.say("✓ 申请没有问题", "✓ nothing is wrong with the application"), markup=False)


def _faults(content: Mapping[str, Any]) -> list[InvalidInput]:
    if content.get("schema") == PROFILE:
        return [*check_profile(content), *personal.found_in(content)]
    if "schema" in content:
        return [*check_document(content), *personal.found_in(content)]
    return faults_alone(content, datetime.now(SHANGHAI).date())


# ERASING


@app.command("erase")
def erase(
    command: typer.Context,
    name: Annotated[str, typer.Argument(help="文件摘要；或证书编号，含其各版本 · Digest; or number: all versions.")],
    *,
    reason: Annotated[ErasureReason, typer.Option("--reason", help="原因 · Why.")],
    by: Annotated[str, typer.Option("--by", help="决定机构代码 · The code of who decided.")],
) -> None:
    """永久删除文件，留存删除记录 · Erase a document for good; a tombstone stands in its place."""
    context = context_of(command)
    decided_by, now = check_uscc(by, "by"), int(time.time())
    digests = [bytes32(name, "name")] if len(name) >= 64 else _versions(context, certificate_named(context, name))
    laid = [context.documents.erase(Tombstone(Digest(each), now, reason, decided_by)) for each in digests]
    _list(context, laid)
    context.note(
        "恢复备份前，请先放回 erased 目录：已删除的文件不会再恢复。链上仅存摘要，不受影响。",
        "Before a backup is restored elsewhere, put the folder `erased` in place. The chain has digests only.",
    )


@app.command("erased")
def erased(command: typer.Context) -> None:
    """列出删除记录 · List what was erased."""
    context = context_of(command)
    _list(context, list(context.documents.tombstones()))


def _versions(context: Context, found: Certificate) -> list[Digest]:
    """Return the digests of all documents that a certificate had, each once."""
    digests: dict[Digest, None] = {}
    after: int | None = 0
    with context.mirror.sessions() as session:
        while after is not None:
            page = certificates.history(session, found.id, after)
            named = (getattr(line.entry.event, "document_digest", None) for line in page.items)
            digests |= {digest: None for digest in named if digest is not None}
            after = page.next
    return list(digests)


def _list(context: Context, tombstones: list[Tombstone]) -> None:
    if context.as_json:
        emit([each.fields for each in tombstones])
        return
    titles = [("摘要", "digest"), ("删除时间", "erased at"), ("原因", "reason"), ("决定者", "by")]
    table(context, titles, [(whole(each.digest), moment(each.erased_at), each.reason, each.by) for each in tombstones])

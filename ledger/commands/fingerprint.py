"""
deed fingerprint: digests of data where it lies; needs no ledger, no network and no settings.

Exit codes with `--check`: 0 the same fingerprint, 1 another, 2 it could not be taken.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from ledger.commands.context import Context, context_of, read_file
from ledger.commands.printing import emit, table
from ledger.errors import InvalidInput, Misconfigured
from ledger.fingerprint.delimited import Dialect
from ledger.fingerprint.rows import cells
from ledger.fingerprint.steady import Tell
from ledger.fingerprint.taking import KINDS, SCHEMA, How, Taken, asked_again, differences, size_of, take
from ledger.private_file import write_private

COLUMNS_SHOWN_MAX = 20
"""Columns that are listed on a terminal; JSON has all."""

WHAT = {
    "fingerprint": ("指纹", "fingerprint"),
    "bytes": ("字节数", "bytes"),
    "rows": ("行数", "rows"),
    "schemaDigest": ("结构摘要", "schema digest"),
    "contentDigest": ("内容摘要（不计行序）", "content digest (any row order)"),
}


def fingerprint(
    command: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="文件或文件夹 · Files or folders.")],
    *,
    kind: Annotated[
        str | None, typer.Option("--as", help="csv、json、parquet、bytes · What it is, whatever its name.")
    ] = None,
    encoding: Annotated[str | None, typer.Option("--encoding", help="CSV 编码 · Encoding of a CSV.")] = None,
    delimiter: Annotated[str | None, typer.Option("--delimiter", help="CSV 分隔符 · Delimiter of a CSV.")] = None,
    no_header: Annotated[bool, typer.Option("--no-header", help="CSV 无表头 · A CSV without names.")] = False,
    sample: Annotated[int, typer.Option("--sample", min=0, max=100_000, help="随机抽取行数 · Rows to draw.")] = 0,
    seed: Annotated[int, typer.Option("--seed", help="抽样种子 · The sample's seed.")] = 0,
    to: Annotated[Path | None, typer.Option("--to", help="样本写入此文件 · Where the sample goes.")] = None,
    check: Annotated[Path | None, typer.Option("--check", help="与此指纹文件比对 · Compare with this result.")] = None,
) -> None:
    """在本机计算数据指纹，数据不外传 · Take the fingerprint of data; nothing leaves this machine."""
    context = context_of(command)
    if kind not in (None, "bytes", *KINDS):
        raise typer.BadParameter(", ".join((*KINDS, "bytes")), param_hint="--as")
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
        raise InvalidInput("DelimiterMalformed", "--delimiter", given=repr(delimiter))
    if sample and (to is None or len(paths) != 1 or paths[0].is_dir()):
        raise InvalidInput("SampleNeedsTable", "--sample")
    before = _results(check, len(paths)) if check is not None else None
    how = How(kind, Dialect(encoding, delimiter, not no_header), sample, seed)
    hows = [asked_again(each) for each in before] if before is not None else [how] * len(paths)
    with _watched(context, sum(map(size_of, paths))) as tell:
        taken = [take(path, one, tell) for path, one in zip(paths, hows, strict=True)]
    if sample and to is not None:
        _write_sample(taken[0], to)
    if before is not None:
        raise typer.Exit(0 if _compared(context, before, taken) else 1)
    if context.as_json:
        emit({"schema": SCHEMA, "results": [each.fields for each in taken]})
    else:
        for each in taken:
            _show(context, each.fields)


@contextmanager
def _watched(context: Context, total: int) -> Iterator[Tell]:
    """Show how many bytes are read; the bar is gone at the end, and there is none where nobody watches."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=context.err, transient=True, disable=not context.err.is_terminal) as bars:
        task = bars.add_task(context.say("读取", "read"), total=total)
        yield lambda count: bars.advance(task, count)


def _results(file: Path, count: int) -> list[dict[str, Any]]:
    """Return what such a file lists, one for each path."""
    try:
        known = json.loads(read_file(file))
        results = known["results"]
        fits = known["schema"] == SCHEMA and len(results) == count
        for each in results:
            fits = (
                fits and isinstance(each["fingerprint"]["value"], str) and each["kind"] in ("folder", "bytes", *KINDS)
            )
    except (ValueError, KeyError, TypeError):
        fits = False
    if not fits:
        raise InvalidInput("FingerprintFileMalformed", str(file))
    return list(results)


def _compared(context: Context, before: list[dict[str, Any]], taken: list[Taken]) -> bool:
    found = [differences(was, now.fields) for was, now in zip(before, taken, strict=True)]
    if context.as_json:
        results = [
            {"name": now.fields["name"], "differences": [vars(each) for each in listed]}
            for now, listed in zip(taken, found, strict=True)
        ]
        emit({"agrees": not any(found), "results": results})
        return not any(found)
    for now, listed in zip(taken, found, strict=True):
        name = now.fields["name"]
        if not listed:
            context.out.print(context.say(f"{name}：与指纹一致", f"{name}: the same fingerprint"), markup=False)
            continue
        context.out.print(context.say(f"{name}：与指纹不一致", f"{name}: not the same"), markup=False)
        titles = [("项目", "what"), ("原为", "was"), ("现为", "is")]
        rows = [
            (context.say(*WHAT.get(one.what, (one.what, one.what))), _or_none(one.was), _or_none(one.now))
            for one in listed
        ]
        table(context, titles, rows)
        if not {"rows", "schemaDigest", "contentDigest"} & {one.what for one in listed} and "table" in now.fields:
            context.note(
                "各行相同，只是行序、编码或写法不同。", "The rows are the same, in another order, encoding or spelling."
            )
    return not any(found)


def _or_none(value: Any) -> str:
    return "—" if value is None else str(value)


def _show(context: Context, fields: dict[str, Any]) -> None:
    rows: list[tuple[str, str, Any]] = [
        ("名称", "name", f"{fields['name']} ({fields['kind']})"),
        ("指纹（SHA-256，登记用）", "fingerprint (SHA-256, to register)", fields["fingerprint"]["value"]),
        ("字节数", "bytes", f"{fields['bytes']:,}"),
    ]
    if "files" in fields:
        rows.append(("文件数", "files", f"{len(fields['files']):,}"))
    if "table" in fields:
        rows += _table_rows(fields["table"])
    for zh, en, value in rows:  # not a card: a digest is copied, and none may be broken in two
        context.out.print(f"{context.say(zh, en)}  {value}", markup=False)
    ragged = fields.get("table", {}).get("ragged", [])
    if ragged:
        width, count = len(fields["table"]["columns"]), fields["table"]["raggedRows"]
        listed = ", ".join(f"{each['row']} ({each['cells']})" for each in ragged[:10])
        context.note(
            f"{count} 行的列数不是 {width}，行号（列数）：{listed}。已按原样计入，请核对。",
            f"{count} rows have another number of cells than {width}; row (cells): {listed}. They are counted as they "
            "stand; look at them.",
        )


def _table_rows(shown: dict[str, Any]) -> list[tuple[str, str, Any]]:
    columns = [f"{each['name']} {each['type']}" for each in shown["columns"]]
    more = f" … (+{len(columns) - COLUMNS_SHOWN_MAX})" if len(columns) > COLUMNS_SHOWN_MAX else ""
    rows: list[tuple[str, str, Any]] = [
        (*WHAT["rows"], f"{shown['rows']:,}"),
        ("列", "columns", ", ".join(columns[:COLUMNS_SHOWN_MAX]) + more),
        (*WHAT["schemaDigest"], shown["schemaDigest"]),
        (*WHAT["contentDigest"], shown["contentDigest"]),
    ]
    if "encoding" in shown:
        rows.append(("编码", "encoding", shown["encoding"]))
    if "delimiter" in shown:
        rows.append(("分隔符", "delimiter", repr(shown["delimiter"])))
    return rows


def _write_sample(taken: Taken, to: Path) -> None:
    """Write each row as a line of JSON: its number in the file, and its cells or its value."""
    is_csv = taken.fields["kind"] == "csv"
    lines = [
        json.dumps({"row": number, "value": cells(row) if is_csv else json.loads(row)}, ensure_ascii=False) + "\n"
        for number, row in taken.sample
    ]
    try:
        write_private(to, "".join(lines), over=True)
    except OSError as error:
        raise Misconfigured("FileUnwritable", file=str(to), reason=error.strerror) from None


def add_to(app_: typer.Typer) -> None:
    """Put this command under `deed`."""
    app_.command("fingerprint")(fingerprint)

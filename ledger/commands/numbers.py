"""deed numbers: how many certificate numbers a month has left, when they end, and why some were skipped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.text import Text

from api.routes.numbers import period_of, warning
from ledger.chain.writer import Writer
from ledger.commands.context import Context, context_of, whole
from ledger.commands.printing import emit, table
from ledger.desk.gaps import Trial, trials
from ledger.domain.calendar import day_of
from ledger.domain.numbers import SERIAL_MAX, CertificateNumber
from ledger.domain.supply import Supply
from ledger.errors import NotFound
from ledger.instructions.reserved import reserved
from ledger.messages import sentence
from ledger.store.queries import blocks, numbers

SHORT = 1
"""The exit code where a register is short of numbers."""


def supply(
    command: typer.Context,
    month: Annotated[
        str | None, typer.Option("--month", help="月份，如 2026-11 · The month; this one otherwise.")
    ] = None,
    gaps: Annotated[
        bool, typer.Option("--gaps", help="列出空号及来由，查本机发送日志 · List gaps, and what was tried from here.")
    ] = False,
) -> None:
    """证书编号余量、预计用完日与空号 · Numbers used and left by register; exit 0 enough, 1 short."""
    context = context_of(command)
    with context.mirror.sessions() as session:
        at = blocks.cursor(session)
        if at is None:
            raise NotFound("MirrorEmptyYet")
        today = day_of(at.time)
        period = today.year * 100 + today.month if month is None else period_of(month)
        found = numbers.supplies(session, period, today)
    with context.service.reading() as service:
        kept = {CertificateNumber.from_packed(each): name for each, name in reserved(service).items()} if gaps else {}
    tried = {one.register: _tried(context, one) if gaps else [] for one in found}
    if context.as_json:
        emit([_as_json(one, tried[one.register], kept) for one in found])
    else:
        _show(context, found)
        for one in found if gaps else []:
            _show_gaps(context, one, tried[one.register])
        _show_reserved(context, kept)
    if any(one.is_short for one in found):
        raise typer.Exit(SHORT)


def _tried(context: Context, one: Supply) -> list[Trial]:
    if not one.gaps:
        return []
    writer = Writer(context.rpc, context.deployment.chain_id, context.settings.home / "journal.sqlite")
    context.stack.callback(writer.close)
    return trials(context.rpc, writer, one)


def _show(context: Context, found: list[Supply]) -> None:
    titles = [
        ("登记簿", "register"), ("月份", "month"), ("已用", "used"), ("剩余", "left"), ("下一号", "next"),
        ("空号", "skipped"), ("预计用完", "ends on"),
    ]  # fmt: skip
    rows = [
        (
            f"{one.code:03d}/{one.regime.name}", f"{one.period // 100}-{one.period % 100:02d}", one.used, one.left,
            _number(one, one.next) if one.next else "—", sum(gap.count for gap in one.gaps),
            one.ends_on.isoformat() if one.ends_on else "—",
        )
        for one in found
    ]  # fmt: skip
    table(
        context,
        titles,
        [
            [Text(str(cell), "yellow" if short else "") for cell in row]
            for row, short in zip(rows, [one.is_short for one in found], strict=True)
        ],
    )
    for one in found:
        if (said := warning(one)) is not None:
            context.note(f"{one.code:03d}/{one.regime.name}：{said.zh}", f"{one.code:03d}/{one.regime.name}: {said.en}")
    context.note(f"每登记簿每月 {SERIAL_MAX} 号。", f"A register has {SERIAL_MAX} numbers a month.")


def _show_gaps(context: Context, one: Supply, tried: list[Trial]) -> None:
    for gap in one.gaps:
        first, last, behind = (_number(one, serial) for serial in (gap.first, gap.last, gap.last + 1))
        told = sentence(f"Gap{gap.cause.name.title()}", context.locale, {"number": behind})
        context.out.print(f"{first}–{last}  {told}" if gap.count > 1 else f"{first}  {told}", markup=False)
    for trial in tried:
        code = f"Gap{trial.became.name.title().replace('_', '')}"
        told = sentence(code, context.locale, {"transaction": whole(trial.transaction)})
        context.out.print(f"{trial.number}  {told}", markup=False)


def _show_reserved(context: Context, kept: Mapping[CertificateNumber, str]) -> None:
    for number, name in sorted(kept.items()):
        context.out.print(f"{number}  {sentence('GapReserved', context.locale, {'instruction': name})}", markup=False)


def _as_json(one: Supply, tried: list[Trial], kept: Mapping[CertificateNumber, str]) -> dict[str, Any]:
    return {
        "register": f"{one.code:03d}/{one.regime.name}",
        "period": one.period,
        "used": one.used,
        "left": one.left,
        "next": _number(one, one.next) if one.next else None,
        "endsOn": one.ends_on,
        "isShort": one.is_short,
        "gaps": [{"first": _number(one, x.first), "last": _number(one, x.last), "cause": x.cause} for x in one.gaps],
        "reserved": [
            {"number": number.text, "instruction": name}
            for number, name in sorted(kept.items())
            if (number.register, number.period) == (one.register, one.period)
        ],
        "tried": [{"number": x.number.text, "transaction": whole(x.transaction), "became": x.became} for x in tried],
    }


def _number(one: Supply, serial: int) -> str:
    return CertificateNumber(one.code, one.regime, one.period, serial).text


def add_to(app: typer.Typer) -> None:
    """Put this command under `deed`."""
    app.command("numbers")(supply)

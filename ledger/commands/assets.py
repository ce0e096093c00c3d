"""
deed assets, deed calendar, deed statistics: what a holder has, when something of it is due, and what the ledger counts.

They read the mirror at hand, so that they need no service; whoever has the home may see all of it.
"""

from __future__ import annotations

import time
from enum import StrEnum
from typing import Annotated, Any

import typer

from api.dependencies import PastParameters, View, view_then
from api.holder import Holder, table_of
from api.routes.holders import CALENDAR_MONTHS, as_icalendar, until_after
from api.statistics import Months, Statistics
from api.statistics import table_of as statistics_table
from ledger.commands.context import Context, context_of
from ledger.commands.printing import card, emit, table
from ledger.domain.numbers import check_uscc
from ledger.errors import NotFound
from ledger.sheets.export import csv_of, ndjson_of
from ledger.store.queries import ReadSession, blocks, participants
from ledger.store.queries.statistics import count

Code = Annotated[str, typer.Argument(help="权利人统一社会信用代码 · The holder's unified social credit code.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", help="以该日终了时为准，或一个时刻 · As at the end of a day, or an instant.")
]


class Form(StrEnum):
    """How a table is written to be taken away."""

    CSV = "csv"
    NDJSON = "ndjson"


class What(StrEnum):
    """Which statistics."""

    REGISTRATIONS = "registrations"
    FINANCE = "finance"
    VOLUME = "volume"
    CASES = "cases"


class By(StrEnum):
    """By what statistics are grouped."""

    ALL = "all"
    MONTH = "month"
    ZONE = "zone"
    CENTRE = "centre"
    REGIME = "regime"
    REGISTER = "register"
    INDUSTRY = "industry"
    DIVISION = "division"


def assets(
    command: typer.Context,
    uscc: Code,
    as_of: AsOf = None,
    form: Annotated[Form | None, typer.Option("--format", help="csv 或 ndjson · To take away.")] = None,
) -> None:
    """权利人名下的证书及其上的权利负担 · A holder's certificates, and what rests on each."""
    context = context_of(command)
    with context.mirror.sessions() as session:
        found = _holder(context, session, uscc, as_of)
        if form is Form.CSV:
            _write(csv_of(*table_of(found.views(), context.locale)))
            return
        lines = [each.model_dump(mode="json", by_alias=True) for each in found.views()]
        totals = found.totals
    if form is Form.NDJSON:
        _write(ndjson_of(lines))
    elif context.as_json:
        emit({"totals": totals.model_dump(mode="json", by_alias=True), "items": lines})
    else:
        _show_assets(context, lines, totals)


def _show_assets(context: Context, lines: list[dict[str, Any]], totals: Any) -> None:
    rows = [
        (
            line["number"],
            line["reasonName"][context.locale],
            line["lastValidDay"],
            " ".join(f"{badge['name'][context.locale]}×{badge['number']}" for badge in line["badges"]),
            _yuan(line["securedFen"]),
            _yuan(line["valueFen"]),
        )
        for line in lines
    ]
    titles = [("证书编号", "number"), ("状态", "standing"), ("最后有效日", "last valid day"), ("标记", "badges")]
    table(context, [*titles, ("在押金额", "secured"), ("评估价值", "value")], rows)
    card(
        context,
        [
            ("证书", "certificates", totals.certificates),
            ("有效", "in force", totals.in_force),
            ("在押金额", "secured", _yuan(totals.secured_fen)),
            ("评估价值", "value", _yuan(totals.value_fen)),
        ],
    )


def calendar(
    command: typer.Context,
    uscc: Code,
    months: Annotated[int, typer.Option("--months", min=1, max=120, help="几个月之内 · How far.")] = CALENDAR_MONTHS,
    as_of: AsOf = None,
    ics: Annotated[bool, typer.Option("--ics", help="写成 iCalendar · Write iCalendar.")] = False,
) -> None:
    """权利人的到期与期限 · What ends or is due of a holder's certificates and applications."""
    context = context_of(command)
    with context.mirror.sessions() as session:
        found = _holder(context, session, uscc, as_of)
        made = found.calendar(until_after(found, months))
    if ics:
        _write(as_icalendar(made, context.locale))
    elif context.as_json:
        emit(made.model_dump(mode="json", by_alias=True))
    else:
        rows = [
            (each.day, each.days_left, getattr(each.name, context.locale), each.number or each.id, _name(context, each))
            for each in made.items
        ]
        titles = [("日期", "day"), ("剩余天数", "days left"), ("事项", "what"), ("证书或案件", "certificate")]
        table(context, [*titles, ("相关方", "party")], rows)


def statistics(
    command: typer.Context,
    what: Annotated[What, typer.Argument(help="哪一种统计 · Which statistics.")] = What.REGISTRATIONS,
    *,
    by: Annotated[By, typer.Option("--by", help="分组 · By what.")] = By.MONTH,
    first: Annotated[str | None, typer.Option("--first", help="起始月份，如 2026-01 · The first month.")] = None,
    last: Annotated[str | None, typer.Option("--last", help="截止月份 · The last month.")] = None,
    least: Annotated[int, typer.Option("--least", min=1, help="少于几笔的金额不显示 · Withhold sums of fewer.")] = 1,
    as_of: AsOf = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="写成 CSV · Write CSV.")] = False,
) -> None:
    """登记、融资、数据量与办理时长的统计 · Registrations, finance, volume, and how long cases take."""
    context, months = context_of(command), Months.read(first, last)
    with context.mirror.sessions() as session:
        view = _view(session, as_of)
        counted = count(view.session, view.at.number, view.instant)
        found = Statistics(view.session, context.documents, counted, context.settings.zones, months)
        made = _made(found, what, by, least)
    titles, rows = statistics_table(made, context.locale)
    if as_csv:
        _write(csv_of(titles, rows))
    elif context.as_json:
        emit(made.model_dump(mode="json", by_alias=True))
    else:
        table(context, [(title, title) for title in titles], rows)


def _made(found: Statistics, what: What, by: By, least: int) -> Any:
    if what is What.REGISTRATIONS:
        return found.registrations(by.value)
    if what is What.FINANCE:
        return found.finance(by.value, least)
    if what is What.VOLUME:
        return found.volume()
    register_by = by.value if by not in (By.INDUSTRY, By.DIVISION) else By.ALL.value
    return found.cases(register_by)  # type: ignore[arg-type]  # a case has no industry before its certificate


# WITHIN


def _holder(context: Context, session: ReadSession, uscc: str, as_of: str | None) -> Holder:
    """Return a holder at an instant.  Raises `InvalidInput`, or `NotFound` MirrorEmptyYet, HolderUnknown."""
    code, view = check_uscc(uscc, "uscc"), _view(session, as_of)
    who = participants.by_uscc(view.session, code)
    if who is None:
        raise NotFound("HolderUnknown", uscc=code, block=view.at.number)
    return Holder(view.session, context.documents, who, view.at, view.instant)


def _view(session: ReadSession, as_of: str | None) -> View:
    at = blocks.cursor(session)
    if at is None:
        raise NotFound("MirrorEmptyYet")
    view = View(session, at, max(int(time.time()), at.time))
    return view if as_of is None else view_then(view, PastParameters(lang=None, as_of_block=None, as_of=as_of))


def _write(content: bytes) -> None:
    print(content.decode(), end="")


def _yuan(fen: int | None) -> str:
    return "—" if fen is None else f"{fen // 100:,}.{fen % 100:02d}"


def _name(context: Context, each: Any) -> str:
    named = each.who.name if each.who else None
    return getattr(named, context.locale) if named else "—"


def add_to(app: typer.Typer) -> None:
    """Put these commands under `deed`."""
    app.command()(assets)
    app.command()(calendar)
    app.command()(statistics)

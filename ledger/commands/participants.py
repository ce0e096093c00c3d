"""deed participant …: admit holders, list and show participants, enter a new name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api import views
from api.subject import Gatherer
from ledger.commands.context import Context, context_of, read_file, whole
from ledger.commands.parameters import Checker, Maker, RequestKey
from ledger.commands.printing import acted, bits, card, emit, faulty_rows, table
from ledger.desk import admission
from ledger.desk.registration import ApplicationsFaulty
from ledger.domain.numbers import check_uscc, uscc_of
from ledger.domain.participants import EnrolledKey, Participant, Role
from ledger.errors import InvalidInput, NotFound
from ledger.store.queries import participants as queries

if TYPE_CHECKING:
    from ledger.store.queries import ReadSession

app = typer.Typer(
    help="参与方：接纳、列出、查看、更名 · Participants: admit, list, show, rename.", no_args_is_help=True
)

PAGE = 500
"""Participants that are read at a time."""


@app.command("admit")
def admit(
    command: typer.Context,
    file: Annotated[Path, typer.Argument(help="NDJSON，每行一个权利人 · One holder a line; - for stdin.")],
    maker: Maker,
    checker: Checker,
    request_key: RequestKey = None,
) -> None:
    """接纳权利人 · Admit holders, each with its profile and keys."""
    context = context_of(command)
    try:
        admitted = admission.admit(context.desk(maker, checker), read_file(file), request_key)
    except ApplicationsFaulty as error:
        faulty_rows(context, error.faults)
        raise
    if context.as_json:
        emit([{"uscc": one.uscc, "participant": one.number, "new": one.is_new} for one in admitted])
        return
    new, known = context.say("已接纳", "admitted"), context.say("已在册，未改动", "there before, not changed")
    columns = [("编号", "no."), ("统一社会信用代码", "USCC"), ("结果", "result")]
    table(context, columns, [(one.number, one.uscc, new if one.is_new else known) for one in admitted])


@app.command("list")
def list_(
    command: typer.Context,
    role: Annotated[
        str | None, typer.Option("--role", help="角色 · Only those with this role: REGISTRY, BANK, …")
    ] = None,
) -> None:
    """列出参与方 · List participants."""
    context = context_of(command)
    if role is not None and role.upper() not in Role.__members__:
        raise InvalidInput("ValueUnknown", "role", given=role, expected=", ".join(Role.__members__))
    wanted = Role(0) if role is None else Role[role.upper()]
    with context.mirror.sessions() as session:
        gatherer = Gatherer(session, context.documents)
        found = [gatherer.party(one) for one in _all(session) if one.roles & wanted == wanted]
    if context.as_json:
        emit([views.participant(one, []).model_dump(mode="json", by_alias=True) for one in found])
        return
    titles = [("编号", "no."), ("统一社会信用代码", "USCC"), ("名称", "name"), ("角色", "roles"), ("状态", "state")]
    rows = [
        (
            one.participant.number, uscc_of(one.participant.identity) or "—",
            "—" if one.name is None else context.say(one.name.zh, one.name.en),
            bits(context, "roles", one.participant.roles), _state(context, suspended=one.participant.suspended),
        )
        for one in found
    ]  # fmt: skip
    table(context, titles, rows)


def _all(session: ReadSession) -> Iterator[Participant]:
    after: int | None = 0
    while after is not None:
        page = queries.admitted(session, after, PAGE)
        yield from page.items
        after = page.next


def _state(context: Context, *, suspended: bool) -> str:
    return context.say("已暂停", "suspended") if suspended else context.say("正常", "active")


@app.command("show")
def show(
    command: typer.Context,
    who: Annotated[str, typer.Argument(help="统一社会信用代码或参与方编号 · Code, or the participant's number.")],
) -> None:
    """查看参与方 · Show a participant."""
    context = context_of(command)
    with context.mirror.sessions() as session:
        by_number = who.isascii() and who.isdigit() and len(who) <= 10
        one = queries.by_number(session, int(who)) if by_number else queries.by_uscc(session, check_uscc(who, "who"))
        if one is None:
            raise NotFound("NotAdmitted", uscc=who)
        party = Gatherer(session, context.documents).party(one)
        view = views.participant(party, queries.charges_of(session, one.number))
        keys = queries.keys_of(session, one.number)
    if context.as_json:
        emit(view.model_dump(mode="json", by_alias=True))
        return
    name = view.name
    rows = [
        ("名称", "name", "—" if name is None else context.say(name.zh, name.en)),
        ("统一社会信用代码", "USCC", view.uscc or "—"),
        ("参与方编号", "number", view.participant),
        ("类型", "kind", view.kind),
        ("角色", "roles", bits(context, "roles", one.roles)),
        ("登记簿", "registers", ", ".join(view.registers) or "—"),
        ("状态", "state", _state(context, suspended=view.suspended)),
        ("密钥", "keys", "\n".join(_key(context, each) for each in keys) or "—"),
    ]
    rows += [
        ("曾用名", "former name", f"{context.say(each.zh, each.en)} (→ {each.until})") for each in view.former_names
    ]
    card(context, rows)


def _key(context: Context, key: EnrolledKey) -> str:
    ended = context.say("  已撤销", "  revoked") if key.revoked else ""
    return f"{whole(key.key)}  {bits(context, 'duties', key.duties)}{ended}"


@app.command("rename")
def rename(
    command: typer.Context,
    *,
    uscc: Annotated[str, typer.Argument(help="统一社会信用代码 · Code.")],
    zh: Annotated[str, typer.Option("--zh", help="新的中文名称 · New Chinese name.")],
    en: Annotated[str, typer.Option("--en", help="新的英文名称 · New English name.")],
    maker: Maker,
    checker: Checker,
) -> None:
    """登记新名称，原名称列入曾用名 · Enter a new name; the present one becomes a former name."""
    context = context_of(command)
    acted(context, admission.rename(context.desk(maker, checker), check_uscc(uscc), zh, en))

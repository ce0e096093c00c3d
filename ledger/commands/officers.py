"""deed officer …: the accounts of people; for the operator, who also makes an institution's first administrator."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from ledger.commands.clients import participant_of
from ledger.commands.context import Context, context_of
from ledger.commands.printing import card, emit, moment, table
from ledger.domain.officers import duties_of, login_of, name_of
from ledger.errors import NotFound
from ledger.officers import staff
from ledger.officers.staff import THE_OPERATOR, Administrator
from ledger.store.service import officers, sessions
from ledger.store.service.answers import ServiceSession
from ledger.store.service.officers import New, Officer

app = typer.Typer(
    help="人员账号：开设、查看、职责、密码、第二因素、登录、注销 · The accounts of officers, and their sessions.",
    no_args_is_help=True,
)

Change = Callable[[ServiceSession, Administrator, str, int], Officer]
"""What the operator does with an officer's account, by its id, at a unix second."""

Login = Annotated[str, typer.Argument(help="登录名 · The login name.", show_default=False)]
Duties = Annotated[
    list[str], typer.Option("--duty", help="administer prepare approve read；可重复 · repeatable.", show_default=False)
]


@app.command("add")
def add(
    command: typer.Context,
    login: Login,
    *,
    institution: Annotated[str, typer.Option("--institution", help="所属机构的代码或编号 · Whose: USCC or number.")],
    duty: Duties,
    name: Annotated[str, typer.Option("--name", help="人员名称，默认为登录名 · A name; the login otherwise.")] = "",
) -> None:
    """开设账号；临时密码只显示一次 · Open an account. Its temporary password is shown this once."""
    context = context_of(command)
    new = New(
        login=login_of(login),
        name=name_of(name or login),
        participant=participant_of(context, institution),
        duties=duties_of(duty, "duty"),
    )
    with context.service.writing() as session:
        officer, password = staff.add(session, THE_OPERATOR, new, _now())
    _show_once(context, officer, password)


@app.command("list")
def list_(
    command: typer.Context,
    institution: Annotated[
        str, typer.Option("--institution", help="只列一个机构的 · Only of this institution: USCC or number.")
    ] = "",
) -> None:
    """列出账号 · List the accounts, also those that have ended."""
    context = context_of(command)
    participant = participant_of(context, institution) if institution else None
    with context.service.reading() as session:
        found = officers.of_participant(session, participant)
    if context.as_json:
        emit([_told(each) for each in found])
        return
    titles = [
        ("登录名", "login"),
        ("名称", "name"),
        ("机构", "institution"),
        ("职责", "duties"),
        ("第二因素", "second factor"),
        ("", ""),
    ]
    table(context, titles, [_row(context, each) for each in found])


@app.command("duties")
def duties(command: typer.Context, login: Login, *, duty: Duties) -> None:
    """变更职责，并结束其登录 · Give an officer these duties and no others; his sessions end."""
    context = context_of(command)
    asked = duties_of(duty, "duty")
    with context.service.writing() as session:
        officer = staff.set_duties(session, THE_OPERATOR, _id_of(session, login), asked, _now())
    _show(context, officer)


@app.command("password")
def password(command: typer.Context, login: Login) -> None:
    """重设临时密码，只显示一次 · Give an officer a temporary password, shown this once; his sessions end."""
    context = context_of(command)
    with context.service.writing() as session:
        officer, given = staff.reset_password(session, THE_OPERATOR, _id_of(session, login), _now())
    _show_once(context, officer, given)


@app.command("totp")
def totp(command: typer.Context, login: Login) -> None:
    """重置第二因素，下次登录时重新设置 · Take the second factor away; a new one is set at the next sign-in."""
    _change(command, login, staff.reset_second_factor)


@app.command("suspend")
def suspend(command: typer.Context, login: Login) -> None:
    """暂停账号，并结束其登录 · Let an officer not sign in for a while; his sessions end."""
    _change(command, login, staff.suspend)


@app.command("resume")
def resume(command: typer.Context, login: Login) -> None:
    """恢复已暂停的账号 · Let a suspended officer sign in again."""
    _change(command, login, staff.resume)


@app.command("end")
def end(command: typer.Context, login: Login) -> None:
    """注销账号，不可恢复 · End an account for good."""
    _change(command, login, staff.end)


@app.command("sessions")
def list_sessions(
    command: typer.Context,
    login: Login,
    end: Annotated[bool, typer.Option("--end", help="全部结束 · End them all.")] = False,
) -> None:
    """列出或结束其登录 · List an officer's sessions, or end them all."""
    context = context_of(command)
    with context.service.writing() as session:
        officer = officers.live(session, _id_of(session, login))
        idle = context.settings.session_idle_seconds
        found = sessions.of_officer(session, officer, _now(), idle)
        if end:
            staff.end_sessions(session, THE_OPERATOR, officer.id, _now())
    if context.as_json:
        emit([_told_session(each) | {"ended": end} for each in found])
        return
    titles = [("开始", "since"), ("最近", "seen"), ("地址", "address"), ("浏览器", "browser")]
    table(context, titles, [(moment(each.created), moment(each.seen), each.address, each.agent) for each in found])
    if end:
        context.note(f"已结束 {len(found)} 个登录", f"Ended: {len(found)}")


def _now() -> int:
    return int(time.time())


def _id_of(session: ServiceSession, login: str) -> str:
    found = officers.by_login(session, login.strip().lower())
    if found is None:
        raise NotFound("OfficerUnknown", officer=login)
    return found.id


def _show(context: Context, officer: Officer, more: Sequence[tuple[str, str, str]] = ()) -> None:
    if context.as_json:
        emit(_told(officer) | {name: value for _, name, value in more})
        return
    rows = [
        ("登录名", "login", officer.login),
        ("名称", "name", officer.name),
        ("机构", "institution", str(officer.participant)),
        ("职责", "duties", officer.duties),
    ]
    card(context, [*rows, *more])


def _show_once(context: Context, officer: Officer, given: str) -> None:
    _show(context, officer, [("临时密码", "password", given)])
    context.note(
        "请只交给本人：不会再次显示，七日内有效，首次登录时须改为自选密码。",
        "For its officer alone: not shown again, good for seven days, and changed at the first sign-in.",
    )


def _change(command: typer.Context, login: str, change: Change) -> None:
    context = context_of(command)
    with context.service.writing() as session:
        officer = change(session, THE_OPERATOR, _id_of(session, login), _now())
    _show(context, officer)


def _told(officer: Officer) -> dict[str, Any]:
    return {
        "id": officer.id,
        "login": officer.login,
        "name": officer.name,
        "institution": officer.participant,
        "duties": officer.duties.split(),
        "hasSecondFactor": officer.second_factor is not None,
        "isTemporary": officer.is_temporary,
        "created": officer.created,
        "suspended": officer.suspended,
        "ended": officer.ended,
    }


def _told_session(found: sessions.OfficerSession) -> dict[str, Any]:
    return {
        "id": found.id,
        "stage": found.stage,
        "address": found.address,
        "agent": found.agent,
        "created": found.created,
        "seen": found.seen,
        "expires": found.expires,
    }


def _row(context: Context, officer: Officer) -> tuple[str, ...]:
    if officer.ended is not None:
        state = context.say("已注销", "ended")
    elif officer.suspended is not None:
        state = context.say("已暂停", "suspended")
    elif officer.is_temporary:
        state = context.say("待首次登录", "invited")
    else:
        state = context.say("有效", "active")
    factor = context.say("已设", "set") if officer.second_factor is not None else "—"
    return (officer.login, officer.name, str(officer.participant), officer.duties, factor, state)

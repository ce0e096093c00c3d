"""
deed inbox: what an institution's officers are to know, from a service; the unread first.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from ledger.commands.context import Context, context_of
from ledger.commands.instructions import Api
from ledger.commands.printing import emit, moment, table
from ledger.commands.sign_in import SignedIn

ON_A_PAGE = 200
"""Notices asked for at a time; the service may give fewer."""


def inbox(
    command: typer.Context,
    *,
    api: Api,
    login: Annotated[str, typer.Option("--login", help="人员登录名 · The officer.")],
    read: Annotated[bool, typer.Option("--read", help="将所列标为已读 · Note that these were read.")] = False,
) -> None:
    """收件箱：待办、退回、期限与变化 · What waits, was refused, ends or changed; the unread first."""
    context = context_of(command)
    with SignedIn(context, api, login) as desk:
        notices = _all(desk)
        unread = [each["id"] for each in notices if not each["read"]]
        if read and unread:
            desk.ask("/v1/inbox/read", {"notices": unread})
    if context.as_json:
        emit({"items": notices, "unread": 0 if read else len(unread)})
        return
    _show(context, notices)
    context.note(f"{len(unread)} 条未读。", f"{len(unread)} unread.")


def _all(desk: SignedIn) -> list[dict[str, Any]]:
    said = desk.fetch("/v1/inbox", {"limit": ON_A_PAGE})
    found: list[dict[str, Any]] = said["items"]
    while said["next"] is not None:
        said = desk.fetch("/v1/inbox", {"limit": ON_A_PAGE, "cursor": said["next"]})
        found += said["items"]
    return found


def _show(context: Context, notices: list[dict[str, Any]]) -> None:
    titles = [("", ""), ("时间", "at"), ("事项", "what"), ("编号", "id")]
    rows = [
        ("" if each["read"] else "●", _when(each["at"]), each["sentence"][context.locale], each["id"])
        for each in notices
    ]
    table(context, titles, rows)


def _when(written: str) -> str:
    return moment(int(datetime.fromisoformat(written).timestamp()))


def add_to(app: typer.Typer) -> None:
    """Put this command under `deed`."""
    app.command("inbox")(inbox)

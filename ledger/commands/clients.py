"""deed client …: the programs that may ask the API, and what they show to be known by."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from api.caller import Scope
from ledger.commands.context import Context, context_of
from ledger.commands.printing import card, emit, moment, table
from ledger.domain.numbers import check_uscc
from ledger.errors import InvalidInput, NotFound, Refused
from ledger.store.queries import participants
from ledger.store.service import clients as queries
from ledger.store.service.clients import Client, Kind, New

OVERLAP_HOURS = 24
"""How long a former key or secret is still good after a rotation, unless told otherwise: a bank's next working day."""

DAY_SECONDS = 86_400

app = typer.Typer(
    help="接口客户端：创建、查看、轮换、撤销 · Clients of the API: add, list, rotate, revoke.", no_args_is_help=True
)

ClientId = Annotated[str, typer.Argument(help="客户端标识 · The client's id.", show_default=False)]


@app.command("add")
def add(
    command: typer.Context,
    *,
    name: Annotated[str, typer.Argument(help="客户端名称 · A name for the client.")],
    scope: Annotated[
        list[str], typer.Option("--scope", help="read verify watch prepare supervise；可重复 · repeatable.")
    ],
    participant: Annotated[
        str, typer.Option("--participant", help="所代表参与方的代码或编号 · For whom it acts: USCC or number.")
    ] = "",
    key: Annotated[bool, typer.Option("--key", help="签发 API 密钥 · Give it an API key.")] = False,
    secret: Annotated[bool, typer.Option("--secret", help="签发 OAuth 口令 · Give it a secret for tokens.")] = False,
    certificate: Annotated[
        str, typer.Option("--certificate", help="客户端证书主题或 SHA-256 指纹 · Its certificate's subject or SHA-256.")
    ] = "",
    days: Annotated[int | None, typer.Option("--days", min=1, help="有效天数 · Good for so many days.")] = None,
) -> None:
    """创建客户端；密钥只显示一次 · Add a client. Its key or secret is shown this once."""
    context = context_of(command)
    if not (key or secret or certificate):
        raise InvalidInput("ClientWithoutCredentials", "key")
    now = int(time.time())
    new = New(
        name=name,
        participant=participant_of(context, participant) if participant else 0,
        scopes=frozenset(map(_scope, scope)),
        certificate=certificate or None,
        expires=None if days is None else now + days * DAY_SECONDS,
    )
    with context.service.writing() as session:
        client = queries.add(session, new, now)
        kinds = [kind for kind, wanted in ((Kind.KEY, key), (Kind.SECRET, secret)) if wanted]
        made = {kind: queries.issue(session, client, kind, now) for kind in kinds}
    _show_once(context, client, made)


@app.command("list")
def list_(command: typer.Context) -> None:
    """列出客户端 · List the clients, never what they show."""
    context = context_of(command)
    now = int(time.time())
    with context.service.reading() as session:
        found = [(client, queries.kinds_of(session, client, now)) for client in queries.clients(session)]
    if context.as_json:
        emit([_told(client, kinds) for client, kinds in found])
        return
    titles = [
        ("标识", "id"),
        ("名称", "name"),
        ("参与方", "participant"),
        ("权限", "scopes"),
        ("凭证", "shows"),
        ("", ""),
    ]
    table(context, titles, [_row(context, client, kinds, now) for client, kinds in found])


@app.command("rotate")
def rotate(
    command: typer.Context,
    client_id: ClientId,
    overlap_hours: Annotated[
        int, typer.Option("--overlap-hours", min=0, max=720, help="旧凭证续用小时数 · Hours that the former stay good.")
    ] = OVERLAP_HOURS,
) -> None:
    """轮换密钥；旧的在重叠期内仍有效 · Give a client new ones; the former stay good for a while."""
    context = context_of(command)
    now = int(time.time())
    with context.service.writing() as session:
        client = queries.by_id(session, client_id)
        kinds = queries.kinds_of(session, client, now)
        if not kinds:
            raise Refused("CredentialChoice", client=client_id)
        made = {kind: queries.rotate(session, client, kind, now, overlap_hours * 3_600) for kind in kinds}
    _show_once(context, client, made)


@app.command("revoke")
def revoke(command: typer.Context, client_id: ClientId) -> None:
    """永久撤销客户端及其全部凭证 · Revoke a client with all that it could show, for good."""
    context = context_of(command)
    with context.service.writing() as session:
        client = queries.by_id(session, client_id)
        queries.revoke(session, client, int(time.time()))
    if context.as_json:
        emit({"id": client.id, "revoked": True})
    else:
        context.out.print(context.say(f"已撤销 {client.id}", f"Revoked {client.id}"), markup=False)


def _scope(word: str) -> str:
    try:
        return Scope(word.lower()).value
    except ValueError:
        raise InvalidInput("ValueUnknown", "scope", given=word, expected=", ".join(Scope)) from None


def participant_of(context: Context, who: str) -> int:
    """Return the number of a participant of the ledger.  Raises `NotFound`, or `InvalidInput` if it can be none."""
    with context.mirror.sessions() as session:
        by_number = who.isascii() and who.isdigit() and len(who) <= 10
        found = (
            participants.by_number(session, int(who))
            if by_number
            else participants.by_uscc(session, check_uscc(who, "participant"))
        )
    if found is None:
        raise NotFound("NotAdmitted", uscc=who)
    return int(found.number)


def _show_once(context: Context, client: Client, made: dict[Kind, str]) -> None:
    if context.as_json:
        emit(_told(client, list(made)) | {kind.value: text for kind, text in made.items()})
        return
    words = {Kind.KEY: ("API 密钥", "API key"), Kind.SECRET: ("口令", "secret")}
    rows = [("客户端", "client", client.id), ("权限", "scopes", " ".join(sorted(client.scopes)))]
    rows += [(*words[kind], text) for kind, text in made.items()]
    card(context, rows)
    if made:
        context.note("请立即妥善保存：不会再次显示。", "Keep it now: it is not shown again.")


def _told(client: Client, kinds: Sequence[Kind]) -> dict[str, Any]:
    return {
        "id": client.id,
        "name": client.name,
        "participant": client.participant,
        "scopes": sorted(client.scopes),
        "certificate": client.certificate,
        "shows": [kind.value for kind in kinds],
        "created": client.created,
        "expires": client.expires,
        "revoked": client.revoked,
    }


def _row(context: Context, client: Client, kinds: Sequence[Kind], now: int) -> tuple[str, ...]:
    shows = [kind.value for kind in kinds] + (["certificate"] if client.certificate else [])
    if client.revoked is not None:
        state = context.say("已撤销", "revoked")
    elif client.expires is not None:
        state = context.say("已过期", "expired") if client.expires <= now else f"→ {moment(client.expires)}"
    else:
        state = context.say("有效", "good")
    scopes = " ".join(sorted(client.scopes))
    return (client.id, client.name, str(client.participant or "—"), scopes, " ".join(shows), state)

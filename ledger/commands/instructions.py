"""
deed instructions …: what the desks of the institutions have under way, and the sending of it, for the operator; and the
desk itself, at a service, for officers and clients.
"""

from __future__ import annotations

import hashlib
import json
import threading
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer
from pydantic import SecretStr

from ledger.commands.chain import stopping
from ledger.commands.clients import participant_of
from ledger.commands.context import Context, context_of, read_file, whole
from ledger.commands.printing import card, emit, moment, short, table
from ledger.commands.sign_in import SignedIn
from ledger.domain.document import parse
from ledger.domain.numbers import CertificateNumber
from ledger.errors import NotFound
from ledger.instructions.agreeing import asked_of
from ledger.instructions.keyring import Keyring
from ledger.instructions.sending import Place, Sender
from ledger.messages import sentence
from ledger.messages.acts import ACTS
from ledger.messages.instructions import STATES, STEPS
from ledger.store.payload import plain
from ledger.store.queries import certificates
from ledger.store.service import instructions as store
from ledger.store.service import officers
from ledger.store.service.answers import ServiceSession
from ledger.store.service.instructions import BOXES, Instruction

app = typer.Typer(
    help="业务单：查看、发送 · Instructions of the institutions' officers: list, show, send.", no_args_is_help=True
)

Name = Annotated[str, typer.Argument(help="业务单编号 · The instruction's id.")]
Api = Annotated[str, typer.Option("--api", help="服务地址 · The service's address.")]
Login = Annotated[
    str,
    typer.Option("--login", help="人员登录名；未填时用 DEED_API_KEY · An officer; a key else."),
]

LIST_MAX = 100
"""Instructions that are listed at most, the newest first."""


@app.command("list")
def list_(
    command: typer.Context,
    institution: Annotated[str, typer.Option("--institution", help="机构代码或编号 · Whose: USCC or number.")],
    box: Annotated[str, typer.Option("--box", help="approve consent open done all")] = "all",
) -> None:
    """列出一个机构的业务单 · List an institution's instructions, the newest first."""
    context = context_of(command)
    if box not in BOXES:
        raise typer.BadParameter(", ".join(BOXES), param_hint="--box")
    number = participant_of(context, institution)
    with context.service.reading() as session:
        rows = store.of_participant(session, number, box, None, LIST_MAX).items
    if context.as_json:
        emit([_plain(row) for row in rows])
        return
    titles = [
        ("业务单", "instruction"),
        ("状态", "state"),
        ("事项", "act"),
        ("证书", "about"),
        ("经办时间", "prepared"),
    ]
    table(context, titles, [_line(context, row) for row in rows])


@app.command("show")
def show(command: typer.Context, name: Name) -> None:
    """显示业务单：事项、进度、机构、密钥、人员 · Show an instruction: how far, by whose key, which person."""
    context = context_of(command)
    with context.service.reading() as session:
        row = store.by_id(session, name)
        if row is None:
            raise NotFound("InstructionUnknown", instruction=name)
        steps, parties = _steps(context, session, name), store.parties_of(session, name)
    if context.as_json:
        emit(_plain(row) | {"asked": plain(asked_of(row)), "steps": steps, "parties": parties})
        return
    number, state, title, about, created = _line(context, row)
    refusal = json.loads(row.refusal) if row.refusal else None
    card(
        context,
        [
            ("业务单", "instruction", number),
            ("事项", "act", title),
            ("证书", "about", about),
            ("状态", "state", state),
            ("经办时间", "prepared", created),
            ("交易", "transaction", whole(row.transaction) if row.transaction else "—"),
            ("原因", "reason", sentence(refusal["code"], context.locale, refusal["facts"]) if refusal else "—"),
        ],
    )
    titles = [("时间", "at"), ("步骤", "step"), ("机构", "institution"), ("人员", "officer"), ("密钥", "key")]
    table(context, titles, [(moment(s["at"]), s["words"], s["institution"], s["officer"], s["key"]) for s in steps])


@app.command("prepare")
def prepare(
    command: typer.Context,
    file: Annotated[Path, typer.Argument(help="事项的 JSON，同 POST /v1/instructions · The act, as the API reads it.")],
    *,
    api: Api,
    login: Login = "",
) -> None:
    """经办一张业务单；同一文件再次提交不重复 · Prepare an instruction; the same file again makes no second one."""
    context = context_of(command)
    content = read_file(file)
    key = f"file-{hashlib.sha256(content).hexdigest()[:40]}"
    with SignedIn(context, api, login) as desk:
        _tell(context, desk.ask("/v1/instructions", parse(content), key))


@app.command("approve")
def approve(command: typer.Context, name: Name, *, api: Api, login: Login = "") -> None:
    """复核通过；须为经办人以外的人员 · Approve what a colleague prepared."""
    _take(command, name, ("approve", ""), (api, login))


@app.command("consent")
def consent(command: typer.Context, name: Name, *, api: Api, login: Login = "") -> None:
    """作为相对方同意 · Consent as a party that the act needs."""
    _take(command, name, ("consent", ""), (api, login))


@app.command("return")
def give_back(
    command: typer.Context,
    name: Name,
    *,
    reason: Annotated[str, typer.Option("--reason", help="退回的理由 · Why.")],
    api: Api,
    login: Login = "",
) -> None:
    """退回，须写明理由 · Refuse it, with a reason."""
    _take(command, name, ("refuse", reason), (api, login))


@app.command("withdraw")
def withdraw(command: typer.Context, name: Name, *, api: Api, login: Login = "") -> None:
    """撤回尚未签名的业务单 · Withdraw what is not signed yet."""
    _take(command, name, ("withdraw", ""), (api, login))


@app.command("send")
def send(
    command: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="处理完现有业务单即结束 · End with what there is.")] = False,
) -> None:
    """
    将已获全部同意的业务单签名上链 · Sign, send and follow what all have agreed to; `deed serve` does so by itself.
    """
    context = context_of(command)
    settings = context.settings
    context.mirror.check()
    place = Place(
        settings=settings,
        deployment=context.deployment,
        mirror=context.mirror,
        service=context.service,
        documents=context.documents,
        keyring=Keyring(settings.keystore_dir, SecretStr(context.passphrase)),
    )
    sender = Sender(place)
    context.stack.callback(sender.close)
    if once:
        brought = sender.passed()
        context.note(f"已处理 {brought} 张业务单。", f"{brought} instructions were brought on.")
        return
    with stopping():
        try:
            sender.run(threading.Event())
        except KeyboardInterrupt:
            return


def _take(command: typer.Context, name: str, step: tuple[str, str], where: tuple[str, str]) -> None:
    context = context_of(command)
    with SignedIn(context, *where) as desk:
        body = {"step": step[0], "reason": step[1]}
        _tell(context, desk.ask(f"/v1/instructions/{quote(name, safe='')}/steps", body))


def _tell(context: Context, said: dict[str, Any]) -> None:
    if context.as_json:
        emit(said)
        return
    rows = [
        ("业务单", "instruction", said["id"]),
        ("事项", "act", said["title"][context.locale]),
        ("证书", "about", said["number"] or said["about"] or "—"),
        ("状态", "state", said["stateWords"][context.locale]),
    ]
    card(context, rows)


def _line(context: Context, row: Instruction) -> tuple[str, str, str, str, str]:
    state, title = STATES[row.state][context.locale], ACTS[type(asked_of(row)).__name__][context.locale]
    return row.id, state, title, _about(context, row), moment(row.created)


def _about(context: Context, row: Instruction) -> str:
    with context.mirror.sessions() as session:
        found = certificates.by_id(session, row.about) if row.about else None
    return CertificateNumber.from_packed(found.number).text if found else short(row.about) if row.about else "—"


def _steps(context: Context, session: ServiceSession, name: str) -> list[dict[str, Any]]:
    steps = store.steps_of(session, name)
    people = officers.by_ids(session, {step.officer for step in steps if step.officer})
    return [
        {
            "at": step.at,
            "step": step.kind,
            "words": STEPS[step.kind][context.locale],
            "institution": step.participant,
            "officer": people[step.officer].login if step.officer in people else step.officer,
            "key": short(step.key) if step.key and not context.as_json else whole(step.key) if step.key else "",
        }
        for step in steps
    ]


def _plain(row: Instruction) -> dict[str, Any]:
    return {
        "id": row.id,
        "state": row.state,
        "institution": row.participant,
        "contract": row.contract,
        "function": row.function,
        "about": whole(row.about) if row.about else None,
        "created": row.created,
        "transaction": whole(row.transaction) if row.transaction else None,
        "block": row.block,
        "refusal": json.loads(row.refusal) if row.refusal else None,
    }

"""deed instructions …: what the desks of the institutions have under way, and the sending of it; for the operator."""

from __future__ import annotations

import json
import threading
from typing import Annotated, Any

import typer
from pydantic import SecretStr

from ledger.commands.chain import stopping
from ledger.commands.clients import participant_of
from ledger.commands.context import Context, context_of, whole
from ledger.commands.printing import card, emit, moment, short, table
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
def show(
    command: typer.Context, name: Annotated[str, typer.Argument(help="业务单编号 · The instruction's id.")]
) -> None:
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

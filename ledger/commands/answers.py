"""
deed answers …: the keys that sign answers, and whether the log of answers is what it was.

Exit codes of `log` and `access`: 0 sound, 1 something was altered, 2 for a mistake in what was asked or set up.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from ledger.answers import access, export, give, review, witnesses
from ledger.answers.keys import AnswerKey, Endorsement, Keys, endorsed_digest
from ledger.answers.note import Verifier
from ledger.chain.deployment import Deployment
from ledger.commands.context import Context, context_of, read_file
from ledger.commands.printing import card, emit, moment, table
from ledger.domain.numbers import uscc_of
from ledger.errors import NotFound, Refused
from ledger.messages import sentence
from ledger.store.service import answers as store

EXPORTED_AT_A_TIME = 10_000
"""Lines of the access log that are in memory at a time."""

ANSWERS_AT_A_TIME = 500
"""Signed answers that are in memory at a time: some megabytes."""

app = typer.Typer(
    help="签名答复：密钥、日志、查询记录 · Signed answers: keys, log, who asked what.", no_args_is_help=True
)


@app.command("rotate")
def rotate(
    command: typer.Context,
    endorse: Annotated[
        str, typer.Option("--endorse", help="为其背书的已登记密钥名称 · An enrolled key that endorses it, by name.")
    ] = "",
) -> None:
    """创建签发答复的新密钥，即刻启用；旧密钥保留公布 · Make the key that signs from now on; old ones stay published."""
    context = context_of(command)
    made = _keys(context).make(int(time.time()), (lambda key: _endorsed(context, endorse, key)) if endorse else None)
    if context.as_json:
        emit(_described(context, made))
        return
    context.out.print(made.id, markup=False)
    context.out.print(_verifier(context, made).text, markup=False)
    if made.endorsement is None:
        context.note(
            "没有参与方为该密钥背书：答复中 operator 为空。请用 --endorse。",
            "No participant endorses this key, and answers name no operator. Use --endorse.",
        )


@app.command("keys")
def keys(command: typer.Context) -> None:
    """列出签发答复的密钥 · List the keys that sign, or signed, answers."""
    context = context_of(command)
    found = _keys(context).all
    if context.as_json:
        emit([_described(context, each) for each in found])
    elif found:
        rows = [
            (each.id, moment(each.since), each.endorsement.uscc if each.endorsement else "—", _verifier(context, each))
            for each in found
        ]
        titles = [("密钥", "key"), ("启用", "signs from"), ("背书方", "endorsed by"), ("见证验证密钥", "verifier key")]
        table(context, titles, [(*row[:3], row[3].text) for row in rows])
    else:
        context.note("还没有密钥。", "There is no key yet. Make one: deed answers rotate")


@app.command("log")
def log(command: typer.Context) -> None:
    """核对全部答复、日志与查询记录 · Look through all answers, their log and the access log. Exit code 1: altered."""
    context = context_of(command)
    known = witnesses.known(context.settings.answer_keys_dir)
    with context.service.reading() as session:
        walk = review.Review(session, _keys(context), _origin(context), known)
        findings = list(walk.findings())
        last = store.last_checkpoint(session)
        note = last.note if last is not None else ""
    if context.as_json:
        found = [{"code": each.code, **each.facts} for each in findings]
        emit({"size": walk.size, "root": walk.root, "checkpoint": note, "findings": found})
    else:
        card(context, [("答复", "answers", walk.size), ("根", "root", walk.root.hex()), ("检查点", "checkpoint", note)])
        for each in findings:
            context.err.print(sentence(each.code, context.locale, each.facts), markup=False)
        if not findings:
            context.note("答复、日志与查询记录均完好。", "Answers, log and access log are what was written.")
    raise typer.Exit(1 if findings else 0)


@app.command("access")
def access_log(
    command: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(help="已导出的文件；核对其链条 · An export, to check its chain.", show_default=False),
    ] = None,
) -> None:
    """导出查询记录（NDJSON），或核对导出的文件 · Export who asked what as NDJSON, or check an export."""
    context = context_of(command)
    if file is None:
        _export(context)
        return
    lines = [line for line in read_file(file).decode("utf-8", "replace").splitlines() if '"previous"' in line]
    first = access.read(lines[0]).get("number", 1) if lines else 1
    found = list(access.broken(lines, first, access.FIRST if first == 1 else None))
    if context.as_json:
        emit({"lines": len(lines), "first": first, "broken": found})
    else:
        for number in found:
            context.err.print(sentence("LogAccessLineAltered", context.locale, {"answer": number}), markup=False)
        context.note(f"共 {len(lines)} 行，{len(found)} 处断开。", f"{len(lines)} lines, broken at {len(found)}.")
    raise typer.Exit(1 if found else 0)


@app.command("export")
def export_answers(command: typer.Context) -> None:
    """导出全部签名答复及其检查点（NDJSON） · Export all signed answers with their checkpoint, for an auditor."""
    context = context_of(command)
    with context.service.reading() as session:
        size = store.size(session)
        print(export.opening(session, _keys(context), _origin(context), size))
        for each in export.lines(session, size, ANSWERS_AT_A_TIME):
            print(each)


def _export(context: Context) -> None:
    last = 0
    while True:
        with context.service.reading() as session:
            rows = store.access_after(session, last, EXPORTED_AT_A_TIME)
        if not rows:
            return
        for each in rows:
            print(each.line)
        last = rows[-1].number


def _keys(context: Context) -> Keys:
    return Keys(context.settings.answer_keys_dir, context.settings.passphrase.get_secret_value())


def _origin(context: Context) -> str:
    deployment = Deployment.load(context.settings.deployment_file)
    return give.origin(deployment.chain_id, deployment.certificates)


def _verifier(context: Context, key: AnswerKey) -> Verifier:
    return key.verifier(_origin(context))


def _described(context: Context, key: AnswerKey) -> dict[str, Any]:
    endorsement = key.endorsement.fields if key.endorsement is not None else None
    verifier = _verifier(context, key).text
    return {"key": key.id, "since": key.since, "endorsement": endorsement, "verifier": verifier, "file": str(key.file)}


def _endorsed(context: Context, name: str, key_id: str) -> Endorsement:
    """Sign a thumbprint with a key of the keystore.  Raises `Refused` EndorserNotEnrolled."""
    signer = context.signer(name)
    try:
        enrolled = context.book.key(signer.key)
        participant = context.book.participant_at(int(enrolled.participant))
    except NotFound:
        raise Refused("EndorserNotEnrolled", key=signer.key) from None
    uscc = uscc_of(participant.identity)
    if enrolled.revoked or participant.suspended or uscc is None:
        raise Refused("EndorserNotEnrolled", key=signer.key)
    signature = signer.sign_digest(endorsed_digest(key_id))
    return Endorsement(int(enrolled.participant), uscc, signer.key, signature)

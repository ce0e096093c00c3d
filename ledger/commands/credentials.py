"""
deed credential …: a certificate's document shown in part.

Exit codes of `credential verify`: 0 all that is shown agrees, 1 the record on chain says otherwise, 2 refused.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from api.subject import Gatherer
from ledger.answers.keys import Keys
from ledger.chain.deployment import Deployment
from ledger.commands.context import Context, context_of, read_file, whole
from ledger.commands.lookup import certificate_named
from ledger.commands.printing import card, emit, moment, short, table
from ledger.credentials.checking import Shown, issuer_keys, read
from ledger.credentials.claims import Anchor, CredentialInvalid
from ledger.credentials.issuing import issue as made_of
from ledger.credentials.presenting import disclose as kept
from ledger.credentials.record import Field, Word, match_of, words
from ledger.domain.numbers import CertificateNumber
from ledger.domain.question import Match
from ledger.errors import Misconfigured, NotFound
from ledger.store.documents import whole_file
from ledger.store.queries import certificates, participants

credential = typer.Typer(
    help="凭证：签发、选择披露、核验 · Credentials: issue, disclose in part, verify.", no_args_is_help=True
)

WORDS = {
    Word.HIDDEN: ("未披露", "hidden", "dim"),
    Word.SHOWN: ("已披露，凭签发者签名", "shown, by the issuer's signature", "white"),
    Word.AGREES: ("与链上一致", "agrees with the chain", "green"),
    Word.DIFFERS: ("与链上不一致", "differs from the chain", "red"),
    Word.DIGEST: ("由文件摘要证明", "proven by the document's digest", "green"),
    Word.ISSUER: ("链上仅有摘要，凭签发者签名", "on chain in the digest only: by the issuer's signature", "white"),
}
MATCHES = {
    Match.CURRENT: ("现行文件", "the document now on record", "green"),
    Match.EARLIER: ("较早版本；以现行登记为准", "an earlier version; the record outranks it", "yellow"),
    Match.UNKNOWN: ("不是该证书的任何版本", "no version of this certificate's document", "red"),
}

NameArgument = Annotated[str, typer.Argument(help="证书编号或标识 · Certificate number or id.")]
FileArgument = Annotated[Path, typer.Argument(help="凭证文件 · The credential's file.")]
To = Annotated[Path | None, typer.Option("--to", help="写入此文件 · Write it here.")]


@credential.command("issue")
def issue(command: typer.Context, name: NameArgument, to: To = None) -> None:
    """签发凭证，全部项目均可披露 · Issue a credential with every field disclosed."""
    context = context_of(command)
    found = certificate_named(context, name)
    number = CertificateNumber.from_packed(found.number)
    content = context.documents.get(found.document_digest)
    with context.mirror.sessions() as session:
        registry = participants.keeper(session, number.register)
    if content is None or registry is None:
        raise NotFound("DocumentNotHere", number=number.text)
    deployment = Deployment.load(context.settings.deployment_file)
    anchor = Anchor(deployment.chain_id, deployment.certificates, found.id, number.text, found.document_digest)
    keys = Keys(context.settings.answer_keys_dir, context.settings.passphrase.get_secret_value())
    _write(made_of(content, anchor, keys.current, registry.number, int(time.time())), to)
    context.note(
        "凭证含全部内容，请交权利人自行保管；本机不留存。",
        "It holds every field: give it to the holder. Nothing of it is kept here.",
    )


@credential.command("disclose")
def disclose(
    command: typer.Context,
    file: FileArgument,
    field: Annotated[
        list[str] | None, typer.Option("--field", help="披露的项目，可重复 · Field to show; repeatable.")
    ] = None,
    to: To = None,
) -> None:
    """只披露所选项目，无需网络 · Show the chosen fields and no other; needs no network."""
    del command
    _write(kept(_text(file), field or []), to)


@credential.command("verify")
def verify(
    command: typer.Context,
    file: FileArgument,
    *,
    keys: Annotated[Path | None, typer.Option("--keys", help="登记机构的 JWKS · The registry's JWKS.")] = None,
    document: Annotated[Path | None, typer.Option("--document", help="完整文件 · The whole document.")] = None,
    offline: Annotated[bool, typer.Option("--offline", help="不问登记记录 · Do not ask the record.")] = False,
) -> None:
    """逐项核验凭证 · Verify a credential, field by field. Exit code: 0 agrees, 1 it does not, 2 refused."""
    context = context_of(command)
    published = read_file(keys) if keys is not None else _own_keys(context)
    shown = read(_text(file), issuer_keys(published))
    content = read_file(document) if document is not None else None
    match, subject = None, None
    if not offline:
        _require_ours(context, shown)
        found = certificate_named(context, whole(shown.anchor.certificate))
        with context.mirror.sessions() as session:
            subject = Gatherer(session, context.documents).subject(found)
            uses = certificates.by_document(session, shown.anchor.document_digest)
            bearer = participants.by_key(session, shown.endorsement.key)
        if bearer is None or bearer.participant.number != shown.endorsement.participant:
            raise CredentialInvalid("CredentialKeyUnknown", key=shown.key_id)
        match = match_of(shown, subject, was_ever=any(use.certificate.id == found.id for use in uses))
    fields = words(shown, subject, content)
    _show(context, shown, fields, match)
    is_wrong = match is Match.UNKNOWN or any(each.word is Word.DIFFERS for each in fields)
    raise typer.Exit(1 if is_wrong else 0)


def _require_ours(context: Context, shown: Shown) -> None:
    """Refuse to hold a credential of another ledger against this one."""
    deployment = Deployment.load(context.settings.deployment_file)
    if (shown.anchor.chain_id, shown.anchor.contract) != (deployment.chain_id, deployment.certificates):
        raise CredentialInvalid("CredentialOfAnotherLedger", chain_id=shown.anchor.chain_id)


def _own_keys(context: Context) -> bytes:
    keys = Keys(context.settings.answer_keys_dir, context.settings.passphrase.get_secret_value())
    return json.dumps(keys.published()).encode()


def _show(context: Context, shown: Shown, fields: list[Field], match: Match | None) -> None:
    anchor = shown.anchor
    if context.as_json:
        emit(
            {
                "number": anchor.number,
                "certificateId": whole(anchor.certificate),
                "documentDigest": whole(anchor.document_digest),
                "issuer": shown.endorsement.uscc,
                "key": shown.key_id,
                "issuedAt": shown.issued_at,
                "document": match.value if match is not None else None,
                "fields": [{"name": each.name, "standing": each.word.value, "value": each.value} for each in fields],
            }
        )
        return
    rows: list[tuple[str, str, Any]] = [
        ("证书编号", "number", anchor.number),
        ("签发机构", "issued by", shown.endorsement.uscc),
        ("签发时间", "issued at", moment(shown.issued_at)),
        ("文件摘要", "document", short(anchor.document_digest)),
    ]
    if match is not None:
        zh, en, colour = MATCHES[match]
        rows.append(("对照登记", "on record", Text(context.say(zh, en), style=colour)))
    card(context, rows)
    table(context, [("项目", "field"), ("核验", "standing"), ("内容", "value")], _lines(context, fields))
    context.note(
        "凭证所载为签发时的内容；是否有效以现时登记记录为准。",
        "A credential says what was so when it was issued; the live record outranks it.",
    )


def _lines(context: Context, fields: Iterable[Field]) -> list[tuple[str, Text, str]]:
    lines = []
    for each in fields:
        zh, en, colour = WORDS[each.word]
        value = "" if each.word is Word.HIDDEN else json.dumps(each.value, ensure_ascii=False)
        lines.append((each.name, Text(context.say(zh, en), style=colour), value))
    return lines


def _text(file: Path) -> str:
    return read_file(file).decode("ascii", "replace")


def _write(made: str, to: Path | None) -> None:
    if to is None:
        print(made)
        return
    try:
        with whole_file(to) as part:
            part.write(made.encode() + b"\n")
    except OSError as error:
        raise Misconfigured("FileUnwritable", file=str(to), reason=error.strerror) from None


def add_to(app: typer.Typer) -> None:
    """Put these commands under `deed`."""
    app.add_typer(credential, name="credential")

"""deed key …: keys in encrypted files, and whose they are on the ledger."""

from __future__ import annotations

from typing import Annotated

import typer

from ledger.chain.signer import LIGHT_WORK, WORK, KeystoreSigner, keystore_key
from ledger.commands.context import context_of, whole
from ledger.commands.parameters import Checker, Maker, Reason
from ledger.commands.printing import acted, emit, table
from ledger.desk import admission
from ledger.domain.acts.participants import KeyGrant
from ledger.domain.numbers import check_uscc
from ledger.errors import Misconfigured

app = typer.Typer(help="密钥：创建、查看、登记、撤销 · Keys: create, list, enrol, revoke.", no_args_is_help=True)


@app.command("create")
def create(
    command: typer.Context,
    name: Annotated[str, typer.Argument(help="密钥名称 · A name for the key.")],
    light: Annotated[bool, typer.Option("--light", help="仅用于本地链 · For a local chain only: opens fast.")] = False,
) -> None:
    """创建加密密钥文件 · Make a key in an encrypted file."""
    context = context_of(command)
    file = context.key_file(name)
    try:
        signer = KeystoreSigner.create(file, context.passphrase, work=LIGHT_WORK if light else WORK)
    except OSError as error:
        raise Misconfigured("FileUnwritable", file=str(file), reason=error.strerror) from None
    if context.as_json:
        emit({"name": name, "address": whole(signer.key), "file": str(file)})
    else:
        context.out.print(whole(signer.key), markup=False)
        context.note(f"已加密保存在 {file}。口令遗失无法恢复。", f"Kept in {file}. Without its passphrase it is lost.")


@app.command("list")
def list_(command: typer.Context) -> None:
    """列出本机密钥 · List the keys kept here."""
    context = context_of(command)
    files = sorted(context.settings.keystore_dir.glob("*.json"))
    rows = [(file.stem, whole(keystore_key(file))) for file in files]
    if context.as_json:
        emit([{"name": name, "address": address} for name, address in rows])
    elif rows:
        table(context, [("名称", "name"), ("地址", "address")], rows)
    else:
        context.note("还没有密钥。请用 deed key create 创建。", "There is no key yet. Make one: deed key create NAME")


@app.command("address")
def address(command: typer.Context, name: Annotated[str, typer.Argument(help="密钥名称 · Name.")]) -> None:
    """显示密钥地址，无需口令 · Show a key's address; needs no passphrase."""
    context = context_of(command)
    key = whole(keystore_key(context.key_file(name)))
    if context.as_json:
        emit({"name": name, "address": key})
    else:
        context.out.print(key, markup=False)


@app.command("enrol")
def enrol(
    command: typer.Context,
    *,
    uscc: Annotated[str, typer.Argument(help="参与方统一社会信用代码 · The participant's code.")],
    key: Annotated[str, typer.Argument(help="密钥地址 0x… · The key's address.")],
    maker: Maker,
    checker: Checker,
    duty: Annotated[list[str] | None, typer.Option("--duty", help="MAKER CHECKER CONSENT ADMIN VOTE")] = None,
) -> None:
    """为参与方登记密钥 · Enrol a key for a participant."""
    context = context_of(command)
    duties = admission.read_duties([one.upper() for one in duty or ["CONSENT"]], "duty")
    grant = KeyGrant(admission.read_key(key, "key"), int(duties))
    acted(context, admission.enrol_key(context.desk(maker, checker), check_uscc(uscc), grant))


@app.command("revoke")
def revoke(
    command: typer.Context,
    key: Annotated[str, typer.Argument(help="密钥地址 0x… · The key's address.")],
    reason: Reason,
    maker: Maker,
    checker: Checker,
) -> None:
    """永久撤销密钥 · Revoke a key, for good."""
    context = context_of(command)
    acted(context, admission.revoke_key(context.desk(maker, checker), admission.read_key(key, "key"), reason))

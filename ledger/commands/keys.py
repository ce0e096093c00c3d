"""deed key …: keys in encrypted files or in a remote signer, and whose they are on the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from ledger.chain.remote import is_reference, refer
from ledger.chain.signer import LIGHT_WORK, WORK, KeystoreSigner, keystore_key
from ledger.commands.context import Context, context_of, whole
from ledger.commands.parameters import Checker, Maker, Reason
from ledger.commands.printing import acted, bits, emit, table
from ledger.desk import admission
from ledger.domain.acts.participants import KeyGrant
from ledger.domain.events import Key
from ledger.domain.numbers import check_uscc, uscc_of
from ledger.errors import LedgerError, Misconfigured, NotFound
from ledger.store.queries import participants as queries

app = typer.Typer(
    help="密钥：创建、查看、登记、更换、撤销 · Keys: create, list, enrol, rotate, revoke.", no_args_is_help=True
)

Named = Annotated[str, typer.Argument(help="密钥名称或地址 0x… · The key's name, or its address.")]


Light = Annotated[bool, typer.Option("--light", help="仅用于本地链 · For a local chain only: opens fast.")]


@app.command("create")
def create(
    command: typer.Context,
    name: Annotated[str, typer.Argument(help="密钥名称 · A name for the key.")],
    light: Light = False,
) -> None:
    """创建加密密钥文件 · Make a key in an encrypted file."""
    context = context_of(command)
    file = context.key_file(name)
    signer = _made(context, file, light=light)
    if context.as_json:
        emit({"name": name, "address": whole(signer.key), "file": str(file)})
    else:
        context.out.print(whole(signer.key), markup=False)
        context.note(f"已加密保存在 {file}。口令遗失无法恢复。", f"Kept in {file}. Without its passphrase it is lost.")


def _made(context: Context, file: Path, *, light: bool) -> KeystoreSigner:
    try:
        return KeystoreSigner.create(file, context.passphrase, work=LIGHT_WORK if light else WORK)
    except OSError as error:
        raise Misconfigured("FileUnwritable", file=str(file), reason=error.strerror) from None


@app.command("list")
def list_(command: typer.Context) -> None:
    """列出本机密钥及其在账本上的参与方、职责与状态 · List the keys kept here, and whose they are on the ledger."""
    context = context_of(command)
    keys = [(file, keystore_key(file)) for file in sorted(context.settings.keystore_dir.glob("*.json"))]
    bearers = _bearers(context, [key for _, key in keys])
    if context.as_json:
        emit([_as_json(file, key, bearers.get(key)) for file, key in keys])
    elif keys:
        titles = [
            ("名称", "name"), ("地址", "address"), ("参与方", "participant"), ("角色", "roles"), ("职责", "duties"),
            ("状态", "state"),
        ]  # fmt: skip
        table(context, titles, [_row(context, file, key, bearers) for file, key in keys])
    else:
        context.note("还没有密钥。请用 deed key create 创建。", "There is no key yet. Make one: deed key create NAME")


def _bearers(context: Context, keys: list[Key]) -> dict[Key, queries.Bearer]:
    """Return whose these keys are, as far as the mirror says; a remark where there is none to ask."""
    try:
        with context.mirror.sessions() as session:
            found = {key: queries.by_key(session, key) for key in keys}
    except LedgerError as error:
        context.err.print(error.explain(context.locale), markup=False)
        return {}
    return {key: bearer for key, bearer in found.items() if bearer is not None}


def _as_json(file: Path, key: Key, bearer: queries.Bearer | None) -> dict[str, Any]:
    told = {"name": file.stem, "address": whole(key), "remote": is_reference(file)}
    if bearer is None:
        return told | {"participant": None}
    return told | {
        "participant": bearer.participant.number,
        "uscc": uscc_of(bearer.participant.identity),
        "roles": [role.name for role in bearer.participant.roles],
        "duties": [duty.name for duty in bearer.key.duties],
        "revoked": bearer.key.revoked,
        "suspended": bearer.participant.suspended,
    }


def _row(context: Context, file: Path, key: Key, bearers: Mapping[Key, queries.Bearer]) -> tuple[str, ...]:
    name = file.stem + (context.say("（远程）", " (remote)") if is_reference(file) else "")
    bearer = bearers.get(key)
    if bearer is None:
        return name, whole(key), "—", "—", "—", context.say("未登记", "not enrolled")
    who = bearer.participant
    state = context.say("有效", "active")
    if bearer.key.revoked:
        state = context.say("已撤销", "revoked")
    elif who.suspended:
        state = context.say("参与方已暂停", "participant suspended")
    roles, duties = bits(context, "roles", who.roles), bits(context, "duties", bearer.key.duties)
    return name, whole(key), f"{who.number} {uscc_of(who.identity) or ''}".strip(), roles, duties, state


@app.command("remote")
def remote(command: typer.Context) -> None:
    """列出远程签名机的密钥 · List the keys of the remote signer, and how they are called here."""
    context = context_of(command)
    names = {keystore_key(file): file.stem for file in context.settings.keystore_dir.glob("*.json")}
    found = [(names.get(key, "—"), whole(key)) for key in context.remote.addresses()]
    if context.as_json:
        emit([{"name": None if name == "—" else name, "address": address} for name, address in found])
    else:
        table(context, [("名称", "name"), ("地址", "address")], found)


@app.command("attach")
def attach(
    command: typer.Context,
    name: Annotated[str, typer.Argument(help="密钥名称 · A name for the key.")],
    key: Annotated[str, typer.Argument(help="密钥地址 0x… · The key's address.")],
) -> None:
    """为远程签名机的密钥取名，此后与本机密钥同样使用 · Name a key of the remote signer, to use it as our own."""
    context = context_of(command)
    wanted = admission.read_key(key, "key")
    if wanted not in context.remote.addresses():
        raise NotFound("RemoteKeyUnknown", key=wanted)
    refer(context.key_file(name), wanted)
    if context.as_json:
        emit({"name": name, "address": whole(wanted)})
    else:
        context.out.print(whole(wanted), markup=False)


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


@app.command("rotate")
def rotate(
    command: typer.Context,
    *,
    old: Named,
    new: Annotated[
        str, typer.Argument(help="新密钥的名称（没有即创建）或地址 · The new key: a name, made if new; or 0x….")
    ],
    reason: Reason,
    maker: Maker,
    checker: Checker,
    light: Light = False,
) -> None:
    """更换密钥：登记新的，撤销旧的；中断后重做即续办 · Put a new key in an old one's place; run again, it goes on."""
    context = context_of(command)
    leaving = _key_named(context, old)
    if not new.startswith("0x") and not context.key_file(new).exists():
        _made(context, context.key_file(new), light=light)
    coming = _key_named(context, new)
    rotated = admission.rotate_key(context.desk(maker, checker), leaving, coming, reason)
    if context.as_json:
        acts = {"enrolled": rotated.enrolled, "revoked": rotated.revoked}
        emit({"old": whole(leaving), "new": whole(coming)}
             | {name: None if done is None else whole(done.transaction) for name, done in acts.items()})  # fmt: skip
        return
    words = [
        (rotated.enrolled, "新密钥已登记", "the new key is enrolled"),
        (rotated.revoked, "旧密钥已撤销", "the old key is revoked"),
    ]
    for done, zh, en in words:
        place = (
            context.say("先前已办", "done before") if done is None else f"{context.say('区块', 'block')} {done.block}"
        )
        context.out.print(
            f"✓ {context.say(zh, en)}（{place}）" if context.locale == "zh" else f"✓ {en} ({place})", markup=False
        )


def _key_named(context: Context, name: str) -> Key:
    """Return the address of a key that is named, or written out."""
    return admission.read_key(name, "key") if name.startswith("0x") else keystore_key(context.key_file(name))

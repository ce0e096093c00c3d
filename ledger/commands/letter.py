"""
deed audit letter: a confirmation letter (函证) for one entity, from the auditor's own node or a kit; or one checked.

Exit codes: 0 the letter is made, or holds; 1 something is wrong, and there is none; 2 a mistake in what was asked;
3 it could not be decided.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ledger.audit.letter import KIND, Asked, Refused, confirm
from ledger.audit.letter_check import check
from ledger.audit.signing import AuditorKey, keys_in
from ledger.audit.text import finding_sentence, remark_sentence
from ledger.commands.audit_report import write_file
from ledger.commands.context import Context, context_of, read_file
from ledger.commands.printing import card, emit, table
from ledger.commands.progress import watched
from ledger.domain.document import canonical
from ledger.domain.fields import read_day
from ledger.errors import InvalidInput, Unavailable
from ledger.messages import sentence


def letter(
    command: typer.Context,
    *,
    entity: Annotated[str, typer.Option("--entity", help="统一社会信用代码 · The entity's code.")] = "",
    as_of: Annotated[str | None, typer.Option("--as-of", help="基准日 · The day at whose end, YYYY-MM-DD.")] = None,
    rpc: Annotated[str | None, typer.Option("--rpc", help="审计人自己的节点 · The auditor's own node.")] = None,
    kit: Annotated[Path | None, typer.Option("--kit", help="审计包，代替节点 · A kit, in place of a node.")] = None,
    pin: Annotated[Path | None, typer.Option("--pin", help="部署记录 · The deployment record that you keep.")] = None,
    validators: Annotated[
        str, typer.Option("--validators", help="首块的验证节点地址，逗号分隔 · Who seals the first block, by address.")
    ] = "",
    checkpoint: Annotated[
        str,
        typer.Option("--checkpoint", help="区块:哈希:验证节点 · Where seals are checked from: block:hash:addresses."),
    ] = "",
    documents: Annotated[str, typer.Option("--documents", help="文档目录或地址 · Folder or address.")] = "",
    sign: Annotated[Path | None, typer.Option("--sign", help="签名密钥 · Your key's file.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="写往 .json/.jws 或 .pdf 文件 · The file to write.")] = None,
    font: Annotated[Path | None, typer.Option("--font", help="含中文的字体 · A font file that has Chinese.")] = None,
    checked: Annotated[Path | None, typer.Option("--check", help="核对一份确认函 · Check this letter.")] = None,
    public: Annotated[Path | None, typer.Option("--key", help="出具人的公钥 · Its maker's public key (JWK).")] = None,
) -> None:
    """出具或核对一份函证 · Confirm all that an entity holds, with proof that nothing is missing; or check a letter."""
    context = context_of(command)
    if checked is not None:
        _check(context, checked, public)
    key = AuditorKey.load(sign, context.passphrase) if sign is not None else None
    day = read_day(as_of) if as_of is not None else None
    if as_of is not None and day is None:
        raise InvalidInput("DateInvalid", "as-of", given=as_of)
    settings = context.settings
    asked = Asked(
        pin or settings.deployment_file,
        rpc or settings.rpc_url,
        entity,
        day,
        documents,
        settings.rpc_timeout_seconds,
        settings.api_key.get_secret_value(),
        validators,
        checkpoint,
        kit,
    )
    made = _made(context, asked)
    if key is not None:
        made["auditor"] = key.jwk
    if out is None:
        _show(context, made, key)
    elif out.suffix.lower() == ".pdf":
        from ledger.audit.letter_printed import pdf as printed  # noqa: PLC0415 - behind the door

        write_file(out, printed(made, context.locale, font))
    else:
        write_file(out, _written(made, key))


def _made(context: Context, asked: Asked) -> dict[str, Any]:
    try:
        with watched(context) as tell:
            return confirm(asked, lambda done, last: tell("receipts", done, last))
    except Refused as refused:
        facts = {"count": str(len(refused.findings))}
        context.err.print(sentence("LetterRefused", context.locale, facts), markup=False)
        for finding in refused.findings:
            context.err.print(finding_sentence(finding.as_dict(), context.locale), markup=False)
        raise typer.Exit(1) from None
    except Unavailable as error:
        context.err.print(error.explain(context.locale), markup=False)
        raise typer.Exit(3) from None


def _written(made: dict[str, Any], key: AuditorKey | None) -> bytes:
    content = canonical(made) if key is None else key.sign(made, KIND).encode()
    return content + b"\n"


def _show(context: Context, made: dict[str, Any], key: AuditorKey | None) -> None:
    if context.as_json:
        print(_written(made, key).decode(), end="")
        return
    entity, proof = made["entity"], made["proof"]
    named = context.say("是", "yes"), context.say("否", "no")
    rows = [
        (each["number"], named[not each["isHeld"]], each["state"], each["lastValidDay"], _resting(each))
        for each in made["certificates"]
    ]
    titles = [("证书编号", "number"), ("持有", "held"), ("状态", "state"), ("末日", "last day")]
    table(context, [*titles, ("质押/限制/许可", "pledges/restraints/licences")], rows)
    facts = {"moves": str(proof["moves"]), "block": str(proof["block"]), "node": made["inputs"]["node"]}
    card(
        context,
        [
            ("代码", "code", entity["uscc"]),
            ("截至", "as of", f"{made['asOf']['day'] or ''} {made['asOf']['block']}".strip()),
            ("入表记载", "bookings", len(made["bookings"])),
            ("链上摘要", "head", proof["head"]),
        ],
    )
    context.out.print(sentence("LetterComplete", context.locale, facts), markup=False)


def _resting(row: dict[str, Any]) -> str:
    return f"{len(row['encumbrances'])}/{len(row['restraints'])}/{len(row['licences'])}"


def _check(context: Context, file: Path, public: Path | None) -> None:
    """Check a letter, and end: exit code 1 if it does not hold."""
    keys = keys_in(read_file(public).decode("utf-8", "replace")) if public is not None else None
    made, signer, faults = check(read_file(file).decode("utf-8", "replace"), keys)
    told = [each.as_dict() for each in faults]
    if context.as_json:
        emit({"key": signer, "isKeyGiven": keys is not None, "faults": told, "entity": made["entity"]["uscc"]})
    else:
        for each in told:
            context.err.print(remark_sentence(each, context.locale), markup=False)
        proof = made["proof"]
        rows = [("代码", "code", made["entity"]["uscc"]), ("区块", "block", proof["block"])]
        card(context, [*rows, ("区块哈希", "hash", proof["blockHash"]), ("密钥", "key", signer or "—")])
    raise typer.Exit(1 if told else 0)


def add_to(app: typer.Typer) -> None:
    """Put this command under `deed audit`."""
    app.command("letter")(letter)

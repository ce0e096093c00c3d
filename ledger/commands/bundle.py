"""
deed verify FILE.deed.json, trust: check an answer offline, and write down what one pins.

Exit codes of the check: 0 it holds and says passed or warning, 1 a step failed or it says failed, 3 undetermined, or
nothing is pinned.
"""

from __future__ import annotations

import json
import time
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.text import Text

from ledger.audit.pin import Pin
from ledger.chain.deployment import Deployment
from ledger.commands.context import Context, context_of, read_file
from ledger.commands.printing import card, emit, table
from ledger.errors import InvalidInput, Misconfigured
from ledger.kit.check import check
from ledger.kit.report import Report, Result
from ledger.kit.trust import Trust
from ledger.messages import sentence

SIGNS = {Result.OK: ("✓", "green"), Result.STATED: ("!", "yellow"), Result.FAILED: ("✗", "red")}


def is_bundle(name: str) -> bool:
    """Say whether what `deed verify` is given is a bundle file and no certificate's number."""
    return name.endswith(".json") and Path(name).is_file()


def check_bundle(context: Context, file: Path, trust: Path | None, nonce: str | None, at: str | None) -> NoReturn:
    """Check a bundle file, print each step, and end the command with the exit code."""
    pinned = Trust.load(trust) if trust is not None else None
    report = check(read_file(file), now=_instant(at), trust=pinned, nonce=nonce)
    if context.as_json:
        emit(_as_json(report))
    else:
        _show(context, report)
    raise typer.Exit(report.exit_code)


def _instant(at: str | None) -> int:
    if at is None:
        return int(time.time())
    try:
        return int(datetime.fromisoformat(at).astimezone().timestamp())
    except ValueError:
        raise InvalidInput("InstantInvalid", "at", given=at) from None


def _as_json(report: Report) -> dict[str, Any]:
    steps = [
        {
            "step": step.name,
            "result": step.result.value,
            "code": step.code,
            "sentence": {locale: sentence(step.code, locale, step.facts) for locale in ("zh", "en")},
        }
        for step in report.steps
    ]
    return {"verdict": report.verdict, "isPinned": report.is_pinned, "failed": report.failed, "steps": steps}


def _show(context: Context, report: Report) -> None:
    lines = []
    for step in report.steps:
        sign, colour = SIGNS[step.result]
        said = sentence(step.code, context.locale, step.facts)
        lines.append((Text(f"{sign} {step.name}", style=colour), step.result.value, said))
    table(context, [("步骤", "step"), ("结果", "result"), ("所见", "found")], lines)
    verdict = report.verdict or context.say("不可信", "not to be relied on")
    pinned = context.say("已钉住", "pinned") if report.is_pinned else context.say("未钉住", "not pinned")
    card(context, [("结论", "verdict", verdict), ("签名密钥", "signing key", pinned)])


# TRUST


def trust(
    command: typer.Context,
    file: Annotated[Path, typer.Argument(help="写到这里 · Write it here.")],
    *,
    key: Annotated[list[str] | None, typer.Option("--key", help="答复密钥指纹 · Thumbprint of an answer key.")] = None,
    witness: Annotated[
        list[str] | None, typer.Option("--witness", help="见证人公钥 · A witness' verifier key.")
    ] = None,
) -> None:
    """写信任文件：离线核验时钉住什么 · Write what an offline check pins, from the deployment record."""
    context = context_of(command)
    deployment = Deployment.load(context.settings.deployment_file)
    pin = Pin.load(context.settings.deployment_file)
    made = Trust(pin, frozenset(deployment.validators), frozenset(key or _own_keys(context)), tuple(witness or ()))
    try:
        file.write_text(json.dumps(made.record, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise Misconfigured("FileUnwritable", file=str(file), reason=error.strerror) from None
    context.note(
        f"已写 {file}。请与他人所得的核对后保存。",
        f"Wrote {file}. Compare it with what others have, and keep it.",
    )


def _own_keys(context: Context) -> list[str]:
    """The thumbprints of the operator's own keys, where the command runs at the operator's."""
    from ledger.answers.keys import Keys  # noqa: PLC0415  (a verifier who names keys needs none of this)

    keys = Keys(context.settings.answer_keys_dir, context.settings.passphrase.get_secret_value())
    return [each.id for each in keys.all]


def add_to(app: typer.Typer) -> None:
    """Put these commands under `deed`."""
    app.command()(trust)

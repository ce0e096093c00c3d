"""
deed witness: co-signs the checkpoints of a log of answers, for a bank or a court that runs it.

Exit codes: 0 co-signed, 1 the log does not continue what was co-signed, 2 for a mistake in what was asked or set up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from ledger.answers.note import Verifier
from ledger.answers.witness import Log, Witness
from ledger.commands.chain import stopping
from ledger.commands.context import Context, context_of
from ledger.commands.printing import emit
from ledger.errors import InvalidInput, Unavailable

EVERY_SECONDS = 60
"""How often a standing witness looks, unless told otherwise: an answer is witnessed within a minute."""


def witness(
    command: typer.Context,
    url: Annotated[str, typer.Argument(help="日志所在服务地址 · Address of the service with the log.")],
    *,
    name: Annotated[str, typer.Option("--name", help="见证人名称 · The witness' name, as in witness.bank.example")],
    log_key: Annotated[
        list[str] | None, typer.Option("--log-key", help="日志的验证密钥，可重复 · The log's verifier key; repeatable.")
    ] = None,
    state: Annotated[Path | None, typer.Option("--state", help="状态目录 · Folder of key and checkpoint.")] = None,
    every: Annotated[int, typer.Option("--every", min=1, help="间隔秒数 · Seconds between looks.")] = EVERY_SECONDS,
    once: Annotated[bool, typer.Option("--once", help="见证一次后结束 · Look once, and end.")] = False,
) -> None:
    """为答复日志的检查点见证签名；发现分叉即停 · Co-sign a log's checkpoints; a fork ends it with exit code 1."""
    context = context_of(command)
    if not url.lower().startswith(("http://", "https://")):
        raise InvalidInput("FieldPattern", "url", given=url, expected="https://ledger.example")
    pinned = [Verifier.parse(each) for each in log_key or ()]
    folder = state or context.settings.home / "witness"
    opened = Witness.open(name, folder, context.settings.passphrase.get_secret_value())
    own = Verifier.parse(opened.verifier.text).text
    context.note(f"见证密钥（交给运营方）：{own}", f"Witness key, for the operator: {own}")
    if not pinned:
        context.note(
            "未用 --log-key 固定日志密钥，采信其自行公布的密钥。", "No --log-key: the log's own word is taken."
        )
    with Log(url) as log, stopping(), suppress(KeyboardInterrupt):
        trusted = _trusted(log, pinned)
        while True:
            try:
                _step(context, opened, log, trusted)
            except Unavailable as error:
                if once:
                    raise
                context.err.print(error.explain(context.locale), markup=False)
            if once:
                return
            time.sleep(every)


def _trusted(log: Log, pinned: Sequence[Verifier]) -> Callable[[str], Sequence[Verifier]]:
    return (lambda _: pinned) if pinned else log.keys


def _step(context: Context, witness: Witness, log: Log, trusted: Callable[[str], Sequence[Verifier]]) -> None:
    seen = witness.step(log, trusted, int(time.time()))
    if seen is None:
        context.note("日志尚无答复。", "The log has no answers yet.")
    elif context.as_json:
        emit({"origin": seen.origin, "size": seen.size, "root": seen.root})
    else:
        said = context.say(f"已见证：{seen.size} 条答复", f"Co-signed: {seen.size} answers")
        context.out.print(f"{said}  {seen.root.hex()}", markup=False)


def add_to(app: typer.Typer) -> None:
    """Put this command under `deed`."""
    app.command()(witness)

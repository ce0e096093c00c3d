"""deed watch: the stream of events in the terminal, or the worker that sends webhooks."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection
from typing import Annotated, Any

import typer

from ledger.chain.deployment import Deployment
from ledger.commands.chain import stopping
from ledger.commands.context import Context, context_of
from ledger.commands.lookup import certificate_named
from ledger.domain.document import parse
from ledger.watch import payloads, telling, webhook
from ledger.watch.alerting import Freshness
from ledger.watch.following import Place, here
from ledger.watch.sender import Limits, Sender
from ledger.watch.telling import Told

LOOK_SECONDS = 0.3
"""How often it looks for news."""

LINES_MAX = 500
"""Lines that are read at a time."""


def watch(
    command: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[CERTIFICATE]...", help="只看这些证书 · Only these certificates.")
    ] = None,
    after: Annotated[
        str | None,
        typer.Option("--after", help="从此位置之后开始（0.0.0 为起点）· Behind this place; 0.0.0 is the start."),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="读完现有内容即结束 · End with what there is.")] = False,
    deliver: Annotated[bool, typer.Option("--deliver", help="改为发送 webhook · Send webhooks instead.")] = False,
) -> None:
    """查看账本动态，或发送通知 · Follow the ledger's events, or send what subscribers are to be told."""
    context = context_of(command)
    with stopping():
        try:
            if deliver:
                _deliver(context, once=once)
            else:
                _follow(context, names or [], after, once=once)
        except KeyboardInterrupt:
            return


def _follow(context: Context, names: Collection[str], after: str | None, *, once: bool) -> None:
    about = frozenset(certificate_named(context, each).id for each in names) if names else None
    with context.mirror.sessions() as session:
        place = Place.parse(after, "--after") if after is not None else here(session)
    while True:
        with context.mirror.sessions() as session:
            found, place, more = telling.told(session, place, LINES_MAX, about)
        for each in found:
            _print(context, each)
        if once and not more:
            return
        if not more:
            time.sleep(LOOK_SECONDS)


def _print(context: Context, told: Told) -> None:
    if context.as_json:
        print(f'{{"data":{told.data},"id":"{told.place.text}","type":"{told.kind}"}}', flush=True)
        return
    data = parse(told.data.encode())
    context.out.print(_line(context, told, data), markup=False)


def _line(context: Context, told: Told, data: dict[str, Any]) -> str:
    if told.kind == payloads.TAKEN_BACK:
        block = data["fromBlock"]
        said = context.say(f"区块 {block} 起已被撤回，此前所述作废", f"blocks from {block} on were taken back")
        return f"{told.place.text}  {said}"
    about = data.get("certificate")
    subject = f"{about['number']} #{data['sequence']}" if about else "—"
    return f"{told.place.text}  {data['time']}  {subject}  {data['kind']}"


def _deliver(context: Context, *, once: bool) -> None:
    settings = context.settings
    freshness = Freshness(settings.lag_blocks_max, settings.lag_seconds_max)
    deployment = Deployment.load(settings.deployment_file)
    limits = Limits(freshness, webhook.is_trial(deployment.chain_id))
    sender = Sender(context.mirror, context.service, limits)
    context.stack.callback(sender.close)
    if once:
        sender.once()
        return
    context.note("正在发送通知，Ctrl-C 停止。", "Sending to subscribers; Ctrl-C stops it.")
    sender.run(threading.Event())


def add_to(app: typer.Typer) -> None:
    """Put this command under `deed`."""
    app.command()(watch)

"""deed node, deploy, index, serve: what an operator runs."""

from __future__ import annotations

import secrets
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.metrics import Metrics, exposed
from api.serve import serve as serve_api
from ledger import index, log
from ledger.chain.contracts import deploy as found
from ledger.chain.head import Head
from ledger.chain.node import LocalNode
from ledger.chain.reader import Reader
from ledger.chain.signer import LIGHT_WORK, KeystoreSigner, MemorySigner, keystore_key
from ledger.commands.context import Context, context_of, read_file, whole
from ledger.commands.printing import card, emit
from ledger.desk.founding import FIRST_KEYS, FoundingFaulty, read_founding
from ledger.domain.acts.participants import KeyGrant
from ledger.errors import Misconfigured
from ledger.store.mirror import Mirror


def node(
    command: typer.Context,
    port: Annotated[int | None, typer.Option("--port", min=1, max=65535, help="端口 · Port.")] = None,
    start_at: Annotated[int | None, typer.Option("--start-at", help="新链的起始时间 · A new chain's clock.")] = None,
) -> None:
    """启动本地链，直到停止 · Run the local chain until it is stopped."""
    context = context_of(command)
    chain = LocalNode(context.settings.home, port or context.settings.node_port, started_at=start_at)
    with stopping():
        try:
            chain.start()
            if chain.recovered_from is not None:
                copy = chain.recovered_from
                context.note(f"状态文件损坏，已从副本恢复：{copy}", f"The state file was damaged; went on from {copy}")
            context.note(f"本地链：{chain.url}，Ctrl-C 停止。", f"The local chain is at {chain.url}; Ctrl-C stops it.")
            ended = chain.wait()
        except KeyboardInterrupt:
            return
        finally:
            chain.stop()
    raise Misconfigured("NodeStopped", reason=str(ended))


def deploy(
    command: typer.Context,
    founding: Annotated[Path, typer.Argument(help="创始文件（JSON） · The founding file, JSON.")],
    create_keys: Annotated[
        bool, typer.Option("--create-keys", help="为未列密钥的机构创建 · Make keys for institutions that name none.")
    ] = False,
) -> None:
    """部署合约，创建账本 · Deploy the contracts and found a ledger."""
    context = context_of(command)
    file = context.settings.deployment_file
    if file.exists():
        raise Misconfigured("DeploymentExists", file=str(file))

    def keys_for(name: str) -> tuple[KeyGrant, ...]:
        if not create_keys:
            raise Misconfigured("FounderWithoutKeys", name=name)
        return tuple(KeyGrant(_first_key(context, f"{name}-{duty}"), int(duties)) for duty, duties in FIRST_KEYS)

    try:
        founded = read_founding(read_file(founding), keys_for)
    except FoundingFaulty as error:
        for fault in error.faults:
            context.err.print(fault.explain(context.locale), markup=False)
        raise
    for profile in founded.profiles:
        context.documents.put(profile)
    # Whoever deploys keeps no power, so that a key for this one purpose will do.
    deployment = found(context.rpc, MemorySigner(secrets.token_bytes(32)), founded.founding)
    deployment.save(file)
    facts = {"participants": whole(deployment.participants), "certificates": whole(deployment.certificates)}
    if context.as_json:
        emit({"chainId": deployment.chain_id, "firstBlock": deployment.first_block, **facts, "record": str(file)})
    else:
        rows: list[tuple[str, str, Any]] = [(name, name, value) for name, value in facts.items()]
        card(context, [*rows, ("部署记录", "record", file)])


def _first_key(context: Context, name: str) -> Any:
    """Return the key of this name; make it if there is none, light because it is for a local chain."""
    file = context.key_file(name)
    if file.exists():
        return keystore_key(file)
    return KeystoreSigner.create(file, context.passphrase, work=LIGHT_WORK).key


def index_(
    command: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="追平后结束 · End when the mirror has caught up.")] = False,
    anew: Annotated[
        bool, typer.Option("--rebuild", help="在旁边重建，完成后替换 · Build it anew beside, then put it in place.")
    ] = False,
    metrics_port: Annotated[
        int | None,
        typer.Option("--metrics-port", min=1, max=65535, help="指标端口（本机） · Port of the figures, local."),
    ] = None,
) -> None:
    """把链镜像到数据库 · Mirror the chain into the database."""
    context = context_of(command)
    if anew:
        _rebuild(context)
        return
    reader, mirror = _reader(context), _writable_mirror(context)
    with stopping(), _counted(context, mirror, metrics_port) as count:
        with _bar(context) as tell:
            head = index.index_once(reader, mirror, context.settings, observe=_both(tell, count))
        if once:
            while mirror.catalogue(context.documents):
                pass
            _say_done(context, head, f"已追平至区块 {head.number}。", f"Mirrored up to block {head.number}.")
            return
        context.note(f"已追平至区块 {head.number}，继续跟随。", f"Mirrored up to block {head.number}; following.")
        observe = _both(partial(_tell, context), count)
        with suppress(KeyboardInterrupt), index.heads_of(context.settings) as heads:
            index.follow(reader, mirror, context.settings, threading.Event(), observe=observe, heads=heads)


@contextmanager
def _counted(context: Context, mirror: Mirror, port: int | None) -> Iterator[index.Observe]:
    """Count what happens, and serve the figures if a port is given."""
    if port is None:
        yield index.unobserved
        return
    listen("127.0.0.1", port).close()
    metrics = Metrics(mirror)
    with exposed(metrics, port):
        context.note(f"指标：http://127.0.0.1:{port}/metrics", f"Figures: http://127.0.0.1:{port}/metrics")
        yield metrics.observe


def _both(one: index.Observe, other: index.Observe) -> index.Observe:
    def observe(seen: index.Happening) -> None:
        one(seen)
        other(seen)

    return observe


def _say_done(context: Context, head: Head, zh: str, en: str) -> None:
    if context.as_json:
        emit({"block": head.number, "hash": whole(head.hash)})
    else:
        context.note(zh, en)


def _rebuild(context: Context) -> None:
    """Build the mirror anew beside the present one, which goes on answering, and put it in its place."""
    reader = _reader(context)
    mirror = context.stack.enter_context(Mirror(context.settings.database))
    with stopping(), _bar(context) as tell:
        head = index.rebuild(reader, mirror, context.settings, observe=tell)
    _say_done(
        context, head, f"已重建至区块 {head.number} 并替换。", f"Built anew up to block {head.number}, and in place."
    )


def _tell(context: Context, seen: index.Happening) -> None:
    """Say on a terminal what a person must know; log everything where a program reads."""
    if not context.err.is_terminal:
        log.tell(seen)
    elif isinstance(seen, index.Troubled):
        context.err.print(seen.error.explain(context.locale), markup=False)


@contextmanager
def _bar(context: Context) -> Iterator[index.Observe]:
    """Show on a terminal how many blocks are mirrored, the events a second, and the time left."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(context.say("{task.fields[rate]:,.0f} 事件/秒", "{task.fields[rate]:,.0f} events/s")),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=context.err, transient=True, disable=not context.err.is_terminal) as bar:
        task = bar.add_task(context.say("镜像", "mirroring"), total=None, rate=0.0)
        began, first, entries = time.monotonic(), -1, 0

        def tell(seen: index.Happening) -> None:
            nonlocal first, entries
            _tell(context, seen)
            if isinstance(seen, index.Projected):
                first = seen.first if first < 0 else first
                entries += seen.entries
                rate = entries / max(time.monotonic() - began, 1e-9)
                bar.update(task, completed=seen.last - first + 1, total=seen.head - first + 1, rate=rate)

        yield tell


def serve(
    command: typer.Context,
    host: Annotated[str | None, typer.Option("--host", help="监听地址 · Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option("--port", min=1, max=65535, help="端口 · Port.")] = None,
    no_index: Annotated[bool, typer.Option("--no-index", help="不跟随链 · Do not follow the chain.")] = False,
) -> None:
    """提供 HTTP 接口 · Serve the HTTP API, and follow the chain beside it."""
    context = context_of(command)
    given = {"api_host": host, "api_port": port}
    settings = context.settings.model_copy(update={name: value for name, value in given.items() if value is not None})
    listen(settings.api_host, settings.api_port).close()
    _ = context.deployment  # of this chain, or a sentence that says so
    where = f"http://{settings.api_host}:{settings.api_port}"
    context.note(f"接口：{where}  文档：{where}/docs", f"API: {where}  documentation: {where}/docs")
    try:
        serve_api(settings, index=not no_index)
    except KeyboardInterrupt:
        return


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to this address.  Raises `Misconfigured` PortTaken if it cannot be had."""
    listener = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        if listener is not None:
            listener.close()
        raise Misconfigured("PortTaken", host=host, port=port, reason=error.strerror or str(error)) from None
    return listener


def _reader(context: Context) -> Reader:
    return index.reader_of(context.rpc, context.deployment, context.settings)


def _writable_mirror(context: Context) -> Mirror:
    mirror = context.stack.enter_context(Mirror(context.settings.database))
    mirror.migrate()
    return mirror


@contextmanager
def stopping() -> Iterator[None]:
    """Let SIGTERM end a command as Ctrl-C does, so that it stops cleanly."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def add_to(app: typer.Typer) -> None:
    """Put these commands under `deed`."""
    app.command()(node)
    app.command()(deploy)
    app.command("index")(index_)
    app.command()(serve)

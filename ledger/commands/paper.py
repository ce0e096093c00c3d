"""deed paper: the certificate on paper."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from api.dependencies import View
from api.paper import Press
from ledger.answers.keys import Keys
from ledger.chain.deployment import Deployment
from ledger.commands.context import context_of
from ledger.commands.lookup import certificate_named
from ledger.domain.numbers import CertificateNumber
from ledger.errors import Misconfigured, Unavailable
from ledger.store.documents import whole_file
from ledger.store.queries import blocks


def paper(
    command: typer.Context,
    name: Annotated[str, typer.Argument(help="证书编号或标识 · Certificate number or id.")],
    *,
    to: Annotated[Path, typer.Option("--to", help="写入此文件 · Write the PDF here.")],
    version: Annotated[int | None, typer.Option("--version", min=1, help="第几版，默认最新 · Which version.")] = None,
) -> None:
    """印制证书（PDF/A-3，附文档与签章） · Print a certificate, its document and the registry's seal attached."""
    context = context_of(command)
    found = certificate_named(context, name)
    settings = context.settings
    keys = Keys(settings.answer_keys_dir, settings.passphrase.get_secret_value())
    press = Press(settings, Deployment.load(settings.deployment_file), context.documents, keys.current)
    with context.mirror.sessions() as session:
        at = blocks.cursor(session)
        if at is None:
            raise Unavailable("MirrorNotReady")
        content = press.paper(View(session, at, max(int(time.time()), at.time)), found, version)
    try:
        with whole_file(to) as part:
            part.write(content)
    except OSError as error:
        raise Misconfigured("FileUnwritable", file=str(to), reason=error.strerror) from None
    number = CertificateNumber.from_packed(found.number)
    context.note(f"已印制 {number}：{to}。", f"{number} is printed: {to}.")


def add_to(app: typer.Typer) -> None:
    """Put this command under `deed`."""
    app.command("paper")(paper)

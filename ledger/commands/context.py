"""
What every command gets: the settings, the language, and doors to the node, the mirror and the keys.

A door is opened when it is first asked for and closed when the command ends.  What is behind it is imported only then:
a command that needs no node and no mirror answers at once.
"""

from __future__ import annotations

import getpass
import os
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console

from ledger.config import Settings
from ledger.errors import InvalidInput, Misconfigured

if TYPE_CHECKING:
    from ledger.chain.deployment import Deployment
    from ledger.chain.remote import RemoteKeys
    from ledger.chain.rpc import Rpc
    from ledger.chain.signer import Signer
    from ledger.desk.book import Book
    from ledger.desk.desk import Desk
    from ledger.store.documents import Documents
    from ledger.store.mirror import Mirror
    from ledger.store.service import Service


@dataclass
class Context:
    """The context of one command; `locale` is zh or en."""

    settings: Settings
    locale: str
    as_json: bool
    stack: ExitStack = field(default_factory=ExitStack)

    @cached_property
    def out(self) -> Console:
        return Console(highlight=False, soft_wrap=True)

    @cached_property
    def err(self) -> Console:
        """For progress and remarks; results go to `out` alone, so that they can be piped."""
        return Console(stderr=True, highlight=False, soft_wrap=True)

    def say(self, zh: str, en: str) -> str:
        """Return the text in the command's language."""
        return zh if self.locale == "zh" else en

    def note(self, zh: str, en: str) -> None:
        """Remark something beside the result."""
        self.err.print(self.say(zh, en), markup=False)

    # DOORS

    @cached_property
    def rpc(self) -> Rpc:
        from ledger.chain.rpc import Rpc  # noqa: PLC0415 - behind the door

        settings = self.settings
        rpc = Rpc(settings.rpc_url, settings.rpc_timeout_seconds, settings.rpc_retries_max)
        return self.stack.enter_context(rpc)

    @cached_property
    def deployment(self) -> Deployment:
        """The deployment on record, checked against the node.  Raises `Misconfigured` as `deployment.check` does."""
        from ledger.chain.deployment import Deployment, check  # noqa: PLC0415 - behind the door

        deployment = Deployment.load(self.settings.deployment_file)
        check(self.rpc, deployment)
        return deployment

    @cached_property
    def documents(self) -> Documents:
        from ledger.store.documents import Documents  # noqa: PLC0415 - behind the door

        return Documents(self.settings.documents_dir)

    @cached_property
    def mirror(self) -> Mirror:
        """The mirror, to read from.  Raises `Misconfigured` if it is not of this program's revision."""
        from ledger.store.mirror import Mirror  # noqa: PLC0415 - behind the door

        mirror = self.stack.enter_context(Mirror(self.settings.database))
        mirror.check()
        return mirror

    @cached_property
    def service(self) -> Service:
        """The service's own database, made where it is missing.  Raises `Unavailable`."""
        from ledger.store.service import Service  # noqa: PLC0415 - behind the door

        service = self.stack.enter_context(Service(self.settings.service_database))
        service.migrate()
        return service

    def desk(self, maker: str, checker: str) -> Desk:
        """Open a desk with these two keys, at the node that the settings name."""
        from ledger.chain.acts import Acts  # noqa: PLC0415 - behind the door
        from ledger.chain.writer import Writer  # noqa: PLC0415 - behind the door
        from ledger.desk.desk import Desk  # noqa: PLC0415 - behind the door
        from ledger.desk.requests import Requests  # noqa: PLC0415 - behind the door

        deployment = self.deployment
        writer = Writer(self.rpc, deployment.chain_id, self.settings.home / "journal.sqlite")
        self.stack.callback(writer.close)
        ledger = f"{whole(deployment.genesis_hash)}:{whole(deployment.certificates)}"
        return Desk(
            acts=Acts(self.rpc, writer, deployment),
            writer=writer,
            book=self.book,
            documents=self.documents,
            requests=Requests(self.settings.home / "requests", ledger),
            maker=self.signer(maker),
            checker=self.signer(checker),
        )

    @cached_property
    def book(self) -> Book:
        from ledger.desk.book import Book  # noqa: PLC0415 - behind the door

        return Book(self.rpc, self.deployment, self.documents)

    # KEYS

    @cached_property
    def passphrase(self) -> str:
        """The passphrase of the keystores: from DEED_PASSPHRASE, or asked for; never an argument."""
        given = self.settings.passphrase.get_secret_value()
        if given:
            return given
        if not sys.stdin.isatty():
            raise Misconfigured("PassphraseMissing")
        return getpass.getpass(self.say("密钥口令：", "Passphrase of the keys: "))

    def key_file(self, name: str) -> Path:
        """Return where the key of this name is kept.  Raises `InvalidInput` KeyNameInvalid."""
        if not name or name.startswith(".") or any(part in name for part in ("/", "\\", "\0")):
            raise InvalidInput("KeyNameInvalid", "name", given=name)
        return self.settings.keystore_dir / f"{name}.json"

    @cached_property
    def remote(self) -> RemoteKeys:
        """The remote signer.  Raises `Misconfigured` if the settings name none, or not as they should."""
        from ledger.chain.remote import RemoteKeys  # noqa: PLC0415 - behind the door

        return self.stack.enter_context(RemoteKeys.of(self.settings))

    def signer(self, name: str) -> Signer:
        """Open a key, here or elsewhere.  Raises `Misconfigured` if it is not there or is not opened."""
        from ledger.chain.remote import open_key  # noqa: PLC0415 - behind the door

        file = self.key_file(name)
        if not file.exists():
            raise Misconfigured("KeystoreMissing", file=str(file))
        return open_key(file, lambda: self.passphrase, lambda: self.remote)


def context_of(command: typer.Context) -> Context:
    """Return the context that `deed` made for its command."""
    found = command.find_object(Context)
    assert found is not None, "the callback of deed comes first"
    return found


def whole(value: bytes) -> str:
    """Return bytes in full, in hexadecimal."""
    return "0x" + value.hex()


def read_file(file: Path) -> bytes:
    """Return what stands in a file, or on standard input for "-".  Raises `Misconfigured` FileUnreadable."""
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise Misconfigured("FileUnreadable", file=str(file), reason=error.strerror) from None


def language(given: str | None, environment: Any = os.environ) -> str:
    """Return zh or en: as given, or by the environment's language, English if that is neither."""
    if given in ("zh", "en"):
        return given
    spoken = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return "zh" if spoken.lower().startswith("zh") else "en"

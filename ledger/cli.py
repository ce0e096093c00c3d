"""
`deed`: the command line.

It parses, calls and prints; there is no logic here (`ledger.commands`).  Every error of the ledger is a sentence in the
language of the command and an exit code: 2, except where a command says otherwise.  A stack trace is a bug of ours.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import typer
from pydantic import ValidationError

from ledger import log
from ledger.commands.context import Context, language
from ledger.config import Settings
from ledger.errors import LedgerError, Misconfigured
from ledger.program import version

GROUPS = {
    "chain": ("node", "deploy", "index", "serve"),
    "certificates": ("register", "issue", "transfer", "amend", "correct", "cancel", "revoke"),
    "importing": ("import",),
    "cases": ("apply", "deposit"),
    "docket": ("case",),
    "acts": (
        "renewals",
        "successions",
        "licences",
        "pledges",
        "restraints",
        "equity",
        "attestations",
        "applications",
    ),
    "reading": ("show", "history", "list", "status"),
    "holdings": ("holdings",),
    "assets": ("assets", "calendar", "statistics"),
    "verify": ("verify",),
    "audit": ("audit",),
    "export": ("export",),
    "portfolio": ("portfolio",),
    "bundle": ("trust",),
    "watch": ("watch",),
    "policy": ("policy",),
    "answers": ("answers",),
    "witness": ("witness",),
    "doctor": ("doctor",),
    "backup": ("backup", "restore"),
    "governance": ("propose", "vote", "execute", "veto", "pause"),
    "keys": ("key",),
    "participants": ("participant",),
    "clients": ("client",),
    "instructions": ("instructions",),
    "officers": ("officer",),
    "credentials": ("credential",),
    "paper": ("paper",),
    "documents": ("document",),
    "numbers": ("numbers",),
    "check": ("check",),
    "fingerprint": ("fingerprint",),
}
"""Module of `ledger.commands` -> its commands.  Only what is asked for is imported: all of it takes a second."""


def build(arguments: Sequence[str]) -> typer.Typer:
    """Return the command line with the group of the command that `arguments` name, or with all of them."""
    app = typer.Typer(
        name="deed",
        help="DataDeed 数契：数据资产登记账本 · the ledger under data-asset registration.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    app.callback()(start)
    asked = next((each for each in arguments if not each.startswith("-") and each not in ("zh", "en")), None)
    wanted = [module for module, commands in GROUPS.items() if asked in commands]
    if not wanted:
        wanted = ["check"] if "--version" in arguments else list(GROUPS)
    for module in wanted:
        group = import_module(f"ledger.commands.{module}")
        if hasattr(group, "add_to"):
            group.add_to(app)
        else:
            app.add_typer(group.app, name=GROUPS[module][0])
    return app


def _print_version(asked: bool) -> None:
    if asked:
        print(f"deed {version()}")
        raise typer.Exit


def start(
    command: typer.Context,
    lang: Annotated[str | None, typer.Option("--lang", help="zh 或 en · Language of the output.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · Print JSON.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", help="版本 · Version.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """DataDeed 数契：数据资产登记账本 · the ledger under data-asset registration."""
    if lang not in (None, "zh", "en"):
        raise typer.BadParameter("zh, en", param_hint="--lang")
    # Results go to standard output, and logs beside them, so that a program can read the one without the other.
    log.configure()
    context = Context(_settings(), language(lang), as_json)
    command.obj = context
    command.call_on_close(context.stack.close)


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "DEED_" + "_".join(map(str, first["loc"])).upper()
        raise Misconfigured("SettingInvalid", name=name, given=str(first.get("input")), reason=first["msg"]) from None


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `deed` and end the process with its exit code."""
    given = hoisted(list(sys.argv[1:] if arguments is None else arguments))
    try:
        build(given)(given, prog_name="deed")
    except LedgerError as error:
        print(error.explain(_language_of(given)), file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has seen enough; nothing more can be said to them.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)


def hoisted(arguments: list[str]) -> list[str]:
    """Return the arguments with `--json` and `--lang` first, so that they may stand after the command too."""
    first: list[str] = []
    rest: list[str] = []
    given = iter(arguments)
    for each in given:
        if each == "--":
            rest += [each, *given]
        elif each == "--json" or each.startswith("--lang="):
            first.append(each)
        elif each == "--lang":
            first += [each, *([value] if (value := next(given, None)) is not None else [])]
        else:
            rest.append(each)
    return first + rest


def _language_of(arguments: Sequence[str]) -> str:
    for place, each in enumerate(arguments):
        if each == "--lang" and place + 1 < len(arguments):
            return language(arguments[place + 1])
        if each.startswith("--lang="):
            return language(each.removeprefix("--lang="))
    return language(None)


if __name__ == "__main__":
    main()

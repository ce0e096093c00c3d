"""
deed doctor: is everything that the ledger runs on well?

Exit codes: 0 well, warnings included; 1 something is wrong; 2 something could not be looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import typer
from rich.text import Text

from ledger.chain.contracts import Deployment
from ledger.chain.rpc import Rpc
from ledger.commands.context import Context, context_of, whole
from ledger.commands.printing import emit, table
from ledger.doctor import Finding, Level, Patient, examine, exit_code
from ledger.messages import LOCALES, sentence
from ledger.store.mirror import Mirror

SIGNS = {
    Level.OK: ("✓", "green"),
    Level.WARN: ("!", "yellow"),
    Level.FAIL: ("✗", "red"),
    Level.UNKNOWN: ("?", "magenta"),
}

RETRIES = 1
"""A node that does not answer twice is silent: the doctor does not wait for it as the index does."""


def doctor(command: typer.Context) -> None:
    """检查节点、合约、镜像与本机 · Examine node, contracts, mirror and machine. Exit: 0 well, 1 wrong, 2 not seen."""
    context = context_of(command)
    findings = list(examine(_patient(context)))
    if context.as_json:
        emit({"well": exit_code(findings) == 0, "findings": [_plain(each) for each in findings]})
    else:
        _show(context, findings)
    raise typer.Exit(exit_code(findings))


def _patient(context: Context) -> Patient:
    settings = context.settings
    deployment = Deployment.load(settings.deployment_file)
    rpc = context.stack.enter_context(Rpc(settings.rpc_url, settings.rpc_timeout_seconds, RETRIES))
    mirror = context.stack.enter_context(Mirror(settings.database))
    return Patient(settings, deployment, rpc, mirror)


def _plain(finding: Finding) -> dict[str, Any]:
    return {
        "check": finding.check,
        "level": finding.level.value,
        "code": finding.code,
        "sentence": {locale: sentence(finding.code, locale, finding.facts) for locale in LOCALES},
        "facts": {name: whole(value) if isinstance(value, bytes) else value for name, value in finding.facts.items()},
    }


def _show(context: Context, findings: Sequence[Finding]) -> None:
    lines = []
    for each in findings:
        sign, colour = SIGNS[each.level]
        lines.append((Text(f"{sign} {each.check}", style=colour), sentence(each.code, context.locale, each.facts)))
    table(context, [("检查", "check"), ("所见", "found")], lines)


def add_to(app: typer.Typer) -> None:
    """Put this command under `deed`."""
    app.command()(doctor)

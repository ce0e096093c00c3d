"""
deed doctor: is everything that the ledger runs on well?

Exit codes: 0 well, warnings included; 1 something is wrong; 2 something could not be looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from ledger.chain.deployment import Deployment
from ledger.chain.rpc import Rpc
from ledger.commands.context import Context, context_of, whole
from ledger.commands.printing import emit, table
from ledger.doctor import Finding, Level, Patient, examine, exit_code
from ledger.messages import LOCALES, sentence
from ledger.proof import Proof, Tell, proven
from ledger.store.compare import Difference, Kind
from ledger.store.mirror import Mirror

SIGNS = {
    Level.OK: ("✓", "green"),
    Level.WARN: ("!", "yellow"),
    Level.FAIL: ("✗", "red"),
    Level.UNKNOWN: ("?", "magenta"),
}

ROWS = {
    Kind.MISSING: ("（整行缺失）", "(row is missing)"),
    Kind.EXTRA: ("（整行多余）", "(row too much)"),
}

RETRIES = 1
"""A node that does not answer twice is silent: the doctor does not wait for it as the index does."""


def doctor(
    command: typer.Context,
    deep: Annotated[
        bool, typer.Option("--deep", help="从节点重建并逐行比对 · Build the mirror anew and compare every row.")
    ] = False,
) -> None:
    """检查节点、合约、镜像与本机 · Examine node, contracts, mirror and machine. Exit: 0 well, 1 wrong, 2 not seen."""
    context = context_of(command)
    patient = _patient(context)
    findings, proof = list(examine(patient)), None
    if deep:
        with _telling(context) as tell:
            found, proof = proven(patient, findings, tell)
        findings.append(found)
    if context.as_json:
        told = {"well": exit_code(findings) == 0, "findings": [_plain(each) for each in findings]}
        if proof is not None:
            told["differences"] = [_difference(each) for each in proof.differences]
            told["differencesNotListed"] = proof.count - len(proof.differences)
        emit(told)
    else:
        _show(context, findings)
        if proof is not None and proof.count:
            _show_differences(context, proof)
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


def _difference(each: Difference) -> dict[str, Any]:
    return {
        "table": each.table,
        "key": _printable(each.key),
        "kind": each.kind.value,
        "column": each.column,
        "found": _printable(each.found),
        "expected": _printable(each.expected),
    }


def _printable(value: Any) -> Any:
    """Return a value as JSON can have it, a spoilt text too."""
    if isinstance(value, Mapping):
        return {name: _printable(each) for name, each in value.items()}
    if isinstance(value, bytes):
        return whole(value)
    return value.encode(errors="backslashreplace").decode() if isinstance(value, str) else value


def _show_differences(context: Context, proof: Proof) -> None:
    lines = []
    for each in proof.differences:
        said = _difference(each)
        key = ", ".join(f"{name}={value}" for name, value in said["key"].items())
        row = context.say(*ROWS[each.kind]) if each.column is None else each.column
        lines.append((each.table, key, row, _told(each, said["found"]), _told(each, said["expected"])))
    table(context, [("表", "table"), ("主键", "key"), ("列", "column"), ("现为", "found"), ("应为", "expected")], lines)
    if proof.count > len(proof.differences):
        left = proof.count - len(proof.differences)
        context.note(f"另有 {left} 处不同未列出。", f"{left} more differences are not listed.")


def _told(each: Difference, value: Any) -> str:
    """Return one side of a difference; of a whole row only that it is there, for JSON has it all."""
    return ("—" if value is None else "…") if each.column is None else str(value)


@contextmanager
def _telling(context: Context) -> Iterator[Tell]:
    """Show on a terminal how far the proof is."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,}"), TimeElapsedColumn())
    with Progress(*columns, console=context.err, transient=True, disable=not context.err.is_terminal) as bar:
        task, stages = (
            bar.add_task("", total=None),
            {"building": ("重建", "building"), "comparing": ("比对", "comparing")},
        )
        yield lambda stage, done, total: bar.update(
            task, description=context.say(*stages[stage]), completed=done, total=total
        )


def add_to(app: typer.Typer) -> None:
    """Put this command under `deed`."""
    app.command()(doctor)

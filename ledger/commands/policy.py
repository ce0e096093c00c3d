"""
deed policy check, show: the verification policy, and a bank's own file by which it is made stricter.

Exit code of `check`: 0 if the file may be used, 2 with the row's name if it may not.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from api.policy import policy_in
from ledger.commands.context import Context, context_of, read_file, whole
from ledger.commands.printing import card, emit, table
from ledger.domain.groups import GROUP_OF
from ledger.domain.policy import POLICY, PURPOSES, Policy, Row
from ledger.domain.tightening import tightened

app = typer.Typer(help="核验政策 · The verification policy.", no_args_is_help=True)


@app.command()
def check(
    command: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="本行政策文件，TOML 或 JSON · A bank's policy file.", show_default=False)
    ],
) -> None:
    """检查本行政策文件：只能从严 · Check a bank's policy file: it may only be stricter."""
    context = context_of(command)
    policy = tightened(read_file(file), POLICY)
    if context.as_json:
        emit(_head(policy) | {"changed": [_row(row) for row in _changed(policy)]})
        return
    _show_head(context, policy)
    _show_rows(context, _changed(policy))


@app.command()
def show(command: typer.Context) -> None:
    """显示现行核验政策 · Show the policy that answers are judged by."""
    context = context_of(command)
    policy = policy_in(context.settings.policy_file)
    if context.as_json:
        emit(_head(policy) | {"rows": [_row(row) for row in policy.rows.values()]})
        return
    _show_head(context, policy)
    _show_rows(context, list(policy.rows.values()))


def _changed(policy: Policy) -> list[Row]:
    return [row for key, row in policy.rows.items() if row != POLICY.rows[key]]


def _head(policy: Policy) -> dict[str, Any]:
    own = policy.own
    return {
        "version": policy.version,
        "effective": policy.effective.isoformat(),
        "marginDays": policy.margin_days,
        "valuePercent": policy.value_percent,
        "own": None if own is None else {"name": own.name, "version": own.version, "digest": whole(own.digest)},
    }


def _row(row: Row) -> dict[str, Any]:
    outcomes = {purpose.value: row.outcome(purpose).value for purpose in PURPOSES}
    return {
        "group": GROUP_OF[row.check],
        "check": row.check,
        "reason": row.reason,
        "outcomes": outcomes,
        "rule": row.rule,
    }


def _show_head(context: Context, policy: Policy) -> None:
    own = policy.own
    rows = [
        ("版本", "version", f"{policy.version} ({policy.effective})"),
        ("余量天数", "margin, days", policy.margin_days),
        ("可贷比例", "part of the value", f"{policy.value_percent} %"),
    ]
    if own is not None:
        rows.append(("本行政策", "own policy", f"{own.name} {own.version} {whole(own.digest)}"))
    card(context, rows)


def _show_rows(context: Context, rows: list[Row]) -> None:
    titles = [("组", "group"), ("检查", "check"), ("情形", "finding")]
    titles += [(purpose.value, purpose.value) for purpose in PURPOSES]
    titles.append(("依据", "rule"))
    table(
        context,
        titles,
        ((GROUP_OF[row.check], row.check, row.reason, *row.letters, row.rule) for row in rows),
    )

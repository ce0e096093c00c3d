"""deed check …: is this code, or this number, well formed?  Needs no ledger."""

from __future__ import annotations

from typing import Annotated

import typer

from ledger.commands.context import context_of
from ledger.commands.printing import card, emit
from ledger.domain.numbers import check_organisation_code, check_uscc
from ledger.domain.query_code import number_of, query_code
from ledger.domain.rules import REGIMES

app = typer.Typer(help="检查代码或编号的格式 · Check a code or a number.", no_args_is_help=True)


@app.command("uscc")
def check_code(command: typer.Context, text: Annotated[str, typer.Argument(help="统一社会信用代码")]) -> None:
    """检查统一社会信用代码 · Check a unified social credit code."""
    context = context_of(command)
    code = check_uscc(text)
    warning = check_organisation_code(code)
    if context.as_json:
        emit({"uscc": code, "valid": True, "warning": warning.code if warning else None})
        return
    context.out.print(f"✓ {code}", markup=False)
    if warning is not None:
        context.err.print(warning.explain(context.locale), markup=False)


@app.command("number")
def check_number(
    command: typer.Context, text: Annotated[str, typer.Argument(help="证书编号或查询码 · Number, or query code.")]
) -> None:
    """检查证书编号或查询码 · Check a certificate number, or its query code."""
    context = context_of(command)
    number = number_of(text)
    rule = REGIMES[number.regime]
    facts = {"code": number.code, "regime": number.regime.name, "period": number.period, "serial": number.serial,
             "queryCode": query_code(number)}  # fmt: skip
    if context.as_json:
        emit({"number": number.text, "valid": True, **facts})
        return
    card(
        context,
        [
            ("证书编号", "number", number.text),
            ("查询码", "query code", query_code(number)),
            ("登记制度", "regime", context.say(rule.zh, rule.en)),
            ("机构编码", "registry code", f"{number.code:03d}"),
            ("年月", "month", number.period),
            ("顺序号", "serial", number.serial),
        ],
    )

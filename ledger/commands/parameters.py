"""The options that several commands take."""

from __future__ import annotations

from typing import Annotated

import typer

Maker = Annotated[
    str,
    typer.Option("--maker", envvar="DEED_MAKER", help="经办密钥名称 · The maker's key.", show_default=False),
]
Checker = Annotated[
    str,
    typer.Option("--checker", envvar="DEED_CHECKER", help="复核密钥名称 · The checker's key.", show_default=False),
]
Consents = Annotated[
    list[str] | None,
    typer.Option("--consent", help="同意方密钥的名称，可重复 · Name of a consenting party's key; repeatable."),
]
RequestKey = Annotated[
    str | None,
    typer.Option(
        "--request-key", help="请求号：相同请求重复提交不会再次执行 · Names the request: repeated, it changes nothing."
    ),
]
Voter = Annotated[str, typer.Option("--key", help="表决密钥的名称 · Name of the voting key.", show_default=False)]
Reason = Annotated[
    str,
    typer.Option("--reason", help="理由（存入决定文书，勿写个人信息） · Why; kept in a document, names no person."),
]
Name = Annotated[str, typer.Argument(help="证书编号或标识 · Certificate number or id.", show_default=False)]

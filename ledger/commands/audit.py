"""
deed audit: is the book right, from evidence that the auditor reads and checks alone.

Exit codes: 0 clean, 1 findings, 2 a mistake in what was asked or set up, 3 could not be decided.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ledger.audit import Options, run
from ledger.audit.report import Report
from ledger.audit.text import text as report_text
from ledger.commands import letter
from ledger.commands.audit_report import Wanted, Writing, add_report_commands
from ledger.commands.context import Context, context_of
from ledger.commands.progress import watched
from ledger.commands.standing import keep_watch, line
from ledger.domain.fields import read_day
from ledger.errors import InvalidInput

_evidence = partial(typer.Option, rich_help_panel="证据从何而来 · Where the evidence comes from")
_compared = partial(typer.Option, rich_help_panel="与何比对 · What it is compared with")
_extent = partial(typer.Option, rich_help_panel="审到何处 · How far")
_result = partial(typer.Option, rich_help_panel="报告 · The report")
"""Each option stands in one of these panels of --help."""

LogCheckpoint = Annotated[
    Path | None,
    _compared("--log-checkpoint", help="自存的答复日志检查点 · A checkpoint of their log that you kept."),
]
Sample = Annotated[
    int | None, _extent("--sample", min=1, help="只证明这么多份证书的存储 · Prove so many certificates only.")
]
AsOf = Annotated[str | None, _extent("--as-of", help="资产负债表日 · Balance-sheet date, YYYY-MM-DD, in Shanghai.")]
Validators = Annotated[
    str, _evidence("--validators", help="首块的验证节点地址，逗号分隔 · Who seals the first block, by address.")
]
SealCheckpoint = Annotated[
    str, _evidence("--checkpoint", help="区块:哈希:验证节点 · Where seals are checked from: block:hash:addresses.")
]
SecondNode = Annotated[
    str, _evidence("--second-rpc", help="第二个节点，比对区块头 · Another node, whose headers must be the same.")
]
Watching = Annotated[
    bool, _extent("--watch", help="审毕持续监视，逐块告警 · Go on with each new block, and raise an alarm.")
]
FullHours = Annotated[
    float | None, _extent("--full-hours", min=0.0, help="监视中全量比对的间隔，默认 24 · Between full comparisons.")
]
Resume = Annotated[
    Path | None, _extent("--resume", help="工作文件，中断后接着审 · The audit's own file, to go on with.")
]
EarlierReport = Annotated[
    Path | None, _extent("--from", help="由此签名报告接着审 · Earlier signed report, with its file.")
]

app = typer.Typer()
add_report_commands(app)
letter.add_to(app)


@app.callback(invoke_without_command=True)
def audit(
    command: typer.Context,
    *,
    rpc: Annotated[str | None, _evidence("--rpc", help="审计人自己的节点 · The auditor's own node.")] = None,
    kit: Annotated[Path | None, _evidence("--kit", help="审计包，代替节点 · A kit, in place of a node.")] = None,
    pin: Annotated[Path | None, _evidence("--pin", help="部署记录 · The deployment record that you keep.")] = None,
    validators: Validators = "",
    checkpoint: SealCheckpoint = "",
    second_rpc: SecondNode = "",
    api: Annotated[str, _compared("--api", help="被审服务地址，取快照与文档 · The audited service's address.")] = "",
    snapshot: Annotated[str, _compared("--snapshot", help="快照文件或服务地址 · Snapshot file or address.")] = "",
    documents: Annotated[str, _compared("--documents", help="文档目录或地址 · Folder or address.")] = "",
    answers: Annotated[str, _compared("--answers", help="答复文件或服务地址 · File of answers, or address.")] = "",
    log_checkpoint: LogCheckpoint = None,
    sample: Sample = None,
    seed: Annotated[str, _extent("--seed", help="抽样种子，默认取末块哈希 · Seed of the sample.")] = "",
    resume: Resume = None,
    earlier: EarlierReport = None,
    as_of: AsOf = None,
    watch: Watching = False,
    full_hours: FullHours = None,
    until: Annotated[int | None, _extent("--until", min=0, help="截至区块 · Last block to audit.")] = None,
    report: Annotated[Path | None, _result("--report", help="另存 JSON 报告 · Write JSON here too.")] = None,
    sign: Annotated[Path | None, _result("--sign", help="签名密钥，由 deed audit key 创建 · Your key's file.")] = None,
    out: Annotated[Path | None, _result("--out", help="已签名报告写往何处 · Where the signed report goes.")] = None,
    pdf: Annotated[Path | None, _result("--pdf", help="印成 PDF · Print it to this file.")] = None,
    font: Annotated[Path | None, _result("--font", help="PDF 所用含中文的字体 · A font that has Chinese.")] = None,
) -> None:
    """
    独立审计账本 · Audit the ledger from evidence of your own.

    退出码 · Exit code: 0 clean 未发现问题, 1 findings 有发现, 2 usage 用法或设置有误, 3 could not decide 无法判定.
    Progress goes to standard error, the result to standard output, with --json as JSON.
    """
    if command.invoked_subcommand is not None:
        return
    context = context_of(command)
    settings = context.settings
    _check_addresses(rpc=rpc, api=api, second_rpc=second_rpc)
    if kit is not None and (rpc is not None or watch):
        raise InvalidInput("AuditKitWatched" if watch else "AuditKitAndNode", "--kit")
    options = Options(
        pin_file=pin or settings.deployment_file,
        rpc_url=rpc or settings.rpc_url,
        kit=kit,
        validators=validators,
        checkpoint=checkpoint,
        second_rpc_url=second_rpc,
        snapshot=snapshot or api,
        documents=documents or api,
        answers=answers,
        log_checkpoint=log_checkpoint,
        sample=sample,
        seed=seed,
        as_of=day_in(as_of),
        until=until,
        resume=resume,
        earlier=earlier,
        timeout_seconds=settings.rpc_timeout_seconds,
        api_key=settings.api_key.get_secret_value(),
    )
    writing = Writing(context, Wanted(report, sign, out, pdf, font))
    made = keep_watch(context, options, full_hours) if watch else _audited(context, options)
    writing.write(made)
    _print(context, made, line({"report": made.as_dict()}) if watch else made.json())
    raise typer.Exit(made.exit_code)


def _print(context: Context, made: Report, as_json: str) -> None:
    print(as_json if context.as_json else report_text(made, context.locale), end="\n" if context.as_json else "")


def day_in(text: str | None) -> date | None:
    """Read a day.  Raises `InvalidInput` DateInvalid."""
    day = read_day(text) if text is not None else None
    if text is not None and day is None:
        raise InvalidInput("DateInvalid", "as-of", given=text)
    return day


def _check_addresses(**given: str | None) -> None:
    for field, address in given.items():
        if address and not address.lower().startswith(("http://", "https://")):
            name = field.replace("_", "-")
            raise InvalidInput("FieldPattern", name, given=address, expected="http://127.0.0.1:8545")


def _audited(context: Context, options: Options) -> Report:
    with watched(context) as tell:
        return run(options, tell)

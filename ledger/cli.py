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

COMMANDS = {
    "chain": {
        "node": "启动本地链，直到停止 · Run the local chain until it is stopped.",
        "deploy": "部署合约，创建账本 · Deploy the contracts and found a ledger.",
        "index": "把链镜像到数据库 · Mirror the chain into the database.",
        "serve": "提供 HTTP 接口 · Serve the HTTP API, and follow the chain beside it.",
    },
    "certificates": {
        "register": "登记一批数据资产 · Register a file of applications.",
        "issue": "登记一项数据资产 · Register one application.",
        "transfer": "转让登记，双方同意 · Transfer, with both parties' consent.",
        "amend": "变更登记 · Change registration.",
        "correct": "更正登记，仅限笔误 · Correct a clerical error.",
        "cancel": "注销登记 · Cancel a certificate.",
        "revoke": "撤销登记（欺诈或裁决） · Revoke a certificate, for fraud or by a decision.",
    },
    "importing": {
        "import": "批量导入旧证书 · Import a file of old certificates",
    },
    "cases": {
        "apply": "提交登记申请，申请人同意 · File an application, with the applicant's consent.",
        "deposit": "存证并核发证书 · Deposit a case and issue its certificate.",
    },
    "docket": {
        "case": "案件：列出、查看、期限 · Cases: list, show, deadlines.",
    },
    "acts": {
        "renewals": "续期 · Renewal of a certificate's term",
        "successions": "承继、部分转让、衔接换证、关联 · Succession, partial transfer, conversion and links",
        "licences": "许可 · Licences to use the data",
        "pledges": "质押与预告 · Pledges and holds",
        "restraints": "冻结、管控、异议、司法处置 · Freezes, controls, objections, judicial acts",
        "equity": "作价出资 · Contribution to a company's capital",
        "attestations": "报告、入表、托管、挂牌等记载 · Reports, bookings, custody, listings and other attestations",
        "applications": "登记申请 · Applications for registration",
    },
    "reading": {
        "show": "查看证书 · Show a certificate.",
        "history": "查看证书的全部事件 · Show all events of a certificate, in order.",
        "list": "列出证书 · List certificates, all or a holder's.",
        "status": "总览：链、部署、镜像 · Where everything stands: chain, deployment, mirror.",
    },
    "holdings": {
        "holdings": "权利人名下全部证书及其进出，是否齐全 · Everything a holder holds or held",
    },
    "assets": {
        "assets": "权利人名下的证书及其上的权利负担 · A holder's certificates, and what rests on each.",
        "calendar": "权利人的到期与期限 · What ends or is due of a holder's certificates and applications.",
        "statistics": "登记、融资、数据量与办理时长的统计 · Registrations, finance, volume, and how long cases take.",
    },
    "verify": {
        "verify": "核验证书，说明用途；或离线核验一份核验包 · Verify a certificate for a purpose, or check a bundle",
    },
    "audit": {
        "audit": "独立审计账本 · Audit the ledger from evidence of your own.",
    },
    "export": {
        "export": "导出快照或审计包 · Export the snapshot, or a kit.",
    },
    "portfolio": {
        "portfolio": "一次核验多份证书 · Verify many certificates at once.",
    },
    "bundle": {
        "trust": "写信任文件：离线核验时钉住什么 · Write what an offline check pins, from the deployment record.",
    },
    "watch": {
        "watch": "查看账本动态，或发送通知 · Follow the ledger's events, or send what subscribers are to be told.",
    },
    "policy": {
        "policy": "核验政策 · The verification policy.",
    },
    "answers": {
        "answers": "签名答复：密钥、日志、查询记录 · Signed answers: keys, log, who asked what.",
    },
    "witness": {
        "witness": "为答复日志的检查点见证签名；发现分叉即停 · Co-sign a log's checkpoints",
    },
    "doctor": {
        "doctor": "检查节点、合约、镜像与本机 · Examine node, contracts, mirror and machine.",
    },
    "backup": {
        "backup": "备份镜像、文件与部署记录（不含密钥） · Back up mirror, documents and records; never keys.",
        "restore": "从备份恢复到空的目录与数据库 · Restore a backup into an empty home and database.",
    },
    "governance": {
        "propose": "提案并投赞成票 · Propose, and vote for it.",
        "vote": "投赞成票 · Vote yes.",
        "execute": "等待期满后执行 · Execute after the delay, with the file that was proposed.",
        "veto": "否决提案（应急监护人） · Stop a proposal, as a guardian.",
        "pause": "暂停登记与交易（应急监护人） · Pause registration and dealing, as a guardian.",
    },
    "keys": {
        "key": "密钥：创建、查看、登记、更换、撤销 · Keys: create, list, enrol, rotate, revoke.",
    },
    "participants": {
        "participant": "参与方：接纳、列出、查看、更名 · Participants: admit, list, show, rename.",
    },
    "clients": {
        "client": "接口客户端：创建、查看、轮换、撤销 · Clients of the API: add, list, rotate, revoke.",
    },
    "instructions": {
        "instructions": "业务单：查看、发送 · Instructions of the institutions' officers: list, show, send.",
    },
    "inbox": {
        "inbox": "收件箱：待办、退回、期限与变化 · What waits, was refused, ends or changed; the unread first.",
    },
    "officers": {
        "officer": "人员账号：开设、查看、职责、密码、第二因素、登录、注销 · The accounts of officers",
    },
    "credentials": {
        "credential": "凭证：签发、选择披露、核验 · Credentials: issue, disclose in part, verify.",
    },
    "paper": {
        "paper": "印制证书（PDF/A-3，附文档与签章） · Print a certificate, its document and the registry's seal",
    },
    "documents": {
        "document": "文件：格式、检查、删除 · Documents: schemas, checks, erasure.",
    },
    "numbers": {
        "numbers": "证书编号余量、预计用完日与空号 · Numbers used and left by register; exit 0 enough, 1 short.",
    },
    "check": {
        "check": "检查代码或编号的格式 · Check a code or a number.",
    },
    "fingerprint": {
        "fingerprint": "在本机计算数据指纹，数据不外传 · Take the fingerprint of data; nothing leaves this machine.",
    },
}
"""
Module of `ledger.commands` -> its commands, each with the beginning of its help, for the list of all.

Only the module of the command that is asked for is imported, and none for the list: all of them take seconds.
"""


def build(arguments: Sequence[str]) -> typer.Typer:
    """Return the command line with the group of the command that `arguments` name; without one, only their list."""
    app = typer.Typer(
        name="deed",
        help="DataDeed 数契：数据资产登记账本 · the ledger under data-asset registration.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    app.callback()(start)
    asked = next((each for each in arguments if not each.startswith("-") and each not in ("zh", "en")), None)
    for module, commands in COMMANDS.items():
        if asked in commands:
            group = import_module(f"ledger.commands.{module}")
            if hasattr(group, "add_to"):
                group.add_to(app)
            else:
                app.add_typer(group.app, name=asked)
            return app
    for commands in COMMANDS.values():
        for name, words in commands.items():
            app.command(name, help=words)(_listed)
    return app


def _listed() -> None:
    raise AssertionError("what is asked for is imported, and not only listed")


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

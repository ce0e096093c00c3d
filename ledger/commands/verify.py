"""
deed verify: may one rely on a certificate.

Exit codes: 0 passed or passed with a warning, 1 failed, 2 a mistake in what was asked or set up, 3 could not be
determined.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from api import views
from api.dependencies import Ledger, PastParameters, View, view_then
from api.node import Node
from api.policy import policy_in
from api.schemas import Verification
from api.subject import Gatherer
from ledger.chain.deployment import Deployment
from ledger.commands.bundle import check_bundle, is_bundle
from ledger.commands.context import Context, context_of, read_file
from ledger.commands.printing import card, emit, table
from ledger.domain.calendar import day_of
from ledger.domain.events import CertificateId, Digest
from ledger.domain.fields import read_day
from ledger.domain.money import fen_of
from ledger.domain.numbers import check_uscc
from ledger.domain.policy import Outcome, Purpose
from ledger.domain.qr import read_qr
from ledger.domain.query_code import number_of
from ledger.domain.verdict import Question, judge
from ledger.errors import InvalidInput, Unavailable
from ledger.store.queries import blocks

EXITS = {Outcome.PASS: 0, Outcome.WARN: 0, Outcome.FAIL: 1, Outcome.UNDETERMINED: 3}

SIGNS = {
    Outcome.PASS: ("✓", "green"),
    Outcome.WARN: ("!", "yellow"),
    Outcome.FAIL: ("✗", "red"),
    Outcome.UNDETERMINED: ("?", "magenta"),
    Outcome.NOT_APPLICABLE: ("·", "dim"),
}


BLOCK_MAX = 2**53 - 1
"""Highest number that can be asked for; a later one is refused as not mirrored all the same."""


def verify(
    command: typer.Context,
    name: Annotated[
        str | None, typer.Argument(help="编号、标识、二维码，或核验包 · Number, id, QR, or bundle.")
    ] = None,
    *,
    purpose: Annotated[Purpose | None, typer.Option("--purpose", help="用途 · What the answer is wanted for.")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="所持证书文档 · The document shown to you.")] = None,
    holder: Annotated[
        str | None, typer.Option("--holder", help="预期权利人代码或名称 · Holder's code or name.")
    ] = None,
    maturity: Annotated[str | None, typer.Option("--maturity", help="贷款到期日 · Loan's end, YYYY-MM-DD.")] = None,
    amount: Annotated[str | None, typer.Option("--amount", help="贷款金额，带单位 · The loan, with its unit.")] = None,
    investee: Annotated[str | None, typer.Option("--investee", help="被投资企业代码 · The company's code.")] = None,
    agreed: Annotated[
        str | None, typer.Option("--agreed", help="拟作价，带单位 · The agreed value, with its unit.")
    ] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="过去的区块或时点 · A past block or instant.")] = None,
    trust: Annotated[Path | None, typer.Option("--trust", help="核验包：信任文件 · A bundle: your trust file.")] = None,
    nonce: Annotated[str | None, typer.Option("--nonce", help="核验包：您的随机数 · A bundle: your nonce.")] = None,
    at: Annotated[
        str | None, typer.Option("--at", help="核验包：依赖它的时刻 · A bundle: when you relied on it.")
    ] = None,
) -> None:
    """核验证书，说明用途；或离线核验一份核验包 · Verify a certificate for a purpose, or check a bundle file offline."""
    context = context_of(command)
    if name is not None and is_bundle(name):
        check_bundle(context, Path(name), trust, nonce, at)
    if purpose is None:
        raise InvalidInput("PurposeMissing", "purpose")
    loan = {"maturity": _maturity(maturity, purpose), "amount": _fen(amount, "amount", purpose, Purpose.FINANCING)}
    equity = {"investee": _investee(investee, purpose), "agreed": _fen(agreed, "agreed", purpose, Purpose.EQUITY)}
    asked = {"purpose": purpose, **_named(name, file), **_holder(holder), **loan, **equity}
    try:
        answer = _answer(context, asked, as_of)
    except Unavailable as error:
        context.err.print(error.explain(context.locale), markup=False)
        raise typer.Exit(3) from None
    if context.as_json:
        emit(answer.model_dump(mode="json", by_alias=True))
    else:
        _show(context, answer)
    raise typer.Exit(EXITS[answer.verdict])


def _named(name: str | None, file: Path | None) -> dict[str, Any]:
    """Read which certificate is meant.  Raises `InvalidInput`."""
    named: dict[str, Any] = {}
    if file is not None:
        named["digest"] = Digest(hashlib.sha256(read_file(file)).digest())
    if name is None:
        if file is None:
            raise InvalidInput("CertificateNotNamed", "name")
        return named
    if ":" in name:
        code = read_qr(name, "name")
        return named | {"number": code.number, "digest_prefix": code.prefix}
    if len(name) < 64:
        return named | {"number": number_of(name, "name")}
    try:
        return named | {"certificate_id": CertificateId(bytes.fromhex(name.removeprefix("0x")))}
    except ValueError:
        raise InvalidInput("FieldPattern", "name", given=name, expected="0x + 64") from None


def _holder(text: str | None) -> dict[str, str]:
    """Read whom the caller deals with: a code, or a name, which has other letters than a code."""
    if text is None:
        return {}
    if text.strip().isascii() and " " not in text.strip():
        return {"holder_uscc": check_uscc(text, "holder")}
    return {"holder_name": text.strip()}


def _maturity(text: str | None, purpose: Purpose) -> date | None:
    if text is None:
        return None
    if purpose is not Purpose.FINANCING:
        raise InvalidInput("LoanNotForPurpose", "maturity", purpose=purpose.value)
    day = read_day(text)
    if day is None:
        raise InvalidInput("DateInvalid", "maturity", given=text)
    return day


def _fen(text: str | None, field: str, purpose: Purpose, wanted: Purpose) -> int | None:
    """Read a sum that only one purpose has."""
    if text is None:
        return None
    if purpose is not wanted:
        code = "LoanNotForPurpose" if wanted is Purpose.FINANCING else "EquityNotForPurpose"
        raise InvalidInput(code, field, purpose=purpose.value)
    return int(fen_of(text, field))


def _investee(text: str | None, purpose: Purpose) -> str | None:
    if text is not None and purpose is not Purpose.EQUITY:
        raise InvalidInput("EquityNotForPurpose", "investee", purpose=purpose.value)
    return None if text is None else check_uscc(text, "investee")


def _past(text: str | None) -> PastParameters:
    """Read of when the answer is wanted: a block's number, an instant (RFC 3339) or a day."""
    if text is not None and text.isascii() and text.isdigit():
        return PastParameters(lang=None, as_of=None, as_of_block=min(int(text), BLOCK_MAX))
    return PastParameters(lang=None, as_of=text, as_of_block=None)


def _answer(context: Context, asked: dict[str, Any], as_of: str | None) -> Verification:
    settings, deployment = context.settings, Deployment.load(context.settings.deployment_file)
    policy, past = policy_in(settings.policy_file), _past(as_of)
    node = Node(settings.rpc_url, deployment.chain_id, settings.finality_blocks, settings.poll_seconds)
    context.stack.callback(node.close)
    ledger = Ledger(settings, deployment, context.mirror, context.documents, node, context.service, time.time)
    with context.mirror.sessions() as session:
        at = blocks.cursor(session)
        if at is None or not past.is_of_the_past:
            evidence = ledger.evidence(at)
            instant = evidence.instant
        else:
            view = view_then(View(session, at, max(int(time.time()), at.time)), past)
            evidence, instant = replace(ledger.evidence(view.at), is_past=True), view.instant
        question = Question(instant=instant, **asked)
        today = day_of(question.instant)
        if question.maturity is not None and question.maturity < today:
            facts = {"given": question.maturity.isoformat(), "today": today.isoformat()}
            raise InvalidInput("MaturityPassed", "maturity", **facts)
        gatherer = Gatherer(session, context.documents)
        answer = judge(question, gatherer.find(question), evidence, policy)
        if answer.subject is None:
            return views.verification(answer, None)
        applicant = gatherer.party(gatherer.number(answer.subject.certificate.applicant))
        return views.verification(answer, views.certificate(answer.subject, applicant, question.instant))


def _show(context: Context, answer: Verification) -> None:
    sign, colour = SIGNS[answer.verdict]
    verdict = Text(f"{sign} {context.say(answer.verdict_text.zh, answer.verdict_text.en)}", style=f"bold {colour}")
    evidence = answer.evidence
    as_at = context.say(
        f"区块 {evidence.block}，{evidence.beijing_time} 北京时间",
        f"block {evidence.block}, {evidence.beijing_time} Beijing time",
    )
    certificate = answer.certificate
    number = certificate.number if certificate is not None else "—"
    rows = [("结论", "verdict", verdict), ("证书编号", "number", number), ("截至", "as at", as_at)]
    own = answer.own_policy
    by = f"{answer.policy}" if own is None else f"{answer.policy} · {own.name} {own.version} {own.digest}"
    card(context, [*rows, ("核验政策", "policy", by)])
    lines = []
    for check in answer.checks:
        if check.outcome is Outcome.NOT_APPLICABLE:
            continue
        sign, colour = SIGNS[check.outcome]
        title, said = (context.say(each.zh, each.en) for each in (check.title, check.sentence))
        remedy = "" if check.remedy is None else "\n→ " + context.say(check.remedy.zh, check.remedy.en)
        lines.append((Text(f"{sign} {title}", style=colour), said + remedy))
    table(context, [("检查", "check"), ("所见", "found")], lines)
    context.note(answer.scope.zh, answer.scope.en)


def add_to(app: typer.Typer) -> None:
    """Put this command under `deed`."""
    app.command()(verify)

"""
deed portfolio: many certificates judged at once, under one signature; and whether a portfolio that was kept is whole.

Exit codes: 0 all passed or passed with a warning, 1 one failed (with --check: something was altered), 3 one could not
be determined, 2 a mistake in what was asked or set up.
"""

from __future__ import annotations

import csv
import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.text import Text

from api.answering import open_answers
from api.dependencies import Ledger
from api.node import Node
from api.policy import policy_in
from api.portfolio import Portfolio, check, questions
from api.schemas.portfolios import PortfolioRequest
from ledger.answers import give, jws
from ledger.answers.keys import Keys
from ledger.chain.deployment import Deployment
from ledger.commands.context import Context, context_of, read_file
from ledger.commands.printing import card, table
from ledger.commands.verify import EXITS, SIGNS
from ledger.domain.merkle import leaf_hash, root
from ledger.domain.policy import Outcome, Purpose
from ledger.errors import Inconsistent, InvalidInput, Misconfigured
from ledger.kit.signature import public_keys
from ledger.store.queries import blocks

CLIENT = "deed portfolio"
"""Who asked, in the access log: the operator's own command line, which needs no credentials."""

WORST_FIRST = (Outcome.FAIL, Outcome.UNDETERMINED, Outcome.WARN, Outcome.PASS)


def portfolio(
    command: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="CSV 或 NDJSON：编号或标识，权利人代码 · Numbers or ids, holders' codes.")
    ],
    *,
    purpose: Annotated[
        Purpose, typer.Option("--purpose", help="用途 · What the answer is wanted for.")
    ] = Purpose.PUBLIC,
    basis: Annotated[str, typer.Option("--basis", help="依据，如 own:C-1 · Kind and reference of one's right.")] = "",
    out: Annotated[Path | None, typer.Option("--out", help="保存答复，供日后核对 · Keep the answer here.")] = None,
    is_check: Annotated[
        bool, typer.Option("--check", help="离线核对已保存的答复 · Check a kept answer offline.")
    ] = False,
    keys: Annotated[Path | None, typer.Option("--keys", help="公布的公钥（JWKS）· The published keys.")] = None,
) -> None:
    """一次核验多份证书 · Verify many certificates at once. Exit code: 0 pass or warn, 1 fail, 3 undetermined."""
    context = context_of(command)
    if is_check:
        _check(context, read_file(file), keys)
        return
    asked = _asked(read_file(file), purpose, basis)
    check(asked)
    content = b"".join(_judged(context, asked))
    if out is not None:
        try:
            out.write_bytes(content)
        except OSError as error:
            raise Misconfigured("FileUnwritable", file=str(out), reason=error.strerror) from None
    _, *lines, last = map(json.loads, content.splitlines())
    if context.as_json:
        print(content.decode(), end="")
    else:
        _show(context, lines, last)
    raise typer.Exit(EXITS[next(each for each in WORST_FIRST if last["tally"][each.value])])


# ASKING


def _asked(content: bytes, purpose: Purpose, basis: str) -> PortfolioRequest:
    """Read what is asked.  Raises `InvalidInput` PortfolioFileWrong, with the first line that is wrong."""
    kind, _, reference = basis.partition(":")
    ground = {"basis": {"kind": kind, "reference": reference}} if basis else {}
    try:
        items = list(_items(content.decode("utf-8-sig")))
        return PortfolioRequest.model_validate({"purpose": purpose, **ground, "items": items})
    except ValidationError as error:
        first = error.errors()[0]
        field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]).lstrip(".")
        raise InvalidInput(
            "PortfolioFileWrong", field, reason=str(first["msg"]), given=str(first["input"])[:80]
        ) from None
    except (ValueError, csv.Error) as error:
        raise InvalidInput("PortfolioFileWrong", "file", reason=str(error), given="") from None


def _items(text: str) -> Iterator[Mapping[str, Any]]:
    if text.lstrip().startswith("{"):
        yield from (json.loads(line) for line in text.splitlines() if line.strip())
        return
    for row in csv.reader(text.splitlines()):
        name, holder, *_ = (*(cell.strip() for cell in row), "", "")
        if not name or name.lower() in {"number", "id"}:
            continue
        named = {"number": name} if len(name) < 64 else {"id": name}
        yield {**named, **({"holder": {"uscc": holder}} if holder else {})}


def _judged(context: Context, asked: PortfolioRequest) -> Iterator[bytes]:
    settings, deployment = context.settings, Deployment.load(context.settings.deployment_file)
    node = Node(settings.rpc_url, deployment.chain_id, settings.finality_blocks, settings.poll_seconds)
    context.stack.callback(node.close)
    ledger = Ledger(settings, deployment, context.mirror, context.documents, node, context.service, time.time)
    answers = open_answers(ledger)
    context.stack.callback(answers.close)
    basis = f"{asked.basis.kind}: {asked.basis.reference}" if asked.basis is not None else None
    body = jws.written(asked.model_dump(mode="json", by_alias=True, exclude_none=True))
    asking = give.Request(CLIENT, 0, asked.purpose.value, hashlib.sha256(body).digest(), basis)
    with context.mirror.sessions() as session:
        evidence = ledger.evidence(blocks.cursor(session))
        made = Portfolio(questions(asked, evidence.instant), evidence, policy_in(settings.policy_file))
        yield from made.lines(session, context.documents, lambda content: answers.give(asking, content))


# SHOWING


def _show(context: Context, lines: list[dict[str, Any]], last: Mapping[str, Any]) -> None:
    rows = []
    for line in lines:
        sign, colour = SIGNS[Outcome(line["verdict"])]
        certificate, asked = line["certificate"], line["asked"]
        name = certificate["number"] if certificate else asked.get("number", asked.get("id"))
        found = ", ".join(each["reason"] for each in line["checks"])
        rows.append((name, Text(f"{sign} {line['verdict']}", style=colour), found))
    table(context, [("证书编号", "number"), ("结论", "verdict"), ("所见", "found")], rows)
    _summed(context, last)


def _summed(context: Context, last: Mapping[str, Any]) -> None:
    tally = "  ".join(f"{name} {count}" for name, count in last["tally"].items())
    card(context, [("合计", "tally", tally), ("答复编号", "answer", last["number"]), ("根", "root", last["root"])])


# CHECKING


def _check(context: Context, content: bytes, keys: Path | None) -> None:
    """Check a kept answer: the lines against the root, and root, tally and all else against what is signed."""
    try:
        last = _checked(content, _keys(context, keys))
    except (Inconsistent, jws.AnswerInvalid) as error:
        context.err.print(error.explain(context.locale), markup=False)
        raise typer.Exit(1) from None
    context.note("签名有效，各行无改动。", "The signature is good, and no line was altered.")
    _summed(context, last)


def _keys(context: Context, file: Path | None) -> dict[str, bytes]:
    if file is None:
        return Keys(context.settings.answer_keys_dir, context.settings.passphrase.get_secret_value()).public
    try:
        return public_keys(json.loads(read_file(file))["keys"])
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInput("PortfolioFileWrong", "keys", reason=type(error).__name__, given=str(file)) from None


def _checked(content: bytes, keys: Mapping[str, bytes]) -> Mapping[str, Any]:
    """Return the last line.  Raises `Inconsistent` PortfolioAltered, and `AnswerInvalid`."""
    try:
        first, *lines, end = content.removesuffix(b"\n").split(b"\n")
        opening = json.loads(first)
        last: dict[str, Any] = json.loads(end)
        tally = Counter(json.loads(line)["verdict"] for line in lines)
        said: Mapping[str, Any] = jws.verify(last["answer"], keys)["portfolio"]
        over = {"root": "0x" + root([leaf_hash(line) for line in lines]).hex(), "tally": last["tally"]}
        counted = {name: count for name, count in last["tally"].items() if count}
        is_whole = said == {**opening, **over} and counted == dict(tally) and last["root"] == over["root"]
    except (ValueError, KeyError, TypeError, AttributeError):
        is_whole = False
    if not is_whole:
        raise Inconsistent("PortfolioAltered")
    return last


def add_to(app: typer.Typer) -> None:
    """Put this command under `deed`."""
    app.command()(portfolio)

"""deed show, history, list, status: what the mirror says."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from api import views
from api.schemas import CertificateView
from api.subject import Gatherer
from ledger.chain.head import read_head
from ledger.commands.context import Context, context_of, whole
from ledger.commands.lookup import certificate_named
from ledger.commands.parameters import Name
from ledger.commands.printing import bits, card, emit, moment, short, table
from ledger.domain.certificates import Certificate, State
from ledger.domain.numbers import check_uscc
from ledger.domain.standing import standing
from ledger.errors import LedgerError, NotFound, Unavailable
from ledger.messages.printing import printed
from ledger.store.queries import blocks, certificates, participants, snapshot

LIST_MAX = 200


def show(command: typer.Context, name: Name) -> None:
    """查看证书 · Show a certificate."""
    context = context_of(command)
    found = certificate_named(context, name)
    with context.mirror.sessions() as session:
        gatherer = Gatherer(session, context.documents)
        subject = gatherer.subject(found)
        applicant = gatherer.party(gatherer.number(found.applicant))
        view = views.certificate(subject, applicant, _now(session))
    content = subject.content
    if context.as_json:
        document = {"document": dict(content) if content is not None else None, "onFile": subject.on_file.value}
        emit(view.model_dump(mode="json", by_alias=True) | document)
        return
    title = "—" if content is None else content["dataName"][context.locale]
    card(context, [("数据名称", "data", title), *_lines(context, view, found)])
    if content is None:
        context.note(
            f"文档不可用（{subject.on_file.value}），内容不予显示。",
            f"The document is not available ({subject.on_file.value}); its contents are not shown.",
        )


def _lines(context: Context, view: CertificateView, found: Certificate) -> list[tuple[str, str, Any]]:
    holders = []
    for each in view.holders:
        name = "—" if each.name is None else context.say(each.name.zh, each.name.en)
        holders.append(f"{name}  {each.uscc or '—'}  {each.share / 100:g}%")
    days = f"{view.standing.first_day} → {view.standing.last_valid_day}"
    left = context.say(f"（剩 {view.standing.days_left} 天）", f" ({view.standing.days_left} days left)")
    return [
        ("证书编号", "number", view.number),
        ("查询码", "query code", view.query_code),
        ("标识", "id", view.id),
        ("登记制度", "regime", printed("regime", view.regime, context.locale)),
        ("权利人", "holders", "\n".join(holders)),
        ("权利", "rights", bits(context, "rights", found.rights)),
        ("当前效力", "standing", _standing(context, view.standing.reason)),
        ("有效期", "term", days + (left if view.standing.in_force else "")),
        ("事件数", "events", view.sequence),
        ("链上摘要", "head", view.head),
        ("文档摘要", "document", view.document_digest),
        ("登记", "registered", f"{moment(found.issued_at)}  {context.say('区块', 'block')} {found.issued}"),
    ]


_STANDINGS = {
    "IN_FORCE": ("✓ 有效", "✓ in force", "green"),
    "NOT_YET": ("· 尚未生效", "· not yet valid", "yellow"),
    "EXPIRED": ("✗ 已到期", "✗ expired", "red"),
    "CANCELLED": ("✗ 已注销", "✗ cancelled", "red"),
    "REVOKED": ("✗ 已撤销", "✗ revoked", "red"),
    "SUPERSEDED": ("✗ 已被取代", "✗ superseded", "red"),
}


def _standing(context: Context, reason: str) -> Text:
    zh, en, colour = _STANDINGS[reason]
    return Text(context.say(zh, en), style=colour)


def _now(session: Any) -> int:
    """Return the instant that "now" means for the mirror: its last block's time, or ours if that is later."""
    at = blocks.cursor(session)
    return max(int(time.time()), at.time if at is not None else 0)


def history(command: typer.Context, name: Name) -> None:
    """查看证书的全部事件 · Show all events of a certificate, in order."""
    context = context_of(command)
    found = certificate_named(context, name)
    lines: list[Any] = []
    with context.mirror.sessions() as session:
        after: int | None = 0
        while after is not None:
            page = certificates.history(session, found.id, after)
            lines += page.items
            after = page.next
    if context.as_json:
        emit([views.event(line).model_dump(mode="json", by_alias=True) for line in lines])
        return
    titles = [("序号", "no."), ("时间", "time"), ("事件", "event"), ("位置", "position"), ("此后摘要", "head after")]
    rows = [
        (line.sequence, moment(line.entry.time), type(line.entry.event).__name__, line.entry.position, short(line.head))
        for line in lines
    ]
    table(context, titles, rows)


def list_(
    command: typer.Context,
    holder: Annotated[str | None, typer.Option("--holder", help="权利人代码 · The holder's code.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=LIST_MAX, help="最多行数 · Most rows.")] = 50,
) -> None:
    """列出证书 · List certificates, all or a holder's."""
    context = context_of(command)
    with context.mirror.sessions() as session:
        if holder is None:
            page = certificates.issued(session, None, limit)
        else:
            one = participants.by_uscc(session, check_uscc(holder, "holder"))
            if one is None:
                raise NotFound("NotAdmitted", uscc=holder)
            page = certificates.held_by(session, one.number, None, limit)
        now = _now(session)
        gatherer = Gatherer(session, context.documents)
        subjects = [gatherer.subject(each) for each in page.items]
        applicants = [gatherer.party(gatherer.number(each.applicant)) for each in page.items]
    if context.as_json:
        shown = [views.certificate(each, by, now) for each, by in zip(subjects, applicants, strict=True)]
        emit([each.model_dump(mode="json", by_alias=True) for each in shown])
        return
    rows = []
    for each in subjects:
        state = standing(each.certificate, now)
        name = each.content["dataName"][context.locale] if each.content is not None else "—"
        rows.append((each.number.text, name, _standing(context, state.reason.value), state.last_valid_day))
    if not rows:
        context.note("没有证书。请用 deed register 登记。", "No certificates. Register some: deed register FILE")
        return
    titles = [("证书编号", "number"), ("数据名称", "data"), ("当前效力", "standing"), ("到期日", "last day")]
    table(context, titles, rows)
    if page.next is not None:
        context.note(
            f"只显示前 {limit} 行。可用 --limit（至多 {LIST_MAX}）或 --holder。",
            f"Only the first {limit} are shown. Give --limit, at most {LIST_MAX}, or --holder.",
        )


def status(command: typer.Context) -> None:
    """总览：链、部署、镜像 · Where everything stands: chain, deployment, mirror."""
    context = context_of(command)
    said = {"home": str(context.settings.home), "node": context.settings.rpc_url}
    parts = {"chain": _chain, "deployment": _deployment, "mirror": _mirror}
    found: dict[str, Any] = {}
    for part, look in parts.items():
        try:
            found[part] = look(context)
        except LedgerError as error:
            found[part] = {"trouble": error.code, "detail": error.explain(context.locale)}
    if context.as_json:
        emit(said | found)
    else:
        rows: list[tuple[str, str, Any]] = [("主目录", "home", said["home"]), ("节点", "node", said["node"])]
        titles = {"chain": ("链", "chain"), "deployment": ("部署", "deployment"), "mirror": ("镜像", "mirror")}
        for part, facts in found.items():
            rows.append((*titles[part], facts["detail"] if "trouble" in facts else _listed(context, part, facts)))
        card(context, rows)
    if any("trouble" in facts for facts in found.values()):
        raise typer.Exit(2)


_STATUS_NAMES = {
    ("chain", "block"): ("区块", "block"),
    ("chain", "time"): ("时间", "time"),
    ("deployment", "chainId"): ("链编号", "chain id"),
    ("deployment", "certificates"): ("证书合约", "Certificates"),
    ("deployment", "participants"): ("参与方合约", "Participants"),
    ("mirror", "block"): ("区块", "block"),
    ("mirror", "behind"): ("落后区块", "blocks behind"),
    ("mirror", "participants"): ("参与方", "participants"),
}


def _listed(context: Context, part: str, facts: Mapping[str, Any]) -> Table:
    """Return the facts of a part below one another; certificates are counted by regime and state."""
    made = Table.grid(padding=(0, 2))
    for name, value in facts.items():
        if (part, name) in _STATUS_NAMES:
            title = context.say(*_STATUS_NAMES[part, name])
        else:
            regime, state = name.split("/")
            words = (printed("regime", regime, context.locale), printed("state", State[state], context.locale))
            title = context.say("：".join(words), ", ".join(words))
        made.add_row(title, "—" if value is None else moment(value) if name == "time" else str(value))
    return made


def _chain(context: Context) -> dict[str, Any]:
    head = read_head(context.rpc)
    return {"block": head.number, "time": head.time}


def _deployment(context: Context) -> dict[str, Any]:
    deployment = context.deployment
    return {
        "chainId": deployment.chain_id,
        "certificates": whole(deployment.certificates),
        "participants": whole(deployment.participants),
    }


def _mirror(context: Context) -> dict[str, Any]:
    with context.mirror.sessions() as session:
        at, counts = blocks.cursor(session), snapshot.counts(session)
    if at is None:
        raise NotFound("MirrorEmptyYet")
    by_state = {f"{regime.name}/{state.name}": number for (regime, state), number in counts.certificates.items()}
    behind: int | None
    try:
        behind = max(0, read_head(context.rpc).number - at.number)
    except Unavailable:
        behind = None  # the chain's own line says why
    return {"block": at.number, "behind": behind, "participants": counts.participants, **by_state}


def add_to(app: typer.Typer) -> None:
    """Put these commands under `deed`."""
    app.command()(show)
    app.command()(history)
    app.command("list")(list_)
    app.command()(status)

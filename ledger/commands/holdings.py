"""
deed holdings: everything that came into a participant's hands and left them, and whether that is all.

Exit codes: 0 complete, 1 not complete, 3 the node could not show it; 2 for a mistake in what was asked or set up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from rich.text import Text

from ledger.audit.holdings import prove
from ledger.audit.node import Node
from ledger.audit.pin import Pin
from ledger.audit.report import Finding
from ledger.commands.context import Context, context_of, whole
from ledger.commands.printing import card, emit, moment, table
from ledger.domain.burdens import burdens_on
from ledger.domain.certificates import Certificate
from ledger.domain.encumbrances import Encumbrance, EncumbranceList
from ledger.domain.events import CertificateId
from ledger.domain.facts import Fact, FactKey, key_of
from ledger.domain.holdings import Holding, Move, fold_moves
from ledger.domain.numbers import CertificateNumber, check_uscc
from ledger.errors import NotFound, Unavailable
from ledger.messages import sentence
from ledger.messages.printing import printed
from ledger.store.queries import ReadSession, blocks, holdings, participants
from ledger.store.queries.blocks import Cursor
from ledger.store.queries.facts import MirrorFacts

MOVES_AT_A_TIME = 500
"""Moves in one question: a page of the database's."""


@dataclass(frozen=True)
class _Held:
    """A participant's moves as the mirror has them at its last block, and what it has of their certificates."""

    at: Cursor
    holding: Holding
    moves: tuple[Move, ...]
    certificates: Mapping[CertificateId, Certificate]
    facts: Mapping[FactKey, Fact]

    @property
    def now(self) -> int:
        """How many certificates are in its hands by the moves."""
        return sum(1 if move.entered else -1 for move in self.moves)

    @property
    def folds(self) -> bool:
        """Whether the moves are what the mirror's own head was made of."""
        return fold_moves(self.moves) == self.holding.head and len(self.moves) == self.holding.moves


def show(
    command: typer.Context,
    uscc: Annotated[str, typer.Argument(help="统一社会信用代码 · Code.")],
    proof: Annotated[
        bool, typer.Option("--proof", help="以节点的存储证明核对 · Check it by the node's storage proofs.")
    ] = False,
) -> None:
    """权利人名下全部证书及其进出，是否齐全 · Everything a holder holds or held, and whether that is all."""
    context = context_of(command)
    with context.mirror.sessions() as session:
        held = _held(session, check_uscc(uscc))
    findings: tuple[Finding, ...] = ()
    if proof:
        try:
            findings = _proven(context, held)
        except Unavailable as error:
            context.err.print(error.explain(context.locale), markup=False)
            raise typer.Exit(3) from None
    complete = held.folds and not findings
    if context.as_json:
        emit(_as_json(held, findings, proof=proof, complete=complete))
    else:
        _print(context, held, proof=proof, complete=complete)
        for each in findings:
            context.out.print(_said(each, context.locale), markup=False)
    raise typer.Exit(0 if complete else 1)


def _held(session: ReadSession, uscc: str) -> _Held:
    """Read all of it in one state of the mirror.  Raises `NotFound` for who was never admitted, or an empty mirror."""
    at = blocks.cursor(session)
    if at is None:
        raise NotFound("MirrorEmptyYet")
    who = participants.by_uscc(session, uscc)
    if who is None:
        raise NotFound("NotAdmitted", uscc=uscc)
    moves: list[Move] = []
    page = holdings.moves(session, who.number, None, MOVES_AT_A_TIME)
    moves += page.items
    while page.next is not None:
        page = holdings.moves(session, who.number, page.next, MOVES_AT_A_TIME)
        moves += page.items
    facts = holdings.facts_of(session, (move.certificate_id for move in moves))
    found = (facts[(Certificate.KIND, own)] for own in dict.fromkeys(move.certificate_id for move in moves))
    certificates = {each.id: each for each in found if isinstance(each, Certificate)}
    to_prove = {key_of(fact): fact for each in certificates.values() for fact in _kept(facts, each)}
    return _Held(at, holdings.of(session, who.number), tuple(moves), certificates, to_prove)


def _kept(facts: MirrorFacts, certificate: Certificate) -> list[Fact]:
    """What the contracts keep of a certificate, what encumbers it and what restrains it; nothing is a fact, too."""
    listed = facts.get((EncumbranceList.KIND, certificate.id), EncumbranceList(certificate.id, ()))
    assert isinstance(listed, EncumbranceList)
    live = [facts[(Encumbrance.KIND, item.id)] for item in listed.live]
    return [certificate, burdens_on(facts, certificate.id), listed, *live]


def _proven(context: Context, held: _Held) -> tuple[Finding, ...]:
    """Return what the contracts keep otherwise than the moves and the facts say.  Raises `Unavailable`."""
    settings = context.settings
    said = Holding(held.holding.participant, fold_moves(held.moves), len(held.moves), held.now)
    with Node(settings.rpc_url, settings.rpc_timeout_seconds) as node:
        facts = {key_of(said): said, **held.facts}
        notes = prove(node, Pin.load(settings.deployment_file), held.at.number, held.at.hash, facts)
    return tuple(notes.findings)


def _print(context: Context, held: _Held, *, proof: bool, complete: bool) -> None:
    rows = []
    for move in held.moves:
        certificate = held.certificates[move.certificate_id]
        way = context.say("进", "in") if move.entered else context.say("出", "out")
        number = CertificateNumber.from_packed(certificate.number).text
        state = printed("state", certificate.state, context.locale)
        rows.append((moment(move.at), move.position, way, number, state, _resting(held, certificate)))
    titles = [("时间", "time"), ("位置", "position"), ("进出", "in/out"), ("证书编号", "number")]
    table(context, [*titles, ("状态", "state"), ("质押/冻结", "pledges/freezes")], rows)
    against = (
        context.say("链上存储证明", "the contracts' storage, by proof") if proof else context.say("镜像", "the mirror")
    )
    verdict = context.say("齐全", "complete") if complete else context.say("不齐全", "not complete")
    card(
        context,
        [
            ("截至", "as at", f"{context.say('区块', 'block')} {held.at.number}  {moment(held.at.time)}"),
            ("进出次数", "moves", len(held.moves)),
            ("现持有", "held now", held.now),
            ("摘要", "head", whole(fold_moves(held.moves))),
            ("核对依据", "checked against", against),
            ("结论", "verdict", Text(verdict, style="bold green" if complete else "bold red")),
        ],
    )


def _resting(held: _Held, certificate: Certificate) -> str:
    """How many pledges or holds, and how many freezes, the lists of a certificate name."""
    listed = held.facts[(EncumbranceList.KIND, certificate.id)]
    assert isinstance(listed, EncumbranceList)
    return f"{len(listed.live)}/{len(burdens_on(held.facts, certificate.id).freezes)}"


def _as_json(held: _Held, findings: tuple[Finding, ...], *, proof: bool, complete: bool) -> dict[str, Any]:
    return {
        "participant": held.holding.participant,
        "block": held.at.number,
        "blockHash": whole(held.at.hash),
        "head": whole(fold_moves(held.moves)),
        "held": held.now,
        "moves": [
            {
                "certificateId": whole(move.certificate_id),
                "certificateNumber": CertificateNumber.from_packed(held.certificates[move.certificate_id].number).text,
                "entered": move.entered,
                "position": str(move.position),
                "time": int(move.at),
                "state": held.certificates[move.certificate_id].state.name,
            }
            for move in held.moves
        ],
        "proven": proof,
        "complete": complete,
        "findings": [each.as_dict() for each in findings],
    }


def _said(finding: Finding, locale: str) -> str:
    facts = {"position": str(finding.position), "subject": finding.subject}
    return sentence("Audit" + finding.code, locale, {**facts, "expected": finding.expected, "found": finding.found})


def add_to(app: typer.Typer) -> None:
    """Put this command under `deed`."""
    app.command("holdings")(show)

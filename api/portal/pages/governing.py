"""By what rules the ledger goes, who set them, how the institutions govern, and who they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api.dependencies import LedgerDep, PageDep, ParametersDep, View, sequence_of
from api.portal.page import page
from api.routes.rules import ledger_year, rule_view
from api.schemas.base import Text
from api.subject import Gatherer
from api.views import party
from ledger.chain.encode import selectors
from ledger.domain.acts.governance import EXECUTION_WINDOW_SECONDS
from ledger.domain.certificates import Regime
from ledger.domain.events import ParticipantNumber, ProposalExecuted
from ledger.domain.events.rules import CalendarSet, RuleSet
from ledger.domain.numbers import uscc_of
from ledger.domain.parameters import PARAMETERS, UNIT_NAMES, Parameter
from ledger.domain.participants import Proposal, Role
from ledger.domain.rules import REGIMES
from ledger.errors import NotFound
from ledger.messages.statistics import REGIMES as REGIME_NAMES
from ledger.store.queries import entries, participants, rules, successions
from ledger.store.queries.entries import Line

router = APIRouter()

CHANGES_MAX = 200
"""Most changes of rules that are shown, the newest: the founding makes some eighty."""

PROPOSALS_AT_A_TIME = 25
"""Proposals on a page, each with its lines."""

VOTED = ("admit", "suspend", "reinstate", "setRoles", "assignRegister", "setCharter", "unpause", "rename", "enrolKey",
         "revokeKey", "setRules", "setCalendar", "openMigration", "admitEvaluator", "admitNoun")  # fmt: skip
"""The calls that are named in words."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal as it is shown: what it would do, who voted for it, what became of it, and its lines."""

    number: int
    call: str
    contract: str
    digest: bytes
    made_at: int
    voters: tuple[Text, ...]
    state: str
    tone: str
    executable_at: int
    lines: tuple[Line, ...]


# RULES


@router.get("/rules")
def all_rules(_: ParametersDep, ledger: LedgerDep, request: Request) -> Response:
    """The rules in force, every value that there was, the working days, and who set them when."""
    with ledger.read(request) as view:
        histories = rules.histories(view.session)
        shown = [rule_view(history, view.instant) for history in histories]
        years = [ledger_year(each) for each in rules.years(view.session)]
        lines = rules.changes(view.session, CHANGES_MAX)
        changes = list(_changes(view, lines))
    table: dict[int, dict[str, Any]] = {}
    for each in shown:
        table.setdefault(each.number, {})[each.regime] = each
    regimes = [rule.regime.name for rule in REGIMES.values()]
    return page(
        request,
        "rules.html",
        table=table,
        regimes=regimes,
        regime_rules=REGIMES,
        names=REGIME_NAMES,
        years=years,
        changes=[each for each in changes if each["proposal"]],
        founding=[each for each in changes if not each["proposal"]],
    )


def _changes(view: View, lines: list[Line]) -> Iterator[dict[str, Any]]:
    """Give each change with the proposal that was executed in its block, and none of the founding's."""
    proposals: dict[int, int | None] = {}
    for line in lines:
        block = line.entry.position.block
        if block not in proposals:
            proposals[block] = _executed_in(view, block)
        event = line.entry.event
        what = _rule_of(event) if isinstance(event, RuleSet) else _year_of(event)
        yield {"at": line.entry.time, "proposal": proposals[block], "version": getattr(event, "version", 0), **what}


def _executed_in(view: View, block: int) -> int | None:
    for line in entries.in_block(view.session, block):
        if isinstance(line.entry.event, ProposalExecuted):
            return int(line.entry.event.proposal)
    return None


def _rule_of(event: RuleSet) -> dict[str, Any]:
    row = PARAMETERS[Parameter(event.parameter)]
    zh, en = UNIT_NAMES[row.unit]
    return {
        "name": Text(zh=row.zh, en=row.en),
        "regime": Text(**REGIME_NAMES[Regime(event.regime).name]),
        "unit": Text(zh=zh, en=en),
        "value": event.value,
        "before": event.value_before,
        "from": event.effective_from,
    }


def _year_of(event: Any) -> dict[str, Any]:
    assert isinstance(event, CalendarSet)
    worked = event.working_low.bit_count() + event.working_high.bit_count()
    return {"name": None, "year": event.year, "value": worked, "before": None, "from": None}


# GOVERNANCE


@router.get("/governance")
def governance(asked: PageDep, ledger: LedgerDep, request: Request) -> Response:
    """The charter, the proposals with their votes, the newest first, and registries that will leave."""
    with ledger.read(request, asked) as view:
        gatherer = Gatherer(view.session, ledger.documents)
        charter = participants.governance(view.session)
        last = min(sequence_of(asked.cursor) or charter.proposals, charter.proposals)
        first = max(0, last - PROPOSALS_AT_A_TIME)
        found = participants.proposals(view.session, first, last - first).items
        names = _calls(ledger.deployment.addresses)
        shown = [_shown(view, gatherer, each, names) for each in reversed(found)]
        exits = [_exit(gatherer, each) for each in successions.exits(view.session, None, PROPOSALS_AT_A_TIME).items]
    return page(
        request,
        "governance.html",
        charter=charter,
        proposals=shown,
        exits=exits,
        next=str(first) if first else None,
    )


@router.get("/governance/{number}")
def proposal(
    number: Annotated[int, Path(ge=1, le=2**53 - 1)], _: ParametersDep, ledger: LedgerDep, request: Request
) -> Response:
    """One proposal: what it would do, and all that happened to it."""
    with ledger.read(request) as view:
        found = participants.proposal(view.session, number)
        if found is None:
            raise NotFound("ProposalUnknown", proposal=number)
        gatherer = Gatherer(view.session, ledger.documents)
        shown = _shown(view, gatherer, found, _calls(ledger.deployment.addresses))
        course = [_step(gatherer, line) for line in reversed(shown.lines)]
    return page(request, "proposal.html", proposal=shown, course=course)


def _calls(addresses: Mapping[str, bytes]) -> Mapping[bytes, tuple[str, Mapping[bytes, str]]]:
    """Return each contract's name and functions by its address."""
    return {address: (name, selectors(name)) for name, address in addresses.items()}


def _shown(view: View, gatherer: Gatherer, found: Proposal, names: Mapping[bytes, Any]) -> Shown:
    contract, functions = names.get(found.target, ("", {}))
    function = functions.get(found.selector, "")
    lines = entries.of_proposal(view.session, found.number, None, 200).items
    kinds = {type(line.entry.event).__name__ for line in lines}
    state, tone = _state(found, kinds, view.instant)
    return Shown(
        number=found.number,
        call=function if function in VOTED else "other",
        contract=f"{contract}.{function}" if function else "",
        digest=found.call_digest,
        made_at=lines[0].entry.time if lines else 0,
        voters=tuple(_name(gatherer, each) for each in found.voters),
        state=state,
        tone=tone,
        executable_at=found.executable_at,
        lines=lines,
    )


def _state(found: Proposal, kinds: set[str], instant: int) -> tuple[str, str]:
    if found.closed:
        return ("vetoed", "bad") if "ProposalVetoed" in kinds else ("executed", "good")
    if not found.executable_at:
        return "open", "info"
    if instant < found.executable_at:
        return "waiting", "warn"
    return ("lapsed", "none") if instant >= found.executable_at + EXECUTION_WINDOW_SECONDS else ("ready", "warn")


def _step(gatherer: Gatherer, line: Line) -> dict[str, Any]:
    event = line.entry.event
    who = getattr(event, "voter", None) or getattr(event, "proposer", None)
    return {"at": line.entry.time, "kind": type(event).__name__, "who": _name(gatherer, who) if who else None}


def _name(gatherer: Gatherer, number: ParticipantNumber) -> Text:
    """Return a participant's name in both languages; its code where the profile is not on file."""
    known = gatherer.party(gatherer.number(number))
    code = uscc_of(known.participant.identity) or str(number)
    return Text(zh=known.name.zh, en=known.name.en) if known.name else Text(zh=code, en=code)


def _exit(gatherer: Gatherer, found: Any) -> dict[str, Any]:
    regime = REGIME_NAMES[Regime(found.register & 0xFF).name]
    return {
        "register": Text(**{locale: f"{found.register >> 8:03d} {words}" for locale, words in regime.items()}),
        "keeper": _name(gatherer, found.keeper),
        "successor": _name(gatherer, found.successor),
        "at": found.effective_at,
    }


# INSTITUTIONS


@router.get("/institutions")
def institutions(_: ParametersDep, ledger: LedgerDep, request: Request) -> Response:
    """Who has which role, and keeps which registers."""
    with ledger.read(request) as view:
        gatherer = Gatherer(view.session, ledger.documents)
        kept: dict[int, list[str]] = {}
        for charge in participants.charges(view.session):
            kept.setdefault(charge.participant, []).append(
                f"{charge.register >> 8:03d}/{Regime(charge.register & 0xFF).name}"
            )
        found = [
            (each, party(gatherer.party(each)), kept.get(each.number, []))
            for each in participants.institutions(view.session)
        ]
    groups = [(str(role.name), [row for row in found if row[0].roles & role]) for role in Role]
    return page(request, "institutions.html", groups=[group for group in groups if group[1]])

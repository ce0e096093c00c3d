"""
Votes on rules and calendar for the walk: the whole road from proposal to execution, right or wrong at its end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from eth_hash.auto import keccak

from ledger.domain.acts import CallDirectly, Execute, Propose, Vote
from ledger.domain.acts.rules import NOTICE_SECONDS_MAX, Rule, SetCalendar, SetRules
from ledger.domain.acts.voted import Voted
from ledger.domain.events import ZERO_DIGEST, Digest, Instant, Key
from ledger.domain.participants import Duty, Participant, Proposal, Role
from ledger.domain.periods import PERIOD_MAX
from ledger.domain.rules import CalendarYear, RuleHistory, RulesVersion, WorkingYear, rule_key
from tests.evm import World
from tests.invariant.dice import Dice
from tests.invariant.signing import anybody
from tests.invariant.walk import Call, Walk
from tests.parties import DAY, digest

REASON = Digest(digest("reason"))
NOTICE = Digest(digest("notice"))
EVERY_DAY = (2**256 - 1, 2**109 - 1)
REGIMES, PARAMETERS = 4, 20


def set_rules(walk: Walk, dice: Dice) -> None:
    """One to three rules; wrong, one of them is."""
    way = dice.bent(
        "regime", "parameter", "zero", "large", "past", "edge", "before the last", "far", "none", percent=40
    )
    rules = [_rule(walk, dice) for _ in range(dice.number(1, 3))]
    if way == "none":
        rules = []
    elif way:
        rules[-1] = _bent(walk, rules[-1], way)
    vote(walk, dice, SetRules(tuple(rules), REASON))


def set_calendar(walk: Walk, dice: Dice) -> None:
    """A year's working days, of which some are taken away; or an impossible year."""
    way = dice.bent("early", "late", "no day", "no autumn", "thirteenth month", "no notice", percent=40)
    year = {"early": 2019, "late": 2200}.get(way, dice.number(2026, 2032))
    low, high = EVERY_DAY[0] - (1 << dice.number(1, 255)), EVERY_DAY[1] - (1 << dice.number(0, 108))
    words = {"no day": (0, high), "no autumn": (low, 0), "thirteenth month": (low, high | 1 << 110)}
    notice = ZERO_DIGEST if way == "no notice" else NOTICE
    vote(walk, dice, SetCalendar(WorkingYear(year, words.get(way, (low, high)), notice)))


def _rule(walk: Walk, dice: Dice) -> Rule:
    """A rule that may be set, if no other in its vote is of the same parameter."""
    regime, parameter = dice.number(1, REGIMES), dice.number(1, PARAMETERS)
    last = _last(walk, regime, parameter)
    begins = max(last, walk.now + 8 * DAY) + dice.number(1, 30 * DAY)
    return Rule(regime, parameter, dice.number(1, 40), Instant(begins))


def _bent(walk: Walk, rule: Rule, way: str) -> Rule:
    regime = 5 if way == "regime" else rule.regime
    parameter = 0 if way == "parameter" else rule.parameter
    value = {"zero": 0, "large": PERIOD_MAX + 1}.get(way, rule.value)
    begins = {
        "past": walk.now - DAY,
        "edge": walk.now + 3 * DAY + 3,
        "before the last": max(1, _last(walk, regime, parameter)),
        "far": walk.now + NOTICE_SECONDS_MAX + 90 * DAY,
    }.get(way, rule.effective_from)
    return Rule(regime, parameter, value, Instant(begins))


def _last(walk: Walk, regime: int, parameter: int) -> int:
    known = walk.facts.get(("rule", rule_key(regime, parameter)))
    return known.values[-1].effective_from if isinstance(known, RuleHistory) else 0


# THE ROAD OF A VOTE


def vote(walk: Walk, dice: Dice, call: Voted) -> None:
    """Propose, let all governors vote, wait as long as must be, execute; or, seldom, call without a vote."""
    contract = walk.world.contract(call.CONTRACT)
    arguments = tuple(_coded(each) for each in call.arguments())
    if dice.chance(10):
        walk.ask(CallDirectly(anybody(dice), call), Call(contract, call.FUNCTION, arguments))
        return
    data, participants, voters = contract.call_data(call.FUNCTION, *arguments), walk.world.participants, _voters(walk)
    if not voters:
        return
    asked = Call(participants, "propose", (contract.address, data, REASON))
    number = walk.ask(Propose(voters[0], call, REASON), asked)
    walk.calls[number] = call
    for voter in voters[1:]:
        walk.ask(Vote(voter, number), Call(participants, "vote", (number,)))
    found = walk.facts[("proposal", number)]
    assert isinstance(found, Proposal)
    if found.executable_at > walk.now:
        walk.sleep(found.executable_at - walk.now)
    execution = Execute(voters[0], number, call, Digest(keccak(data)))
    walk.ask(execution, Call(participants, "execute", (number, data)))


def _voters(walk: Walk) -> list[Key]:
    """One voting key of each governor that is not suspended."""
    governors = [one for one in walk.facts.values() if isinstance(one, Participant) and one.roles & Role.GOVERNOR]
    keys = (walk.keys_with(one.number, Duty.VOTE) for one in governors if not one.suspended)
    return [each[0] for each in keys if each]


def _coded(value: Any) -> Any:
    """A voted argument as the ABI coder takes it: a struct as a tuple of its members."""
    if isinstance(value, Mapping):
        return tuple(_coded(each) for each in value.values())
    return [_coded(each) for each in value] if isinstance(value, list) else value


# WHAT THE CONTRACT HAS STORED


def _history(world: World, fact: RuleHistory) -> Iterator[tuple[str, Any, Any]]:
    values, since = world.view(world.rules, "valuesOf", fact.regime, fact.parameter)
    stored = list(zip(values, since, strict=True))
    yield "values", [(each.value, each.effective_from) for each in fact.values], stored


def _year(world: World, fact: CalendarYear) -> Iterator[tuple[str, Any, Any]]:
    words = (fact.working_low, fact.working_high)
    yield "working days", words, tuple(world.view(world.rules, "calendarOf", fact.year))


def _version(world: World, fact: RulesVersion) -> Iterator[tuple[str, Any, Any]]:
    yield "version", fact.version, world.view(world.rules, "version")


WEIGHTS: Mapping[Callable[[Walk, Dice], None], int] = {set_rules: 2, set_calendar: 1}
COMPARED: Mapping[Any, Any] = {RuleHistory: _history, CalendarYear: _year, RulesVersion: _version}


def instants(walk: Walk) -> list[int]:
    """Return from when rules hold."""
    return [each.effective_from for one in walk.facts.values() if isinstance(one, RuleHistory) for each in one.values]

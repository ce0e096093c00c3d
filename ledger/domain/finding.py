"""
What a check looks at, and what it says of it: the case and the finding, with the words by which parties are named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from ledger.domain.calendar import SHANGHAI
from ledger.domain.events import Position
from ledger.domain.numbers import uscc_of
from ledger.domain.policy import Policy
from ledger.domain.question import Party, Question, Subject
from ledger.domain.resting import Resting
from ledger.domain.standing import Standing


@dataclass(frozen=True, slots=True)
class Case:
    """All that a check may look at."""

    question: Question
    subject: Subject
    standing: Standing
    resting: Resting
    policy: Policy

    @property
    def expected(self) -> Party | None:
        """The holder that was asked for, by code, or by a present or former name where no code was given."""
        uscc, name = self.question.holder_uscc, self.question.holder_name
        if uscc is not None:
            return next((party for party in self.subject.holders if code_of(party) == uscc), None)
        return next((party for party in self.subject.holders if name is not None and is_named(party, name)), None)


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found: a reason of the policy table, its facts, and the event it rests on."""

    reason: str
    facts: Mapping[str, Any]
    position: Position | None = None


# WORDS OF THE PARTIES


CODES_KEPT = 4_096
"""How many identities are kept with the code that they hold: an answer asks the same few many times."""


@lru_cache(CODES_KEPT)
def _code(identity: bytes) -> str | None:
    return uscc_of(identity)


def code_of(party: Party) -> str | None:
    return _code(bytes(party.participant.identity))


def is_named(party: Party, name: str) -> bool:
    """Whether a party bears this name, or bore it."""
    names = party.former_names if party.name is None else (party.name, *party.former_names)
    return any(name in (each.zh, each.en) for each in names)


def facts_of(party: Party) -> dict[str, Any]:
    former = [{"zh": name.zh, "en": name.en, "until": written(name.until)} for name in party.former_names]
    return {"uscc": code_of(party), "named": name_of(party), "former_names": former}


def name_of(party: Party) -> dict[str, str]:
    """What a sentence calls a party: its name if known, its code otherwise, its number for a natural person (P9)."""
    if party.name is not None:
        return {"zh": party.name.zh, "en": party.name.en}
    known = code_of(party) or f"#{party.participant.number}"
    return {"zh": known, "en": known}


def names_of(parties: Iterable[Party]) -> list[dict[str, str]]:
    return [name_of(party) for party in parties]


def named(case: Case, participant: int) -> dict[str, str]:
    """What a sentence calls whom something that rests on the certificate names."""
    return name_of(case.subject.others[participant])


def all_named(case: Case, participants: Iterable[int]) -> list[dict[str, str]]:
    """Name each participant once, in the order in which they come."""
    return [named(case, participant) for participant in dict.fromkeys(participants)]


def written(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def moment(instant: int) -> datetime:
    return datetime.fromtimestamp(instant, SHANGHAI)

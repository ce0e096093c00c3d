"""
The list of who was given or lost which power, when, and on what ground: a vote, two hands, a guardian or the founding.

A plain holder's keys and admission give no power over others and are not in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ledger.audit.report import Notes
from ledger.domain import events as e
from ledger.domain.events.attestations import EvaluatorAdmitted
from ledger.domain.facts import Facts
from ledger.domain.participants import Duty, Participant, Role

Told = tuple[str, str]
"""Whom or what a change is about, and what it was or is to be."""


def _roles(mask: int) -> str:
    return "+".join(role.name or "" for role in Role if mask & role) or "none"


def _duties(mask: int) -> str:
    return "+".join(duty.name or "" for duty in Duty if mask & duty) or "none"


CHANGES: Mapping[type[Any], Callable[[Any], Told]] = {
    e.ParticipantAdmitted: lambda said: (f"participant {said.participant}", _roles(said.roles)),
    e.ParticipantSuspended: lambda said: (f"participant {said.participant}", "suspended"),
    e.ParticipantReinstated: lambda said: (f"participant {said.participant}", "reinstated"),
    e.RolesChanged: lambda said: (
        f"participant {said.participant}",
        f"{_roles(said.roles_before)} -> {_roles(said.roles_after)}",
    ),
    e.KeyEnrolled: lambda said: (f"key 0x{said.key.hex()}", f"{_duties(said.duties)} of {said.participant}"),
    e.KeyRevoked: lambda said: (f"key 0x{said.key.hex()}", f"revoked, of {said.participant}"),
    e.RegisterAssigned: lambda said: (f"register {said.register}", f"{said.from_} -> {said.to}"),
    e.CharterChanged: lambda said: (
        "charter",
        f"threshold {said.threshold}, delays {said.ordinary_delay} s and {said.grave_delay} s",
    ),
    e.NounAdmitted: lambda said: (f"noun 0x{said.noun.hex()}", f"flags {said.flags:#x}"),
    EvaluatorAdmitted: lambda said: (f"participant {said.participant}", f"kinds of report {said.kinds:#x}"),
    e.LedgerPaused: lambda said: ("ledger", f"paused by {said.guardian}"),
    e.LedgerUnpaused: lambda _: ("ledger", "open again"),
}
"""By event: whom it is about, and what changed."""


def enlist(notes: Notes, facts: Facts, entry: e.Entry, ground: str, proposal: int = 0) -> None:
    """
    Put an event on the list, if it changes who may do what; `facts` are those before it.

    `ground` is the row's code: ListPowerByVote, with the number of the proposal, ListPowerByHands or ListPowerFounded.
    """
    event: Any = entry.event
    tell = CHANGES.get(type(event))
    if tell is None or _is_plain(facts, event):
        return
    subject, change = tell(event)
    more = {"proposal": proposal} if proposal else {}
    notes.enlist("roleChanges", ground, entry.position, subject, change=change, time=entry.time, **more)


def _is_plain(facts: Facts, event: Any) -> bool:
    """Whether it is about a participant without roles."""
    if isinstance(event, e.ParticipantAdmitted):
        return not event.roles
    if not isinstance(event, e.KeyEnrolled | e.KeyRevoked):
        return False
    owner = facts.get(("participant", event.participant))
    return isinstance(owner, Participant) and not owner.roles

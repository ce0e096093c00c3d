"""
Participants: by number, code or key; what they keep; how they govern.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, TextClause, select, text
from sqlalchemy.orm import Session

from ledger.domain.doors import FLAGS, Keeper, Migration, Noun
from ledger.domain.numbers import check_uscc, identity_of
from ledger.domain.participants import NO_GOVERNANCE, Charge, EnrolledKey, Governance, Participant, Proposal
from ledger.domain.state import GOVERNANCE, FactKey
from ledger.store import facts as shelf
from ledger.store.facts import INTEGER_MAX, SHELVES, Shelf
from ledger.store.queries.page import Page

_PARTICIPANTS = SHELVES["participant"]
_KEYS = SHELVES["key"]
_CHARGES = SHELVES["register"]
_PROPOSALS = SHELVES["proposal"]


@dataclass(frozen=True, slots=True)
class Bearer:
    """A key and the participant that it acts, or acted, for."""

    key: EnrolledKey
    participant: Participant


# PARTICIPANTS AND KEYS


def by_number(session: Session, number: int) -> Participant | None:
    """Return the participant with this number."""
    found = _one(session, ("participant", number))
    return found if isinstance(found, Participant) else None


def by_numbers(session: Session, numbers: set[int]) -> dict[int, Participant]:
    """Return those participants of `numbers` that exist, in as few SELECTs as there are hundreds of them."""
    found = shelf.load(session, [("participant", number) for number in sorted(numbers) if number >= 0])
    return {one.number: one for one in found.values() if isinstance(one, Participant)}


def by_identity(session: Session, identity: bytes) -> Participant | None:
    """Return the participant with this identity (32 bytes)."""
    found = _where(session, _PARTICIPANTS, _PARTICIPANTS.table.c.identity == identity)
    return found[0] if found else None


def by_uscc(session: Session, uscc: str) -> Participant | None:
    """
    Return the participant with this unified social credit code.

    Raises `InvalidInput` if it cannot be one.
    """
    return by_identity(session, identity_of(check_uscc(uscc)))


def by_key(session: Session, key: bytes) -> Bearer | None:
    """Return the key (20 bytes), also a revoked one, and whose it is."""
    enrolled = _one(session, ("key", key))
    if not isinstance(enrolled, EnrolledKey):
        return None
    participant = by_number(session, enrolled.participant)
    return None if participant is None else Bearer(enrolled, participant)


def keys_of(session: Session, participant: int) -> list[EnrolledKey]:
    """Return all keys that a participant has or had."""
    return _where(session, _KEYS, _KEYS.table.c.participant == participant)


def admitted(session: Session, after: int, limit: int) -> Page[Participant, int]:
    """Return the participants with numbers above `after`, in order."""
    return _page(session, _PARTICIPANTS, after, limit)


def institutions(session: Session) -> list[Participant]:
    """Return the participants that have a role, in the order of their numbers; a city has some dozens."""
    return _where(session, _PARTICIPANTS, text("roles > 0"))


# REGISTERS


def keeper(session: Session, register: int) -> Participant | None:
    """Return the participant in charge of a register."""
    charge = _one(session, ("register", register))
    return by_number(session, charge.participant) if isinstance(charge, Charge) else None


def charges(session: Session) -> list[Charge]:
    """Return who keeps which register; there are some dozens in a city."""
    return _where(session, _CHARGES)


def charges_of(session: Session, participant: int) -> list[Charge]:
    """Return the registers that a participant keeps."""
    return _where(session, _CHARGES, _CHARGES.table.c.participant == participant)


# GOVERNANCE


def governance(session: Session) -> Governance:
    """Return the charter in force and the counters."""
    found = _one(session, GOVERNANCE)
    return found if isinstance(found, Governance) else NO_GOVERNANCE


def proposal(session: Session, number: int) -> Proposal | None:
    """Return the proposal with this number."""
    found = _one(session, ("proposal", number))
    return found if isinstance(found, Proposal) else None


def proposals(session: Session, after: int, limit: int) -> Page[Proposal, int]:
    """Return the proposals with numbers above `after`, in order."""
    return _page(session, _PROPOSALS, after, limit)


def nouns(session: Session) -> list[Noun]:
    """
    Return the contracts that keep flags, in the order of their flags, which is the order in which they are asked.
    """
    keepers = shelf.load(session, [("keeper", bit) for bit in range(FLAGS)])
    ordered = (keepers.get(("keeper", bit)) for bit in range(FLAGS))
    order = dict.fromkeys(each.noun for each in ordered if isinstance(each, Keeper))
    found = shelf.load(session, [("noun", address) for address in order])
    return [noun for address in order if isinstance(noun := found.get(("noun", address)), Noun)]


def migration(session: Session, register: int) -> Migration | None:
    """Return until when old certificates may be brought into a register."""
    found = _one(session, ("migration", register))
    return found if isinstance(found, Migration) else None


# WITHIN


def _one(session: Session, key: FactKey) -> object:
    if isinstance(key[1], int) and key[1] < 0:
        return None
    return shelf.load(session, [key]).get(key)


def _where(session: Session, kind: Shelf, *conditions: ColumnElement[bool] | TextClause) -> list[Any]:
    rows = session.execute(select(kind.table).where(*conditions).order_by(kind.key)).mappings()
    return [kind.fact_of(row) for row in rows]


def _page(session: Session, kind: Shelf, after: int, limit: int) -> Page[Any, int]:
    beyond = kind.key > min(after, INTEGER_MAX)
    rows = session.execute(select(kind.table).where(beyond).order_by(kind.key).limit(limit + 1)).mappings().all()
    found = tuple(kind.fact_of(row) for row in rows[:limit])
    return Page(found, found[-1].number if len(rows) > limit else None)

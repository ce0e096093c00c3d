"""
Registration cases: by their ids, by who keeps the register or applies, those that are public, and how each came to be.

A stage is asked at an instant: what the silence after an act has made of a case is no column (P1), so each stage is a
condition over the stored stage and the present clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, and_, case, false, not_, or_, select, tuple_
from sqlalchemy.orm import Session

from ledger.domain.cases import CLOSED, Case, PublicityObjection, Stage
from ledger.domain.events import Position
from ledger.store.facts import INTEGER_MAX, SHELVES
from ledger.store.queries.entries import ENTRIES, Line, line_of
from ledger.store.queries.page import Page
from ledger.store.tables.applications import CaseRow, PublicityObjectionRow

_CASES = cast(Table, CaseRow.__table__)
_OBJECTIONS = cast(Table, PublicityObjectionRow.__table__)

OBJECTIONS_MAX = 1_000
"""Most objections that are returned of one case: far more than a case has."""

SAME_DATA_MAX = 200
"""Most submissions of the same data that are looked at."""

OPEN_MAX = 2_000
"""Most open cases of a registry or an applicant that are returned together: a desk's year."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Which closed cases are wanted: of an applicant, of one id, at a stage, that ended between two unix seconds."""

    applicant: int = 0
    application_id: bytes | None = None
    stage: Stage | None = None
    since: int = 0
    until: int = INTEGER_MAX


ANY_CLOSED = Closed()

Place = tuple[int, bytes]
"""Where the next page of a list begins: after this instant and this id."""


def by_id(session: Session, application_id: bytes) -> Case | None:
    """Return the case with this id, which is the id that its certificate has or will have."""
    return next(iter(_cases(session, select(_CASES).where(_CASES.c.application_id == application_id))), None)


def by_ids(session: Session, ids: Sequence[bytes]) -> dict[bytes, Case]:
    """Return those of these cases that there are."""
    return {
        bytes(case.application_id): case
        for case in _cases(session, select(_CASES).where(_CASES.c.application_id.in_(ids)))
    }


def objections_of(session: Session, case: Case) -> tuple[PublicityObjection, ...]:
    """Return the objections against the last attempt of a case, the oldest first."""
    of_case = and_(_OBJECTIONS.c.application_id == case.application_id, _OBJECTIONS.c.attempt == case.attempt)
    ordered = select(_OBJECTIONS).where(of_case).order_by(_OBJECTIONS.c.sequence).limit(OBJECTIONS_MAX)
    return tuple(SHELVES[PublicityObjection.KIND].fact_of(row) for row in session.execute(ordered).mappings())


def of_same_data(session: Session, fingerprint: bytes) -> tuple[Case, ...]:
    """Return the cases by which data with this fingerprint were ever submitted, in the order of their ids."""
    named = select(ENTRIES.c.application_id).where(
        ENTRIES.c.fingerprint == fingerprint, ENTRIES.c.certificate_id.is_(None), ENTRIES.c.application_id.is_not(None)
    )
    ids = sorted({bytes(row[0]) for row in session.execute(named.limit(SAME_DATA_MAX))})
    return tuple(_cases(session, select(_CASES).where(_CASES.c.application_id.in_(ids)))) if ids else ()


# LISTS


def in_registers(
    session: Session, registers: Sequence[int], after: Place | None, limit: int, *, stage: Stage | None, now: int
) -> Page[Case, Place]:
    """
    Return the cases of these registers in the order of their present clocks, at a stage if one is given.

    That a registry keeps the registers is for the caller to know; what is due first comes first.
    """
    wanted = select(_CASES).where(_CASES.c.register.in_(registers))
    if stage is not None:
        wanted = wanted.where(at_stage(stage, now))
    return _page(session, wanted, _CASES.c.due_at, after, limit)


def of_applicant(
    session: Session, applicant: int, after: Place | None, limit: int, *, stage: Stage | None, now: int
) -> Page[Case, Place]:
    """Return the cases of an applicant in the order of their present clocks, at a stage if one is given."""
    if not 0 <= applicant <= INTEGER_MAX:
        return Page((), None)
    wanted = select(_CASES).where(_CASES.c.applicant == applicant)
    if stage is not None:
        wanted = wanted.where(at_stage(stage, now))
    return _page(session, wanted, _CASES.c.due_at, after, limit)


def open_cases(session: Session, now: int, *, registers: Sequence[int] = (), applicant: int = 0) -> tuple[Case, ...]:
    """Return the cases of registers or of an applicant in which something is still to be done, by what is due first."""
    whose = _CASES.c.applicant == applicant if applicant else _CASES.c.register.in_(registers)
    wanted = select(_CASES).where(whose, _CASES.c.stage.not_in(sorted(CLOSED)), not_(at_stage(Stage.LAPSED, now)))
    return tuple(_cases(session, wanted.order_by(_CASES.c.due_at, _CASES.c.application_id).limit(OPEN_MAX)))


def closed_cases(
    session: Session,
    now: int,
    after: Place | None,
    limit: int,
    *,
    registers: Sequence[int] = (),
    applicant: int = 0,
    wish: Closed = ANY_CLOSED,
) -> Page[Case, Place]:
    """
    Return the cases of registers or of an applicant in which nothing more is done, the last that ended first.

    A case that lapsed ended when its supplement was due.
    """
    lapsed = at_stage(Stage.LAPSED, now)
    ended = case((_CASES.c.stage == Stage.SUPPLEMENT, _CASES.c.due_at), else_=_CASES.c.ended_at)
    whose = _CASES.c.applicant == applicant if applicant else _CASES.c.register.in_(registers)
    wanted = select(_CASES).where(whose, or_(_CASES.c.stage.in_(sorted(CLOSED)), lapsed))
    wanted = wanted.where(ended >= wish.since, ended < wish.until)
    if wish.applicant:
        wanted = wanted.where(_CASES.c.applicant == wish.applicant)
    if wish.application_id is not None:
        wanted = wanted.where(_CASES.c.application_id == wish.application_id)
    if wish.stage is not None:
        wanted = wanted.where(at_stage(wish.stage, now))
    if after is not None:
        wanted = wanted.where(tuple_(ended, _CASES.c.application_id) < after)
    ordered = wanted.order_by(ended.desc(), _CASES.c.application_id.desc()).limit(limit + 1)
    found = _cases(session, ordered)
    last = found[limit - 1] if len(found) > limit else None
    return Page(tuple(found[:limit]), (ended_at(last), bytes(last.application_id)) if last else None)


def ended_at(one: Case) -> int:
    """Return when a closed case ended: by its act, or by the silence after a notice of defects."""
    return one.due_at if one.stage is Stage.SUPPLEMENT else one.ended_at


def objections_of_many(session: Session, cases: Sequence[Case]) -> dict[bytes, tuple[PublicityObjection, ...]]:
    """Return the objections against the last attempts of many cases, the oldest first."""
    attempts = {bytes(case.application_id): case.attempt for case in cases if case.publicised_at}
    wanted = select(_OBJECTIONS).where(_OBJECTIONS.c.application_id.in_(sorted(attempts)))
    found: dict[bytes, tuple[PublicityObjection, ...]] = {}
    for row in session.execute(wanted.order_by(_OBJECTIONS.c.sequence)).mappings():
        each = SHELVES[PublicityObjection.KIND].fact_of(row)
        if each.attempt == attempts[bytes(each.application_id)]:
            found[bytes(each.application_id)] = (*found.get(bytes(each.application_id), ()), each)
    return found


def under_publicity(session: Session, now: int, after: Place | None, limit: int) -> Page[Case, Place]:
    """
    Return the cases against which anybody may object at an instant, in the order in which their publicity ends.

    Of a case that was submitted anew only the last attempt is known here; its lines tell all.
    """
    now = min(now, INTEGER_MAX)
    ended = _CASES.c.ended_at
    public = and_(_CASES.c.publicised_until > now, _CASES.c.publicised_at <= now, or_(ended == 0, ended > now))
    return _page(session, select(_CASES).where(public), _CASES.c.publicised_until, after, limit)


# HISTORY


def history(session: Session, application_id: bytes, after: Position | None, limit: int) -> Page[Line, Position]:
    """Return the lines of a case in all its attempts, in order."""
    wanted = select(ENTRIES).where(ENTRIES.c.application_id == application_id)
    if after is not None:
        wanted = wanted.where(tuple_(ENTRIES.c.block, ENTRIES.c.log) > (after.block, after.log))
    ordered = wanted.order_by(ENTRIES.c.block, ENTRIES.c.log).limit(limit + 1)
    lines = [line_of(row) for row in session.execute(ordered).mappings()]
    more = len(lines) > limit
    lines = lines[:limit]
    return Page(tuple(lines), lines[-1].entry.position if more else None)


# WITHIN


def at_stage(stage: Stage, now: int) -> ColumnElement[bool]:
    """The condition that a case is at a stage at an instant (`cases.stage_at`)."""
    stored, due = _CASES.c.stage, _CASES.c.due_at
    now = min(now, INTEGER_MAX)
    match stage:
        case Stage.NONE:
            return false()
        case Stage.SUBMITTED | Stage.SUPPLEMENT:
            return and_(stored == stage, due > now)
        case Stage.ACCEPTED:
            return or_(stored == stage, and_(stored == Stage.SUBMITTED, due <= now))
        case Stage.LAPSED:
            return and_(stored == Stage.SUPPLEMENT, due <= now)
        case _:
            return stored == stage


def _cases(session: Session, wanted: Select[Any]) -> list[Case]:
    return [SHELVES[Case.KIND].fact_of(row) for row in session.execute(wanted).mappings()]


def _page(
    session: Session, wanted: Select[Any], by: ColumnElement[int], after: Place | None, limit: int
) -> Page[Case, Place]:
    if after is not None:
        wanted = wanted.where(tuple_(by, _CASES.c.application_id) > after)
    found = _cases(session, wanted.order_by(by, _CASES.c.application_id).limit(limit + 1))
    more = len(found) > limit
    found = found[:limit]
    if not more:
        return Page(tuple(found), None)
    return Page(tuple(found), (getattr(found[-1], by.key or ""), bytes(found[-1].application_id)))

"""
Statistics: what happened in each register, industry and month, and what cases took.

Everything is counted in a few SELECTs over a session of the present or of a past block, each along one index: a million
certificates take some seconds, so whoever asks often keeps what was counted (`Almanac`).  Industry and volume are the
catalogue's (`store.papers`): a registration's by the document that the certificate has at the session's block, of all
else by its present one, for to find what each certificate was then, for each thing done with it, takes too long.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from threading import Lock
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Integer, MetaData, Table, and_, case, func, literal, select, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import GenericFunction

from ledger.domain.attestations import Condition
from ledger.domain.cases import Case
from ledger.domain.certificates import State
from ledger.domain.encumbrances import EncumbranceState
from ledger.domain.equity import STANDING_STAGES
from ledger.domain.kinds import CLAIMS, AttestedKind
from ledger.store.facts import SHELVES
from ledger.store.queries.entries import ENTRIES
from ledger.store.tables import CertificateRow
from ledger.store.tables.applications import CaseRow, PublicityObjectionRow
from ledger.store.tables.attestations import AttestationRow
from ledger.store.tables.chain import TURNS
from ledger.store.tables.equity import ContributionRow
from ledger.store.tables.papers import PaperRow
from ledger.store.tables.pledges import EncumbranceRow
from ledger.store.tables.restraints import FreezeRow, ObjectionRow, SourceObjectionRow

OFFSET_SECONDS = 28_800
"""Months are those of Asia/Shanghai."""

SPENT_SHARE = 20
"""What was counted serves for twenty times as long as counting took: at most a twentieth of the time goes into it."""

AGE_SECONDS_MAX = 600.0
"""What was counted is at most so old; each answer says of which block it is."""

_CERTIFICATES = cast(Table, CertificateRow.__table__)
_CASES = cast(Table, CaseRow.__table__)
_PAPERS = cast(Table, PaperRow.__table__)


class Measure(StrEnum):
    """What is counted; sums are in fen, volumes in bytes."""

    REGISTERED = "registered"
    REGISTERED_BYTES = "registered_bytes"
    UNREAD = "unread"  # registered, but the document was not on file or could not be read
    IN_FORCE = "in_force"
    IN_FORCE_BYTES = "in_force_bytes"
    RENEWED = "renewed"
    CANCELLED = "cancelled"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    FROZEN = "frozen"
    OBJECTED = "objected"
    SOURCE_OBJECTED = "source_objected"
    PUBLICITY_OBJECTED = "publicity_objected"
    LISTED = "listed"
    DEALT = "dealt"
    DEALT_FEN = "dealt_fen"
    PLEDGED = "pledged"
    PLEDGED_FEN = "pledged_fen"
    SECURED = "secured"
    SECURED_FEN = "secured_fen"
    VALUED = "valued"
    VALUED_FEN = "valued_fen"
    BOOKED = "booked"
    BOOKED_FEN = "booked_fen"
    CONTRIBUTED = "contributed"
    CONTRIBUTED_FEN = "contributed_fen"
    CLAIMED = "claimed"


class Cell(NamedTuple):
    """A register, an industry (a division of GB/T 4754, empty where unknown) and a month, 202611, in which it was."""

    register: int
    industry: str
    month: int


Figures = Counter[Measure]
Cube = Mapping[Cell, Figures]


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted at an instant (unix seconds), of the mirror as it was at the end of a block."""

    block: int
    instant: int
    cube: Cube
    cases: Sequence[Case]


class month_of(GenericFunction[int]):  # noqa: N801 - a function of SQL
    """The month of a unix second in Asia/Shanghai: 202611."""

    type = Integer()
    inherit_cache = True


@compiles(month_of, "sqlite")
def _month_sqlite(element: Any, compiler: Any, **more: Any) -> str:
    return f"CAST(strftime('%Y%m', {compiler.process(element.clauses, **more)} + {OFFSET_SECONDS}, 'unixepoch') AS INT)"


@compiles(month_of, "postgresql")
def _month_postgresql(element: Any, compiler: Any, **more: Any) -> str:
    instant = f"to_timestamp({compiler.process(element.clauses, **more)} + {OFFSET_SECONDS}) AT TIME ZONE 'UTC'"
    return f"CAST(to_char({instant}, 'YYYYMM') AS INT)"


# COUNTING


def count(session: Session, block: int, instant: int) -> Counted:
    """Count everything that a session sees, which is the mirror at the end of `block`; in force is so at `instant`."""
    cube: dict[Cell, Figures] = defaultdict(Counter)
    _registrations(session, instant, cube)
    turns(session, cube)
    for deed in DEEDS:
        _deeds(session, deed, cube)
    _publicity_objections(session, cube)
    return Counted(block, instant, cube, _cases(session))


class Almanac:
    """What was counted last of the present, for all who ask; one counts at a time, and the others wait for him."""

    def __init__(self) -> None:
        self._last: Counted | None = None
        self._until = 0.0
        self._mutex = Lock()

    def at(self, session: Session, block: int, instant: int, *, past: bool) -> Counted:
        """Return the statistics of a session's block; of the present, perhaps those of a moment ago."""
        if past:
            return count(session, block, instant)
        with self._mutex:
            if self._last is not None and (time.monotonic() < self._until or self._last.block == block):
                return self._last
            began = time.monotonic()
            self._last = count(session, block, instant)
            spent = time.monotonic() - began
            self._until = began + spent + min(spent * SPENT_SHARE, AGE_SECONDS_MAX)
            return self._last


def _registrations(session: Session, instant: int, cube: dict[Cell, Figures]) -> None:
    columns, paper = _CERTIFICATES.c, _PAPERS.c
    in_force = and_(columns.state == State.ACTIVE, columns.valid_from <= instant, columns.valid_to > instant)
    wanted = select(
        *_cell(_CERTIFICATES, columns.issued_at),
        func.count(),
        func.sum(paper.bytes),
        func.sum(case((paper.industry.is_(None), 1), else_=0)),
        func.sum(case((in_force, 1), else_=0)),
        func.sum(case((in_force, paper.bytes), else_=0)),
    ).select_from(_CERTIFICATES)
    measures = (
        Measure.REGISTERED, Measure.REGISTERED_BYTES, Measure.UNREAD, Measure.IN_FORCE, Measure.IN_FORCE_BYTES,
    )  # fmt: skip
    _add(cube, session.execute(_with_papers(wanted, _CERTIFICATES)), measures)


_TURNS = {
    "CertificateRenewed": Measure.RENEWED,
    "CertificateCancelled": Measure.CANCELLED,
    "CertificateRevoked": Measure.REVOKED,
    "CertificateSuperseded": Measure.SUPERSEDED,
}


def turns(session: Session, cube: dict[Cell, Figures]) -> None:
    """Count by what certificates were prolonged and ended."""
    own = _present(session)
    joined = ENTRIES.join(own, own.c.id == ENTRIES.c.certificate_id)
    wanted = select(*_cell(own, ENTRIES.c.time), ENTRIES.c.kind, func.count()).select_from(joined).where(text(TURNS))
    for register, industry, month, kind, number in session.execute(_with_papers(wanted, own, ENTRIES.c.kind)):
        cube[Cell(register, industry, month)][_TURNS[kind]] += number


@dataclass(frozen=True, slots=True)
class Deed:
    """What is counted by certificate and month: whose rows, which of them, when they happened, and what is summed."""

    table: Table
    at: str
    counts: ColumnElement[bool]
    number: Measure
    amount: str = ""
    fen: Measure | None = None


def _attested(kinds: Sequence[AttestedKind], number: Measure, fen: Measure | None = None) -> Deed:
    table = cast(Table, AttestationRow.__table__)
    stands = and_(table.c.kind.in_(kinds), table.c.condition != Condition.WITHDRAWN)
    return Deed(table, "attested_at", stands, number, "amount" if fen else "", fen)


def _pledged(states: Sequence[EncumbranceState], number: Measure, fen: Measure) -> Deed:
    table = cast(Table, EncumbranceRow.__table__)
    return Deed(table, "created_at", table.c.state.in_(states), number, "amount", fen)


def _raised(row: Any, number: Measure) -> Deed:
    table = cast(Table, row.__table__)
    return Deed(table, "entered_at" if "entered_at" in table.c else "raised_at", table.c.sequence >= 0, number)


_CREATED = (
    EncumbranceState.PLEDGED, EncumbranceState.RELEASED, EncumbranceState.ENFORCED, EncumbranceState.ENDED,
)  # fmt: skip
_CONTRIBUTIONS = cast(Table, ContributionRow.__table__)

DEEDS = (
    _attested((AttestedKind.LISTING,), Measure.LISTED),
    _attested((AttestedKind.DEAL,), Measure.DEALT, Measure.DEALT_FEN),
    _attested((AttestedKind.VALUE,), Measure.VALUED, Measure.VALUED_FEN),
    _attested((AttestedKind.BOOKING,), Measure.BOOKED, Measure.BOOKED_FEN),
    _attested(tuple(sorted(CLAIMS)), Measure.CLAIMED),
    _pledged(_CREATED, Measure.PLEDGED, Measure.PLEDGED_FEN),
    _pledged((EncumbranceState.PLEDGED,), Measure.SECURED, Measure.SECURED_FEN),
    Deed(
        _CONTRIBUTIONS,
        "executed_at",
        _CONTRIBUTIONS.c.stage.in_(sorted(STANDING_STAGES)),
        Measure.CONTRIBUTED,
        "capital",
        Measure.CONTRIBUTED_FEN,
    ),
    _raised(FreezeRow, Measure.FROZEN),
    _raised(ObjectionRow, Measure.OBJECTED),
    _raised(SourceObjectionRow, Measure.SOURCE_OBJECTED),
)
"""What others do with certificates, each in the month in which it was done; sums as they are now."""


def _deeds(session: Session, deed: Deed, cube: dict[Cell, Figures]) -> None:
    table, own = deed.table, _present(session)
    joined = table.join(own, own.c.id == table.c.certificate_id)
    summed = [func.sum(table.c[deed.amount])] if deed.amount else []
    wanted = select(*_cell(own, table.c[deed.at]), func.count(), *summed).select_from(joined).where(deed.counts)
    measures = [each for each in (deed.number, deed.fen) if each is not None]
    _add(cube, session.execute(_with_papers(wanted, own)), measures)


def _publicity_objections(session: Session, cube: dict[Cell, Figures]) -> None:
    objections = cast(Table, PublicityObjectionRow.__table__)
    joined = objections.join(_CASES, _CASES.c.application_id == objections.c.application_id)
    labels = (_CASES.c.register.label("of_register"), month_of(objections.c.raised_at).label("of_month"))
    wanted = select(*labels, func.count()).select_from(joined).group_by("of_register", "of_month")
    for register, month, number in session.execute(wanted):
        cube[Cell(register, "", month)][Measure.PUBLICITY_OBJECTED] += number


def _cases(session: Session) -> list[Case]:
    shelf = SHELVES[Case.KIND]
    return [shelf.fact_of(row) for row in session.execute(select(_CASES)).mappings()]


def _present(session: Session) -> Table:
    """
    Return the table of certificates as they are now, also in a session of a past block: their numbers never change.

    Named with its schema it is the table itself, and not the view of what it was that has its name.
    """
    if session.get_bind().dialect.name == "sqlite":
        return _qualified("main")
    return _qualified(str(session.connection().exec_driver_sql("SELECT current_schema()").scalar()))


@cache
def _qualified(schema: str) -> Table:
    return _CERTIFICATES.to_metadata(MetaData(), schema=schema)


def _cell(own: Table, instant: ColumnElement[int]) -> tuple[ColumnElement[Any], ...]:
    register = own.c.number.bitwise_rshift(literal(40, Integer))
    return (
        register.label("of_register"),
        func.coalesce(_PAPERS.c.industry, "").label("of_industry"),
        month_of(instant).label("of_month"),
    )


def _with_papers(wanted: Any, own: Table, *more: Any) -> Any:
    joined = wanted.outerjoin(_PAPERS, _PAPERS.c.digest == own.c.document_digest)
    return joined.group_by("of_register", "of_industry", "of_month", *more)


def _add(cube: dict[Cell, Figures], rows: Any, measures: Sequence[Measure]) -> None:
    for register, industry, month, *numbers in rows:
        figures = cube[Cell(register, industry, month)]
        for measure, number in zip(measures, numbers, strict=True):
            figures[measure] += int(number or 0)


# GROUPING


def grouped(
    cube: Cube, key_of: Callable[[Cell], str], months: Callable[[int], bool] | None = None
) -> dict[str, Figures]:
    """Return the figures of each group of cells; `months` says which months count, all if it is not given."""
    found: dict[str, Figures] = defaultdict(Counter)
    for cell, figures in cube.items():
        if months is None or months(cell.month):
            found[key_of(cell)].update(figures)
    return found

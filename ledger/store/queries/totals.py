"""
Totals: how many certificates there are of each kind and place, and what sums rest on them.

Counting a million certificates takes a second, so a tally is kept by whoever asks often and is brought up to date by
what changed since: each fact says since which block it is so, and each former one until which it was.  The same
leads back to a past block.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import NamedTuple, TypeVar, cast

from sqlalchemy import ColumnElement, Integer, Table, and_, func, literal, select
from sqlalchemy.orm import Session

from ledger.domain.attestations import Condition
from ledger.domain.calendar import DAY_SECONDS, SHANGHAI
from ledger.domain.certificates import Certificate, State
from ledger.domain.encumbrances import EncumbranceState
from ledger.domain.equity import STANDING_STAGES
from ledger.domain.events import Digest
from ledger.domain.flags import Flag
from ledger.domain.kinds import AttestedKind
from ledger.store.facts import SHELVES
from ledger.store.queries import blocks
from ledger.store.queries.blocks import Cursor, Header
from ledger.store.tables import PAST
from ledger.store.tables.attestations import AttestationRow
from ledger.store.tables.equity import ContributionRow
from ledger.store.tables.past import SINCE, UNTIL
from ledger.store.tables.pledges import EncumbranceRow

_CERTIFICATES = SHELVES[Certificate.KIND].table
G = TypeVar("G")


@dataclass(frozen=True)
class Sum:
    """Whose rows are summed up, which column of them, and which rows count."""

    table: Table
    column: str
    counts: Callable[[Table], ColumnElement[bool]]


SECURED = Sum(cast(Table, EncumbranceRow.__table__), "amount", lambda table: table.c.state == EncumbranceState.PLEDGED)
VALUED = Sum(
    cast(Table, AttestationRow.__table__),
    "amount",
    lambda table: and_(table.c.kind == AttestedKind.VALUE, table.c.condition == Condition.LIVE),
)
CONTRIBUTED = Sum(
    cast(Table, ContributionRow.__table__), "capital", lambda table: table.c.stage.in_(sorted(STANDING_STAGES))
)

PLACE_SHIFT = 16
"""Above the lowest bits of a number, its serial, stand the register and the month."""

MARKS = Flag.PLEDGED | Flag.FROZEN | Flag.CONTRIBUTED
_OFFSET_SECONDS = int(SHANGHAI.utcoffset(None).total_seconds())


class Kind(NamedTuple):
    """
    What certificates that are counted together have in common.

    `place` is the register and the month in the number (`number >> 16`), `marks` are those of `MARKS` that they bear;
    days are counted from 1970-01-01 in Asia/Shanghai, the last one excluded.
    """

    place: int
    state: int
    marks: int
    first_day: int
    end_day: int


@dataclass(frozen=True, slots=True)
class Tally:
    """
    All certificates of the mirror at a block, and sums in fen by place.

    `secured` is by live pledges, `valued` by reports of value that stand, `contributed` is registered capital.
    """

    block: int
    hash: Digest
    certificates: Counter[Kind]
    secured: Counter[int]
    valued: Counter[int]
    contributed: Counter[int]


_NOTHING = Tally(-1, Digest(b""), Counter(), Counter(), Counter(), Counter())


@dataclass(slots=True)
class Total:
    """
    Of some place, month or centre: how many certificates there are and were, and what sums rest on them, in fen.

    `in_force` are those whose term has begun and not ended; the marked ones are among those that no act has ended.
    """

    states: Counter[int] = field(default_factory=Counter)
    in_force: int = 0
    pledged: int = 0
    frozen: int = 0
    contributed: int = 0
    secured_fen: int = 0
    valued_fen: int = 0
    contributed_fen: int = 0


# COUNTING


def tally(session: Session, before: Tally | None = None) -> Tally | None:
    """
    Count what the mirror has, going on from `before` if its block is still there; none of an empty mirror.

    The session is one of the present.
    """
    at = blocks.cursor(session)
    if at is None:
        return None
    if before is not None and before.hash == at.hash:
        return before
    known = blocks.by_number(session, before.block) if before is not None else None
    if before is None or known is None or known.hash != before.hash:
        before = _NOTHING
    return _moved(session, before, before.block, at, 1)


def as_of_block(session: Session, counted: Tally, block: int) -> Tally | None:
    """Return what was counted at the end of a block, going back from `counted`, which is of the session's present."""
    header = blocks.by_number(session, block)
    return None if header is None else _moved(session, counted, block, header, -1)


class Tallies:
    """The last tally, for all who ask; one counts at a time, and the others wait for him."""

    def __init__(self) -> None:
        self._last: Tally | None = None
        self._mutex = Lock()

    def at(self, session: Session, block: int) -> Tally | None:
        """Return the tally of a block, for a session of the present; none of a block that is not mirrored."""
        with self._mutex:
            counted = self._last = tally(session, self._last)
        if counted is None or counted.block == block:
            return counted
        return as_of_block(session, counted, block)


def _moved(session: Session, tally: Tally, after: int, to: Header | Cursor, way: int) -> Tally:
    """Add to a tally what came after a block and take off what went, or the other way."""
    return Tally(
        to.number,
        to.hash,
        _counted(session, tally.certificates, after, way),
        _summed(session, SECURED, tally.secured, after, way),
        _summed(session, VALUED, tally.valued, after, way),
        _summed(session, CONTRIBUTED, tally.contributed, after, way),
    )


def _counted(session: Session, start: Counter[Kind], after: int, way: int) -> Counter[Kind]:
    counts = Counter(start)
    for table, sign, changed in _changes(_CERTIFICATES, after):
        columns = table.c
        common = (
            _place(table), columns.state, columns.flags.bitwise_and(int(MARKS)), _day(columns.valid_from),
            _day(columns.valid_to),
        )  # fmt: skip
        labelled = [each.label(name) for name, each in zip(Kind._fields, common, strict=True)]
        rows = session.execute(select(*labelled, func.count()).where(*changed).group_by(*Kind._fields))
        for *found, number in rows:
            counts[Kind(*found)] += way * sign * number
    return +counts


def _summed(session: Session, what: Sum, start: Counter[int], after: int, way: int) -> Counter[int]:
    total = Counter(start)
    for table, sign, changed in _changes(what.table, after):
        own = _CERTIFICATES.c.id == table.c.certificate_id
        asked = select(_place(_CERTIFICATES).label("place"), func.sum(table.c[what.column])).select_from(table)
        rows = session.execute(asked.join(_CERTIFICATES, own).where(what.counts(table), *changed).group_by("place"))
        for place, fen in rows:
            total[place] += way * sign * int(fen)
    return +total


def _changes(table: Table, after: int) -> Iterator[tuple[Table, int, list[ColumnElement[bool]]]]:
    """Where to look for what came and what went after a block, and which it is; everything came after none."""
    if after < 0:
        yield table, 1, []
        return
    twin = PAST[table.name]
    yield table, 1, [table.c[SINCE] > after]
    yield twin, -1, [twin.c[UNTIL] > after, twin.c[SINCE] <= after]


def _place(table: Table) -> ColumnElement[int]:
    return table.c.number.bitwise_rshift(literal(PLACE_SHIFT, Integer))


def _day(instant: ColumnElement[int]) -> ColumnElement[int]:
    return (instant + _OFFSET_SECONDS) // DAY_SECONDS


# TOTALS


def code_of(place: int) -> int:
    """Return the code in the numbers of a place: the region's two digits and the registry's one."""
    return register_of(place) >> 8


def register_of(place: int) -> int:
    """Return the register of a place."""
    return place >> 24


def period_of(place: int) -> int:
    """Return the month of a place: 202611."""
    return place & 0xFFFFFF


def totals(counted: Tally, instant: int, group_of: Callable[[int], G]) -> dict[G, Total]:
    """Return the totals of each group of places on the day of a unix second."""
    today = (instant + _OFFSET_SECONDS) // DAY_SECONDS
    found: dict[G, Total] = defaultdict(Total)
    for kind, number in counted.certificates.items():
        _add(found[group_of(kind.place)], kind, number, today)
    for place, fen in counted.secured.items():
        found[group_of(place)].secured_fen += fen
    for place, fen in counted.valued.items():
        found[group_of(place)].valued_fen += fen
    for place, fen in counted.contributed.items():
        found[group_of(place)].contributed_fen += fen
    return found


def _add(total: Total, kind: Kind, number: int, today: int) -> None:
    total.states[kind.state] += number
    if kind.state != State.ACTIVE:
        return
    total.in_force += number if kind.first_day <= today < kind.end_day else 0
    total.pledged += number if kind.marks & Flag.PLEDGED else 0
    total.frozen += number if kind.marks & Flag.FROZEN else 0
    total.contributed += number if kind.marks & Flag.CONTRIBUTED else 0

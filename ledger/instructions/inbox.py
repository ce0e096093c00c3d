"""
The inbox 收件箱: what the officers of a participant are to know, the unread first.

Nothing is stored but what each has read: instructions, the ledger's lines and what time ends are looked up anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from ledger.domain.calendar import DAY_SECONDS
from ledger.domain.instructions import State
from ledger.domain.owed import NOT_THE_REGISTRYS, What
from ledger.instructions import docket
from ledger.instructions.docket import Entry
from ledger.store.queries import ReadSession, blocks, concerning
from ledger.store.queries.concerning import Ending
from ledger.store.queries.following import News
from ledger.store.service import instructions as store
from ledger.store.service import notices
from ledger.store.service.instructions import Instruction

NEWS_DAYS = 30
"""How far back an inbox looks: what is older is in the certificate's history."""

AHEAD_DAYS = 30
"""How long before an end it is told: a renewal needs the registry's working days, a freeze a court's."""

DEADLINE_DAYS = 2
"""Working days before its last that a case's deadline is told: who must answer within three still has time to."""

NOTICES_MAX = 200
"""Most notices of each kind: a screen that nobody reads to its end is long enough."""


class Kind(StrEnum):
    """What a notice is about."""

    APPROVE = "approve"  # 待我机构复核
    CONSENT = "consent"  # 待我机构同意
    REFUSED = "refused"  # 被退回
    EVENT = "event"  # 与我机构有关的上链事项
    ENDING = "ending"  # 即将到期
    DEADLINE = "deadline"  # 案件期限临近或已过
    WINDOW = "window"  # 可申请续期


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice: `id` is the same whenever it is found again; it is about exactly one of the last four."""

    id: str
    kind: Kind
    at: int
    is_read: bool = False
    instruction: Instruction | None = None
    news: News | None = None
    ending: Ending | None = None
    case: Entry | None = None


def inbox(session: ReadSession, seen: ReadSession, participant: int, officer: str, now: int) -> list[Notice]:
    """
    Return a participant's notices at a unix second, the unread first, then the newest.

    `session` is of the service, `seen` of the mirror.
    """
    found = [
        *_tasks(session, participant, now),
        *_deadlines(session, seen, participant, now),
        *_endings(seen, participant, now),
        *_windows(seen, participant, now),
        *_news(seen, participant, now),
    ]
    known = notices.read_of(session, officer, [each.id for each in found])
    marked = [replace(each, is_read=each.id in known) for each in found]
    return sorted(marked, key=lambda each: (each.is_read, -each.at, each.id))


def _tasks(session: ReadSession, participant: int, now: int) -> Iterator[Notice]:
    since = now - NEWS_DAYS * DAY_SECONDS
    for box, kind in (("approve", Kind.APPROVE), ("consent", Kind.CONSENT)):
        for row in store.of_participant(session, participant, box, None, NOTICES_MAX).items:
            if now < row.expires:
                yield Notice(f"{kind}:{row.id}", kind, row.changed, instruction=row)
    for row in store.of_participant(session, participant, "done", None, NOTICES_MAX).items:
        if row.state == State.REFUSED and row.participant == participant and row.changed >= since:
            yield Notice(f"{Kind.REFUSED}:{row.id}", Kind.REFUSED, row.changed, instruction=row)


def _deadlines(session: ReadSession, seen: ReadSession, participant: int, now: int) -> Iterator[Notice]:
    """What a registry owes, and what an applicant is to supplement; once it is late, it is told anew."""
    owed = [
        each for each in docket.of_registry(seen, session, participant, now) if each.owed.what not in NOT_THE_REGISTRYS
    ]
    asked = [each for each in docket.of_applicant(seen, session, participant, now) if each.owed.what is What.SUPPLEMENT]
    for each in [*owed, *asked][:NOTICES_MAX]:
        if each.owed.by is not None and each.owed.days is not None and each.owed.days <= DEADLINE_DAYS:
            late = ":late" if each.owed.days < 0 else ""
            name = f"{Kind.DEADLINE}:{each.name}:{each.owed.what}:{each.owed.by}{late}"
            yield Notice(name, Kind.DEADLINE, min(each.owed.by, now), case=each)


def _endings(seen: ReadSession, participant: int, now: int) -> Iterator[Notice]:
    until = now + AHEAD_DAYS * DAY_SECONDS
    own, renewals = concerning.ending(seen, participant, now, until), concerning.awaited(seen, participant, now, until)
    for each in [*own[:NOTICES_MAX], *renewals[:NOTICES_MAX]]:
        name = f"{Kind.ENDING}:{each.kind}:{each.thing.hex()}:{each.at}"
        yield Notice(name, Kind.ENDING, each.at - AHEAD_DAYS * DAY_SECONDS, ending=each)


def _windows(seen: ReadSession, participant: int, now: int) -> Iterator[Notice]:
    for each in concerning.opened(seen, participant, now - NEWS_DAYS * DAY_SECONDS, now)[:NOTICES_MAX]:
        yield Notice(f"{Kind.WINDOW}:{each.thing.hex()}:{each.at}", Kind.WINDOW, each.at, ending=each)


def _news(seen: ReadSession, participant: int, now: int) -> Iterator[Notice]:
    first = blocks.last_at(seen, now - NEWS_DAYS * DAY_SECONDS)
    for each in concerning.lines(seen, participant, first.number if first else 0, NOTICES_MAX):
        at = each.line.entry.position
        yield Notice(f"{Kind.EVENT}:{at.block}.{at.log}", Kind.EVENT, each.line.entry.time, news=each)

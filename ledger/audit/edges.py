"""
Acts near the edge of an authority: all lawful, and what an auditor asks about first.

    an act on the day on which its key was enrolled         a key's last act on the day on which it was revoked,
    many acts of one key in one night, 22:00 to 06:00       its participant suspended or deprived of a role
    a maker and a checker who are all that there is         acts of the guardians: vetoes and pauses

Whoever replays tells of every event, before it is applied.  What is kept is a line a key that makes or checks, so that
the memory depends on how many people act and not on how much they do.  Days and nights are those of Asia/Shanghai.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ledger.audit.lists import party
from ledger.audit.report import LIST_ROWS_MAX, Notes
from ledger.domain import events as e
from ledger.domain.calendar import DAY_SECONDS
from ledger.domain.events import Entry, Position
from ledger.domain.facts import Facts, find
from ledger.domain.participants import Duty, EnrolledKey, Participant

NIGHT_ACTS_LEAST = 10
"""Acts of one key in one night from which on they are listed: fewer are an evening's work."""

_NIGHT_BEGINS, _NIGHT_ENDS = 22 * 3_600, 6 * 3_600
_EAST_SECONDS = 8 * 3_600
_ACTING = Duty.MAKER | Duty.CHECKER


@dataclass(slots=True)
class Run:
    """Acts that belong together: how many, and the positions of the first and the last."""

    first: str = ""
    last: str = ""
    count: int = 0

    def add(self, position: str) -> None:
        self.first = self.first or position
        self.last = position
        self.count += 1


@dataclass(slots=True)
class Trace:
    """What is kept of one key: days since 1970 (0 none), the last act, and the acts of its first day and this night."""

    enrolled: int = 0
    day: int = 0
    last: str = ""
    night: int = 0
    of_first_day: Run = field(default_factory=Run)
    of_night: Run = field(default_factory=Run)


class Edges:
    """Watches a replay.  `state` is what it must be given back, as JSON has it, to go on after an interruption."""

    def __init__(self, state: Mapping[str, Any] | None = None) -> None:
        state = state or {}
        self._keys = {key: _trace(kept) for key, kept in state.get("keys", {}).items()}
        self._pairs = {pair: Run(**run) for pair, run in state.get("pairs", {}).items()}
        self._found: list[dict[str, Any]] = list(state.get("found", ()))
        self._counts: dict[str, int] = dict(state.get("counts", {}))
        self._acting: dict[int, tuple[tuple[e.Key, ...], set[e.Key]]] = {}  # keys by participant: those that act

    @property
    def state(self) -> dict[str, Any]:
        return {
            "keys": {key: asdict(trace) for key, trace in self._keys.items()},
            "pairs": {pair: asdict(run) for pair, run in self._pairs.items()},
            "found": list(self._found),
            "counts": dict(self._counts),
        }

    def see(self, facts: Facts, entry: Entry) -> None:
        """Take note of one more event; `facts` are those before it."""
        event = entry.event
        marked = _MARKED.get(type(event))
        if marked is not None:
            marked(self, facts, entry, event)
        maker, checker, position = getattr(event, "maker", None), getattr(event, "checker", None), str(entry.position)
        if maker:
            self._act(facts, entry, maker, position)
        if checker:
            self._act(facts, entry, checker, position)
            if maker:
                self._pair(facts, maker, checker, position)

    def tell(self, facts: Facts, notes: Notes) -> None:
        """Write the list into `notes`; `facts` are those at the end."""
        ended = Edges(self.state)
        ended._end()
        for found in ended._found:
            row = dict(found)
            code, position, key = row.pop("code"), row.pop("position"), row.pop("key")
            enrolled = find(facts, ("key", bytes.fromhex(key)), EnrolledKey)
            who = party(facts, enrolled.participant) if enrolled else "?"
            notes.enlist("edges", code, _position(position), f"key 0x{key}", participant=who, **row)
        notes.outgrow("edges", sum(ended._counts.values()) - len(ended._found))

    def _end(self) -> None:
        for name, trace in self._keys.items():
            self._end_night(name, trace)
            if trace.of_first_day.count:
                self._add("EdgeFirstDay", trace.of_first_day, name)
        for pair, run in self._pairs.items():
            maker, checker = pair.split("+")
            self._add("EdgeTwoKeys", run, maker, checker=f"0x{checker}")

    # ACTS

    def _act(self, facts: Facts, entry: Entry, key: e.Key, position: str) -> None:
        name = key.hex()
        trace = self._keys.get(name)
        if trace is None:
            if find(facts, ("key", key), EnrolledKey) is None:
                return
            trace = self._keys.setdefault(name, Trace())
        day, second = divmod(entry.time + _EAST_SECONDS, DAY_SECONDS)
        if trace.enrolled == day:
            trace.of_first_day.add(position)
        if second >= _NIGHT_BEGINS or second < _NIGHT_ENDS:
            night = day + (second >= _NIGHT_BEGINS)
            if trace.night != night:
                self._end_night(name, trace)
                trace.night = night
            if trace.of_night.last != position:
                trace.of_night.add(position)
        trace.day, trace.last = day, position

    def _end_night(self, key: str, trace: Trace) -> None:
        if trace.of_night.count >= NIGHT_ACTS_LEAST:
            self._add("EdgeNight", trace.of_night, key)
        trace.of_night = Run()

    def _pair(self, facts: Facts, maker: e.Key, checker: e.Key, position: str) -> None:
        """Take note of a maker and a checker who are all keys of their participant that make or check."""
        enrolled = find(facts, ("key", maker), EnrolledKey)
        owner = find(facts, ("participant", enrolled.participant), Participant) if enrolled else None
        if owner is None:
            return
        known = self._acting.get(owner.number)
        if known is None or known[0] != owner.keys:  # what a key may do never changes
            keys = (find(facts, ("key", key), EnrolledKey) for key in owner.keys)
            known = owner.keys, {key.key for key in keys if key and key.duties & _ACTING}
            self._acting[owner.number] = known
        if known[1] == {maker, checker}:
            self._pairs.setdefault(f"{maker.hex()}+{checker.hex()}", Run()).add(position)

    # MARKS

    def _enrolled(self, _: Facts, entry: Entry, event: e.KeyEnrolled) -> None:
        if event.duties & _ACTING:
            self._keys.setdefault(event.key.hex(), Trace()).enrolled = _day(entry)

    def _revoked(self, _: Facts, entry: Entry, event: e.KeyRevoked) -> None:
        trace = self._keys.get(event.key.hex())
        if trace and trace.day == _day(entry):
            self._mark("EdgeBeforeRevocation", trace.last, event.key.hex(), ended=str(entry.position))

    def _stopped(self, facts: Facts, entry: Entry, event: e.ParticipantSuspended | e.RolesChanged) -> None:
        """A participant was suspended or lost a role: list the last act of each of its keys on that day."""
        owner = find(facts, ("participant", event.participant), Participant)
        if owner is None or (isinstance(event, e.RolesChanged) and not event.roles_before & ~event.roles_after):
            return
        for key in owner.keys:
            trace = self._keys.get(key.hex())
            if trace and trace.day == _day(entry):
                self._mark("EdgeBeforeStop", trace.last, key.hex(), ended=str(entry.position))

    def _emergency(self, _: Facts, entry: Entry, event: e.LedgerPaused | e.ProposalVetoed) -> None:
        self._mark("EdgeEmergency", str(entry.position), event.key.hex(), act=type(event).__name__)

    def _add(self, code: str, run: Run, key: str, **more: Any) -> None:
        self._mark(code, run.first, key, last=run.last, count=run.count, **more)

    def _mark(self, code: str, position: str, key: str, **more: Any) -> None:
        """Keep a row, as many of each kind as a list has."""
        number = self._counts.get(code, 0)
        self._counts[code] = number + 1
        if number < LIST_ROWS_MAX:
            self._found.append({"code": code, "position": position, "key": key, **more})


_MARKED: Mapping[type[Any], Callable[[Edges, Facts, Entry, Any], None]] = {
    e.KeyEnrolled: Edges._enrolled,
    e.KeyRevoked: Edges._revoked,
    e.ParticipantSuspended: Edges._stopped,
    e.RolesChanged: Edges._stopped,
    e.LedgerPaused: Edges._emergency,
    e.ProposalVetoed: Edges._emergency,
}


def _day(entry: Entry) -> int:
    return (entry.time + _EAST_SECONDS) // DAY_SECONDS


def _position(text: str) -> Position:
    return Position(*map(int, text.split(".")))


def _trace(kept: Mapping[str, Any]) -> Trace:
    return Trace(**{**kept, "of_first_day": Run(**kept["of_first_day"]), "of_night": Run(**kept["of_night"])})

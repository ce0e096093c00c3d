"""
Any event of any noun, tried: fields are drawn, and the domain says whether the contracts could have said it.

`store_histories` knows how the acts of some nouns go; for all the others, chance is asked.  Most tries are refused and
some are not, which is all that a simulated history needs; what is accepted is valid by the domain's own word.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from random import Random
from typing import TYPE_CHECKING, Any, get_type_hints

from ledger.domain.attestations import STATEMENT_LAYOUT
from ledger.domain.certificates import Certificate, certificate_id
from ledger.domain.encumbrances import ENCUMBRANCE_LAYOUT
from ledger.domain.events import (
    ApplicationEvent,
    AttestationEvent,
    CertificateId,
    Digest,
    EquityEvent,
    Event,
    Fen,
    Instant,
    Key,
    LicenceEvent,
    ParticipantNumber,
    PledgeEvent,
    RestraintEvent,
    SuccessionEvent,
    ThingId,
)
from ledger.domain.events.applications import ApplicationSubmitted
from ledger.domain.events.pledges import PledgeCreated, RankHeld
from ledger.domain.facts import thing_id
from ledger.errors import Inconsistent

if TYPE_CHECKING:
    from tests.store_histories import History

DAY = 86_400
TRIES = 30
"""Events that one act tries before it gives up: some act for most calls, and little time for each."""

TRIED: tuple[type[Any], ...] = tuple(
    kind
    for noun in (
        ApplicationEvent, AttestationEvent, EquityEvent, LicenceEvent, PledgeEvent, RestraintEvent, SuccessionEvent,
    )
    for kind in noun.__args__
)  # fmt: skip

PAST_INSTANTS = ("served_at", "filed_at", "rank_at", "registered_at")

THINGS = {
    "attestation_id": ("attestation",),
    "contribution_id": ("contribution",),
    "control_id": ("control",),
    "dispute_id": ("dispute",),
    "enforced_id": ("encumbrance",),
    "freeze_id": ("freeze",),
    "hold_id": ("encumbrance",),
    "licence_id": ("licence",),
    "link_id": ("link",),
    "objection_id": ("objection", "source_objection", "publicity_objection"),
    "pledge_id": ("encumbrance",),
    "report_id": ("attestation",),
}
"""The kinds of fact that an event's field may name."""


def attempt(history: History, random: Random) -> bool:
    """Try events until one is possible; say whether one was."""
    for _ in range(TRIES):
        event = _drawn(history, random)
        if event is not None and _possible(history, event):
            return True
    return False


def _possible(history: History, event: Event) -> bool:
    """Emit `event` if the domain takes it; a field out of its range is refused as a contract would refuse it."""
    try:
        history.emit(event)
    except (Inconsistent, ValueError, KeyError):
        return False
    return True


def _drawn(history: History, random: Random) -> Event | None:
    kind = random.choice(TRIED)
    thing = _thing(history, random, kind)
    subject = _subject(history, random, kind, thing)
    if subject is None:
        return None
    own, sequence = subject
    draw = _Draw(history, random, own, thing)
    values = {name: draw.value(name, made_as) for name, made_as in FIELDS[kind]}
    values |= {name: own for name in ("certificate_id", "application_id") if name in values}
    if "sequence" in values:
        values["sequence"] = sequence
    if kind is PledgeCreated:
        values["encumbrance"] = draw.encumbrance()
    if kind is RankHeld:
        values["hold_id"] = thing_id(own, sequence)
    if kind is ApplicationSubmitted:
        named = (values[name] for name in ("applicant", "register", "fingerprint", "ordinal"))
        applicant, register, fingerprint, ordinal = named
        values["application_id"] = certificate_id(applicant, register & 0xFF, fingerprint, ordinal)
    made: Event = kind(**values)
    return made


def _thing(history: History, random: Random, kind: type[Any]) -> Any:
    """Return what the event may be about, besides its certificate: the pledge that is released, the freeze lifted."""
    kinds = next((THINGS[name] for name, _ in FIELDS[kind] if name in THINGS), ())
    found = [fact for key, fact in history.facts.items() if key[0] in kinds]
    return random.choice(found) if found else None


def _subject(history: History, random: Random, kind: type[Any], thing: Any) -> tuple[Any, int] | None:
    """Return what the event is about and the sequence that it must have: a certificate, a case, a register."""
    names = [name for name, _ in FIELDS[kind]]
    if kind is ApplicationSubmitted:
        return bytes(32), 1
    if "application_id" in names:
        cases = [fact for key, fact in history.facts.items() if key[0] == "case"]
        case: Any = random.choice(cases) if cases else None
        return None if case is None else (case.application_id, case.sequence + 1)
    if "certificate_id" in names:
        about = getattr(thing, "certificate_id", None)
        one = history.certificate(about) if about else history.active(random)
        return None if one is None else (one.id, one.sequence + 1)
    return b"", 1


def _shape(kind: type[Any]) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(kind)
    return tuple((field.name, hints[field.name]) for field in fields(kind))


FIELDS = {kind: _shape(kind) for kind in TRIED}
"""The names and types of each event's fields."""


class _Draw:
    """Draws the fields of one event; what its thing says already is taken from there, and all the rest is chance."""

    def __init__(self, history: History, random: Random, own: bytes, thing: Any) -> None:
        self._history = history
        self._random = random
        self._own = own
        self._thing = thing
        self._by_type: dict[Any, Callable[[], Any]] = {
            CertificateId: lambda: random.randbytes(32),
            ThingId: lambda: bytes(32) if thing is None or random.random() < 0.3 else thing.id,
            Digest: lambda: random.choice((random.randbytes(32), bytes(32))),
            Key: lambda: Key(b"\x0a" * 20),
            ParticipantNumber: self._participant,
            Instant: lambda: history.time + DAY * random.choice((-40, -1, 0, 1, 7, 30, 200)),
            Fen: lambda: random.choice((0, 1, 10_000, 5_000_000_00)),
            bool: lambda: random.random() < 0.5,
            int: lambda: random.choice((0, 1, 1, 2, 3, 4, 7)),
        }
        self._by_name: dict[str, Callable[[], Any]] = {
            "register": self._register,
            "statement": self._statement,
            "term": lambda: DAY * random.choice((1, 30, 365)),
        } | dict.fromkeys(PAST_INSTANTS, lambda: history.time - random.choice((0, 1, DAY)))

    def value(self, name: str, kind: Any) -> Any:
        before = {"from_": "creditor", "cap": "amount"}.get(name, name.removesuffix("_before"))
        if before != name and hasattr(self._thing, before):
            return getattr(self._thing, before)
        draw: Callable[[], Any] = self._by_name.get(name) or self._by_type[kind]
        return draw()

    def encumbrance(self) -> int:
        """Return the word of a pledge."""
        values = {
            "creditor": self._participant(),
            "amount": self._random.choice((1, 10_000, 5_000_000_00)),
            "rank_at": self._history.time,
            "until": self._history.time + DAY * 200,
            "form": 1,
            "state": 4,
        }
        return sum(values.get(name, 0) << place for name, place, _ in ENCUMBRANCE_LAYOUT)

    def _register(self) -> int:
        known = [int(key[1]) for key in self._history.facts if key[0] == "register"]
        if known and self._random.random() < 0.8:
            return self._random.choice(known)
        return self._random.randint(110, 119) << 8 | self._random.randint(1, 4)

    def _statement(self) -> int:
        """Return the word of an attestation."""
        values = {"condition": 1, "kind": self._random.randint(1, 6), "by": self._participant()}
        return sum(values.get(name, self._random.randint(0, 2)) << place for name, place, _ in STATEMENT_LAYOUT)

    def _participant(self) -> int:
        holder = self._history.facts.get(("certificate", self._own))
        if isinstance(holder, Certificate) and self._random.random() < 0.4:
            return self._random.choice(holder.holders)
        highest = sum(1 for key in self._history.facts if key[0] == "participant")
        return self._random.randint(0, highest)

"""Events as people read them: what happened, when, between whom, and each field by its name; nothing is judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from api.subject import Gatherer
from ledger.domain.attestations import unpack_statement
from ledger.domain.encumbrances import ENCUMBRANCE_LAYOUT
from ledger.domain.events import Position
from ledger.domain.kinds import AttestedKind
from ledger.domain.numbers import CertificateNumber
from ledger.domain.participants import Participant
from ledger.domain.records import unpack
from ledger.errors import InvalidInput
from ledger.messages import sentence
from ledger.messages.printing import printed
from ledger.messages.words import WORDS
from ledger.store.queries.entries import Line

PARTIES = (
    "from_", "to", "applicant", "holder", "creditor", "debtor", "licensee", "organ", "objector", "institution", "by",
    "contributor", "investee", "registry", "successor", "party", "proposer", "voter", "guardian", "participant",
)  # fmt: skip
"""Fields that hold a participant's number, the first named first."""

TELLING = ("amount", "parameter", "year")
"""Fields whose value stands beside what happened."""

TONES = {
    "good": {"CertificateIssued", "CertificateRenewed", "PledgeReleased", "FreezeLifted", "ControlLifted"},
    "warn": {"PledgeCreated", "RankHeld", "PledgePerfected", "ObjectionRaised", "SourceObjectionRaised", "DisputeNoted",
             "ContributionReserved", "RenewalRequested", "PledgeObjected", "LedgerPaused"},
    "bad": {"CertificateRevoked", "CertificateCancelled", "FreezeEntered", "ControlEntered", "CancellationOrdered",
            "ParticipantSuspended", "ApplicationRefused"},
}  # fmt: skip
"""How an event is marked on a line of time; the rest are plain."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One event in words; `parts` are names and values of its fields, hexadecimal whole."""

    at: int
    what: str
    who: str
    text: str
    tone: str
    position: Position
    kind: str
    parts: tuple[tuple[str, Any], ...]
    link: tuple[str, str] | None = None


class Teller:
    """Tells the lines of one state of the mirror in one language."""

    def __init__(self, gatherer: Gatherer, locale: str) -> None:
        self._gatherer = gatherer
        self._locale = locale

    def told(self, lines: Sequence[Line]) -> list[Happening]:
        return [self.happening(line) for line in lines]

    def happening(self, line: Line) -> Happening:
        event = line.entry.event
        kind = type(event).__name__
        own = dict(_fields(event))
        if kind == "Attested":
            own |= _statement(own)
        parties = [self.name(own[name]) for name in PARTIES if own.get(name)]
        joint = " → " if own.get("from_") and own.get("to") else "、" if self._locale == "zh" else ", "
        return Happening(
            at=line.entry.time,
            what=sentence(f"Event{kind}", self._locale, {}),
            who=joint.join(parties),
            text=self._more(kind, own),
            tone=next((tone for tone, kinds in TONES.items() if kind in kinds), "none"),
            position=line.entry.position,
            kind=kind,
            parts=tuple(self._part(name, value) for name, value in own.items()),
        )

    def name(self, number: int) -> str:
        """Return the name of a participant, or its code where the profile is not on file."""
        known = self._gatherer.party(self._gatherer.number(number))  # type: ignore[arg-type]
        if known.name is not None:
            return str(getattr(known.name, self._locale))
        return coded(known.participant)

    def _part(self, name: str, value: Any) -> tuple[str, Any]:
        title = sentence(f"EventField_{name}", self._locale, {})
        if name in PARTIES:
            return title, self.name(value) if value else "—"
        if isinstance(value, bytes):
            shown = printed(name, value, self._locale)
            return title, shown if not shown.startswith("0x") else "0x" + value.hex()
        return title, printed(name, value, self._locale)

    def _more(self, kind: str, own: dict[str, Any]) -> str:
        """Return what tells one event from others of its kind at first sight: the attestation's kind, sum, rule."""
        words = WORDS["attested_kind"][self._locale]
        told = [words[own["kind"]]] if kind == "Attested" and own["kind"] < len(words) else []
        return " · ".join(told + [printed(name, own[name], self._locale) for name in TELLING if own.get(name)])


def coded(participant: Participant) -> str:
    """Return what a participant is called by where it has no name."""
    return printed("identity", participant.identity, "en")


def number_in(packed: int) -> str:
    """Return a certificate's number, or nothing where the word holds none."""
    try:
        return CertificateNumber.from_packed(packed).text
    except InvalidInput:
        return ""


def _fields(event: object) -> Iterator[tuple[str, Any]]:
    """Return an event's fields, the words that the chain packs taken apart."""
    for field in fields(event):  # type: ignore[arg-type]
        value = getattr(event, field.name)
        if field.name == "record":
            record = unpack(value)
            yield from (("holder", record.holder), ("rights", record.rights), ("valid_from", record.valid_from))
            yield from (("valid_to", record.valid_to), ("ordinal", record.ordinal))
        if field.name == "encumbrance":
            word = {name: value >> low & (1 << bits) - 1 for name, low, bits in ENCUMBRANCE_LAYOUT}
            yield from ((name, word[name]) for name in ("creditor", "amount", "until"))
        yield field.name, value.to_bytes(32, "big") if field.name in ("record", "encumbrance", "statement") else value


def _statement(own: dict[str, Any]) -> dict[str, Any]:
    """Return the parts of an attestation that its word holds."""
    stated = unpack_statement(int.from_bytes(own["statement"], "big"))
    parts = {"kind": stated.kind, "by": stated.by, "party": stated.party, "amount": stated.amount}
    parts["valid_to"] = stated.valid_to
    return {name: value for name, value in parts.items() if value and (name != "kind" or value in set(AttestedKind))}

"""
Who agreed: each call judged whole, by the facts before it, and held against what it said.

What a contract checks before it speaks, `ledger.domain.acts` checks again, signatures, terms and rules then in force
included; a call that it would refuse should have said nothing.  Then what was said must be what was signed, of nothing
else.  A call that another contract passed on is not seen, nor a signature that a contract vouches for (ERC-1271): both
are counted, and the report says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from ledger.audit.abi import CallMalformed
from ledger.audit.asked import Listener, Signature, Spoken
from ledger.audit.encoding import hexed, octets
from ledger.audit.faults import Fault
from ledger.audit.node import Node
from ledger.audit.pin import Pin
from ledger.audit.report import Layer, Notes
from ledger.audit.tables.calls import OTHERWISE, RENAMED
from ledger.domain import events as e
from ledger.domain.acts import Filed, Refusal, refusal
from ledger.domain.attestations import unpack_statement
from ledger.domain.encumbrances import ENCUMBRANCE_LAYOUT, PledgeTrait
from ledger.domain.facts import Facts

UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, AssertionError, OverflowError)
"""What judging a call may raise that no contract of ours would have taken."""

KEPT_OF_RECORD = ~(0xFFFFFFFF << 32 | 0xFFFFFF << 144 | 0xFF << 176)
"""Of a certificate's word: all but sequence, flags and state, which the contract sets."""

CONSENT_FAULTS = {
    "ApprovalsMissing": ("ConsentMissing", "expected", "given"),
    "ApprovalFromOther": ("ConsentByOther", "expected", "participant"),
}
"""By the contract's error: a finding's code, and which of the error's facts are its two values."""

KEY_REFUSALS = ("KeyUnknown", "KeyNotActive", "DutyMissing")

HasCode = Callable[[bytes], bool | None]
"""Whether there is a contract at an address; None where nobody can say."""


class Consents:
    """Judges the calls of one ledger, one transaction after the other."""

    def __init__(self, pin: Pin, notes: Notes) -> None:
        self.has_code: HasCode = lambda _: None
        self._listener = Listener(pin)
        self._participants = e.Key(pin.participants)
        self._notes = notes
        self._contracts: dict[bytes, bool | None] = {}
        self._spoken: Spoken | None = None
        self._said: list[e.Event] = []

    def begin(self, facts: Facts, time: int, sender: bytes | None, call: tuple[bytes | None, bytes]) -> Iterator[Fault]:
        """Yield what was wrong with a transaction's call, by the facts before it; `call` is its target and its data."""
        self._spoken, self._said = None, []
        to, data = call
        if sender is None or to is None or not self._listener.knows(to):
            if to is not None:
                self._notes.count(Layer.MEANING, "calls not seen")
            return
        self._notes.count(Layer.MEANING, "calls")
        try:
            spoken = self._spoken = self._listener.hear(facts, to, sender, data)
            self._notes.count(Layer.MEANING, "signatures", len(spoken.signatures))
            refused = spoken.act and refusal(facts, spoken.act, time, self._participants)
        except CallMalformed as unknown:
            yield Fault("CallUnknown", hexed(to), "a function of it", str(unknown))
            return
        except UNREADABLE as broken:
            yield Fault("CallUnknown", hexed(to), "a function of it", repr(broken)[:200])
            return
        if refused:
            yield _fault(spoken, refused, time)
        else:
            yield from self._forged(spoken)

    def note(self, event: e.Event) -> None:
        """Take down an event of the transaction."""
        if self._spoken is not None:
            self._said.append(event)

    def end(self) -> Iterator[Fault]:
        """Yield where what the transaction said is not what was asked and signed."""
        spoken, said = self._spoken, self._said
        self._spoken, self._said = None, []
        if spoken is None:
            return
        checkers = {signature.key for signature in spoken.signatures[:1]}
        for event in said:
            checker = getattr(event, "checker", None)
            if checkers and checker is not None and checker not in checkers:
                yield Fault("CheckerDifferent", hexed(checker), hexed(min(checkers)), hexed(checker))
                return
        if isinstance(spoken.act, Filed):
            yield from _filed(spoken, said)
        else:
            yield from _plain(spoken, said)

    def say_what_was_not_seen(self) -> None:
        """Remark how many calls and signatures could not be looked at, if any."""
        counts = self._notes.counts.get(Layer.MEANING, {})
        calls, signatures = counts.get("calls not seen", 0), counts.get("signatures not seen", 0)
        if calls or signatures:
            self._notes.skip("AuditConsentsUnseen", calls=calls, signatures=signatures)

    def _forged(self, spoken: Spoken) -> Iterator[Fault]:
        for place, signature in enumerate(spoken.signatures):
            if signature.signer == signature.key:
                continue
            if self._is_contract(signature.key) is not False:
                self._notes.count(Layer.MEANING, "signatures not seen")
                continue
            found = hexed(signature.signer) if signature.signer else "none"
            yield Fault(
                "ConsentForged" if place else "CheckerForged", hexed(signature.key), hexed(signature.key), found
            )

    def _is_contract(self, key: bytes) -> bool | None:
        if self._contracts.get(key) is None:
            self._contracts[key] = self.has_code(key)
        return self._contracts[key]


def has_code_at(node: Node) -> HasCode:
    """Ask a node whether there is a contract at an address now.  A key that is none signs by itself."""

    def has_code(address: bytes) -> bool | None:
        (answer,) = node.try_all([("eth_getCode", [hexed(address), "latest"])])
        return node.read("eth_getCode", octets, answer) != b"" if isinstance(answer, str) else None

    return has_code


# WHAT WAS REFUSED


def _fault(spoken: Spoken, refused: Refusal, time: int) -> Fault:
    facts, code = refused.facts, refused.code
    key = facts.get("key")
    consents: tuple[Signature, ...] = spoken.signatures[1:]
    if code in CONSENT_FAULTS:
        found, expected, given = CONSENT_FAULTS[code]
        return Fault(found, hexed(key) if key else spoken.function, int(facts[expected]), int(facts[given]))
    if code in KEY_REFUSALS and key in {signature.key for signature in consents}:
        return Fault("ConsentKeyInvalid", hexed(key), "active, for consents", code)
    if code == "ApprovalExpired":
        return Fault("ConsentExpired", spoken.function, int(facts["deadline"]), time)
    details = ", ".join(f"{name} {_shown(value)}" for name, value in facts.items())
    return Fault("ActForbidden", spoken.function, f"{code}: {details}" if details else code, "done")


# WHAT WAS SAID


def _filed(spoken: Spoken, said: list[e.Event]) -> Iterator[Fault]:
    """Every event that the act must say is there, and none is about anything else."""
    for event in said:
        about = getattr(event, "certificate_id", None) or getattr(event, "application_id", None)
        if about is not None and about not in spoken.ids:
            yield Fault("ActDifferent", spoken.function, " or ".join(map(hexed, sorted(spoken.ids))), hexed(about))
            return
    for kind, named in spoken.says:
        found = [event for event in said if type(event) is kind]
        differing = [_difference(spoken, event, named) for event in found]
        if not found:
            yield Fault("ActDifferent", spoken.function, kind.__name__, None)
        elif all(differing):
            name, expected, given = next(each for each in differing if each)
            yield Fault("ActDifferent", f"{spoken.function} {name}", _shown(expected), _shown(given))


def _plain(spoken: Spoken, said: list[e.Event]) -> Iterator[Fault]:
    """Every event that the act must say is there once, and no other of those kinds."""
    left: dict[type[Any], list[e.Event]] = {}
    for event in said:
        left.setdefault(type(event), []).append(event)
    for kind, named in spoken.says:
        found = left.get(kind, [])
        place = next((place for place, each in enumerate(found) if _difference(spoken, each, named) is None), None)
        if place is None:
            yield Fault("ActDifferent", spoken.function, f"{kind.__name__} {_named(named)}", None)
            return
        found.pop(place)
    for kind in {kind for kind, _ in spoken.says}:
        if left[kind]:
            yield Fault("ActDifferent", spoken.function, None, kind.__name__)
            return


def _difference(spoken: Spoken, event: e.Event, named: Mapping[str, Any]) -> tuple[str, Any, Any] | None:
    """The first member of an act that its event says otherwise, with both values."""
    asked = type(spoken.act.asked).__name__ if isinstance(spoken.act, Filed) else ""
    view = _view(event)
    if asked and isinstance(event, e.CertificateIssued):
        view.pop("certificate_id")  # the new one's: see `Spoken.ids`
    for name, expected in named.items():
        told = RENAMED.get((asked, name), name)
        if told in view and (asked, name) not in OTHERWISE and view[told] != expected:
            return name, expected, view[told]
    return None


def _view(event: e.Event) -> dict[str, Any]:
    """An event's fields, with the parts of a word in its place."""
    view = {field.name: getattr(event, field.name) for field in fields(event)}
    if isinstance(event, e.CertificateIssued):
        view["record"] &= KEPT_OF_RECORD
    elif "encumbrance" in view:
        word = view.pop("encumbrance")
        view |= {name: word >> low & (1 << bits) - 1 for name, low, bits in ENCUMBRANCE_LAYOUT}
        view["maximum"] = bool(view["traits"] & PledgeTrait.MAXIMUM)
    elif "statement" in view:
        statement = unpack_statement(view.pop("statement"))
        view |= {field.name: getattr(statement, field.name) for field in fields(statement)}
    return view


def _named(named: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {_shown(value)}" for name, value in named.items())


def _shown(value: Any) -> str | int:
    if isinstance(value, bytes):
        return hexed(value)
    return int(value) if isinstance(value, int) else str(value)

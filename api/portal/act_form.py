"""
The form of an act, made of the act's own fields: labels, kinds of input, choices; and what was typed, read as the
command line reads it (`ledger.desk.values`).

What rests on the certificate is offered to be chosen; what only the desk's own institution can be, is not asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import Any

from api.dependencies import View
from api.portal.desks import Work
from api.portal.form import Form
from api.portal.writing import short, when
from api.problems import RequestInvalid
from api.routes.certificates import named
from ledger.desk.values import ENDS, kinds_of, nothing, value_of
from ledger.domain.acts.filed import Asked
from ledger.domain.attestations import Attestation, Condition
from ledger.domain.calendar import DAY_SECONDS
from ledger.domain.certificates import Certificate
from ledger.domain.encumbrances import Encumbrance, EncumbranceState, is_in_force
from ledger.domain.events import CertificateId, Digest, Fen, Instant, ParticipantNumber
from ledger.domain.facts import thing_id
from ledger.domain.kinds import MEMBERS, SCHEMAS, AttestedKind, Need, Trait
from ledger.domain.numbers import check_uscc
from ledger.errors import InvalidInput, NotFound
from ledger.messages.acts import FIELDS
from ledger.messages.printing import printed
from ledger.messages.values import value_words
from ledger.messages.words import WORDS
from ledger.store.queries import attestations, licences, participants, pledges, restraints

OWN = ("creditor",)
"""Fields that name the maker's own institution."""

MOMENTS = ("served_at", "filed_at", "registered_at")
"""Instants of which the hour matters."""

THINGS_MAX = 100
"""Most things that rest on a certificate and are offered to be chosen from."""

Options = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form: how it is asked, what may be chosen, whether the act's kind needs it."""

    name: str
    label: str
    input: str
    options: Options
    required: bool
    hint: str


class MirrorKnown:
    """Looks up in the mirror what a person names in a form."""

    def __init__(self, view: View) -> None:
        self._view = view

    def participant(self, text: str, field: str) -> ParticipantNumber:
        found = participants.by_uscc(self._view.session, check_uscc(text, field))
        if found is None:
            raise NotFound("NotAdmitted", uscc=text)
        return found.number

    def certificate(self, text: str, _: str) -> CertificateId:
        return named(self._view, text).id

    def file(self, name: str, field: str) -> bytes:
        raise InvalidInput("DigestMalformed", field, given=name)


# THE FIELDS


def fields_of(work: Work, view: View, certificate: Certificate, locale: str) -> list[Field]:
    """Return the fields that are asked for, beside the certificate."""
    return list(_fields(work, view, certificate, locale))


def _fields(work: Work, view: View, certificate: Certificate, locale: str) -> Iterator[Field]:
    _, *others = kinds_of(work.asked).items()
    for name, kind in others:
        need = _need(work, name)
        if name in OWN or (work.kind is not None and name == "kind") or need is Need.FORBIDDEN:
            continue
        options = _options(work, name, kind, (view, certificate, locale))
        if name in _OFFERS and need is Need.OPTIONAL and not options:
            continue  # nothing is there to be chosen
        yield Field(
            name.rstrip("_"),
            label_of(name, locale),
            _input(name, kind, options),
            options,
            need is Need.REQUIRED,
            _hint(name, kind),
        )


def label_of(name: str, locale: str, *, is_answer: bool = False) -> str:
    """
    Return what a field is called, without what only the command line takes; in an answer, without how it is typed.
    """
    label = re.split(
        r"，须带单位|，或 @|，逗号分隔|：365d|, with its unit|, or @|, with commas|: 365d", FIELDS[name][locale]
    )[0]
    if is_answer:
        label = re.sub(r"代码.*|的摘要|'s code.*|；.*|：.*|; .*|: .*", "", label).removeprefix("Code of the ")
    return label[:1].upper() + label[1:]


def value_shown(name: str, kind: Any, value: Any, locale: str) -> Any:
    """Return a field's value as a person reads it; a participant is its number still."""
    if isinstance(value, bytes):
        text = printed(name, value, locale)
        return text if not text.startswith("0x") else short(value)
    if isinstance(value, IntFlag | IntEnum):
        members = [each for each in kind if each in value] if isinstance(value, IntFlag) else [value]
        return ("、" if locale == "zh" else ", ").join(value_words(each, locale) for each in members)
    if kind is Fen:
        return printed("amount", int(value), locale)
    if kind is Instant:
        return when(int(value) - 1 if name in ENDS else int(value))
    days = "{} 天" if locale == "zh" else "{} days"
    return "✓" if value is True else days.format(value // DAY_SECONDS) if name == "term" else str(value)


def _need(work: Work, name: str) -> Need:
    if work.kind is None:
        return Need.OPTIONAL if name in _OPTIONAL else Need.REQUIRED
    schema = SCHEMAS[work.kind]
    if name == "subtype":
        return Need.REQUIRED if schema.subtypes else Need.FORBIDDEN
    if name == "party" and schema.has(Trait.PARTY_SIGNS):
        return Need.REQUIRED
    return schema.need(name) if name in MEMBERS else Need.REQUIRED


_OPTIONAL = {
    "debtor", "holder", "maximum", "resolution_digest", "report_id", "resale", "ends_freeze", "remaining_fingerprint",
}  # fmt: skip


def _input(name: str, kind: Any, options: Options) -> str:
    if kind is bool:
        return "tick"
    if isinstance(kind, type) and issubclass(kind, IntFlag):
        return "ticks"
    if options:
        return "choice"
    if kind is Instant:
        return "datetime-local" if name in MOMENTS else "date"
    return {Digest: "digest", Fen: "sum"}.get(kind, "text")


def _hint(name: str, kind: Any) -> str:
    """Return the code of the hint beside a field; empty without one."""
    if kind is Fen:
        return "ActHintSum"
    if kind is ParticipantNumber:
        return "ActHintCode"
    if kind is Digest:
        return "ActHintCase" if name == "case_digest" else "ActHintDigest"
    if kind is Instant and name in ENDS:
        return "ActHintEnds"
    return {"term": "ActHintTerm", "filing_number": "ActHintFiling"}.get(name, "")


# WHAT MAY BE CHOSEN


def _options(work: Work, name: str, kind: Any, seen: tuple[View, Certificate, str]) -> Options:
    locale = seen[2]
    if name == "subtype" and work.kind is not None:
        members = SCHEMAS[work.kind].subtypes or ()
        return [("", ""), *((str(int(each)), _subtype(each, locale)) for each in members if each)]
    if isinstance(kind, type) and issubclass(kind, IntEnum | IntFlag):
        listed = [(_slug(each), value_words(each, locale)) for each in kind if each]
        return listed if issubclass(kind, IntFlag) else [("", ""), *listed]
    offer = _OFFERS.get(name)
    found = offer(*seen) if offer is not None else []
    return [("", ""), *found] if found else []


def _slug(member: IntEnum | IntFlag) -> str:
    return str(member.name).lower().replace("_", "-")


_SUBTYPES = {
    "Purpose": "purpose",
    "Note": "note_kind",
    "Interest": "interest",
    "Grade": "grade",
    "Relation": "relation",
}


def _subtype(member: IntEnum, locale: str) -> str:
    words = _SUBTYPES.get(type(member).__name__)
    return WORDS[words][locale][int(member)] if words else value_words(member, locale)


def _encumbrances(*states: EncumbranceState) -> Callable[[View, Certificate, str], Options]:
    def offer(view: View, certificate: Certificate, locale: str) -> Options:
        found = pledges.on(view.session, certificate.id, None, THINGS_MAX).items
        live = [each for each in found if each.state in states and is_in_force(each, view.instant)]
        return [("0x" + each.id.hex(), _encumbrance(each, locale)) for each in live]

    return offer


def _encumbrance(each: Encumbrance, locale: str) -> str:
    state = WORDS["encumbrance_state"][locale][int(each.state)]
    amount = printed("amount", int(each.amount), locale) if each.amount else ""
    return f"{state} {amount} · {printed('until', int(each.until) - 1, locale)[:10]}".replace("  ", " ")


def _freezes(view: View, certificate: Certificate, locale: str) -> Options:
    found = restraints.freezes_on(view.session, certificate.id, None, THINGS_MAX).items
    live = [each for each in found if not each.lifted_at]
    return [
        (
            "0x" + each.id.hex(),
            f"{WORDS['burden_kind'][locale][0]} · {printed('served_at', int(each.served_at), locale)[:10]}",
        )
        for each in live
    ]


def _controls(view: View, certificate: Certificate, locale: str) -> Options:
    burdens = restraints.burdens_on(view.session, certificate.id)
    return [
        (
            "0x" + thing_id(certificate.id, each.sequence).hex(),
            f"{WORDS['burden_kind'][locale][1]} · {printed('until', int(each.until) - 1, locale)[:10]}",
        )
        for each in burdens.controls
    ]


def _licences(view: View, certificate: Certificate, locale: str) -> Options:
    found = licences.on(view.session, certificate.id, None, THINGS_MAX).items
    return [
        (
            "0x" + each.id.hex(),
            f"{value_words(each.kind, locale)} · {printed('valid_to', int(each.valid_to) - 1, locale)[:10]}",
        )
        for each in found
        if not each.ended_at and view.instant < each.valid_to
    ]


def _attestations(view: View, certificate: Certificate, locale: str) -> Options:
    found = attestations.of(view.session, certificate.id, tuple(SCHEMAS))
    live = [each for each in found if each.condition is Condition.LIVE]
    return [("0x" + each.id.hex(), _attestation(each, locale)) for each in live]


def _valuations(view: View, certificate: Certificate, locale: str) -> Options:
    found = attestations.of(view.session, certificate.id, (AttestedKind.VALUE,))
    return [("0x" + each.id.hex(), _attestation(each, locale)) for each in found if each.condition is Condition.LIVE]


def _attestation(each: Attestation, locale: str) -> str:
    kind = WORDS["attested_kind"][locale][int(each.kind)]
    amount = f" {printed('amount', int(each.amount), locale)}" if each.amount else ""
    return f"{kind}{amount} · {each.id.hex()[:8]}"


_OFFERS: Mapping[str, Callable[[View, Certificate, str], Options]] = {
    "pledge_id": _encumbrances(EncumbranceState.PLEDGED),
    "hold_id": _encumbrances(EncumbranceState.HELD),
    "freeze_id": _freezes,
    "control_id": _controls,
    "licence_id": _licences,
    "attestation_id": _attestations,
    "report_id": _valuations,
    "refers": _attestations,
}

# WHAT WAS TYPED


def read_form(work: Work, form: Form, view: View, certificate: Certificate, participant: int) -> Asked:
    """Return the act that a form asks for.  Raises `InvalidInput`, with all faults at once."""
    known, faults = MirrorKnown(view), []
    first, *others = kinds_of(work.asked).items()
    values: dict[str, Any] = {first[0]: certificate.id}
    for name, kind in others:
        if name in OWN:
            values[name] = ParticipantNumber(participant)
        elif work.kind is not None and name == "kind":
            values[name] = work.kind
        else:
            try:
                values[name] = _read(known, form, name, kind, _need(work, name))
            except InvalidInput as fault:
                faults.append(fault)
            except NotFound as missing:
                faults.append(InvalidInput(missing.code, name.rstrip("_"), **missing.facts))
    if faults:
        raise faults[0] if len(faults) == 1 else RequestInvalid(faults)
    return work.asked(**values)


def _read(known: MirrorKnown, form: Form, name: str, kind: Any, need: Need) -> Any:
    field = name.rstrip("_")
    if kind is bool:
        return bool(form.text(field))
    text = ",".join(form.texts(field)) if isinstance(kind, type) and issubclass(kind, IntFlag) else form.text(field)
    if not text or need is Need.FORBIDDEN:
        if need is Need.REQUIRED:
            raise InvalidInput("FieldEmpty", field)
        return nothing(kind)
    if field == "term" and text.isascii() and text.isdecimal():
        text += "d"
    return value_of(known, field, kind, text)

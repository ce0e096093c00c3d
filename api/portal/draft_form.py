"""
The form of an act whose document is drafted: the certificate's own document, with what may be changed in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.portal.act_form import Field
from api.portal.desks import DRAFTED, Work
from api.portal.form import Form
from api.schemas import check_digest
from ledger.domain.certificates import CancelReason, Regime
from ledger.domain.fields import read_day
from ledger.domain.particulars import FIELDS, PARTS
from ledger.domain.successions import SuccessionGround
from ledger.domain.vocabulary import RIGHTS, SPATIAL_SCOPES, UPDATE_FREQUENCIES, Words
from ledger.instructions.drafts import Wish
from ledger.messages.acts import FIELDS as ACT_FIELDS
from ledger.messages.printing import printed
from ledger.messages.values import value_words

CORRECTED = (
    "dataName.zh", "dataName.en", "overview.zh", "overview.en", "industry", "spatialScope", "temporalFrom",
    "temporalTo", "updateFrequency",
)  # fmt: skip
AMENDED = (*CORRECTED, "grade", "lastValidDay")
RENEWED = ("lastValidDay", "authorisationEnds")

Document = Mapping[str, Any]


def draft_fields(work: Work, locale: str) -> list[Field]:
    """Return the fields that are asked for."""
    match DRAFTED[work.asked]:
        case "correct" | "amend" | "renew" as function:
            return [_document_field(name, locale) for name in _changed(function)]
        case "transfer":
            return [_party("from", locale), _party("to", locale)]
        case "succeed":
            return [_party("from", locale), _party("to", locale), _reason("ground", SuccessionGround, locale)]
        case "split" | "convert" as function:
            return _part_fields(locale) if function == "split" else _conversion_fields(locale)
        case "cancel":
            return [_reason("reason", CancelReason, locale)]
        case _:
            return [Field("reason", ACT_FIELDS["reason"][locale], "area", [], required=True, hint="ActHintReason")]


def _part_fields(locale: str) -> list[Field]:
    rights = [(name, words[0 if locale == "zh" else 1]) for name, words in RIGHTS.items()]
    return [
        _party("to", locale),
        Field("rights", ACT_FIELDS["rights"][locale], "ticks", rights, required=True, hint=""),
        _fingerprint("part", ACT_FIELDS["fingerprint"][locale]),
        _fingerprint("remaining", ACT_FIELDS["remaining_fingerprint"][locale]),
    ]


def _conversion_fields(locale: str) -> list[Field]:
    regimes = [("", ""), *((each.name, printed("regime", int(each), locale)) for each in Regime)]
    label = FIELDS["regime"][0 if locale == "zh" else 1]
    return [
        Field("regime", label[:1].upper() + label[1:], "choice", regimes, required=True, hint=""),
        _document_field("lastValidDay", locale),
    ]


def typed(work: Work, document: Document) -> Form:
    """Return the form as it is first shown: the document as it stands, its holder as who gives."""
    values = {name: (_text(document, name),) for name in AMENDED}
    if DRAFTED[work.asked] in {"transfer", "succeed"}:
        values["from"] = (str(document["holders"][0]["uscc"]),)
    return Form(values)


def read_draft(work: Work, form: Form, document: Document) -> Wish:
    """Return what the next document is to say: of the document's fields those that were changed."""
    function = DRAFTED[work.asked]
    changes: dict[str, Any] = {}
    for name in _changed(function):
        given = form.text(name)
        if given == _text(document, name) or not given:
            continue
        field, _, part = name.partition(".")
        if name == "authorisationEnds":
            changes["sources"] = [_source(each, given) for each in document["sources"]]
        elif part:
            changes[field] = {**document[field], **changes.get(field, {}), part: given}
        else:
            changes[field] = given
    if function == "split":
        changes = {"rights": list(form.texts("rights"))}
        for name in ("part", "remaining"):
            if value := form.text(f"{name}.fingerprint"):
                digest = check_digest(value, f"{name}.fingerprint").removeprefix("0x")
                changes[name] = {"fingerprint": {**document["fingerprint"], "value": digest}}
    if function == "convert":
        changes["regime"] = form.text("regime")
    return Wish(changes, form.text("from"), form.text("to"), form.text("reason"))


def _changed(function: str) -> tuple[str, ...]:
    return {"correct": CORRECTED, "amend": AMENDED, "renew": RENEWED, "convert": ("lastValidDay",)}.get(function, ())


def _source(source: Mapping[str, Any], ends: str) -> dict[str, Any]:
    day = read_day(source["authorisationEnds"])
    later = read_day(ends)
    moved = day is not None and later is not None and day < later
    return {**source, "authorisationEnds": ends} if moved else dict(source)


def _text(document: Document, name: str) -> str:
    field, _, part = name.partition(".")
    if name == "authorisationEnds":
        days = [each["authorisationEnds"] for each in document["sources"] if each["authorisationEnds"]]
        return min(days) if days else ""
    value = document.get(field)
    if part:
        value = value[part] if isinstance(value, Mapping) else ""
    return "" if value is None else str(value)


def _document_field(name: str, locale: str) -> Field:
    field, _, part = name.partition(".")
    place = 0 if locale == "zh" else 1
    label = (FIELDS.get(field) or PARTS[field])[place]
    if part:
        label += f"（{PARTS[part][place]}）" if locale == "zh" else f", {PARTS[part][place]}"
    options = [(code, words[place]) for code, words in _CHOICES.get(field, {}).items()]
    kind = "choice" if options else "date" if field in _DAYS else "area" if field == "overview" else "text"
    return Field(name, label[:1].upper() + label[1:], kind, options, required=False, hint="")


_CHOICES: Mapping[str, Words] = {"spatialScope": SPATIAL_SCOPES, "updateFrequency": UPDATE_FREQUENCIES}

_DAYS = ("lastValidDay", "authorisationEnds", "temporalFrom", "temporalTo")


def _party(name: str, locale: str) -> Field:
    label = ACT_FIELDS["from_" if name == "from" else name][locale]
    return Field(name, label, "text", [], required=True, hint="ActHintCode")


def _fingerprint(part: str, label: str) -> Field:
    return Field(f"{part}.fingerprint", label, "digest", [], required=False, hint="ActHintDivided")


def _reason(label: str, kind: Any, locale: str) -> Field:
    options = [("", ""), *((each.name, value_words(each, locale)) for each in kind if each)]
    return Field("reason", ACT_FIELDS[label][locale], "choice", options, required=True, hint="")

"""
The application as five pages of a form: from what stands in the draft to what is typed, and back.

A page changes the fields that are on it and lets the rest of the draft be, whatever brought it there.  A field's name
is its path with dots: `holders.0.name.zh`.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from api.portal.form import Fault, Form
from ledger.domain.certificates import WHOLE
from ledger.domain.vocabulary import RIGHTS
from ledger.errors import InvalidInput
from ledger.messages import sentence

PARTIES, DATA, SOURCES, CONTENT, CONFIRM = STEPS = ("parties", "data", "sources", "content", "confirm")

HOLDERS_ON_PAGE = 3
SOURCES_ON_PAGE = 3
"""So many holders and sources have fields; an application with more comes by the API or a file."""

PERCENT = WHOLE // 100


@dataclass(frozen=True, slots=True)
class Typed:
    """One field: its path, on which page it is, and how its text is read."""

    path: str
    step: str
    kind: str = "text"


def _holder(place: int) -> Iterator[Typed]:
    for name, kind in (("uscc", "code"), ("name.zh", "text"), ("name.en", "text"), ("share", "share")):
        yield Typed(f"holders.{place}.{name}", PARTIES, kind)
    yield Typed(f"holders.{place}.rights", SOURCES, "list")


FIELDS: tuple[Typed, ...] = (
    Typed("regime", PARTIES),
    Typed("registrationType", PARTIES),
    *(field for place in range(HOLDERS_ON_PAGE) for field in _holder(place)),
    *(Typed(name, DATA) for name in ("dataName.zh", "dataName.en", "overview.zh", "overview.en", "objectKind")),
    Typed("industry", DATA, "code"),
    *(Typed(name, DATA) for name in ("spatialScope", "temporalFrom", "temporalTo", "updateFrequency")),
    *(Typed(name, DATA, "integer") for name in ("volume.records", "volume.bytes")),
    *(
        Typed(f"sources.{place}.{name}", SOURCES)
        for place in range(SOURCES_ON_PAGE)
        for name in ("kind", "authorisationEnds")
    ),
    *(Typed(name, SOURCES) for name in ("grade", "personalInformation")),
    Typed("fingerprint.value", CONTENT, "code"),
)

NULLABLE = frozenset({"temporalFrom", "temporalTo", "volume.records", "volume.bytes", "authorisationEnds"})
"""What stands in the application as null where it is left empty."""


def form_of_application(application: Mapping[str, Any], faults: tuple[Fault, ...] = ()) -> Form:
    """Return the draft as a form shows it."""
    values: dict[str, tuple[str, ...]] = {}
    for field in FIELDS:
        found = _at(application, field.path)
        if isinstance(found, list):
            values[field.path] = tuple(map(str, found))
        elif field.kind == "share" and isinstance(found, int):
            values[field.path] = (f"{found / PERCENT:g}",)
        elif found is not None:
            values[field.path] = (str(found),)
    return Form(values, {}, faults)


def merged(application: Mapping[str, Any], step: str, form: Form) -> dict[str, Any]:
    """Return the draft with what was typed on one page; what cannot be read stays as it was typed, to be told of."""
    made = copy.deepcopy(dict(application))
    for field in FIELDS:
        if field.step == step:
            _put(made, field.path, _read(field, form))
    for name in ("holders", "sources"):
        if isinstance(made.get(name), list):
            made[name] = [part for part in made[name] if not _is_blank(part)]
    if step == CONTENT:
        made["fingerprint"] = {"algorithm": "sha-256", **made.get("fingerprint", {})}
    if len(made.get("holders", ())) == 1:
        made["holders"][0]["share"] = WHOLE
    return _without_empty(made)


def faults_on(faults: list[InvalidInput], locale: str) -> tuple[Fault, ...]:
    """Return faults as forms show them, each by the name of its field."""
    return tuple(Fault(name_of(each.field), sentence(each.code, locale, each.facts)) for each in faults)


def name_of(field: str) -> str:
    """Return the name of a field of the form from its path in the application."""
    name = field.replace("[", ".").replace("]", "")
    known = [each.path for each in FIELDS]
    if name in known:
        return name
    return next((path for path in known if path.startswith(f"{name}.")), name)


def step_of(name: str) -> str:
    """Return on which page a field is; the last for what is on none."""
    return next((field.step for field in FIELDS if field.path == name), CONFIRM)


def _read(field: Typed, form: Form) -> Any:
    if field.kind == "list":
        return [name for name in RIGHTS if name in form.texts(field.path)]
    text = form.text(field.path)
    if field.kind == "code":
        return "".join(text.split()).upper() if not field.path.startswith("fingerprint") else text.lower()
    if field.kind == "integer" and text.replace(",", "").isascii() and text.replace(",", "").isdigit():
        return int(text.replace(",", ""))
    if field.kind == "share":
        return _share(text)
    return text


def _share(text: str) -> Any:
    """Read a share in percent as basis points; what is none stays as it is."""
    try:
        return round(float(text.removesuffix("%")) * PERCENT)
    except (ValueError, OverflowError):
        return text


def _at(application: Any, path: str) -> Any:
    for part in path.split("."):
        if isinstance(application, list):
            application = application[int(part)] if part.isdigit() and int(part) < len(application) else None
        elif isinstance(application, Mapping):
            application = application.get(part)
        else:
            return None
    return application


def _put(made: dict[str, Any], path: str, value: Any) -> None:
    """Put a value at its path, making what is missing on the way; nothing becomes null where null may stand."""
    parts = path.split(".")
    at: Any = made
    last = parts[-1]
    for part, following in pairwise(parts):
        if isinstance(at, list):
            while len(at) <= int(part):
                at.append({})
            at = at[int(part)]
        else:
            fresh: Any = [] if following.isdigit() else {}
            if not isinstance(at.get(part), type(fresh)):
                at[part] = fresh
            at = at[part]
    if value in ("", []) and (path in NULLABLE or last in NULLABLE):
        at[last] = None
    elif value in ("", []):
        at.pop(last, None)
    else:
        at[last] = value


def _is_blank(value: Any) -> bool:
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return value in (None, "") or (isinstance(value, Mapping | list) and all(map(_is_blank, parts)))


def _without_empty(made: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in made.items() if value not in ({}, [])}

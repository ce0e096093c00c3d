"""
A form that was sent: its values, its files, and what is wrong with them, each fault beside its field.

Fields are named as the API names them, parts with dots: `loan.maturity`.  `asked` reads them by the API's own schema:
what the API refuses, a page refuses with the same sentences.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile

from api import problems
from api.language import locale_of
from ledger.domain.money import fen_of
from ledger.errors import LedgerError
from ledger.messages import sentence

Model = TypeVar("Model", bound=BaseModel)

FIELDS_MAX = 400
"""Most fields of a form: a document with sixteen holders has some two hundred."""

SUMS = "Fen"
"""A field whose name ends so is typed as a sum with its unit, and read as fen."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One wrong field, empty for what is wrong with the whole, and what to do about it."""

    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed, as it was typed; and the faults that were found in it."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, UploadFile] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    def text(self, name: str, default: str = "") -> str:
        """Return a field's value without blanks around it."""
        return self.values.get(name, (default,))[0].strip()

    def texts(self, name: str) -> tuple[str, ...]:
        """Return all values of a field."""
        return self.values.get(name, ())

    def fault(self, name: str) -> str:
        """Return what is wrong with a field; empty if nothing is."""
        return next((fault.sentence for fault in self.faults if fault.field == name), "")

    def asked(self, model: type[Model]) -> Model:
        """
        Read the fields by a schema of the API; what was left empty is not there, and what it does not know is left out.

        Raises `InvalidInput`, with all faults at once.
        """
        return read(model, nested((name, values[0]) for name, values in self._filled()), self._known(model))

    def refused(self, error: LedgerError, request: Request) -> Form:
        """Return the form with what is wrong with it, to be shown again."""
        locale = locale_of(request.scope)
        named = problems.faults_of(error)
        found = [Fault(each.field, sentence(each.code, locale, each.facts)) for each in named]
        return Form(self.values, self.files, tuple(found) or (Fault("", sentence(error.code, locale, error.facts)),))

    def _filled(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        return ((name, values) for name, values in self.values.items() if values[0].strip())

    @staticmethod
    def _known(model: type[BaseModel]) -> frozenset[str]:
        return frozenset(each.alias or name for name, each in model.model_fields.items())


def read(model: type[Model], given: Mapping[str, Any], known: frozenset[str]) -> Model:
    """Read `given` by a schema, without what is not `known` at its top.  Raises `InvalidInput`, with all faults."""
    try:
        return model.model_validate({name: value for name, value in given.items() if name in known})
    except ValidationError as error:
        faults = [{**each, "loc": ("body", *each["loc"])} for each in error.errors()]
        raise problems.invalid(RequestValidationError(faults)) from None


def nested(fields: Iterator[tuple[str, str]]) -> dict[str, Any]:
    """Return fields with dots in their names as parts within parts.  Raises `InvalidInput` for a sum without a unit."""
    made: dict[str, Any] = {}
    for name, text in fields:
        *outer, last = name.split(".")
        part = made
        for each in outer:
            part = part.setdefault(each, {})
        part[last] = fen_of(text, name) if last.endswith(SUMS) else text.strip()
    return made


async def form_of(request: Request) -> AsyncIterator[Form]:
    """Give a form, urlencoded or with files; the files are gone when the request is answered."""
    async with request.form(max_fields=FIELDS_MAX) as sent:
        values: dict[str, tuple[str, ...]] = {}
        files: dict[str, UploadFile] = {}
        for name, value in sent.multi_items():
            if isinstance(value, UploadFile):
                if value.filename:
                    files[name] = value
            else:
                values[name] = (*values.get(name, ()), value)
        yield Form(values, files)


FormDep = Annotated[Form, Depends(form_of)]

"""
Applications: what an applicant files, and the certificate document that a registry makes of it.

An application is the certificate document without what the registry adds: schema, salt, number, registry and term.  All
of its faults are named at once, as the guideline asks of a registry (〔2026〕35, art. 17).  The later documents of the
same certificate, after a transfer, a change or a cancellation, follow from the last one here too.

Pure: the salt and the day come in as values.  Numbers, storage and the chain are the desk's (`ledger.desk`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ledger.domain import document, fields, personal, shapes
from ledger.domain.calendar import add_years, end_of_day, start_of_day
from ledger.domain.certificates import Regime, Right, certificate_id
from ledger.domain.events import ZERO_DIGEST, CertificateId, Digest, ParticipantNumber
from ledger.domain.numbers import SERIAL_MAX, CertificateNumber, uscc_check_character
from ledger.domain.records import Record
from ledger.domain.rules import REGIMES
from ledger.errors import InvalidInput, Refused

NOT_REGISTERED = frozenset({"key", "reference"})
"""Fields of an application that are the applicant's own notes and never enter the document."""

FIRST_TYPES = ("initial", "conversion")
"""What an application may ask for; every other type follows from a certificate that exists (guideline art. 33)."""

DECISION_SCHEMA = "datadeed/decision/1"

_PLACEHOLDER_SALT = "0" * 64
_NOBODY = "9" * 17 + uscc_check_character("9" * 17)
"""A well-formed code that is nobody's: division 999999 does not exist."""


@dataclass(frozen=True, slots=True)
class Institution:
    """A registry as its documents name it."""

    uscc: str
    zh: str
    en: str

    @property
    def as_field(self) -> dict[str, Any]:
        return {"uscc": self.uscc, "name": {"zh": self.zh, "en": self.en}}


@dataclass(frozen=True, slots=True)
class Application:
    """One application; `row` is its line in the file, from 1."""

    row: int
    content: Mapping[str, Any]

    @property
    def regime(self) -> Regime:
        """Meaningful once the application has no fault."""
        return Regime[self.content["regime"]]

    @property
    def holders(self) -> tuple[str, ...]:
        return tuple(holder["uscc"] for holder in self.content["holders"])

    @property
    def fingerprint(self) -> Digest:
        return Digest(bytes.fromhex(self.content["fingerprint"]["value"]))

    @property
    def number(self) -> CertificateNumber | None:
        """The number that an older register gave; most applications have none."""
        given = self.content.get("number")
        return None if given is None else CertificateNumber.parse(given)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one row."""

    row: int
    error: InvalidInput


# READING


def read_applications(text: bytes) -> tuple[list[Application], list[Fault]]:
    """Read NDJSON, one application a line, passing over blank lines.  No line, or one that is no object, is a fault."""
    applications, faults = [], []
    for row, line in enumerate(text.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            content = document.parse(line)
        except InvalidInput as error:
            faults.append(Fault(row, error))
            continue
        if isinstance(content, Mapping):
            applications.append(Application(row, content))
        else:
            faults.append(Fault(row, InvalidInput("FieldType", "document", expected="object")))
    if not applications and not faults:
        faults.append(Fault(1, InvalidInput("FieldEmpty", "file")))
    return applications, faults


# COMPLETING


def complete(
    application: Application, registry: Institution, number: CertificateNumber, salt: str, day: date
) -> dict[str, Any]:
    """Return the certificate document that an application without fault becomes when registered on `day`."""
    made: dict[str, Any] = {name: value for name, value in application.content.items() if name not in NOT_REGISTERED}
    made |= {"salt": salt, "number": number.text, "registry": registry.as_field}
    made["schema"] = shapes.certificate_schema(made)
    made.setdefault("registrationType", "initial")
    made.setdefault("validFrom", day.isoformat())
    if "lastValidDay" not in made:
        made["lastValidDay"] = _last_day(made, day).isoformat()
    return made


def _last_day(content: Mapping[str, Any], day: date) -> date:
    """Return the earlier of the regime's longest term and the first end of a source's authorisation (rule 1.3)."""
    first = fields.read_day(content.get("validFrom")) or day
    regime = content.get("regime")
    if isinstance(regime, str) and regime in Regime.__members__:
        last = add_years(first, REGIMES[Regime[regime]].years_max)
    else:
        last = first
    sources = content.get("sources")
    if isinstance(sources, list):
        ends = (fields.read_day(part.get("authorisationEnds")) for part in sources if isinstance(part, Mapping))
        last = min([last, *(end for end in ends if end)])
    return last


# CHECKING


def faults_of(application: Application, registry: Institution, code: int, day: date) -> list[InvalidInput]:
    """Return all that is wrong with an application by itself, if `registry` were to register it on `day`."""
    content = application.content
    faults = [InvalidInput("FieldUnknown", name) for name in ("schema", "salt") if name in content]
    registered_at = content.get("registry", registry.as_field)
    uscc = registered_at.get("uscc") if isinstance(registered_at, Mapping) else registered_at
    if uscc != registry.uscc:
        faults.append(InvalidInput("RegistryOther", "registry.uscc", given=uscc, expected=registry.uscc))
    kind = content.get("registrationType", "initial")
    if kind not in FIRST_TYPES:
        expected = ", ".join(FIRST_TYPES)
        faults.append(InvalidInput("ValueUnknown", "registrationType", given=kind, expected=expected))
    placeholder = _placeholder_number(content.get("regime"), code)
    made = complete(application, registry, placeholder, _PLACEHOLDER_SALT, day)
    if "number" in content:
        made["number"] = content["number"]
    faults += document.check_document(made)
    faults += personal.found_in(made)
    faults += _term_fits(made, day, "lastValidDay" not in content)
    faults += _number_fits(content, code)
    return faults


def faults_alone(content: Mapping[str, Any], day: date) -> list[InvalidInput]:
    """Return all that is wrong with an application on `day`, whichever registry keeps its register."""
    named = content.get("registry")
    uscc = named.get("uscc") if isinstance(named, Mapping) else None
    registry = Institution(uscc if isinstance(uscc, str) else _NOBODY, "—", "—")
    try:
        code = CertificateNumber.parse(str(content.get("number"))).code
    except InvalidInput:
        code = 0
    return faults_of(Application(1, content), registry, code, day)


def _placeholder_number(regime: Any, code: int) -> CertificateNumber:
    known = isinstance(regime, str) and regime in Regime.__members__
    return CertificateNumber(code, Regime[regime] if known else Regime.DPR, 2026_01, 1)


def _term_fits(made: Mapping[str, Any], day: date, computed: bool) -> Iterator[InvalidInput]:
    first, last = fields.read_day(made.get("validFrom")), fields.read_day(made.get("lastValidDay"))
    if first and first > day:
        yield InvalidInput("TermNotBegun", "validFrom", given=first.isoformat(), expected=day.isoformat())
    if last and last < day:
        field = "sources" if computed else "lastValidDay"
        yield InvalidInput("TermOver", field, given=last.isoformat(), expected=day.isoformat())


def _number_fits(content: Mapping[str, Any], code: int) -> Iterator[InvalidInput]:
    given = content.get("number")
    if not isinstance(given, str):
        return
    try:
        number = CertificateNumber.parse(given)
    except InvalidInput:
        return  # check_document says so
    if number.code != code:
        yield InvalidInput("NumberOfOtherRegister", "number", given=f"{number.code:03d}", expected=f"{code:03d}")


def faults_between(applications: Iterable[Application]) -> list[Fault]:
    """
    Return what is wrong between the rows of one file; the rows themselves have no fault.

    The same applicant may not register the same data twice in one regime, and no number stands twice.
    """
    faults: list[Fault] = []
    assets: dict[tuple[str, Regime, Digest], int] = {}
    numbers: dict[CertificateNumber, int] = {}
    for application in applications:
        asset = (application.holders[0], application.regime, application.fingerprint)
        other = assets.setdefault(asset, application.row)
        if other != application.row:
            faults.append(Fault(application.row, InvalidInput("ApplicationTwice", "fingerprint", other=other)))
        if application.number is not None:
            other = numbers.setdefault(application.number, application.row)
            if other != application.row:
                given = application.number.text
                faults.append(Fault(application.row, InvalidInput("NumberTwice", "number", given=given, other=other)))
    return faults


# NUMBERING


def number_all(
    applications: Iterable[Application],
    codes: Mapping[Regime, int],
    period: int,
    taken: Mapping[Regime, frozenset[int]],
) -> list[CertificateNumber]:
    """
    Return a number for each application: its own if it has one, or the next serial of the month that is free.

    `codes` and `taken` hold, for each regime, the registry's code and the month's serials in use.  Raises `Refused`
    SerialsExhausted beyond 9,999, before any number is given.
    """
    rows = list(applications)
    used = {regime: set(serials) for regime, serials in taken.items()}
    for application in rows:
        if application.number is not None and application.number.period == period:
            used.setdefault(application.regime, set()).add(application.number.serial)
    last: dict[Regime, int] = {}
    numbers = []
    for application in rows:
        if application.number is not None:
            numbers.append(application.number)
            continue
        regime = application.regime
        serial = last.get(regime, 0) + 1
        while serial in used.get(regime, ()):
            serial += 1
        if serial > SERIAL_MAX:
            code = f"{codes[regime]:03d}"
            raise Refused("SerialsExhausted", registry=code, regime=regime.name, period=period, maximum=SERIAL_MAX)
        last[regime] = serial
        numbers.append(CertificateNumber(codes[regime], regime, period, serial))
    return numbers


def period_of(day: date) -> int:
    """Return the year and month in which a number of that day stands."""
    return day.year * 100 + day.month


# WHAT GOES ON THE CHAIN


def record_of(made: Mapping[str, Any], holder: ParticipantNumber, ordinal: int) -> Record:
    """Return the storage word's parts that a document asks for; sequence, flags and state stay zero until issue."""
    number = CertificateNumber.parse(made["number"])
    first, last = fields.read_day(made["validFrom"]), fields.read_day(made["lastValidDay"])
    assert first is not None, "the document is checked"
    assert last is not None, "the document is checked"
    rights = Right(0)
    for part in made["holders"]:
        rights |= document.rights_of(part["rights"])
    return Record(
        holder=holder, sequence=0, valid_from=start_of_day(first), valid_to=end_of_day(last), flags=0, rights=rights,
        state=0, ordinal=ordinal, serial=number.serial, period=number.period, regime=number.regime, code=number.code,
    )  # fmt: skip


def id_of(made: Mapping[str, Any], applicant: ParticipantNumber, ordinal: int) -> CertificateId:
    """Return the id that the contract will give."""
    fingerprint = bytes.fromhex(made["fingerprint"]["value"])
    return certificate_id(applicant, Regime[made["regime"]], fingerprint, ordinal)


# LATER DOCUMENTS OF THE SAME CERTIFICATE


def transferred(last: Mapping[str, Any], from_: str, to: Institution, salt: str) -> dict[str, Any]:
    """
    Return the document after all that `from_` holds went to `to`: in its place, or added to what `to` already holds.

    Raises `Refused` HolderNotInDocument if `from_` does not stand in the document.
    """
    holders = [dict(holder) for holder in last["holders"]]
    given = next((holder for holder in holders if holder["uscc"] == from_), None)
    if given is None:
        raise Refused("HolderNotInDocument", uscc=from_, number=last["number"])
    had = next((holder for holder in holders if holder["uscc"] == to.uscc), None)
    if had is None:
        given.pop("businessDigest", None)  # it speaks of whom the right left
        given |= to.as_field
    else:
        had["share"] += given["share"]
        had["rights"] = [name for name in fields.RIGHT_NAMES if name in {*had["rights"], *given["rights"]}]
        holders.remove(given)
    made = {**last, "salt": salt, "registrationType": "transfer", "holders": holders}
    return {**made, "schema": shapes.certificate_schema(made)}


def amended(last: Mapping[str, Any], changes: Mapping[str, Any], salt: str) -> dict[str, Any]:
    """
    Return the document with `changes`, by a change registration (guideline art. 35).

    Raises `InvalidInput` AmendmentForbidden for what such a registration may not touch: the holder, the number, the
    register, the beginning; and what `personal.found_in` finds in the changes.
    """
    for fault in personal.found_in(changes):
        raise fault
    for name in changes:
        if name in {"schema", "salt", "number", "regime", "registry", "registrationType", "validFrom"}:
            raise InvalidInput("AmendmentForbidden", name)
    holders = changes.get("holders", last["holders"])
    if not isinstance(holders, list) or [_holding(part) for part in holders] != [
        _holding(part) for part in last["holders"]
    ]:
        raise InvalidInput("AmendmentForbidden", "holders")
    made = {**last, **changes, "salt": salt, "registrationType": "amendment"}
    return {**made, "schema": shapes.certificate_schema(made)}


def _holding(part: Any) -> tuple[Any, Any] | None:
    return (part.get("uscc"), part.get("share")) if isinstance(part, Mapping) else None


def new_fingerprint(last: Mapping[str, Any], made: Mapping[str, Any]) -> Digest:
    """Return the new data version's fingerprint, zero if the data did not change."""
    if last["fingerprint"] == made["fingerprint"]:
        return ZERO_DIGEST
    return Digest(bytes.fromhex(made["fingerprint"]["value"]))


def cancelled(last: Mapping[str, Any], salt: str) -> dict[str, Any]:
    """Return the document of a cancellation."""
    return {**last, "salt": salt, "registrationType": "cancellation"}


def decision(act: str, subject: str, reason: str, day: date, salt: str) -> dict[str, Any]:
    """
    Return a decision's document: what was decided, about whom or what, why, and on which day.

    It names no person; the salt keeps its digest from being guessed (P9).  Raises `InvalidInput` FieldEmpty.
    """
    if not reason.strip():
        raise InvalidInput("FieldEmpty", "reason")
    return {
        "schema": DECISION_SCHEMA, "salt": salt, "act": act, "subject": subject, "reason": reason.strip(),
        "day": day.isoformat(),
    }  # fmt: skip


def profile(who: Institution, former: Iterable[Mapping[str, str]] = ()) -> dict[str, Any]:
    """Return a participant's profile document."""
    return {"schema": document.PROFILE_SCHEMA, **who.as_field, "formerNames": [dict(name) for name in former]}

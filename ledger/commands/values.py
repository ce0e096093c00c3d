"""
What a person writes for each kind of value that an act takes, and what it means.

| kind | written |
|---|---|
| a sum | `500万元`, `5,000,000.00元`, `500000000分`: never without its unit |
| an instant | a day, `2027-05-01`: its end where something ends, its beginning elsewhere; or `2027-05-01T08:30+08:00` |
| a digest | 64 hexadecimal digits, also behind `sha256:`; or `@FILE`, whose SHA-256 is taken |
| a participant | its unified social credit code, or its number |
| a certificate | its number or its id |
| a code | its name, `value`; several of a mask with commas, or `all` |
| a term | days, `365d`, or seconds |
| a filing number | as it is printed, up to 32 ASCII characters |
| a new certificate | `holder=CODE,number=NUMBER,rights=use+operate,from=DAY,to=DAY`, and `ordinal=1` if not the first |
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import IntEnum, IntFlag
from pathlib import Path
from typing import Any

from ledger.commands.context import Context, read_file
from ledger.commands.lookup import bytes32, certificate_named
from ledger.domain.calendar import DAY_SECONDS, SHANGHAI, end_of_day, start_of_day
from ledger.domain.certificates import Right
from ledger.domain.events import CertificateId, Digest, Fen, Instant, ParticipantNumber, ThingId
from ledger.domain.fields import read_day
from ledger.domain.matrix import Operation
from ledger.domain.money import fen_of
from ledger.domain.numbers import CertificateNumber, check_uscc
from ledger.domain.records import Record
from ledger.errors import InvalidInput

ENDS = ("until", "valid_to", "ends", "source_ends")
"""The fields that name a last day: they mean its 24:00."""


def value_of(context: Context, field: str, kind: Any, text: str) -> Any:
    """Return what `text` means for a field of this kind.  Raises `InvalidInput` that names the field, or `NotFound`."""
    read = SPELLED.get(field) or READERS.get(kind)
    if read is not None:
        return read(context, field, text)
    if isinstance(kind, type) and issubclass(kind, IntFlag):
        return _mask(kind, field, text)
    if isinstance(kind, type) and issubclass(kind, IntEnum):
        return _code(kind, field, text)
    assert kind in (int, bytes), f"{field}: nobody reads a {kind}"
    return _integer(context, field, text) if kind is int else _octets(context, field, text)


def choices(kind: Any) -> list[str]:
    """Return the names that a code or a mask takes; none for other kinds."""
    if not (isinstance(kind, type) and issubclass(kind, IntEnum | IntFlag)):
        return []
    return [_name(each) for each in kind if each.name not in (None, "NONE")]


def _name(code: Any) -> str:
    return str(code.name).lower().replace("_", "-")


def _code(kind: type[IntEnum], field: str, text: str) -> IntEnum:
    found = next((each for each in kind if _name(each) == text.lower()), None)
    if found is None:
        raise InvalidInput("ValueUnknown", field, given=text, expected=", ".join(choices(kind)))
    return found


def _mask(kind: type[IntFlag], field: str, text: str) -> IntFlag:
    named = {_name(each): each for each in kind}
    named["all"] = kind(sum(named.values()))
    mask = kind(0)
    for part in (each.strip().lower() for each in text.split(",")):
        if part not in named:
            raise InvalidInput("ValueUnknown", field, given=part, expected=", ".join(named))
        mask |= named[part]
    return mask


def _sum(_: Context, field: str, text: str) -> Fen:
    return fen_of(text, field)


def _instant(_: Context, field: str, text: str) -> Instant:
    day = read_day(text)
    if day is not None:
        return Instant(end_of_day(day) if field in ENDS else start_of_day(day))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput("DateInvalid", field, given=text) from None
    return Instant(int((moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).timestamp()))


def _digest(_: Context, field: str, text: str) -> Digest:
    if text.startswith("@"):
        return Digest(hashlib.sha256(read_file(Path(text[1:]))).digest())
    return Digest(bytes32(text.removeprefix("sha256:"), field))


def _thing(_: Context, field: str, text: str) -> ThingId:
    return ThingId(bytes32(text, field))


def _participant(context: Context, field: str, text: str) -> ParticipantNumber:
    if text.isascii() and text.isdecimal() and len(text) < 10:
        return context.book.participant_at(int(text)).number
    return context.book.participant(check_uscc(text, field)).number


def _certificate(context: Context, _: str, text: str) -> CertificateId:
    return certificate_named(context, text).id


def _integer(_: Context, field: str, text: str) -> int:
    """A number; a mask of operations by their names, as a freeze forbids them."""
    if text.isascii() and text.isdecimal():
        return int(text)
    named = {_name(each): each for each in Operation}
    parts = [each.strip().lower() for each in text.split(",")]
    unknown = [part for part in parts if part not in named]
    if unknown:
        raise InvalidInput("ValueUnknown", field, given=unknown[0], expected=", ".join(named))
    return sum(1 << named[part] for part in set(parts))


def _octets(_: Context, field: str, text: str) -> bytes:
    """32 bytes: hexadecimal, or up to 32 ASCII characters as they are, such as a filing number."""
    if text.startswith("0x"):
        return bytes32(text, field)
    if not text.isascii() or len(text) > 32:
        raise InvalidInput("FieldPattern", field, given=text, expected="ASCII, 1–32")
    return text.encode().ljust(32, b"\0")


def _term(_: Context, field: str, text: str) -> int:
    days = text.removesuffix("d")
    if not (days.isascii() and days.isdecimal()):
        raise InvalidInput("FieldPattern", field, given=text, expected="365d")
    return int(days) * (DAY_SECONDS if text.endswith("d") else 1)


def _record(context: Context, field: str, text: str) -> int:
    """Return the blank word of a new certificate: no sequence, state and flags yet."""
    parts = dict(part.strip().partition("=")[::2] for part in text.split(","))
    if not set(RECORD_PARTS) <= set(parts) <= {*RECORD_PARTS, "ordinal"}:
        raise InvalidInput("FieldPattern", field, given=text, expected=",".join(f"{part}=" for part in RECORD_PARTS))
    number = CertificateNumber.parse(parts["number"], field)
    return Record(
        holder=_participant(context, field, parts["holder"]),
        sequence=0,
        valid_from=_instant(context, "valid_from", parts["from"]),
        valid_to=_instant(context, "valid_to", parts["to"]),
        flags=0,
        rights=_mask(Right, field, parts["rights"].replace("+", ",")),
        state=0,
        ordinal=_integer(context, field, parts.get("ordinal", "0")),
        serial=number.serial,
        period=number.period,
        regime=number.regime,
        code=number.code,
    ).word


RECORD_PARTS = ("holder", "number", "rights", "from", "to")

SPELLED: Mapping[str, Callable[[Context, str, str], Any]] = {
    "filing_number": _octets,
    "term": _term,
    "record": _record,
}
"""By the field's name, where its kind does not tell how it is written."""

READERS: Mapping[Any, Callable[[Context, str, str], Any]] = {
    Fen: _sum,
    Instant: _instant,
    Digest: _digest,
    ThingId: _thing,
    ParticipantNumber: _participant,
    CertificateId: _certificate,
}
"""By the kind."""

"""
What a person writes for each kind of value that an act takes, and what it means.

| kind | written |
|---|---|
| a sum | `500万元`, `5,000,000.00元`, `500000000分`: never without its unit |
| an instant | a day, `2027-05-01`: its end where something ends, its beginning elsewhere; or `2027-05-01T08:30+08:00` |
| a digest | 64 hexadecimal digits, also behind `sha256:`; where there are files, `@FILE`, whose SHA-256 is taken |
| a participant | its unified social credit code, or its number |
| a certificate | its number or its id |
| a code | its name, `value`; several of a mask with commas, or `all` |
| a term | days, `365d`, or seconds |
| a filing number | as it is printed, up to 32 ASCII characters |
| a new certificate | `holder=CODE,number=NUMBER,rights=use+operate,from=DAY,to=DAY`, and `ordinal=1` if not the first |

Who is behind a code and what behind a number, whoever asks looks up (`Known`): on the chain, or in the mirror.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import IntEnum, IntFlag
from typing import Any, Protocol, get_type_hints

from ledger.domain.acts.filed import Asked, members_of
from ledger.domain.calendar import DAY_SECONDS, SHANGHAI, end_of_day, start_of_day
from ledger.domain.certificates import Right
from ledger.domain.events import CertificateId, Digest, Fen, Instant, ParticipantNumber, ThingId
from ledger.domain.fields import read_day
from ledger.domain.matrix import Operation
from ledger.domain.money import fen_of
from ledger.domain.numbers import CertificateNumber
from ledger.domain.records import Record
from ledger.errors import InvalidInput

ENDS = ("until", "valid_to", "ends", "source_ends")
"""The fields that name a last day: they mean its 24:00."""


class Known(Protocol):
    """Looks up what a person names; each raises `InvalidInput` that names the field, or `NotFound`."""

    def participant(self, text: str, field: str) -> ParticipantNumber:
        """Return the participant with this code, or with this number."""

    def certificate(self, text: str, field: str) -> CertificateId:
        """Return the certificate with this number or id."""

    def file(self, name: str, field: str) -> bytes:
        """Return what stands in the file of this name."""


def kinds_of(asked: type[Asked]) -> dict[str, Any]:
    """Return the kind of each field of an act, in order."""
    hints = get_type_hints(asked)
    return {field.name: hints[field.name] for field in members_of(asked)}


def value_of(known: Known, field: str, kind: Any, text: str) -> Any:
    """Return what `text` means for a field of this kind.  Raises `InvalidInput` that names the field, or `NotFound`."""
    read = SPELLED.get(field) or READERS.get(kind)
    if read is not None:
        return read(known, field, text)
    if isinstance(kind, type) and issubclass(kind, IntFlag):
        return _mask(kind, field, text)
    if isinstance(kind, type) and issubclass(kind, IntEnum):
        return _code(kind, field, text)
    assert kind in (int, bytes), f"{field}: nobody reads a {kind}"
    return _integer(known, field, text) if kind is int else _octets(known, field, text)


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


def nothing(kind: Any) -> Any:
    """Return the value of a field that is not given: zero, and the act's own check says if it is needed."""
    if kind is bool:
        return False
    return kind(bytes(32)) if getattr(kind, "__supertype__", kind) is bytes else kind(0)


def _mask(kind: type[IntFlag], field: str, text: str) -> IntFlag:
    named = {_name(each): each for each in kind}
    named["all"] = kind(sum(named.values()))
    mask = kind(0)
    for part in (each.strip().lower() for each in text.split(",")):
        if part not in named:
            raise InvalidInput("ValueUnknown", field, given=part, expected=", ".join(named))
        mask |= named[part]
    return mask


def _sum(_: Known, field: str, text: str) -> Fen:
    return fen_of(text, field)


def _instant(_: Known, field: str, text: str) -> Instant:
    day = read_day(text)
    if day is not None:
        return Instant(end_of_day(day) if field in ENDS else start_of_day(day))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput("DateInvalid", field, given=text) from None
    return Instant(int((moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).timestamp()))


def _digest(known: Known, field: str, text: str) -> Digest:
    if text.startswith("@"):
        return Digest(hashlib.sha256(known.file(text[1:], field)).digest())
    return Digest(bytes32(text.removeprefix("sha256:"), field))


def _thing(_: Known, field: str, text: str) -> ThingId:
    return ThingId(bytes32(text, field))


def _participant(known: Known, field: str, text: str) -> ParticipantNumber:
    return known.participant(text, field)


def _certificate(known: Known, field: str, text: str) -> CertificateId:
    return known.certificate(text, field)


def _integer(_: Known, field: str, text: str) -> int:
    """A number; a mask of operations by their names, as a freeze forbids them."""
    if text.isascii() and text.isdecimal():
        return int(text)
    named = {_name(each): each for each in Operation}
    parts = [each.strip().lower() for each in text.split(",")]
    unknown = [part for part in parts if part not in named]
    if unknown:
        raise InvalidInput("ValueUnknown", field, given=unknown[0], expected=", ".join(named))
    return sum(1 << named[part] for part in set(parts))


def _octets(_: Known, field: str, text: str) -> bytes:
    """32 bytes: hexadecimal, or up to 32 ASCII characters as they are, such as a filing number."""
    if text.startswith("0x"):
        return bytes32(text, field)
    if not text.isascii() or len(text) > 32:
        raise InvalidInput("FieldPattern", field, given=text, expected="ASCII, 1–32")
    return text.encode().ljust(32, b"\0")


def _term(_: Known, field: str, text: str) -> int:
    days = text.removesuffix("d")
    if not (days.isascii() and days.isdecimal()):
        raise InvalidInput("FieldPattern", field, given=text, expected="365d")
    return int(days) * (DAY_SECONDS if text.endswith("d") else 1)


def _record(known: Known, field: str, text: str) -> int:
    """Return the blank word of a new certificate: no sequence, state and flags yet."""
    parts = dict(part.strip().partition("=")[::2] for part in text.split(","))
    if not set(RECORD_PARTS) <= set(parts) <= {*RECORD_PARTS, "ordinal"}:
        raise InvalidInput("FieldPattern", field, given=text, expected=",".join(f"{part}=" for part in RECORD_PARTS))
    number = CertificateNumber.parse(parts["number"], field)
    return Record(
        holder=_participant(known, field, parts["holder"]),
        sequence=0,
        valid_from=_instant(known, "valid_from", parts["from"]),
        valid_to=_instant(known, "valid_to", parts["to"]),
        flags=0,
        rights=_mask(Right, field, parts["rights"].replace("+", ",")),
        state=0,
        ordinal=_integer(known, field, parts.get("ordinal", "0")),
        serial=number.serial,
        period=number.period,
        regime=number.regime,
        code=number.code,
    ).word


def bytes32(text: str, field: str) -> bytes:
    """Return 32 bytes of their hexadecimal digits, with or without 0x.  Raises `InvalidInput` that names the field."""
    try:
        content = bytes.fromhex(text.removeprefix("0x"))
    except ValueError:
        content = b""
    if len(content) != 32:
        raise InvalidInput("FieldPattern", field, given=text, expected="0x + 64")
    return content


RECORD_PARTS = ("holder", "number", "rights", "from", "to")

SPELLED: Mapping[str, Callable[[Known, str, str], Any]] = {
    "filing_number": _octets,
    "term": _term,
    "record": _record,
}
"""By the field's name, where its kind does not tell how it is written."""

READERS: Mapping[Any, Callable[[Known, str, str], Any]] = {
    Fen: _sum,
    Instant: _instant,
    Digest: _digest,
    ThingId: _thing,
    ParticipantNumber: _participant,
    CertificateId: _certificate,
}
"""By the kind."""

"""
The founding of a ledger, from a file: institutions with roles, registers and keys, and the charter.

The file is JSON: `charter` {threshold, ordinaryDelaySeconds, graveDelaySeconds} and `institutions`, each with key (a
short name), uscc, name {zh, en}, kind, roles, registers [{code, regime, migrateUntil}] and keys [{key, duties}].
`migrateUntil` is the last day on which old certificates may be brought into the register without applications; where it
is left out, none may.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ledger.chain.contracts import Founding
from ledger.desk.admission import read_grant
from ledger.domain.acts.governance import SetCharter
from ledger.domain.acts.participants import Admission, KeyGrant
from ledger.domain.calendar import end_of_day
from ledger.domain.certificates import Regime
from ledger.domain.document import PROFILE_SCHEMA, canonical, check_profile, digest, parse
from ledger.domain.doors import Migration
from ledger.domain.events import ParticipantNumber
from ledger.domain.fields import read_day
from ledger.domain.numbers import CODE_MAX, identity_of
from ledger.domain.participants import Charge, Duty, Kind, Role
from ledger.errors import InvalidInput, Refused

FIRST_KEYS = (("maker", Duty.MAKER | Duty.ADMIN | Duty.VOTE), ("checker", Duty.CHECKER | Duty.ADMIN | Duty.CONSENT))
"""The two keys that an institution gets where its file names none: nobody is maker and checker with one key."""


class FoundingFaulty(Refused):
    """A founding file is faulty, and so nothing was founded."""

    def __init__(self, faults: list[InvalidInput]) -> None:
        super().__init__("FoundingFaulty", faults=len(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Founded:
    """A founding, and the profile documents that it names."""

    founding: Founding
    profiles: tuple[bytes, ...]


def read_founding(text: bytes, keys_for: Callable[[str], tuple[KeyGrant, ...]]) -> Founded:
    """
    Read a founding file; `keys_for` gives the keys of an institution, by its short name, that names none.

    Raises `FoundingFaulty` with all faults, `InvalidInput` DocumentMalformed.
    """
    content = parse(text)
    faults = list(_faults(content))
    if faults:
        raise FoundingFaulty(faults)
    admissions, charges, migrations, profiles = [], [], [], []
    for number, one in enumerate(content["institutions"], 1):
        profile = canonical(_profile(one))
        keys = tuple(read_grant(grant, "keys") for grant in one.get("keys", [])) or keys_for(one["key"])
        roles = Role(sum(Role[name] for name in set(one["roles"])))
        admissions.append(Admission(identity_of(one["uscc"]), Kind[one["kind"]], roles, digest(profile), keys))
        charges += [
            Charge(Regime[part["regime"]] | part["code"] << 8, ParticipantNumber(number))
            for part in one.get("registers", [])
        ]
        migrations += [
            Migration(Regime[part["regime"]] | part["code"] << 8, end_of_day(date.fromisoformat(part["migrateUntil"])))
            for part in one.get("registers", [])
            if part.get("migrateUntil") is not None
        ]
        profiles.append(profile)
    charter = content["charter"]
    made = SetCharter(charter["threshold"], charter["ordinaryDelaySeconds"], charter["graveDelaySeconds"])
    founding = Founding(tuple(admissions), made, tuple(charges), tuple(migrations))
    return Founded(founding, tuple(profiles))


def _profile(one: Mapping[str, Any]) -> dict[str, Any]:
    return {"schema": PROFILE_SCHEMA, "uscc": one.get("uscc"), "name": one.get("name"), "formerNames": []}


def _faults(content: Any) -> Iterator[InvalidInput]:
    if not isinstance(content, Mapping) or not isinstance(content.get("institutions"), list):
        yield InvalidInput("FieldMissing", "institutions")
        return
    charter = content.get("charter")
    for name in ("threshold", "ordinaryDelaySeconds", "graveDelaySeconds"):
        value = charter.get(name) if isinstance(charter, Mapping) else None
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            yield InvalidInput("FieldType", f"charter.{name}", expected="integer")
    for place, one in enumerate(content["institutions"]):
        path = f"institutions[{place}]"
        if not isinstance(one, Mapping) or not isinstance(one.get("key"), str):
            yield InvalidInput("FieldMissing", f"{path}.key")
            continue
        for fault in (*check_profile(_profile(one)), *_institution_faults(one)):
            facts = {name: value for name, value in fault.facts.items() if name != "field"}
            yield InvalidInput(fault.code, f"{path}.{fault.field}", **facts)


def _institution_faults(one: Mapping[str, Any]) -> Iterator[InvalidInput]:
    if one.get("kind") not in set(Kind.__members__) - {"NONE", "NATURAL_PERSON"}:
        yield InvalidInput("ValueUnknown", "kind", given=one.get("kind"), expected=", ".join(Kind.__members__))
    roles = one.get("roles")
    if not isinstance(roles, list) or not roles or any(name not in Role.__members__ for name in roles):
        yield InvalidInput("ValueUnknown", "roles", given=roles, expected=", ".join(Role.__members__))
    registers = one.get("registers", [])
    for given in registers if isinstance(registers, list) else [None]:
        part = given if isinstance(given, Mapping) else {}
        code = part.get("code")
        if not isinstance(code, int) or not 0 <= code <= CODE_MAX:
            yield InvalidInput("IntegerRange", "registers", given=code, minimum=0, maximum=CODE_MAX)
        elif part.get("regime") not in Regime.__members__:
            yield InvalidInput("RegimeUnknown", "registers", regime=part.get("regime"))
        elif part.get("migrateUntil") is not None and read_day(part["migrateUntil"]) is None:
            yield InvalidInput("DateInvalid", "registers", given=part["migrateUntil"])
    for place, grant in enumerate(one.get("keys", [])):
        try:
            read_grant(grant, f"keys[{place}]")
        except InvalidInput as error:
            yield error

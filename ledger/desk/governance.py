"""
What the governors may vote on, read from a file that all of them have: the same file makes the same call.

The file is JSON: `call`, what it needs, and `reason`.  Whoever executes gives the file that was proposed; the contract
compares digests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from enum import IntFlag
from typing import Any, TypeVar

from ledger.desk.admission import read_duties, read_grant, read_key
from ledger.desk.book import Book
from ledger.desk.desk import salt
from ledger.domain.acts import governance as calls
from ledger.domain.acts.attestations import AdmitEvaluator
from ledger.domain.acts.participants import Admission, KeyGrant
from ledger.domain.acts.rules import Rule, SetCalendar, SetRules
from ledger.domain.acts.voted import AdmitNoun, OpenMigration
from ledger.domain.applications import DECISION_SCHEMA, decision
from ledger.domain.calendar import Year, day_of, end_of_day, start_of_day, working_bits
from ledger.domain.certificates import Regime
from ledger.domain.document import PROFILE_SCHEMA, canonical, check_profile, parse
from ledger.domain.events import Digest, Instant
from ledger.domain.fields import read_day
from ledger.domain.flags import Flag, Power
from ledger.domain.kinds import REPORTS
from ledger.domain.numbers import check_uscc, identity_of
from ledger.domain.parameters import Parameter
from ledger.domain.participants import Kind, Role
from ledger.domain.rules import WorkingYear
from ledger.errors import InvalidInput
from ledger.store.documents import Documents


class Chamber:
    """Reads what is to be voted, keeping the documents that it names."""

    def __init__(self, book: Book, documents: Documents) -> None:
        self._book = book
        self._documents = documents

    def read(self, text: bytes) -> tuple[calls.GovernedCall, Digest]:
        """
        Return the call that a file describes, and the digest of its reason.

        Raises `InvalidInput` for what is missing or unknown, `NotFound` for a participant that is not admitted.
        """
        content = parse(text)
        if not isinstance(content, Mapping):
            raise InvalidInput("FieldType", "document", expected="object")
        make = self._calls().get(str(content.get("call")))
        if make is None:
            expected = ", ".join(self._calls())
            raise InvalidInput("ValueUnknown", "call", given=content.get("call"), expected=expected)
        reason = self._reason(content)
        try:
            return make(content, reason), reason
        except KeyError as missing:
            raise InvalidInput("FieldMissing", str(missing.args[0])) from None

    def decide(self, act: str, subject: str, reason: str) -> Digest:
        """Keep the document of a guardian's decision and return its digest."""
        day = day_of(self._book.head().time)
        return self._documents.put(canonical(decision(act, subject, reason, day, salt())))

    def _reason(self, content: Mapping[str, Any]) -> Digest:
        """Keep the reason's document.  Its salt follows from the file, so that every governor has the same digest."""
        reason = content.get("reason")
        if not isinstance(reason, str) or not reason.strip():
            raise InvalidInput("FieldEmpty", "reason")
        made = {
            "schema": DECISION_SCHEMA,
            "salt": hashlib.sha256(b"datadeed/proposal/1\n" + canonical(content)).hexdigest(),
            "act": "propose",
            "subject": str(content["call"]),
            "reason": reason.strip(),
        }
        return self._documents.put(canonical(made))

    def _calls(self) -> dict[str, Callable[[Mapping[str, Any], Digest], calls.GovernedCall]]:
        return {
            "admit": lambda content, _: calls.Admit(self._admission(content)),
            "suspend": lambda content, reason: calls.Suspend(self._number(content), reason),
            "reinstate": lambda content, reason: calls.Reinstate(self._number(content), reason),
            "setRoles": lambda content, reason: calls.SetRoles(self._number(content), int(_roles(content)), reason),
            "assignRegister": lambda content, reason: calls.AssignRegister(
                _register(content), self._number(content), reason
            ),
            "setCharter": lambda content, _: calls.SetCharter(
                _integer(content, "threshold"),
                _integer(content, "ordinaryDelaySeconds"),
                _integer(content, "graveDelaySeconds"),
            ),
            "unpause": lambda _, reason: calls.Unpause(reason),
            "enrolKey": lambda content, _: calls.EnrolKeyByVote(
                self._number(content),
                KeyGrant(read_key(content["key"], "key"), int(read_duties(content["duties"], "duties"))),
            ),
            "revokeKey": lambda content, reason: calls.RevokeKeyByVote(read_key(content["key"], "key"), reason),
            "setRules": lambda content, reason: SetRules(_rules(content), reason),
            "setCalendar": lambda content, _: SetCalendar(_year(content)),
            "openMigration": lambda content, _: OpenMigration(
                _register(content), end_of_day(_day(content["until"], "until"))
            ),
            "admitEvaluator": lambda content, _: AdmitEvaluator(self._number(content), _kinds(content)),
            "admitNoun": lambda content, _: AdmitNoun(
                read_key(content["noun"], "noun"),
                int(_bits(content, "flags", Flag)) | int(_bits(content, "powers", Power)),
            ),
        }

    def _number(self, content: Mapping[str, Any]) -> Any:
        return self._book.participant(check_uscc(str(content["uscc"]))).number

    def _admission(self, content: Mapping[str, Any]) -> Admission:
        profile = {"schema": PROFILE_SCHEMA, "uscc": content["uscc"], "name": content["name"], "formerNames": []}
        faults = check_profile(profile)
        if faults:
            raise faults[0]
        if content["kind"] not in Kind.__members__:
            raise InvalidInput("ValueUnknown", "kind", given=content["kind"], expected=", ".join(Kind.__members__))
        keys = tuple(read_grant(grant, f"keys[{place}]") for place, grant in enumerate(content.get("keys", [])))
        digest = self._documents.put(canonical(profile))
        return Admission(identity_of(content["uscc"]), Kind[content["kind"]], int(_roles(content)), digest, keys)


B = TypeVar("B", bound=IntFlag)


def _bits(content: Mapping[str, Any], field: str, kind: type[B]) -> B:
    """Return the bits that a list names."""
    names = content[field]
    if not isinstance(names, list) or any(name not in kind.__members__ for name in names):
        raise InvalidInput("ValueUnknown", field, given=names, expected=", ".join(kind.__members__))
    found = kind(0)
    for name in names:
        found |= kind[name]
    return found


def _roles(content: Mapping[str, Any]) -> Role:
    return _bits(content, "roles", Role)


def _kinds(content: Mapping[str, Any]) -> int:
    """Return the bits of the kinds of report that a list names."""
    names, known = content["kinds"], {kind.name: 1 << kind for kind in REPORTS}
    if not isinstance(names, list) or any(name not in known for name in names):
        raise InvalidInput("ValueUnknown", "kinds", given=names, expected=", ".join(known))
    return sum(known[name] for name in set(names))


def _rules(content: Mapping[str, Any]) -> tuple[Rule, ...]:
    """Return the rules of a list of {regime, parameter, value, from}; each holds from the day's beginning."""
    rows = content["rules"]
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise InvalidInput("FieldType", "rules", expected="array")
    return tuple(_rule(row, f"rules[{place}]") for place, row in enumerate(rows))


def _rule(row: Mapping[str, Any], path: str) -> Rule:
    for name, known in (("regime", Regime), ("parameter", Parameter)):
        if row[name] not in known.__members__:
            expected = ", ".join(known.__members__)
            raise InvalidInput("ValueUnknown", f"{path}.{name}", given=row[name], expected=expected)
    since = start_of_day(_day(row["from"], f"{path}.from"))
    return Rule(Regime[row["regime"]], Parameter[row["parameter"]], _integer(row, "value"), Instant(since))


def _year(content: Mapping[str, Any]) -> WorkingYear:
    """Return a year's working days: {year, notice, off: [[first, last], …], worked: [day, …]}."""
    notice, year = str(content["notice"]), _integer(content, "year")
    off = tuple((_day(first, "off"), _day(last, "off")) for first, last in content["off"])
    worked = tuple(_day(each, "worked") for each in content["worked"])
    row = Year(year, notice, date(year, 1, 1), off, worked)
    return WorkingYear(year, working_bits(row), Digest(hashlib.sha256(notice.encode()).digest()))


def _day(value: Any, field: str) -> date:
    day = read_day(value)
    if day is None:
        raise InvalidInput("DateInvalid", field, given=value)
    return day


def _register(content: Mapping[str, Any]) -> int:
    regime = content["regime"]
    if regime not in Regime.__members__:
        raise InvalidInput("RegimeUnknown", "regime", regime=regime)
    return Regime[regime] | _integer(content, "code") << 8


def _integer(content: Mapping[str, Any], name: str) -> int:
    value = content[name]
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise InvalidInput("FieldType", name, expected="integer")
    return value

"""
Holders, their names and their keys, as a registry enters them.

A participant's profile is a document; the chain has its digest.  A code never changes, a name may: the old one goes
among the former names with its last day (domain rules §2, field 6).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ledger.chain.acts import Prepared
from ledger.chain.signer import Signer
from ledger.desk.desk import Desk, Done, salt
from ledger.desk.registration import ApplicationsFaulty
from ledger.domain import applications as pure
from ledger.domain.acts.participants import Admission, KeyGrant
from ledger.domain.applications import Application, Fault, Institution
from ledger.domain.document import PROFILE_SCHEMA, check_profile, parse
from ledger.domain.events import Digest, Key, ParticipantNumber
from ledger.domain.numbers import identity_of
from ledger.domain.participants import Duty, Kind
from ledger.errors import ActRefused, InvalidInput, NotFound, Refused

BATCH_MAX = 50
"""Holders in one act: at most some ten million gas, keys included."""

ADMISSION_FIELDS = frozenset({"key", "uscc", "name", "kind", "keys", "formerNames"})


@dataclass(frozen=True, slots=True)
class Admitted:
    """A holder that is on the ledger; one that was there before is as it was, whatever the file says."""

    uscc: str
    number: ParticipantNumber
    is_new: bool


@dataclass(frozen=True, slots=True)
class Rotated:
    """A key in another's place: the acts that enrolled the one and revoked the other; None for what was done before."""

    enrolled: Done | None
    revoked: Done | None


# ADMITTING


def admit(desk: Desk, text: bytes, request_key: str | None = None) -> list[Admitted]:
    """
    Admit the plain holders of an NDJSON file, each with its profile and first keys.

    Raises `ApplicationsFaulty` with all faults of all rows: then nothing was sent.  Holders that are on the ledger
    already are passed over, so that a file may be given again.
    """
    rows, faults = pure.read_applications(text)
    for row in rows:
        faults += [Fault(row.row, error) for error in admission_faults(row.content)]
    faults += _twice(rows)
    if faults:
        raise ApplicationsFaulty(sorted(faults, key=lambda fault: fault.row))
    known = desk.book.participants(row.content["uscc"] for row in rows)
    new = [row for row in rows if known[row.content["uscc"]] is None]
    key = request_key or f"admit:{desk.maker.key.hex()}:{hashlib.sha256(text).hexdigest()}"
    acts = []
    for first in range(0, len(new), BATCH_MAX):
        batch = new[first : first + BATCH_MAX]
        label = hashlib.sha256(",".join(row.content["uscc"] for row in batch).encode()).hexdigest()
        plan = desk.requests.plan(f"{key}:{label}", lambda: {"deadline": desk.deadline()})
        admissions = [_admission(desk, row.content) for row in batch]
        prepared = desk.acts.admit_holders(desk.maker, desk.checker, admissions, plan["deadline"])
        acts.append((prepared, plan["act"], f"{key}:{label}"))
    outcomes = desk.perform_all([(prepared, act) for prepared, act, _ in acts])
    for (_, _, label), outcome in zip(acts, outcomes, strict=True):
        if isinstance(outcome, ActRefused):
            desk.requests.forget(label)
            raise outcome
    numbers = desk.book.participants(row.content["uscc"] for row in rows)
    return [Admitted(uscc, number, known[uscc] is None) for uscc, number in numbers.items() if number is not None]


def admission_faults(content: Mapping[str, Any]) -> list[InvalidInput]:
    """Return all that is wrong with one holder's row."""
    faults = [InvalidInput("FieldUnknown", name) for name in content if name not in ADMISSION_FIELDS]
    faults += check_profile(_profile(content))
    kinds = [kind.name for kind in Kind if kind not in (Kind.NONE, Kind.NATURAL_PERSON)]
    if content.get("kind") not in kinds:
        expected = ", ".join(kinds)
        faults.append(InvalidInput("ValueUnknown", "kind", given=content.get("kind"), expected=expected))
    keys = content.get("keys", [])
    if not isinstance(keys, list):
        return [*faults, InvalidInput("FieldType", "keys", expected="array")]
    for place, grant in enumerate(keys):
        try:
            read_grant(grant, f"keys[{place}]")
        except InvalidInput as error:
            faults.append(error)
    return faults


def _profile(content: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: content[name] for name in ("uscc", "name", "formerNames") if name in content}
    return {"schema": PROFILE_SCHEMA, "formerNames": [], **kept}


def read_grant(grant: Any, path: str) -> KeyGrant:
    """Read {"key": "0x…", "duties": ["CONSENT", …]}.  Raises `InvalidInput`."""
    if not isinstance(grant, Mapping):
        raise InvalidInput("FieldType", path, expected="object")
    return KeyGrant(read_key(grant.get("key"), f"{path}.key"), read_duties(grant.get("duties"), f"{path}.duties"))


def read_key(text: Any, path: str) -> Key:
    """Read a key's address.  Raises `InvalidInput` FieldPattern."""
    digits = text.removeprefix("0x") if isinstance(text, str) else ""
    try:
        key = bytes.fromhex(digits)
    except ValueError:
        key = b""
    if len(key) != 20 or len(digits) != 40:
        raise InvalidInput("FieldPattern", path, given=text, expected="0x + 40")
    return Key(key)


def read_duties(names: Any, path: str) -> Duty:
    """Read duties by name.  Raises `InvalidInput` ValueUnknown."""
    if not isinstance(names, list) or not names or any(name not in Duty.__members__ for name in names):
        raise InvalidInput("ValueUnknown", path, given=names, expected=", ".join(Duty.__members__))
    duties = Duty(0)
    for name in names:
        duties |= Duty[name]
    return duties


def _twice(rows: Sequence[Application]) -> Iterator[Fault]:
    seen: dict[Any, int] = {}
    for row in rows:
        uscc = str(row.content.get("uscc"))
        other = seen.setdefault(uscc, row.row)
        if other != row.row:
            yield Fault(row.row, InvalidInput("HolderTwiceInFile", "uscc", given=uscc, other=other))


def _admission(desk: Desk, content: Mapping[str, Any]) -> Admission:
    profile = desk.keep(_profile(content))
    keys = tuple(read_grant(grant, "keys") for grant in content.get("keys", []))
    return Admission(identity_of(content["uscc"]), Kind[content["kind"]], 0, profile, keys)


# NAMES


def rename(desk: Desk, uscc: str, zh: str, en: str, request_key: str | None = None) -> Done:
    """Enter a participant's new name; the present one becomes a former name that was borne until yesterday."""
    participant = desk.book.participant(uscc)
    previous = participant.profile_digest

    def plan() -> dict[str, Any]:
        content = desk.documents.get(previous)
        if content is None:
            raise Refused("ProfileMissing", participant=uscc, digest=previous.hex())
        last = parse(content)
        until = (desk.today() - timedelta(days=1)).isoformat()
        former = [*last["formerNames"], {**last["name"], "until": until}]
        made = pure.profile(Institution(uscc, zh, en), former)
        faults = check_profile(made)
        if faults:
            raise faults[0]
        return {"document": desk.keep(made).hex(), "deadline": desk.deadline()}

    def prepare(known: Mapping[str, Any]) -> Prepared:
        return desk.acts.rename(
            desk.maker,
            desk.checker,
            participant.number,
            profile_digest=bytes.fromhex(known["document"]),
            previous_digest=previous,
            deadline=known["deadline"],
        )

    return desk.perform(request_key or f"rename:{uscc}:{previous.hex()}:{zh}:{en}", plan, prepare)


# KEYS


def enrol_key(desk: Desk, uscc: str, grant: KeyGrant, request_key: str | None = None) -> Done:
    """Enrol a key for a participant: by a registry's two hands for a plain holder, by two administrators for itself."""
    key = request_key or f"enrol:{uscc}:{grant.key.hex()}:{int(grant.duties)}"
    return _enrol(desk, desk.book.participant(uscc).number, grant, key)


def _enrol(desk: Desk, participant: ParticipantNumber, grant: KeyGrant, request_key: str) -> Done:
    def plan() -> dict[str, Any]:
        return {"document": bytes(32).hex(), "deadline": desk.deadline()}

    def prepare(known: Mapping[str, Any]) -> Prepared:
        return desk.acts.enrol_key(
            desk.maker, desk.checker, participant, key=grant.key, duties=grant.duties, deadline=known["deadline"]
        )

    return desk.perform(request_key, plan, prepare)


def revoke_key(desk: Desk, key: Key, reason: str, request_key: str | None = None) -> Done:
    """Revoke a key for good, with the reason's document kept."""
    alone = desk.book.key(desk.maker.key).participant == desk.book.key(key).participant

    def plan() -> dict[str, Any]:
        decided = pure.decision("revoke-key", f"0x{key.hex()}", reason, desk.today(), salt())
        return {"document": desk.keep(decided).hex(), "deadline": desk.deadline()}

    def prepare(known: Mapping[str, Any]) -> Prepared:
        checker: Signer | None = None if alone else desk.checker
        reason_digest = Digest(bytes.fromhex(known["document"]))
        return desk.acts.revoke_key(desk.maker, checker, key, reason_digest=reason_digest, deadline=known["deadline"])

    return desk.perform(request_key or f"revoke-key:{key.hex()}", plan, prepare)


def rotate_key(desk: Desk, old: Key, new: Key, reason: str) -> Rotated:
    """
    Enrol `new` with the participant and the duties of `old`, then revoke `old` for good.

    Asked again after an interruption it does what is left; between the two acts both keys act.  Raises `NotFound`
    KeyUnknown for `old`, `InvalidInput` KeyBelongsToOther, KeyRevokedBefore or KeyDutiesOther, and `ActRefused` as the
    contract does.
    """
    leaving = desk.book.key(old)
    try:
        coming = desk.book.key(new)
    except NotFound:
        coming = None
    enrolled = None
    if coming is None:
        if leaving.revoked:
            raise InvalidInput("KeyRevokedBefore", "old", key=old)
        grant = KeyGrant(new, int(leaving.duties))
        enrolled = _enrol(desk, leaving.participant, grant, f"rotate:{old.hex()}:{new.hex()}")
    elif coming.participant != leaving.participant:
        raise InvalidInput("KeyBelongsToOther", "new", key=new, participant=int(coming.participant))
    elif coming.revoked:
        raise InvalidInput("KeyRevokedBefore", "new", key=new)
    elif coming.duties != leaving.duties:
        raise InvalidInput("KeyDutiesOther", "new", key=new)
    return Rotated(enrolled, None if leaving.revoked else revoke_key(desk, old, reason))

"""
Registering: a file of applications becomes certificates, in batches, each batch one act.

All faults of all rows are found before anything is sent.  A file is one request: asked again, it returns the same
certificates, and goes on where it was stopped.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from ledger.chain.acts import Prepared
from ledger.chain.writer import Receipt
from ledger.desk.desk import Desk, salt
from ledger.domain import applications as pure
from ledger.domain.acts.issue import Issuance
from ledger.domain.applications import Application, Fault, Institution
from ledger.domain.certificates import Regime, Share
from ledger.domain.document import canonical, digest, parse, rights_of
from ledger.domain.events import CertificateId, Digest, ParticipantNumber
from ledger.domain.numbers import CertificateNumber
from ledger.domain.records import unpack
from ledger.errors import ActRefused, Inconsistent, InvalidInput, Refused

BATCH_MAX = 100
"""Certificates in one act: five to eight million gas, so that several fit a default block."""


class ApplicationsFaulty(Refused):
    """Rows of a file are faulty, and so nothing of it was registered."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        rows = len({fault.row for fault in faults})
        super().__init__("ApplicationsFaulty", rows=rows, faults=len(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Registered:
    """One certificate that is on the chain; `row` is its application's."""

    row: int
    number: CertificateNumber
    id: CertificateId
    digest: Digest
    transaction: bytes
    block: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: its certificates by row, and the batches that a contract refused with their rows."""

    registered: tuple[Registered, ...]
    refused: tuple[tuple[tuple[int, ...], ActRefused], ...] = ()


@dataclass(frozen=True, slots=True)
class Examination:
    """A file's applications, and what is wrong with them."""

    applications: tuple[Application, ...]
    faults: tuple[Fault, ...]
    registry: Institution
    codes: Mapping[Regime, int] = field(default_factory=dict)
    holders: Mapping[str, ParticipantNumber] = field(default_factory=dict)
    ordinals: Mapping[int, int] = field(default_factory=dict)


# EXAMINING


def examine(desk: Desk, text: bytes, without: frozenset[int] = frozenset()) -> Examination:
    """Return the applications of a file with all that is wrong with each; rows in `without` are passed over."""
    found, faults = pure.read_applications(text)
    rows = [application for application in found if application.row not in without]
    examined = judge(desk, rows, desk.institution(), desk.today(), {})
    return replace(examined, faults=tuple(sorted([*faults, *examined.faults], key=lambda fault: fault.row)))


def judge(
    desk: Desk, rows: Sequence[Application], registry: Institution, today: date, codes: dict[Regime, int]
) -> Examination:
    """Return applications with all that is wrong with each; `codes` keeps what was looked up, for the next rows."""
    faults: list[Fault] = []
    sound = []
    unkept: dict[str, InvalidInput] = {}
    for application in rows:
        errors, code = [], 0
        name = str(application.content.get("regime"))
        try:
            code = 0 if name in unkept else _code_for(desk, application, codes)
        except InvalidInput as error:
            unkept[name] = error
        if name in unkept:
            errors.append(unkept[name])
        errors += pure.faults_of(application, registry, code, today)
        faults += [Fault(application.row, error) for error in errors]
        if not errors:
            sound.append(application)
    faults += pure.faults_between(sound)
    holders = desk.book.participants(code for application in sound for code in application.holders)
    faults += _unknown_holders(sound, holders)
    known = {code: number for code, number in holders.items() if number is not None}
    ordinals: dict[int, int] = {}
    faults += _registered_before(desk, [one for one in sound if set(one.holders) <= set(known)], known, ordinals)
    return Examination(tuple(rows), tuple(faults), registry, codes, known, ordinals)


def _code_for(desk: Desk, application: Application, codes: dict[Regime, int]) -> int:
    """Return under which code the desk's registry keeps the application's regime; any for an unknown regime."""
    name = application.content.get("regime")
    if not isinstance(name, str) or name not in Regime.__members__:
        return 0
    regime = Regime[name]
    if regime not in codes:
        codes[regime] = desk.book.code_of(desk.participant(), regime)
    return codes[regime]


def _unknown_holders(
    applications: Sequence[Application], holders: Mapping[str, ParticipantNumber | None]
) -> Iterator[Fault]:
    for application in applications:
        for place, uscc in enumerate(application.holders):
            if holders[uscc] is None:
                error = InvalidInput("HolderNotAdmitted", f"holders[{place}].uscc", given=uscc)
                yield Fault(application.row, error)


def _registered_before(
    desk: Desk,
    applications: Sequence[Application],
    holders: Mapping[str, ParticipantNumber],
    ordinals: dict[int, int],
) -> Iterator[Fault]:
    """Fill `ordinals` by row; yield a fault for each asset, and each number, that the chain has already."""
    assets = [(holders[one.holders[0]], one.regime, one.fingerprint) for one in applications]
    answers = desk.book.ordinals(assets, desk.book.head().time)
    for application, answer in zip(applications, answers, strict=True):
        if isinstance(answer, int):
            ordinals[application.row] = answer
        else:
            yield Fault(application.row, InvalidInput("AssetRegistered", "fingerprint", certificate_id=answer))
    numbered = {one.number: one.row for one in applications if one.number is not None}
    for number in desk.book.numbers_taken(list(numbered)):
        yield Fault(numbered[number], InvalidInput("NumberInUse", "number", given=number.text))


# REGISTERING


def request_key_of(text: bytes, desk: Desk) -> str:
    """Return the request key of a file where its user gives none: the same file at the same desk is one request."""
    return f"register:{desk.maker.key.hex()}:{hashlib.sha256(text).hexdigest()}"


def register(
    desk: Desk,
    text: bytes,
    request_key: str | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Outcome:
    """
    Register all applications of a file; `progress` is told how many of how many are on the chain.

    Raises `ApplicationsFaulty` with all faults of all rows, `Refused` SerialsExhausted, `InvalidInput`
    RequestKeyReused if the request was another file: then nothing was sent.  Raises `Unavailable` if the road is
    blocked on the way; asking again goes on from there.
    """
    key = request_key or request_key_of(text, desk)
    plan = desk.requests.plan(key, lambda: {"file": hashlib.sha256(text).hexdigest(), "batches": []})
    if plan.get("file") != hashlib.sha256(text).hexdigest():
        raise InvalidInput("RequestKeyReused", "request_key", request_key=key)
    covered = frozenset(row for batch in plan["batches"] for row in batch["rows"])
    try:
        plan["batches"] += _planned(desk, text, covered)
    except Refused:
        if not covered:
            desk.requests.forget(key)
        raise
    desk.requests.keep(key, plan)
    outcome = _carry_out(desk, plan["batches"], progress)
    if outcome.refused:
        lost = {row for rows, _ in outcome.refused for row in rows}
        plan["batches"] = [batch for batch in plan["batches"] if not lost & set(batch["rows"])]
        if plan["batches"]:
            desk.requests.keep(key, plan)
        else:
            desk.requests.forget(key)
    return outcome


def _planned(desk: Desk, text: bytes, covered: frozenset[int]) -> list[dict[str, Any]]:
    """Store the documents of all rows not covered yet, and return their batches."""
    examined = examine(desk, text, covered)
    if examined.faults:
        raise ApplicationsFaulty(examined.faults)
    today, deadline = desk.today(), desk.deadline()
    period = pure.period_of(today)
    numbers = number(desk, examined, period)
    alone: list[tuple[int, Issuance]] = []
    batches = []
    for application, given in zip(examined.applications, numbers, strict=True):
        issue, content = issuance(examined, application, given, today)
        desk.documents.put(content)
        if len(application.holders) == 1:
            alone.append((application.row, issue))
        else:
            batches.append(batch_of([(application.row, issue)], deadline))
    chunks = [alone[first : first + BATCH_MAX] for first in range(0, len(alone), BATCH_MAX)]
    return [batch_of(chunk, deadline) for chunk in chunks] + batches


def issuance(
    examined: Examination, application: Application, given: CertificateNumber, today: date
) -> tuple[Issuance, bytes]:
    """Return what goes on the chain of an application without fault, and its document's bytes, with a fresh salt."""
    made = pure.complete(application, examined.registry, given, salt(), today)
    applicant = examined.holders[application.holders[0]]
    record = pure.record_of(made, applicant, examined.ordinals[application.row])
    content = canonical(made)
    return Issuance(record, application.fingerprint, digest(content)), content


def number(
    desk: Desk, examined: Examination, period: int, reserved: frozenset[int] = frozenset()
) -> list[CertificateNumber]:
    """Number all applications, passing over `reserved` numbers; serials are counted in each register by itself."""
    taken: dict[Regime, frozenset[int]] = {}
    for regime, code in examined.codes.items():
        register = (int(regime) | code << 8, period)
        held = {
            each.serial
            for each in map(CertificateNumber.from_packed, reserved)
            if (each.register, each.period) == register
        }
        wanted = sum(application.regime is regime for application in examined.applications)
        taken[regime] = desk.book.serials_taken(code, regime, period, wanted + len(held)) | held
    return pure.number_all(examined.applications, examined.codes, period, taken)


def batch_of(rows: Sequence[tuple[int, Issuance]], deadline: int) -> dict[str, Any]:
    """Return the plan of one act: what is kept before it is sent, and makes the same bytes again."""
    issues = [[hex(one.record.word), one.fingerprint.hex(), one.document_digest.hex()] for _, one in rows]
    return {"act": secrets.token_hex(16), "deadline": deadline, "rows": [row for row, _ in rows], "issues": issues}


def _carry_out(desk: Desk, batches: Sequence[Mapping[str, Any]], progress: Callable[[int, int], None]) -> Outcome:
    total = sum(len(batch["rows"]) for batch in batches)
    progress(0, total)
    outcomes = desk.perform_all([(prepared(desk, batch), batch["act"]) for batch in batches])
    registered: list[Registered] = []
    refused = []
    for batch, outcome in zip(batches, outcomes, strict=True):
        if isinstance(outcome, ActRefused):
            refused.append((tuple(batch["rows"]), outcome))
        else:
            registered += _registered(batch, outcome)
            progress(len(registered), total)
    return Outcome(tuple(sorted(registered, key=lambda one: one.row)), tuple(refused))


def issues_of(batch: Mapping[str, Any]) -> list[Issuance]:
    """Return the certificates of a plan."""
    return [
        Issuance(unpack(int(word, 16)), Digest(bytes.fromhex(fingerprint)), Digest(bytes.fromhex(document)))
        for word, fingerprint, document in batch["issues"]
    ]


def prepared(desk: Desk, batch: Mapping[str, Any]) -> Prepared:
    """Return the act of a plan, with the checker's approval."""
    issues = issues_of(batch)
    shares = _shares(desk, issues[0]) if len(issues) == 1 else ()
    if shares:
        return desk.acts.issue_shared(desk.maker, desk.checker, issues[0], shares, batch["deadline"])
    return desk.acts.issue(desk.maker, desk.checker, issues, batch["deadline"])


def _shares(desk: Desk, issue: Issuance) -> tuple[Share, ...]:
    """Return the co-holders' parts as the stored document names them; nothing for a sole holder."""
    content = desk.documents.get(issue.document_digest)
    if content is None:
        raise Inconsistent("DocumentLost", digest=issue.document_digest.hex())
    parts = parse(content)["holders"]
    if len(parts) == 1:
        return ()
    numbers = desk.book.participants(part["uscc"] for part in parts)
    return tuple(
        Share(numbers[part["uscc"]] or ParticipantNumber(0), rights_of(part["rights"]), part["share"]) for part in parts
    )


def _registered(batch: Mapping[str, Any], receipt: Receipt) -> Iterator[Registered]:
    for row, issue in zip(batch["rows"], issues_of(batch), strict=True):
        number = CertificateNumber.from_packed(issue.record.number)
        yield Registered(row, number, issue.certificate_id, issue.document_digest, receipt.hash, receipt.block)

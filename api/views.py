"""
From the domain's facts to the shapes of answers.  No rule is here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from enum import Enum, IntFlag
from functools import cache
from types import NoneType
from typing import Any

from pydantic.alias_generators import to_camel

from api.schemas import (
    CertificateView,
    CheckView,
    EventView,
    EvidenceView,
    FlagView,
    FormerName,
    GroupView,
    HolderView,
    OwnPolicyView,
    ParticipantView,
    PartyView,
    Place,
    StandingView,
    Text,
    Verification,
)
from ledger.domain.calendar import SHANGHAI, day_of
from ledger.domain.certificates import WHOLE, Regime, Right
from ledger.domain.events import ZERO_DIGEST, Position
from ledger.domain.flags import Flag
from ledger.domain.numbers import uscc_of
from ledger.domain.participants import Charge, Role
from ledger.domain.policy import Outcome, Own
from ledger.domain.query_code import query_code
from ledger.domain.standing import Standing, standing
from ledger.domain.verdict import Answer, Check, Evidence, Party, Question, Subject
from ledger.messages import LOCALES, TABLE, sentence
from ledger.store.queries.entries import Line


def hexadecimal(value: bytes) -> str:
    return "0x" + value.hex()


def moment(instant: int) -> datetime:
    return datetime.fromtimestamp(instant, UTC)


def moment_or_none(instant: int | None) -> datetime | None:
    """Return an instant; nothing for zero, which means never."""
    return moment(instant) if instant else None


def digest_or_none(digest: bytes) -> str | None:
    """Return 32 bytes in hexadecimal; nothing for zero, which means none."""
    return hexadecimal(digest) if digest != ZERO_DIGEST else None


def place(position: Position) -> Place:
    return Place(block=position.block, transaction=position.transaction, log=position.log)


def said(code: str, facts: Mapping[str, Any]) -> Text:
    """Return a sentence in both languages; names in the facts are taken in the sentence's language."""
    if not facts:
        return _said_always(code)
    zh, en = (sentence(code, locale, _in(locale, facts)) for locale in LOCALES)
    return Text(zh=zh, en=en)


@cache
def _said_always(code: str) -> Text:
    """Return a sentence that no fact changes, such as a title, made once."""
    zh, en = (sentence(code, locale, {}) for locale in LOCALES)
    return Text(zh=zh, en=en)


_SIMPLE = frozenset({str, int, bool, NoneType})
"""What stands in a fact as it is: most do."""


def _in(locale: str, value: Any) -> Any:
    if type(value) in _SIMPLE:
        return value
    if isinstance(value, Mapping):
        return value[locale] if locale in value else {name: _in(locale, part) for name, part in value.items()}
    if isinstance(value, list):
        return [_in(locale, part) for part in value]
    return value


@cache
def _camel(name: str) -> str:
    return to_camel(name)


def plain(value: Any) -> Any:
    """Return a fact as JSON has it: bytes in hexadecimal, bits and enumerations by name, camelCase keys."""
    if type(value) in _SIMPLE:
        return value
    if isinstance(value, Mapping):
        return {_camel(name): plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return _word(value)


def _word(value: Any) -> Any:
    if isinstance(value, bytes):
        return hexadecimal(value)
    if isinstance(value, IntFlag):
        return names_of(value)
    if isinstance(value, Enum):
        return value.name
    return value.isoformat() if isinstance(value, date) else value


def names_of(bits: IntFlag) -> list[str]:
    """Return the names of the bits set: rights in lower case, as documents write them."""
    names = [str(bit.name) for bit in type(bits) if bit in bits]
    return [name.lower() for name in names] if isinstance(bits, Right) else names


# PARTIES


def party(known: Party) -> PartyView:
    return PartyView(participant=known.participant.number, uscc=uscc_of(known.participant.identity), name=_name(known))


def _name(known: Party) -> Text | None:
    return Text(zh=known.name.zh, en=known.name.en) if known.name is not None else None


def participant(known: Party, charges: list[Charge]) -> ParticipantView:
    one = known.participant
    registers = [f"{charge.register >> 8:03d}/{Regime(charge.register & 0xFF).name}" for charge in charges]
    former = [FormerName(zh=each.zh, en=each.en, until=each.until) for each in known.former_names if each.until]
    return ParticipantView(
        participant=one.number,
        uscc=uscc_of(one.identity),
        name=_name(known),
        kind=one.kind.name,
        roles=names_of(Role(one.roles)),
        suspended=one.suspended,
        former_names=former,
        profile_digest=hexadecimal(one.profile_digest),
        keys=[hexadecimal(key) for key in one.keys],
        registers=registers,
    )


# CERTIFICATES


def certificate(subject: Subject, applicant: Party | None, instant: int) -> CertificateView:
    facts, number = subject.certificate, subject.number
    return CertificateView(
        id=hexadecimal(facts.id),
        number=number.text,
        query_code=query_code(number),
        regime=Regime(number.regime).name,
        registry=party(subject.registry) if subject.registry is not None else None,
        holders=[_holder(each, subject) for each in subject.holders],
        applicant=party(applicant) if applicant is not None else None,
        rights=names_of(Right(facts.rights)),
        state=facts.state.name,
        standing=_standing(standing(facts, instant, renewal=subject.renewal), instant),
        valid_from=moment(facts.valid_from),
        valid_to=moment(facts.valid_to),
        ordinal=facts.ordinal,
        flags=flags(facts.flags),
        sequence=facts.sequence,
        version=facts.version,
        head=hexadecimal(facts.head),
        fingerprint=hexadecimal(facts.fingerprint),
        document_digest=hexadecimal(facts.document_digest),
        issued=place(facts.issued),
        issued_at=moment(facts.issued_at),
        changed=place(facts.changed),
        changed_at=moment(facts.changed_at),
    )


def flags(bits: int) -> list[FlagView]:
    """Return the marks of a certificate in words."""
    rows = [(str(flag.name), TABLE[f"FLAG_{flag.name}"]) for flag in Flag if bits & flag]
    return [FlagView(code=code, zh=row["zh"], en=row["en"]) for code, row in rows]


def _holder(known: Party, subject: Subject) -> HolderView:
    rights = known.share.rights if known.share is not None else subject.certificate.rights
    share = known.share.share if known.share is not None else WHOLE
    return HolderView(**party(known).model_dump(), rights=names_of(Right(rights)), share=share)


def _standing(now: Standing, instant: int) -> StandingView:
    return StandingView(
        day=day_of(instant),
        in_force=now.in_force,
        reason=now.reason.value,
        first_day=day_of(now.valid_from),
        last_valid_day=now.last_valid_day,
        days_left=now.days_left,
        renewal_from=now.renewal_from,
        renewal_open=now.renewal_open,
    )


def event(line: Line) -> EventView:
    """Return a line of a certificate's history; its own facts without those that every line has."""
    entry = line.entry
    own = {
        field.name.rstrip("_"): getattr(entry.event, field.name)
        for field in fields(entry.event)
        if field.name not in ("certificate_id", "sequence")
    }
    if "record" in own:
        own["record"] = int(own["record"]).to_bytes(32, "big")
    return EventView(
        sequence=line.sequence or 0,
        kind=type(entry.event).__name__,
        position=place(entry.position),
        time=moment(entry.time),
        emitter=hexadecimal(entry.emitter),
        digest=hexadecimal(entry.digest),
        head=hexadecimal(line.head or b""),
        facts=plain(own),
    )


# VERIFICATION


def evidence(known: Evidence) -> EvidenceView:
    local = moment(known.time).astimezone(SHANGHAI) if known.time is not None else None
    return EvidenceView(
        block=known.block,
        hash=hexadecimal(known.hash) if known.hash is not None else None,
        time=moment(known.time) if known.time is not None else None,
        beijing_time=local.strftime("%Y-%m-%d %H:%M:%S") if local is not None else None,
        head=known.head,
        lag_blocks=known.lag_blocks,
        lag_seconds=known.lag_seconds,
        node_answers=known.head is not None,
        is_past=known.is_past,
    )


def verification(answer: Answer, shown: CertificateView | None) -> Verification:
    return Verification(
        verdict=answer.verdict,
        verdict_text=said(f"VERDICT_{answer.verdict.value}", {}),
        purpose=answer.question.purpose,
        judged_at=moment(answer.question.instant),
        policy=answer.policy,
        own_policy=_own_policy(answer.own) if answer.own is not None else None,
        evidence=evidence(answer.evidence),
        certificate=shown,
        groups=[_group(number, outcome) for number, outcome in answer.groups.items()],
        checks=[_check(each) for each in answer.checks],
        question=_question(answer.question),
        scope=said("VERDICT_SCOPE", {}),
    )


def _own_policy(own: Own) -> OwnPolicyView:
    return OwnPolicyView(name=own.name, version=own.version, digest=hexadecimal(own.digest))


def _group(number: int, outcome: Outcome) -> GroupView:
    return GroupView(number=number, title=said(f"GROUP_{number}", {}), outcome=outcome)


def _check(check: Check) -> CheckView:
    remedy = f"{check.reason}_REMEDY"
    return CheckView(
        group=check.group,
        code=check.code,
        title=said(f"{check.code}_TITLE", {}),
        outcome=check.outcome,
        reason=check.reason,
        sentence=said(check.reason, check.facts),
        remedy=said(remedy, check.facts) if remedy in TABLE else None,
        rule=check.rule,
        facts=plain(check.facts),
        event=place(check.position) if check.position is not None else None,
    )


def _question(asked: Question) -> dict[str, Any]:
    """The question as understood, so that the answer stands by itself."""
    loan = {"maturity": asked.maturity, "amount_fen": asked.amount} if asked.maturity is not None else None
    holder = {"uscc": asked.holder_uscc, "name": asked.holder_name}
    equity = {"investee": asked.investee, "agreed_value_fen": asked.agreed} if asked.investee is not None else None
    basis = asked.basis
    said_back: dict[str, Any] = plain(
        {
            "purpose": asked.purpose.value,
            "number": asked.number.text if asked.number is not None else None,
            "id": asked.certificate_id,
            "document_digest": asked.digest,
            "holder": holder if any(holder.values()) else None,
            "loan": loan,
            "equity": equity,
            "basis": {"kind": basis.kind.name.lower(), "reference": basis.reference} if basis is not None else None,
            "digest_prefix": asked.digest_prefix,
        }
    )
    return {name: value for name, value in said_back.items() if value is not None}

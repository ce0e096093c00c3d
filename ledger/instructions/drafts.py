"""
The next document of a certificate, made and kept before the act that names it is prepared; of a certificate that is
divided or converted also the new one's, with the next free number.

The document comes from the last one on file; what the act says on the chain follows from the difference.  A document
that no act ever names is of no effect.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from ledger.desk.dealing import DocumentFaulty, difference
from ledger.domain import applications as pure
from ledger.domain import fields
from ledger.domain.acts.certificates import Amend, Cancel, Correct, Revoke, Transfer
from ledger.domain.acts.filed import Asked
from ledger.domain.acts.renewals import Renew
from ledger.domain.acts.successions import ConvertCertificate, SplitCertificate, SucceedCertificate
from ledger.domain.applications import Institution
from ledger.domain.calendar import day_of, end_of_day
from ledger.domain.certificates import WHOLE, CancelReason, Certificate, Regime, Right, certificate_id
from ledger.domain.document import canonical, check_document
from ledger.domain.events import ZERO_DIGEST, Digest, Instant, ParticipantNumber
from ledger.domain.facts import Facts, find
from ledger.domain.numbers import CertificateNumber, check_uscc, identity_of, uscc_of
from ledger.domain.papers import read_document, read_profile
from ledger.domain.participants import Identity, Participant
from ledger.domain.question import OnFile
from ledger.domain.records import Record
from ledger.domain.shapes import certificate_schema
from ledger.domain.standing import is_alive
from ledger.domain.successions import SuccessionGround
from ledger.errors import ActRefused, InvalidInput, NotFound, Refused
from ledger.instructions.reserved import Numbers
from ledger.store.documents import Documents

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wish:
    """What the next document is to say: fields with new values; codes of who gives and takes; a reason or a ground."""

    changes: Mapping[str, Any] = field(default_factory=dict)
    from_uscc: str = ""
    to_uscc: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """
    The act that names a document, and the document, which is kept.

    Where a new certificate is made, `document` is its, and `remaining` the old one's last.
    """

    asked: Asked
    document: Document
    remaining: Document | None = None


@dataclass(frozen=True, slots=True)
class Sources:
    """
    What a draft is made from: facts, documents on file, the unix second of today; for `split` and `convert` also the
    free numbers of the registry that drafts.
    """

    facts: Facts
    documents: Documents
    now: int
    numbers: Numbers | None = None


def draft(sources: Sources, certificate: Certificate, function: str, wish: Wish) -> Draft:
    """
    Make and keep the next document of a certificate for `transfer`, `succeed`, `split`, `convert`, `amend`, `correct`,
    `renew`, `cancel` or `revoke`.

    Raises `DocumentFaulty` with all that is wrong with it, `InvalidInput` for what such an act may not change,
    `Refused` DocumentNotOnFile, `NotFound` ActUnknown.
    """
    make = _MAKERS.get(function)
    if make is None:
        raise NotFound("ActUnknown", contract="drafts", function=function)
    return make(sources, certificate, wish)


# ONE ACT EACH


def _transfer(sources: Sources, certificate: Certificate, wish: Wish) -> Draft:
    giver, taker, made = _moved(sources, certificate, wish)
    digest = _keep(sources, made)
    return Draft(Transfer(certificate.id, giver, taker, digest), made)


def _succeed(sources: Sources, certificate: Certificate, wish: Wish) -> Draft:
    ground = _code(SuccessionGround, wish.reason)
    giver, taker, made = _moved(sources, certificate, wish)
    return Draft(SucceedCertificate(certificate.id, giver, taker, ground, _keep(sources, made)), made)


def _split(sources: Sources, certificate: Certificate, wish: Wish) -> Draft:
    """
    Part of a certificate goes to another: the `rights` given; of data that is divided, the fields of the `part` and of
    what is `remaining`, a fingerprint in each.
    """
    last, day = _last(sources, certificate), day_of(sources.now)
    if len(last["holders"]) > 1:
        raise ActRefused("SplitOfShared", certificate_id=certificate.id)
    taker, named = _party(sources, wish.to_uscc, "toUscc")
    given = [name for name in fields.RIGHT_NAMES if name in wish.changes.get("rights", ())]
    if not given:
        raise InvalidInput("RightsMissing", "changes.rights")
    made = {
        **pure.amended(last, _object(wish, "part"), _salt()),
        **_entered(sources, certificate.register, day),
        "registrationType": "transfer",
        "holders": [{**named.as_field, "rights": given, "share": WHOLE}],
    }
    (holder,) = last["holders"]
    rest = {**pure.amended(last, _object(wish, "remaining"), _salt()), "registrationType": "transfer"}
    divides = pure.new_fingerprint(last, rest)
    if (divides == ZERO_DIGEST) != (pure.new_fingerprint(last, made) == ZERO_DIGEST):
        missing = "remaining" if divides == ZERO_DIGEST else "part"
        raise InvalidInput("DraftPartSame", f"changes.{missing}.fingerprint")
    if divides == ZERO_DIGEST:
        kept = [name for name in holder["rights"] if name not in given]
        if not kept:
            raise ActRefused("NothingRemains", certificate_id=certificate.id, rights=int(certificate.rights))
        rest["holders"] = [{**holder, "rights": kept}]
    record, fingerprint = _record(sources, made, taker)
    asked = SplitCertificate(
        certificate.id, record.word, fingerprint, _keep(sources, made), divides, _keep(sources, rest)
    )
    return Draft(asked, made, rest)


def _convert(sources: Sources, certificate: Certificate, wish: Wish) -> Draft:
    """A certificate of another `regime` in the place of this one; the other changes are fields of its document."""
    last, day = _last(sources, certificate), day_of(sources.now)
    name = str(wish.changes.get("regime", ""))
    if name not in Regime.__members__:
        raise InvalidInput("ValueUnknown", "changes.regime", given=name, expected=", ".join(Regime.__members__))
    assert sources.numbers is not None, "who drafts a conversion brings the numbers"
    others = {field: value for field, value in wish.changes.items() if field != "regime"}
    _, registry = _named(sources, sources.numbers.registry)
    made = {
        **pure.amended(last, others, _salt()),
        **_entered(sources, sources.numbers.register_of(Regime[name]), day),
        "regime": name,
        "registrationType": "conversion",
        "registry": registry.as_field,
    }
    made["schema"] = certificate_schema(made)
    ended = pure.cancelled(last, _salt())
    record, fingerprint = _record(sources, made, certificate.holder)
    asked = ConvertCertificate(
        certificate.id, record.word, fingerprint, _keep(sources, made), sources.documents.put(canonical(ended))
    )
    return Draft(asked, made, ended)


def _moved(
    sources: Sources, certificate: Certificate, wish: Wish
) -> tuple[ParticipantNumber, ParticipantNumber, Document]:
    giver, _ = _party(sources, wish.from_uscc, "fromUscc")
    taker, named = _party(sources, wish.to_uscc, "toUscc")
    if giver == taker:
        raise InvalidInput("TransferToSelf", "toUscc", given=wish.to_uscc)
    return giver, taker, pure.transferred(_last(sources, certificate), wish.from_uscc.strip().upper(), named, _salt())


def _amend(sources: Sources, certificate: Certificate, wish: Wish) -> Draft:
    last = _last(sources, certificate)
    made = pure.amended(last, wish.changes, _salt())
    digest, changed = _keep(sources, made), difference(last, made)
    asked = Amend(
        certificate.id,
        Digest(bytes.fromhex(changed["fingerprint"])),
        digest,
        Instant(changed["validTo"]),
        Right(changed["rights"]),
    )
    return Draft(asked, made)


def _correct(sources: Sources, certificate: Certificate, wish: Wish) -> Draft:
    last = _last(sources, certificate)
    made = {**pure.amended(last, wish.changes, _salt()), "registrationType": "correction"}
    digest = _keep(sources, made)
    if any(each not in (0, ZERO_DIGEST.hex()) for each in difference(last, made).values()):
        raise InvalidInput("CorrectionForbidden", "changes")
    return Draft(Correct(certificate.id, digest), made)


def _renew(sources: Sources, certificate: Certificate, wish: Wish) -> Draft:
    day = fields.read_day(wish.changes.get("lastValidDay"))
    if day is None:
        raise InvalidInput("DateInvalid", "changes.lastValidDay", given=str(wish.changes.get("lastValidDay", "")))
    made = {**pure.amended(_last(sources, certificate), wish.changes, _salt()), "registrationType": "renewal"}
    return Draft(Renew(certificate.id, _keep(sources, made), Instant(end_of_day(day))), made)


def _cancel(sources: Sources, certificate: Certificate, wish: Wish) -> Draft:
    reason = _code(CancelReason, wish.reason)
    made = pure.cancelled(_last(sources, certificate), _salt())
    return Draft(Cancel(certificate.id, reason, _keep(sources, made)), made)


def _revoke(sources: Sources, certificate: Certificate, wish: Wish) -> Draft:
    number = CertificateNumber.from_packed(certificate.number).text
    made = pure.decision("revoke", number, wish.reason, day_of(sources.now), _salt())
    return Draft(Revoke(certificate.id, sources.documents.put(canonical(made))), made)


_MAKERS: Mapping[str, Callable[[Sources, Certificate, Wish], Draft]] = {
    "transfer": _transfer,
    "succeed": _succeed,
    "split": _split,
    "convert": _convert,
    "amend": _amend,
    "correct": _correct,
    "renew": _renew,
    "cancel": _cancel,
    "revoke": _revoke,
}

FUNCTIONS = tuple(_MAKERS)
"""The acts whose document can be drafted."""

# WITHIN


def _keep(sources: Sources, made: Document) -> Digest:
    faults = check_document(made)
    if faults:
        raise DocumentFaulty(faults)
    return sources.documents.put(canonical(made))


def _last(sources: Sources, certificate: Certificate) -> Document:
    content = sources.documents.get(certificate.document_digest)
    on_file, last = read_document(content) if content is not None else (OnFile.ABSENT, None)
    if on_file is not OnFile.INTACT or last is None:
        raise Refused("DocumentNotOnFile", digest=certificate.document_digest.hex())
    return dict(last)


def _party(sources: Sources, uscc: str, name: str) -> tuple[ParticipantNumber, Institution]:
    """Return a participant by its code, as documents name it."""
    code = check_uscc(uscc, name)
    identity = find(sources.facts, (Identity.KIND, identity_of(code)), Identity)
    if identity is None:
        raise NotFound("NotAdmitted", uscc=code)
    return _named(sources, identity.participant)


def _named(sources: Sources, number: int) -> tuple[ParticipantNumber, Institution]:
    """Return a participant as documents name it."""
    found = find(sources.facts, (Participant.KIND, number), Participant)
    assert found is not None, "whoever is asked for is admitted"
    code = uscc_of(found.identity) or ""
    profile = read_profile(sources.documents.get(found.profile_digest))
    if profile is None:
        raise Refused("ProfileMissing", participant=code, digest=found.profile_digest.hex())
    return found.number, Institution(code, profile["name"]["zh"], profile["name"]["en"])


def _entered(sources: Sources, register: int, day: date) -> Document:
    """Return what a new certificate's document says of its registration."""
    assert sources.numbers is not None, "who drafts a new certificate brings the numbers"
    return {"number": sources.numbers.next(register, day).text, "validFrom": day.isoformat()}


def _record(sources: Sources, made: Document, holder: ParticipantNumber) -> tuple[Record, Digest]:
    """
    Return the blank record of a new certificate, and its data's fingerprint.

    Raises `DocumentFaulty`, `InvalidInput` AssetRegistered if the holder has a certificate of the data in force.
    """
    faults = check_document(made)
    if faults:
        raise DocumentFaulty(faults)
    fingerprint, regime = Digest(bytes.fromhex(made["fingerprint"]["value"])), Regime[made["regime"]]
    for ordinal in count():
        known = find(
            sources.facts, (Certificate.KIND, certificate_id(holder, regime, fingerprint, ordinal)), Certificate
        )
        if known is None:
            return pure.record_of(made, holder, ordinal), fingerprint
        if is_alive(known, sources.now):
            raise InvalidInput("AssetRegistered", "fingerprint", certificate_id=known.id)
    raise AssertionError("ordinals do not end")


def _object(wish: Wish, name: str) -> Mapping[str, Any]:
    given = wish.changes.get(name, {})
    if not isinstance(given, Mapping):
        raise InvalidInput("FieldType", f"changes.{name}", expected="object")
    return given


def _code(kind: Any, text: str) -> Any:
    found = {each.name: each for each in kind if each}.get(text.strip().upper().replace("-", "_"))
    if found is None:
        expected = ", ".join(each.name for each in kind if each)
        raise InvalidInput("ValueUnknown", "reason", given=text, expected=expected)
    return found


def _salt() -> str:
    return secrets.token_hex(32)

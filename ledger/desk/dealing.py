"""
Dealing with a certificate that exists: transfer, amend, correct, cancel, revoke.

Each act makes the certificate's next document from the last one on file, has all who must agree sign one digest, and is
one transaction.  The digest holds for exactly the state that the desk saw: if another act comes first, the contract
refuses, and nothing was done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ledger.chain.acts import Prepared
from ledger.chain.signer import Signer
from ledger.desk.book import Found
from ledger.desk.desk import Desk, Done, salt
from ledger.domain import applications as pure
from ledger.domain import fields
from ledger.domain.acts.certificates import Amend, Cancel, Correct, Revoke, Transfer, amending
from ledger.domain.acts.filed import Asked
from ledger.domain.calendar import end_of_day
from ledger.domain.certificates import CancelReason, Right
from ledger.domain.document import check_document, digest, parse, rights_of
from ledger.domain.events import ZERO_DIGEST, CertificateId, Digest, Instant, ParticipantNumber
from ledger.domain.matrix import Operation
from ledger.errors import InvalidInput, Refused

WITH_CONSENT = (CancelReason.VOLUNTARY, CancelReason.DESTROYED)
"""The ends of a certificate to which its holders must agree (guideline 〔2026〕35, art. 37)."""


class DocumentFaulty(Refused):
    """A certificate's next document would be faulty, and so nothing was done."""

    def __init__(self, faults: Sequence[InvalidInput]) -> None:
        super().__init__("DocumentFaulty", faults=len(faults))
        self.faults = tuple(faults)


def transfer(
    desk: Desk,
    certificate: CertificateId,
    current: Digest,
    *,
    from_: str,
    to: str,
    consents: Sequence[Signer],
    request_key: str | None = None,
) -> Done:
    """
    Transfer all that the participant with the code `from_` holds to the one with the code `to`.

    `current` is the digest of the certificate's document; `consents` are the keys of all holders and of the transferee,
    in any order.  Raises `Refused` if a party or a consent is missing or both parties are one, `ActRefused` as the
    contract does.
    """
    found = desk.book.certificate(certificate)
    giver, taker = desk.book.participant(from_).number, desk.book.participant(to).number
    if giver == taker:
        raise InvalidInput("TransferToSelf", "to", given=to)

    def plan() -> dict[str, Any]:
        made = pure.transferred(_last(desk, current), from_, desk.book.institution(taker), salt())
        return _plan(desk, found, made)

    def prepare(known: Mapping[str, Any]) -> Prepared:
        others = [holder for holder in found.holders if holder not in (giver, taker)]
        asked = Transfer(certificate, giver, taker, Digest(bytes.fromhex(known["document"])))
        return _filed(desk, asked, known, _agreed(desk, asked, Operation.TRANSFER, [giver, taker, *others], consents))

    return desk.perform(request_key or _key("transfer", found, from_, to), plan, prepare)


def amend(
    desk: Desk,
    certificate: CertificateId,
    current: Digest,
    *,
    changes: Mapping[str, Any],
    consents: Sequence[Signer],
    request_key: str | None = None,
) -> Done:
    """
    Enter a change registration (guideline 〔2026〕35, art. 35): `changes` are fields of the document with new values.

    Raises `DocumentFaulty` with all that is wrong with the changed document, `InvalidInput` AmendmentForbidden.
    """
    found = desk.book.certificate(certificate)

    def plan() -> dict[str, Any]:
        last = _last(desk, current)
        made = pure.amended(last, changes, salt())
        return _plan(desk, found, made) | difference(last, made)

    def prepare(known: Mapping[str, Any]) -> Prepared:
        asked = Amend(
            certificate,
            Digest(bytes.fromhex(known["fingerprint"])),
            Digest(bytes.fromhex(known["document"])),
            Instant(known["validTo"]),
            Right(known["rights"]),
        )
        operation = amending(found.record.valid_to, found.record.rights, asked)
        return _filed(desk, asked, known, _agreed(desk, asked, operation, found.holders, consents))

    changed = digest(dict(changes)).hex()
    return desk.perform(request_key or _key("amend", found, changed), plan, prepare)


def correct(
    desk: Desk,
    certificate: CertificateId,
    current: Digest,
    *,
    changes: Mapping[str, Any],
    request_key: str | None = None,
) -> Done:
    """
    Correct a clerical error in the document, ex officio.

    Raises `InvalidInput` CorrectionForbidden if term, rights or data would change: that is an amendment.
    """
    found = desk.book.certificate(certificate)

    def plan() -> dict[str, Any]:
        last = _last(desk, current)
        made = pure.amended(last, changes, salt())
        if any(each not in (0, ZERO_DIGEST.hex()) for each in difference(last, made).values()):
            raise InvalidInput("CorrectionForbidden", "changes")
        return _plan(desk, found, {**made, "registrationType": "correction"})

    def prepare(known: Mapping[str, Any]) -> Prepared:
        asked = Correct(certificate, Digest(bytes.fromhex(known["document"])))
        return _filed(desk, asked, known, _agreed(desk, asked, Operation.CORRECT, [], []))

    return desk.perform(request_key or _key("correct", found, digest(dict(changes)).hex()), plan, prepare)


def cancel(
    desk: Desk,
    certificate: CertificateId,
    current: Digest,
    *,
    reason: CancelReason,
    consents: Sequence[Signer] = (),
    request_key: str | None = None,
) -> Done:
    """Cancel a certificate; a voluntary end, and that of destroyed data, need the consent of all holders."""
    found = desk.book.certificate(certificate)
    parties = found.holders if reason in WITH_CONSENT else ()

    def prepare(known: Mapping[str, Any]) -> Prepared:
        asked = Cancel(certificate, reason, Digest(bytes.fromhex(known["document"])))
        operation = Operation.CANCEL if reason in WITH_CONSENT else Operation.JUDICIAL_CANCEL
        return _filed(desk, asked, known, _agreed(desk, asked, operation, parties, consents))

    def plan() -> dict[str, Any]:
        return _plan(desk, found, pure.cancelled(_last(desk, current), salt()))

    return desk.perform(request_key or _key("cancel", found, reason.name), plan, prepare)


def revoke(desk: Desk, certificate: CertificateId, number: str, reason: str, request_key: str | None = None) -> Done:
    """Revoke a certificate by a decision, whose document is kept; also after the certificate's term."""
    found = desk.book.certificate(certificate)

    def plan() -> dict[str, Any]:
        decided = pure.decision("revoke", number, reason, desk.today(), salt())
        return {"document": desk.keep(decided).hex(), **_moment(desk, found)}

    def prepare(known: Mapping[str, Any]) -> Prepared:
        return _filed(desk, Revoke(certificate, Digest(bytes.fromhex(known["document"]))), known, [])

    return desk.perform(request_key or _key("revoke", found, reason), plan, prepare)


# WITHIN


def _filed(desk: Desk, asked: Asked, known: Mapping[str, Any], consents: Sequence[Signer]) -> Prepared:
    return desk.acts.file(
        desk.maker, [desk.checker, *consents], asked, deadline=known["deadline"], sequence=known["sequence"]
    )


def _agreed(
    desk: Desk,
    asked: Transfer | Amend | Correct | Cancel,
    operation: Operation,
    parties: Sequence[ParticipantNumber],
    consents: Sequence[Signer],
) -> list[Signer]:
    """Return the keys of the parties, and of those whom something that rests on the certificate protects, in order."""
    _, protected = desk.acts.ask("Certificates", "requireAllowed", asked.certificate_id, int(operation))
    others = [ParticipantNumber(each) for each in protected if each not in parties]
    return in_order(desk, consents, [*parties, *others])


def _plan(desk: Desk, found: Found, made: Mapping[str, Any]) -> dict[str, Any]:
    """Check and store a certificate's next document; return the plan of the act that names it."""
    faults = check_document(made)
    if faults:
        raise DocumentFaulty(faults)
    return {"document": desk.keep(made).hex(), **_moment(desk, found)}


def _moment(desk: Desk, found: Found) -> dict[str, int]:
    """Return for which state, and until when, the approvals of an act hold."""
    return {"sequence": found.record.sequence + 1, "deadline": desk.deadline()}


def _key(act: str, found: Found, *asked: str) -> str:
    """Return the request key where none is given: the same act on the same state is the same request."""
    return ":".join((act, found.id.hex(), str(found.record.sequence), *asked))


def _last(desk: Desk, current: Digest) -> Mapping[str, Any]:
    content = desk.documents.get(current)
    if content is None:
        raise Refused("DocumentNotOnFile", digest=current.hex())
    last = parse(content)
    if not isinstance(last, Mapping) or check_document(last):
        raise Refused("DocumentNotOnFile", digest=current.hex())
    return last


def difference(last: Mapping[str, Any], made: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an amendment changes on the chain; zero for what stays."""
    day = fields.read_day(made["lastValidDay"])
    assert day is not None, "the document is checked"
    rights = [_rights(one) for one in (last, made)]
    return {
        "fingerprint": pure.new_fingerprint(last, made).hex(),
        "validTo": 0 if last["lastValidDay"] == made["lastValidDay"] else end_of_day(day),
        "rights": 0 if rights[0] == rights[1] else int(rights[1]),
    }


def _rights(document: Mapping[str, Any]) -> Right:
    rights = Right(0)
    for holder in document["holders"]:
        rights |= rights_of(holder["rights"])
    return rights


def in_order(desk: Desk, consents: Sequence[Signer], parties: Sequence[ParticipantNumber]) -> list[Signer]:
    """
    Return the parties' keys in the order in which the contract wants their approvals.

    Raises `Refused` ConsentMissing for a party without one, `InvalidInput` ConsentNotAsked for a key of nobody asked.
    """
    by_party = {desk.book.key(signer.key).participant: signer for signer in consents}
    strangers = [signer for party, signer in by_party.items() if party not in parties]
    if strangers:
        raise InvalidInput("ConsentNotAsked", "consent", key=strangers[0].key)
    for party in parties:
        if party not in by_party:
            raise Refused("ConsentMissing", participant=desk.book.institution(party).uscc)
    return [by_party[party] for party in parties]

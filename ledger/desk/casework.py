"""
Cases: an application filed on the chain, and its deposit, with which the certificate is issued.

What lies between is filed as it is (`filing`).  The application's document and the certificate's are made here from the
same file that the applicant gives; the certificate's number, salt and first day are chosen when it is deposited.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ledger.chain.acts import Prepared
from ledger.chain.signer import Signer
from ledger.desk import filing, registration
from ledger.desk.dealing import in_order
from ledger.desk.desk import Desk, Done, salt
from ledger.desk.registration import Examination
from ledger.domain import applications as pure
from ledger.domain.acts.applications import SubmitApplication
from ledger.domain.acts.deposits import Deposit, shares_digest
from ledger.domain.calendar import end_of_day
from ledger.domain.cases import Case
from ledger.domain.certificates import Right, Share, certificate_id
from ledger.domain.document import canonical, digest, rights_of
from ledger.domain.events import CertificateId, Digest, Instant, ParticipantNumber
from ledger.domain.facts import Facts, find
from ledger.errors import InvalidInput, NotFound


@dataclass(frozen=True, slots=True)
class Opened:
    """An application as it was examined; `id` is its case's, and will be its certificate's."""

    id: CertificateId
    examined: Examination

    @property
    def content(self) -> Mapping[str, Any]:
        return self.examined.applications[0].content

    @property
    def holders(self) -> list[ParticipantNumber]:
        return [self.examined.holders[uscc] for uscc in self.examined.applications[0].holders]


def read(desk: Desk, text: bytes) -> Opened:
    """
    Examine one application.

    Raises `ApplicationsFaulty` with all its faults, `InvalidInput` FieldCount if the file has not exactly one.
    """
    examined = registration.examine(desk, text)
    if examined.faults:
        raise registration.ApplicationsFaulty(examined.faults)
    if len(examined.applications) != 1:
        raise InvalidInput("FieldCount", "file", given=len(examined.applications), minimum=1, maximum=1)
    (application,) = examined.applications
    applicant = examined.holders[application.holders[0]]
    ordinal = examined.ordinals[application.row]
    return Opened(certificate_id(applicant, application.regime, application.fingerprint, ordinal), examined)


def submit(
    desk: Desk, facts: Facts, opened: Opened, consents: Sequence[Signer], request_key: str | None = None
) -> Done:
    """File an application.  Raises as `filing.file`."""
    asked = submission(desk, opened)
    case = find(facts, (Case.KIND, opened.id), Case)
    return filing.file(desk, facts, asked, case.sequence + 1 if case else 1, consents, request_key=request_key)


def submission(desk: Desk, opened: Opened) -> SubmitApplication:
    """Return what is filed for an application; its document is kept, without the applicant's own notes."""
    (application,) = opened.examined.applications
    kept = {name: value for name, value in application.content.items() if name not in pure.NOT_REGISTERED}
    return SubmitApplication(
        opened.id,
        opened.holders[0],
        application.regime | opened.examined.codes[application.regime] << 8,
        application.fingerprint,
        opened.examined.ordinals[application.row],
        _rights(application.content),
        _source_ends(application.content),
        desk.documents.put(canonical(kept)),
    )


def deposit(
    desk: Desk, facts: Facts, opened: Opened, consents: Sequence[Signer] = (), request_key: str | None = None
) -> Done:
    """
    Deposit a case and issue its certificate; co-applicants give their consents.

    Raises `NotFound` if the case is not filed, `ActRefused` as the contract does.
    """
    case = find(facts, (Case.KIND, opened.id), Case)
    if case is None:
        raise NotFound("CaseNotFiled", application_id=opened.id)

    def plan() -> dict[str, Any]:
        asked = deposition(desk, opened)
        return {
            "document": asked.document_digest.hex(),
            "record": hex(asked.record),
            "deadline": desk.deadline(),
            "sequence": case.sequence + 1,
        }

    def prepare(known: Mapping[str, Any]) -> Prepared:
        shares = _shares(opened)
        (application,) = opened.examined.applications
        document = Digest(bytes.fromhex(known["document"]))
        record = int(known["record"], 16)
        asked = Deposit(opened.id, record, application.fingerprint, document, shares_digest(shares), shares)
        parties = [part.holder for part in shares]
        signers = [desk.checker, *in_order(desk, consents, parties)]
        return desk.acts.file(desk.maker, signers, asked, deadline=known["deadline"], sequence=known["sequence"])

    return desk.perform(request_key or f"deposit:{opened.id.hex()}:{case.sequence}", plan, prepare)


def deposition(desk: Desk, opened: Opened, reserved: frozenset[int] = frozenset()) -> Deposit:
    """Return the deposit with the certificate's document, which is kept; its number is none of the `reserved`."""
    (application,) = opened.examined.applications
    today = desk.today()
    (number,) = registration.number(desk, opened.examined, pure.period_of(today), reserved)
    made = pure.complete(application, opened.examined.registry, number, salt(), today)
    record = pure.record_of(made, opened.holders[0], opened.examined.ordinals[application.row])
    content = canonical(made)
    desk.documents.put(content)
    shares = _shares(opened)
    return Deposit(opened.id, record.word, application.fingerprint, digest(content), shares_digest(shares), shares)


def _shares(opened: Opened) -> tuple[Share, ...]:
    parts = opened.content["holders"]
    if len(parts) == 1:
        return ()
    return tuple(
        Share(holder, rights_of(part["rights"]), part["share"])
        for holder, part in zip(opened.holders, parts, strict=True)
    )


def _rights(content: Mapping[str, Any]) -> Right:
    rights = Right(0)
    for part in content["holders"]:
        rights |= rights_of(part["rights"])
    return rights


def _source_ends(content: Mapping[str, Any]) -> Instant:
    """Return when the earliest source authorisation ends; 0 if none does."""
    ends = [source["authorisationEnds"] for source in content["sources"] if source["authorisationEnds"] is not None]
    return Instant(end_of_day(min(map(date.fromisoformat, ends))) if ends else 0)

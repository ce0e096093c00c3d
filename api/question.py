"""From what a caller asks to the question that is judged, and to the evidence on which."""

from __future__ import annotations

from dataclasses import replace

from api.dependencies import Ledger, PastParameters, View
from api.schemas import VerificationRequest
from ledger.domain.calendar import day_of
from ledger.domain.events import CertificateId, Digest
from ledger.domain.numbers import CertificateNumber
from ledger.domain.qr import read_qr
from ledger.domain.verdict import Basis, BasisKind, Evidence, Question
from ledger.errors import InvalidInput


def past_of(asked: VerificationRequest) -> PastParameters:
    """Return of when the ledger is to be read."""
    return PastParameters(lang=None, as_of=asked.as_of, as_of_block=asked.as_of_block)


def asked_in(asked: VerificationRequest, ledger: Ledger, view: View) -> tuple[Question, Evidence]:
    """
    Return the question, put at the instant of the state that is read, and how good the evidence of that state is.

    Raises `InvalidInput` as `question_of` does.
    """
    evidence = ledger.evidence(view.at)
    if not past_of(asked).is_of_the_past:
        return question_of(asked, evidence.instant), evidence
    return question_of(asked, view.instant), replace(evidence, is_past=True)


def question_of(asked: VerificationRequest, instant: int) -> Question:
    """
    Return what is to be judged at `instant`, a unix second.

    Raises `InvalidInput` MaturityPassed: a loan that is over needs no security.
    """
    maturity = asked.loan.maturity if asked.loan is not None else None
    today = day_of(instant)
    if maturity is not None and maturity < today:
        raise InvalidInput("MaturityPassed", "loan.maturity", given=maturity.isoformat(), today=today.isoformat())
    code = read_qr(asked.qr) if asked.qr is not None else None
    number = CertificateNumber.parse(asked.number) if asked.number is not None else None
    return Question(
        purpose=asked.purpose,
        instant=instant,
        number=code.number if code is not None else number,
        certificate_id=CertificateId(bytes.fromhex(asked.id[2:])) if asked.id is not None else None,
        digest=Digest(bytes.fromhex(asked.document_digest[2:])) if asked.document_digest is not None else None,
        holder_uscc=asked.holder.uscc if asked.holder is not None else None,
        holder_name=asked.holder.name if asked.holder is not None else None,
        maturity=maturity,
        amount=asked.loan.amount_fen if asked.loan is not None else None,
        investee=asked.equity.investee if asked.equity is not None else None,
        agreed=asked.equity.agreed_value_fen if asked.equity is not None else None,
        basis=_basis(asked),
        digest_prefix=code.prefix if code is not None else None,
    )


def _basis(asked: VerificationRequest) -> Basis | None:
    if asked.basis is None:
        return None
    return Basis(BasisKind[asked.basis.kind.upper()], asked.basis.reference)

"""From what a caller asks to the question that is judged."""

from __future__ import annotations

from api.schemas import VerificationRequest
from ledger.domain.calendar import day_of
from ledger.domain.events import CertificateId, Digest
from ledger.domain.numbers import CertificateNumber
from ledger.domain.verdict import Question
from ledger.errors import InvalidInput


def question_of(asked: VerificationRequest, instant: int) -> Question:
    """
    Return what is to be judged at `instant`, a unix second.

    Raises `InvalidInput` MaturityPassed: a loan that is over needs no security.
    """
    maturity = asked.loan.maturity if asked.loan is not None else None
    today = day_of(instant)
    if maturity is not None and maturity < today:
        raise InvalidInput("MaturityPassed", "loan.maturity", given=maturity.isoformat(), today=today.isoformat())
    return Question(
        purpose=asked.purpose,
        instant=instant,
        number=CertificateNumber.parse(asked.number) if asked.number is not None else None,
        certificate_id=CertificateId(bytes.fromhex(asked.id[2:])) if asked.id is not None else None,
        digest=Digest(bytes.fromhex(asked.document_digest[2:])) if asked.document_digest is not None else None,
        holder_uscc=asked.holder.uscc if asked.holder is not None else None,
        holder_name=asked.holder.name if asked.holder is not None else None,
        maturity=maturity,
        amount=asked.loan.amount_fen if asked.loan is not None else None,
    )

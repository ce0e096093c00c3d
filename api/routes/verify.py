"""The call that the ledger exists for: may one rely on this certificate?"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import views
from api.dependencies import Ledger, LedgerDep, ParametersDep, View, answered
from api.problem_types import ASK, problems
from api.schemas import Verification, VerificationRequest
from api.subject import Gatherer
from ledger.domain.calendar import day_of
from ledger.domain.events import CertificateId, Digest
from ledger.domain.numbers import CertificateNumber
from ledger.domain.verdict import Question, judge
from ledger.errors import InvalidInput, Unavailable

router = APIRouter(tags=["verification"])


@router.post("/v1/verifications", response_model=Verification, responses=problems(*ASK))
def verify(asked: VerificationRequest, _: ParametersDep, ledger: LedgerDep, request: Request) -> Response:
    """
    Verify one certificate for a purpose.

    An unknown certificate is no error but a verdict: FAIL.  Where the evidence is not good enough (the node silent,
    the mirror behind), the verdict is UNDETERMINED: neither valid nor invalid.  Nothing is stored.
    """
    try:
        with ledger.read(request) as view:
            return answered(request, _answer(asked, ledger, view))
    except Unavailable as error:
        if error.code != "MirrorNotReady":
            raise
    evidence = ledger.evidence(None)
    return answered(request, views.verification(judge(_question(asked, evidence.instant), None, evidence), None))


def _answer(asked: VerificationRequest, ledger: Ledger, view: View) -> Verification:
    evidence = ledger.evidence(view.at)
    question = _question(asked, evidence.instant)
    gatherer = Gatherer(view.session, ledger.documents)
    subject = gatherer.find(question)
    answer = judge(question, subject, evidence)
    if subject is None:
        return views.verification(answer, None)
    applicant = gatherer.party(gatherer.number(subject.certificate.applicant))
    return views.verification(answer, views.certificate(subject, applicant, question.instant))


def _question(asked: VerificationRequest, instant: int) -> Question:
    """Raises `InvalidInput` MaturityPassed: a loan that is over needs no security."""
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

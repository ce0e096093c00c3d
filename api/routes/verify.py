"""The call that the ledger exists for: may one rely on this certificate?"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import views
from api.dependencies import Ledger, LedgerDep, ParametersDep, View, answered
from api.problem_types import ASK, problems
from api.question import question_of
from api.schemas import Verification, VerificationRequest
from api.subject import Gatherer
from ledger.domain.verdict import judge
from ledger.errors import Unavailable

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
    return answered(request, views.verification(judge(question_of(asked, evidence.instant), None, evidence), None))


def _answer(asked: VerificationRequest, ledger: Ledger, view: View) -> Verification:
    evidence = ledger.evidence(view.at)
    question = question_of(asked, evidence.instant)
    gatherer = Gatherer(view.session, ledger.documents)
    subject = gatherer.find(question)
    answer = judge(question, subject, evidence)
    if subject is None:
        return views.verification(answer, None)
    applicant = gatherer.party(gatherer.number(subject.certificate.applicant))
    return views.verification(answer, views.certificate(subject, applicant, question.instant))

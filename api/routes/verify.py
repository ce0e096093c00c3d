"""The call that the ledger exists for: may one rely on this certificate?"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import public, views
from api.answering import AnswersDep, Asker, AskerDep, content_of, replied, replied_again
from api.caller import Scope
from api.dependencies import Ledger, LedgerDep, ParametersDep, View
from api.policy import policy_in
from api.problem_types import ASK, problems
from api.question import asked_in, past_of, question_of
from api.schemas import Verification, VerificationRequest
from api.schemas.answers import SignedVerification
from api.subject import Gatherer
from ledger.answers import give
from ledger.domain.policy import Purpose
from ledger.domain.verdict import judge
from ledger.errors import Unavailable

router = APIRouter(tags=["verification"])


@router.post("/v1/verifications", response_model=SignedVerification, responses=problems(*ASK))
def verify(
    asked: VerificationRequest,
    _: ParametersDep,
    ledger: LedgerDep,
    answers: AnswersDep,
    asker: AskerDep,
    request: Request,
) -> Response:
    """
    Verify one certificate for a purpose, and sign what was found.

    An unknown certificate is no error but a verdict: FAIL.  Where the evidence is not good enough (the node silent,
    the mirror behind), the verdict is UNDETERMINED: neither valid nor invalid.  Every answer is numbered, signed and
    logged, whoever asks; the public may ask for the purpose `public` only, and has no idempotency key and no nonce of
    its own to be held to.
    """
    asking = _asking(asker, asked)
    before = answers.given_before(asking)
    if before is not None:
        return replied_again(answers, before)
    verification, certificate = _judged(asked, ledger, request)
    if not asker.caller.may(Scope.VERIFY):
        verification = public.verification(verification, ledger.documents)
    return replied(answers.give(asking, content_of(verification), certificate))


def _asking(asker: Asker, asked: VerificationRequest) -> give.Request:
    """Return what is kept of the request.  Raises as `Caller.require` does: more than the public may ask."""
    if asked.purpose is not Purpose.PUBLIC:
        asker.caller.require(Scope.VERIFY)
    basis = f"{asked.basis.kind}: {asked.basis.reference}" if asked.basis is not None else None
    return asker.request(asked.purpose.value, basis, asked.nonce)


def _judged(asked: VerificationRequest, ledger: Ledger, request: Request) -> tuple[Verification, bytes | None]:
    """Return what is answered, and the id of the certificate that it is about."""
    try:
        with ledger.read(request, past_of(asked)) as view:
            return _found(asked, ledger, view)
    except Unavailable as error:
        if error.code != "MirrorNotReady":
            raise
    evidence = ledger.evidence(None)
    question, policy = question_of(asked, evidence.instant), policy_in(ledger.settings.policy_file)
    return views.verification(judge(question, None, evidence, policy), None), None


def _found(asked: VerificationRequest, ledger: Ledger, view: View) -> tuple[Verification, bytes | None]:
    question, evidence = asked_in(asked, ledger, view)
    gatherer = Gatherer(view.session, ledger.documents)
    subject = gatherer.find(question)
    answer = judge(question, subject, evidence, policy_in(ledger.settings.policy_file))
    if subject is None:
        return views.verification(answer, None), None
    applicant = gatherer.party(gatherer.number(subject.certificate.applicant))
    shown = views.certificate(subject, applicant, question.instant)
    return views.verification(answer, shown), subject.certificate.id

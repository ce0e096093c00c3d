"""The call that the ledger exists for: may one rely on this certificate?"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import public, views
from api.answering import AnswersDep, Asker, AskerDep, content_of, intact, replied
from api.caller import Scope
from api.dependencies import Ledger, LedgerDep, ParametersDep, View
from api.policy import policy_in
from api.problem_types import ASK, problems
from api.proof import promise
from api.question import asked_in, past_of, question_of
from api.schemas import Verification, VerificationRequest
from api.schemas.answers import SignedVerification
from api.subject import Gatherer
from ledger.answers import give
from ledger.answers.give import Answers
from ledger.answers.proving import Given
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
    return replied(given(asked, asker, ledger, answers, request))


def given(asked: VerificationRequest, asker: Asker, ledger: Ledger, answers: Answers, request: Request) -> Given:
    """
    Return the signed answer to what is asked, or the one that was given before under the same key.

    Raises as `_asking`, `intact` and `judged` do.
    """
    asking = _asking(asker, asked)
    before = answers.given_before(asking)
    if before is not None:
        return intact(answers, before)
    found = judged(asked, ledger, request)
    verification = found.verification
    if not asker.caller.may(Scope.VERIFY):
        verification = public.verification(verification, ledger.documents)
    return answers.give(asking, content_of(verification, found.evidence), found.certificate)


def _asking(asker: Asker, asked: VerificationRequest) -> give.Request:
    """Return what is kept of the request.  Raises as `Caller.require` does: more than the public may ask."""
    if asked.purpose is not Purpose.PUBLIC or asked.proof:
        asker.caller.require(Scope.VERIFY)
    basis = f"{asked.basis.kind}: {asked.basis.reference}" if asked.basis is not None else None
    return asker.request(asked.purpose.value, basis, asked.nonce)


@dataclass(frozen=True, slots=True)
class Judged:
    """What is answered; the id of the certificate that it is about; the digest of the evidence that was asked for."""

    verification: Verification
    certificate: bytes | None = None
    evidence: bytes | None = None


def judged(asked: VerificationRequest, ledger: Ledger, request: Request) -> Judged:
    """
    Judge what is asked, from one state of the mirror.

    Raises `Unavailable` ProofUnavailable if a proof is asked for that cannot be had now; the rest as `Ledger.read` and
    `asked_in` do.
    """
    try:
        with ledger.read(request, past_of(asked)) as view:
            return _found(asked, ledger, view)
    except Unavailable as error:
        if error.code != "MirrorNotReady":
            raise
    evidence = ledger.evidence(None)
    question, policy = question_of(asked, evidence.instant), policy_in(ledger.settings.policy_file)
    return Judged(views.verification(judge(question, None, evidence, policy), None))


def _found(asked: VerificationRequest, ledger: Ledger, view: View) -> Judged:
    question, evidence = asked_in(asked, ledger, view)
    gatherer = Gatherer(view.session, ledger.documents)
    subject = gatherer.find(question)
    answer = judge(question, subject, evidence, policy_in(ledger.settings.policy_file))
    if subject is None:
        return Judged(views.verification(answer, None))
    applicant = gatherer.party(gatherer.number(subject.certificate.applicant))
    shown = views.certificate(subject, applicant, question.instant)
    proof = promise(ledger, view, subject.certificate, question) if asked.proof else None
    return Judged(views.verification(answer, shown), subject.certificate.id, proof)

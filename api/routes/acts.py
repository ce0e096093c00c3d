"""Acts before they are filed: would the contract take them, and who must sign?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api import views
from api.acting import act_named, read_asked
from api.dependencies import LedgerDep, ParametersDep, answered
from api.problem_types import ASK, problems
from api.schemas.acts import ActCheck, ActQuestion, RefusalView, SignerView
from api.subject import Gatherer
from ledger.chain.approvals import signed_type
from ledger.chain.encode import struct_of
from ledger.domain.acts.judged import Signer, judge_act, sequence_of_act
from ledger.domain.events import Key, ParticipantNumber
from ledger.errors import ActRefused
from ledger.store.queries.facts import MirrorFacts

router = APIRouter(tags=["acts"])

ContractInPath = Annotated[str, Path(description="The contract, by name.", examples=["Renewals"], max_length=32)]
FunctionInPath = Annotated[str, Path(description="Its function.", examples=["request"], max_length=64)]


@router.post("/v1/acts/{contract}/{function}/check", response_model=ActCheck, responses=problems(404, *ASK))
def check(
    contract: ContractInPath,
    function: FunctionInPath,
    question: ActQuestion,
    _: ParametersDep,
    ledger: LedgerDep,
    request: Request,
) -> Response:
    """
    What the contract would say to an act, by the mirror and the contract's own rules; and who must sign it, in order.

    Nothing is sent or stored, and no key is involved: signatures are taken as given.  A refusal is an answer and no
    error.
    """
    kind = act_named(contract, function)
    asked = read_asked(kind, question.asked)
    with ledger.read(request) as view:
        facts, gatherer = MirrorFacts(view.session), Gatherer(view.session, ledger.documents)
        judged = judge_act(facts, Key(bytes.fromhex(question.maker[2:])), asked, view.instant)
        answer = ActCheck(
            contract=contract,
            function=function,
            allowed=judged.refused is None,
            refusal=_refusal(judged.refused),
            signers=[_signer(gatherer, signer) for signer in judged.signers],
            sequence=sequence_of_act(facts, asked),
            type=signed_type(struct_of(contract, function)),
            verifying_contract=views.hexadecimal(ledger.deployment.addresses[contract]),
        )
        return answered(request, answer)


def _signer(gatherer: Gatherer, signer: Signer) -> SignerView:
    party = views.party(gatherer.party(gatherer.number(ParticipantNumber(signer.participant))))
    keys = [views.hexadecimal(key) for key in signer.keys]
    return SignerView(**party.model_dump(), duty=str(signer.duty.name), keys=keys)


def _refusal(refused: ActRefused | None) -> RefusalView | None:
    if refused is None:
        return None
    return RefusalView(
        code=refused.code, sentence=views.said(refused.code, refused.facts), facts=views.plain(refused.facts)
    )

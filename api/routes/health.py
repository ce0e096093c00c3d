"""Whether the service lives, whether its answers can be relied on, and what it serves."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from api import views
from api.dependencies import Ledger, LedgerDep, ParametersDep, answered
from api.metrics import MEDIA_TYPE, Metrics
from api.problem_types import problems
from api.schemas import EvidenceView, Given, Text
from ledger.domain.calendar import CALENDAR
from ledger.domain.checks import evidence_fresh
from ledger.domain.policy import POLICY
from ledger.domain.verdict import Evidence
from ledger.errors import LedgerError, Unavailable
from ledger.program import version
from ledger.store.queries import participants, snapshot

router = APIRouter(tags=["health"])


class Live(Given):
    status: str = Field(examples=["live"])


class Readiness(Given):
    """Whether answers can be relied on at present; if not, `reason` is that of the check EVIDENCE_FRESH."""

    ready: bool
    reason: str = Field(examples=["EVIDENCE_FRESH"])
    sentence: Text
    evidence: EvidenceView


class Status(Given):
    """What this service serves."""

    version: str
    chain_id: int = Field(examples=[31337])
    contracts: dict[str, str] = Field(examples=[{"Certificates": "0x5fbdb2315678afecb367f032d93f642f64180aa3"}])
    first_block: int
    paused: bool
    policy: str
    calendar: int
    counts: dict[str, int] = Field(examples=[{"blocks": 1208, "entries": 2044, "participants": 31}])
    certificates: dict[str, int] = Field(examples=[{"DPR/ACTIVE": 112}])
    evidence: EvidenceView


@router.get("/health/live", response_model=Live, responses=problems(422))
def live(_: ParametersDep, request: Request) -> Response:
    """The process answers.  Nothing else is asked."""
    return answered(request, Live(status="live"))


@router.get(
    "/health/ready",
    response_model=Readiness,
    responses={503: {"model": Readiness, "description": "Answers cannot be relied on at present."}, **problems(422)},
)
def ready(_: ParametersDep, ledger: LedgerDep, request: Request) -> Response:
    """Whether a verification could be determined now, with the lag in blocks and seconds."""
    try:
        evidence = _evidence(ledger, request)
        found = evidence_fresh(evidence)
        reason, facts = found.reason, found.facts
    except LedgerError as error:
        evidence, reason, facts = ledger.evidence(None), error.code, {"database": "?", "reason": "-"}
    is_ready = reason in ("EVIDENCE_FRESH", "CHAIN_CLOCK_AHEAD")
    readiness = Readiness(
        ready=is_ready, reason=reason, sentence=views.said(reason, facts), evidence=views.evidence(evidence)
    )
    return answered(request, readiness, 200 if is_ready else 503)


@router.get("/metrics", include_in_schema=False)
def metrics(request: Request) -> Response:
    """Figures for Prometheus: nothing secret is in them, and who may ask is the network's business."""
    counted: Metrics = request.app.state.metrics
    return Response(counted.text(), media_type=MEDIA_TYPE)


@router.get("/v1/status", response_model=Status, responses=problems(422, 500, 503))
def status(_: ParametersDep, ledger: LedgerDep, request: Request) -> Response:
    """What this service serves: chain, contracts, versions, how much there is, and how far behind it is."""
    with ledger.read(request) as view:
        counts = snapshot.counts(view.session)
        paused = participants.governance(view.session).paused
        evidence = ledger.evidence(view.at)
    deployment = ledger.deployment
    return answered(
        request,
        Status(
            version=version(),
            chain_id=deployment.chain_id,
            contracts={name: views.hexadecimal(address) for name, address in deployment.addresses.items()},
            first_block=deployment.first_block,
            paused=paused,
            policy=POLICY.version,
            calendar=CALENDAR.version,
            counts={"blocks": counts.blocks, "entries": counts.entries, "participants": counts.participants},
            certificates={
                f"{regime.name}/{state.name}": number for (regime, state), number in counts.certificates.items()
            },
            evidence=views.evidence(evidence),
        ),
    )


def _evidence(ledger: Ledger, request: Request) -> Evidence:
    try:
        with ledger.read(request) as view:
            return ledger.evidence(view.at)
    except Unavailable as error:
        if error.code != "MirrorNotReady":
            raise
    return ledger.evidence(None)

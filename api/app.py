"""
The application: routes, limits, problems and documentation put together.

Endpoints are plain functions that the framework runs in threads; each reads one state of the mirror in a session that
cannot write.  Nothing is written through the API but what a verification needs to read.
"""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api import problems
from api.access import CALLER_SECONDS, Access, admit, describe
from api.answering import open_answers
from api.audits import Audits
from api.dependencies import Ledger, tagged
from api.limits import WINDOW_SECONDS
from api.links import link
from api.metrics import Metrics
from api.middleware import PAGE_POLICY, REQUEST_SECONDS_MAX, Gate
from api.node import Node
from api.portal import pages
from api.routes import (
    acts,
    answers,
    applications,
    attachments,
    attestations,
    board,
    bundles,
    cases,
    certificates,
    checks,
    credentials,
    documents,
    entries,
    equity,
    health,
    holders,
    holdings,
    imports,
    inbox,
    instructions,
    licences,
    numbers,
    officers,
    outbox,
    papers,
    participants,
    pledges,
    portfolios,
    renewals,
    restraints,
    rules,
    schemas,
    sessions,
    snapshot,
    statistics,
    stream,
    subscriptions,
    successions,
    token,
    totals,
    verify,
)
from api.routes import problems as problem_routes
from api.schemas import Problem
from api.static_files import FOR_EVER, TYPES, content_of, mark_of
from api.streams import Streams
from ledger.chain.deployment import Deployment
from ledger.config import Settings
from ledger.errors import LedgerError
from ledger.instructions.counter import Counter
from ledger.instructions.imports import Imports
from ledger.instructions.keyring import Keyring
from ledger.officers.door import Door
from ledger.program import version
from ledger.store.documents import Documents
from ledger.store.files import Files
from ledger.store.mirror import Mirror
from ledger.store.service import Service

TITLE = "DataDeed 数契"

DESCRIPTION = """
The ledger under a city's data-asset registration. 面向数据资产登记的许可链账本接口。

* Every answer says of which block it speaks: `Ledger-Block`, `Ledger-Block-Hash`. 每个回答都注明所依据的区块。
* And how many blocks behind the node that was when the index last looked: `Ledger-Lag`, `Ledger-Lag-At`.
  并注明索引上次查看节点的时间，以及当时落后的区块数。
* A verification is PASS, WARN, FAIL or UNDETERMINED, never a boolean. 核验结论分为通过、需关注、不通过、无法判定。
* Failures are RFC 9457 problems in Chinese or English (`?lang=`, `Accept-Language`). 错误以中英文说明。
"""

_ROUTES = (
    verify,
    portfolios,
    answers,
    bundles,
    certificates,
    renewals,
    successions,
    licences,
    pledges,
    restraints,
    equity,
    attestations,
    applications,
    cases,
    attachments,
    board,
    participants,
    holdings,
    holders,
    acts,
    instructions,
    imports,
    inbox,
    documents,
    credentials,
    papers,
    schemas,
    checks,
    rules,
    numbers,
    totals,
    statistics,
    entries,
    outbox,
    subscriptions,
    stream,
    snapshot,
    health,
    token,
    sessions,
    officers,
    problem_routes,
)
"""One module a noun, each with a router, in the order in which the documentation lists them."""


def create_app(
    settings: Settings,
    *,
    clock: Callable[[], float] = time.time,
    seconds_max: float = REQUEST_SECONDS_MAX,
    mirror: Mirror | None = None,
    caller_seconds: float = CALLER_SECONDS,
    window_seconds: int = WINDOW_SECONDS,
) -> FastAPI:
    """
    Make the application for `settings`.  A `mirror` that is given stays the giver's to close.

    What is known of a caller is believed for `caller_seconds`; requests are counted in windows of `window_seconds`.

    Raises `Misconfigured` if there is no deployment record.
    """
    ledger = _ledger(settings, mirror or Mirror(settings.database), clock)
    giving = open_answers(ledger)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        audits.close()
        giving.close()
        imports.close()
        counter.close()
        ledger.node.close()
        ledger.service.close()
        if mirror is None:
            ledger.mirror.close()

    app = FastAPI(
        title=TITLE,
        version=version(),
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        dependencies=[Depends(admit)],
        lifespan=lifespan,
        telemetry={"tracing": False},
    )
    app.state.ledger = ledger
    app.state.answers = giving
    app.state.keyring = Keyring.of(settings)
    counter = app.state.counter = Counter(settings, ledger.deployment, ledger.documents, app.state.keyring)
    app.state.files = Files.of(settings)
    app.state.files.sweep()
    imports = app.state.imports = Imports(settings.home / "imports" / "sent", counter, ledger.mirror, ledger.service)
    app.state.door = Door(ledger.service, settings, time.time)
    access = app.state.access = Access(ledger, caller_seconds=caller_seconds, window_seconds=window_seconds)
    app.state.streams = Streams()
    audits = app.state.audits = Audits(settings, ledger.service, clock)
    metrics = app.state.metrics = Metrics(ledger.mirror, clock)
    _route(app)
    app.add_middleware(
        Gate,
        access=access,
        body_bytes_max=settings.body_bytes_max,
        file_bytes_max=settings.file_bytes_max,
        seconds_max=seconds_max,
        asked=metrics.asked,
    )
    return app


def _ledger(settings: Settings, mirror: Mirror, clock: Callable[[], float]) -> Ledger:
    deployment = Deployment.load(settings.deployment_file)
    made = Ledger(
        settings=settings,
        deployment=deployment,
        mirror=mirror,
        documents=Documents(settings.documents_dir),
        node=Node(settings.rpc_url, deployment.chain_id, settings.finality_blocks, settings.poll_seconds),
        service=Service(settings.service_database),
        clock=clock,
    )
    made.service.migrate()
    return made


@cache
def _answering() -> APIRouter:
    """Return all routes and pages, shared by the applications of a process: FastAPI prepares each when first asked."""
    whole = APIRouter(dependencies=[Depends(admit)])
    for nouns in _ROUTES:
        whole.include_router(nouns.router)
    for one in pages.PAGES:
        whole.include_router(one.router, include_in_schema=False)
    return whole


def _route(app: FastAPI) -> None:
    """Let an application answer: by its routes and pages, by problems, and by its documentation."""
    app.router.routes.extend(_answering().routes)
    app.add_exception_handler(LedgerError, problems.on_ledger_error)
    app.add_exception_handler(RequestValidationError, problems.on_invalid)
    app.add_exception_handler(HTTPException, problems.on_http)
    _document(app)


# DOCUMENTATION


def _document(app: FastAPI) -> None:
    description = cache(lambda: openapi(app))

    @app.get("/openapi.json", include_in_schema=False)
    def openapi_json(request: Request) -> Response:
        return tagged(request, description(), "application/json")

    @app.get("/docs", include_in_schema=False)
    def docs(request: Request) -> Response:
        return tagged(request, content_of("docs.html"), "text/html", {"Content-Security-Policy": PAGE_POLICY})

    @app.get("/static/{name}", include_in_schema=False)
    def static(name: str, request: Request) -> Response:
        if name not in TYPES:
            raise HTTPException(404)
        headers = FOR_EVER if request.query_params.get("v") == mark_of(name) else {}
        return tagged(request, content_of(name), TYPES[name], headers)


def openapi(app: FastAPI) -> bytes:
    """Return the OpenAPI description, the framework's own shapes of errors replaced by ours."""
    described: dict[str, Any] = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    schemas = described["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    shapes = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(shapes.pop("$defs", {}))
    schemas["Problem"] = shapes

    describe(described)
    link(described)
    return json.dumps(described, ensure_ascii=False, separators=(",", ":")).encode()

"""
The servers that are measured, each in a process of its own: the API, and a bare route beside it.

The API signs every answer; so that what signing costs can be seen, this one has a route more, which does all but that.
"""

from __future__ import annotations

import sys

import uvicorn
from fastapi import FastAPI, Request
from starlette.responses import Response

from api.app import create_app
from api.dependencies import LedgerDep, answered
from api.routes.verify import judged
from api.schemas import VerificationRequest
from ledger.config import Settings
from ledger.store.mirror import Mirror

UNSIGNED = "/v1/benchmark/unsigned"


def api() -> FastAPI:
    """Return the API of the environment's settings, with the route that does not sign."""
    settings = Settings()
    app = create_app(settings, mirror=Mirror(settings.database))

    @app.post(UNSIGNED)
    def unsigned(asked: VerificationRequest, ledger: LedgerDep, request: Request) -> Response:
        verification = judged(asked, ledger, request).verification
        return answered(request, verification)

    return app


def bare(size: int) -> FastAPI:
    """Return an application whose one route answers with so many bytes, always the same."""
    app = FastAPI(openapi_url=None)
    content = b'"' + b"x" * (size - 2) + b'"'

    @app.post("/")
    def constant() -> Response:
        return Response(content, media_type="application/json")

    return app


def main() -> None:
    """Serve: `api PORT`, or `bare PORT SIZE`."""
    what, port, *more = sys.argv[1:]
    app = api() if what == "api" else bare(int(more[0]))
    uvicorn.run(app, host="127.0.0.1", port=int(port), log_level="error", log_config=None, server_header=False)


if __name__ == "__main__":
    main()

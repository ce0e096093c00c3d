"""
The API as it is measured, in a process of its own: one worker on the settings of the environment.

It signs every answer; so that what signing costs can be seen, this one has a route more, which does all but that.
"""

from __future__ import annotations

import sys

from fastapi import FastAPI, Request
from starlette.responses import Response

from api.app import create_app
from api.dependencies import LedgerDep, answered
from api.routes.verify import judged
from api.schemas import VerificationRequest
from ledger.config import Settings
from ledger.store.mirror import Mirror
from scripts.benchmarks.bare import serve
from scripts.benchmarks.load import UNSIGNED


def api() -> FastAPI:
    """Return the API, with the route that does not sign."""
    settings = Settings()
    app = create_app(settings, mirror=Mirror(settings.database))

    @app.post(UNSIGNED)
    def unsigned(asked: VerificationRequest, ledger: LedgerDep, request: Request) -> Response:
        verification = judged(asked, ledger, request).verification
        return answered(request, verification)

    return app


if __name__ == "__main__":
    serve(api(), port=int(sys.argv[1]))

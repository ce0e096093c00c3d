"""A route that only answers, in a process of its own: what the API is measured beside."""

from __future__ import annotations

import sys

import uvicorn
from fastapi import FastAPI
from starlette.responses import Response


def bare(size: int) -> FastAPI:
    """Return an application whose one route answers with so many bytes, always the same."""
    app = FastAPI(openapi_url=None)
    content = b'"' + b"x" * (size - 2) + b'"'

    @app.post("/")
    def constant() -> Response:
        return Response(content, media_type="application/json")

    return app


def serve(app: FastAPI, port: int) -> None:
    """Serve one worker on the loopback until the process is stopped."""
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", log_config=None, server_header=False)


if __name__ == "__main__":
    serve(bare(size=int(sys.argv[2])), port=int(sys.argv[1]))

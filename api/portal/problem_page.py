"""A failure as people read it: what happened, what to do, and a way on."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from api.portal.page import page
from api.schemas import Problem


def wants_page(scope: Scope) -> bool:
    """Whether who asks is a browser: it names HTML among what it takes, as machines do not."""
    return "text/html" in Headers(scope=scope).get("accept", "")


def problem_page(problem: Problem, headers: Mapping[str, str], scope: Scope) -> Response:
    """Answer with a page that tells of a problem."""
    return page(Request(scope), "problem.html", status=problem.status, headers=headers, problem=problem)

"""A failure as people read it: what happened, what to do, and a way on."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from api.needs import MACHINES
from api.portal.page import here_of, page, redirect
from api.schemas import Problem


def wants_page(scope: Scope) -> bool:
    """Whether who asks is a browser: it names HTML among what it takes, as machines do not."""
    return "text/html" in Headers(scope=scope).get("accept", "")


def problem_page(problem: Problem, headers: Mapping[str, str], scope: Scope) -> Response:
    """
    Answer with a page that tells of a problem.

    Who asks for a page that wants him to sign in is led to where he does, and back from there.
    """
    request = Request(scope)
    if problem.status == 401 and request.method == "GET" and not request.url.path.startswith(MACHINES):
        return redirect(request, "/login", next=here_of(request).address, why=problem.code)
    return page(request, "problem.html", status=problem.status, headers=headers, problem=problem)

"""
A page: a template with its facts, in the language asked for, with what every page has around it.

`page` makes the answer, `redirect` leads on after a form.  What a template may use is in README.md: `t` for words,
`url` for links, and the filters of `api.portal.writing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import Response

from api.caller import Caller
from api.language import TAGS, locale_of
from api.portal import writing
from api.portal.navigation import ENTRIES, Entry, entries_for
from api.portal.who import Who, who_of
from api.static_files import address_of
from ledger.messages import LOCALES, sentence

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "same-origin",
}
"""What a page's answer carries: nothing inline, no other host; and browsers name the origin of a form to us only."""


@dataclass(frozen=True, slots=True)
class Here:
    """Where a page is: its path and query, the language, who asks, and the token that its forms carry."""

    path: str
    query: tuple[tuple[str, str], ...]
    locale: str
    caller: Caller
    csrf: str
    block: Any
    status: int
    who: Who | None

    @property
    def address(self) -> str:
        """Return the page's own path with its query, for a way back to it in whatever language."""
        asked = urlencode([(name, value) for name, value in self.query if name != "lang"])
        return self.path + (f"?{asked}" if asked else "")

    @property
    def tag(self) -> str:
        return TAGS[self.locale]

    def words(self, code: str, **facts: Any) -> str:
        return sentence(code, self.locale, facts)

    def url(self, path: str, **query: Any) -> str:
        """Return a link within the portal that keeps the language."""
        asked = [(name, str(value)) for name, value in query.items() if value not in (None, "")]
        if "lang" not in query and (self.locale != LOCALES[0] or any(name == "lang" for name, _ in self.query)):
            asked.append(("lang", self.locale))
        path, hash_mark, place = path.partition("#")
        joint = "&" if "?" in path else "?"
        return path + (joint + urlencode(asked) if asked else "") + hash_mark + place

    def again(self, **query: Any) -> str:
        """Return a link to this page with some of its query changed; None takes a part away."""
        kept = {name: value for name, value in self.query if name not in query}
        return self.url(self.path, **{**kept, **query})

    @property
    def topic(self) -> str:
        """Return what the page's help is filed under: the words of the way that leads nearest to it."""
        above = [entry for entry in ENTRIES if f"{self.path}/".startswith(f"{entry.path.rstrip('/')}/")]
        return max(above, key=lambda entry: len(entry.path)).words

    @property
    def entries(self) -> tuple[Entry, ...]:
        return entries_for(self.caller)


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("api.portal"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(writing.FILTERS)
    made.globals["asset"] = address_of
    return made


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **facts: Any,
) -> Response:
    """Answer with a page."""
    here = here_of(request, status)
    written = (
        _templates().get_template(template).render(here=here, t=here.words, url=here.url, locale=here.locale, **facts)
    )
    all_headers = {**HEADERS, "Content-Language": here.tag, "Vary": "Accept-Language, Cookie", **(headers or {})}
    return Response(written, status, all_headers, "text/html; charset=utf-8")


def here_of(request: Request, status: int = 200) -> Here:
    """Return where a request is."""
    state = request.scope.get("state", {})
    return Here(
        path=request.url.path,
        query=tuple(request.query_params.multi_items()),
        locale=locale_of(request.scope),
        caller=state.get("caller") or Caller(""),
        csrf=state.get("csrf", ""),
        block=state.get("ledger_block"),
        status=status,
        who=who_of(request),
    )


def redirect(request: Request, path: str, **query: Any) -> Response:
    """Lead on to another page of the portal, which is then asked for by GET (RFC 9110 §15.4.4)."""
    assert path.startswith("/"), "only own pages"
    assert not path.startswith("//"), "only own pages"
    return Response(status_code=303, headers={"Location": here_of(request).url(path, **query)})


def download(content: bytes | Iterable[bytes], name: str, media_type: str) -> Response:
    """Answer with a file to be kept; `name` is plain ASCII."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    body = content if isinstance(content, bytes) else b"".join(content)
    return Response(body, headers=headers, media_type=media_type)

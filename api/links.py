"""
Which answer leads to which question, as OpenAPI links: what a client, or a test by chance, may ask next.

Of each: the operation that answered, the status, the operation that may follow, and where its parameters come from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Link:
    """From an answer to a question: `parameters` are runtime expressions by the name of the parameter."""

    name: str
    after: tuple[str, str]
    status: str
    then: tuple[str, str]
    parameters: Mapping[str, str]


VERIFIED = ("post", "/v1/verifications")
LISTED = ("get", "/v1/certificates")
SHOWN = ("get", "/v1/certificates/{name}")
SUBSCRIBED = ("post", "/v1/subscriptions")
SUBSCRIPTION = "/v1/subscriptions/{name}"

_NUMBER = {"number": "$response.body#/number"}
_FIRST = {"name": "$response.body#/items/0/number"}
_HOLDER = {"name": "$response.body#/holders/0/uscc"}
_SAME = {"name": "$request.path.name"}
_MADE = {"name": "$response.body#/id"}

LINKS = (
    Link("answerAgain", VERIFIED, "200", ("get", "/v1/verifications/{number}"), _NUMBER),
    Link("bundle", VERIFIED, "200", ("get", "/v1/verifications/{number}/bundle"), _NUMBER),
    Link("portfolioAgain", ("post", "/v1/portfolios"), "200", ("get", "/v1/verifications/{number}"), _NUMBER),
    Link("certificate", LISTED, "200", SHOWN, _FIRST),
    Link("history", SHOWN, "200", ("get", "/v1/certificates/{name}/history"), _SAME),
    Link("pledges", SHOWN, "200", ("get", "/v1/certificates/{name}/pledges"), _SAME),
    Link("restraints", SHOWN, "200", ("get", "/v1/certificates/{name}/restraints"), _SAME),
    Link("sameData", SHOWN, "200", ("get", "/v1/certificates/{name}/same-data"), _SAME),
    Link("holder", SHOWN, "200", ("get", "/v1/participants/{name}"), _HOLDER),
    Link("holdings", SHOWN, "200", ("get", "/v1/participants/{name}/holdings"), _HOLDER),
    Link("subscription", SUBSCRIBED, "201", ("get", SUBSCRIPTION), _MADE),
    Link("newSecret", SUBSCRIBED, "201", ("post", SUBSCRIPTION + "/secret"), _MADE),
    Link("deliveries", SUBSCRIBED, "201", ("get", SUBSCRIPTION + "/deliveries"), _MADE),
    Link("unsubscribe", SUBSCRIBED, "201", ("delete", SUBSCRIPTION), _MADE),
)


def link(described: Mapping[str, Any]) -> None:
    """Write the links into an OpenAPI description; each must name operations and answers that it has."""
    paths = described["paths"]
    for each in LINKS:
        method, path = each.after
        then_method, then_path = each.then
        links = paths[path][method]["responses"][each.status].setdefault("links", {})
        links[each.name] = {
            "operationId": paths[then_path][then_method]["operationId"],
            "parameters": dict(each.parameters),
        }

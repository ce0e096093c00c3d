"""
The API's description and its page: valid OpenAPI, examples that hold, and a page that asks no other host for anything.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from ledger.messages import TABLE

ROUTES = {
    "/.well-known/jwks.json",
    "/health/live",
    "/health/ready",
    "/problems/{code}",
    "/v1/access-log",
    "/v1/acts/{contract}/{function}/check",
    "/v1/applications",
    "/v1/applications/{name}",
    "/v1/applications/{name}/history",
    "/v1/attestation-kinds",
    "/v1/attestations",
    "/v1/attestations/{id}",
    "/v1/board",
    "/v1/board/{name}",
    "/v1/board/{name}/objections",
    "/v1/cases",
    "/v1/cases/{name}",
    "/v1/cases/{name}/attachments",
    "/v1/cases/{name}/attachments/{attachment}",
    "/v1/cases/{name}/contact",
    "/v1/cases/{name}/inquiries",
    "/v1/cases/{name}/notes",
    "/v1/cases/{name}/objections/{objection}/contact",
    "/v1/cases/{name}/objections/{objection}/decline",
    "/v1/cases/{name}/objections/{objection}/material",
    "/v1/cases/{name}/return",
    "/v1/cases/{name}/steps",
    "/v1/cases/{name}/submission",
    "/v1/calendar",
    "/v1/calendar/{year}",
    "/v1/certificates",
    "/v1/certificates/{name}",
    "/v1/certificates/{name}/attestations",
    "/v1/certificates/{name}/bookings",
    "/v1/certificates/{name}/contributions",
    "/v1/certificates/{name}/credential",
    "/v1/certificates/{name}/paper",
    "/v1/certificates/{name}/custody",
    "/v1/certificates/{name}/drafts/{function}",
    "/v1/claims",
    "/v1/certificates/{name}/freezes",
    "/v1/certificates/{name}/history",
    "/v1/certificates/{name}/licences",
    "/v1/certificates/{name}/links",
    "/v1/certificates/{name}/listings",
    "/v1/certificates/{name}/pledges",
    "/v1/certificates/{name}/pledges/history",
    "/v1/certificates/{name}/renewal",
    "/v1/certificates/{name}/restraints",
    "/v1/certificates/{name}/same-data",
    "/v1/certificates/{name}/successions",
    "/v1/checks/{kind}",
    "/v1/contributions",
    "/v1/documents/{digest}",
    "/v1/entries",
    "/v1/exits",
    "/v1/freezes",
    "/v1/holders/{uscc}/calendar",
    "/v1/holders/{uscc}/portfolio",
    "/v1/imports",
    "/v1/imports/{own}",
    "/v1/imports/{own}/approval",
    "/v1/imports/{own}/remarks",
    "/v1/inbox",
    "/v1/inbox/read",
    "/v1/instructions",
    "/v1/instructions/{name}",
    "/v1/instructions/{name}/steps",
    "/v1/licences",
    "/v1/log/answers",
    "/v1/log/checkpoint",
    "/v1/log/consistency",
    "/v1/log/cosignatures",
    "/v1/log/inclusion",
    "/v1/numbers",
    "/v1/objections",
    "/v1/officers",
    "/v1/officers/log",
    "/v1/officers/{id}",
    "/v1/officers/{id}/duties",
    "/v1/officers/{id}/password",
    "/v1/officers/{id}/second-factor",
    "/v1/officers/{id}/sessions",
    "/v1/officers/{id}/suspension",
    "/v1/outbox",
    "/v1/participants/{name}",
    "/v1/participants/{name}/certificates",
    "/v1/participants/{name}/holdings",
    "/v1/participants/{uscc}/claims",
    "/v1/pledges",
    "/v1/policy",
    "/v1/portfolios",
    "/v1/publicity",
    "/v1/regimes",
    "/v1/renewals",
    "/v1/rules",
    "/v1/same-data",
    "/v1/schemas",
    "/v1/schemas/{name}",
    "/v1/session",
    "/v1/session/code",
    "/v1/session/password",
    "/v1/session/second-factor",
    "/v1/sessions",
    "/v1/snapshot",
    "/v1/statistics/cases",
    "/v1/statistics/finance",
    "/v1/statistics/registrations",
    "/v1/statistics/volume",
    "/v1/status",
    "/v1/stream",
    "/v1/subscriptions",
    "/v1/subscriptions/{name}",
    "/v1/subscriptions/{name}/deliveries",
    "/v1/subscriptions/{name}/redeliver",
    "/v1/subscriptions/{name}/secret",
    "/v1/successions",
    "/v1/token",
    "/v1/totals",
    "/v1/verifications",
    "/v1/verifications/{number}",
    "/v1/verifications/{number}/bundle",
}


@pytest.fixture(scope="module")
def description(still_api: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = still_api.get("/openapi.json").json()
    return found


def _operations(description: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in description["paths"].items():
        for method, operation in item.items():
            yield f"{method} {path}", operation


def _schema(description: Mapping[str, Any], schema: Mapping[str, Any]) -> Draft202012Validator:
    """Return a validator of a part of the description, which refers to the other parts."""
    return Draft202012Validator({**schema, "components": description["components"]})


def test_the_entrance_is_a_page_that_leads_to_the_documentation(still_api: httpx.Client) -> None:
    page = still_api.get("/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert 'href="/docs"' in page.text


def test_the_description_is_valid_openapi_and_names_every_route(description: dict[str, Any]) -> None:
    validate(description)
    assert set(description["paths"]) == ROUTES
    assert "ValidationError" not in description["components"]["schemas"]


def test_every_operation_says_what_it_does_and_with_which_problems_it_answers(description: dict[str, Any]) -> None:
    for name, operation in _operations(description):
        assert operation["description"], name
        assert operation["tags"], name
        assert {"200", "201", "204"} & set(operation["responses"]), name
        problem = operation["responses"]["422"]["content"]
        assert "application/problem+json" in problem, name


def test_every_example_of_a_problem_is_one_and_its_code_has_sentences(description: dict[str, Any]) -> None:
    count = 0
    for _, operation in _operations(description):
        for status, response in operation["responses"].items():
            content = response.get("content", {}).get("application/problem+json")
            if content is None:
                continue
            for language, example in content["examples"].items():
                value = example["value"]
                _schema(description, content["schema"]).validate(value)
                assert value["status"] == int(status)
                assert value["code"] in TABLE
                assert bool(re.search(r"[\u4e00-\u9fff]", value["detail"])) == (language == "zh")
                count += 1
    assert count > 50


def test_every_example_of_a_field_fits_its_schema(description: dict[str, Any]) -> None:
    count = 0
    for name, schema in description["components"]["schemas"].items():
        for example in schema.get("examples", []):
            _schema(description, schema).validate(example)
        for field, part in schema.get("properties", {}).items():
            for example in part.get("examples", []):
                assert list(_schema(description, part).iter_errors(example)) == [], (name, field)
                count += 1
    assert count > 80


def test_the_example_of_a_verification_is_answered(still_api: httpx.Client, description: dict[str, Any]) -> None:
    for example in description["components"]["schemas"]["VerificationRequest"]["examples"]:
        answer = still_api.post("/v1/verifications", json=example)
        assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("/v1/participants/1", "/v1/participants/{name}"),
        ("/v1/participants/1/certificates", "/v1/participants/{name}/certificates"),
        ("/v1/status", "/v1/status"),
        ("/v1/regimes", "/v1/regimes"),
        ("/v1/calendar", "/v1/calendar"),
        ("/v1/policy", "/v1/policy"),
        ("/health/live", "/health/live"),
        ("/problems/UsccLength", "/problems/{code}"),
    ],
)
def test_an_answer_has_the_shape_that_is_described(
    still_api: httpx.Client, description: dict[str, Any], path: str, template: str
) -> None:
    schema = description["paths"][template]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    _schema(description, schema).validate(still_api.get(path).json())


def test_a_verifications_answer_and_a_problem_have_the_shapes_that_are_described(
    still_api: httpx.Client, description: dict[str, Any]
) -> None:
    responses = description["paths"]["/v1/verifications"]["post"]["responses"]
    answer = still_api.post("/v1/verifications", json={"purpose": "public", "id": "ab" * 32})
    _schema(description, responses["200"]["content"]["application/json"]["schema"]).validate(answer.json())
    refused = still_api.post("/v1/verifications", json={})
    _schema(description, responses["422"]["content"]["application/problem+json"]["schema"]).validate(refused.json())


# THE PAGE


def test_the_page_takes_everything_from_its_own_host_and_nothing_inline(still_api: httpx.Client) -> None:
    page = still_api.get("/docs")
    assert page.headers["Content-Type"].startswith("text/html")
    asked = re.findall(r"(?:src|href)=\"([^\"]*)\"", page.text)
    assert set(asked) == {
        "/static/swagger-ui.css", "/static/swagger-ui-bundle.js", "/static/docs.js", "/openapi.json", "data:,",
    }  # fmt: skip
    for path in asked:
        if path.startswith("/"):
            answer = still_api.get(path)
            assert answer.status_code == 200
            assert answer.headers["Content-Security-Policy"]
    assert re.findall(r"<script(?![^>]*\bsrc=)", page.text) == []
    assert "style=" not in page.text
    assert " on" not in re.sub(r">[^<]*<", "><", page.text)


def test_the_pages_policy_allows_its_own_host_only(still_api: httpx.Client) -> None:
    policy = dict(
        part.strip().split(" ", 1) for part in still_api.get("/docs").headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert {policy[name] for name in ("script-src", "style-src", "connect-src")} == {"'self'"}
    assert policy["img-src"] == "'self' data:"
    assert not any("http" in allowed or "unsafe" in allowed or "*" in allowed for allowed in policy.values())


def test_the_style_sheet_fetches_nothing_and_the_start_asks_no_validator(still_api: httpx.Client) -> None:
    style = still_api.get("/static/swagger-ui.css").text
    assert all(found.strip("\"'").startswith("data:") for found in re.findall(r"url\(([^)]{0,20})", style))
    assert "@import" not in style
    start = still_api.get("/static/docs.js").text
    assert "validatorUrl: null" in start
    assert re.findall(r"https?://", start) == []


def test_the_vendored_files_are_the_published_ones() -> None:
    folder = resources.files("api").joinpath("static")
    table = dict(re.findall(r"^\| (\S+) \| `([0-9a-f]{64})` \|$", folder.joinpath("README.md").read_text(), re.M))
    assert set(table) == {"swagger-ui-bundle.js", "swagger-ui.css"}
    for name, digest in table.items():
        assert hashlib.sha256(folder.joinpath(name).read_bytes()).hexdigest() == digest

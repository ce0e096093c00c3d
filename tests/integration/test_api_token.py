"""
Access tokens: given for a client's secret by RFC 6749, refused in its words, and never repeated.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from api.caller import Scope
from ledger.store.service import clients
from tests.house_fixtures import new_key
from tests.visitor_fixtures import Door, is_refused

FORM = {"grant_type": "client_credentials"}


def test_a_token_is_given_for_a_secret_by_basic_and_in_the_form(door: Door) -> None:
    client_id, secret = door.new_secret(Scope.READ, Scope.VERIFY)
    named = {"client_id": client_id, "client_secret": secret}
    for answer in (
        door.ask("/v1/token", "", "POST", data=FORM, auth=(client_id, secret)),
        door.ask("/v1/token", "", "POST", data=FORM | named),
        door.ask("/v1/token", "", "POST", data=FORM | {"scope": "", "client_id": client_id}, auth=(client_id, secret)),
    ):
        assert answer.status_code == 200, answer.text
        assert (answer.headers["Cache-Control"], answer.headers["Pragma"]) == ("no-store", "no-cache")
        given = answer.json()
        assert set(given) == {"access_token", "token_type", "expires_in", "scope"}
        assert (given["token_type"], given["expires_in"], given["scope"]) == ("Bearer", 600, "read verify")
        assert door.ask("/v1/certificates", given["access_token"]).status_code == 200


def test_a_token_is_narrowed_to_the_scopes_that_are_asked_for(door: Door) -> None:
    client_id, secret = door.new_secret(Scope.READ, Scope.VERIFY)
    narrow = door.ask("/v1/token", "", "POST", data=FORM | {"scope": "verify"}, auth=(client_id, secret)).json()
    assert narrow["scope"] == "verify"
    is_refused(door.ask("/v1/certificates", narrow["access_token"]), 403, "ScopeMissing")


@pytest.mark.parametrize(
    ("form", "user", "status", "error"),
    [
        ({}, "own", 400, "invalid_request"),
        ({"grant_type": "password"}, "own", 400, "unsupported_grant_type"),
        ({"grant_type": ["client_credentials", "client_credentials"]}, "own", 400, "invalid_request"),
        (FORM | {"scope": "read supervise"}, "own", 400, "invalid_scope"),
        (FORM | {"scope": "everything"}, "own", 400, "invalid_scope"),
        (FORM | {"client_secret": "x"}, "own", 400, "invalid_request"),
        (FORM | {"client_id": "another"}, "own", 401, "invalid_client"),
        (FORM, "none", 401, "invalid_client"),
        (FORM, "wrong", 401, "invalid_client"),
        (FORM, "unknown", 401, "invalid_client"),
        (FORM, "key", 401, "invalid_client"),
        (FORM, "revoked", 401, "invalid_client"),
        (FORM | {"client_id": "x"}, "none", 401, "invalid_client"),
    ],
)
def test_a_request_for_a_token_is_refused_in_the_standards_words(
    door: Door, form: dict[str, Any], user: str, status: int, error: str
) -> None:
    client_id, secret = door.new_secret(Scope.READ)
    key = new_key(door.service)
    gone, gone_secret = door.new_secret()
    with door.service.writing() as session:
        clients.revoke(session, clients.by_id(session, gone), 1)
    auth = {
        "own": (client_id, secret), "wrong": (client_id, "wrong"), "unknown": ("client-0", secret),
        "key": (client_id, key), "revoked": (gone, gone_secret),
    }.get(user)  # fmt: skip
    answer = door.ask("/v1/token", "", "POST", data=form or {"scope": "read"}, **({"auth": auth} if auth else {}))
    assert (answer.status_code, answer.json()["error"]) == (status, error), answer.text
    assert set(answer.json()) == {"error", "error_description"}
    assert re.fullmatch(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+", answer.json()["error_description"])
    assert ("WWW-Authenticate" in answer.headers) == (status == 401)
    assert secret not in answer.text


def test_the_answer_is_the_same_for_an_unknown_client_and_a_wrong_secret(door: Door) -> None:
    client_id, secret = door.new_secret()
    other_id, _ = door.new_secret()
    auths = [(client_id, "wrong"), ("client-0", secret), (other_id, secret), ("", ""), (client_id, "")]
    told = {door.ask("/v1/token", "", "POST", data=FORM, auth=auth).text for auth in auths}
    assert len(told) == 1


def test_only_the_token_route_reads_a_form_and_it_reads_nothing_else(door: Door) -> None:
    key = new_key(door.service)
    is_refused(door.ask("/v1/verifications", key, "POST", data={"purpose": "public"}), 415, "MediaTypeUnsupported")
    is_refused(door.ask("/v1/token", "", "POST", json=FORM), 415, "MediaTypeUnsupported")
    for content in (b"\xff=1", b"&".join(b"a%d=1" % place for place in range(50)), b"grant_type=%ff"):
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = door.ask("/v1/token", "", "POST", content=content, headers=kind)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_no_secret_is_repeated_in_a_log_or_in_a_problem(door: Door, capfd: pytest.CaptureFixture[str]) -> None:
    client_id, secret = door.new_secret()
    key, held = new_key(door.service), door.grant(client_id, 600)
    said = []
    for shown in (secret, key, held):
        bearer = {"Authorization": f"Bearer {shown}"}
        said += [
            door.ask("/v1/status", shown),
            door.ask("/v1/certificates/nonsense", shown),
            door.ask("/v1/status", f"{shown}x"),
            door.ask("/v1/status", headers={"Authorization": f"Basic {shown}"}),
            door.ask("/v1/status", shown, headers=bearer),
            door.ask("/v1/status", params={"access_token": shown, "api_key": shown}),
            door.ask("/v1/token", "", "POST", data={"client_secret": shown, "grant_type": "password"}),
            door.ask("/v1/verifications", "", "POST", json={"purpose": "public", "apiKey": shown}),
        ]
    out, err = capfd.readouterr()
    for shown in (secret, key, held):
        assert not [answer.text for answer in said if shown in answer.text or shown in str(answer.headers)]
        assert shown not in out + err
    home = door.settings.home
    kept = b"".join(file.read_bytes() for file in home.rglob("*") if file.is_file())
    assert client_id.encode() in kept
    assert not [shown for shown in (secret, key, held) if shown.encode() in kept]

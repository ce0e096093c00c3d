"""
Bad input over HTTP: each kind is a clear problem in Chinese and English that names the field, and never a 5xx.

Requests go to a real server; where a client library would not send such a thing, they go over a bare socket.
"""

from __future__ import annotations

import json
import re
import socket
import sqlite3
import threading
import time
from typing import Any

import httpx
import pytest

from api.app import create_app
from ledger.config import Settings
from ledger.store.mirror import Mirror
from tests.house_fixtures import serving

NUMBER = "SJ1112026110001"
USCC = "91110112MA0000015K"
CHINESE = re.compile(r"[\u4e00-\u9fff]")

BODIES: list[tuple[str, dict[str, Any], str, str]] = [
    # what is wrong, body, code, field
    ("nothing", {}, "FieldMissing", "purpose"),
    ("no purpose", {"number": NUMBER}, "FieldMissing", "purpose"),
    ("unknown purpose", {"purpose": "gift", "number": NUMBER}, "ValueUnknown", "purpose"),
    ("purpose of another type", {"purpose": 5, "number": NUMBER}, "ValueUnknown", "purpose"),
    ("no certificate", {"purpose": "public"}, "CertificateNotNamed", "number"),
    ("two names", {"purpose": "public", "number": NUMBER, "id": "ab" * 32}, "CertificateNamedTwice", "id"),
    ("unknown field", {"purpose": "public", "number": NUMBER, "proofs": True}, "FieldNotExpected", "proofs"),
    ("snake case", {"purpose": "public", "document_digest": "ab" * 32}, "FieldNotExpected", "document_digest"),
    ("number of another form", {"purpose": "public", "number": "SJ11"}, "NumberMalformed", "number"),
    ("number without such a month", {"purpose": "public", "number": "SJ1112026130001"}, "NumberMonth", "number"),
    ("number with serial 0", {"purpose": "public", "number": "SJ1112026110000"}, "NumberSerial", "number"),
    ("number of no regime", {"purpose": "public", "number": "XX1112026110001"}, "NumberPrefix", "number"),
    ("number as a number", {"purpose": "public", "number": 1112026110001}, "FieldType", "number"),
    ("number far too long", {"purpose": "public", "number": "9" * 5_000}, "TextTooLong", "number"),
    ("number with a null byte", {"purpose": "public", "number": "SJ111202611\x000001"}, "NumberMalformed", "number"),
    ("id too short", {"purpose": "public", "id": "ab"}, "DigestMalformed", "id"),
    ("id not hexadecimal", {"purpose": "public", "id": "zz" * 32}, "DigestMalformed", "id"),
    ("digest too long", {"purpose": "public", "documentDigest": "ab" * 33}, "DigestMalformed", "documentDigest"),
    ("digest as a list", {"purpose": "public", "documentDigest": ["ab" * 32]}, "FieldType", "documentDigest"),
    ("wrong check character", {"purpose": "public", "number": NUMBER, "holder": {"uscc": USCC[:-1] + "X"}},
     "UsccCheckCharacter", "holder.uscc"),
    ("code too short", {"purpose": "public", "number": NUMBER, "holder": {"uscc": USCC[:-1]}},
     "UsccLength", "holder.uscc"),
    ("a letter O in a code", {"purpose": "public", "number": NUMBER, "holder": {"uscc": USCC.replace("0", "O", 1)}},
     "UsccCharacter", "holder.uscc"),
    ("no code", {"purpose": "public", "number": NUMBER, "holder": {}}, "HolderNotNamed", ""),
    ("holder as text", {"purpose": "public", "number": NUMBER, "holder": USCC}, "FieldType", "holder"),
    ("holder with more", {"purpose": "public", "number": NUMBER, "holder": {"uscc": USCC, "phone": "1"}},
     "FieldNotExpected", "holder.phone"),
    ("a blank name", {"purpose": "public", "number": NUMBER, "holder": {"uscc": USCC, "name": " "}},
     "TextInvalid", "holder.name"),
    ("a name with a bell in it", {"purpose": "public", "number": NUMBER, "holder": {"uscc": USCC, "name": "a\x07"}},
     "TextInvalid", "holder.name"),
    ("a name far too long", {"purpose": "public", "number": NUMBER, "holder": {"uscc": USCC, "name": "长" * 500}},
     "TextTooLong", "holder.name"),
    ("a loan for another purpose", {"purpose": "equity", "number": NUMBER, "loan": {"maturity": "2030-01-01"}},
     "LoanNotForPurpose", "loan"),
    ("no maturity", {"purpose": "financing", "number": NUMBER, "loan": {}}, "FieldMissing", "loan.maturity"),
    ("a day that is not", {"purpose": "financing", "number": NUMBER, "loan": {"maturity": "2030-02-30"}},
     "DateInvalid", "loan.maturity"),
    ("a maturity in words", {"purpose": "financing", "number": NUMBER, "loan": {"maturity": "soon"}},
     "DateInvalid", "loan.maturity"),
    ("a maturity in another age", {"purpose": "financing", "number": NUMBER, "loan": {"maturity": "9999-12-31"}},
     "IntegerRange", "loan.maturity"),
    ("an amount in yuan with cents",
     {"purpose": "financing", "number": NUMBER, "loan": {"maturity": "2030-01-01", "amountFen": 1.5}},
     "FieldType", "loan.amountFen"),
    ("an amount as text",
     {"purpose": "financing", "number": NUMBER, "loan": {"maturity": "2030-01-01", "amountFen": "100"}},
     "FieldType", "loan.amountFen"),
    ("no amount at all",
     {"purpose": "financing", "number": NUMBER, "loan": {"maturity": "2030-01-01", "amountFen": 0}},
     "IntegerRange", "loan.amountFen"),
    ("more money than there is",
     {"purpose": "financing", "number": NUMBER, "loan": {"maturity": "2030-01-01", "amountFen": 10**30}},
     "IntegerRange", "loan.amountFen"),
]  # fmt: skip

PATHS: list[tuple[str, str, str]] = [
    # path, code, field
    ("/v1/certificates/XX", "NumberMalformed", "name"),
    ("/v1/certificates/SJ1112026130001", "NumberMonth", "name"),
    (f"/v1/certificates/{'zz' * 32}", "CertificateIdMalformed", "name"),
    (f"/v1/certificates/{'a' * 40}", "CertificateIdMalformed", "name"),
    (f"/v1/certificates/{'a' * 5000}", "TextTooLong", "name"),
    ("/v1/certificates/%00", "NumberMalformed", "name"),
    ("/v1/certificates/%ff%fe", "NumberMalformed", "name"),
    ("/v1/certificates/' OR 1=1 --", "NumberMalformed", "name"),
    (f"/v1/certificates/{NUMBER}?as_of_block=-1", "IntegerRange", "as_of_block"),
    (f"/v1/certificates/{NUMBER}?as_of_block=x", "FieldType", "as_of_block"),
    (f"/v1/certificates/{NUMBER}?as_of_block={10**30}", "IntegerRange", "as_of_block"),
    (f"/v1/certificates/{NUMBER}?as_of=1", "InstantInvalid", "as_of"),
    (f"/v1/certificates/{NUMBER}?as_of=2026-11-05T09:30:00", "InstantInvalid", "as_of"),
    (f"/v1/certificates/{NUMBER}?as_of=2026-02-30", "InstantInvalid", "as_of"),
    (f"/v1/certificates/{NUMBER}?as_of=1999-12-31", "InstantNotMirrored", "as_of"),
    (f"/v1/certificates/{NUMBER}?as_of=2999-12-31", "InstantNotMirrored", "as_of"),
    (f"/v1/certificates/{NUMBER}?as_of=2026-11-05&as_of_block=1", "AsOfTwice", "as_of"),
    (f"/v1/certificates/{NUMBER}?lang=fr", "ValueUnknown", "lang"),
    ("/v1/participants/0x12", "ParticipantMalformed", "name"),
    ("/v1/participants/91110112MA0000015X", "UsccCheckCharacter", "name"),
    ("/v1/participants/-1", "ParticipantMalformed", "name"),
    ("/v1/participants/1/certificates?cursor=abc", "CursorMalformed", "cursor"),
    ("/v1/participants/1/certificates?cursor=1.2.3", "CursorMalformed", "cursor"),
    ("/v1/participants/1/certificates?limit=0", "IntegerRange", "limit"),
    ("/v1/participants/1/certificates?limit=ten", "FieldType", "limit"),
    ("/v1/participants/1/certificates?offset=5", "FieldNotExpected", "offset"),
    ("/v1/documents/ab", "DigestMalformed", "digest"),
    ("/v1/documents/..%2f..%2fetc%2fpasswd", "RouteUnknown", ""),
    ("/v1/snapshot?block=5", "FieldNotExpected", "block"),
    ("/v1/status?verbose=1", "FieldNotExpected", "verbose"),
    ("/v1/nothing", "RouteUnknown", ""),
    ("/static/docs.html", "RouteUnknown", ""),
    ("/static/..%2fapp.py", "RouteUnknown", ""),
    ("/docs/", "RouteUnknown", ""),
]


def _is_a_problem(answer: httpx.Response, code: str, field: str, language: str) -> None:
    """Expect an RFC 9457 document with this code that names the field, and says in the language what to do."""
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    document = answer.json()
    assert document["status"] == answer.status_code
    assert (document["code"], document["type"]) == (code, f"/problems/{code}"), document
    assert document["instance"] == f"urn:request:{answer.headers['X-Request-Id']}"
    assert document["retryable"] is False
    if field:
        assert field in [error["field"] for error in document["errors"]], document
    for said in [document["title"], document["detail"], *(error["detail"] for error in document["errors"])]:
        assert bool(CHINESE.search(said)) == (language == "zh"), said
        assert "?" not in said
        assert "Traceback" not in said


@pytest.mark.parametrize(("body", "code", "field"), [row[1:] for row in BODIES], ids=[row[0] for row in BODIES])
def test_a_wrong_body_is_a_problem_in_both_languages(
    still_api: httpx.Client, body: dict[str, Any], code: str, field: str
) -> None:
    for language in ("zh", "en"):
        answer = still_api.post("/v1/verifications", json=body, headers={"Accept-Language": language})
        _is_a_problem(answer, code, field, language)


@pytest.mark.parametrize(("path", "code", "field"), PATHS)
def test_a_wrong_path_or_parameter_is_a_problem_in_both_languages(
    still_api: httpx.Client, path: str, code: str, field: str
) -> None:
    for language in ("zh", "en"):
        answer = still_api.get(path, headers={"Accept-Language": language})
        _is_a_problem(answer, code, field, language)


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"",
        b"[1,2",
        b'{"purpose": "public",}',
        b'{"purpose": NaN}',
        b'{"purpose": "public", "purpose": "financing", "number": "SJ1112026110001"}',
        b"[" * 100_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        '{"purpose": "公开"}'.encode("gbk"),
        '{"purpose": "public", "number": "SJ1112026110001"}'.encode("utf-16"),
        b"\xff\xfe\x00",
        b"9" * 10_000,
        b'"text"',
        b"null",
        b"[]",
    ],
    ids=range(15),
)
def test_a_body_that_is_no_json_object_is_a_problem(still_api: httpx.Client, content: bytes) -> None:
    answer = still_api.post("/v1/verifications", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["code"] in ("BodyMalformed", "FieldType", "FieldMissing")
    assert CHINESE.search(answer.json()["detail"])


def test_lone_surrogates_are_refused_and_can_be_told(still_api: httpx.Client) -> None:
    for content in (
        b'{"purpose": "public", "number": "\\ud800"}',
        b'{"purpose": "public", "number": "SJ1112026110001", "\\udfff": 1}',
        b'{"purpose": "\\ud800", "number": "SJ1112026110001"}',
        b'{"purpose": "public", "id": "", "holder": {"uscc": "91110112MA0000015K", "name": "\\ud800"}}',
    ):
        answer = still_api.post("/v1/verifications", content=content, headers={"Content-Type": "application/json"})
        assert answer.status_code in (400, 422), answer.text
        assert answer.json()["code"]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_a_body_of_another_kind_is_a_problem(still_api: httpx.Client, kind: str) -> None:
    answer = still_api.post("/v1/verifications", content=b'{"purpose": "public"}', headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["code"]) == (415, "MediaTypeUnsupported")


def test_all_faults_are_told_at_once(still_api: httpx.Client) -> None:
    body = {"purpose": "gift", "number": "SJ11", "holder": {"uscc": USCC[:-1] + "X", "phone": "1"}, "more": 1}
    answer = still_api.post("/v1/verifications?lang=en", json=body)
    document = answer.json()
    assert (answer.status_code, document["code"]) == (422, "RequestInvalid")
    assert {(error["field"], error["code"]) for error in document["errors"]} == {
        ("purpose", "ValueUnknown"),
        ("number", "NumberMalformed"),
        ("holder.uscc", "UsccCheckCharacter"),
        ("holder.phone", "FieldNotExpected"),
        ("more", "FieldNotExpected"),
    }
    uscc = next(error["detail"] for error in document["errors"] if error["field"] == "holder.uscc")
    assert "place 18" in uscc
    assert "“K”" in uscc
    assert "“X”" in uscc


def test_the_language_is_that_of_the_parameter_then_of_the_header_then_chinese(still_api: httpx.Client) -> None:
    for parameters, header, language in (
        ({}, "", "zh"),
        ({}, "en", "en"),
        ({}, "fr, en-GB;q=0.8, zh;q=0.2", "en"),
        ({}, "en;q=0.3, zh-Hans;q=0.9", "zh"),
        ({}, "fr;q=x, *;q=0.1", "zh"),
        ({"lang": "en"}, "zh", "en"),
        ({"lang": "zh"}, "en", "zh"),
    ):
        answer = still_api.get("/v1/certificates/XX", params=parameters, headers={"Accept-Language": header})
        assert bool(CHINESE.search(answer.json()["detail"])) == (language == "zh"), (parameters, header)
        assert answer.headers["Content-Language"] == {"zh": "zh-Hans", "en": "en"}[language]


# LIMITS


def test_a_body_that_is_too_large_is_refused_however_it_comes(still_api: httpx.Client) -> None:
    large = b'{"purpose": "' + b"x" * 1_100_000 + b'"}'
    headers = {"Content-Type": "application/json"}
    declared = still_api.post("/v1/verifications", content=large, headers=headers)
    assert (declared.status_code, declared.json()["code"]) == (413, "BodyTooLarge")
    chunked = still_api.post("/v1/verifications", content=iter([large[:600_000], large[600_000:]]), headers=headers)
    assert (chunked.status_code, chunked.json()["code"]) == (413, "BodyTooLarge")
    read = still_api.request("GET", "/v1/status", content=large, headers=headers)
    assert read.status_code == 413


def test_a_method_that_is_not_possible_says_which_are(still_api: httpx.Client) -> None:
    answer = still_api.delete("/v1/certificates/SJ1112026110001")
    assert (answer.status_code, answer.json()["code"]) == (405, "MethodNotAllowed")
    assert answer.headers["Allow"] == "GET"
    assert still_api.get("/v1/verifications").headers["Allow"] == "POST"


def test_broken_http_is_answered_and_the_server_lives_on(still_api: httpx.Client) -> None:
    host, port = still_api.base_url.host, still_api.base_url.port
    assert port is not None
    for request in (
        b"GARBAGE\r\n\r\n",
        b"POST /v1/verifications HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"POST /v1/verifications HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /v1/status HTTP/1.1\r\nHost: x\r\nX-Request-Id: \xff\xfe\r\n\r\n",
    ):
        with socket.create_connection((host, port), timeout=5) as connection:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            while part := connection.recv(65_536):
                answer += part
            assert b" 500 " not in answer.split(b"\r\n")[0]
    assert still_api.get("/health/live").status_code == 200


def test_a_request_that_takes_too_long_is_told_so(founded: tuple[Settings, Mirror]) -> None:
    settings, mirror = founded
    gate, passed = threading.Event(), threading.Event()
    gate.set()

    def slow_clock() -> float:
        gate.wait(10)
        passed.set()
        return time.time()

    with serving(create_app(settings, clock=slow_clock, seconds_max=1, mirror=mirror)) as client:
        gate.clear()
        passed.clear()
        answer = client.get("/v1/participants/1")
        assert not passed.is_set()
        assert (answer.status_code, answer.json()["code"]) == (503, "RequestTimedOut")
        assert answer.headers["Retry-After"]
        assert answer.headers["Content-Security-Policy"]
        gate.set()
        assert passed.wait(10)
        assert client.get("/v1/participants/1").status_code == 200


def test_a_locked_database_is_a_problem_that_says_try_again(founded: tuple[Settings, Mirror]) -> None:
    settings, mirror = founded
    with serving(create_app(settings, mirror=mirror)) as client:
        assert client.get("/v1/participants/1").status_code == 200
        mirror.close()
        locker = sqlite3.connect(settings.home / "mirror.sqlite", isolation_level=None)
        locker.execute("PRAGMA locking_mode = EXCLUSIVE")
        locker.execute("BEGIN EXCLUSIVE")
        try:
            for answer in (
                client.get("/v1/participants/1"),
                client.post("/v1/verifications", json={"purpose": "public", "number": NUMBER}),
                client.get("/v1/snapshot"),
            ):
                assert (answer.status_code, answer.json()["code"]) == (503, "DatabaseUnavailable"), answer.text
                assert answer.json()["retryable"] is True
                assert answer.headers["Retry-After"] == "5"
                assert str(settings.home) not in answer.text
            ready = client.get("/health/ready")
            assert (ready.status_code, ready.json()["reason"]) == (503, "DatabaseUnavailable")
        finally:
            locker.close()
        assert client.get("/v1/participants/1").status_code == 200


# HEADERS


@pytest.mark.parametrize(
    "path",
    ["/health/live", "/v1/status", "/v1/certificates/XX", "/v1/nothing", "/openapi.json", "/docs", "/v1/snapshot"],
)
def test_every_answer_has_the_security_headers_and_an_id(still_api: httpx.Client, path: str) -> None:
    answer = still_api.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Strict-Transport-Security"]
    assert "Server" not in answer.headers
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-Id"])


def test_a_callers_own_request_id_is_kept_if_it_is_harmless(still_api: httpx.Client) -> None:
    kept = still_api.get("/health/live", headers={"X-Request-Id": "bank-42.a_b"})
    assert kept.headers["X-Request-Id"] == "bank-42.a_b"
    for bad in ("a b", "x" * 65, "<script>", "a\tb"):
        assert still_api.get("/health/live", headers={"X-Request-Id": bad}).headers["X-Request-Id"] != bad


def test_every_answer_about_the_ledger_says_of_which_block(still_api: httpx.Client) -> None:
    for path in ("/v1/status", "/v1/participants/1", "/v1/snapshot", "/health/ready", "/v1/participants/999"):
        answer = still_api.get(path)
        assert int(answer.headers["Ledger-Block"]) > 0, path
        assert re.fullmatch(r"0x[0-9a-f]{64}", answer.headers["Ledger-Block-Hash"])


def test_what_the_api_says_is_json_that_every_reader_reads_alike(still_api: httpx.Client) -> None:
    for path in ("/v1/status", "/v1/participants/1", "/v1/calendar", "/v1/policy"):
        answer = still_api.get(path)
        assert json.loads(answer.content.decode("utf-8")) == answer.json()
        assert b"NaN" not in answer.content

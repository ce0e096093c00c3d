"""
Verification over HTTP: every purpose with each verdict, by number, id and file digest, on the real stack.

Certificates are issued on Anvil, mirrored into SQLite and PostgreSQL, and asked for as a bank would; each test says
which reason of which check must bring about the verdict.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest

from api.app import create_app
from ledger.chain.node import free_port
from ledger.domain.events import Fen
from ledger.domain.participants import Kind
from ledger.store.mirror import Mirror
from tests.chain_fixtures import Party, digest_of
from tests.house_fixtures import House, Registered, digest_of_file, number_text, reason_of, serving
from tests.office_fixtures import Offices

PURPOSES = ("financing", "equity", "booking", "transfer", "public")


def _ask(house: House, purpose: str, number: str, party: Party, **more: Any) -> dict[str, Any]:
    holder = {} if purpose == "public" else {"holder": {"uscc": party.uscc}}
    return house.verify(purpose=purpose, number=number, **holder, **more)


def _expect(  # noqa: PLR0917 - a row of a table
    house: House, certificate: Registered, party: Party, verdicts: str, check: str, outcome: str
) -> None:
    """Expect the verdicts for the five purposes by first letters, and the outcome and reason of a check somewhere."""
    answers = [_ask(house, purpose, certificate.number, party) for purpose in PURPOSES]
    assert "".join(answer["verdict"][0] for answer in answers) == verdicts, [answer["checks"] for answer in answers]
    assert outcome in [reason_of(answer, check) for answer in answers]


@pytest.fixture
def offices(house: House) -> Offices:
    """Institutions that value what is to pass for financing and equity."""
    return Offices(house)


@contextmanager
def _other_api(house: House, **changes: Any) -> Iterator[httpx.Client]:
    """Serve the same mirror with other settings."""
    settings = house.settings.model_copy(update=changes)
    with serving(create_app(settings, clock=house.clock, mirror=house.mirror)) as client:
        yield client


def test_a_sound_certificate_passes_for_every_purpose(house: House, offices: Offices) -> None:
    holder = house.admit("甲")
    sound = offices.value(house.issue(holder), Fen(1_000_000_000))
    house.sync()
    _expect(house, sound, holder, "PPPPP", "IN_FORCE", "PASS IN_FORCE")
    loan = {"maturity": (house.today + timedelta(days=900)).isoformat(), "amountFen": 1_000_000_000}
    answer = _ask(house, "financing", sound.number, holder, loan=loan)
    assert answer["verdict"] == "PASS"
    assert answer["verdictText"] == {"zh": "通过", "en": "Passed"}
    assert reason_of(answer, "TERM_COVERS") == "PASS TERM_COVERS"
    assert answer["question"]["loan"] == loan
    assert answer["evidence"]["lagBlocks"] == 0
    assert answer["certificate"]["number"] == sound.number
    assert "中登网" in answer["scope"]["zh"]


def test_a_certificate_is_found_by_number_id_or_file_digest_however_it_is_typed(house: House) -> None:
    holder = house.admit("甲")
    sound = house.issue(holder)
    house.sync()
    digest = digest_of_file(sound.document)
    typed = f"{sound.number[:2].lower()} {sound.number[2:5]} {sound.number[5:]}"
    for named in (
        {"number": sound.number},
        {"number": typed},
        {"id": sound.id},
        {"id": sound.id[2:].upper()},
        {"documentDigest": digest},
        {"documentDigest": f"0x{digest.upper()}"},
        {"number": sound.number, "documentDigest": digest},
    ):
        answer = house.verify(purpose="public", **named)
        assert (answer["verdict"], answer["certificate"]["id"]) == ("PASS", sound.id), answer
        presented = "PASS PRESENTED_CURRENT" if "documentDigest" in named else "NOT_APPLICABLE PRESENTED_NOTHING"
        assert reason_of(answer, "DOCUMENT_PRESENTED") == presented


def test_what_is_lawful_but_matters_is_a_warning(house: House, offices: Offices) -> None:
    renamed = house.admit("新名", former=({"zh": "旧名公司", "en": "Old Name", "until": "2025-05-31"},))
    other = house.admit("乙")
    plain = house.issue(renamed)
    important = house.issue(renamed, grade="important")
    shared = house.issue_shared((renamed, ("hold", "use", "operate"), 6_000), (other, ("hold", "use"), 4_000))
    twin = house.issue(other, regime="DAR", fingerprint=plain.document["fingerprint"])
    amended = house.amend(important, renamed, updateFrequency="weekly")
    for each in (amended, shared, twin):
        offices.value(each)
    house.sync()

    _expect(house, important, renamed, "PWPWP", "GRADE", "WARN GRADE_IMPORTANT")
    _expect(house, shared, renamed, "WWWWP", "CO_HOLDERS", "WARN HELD_JOINTLY")
    _expect(house, twin, other, "WWWWP", "SAME_DATA", "WARN SAME_DATA_ELSEWHERE")
    former = house.verify(purpose="booking", number=important.number, holder={"uscc": renamed.uscc, "name": "旧名公司"})
    assert (former["verdict"], reason_of(former, "HOLDER_MATCHES")) == ("WARN", "WARN HOLDER_FORMER_NAME")
    earlier = house.verify(purpose="public", documentDigest=digest_of_file(important.document))
    assert (earlier["verdict"], reason_of(earlier, "DOCUMENT_PRESENTED")) == ("WARN", "WARN PRESENTED_EARLIER")
    assert earlier["certificate"]["documentDigest"] == "0x" + digest_of_file(amended.document)
    nobody = house.verify(purpose="booking", number=important.number)
    assert (nobody["verdict"], reason_of(nobody, "HOLDER_MATCHES")) == ("WARN", "WARN HOLDER_NOT_STATED")
    short = {"maturity": (house.today + timedelta(days=1001)).isoformat()}
    answer = _ask(house, "financing", important.number, renamed, loan=short)
    assert (answer["verdict"], reason_of(answer, "TERM_COVERS")) == ("WARN", "WARN TERM_SHORT")


def test_what_may_not_be_relied_on_fails(house: House, offices: Offices) -> None:
    holder, other = house.admit("甲"), house.admit("乙")
    body = house.admit("街道办", Kind.PUBLIC_BODY)
    revoked, cancelled, moved = house.issue(holder), house.issue(holder), house.issue(holder)
    crawled = house.issue(holder, rights=("hold", "use"), sources=[{"kind": "public", "authorisationEnds": None}])
    public = house.issue(body)
    for each in (public, moved):
        offices.value(each)
    house.chain.revoke(revoked.issued)
    house.chain.cancel(cancelled.issued, holder)
    house.transfer(moved, holder, other)
    house.sync()

    _expect(house, revoked, holder, "FFFFF", "IN_FORCE", "FAIL REVOKED")
    _expect(house, cancelled, holder, "FFFFF", "IN_FORCE", "FAIL CANCELLED")
    _expect(house, crawled, holder, "FFPFP", "RIGHT_TO_OPERATE", "FAIL RIGHT_TO_OPERATE_ABSENT")
    _expect(house, public, body, "FWPWP", "PUBLIC_BODY", "FAIL PUBLIC_BODY")
    _expect(house, moved, holder, "FFFFP", "HOLDER_MATCHES", "FAIL HOLDER_OTHER")
    _expect(house, moved, other, "PPPPP", "HOLDER_MATCHES", "PASS HOLDER_SOLE")


def test_an_unknown_certificate_is_a_verdict_and_not_an_error(house: House) -> None:
    named: dict[str, str]
    for named, reason in (
        ({"number": number_text("SJ119", 9999)}, "NUMBER_UNKNOWN"),
        ({"id": "00" * 32}, "ID_UNKNOWN"),
        ({"documentDigest": "ab" * 32}, "DIGEST_UNKNOWN"),
    ):
        answer = house.verify(purpose="financing", **named)
        assert (answer["verdict"], reason_of(answer, "REGISTERED")) == ("FAIL", f"FAIL {reason}")
        assert answer["certificate"] is None


def test_an_expired_certificate_fails_without_any_transaction(house: House, offices: Offices) -> None:
    holder = house.admit("甲")
    last = (house.today + timedelta(days=33)).isoformat()
    ending = offices.value(house.issue(holder, lastValidDay=last))
    house.sync()
    _expect(house, ending, holder, "WWPPP", "TERM_COVERS", "WARN TERM_ENDING")
    house.chain.clock.travel(34 * 86_400)
    house.sync()
    _expect(house, ending, holder, "FFFFF", "IN_FORCE", "FAIL EXPIRED")


def test_a_document_altered_by_one_byte_fails_and_is_not_shown(house: House) -> None:
    holder = house.admit("甲")
    sound = house.issue(holder)
    house.sync()
    digest = digest_of_file(sound.document)
    path = house.documents.path(bytes.fromhex(digest))
    path.write_bytes(path.read_bytes().replace(b'"records":1200', b'"records":9200'))

    _expect(house, sound, holder, "FFFFF", "DOCUMENT_INTACT", "FAIL DOCUMENT_ALTERED")
    shown = house.client.get(f"/v1/documents/{digest}")
    assert (shown.status_code, shown.json()["code"]) == (500, "DocumentAltered")
    assert "9200" not in shown.text


def test_a_tampered_paper_fails_with_the_number_and_without_it(house: House) -> None:
    holder = house.admit("甲")
    sound = house.issue(holder)
    house.sync()
    tampered = digest_of_file(sound.document | {"grade": "important"})
    with_number = house.verify(purpose="public", number=sound.number, documentDigest=tampered)
    assert (with_number["verdict"], reason_of(with_number, "DOCUMENT_PRESENTED")) == ("FAIL", "FAIL PRESENTED_UNKNOWN")
    alone = house.verify(purpose="public", documentDigest=tampered)
    assert (alone["verdict"], reason_of(alone, "REGISTERED")) == ("FAIL", "FAIL DIGEST_UNKNOWN")


def test_a_document_that_is_not_on_file_cannot_be_judged(house: House, offices: Offices) -> None:
    holder = house.admit("甲")
    unseen = offices.value(house.issue(holder, on_file=False))
    house.sync()
    _expect(house, unseen, holder, "UUUUW", "DOCUMENT_INTACT", "UNDETERMINED DOCUMENT_ABSENT")


def test_core_data_fails_although_such_a_document_should_never_have_been_registered(house: House) -> None:
    holder = house.admit("甲")
    core = house.issue(holder, grade="core")
    house.sync()
    _expect(house, core, holder, "FFFFF", "GRADE", "FAIL GRADE_CORE")


def test_a_document_that_says_otherwise_than_the_chain_is_noticed(house: House) -> None:
    holder, other = house.admit("甲"), house.admit("乙")
    document = house.document((other, ("hold", "use", "operate"), 10_000))
    wrong = house.made(document, holder, on_file=True)
    house.chain.issue(wrong.issued)
    house.sync()
    _expect(house, wrong, holder, "FFWFW", "DOCUMENT_AGREES", "FAIL DOCUMENT_DIFFERS")


def test_a_digest_that_several_certificates_share_must_be_asked_by_number(house: House) -> None:
    holder = house.admit("甲")
    first = house.issue(holder)
    again = house.chain.issuance(holder, serial=77)
    house.chain.issue(type(again)(again.record, again.fingerprint, first.issued.document_digest))
    house.sync()
    answer = house.client.post(
        "/v1/verifications", json={"purpose": "public", "documentDigest": digest_of_file(first.document)}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "DigestShared")
    assert first.number in answer.json()["detail"]


def test_a_paused_ledger_is_a_warning(house: House, offices: Offices) -> None:
    holder = house.admit("甲")
    sound = offices.value(house.issue(holder))
    house.chain.do(house.chain.acts.pause(house.chain.guardian.voter, digest_of("drill")))
    house.sync()
    _expect(house, sound, holder, "WWWWP", "LEDGER_OPEN", "WARN LEDGER_PAUSED")


# EVIDENCE


def test_a_silent_node_leaves_the_verdict_undetermined_and_the_service_not_ready(house: House) -> None:
    holder = house.admit("甲")
    sound = house.issue(holder)
    house.sync()
    with _other_api(house, rpc_url=f"http://127.0.0.1:{free_port()}") as client:
        answer = client.post("/v1/verifications", json={"purpose": "public", "number": sound.number})
        assert answer.status_code == 200
        assert answer.json()["verdict"] == "UNDETERMINED"
        assert reason_of(answer.json(), "EVIDENCE_FRESH") == "UNDETERMINED NODE_SILENT"
        ready = client.get("/health/ready")
        assert (ready.status_code, ready.json()["reason"]) == (503, "NODE_SILENT")
        assert client.get("/health/live").status_code == 200
        assert client.get(f"/v1/certificates/{sound.number}").status_code == 200


def test_a_mirror_too_many_blocks_behind_leaves_the_verdict_undetermined(house: House) -> None:
    holder = house.admit("甲")
    sound = house.issue(holder)
    house.sync()
    house.now = house.chain.clock.now()
    limit = house.settings.lag_blocks_max
    house.chain.clock.mine(limit)
    _wait_for_a_fresh_look(house)
    answer = house.verify(purpose="public", number=sound.number)
    assert (answer["verdict"], answer["evidence"]["lagBlocks"]) == ("PASS", limit)
    house.chain.clock.mine()
    _wait_for_a_fresh_look(house)
    answer = house.verify(purpose="public", number=sound.number)
    assert (answer["verdict"], reason_of(answer, "EVIDENCE_FRESH")) == ("UNDETERMINED", "UNDETERMINED MIRROR_BEHIND")
    assert answer["evidence"]["lagBlocks"] == limit + 1
    assert house.client.get("/health/ready").status_code == 503


def test_a_node_without_new_blocks_leaves_the_verdict_undetermined(house: House) -> None:
    holder = house.admit("甲")
    sound = house.issue(holder)
    house.sync()
    house.now = house.chain.clock.now() + house.settings.lag_seconds_max
    assert house.verify(purpose="public", number=sound.number)["verdict"] == "PASS"
    house.now += 1
    answer = house.verify(purpose="public", number=sound.number)
    assert (answer["verdict"], reason_of(answer, "EVIDENCE_FRESH")) == ("UNDETERMINED", "UNDETERMINED MIRROR_OLD")


def test_a_node_of_another_chain_leaves_the_verdict_undetermined(house: House) -> None:
    holder = house.admit("甲")
    sound = house.issue(holder)
    snapshot = house.chain.rpc.call("evm_snapshot")
    house.chain.clock.travel(10)
    house.sync()
    house.chain.rpc.call("evm_revert", [snapshot])
    house.chain.clock.travel(20)
    _wait_for_a_fresh_look(house)
    answer = house.verify(purpose="public", number=sound.number)
    assert (answer["verdict"], reason_of(answer, "EVIDENCE_FRESH")) == ("UNDETERMINED", "UNDETERMINED MIRROR_FORKED")


def test_a_node_that_went_on_from_a_fork_below_the_mirror_leaves_the_verdict_undetermined(house: House) -> None:
    """The node is ahead, by few blocks: only the block where the mirror ends tells that it is another chain's."""
    holder = house.admit("甲")
    sound = house.issue(holder)
    snapshot = house.chain.rpc.call("evm_snapshot")
    house.chain.clock.travel(10)
    house.sync()
    house.now = house.chain.clock.now()
    house.chain.rpc.call("evm_revert", [snapshot])
    house.chain.clock.travel(20)
    house.chain.clock.mine(3)
    _wait_for_a_fresh_look(house)
    answer = house.verify(purpose="public", number=sound.number)
    assert answer["evidence"]["lagBlocks"] > 0
    assert (answer["verdict"], reason_of(answer, "EVIDENCE_FRESH")) == ("UNDETERMINED", "UNDETERMINED MIRROR_FORKED")
    assert house.client.get("/health/ready").status_code == 503


def test_an_empty_mirror_leaves_the_verdict_undetermined_and_reads_wait(house: House) -> None:
    with Mirror(f"sqlite:///{house.settings.home / 'empty.sqlite'}") as empty:
        empty.migrate()
        with serving(create_app(house.settings, clock=house.clock, mirror=empty)) as client:
            answer = client.post("/v1/verifications", json={"purpose": "public", "number": number_text("SJ111", 1)})
            assert (answer.status_code, answer.json()["verdict"]) == (200, "UNDETERMINED")
            assert reason_of(answer.json(), "EVIDENCE_FRESH") == "UNDETERMINED MIRROR_EMPTY"
            read = client.get(f"/v1/certificates/{number_text('SJ111', 1)}")
            assert (read.status_code, read.json()["code"]) == (503, "MirrorNotReady")
            assert read.headers["Retry-After"] == "5"


def test_an_answer_of_verification_is_kept_by_nobody(house: House) -> None:
    answer = house.client.post("/v1/verifications", json={"purpose": "public", "id": "00" * 32})
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    assert answer.headers["Ledger-Block"] == str(answer.json()["evidence"]["block"])
    assert answer.headers["Ledger-Block-Hash"] == answer.json()["evidence"]["hash"]


@pytest.mark.parametrize("more", [{"maturity": "2020-01-01"}, {"maturity": "2026-11-22"}])
def test_a_loan_that_is_over_is_refused(house: House, more: dict[str, str]) -> None:
    house.now = house.chain.clock.now()
    basis = {"kind": "consent", "reference": "C-1"}
    asked = {"purpose": "financing", "number": number_text("SJ111", 1), "loan": more, "basis": basis}
    answer = house.client.post("/v1/verifications", json=asked)
    assert (answer.status_code, answer.json()["code"]) == (422, "MaturityPassed")
    assert answer.json()["errors"][0]["field"] == "loan.maturity"


def _wait_for_a_fresh_look(house: House) -> None:
    """Wait until the API asks the node anew."""
    time.sleep(house.settings.poll_seconds * 2)

"""Answers on both databases: numbered, signed and logged together or not at all; and every alteration is named."""

from __future__ import annotations

import base64
import hashlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import create_engine, text

from ledger.answers import access, jws, proving, witnesses
from ledger.answers.give import Answers, Request
from ledger.answers.keys import Keys
from ledger.answers.note import COSIGNATURE, Checkpoint, Note, Verifier, cosigned, parse_proof
from ledger.answers.review import Review
from ledger.domain import merkle
from ledger.errors import InvalidInput, NotFound
from ledger.store.service import Service
from ledger.store.service import answers as store

ORIGIN = "datadeed/31337/0x" + "ab" * 20
NOW = 1_795_000_000


class Stand:
    """A service database, keys, and what gives answers over them."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.service = Service(url)
        self.service.migrate()
        self.keys = Keys(folder, "")
        if not self.keys.all:
            self.keys.make(NOW - 100)
        self.answers = self.writer()

    def writer(self) -> Answers:
        return Answers(
            self.service, Keys(self.keys._folder, ""), chain={"chainId": 31337}, origin=ORIGIN, seconds=600,
            clock=lambda: NOW,
        )  # fmt: skip

    def give(self, question: str = "q", **more: Any) -> proving.Given:
        return self.answers.give(_request(question, **more), {"verification": {"verdict": "PASS", "q": question}})

    def found(self) -> list[tuple[str, Any]]:
        with self.service.reading() as session:
            review = Review(session, self.keys, ORIGIN)
            return [(each.code, next(iter(each.facts.values()))) for each in review.findings()]

    def run(self, statement: str, **values: Any) -> None:
        """Do something to the database behind the program's back."""
        engine = create_engine(self.service.url)
        with engine.begin() as connection:
            assert connection.execute(text(statement), values).rowcount != 0
        engine.dispose()


def _request(question: str, **more: Any) -> Request:
    return Request("bank-1", 7, "financing", hashlib.sha256(question.encode()).digest(), "consent: C-1", **more)


@pytest.fixture
def stand(database_url: str, tmp_path: Path) -> Iterator[Stand]:
    made = Stand(database_url, tmp_path / "answer-keys")
    yield made
    made.answers.close()
    made.service.close()


def _check(given: proving.Given, keys: Keys) -> Checkpoint:
    """Check an answer as a stranger would: signature, log and checkpoint; return the checkpoint."""
    payload = jws.verify(given.jws, keys.public)
    assert payload["number"] == given.number
    index, path, note = parse_proof(given.log)
    assert note.signed_by(each.verifier(ORIGIN) for each in keys.all) is not None
    checkpoint = Checkpoint.parse(note.text)
    leaf = merkle.leaf_hash(hashlib.sha256(given.jws.encode()).digest())
    assert index == given.number - 1
    assert merkle.root_by_inclusion(leaf, index, checkpoint.size, path) == checkpoint.root
    return checkpoint


def test_an_answer_is_signed_numbered_and_logged(stand: Stand) -> None:
    given = [stand.give(f"q{n}", nonce=f"nonce-{n}") for n in range(5)]
    assert [each.number for each in given] == [1, 2, 3, 4, 5]
    assert [_check(each, stand.keys).size for each in given] == [1, 2, 3, 4, 5]
    payload = jws.verify(given[3].jws, stand.keys.public)
    assert payload == {
        "schema": "datadeed/answer/1", "number": 4, "iat": NOW, "exp": NOW + 600, "nonce": "nonce-3",
        "client": hashlib.sha256(b"bank-1").hexdigest(), "chain": {"chainId": 31337}, "operator": None,
        "requestDigest": "0x" + hashlib.sha256(b"q3").hexdigest(),
        "verification": {"verdict": "PASS", "q": "q3"},
    }  # fmt: skip
    assert stand.found() == []


def test_two_writers_number_without_gap_and_without_twice(stand: Stand) -> None:
    other = stand.writer()
    with ThreadPoolExecutor(16) as pool:
        done = [
            pool.submit(each.give, _request(f"q{n}"), {"verification": {"n": n}})
            for n in range(60)
            for each in (stand.answers, other)
        ]
        given = [each.result() for each in done]
    other.close()
    assert sorted(each.number for each in given) == list(range(1, 121))
    for each in given:
        _check(each, stand.keys)
    assert stand.found() == []
    with stand.service.reading() as session:
        assert len(list(store.all_checkpoints(session))) < 120, "who asks together is answered together"


def test_the_log_proves_that_it_only_grew(stand: Stand) -> None:
    for n in range(12):
        stand.give(f"q{n}")
    with stand.service.reading() as session:
        roots = [Checkpoint.parse(Note.parse(each.note).text).root for each in store.all_checkpoints(session)]
        for second in range(1, 13):
            for first in range(second + 1):
                path = proving.consistency(session, first, second)
                before = roots[first - 1] if first else merkle.EMPTY_ROOT
                assert merkle.is_consistent(first, before, second, roots[second - 1], path)
        for given in ((12, 12), (-1, 12)):
            with pytest.raises(InvalidInput, match="index"):
                proving.inclusion(session, *given)
        with pytest.raises(InvalidInput, match="second"):
            proving.consistency(session, 3, 13)


def test_a_key_of_the_callers_own_gets_the_same_answer_again(stand: Stand) -> None:
    first = stand.give("q", idempotency_key="k1", nonce="n-1")
    stand.give("another")
    assert stand.give("q", idempotency_key="k1", nonce="n-1") == first
    assert stand.answers.given_before(_request("q", idempotency_key="k1")) == first
    assert stand.answers.given_before(_request("q", idempotency_key="k2")) is None
    for refused in (stand.give, lambda *a, **k: stand.answers.given_before(_request(*a, **k))):
        with pytest.raises(InvalidInput, match="another request"):
            refused("q2", idempotency_key="k1")
    with pytest.raises(InvalidInput, match="nonce n-1"):
        stand.give("q2", nonce="n-1")
    assert stand.give("q", nonce="n-1").number == 3


def test_the_same_request_twice_at_once_is_answered_once(stand: Stand) -> None:
    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(lambda _: stand.give("q", idempotency_key="k"), range(40)))
    assert set(given) == {given[0]}
    with stand.service.reading() as session:
        assert store.size(session) == 1


def test_who_asks_the_same_together_is_answered_once(stand: Stand) -> None:
    """One answer waits for another's transaction to end; meanwhile the same is asked for twice, and comes together."""
    with ThreadPoolExecutor(4) as pool:
        with stand.service.writing() as session:
            store.size_locked(session)
            first = pool.submit(stand.give, "other")
            time.sleep(0.2)
            twice = [pool.submit(stand.give, "q", idempotency_key="k", nonce="n") for _ in range(2)]
            refused = pool.submit(stand.give, "q2", nonce="n")
            time.sleep(0.2)
        assert first.result().number == 1
        assert {each.result().number for each in twice} == {2}
        with pytest.raises(InvalidInput, match="nonce n"):
            refused.result()
    with stand.service.reading() as session:
        assert [each.size for each in store.all_checkpoints(session)] == [1, 2]


def test_an_answer_that_is_replaced_with_its_leaf_is_named(stand: Stand) -> None:
    given = [stand.give(f"q{n}") for n in range(3)]
    forged = given[2].jws[:200] + ("A" if given[2].jws[200] != "A" else "B") + given[2].jws[201:]
    leaf = merkle.leaf_hash(hashlib.sha256(forged.encode()).digest())
    stand.run("UPDATE answers SET jws = :jws WHERE number = 3", jws=forged)
    stand.run("UPDATE answer_nodes SET hash = :leaf WHERE level = 0 AND place = 2", leaf=leaf)
    assert stand.found()[0] == ("LogAnswerAltered", 3)


def test_a_key_that_is_changed_signs_from_then_and_the_old_one_stays_known(stand: Stand) -> None:
    before = stand.give("q1")
    old = stand.keys.current
    new = stand.keys.make(NOW)
    after = stand.give("q2")
    assert [each["kid"] for each in stand.keys.published()["keys"]] == [old.id, new.id]
    assert [each.get("exp") for each in stand.keys.published()["keys"]] == [NOW, None]
    header = base64.urlsafe_b64decode(after.jws.split(".")[0] + "==")
    assert new.id.encode() in header
    _check(before, stand.keys)
    _check(after, stand.keys)
    assert stand.found() == []


ALTERATIONS: dict[str, tuple[str, list[tuple[str, Any]]]] = {
    "an answer's text": (
        "UPDATE answers SET jws = replace(jws, substr(jws, 200, 1), 'A') WHERE number = 3",
        [("LogAnswerAltered", 3), ("LogAccessLineAltered", 3), ("LogCheckpointAltered", 3)],
    ),
    "an answer's client": (
        "UPDATE answers SET client = 'bank-2' WHERE number = 3",
        [("LogAnswerRowAltered", 3), ("LogAccessLineAltered", 3)],
    ),
    "an answer's basis": (
        "UPDATE answers SET basis = 'consent: C-2' WHERE number = 3",
        [("LogAccessLineAltered", 3)],
    ),
    "an answer's place": ("DELETE FROM answers WHERE number = 3", [("LogAnswerMissing", 3)]),
    "a line": (
        "UPDATE access_log SET line = replace(line, 'C-1', 'C-2') WHERE number = 3",
        [("LogAccessLineAltered", 3)],
    ),
    "a line's place": (
        "DELETE FROM access_log WHERE number = 3",
        [("LogAccessLineMissing", 3), ("LogAccessLineAltered", 4)],
    ),
    "a node": (
        "DELETE FROM answer_nodes WHERE level = 1 AND place = 1",
        [("LogNodeAltered", 1), ("LogLonger", 5)],
    ),
    "a checkpoint": (
        "UPDATE answer_checkpoints SET note = (SELECT note FROM answer_checkpoints WHERE size = 2) WHERE size = 4",
        [("LogCheckpointAltered", 4)],
    ),
    "the end": ("DELETE FROM answer_checkpoints WHERE size = 5", [("LogLonger", 4)]),
}


@pytest.mark.parametrize("what", ALTERATIONS)
def test_what_is_altered_is_named(stand: Stand, what: str) -> None:
    for n in range(5):
        stand.give(f"q{n}")
    assert stand.found() == []
    statement, expected = ALTERATIONS[what]
    stand.run(statement)
    found = stand.found()
    assert found[: len(expected)] == expected


def test_a_line_with_a_digest_made_to_fit_is_named_too(stand: Stand) -> None:
    for n in range(3):
        stand.give(f"q{n}")
    with stand.service.reading() as session:
        lines = [each.line for each in store.access_after(session, 0, 10)]
    assert list(access.broken(lines)) == []
    forged = lines[2].replace("C-1", "C-2")
    assert list(access.broken([*lines[:2], forged])) == []
    digest = hashlib.sha256(forged.encode()).digest()
    stand.run("UPDATE access_log SET line = :line, digest = :digest WHERE number = 3", line=forged, digest=digest)
    assert stand.found() == [("LogAccessLineAltered", 3)]
    assert list(access.broken([lines[0].replace("C-1", "C-2"), *lines[1:]])) == [2]
    assert list(access.broken([lines[0], lines[2]])) == [2]


def test_an_answer_lost_on_the_way_to_the_disk_leaves_nothing(stand: Stand, tmp_path: Path) -> None:
    """A process is killed while it gives answers, again and again; the log stays whole, and goes on."""
    program = textwrap.dedent(f"""
        import sys
        from pathlib import Path
        from concurrent.futures import ThreadPoolExecutor
        from tests.integration.test_answers import Stand
        stand = Stand({stand.url!r}, Path({str(tmp_path / "answer-keys")!r}))
        with ThreadPoolExecutor(6) as pool:
            for given in pool.map(lambda n: stand.give(f"q{{n}}"), range(2_000)):
                print(given.number, given.jws, flush=True)
    """)
    promised: dict[int, str] = {}
    for round_ in range(2):
        process = subprocess.Popen(
            [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )  # fmt: skip
        assert process.stdout is not None
        for _ in range(20 + 13 * round_):
            number, _, token = process.stdout.readline().strip().partition(" ")
            promised[int(number)] = token
        time.sleep(0.01 * round_)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        with stand.service.reading() as session:
            kept = {each.number: each.jws for each in store.all_answers(session)}
        assert promised.items() <= kept.items(), "who has an answer in hand has it in the log"
        assert sorted(kept) == list(range(1, len(kept) + 1))
        assert stand.found() == []
        after = stand.give("after").number
        assert after > len(kept), "a server may have finished what it was told before the client died"
        assert stand.found() == []


def test_a_witness_that_is_known_co_signs_and_nobody_else_does(stand: Stand) -> None:
    secret, stranger = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    witness = Verifier("witness.example", COSIGNATURE, secret.public_key().public_bytes_raw())
    given = stand.give("q1")
    text_ = parse_proof(given.log)[2].text
    stand.give("q2")
    line = cosigned("witness.example", text_, secret, NOW).line
    with stand.service.writing() as session:
        assert witnesses.keep(session, [witness], 1, line) == "witness.example"
        assert witnesses.keep(session, [witness], 1, line) == "witness.example"
        for size, bad, code in (
            (2, line, "CosignatureWrong"),
            (1, cosigned("witness.example", text_, stranger, NOW).line, "WitnessUnknown"),
            (1, cosigned("other.example", text_, secret, NOW).line, "WitnessUnknown"),
            (1, "nonsense", "CosignatureMalformed"),
            (1, line + "\nmore", "CosignatureMalformed"),
        ):
            with pytest.raises(InvalidInput) as refused:
                witnesses.keep(session, [witness], size, bad)
            assert refused.value.code == code
        with pytest.raises(NotFound):
            witnesses.keep(session, [witness], 3, line)
    with stand.service.reading() as session:
        row = store.by_number(session, 1)
        assert row is not None
        note = parse_proof(proving.given_witnessed(session, row).log)[2]
        assert [each.name for each in note.signatures] == [ORIGIN, "witness.example"]
        assert note.signed_by([witness]) == witness
        assert list(Review(session, stand.keys, ORIGIN, [witness]).findings()) == []
        later = store.by_number(session, 2)
        assert later is not None
        assert len(parse_proof(proving.given_witnessed(session, later).log)[2].signatures) == 1

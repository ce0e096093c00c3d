"""
A bank's own policy file: read from TOML and JSON, refused by the row's name where it is looser, and never able to make
any verdict better.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.policy import POLICY, PURPOSES, Outcome, Policy, Purpose
from ledger.domain.tightening import SCHEMA, is_worse, tightened
from ledger.errors import InvalidInput
from tests.unit.judging import NOW, SOUND
from tests.unit.test_verdict import CASES

LARGEST_FILE = 262_144
"""A quarter of a mebibyte."""

HEAD: dict[str, Any] = {"schema": SCHEMA, "name": "Sample Bank", "version": "2026-12", "base": POLICY.version}

TOML = f"""
schema = "{SCHEMA}"
name = "示例银行"
version = "2026-12"
base = "{POLICY.version}"
marginDays = 180
valuePercent = 60

[outcomes.TERM_COVERS.TERM_SHORT]
financing = "FAIL"

[outcomes.REPORTS.REPORTS_NONE]
financing = "WARN"
equity = "UNDETERMINED"
""".encode()


def made(**changes: Any) -> bytes:
    return json.dumps(HEAD | changes).encode()


def outcomes(check: str, reason: str, **said: str) -> bytes:
    return made(outcomes={check: {reason: said}})


def refused(content: bytes) -> tuple[str, str]:
    with pytest.raises(InvalidInput) as caught:
        tightened(content, POLICY)
    for locale in ("zh", "en"):
        assert "{" not in caught.value.explain(locale).replace('"{', "")
    return caught.value.code, caught.value.field


def test_a_file_makes_rows_and_figures_stricter_and_leaves_the_rest() -> None:
    strict = tightened(TOML, POLICY)
    assert strict.rows["TERM_COVERS", "TERM_SHORT"].letters == "FWPPN"
    assert strict.rows["REPORTS", "REPORTS_NONE"].letters == "WUNNN"
    assert (strict.margin_days, strict.value_percent) == (180, 60)
    assert {key: row for key, row in strict.rows.items() if row != POLICY.rows[key]}.keys() == {
        ("TERM_COVERS", "TERM_SHORT"),
        ("REPORTS", "REPORTS_NONE"),
    }
    assert strict.checks == POLICY.checks


def test_an_answer_names_both_versions_and_the_files_digest() -> None:
    answer = replace(SOUND, policy=tightened(TOML, POLICY)).judged(Purpose.FINANCING)
    assert answer.policy == POLICY.version
    assert answer.own is not None
    assert (answer.own.name, answer.own.version) == ("示例银行", "2026-12")
    assert answer.own.digest == hashlib.sha256(TOML).digest()
    assert answer.verdict is Outcome.WARN  # no report on quality, security, compliance


def test_json_says_the_same_as_toml() -> None:
    rows = {
        "TERM_COVERS": {"TERM_SHORT": {"financing": "FAIL"}},
        "REPORTS": {"REPORTS_NONE": {"financing": "WARN", "equity": "UNDETERMINED"}},
    }
    same = tightened(made(marginDays=180, valuePercent=60, outcomes=rows), POLICY)
    assert same.rows == tightened(TOML, POLICY).rows


def test_a_longer_margin_and_a_smaller_part_of_the_value_are_judged_by() -> None:
    policy = tightened(made(marginDays=1_400, valuePercent=50), POLICY)
    world = replace(SOUND.asked(amount=250_000_001), policy=policy)
    assert world.check("TERM_COVERS").reason == "TERM_RUNS"
    assert replace(world, policy=tightened(made(marginDays=1_500), POLICY)).check("TERM_COVERS").reason == "TERM_ENDING"
    assert world.check("VALUE_REPORT").reason == "VALUE_SHORT"


@pytest.mark.parametrize(
    ("content", "code", "field"),
    [
        (outcomes("TERM_COVERS", "TERM_SHORT", financing="PASS"), "PolicyLooser", "TERM_COVERS.TERM_SHORT.financing"),
        (outcomes("PLEDGES", "PLEDGED", equity="WARN"), "PolicyLooser", "PLEDGES.PLEDGED.equity"),
        (outcomes("GRADE", "CONTENT_UNSEEN", equity="WARN"), "PolicyLooser", "GRADE.CONTENT_UNSEEN.equity"),
        (outcomes("IN_FORCE", "REVOKED", public="UNDETERMINED"), "PolicyLooser", "IN_FORCE.REVOKED.public"),
        (outcomes("GRADE", "GRADE_GENERAL", equity="NOT_APPLICABLE"), "PolicyLooser", "GRADE.GRADE_GENERAL.equity"),
        (
            outcomes("EVIDENCE_FRESH", "NODE_SILENT", equity="FAIL"),
            "PolicyEvidenceFixed",
            "EVIDENCE_FRESH.NODE_SILENT.equity",
        ),
        (
            outcomes("EVIDENCE_FRESH", "CHAIN_CLOCK_AHEAD", equity="UNDETERMINED"),
            "PolicyEvidenceFixed",
            "EVIDENCE_FRESH.CHAIN_CLOCK_AHEAD.equity",
        ),
        (outcomes("PLEDGES", "PLEDGED_TWICE", equity="FAIL"), "PolicyRowUnknown", "PLEDGES.PLEDGED_TWICE"),
        (outcomes("PLEDGE", "PLEDGED", equity="FAIL"), "PolicyRowUnknown", "PLEDGE.PLEDGED"),
        (outcomes("PLEDGES", "PLEDGED", leasing="FAIL"), "PolicyPurposeUnknown", "PLEDGES.PLEDGED.leasing"),
        (outcomes("PLEDGES", "PLEDGED", equity="NO"), "PolicyOutcomeUnknown", "PLEDGES.PLEDGED.equity"),
        (made(outcomes={"PLEDGES": {"PLEDGED": "FAIL"}}), "PolicyFieldInvalid", "PLEDGES.PLEDGED"),
    ],
)
def test_a_row_that_is_looser_or_unknown_is_refused_by_its_name(content: bytes, code: str, field: str) -> None:
    assert refused(content) == (code, f"outcomes.{field}")


@pytest.mark.parametrize(
    ("content", "code", "field"),
    [
        (made(marginDays=89), "PolicyFigureLooser", "marginDays"),
        (made(marginDays=3_651), "PolicyFieldInvalid", "marginDays"),
        (made(marginDays="200"), "PolicyFieldInvalid", "marginDays"),
        (made(marginDays=True), "PolicyFieldInvalid", "marginDays"),
        (made(valuePercent=101), "PolicyFigureLooser", "valuePercent"),
        (made(valuePercent=0), "PolicyFieldInvalid", "valuePercent"),
        (made(valuePercent=60.5), "PolicyFieldInvalid", "valuePercent"),
        (made(limit=1), "PolicyFieldUnknown", "limit"),
        (made(name=""), "PolicyFieldInvalid", "name"),
        (made(name=" "), "PolicyFieldInvalid", "name"),
        (made(version="字" * 121), "PolicyFieldInvalid", "version"),
        (made(schema="datadeed/policy/2"), "PolicyFieldInvalid", "schema"),
        (made(base="2025-01-01"), "PolicyBaseOther", "base"),
        (made(outcomes=[]), "PolicyFieldInvalid", "outcomes"),
        (b"", "PolicyFieldInvalid", "schema"),
        (b"schema = ", "PolicyMalformed", "file"),
        (b"\xff\xfe", "PolicyMalformed", "file"),
        (b'{"schema": 1, "schema": 1}', "PolicyMalformed", "file"),
        (b"[" * 100_000, "PolicyMalformed", "file"),
        (b"#" * (LARGEST_FILE + 1), "PolicyMalformed", "file"),
    ],
)
def test_a_file_with_a_mistake_is_refused_by_name(content: bytes, code: str, field: str) -> None:
    assert refused(content) == (code, field)


def test_what_is_just_within_its_limit_is_taken() -> None:
    whole = made()
    assert tightened(whole + b" " * (LARGEST_FILE - len(whole)), POLICY).own is not None
    assert tightened(made(name="x", version="字" * 120), POLICY).own is not None
    strictest = tightened(made(marginDays=3_650, valuePercent=1), POLICY)
    assert (strictest.margin_days, strictest.value_percent) == (3_650, 1)


# NO FILE MAKES ANY VERDICT BETTER

_SEVERITY = [Outcome.PASS, Outcome.WARN, Outcome.UNDETERMINED, Outcome.FAIL]
_WORLDS = list({(check, reason): world for check, reason, world, _ in CASES}.values())
_FAILING = [replace(world, evidence=SOUND.seen(time=NOW + 61).evidence) for world in _WORLDS]
"""The same, told by a chain whose clock is ahead: a warning of the evidence beside whatever else is found."""


def test_no_single_row_makes_any_verdict_better() -> None:
    """Every outcome that a file could give what weighs in an answer: the evidence, and whatever is no pass."""
    for world in _WORLDS + _FAILING:
        for purpose in (Purpose.FINANCING, Purpose.EQUITY):
            base = world.judged(purpose)
            for check in base.checks:
                if check.code != "EVIDENCE_FRESH" and check.outcome not in _SEVERITY[1:]:
                    continue
                for outcome in Outcome:
                    policy = _single(check.code, check.reason, purpose, outcome)
                    if policy is not POLICY:
                        verdict = replace(world, policy=policy).judged(purpose).verdict
                        assert _SEVERITY.index(verdict) >= _SEVERITY.index(base.verdict), (check, outcome)


@given(st.data())
def test_no_policy_file_makes_any_verdict_better(data: st.DataObject) -> None:
    world, purpose = data.draw(st.sampled_from(_WORLDS + _FAILING)), data.draw(st.sampled_from(PURPOSES))
    base = world.judged(purpose)
    found = [(check.code, check.reason) for check in base.checks if (check.code, check.reason) in POLICY.rows]
    rows = st.one_of(st.sampled_from(found), st.sampled_from(sorted(POLICY.rows)))
    said = st.tuples(rows, st.sampled_from((purpose, *PURPOSES)), st.sampled_from(list(Outcome)))
    policy = POLICY
    for (check, reason), wanted, outcome in data.draw(st.lists(said, max_size=20)):
        policy = _with(policy, outcomes={check: {reason: {wanted.value: outcome.value}}})
    policy = _with(policy, marginDays=data.draw(st.integers(0, 2_000)))
    policy = _with(policy, valuePercent=data.draw(st.integers(0, 120)))
    stricter = replace(world, policy=policy).judged(purpose)
    assert _SEVERITY.index(stricter.verdict) >= _SEVERITY.index(base.verdict)


@cache
def _single(check: str, reason: str, purpose: Purpose, outcome: Outcome) -> Policy:
    return _with(POLICY, outcomes={check: {reason: {purpose.value: outcome.value}}})


def _with(policy: Policy, **said: Any) -> Policy:
    """Return the policy with what one file says; what it refuses changes nothing."""
    try:
        return tightened(made(**said), policy)
    except InvalidInput:
        return policy


def test_outcomes_are_worse_in_one_order_and_nothing_is_worse_than_itself() -> None:
    worse = {letter: "".join(other for other in "NPWUF" if is_worse(other, letter)) for letter in "NPWUF"}
    assert worse == {"N": "WUF", "P": "WUF", "W": "UF", "U": "F", "F": ""}

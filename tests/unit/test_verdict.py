"""
The verdict, reason by reason: every row of the policy is reached, and each verdict for each purpose is written out
here by hand.

A sound case passes for all purposes; each row of CASES changes one thing in it and says which reason of which check
must come out, and the verdicts for financing, equity, booking, transfer and public, by first letters.  The tables are
independent: a slip in the policy shows here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ledger.domain.calendar import day_of, end_of_day
from ledger.domain.certificates import Right, Share, State
from ledger.domain.events import CertificateId, ParticipantNumber, Position
from ledger.domain.finding import written
from ledger.domain.groups import GROUP_OF
from ledger.domain.neighbour_checks import Pending
from ledger.domain.participants import Kind, Participant, Role
from ledger.domain.policy import POLICY, PURPOSES, Outcome, Policy, Purpose, Row
from ledger.domain.resting import resting
from ledger.domain.verdict import Match, Names, OnFile, Party, Presented
from ledger.messages import TABLE, sentence
from tests.unit.burdened import BURDENED, objected, renewing
from tests.unit.judging import (
    CERTIFICATE,
    CONTENT,
    GONE,
    NOW,
    OTHER,
    REGISTRY,
    SECOND,
    SOUND,
    TODAY,
    UNKNOWN,
    USCC,
    World,
    digest,
    party_of,
)
from tests.unit.neighbouring import NEIGHBOURED, PLEDGED, beside


def _registry(**changes: Any) -> World:
    return SOUND.known(registry=party_of(1, REGISTRY, **{"roles": Role.REGISTRY, **changes}))


def _holder(**changes: Any) -> World:
    return SOUND.known(holders=(party_of(12, USCC, **changes),))


def _shared(first: Right = Right.HOLD | Right.USE | Right.OPERATE) -> World:
    parts = (Share(ParticipantNumber(12), first, 6_000), Share(ParticipantNumber(13), Right.OPERATE, 4_000))
    holders = (replace(party_of(12, USCC), share=parts[0]), replace(party_of(13, OTHER), share=parts[1]))
    shared = SOUND.certificate(shares=parts).known(holders=holders)
    return shared.known(content=CONTENT | {"holders": [{"uscc": USCC}, {"uscc": OTHER}]})


def _presented(match: Match) -> World:
    return SOUND.asked(digest=digest(4)).known(presented=Presented(match, Position(10, 0, 1)))


def _elsewhere(**changes: Any) -> World:
    other = replace(CERTIFICATE, id=CertificateId(digest(7)), number=SECOND.packed, issued=Position(9, 0, 0))
    other = replace(other, **changes)
    return SOUND.known(same_data=(other,), same_data_resting={other.id: resting({}, other, (), NOW)})


def _ending(last: date) -> World:
    return SOUND.certificate(valid_to=end_of_day(last)).content(lastValidDay=last.isoformat())


def _authorised_until(day: str) -> World:
    sources = [{"kind": "collected", "authorisationEnds": None}, {"kind": "agreement", "authorisationEnds": day}]
    return SOUND.content(sources=sources)


CASES: list[tuple[str, str, World, str]] = [
    *BURDENED,
    *NEIGHBOURED,
    # check, reason, world, verdicts: financing equity booking transfer public
    ("EVIDENCE_FRESH", "EVIDENCE_FRESH", SOUND, "PPPPP"),
    ("EVIDENCE_FRESH", "EVIDENCE_FRESH", SOUND.seen(head=120, time=NOW - 60), "PPPPP"),
    ("EVIDENCE_FRESH", "CHAIN_CLOCK_AHEAD", SOUND.seen(time=NOW + 61), "WWWWW"),
    ("EVIDENCE_FRESH", "NODE_SILENT", SOUND.seen(head=None), "UUUUU"),
    ("EVIDENCE_FRESH", "MIRROR_EMPTY", UNKNOWN.seen(block=None, hash=None, time=None), "UUUUU"),
    ("EVIDENCE_FRESH", "MIRROR_BEHIND", SOUND.seen(head=121), "UUUUU"),
    ("EVIDENCE_FRESH", "MIRROR_OLD", SOUND.seen(time=NOW - 61), "UUUUU"),
    ("EVIDENCE_FRESH", "MIRROR_FORKED", SOUND.seen(agrees=False), "UUUUU"),
    ("REGISTERED", "REGISTERED", SOUND, "PPPPP"),
    ("REGISTERED", "NUMBER_UNKNOWN", UNKNOWN, "FFFFF"),
    ("REGISTERED", "ID_UNKNOWN", UNKNOWN.asked(number=None, certificate_id=digest(1)), "FFFFF"),
    ("REGISTERED", "DIGEST_UNKNOWN", UNKNOWN.asked(number=None, digest=digest(1)), "FFFFF"),
    ("DOCUMENT_INTACT", "DOCUMENT_INTACT", SOUND, "PPPPP"),
    ("DOCUMENT_INTACT", "DOCUMENT_ABSENT", GONE, "UUUUW"),
    ("DOCUMENT_INTACT", "DOCUMENT_ERASED", GONE.known(on_file=OnFile.ERASED), "UUUUW"),
    ("DOCUMENT_INTACT", "DOCUMENT_UNREADABLE", GONE.known(on_file=OnFile.UNREADABLE), "UUUUW"),
    ("DOCUMENT_INTACT", "DOCUMENT_ALTERED", GONE.known(on_file=OnFile.ALTERED), "FFFFF"),
    ("DOCUMENT_PRESENTED", "PRESENTED_NOTHING", SOUND, "PPPPP"),
    ("DOCUMENT_PRESENTED", "PRESENTED_CURRENT", _presented(Match.CURRENT), "PPPPP"),
    ("DOCUMENT_PRESENTED", "PRESENTED_EARLIER", _presented(Match.EARLIER), "WWWWW"),
    ("DOCUMENT_PRESENTED", "PRESENTED_UNKNOWN", _presented(Match.UNKNOWN), "FFFFF"),
    ("DOCUMENT_AGREES", "DOCUMENT_AGREES", SOUND, "PPPPP"),
    ("DOCUMENT_AGREES", "DOCUMENT_DIFFERS", SOUND.content(number=SECOND.text), "FFWFW"),
    ("DOCUMENT_AGREES", "DOCUMENT_DIFFERS", SOUND.content(regime="DAR"), "FFWFW"),
    ("DOCUMENT_AGREES", "DOCUMENT_DIFFERS", SOUND.content(fingerprint={"value": "00"}), "FFWFW"),
    ("DOCUMENT_AGREES", "DOCUMENT_DIFFERS", SOUND.content(lastValidDay="2030-11-01"), "FFWFW"),
    ("DOCUMENT_AGREES", "DOCUMENT_DIFFERS", SOUND.content(holders=[{"uscc": OTHER}]), "FFWFW"),
    ("DOCUMENT_AGREES", "CONTENT_UNSEEN", GONE, "UUUUW"),
    ("REGISTRY_IN_CHARGE", "REGISTRY_IN_CHARGE", SOUND, "PPPPP"),
    ("REGISTRY_IN_CHARGE", "REGISTRY_SUCCEEDED", SOUND.content(registry={"uscc": OTHER}), "PPPPP"),
    ("REGISTRY_IN_CHARGE", "REGISTRY_SUSPENDED", _registry(suspended=True), "WWWFW"),
    ("REGISTRY_IN_CHARGE", "REGISTRY_WITHOUT_ROLE", _registry(roles=Role.BANK), "WWWFW"),
    ("REGISTRY_IN_CHARGE", "REGISTRY_UNKNOWN", SOUND.known(registry=None), "UUUUU"),
    ("HOLDER_MATCHES", "HOLDER_SOLE", SOUND, "PPPPP"),
    ("HOLDER_MATCHES", "HOLDER_SOLE", SOUND.asked(holder_name="示例公司"), "PPPPP"),
    ("HOLDER_MATCHES", "HOLDER_SOLE", SOUND.asked(holder_name="Sample"), "PPPPP"),
    ("HOLDER_MATCHES", "HOLDER_ONE_OF_SEVERAL", _shared(), "WWWWP"),
    ("HOLDER_MATCHES", "HOLDER_FORMER_NAME", SOUND.asked(holder_name="旧名公司"), "WWWWW"),
    ("HOLDER_MATCHES", "HOLDER_NAME_OTHER", SOUND.asked(holder_name="他人公司"), "WWWWW"),
    ("HOLDER_MATCHES", "HOLDER_OTHER", SOUND.asked(holder_uscc=OTHER), "FFFFF"),
    ("HOLDER_MATCHES", "HOLDER_NOT_STATED", SOUND.asked(holder_uscc=None), "WWWWP"),
    ("HOLDER_ACTIVE", "HOLDER_ACTIVE", SOUND, "PPPPP"),
    ("HOLDER_ACTIVE", "HOLDER_SUSPENDED", _holder(suspended=True), "FFWFP"),
    ("IN_FORCE", "IN_FORCE", SOUND, "PPPPP"),
    ("IN_FORCE", "NOT_YET", SOUND.certificate(valid_from=NOW + 1), "FFFFF"),
    ("IN_FORCE", "EXPIRED", SOUND.certificate(valid_to=NOW), "FFFFF"),
    ("IN_FORCE", "CANCELLED", SOUND.certificate(state=State.CANCELLED), "FFFFF"),
    ("IN_FORCE", "REVOKED", SOUND.certificate(state=State.REVOKED), "FFFFF"),
    ("IN_FORCE", "SUPERSEDED", SOUND.certificate(state=State.SUPERSEDED), "FFFFF"),
    ("TERM_COVERS", "TERM_COVERS", SOUND.asked(maturity=date(2030, 8, 2)), "PPPPP"),
    ("TERM_COVERS", "TERM_TIGHT", SOUND.asked(maturity=date(2030, 8, 3)), "WWPPP"),
    ("TERM_COVERS", "TERM_TIGHT", SOUND.asked(maturity=date(2030, 10, 31)), "WWPPP"),
    ("TERM_COVERS", "TERM_SHORT", SOUND.asked(maturity=date(2030, 11, 1)), "WWPPP"),
    ("TERM_COVERS", "TERM_RUNS", _ending(date(2027, 2, 21)), "PPPPP"),
    ("TERM_COVERS", "TERM_ENDING", _ending(date(2027, 2, 20)), "WWPPP"),
    ("TERM_COVERS", "TERM_NOT_RUNNING", SOUND.certificate(state=State.REVOKED), "FFFFF"),
    ("RIGHT_TO_OPERATE", "RIGHT_TO_OPERATE", SOUND, "PPPPP"),
    ("RIGHT_TO_OPERATE", "RIGHT_TO_OPERATE_ABSENT", SOUND.certificate(rights=Right.HOLD | Right.USE), "FFPFP"),
    ("RIGHT_TO_OPERATE", "RIGHT_TO_OPERATE_ABSENT", _shared(Right.HOLD), "FFWFP"),
    ("CO_HOLDERS", "HELD_ALONE", SOUND, "PPPPP"),
    ("CO_HOLDERS", "HELD_JOINTLY", _shared(), "WWWWP"),
    ("PUBLIC_BODY", "NO_PUBLIC_BODY", SOUND, "PPPPP"),
    ("PUBLIC_BODY", "PUBLIC_BODY", _holder(kind=Kind.PUBLIC_BODY), "FWPWP"),
    ("SAME_DATA", "SAME_DATA_NOWHERE_ELSE", SOUND, "PPPPP"),
    ("SAME_DATA", "SAME_DATA_NOWHERE_ELSE", _elsewhere(state=State.CANCELLED), "PPPPP"),
    ("SAME_DATA", "SAME_DATA_NOWHERE_ELSE", _elsewhere(valid_to=NOW), "PPPPP"),
    ("SAME_DATA", "SAME_DATA_ELSEWHERE", _elsewhere(), "WWWWP"),
    ("GRADE", "GRADE_GENERAL", SOUND, "PPPPP"),
    ("GRADE", "GRADE_IMPORTANT", SOUND.content(grade="important"), "PWPWP"),
    ("GRADE", "GRADE_CORE", SOUND.content(grade="core"), "FFFFF"),
    ("GRADE", "CONTENT_UNSEEN", GONE, "UUUUW"),
    ("PERSONAL_INFORMATION", "PERSONAL_NONE", SOUND, "PPPPP"),
    ("PERSONAL_INFORMATION", "PERSONAL_INVOLVED", SOUND.content(personalInformation="involved"), "WWPWP"),
    ("PERSONAL_INFORMATION", "PERSONAL_INVOLVED", SOUND.content(personalInformation="deidentified"), "WWPWP"),
    ("PERSONAL_INFORMATION", "CONTENT_UNSEEN", GONE, "UUUUW"),
    ("SOURCES_AUTHORISED", "SOURCES_AUTHORISED", SOUND, "PPPPP"),
    ("SOURCES_AUTHORISED", "SOURCES_AUTHORISED", _authorised_until("2027-02-21"), "PPPPP"),
    ("SOURCES_AUTHORISED", "SOURCES_ENDING", _authorised_until("2027-02-20"), "WWPWP"),
    ("SOURCES_AUTHORISED", "SOURCES_ENDED", _authorised_until("2026-11-22"), "FFWFP"),
    ("SOURCES_AUTHORISED", "CONTENT_UNSEEN", GONE, "UUUUW"),
    ("LEDGER_OPEN", "LEDGER_OPEN", SOUND, "PPPPP"),
    ("LEDGER_OPEN", "LEDGER_PAUSED", SOUND.known(paused=True), "WWWWP"),
    ("VERSION", "VERSION_FIRST", SOUND, "PPPPP"),
    ("VERSION", "VERSION_FIRST", SOUND.certificate(sequence=3, changed=Position(10, 0, 3)), "PPPPP"),
    ("VERSION", "VERSION_CHANGED", SOUND.certificate(sequence=2, changed=Position(11, 0, 0)), "PPPPP"),
]


TOLD_OTHERWISE: dict[str, tuple[Purpose, ...]] = {
    "FROZEN_IN_PART": (Purpose.BOOKING, Purpose.PUBLIC),  # no act could be forbidden: any freeze is FROZEN
    "FREEZE_QUEUED": (Purpose.BOOKING, Purpose.PUBLIC),
    "VALUE_FOR_OTHER_PURPOSE": (Purpose.BOOKING, Purpose.TRANSFER, Purpose.PUBLIC),  # any valuation will do
}
"""Purposes to which another reason is given than to those that the row is about."""


@pytest.mark.parametrize(
    ("check", "reason", "world", "verdicts"), CASES, ids=[f"{row[1]}-{place}" for place, row in enumerate(CASES)]
)
def test_one_change_brings_about_one_reason_and_the_verdicts(
    check: str, reason: str, world: World, verdicts: str
) -> None:
    for purpose, letter in zip(PURPOSES, verdicts, strict=True):
        answer = world.judged(purpose)
        assert answer.verdict.value[0] == letter, (purpose, [(c.code, c.outcome, c.reason) for c in answer.checks])
        found = next(each for each in answer.checks if each.code == check)
        assert found.reason != "NOTHING_TO_CHECK"
        if found.outcome is not Outcome.NOT_APPLICABLE and purpose not in TOLD_OTHERWISE.get(reason, ()):
            assert found.reason == reason


def test_every_row_of_the_policy_is_reached_by_a_case() -> None:
    assert set(POLICY.rows) == {(check, reason) for check, reason, _, _ in CASES}


def test_every_answer_has_every_check_in_the_same_order() -> None:
    for world in (SOUND, UNKNOWN, GONE):
        for purpose in PURPOSES:
            assert tuple(check.code for check in world.judged(purpose).checks) == POLICY.checks


def test_every_reason_found_has_sentences_that_lack_no_fact() -> None:
    judged = [world.judged(purpose) for _, _, world, _ in CASES for purpose in (Purpose.FINANCING, Purpose.EQUITY)]
    for answer in judged:
        for check in answer.checks:
            remedies = [f"{check.reason}_REMEDY"] if f"{check.reason}_REMEDY" in TABLE else []
            for code in (check.reason, f"{check.code}_TITLE", *remedies):
                assert code in TABLE
                for locale in ("zh", "en"):
                    said = sentence(code, locale, check.facts)
                    assert "?" not in said, (code, said)
                    assert "{" not in said.replace("{'zh'", "").replace("{'en'", ""), (code, said)


def test_whatever_is_no_pass_says_what_to_do() -> None:
    for _, reason, world, _ in CASES:
        for purpose in PURPOSES:
            for check in world.judged(purpose).checks:
                if check.outcome in (Outcome.WARN, Outcome.FAIL, Outcome.UNDETERMINED):
                    assert f"{check.reason}_REMEDY" in TABLE, (reason, check.reason)


def test_bad_evidence_outranks_a_certain_fail() -> None:
    answer = SOUND.certificate(state=State.REVOKED).seen(head=None).judged(Purpose.FINANCING)
    assert answer.verdict is Outcome.UNDETERMINED


def test_a_certain_fail_outranks_what_is_unknown() -> None:
    answer = GONE.certificate(state=State.REVOKED).judged(Purpose.FINANCING)
    assert answer.verdict is Outcome.FAIL


def test_what_is_unknown_outranks_a_warning() -> None:
    answer = GONE.known(paused=True).judged(Purpose.FINANCING)
    assert answer.verdict is Outcome.UNDETERMINED


def test_an_unknown_certificate_leaves_the_other_checks_without_anything_to_check() -> None:
    checks = UNKNOWN.judged(Purpose.FINANCING).checks
    others = [check for check in checks if check.code not in ("EVIDENCE_FRESH", "QUERY_BASIS", "REGISTERED")]
    assert {check.outcome for check in others} == {Outcome.NOT_APPLICABLE}
    assert {check.reason for check in others} == {"NOTHING_TO_CHECK"}


def test_what_is_not_for_the_purpose_shows_neither_reason_nor_facts() -> None:
    checks = {check.code: check for check in _elsewhere().judged(Purpose.PUBLIC).checks}
    assert checks["SAME_DATA"].reason == "NOT_FOR_THIS_PURPOSE"
    assert checks["SAME_DATA"].facts == {}
    assert checks["SAME_DATA"].position is None


def test_a_check_rests_on_the_event_that_made_it_so() -> None:
    checks = {check.code: check for check in _elsewhere().judged(Purpose.FINANCING).checks}
    assert checks["REGISTERED"].position == CERTIFICATE.issued
    assert checks["IN_FORCE"].position == CERTIFICATE.changed
    assert checks["SAME_DATA"].position == Position(9, 0, 0)


def test_other_certificates_of_the_same_data_are_named() -> None:
    checks = {check.code: check for check in _elsewhere().judged(Purpose.EQUITY).checks}
    assert checks["SAME_DATA"].facts["numbers"] == [SECOND.text]


def test_a_co_holder_finds_the_others_named() -> None:
    checks = {check.code: check for check in _shared().asked(holder_uscc=OTHER).judged(Purpose.TRANSFER).checks}
    assert checks["HOLDER_MATCHES"].reason == "HOLDER_ONE_OF_SEVERAL"
    assert checks["CO_HOLDERS"].facts["holders"] == [{"zh": "示例公司", "en": "Sample"}]


def test_the_last_second_of_the_term_is_still_in_force_and_the_next_is_not() -> None:
    last = SOUND.certificate(valid_to=NOW + 1)
    assert {c.code: c.reason for c in last.judged(Purpose.PUBLIC).checks}["IN_FORCE"] == "IN_FORCE"
    over = last.asked(instant=NOW + 1)
    assert {c.code: c.reason for c in over.judged(Purpose.PUBLIC).checks}["IN_FORCE"] == "EXPIRED"


def test_an_authorisation_ends_with_the_midnight_after_its_last_day() -> None:
    """Until the 22nd of November: the 23rd begins an hour before the instant that the others are judged at."""
    ending = _authorised_until("2026-11-22")
    for instant, reason in ((NOW - 3_601, "SOURCES_ENDING"), (NOW - 3_600, "SOURCES_ENDED")):
        assert ending.asked(instant=instant).check("SOURCES_AUTHORISED").reason == reason


def test_now_is_never_before_the_ledgers_own_last_block() -> None:
    assert SOUND.evidence.instant == NOW
    assert SOUND.seen(time=NOW + 30).evidence.instant == NOW + 30
    assert day_of(UNKNOWN.seen(time=None).evidence.instant) == TODAY


def test_the_lag_is_counted_in_blocks_and_in_seconds_and_is_never_negative() -> None:
    assert SOUND.seen(head=104, time=NOW - 7).evidence.lag_blocks == 4
    assert SOUND.seen(head=104, time=NOW - 7).evidence.lag_seconds == 7
    assert SOUND.seen(head=90, time=NOW + 7).evidence.lag_blocks == 0
    assert SOUND.seen(head=90, time=NOW + 7).evidence.lag_seconds == 0
    assert SOUND.seen(head=None).evidence.lag_blocks is None


def test_a_natural_person_is_called_by_its_number_only() -> None:
    commitment = Participant(ParticipantNumber(12), b"\x07" * 32, Kind.NATURAL_PERSON, Role(0), digest(5))
    world = SOUND.known(holders=(Party(commitment),)).asked(holder_uscc=None)
    checks = {check.code: check for check in world.judged(Purpose.FINANCING).checks}
    assert checks["HOLDER_MATCHES"].facts["holders"] == [{"zh": "#12", "en": "#12"}]


def test_the_policy_may_be_tightened_and_the_verdict_follows() -> None:
    tightened: Callable[[Row], Row] = lambda row: replace(row, letters="FFFFF")  # noqa: E731
    key = ("TERM_COVERS", "TERM_SHORT")
    strict = Policy("bank-1", POLICY.effective, POLICY.margin_days, {**POLICY.rows, key: tightened(POLICY.rows[key])})
    short = SOUND.asked(maturity=date(2031, 1, 1))
    assert short.judged(Purpose.FINANCING).verdict is Outcome.WARN
    answer = replace(short, policy=strict).judged(Purpose.FINANCING)
    assert (answer.verdict, answer.policy) == (Outcome.FAIL, "bank-1")


def test_every_check_stands_in_one_of_the_fourteen_groups_and_every_group_is_answered() -> None:
    assert set(GROUP_OF) == set(POLICY.checks)
    assert set(GROUP_OF.values()) == set(range(1, 15))
    for world in (SOUND, UNKNOWN, GONE):
        assert tuple(world.judged(Purpose.EQUITY).groups) == tuple(range(1, 15))


def test_a_group_is_as_bad_as_the_worst_of_its_checks_and_the_last_is_the_verdict() -> None:
    answer = SOUND.certificate(rights=Right.HOLD).seen(head=None).judged(Purpose.TRANSFER)
    assert answer.groups[4] is Outcome.FAIL
    assert answer.groups[7] is Outcome.PASS
    assert answer.groups[14] is answer.verdict is Outcome.UNDETERMINED
    failed = SOUND.certificate(rights=Right.HOLD).judged(Purpose.TRANSFER).groups
    assert [group for group, outcome in failed.items() if outcome is Outcome.FAIL] == [4, 14]


def test_what_rests_on_another_holders_certificate_is_told_in_sums_and_never_for_whom() -> None:
    facts = beside(*PLEDGED).check("SAME_DATA_BURDENS").facts
    assert facts["secured_fen"] == 200_000_000
    assert [(row["pledges"], row["freezes"], row["same_holder"]) for row in facts["others"]] == [(1, 0, False)]
    assert "creditor" not in str(facts)


def test_the_acts_under_way_are_listed_together() -> None:
    both = renewing().bearing(*objected().facts.values())
    assert both.check("PENDING").facts["pending_act"] == [Pending.RENEWAL, Pending.OBJECTION]


def test_a_smaller_part_of_the_value_leaves_it_short_and_the_bound_itself_does_not() -> None:
    strict = replace(SOUND, policy=replace(POLICY, value_percent=70))
    assert strict.asked(amount=350_000_000).check("VALUE_REPORT").reason == "VALUE_CURRENT"
    assert strict.asked(amount=350_000_001).check("VALUE_REPORT").reason == "VALUE_SHORT"


def test_every_letter_of_the_policy_is_an_outcome_and_every_row_cites_a_rule() -> None:
    for row in POLICY.rows.values():
        assert len(row.letters) == len(PURPOSES)
        assert set(row.letters) <= set("PWFUN")
        assert row.rule


def test_no_lag_at_all_may_be_asked_of_a_mirror() -> None:
    strict = SOUND.seen(head=100, time=NOW, blocks_max=0, seconds_max=0)
    found = strict.check("EVIDENCE_FRESH")
    assert (found.reason, found.facts["ahead_seconds"], found.facts["lag_blocks"]) == ("EVIDENCE_FRESH", 0, 0)
    assert strict.seen(head=101).check("EVIDENCE_FRESH").reason == "MIRROR_BEHIND"
    assert strict.seen(time=NOW - 1).check("EVIDENCE_FRESH").reason == "MIRROR_OLD"
    assert strict.seen(time=NOW + 1).check("EVIDENCE_FRESH").reason == "CHAIN_CLOCK_AHEAD"
    assert SOUND.seen(time=NOW + 60).check("EVIDENCE_FRESH").reason == "EVIDENCE_FRESH"


def test_what_was_not_shown_is_not_compared_whatever_is_known_of_it() -> None:
    shown = _presented(Match.EARLIER)
    assert shown.asked(digest=None).check("DOCUMENT_PRESENTED").reason == "PRESENTED_NOTHING"
    assert shown.known(presented=None).check("DOCUMENT_PRESENTED").reason == "PRESENTED_NOTHING"
    scanned = SOUND.known(scanned=Presented(Match.EARLIER, Position(10, 0, 1)))
    assert scanned.check("QR_MATCHES").reason == "QR_NOT_SHOWN"
    assert SOUND.asked(digest_prefix=digest(4)[:8]).check("QR_MATCHES").reason == "QR_NOT_SHOWN"


def test_a_digest_that_nobody_registered_is_told_as_it_was_asked() -> None:
    unknown = UNKNOWN.asked(number=None, digest=digest(1))
    assert unknown.check("REGISTERED").facts == {"digest": digest(1)}


def test_a_holder_is_told_whom_the_certificate_has_beside_it() -> None:
    world = _shared()
    assert world.subject is not None
    first, second = world.subject.holders
    both = world.known(holders=(first, replace(second, name=Names("乙", "B"))))
    assert both.check("CO_HOLDERS").facts == {"holders": [{"zh": "乙", "en": "B"}], "count": 2}
    assert SOUND.asked(holder_uscc=OTHER).check("HOLDER_MATCHES").facts == {"expected": OTHER}
    named = SOUND.asked(holder_uscc=None, holder_name="无名公司").check("HOLDER_MATCHES")
    assert (named.reason, named.facts) == ("HOLDER_OTHER", {"expected": "无名公司"})
    former = SOUND.asked(holder_name="旧名公司").check("HOLDER_MATCHES").facts
    assert (former["asked"], former["until"]) == ("旧名公司", "2025-05-31")
    assert written(None) == ""

"""
Successions in the domain: the fold, links in their order, and what an act is refused with.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ledger.domain.acts import Approval, Refusal, refusal
from ledger.domain.acts.filed import Asked, Filed
from ledger.domain.acts.successions import (
    AnnounceExit,
    ConvertCertificate,
    LinkCertificates,
    SplitCertificate,
    SucceedCertificate,
    UnlinkCertificates,
    exit_sequence,
    parties_to_convert,
)
from ledger.domain.calendar import end_of_day
from ledger.domain.certificates import Certificate, Right
from ledger.domain.events import (
    ZERO_DIGEST,
    CertificateAmended,
    CertificateId,
    CertificateRevoked,
    CertificateTransferred,
    Digest,
    Event,
    IllegalTransition,
    Instant,
    LedgerPaused,
    NounAdmitted,
    ParticipantNumber,
    RegisterAssigned,
    ShareRecorded,
    ThingId,
)
from ledger.domain.events.successions import (
    CertificateLinked,
    CertificateSplit,
    CertificateSucceeded,
    CertificateUnlinked,
    ExitAnnounced,
)
from ledger.domain.facts import Fact, FactKey, Facts, key_of, thing_id
from ledger.domain.flags import SHARED, Flag
from ledger.domain.participants import Duty, Kind, Role
from ledger.domain.state import fold
from ledger.domain.successions import (
    ExitNotice,
    Links,
    Relation,
    Succession,
    SuccessionGround,
    exit_of,
    links_on,
    without,
)
from tests.unit.histories import (
    BORN,
    REGISTER,
    REGISTRY_BORN,
    YEAR,
    a_record,
    admitted,
    enrolled,
    entries,
    facts_after,
    hashed,
    issued,
    key,
    number,
)

NOW = BORN + 1000
LATER = NOW + YEAR
HANDS = (key("maker"), key("checker"))
PAPER = hashed("paper")
FIRST, OTHER = issued(), issued(a_record(3, 2), "other data")
OWN, OTHER_ID = FIRST.certificate_id, OTHER.certificate_id
CHECKED, HELD, TAKEN = Approval(key("checker")), Approval(key("holder")), Approval(key("other"))
SECOND_REGISTRY: tuple[Event, ...] = (
    admitted(4, Role.REGISTRY, Kind.PUBLIC_BODY),
    enrolled(4, "second consent", Duty.CONSENT),
)
ADMITTED = NounAdmitted(key("successions"), int(Flag.LINKED))
BEGUN: tuple[Event, ...] = (*REGISTRY_BORN, *SECOND_REGISTRY, ADMITTED, FIRST, OTHER)
DAR = 111 << 8 | 3


def after(*events: Event) -> Facts:
    return facts_after(*BEGUN, *events)


def certificate(facts: Facts, own: CertificateId = OWN) -> Certificate:
    found = facts[("certificate", own)]
    assert isinstance(found, Certificate)
    return found


def linked(sequence: int, relation: int = 1, other: CertificateId = OTHER_ID) -> CertificateLinked:
    return CertificateLinked(OWN, sequence, other, relation, PAPER, *HANDS)


def unlinked(sequence: int, link: int) -> CertificateUnlinked:
    return CertificateUnlinked(OWN, sequence, thing_id(OWN, link), PAPER, *HANDS)


def exit_(sequence: int = 1, effective_at: int = LATER, keeper: int = 1) -> ExitAnnounced:
    return ExitAnnounced(REGISTER, sequence, number(keeper), number(4), Instant(effective_at), PAPER, *HANDS)


def moved(from_: int, to: int) -> tuple[CertificateTransferred, CertificateSucceeded]:
    return (
        CertificateTransferred(OWN, 2, number(from_), number(to), PAPER, *HANDS),
        CertificateSucceeded(OWN, 3, number(from_), number(to), 1, *HANDS),
    )


class TestFold:
    """What each event makes of the facts."""

    def test_a_succession_is_kept_and_leaves_no_flag(self) -> None:
        facts = after(*moved(2, 3))
        found = facts[("succession", thing_id(OWN, 3))]
        assert isinstance(found, Succession)
        assert (found.from_, found.to, found.ground) == (2, 3, SuccessionGround.MERGER)
        assert (certificate(facts).holder, certificate(facts).flags, certificate(facts).sequence) == (3, 0, 3)

    def test_a_split_advances_what_remains(self) -> None:
        part = issued(a_record(3, 3, rights=4))
        amended = CertificateAmended(OWN, 2, ZERO_DIGEST, PAPER, BORN + YEAR, 3, *HANDS)
        split = CertificateSplit(OWN, 3, part.certificate_id, 4, *HANDS)
        facts = after(part, amended, split)
        assert (certificate(facts).rights, certificate(facts).sequence) == (Right.HOLD | Right.USE, 3)

    def test_links_stand_in_the_contracts_order(self) -> None:
        facts = after(linked(2), linked(3, 2), linked(4, 3))
        assert [link.relation for link in links_on(facts, OWN)] == [
            Relation.SAME_DATA,
            Relation.DERIVED_FROM,
            Relation.CONTINUES,
        ]
        assert certificate(facts).flags == Flag.LINKED
        facts = after(linked(2), linked(3, 2), linked(4, 3), unlinked(5, 2))
        assert [link.sequence for link in links_on(facts, OWN)] == [4, 3]
        assert certificate(facts).flags == Flag.LINKED

    def test_a_link_taken_back_leaves_the_flags_of_others_alone(self) -> None:
        facts: dict[FactKey, Fact] = {**after(linked(2), linked(3, 2))}
        flagged = replace(certificate(facts), flags=Flag.PLEDGED | Flag.LINKED)
        facts[key_of(flagged)] = flagged
        fold(facts, entries([unlinked(4, 2)], LATER, 2000))
        assert certificate(facts).flags == Flag.PLEDGED | Flag.LINKED

    def test_the_last_link_taken_back_clears_the_flag(self) -> None:
        facts = after(linked(2), unlinked(3, 2))
        assert (links_on(facts, OWN), certificate(facts).flags) == ((), 0)
        assert facts[("links_on", OWN)] == Links(OWN, ())

    def test_without_moves_the_last(self) -> None:
        a, b, c = (ThingId(hashed(name)) for name in "abc")
        assert without((a, b, c), a) == (c, b)
        assert without((a, b, c), c) == (a, b)
        assert without((a,), a) == ()

    def test_the_last_notice_counts(self) -> None:
        facts = after(exit_(), exit_(2, LATER + 1))
        found = exit_of(facts, REGISTER)
        assert isinstance(found, ExitNotice)
        assert (found.keeper, found.successor, found.effective_at, found.sequence) == (1, 4, LATER + 1, 2)
        assert exit_sequence(facts, REGISTER) == 3
        assert exit_sequence(facts, REGISTER + 1) == 1

    @pytest.mark.parametrize(
        ("rule", "events"),
        [
            ("ground is known", (moved(2, 3)[0], replace(moved(2, 3)[1], ground=6))),
            ("ground is known", (moved(2, 3)[0], replace(moved(2, 3)[1], ground=0))),
            ("the successor holds", (replace(moved(2, 3)[1], sequence=2),)),
            ("the predecessor holds", (replace(moved(2, 2)[1], sequence=2),)),
            ("the part has rights", (CertificateSplit(OWN, 2, OTHER_ID, 0, *HANDS),)),
            ("the part is another", (CertificateSplit(OWN, 2, OWN, 1, *HANDS),)),
            ("relation is known", (linked(2, 6),)),
            ("linked with another", (linked(2, 1, OWN),)),
            ("links within the maximum", tuple(linked(sequence) for sequence in range(2, 35))),
            ("link exists", (unlinked(2, 2),)),
            ("link is on the certificate", (linked(2), linked(3), unlinked(4, 2), unlinked(5, 2))),
            ("link is recorded by hand", (linked(2, 5), unlinked(3, 2))),
            ("sequence", (exit_(2),)),
            ("in charge", (exit_(keeper=4),)),
            ("effective in future", (exit_(effective_at=BORN),)),
        ],
    )
    def test_what_no_contract_could_emit_is_refused(self, rule: str, events: tuple[Event, ...]) -> None:
        facts = dict(after(*events[:-1]))
        with pytest.raises(IllegalTransition) as refused:
            fold(facts, entries(events[-1:], BORN + 100))
        assert refused.value.facts["what"] == rule


def filed(asked: Asked, *approvals: Approval) -> Filed:
    return Filed(key("maker"), asked, LATER, approvals)


def word(holder: int = 3, serial: int = 9, **fields: int) -> int:
    return a_record(holder, serial, **{"sequence": 0, "state": 0, **fields}).word


SUCCEED = SucceedCertificate(OWN, number(2), number(3), SuccessionGround.MERGER, PAPER)
SPLIT = SplitCertificate(OWN, word(rights=4), FIRST.fingerprint, PAPER, ZERO_DIGEST, PAPER)
CONVERT = ConvertCertificate(OWN, word(2, regime=3), FIRST.fingerprint, PAPER, PAPER)
LINK = LinkCertificates(OWN, OTHER_ID, Relation.SAME_DATA, PAPER)
UNLINK = UnlinkCertificates(OWN, thing_id(OWN, 2), PAPER)
SUCCEEDING = (CHECKED, TAKEN)
SPLITTING = (CHECKED, HELD, TAKEN)
CONVERTING = (CHECKED, HELD)
CHARGE = RegisterAssigned(DAR, number(0), number(1), hashed("founding"))


def refused(asked: Asked, *approvals: Approval, events: tuple[Event, ...] = (), now: int = NOW) -> Refusal | None:
    return refusal(after(CHARGE, *events), filed(asked, *approvals), now)


class TestActs:
    """What an act is refused with."""

    def test_a_right_act_is_not_refused(self) -> None:
        assert refused(SUCCEED, *SUCCEEDING) is None
        assert refused(SPLIT, *SPLITTING) is None
        assert refused(CONVERT, *CONVERTING) is None
        assert refused(LINK, CHECKED) is None
        assert refused(UNLINK, CHECKED, events=(linked(2),)) is None

    @pytest.mark.parametrize(
        ("asked", "code", "arguments"),
        [
            (replace(SUCCEED, ground=SuccessionGround.NONE), "SuccessionGroundInvalid", {"ground": 0}),
            (replace(SUCCEED, from_=number(4)), "NotHolder", {"certificate_id": OWN, "participant": 4}),
            (replace(SUCCEED, document_digest=ZERO_DIGEST), "DigestMissing", {}),
        ],
    )
    def test_a_succession_is_checked(self, asked: Asked, code: str, arguments: dict[str, object]) -> None:
        assert refused(asked, *SUCCEEDING) == Refusal(code, arguments)

    def test_a_succession_to_the_registry_or_by_nobody(self) -> None:
        to_registry = replace(SUCCEED, to=ParticipantNumber(1))
        expected = Refusal("TransfereeInvalid", {"certificate_id": OWN, "participant": 1})
        assert refused(to_registry, CHECKED) == expected
        assert refused(SUCCEED, CHECKED) == Refusal("ApprovalsMissing", {"expected": 2, "given": 1})

    @pytest.mark.parametrize(
        ("asked", "code", "arguments"),
        [
            (replace(SPLIT, record=word(2, rights=4)), "TransfereeInvalid", {"participant": 2}),
            (replace(SPLIT, record=word(rights=4, regime=3)), "RegisterOther", {"register": REGISTER, "given": DAR}),
            (
                replace(SPLIT, record=word(rights=4, valid_to=BORN + YEAR + 1)),
                "TermExtended",
                {"valid_to": BORN + YEAR, "asked": BORN + YEAR + 1},
            ),
            (replace(SPLIT, record=word(rights=12)), "RightsExceeded", {"rights": 12, "allowed": 7}),
            (replace(SPLIT, record=word(rights=7)), "NothingRemains", {"rights": 7}),
            (
                replace(SPLIT, remaining_fingerprint=FIRST.fingerprint),
                "DataUndivided",
                {"fingerprint": FIRST.fingerprint},
            ),
        ],
    )
    def test_a_split_is_checked(self, asked: Asked, code: str, arguments: dict[str, object]) -> None:
        assert refused(asked, *SPLITTING) == Refusal(code, {"certificate_id": OWN, **arguments})

    def test_a_split_is_checked_as_an_issue_and_as_an_amendment(self) -> None:
        taken = replace(SPLIT, record=word(serial=1, rights=4))
        assert refused(taken, *SPLITTING) == Refusal("NumberTaken", {"number": a_record().number})
        assert refused(replace(SPLIT, document_digest=ZERO_DIGEST), *SPLITTING) == Refusal("DigestMissing")
        assert refused(replace(SPLIT, remaining_digest=ZERO_DIGEST), *SPLITTING) == Refusal("DigestMissing")
        divided = replace(SPLIT, record=word(), fingerprint=Digest(hashed("a part")))
        rest = replace(divided, remaining_fingerprint=FIRST.fingerprint)
        assert refused(rest, *SPLITTING) == Refusal("CertificateDuplicate", {"certificate_id": OWN})
        assert refused(replace(divided, remaining_fingerprint=hashed("the rest")), *SPLITTING) is None

    def test_a_part_needs_a_sole_holder_that_may_operate(self) -> None:
        shared = issued(a_record(2, 5, flags=SHARED), "shared")
        own = shared.certificate_id
        parts = tuple(ShareRecorded(own, place, number(who), 7, 5_000, *HANDS) for place, who in ((2, 2), (3, 3)))
        assert refused(replace(SPLIT, certificate_id=own), *SPLITTING, events=(shared, *parts)) == Refusal(
            "SplitOfShared", {"certificate_id": own}
        )
        without_operation = issued(a_record(2, 5, rights=3), "held")
        own = without_operation.certificate_id
        asked = replace(SPLIT, certificate_id=own, record=word(rights=1))
        assert refused(asked, *SPLITTING, events=(without_operation,)) == Refusal(
            "RightToOperateMissing", {"certificate_id": own, "rights": 3}
        )

    @pytest.mark.parametrize(
        ("asked", "code", "arguments"),
        [
            (replace(CONVERT, record=word(2)), "RegimeUnchanged", {"regime": 1}),
            (replace(CONVERT, record=word(3, regime=3)), "HolderOther", {"expected": 2, "given": 3}),
            (replace(CONVERT, record=word(2, regime=3, rights=8)), "RightsExceeded", {"rights": 8, "allowed": 7}),
        ],
    )
    def test_a_conversion_is_checked(self, asked: Asked, code: str, arguments: dict[str, object]) -> None:
        assert refused(asked, *CONVERTING) == Refusal(code, {"certificate_id": OWN, **arguments})

    def test_a_conversion_needs_both_documents_and_the_new_register(self) -> None:
        assert refused(replace(CONVERT, end_digest=ZERO_DIGEST), *CONVERTING) == Refusal("DigestMissing")
        assert refused(replace(CONVERT, document_digest=ZERO_DIGEST), *CONVERTING) == Refusal("DigestMissing")
        elsewhere = replace(CONVERT, record=word(2, regime=4))
        register = 111 << 8 | 4
        assert refused(elsewhere, *CONVERTING) == Refusal(
            "RegisterNotInCharge", {"register": register, "participant": 1, "in_charge": 0}
        )

    def test_the_old_registers_registry_agrees_if_it_is_another(self) -> None:
        moved_away = RegisterAssigned(REGISTER, number(1), number(4), hashed("exit"))
        assert parties_to_convert(after(moved_away), certificate(after()), [3]) == [2, 4, 3]
        assert refused(CONVERT, *CONVERTING, events=(moved_away,)) == Refusal(
            "ApprovalsMissing", {"expected": 3, "given": 2}
        )
        assert refused(CONVERT, *CONVERTING, Approval(key("second consent")), events=(moved_away,)) is None

    @pytest.mark.parametrize(
        ("asked", "code", "arguments"),
        [
            (replace(LINK, relation=Relation.NONE), "RelationInvalid", {"relation": 0}),
            (replace(LINK, relation=Relation.CONVERTS), "RelationInvalid", {"relation": 4}),
            (replace(LINK, other_id=OWN), "LinkToItself", {"certificate_id": OWN}),
            (
                replace(LINK, other_id=CertificateId(hashed("none"))),
                "CertificateUnknown",
                {"certificate_id": hashed("none")},
            ),
            (replace(LINK, document_digest=ZERO_DIGEST), "DigestMissing", {}),
        ],
    )
    def test_a_link_is_checked(self, asked: Asked, code: str, arguments: dict[str, object]) -> None:
        assert refused(asked, CHECKED) == Refusal(code, arguments)

    def test_links_are_once_and_bounded(self) -> None:
        twice = Refusal("LinkDuplicate", {"certificate_id": OWN, "link_id": thing_id(OWN, 2)})
        assert refused(LINK, CHECKED, events=(linked(2),)) == twice
        full = tuple(linked(sequence, 2) for sequence in range(2, 34))
        assert refused(LINK, CHECKED, events=full) == Refusal("LinksTooMany", {"certificate_id": OWN, "maximum": 32})

    def test_only_a_link_by_hand_is_taken_back(self) -> None:
        unknown = Refusal("LinkUnknown", {"certificate_id": OWN, "link_id": thing_id(OWN, 2)})
        assert refused(UNLINK, CHECKED) == unknown
        assert refused(UNLINK, CHECKED, events=(linked(2, 5),)) == Refusal(
            "LinkFixed", {"link_id": thing_id(OWN, 2), "relation": 5}
        )
        bare = replace(UNLINK, document_digest=ZERO_DIGEST)
        assert refused(bare, CHECKED, events=(linked(2),)) == Refusal("DigestMissing")

    def test_a_pause_stops_what_moves_and_not_what_discloses(self) -> None:
        paused = (linked(2, 2), LedgerPaused(number(5), PAPER, key("guardian")))
        for asked, approvals in ((SUCCEED, SUCCEEDING), (SPLIT, SPLITTING), (CONVERT, CONVERTING)):
            assert refused(asked, *approvals, events=paused) == Refusal("LedgerIsPaused")
        assert refused(LINK, CHECKED, events=paused) is None
        assert refused(UNLINK, CHECKED, events=paused) is None

    def test_what_has_ended_or_expired(self) -> None:
        over = (CertificateRevoked(OWN, 2, PAPER, *HANDS),)
        for asked, approvals in ((SUCCEED, SUCCEEDING), (SPLIT, SPLITTING), (CONVERT, CONVERTING), (LINK, (CHECKED,))):
            gone = Refusal("CertificateNotActive", {"certificate_id": OWN, "state": 3})
            assert refused(asked, *approvals, events=over) == gone
            expired = Refusal("CertificateExpired", {"certificate_id": OWN, "valid_to": BORN + YEAR})
            assert refused(asked, *approvals, now=BORN + YEAR) == expired
        assert refused(UNLINK, CHECKED, events=(linked(2),), now=BORN + YEAR) is None

    def test_a_notice_is_given_in_time_to_another_registry(self) -> None:
        earliest = end_of_day(date(2027, 5, 23))  # six months after 23 November 2026
        notice = AnnounceExit(REGISTER, number(4), Instant(earliest), PAPER)
        agreed = (CHECKED, Approval(key("second consent")))
        assert refused(notice, *agreed) is None
        soon = replace(notice, effective_at=Instant(earliest - 1))
        assert refused(soon, *agreed) == Refusal(
            "ExitTooSoon", {"register": REGISTER, "effective_at": earliest - 1, "earliest": earliest}
        )
        assert refused(replace(notice, document_digest=ZERO_DIGEST), *agreed) == Refusal("DigestMissing")
        for nobody in (1, 2, 9):
            asked = replace(notice, successor=number(nobody))
            assert refused(asked, *agreed) == Refusal("SuccessorInvalid", {"successor": nobody})
        elsewhere = replace(notice, register=REGISTER + 1)
        assert refused(elsewhere, *agreed) == Refusal(
            "RegisterNotInCharge", {"register": REGISTER + 1, "participant": 1, "in_charge": 0}
        )
        assert refused(notice, CHECKED) == Refusal("ApprovalsMissing", {"expected": 2, "given": 1})

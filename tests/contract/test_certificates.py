"""
Certificates.sol: issue, transfer, amend, cancel, revoke and the door, for certificates with one holder.

On revm in process; the record word is packed in `tests.parties`, heads are folded from raw logs here.
"""

from __future__ import annotations

from typing import Any

import pytest
from eth_utils.crypto import keccak

from tests.abi import Event, Log
from tests.evm import World, refused
from tests.parties import (
    ALPHA,
    BETA,
    CHECKER,
    CITY_BANK,
    CONSENT,
    DAR,
    DAY,
    DPR,
    GAMMA,
    HOLD,
    HOLDERS,
    MAKER,
    NORTH,
    NORTH_CODE,
    PDR,
    REGISTRY,
    SHARED,
    SOUTH,
    SOUTH_CODE,
    START,
    USE,
    WARDEN,
    ZERO_DIGEST,
    Party,
    a_record,
    an_issue,
    digest,
    id_of,
    number_of,
    pack,
    register_of,
    unpack,
)

DOCUMENT = digest("a new document")
DATA = digest("a new version")
REASON = digest("reason")
ID = id_of(ALPHA.number, DPR, digest("data 1"))
HANDS = {"maker": NORTH.maker.address, "checker": NORTH.checker.address}
TO_BETA = (ALPHA.number, BETA.number, DOCUMENT)
TRANSFER_SIGNERS = (NORTH.checker, ALPHA.consent, BETA.consent)
AMEND_SIGNERS = (NORTH.checker, ALPHA.consent)
ACTIVE, CANCELLED, REVOKED, CLAIMED = 1, 2, 3, 5
YEAR_END = START + 365 * DAY


def fold(head: bytes, *logs: Log) -> bytes:
    """Return the head that `logs` make of `head` (P4)."""
    for log in logs:
        head = keccak(head + log.digest)
    return head


def head(world: World, word: int) -> bytes:
    found: bytes = world.view(world.certificates, "headOf", number_of(word))
    return found


class TestIssue:
    """issue."""

    def test_a_certificate_is_issued_with_an_exact_event(self, world: World) -> None:
        word, fingerprint, document = an_issue()
        receipt = world.issue((word, fingerprint, document))

        stored = pack(**{**unpack(word), "sequence": 1, "state": ACTIVE})
        fields = {"certificateId": ID, "record": stored, "fingerprint": fingerprint, "documentDigest": document}
        assert receipt.events == (Event("CertificateIssued", fields | HANDS),)
        assert receipt.logs[0].topics == (world.certificates_topic("CertificateIssued"), ID)
        assert world.view(world.certificates, "recordOf", ID) == stored
        assert head(world, word) == fold(ZERO_DIGEST, *receipt.logs)

    def test_the_id_is_the_digest_of_applicant_regime_fingerprint_and_ordinal(self, world: World) -> None:
        asked = (ALPHA.number, DAR, digest("data"), 7)
        assert world.view(world.certificates, "idOf", *asked) == id_of(*asked)

    def test_a_batch_of_five_hundred_gives_each_its_own_event_and_head(self, world: World) -> None:
        issues = [an_issue(HOLDERS[n % 4], n) for n in range(1, 501)]
        receipt = world.issue(*issues)
        assert len(receipt.logs) == 500
        for (word, fingerprint, _), log, event in zip(issues, receipt.logs, receipt.events, strict=True):
            id_ = id_of(unpack(word)["holder"], DPR, fingerprint)
            assert event.fields["certificateId"] == id_
            assert head(world, word) == fold(ZERO_DIGEST, log)
            assert world.record(id_)["sequence"] == 1

    def test_a_batch_may_be_of_several_registers_in_one_charge(self, world: World) -> None:
        world.issue(an_issue(serial=1), an_issue(serial=2, regime=PDR), an_issue(serial=3, regime=DPR))
        with refused("RegisterNotInCharge", register_of(SOUTH_CODE, DPR), NORTH.number, SOUTH.number):
            world.issue(an_issue(serial=4), an_issue(serial=5, code=SOUTH_CODE))

    def test_an_empty_and_an_oversized_batch_are_refused(self, world: World) -> None:
        with refused("BatchSize", 0, 500):
            world.issue()
        with refused("BatchSize", 501, 500):
            world.issue(*[an_issue(serial=n) for n in range(1, 502)])

    def test_one_bad_issue_refuses_the_whole_batch(self, world: World) -> None:
        with refused("RightsInvalid", 0):
            world.issue(an_issue(serial=1), an_issue(serial=2, rights=0))
        assert world.record(ID)["state"] == 0

    @pytest.mark.parametrize("regime", [0, 5, 255])
    def test_an_unknown_regime_is_refused(self, world: World, regime: int) -> None:
        with refused("RegimeUnknown", regime):
            world.issue(an_issue(regime=regime))
        with refused("RegimeUnknown", regime):
            world.issue(an_issue(serial=2), an_issue(regime=regime))

    @pytest.mark.parametrize("marks", [{"sequence": 1}, {"flags": 1}, {"flags": SHARED}, {"state": 1}, {"state": 255}])
    def test_a_record_that_claims_a_past_is_refused(self, world: World, marks: dict[str, int]) -> None:
        with refused("RecordNotBlank", a_record(**marks)):
            world.issue(an_issue(**marks))

    @pytest.mark.parametrize(
        "part",
        [
            {"serial": 0},
            {"serial": 10_000},
            {"period": 202600},
            {"period": 202613},
            {"period": 199912},
            {"period": 1_000_001},
        ],
    )
    def test_a_number_out_of_range_is_refused(self, world: World, part: dict[str, int]) -> None:
        with refused("NumberInvalid", number_of(a_record(**part))):
            world.issue((a_record(**part), DATA, DOCUMENT))

    @pytest.mark.parametrize("part", [{"serial": 9_999}, {"period": 200001}, {"period": 999912}])
    def test_a_number_at_its_limit_is_given(self, world: World, part: dict[str, int]) -> None:
        world.issue((a_record(**part), DATA, DOCUMENT))

    @pytest.mark.parametrize("rights", [0, 8, 255])
    def test_no_rights_and_unknown_rights_are_refused(self, world: World, rights: int) -> None:
        with refused("RightsInvalid", rights):
            world.issue(an_issue(rights=rights))

    def test_terms_that_cannot_be_are_refused_to_the_second(self, world: World) -> None:
        longest = world.view(world.certificates, "MAX_TERM")
        now = world.now + 1  # each attempt, refused or not, is a block
        with refused("TermInvalid", now + 1, YEAR_END):
            world.issue(an_issue(valid_from=now + 1))
        now += 1
        with refused("TermInvalid", START, now):
            world.issue(an_issue(valid_to=now))
        with refused("TermInvalid", START, START + longest + 1):
            world.issue(an_issue(valid_to=START + longest + 1))
        with refused("TermInvalid", START, START - 1):
            world.issue(an_issue(valid_to=START - 1))
        world.issue(an_issue(valid_to=START + longest))
        world.issue(an_issue(serial=2, valid_from=world.now + 1, valid_to=world.now + 2))

    def test_both_digests_must_be_given(self, world: World) -> None:
        for issue in ((a_record(), ZERO_DIGEST, DOCUMENT), (a_record(), DATA, ZERO_DIGEST)):
            with refused("DigestMissing"):
                world.issue(issue)

    def test_the_holder_must_be_known_and_not_the_registry(self, world: World) -> None:
        for unknown in (0, HOLDERS[-1].number + 1):
            with refused("ParticipantUnknown", unknown):
                world.issue(an_issue(unknown_party(unknown)))
        with refused("SelfRegistration", NORTH.number):
            world.issue(an_issue(NORTH))
        world.issue(an_issue(SOUTH))

    def test_the_same_data_of_the_same_applicant_is_registered_once(self, world: World) -> None:
        world.issue(an_issue())
        with refused("CertificateDuplicate", ID):
            world.issue((a_record(serial=2), digest("data 1"), DOCUMENT))
        world.issue((a_record(BETA, serial=3), digest("data 1"), DOCUMENT))
        world.issue((a_record(serial=4, regime=DAR), digest("data 1"), DOCUMENT))

    def test_a_number_is_given_once(self, world: World) -> None:
        world.issue(an_issue())
        with refused("NumberTaken", number_of(a_record())):
            world.issue((a_record(), DATA, DOCUMENT))

    def test_a_duplicate_within_the_batch_is_found(self, world: World) -> None:
        with refused("CertificateDuplicate", ID):
            world.issue(an_issue(), (a_record(serial=2), digest("data 1"), DOCUMENT))


def unknown_party(number: int) -> Party:
    return Party("nobody", number)


class TestOrdinal:
    """Registering the same data anew."""

    def test_an_ordinal_needs_its_predecessor(self, world: World) -> None:
        missing = id_of(ALPHA.number, DPR, digest("data 1"), 1)
        with refused("PredecessorMissing", missing, 1):
            world.issue(an_issue(ordinal=1))

    def test_a_living_predecessor_stops_the_next(self, world: World) -> None:
        world.issue(an_issue())
        following = id_of(ALPHA.number, DPR, digest("data 1"), 1)
        with refused("PredecessorAlive", following, ID):
            world.issue((a_record(serial=2, ordinal=1), digest("data 1"), DOCUMENT))

    @pytest.mark.parametrize("end", ["cancelled", "revoked", "expired"])
    def test_a_dead_predecessor_lets_the_next_be_issued(self, world: World, end: str) -> None:
        world.issue(an_issue())
        if end == "cancelled":
            world.act("Cancel", [NORTH.checker], ID, 4, DOCUMENT)
        elif end == "revoked":
            world.act("Revoke", [NORTH.checker], ID, DOCUMENT)
        else:
            world.now = YEAR_END - 1
        world.issue((a_record(serial=2, ordinal=1, valid_to=YEAR_END + DAY), digest("data 1"), DOCUMENT))
        assert world.record(id_of(ALPHA.number, DPR, digest("data 1"), 1))["ordinal"] == 1

    def test_a_predecessor_lives_until_the_last_second_of_its_term(self, world: World) -> None:
        world.issue(an_issue())
        world.now = YEAR_END - 2
        following = id_of(ALPHA.number, DPR, digest("data 1"), 1)
        with refused("PredecessorAlive", following, ID):
            world.issue((a_record(serial=2, ordinal=1, valid_to=YEAR_END + DAY), digest("data 1"), DOCUMENT))

    def test_a_claim_is_as_alive_as_its_claimant(self, world: World) -> None:
        world.issue(an_issue())
        world.act("Amend", AMEND_SIGNERS, ID, DATA, DOCUMENT, 0, 0)
        claim, following = id_of(ALPHA.number, DPR, DATA), id_of(ALPHA.number, DPR, DATA, 1)
        with refused("CertificateDuplicate", claim):
            world.issue((a_record(serial=2), DATA, DOCUMENT))
        with refused("PredecessorAlive", following, claim):
            world.issue((a_record(serial=2, ordinal=1), DATA, DOCUMENT))
        world.act("Revoke", [NORTH.checker], ID, DOCUMENT)
        world.issue((a_record(serial=2, ordinal=1), DATA, DOCUMENT))


class TestTransfer:
    """transfer, of a certificate with one holder."""

    def test_all_goes_to_the_other_with_an_exact_event_and_head(self, world: World) -> None:
        issued = world.issue(an_issue())
        receipt = world.act("Transfer", TRANSFER_SIGNERS, ID, *TO_BETA)

        fields = {
            "certificateId": ID,
            "sequence": 2,
            "from": ALPHA.number,
            "to": BETA.number,
            "documentDigest": DOCUMENT,
        }
        assert receipt.events == (Event("CertificateTransferred", fields | HANDS),)
        assert head(world, a_record()) == fold(ZERO_DIGEST, *issued.logs, *receipt.logs)
        assert world.record(ID) == {**unpack(a_record()), "state": ACTIVE, "sequence": 2, "holder": BETA.number}

    def test_it_goes_on_from_hand_to_hand(self, world: World) -> None:
        world.issue(an_issue())
        world.act("Transfer", TRANSFER_SIGNERS, ID, *TO_BETA)
        onward = (BETA.number, GAMMA.number, DOCUMENT)
        world.act("Transfer", [NORTH.checker, BETA.consent, GAMMA.consent], ID, *onward)
        assert (world.record(ID)["holder"], world.record(ID)["sequence"]) == (GAMMA.number, 3)

    def test_only_its_holder_can_give_it(self, world: World) -> None:
        world.issue(an_issue())
        with refused("NotHolder", ID, GAMMA.number):
            world.act("Transfer", [NORTH.checker, GAMMA.consent, BETA.consent], ID, GAMMA.number, *TO_BETA[1:])

    def test_neither_the_holder_nor_the_registry_can_receive_it(self, world: World) -> None:
        world.issue(an_issue())
        with refused("TransfereeInvalid", ID, ALPHA.number):
            world.act("Transfer", TRANSFER_SIGNERS, ID, ALPHA.number, ALPHA.number, DOCUMENT)
        with refused("TransfereeInvalid", ID, NORTH.number):
            world.act("Transfer", TRANSFER_SIGNERS, ID, ALPHA.number, NORTH.number, DOCUMENT)

    @pytest.mark.parametrize("rights", [HOLD, USE, HOLD | USE])
    def test_without_the_right_to_operate_nothing_is_transferred(self, world: World, rights: int) -> None:
        world.issue(an_issue(rights=rights))
        with refused("RightToOperateMissing", ID, rights):
            world.act("Transfer", TRANSFER_SIGNERS, ID, *TO_BETA)

    def test_each_party_must_sign_with_its_own_consenting_key(self, world: World) -> None:
        world.issue(an_issue())
        with refused("ApprovalFromOther", BETA.consent.address, BETA.number, ALPHA.number):
            world.act("Transfer", [NORTH.checker, BETA.consent, ALPHA.consent], ID, *TO_BETA)
        with refused("DutyMissing", BETA.admin.address, CONSENT):
            world.act("Transfer", [NORTH.checker, ALPHA.consent, BETA.admin], ID, *TO_BETA)
        with refused("DutyMissing", NORTH.maker.address, CHECKER):
            world.act("Transfer", [NORTH.maker, ALPHA.consent, BETA.consent], ID, *TO_BETA)

    @pytest.mark.parametrize("given", [0, 1, 2, 4])
    def test_the_number_of_approvals_must_be_right(self, world: World, given: int) -> None:
        world.issue(an_issue())
        with refused("ApprovalsMissing", 3, given):
            world.act("Transfer", [*TRANSFER_SIGNERS, BETA.consent][:given], ID, *TO_BETA)

    def test_only_the_registry_in_charge_files_it(self, world: World) -> None:
        world.issue(an_issue())
        with refused("RegisterNotInCharge", register_of(NORTH_CODE, DPR), SOUTH.number, NORTH.number):
            world.act("Transfer", [SOUTH.checker, ALPHA.consent, BETA.consent], ID, *TO_BETA, maker=SOUTH.maker)

    def test_the_document_must_be_given(self, world: World) -> None:
        world.issue(an_issue())
        with refused("DigestMissing"):
            world.act("Transfer", TRANSFER_SIGNERS, ID, ALPHA.number, BETA.number, ZERO_DIGEST)


def ways(world: World) -> dict[str, Any]:
    """Return every act on certificate `ID`, ready to be sent."""
    return {
        "Transfer": lambda: world.act("Transfer", TRANSFER_SIGNERS, ID, *TO_BETA),
        "Amend": lambda: world.act("Amend", AMEND_SIGNERS, ID, ZERO_DIGEST, DOCUMENT, 0, 0),
        "Cancel": lambda: world.act("Cancel", [NORTH.checker], ID, 4, DOCUMENT),
        "Revoke": lambda: world.act("Revoke", [NORTH.checker], ID, DOCUMENT),
    }


class TestStanding:
    """What unknown, ended, expired and paused mean for every act."""

    @pytest.mark.parametrize("act", ["Transfer", "Amend", "Cancel", "Revoke"])
    def test_an_unknown_certificate_is_refused(self, world: World, act: str) -> None:
        with refused("CertificateUnknown", ID):
            ways(world)[act]()

    @pytest.mark.parametrize("act", ["Transfer", "Amend", "Cancel", "Revoke"])
    @pytest.mark.parametrize(("end", "state"), [("Cancel", CANCELLED), ("Revoke", REVOKED)])
    def test_what_was_ended_never_changes_again(self, world: World, act: str, end: str, state: int) -> None:
        world.issue(an_issue())
        ways(world)[end]()
        with refused("CertificateNotActive", ID, state):
            ways(world)[act]()

    @pytest.mark.parametrize("act", ["Transfer", "Amend", "Cancel"])
    def test_what_has_expired_is_only_revoked(self, world: World, act: str) -> None:
        world.issue(an_issue())
        world.now = YEAR_END - 1
        with refused("CertificateExpired", ID, YEAR_END):
            ways(world)[act]()
        ways(world)["Revoke"]()

    @pytest.mark.parametrize("act", ["Transfer", "Amend", "Cancel", "Revoke"])
    def test_the_last_second_of_the_term_still_counts(self, world: World, act: str) -> None:
        world.issue(an_issue())
        world.now = YEAR_END - 2
        ways(world)[act]()

    @pytest.mark.parametrize("act", ["Transfer", "Amend"])
    def test_a_pause_stops_dealing_and_issue(self, world: World, act: str) -> None:
        world.issue(an_issue())
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        with refused("LedgerIsPaused"):
            ways(world)[act]()
        with refused("LedgerIsPaused"):
            world.issue(an_issue(serial=2))

    @pytest.mark.parametrize("act", ["Cancel", "Revoke"])
    def test_a_pause_stops_no_ending(self, world: World, act: str) -> None:
        world.issue(an_issue())
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        ways(world)[act]()

    @pytest.mark.parametrize("act", ["Transfer", "Amend", "Cancel", "Revoke"])
    def test_a_claim_is_no_certificate(self, world: World, act: str) -> None:
        world.issue((a_record(serial=2), DATA, DOCUMENT))
        world.act("Amend", AMEND_SIGNERS, id_of(ALPHA.number, DPR, DATA), digest("data 1"), DOCUMENT, 0, 0)
        assert world.record(ID)["state"] == CLAIMED
        with refused("CertificateUnknown", ID):
            ways(world)[act]()

    @pytest.mark.parametrize("act", ["Transfer", "Amend", "Cancel", "Revoke"])
    def test_only_a_maker_of_a_registry_files(self, world: World, act: str) -> None:
        world.issue(an_issue())
        function, *rest = world.call_to(act, [NORTH.checker], ID, *VALUES[act])
        rest[-1] = rest[-1] * {"Transfer": 3, "Amend": 2}.get(act, 1)
        with refused("DutyMissing", NORTH.checker.address, MAKER):
            world.send(NORTH.checker, world.certificates, function, *rest)
        with refused("RoleMissing", CITY_BANK.number, REGISTRY):
            world.send(CITY_BANK.maker, world.certificates, function, *rest)


VALUES: dict[str, tuple[Any, ...]] = {
    "Transfer": TO_BETA,
    "Amend": (ZERO_DIGEST, DOCUMENT, 0, 0),
    "Cancel": (4, DOCUMENT),
    "Revoke": (DOCUMENT,),
}

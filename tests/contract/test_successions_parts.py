"""
Successions.sol: partial transfers, and conversions between regimes.

On revm in process; heads are folded from raw logs.
"""

from __future__ import annotations

import pytest

from tests.abi import Event
from tests.contract.test_certificates import ACTIVE, DATA, DOCUMENT, HANDS, ID, REASON, YEAR_END, fold, head
from tests.contract.test_successions import paused, thing, trespass
from tests.evm import Receipt, World, refused
from tests.parties import (
    ALPHA,
    BETA,
    DAR,
    DIP,
    DPR,
    FOREVER,
    GAMMA,
    HOLD,
    LINKED,
    NORTH,
    NORTH_CODE,
    OPERATE,
    SHARED,
    SOUTH,
    SOUTH_CODE,
    USE,
    ZERO_DIGEST,
    Actor,
    a_record,
    an_issue,
    digest,
    id_of,
    pack,
    register_of,
    unpack,
)

ALL = HOLD | USE | OPERATE
REST = digest("what remains")
SUPERSEDED = 4
CONVERTS, SPLIT_FROM = 4, 5
REGISTER = register_of(NORTH_CODE, DPR)


@pytest.fixture
def issued(world: World) -> World:
    """A world with a certificate of alpha's and another of beta's."""
    world.issue(an_issue(), an_issue(BETA, 2))
    return world


class TestSplit:
    """split."""

    SIGNERS = (NORTH.checker, ALPHA.consent, GAMMA.consent)

    def split(
        self,
        world: World,
        word: int,
        data: bytes = digest("data 1"),
        remaining: bytes = ZERO_DIGEST,
        *,
        documents: tuple[bytes, bytes] = (DOCUMENT, REST),
        signers: tuple[Actor, ...] = SIGNERS,
    ) -> Receipt:
        asked = (ID, word, data, documents[0], remaining, documents[1])
        return world.file(world.successions, "split", signers, asked)

    def test_a_right_goes_and_the_transferor_keeps_nothing_of_it(self, issued: World) -> None:
        before, word = head(issued, a_record()), a_record(GAMMA, 3, rights=OPERATE)
        receipt = self.split(issued, word)
        into = id_of(GAMMA.number, DPR, digest("data 1"))
        stored = pack(**{**unpack(word), "sequence": 1, "state": ACTIVE})
        first = {"certificateId": into, "record": stored, "fingerprint": digest("data 1"), "documentDigest": DOCUMENT}
        amended = {"certificateId": ID, "sequence": 2, "fingerprint": ZERO_DIGEST, "documentDigest": REST}
        linked = {"certificateId": into, "sequence": 2, "otherId": ID, "relation": SPLIT_FROM}
        assert receipt.events == (
            Event("CertificateIssued", first | HANDS),
            Event("CertificateAmended", amended | {"validTo": YEAR_END, "rights": HOLD | USE} | HANDS),
            Event("CertificateSplit", {"certificateId": ID, "sequence": 3, "intoId": into, "rights": OPERATE} | HANDS),
            Event("CertificateLinked", linked | {"documentDigest": DOCUMENT} | HANDS),
        )
        assert (issued.record(ID)["rights"], issued.record(ID)["flags"]) == (HOLD | USE, 0)
        assert (issued.record(into)["rights"], issued.record(into)["flags"]) == (OPERATE, LINKED)
        assert head(issued, a_record()) == fold(before, *receipt.logs[1:3])
        assert head(issued, word) == fold(ZERO_DIGEST, receipt.logs[0], receipt.logs[3])
        link = thing(into, 2)
        assert issued.view(issued.successions, "linksOn", into) == (link,)
        assert issued.view(issued.successions, "linkOf", link) == (ID, 2, SPLIT_FROM)
        assert issued.view(issued.certificates, "versionOf", ID) == 2

    def test_a_part_of_the_data_goes_with_its_rights(self, issued: World) -> None:
        self.split(issued, a_record(GAMMA, 3), DATA, REST)
        assert issued.record(ID)["rights"] == ALL
        assert issued.record(id_of(GAMMA.number, DPR, DATA))["rights"] == ALL
        assert issued.view(issued.certificates, "claimantOf", id_of(ALPHA.number, DPR, REST)) == ID

    def test_the_part_is_a_true_part_of_what_is_held(self, issued: World) -> None:
        with refused("NothingRemains", ID, ALL):
            self.split(issued, a_record(GAMMA, 3))
        with refused("RightsExceeded", ID, 15, ALL):
            self.split(issued, a_record(GAMMA, 3, rights=15), DATA, REST)
        with refused("RightsInvalid", 0):
            self.split(issued, a_record(GAMMA, 3, rights=0))
        with refused("DataUndivided", ID, DATA):
            self.split(issued, a_record(GAMMA, 3), DATA, DATA)
        with refused("TermExtended", ID, YEAR_END, YEAR_END + 1):
            self.split(issued, a_record(GAMMA, 3, rights=OPERATE, valid_to=YEAR_END + 1))
        with refused("CertificateDuplicate", ID):
            self.split(issued, a_record(GAMMA, 3), DATA, digest("data 1"))

    def test_to_another_in_the_same_register(self, issued: World) -> None:
        with refused("TransfereeInvalid", ID, ALPHA.number):
            self.split(issued, a_record(ALPHA, 3, rights=OPERATE))
        other = register_of(NORTH_CODE, DAR)
        with refused("RegisterOther", ID, REGISTER, other):
            self.split(issued, a_record(GAMMA, 3, rights=OPERATE, regime=DAR))
        with refused("SelfRegistration", NORTH.number):
            self.split(issued, a_record(NORTH, 3, rights=OPERATE), signers=self.SIGNERS[:2])
        with refused("NumberTaken", a_record() >> 192):
            self.split(issued, a_record(GAMMA, 1, rights=OPERATE))

    def test_both_documents_are_needed(self, issued: World) -> None:
        for documents in ((ZERO_DIGEST, REST), (DOCUMENT, ZERO_DIGEST)):
            with refused("DigestMissing"):
                self.split(issued, a_record(GAMMA, 3, rights=OPERATE), documents=documents)

    def test_a_co_holders_part_is_no_certificate_of_its_own(self, world: World) -> None:
        world.issue_shared(an_issue(), [(ALPHA.number, ALL, 4_000), (BETA.number, ALL, 6_000)])
        with refused("SplitOfShared", ID):
            self.split(world, a_record(GAMMA, 3, rights=OPERATE))

    def test_only_with_the_right_to_operate(self, world: World) -> None:
        world.issue(an_issue(rights=HOLD | USE))
        with refused("RightToOperateMissing", ID, HOLD | USE):
            self.split(world, a_record(GAMMA, 3, rights=HOLD))

    def test_both_agree(self, issued: World) -> None:
        word = a_record(GAMMA, 3, rights=OPERATE)
        with refused("ApprovalsMissing", 3, 2):
            self.split(issued, word, signers=self.SIGNERS[:2])
        swapped = (NORTH.checker, GAMMA.consent, ALPHA.consent)
        with refused("ApprovalFromOther", GAMMA.consent.address, GAMMA.number, ALPHA.number):
            self.split(issued, word, signers=swapped)

    def test_by_the_registry_in_charge_of_an_open_ledger_while_the_term_runs(self, issued: World) -> None:
        word = a_record(GAMMA, 3, rights=OPERATE)
        asked = (ID, word, digest("data 1"), DOCUMENT, ZERO_DIGEST, REST)
        trespass(issued, "split", asked, self.SIGNERS)
        with refused("RegisterNotInCharge", REGISTER, SOUTH.number, NORTH.number):
            issued.file(issued.successions, "split", self.SIGNERS, asked, maker=SOUTH.maker)
        with issued.undone():
            paused(issued)
            with refused("LedgerIsPaused"):
                self.split(issued, word)
        issued.now = YEAR_END
        with refused("CertificateExpired", ID, YEAR_END):
            self.split(issued, word)


class TestConvert:
    """convert."""

    SIGNERS = (NORTH.checker, ALPHA.consent)

    def convert(
        self,
        world: World,
        word: int,
        signers: tuple[Actor, ...] = SIGNERS,
        documents: tuple[bytes, bytes] = (DOCUMENT, REST),
        id_: bytes = ID,
    ) -> Receipt:
        return world.file(
            world.successions, "convert", signers, (id_, word, digest("data 1"), documents[0], documents[1])
        )

    def test_a_certificate_of_another_regime_takes_its_place(self, issued: World) -> None:
        before, word = head(issued, a_record()), a_record(serial=3, regime=DAR, rights=HOLD | USE)
        receipt = self.convert(issued, word)
        into = id_of(ALPHA.number, DAR, digest("data 1"))
        stored = pack(**{**unpack(word), "sequence": 1, "state": ACTIVE})
        first = {"certificateId": into, "record": stored, "fingerprint": digest("data 1"), "documentDigest": DOCUMENT}
        linked = {"certificateId": into, "sequence": 2, "otherId": ID, "relation": CONVERTS}
        ended = {"certificateId": ID, "sequence": 2, "successorId": into, "documentDigest": REST}
        assert receipt.events == (
            Event("CertificateIssued", first | HANDS),
            Event("CertificateLinked", linked | {"documentDigest": DOCUMENT} | HANDS),
            Event("CertificateSuperseded", ended | HANDS),
        )
        assert issued.record(ID)["state"] == SUPERSEDED
        assert issued.record(into)["flags"] == LINKED
        assert head(issued, a_record()) == fold(before, receipt.logs[2])
        assert head(issued, word) == fold(ZERO_DIGEST, *receipt.logs[:2])
        assert issued.view(issued.successions, "linkOf", thing(into, 2)) == (ID, 2, CONVERTS)

    def test_co_holders_keep_their_parts(self, world: World) -> None:
        parts = [(ALPHA.number, HOLD, 4_000), (BETA.number, USE | OPERATE, 6_000)]
        world.issue_shared(an_issue(), parts)
        self.convert(world, a_record(serial=3, regime=DAR), (*self.SIGNERS, BETA.consent))
        into = id_of(ALPHA.number, DAR, digest("data 1"))
        assert list(world.view(world.certificates, "sharesOf", into)) == parts
        assert (world.record(into)["flags"], world.record(into)["sequence"]) == (SHARED | LINKED, 4)
        assert world.view(world.successions, "linksOn", into) == (thing(into, 4),)

    def test_shares_that_met_in_one_hand_are_no_co_holding_any_more(self, world: World) -> None:
        parts = [(ALPHA.number, ALL, 4_000), (BETA.number, ALL, 6_000)]
        world.issue_shared(an_issue(), parts)
        signers = (NORTH.checker, BETA.consent, ALPHA.consent)
        world.act("Transfer", signers, ID, BETA.number, ALPHA.number, DOCUMENT)
        self.convert(world, a_record(serial=3, regime=DAR))
        assert world.record(id_of(ALPHA.number, DAR, digest("data 1")))["flags"] == LINKED

    def test_for_the_same_holder_in_another_regime_and_with_no_more_rights(self, issued: World) -> None:
        with refused("RegimeUnchanged", ID, DPR):
            self.convert(issued, a_record(serial=3))
        with refused("HolderOther", ID, ALPHA.number, BETA.number):
            self.convert(issued, a_record(BETA, 3, regime=DAR))
        with refused("RightsExceeded", ID, 15, ALL):
            self.convert(issued, a_record(serial=3, regime=DAR, rights=15))
        for documents in ((ZERO_DIGEST, REST), (DOCUMENT, ZERO_DIGEST)):
            with refused("DigestMissing"):
                self.convert(issued, a_record(serial=3, regime=DAR), documents=documents)
        with refused("RegisterNotInCharge", register_of(NORTH_CODE, 5), NORTH.number, 0):
            self.convert(issued, a_record(serial=3, regime=5))

    def test_the_registry_of_the_old_register_agrees_where_it_is_another(self, issued: World) -> None:
        register = register_of(SOUTH_CODE, DAR)
        issued.govern(issued.participants, "assignRegister", register, SOUTH.number, REASON)
        issued.govern(issued.certificates, "openMigration", register, FOREVER)
        old = id_of(GAMMA.number, DAR, digest("data 1"))
        issue = (a_record(GAMMA, 3, regime=DAR, code=SOUTH_CODE), digest("data 1"), DOCUMENT)
        issued.issue(issue, registry=SOUTH)
        word = a_record(GAMMA, 4)
        with refused("ApprovalsMissing", 3, 2):
            self.convert(issued, word, (NORTH.checker, GAMMA.consent), id_=old)
        self.convert(issued, word, (NORTH.checker, GAMMA.consent, SOUTH.consent), id_=old)
        assert issued.record(old)["state"] == SUPERSEDED

    def test_by_the_registry_in_charge_of_an_open_ledger_while_the_term_runs(self, issued: World) -> None:
        word = a_record(serial=3, regime=DIP)
        asked = (ID, word, digest("data 1"), DOCUMENT, REST)
        trespass(issued, "convert", asked, self.SIGNERS)
        with refused("RegisterNotInCharge", register_of(NORTH_CODE, DIP), SOUTH.number, NORTH.number):
            issued.file(issued.successions, "convert", self.SIGNERS, asked, maker=SOUTH.maker)
        with issued.undone():
            paused(issued)
            with refused("LedgerIsPaused"):
                self.convert(issued, word)
        issued.now = YEAR_END
        with refused("CertificateExpired", ID, YEAR_END):
            self.convert(issued, word)

"""
Pledges.sol: hold and releaseHold.

On revm in process.
"""

from __future__ import annotations

from tests.abi import Event
from tests.contract.pledging import (
    ALPHA_AND_CITY,
    BANK_HANDS,
    CONSUMED,
    DROPPED,
    HELD,
    HOLD_END,
    PLEDGED,
    SECOND,
    create,
    hold,
    on,
    ranked,
    release_hold,
    stored,
    thing,
    word,
)
from tests.contract.test_certificates import ID, REASON, YEAR_END, fold, head
from tests.evm import World, refused
from tests.parties import (
    ALPHA,
    BANK,
    BETA,
    CITY_BANK,
    DAY,
    DELTA,
    DPR,
    GAMMA,
    HOLD,
    INSTITUTE,
    NORTH,
    OPERATE,
    RIVER_BANK,
    STRANGER,
    USE,
    WARDEN,
    ZERO_DIGEST,
    a_record,
    an_issue,
    digest,
    id_of,
)
from tests.parties import (
    PLEDGED as PLEDGED_FLAG,
)


class TestHold:
    """hold."""

    def test_a_rank_is_held_with_an_exact_event_and_one_word(self, world: World) -> None:
        issued = world.issue(an_issue())
        receipt = hold(world)

        fields = {"certificateId": ID, "sequence": 2, "holdId": thing(2)}
        fields |= {"creditor": CITY_BANK.number, "until": HOLD_END}
        assert receipt.events == (Event("RankHeld", fields | BANK_HANDS),)
        assert head(world, a_record()) == fold(ZERO_DIGEST, *issued.logs, *receipt.logs)
        held = word(amount=0, rank_at=receipt.time, until=HOLD_END, form=0, state=HELD)
        assert stored(world, thing(2)) == held
        assert on(world) == ranked(world) == (thing(2),)
        assert world.record(ID)["flags"] == PLEDGED_FLAG

    def test_a_bank_has_one_hold_in_force(self, world: World) -> None:
        world.issue(an_issue())
        hold(world)
        with refused("HoldPending", thing(2), HOLD_END):
            hold(world)
        world.now = HOLD_END - 2
        with refused("HoldPending", thing(2), HOLD_END):
            hold(world)
        hold(world)
        assert on(world) == (thing(3),)

    def test_it_lapses_by_itself_and_asks_nobody_any_more(self, world: World) -> None:
        world.issue(an_issue())
        hold(world)
        with refused("ApprovalsMissing", 3, 2):
            hold(world, RIVER_BANK)
        world.now = HOLD_END - 1
        assert ranked(world) == (thing(2),)
        world.now = HOLD_END
        assert ranked(world) == ()
        assert on(world) == (thing(2),)
        hold(world, RIVER_BANK)
        assert on(world) == (thing(3),)
        assert stored(world, thing(2)) >> 224 & 0xFF == HELD

    def test_another_bank_holds_behind_it_with_its_consent(self, world: World) -> None:
        world.issue(an_issue())
        hold(world)
        hold(world, RIVER_BANK, ALPHA_AND_CITY)
        assert ranked(world) == (thing(2), thing(3))

    def test_all_holders_must_agree(self, world: World) -> None:
        shares = [(ALPHA.number, HOLD | USE | OPERATE, 6000), (GAMMA.number, USE, 4000)]
        world.issue_shared(an_issue(), shares)
        with refused("ApprovalsMissing", 3, 2):
            hold(world)
        with refused("ApprovalFromOther", BETA.consent.address, BETA.number, GAMMA.number):
            hold(world, others=(ALPHA.consent, BETA.consent))
        hold(world, others=(ALPHA.consent, GAMMA.consent))

    def test_only_a_bank_holds_and_only_for_itself(self, world: World) -> None:
        world.issue(an_issue())
        with refused("RoleMissing", NORTH.number, BANK):
            hold(world, NORTH)
        with refused("RoleMissing", DELTA.number, BANK):
            hold(world, DELTA)
        with refused("DutyMissing", CITY_BANK.admin.address, 1):
            asked = (ID, CITY_BANK.number)
            signers = (CITY_BANK.checker, ALPHA.consent)
            world.file(world.pledges, "hold", signers, asked, maker=CITY_BANK.admin)
        with refused("KeyUnknown", STRANGER.address):
            signers = (CITY_BANK.checker, ALPHA.consent)
            world.file(world.pledges, "hold", signers, (ID, CITY_BANK.number), maker=STRANGER)
        with refused("CreditorNotMaker", RIVER_BANK.number, CITY_BANK.number):
            hold(world, creditor=RIVER_BANK.number)

    def test_a_pause_stops_it(self, world: World) -> None:
        world.issue(an_issue())
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        with refused("LedgerIsPaused"):
            hold(world)

    def test_what_cannot_be_pledged_cannot_be_held(self, world: World) -> None:
        world.issue(an_issue(rights=HOLD | USE), an_issue(INSTITUTE, 2), an_issue(CITY_BANK, 3))
        with refused("RightToOperateMissing", ID, HOLD | USE):
            hold(world)
        public = id_of(INSTITUTE.number, DPR, digest("data 2"))
        with refused("PublicBodyCannotPledge", public, INSTITUTE.number):
            hold(world, others=(INSTITUTE.consent,), certificate=public)
        own = id_of(CITY_BANK.number, DPR, digest("data 3"))
        with refused("CreditorIsHolder", own, CITY_BANK.number):
            hold(world, others=(), certificate=own)

    def test_an_unknown_or_expired_certificate_is_refused(self, world: World) -> None:
        world.issue(an_issue())
        with refused("CertificateUnknown", SECOND):
            hold(world, certificate=SECOND)
        world.now = YEAR_END
        with refused("CertificateExpired", ID, YEAR_END):
            hold(world)


class TestReleaseHold:
    """releaseHold."""

    def test_its_bank_gives_it_up(self, world: World) -> None:
        issued = world.issue(an_issue())
        held = hold(world)
        receipt = release_hold(world, thing(2))
        fields = {"certificateId": ID, "sequence": 3, "holdId": thing(2)}
        assert receipt.events == (Event("HoldReleased", fields | BANK_HANDS),)
        assert head(world, a_record()) == fold(ZERO_DIGEST, *issued.logs, *held.logs, *receipt.logs)
        assert stored(world, thing(2)) == word(amount=0, rank_at=held.time, until=HOLD_END, form=0, state=DROPPED)
        assert on(world) == ranked(world) == ()
        assert world.record(ID)["flags"] == 0

    def test_nobody_else_does(self, world: World) -> None:
        world.issue(an_issue())
        hold(world)
        with refused("NotCreditor", thing(2), CITY_BANK.number, RIVER_BANK.number):
            release_hold(world, thing(2), RIVER_BANK)
        with refused("NotCreditor", thing(2), CITY_BANK.number, NORTH.number):
            release_hold(world, thing(2), NORTH)

    def test_also_while_paused_and_after_the_certificates_term(self, world: World) -> None:
        world.issue(an_issue(valid_to=HOLD_END - DAY))
        hold(world)
        world.send(WARDEN.voter, world.participants, "pause", REASON)
        world.now = HOLD_END - DAY
        release_hold(world, thing(2))

    def test_what_is_no_hold_in_force_of_the_certificate(self, world: World) -> None:
        world.issue(an_issue(), an_issue(serial=2))
        with refused("HoldUnknown", ID, thing(2)):
            release_hold(world, thing(2))
        hold(world)
        with refused("HoldUnknown", SECOND, thing(2)):
            release_hold(world, thing(2), certificate=SECOND)
        create(world)
        with refused("HoldNotLive", thing(2), CONSUMED):
            release_hold(world, thing(2))
        with refused("HoldNotLive", thing(3), PLEDGED):
            release_hold(world, thing(3))
        hold(world)
        world.now = HOLD_END - 1
        with refused("HoldLapsed", thing(4), HOLD_END):
            release_hold(world, thing(4))

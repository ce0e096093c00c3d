"""
What the auditor finds where the contracts were replaced for a while: an act that lacked its votes or its consents.

One short history of real acts on the compiled contracts; then one transaction of it is told otherwise, as replaced code
would have let it through: another call, another log.  The audit must name exactly that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

import pytest
from eth_abi.abi import encode
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.audit import abi
from ledger.audit.consents import Consents, HasCode
from ledger.audit.decode import decode
from ledger.audit.pin import Pin
from ledger.audit.receipt import Log
from ledger.audit.replay import Replay
from ledger.audit.report import Layer, Notes
from ledger.audit.tables import TABLES
from ledger.audit.tables.calls import PLAIN, ROWS, Row
from tests.contract.pledging import hold
from tests.contract.test_certificates import ID
from tests.evm import World
from tests.invariant.reading import raw
from tests.parties import (
    ALPHA,
    BETA,
    CHECKER,
    CITY_BANK,
    CONSENT,
    DELTA,
    DPR,
    FOREVER,
    GOVERNORS,
    GRAVE_DELAY,
    NO_APPROVAL,
    NORTH,
    ORDINARY_DELAY,
    REGISTRY,
    SOUTH,
    STRANGER,
    SUPERVISOR,
    Actor,
    Party,
    an_issue,
    digest,
)
from tests.recording import Recording, Sent, audited, pin_of, replayed

SPARE = Actor("holder alpha/spare")
SECOND_CHECKER = Actor("registry north/second checker")
TRANSFERRED, REASON = digest("transfer"), digest("reason")
PAST = 1_000
HOLD_DAYS, HOLD_DAYS_VALUE = 15, 6


@dataclass(frozen=True)
class Impostor:
    """Somebody who signs under another's key."""

    of: Actor
    by: Actor = STRANGER

    @property
    def address(self) -> str:
        return self.of.address

    def sign(self, message_digest: bytes) -> bytes:
        return self.by.sign(message_digest)


class History(NamedTuple):
    """A history, which of its transactions are which, and other calls of its transfer that nobody would have taken."""

    pin: Pin
    sent: tuple[Sent, ...]
    places: dict[str, int]
    calls: dict[str, bytes]

    def audit(self, name: str = "", *, has_code: HasCode = lambda _: False, **changes: Any) -> Notes:
        """Audit the history with one transaction told otherwise."""
        sent = list(self.sent)
        if name:
            sent[self.places[name]] = replace(sent[self.places[name]], **changes)
        return audited(self.pin, sent, has_code)

    def log(self, name: str, place: int, **words: int | bytes) -> tuple[Log, ...]:
        """The logs of a transaction, in one of which some words of the data, by their number, are others."""
        logs = list(self.sent[self.places[name]].logs)
        data = bytearray(logs[place].data)
        for number, word in words.items():
            at = 32 * int(number.removeprefix("word"))
            data[at : at + 32] = word.to_bytes(32, "big") if isinstance(word, int) else word
        logs[place] = logs[place]._replace(data=bytes(data))
        return tuple(logs)


@cache
def history() -> History:
    """A role and a rule by vote, a spare key that comes and goes, a certificate that is issued, transferred, held."""
    chain = Recording()
    world = World(chain)
    places: dict[str, int] = {}

    def mark(name: str, before: int = 0) -> None:
        places[name] = len(chain.sent) - 1 - before

    world.govern(world.participants, "setRoles", SOUTH.number, SUPERVISOR | REGISTRY, REASON)
    mark("vote", 1)
    mark("execute")
    world.govern(world.rules, "setRules", [(DPR, HOLD_DAYS, HOLD_DAYS_VALUE, world.now + 300 * 86_400)], REASON)
    mark("rules")
    world.govern(world.participants, "revokeKey", SOUTH.deputy.address, REASON, 7, (STRANGER.address, b"unread"))
    _enrol(world, ALPHA, SPARE, CONSENT)
    _enrol(world, NORTH, SECOND_CHECKER, CHECKER)
    world.send(ALPHA.admin, world.participants, "revokeKey", SPARE.address, REASON, FOREVER, NO_APPROVAL)
    world.issue(an_issue(ALPHA))
    mark("issue")
    calls = _calls(world)
    world.act("Transfer", (NORTH.checker, ALPHA.consent, BETA.consent), ID, ALPHA.number, BETA.number, TRANSFERRED)
    mark("transfer")
    hold(world, CITY_BANK, (BETA.consent,))
    mark("hold")
    # What a call changes does not count at its own execution: three votes needed from then on, its executor suspended.
    _vote(world, GOVERNORS[:2], "setCharter", (3, ORDINARY_DELAY, GRAVE_DELAY))
    _vote(world, GOVERNORS, "setCharter", (2, ORDINARY_DELAY, GRAVE_DELAY))
    _vote(world, GOVERNORS[:2], "suspend", GOVERNORS[0].number, REASON)
    return History(pin_of(world), tuple(chain.sent), places, calls)


def _vote(world: World, voters: Sequence[Party], function: str, *arguments: Any) -> None:
    first, *others = (governor.voter for governor in voters)
    data = world.participants.call_data(function, *arguments)
    proposal = world.send(first, world.participants, "propose", world.participants.address, data, REASON).output
    for voter in others:
        world.send(voter, world.participants, "vote", proposal)
    world.sleep(GRAVE_DELAY)
    world.send(first, world.participants, "execute", proposal, data)


def _enrol(world: World, party: Party, key: Actor, duties: int) -> None:
    signed = (party.number, key.address, duties, FOREVER)
    approval = world.approve(party.deputy, world.participants, "EnrolKey", *signed)
    world.send(party.admin, world.participants, "enrolKey", *signed, approval)


def _calls(world: World) -> dict[str, bytes]:
    """The transfer as it should not have been signed, by what is wrong with it."""
    asked = (ID, ALPHA.number, BETA.number, TRANSFERRED)
    checker, first, second = NORTH.checker, ALPHA.consent, BETA.consent
    signers: dict[str, tuple[Any, ...]] = {
        "good": (checker, first, second),
        "no consent": (checker, first),
        "forged consent": (checker, Impostor(first), second),
        "consent of another": (checker, DELTA.consent, second),
        "consent by a revoked key": (checker, SPARE, second),
        "consent by a key for other things": (checker, ALPHA.admin, second),
        "forged checker": (Impostor(checker), first, second),
        "another checker": (SECOND_CHECKER, first, second),
    }

    def data(asked: tuple[Any, ...], signers: Any, **signing: int) -> bytes:
        call = world.agreed(world.certificates, "transfer", signers, asked, **signing)
        made: bytes = world.certificates.call_data(*call)
        return made

    calls = {name: data(asked, each) for name, each in signers.items()}
    to_delta = (ID, ALPHA.number, DELTA.number, TRANSFERRED)
    calls["another act"] = data(to_delta, (checker, first, DELTA.consent))
    calls["expired"] = data(asked, signers["good"], deadline=PAST)
    calls["another number"] = data(asked, signers["good"], sequence=3)
    calls["no function"] = b"\x12\x34\x56\x78" + calls["good"][4:]
    calls["no arguments"] = calls["good"][:100]
    return calls


def codes(notes: Notes) -> list[str]:
    return [finding.code for finding in notes.findings]


def test_a_history_as_it_was_is_clean() -> None:
    notes = history().audit()
    assert notes.findings == []
    assert notes.unchecked == []
    assert notes.counts[Layer.MEANING]["executed proposals"] == 6


# CONSENTS


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ("no consent", "ConsentMissing"),
        ("forged consent", "ConsentForged"),
        ("consent of another", "ConsentByOther"),
        ("consent by a revoked key", "ConsentKeyInvalid"),
        ("consent by a key for other things", "ConsentKeyInvalid"),
        ("expired", "ConsentExpired"),
        ("forged checker", "CheckerForged"),
        ("another number", "CheckerForged"),
        ("another checker", "CheckerDifferent"),
        ("another act", "ActDifferent"),
        ("no function", "CallUnknown"),
        ("no arguments", "CallUnknown"),
    ],
)
def test_a_transfer_that_was_not_agreed_is_named(call: str, code: str) -> None:
    told = history()
    notes = told.audit("transfer", data=told.calls[call])
    assert set(codes(notes)) == {code}
    assert len(notes.findings) == 1
    assert notes.findings[0].position.block == 1 + told.places["transfer"]  # type: ignore[union-attr]


def test_a_signature_says_who_signed_instead() -> None:
    told = history()
    (finding,) = told.audit("transfer", data=told.calls["forged consent"]).findings
    assert finding.subject == finding.expected == ALPHA.consent.address
    assert finding.found == STRANGER.address


def test_a_contracts_signature_is_counted_and_not_judged() -> None:
    told = history()
    notes = told.audit("transfer", data=told.calls["forged consent"], has_code=lambda _: True)
    assert notes.findings == []
    assert [(each.code, dict(each.facts)) for each in notes.unchecked] == [
        ("AuditConsentsUnseen", {"calls": 0, "signatures": 1})
    ]


def test_a_call_through_another_contract_is_counted_and_not_judged() -> None:
    told = history()
    notes = told.audit("transfer", to=raw(STRANGER.address), data=b"")
    assert notes.findings == []
    assert [each.facts["calls"] for each in notes.unchecked] == [1]


def test_a_key_that_could_not_check_is_named_though_the_event_hides_it() -> None:
    told = history()
    data = told.sent[told.places["issue"]].data
    call = data.replace(raw(NORTH.checker.address), raw(NORTH.deputy.address))
    (finding,) = told.audit("issue", data=call).findings
    assert (finding.code, finding.subject) == ("ActForbidden", "Certificates.issue")
    assert str(finding.expected).startswith("DutyMissing")


def test_a_part_of_what_was_signed_that_was_told_otherwise_is_named() -> None:
    told = history()
    assert codes(told.audit("transfer", logs=told.log("transfer", 0, word3=digest("another document")))) == [
        "ActDifferent"
    ]
    issued = told.audit("issue", logs=told.log("issue", 0, word2=digest("another document")))
    assert codes(issued) == ["ActDifferent"]


# ANY CALL

NUMBERS = st.sampled_from((0, 1, 2, 3, 17, 18, 21, 255, 2**32 - 1, 2**40 - 1, 2**64 - 1))
WORDS = st.sampled_from((ID, TRANSFERRED, bytes(32)))
KEYS = st.sampled_from([raw(each.address) for each in (NORTH.checker, ALPHA.consent, BETA.consent, STRANGER)])
FUNCTIONS = [
    (contract, chosen, row.arguments if isinstance(row, Row) else row[1])
    for rows in (ROWS, PLAIN)
    for contract, functions in rows.items()
    for chosen, row in functions.items()
]


@cache
def before_the_transfer() -> Replay:
    told = history()
    return replayed(told.pin, told.sent[: told.places["transfer"]])[0]


@given(st.data())
@settings(deadline=None)
def test_no_other_call_than_the_one_that_was_made_has_said_the_transfer(data: st.DataObject) -> None:
    """Replaced code takes anything.  Whatever it is, it is judged and not crashed by."""
    told, sent = history(), history().sent[history().places["transfer"]]
    contract, chosen, kind = data.draw(st.sampled_from(FUNCTIONS))
    call = chosen + abi.write(kind, drawn(data, kind))
    consents = Consents(told.pin, Notes())
    consents.has_code = lambda _: False
    called = list(
        consents.begin(before_the_transfer().facts, sent.time, sent.sender, (told.pin.address(contract), call))
    )
    consents.note(decode(sent.logs[0], TABLES["Certificates"]))
    assert [*called, *consents.end()]


def drawn(data: st.DataObject, kind: abi.Kind) -> Any:
    """A value of a type: ids and keys that there are, and numbers at which something ends."""
    if kind.item is not None:
        return tuple(drawn(data, kind.item) for _ in range(data.draw(st.integers(0, 3))))
    if kind.parts:
        return tuple(drawn(data, part) for part in kind.parts)
    plain = {"bytes": st.binary(max_size=70), "address": KEYS, "bytes32": WORDS, "bool": st.booleans()}
    if kind.name in plain:
        return data.draw(plain[kind.name])
    return data.draw(NUMBERS) % (1 << int(kind.name.removeprefix("uint")))


# TERMS


def test_a_term_that_the_calendar_does_not_make_is_named() -> None:
    told = history()
    until = int.from_bytes(told.sent[told.places["hold"]].logs[-1].data[96:128], "big")
    place = len(told.sent[told.places["hold"]].logs) - 1
    notes = told.audit("hold", logs=told.log("hold", place, word3=until + 86_400))
    assert codes(notes) == ["TermDifferent"]
    assert (notes.findings[0].expected, notes.findings[0].found) == (until, until + 86_400)


# VOTES


def test_a_role_granted_without_a_vote_is_named() -> None:
    told = history()
    granted = told.sent[told.places["execute"]].logs[:1]
    data = granted[0].data
    again = granted[0]._replace(data=data[32:64] + encode(["uint16"], [2]) + data[64:])
    planted = Sent(raw(STRANGER.address), told.pin.participants, b"setRoles", None, (again,), told.sent[-1].time)
    notes = audited(told.pin, (*told.sent, planted))
    assert codes(notes) == ["VoteMissing"]
    assert notes.findings[0].subject == "RolesChanged"


def test_a_calendar_set_without_a_vote_is_named() -> None:
    told = history()
    founding = next(each for each in told.sent if each.created == told.pin.address("Rules"))
    calendar = founding.logs[-1]
    version = int.from_bytes(told.sent[told.places["rules"]].logs[0].topics[1], "big") + 1
    later = calendar._replace(topics=(calendar.topics[0], version.to_bytes(32, "big"), *calendar.topics[2:]))
    planted = Sent(raw(STRANGER.address), told.pin.address("Rules"), b"", None, (later,), told.sent[-1].time)
    assert codes(audited(told.pin, (*told.sent, planted))) == ["VoteMissing"]


def test_a_vote_that_was_never_given_is_missed_in_the_count() -> None:
    told = history()
    _, approved = told.sent[told.places["vote"]].logs
    notes = told.audit("vote", logs=(approved,))
    assert codes(notes) == ["VoteQuorumMissing", "VoteQuorumMissing"]  # at the approval, and at the execution
    assert {(each.expected, each.found) for each in notes.findings} == {(2, 1)}


def test_a_vote_for_another_participant_is_named() -> None:
    told = history()
    logs = told.log("vote", 0, word0=GOVERNORS[2].number)
    assert codes(told.audit("vote", logs=logs)) == ["VoteOfOther"]


def test_a_delay_that_was_cut_short_is_named() -> None:
    told = history()
    logs = told.log("vote", 1, word0=told.sent[told.places["vote"]].time + 60)
    assert codes(told.audit("vote", logs=logs)) == ["VoteDelayWrong"]


def test_an_execution_by_a_key_without_a_vote_is_named() -> None:
    told = history()
    stranger = raw(ALPHA.consent.address)
    logs = told.log("execute", 1, word0=stranger.rjust(32, b"\0"))
    notes = told.audit("execute", logs=logs, sender=stranger)
    assert codes(notes) == ["AuthorityDutyMissing", "AuthorityRoleMissing"]


def test_what_was_not_voted_is_named() -> None:
    told = history()
    notes = told.audit("execute", logs=told.log("execute", 0, word1=SUPERVISOR))
    assert codes(notes) == ["VoteContentDifferent"]
    rules = told.audit("rules", logs=told.log("rules", 0, word2=HOLD_DAYS_VALUE + 1))
    assert codes(rules) == ["VoteContentDifferent"]


def test_every_change_of_power_is_on_the_list_with_its_ground() -> None:
    rows = history().audit().lists["roleChanges"].items
    voted = [row for row in rows if row.code == "ListPowerByVote"]
    assert [(row.subject, row.facts["proposal"]) for row in voted] == [
        (f"participant {SOUTH.number}", 1),
        (f"key {SOUTH.deputy.address}", 3),
        ("charter", 4),
        ("charter", 5),
        (f"participant {GOVERNORS[0].number}", 6),
    ]
    assert voted[0].facts["change"] == "REGISTRY -> REGISTRY+SUPERVISOR"
    by_hands = [row.subject for row in rows if row.code == "ListPowerByHands"]
    assert by_hands == [f"key {SECOND_CHECKER.address}"]  # a plain holder's keys are no power
    assert {row.code for row in rows} == {"ListPowerFounded", "ListPowerByVote", "ListPowerByHands"}

"""
The whole surface of all contracts: who may call what, that every error and event has its test, and constants in step.

Exhaustive for Participants and Certificates: every function that changes something × every key of every party and a
stranger.  Each function has a row in `RULES`; a function without one fails.  What the nouns change, they change by acts
alone, whose roles their own tests try; only Rules is set by vote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from ledger.domain import certificates as certificates_domain
from ledger.domain import flags as flags_domain
from ledger.domain import matrix as matrix_domain
from ledger.domain import participants as participants_domain
from ledger.domain import successions as successions_domain
from ledger.domain.records import unpack
from tests.abi import Contract, artifact, items
from tests.contract.test_certificates import DOCUMENT, ID, TO_BETA, TRANSFER_SIGNERS
from tests.evm import ACTS, Refusal, World
from tests.parties import (
    ALPHA,
    BETA,
    BUREAU,
    CONSENT,
    DPR,
    FOREVER,
    FOUNDERS,
    GOVERNORS,
    GRAVE_DELAY,
    HOLDERS,
    NO_APPROVAL,
    NORTH,
    NOUNS,
    PERSON,
    SOUTH,
    STRANGER,
    WARDEN,
    ZERO_DIGEST,
    Actor,
    Party,
    an_issue,
    digest,
    register_of,
)

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = ("Participants", "Certificates")
NOUN_CONTRACTS = tuple(name for name, _ in NOUNS)
REASON = digest("reason")
NEW_KEY = Actor("a new key").address
NEWCOMER = Party("a newcomer", HOLDERS[-1].number + 1)
BESIDE_ACTS = {"admitEvaluator", "depositMany"}
"""What nouns offer beside acts of one struct: by vote, and in batches."""

Arguments = tuple[Any, ...]
Ask = Callable[[World, Actor], Arguments]

REFUSALS_OF_AUTHORITY = {
    "KeyUnknown",
    "DutyMissing",
    "RoleMissing",
    "GovernanceOnly",
    "RegisterNotInCharge",
    "DoorClosed",
}


def party_of(caller: Actor) -> Party:
    """Return whose key it is; a stranger's acts carry the northern registry's approvals."""
    return next((p for p in (*FOUNDERS, *HOLDERS) if caller in p.keys), NORTH)


def checked(world: World, contract: Contract, caller: Actor, *act: Any) -> tuple[str, bytes]:
    """Return the approval of the checker beside `caller`, or the northern registry's."""
    party = party_of(caller)
    return world.approve(party.checker if "checker" in party.duties else NORTH.checker, contract, *act)


def admissions(world: World, caller: Actor) -> Arguments:
    parties = [NEWCOMER.admission]
    content = keccak(encode(["(bytes32,uint8,uint16,bytes32,(address,uint8)[])[]"], [parties]))
    return parties, FOREVER, checked(world, world.participants, caller, "AdmitHolders", content, FOREVER)


def renaming(world: World, caller: Actor) -> Arguments:
    old = digest("profile of holder alpha")
    approval = checked(world, world.participants, caller, "Rename", ALPHA.number, REASON, old, FOREVER)
    return ALPHA.number, REASON, FOREVER, approval


def enrolment(world: World, caller: Actor) -> Arguments:
    act = (ALPHA.number, NEW_KEY, CONSENT, FOREVER)
    if caller in ALPHA.keys:
        other = ALPHA.deputy if caller == ALPHA.admin else ALPHA.admin
        return *act, world.approve(other, world.participants, "EnrolKey", *act)
    return *act, checked(world, world.participants, caller, "EnrolKey", *act)


def revocation_of_key(world: World, caller: Actor) -> Arguments:
    act = (ALPHA.consent.address, REASON, FOREVER)
    return *act, checked(world, world.participants, caller, "RevokeKey", *act)


def issue(world: World, caller: Actor) -> Arguments:
    word, data, document = an_issue(serial=2)
    content = keccak(word.to_bytes(32, "big") + data + document)
    approval = checked(world, world.certificates, caller, "Issue", content, 1, FOREVER)
    return [(word, data, document)], FOREVER, approval


def shared_issue(world: World, caller: Actor) -> Arguments:
    issued, shares = an_issue(serial=2), [(ALPHA.number, 7, 5000), (BETA.number, 7, 5000)]
    contents = (
        keccak(encode(["(uint256,bytes32,bytes32)"], [issued])),
        keccak(encode(["(uint32,uint8,uint16)[]"], [shares])),
    )
    approval = checked(world, world.certificates, caller, "IssueShared", *contents, FOREVER)
    return issued, shares, FOREVER, approval


def act(name: str, *values: Any, also: tuple[Actor, ...] = ()) -> Ask:
    """Return what asks for an act on the certificate `ID`, approved by the caller's checker and by `also`."""

    def ask(world: World, caller: Actor) -> Arguments:
        party = party_of(caller)
        checker = party.checker if "checker" in party.duties else NORTH.checker
        return world.call_to(name, [checker, *also], ID, *values)[1:]

    return ask


def plain(*arguments: Any) -> Ask:
    def ask(_: World, __: Actor) -> Arguments:
        return arguments

    return ask


NOBODY: tuple[Actor, ...] = ()
REGISTRIES = (NORTH.maker, SOUTH.maker)
IN_CHARGE = (NORTH.maker,)
VOTERS = tuple(governor.voter for governor in GOVERNORS)
VOTED = VOTERS[0]  # it has voted on the proposal below; the others may

RULES: dict[str, tuple[tuple[Actor, ...], Ask]] = {
    # by a registry's two hands
    "admitHolders": (REGISTRIES, admissions),
    "rename": (REGISTRIES, renaming),
    # by the participant's administrators, or a registry's two hands for a plain holder
    "enrolKey": ((*REGISTRIES, ALPHA.admin, ALPHA.deputy), enrolment),
    "revokeKey": ((*REGISTRIES, ALPHA.admin, ALPHA.deputy), revocation_of_key),
    # by the registry in charge
    "issue": (IN_CHARGE, issue),
    "issueShared": (IN_CHARGE, shared_issue),
    "transfer": (IN_CHARGE, act("Transfer", *TO_BETA, also=TRANSFER_SIGNERS[1:])),
    "amend": (IN_CHARGE, act("Amend", ZERO_DIGEST, DOCUMENT, 0, 0, also=(ALPHA.consent,))),
    "correct": (IN_CHARGE, act("Correct", DOCUMENT)),
    "cancel": (IN_CHARGE, act("Cancel", 4, DOCUMENT)),
    # by the registry in charge or a supervisor
    "revoke": ((*IN_CHARGE, BUREAU.maker), act("Revoke", DOCUMENT)),
    # by a governor's voting key
    "propose": (VOTERS, plain(NEW_KEY, b"", REASON)),
    "vote": (VOTERS[1:], plain(1)),
    "execute": (VOTERS, lambda world, _: (2, approved_call(world))),
    # by a guardian's voting key
    "veto": ((WARDEN.voter,), plain(1, REASON)),
    "pause": ((WARDEN.voter,), plain(REASON)),
    # by vote
    "unpause": (NOBODY, plain(REASON)),
    "admit": (NOBODY, plain(NEWCOMER.admission)),
    "suspend": (NOBODY, plain(ALPHA.number, REASON)),
    "reinstate": (NOBODY, plain(ALPHA.number, REASON)),
    "setRoles": (NOBODY, plain(ALPHA.number, 0, REASON)),
    "assignRegister": (NOBODY, plain(register_of(1, DPR), NORTH.number, REASON)),
    "setCharter": (NOBODY, plain((2, 0, 0))),
    "admitNoun": (NOBODY, plain(NEW_KEY, 1)),
    "openMigration": (NOBODY, plain(register_of(1, DPR), 0)),
    # by an admitted noun
    "advance": (NOBODY, plain(ID, REASON, 0, 0)),
    "move": (NOBODY, plain((ID, *TO_BETA), NEW_KEY, NEW_KEY)),
    "end": (NOBODY, plain(ID, ZERO_DIGEST, DOCUMENT, NEW_KEY, NEW_KEY)),
    "enter": (NOBODY, plain(an_issue(serial=2), [], NEW_KEY, NEW_KEY)),
    "adjust": (NOBODY, plain((ID, ZERO_DIGEST, DOCUMENT, 0, 0), NEW_KEY, NEW_KEY)),
    "extend": (NOBODY, plain(ID, FOREVER, DOCUMENT, NEW_KEY, NEW_KEY)),
}


def approved_call(world: World) -> bytes:
    return world.participants.call_data("setCharter", (2, 0, 0))


def changing_functions(name: str) -> Iterator[str]:
    yield from (item.name for item in items(artifact(name)["abi"], "function") if item.mutable)


@pytest.fixture
def prepared(world: World) -> World:
    """A world with one certificate, one open proposal (1) and one that may be executed (2)."""
    world.issue(an_issue())
    for data in (b"", approved_call(world)):
        world.send(VOTED, world.participants, "propose", world.participants.address, data, REASON)
    world.send(VOTERS[1], world.participants, "vote", 2)
    world.sleep(GRAVE_DELAY)
    return world


def test_every_function_that_changes_something_has_a_rule() -> None:
    functions = [function for name in CONTRACTS for function in changing_functions(name)]
    assert sorted(functions) == sorted(RULES)


@pytest.mark.parametrize("function", RULES)
def test_exactly_those_that_the_rule_names_may_call(prepared: World, function: str) -> None:
    entitled, ask = RULES[function]
    contract = next(c for c in (prepared.participants, prepared.certificates) if function in c.functions)
    everybody = [key for party in (*FOUNDERS, *HOLDERS) for key in party.keys]
    assert set(entitled) <= set(everybody)
    for caller in (STRANGER, *everybody):
        arguments = ask(prepared, caller)
        with prepared.undone():
            try:
                prepared.send(caller, contract, function, *arguments)
                refusal = None
            except Refusal as error:
                refusal = error.name
        if caller in entitled:
            assert refusal is None, caller
        elif function == "vote" and caller == VOTED:
            assert refusal == "ProposalVotedAlready"
        else:
            assert refusal in REFUSALS_OF_AUTHORITY, caller


@pytest.mark.parametrize("name", NOUN_CONTRACTS)
def test_the_nouns_change_nothing_but_by_acts(name: str) -> None:
    entries = [e for e in artifact(name)["abi"] if e["type"] == "function" and e["stateMutability"] == "nonpayable"]
    assert entries
    for entry in entries:
        if entry["name"] in BESIDE_ACTS:
            continue
        asked, *others = entry["inputs"]
        assert asked["internalType"].startswith("struct "), entry["name"]
        assert [i["internalType"] for i in others][-2:] == ["uint64", "struct Approval[]"], entry["name"]


@pytest.mark.parametrize("function", ["setRules", "setCalendar"])
def test_the_rules_are_set_by_vote_alone(prepared: World, function: str) -> None:
    asked: Arguments = {"setRules": ([], REASON), "setCalendar": ((2030, (1, 1), REASON),)}[function]
    for caller in (STRANGER, *(key for party in (*FOUNDERS, *HOLDERS) for key in party.keys)):
        with pytest.raises(Refusal) as caught:
            prepared.send(caller, prepared.rules, function, *asked)
        assert caught.value.name == "GovernanceOnly"


def declared(kind: str) -> set[str]:
    """Return the names of the interfaces' errors or events, and those of libraries."""
    sources = [*(ROOT / "contracts" / "interfaces").glob("*.sol"), ROOT / "contracts" / "Amounts.sol"]
    return {name for path in sources for name in re.findall(rf"^\s*{kind} (\w+)\(", path.read_text("utf-8"), re.M)}


def names_in_calls_of(call: str) -> set[str]:
    """Return the names that stand first in calls of `call` in this folder's tests."""
    sources = Path(__file__).parent.glob("test_*.py")
    return {name for path in sources for name in re.findall(rf'\b{call}\(\s*"(\w+)"', path.read_text("utf-8"))}


def test_every_error_of_the_interfaces_is_triggered_by_a_test() -> None:
    assert declared("error")
    assert declared("error") <= names_in_calls_of("refused")


def test_every_event_of_the_interfaces_is_compared_whole_by_a_test() -> None:
    assert declared("event")
    assert declared("event") <= names_in_calls_of("Event")


def test_every_error_of_the_contracts_is_an_interfaces_or_openzeppelins() -> None:
    everything = (*CONTRACTS, "Rules", *NOUN_CONTRACTS)
    errors = {item.name for name in everything for item in items(artifact(name)["abi"], "error")}
    assert errors - declared("error") == {"AddressEmptyCode", "FailedCall", "InsufficientBalance"}


def acts_of_nouns() -> set[str]:
    """Return the EIP-712 type of every act of a noun: its struct's name and members by the ABI, sequence, deadline."""
    entries = [e for name in NOUN_CONTRACTS for e in artifact(name)["abi"] if e["type"] == "function"]
    structs = [e["inputs"][0] for e in entries if e["stateMutability"] == "nonpayable" and e["name"] not in BESIDE_ACTS]
    return {
        f"{asked['internalType'].removeprefix('struct ')}("
        + ",".join(f"{member['type']} {member['name']}" for member in asked["components"])
        + ",uint32 sequence,uint64 deadline)"
        for asked in structs
    }


def test_the_signed_acts_are_those_of_the_sources() -> None:
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "contracts").glob("*.sol"))
    joined = re.sub(r'"\s*"', "", sources)
    found = set(re.findall(r'keccak256\(\s*"(\w+\([^"]+\))"', joined)) - {
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    }
    batches = {"DepositMany(bytes32 depositsDigest,uint256 count,uint64 deadline)"}
    assert found == set(ACTS.values()) | acts_of_nouns() | batches


def constants(library: str) -> dict[str, int]:
    """Return the bits of a Solidity library of masks: name -> value, the sum of all left out."""
    paths = [*(ROOT / "contracts").glob("*.sol"), *(ROOT / "contracts" / "interfaces").glob("*.sol")]
    sources = "".join(path.read_text("utf-8") for path in paths)
    body = re.search(rf"library {library} \{{(.*?)\n\}}", sources, re.S)
    assert body
    return {name: 1 << int(bit) for name, bit in re.findall(r"constant (\w+) = 1 << (\d+);", body[1])}


def enumeration(name: str) -> dict[str, int]:
    """Return the members of a Solidity enum: name in capitals -> value."""
    paths = [*(ROOT / "contracts").glob("*.sol"), *(ROOT / "contracts" / "interfaces").glob("*.sol")]
    body = re.search(rf"^enum {name} \{{(.*?)\n\}}", "\n".join(p.read_text("utf-8") for p in paths), re.S | re.M)
    assert body
    members = re.findall(r"\w+", re.sub(r"//.*", "", body[1]))
    return {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", member).upper(): at for at, member in enumerate(members)}


@pytest.mark.parametrize(
    ("library", "flags"),
    [
        ("Roles", participants_domain.Role),
        ("Duties", participants_domain.Duty),
        ("Rights", certificates_domain.Right),
        ("Flags", flags_domain.Flag),
        ("Powers", flags_domain.Power),
    ],
)
def test_the_masks_are_the_domains(library: str, flags: Any) -> None:
    assert constants(library) == {flag.name: flag.value for flag in flags}


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("Kind", participants_domain.Kind),
        ("State", certificates_domain.State),
        ("CancelReason", certificates_domain.CancelReason),
        ("Operation", matrix_domain.Operation),
        ("Restraint", matrix_domain.Restraint),
        ("Effect", matrix_domain.Effect),
        ("SuccessionGround", successions_domain.SuccessionGround),
        ("Relation", successions_domain.Relation),
    ],
)
def test_the_enumerations_are_the_domains(name: str, members: Any) -> None:
    assert enumeration(name) == {member.name: member.value for member in members}


def test_the_record_word_is_the_domains(world: World) -> None:
    world.issue(an_issue(PERSON, 4321, rights=5))
    id_ = world.view(world.certificates, "idOf", PERSON.number, DPR, digest("data 4321"), 0)
    word = world.view(world.certificates, "recordOf", id_)
    assert unpack(word).word == word
    assert {name: getattr(unpack(word), name) for name in world.record(id_)} == world.record(id_)


def test_views_that_name_limits_answer_them(world: World) -> None:
    asked = {"MAX_BATCH": 500, "MAX_HOLDERS": 16, "WHOLE": 10_000, "MAX_TERM": 1837 * 86_400}
    assert {name: world.view(world.certificates, name) for name in asked} == asked
    assert world.view(world.certificates, "PARTICIPANTS") == world.participants.address
    assert world.view(world.participants, "MAX_KEYS") == 32


def test_nothing_accepts_money(world: World) -> None:
    for name in (*CONTRACTS, "Rules", *NOUN_CONTRACTS):
        payable = [e for e in artifact(name)["abi"] if e.get("stateMutability") == "payable"]
        assert payable == []
    assert NO_APPROVAL[0] != world.participants.address

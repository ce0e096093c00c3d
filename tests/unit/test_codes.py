"""
The numbers that contracts and domain share: codes, flags and limits, read from the contracts' own source.
"""

from __future__ import annotations

import re
from enum import IntEnum, IntFlag
from itertools import pairwise
from pathlib import Path

import pytest

from ledger.domain import (
    attestations,
    burdens,
    cases,
    certificates,
    doors,
    encumbrances,
    equity,
    flags,
    kinds,
    licences,
    matrix,
    neighbour_checks,
    numbers,
    parameters,
    participants,
    periods,
    question,
    records,
    successions,
)
from ledger.domain.acts import applications, deposits, filed, governance, issue, rules
from ledger.domain.acts import participants as enrolling

CONTRACTS = Path(__file__).resolve().parents[2] / "contracts"
SOURCES = {path.stem: re.sub(r"//.*", "", path.read_text()) for path in sorted(CONTRACTS.rglob("*.sol"))}
UNITS = {"days": 86_400, "hours": 3_600}


def upper(name: str) -> str:
    """Return a Solidity name as Python writes it: `NotAccepted` is NOT_ACCEPTED."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper()


def enum_in(source: str, name: str) -> dict[str, int]:
    """Return the members of a Solidity enum with their numbers."""
    found = re.search(rf"enum {name} \{{([^}}]*)\}}", SOURCES[source])
    assert found is not None
    return {upper(member.strip()): number for number, member in enumerate(found[1].split(","))}


def library_in(source: str, name: str) -> dict[str, int]:
    """Return the constants of a Solidity library whose values are single bits or plain numbers."""
    found = re.search(rf"library {name} \{{(.*?)\n\}}", SOURCES[source], re.S)
    assert found is not None
    constants = re.findall(r" constant ([A-Z_]+) = (\d+(?: << \d+)?);", found[1])
    return {member: number(value) for member, value in constants}


def limit_in(source: str, name: str) -> int:
    """Return a single constant of a contract."""
    found = re.search(rf" constant {name} =\s*([^;]*);", SOURCES[source])
    assert found is not None
    return number(found[1])


def number(text: str) -> int:
    """Work out a number as Solidity writes it."""
    plain = text.replace("type(uint8).max", "255")
    for unit, seconds in UNITS.items():
        plain = re.sub(rf"\b([\d_]+|\([^)]*\) \* 1) {unit}", rf"\1 * {seconds}", plain)
    assert re.fullmatch(r"[\d_+*() <-]+", plain), text
    return int(eval(plain))  # noqa: S307 - digits and operators alone


ENUMS: list[tuple[type[IntEnum], str, str]] = [
    (attestations.Condition, "Statement", "Condition"),
    (attestations.EndReason, "IAttestations", "EndReason"),
    (burdens.BurdenKind, "Burden", "BurdenKind"),
    (burdens.Ground, "Burden", "Ground"),
    (burdens.SourceOutcome, "Burden", "SourceOutcome"),
    (burdens.Stage, "Burden", "Stage"),
    (cases.Ground, "ApplicationActs", "Ground"),
    (cases.Stage, "Stages", "Stage"),
    (cases.Step, "Stages", "Step"),
    (certificates.CancelReason, "ICertificates", "CancelReason"),
    (certificates.State, "Record", "State"),
    (encumbrances.EncumbranceState, "Encumbrance", "EncumbranceState"),
    (encumbrances.PledgeObjectionOutcome, "PledgeActs", "ObjectionOutcome"),
    (encumbrances.ReleaseReason, "PledgeActs", "ReleaseReason"),
    (encumbrances.SecurityForm, "Encumbrance", "SecurityForm"),
    (equity.ContributionMode, "IEquity", "ContributionMode"),
    (equity.ContributionStage, "IEquity", "ContributionStage"),
    (licences.LicenceEnd, "ILicences", "LicenceEnd"),
    (licences.LicenceKind, "ILicences", "LicenceKind"),
    (matrix.Effect, "Matrix", "Effect"),
    (matrix.Operation, "Matrix", "Operation"),
    (matrix.Restraint, "Matrix", "Restraint"),
    (parameters.Parameter, "IRules", "Parameter"),
    (participants.Kind, "IParticipants", "Kind"),
    (successions.Relation, "ISuccessions", "Relation"),
    (successions.SuccessionGround, "ISuccessions", "SuccessionGround"),
]
BITS: list[tuple[type[IntFlag], str, str]] = [
    (cases.Mark, "ApplicationActs", "Marks"),
    (certificates.Right, "Flags", "Rights"),
    (encumbrances.PledgeTrait, "Encumbrance", "Traits"),
    (flags.Flag, "Flags", "Flags"),
    (flags.Power, "Flags", "Powers"),
    (kinds.Trait, "Kinds", "Traits"),
    (participants.Duty, "IParticipants", "Duties"),
    (participants.Role, "IParticipants", "Roles"),
]
LIMITS = [
    (applications.OBJECTIONS_MAX, "Cases", "MAX_OBJECTIONS"),
    (burdens.FREEZES_MAX, "Restraining", "MAX_FREEZES"),
    (burdens.OBJECTIONS_MAX, "Restraining", "MAX_OBJECTIONS"),
    (certificates.WHOLE, "Book", "WHOLE"),
    (deposits.DEPOSITS_MAX, "Cases", "MAX_DEPOSITS"),
    (doors.FLAGS, "Book", "FLAGS"),
    (encumbrances.LIVE_MAX, "PledgeBook", "MAX_LIVE"),
    (enrolling.KEYS_MAX, "Keys", "MAX_KEYS"),
    (filed.AMOUNT_LEAST, "Amounts", "LEAST"),
    (filed.AMOUNT_MOST, "Amounts", "MOST"),
    (flags.NOUN_FLAGS, "Flags", "NOUNS"),
    (flags.SHARED, "Flags", "SHARED"),
    (governance.DELAY_SECONDS_MAX, "Governance", "MAX_DELAY"),
    (governance.EXECUTION_WINDOW_SECONDS, "Governance", "EXECUTION_WINDOW"),
    (governance.THRESHOLD_MIN, "Governance", "_MIN_THRESHOLD"),
    (issue.BATCH_MAX, "Book", "MAX_BATCH"),
    (issue.HOLDERS_MAX, "Book", "MAX_HOLDERS"),
    (issue.TERM_SECONDS_MAX, "Book", "MAX_TERM"),
    (kinds.CLAIM_COST_LEAST, "Attesting", "_CLAIM_COST_LEAST"),
    (licences.LICENCES_MAX, "Licences", "MAX_LICENCES"),
    (numbers.CODE_MAX, "Participants", "_MAX_CODE"),
    (numbers.USCC_LENGTH, "UnifiedCode", "_LENGTH"),
    (periods.INSTANT_MAX, "Rules", "MAX_INSTANT"),
    (periods.PERIOD_MAX, "Rules", "MAX_PERIOD"),
    (rules.FIRST_YEAR, "Rules", "_FIRST_YEAR"),
    (rules.LAST_YEAR, "Rules", "_LAST_YEAR"),
    (rules.NOTICE_SECONDS_MAX, "Rules", "MAX_NOTICE"),
    (rules.RULES_MAX, "Rules", "MAX_RULES"),
    (successions.EXIT_MONTHS, "Successions", "EXIT_MONTHS"),
    (successions.LINKS_MAX, "Successions", "MAX_LINKS"),
]
COUNTED: list[tuple[type[IntEnum], int]] = [
    (certificates.Regime, 1),
    (kinds.AttestedKind, 0),
    (kinds.Category, 0),
    (kinds.ExitRoad, 0),
    (kinds.Grade, 0),
    (kinds.Interest, 0),
    (kinds.Need, 0),
    (kinds.Note, 0),
    (kinds.Opinion, 0),
    (kinds.Purpose, 0),
    (kinds.Relation, 0),
    (neighbour_checks.Pending, 1),
    (question.BasisKind, 1),
]
"""Codes that the contracts have as plain numbers, each with the first."""


@pytest.mark.parametrize(("codes", "source", "name"), ENUMS, ids=[f"{row[1]}.{row[2]}" for row in ENUMS])
def test_every_code_has_the_contracts_number(codes: type[IntEnum], source: str, name: str) -> None:
    assert {name: member.value for name, member in codes.__members__.items()} == enum_in(source, name)


@pytest.mark.parametrize(("bits", "source", "name"), BITS, ids=[f"{row[1]}.{row[2]}" for row in BITS])
def test_every_flag_has_the_contracts_bit(bits: type[IntFlag], source: str, name: str) -> None:
    assert {name: member.value for name, member in bits.__members__.items()} == library_in(source, name)


@pytest.mark.parametrize(("limit", "source", "name"), LIMITS, ids=[f"{row[1]}.{row[2]}" for row in LIMITS])
def test_every_limit_is_the_contracts(limit: int, source: str, name: str) -> None:
    assert limit == limit_in(source, name)


@pytest.mark.parametrize(
    ("layout", "source"),
    [
        (attestations.STATEMENT_LAYOUT, "Statement"),
        (encumbrances.ENCUMBRANCE_LAYOUT, "Encumbrance"),
        (records.RECORD_LAYOUT, "Record"),
    ],
)
def test_every_part_of_a_word_lies_where_the_contract_has_it(
    layout: tuple[tuple[str, int, int], ...], source: str
) -> None:
    (_, first, _), *_ = layout
    assert first == 0
    for (_, low, width), (name, following, _) in pairwise(layout):
        assert low + width == following
        if f" constant _{name.upper()} =" in SOURCES[source]:
            assert following == limit_in(source, f"_{name.upper()}")
    (name, _, width) = layout[-1]
    assert (name, width) in {("valid_to", 40), ("traits", 8), ("code", 16)}


@pytest.mark.parametrize(("codes", "first"), COUNTED, ids=[row[0].__name__ for row in COUNTED])
def test_other_codes_are_counted_without_a_gap(codes: type[IntEnum], first: int) -> None:
    numbers_of = [member.value for member in codes.__members__.values()]
    assert numbers_of == list(range(first, first + len(numbers_of)))


def test_every_kind_of_attestation_has_the_contracts_row() -> None:
    (rows,) = re.findall(r"bytes private constant _ROWS =((?:\s*hex\"[0-9a-f]+\")+);", SOURCES["Kinds"])
    assert re.findall(r'"([0-9a-f]+)"', rows) == [
        f"{kinds.SCHEMAS[kind].packed:024x}" for kind in kinds.AttestedKind if kind
    ]

"""Pledges: its events by topic, and where its storage keeps holds, pledges, filings and objections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ledger.audit.decode import Table
from ledger.audit.layout import Slot, Writer, fact_slot, mapped, packed
from ledger.audit.pin import Pin
from ledger.domain.encumbrances import (
    Encumbrance,
    EncumbranceList,
    Filing,
    PledgeObjection,
    PledgeObjectionOutcome,
)
from ledger.domain.events import pledges as e
from ledger.domain.facts import Facts
from ledger.domain.participants import Role

TABLE: Table = {
    "c72c0294ecdc1c7c92d79f023cbf85a2965ebf17860fcdc1f1414ae62b45407b": (
        e.RankHeld,
        1,
        "bytes32 uint32 bytes32 uint32 uint40 address address",
    ),
    "ee0d0534931341782a3824353043d7ab6e48c6b0b201591ba260e0fd302b51ee": (
        e.HoldReleased,
        1,
        "bytes32 uint32 bytes32 address address",
    ),
    "fd5c11eec65f58de9f44de20b684e1cdfb2a7d4745b65935baa5d631c21f9b8b": (
        e.PledgeCreated,
        1,
        "bytes32 uint32 uint256 uint32 bytes32 bytes32 bytes32 bytes32 address address",
    ),
    "c39c7cd39bfeb2b0f32a190dcee0f9a18033f9ef1ebebaa6f0235cbf1cc5d10a": (
        e.PledgePerfected,
        1,
        "bytes32 uint32 bytes32 bytes32 uint40 uint40 bytes32 address address",
    ),
    "1560ceffee8df1957e09388e17d9ddc2f8ec8ebb2febb6ef5880c6158551bd75": (
        e.PledgeAmended,
        1,
        "bytes32 uint32 bytes32 uint64 uint64 uint8 bytes32 address address",
    ),
    "912b44bedf2a43368faf5630b89d5c595ea6ae9657af59673cbb4265b0ad9bff": (
        e.PledgeExtended,
        1,
        "bytes32 uint32 bytes32 uint40 uint40 bytes32 address address",
    ),
    "e2f5c1c4ab94cca1eaf6e42e0611537526245e58400b87695999bf67933f00de": (
        e.PledgeAssigned,
        1,
        "bytes32 uint32 bytes32 uint32 uint32 bytes32 address address",
    ),
    "daac8bcb2d24583499e108c5ded470b575941d652881824ff32657c69a752a5e": (
        e.PledgeCrystallised,
        1,
        "bytes32 uint32 bytes32 uint64 uint64 bytes32 address address",
    ),
    "6821712a76eaf0b44d942dedaf84272156c716e9542ee7c1e621d81f965aaad9": (
        e.PledgePartReleased,
        1,
        "bytes32 uint32 bytes32 uint64 uint64 bytes32 address address",
    ),
    "083dcc7294b40fa13c8554f7a34a7f1be6b5c42bf89104d24e713da480395971": (
        e.PledgeReleased,
        1,
        "bytes32 uint32 bytes32 uint8 bytes32 address address",
    ),
    "1ef124287e466a01d391671490412f13342fd88acf9d1b47606cb7653ffd0f89": (
        e.PledgeObjected,
        1,
        "bytes32 uint32 bytes32 uint32 uint40 bytes32 address address",
    ),
    "979e387aee4a2d87536483420c2ada45ef38b06b097ad0ad35506be4b1b92ece": (
        e.PledgeSuitProven,
        1,
        "bytes32 uint32 bytes32 bytes32 address address",
    ),
    "67a5317f49ea76c582d194d85b36f2c55c6b243cf472073df691f64b7a7823a2": (
        e.PledgeObjectionEnded,
        1,
        "bytes32 uint32 bytes32 uint8 bytes32 address address",
    ),
    "ac116be322c4c2fc70a79d6716f18e5e72e298003e1f7f4949368dc2389567d5": (
        e.PledgeEnforced,
        1,
        "bytes32 uint32 bytes32 uint32 uint64 bytes32 address address",
    ),
    "9a202c829985d0ced93f24f24ca37c78eaa881b969413899672295f9dd81ac55": (
        e.PledgeEnded,
        1,
        "bytes32 uint32 bytes32 bytes32 address address",
    ),
}

SLOTS: Mapping[str, int] = {"_encumbrances": 0, "_live": 1, "_filings": 2, "_objections": 3}

AUTHORITY: Mapping[type[Any], Role] = {
    e.RankHeld: Role.BANK,
    e.PledgeCreated: Role.BANK,
    e.PledgeObjected: Role.REGISTRY,
    e.PledgeSuitProven: Role.REGISTRY,
    e.PledgeObjectionEnded: Role.REGISTRY,
}
"""What becomes of a hold or a pledge is its creditor's to file, whatever its role by then."""


def _encumbrance(pin: Pin, fact: Encumbrance, _: Facts) -> Iterator[Slot]:
    word = packed(
        (fact.creditor, 32),
        (fact.amount, 64),
        (fact.rank_at, 40),
        (fact.until, 40),
        (fact.perfected_at, 40),
        (fact.form, 8),
        (fact.state, 8),
        (fact.traits, 8),
    )
    key = mapped(SLOTS["_encumbrances"], fact.id)
    yield fact_slot(pin.address("Pledges"), key, word, f"encumbrance 0x{fact.id.hex()}")


def _list(pin: Pin, fact: EncumbranceList, _: Facts) -> Iterator[Slot]:
    key = mapped(SLOTS["_live"], fact.certificate_id)
    word = packed(*((item.sequence, 32) for item in fact.live))
    yield fact_slot(pin.address("Pledges"), key, word, f"encumbrances on 0x{fact.certificate_id.hex()}")


def _filing(pin: Pin, fact: Filing, _: Facts) -> Iterator[Slot]:
    key = mapped(SLOTS["_filings"], fact.number)
    yield fact_slot(pin.address("Pledges"), key, fact.pledge_id, f"filing 0x{fact.number.hex()}")


def _objection(pin: Pin, fact: PledgeObjection, _: Facts) -> Iterator[Slot]:
    is_open = fact.outcome is PledgeObjectionOutcome.NONE
    word = packed((fact.objector, 32), (fact.prove_by, 40), (int(fact.proven), 8)) if is_open else 0
    key = mapped(SLOTS["_objections"], fact.pledge_id)
    yield fact_slot(pin.address("Pledges"), key, word, f"objection to pledge 0x{fact.pledge_id.hex()}")


WRITERS: Mapping[str, Writer] = {
    Encumbrance.KIND: _encumbrance,
    EncumbranceList.KIND: _list,
    Filing.KIND: _filing,
    PledgeObjection.KIND: _objection,
}

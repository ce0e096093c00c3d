"""Rules: its events by topic, and where its storage keeps parameters, years and the version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ledger.audit.decode import Table
from ledger.audit.layout import Slot, Writer, fact_slot, list_slots, mapped, packed, struct_slots, word
from ledger.audit.pin import Pin
from ledger.domain.events.rules import CalendarSet, RuleSet
from ledger.domain.facts import Facts
from ledger.domain.rules import CalendarYear, RuleHistory, RulesVersion

TABLE: Table = {
    "b378d84613ed4948534e8435bc3c0c473259e7c5c101c85ba79d1cdc70d47223": (
        RuleSet,
        1,
        "uint32 uint8 uint8 uint32 uint32 uint40 bytes32",
    ),
    "fd3aa0ed8e76d2885e06bbfbbfe557b5026c63834f8d17249f30024931959df7": (
        CalendarSet,
        1,
        "uint32 uint16 uint256 uint256 bytes32",
    ),
}

SLOTS: Mapping[str, int] = {"version": 0, "_values": 1, "_working": 2}


def _history(pin: Pin, fact: RuleHistory, _: Facts) -> Iterator[Slot]:
    words = [packed((rule.value, 32), (rule.effective_from, 40)) for rule in fact.values]
    subject = f"rule {fact.parameter} of regime {fact.regime}"
    yield from list_slots(pin.address("Rules"), mapped(SLOTS["_values"], fact.key), words, subject)


def _year(pin: Pin, fact: CalendarYear, _: Facts) -> Iterator[Slot]:
    words = (fact.working_low, fact.working_high)
    yield from struct_slots(pin.address("Rules"), mapped(SLOTS["_working"], fact.year), words, f"calendar {fact.year}")


def _version(pin: Pin, fact: RulesVersion, _: Facts) -> Iterator[Slot]:
    yield fact_slot(pin.address("Rules"), word(SLOTS["version"]), fact.version, "rules")


WRITERS: Mapping[str, Writer] = {
    RuleHistory.KIND: _history,
    CalendarYear.KIND: _year,
    RulesVersion.KIND: _version,
}

"""
What the pure tests of pledges share: two banks, a certificate, and the events of holds and pledges at their times.
"""

from __future__ import annotations

from typing import Any

from ledger.domain.certificates import Certificate
from ledger.domain.encumbrances import (
    ENCUMBRANCE_LAYOUT,
    Encumbrance,
    EncumbranceState,
    SecurityForm,
    ranks,
)
from ledger.domain.events import (
    ZERO_DIGEST,
    ZERO_THING,
    Digest,
    Event,
    Fen,
    Instant,
    NounAdmitted,
    ParticipantNumber,
    ThingId,
)
from ledger.domain.events import pledges as e
from ledger.domain.facts import Facts, thing_id
from ledger.domain.flags import Flag
from ledger.domain.participants import Duty, Kind, Role
from ledger.domain.state import fold
from tests.unit.histories import (
    BORN,
    REGISTRY_BORN,
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

DAY = 86_400
HANDS = (key("maker"), key("checker"))
OWN = issued().certificate_id
HOLDER, OTHER, BANK, SECOND_BANK, PUBLIC = (number(n) for n in (2, 3, 4, 5, 6))
PLEDGES = bytes(19) + b"\x01"
NOW = BORN + DAY
UNTIL = Instant(BORN + 200 * DAY)
HOLD_END = Instant(BORN + 7 * DAY)
AMOUNT = Fen(500_000_000)
DEBT, PAPER = hashed("loan"), hashed("paper")
FILING, SECOND_FILING = (Digest(text.ljust(32, b"\0")) for text in (b"01234567890123456789", b"ZD01234567890123"))
FIRST, SECOND, THIRD = (thing_id(OWN, n) for n in (2, 3, 4))

INSTITUTIONS: tuple[Event, ...] = (
    admitted(4, Role.BANK),
    enrolled(4, "bank maker", Duty.MAKER),
    enrolled(4, "bank checker", Duty.CHECKER),
    enrolled(4, "bank", Duty.CONSENT),
    admitted(5, Role.BANK),
    enrolled(5, "second maker", Duty.MAKER),
    enrolled(5, "second checker", Duty.CHECKER),
    enrolled(5, "second", Duty.CONSENT),
    admitted(6, kind=Kind.PUBLIC_BODY),
    NounAdmitted(PLEDGES, int(Flag.PLEDGED) | 1 << 16),
)

Step = tuple[int, Event]


def after(*steps: Step, holder: int = 2, **record: int) -> dict[Any, Any]:
    """Fold events at their times on a certificate that was issued at `BORN`."""
    facts = facts_after(*REGISTRY_BORN, *INSTITUTIONS, issued(a_record(holder, **record)))
    for block, (time, event) in enumerate(steps, 1000):
        fold(facts, entries([event], time, block))
    return facts


def word(creditor: int = 4, **changes: Any) -> int:
    usual = {
        "creditor": creditor,
        "amount": AMOUNT,
        "rank_at": NOW,
        "until": UNTIL,
        "perfected_at": 0,
        "form": SecurityForm.PLEDGE,
        "state": EncumbranceState.PLEDGED,
        "traits": 0,
    }
    fields = usual | changes
    return sum(int(fields[name]) << low for name, low, _ in ENCUMBRANCE_LAYOUT)


def held(sequence: int = 2, bank: int = 4, time: int = NOW, until: int = HOLD_END) -> Step:
    own = thing_id(OWN, sequence)
    return time, e.RankHeld(OWN, sequence, own, ParticipantNumber(bank), Instant(until), *HANDS)


def created(
    sequence: int = 2,
    creditor: int = 4,
    time: int = NOW,
    hold_id: ThingId = ZERO_THING,
    debtor: int = 0,
    **changes: Any,
) -> Step:
    made = word(creditor, **{"rank_at": time, **changes})
    owes = ParticipantNumber(debtor)
    return time, e.PledgeCreated(OWN, sequence, made, owes, DEBT, ZERO_DIGEST, ZERO_THING, hold_id, *HANDS)


def perfected(
    sequence: int, own: ThingId, filed_at: int, time: int, filing: Digest = FILING, *, rank_at: int | None = None
) -> Step:
    rank = Instant(filed_at if rank_at is None else rank_at)
    return time, e.PledgePerfected(OWN, sequence, own, filing, Instant(filed_at), rank, PAPER, *HANDS)


def released(sequence: int, own: ThingId, time: int = NOW + DAY) -> Step:
    return time, e.PledgeReleased(OWN, sequence, own, 1, PAPER, *HANDS)


def one(facts: Facts, own: ThingId = FIRST) -> Encumbrance:
    found = facts[("encumbrance", own)]
    assert isinstance(found, Encumbrance)
    return found


def certificate_in(facts: Facts) -> Certificate:
    found = facts[("certificate", OWN)]
    assert isinstance(found, Certificate)
    return found


def order(facts: Facts, now: int = NOW + 100) -> list[ThingId]:
    return [each.id for each in ranks(facts, OWN, now)]

"""
Restraints.sol's storage and events: each word where the auditor's table says that it is, each topic as in the ABI.

On revm in process; the fact is written by hand.
"""

from __future__ import annotations

from ledger.audit.pin import Pin
from ledger.audit.tables.restraints import PLACES, TABLE, WRITERS
from ledger.domain.burdens import (
    Burdens,
    ControlTerm,
    Forbidden,
    Ground,
    Note,
    OpenObjection,
    QueuedFreeze,
    Stage,
)
from ledger.domain.events import CertificateId, Instant, ParticipantNumber
from tests.contract.restraining import (
    FORBIDDABLE,
    ID,
    MONTH,
    control,
    freeze,
    lift,
    note_dispute,
    raise_objection,
    raise_source,
    thing,
)
from tests.evm import World
from tests.parties import ARBITER, BETA, BUREAU, COURT, GAMMA, SECOND_COURT, an_issue


def test_every_word_is_where_the_audit_looks(world: World) -> None:
    world.issue(an_issue())
    freeze(world)
    served = world.now + 1
    freeze(world, SECOND_COURT)
    freeze(world)
    lift(world, thing(2))
    lifted, until = world.now, world.now + MONTH
    control(world, BUREAU, until=until)
    due = raise_objection(world, BETA, ground=2).events[0].fields["dueAt"]
    raise_source(world, GAMMA)
    note_dispute(world)

    second, court = ParticipantNumber(SECOND_COURT.number), ParticipantNumber(COURT.number)
    nobody, all_ = ParticipantNumber(0), Forbidden(FORBIDDABLE)
    fact = Burdens(
        certificate_id=CertificateId(ID),
        freezes=(
            QueuedFreeze(3, second, Instant(served), MONTH, all_, nobody, Instant(lifted)),
            QueuedFreeze(4, court, Instant(served + 1), MONTH, all_, nobody, Instant(served + 1)),
        ),
        controls=(ControlTerm(6, ParticipantNumber(BUREAU.number), Instant(until)),),
        objections=(
            OpenObjection(7, ParticipantNumber(BETA.number), Instant(due), Instant(0), Stage.RAISED, Ground.ERROR),
        ),
        source_objections=(Note(8, ParticipantNumber(GAMMA.number)),),
        disputes=(Note(9, ParticipantNumber(ARBITER.number)),),
    )
    address = world.restraints.address
    pin = Pin(1, b"", 0, {"Restraints": bytes.fromhex(address[2:])}, {})
    slots = list(WRITERS[Burdens.KIND](pin, fact, {}))
    assert len(slots) == 5 * PLACES
    assert sum(slot.word != 0 for slot in slots) == 6
    for slot in slots:
        assert world.chain.storage(address, int.from_bytes(slot.key, "big")) == slot.word, slot.subject


def test_the_auditors_events_are_the_contracts(world: World) -> None:
    events = world.restraints.events
    assert set(TABLE) == {topic.hex() for topic in events}
    for topic, item in events.items():
        kind, indexed, types = TABLE[topic.hex()]
        assert (kind.__name__, indexed, types.split()) == (item.name, sum(item.indexed), list(item.inputs))

"""
What the contracts of a world took, kept as an audit gets it: every call with its data, sender, time and logs.

`audited` folds it with the audit's own replay, a block a transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ledger.audit.book import Book
from ledger.audit.consents import HasCode
from ledger.audit.evidence import CheckedBlock, Said
from ledger.audit.pin import CONTRACTS, Pin
from ledger.audit.receipt import Log
from ledger.audit.replay import Replay
from ledger.audit.report import Notes
from ledger.domain.events import Position
from tests.chains import CHAIN_ID, Revm
from tests.evm import World
from tests.invariant.reading import raw


@dataclass(frozen=True)
class Sent:
    """A transaction that was taken; `to` is none where it made a contract, which then is `created`."""

    sender: bytes
    to: bytes | None
    data: bytes
    created: bytes | None
    logs: tuple[Log, ...]
    time: int


class Recording(Revm):
    """An EVM that keeps everything that it took."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[Sent] = []

    def deploy(self, sender: str, code: bytes, time: int) -> str:
        address = super().deploy(sender, code, time)
        self._keep(sender, None, code, raw(address), time)
        return address

    def transact(self, sender: str, to: str, data: bytes, time: int) -> tuple[bytes, list[Any], int | None]:
        answer = super().transact(sender, to, data, time)
        self._keep(sender, raw(to), data, None, time)
        return answer

    def _keep(self, sender: str, to: bytes | None, data: bytes, created: bytes | None, time: int) -> None:
        assert self.evm.result is not None
        logs = tuple(
            Log(raw(str(log.address).lower()), tuple(map(bytes, log.data[0])), bytes(log.data[1]))
            for log in self.evm.result.logs
        )
        self.sent.append(Sent(raw(sender), to, data, created, logs, time))


def pin_of(world: World) -> Pin:
    """Return an auditor's pins of a world; code is none of its business."""
    addresses = {name: raw(world.contract(name).address) for name in CONTRACTS}
    return Pin(CHAIN_ID, bytes(32), 1, addresses, dict.fromkeys(addresses.values(), bytes(32)))


def audited(pin: Pin, sent: Sequence[Sent], has_code: HasCode = lambda _: False) -> Notes:
    """Fold a history and return what the audit noted; `has_code` says which keys are contracts."""
    return replayed(pin, sent, has_code)[1]


def replayed(pin: Pin, sent: Sequence[Sent], has_code: HasCode = lambda _: False) -> tuple[Replay, Notes]:
    """Fold a history; return the replay, which has the facts at its end, as well."""
    notes = Notes()
    replay = Replay(pin, notes, Book())
    replay.powers.consents.has_code = has_code
    for number, each in enumerate(sent, start=1):
        said = tuple(
            Said(Position(number, 0, place), log, each.sender, each.to, each.data, each.created)
            for place, log in enumerate(each.logs)
            if log.address in pin.addresses
        )
        replay.fold(CheckedBlock(number, bytes(32), each.time, bytes(32), True, said))
    replay.powers.consents.say_what_was_not_seen()
    return replay, notes

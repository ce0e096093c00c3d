"""
What the chain says: one frozen dataclass for each Solidity event, with the event's own name.

One module a noun.  Field names are the Solidity parameter names in snake case, in Solidity order.  Amounts of time are
whole seconds, instants are unix seconds (UTC), sums are fen, digests and ids are 32 raw bytes, keys are 20 raw bytes.
Nothing here decodes: the indexer decodes by the ABI (`chain.decode`), the auditor by a table of its own
(`audit.tables`), and both end in these classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

from ledger.domain.events.applications import ApplicationEvent
from ledger.domain.events.attestations import AttestationEvent
from ledger.domain.events.base import (
    ZERO_DIGEST,
    ZERO_KEY,
    ZERO_THING,
    CertificateId,
    Digest,
    Fen,
    Instant,
    Key,
    ParticipantNumber,
    Position,
    ThingId,
)
from ledger.domain.events.certificates import (
    CertificateAmended,
    CertificateCancelled,
    CertificateCorrected,
    CertificateEvent,
    CertificateIssued,
    CertificateRenewed,
    CertificateRevoked,
    CertificateSuperseded,
    CertificateTransferred,
    DoorEvent,
    MigrationOpened,
    NounAdmitted,
    ShareRecorded,
)
from ledger.domain.events.equity import EquityEvent
from ledger.domain.events.licences import LicenceEvent
from ledger.domain.events.participants import (
    CharterChanged,
    KeyEnrolled,
    KeyRevoked,
    LedgerPaused,
    LedgerUnpaused,
    ParticipantAdmitted,
    ParticipantEvent,
    ParticipantReinstated,
    ParticipantRenamed,
    ParticipantSuspended,
    ProposalApproved,
    ProposalExecuted,
    ProposalMade,
    ProposalVetoed,
    ProposalVoted,
    RegisterAssigned,
    RolesChanged,
)
from ledger.domain.events.pledges import PledgeEvent
from ledger.domain.events.renewals import RenewalEvent
from ledger.domain.events.restraints import RestraintEvent
from ledger.domain.events.rules import RuleEvent
from ledger.domain.events.successions import SuccessionEvent
from ledger.errors import Inconsistent

__all__ = [
    "EVENTS",
    "ZERO_DIGEST",
    "ZERO_KEY",
    "ZERO_THING",
    "ApplicationEvent",
    "AttestationEvent",
    "Block",
    "CertificateAmended",
    "CertificateCancelled",
    "CertificateCorrected",
    "CertificateEvent",
    "CertificateId",
    "CertificateIssued",
    "CertificateRenewed",
    "CertificateRevoked",
    "CertificateSuperseded",
    "CertificateTransferred",
    "CharterChanged",
    "Digest",
    "DoorEvent",
    "Entry",
    "EquityEvent",
    "Event",
    "Fen",
    "IllegalTransition",
    "Instant",
    "Key",
    "KeyEnrolled",
    "KeyRevoked",
    "LedgerPaused",
    "LedgerUnpaused",
    "LicenceEvent",
    "MigrationOpened",
    "NounAdmitted",
    "ParticipantAdmitted",
    "ParticipantEvent",
    "ParticipantNumber",
    "ParticipantReinstated",
    "ParticipantRenamed",
    "ParticipantSuspended",
    "PledgeEvent",
    "Position",
    "ProposalApproved",
    "ProposalExecuted",
    "ProposalMade",
    "ProposalVetoed",
    "ProposalVoted",
    "RegisterAssigned",
    "RenewalEvent",
    "RestraintEvent",
    "RolesChanged",
    "RuleEvent",
    "ShareRecorded",
    "SuccessionEvent",
    "ThingId",
]

Event = (
    ParticipantEvent
    | RuleEvent
    | CertificateEvent
    | DoorEvent
    | RenewalEvent
    | SuccessionEvent
    | LicenceEvent
    | PledgeEvent
    | RestraintEvent
    | EquityEvent
    | AttestationEvent
    | ApplicationEvent
)

EVENTS: dict[str, type[Any]] = {kind.__name__: kind for kind in get_args(Event)}
"""Every event's class by its name, which is Solidity's."""


@dataclass(frozen=True, slots=True)
class Entry:
    """
    An event with its place and time: one line of the ledger.

    `time` is the block's timestamp.  `emitter` is the contract's address.  `digest` is keccak256(emitter ‖ topics ‖
    data) over the raw log, each topic and the emitter as 32 bytes: what a certificate's head is folded from (P4).
    """

    position: Position
    time: int
    emitter: bytes
    digest: Digest
    event: Event


@dataclass(frozen=True, slots=True)
class Block:
    """A confirmed block with what it says to us; blocks without entries are kept for their parent link."""

    number: int
    hash: Digest
    parent: Digest
    time: int
    entries: tuple[Entry, ...] = ()


class IllegalTransition(Inconsistent):
    """
    An event that the contracts could not have emitted after all that came before it.

    Never a user's mistake: either the evidence is false or the domain is.  `what` names the rule that is broken.
    """

    def __init__(self, entry: Entry, what: str, expected: object = None, given: object = None) -> None:
        super().__init__(
            "IllegalTransition",
            event=type(entry.event).__name__,
            position=str(entry.position),
            what=what,
            expected=expected,
            given=given,
        )
        self.entry = entry
